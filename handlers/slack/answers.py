"""What the desk answered -> ephemeral texts in Slack: pure. Lists keep to 50 blocks and say how much is left out."""

from __future__ import annotations

import re
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
from handlers.wording.links import earlier_titles, headline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.desk import Latest, TopicChoice, Welcome
    from bot.errors import BadRequest
    from bot.model import Chat, Event, Outlet, OutletId, Ownership, QuietHours, Report, Topic, TopicId

COMMANDS: Final = (
    "latest",
    "topic",
    "topics",
    "search",
    "why",
    "sources",
    "trend",
    "subscribe",
    "unsubscribe",
    "mute",
    "unmute",
    "digest",
    "missed",
    "handover",
    "merge",
    "split",
    "settings",
    "test",
    "status",
    "backtest",
    "export",
    "invite",
    "help",
    "start",
)
# Said otherwise than in Telegram, where one answers an alert by a command.
_OF_SLACK: Final = frozenset(("why", "sources", "mute", "merge", "split", "topic", "handover"))
_TYPED: Final = re.compile(r"(?<![\w/])/(?=[a-z]+\b)")  # /latest in a text that Telegram shares
_LINK: Final = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_MOST_TOPICS: Final = 40
_MOST_REPORTS: Final = 20
_MOST_SEVERE: Final = 5
_LINE: Final = 500
_HEADLINE: Final = 200
MUTED_HOURS: Final = (8, 24)


def plain(text: str, *blocks: Block) -> SlackText:
    """A text, perhaps with buttons below."""
    return SlackText(esc(text), (section(text), *blocks))


def for_slack(text: str) -> str:
    """A text that names commands, with the one command that Slack has before them."""
    return _TYPED.sub("/tocsin ", text)


def refusal(error: BadRequest, words: Wording) -> SlackText:
    """Why a wish cannot be met."""
    return plain(refusal_line(error, words))


def refusal_line(error: BadRequest, words: Wording) -> str:
    """The same as one line below a field of a form."""
    key = "slack-managers-only" if error.key == "chat-administrators-only" else error.key
    text = words.text(key, **{name: clean(str(value)) for name, value in error.slots.items()})
    return shorten(text.replace("/trend ", "/tocsin trend "), _LINE)


def words_of(message: Mapping[str, object]) -> str:
    """What a message says, as it was typed: Slack's marks of links and escapes taken off."""
    text = _LINK.sub(lambda found: f"{found[1]} {found[2] or ''}", str(message.get("text") or ""))
    return " ".join(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())


def welcome(answer: Welcome, words: Wording) -> SlackText:
    """The first text; an outsider learns nothing but how to get in."""
    if not answer.admitted:
        return plain(words.text("welcome-outsider"))
    key = {"admin": "joined-admin", "member": "joined-member"}.get(answer.role or "", "welcome")
    return plain(words.text(key))


def help_text(words: Wording) -> SlackText:
    """All sub-commands."""
    items = "\n".join(f"/tocsin {name} – {_command_line(name, words)}" for name in COMMANDS)
    return SlackText(
        esc(words.text("help-title")),
        (header(words.text("help-title")), section(items), context(words.text("help-access"))),
    )


def _command_line(name: str, words: Wording) -> str:
    return words.text(f"slack-command-{name}") if name in _OF_SLACK else for_slack(words.text(f"command-{name}"))


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
    events = event_list(answer.events, chat, outlets, now, words)
    return SlackText(esc(title), (header(title), *(events or [section(words.text("latest-none"))]), *row))


