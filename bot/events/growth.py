"""An event with one more report: what it says afterwards is derived from its reports, never patched by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.events.advisory import is_listed
from bot.events.folding import keys, person_keys
from bot.events.standing import STATE_VOICES, is_official, origin_of, standing_of
from bot.model import UNNAMED, Event, EventId, Headline, Ownership, Report, Status
from bot.taxonomy import KINDS, severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import Country, Entry, EntryId, Match, Outlet, OutletId
    from bot.taxonomy import Kind

REPORTS_KEPT: Final = 150  # of one event; the first and the newest stay, the middle is only counted
_FIRST_KEPT: Final = 50
_COMPARED: Final = 30  # newest reports that a new text may be a copy of: copies come within hours
_PERSONS_KEPT: Final = 16
_CREDIBLE_PAST: Final = timedelta(days=400)  # as far back as feeds reach; 1970 and the like are no dates
_CREDIBLE_FUTURE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry as it meets the board."""

    entry: Entry
    outlets: Mapping[OutletId, Outlet]
    now: datetime

    @property
    def when(self) -> datetime:
        """When it was published, as far as that can be believed."""
        return credible_time(self.entry.published, self.now)


def credible_time(published: datetime | None, now: datetime) -> datetime:
    """The published time where it can be believed, else `now`."""
    if published is None or not now - _CREDIBLE_PAST <= published <= now + _CREDIBLE_FUTURE:
        return now
    return min(published, now)


