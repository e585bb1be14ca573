"""Titles made to break markup, as hypothesis makes them, and what becomes of each in both renderers.

The long form: `pytest -m chaos tests/handlers/test_titles.py`.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from bot.model import ChatSettings, Language
from handlers.slack.render import render_alert as render_slack
from handlers.slack.render import render_ring as ring_slack
from handlers.telegram.render import render_alert as render_telegram
from handlers.telegram.render import render_ring as ring_telegram
from handlers.wording import Wording, clean, shorten
from handlers.wording.alert import HEADLINE
from tests.handlers.builders import OUTLETS, a_match, a_report, an_alert, an_event
from tests.peers.slack.blocks import checked_blocks
from tests.peers.slack.mrkdwn import read_blocks, read_mrkdwn
from tests.peers.telegram.entities import found_in_text, parse_html

EN = Wording(Language("en"))
SHARDS = (
    "<!channel>", "<!here>", "<!everyone>", "<@U1>", "<#C1>", "<!subteam^S1>", "<https://evil.example|Harbour Times>",
    "@channel", "@everyone", "@here", "@admin", "<b>", "</b>", "<a href='https://evil.example'>", "</a>", "<script>",
    "tg://user?id=1", "javascript:alert(1)", "&lt;", "&amp;", "&#60;", "&#x3c;!channel&#x3e;", "&", "<", ">", '"', "'",
    "*bold*", "_it_", "~no~", "`code`", "```", "> quote", ":fire:", "||spoiler||", "[text](https://evil.example)",
    "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff", "\u0000", "\r\n", "\u2028", "😀", "👩\u200d🚀",
    "Посол", "Səfir", "посла вызвали", "Envoy summoned", "https://harbour.example/1", "#tag", "/start", "\ud83d",
)  # fmt: skip
# An address that an outlet writes out is shown as what it is.
_HARMLESS = {"text_link", "bold", "italic", "blockquote", "expandable_blockquote", "url"}
titles = st.lists(st.sampled_from(SHARDS) | st.text(max_size=12) | st.just(" "), min_size=1, max_size=14).map("".join)


def what_is_wrong_with(title: str) -> str:
    """Empty if both platforms take an alert of this title, show it as it reads cleaned, and nothing in it is live."""
    report = replace(a_report(1, title), match=a_match(sentence=title))
    alert = an_alert(an_event(reports=(report,)))
    expected = shorten(clean(title), HEADLINE)
    return _in_telegram(alert, expected) or _in_slack(alert, expected)


def _in_telegram(alert, expected: str) -> str:  # noqa: ANN001
    for text in (f(alert, ChatSettings(), OUTLETS, EN) for f in (render_telegram, ring_telegram)):
        shown, entities = parse_html(text.html)
        links = [e for e in entities if e["type"] == "text_link"]
        if expected and [_covered(shown, e) for e in links] != [expected]:
            return f"Telegram links {[_covered(shown, e) for e in links]}"
        if live := {e["type"] for e in entities} - _HARMLESS:
            return f"Telegram makes {live}"
        if live := {e["type"] for e in found_in_text(text.plain)} - {"url"}:
            return f"Telegram makes {live} of the plain form"
        if any(e["url"] != alert.lead_report.url for e in links):
            return f"Telegram leads to {[e['url'] for e in links]}"
    return ""


def _covered(shown: str, entity) -> str:  # noqa: ANN001
    units = shown.encode("utf-16-le")
    begin = entity["offset"] * 2
    return units[begin : begin + entity["length"] * 2].decode("utf-16-le")


def _in_slack(alert, expected: str) -> str:  # noqa: ANN001
    for text in (f(alert, ChatSettings(), OUTLETS, EN) for f in (render_slack, ring_slack)):
        blocks = [dict(block) for block in text.blocks]
        checked_blocks(blocks)
        for live in (read_mrkdwn(text.text), read_blocks(blocks)):
            if live.mentions:
                return f"Slack mentions {live.mentions}"
        links = read_blocks(blocks).links  # the headline, then perhaps the button that opens it
        if {url for url, _ in links} - {alert.lead_report.url} or (expected and links[0][1] != expected):
            return f"Slack links {links}"
    return ""
