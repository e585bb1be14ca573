"""What persons of the desk did, and who works on what."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.model import Claim, EventId, Note, NoteKind, Work
from bot.store import State
from tests.fakes import NOON, a_ref


def a_note(id_: str = "n1", **fields: object) -> Note:
    return replace(
        Note(id_, NoteKind.FALSE_ALARM, NOON, "telegram:1", a_ref(), EventId("event-1"), text="a drill"), **fields
    )


def a_claim(by: str = "slack:U1", **fields: object) -> Claim:
    claim = Claim(EventId("event-1"), by, "Leyla", a_ref(), NOON, NOON + timedelta(hours=4))
    return replace(claim, **fields)


async def test_notes_come_back_newest_first(state: State) -> None:
    await state.daybook.add(first := a_note("n1"))
    await state.daybook.add(second := a_note("n2", kind=NoteKind.MISSED, event=None))

    assert await state.daybook.newest(10) == [second, first]
    assert await state.daybook.newest(1) == [second]


async def test_a_note_that_was_written_twice_is_read_once(state: State) -> None:
    await state.daybook.add(a_note())
    await state.daybook.add(a_note())

    assert await state.daybook.newest(10) == [a_note()]


async def test_a_correction_waits_until_it_is_carried_out(state: State) -> None:
    await state.daybook.add(late := a_note("n2", at=NOON + timedelta(minutes=1)), waiting=True)
    await state.daybook.add(early := a_note("n1"), waiting=True)
    await state.daybook.add(a_note("n3", kind=NoteKind.MISSED))

    before = await state.daybook.waiting()
    await state.daybook.done("n1")

    assert before == [early, late]
    assert await state.daybook.waiting() == [late]
    assert len(await state.daybook.newest(10)) == 3


async def test_a_turn_is_one_workers_until_it_lapses(state: State) -> None:
    workers = [f"w{n}" for n in range(8)]
    turns = await asyncio.gather(*(state.daybook.take_turn("handover", w, timedelta(minutes=1)) for w in workers))
    (holder,) = (w for w, has in zip(workers, turns, strict=True) if has)
    other = next(w for w in workers if w != holder)

    again = await state.daybook.take_turn("handover", holder, timedelta(milliseconds=1))
    await asyncio.sleep(0.05)

    assert again
    assert await state.daybook.take_turn("handover", other, timedelta(minutes=1))


async def test_of_many_who_press_at_once_one_has_the_claim(state: State) -> None:
    held = await asyncio.gather(*(state.claims.take(a_claim(f"slack:U{n}")) for n in range(8)))

    assert len({claim.by for claim in held}) == 1
    assert await state.claims.get(EventId("event-1")) == held[0]


async def test_a_claim_that_lapsed_can_be_taken_by_another(state: State) -> None:
    await state.claims.take(a_claim())

    later = a_claim("slack:U2", at=NOON + timedelta(hours=5), until=NOON + timedelta(hours=9))

    assert await state.claims.take(later) == later


async def test_who_has_a_claim_may_change_it_and_drop_it(state: State) -> None:
    await state.claims.take(a_claim())
    done = await state.claims.take(a_claim(work=Work.PUBLISHED, url="https://example.test/story"))
    listed = await state.claims.all()

    await state.claims.drop(EventId("event-1"))

    assert listed == [done]
    assert await state.claims.all() == []


async def test_claims_that_lapsed_long_ago_are_forgotten(state: State) -> None:
    await state.claims.take(a_claim())
    later = NOON + timedelta(days=30)
    await state.claims.take(fresh := a_claim(event=EventId("event-2"), at=later, until=later + timedelta(hours=4)))

    assert await state.claims.all() == [fresh]
    assert await state.claims.get(EventId("event-1")) is None
