"""The ladder: how tense things are from one country towards another, 0.0 to 10.0, each direction apart.

    tension(s -> t, now) = max(0, sum over events s -> t of -goldstein(kind) * 2 ** (-age / HALF_LIFE))
    level                = 10 * (1 - exp(-tension / SCALE))
    change               = level now - level a day ago, from the events known to have happened by then

Hostile acts push up, conciliatory ones pull down, each fading by half in a week. Counted are events that were reported
as done: no plans, no old acts, nothing denied, no false alarms. An act without direction counts for both.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import Rung, Standing, Status
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.model import Country, Event

HALF_LIFE: Final = timedelta(days=7)
SCALE: Final = 20.0  # one arrest (5.0) stands at 2.2, an arrest a day for a week near 7, a day of strikes near 4
TOP: Final = 10.0
MEMORY: Final = 4 * HALF_LIFE  # older events weigh less than a sixteenth; the board need not keep them for the ladder
_DAY: Final = timedelta(days=1)


def rung(source: Country, target: Country, events: Iterable[Event], now: datetime) -> Rung:
    """The rung of the directed pair; events of other pairs may be among those given."""
    counted = [e for e in events if counts(e) and is_between(e, source, target)]
    level = level_of(tension(counted, now))
    return Rung(source, target, round(level, 1), round(level - level_of(tension(counted, now - _DAY)), 1))


def counts(event: Event) -> bool:
    """Whether the event is taken as having happened."""
    return event.status is Status.REPORTED and event.standing is not Standing.DENIED and not event.false_alarm


def is_between(event: Event, source: Country, target: Country) -> bool:
    """Whether the event goes from source to target; one without direction goes both ways."""
    if KINDS[event.kind].mutual:
        return {source, target} == {event.source, event.target}
    return (
        (event.source, event.target) == (source, target)
        or (event.target == target and source in event.other_parties)
        or (event.source == source and target in event.other_parties)
    )


def tension(events: Iterable[Event], now: datetime) -> float:
    """The faded sum at `now`, never below 0; what happened later does not count yet."""
    return max(0.0, sum(-KINDS[e.kind].goldstein * _faded(e, now) for e in events if e.happened <= now))


def _faded(event: Event, now: datetime) -> float:
    return float(0.5 ** ((now - event.happened) / HALF_LIFE))


def level_of(tension: float) -> float:
    """0.0 for no tension, towards 10.0 without reaching it."""
    return TOP * (1.0 - math.exp(-tension / SCALE))


def timeline(source: Country, target: Country, events: Iterable[Event], days: Iterable[datetime]) -> tuple[Rung, ...]:
    """The rung of the pair at each of the given times, in their order: what a chart or `/topic` shows."""
    known = tuple(events)
    return tuple(rung(source, target, known, day) for day in days)
