"""Whether a change of an event rings, edits or rests, and why: a pure decision, one Reason each.

Ring once for each reason and step. What brings nothing new about the happening itself edits silently; what brings
nothing at all rests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.events.growth import credible_time
from bot.model import UNNAMED, Action, Alert, Reason, Standing, Status, Verdict
from bot.taxonomy import KINDS, severity

if TYPE_CHECKING:
    from datetime import datetime

    from bot.events.cluster import Change
    from bot.model import Claim, EntryId, Event, Rung


@dataclass(frozen=True, slots=True)
class Policy:
    """What a house may set."""

    too_old: timedelta = timedelta(hours=36)  # many feeds date by the day; a day and a night
    escalates_after: timedelta = timedelta(hours=12)  # before it, a harsher word for the same act is a better wording
    escalates_at_once: frozenset[str] = frozenset({"custody_death"})  # a death is no wording of an arrest or a raid
    growth: float = 2.0  # a number that at least doubles ...
    growth_least: int = 2  # ... and by so many persons rings again
    hold_advisories: bool = True
    unclaimed_after: timedelta | None = None  # what is grave and nobody claims rings once more; None: it does not
    unclaimed_within: timedelta = timedelta(hours=6)  # a bot that was down all night does not call then
    unclaimed_from: int = 5  # severity


def decide(change: Change, now: datetime, policy: Policy, *, first_poll: bool = False) -> Verdict:
    """The verdict on a change. `first_poll`: the feed's backlog is being read."""
    if change.after.false_alarm:
        return Verdict(Action.NONE, Reason.AMENDED_BY_DESK)
    if change.marks is not None:
        return _quietly(change, change.marks)
    if change.is_first_heard:
        return _first(change, now, policy, first_poll=first_poll)
    return _later(change, now, policy)


def _first(change: Change, now: datetime, policy: Policy, *, first_poll: bool) -> Verdict:
    """The verdict while no chat has heard of the event."""
    rest = _reason_to_rest(change, now, policy, first_poll=first_poll)
    if rest is not None:
        return Verdict(Action.NONE, rest)
    return Verdict(Action.RING, change.contradicts or Reason.FIRST_REPORT)


def _reason_to_rest(change: Change, now: datetime, policy: Policy, *, first_poll: bool) -> Reason | None:
    """Why an event that nobody heard of does not ring yet; None if it should. The first that applies."""
    event = change.after
    rests = {
        Reason.QUIET_KIND: not KINDS[event.kind].rings,
        Reason.NOT_REPORTED: not _is_news(change),
        Reason.RECAP: change.is_recap,
        Reason.FIRST_POLL: first_poll,
        Reason.TOO_OLD: _is_too_old(change, now, policy),
        Reason.HELD: event.held and policy.hold_advisories,
    }
    return next((reason for reason, holds in rests.items() if holds), None)


def _is_news(change: Change) -> bool:
    """Whether this very report says that it happened; or denies what chats were told that it did."""
    if change.contradicts is Reason.DENIED:
        return True
    said = {change.after.status, change.report.match.status}
    return said == {Status.REPORTED} and change.after.standing is not Standing.DENIED


def _is_too_old(change: Change, now: datetime, policy: Policy) -> bool:
    """By the report's own date as well: an old article is no news, however the event's date was mended."""
    published = change.report.published
    oldest = min(change.after.happened, published) if published is not None else change.after.happened
    return now - oldest > policy.too_old


def _later(change: Change, now: datetime, policy: Policy) -> Verdict:
    """The verdict on a further report of an event that has rung."""
    reason = next(
        (r for r in _ringing(change, now, policy) if step(r, change.after) not in change.after.rang_for), None
    )
    if reason is not None:
        return Verdict(Action.RING, reason)
    if change.is_copy:
        return Verdict(Action.NONE, Reason.COPY)
    if change.is_recap:
        return Verdict(Action.NONE, Reason.RECAP)
    return _quietly(change, _editing(change))


def _quietly(change: Change, reason: Reason) -> Verdict:
    """An edit of what chats were sent; nothing if they were sent nothing."""
    return Verdict(Action.NONE if change.is_first_heard else Action.EDIT, reason)


def _editing(change: Change) -> Reason:
    if change.earlier is not None:
        return Reason.RETITLED
    return Reason.BETTER_SOURCE if change.lead == change.report.entry else Reason.ANOTHER_OUTLET


def _ringing(change: Change, now: datetime, policy: Policy) -> list[Reason]:
    """The reasons for which the change would ring again, the weightiest first."""
    before, after = change.before, change.after
    if before is None:
        return []
    found = {
        Reason.CORRECTED_BY_OUTLET: _is_corrected(change),
        Reason.ESCALATED: not change.is_recap and _has_escalated(change, before, now, policy),
        Reason.NEW_PARTY: not change.is_recap and _has_new_party(before, after),
        Reason.NUMBER_GREW: not change.is_recap and _has_grown(before, after, policy),
        Reason.CONFIRMED: not change.is_copy and _is_confirmed(before, after),
    }
    return [reason for reason, holds in found.items() if holds]


