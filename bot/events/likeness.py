"""How alike a report and an open event are: one number, whose sign decides.

The score adds evidence for "same happening" in roughly log-odds: what the kind alone makes likely, less what time took
away, plus or minus persons, numbers, place and words. At or above zero the report joins.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from bot.events.folding import keys, person_keys
from bot.events.kinship import are_akin, is_repeated
from bot.model import UNNAMED, Status
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.model import Country, Entry, Event, Language, Match, Report
    from bot.taxonomy import Kind

_DAY: Final = timedelta(days=1)

# What pair and kind alone say on the same day. A seldom act is nearly always the one already open; of an act that is
# repeated daily about every second report is of another instance.
SELDOM: Final = 2.5
REPEATED: Final = 0.7
AKIN: Final = -0.5  # told as another, related kind
# Evidence lost for each day between the report and the nearest earlier one. News of one act comes within two days.
SELDOM_PER_DAY: Final = 1.0
REPEATED_PER_DAY: Final = 1.0
AGE_PER_DAY: Final = 0.2  # and for each day since the event itself
SHARED_PERSON: Final = 2.5
OTHER_PERSONS: Final = -1.5  # both name people, and no one in common
SAME_NUMBER: Final = 0.8
OTHER_NUMBER: Final = -1.2
SAME_PLACE: Final = 0.6
OTHER_PLACE: Final = -0.8
UNNAMED_SIDE: Final = -0.5
OTHER_STATUS: Final = -1.0  # a plan is not yet the act
OLD_ACT: Final = -3.0  # what is told as past or as background belongs to the news of the act if the words say so
WORDS: Final = 8.0  # for each unit of likeness of words above what strangers of one pair and kind share
STRANGERS: Final = 0.22  # their likeness within one language; between languages nearly nothing is shared by chance
STRANGERS_ABROAD: Final = 0.05
_ENOUGH_WORDS: Final = 4  # below it a text is too short to be unlike


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of one report."""

    kind: Kind
    source: Country
    target: Country
    status: Status
    retold: bool
    when: datetime
    language: Language
    words: frozenset[str]
    persons: frozenset[str]
    people: int | None
    place: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of an open event: the traits of its reports, and what they say together."""

    event: Event
    traits: tuple[Traits, ...]  # the first and the newest, bounded
    kinds: frozenset[Kind]
    persons: frozenset[str]
    numbers: frozenset[int]
    places: frozenset[str]


def traits_of(entry: Entry, match: Match, when: datetime) -> Traits:
    """The traits of an entry's match; `when` is its credible time."""
    return _traits(match, entry.language, keys(f"{entry.title}\n{entry.summary}"), when)


def traits_of_report(report: Report, when: datetime) -> Traits:
    """The traits of a report kept earlier."""
    words = report.words or keys(f"{report.headline}\n{report.match.sentence}")
    return _traits(report.match, report.language, words, when)


def _traits(match: Match, language: Language, words: tuple[str, ...], when: datetime) -> Traits:
    return Traits(
        kind=match.kind,
        source=match.source,
        target=match.target,
        status=match.status,
        retold=match.retold,
        when=when,
        language=language,
        words=frozenset(words),
        persons=person_keys(match.persons),
        people=match.people,
        place=frozenset(keys(match.place)) if match.place else frozenset(),
    )


def likeness(one: Traits, event: Profile, weight: Callable[[str], float]) -> float:
    """Evidence that the report tells of the event; -inf if it cannot. `weight` is a word's rarity among open events."""
    return (
        _sides(one, event)
        + _kind(one, event)
        + _time(one, event)
        + _status(one, event)
        + _persons(one, event)
        + _number(one, event)
        + _place(one, event)
        + max(_words(one, other, weight) for other in event.traits)
    )


def _sides(one: Traits, event: Profile) -> float:
    """0 for the same two sides in the same direction, a little less if one is unnamed, -inf if they are others."""
    here = (one.source, one.target)
    told = {(event.event.source, event.event.target), *((t.source, t.target) for t in event.traits)}
    if here in told or (KINDS[one.kind].mutual and here[::-1] in told) or _is_further_party(one, event):
        return 0.0
    return UNNAMED_SIDE if any(_fits_open(here, there) for there in told) else -math.inf


