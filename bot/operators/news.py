"""What the operators are told, and when. Pure.

    after_look   what a look at the bot makes of what is known: troubles that began, that ended
    untold       what one operator has not heard yet
    spent        troubles that everybody has heard the end of
    heartbeat_is_due

A trouble is told once it has lasted for its patience, so that a platform's hiccup wakes nobody; one that ended before
that is never told. News that has no end (a feed moved, a chat is gone) is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.model import KnownTrouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.model import Trouble

PATIENCE: Final = {
    TroubleKind.CHANNEL_TROUBLE: timedelta(minutes=2),  # a reconnect takes seconds
    TroubleKind.STATE_AWAY: timedelta(seconds=30),  # a restart of the server takes seconds
}
# How long a trouble must not have been seen before it counts as over.
SETTLED: Final = {
    TroubleKind.CHANNEL_TROUBLE: timedelta(minutes=2),
    TroubleKind.STATE_AWAY: timedelta(seconds=30),
    TroubleKind.DISK_FULL: timedelta(minutes=1),
}
ENDLESS: Final = frozenset({TroubleKind.FEED_MOVED, TroubleKind.CHAT_GONE})
REMEMBERED: Final = timedelta(days=90)  # of news without an end, so that no restart tells it again
GIVEN_UP: Final = timedelta(days=2)  # after the end, of operators that cannot be reached
BEAT_AT: Final = timedelta(hours=6)  # after midnight UTC: before the morning shift of the region
HEARTBEAT: Final = "heartbeat"
_DAY: Final = timedelta(days=1)


class Stage(StrEnum):
    """What is told of a trouble."""

    BEGAN = "began"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Note:
    """One line for one operator; `mark` is what is remembered once it was told."""

    stage: Stage
    known: KnownTrouble
    mark: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a heartbeat says: silence means that nothing happened."""

    feeds: int
    polled: int  # within the last day
    dark: int
    events: int  # changed within the last day
    last_alert: datetime | None


def begun(known: KnownTrouble | None, trouble: Trouble, now: datetime) -> KnownTrouble | None:
    """What to remember of a trouble that is there now; None if that is remembered already."""
    if known is None or known.over is not None:
        return KnownTrouble(trouble, now)
    return replace(known, trouble=trouble) if known.trouble != trouble else None


def ended(known: KnownTrouble, now: datetime) -> KnownTrouble | None:
    """What to remember of a trouble that is gone; None if there is nothing to change."""
    return replace(known, over=now) if known.over is None else None


def may_end(trouble: Trouble, absent_since: datetime, now: datetime) -> bool:
    """Whether a trouble that was last seen then may count as over."""
    return now - absent_since >= SETTLED.get(trouble.kind, timedelta(0))


def untold(known: Iterable[KnownTrouble], told: Collection[str], operator: str, now: datetime) -> list[Note]:
    """What this operator has not heard yet, oldest first. The end is told to those alone who heard of the beginning."""
    notes = []
    for each in sorted(known, key=lambda k: (k.since, k.trouble.key)):
        began, over = mark_of(each, Stage.BEGAN, operator), mark_of(each, Stage.OVER, operator)
        if began not in told:
            if each.over is None and now - each.since >= PATIENCE.get(each.trouble.kind, timedelta(0)):
                notes.append(Note(Stage.BEGAN, each, began))
        elif each.over is not None and over not in told and each.trouble.kind not in ENDLESS:
            notes.append(Note(Stage.OVER, each, over))
    return notes


def spent(
    known: Iterable[KnownTrouble], told: Collection[str], operators: Collection[str], now: datetime
) -> dict[str, list[str]]:
    """The keys of troubles to forget, each with its marks: everybody heard the end, or cannot be reached."""
    return {
        each.trouble.key: [mark for mark in told if mark.startswith(f"{each.trouble.key}|")]
        for each in known
        if _is_spent(each, told, operators, now)
    }


def _is_spent(known: KnownTrouble, told: Collection[str], operators: Collection[str], now: datetime) -> bool:
    if known.trouble.kind in ENDLESS:
        return known.over is not None or now - known.since > REMEMBERED
    if known.over is None:
        return False
    return now - known.over > GIVEN_UP or not any(untold([known], told, operator, now) for operator in operators)


def mark_of(known: KnownTrouble, stage: Stage, operator: str) -> str:
    """What is remembered of a line that an operator heard."""
    return f"{known.trouble.key}|{known.since.isoformat()}|{stage}|{operator}"


def heartbeat_is_due(last: datetime | None, now: datetime) -> bool:
    """Once a day, at six in the morning UTC; a bot that was down then says it when it is back."""
    if last is None:
        return True
    today = datetime(now.year, now.month, now.day, tzinfo=UTC) + BEAT_AT
    newest = today if today <= now else today - _DAY
    return last < newest
