"""A grave event that nobody on the desk took rings once more, where the house wants that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import Board
from bot.events.announce import Policy, unclaimed
from bot.matching import Rulebook
from bot.model import Action, Claim, Event, EventId, Platform, Reason, Standing, Verdict
from bot.pipeline import Pipeline
from bot.store import State
from bot.taxonomy import Kind
from tests.fakes import NOON, FakeClock, a_ref, a_report, an_alert, an_event, changed

MINUTE = timedelta(minutes=1)
TEN = Policy(unclaimed_after=10 * MINUTE)
GRAVE = an_event(kind=Kind("custody_death"))
TAKEN = Claim(GRAVE.id, "slack:U1", "Leyla", a_ref(), NOON, NOON + timedelta(hours=4))
LAPSED = replace(TAKEN, until=NOON + MINUTE)

CASES = [
    # why; the event, which rang at noon; its claim; minutes after noon; the policy; whether it rings
    ("nobody took it in ten minutes", GRAVE, None, 10, TEN, True),
    ("there is still time", GRAVE, None, 9, TEN, False),
    ("the house does not want it", GRAVE, None, 10, Policy(), False),
    ("somebody is at it", GRAVE, TAKEN, 10, TEN, False),
    ("somebody was at it", GRAVE, LAPSED, 10, TEN, False),
    ("it is not so grave", an_event(kind=Kind("expulsion")), None, 10, TEN, False),
    ("a night later it would be no call but noise", GRAVE, None, 10 + 6 * 60 + 1, TEN, False),
    ("no chat was told of it", replace(GRAVE, rung=None), None, 10, TEN, False),
    ("it was a false alarm", replace(GRAVE, false_alarm=True), None, 10, TEN, False),
    ("it went into another event", replace(GRAVE, merged_into=EventId("e2")), None, 10, TEN, False),
    ("it was undone", replace(GRAVE, undone_by=EventId("e2")), None, 10, TEN, False),
    ("it was denied", replace(GRAVE, standing=Standing.DENIED), None, 10, TEN, False),
    ("it rang for that before", replace(GRAVE, rang_for=("FIRST_REPORT", "UNCLAIMED")), None, 10, TEN, False),
]


@pytest.mark.parametrize(("why", "event", "claim", "after", "policy", "rings"), CASES, ids=[row[0] for row in CASES])
def test_what_nobody_claimed(
    why: str, event: Event, claim: Claim | None, after: int, policy: Policy, rings: bool
) -> None:
    verdict = unclaimed(event, claim, NOON + after * MINUTE, policy)

    assert verdict == (Verdict(Action.RING, Reason.UNCLAIMED) if rings else None)


def a_pipeline(state: State, clock: FakeClock, *events: Event) -> Pipeline:
    board = Board()
    board.load(events)
    rules = Rulebook.__new__(Rulebook)  # no text is read
    return Pipeline(rules=rules, outlets={}, board=board, seen=state.seen, events=state.events, clock=clock, policy=TEN)


async def test_it_rings_once_as_a_further_change_of_its_event(state: State) -> None:
    clock = FakeClock()
    taken = an_event("event-2", kind=Kind("custody_death"), reports=(a_report(2),))
    for event in (GRAVE, taken):
        await state.events.commit(event, an_alert(event))
    await state.claims.take(replace(TAKEN, event=taken.id))
    pipeline = a_pipeline(state, clock, GRAVE, taken)
    clock.advance(10 * MINUTE)

    first = await pipeline.call_unclaimed(state.claims)
    clock.advance(10 * MINUTE)
    again = await pipeline.call_unclaimed(state.claims)

    (alert,) = first
    assert (alert.event.id, alert.event.changes, alert.action, alert.reason) == (GRAVE.id, 2, "ring", "UNCLAIMED")
    assert again == []
    assert await state.events.get(GRAVE.id) == alert.event
    waiting = await state.outbox.claim(Platform.TELEGRAM, "w", 20, timedelta(0))
    assert [a.event.changes for _, a in waiting if a.event.id == GRAVE.id] == [1, 2]


async def test_a_report_after_it_goes_on_from_there(state: State) -> None:
    clock = FakeClock()
    await state.events.commit(GRAVE, an_alert(GRAVE))
    pipeline = a_pipeline(state, clock, GRAVE)
    clock.advance(10 * MINUTE)
    (alert,) = await pipeline.call_unclaimed(state.claims)

    after = changed(alert.event)
    await state.events.commit(after, an_alert(after, action=Action.EDIT))

    stored = await state.events.get(GRAVE.id)
    assert stored == after
    assert pipeline.open_events()[0].changes == alert.event.changes