def _fits_open(here: tuple[Country, Country], there: tuple[Country, Country]) -> bool:
    """Whether the pairs differ in one side that one of them leaves unnamed."""
    open_side = [UNNAMED in (a, b) and a != b for a, b in zip(here, there, strict=True)]
    same_side = [a == b != UNNAMED for a, b in zip(here, there, strict=True)]
    return any(open_side) and any(same_side)


def _is_further_party(one: Traits, event: Profile) -> bool:
    """Whether the event already counts this country beside its own source or target, in an act of this very kind."""
    joint, parties = event.event, event.event.other_parties
    sides = (one.target == joint.target and one.source in parties) or (
        one.source == joint.source and one.target in parties
    )
    return sides and one.kind in event.kinds


def _kind(one: Traits, event: Profile) -> float:
    if one.kind in event.kinds:
        return REPEATED if is_repeated(one.kind) else SELDOM
    akin = [is_repeated(one.kind) or is_repeated(k) for k in event.kinds if are_akin(one.kind, k)]
    if not akin:
        return -math.inf
    return (REPEATED if all(akin) else SELDOM) + AKIN


def _time(one: Traits, event: Profile) -> float:
    """What the days took away since the nearest report, and since the event itself: else a chain never ends."""
    gap = min(_apart(one.when, t.when) for t in event.traits) / _DAY
    age = _apart(one.when, event.event.happened) / _DAY
    return -gap * (REPEATED_PER_DAY if is_repeated(one.kind) else SELDOM_PER_DAY) - age * AGE_PER_DAY


def _apart(one: datetime, other: datetime) -> timedelta:
    """The least time between two reports. Midnight sharp is a date without a time: it means any hour of that day."""
    earlier, later = sorted((one, other))
    is_date, are_dates = earlier.time() == time.min, earlier.time() == later.time() == time.min
    return max(timedelta(0), later - earlier - (_DAY if is_date and not are_dates else timedelta(0)))


def _status(one: Traits, event: Profile) -> float:
    """A denial stands apart from what it denies; a plan, an old act and what is only retold nearly so."""
    told = {t.status for t in event.traits}
    if one.status in told:
        return 0.0 if one.retold in {t.retold for t in event.traits} else OLD_ACT
    if Status.DENIED in {one.status, *told}:
        return -math.inf
    return OLD_ACT if Status.PAST in {one.status, *told} else OTHER_STATUS


def _persons(one: Traits, event: Profile) -> float:
    if not one.persons or not event.persons:
        return 0.0
    return SHARED_PERSON if one.persons & event.persons else OTHER_PERSONS


def _number(one: Traits, event: Profile) -> float:
    """One person is what an article says that does not count; only from two on does agreement mean something."""
    if one.people is None or not event.numbers:
        return 0.0
    if one.people in event.numbers:
        return SAME_NUMBER if one.people > 1 else 0.0
    return OTHER_NUMBER


def _place(one: Traits, event: Profile) -> float:
    if not one.place or not event.places:
        return 0.0
    return SAME_PLACE if one.place & event.places else OTHER_PLACE


def _words(one: Traits, other: Traits, weight: Callable[[str], float]) -> float:
    """What the words say. Between languages only likeness counts; within one, unlikeness speaks against."""
    alike = common_share(one.words, other.words, weight)
    if one.language != other.language:
        return WORDS * max(0.0, alike - STRANGERS_ABROAD)
    if min(len(one.words), len(other.words)) < _ENOUGH_WORDS:
        return 0.0
    return WORDS * (alike - STRANGERS)


def common_share(one: frozenset[str], other: frozenset[str], weight: Callable[[str], float]) -> float:
    """The weighted share of words in common, 0.0 to 1.0 (cosine over sets)."""
    common = one & other
    if not common:
        return 0.0
    here, there = sum(map(weight, one)), sum(map(weight, other))
    return sum(map(weight, common)) / math.sqrt(here * there) if here * there else 0.0


def rarity(frequency: Mapping[str, int], total: int) -> Callable[[str], float]:
    """The weight of a word: 1.0 for one never met, falling to near 0.0 for one in every report."""
    scale = math.log(total + 2)
    return lambda word: 1.0 - math.log(frequency.get(word, 0) + 1) / scale