def event_list(
    events: Sequence[Event], chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> list[Block]:
    """Two blocks an event."""
    return [block for event in events for block in event_item(event, chat, outlets, now, words)]


def short(event: Event, words: Wording) -> str:
    """An event in a few words."""
    return f"{words.kind_name(event.kind)}, {words.direction(event)}"


def why_button(event: Event, words: Wording) -> Block:
    """For a list of events."""
    return button(words.text("button-why"), "why", event.id)


def pick(events: Sequence[Event], verb: str, label: str, words: Wording, question: str = "") -> SlackText:
    """Which event is meant: each with a button."""
    if not events:
        return plain(question or words.text("latest-none"))
    title = question or words.text("pick-event")
    rows = [section(short(event, words), _LINE) | {"accessory": button(label, verb, event.id)} for event in events]
    return SlackText(esc(title), (section(title), *rows))


def event_item(
    event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> tuple[Block, Block]:
    """One event of a list."""
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
        before = earlier_titles(report, chat.settings.time_zone, now, words, _HEADLINE)
        blocks += [context("; ".join((f"{said}, {when}", *before))), rich(_headline(report, outlet))]
    if left := len(event.reports) - _MOST_REPORTS:
        blocks += [context(words.text("more", count=left))] if left > 0 else []
    return SlackText(esc(title), tuple(blocks))


def correcting(event: Event, words: Wording) -> list[Block]:
    """What an editor may do about the reports of an event: a row for below its sources."""
    several = [button(words.text("slack-split"), "split", event.id)] if len(event.reports) > 1 else []
    return actions([button(words.text("slack-merge"), "merge", event.id), *several])


def muted_event(event: Event, words: Wording) -> SlackText:
    """That an event is silent here; or, by a button, for some hours only."""
    row = [
        button(words.text("for-hours", hours=hours), f"mutefor_{hours}", f"{hours}:{event.id}") for hours in MUTED_HOURS
    ]
    return plain(words.text("muted-event", event=short(event, words)), *actions(row))


def settings(chat: Chat, words: Wording) -> SlackText:
    """The channel's settings; the languages as buttons."""
    now = chat.settings
    items = [
        words.text("settings-language", language=words.text("language-name")),
        words.text("settings-zone", zone=now.time_zone, command="/tocsin settings zone"),
        words.text("settings-severity", severity=now.min_severity),
        words.text("settings-crime-off" if now.mute_ordinary_crime else "settings-crime-on"),
        words.text("settings-edits-on" if now.edits else "settings-edits-off"),
        _quiet_line(now.quiet, words),
        words.text("settings-outlet-languages", languages=", ".join(now.languages) or words.text("settings-all")),
        words.text("settings-owners", owners=_owners(now.ownerships, words) or words.text("settings-all")),
    ]
    title = words.text("settings-title")
    row = [button(Wording(code).text("language-name"), f"language_{code}", code) for code in LANGUAGES]
    return SlackText(esc(title), (header(title), section("\n".join(items)), *actions(row)))


def _owners(owners: Iterable[Ownership], words: Wording) -> str:
    return ", ".join(words.ownership(owner) for owner in owners)


def digests(chat: Chat, followed: Sequence[Topic], example: str, words: Wording) -> SlackText:
    """How each topic comes."""
    if not followed:
        return plain(words.text("digest-none"))
    when = {digest.topic: digest.at for digest in chat.settings.digests}
    items = [
        words.text("digest-set", topic=shorten(clean(t.name(words.language)), _HEADLINE), when=_when(t, when, words))
        for t in followed[:_MOST_TOPICS]
    ]
    return plain("\n".join(items), context(words.text("digest-how", example=example)))


def _when(topic: Topic, when: Mapping[TopicId, int | None], words: Wording) -> str:
    if topic.id not in when:
        return words.text("digest-instant")
    at = when[topic.id]
    if at is None:
        return words.text("digest-hourly")
    return words.text("digest-daily", time=f"{at // 60:02}:{at % 60:02}")


def _quiet_line(quiet: QuietHours | None, words: Wording) -> str:
    if quiet is None:
        return words.text("settings-quiet-off", command="/tocsin settings quiet 23:00-07:00")
    start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (quiet.start, quiet.end))
    key = "settings-quiet-all" if quiet.breaks > _MOST_SEVERE else "settings-quiet"
    return words.text(key, start=start, end=end, breaks=quiet.breaks)


def below(first: SlackText, others: Iterable[SlackText]) -> SlackText:
    """Texts one below the other."""
    rest = [block for text in others for block in text.blocks]
    return SlackText(first.text, (*first.blocks, *rest))
