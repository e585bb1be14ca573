"""A correction's way: written down by the desk, carried out by the pipeline, in the outbox for every message sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.fanout import follows
from bot.desk import Asker, Desk, Rules
from bot.errors import BadRequest
from bot.events import Board
from bot.matching import Rulebook
from bot.model import Action, Alert, EntryId, Event, EventId, NoteKind, Platform, Reason
from bot.pipeline import Pipeline
from bot.store import State
from tests.fakes import FakeClock, a_ref, a_report, an_alert, an_event

EDITOR = Asker("telegram:9", a_ref(9))
ONE = an_event("event-1", reports=(a_report(1), a_report(2)))
TWO = an_event("event-2", reports=(a_report(3),))


def a_desk(state: State, access: str = "invite") -> Desk:
    return Desk(
        chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
        feed_states=state.feed_states, daybook=state.daybook, claims=state.claims, clock=FakeClock(), house_topics={},
        outlets={}, follows=follows, rules=Rules(access, frozenset({"telegram:9"})),
    )  # fmt: skip


async def a_pipeline(state: State, *events: Event) -> Pipeline:
    """A pipeline that has these events on its board and in the archive."""
    board, clock = Board(), FakeClock()
    clock.advance(timedelta(minutes=5))
    for event in events:
        await state.events.commit(event, an_alert(event))
    board.load(events)
    rules = Rulebook.__new__(Rulebook)  # corrections read no text
    return Pipeline(rules=rules, outlets={}, board=board, seen=state.seen, events=state.events, clock=clock)


async def outbox(state: State) -> list[Alert]:
    claimed = await state.outbox.claim(Platform.TELEGRAM, "w", 20, timedelta(0))
    return [alert for _, alert in claimed if alert.reason is Reason.AMENDED_BY_DESK]


async def test_a_false_alarm_is_amended_everywhere_and_written_down(state: State) -> None:
    pipeline = await a_pipeline(state, ONE)

    await a_desk(state).call_false(EDITOR, ONE.id, "a drill")
    await pipeline.correct_all(state.daybook)

    (alert,) = await outbox(state)
    stored = await state.events.get(ONE.id)
    (note,) = await state.daybook.newest(5)
    assert (alert.action, alert.event.false_alarm, alert.event.changes) == (Action.EDIT, True, 2)
    assert stored == alert.event
    assert (note.kind, note.by, note.text, note.rules) == (NoteKind.FALSE_ALARM, "telegram:9", "a drill", ("en/test",))
    assert await state.daybook.waiting() == []


async def test_two_events_become_one_and_both_messages_change(state: State) -> None:
    pipeline = await a_pipeline(state, ONE, TWO)

    await a_desk(state).merge(EDITOR, ONE.id, TWO.id)
    await pipeline.correct_all(state.daybook)

    kept, gone = sorted(await outbox(state), key=lambda alert: alert.event.id)
    assert [r.entry for r in kept.event.reports] == ["entry-1", "entry-2", "entry-3"]
    assert gone.event.merged_into == ONE.id


async def test_one_event_becomes_two(state: State) -> None:
    pipeline = await a_pipeline(state, ONE)

    await a_desk(state).split(EDITOR, ONE.id, (EntryId("entry-2"),))
    await pipeline.correct_all(state.daybook)

    reports = {a.event.id: [r.entry for r in a.event.reports] for a in await outbox(state)}
    assert reports.pop(ONE.id) == ["entry-1"]
    assert list(reports.values()) == [["entry-2"]]


async def test_a_correction_that_was_carried_out_before_a_crash_is_not_told_twice(state: State) -> None:
    pipeline = await a_pipeline(state, ONE, TWO)
    desk = a_desk(state)
    await desk.call_false(EDITOR, ONE.id)
    (note,) = await state.daybook.waiting()

    first, again = await pipeline.correct(note), await pipeline.correct(note)

    assert (len(first), again) == (1, [])


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (lambda desk: desk.merge(EDITOR, ONE.id, ONE.id), "merge-impossible"),
        (lambda desk: desk.split(EDITOR, ONE.id, ()), "split-impossible"),
        (lambda desk: desk.split(EDITOR, ONE.id, (EntryId("entry-1"), EntryId("entry-2"))), "split-impossible"),
        (lambda desk: desk.split(EDITOR, ONE.id, (EntryId("strange"),)), "split-impossible"),
        (lambda desk: desk.call_false(EDITOR, EventId("gone")), "event-unknown"),
    ],
)
async def test_what_cannot_be_corrected_is_refused_and_not_written_down(state: State, wish: object, key: str) -> None:
    await a_pipeline(state, ONE)

    with pytest.raises(BadRequest) as refused:
        await wish(a_desk(state))

    assert refused.value.key == key
    assert await state.daybook.newest(5) == []


async def test_a_reader_of_an_open_bot_corrects_nothing(state: State) -> None:
    await a_pipeline(state, ONE)

    with pytest.raises(BadRequest, match="editors-only"):
        await a_desk(state, access="open").call_false(Asker("telegram:1", a_ref(1)), ONE.id)
