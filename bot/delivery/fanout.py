"""Which chats want an alert: pure decisions over a chat's settings and the topics that it follows.

A ring goes to every chat that follows the event. An edit goes to the chats that have the message, and to those that
should have had the ring and did not get it. What corrects a message that a chat already has is not held back by a
severity or a kind that the event no longer has.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.model import Action, MuteOf, Reason, TopicId
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.model import Alert, Chat, Country, Event, Mute, Outlet, OutletId, Receipt, Topic

ASKED_FOR: Final = TopicId("test")  # the topic of an alert that a chat asked for
MISSED_WITHIN: Final = timedelta(hours=12)  # a ring that a chat missed is made good by an edit within this time

_NO_OUTLETS: Final[Mapping[OutletId, Outlet]] = MappingProxyType({})
_WORD: Final = re.compile(r"\w+")
_APOSTROPHES: Final = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")


def wanted(
    alert: Alert,
    chat: Chat,
    following: Collection[TopicId],
    receipt: Receipt | None = None,
    outlets: Mapping[OutletId, Outlet] = _NO_OUTLETS,
) -> TopicId | None:
    """The topic by which the chat wants this alert; None if it does not.

    `following` are the topics that the event belongs to: `topics_of(event, topics)`, or, for a chat that has the
    message, `topics_about(event, topics)`. `outlets` tell whose voice each is, for chats that choose by that.
    """
    if alert.only is not None:
        return ASKED_FOR if alert.only == chat.ref else None
    if receipt is not None and alert.reason is Reason.AMENDED_BY_DESK:
        return next(iter(chat.topics), ASKED_FOR)  # what turned out wrong is put right wherever it was sent
    topic = next((t for t in chat.topics if t in following), None)
    if topic is None or _is_muted(alert.event, chat, alert.at):
        return None
    if receipt is not None:
        return topic if _wants_news_of_it(alert, chat, receipt) else None
    welcome = _wants_to_hear_of_it(alert, chat) and _hears_it_from(alert.event, chat, outlets)
    return topic if welcome else None


def _hears_it_from(event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet]) -> bool:
    """Whether one of its reports is in a language, and one from an owner, that the chat chose."""
    settings = chat.settings
    owners = [outlets[report.outlet].ownership for report in event.reports if report.outlet in outlets]
    return _is_empty_or_meets(settings.languages, [report.language for report in event.reports]) and (
        not owners or _is_empty_or_meets(settings.ownerships, owners)
    )


def _is_muted(event: Event, chat: Chat, now: datetime) -> bool:
    """Whether the chat asked not to hear of it, whatever it had before."""
    settings = chat.settings
    return (
        any(mute.until > now and _falls_under(event, mute) for mute in settings.mutes)
        or event.id in settings.muted_events
        or event.kind in settings.muted_kinds
        or not _parties(event).isdisjoint(settings.muted_countries)
        or (event.ordinary_crime and settings.mute_ordinary_crime)
    )


def _falls_under(event: Event, mute: Mute) -> bool:
    match mute.of:
        case MuteOf.EVENT:
            return event.id == mute.value
        case MuteOf.KIND:
            return event.kind == mute.value
        case MuteOf.COUNTRY:
            return mute.value in _parties(event)
        case MuteOf.CRIME:
            return event.ordinary_crime


def _wants_news_of_it(alert: Alert, chat: Chat, receipt: Receipt) -> bool:
    """For a chat that has the message."""
    return alert.action is Action.RING or (chat.settings.edits and not receipt.bundled)


def _wants_to_hear_of_it(alert: Alert, chat: Chat) -> bool:
    """For a chat that knows nothing of it yet."""
    event = alert.event
    if severity(event.kind) < chat.settings.min_severity or event.false_alarm or event.merged_into is not None:
        return False
    if chat.since is not None and event.opened < chat.since:
        return False
    if alert.action is Action.RING:
        return True
    return event.rung is not None and alert.at - event.rung <= MISSED_WITHIN


def topics_of(event: Event, topics: Mapping[TopicId, Topic]) -> frozenset[TopicId]:
    """The topics that the event belongs to."""
    return frozenset(id_ for id_, topic in topics.items() if follows(topic, event))


def topics_about(event: Event, topics: Mapping[TopicId, Topic]) -> frozenset[TopicId]:
    """The same, whatever its kind and severity have become."""
    return frozenset(id_ for id_, t in topics.items() if follows(replace(t, kinds=(), min_severity=1), event))


def follows(topic: Topic, event: Event) -> bool:
    """Whether the event belongs to the topic: every field that is set must hold."""
    return (
        severity(event.kind) >= topic.min_severity
        and _is_empty_or_meets(topic.kinds, (event.kind, *event.other_kinds))
        and _is_empty_or_meets(topic.sources, (event.source,))
        and _is_empty_or_meets(topic.targets, (event.target,))
        and _is_empty_or_meets(topic.countries, _parties(event))
        and _has_pair(topic, event)
        and _is_empty_or_meets(topic.outlets, [report.outlet for report in event.reports])
        and _has_words(topic, event)
    )


def _is_empty_or_meets(wish: Collection[str], has: Iterable[str]) -> bool:
    return not wish or not set(wish).isdisjoint(has)


def _parties(event: Event) -> frozenset[Country]:
    return frozenset((event.source, event.target, *event.other_parties))


def _has_pair(topic: Topic, event: Event) -> bool:
    """A further country that joined makes a pair with either side, but not with another one that joined."""
    sides = {event.source, event.target}
    return not topic.pairs or any(
        set(pair) <= _parties(event) and not sides.isdisjoint(pair) and len(set(pair)) > 1 for pair in topic.pairs
    )


def _has_words(topic: Topic, event: Event) -> bool:
    if not (topic.words or topic.must or topic.must_not):
        return True
    text = _text(event)
    return (
        (not topic.words or any(_is_in(word, text) for word in topic.words))
        and all(_is_in(word, text) for word in topic.must)
        and not any(_is_in(word, text) for word in topic.must_not)
    )


def _text(event: Event) -> str:
    """Every current headline and sentence, folded; a space on either side of each word, a bar between texts."""
    texts = (text for report in event.reports for text in (report.headline, report.match.sentence))
    return " | ".join(("", *(folded(text) for text in texts), ""))


def _is_in(words: str, text: str) -> bool:
    wish = folded(words)
    return bool(wish) and f" {wish} " in text


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Its words in lower case without accents, one space between them: "Embassy's Büro" -> "embassys buro"."""
    # Dotted and dotless i are one letter here, for people type what their keyboard has.
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold().replace("ı", "i"))
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))
