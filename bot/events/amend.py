"""What the desk puts right by hand: a false alarm, two events that are one, one event that is two.

Each gives whole events, to be stored and kept like any other change; every message that was sent follows by an edit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.events.growth import event_id, settled
from bot.events.happening import rank
from bot.model import NoteKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from bot.model import EntryId, Event, Note, Outlet, OutletId, Report


def corrected(
    note: Note, event: Event, other: Event | None, outlets: Mapping[OutletId, Outlet], now: datetime
) -> tuple[Event, ...]:
    """The events that change by what an editor noted; none if that was done before or cannot be done any more."""
    if note.kind is NoteKind.FALSE_ALARM and not event.false_alarm:
        return (replace(called_false(event, now), amended_for=note.text),)
    if note.kind is NoteKind.MERGED and other is not None and not (other.merged_into or event.merged_into):
        return _because(note, merged(event, other, outlets, now))
    listed = {report.entry for report in event.reports}
    if note.kind is NoteKind.SPLIT and note.entries and set(note.entries) < listed:
        return _because(note, split(event, note.entries, outlets, now))
    return ()


def _because(note: Note, events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events with the editor's reason."""
    return tuple(replace(event, amended_for=note.text) for event in events)


def called_false(event: Event, now: datetime) -> Event:
    """The event as a false alarm: it counts for nothing any more, and nothing rings for it."""
    return replace(event, false_alarm=True, changed=now)


def merged(kept: Event, other: Event, outlets: Mapping[OutletId, Outlet], now: datetime) -> tuple[Event, Event]:
    """The first with the reports of both, in order of arrival; the second, that points to it."""
    theirs = [r for r in other.reports if r.entry not in {k.entry for k in kept.reports}]
    reports = tuple(sorted((*kept.reports, *theirs), key=lambda r: r.seen))
    whole = replace(
        kept,
        opened=min(kept.opened, other.opened),
        happened=min(kept.happened, other.happened),
        denied_by=tuple(dict.fromkeys((*kept.denied_by, *other.denied_by))),
        unlisted=kept.unlisted + other.unlisted,
    )
    return _from_all(whole, reports, outlets, now), replace(other, merged_into=kept.id, changed=now)


def split(
    event: Event, entries: Collection[EntryId], outlets: Mapping[OutletId, Outlet], now: datetime
) -> tuple[Event, Event]:
    """The event without the reports of these entries, and the event that those make.

    Raises ValueError if either would be left without a report.
    """
    staying = tuple(r for r in event.reports if r.entry not in entries)
    leaving = tuple(r for r in event.reports if r.entry in entries)
    if not staying or not leaving:
        raise ValueError("each of the two events needs at least one report")
    lead = min((r.match for r in leaving), key=rank)
    fresh = replace(
        event,
        id=event_id(leaving[0].entry, lead, event.id),
        source=lead.source,
        target=lead.target,
        opened=leaving[0].seen,
        happened=_earliest(leaving),
        undoes=None,
        undone_by=None,
        denies=None,
        denied_by=(),
        unlisted=0,
        changes=0,
    )
    return (
        _from_all(replace(event, happened=_earliest(staying)), staying, outlets, now),
        _from_all(fresh, leaving, outlets, now),
    )


def _from_all(event: Event, reports: tuple[Report, ...], outlets: Mapping[OutletId, Outlet], now: datetime) -> Event:
    """The event made anew from all its reports."""
    blank = replace(event, other_kinds=(), other_parties=(), people=None, persons=(), place=None)
    return settled(blank, reports, [r.match for r in reports], outlets, now)


def _earliest(reports: Sequence[Report]) -> datetime:
    return min(r.published or r.seen for r in reports)
