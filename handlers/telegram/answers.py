"""What the desk answered -> the texts of a Telegram chat.

Pure. Every text keeps 4096 characters; a list that is longer is cut between two items and says how many are left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Final

from bot.taxonomy import KINDS
from handlers.telegram.render import TEXT_LIMIT, Button, File, TelegramText, b, button_rows, esc, link, quote
from handlers.wording import clean, shorten, units, web_address
from handlers.wording.alert import sentence_pieces
from handlers.wording.links import earlier_titles, headline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.desk import Latest, TopicChoice, Welcome
    from bot.errors import BadRequest
    from bot.model import Chat, Event, Outlet, OutletId, Report, Topic
    from handlers.wording import Wording

# In the order of the menu.
COMMANDS: Final = (
    "subscribe",
    "unsubscribe",
    "topics",
    "topic",
    "latest",
    "search",
    "trend",
    "why",
    "sources",
    "mute",
    "unmute",
    "digest",
    "settings",
    "missed",
    "channel",
    "test",
    "export",
    "privacy",
    "forget",
    "cancel",
    "help",
    "start",
)
EDITORS: Final = (
    "status",
    "feeds",
    "deadletters",
    "invite",
    "falsealarm",
    "merge",
    "split",
    "backtest",
    "broadcast",
    "audit",
)
_TITLE: Final = 200
_MORE_ROOM: Final = 60  # units kept for "... and 12 more"
_TAG: Final = re.compile(r"<[^>]*>")
_MOST_TOPICS: Final = 40  # an inline keyboard holds 100 buttons


def plain(text: str, *rows: Iterable[Button]) -> TelegramText:
    """A text without markup."""
    text = shorten(text, TEXT_LIMIT)
    return TelegramText(esc(text), text, button_rows(*rows))


def lines(title: str, items: Iterable[str], words: Wording, *rows: Iterable[Button]) -> TelegramText:
    """A bold title and items of HTML; what does not fit is counted."""
    kept, items = [b(title)], list(items)
    room = TEXT_LIMIT - _MORE_ROOM - units(title)
    for position, item in enumerate(items):
        room -= seen_units(item) + 2
        if room < 0:
            kept.append(esc(words.text("more", count=len(items) - position)))
            break
        kept.append(item)
    html = "\n\n".join(kept) if any("\n" in item for item in items) else "\n".join(kept)
    return TelegramText(html, unescape(_TAG.sub("", html)), button_rows(*rows))


def seen_units(html: str) -> int:
    """Length of HTML as a reader sees it: without tags; an escaped character counts in full, to be safe."""
    return units(_TAG.sub("", html))


def refusal(error: BadRequest, words: Wording) -> TelegramText:
    """Why a wish cannot be met; where a topic is meant, with what could be."""
    slots = {name: clean(str(value)) for name, value in error.slots.items()}
    text = words.text(error.key, **slots)
    if error.key == "topic-nearest":
        near = slots["near"]
        return plain(text, [Button(near, data=f"top:{near}")])
    return plain(text)


def welcome(answer: Welcome, words: Wording) -> TelegramText:
    """The first text; an outsider learns nothing but how to get in."""
    if not answer.admitted:
        return plain(words.text("welcome-outsider"))
    key = {"admin": "joined-admin", "member": "joined-member"}.get(answer.role or "", "welcome")
    return plain(words.text(key))


def help_text(words: Wording, *, is_editor: bool = False) -> TelegramText:
    """All commands, one a line; those for editors are shown to them alone."""
    items = [f"/{name} – {esc(words.text(f'command-{name}'))}" for name in COMMANDS]
    own = words.text("own-help", example="/topic new Baku trials = Baku court +journalist", remove="/topic remove NAME")
    items += [esc(own)]
    if is_editor:
        items += [b(words.text("help-editors"))]
        items += [f"/{name} – {esc(words.text(f'command-{name}'))}" for name in EDITORS]
    else:
        items += [esc(words.text("help-access"))]
    return lines(words.text("help-title"), items, words)


def topics(choices: Sequence[TopicChoice], words: Wording) -> TelegramText:
    """All topics as buttons; a tap follows or stops following."""
    if not choices:
        return plain(words.text("topics-none"))
    rows = [[_toggle(choice, words)] for choice in choices[:_MOST_TOPICS]]
    return plain(words.text("topics-title"), *rows)


def _toggle(choice: TopicChoice, words: Wording) -> Button:
    name = shorten(clean(choice.topic.name(words.language)), 60)
    if choice.followed:
        return Button(f"✅ {name}", data=f"untick:{choice.topic.id}")
    return Button(f"▫️ {name}", data=f"tick:{choice.topic.id}")


def subscribed(topic: Topic, words: Wording) -> TelegramText:
    """That the chat follows a topic now; said only when that is durable."""
    name = clean(topic.name(words.language))
    return plain(words.text("subscribed", topic=name), [_latest_of(topic, words)])


def unsubscribed(topic: Topic, words: Wording) -> TelegramText:
    """That the chat follows a topic no more."""
    name = clean(topic.name(words.language))
    follow = Button(words.text("button-follow", topic=shorten(name, 40)), data=f"sub:{topic.id}")
    return plain(words.text("unsubscribed", topic=name), [follow])


def _latest_of(topic: Topic, words: Wording) -> Button:
    return Button(words.text("button-latest"), data=f"top:{topic.id}")


def latest(
    answer: Latest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """Events, newest first, each with its line and the linked headline; a topic's with a button to follow it."""
    choice = answer.topic
    title = words.text("latest-all")
    rows: list[list[Button]] = []
    if choice:
        name = clean(choice.topic.name(words.language))
        title = words.text("latest-of", topic=name)
        key, verb = ("button-unfollow", "uns") if choice.followed else ("button-follow", "sub")
        rows = [[Button(words.text(key, topic=shorten(name, 40)), data=f"{verb}:{choice.topic.id}")]]
    items = [event_item(event, chat, outlets, now, words) for event in answer.events]
    return lines(title, items or [esc(words.text("latest-none"))], words, *rows)