def _is_corrected(change: Change) -> bool:
    """The same article takes its act back: denies it now, or calls it by a milder kind."""
    if change.earlier is None or change.earlier.headline == change.report.headline:
        return False
    was, is_now = change.earlier.match, change.report.match
    took_back = was.status is Status.REPORTED and is_now.status is not Status.REPORTED
    milder = took_back or severity(is_now.kind) < severity(was.kind)
    return milder and (change.was_lead or _is_weaker(change))


def _is_weaker(change: Change) -> bool:
    """Whether the event as a whole lost something: others may well go on reporting what one outlet withdrew."""
    before, after = change.before, change.after
    return before is not None and (after.status is not before.status or severity(after.kind) < severity(before.kind))


def _has_escalated(change: Change, before: Event, now: datetime, policy: Policy) -> bool:
    """A more severe kind: a death at once, others when time shows a further step and no harsher wording."""
    if severity(change.after.kind) <= severity(before.kind) or change.report.match.status is not Status.REPORTED:
        return False
    later = credible_time(change.report.published, now) - before.happened >= policy.escalates_after
    return later or change.after.kind in policy.escalates_at_once


def _has_new_party(before: Event, after: Event) -> bool:
    """An unnamed side got its name, or a further country joined."""
    was_open = UNNAMED in {before.source, before.target}
    is_named = UNNAMED not in {after.source, after.target}
    return (was_open and is_named) or len(after.other_parties) > len(before.other_parties)


def _has_grown(before: Event, after: Event, policy: Policy) -> bool:
    if not before.people or after.people is None:
        return False
    grown = after.people - before.people
    return grown >= policy.growth_least and after.people >= policy.growth * before.people


_WEAK: Final = frozenset({Standing.ONE_SIDE_STATE_MEDIA})
_STRONG: Final = frozenset({Standing.BOTH_SIDES, Standing.OFFICIAL})


def _is_confirmed(before: Event, after: Event) -> bool:
    """One side's state media alone said so; now an authority or the other side does too."""
    return before.standing in _WEAK and after.standing in _STRONG


def step(reason: Reason, event: Event) -> str:
    """What a ring of this reason is remembered by: each step of a reason rings once."""
    detail = {
        Reason.ESCALATED: str(event.kind),
        Reason.NUMBER_GREW: str(event.people),
        Reason.NEW_PARTY: ",".join(sorted((event.source, event.target, *event.other_parties))),
    }.get(reason, "")
    return f"{reason}:{detail}" if detail else str(reason)


def unclaimed(event: Event, claim: Claim | None, now: datetime, policy: Policy) -> Verdict | None:
    """The ring for a grave event that nobody on the desk took in time, once for each event; None if it is not due.

    A claim that lapsed was one; one that was given back was not.
    """
    after = policy.unclaimed_after
    if after is None or event.rung is None or claim is not None or severity(event.kind) < policy.unclaimed_from:
        return None
    is_due = after <= now - event.rung <= after + policy.unclaimed_within
    if not is_due or not _stands(event) or step(Reason.UNCLAIMED, event) in event.rang_for:
        return None
    return Verdict(Action.RING, Reason.UNCLAIMED)


def _stands(event: Event) -> bool:
    """Whether there is still something to take: not false, not part of another, neither denied nor undone."""
    is_over = event.false_alarm or event.merged_into is not None or event.undone_by is not None
    return not is_over and event.standing is not Standing.DENIED


def called_again(event: Event, verdict: Verdict, lead: EntryId, ladder: Rung | None, now: datetime) -> Alert:
    """The alert of an event that rings again without a new report; its event is as it is to be stored."""
    rang_for = (*event.rang_for, step(verdict.reason, event))
    told = replace(event, changes=event.changes + 1, rung=now, rang_for=rang_for)
    return Alert(told, verdict.action, verdict.reason, now, lead, ladder)


def alert_of(change: Change, verdict: Verdict, ladder: Rung | None, now: datetime) -> tuple[Event, Alert | None]:
    """The event as it is to be stored, and the alert that it makes; None if the verdict is to rest."""
    # Only what rests because it is held stays held: a feed's backlog must not ring at its second poll.
    event = replace(change.after, held=change.after.held and verdict.reason is Reason.HELD)
    if verdict.action is Action.NONE:
        return event, None
    rings = verdict.action is Action.RING
    lead = change.report.entry if rings else change.lead  # a ring shows the report that is its reason
    told = replace(
        event,
        changes=event.changes + 1,
        rung=now if rings else event.rung,
        rang_for=(*event.rang_for, step(verdict.reason, event)) if rings else event.rang_for,
    )
    return told, Alert(told, verdict.action, verdict.reason, now, lead, ladder)
