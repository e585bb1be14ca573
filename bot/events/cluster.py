"""Which open event an article's matches belong to, or that they open a new one.

    matches --one happening each--> acts --likeness to the open events--> Change (before, after)

A change is only proposed: the board shows it once the caller has stored it and says `keep`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.events import growth, ladder
from bot.events.advisory import at_level, is_listed, is_pending
from bot.events.article import names_of_report
from bot.events.contradiction import contradiction, find_contradicted
from bot.events.happening import happenings, is_news, is_recap, mirrors
from bot.events.headline import is_background
from bot.events.kinship import are_one_in_an_article
from bot.events.likeness import common_share, likeness, traits_of
from bot.events.shelf import Shelf
from bot.events.standing import are_near_identical, runs_of
from bot.model import Reason
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.events.likeness import Traits
    from bot.model import Country, Entry, EntryId, Event, EventId, FeedId, Match, Outlet, OutletId, Report, Rung

CAPACITY: Final = 10_000
_SAME_STORY: Final = 0.25  # share of words that a rewritten headline keeps; below it the address tells another story


@dataclass(frozen=True, slots=True)
class Change:
    """What one article would do to one event. Nothing is changed until `Board.keep`."""

    before: Event | None  # None: it opens the event
    after: Event
    report: Report
    lead: EntryId  # the report that speaks for the event afterwards
    earlier: Report | None = None  # the same article as it read before
    was_lead: bool = False  # `earlier` spoke for the event
    is_copy: bool = False  # an origin that is already there, or the same article unchanged
    is_recap: bool = False  # told as background, or beside the article's own news, or one of many acts it retells
    contradicts: Reason | None = None  # REVERSED or DENIED: its event is found to undo or deny a known one
    marks: Reason | None = None  # REVERSED or DENIED: only marks `before` as undone or denied by another event

    @property
    def is_first_heard(self) -> bool:
        """Whether no chat was told of the event yet."""
        return self.before is None or self.before.rung is None


class Board:
    """The open events. Not safe for several writers: its owner holds the lease."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._shelf = Shelf(capacity)

    def __len__(self) -> int:
        return len(self._shelf)

    def load(self, events: Iterable[Event]) -> None:
        """Take in what the archive holds, oldest change first."""
        for event in events:
            self.keep(event)

    def keep(self, event: Event | Change) -> None:
        """Make visible what was stored. A merged event leaves the board: its reports stand in the other one."""
        kept = event.after if isinstance(event, Change) else event
        if kept.merged_into is None:
            self._shelf.put(kept)
        else:
            self._shelf.remove(kept.id)

    def get(self, event: EventId) -> Event | None:
        """The open event, or None."""
        return self._shelf.get(event)

    def events(self) -> tuple[Event, ...]:
        """All open events, the one changed longest ago first."""
        return tuple(self._shelf.events())

    def rung(self, source: Country, target: Country, now: datetime, also: Event | None = None) -> Rung:
        """The pair's place on the ladder by what the board remembers, `also` (not kept yet) counted in."""
        known = [e for e in self._shelf.of_pair(source, target) if also is None or e.id != also.id]
        return ladder.rung(source, target, known if also is None else [*known, also], now)

    def place(self, entry: Entry, match: Match, outlets: Mapping[OutletId, Outlet], now: datetime) -> Change:
        """The change that one match makes."""
        return self.place_all(entry, (match,), outlets, now)[0]

    def place_all(
        self, entry: Entry, matches: Sequence[Match], outlets: Mapping[OutletId, Outlet], now: datetime
    ) -> tuple[Change, ...]:
        """The changes that an article makes, at most one an event, what it is about first.

        Without a match it may still be the rewritten form of one that had: then that event's report is withdrawn.
        """
        matches = [m for m in matches if m.kind in KINDS]  # a kind that only a local rule file knows
        held = self._shelf.holding(entry)
        arrival = growth.Arrival(entry, outlets, now)
        if not matches:
            return self._withdrawals(arrival, held)
        groups = happenings(entry, matches)
        recap = is_recap(entry, groups)
        changes: dict[EventId, Change] = {}
        led = False  # whether a group before this one is news in itself
        for group in groups:
            taken = {*changes}
            acts = self._as_told(arrival, group, taken)
            change = self._placed(arrival, acts, [e for e in held if e.id not in taken], taken)
            beside = led and (mirrors(acts[0], groups) or not any(m.in_title for m in acts))
            changes[change.after.id] = replace(change, is_recap=recap or beside or all(m.retold for m in acts))
            led = led or is_news(acts[0])
        pairs = [self._with_the_contradicted(change, arrival) for change in changes.values()]
        marks = [mark for _, *rest in pairs for mark in rest]
        marks += [
            _superseded(e, by=change.after, now=now) for change in changes.values() for e in held if is_pending(e)
        ]
        return (*(change for change, *_ in pairs), *_one_each(marks, changes))

    def confirm_held(self, feed: FeedId, now: datetime, listed: Iterable[EntryId] | None = None) -> tuple[Change, ...]:
        """The held events of a feed that a further poll still lists. `listed` None: the body was unchanged."""
        still = None if listed is None else frozenset(listed)
        return tuple(
            Change(before=e, after=replace(e, held=False, changed=now), report=r, lead=r.entry)
            for e in self._shelf.pending(feed)
            for r in e.reports[-1:]
            if still is None or r.entry in still
        )

    def _placed(
        self, arrival: growth.Arrival, acts: Sequence[Match], held: Sequence[Event], taken: set[EventId]
    ) -> Change:
        """The change of one happening: of the event that holds this article, the likest open one, or a new one."""
        event = self._home(arrival, acts, held, taken)
        if event is None:
            report = growth.report_of(arrival, acts[0])
            return _change(None, growth.opened_by(arrival, acts, report), report, arrival.outlets)
        report = growth.report_of(arrival, acts[0], event.reports)
        earlier = _earlier_form(event, report)
        if earlier is not None:
            report = growth.retitled(earlier, report)
        return _change(event, growth.grown(event, report, acts, arrival, earlier), report, arrival.outlets, earlier)

    def _home(
        self, arrival: growth.Arrival, acts: Sequence[Match], held: Sequence[Event], taken: set[EventId]
    ) -> Event | None:
        fitting = [e for e in held if _is_of_the_article(e, acts)]
        if fitting and is_listed(acts[0].kind, arrival.outlets.get(arrival.entry.outlet)):
            return at_level(arrival.entry.title, fitting)
        if fitting:
            return fitting[0]
        return self._likest([traits_of(arrival.entry, m, arrival.when) for m in acts], taken)

    def _as_told(self, arrival: growth.Arrival, acts: Sequence[Match], taken: set[EventId]) -> Sequence[Match]:
        """The acts; as retold if the article tells them only as the cause of its news, and the act itself is known.

        If it is not known, the article is the first to tell it, in whatever clause: then it is news.
        """
        if not all(is_background(m) for m in acts):
            return acts
        known = self._likest([traits_of(arrival.entry, m, arrival.when) for m in acts], taken)
        return acts if known is None else [replace(m, retold=True) for m in acts]

    def _likest(self, traits: Sequence[Traits], taken: set[EventId]) -> Event | None:
        """The open event most like the acts, if any is like enough; a tie goes to the one that changed last."""
        weight = self._shelf.weight()
        best: tuple[float, Event] | None = None
        for one in traits:
            for profile in self._shelf.candidates(one):
                if profile.event.id in taken:
                    continue
                score = likeness(one, profile, weight)
                if score >= 0 and (best is None or score > best[0]):
                    best = (score, profile.event)
        return best[1] if best else None

    def _with_the_contradicted(self, change: Change, arrival: growth.Arrival) -> tuple[Change, ...]:
        """The change, and beside it that of the event which it undoes or denies, once that is known."""
        if change.is_recap or change.after.denies or change.after.undoes:
            return (change,)
        contradicted = find_contradicted(change.after, self._shelf)
        if contradicted is None:
            return (change,)
        new, old = contradiction(change.after, contradicted)
        reason = Reason.DENIED if new.denies else Reason.REVERSED
        mark = Change(
            before=contradicted,
            after=replace(old, changed=arrival.now),
            report=change.report,
            lead=growth.lead_report(contradicted, arrival.outlets).entry,
            marks=reason,
        )
        return replace(change, after=new, contradicts=reason), mark

    def _withdrawals(self, arrival: growth.Arrival, held: Sequence[Event]) -> tuple[Change, ...]:
        """The events whose report this article took back by a rewritten title that no longer says the act."""
        return tuple(c for e in held if (c := self._withdrawal(arrival, e)))

    def _withdrawal(self, arrival: growth.Arrival, event: Event) -> Change | None:
        newer = growth.report_of(arrival, event.reports[0].match)
        earlier = _earlier_form(event, newer)
        if earlier is None or earlier.headline == newer.headline:
            return None
        if not _is_rewritten(earlier, newer, self._shelf.weight()):
            return None
        report = growth.withdrawn(earlier, newer)
        after = growth.grown(event, report, (report.match,), arrival, earlier)
        return _change(event, after, report, arrival.outlets, earlier)