def event_id(entry: EntryId, match: Match, *salt: str) -> EventId:
    """Derived from the first report and the act, so that a repeat after a crash gives the same one."""
    act = "\n".join((str(entry), str(match.kind), str(match.source), str(match.target), *salt))
    return EventId(sha256(act.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def report_of(arrival: Arrival, match: Match, known: Sequence[Report] = ()) -> Report:
    """The report that an entry's match makes; `known` are the reports already there, for the origin."""
    entry, outlets, now = arrival.entry, arrival.outlets, arrival.now
    newest = islice(reversed(known), _COMPARED)
    texts = ((r, f"{r.headline}\n{r.match.sentence}") for r in newest if r.outlet != entry.outlet)
    return Report(
        entry=entry.id,
        feed=entry.feed,
        outlet=entry.outlet,
        origin=origin_of(entry, match, outlets, texts),
        url=entry.url,
        headlines=(Headline(entry.title, now),),
        language=entry.language,
        published=entry.published,
        seen=entry.seen,
        match=match,
        guid=entry.guid,
        words=keys(f"{entry.title}\n{entry.summary}"),
        official=is_official(match, outlets.get(entry.outlet), f"{entry.title}\n{match.sentence}"),
    )


def opened_by(arrival: Arrival, acts: Sequence[Match], report: Report) -> Event:
    """The event that a first report opens; `acts` are all its matches of the happening, the leading one first."""
    lead, now = acts[0], arrival.now
    blank = Event(
        id=event_id(arrival.entry.id, lead),
        kind=lead.kind,
        source=lead.source,
        target=lead.target,
        status=lead.status,
        standing=standing_of((report,), (lead.source, lead.target), arrival.outlets),
        opened=now,
        happened=arrival.when,
        changed=now,
        reports=(),
        ordinary_crime=lead.ordinary_crime,
        held=is_listed(lead.kind, arrival.outlets.get(report.outlet)),
    )
    return grown(blank, report, acts, arrival)


def retitled(earlier: Report, newer: Report) -> Report:
    """The report under its new title or address, its trail kept."""
    same_title = earlier.headline == newer.headline
    trail = earlier.headlines if same_title else (*earlier.headlines, *newer.headlines)
    addresses = dict.fromkeys(u for u in (*earlier.other_urls, earlier.url) if u and u != newer.url)
    return replace(
        newer,
        headlines=trail,
        other_urls=tuple(addresses),
        origin=earlier.origin,
        published=earlier.published or newer.published,
        seen=earlier.seen,
    )


def withdrawn(earlier: Report, newer: Report) -> Report:
    """The report whose article no longer says the act: the title that took it back stands in for the sentence."""
    said = replace(
        earlier.match,
        status=Status.DENIED,
        sentence=newer.headline,
        spans=(),
        why=(*earlier.match.why, "the outlet rewrote the article without the act"),
    )
    return replace(retitled(earlier, newer), match=said)


def grown(
    event: Event, report: Report, acts: Sequence[Match], arrival: Arrival, earlier: Report | None = None
) -> Event:
    """The event with the report added, or put in the place of the earlier form of the same article."""
    reports = _with(event.reports, report, earlier)
    held = event.held and all(r.outlet == report.outlet for r in reports)
    dated = replace(event, held=held, happened=min(event.happened, arrival.when))
    return settled(dated, reports, acts, arrival.outlets, arrival.now)


def settled(
    event: Event, reports: tuple[Report, ...], acts: Sequence[Match], outlets: Mapping[OutletId, Outlet], now: datetime
) -> Event:
    """The event with these reports, what it says made anew from them; `acts` are the matches not yet counted in."""
    told = _telling(reports)
    kinds = _kinds(event, told, acts)
    source, target = _sides(event, acts)
    return replace(
        event,
        kind=kinds[0],
        other_kinds=kinds[1:],
        source=source,
        target=target,
        other_parties=_further_parties(event, acts, (source, target)),
        status=_status(reports),
        standing=standing_of(reports, (source, target), outlets, event.denied_by),
        changed=now,
        reports=_bounded(reports),
        unlisted=event.unlisted + max(0, len(reports) - REPORTS_KEPT),
        people=_people(event, acts),
        persons=_persons(event, acts),
        place=event.place or next((m.place for m in acts if m.place), None),
        ordinary_crime=all(r.match.ordinary_crime for r in told),
    )


def _with(reports: tuple[Report, ...], report: Report, earlier: Report | None) -> tuple[Report, ...]:
    if earlier is None:
        return (*reports, report)
    return tuple(report if r.entry == earlier.entry else r for r in reports)


def _bounded(reports: tuple[Report, ...]) -> tuple[Report, ...]:
    if len(reports) <= REPORTS_KEPT:
        return reports
    return (*reports[:_FIRST_KEPT], *reports[_FIRST_KEPT - REPORTS_KEPT :])


def _telling(reports: Sequence[Report]) -> list[Report]:
    """The reports that say what the event is: those that report it as done, else all."""
    return [r for r in reports if r.match.status is Status.REPORTED] or list(reports)


def _kinds(event: Event, told: Sequence[Report], acts: Sequence[Match]) -> tuple[Kind, ...]:
    """The most severe kind first. A kind that only a withdrawn report held is gone with it."""
    own = [r.match.kind for r in told]
    beside = [k for k in (*event.other_kinds, *(m.kind for m in acts if m.status is not Status.DENIED)) if k not in own]
    lead = max(own, key=severity)
    return (lead, *dict.fromkeys(k for k in (*own, *beside) if k != lead and severity(k) <= severity(lead)))


def _sides(event: Event, acts: Sequence[Match]) -> tuple[Country, Country]:
    """The event's sides, an unnamed one named by whoever names it."""
    source, target = event.source, event.target
    for act in acts:
        if source == UNNAMED and act.target == target:
            source = act.source
        if target == UNNAMED and act.source == source:
            target = act.target
    return source, target


def _further_parties(event: Event, acts: Sequence[Match], sides: tuple[Country, Country]) -> tuple[Country, ...]:
    """Countries beyond the two sides that acted, or were acted on, in the same act."""
    if KINDS[acts[0].kind].mutual and {acts[0].source, acts[0].target} == set(sides):
        return event.other_parties
    named = (c for act in acts for c in (act.source, act.target))
    return tuple(dict.fromkeys(c for c in (*event.other_parties, *named) if c not in sides and c != UNNAMED))


def _status(reports: Sequence[Report]) -> Status:
    """Reported if anybody reports it as done; else planned, denied, past, whichever is said first in that order."""
    said = {r.match.status for r in reports}
    return next(s for s in (Status.REPORTED, Status.PLANNED, Status.DENIED, Status.PAST) if s in said)


def _people(event: Event, acts: Sequence[Match]) -> int | None:
    """The highest number that is not denied: counts grow as the news does."""
    numbers = [m.people for m in acts if m.people is not None and m.status is not Status.DENIED]
    return max([*numbers, *([] if event.people is None else [event.people])], default=None)


def _persons(event: Event, acts: Sequence[Match]) -> tuple[str, ...]:
    """The named persons in the spelling that named them first."""
    named, known = list(event.persons), set(person_keys(event.persons))
    for person in (p for act in acts for p in act.persons):
        if not (new := person_keys((person,))) or new & known:
            continue
        named.append(person)
        known |= new
    return tuple(named[:_PERSONS_KEPT])


def lead_report(event: Event, outlets: Mapping[OutletId, Outlet]) -> Report:
    """The report that speaks for the event: one that says what the event says; the better source; the earlier."""
    return min(event.reports, key=lambda r: _merit(r, event, outlets.get(r.outlet)))


def _merit(report: Report, event: Event, outlet: Outlet | None) -> tuple[bool, bool, bool, bool, int]:
    """Lower is better."""
    return (
        report.match.status is not event.status,
        report.match.kind != event.kind,
        report.match.people != event.people,
        report.match.retold,
        _trust(report, event, outlet),
    )


def _trust(report: Report, event: Event, outlet: Outlet | None) -> int:
    """0 for an agency, a public or independent outlet; 1 unknown; 2 state media of neither side; 3 of one of them."""
    if outlet is None:
        return 1
    if outlet.ownership not in STATE_VOICES:
        return 0
    official_of_actor = outlet.ownership is Ownership.GOVERNMENT and outlet.country == event.source
    if official_of_actor and report.official:
        return 0  # the actor's own announcement needs no witness
    return 3 if outlet.country in {event.source, event.target} else 2
