"""The pictures of the README and of docs/images, made from what the demo really sends.

    npm install --omit-lockfile-registry-resolved --no-package-lock --prefix docs/pictures
    .venv/bin/python docs/pictures/make.py        # needs node and a Chromium on the path

Telegram messages are set in a page of our own in the look of the client; Slack blocks by the npm package
slack-blocks-to-jsx. Each is photographed by headless Chromium.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import tempfile
from collections import Counter
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.demo import Demo, feeds_file
from bot.desk import NIGHT, Handover, Point, Trend
from bot.desk.working import CLAIM_LASTS
from bot.events import ladder
from bot.feeds.catalog import read_catalog
from bot.model import Action, Claim, Country, Language, Status, Work
from handlers.pictures import trend_picture
from handlers.slack import findings
from handlers.slack import render as slack
from handlers.slack.worked import with_work
from handlers.telegram import render as telegram
from handlers.wording import Wording

if TYPE_CHECKING:
    from bot.model import Delivery, Event

HERE = Path(__file__).parent
IMAGES = HERE.parent / "images"
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
PHONE = """
body {margin:0; background:#cfdbe6; font:15px/1.35 'Noto Sans','DejaVu Sans',sans-serif; width:390px}
.top {background:#517da2; color:#fff; padding:10px 14px; font-weight:600}
.bubble {background:#fff; margin:10px 40px 4px 10px; padding:8px 11px; border-radius:12px; white-space:pre-wrap;
         overflow-wrap:anywhere; box-shadow:0 1px 1px #0002}
.bubble a {color:#2481cc; text-decoration:none}
.bubble blockquote {margin:5px 0; padding:3px 8px; border-left:3px solid #65aadd; background:#65aadd1c;
         border-radius:4px}
.keys {margin:0 40px 8px 10px; display:flex; gap:4px}
.keys span {flex:1; text-align:center; background:#3f6f99aa; color:#fff; border-radius:7px;
         padding:7px 2px; font-size:13px}
"""


def main() -> None:
    """Play the story and photograph its alerts."""
    shown: list[Delivery] = []
    asyncio.run(Demo(lambda delivery, _: shown.append(delivery)).play())
    last = {d.alert.event.id: d for d in shown}  # each alert as it stood at the end of its story
    rings = [d for d in shown if d.alert.action is Action.RING]
    IMAGES.mkdir(exist_ok=True)
    grown = next(d for d in last.values() if d.alert.event.kind == "arrest")
    page = phone_page(rings[-3:])
    photograph(page, IMAGES / "telegram-chat.png", 390)
    photograph(slack_page(rings[-3:]), IMAGES / "slack-channel.png", 620)
    for language in ("en", "ru", "az"):
        photograph(phone_page([grown], language), IMAGES / f"telegram-alert-{language}.png", 390)
    photograph(slack_page([grown]), IMAGES / "slack-alert.png", 620)
    photograph(slack_page(list(last.values())), IMAGES / "slack-story.png", 620, scale=1)
    photograph(phone_page(list(last.values())), IMAGES / "telegram-story.png", 390, scale=1)
    photograph(blocks_page([handover_blocks(list(last.values()))]), IMAGES / "slack-handover.png", 620)
    for language in ("en", "ru", "az"):
        picture = trend_picture(
            trend_of([d.alert.event for d in last.values()]), Wording(Language(language)), "Asia/Baku"
        )
        (IMAGES / f"trend-{language}.png").write_bytes(picture)


def catalogue() -> dict:
    """The outlets of the story."""
    with tempfile.TemporaryDirectory() as folder:
        return dict(read_catalog(feeds_file(Path(folder), port=1)).outlets)


def phone_page(deliveries: list[Delivery], language: str = "en") -> str:
    """Messages as a phone shows them."""
    words, outlets, body = Wording(Language(language)), catalogue(), []
    for delivery in deliveries:
        text = telegram.render_alert(delivery.alert, delivery.chat.settings, outlets, words)
        keys = "".join(f"<span>{escape(key.label)}</span>" for row in text.buttons for key in row)
        html = text.html.replace("</blockquote>\n", "</blockquote>")  # the client breaks the line there by itself
        body.append(f'<div class="bubble">{html}</div><div class="keys">{keys}</div>')
    return f"<meta charset=utf-8><style>{PHONE}</style><div class=top>Tocsin</div>{''.join(body)}"


def trend_of(events: list[Event]) -> Trend:
    """The ladder of the story's pair over a week, as the desk tells it."""
    one, other = Country("AZ"), Country("RU")
    end = max(event.changed for event in events)
    times = [end - timedelta(days=7) * (59 - n) / 59 for n in range(60)]
    there, back = ladder.timeline(one, other, events, times), ladder.timeline(other, one, events, times)
    shown = [e for e in events if {e.source, e.target} == {one, other} and e.status is Status.REPORTED]
    points = tuple(Point(*point) for point in zip(times, there, back, strict=True))
    return Trend((one, other), 7, points, tuple(Counter(e.kind for e in shown).most_common()))


def handover_blocks(deliveries: list[Delivery]) -> list[slack.Block]:
    """The morning after the last night of the story."""
    words, now = Wording(Language("en")), max(d.alert.at for d in deliveries)
    rang = [d.alert.event for d in deliveries if d.alert.event.rung and d.alert.event.rung > now - NIGHT * 2]
    works = zip(rang, (Work.WORKING, Work.PUBLISHED), ("", "https://news.example/envoy"), strict=False)
    claims = [
        Claim(e.id, "slack:U1", "Leyla", deliveries[0].chat.ref, now, now + CLAIM_LASTS, work, url)
        for e, work, url in works
    ]
    answer = Handover(now - NIGHT * 2, tuple(rang), tuple(claims))
    return list(findings.handover(answer, NIGHT * 2, deliveries[0].chat, now, words).blocks)


def slack_page(deliveries: list[Delivery]) -> str:
    """Alerts as Slack shows them."""
    words, outlets = Wording(Language("en")), catalogue()
    return blocks_page(
        [worked_blocks(slack.render_alert(d.alert, d.chat.settings, outlets, words), d, words) for d in deliveries]
    )


def blocks_page(blocks: list[list[slack.Block]]) -> str:
    """Messages as Slack shows them."""
    node = shutil.which("node") or "node"
    done = subprocess.run(
        [node, "slack.mjs"], cwd=HERE, input=json.dumps(blocks), capture_output=True, text=True, check=True
    )
    style = next((HERE / "node_modules" / "slack-blocks-to-jsx" / "dist").glob("*.css")).read_text()
    look = "body{margin:16px;font-family:'Noto Sans','DejaVu Sans',sans-serif;background:#fff;width:588px}"
    return f"<meta charset=utf-8><style>{style}{look}</style>{'<hr>'.join(json.loads(done.stdout))}"


def worked_blocks(text: slack.SlackText, delivery: Delivery, words: Wording) -> list[slack.Block]:
    """An alert as it stands in a channel; an editor is at work on arrests."""
    event, at = delivery.alert.event, delivery.alert.at
    until = at + CLAIM_LASTS
    claim = Claim(event.id, "slack:U1", "Leyla", delivery.chat.ref, at, until) if event.kind == "arrest" else None
    return with_work(text.blocks, claim, event.id, "UTC", at, words)


def photograph(page: str, file: Path, width: int, scale: int = 2) -> None:
    """A picture of the whole page, its empty end cut off."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(page, encoding="utf-8")
        height = measured_height(chromium, source, width, folder)
        subprocess.run(
            [chromium, *CHROMIUM, f"--user-data-dir={folder}/b", f"--window-size={width},{height}",
             f"--force-device-scale-factor={scale}", f"--screenshot={file}", source.as_uri()],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def measured_height(chromium: str, source: Path, width: int, folder: str) -> int:
    """How high the page is at this width, in CSS pixels."""
    probe = Path(folder) / "probe.html"
    ask = "<script>onload=()=>{document.title=document.documentElement.scrollHeight}</script>"
    probe.write_text(source.read_text(encoding="utf-8") + ask, encoding="utf-8")
    done = subprocess.run(
        [chromium, *CHROMIUM, f"--user-data-dir={folder}/a", f"--window-size={width},200", "--dump-dom",
         probe.as_uri()],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return int(done.stdout.split("<title>")[1].split("</title>")[0]) + 8


if __name__ == "__main__":
    main()
