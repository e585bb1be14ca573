"""Which chats want an alert, and for which of their topics: pure decisions with a reason each."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.model import Action, Reason, TopicId
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.model import Alert, Chat, ChatSettings, Event, Receipt, Topic

TEST_TOPIC: Final = TopicId("test")  # a test alert is wanted by the chat that asked, whatever it follows


class NotWanted(StrEnum):
    """Why a chat is not sent an alert."""

    NO_TOPIC = "NO_TOPIC"  # none of its topics holds the event
    OTHERS_TEST = "OTHERS_TEST"
    BEFORE_ITS_TIME = "BEFORE_ITS_TIME"  # opened before the chat subscribed
    ALREADY_SHOWN = "ALREADY_SHOWN"  # this change or a newer one is there
    NOTHING_TO_EDIT = "NOTHING_TO_EDIT"  # a silent edit of what the chat never got
    NO_EDITS = "NO_EDITS"
    TOO_MILD = "TOO_MILD"
    MUTED_EVENT = "MUTED_EVENT"
    MUTED_KIND = "MUTED_KIND"
    MUTED_COUNTRY = "MUTED_COUNTRY"
    ORDINARY_CRIME = "ORDINARY_CRIME"


def wanted(alert: Alert, chat: Chat, topics: Mapping[TopicId, Topic], receipt: Receipt | None) -> TopicId | NotWanted:
    """The chat's first topic that wants the alert, or why none does. `receipt` is what the event left there before."""
    event = alert.event
    if alert.only is not None:
        return TEST_TOPIC if alert.only == chat.ref else NotWanted.OTHERS_TEST
    if receipt is not None and receipt.change >= event.changes:
        return NotWanted.ALREADY_SHOWN
    if receipt is not None and alert.reason is Reason.AMENDED_BY_DESK:
        # What was sent and turned out wrong is put right, whatever the chat follows by now.
        return next(iter(chat.topics), TEST_TOPIC)
    topic = next((t for t in chat.topics if t in topics and follows(topics[t], event)), None)
    if topic is None:
        return NotWanted.NO_TOPIC
    return _objection(alert, chat, receipt) or topic


def _objection(alert: Alert, chat: Chat, receipt: Receipt | None) -> NotWanted | None:
    """Why a chat that follows the event is not sent this alert."""
    event = alert.event
    if receipt is None and alert.action is Action.EDIT:
        return NotWanted.NOTHING_TO_EDIT
    if receipt is None and chat.since is not None and event.opened < chat.since:
        return NotWanted.BEFORE_ITS_TIME
    if alert.action is Action.EDIT and not chat.settings.edits:
        return NotWanted.NO_EDITS
    return _muted(event, chat.settings)


def _muted(event: Event, settings: ChatSettings) -> NotWanted | None:
    reasons = {
        NotWanted.TOO_MILD: severity(event.kind) < settings.min_severity,
        NotWanted.MUTED_EVENT: event.id in settings.muted_events,
        NotWanted.MUTED_KIND: event.kind in settings.muted_kinds,
        NotWanted.MUTED_COUNTRY: bool({event.source, event.target} & set(settings.muted_countries)),
        NotWanted.ORDINARY_CRIME: settings.mute_ordinary_crime and event.ordinary_crime,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def follows(topic: Topic, event: Event) -> bool:
    """Whether the event belongs to the topic; fields that the topic leaves empty do not restrict."""
    return (
        severity(event.kind) >= topic.min_severity
        and _follows_sides(topic, event)
        and (not topic.kinds or bool({event.kind, *event.other_kinds} & set(topic.kinds)))
        and (not topic.outlets or any(report.outlet in topic.outlets for report in event.reports))
        and _follows_words(topic, event)
    )


def _follows_sides(topic: Topic, event: Event) -> bool:
    sides = {event.source, event.target, *event.other_parties}
    return (
        (not topic.pairs or any(set(pair) <= sides for pair in topic.pairs))
        and (not topic.countries or bool(sides & set(topic.countries)))
        and (not topic.sources or event.source in topic.sources)
        and (not topic.targets or event.target in topic.targets)
    )


def _follows_words(topic: Topic, event: Event) -> bool:
    if not (topic.words or topic.must or topic.must_not):
        return True
    text = _folded_text(event)
    return (
        (not topic.words or any(_has(text, word) for word in topic.words))
        and all(_has(text, word) for word in topic.must)
        and not any(_has(text, word) for word in topic.must_not)
    )


def _folded_text(event: Event) -> str:
    """All headlines and sentences of the event, folded; a line feed between them, so that no phrase spans two."""
    return "\n".join(fold(piece) for piece in _pieces(event))


def _pieces(event: Event) -> Iterable[str]:
    for report in event.reports:
        yield report.headline
        yield report.match.sentence


def _has(text: str, words: str) -> bool:
    pattern = _pattern(fold(words))
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str] | None:
    """Whole words, in this order; None if nothing is left of them."""
    parts = re.findall(r"\w+", words)
    # The words are literals and the pattern has no repetition over them: it cannot be made slow from a chat.
    return re.compile(r"(?<!\w)" + r"[^\w\n]+".join(map(re.escape, parts)) + r"(?!\w)") if parts else None


def fold(text: str) -> str:
    """Text for comparing: composed, caseless, Azerbaijani and Turkish dotted and dotless i alike."""
    return unicodedata.normalize("NFKC", text).replace("İ", "i").replace("I", "i").casefold().replace("ı", "i")