def _superseded(event: Event, by: Event, now: datetime) -> Change:
    """A held level that its list took back before anybody was told of it: it will not ring."""
    after = replace(event, held=False, undone_by=by.id, changed=now)
    return Change(event, after, event.reports[-1], event.reports[0].entry, marks=Reason.REVERSED)


def _one_each(marks: Iterable[Change], changes: Mapping[EventId, Change]) -> Iterator[Change]:
    """The marks on events that are not changed already: two changes of one event would undo each other."""
    seen = set(changes)
    for mark in marks:
        if mark.after.id not in seen:
            seen.add(mark.after.id)
            yield mark


def _change(
    before: Event | None,
    after: Event,
    report: Report,
    outlets: Mapping[OutletId, Outlet],
    earlier: Report | None = None,
) -> Change:
    return Change(
        before=before,
        after=after,
        report=report,
        lead=growth.lead_report(after, outlets).entry,
        earlier=earlier,
        was_lead=before is not None and earlier is not None and growth.lead_report(before, outlets) == earlier,
        is_copy=before is not None and _is_copy(before, report, earlier),
    )


def _is_of_the_article(event: Event, acts: Sequence[Match]) -> bool:
    """Whether an event that holds the article holds it as a report of such an act."""
    return any(
        {m.source, m.target} & {event.source, event.target} and are_one_in_an_article(m.kind, event.kind) for m in acts
    )


def _is_copy(before: Event, report: Report, earlier: Report | None) -> bool:
    """The article as it already was; or another outlet's text of an origin that is already there."""
    if earlier is not None:
        return earlier.headline == report.headline and earlier.match.kind == report.match.kind
    return any(r.origin == report.origin for r in before.reports)


def _earlier_form(event: Event, report: Report) -> Report | None:
    """The event's report of the same article: by id, guid or address, or the same title by the same outlet."""
    names = set(names_of_report(report))
    return next((r for r in event.reports if names & set(names_of_report(r)) or _is_reissued(r, report)), None)


def _is_reissued(one: Report, other: Report) -> bool:
    return one.outlet == other.outlet and are_near_identical(runs_of(one.headline), runs_of(other.headline))


def _is_rewritten(earlier: Report, newer: Report, weight: Callable[[str], float]) -> bool:
    """Whether the new text still tells the same story."""
    return common_share(frozenset(earlier.words), frozenset(newer.words), weight) >= _SAME_STORY