def event_item(event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording) -> str:
    """An event in a list: kind, who to whom and when; its line; its linked headline."""
    report = event.reports[0]
    when = words.clock(event.happened, chat.settings.time_zone, now)
    head = f"{b(words.kind_name(event.kind))}  {esc(words.direction(event))}, {esc(when)}"
    line = esc(shorten(words.line(event, report, outlets.get(report.outlet)), 400))
    return f"{head}\n{line}\n{_headline(report, outlets.get(report.outlet))}"


def _headline(report: Report, outlet: Outlet | None) -> str:
    return link(headline_of(report, outlet, 200), web_address(report.url))


def why(event: Event, words: Wording) -> TelegramText:
    """Which sentence, rule and reading made the event, report by report."""
    items = [
        esc(
            f"{words.kind_name(event.kind)}  {words.direction(event)}\n"
            f"{words.text('why-severity', severity=KINDS[event.kind].severity)}. "
            f"{words.text('why-status', status=words.status_name(event.status))}"
        )
    ]
    for report in event.reports[:5]:
        match = report.match
        sentence = quote(sentence_pieces(match.sentence, match.spans, 500))
        item = f"{sentence}\n{esc(words.text('why-rule', rule=match.rule))}"
        if match.why:
            item += f"\n{esc(words.text('why-steps', steps=shorten(clean('; '.join(match.why)), 200)))}"
        items.append(item)
    mute = Button(words.text("button-mute-kind", kind=words.kind_name(event.kind)), data=f"mk:{event.kind}")
    return lines(words.text("why-title"), items, words, [mute])


def sources(
    event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """Every report: outlet and ownership, time, linked headline."""
    items = []
    for report in event.reports:
        outlet = outlets.get(report.outlet)
        said = words.outlet(outlet) if outlet else clean(report.outlet)
        when = words.clock(report.published or report.seen, chat.settings.time_zone, now)
        before = [f"\n{esc(title)}" for title in earlier_titles(report, chat.settings.time_zone, now, words, _TITLE)]
        items.append(f"{esc(said)}, {esc(when)}\n{_headline(report, outlet)}{''.join(before)}")
    return lines(f"{words.text('sources-title')}: {words.support(event)}", items, words)


def muted_event(event: Event, words: Wording) -> TelegramText:
    """That an event is silent here."""
    row = [Button(words.text("for-hours", hours=hours), data=f"mutefor:{hours}:{event.id}") for hours in (8, 24)]
    return plain(words.text("muted-event", event=short(event, words)), row)


def short(event: Event, words: Wording) -> str:
    """An event in a few words, for a sentence or a button."""
    return f"{words.kind_name(event.kind)}, {words.direction(event)}"


def pick(events: Sequence[Event], verb: str, words: Wording, question: str) -> TelegramText:
    """A choice of events, as buttons that send the verb with the event's id."""
    rows = [
        [Button(shorten(f"{short(e, words)}: {clean(e.reports[-1].headline)}", 60), data=f"{verb}:{e.id}")]
        for e in events
    ]
    return plain(question if rows else words.text("latest-none"), *rows)


def invitation(link_address: str, words: Wording) -> TelegramText:
    """A one-time link."""
    return plain(f"{words.text('invitation')}\n{link_address}")


def with_file(text: TelegramText, file: File) -> TelegramText:
    """The text as the caption of a file."""
    return replace(text, file=file)


def above(first: TelegramText, second: TelegramText) -> TelegramText:
    """Two texts as one, with the buttons of the second."""
    return TelegramText(f"{first.html}\n\n{second.html}", f"{first.plain}\n\n{second.plain}", second.buttons)
