"""The open events in memory, found again by pair and kind, by person, by rare word, by article. Bounded."""

from __future__ import annotations

from collections import Counter, OrderedDict
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.events.advisory import is_pending
from bot.events.article import names_of, names_of_report
from bot.events.growth import credible_time
from bot.events.kinship import kin
from bot.events.likeness import Profile, rarity, traits_of_report
from bot.model import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.events.likeness import Traits
    from bot.model import Country, Entry, Event, EventId, FeedId
    from bot.taxonomy import Kind

NEWEST: Final = 32  # candidates of a pair and kind looked at by recency; older ones need a person or a rare word
_RARE_ON_SHELF: Final = 24  # a word in more events than this leads nowhere
_WORDS_ASKED: Final = 6
_TRAITS_FIRST: Final = 2
_TRAITS_LAST: Final = 4
_Index = dict[object, dict["EventId", None]]  # the inner dict is an ordered set, oldest change first


class Shelf:
    """Profiles of the open events; at most `capacity`, the one changed longest ago leaves first."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._profiles: OrderedDict[EventId, Profile] = OrderedDict()
        self._places: _Index = {}  # by (sides, kind), by ("person", key), by ("word", key), by ("article", name)
        self._frequency: Counter[str] = Counter()  # in how many events a word stands

    def __len__(self) -> int:
        return len(self._profiles)

    def get(self, event: EventId) -> Event | None:
        """The event, or None if it is not open."""
        profile = self._profiles.get(event)
        return profile.event if profile else None

    def events(self) -> Iterator[Event]:
        """All open events, the one changed longest ago first."""
        return (p.event for p in self._profiles.values())

    def put(self, event: Event) -> None:
        """Take the event in, or replace its earlier form; forget the oldest if there are too many."""
        self.remove(event.id)
        profile = profile_of(event)
        self._profiles[event.id] = profile
        for name in _index_names(profile):
            self._places.setdefault(name, {})[event.id] = None
        self._frequency.update(_words(profile))
        while len(self._profiles) > self._capacity:
            self.remove(next(iter(self._profiles)))

    def remove(self, event: EventId) -> None:
        """Forget the event, if it is there."""
        profile = self._profiles.pop(event, None)
        if profile is None:
            return
        for name in _index_names(profile):
            held = self._places.get(name, {})  # a name may come twice: two reports of one address
            held.pop(event, None)
            if not held:
                self._places.pop(name, None)
        self._frequency.subtract(_words(profile))
        for word in _words(profile):
            if self._frequency[word] <= 0:
                del self._frequency[word]

    def weight(self) -> Callable[[str], float]:
        """The rarity of words among the open events, 1.0 to near 0.0."""
        return rarity(self._frequency, len(self._profiles))

    def holding(self, entry: Entry) -> list[Event]:
        """The open events that hold a report of the very article, in the order in which they changed."""
        found = {e: None for name in names_of(entry) for e in self._places.get(("article", name), ())}
        return [self._profiles[e].event for e in found]

    def pending(self, feed: FeedId) -> list[Event]:
        """The events of a feed that wait for a second poll or source."""
        return [self._profiles[e].event for e in self._places.get(("pending", feed), ())]

    def between(self, source: Country, target: Country, kinds: Iterable[Kind]) -> list[Event]:
        """The open events of these kinds between the two, either direction, newest change first within a kind."""
        sides = frozenset((source, target))
        return [self._profiles[e].event for k in kinds for e in reversed(self._places.get((sides, k), {}))]

    def of_pair(self, source: Country, target: Country) -> list[Event]:
        """The open events between the two, of any kind."""
        return [self._profiles[e].event for e in self._places.get(("pair", frozenset((source, target))), ())]

    def candidates(self, one: Traits) -> list[Profile]:
        """The open events that the report might belong to: of its sides and kin, the newest or those sharing a name."""
        ids: dict[EventId, None] = {}
        for sides in _sides_to_ask(one):
            for kind in sorted(kin(one.kind)):
                held = self._places.get((sides, kind), {})
                ids |= dict.fromkeys(islice(reversed(held), NEWEST))
                if len(held) > NEWEST:
                    ids |= dict.fromkeys(e for e in self._sharing(one) if e in held)
        return [self._profiles[e] for e in ids]

    def _sharing(self, one: Traits) -> list[EventId]:
        """Events that share a person or one of the report's rarest words."""
        counted = sorted((self._frequency[w], w) for w in one.words if 0 < self._frequency[w] <= _RARE_ON_SHELF)
        names: list[object] = [("person", p) for p in sorted(one.persons)]
        names += [("word", w) for _, w in counted[:_WORDS_ASKED]]
        return [e for name in names for e in islice(reversed(self._places.get(name, {})), NEWEST)]


def profile_of(event: Event) -> Profile:
    """What is compared of the event. Of a long one the first and the newest reports stand for all."""
    reports = event.reports
    if len(reports) > _TRAITS_FIRST + _TRAITS_LAST:
        reports = (*reports[:_TRAITS_FIRST], *reports[-_TRAITS_LAST:])
    traits = tuple(traits_of_report(r, credible_time(r.published, r.headlines[0].since)) for r in reports)
    return Profile(
        event=event,
        traits=traits,
        kinds=frozenset((event.kind, *event.other_kinds)),
        persons=frozenset().union(*(t.persons for t in traits)),
        numbers=frozenset(t.people for t in traits if t.people is not None),
        places=frozenset().union(*(t.place for t in traits)),
    )


def _words(profile: Profile) -> frozenset[str]:
    return frozenset().union(*(t.words for t in profile.traits))


def _index_names(profile: Profile) -> Iterator[object]:
    """Every name under which the event is found."""
    event = profile.event
    for sides in _pairs_of(event):
        yield ("pair", sides)
        for kind in profile.kinds:
            yield (sides, kind)
    if is_pending(event):
        yield from (("pending", r.feed) for r in event.reports)
    yield from (("person", p) for p in profile.persons)
    yield from (("word", w) for w in _words(profile))
    yield from (("article", n) for r in event.reports for n in names_of_report(r))


def _pairs_of(event: Event) -> set[frozenset[str]]:
    """The pairs of the event, further parties included, and each named side alone for reports that leave one open."""
    source, target = event.source, event.target
    pairs = {frozenset((source, target))}
    pairs |= {frozenset((p, target)) for p in event.other_parties} | {
        frozenset((source, p)) for p in event.other_parties
    }
    return {*pairs, *(frozenset((side,)) for side in (source, target) if side != UNNAMED)}


def _sides_to_ask(one: Traits) -> list[frozenset[str]]:
    """Where events that the report may belong to stand: its pair, or either side beside an unnamed one."""
    named = [side for side in (one.source, one.target) if side != UNNAMED]
    if len(named) == 1:
        return [frozenset(named)]
    return [frozenset((one.source, one.target)), *(frozenset((side, UNNAMED)) for side in named)]
