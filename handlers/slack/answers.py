"""What the desk answered -> ephemeral texts in Slack: pure. Lists keep to 50 blocks and say how much is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.taxonomy import KINDS
from handlers.slack.render import (
    Block,
    SlackText,
    actions,
    button,
    context,
    esc,
    header,
    linked,
    quote,
    rich,
    section,
)
from handlers.wording import LANGUAGES, Wording, clean, shorten, web_address
from handlers.wording.alert import sentence_pieces
from handlers.wording.links import headline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.desk import Latest, TopicChoice, Welcome
    from bot.errors import BadRequest
    from bot.model import Chat, Event, Outlet, OutletId, Report, Topic

COMMANDS: Final = (
    "subscribe",
    "unsubscribe",
    "topics",
    "topic",
    "latest",
    "settings",
    "unmute",
    "test",
    "invite",
    "help",
    "start",
)
_MOST_TOPICS: Final = 40
_MOST_REPORTS: Final = 20
_LINE: Final = 500
_HEADLINE: Final = 200


def plain(text: str, *blocks: Block) -> SlackText:
    """A text, perhaps with buttons below."""
    return SlackText(esc(text), (section(text), *blocks))


def refusal(error: BadRequest, words: Wording) -> SlackText:
    """Why a wish cannot be met."""
    return plain(words.text(error.key, **{name: clean(str(value)) for name, value in error.slots.items()}))


def welcome(answer: Welcome, words: Wording) -> SlackText:
    """The first text; an outsider learns nothing but how to get in."""
    if not answer.admitted:
        return plain(words.text("welcome-outsider"))
    key = {"admin": "joined-admin", "member": "joined-member"}.get(answer.role or "", "welcome")
    return plain(words.text(key))


def help_text(words: Wording) -> SlackText:
    """All sub-commands."""
    items = "\n".join(
        f"/tocsin {name} – {words.text(f'command-{name}')}".replace(": /", ": /tocsin ") for name in COMMANDS
    )
    return SlackText(
        esc(words.text("help-title")),
        (header(words.text("help-title")), section(items), context(words.text("help-access"))),
    )


def topics(choices: Sequence[TopicChoice], words: Wording) -> SlackText:
    """All topics, each with a button."""
    if not choices:
        return plain(words.text("topics-none"))
    title = words.text("topics-title")
    rows = [_topic_row(choice, words) for choice in choices[:_MOST_TOPICS]]
    return SlackText(esc(title), (section(title), *rows))


def _topic_row(choice: TopicChoice, words: Wording) -> Block:
    name = shorten(clean(choice.topic.name(words.language)), _HEADLINE)
    tick, verb = ("✅", "unsubscribe") if choice.followed else ("▫️", "subscribe")
    key = "button-unfollow" if choice.followed else "button-follow"
    row = section(f"{tick} {name}")
    return row | {"accessory": button(words.text(key, topic=name), verb, choice.topic.id)}


def subscribed(topic: Topic, words: Wording, *, in_channel: bool) -> SlackText:
    """That the channel follows a topic now, said only when that is durable; a channel must have the app in it."""
    hint = [context(words.text("invite-me"))] if in_channel else []
    return plain(words.text("subscribed", topic=clean(topic.name(words.language))), *hint)


def unsubscribed(topic: Topic, words: Wording) -> SlackText:
    """That the channel follows a topic no more."""
    return plain(words.text("unsubscribed", topic=clean(topic.name(words.language))))


def latest(answer: Latest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording) -> SlackText:
    """Events, newest first; a topic's with a button to follow it."""
    choice = answer.topic
    title = words.text("latest-all")
    row: list[Block] = []
    if choice:
        name = shorten(clean(choice.topic.name(words.language)), _HEADLINE)
        title = words.text("latest-of", topic=name)
        key, verb = ("button-unfollow", "unsubscribe") if choice.followed else ("button-follow", "subscribe")
        row = actions([button(words.text(key, topic=name), verb, choice.topic.id)])
    events = [block for event in answer.events for block in _event(event, chat, outlets, now, words)]
    return SlackText(esc(title), (header(title), *(events or [section(words.text("latest-none"))]), *row))


def _event(
    event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> tuple[Block, Block]:
    report = event.reports[0]
    when = words.clock(event.happened, chat.settings.time_zone, now)
    line = words.line(event, report, outlets.get(report.outlet))
    head = f"{words.kind_name(event.kind)}, {words.direction(event)}, {when}"
    return section(f"{head}\n{shorten(line, _LINE)}"), rich(_headline(report, outlets.get(report.outlet)))


def _headline(report: Report, outlet: Outlet | None) -> Block:
    headline = headline_of(report, outlet, _HEADLINE) or "…"
    return {"type": "rich_text_section", "elements": [linked(headline, web_address(report.url))]}


def why(event: Event, words: Wording) -> SlackText:
    """Which sentence, rule and reading made the event."""
    title = words.text("why-title")
    facts = (
        f"{words.kind_name(event.kind)}, {words.direction(event)}\n"
        f"{words.text('why-severity', severity=KINDS[event.kind].severity)}. "
        f"{words.text('why-status', status=words.status_name(event.status))}"
    )
    blocks: list[Block] = [header(title), section(facts)]
    for report in event.reports[:5]:
        match = report.match
        if match.sentence.strip():
            blocks.append(rich(quote(sentence_pieces(match.sentence, match.spans, _LINE))))
        steps = [words.text("why-steps", steps=shorten(clean("; ".join(match.why)), _HEADLINE))] if match.why else []
        blocks.append(context(words.text("why-rule", rule=match.rule), *steps))
    return SlackText(esc(title), tuple(blocks))


def sources(event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording) -> SlackText:
    """Every report: outlet and ownership, time, linked headline."""
    title = f"{words.text('sources-title')}: {words.support(event)}"
    blocks: list[Block] = [section(title)]
    for report in event.reports[:_MOST_REPORTS]:
        outlet = outlets.get(report.outlet)
        said = words.outlet(outlet) if outlet else clean(report.outlet)
        when = words.clock(report.published or report.seen, chat.settings.time_zone, now)
        blocks += [context(f"{said}, {when}"), rich(_headline(report, outlet))]
    if left := len(event.reports) - _MOST_REPORTS:
        blocks += [context(words.text("more", count=left))] if left > 0 else []
    return SlackText(esc(title), tuple(blocks))


def muted_event(event: Event, words: Wording) -> SlackText:
    """That an event is silent here."""
    return plain(words.text("muted-event", event=f"{words.kind_name(event.kind)}, {words.direction(event)}"))


def settings(chat: Chat, words: Wording) -> SlackText:
    """The channel's settings; the languages as buttons."""
    now = chat.settings
    items = [
        words.text("settings-language", language=words.text("language-name")),
        words.text("settings-zone", zone=now.time_zone, command="/tocsin settings zone"),
        words.text("settings-severity", severity=now.min_severity),
        words.text("settings-crime-off" if now.mute_ordinary_crime else "settings-crime-on"),
        words.text("settings-edits-on" if now.edits else "settings-edits-off"),
    ]
    title = words.text("settings-title")
    row = [button(Wording(code).text("language-name"), f"language_{code}", code) for code in LANGUAGES]
    return SlackText(esc(title), (header(title), section("\n".join(items)), *actions(row)))


def below(first: SlackText, others: Iterable[SlackText]) -> SlackText:
    """Texts one below the other."""
    rest = [block for text in others for block in text.blocks]
    return SlackText(first.text, (*first.blocks, *rest))
