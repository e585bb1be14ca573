"""The archive: an event's change and its alert are one step, written by one worker at a time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import NotTheOwner
from bot.model import Alert, Country, EventId, Platform
from bot.store import State
from bot.store.connect import Server
from bot.taxonomy import Kind
from tests.fakes import NOON, an_alert, an_event, changed

HOUR = timedelta(hours=1)
NOW = timedelta(0)


async def waiting(state: State) -> list[Alert]:
    """What the outbox holds for a courier that comes new."""
    return [alert for _, alert in await state.outbox.claim(Platform.TELEGRAM, "anybody", 100, NOW)]


async def test_an_event_comes_back_as_it_was_stored(state: State) -> None:
    event = an_event(people=3, persons=("Examplov",), other_parties=(Country("TR"),), rang_for=("FIRST_REPORT",))

    await state.events.commit(event, None)

    assert await state.events.get(event.id) == event


async def test_an_unknown_event_is_none(state: State) -> None:
    assert await state.events.get(EventId("never")) is None


async def test_a_change_and_its_alert_are_stored_together(state: State) -> None:
    alert = an_alert()

    await state.events.commit(alert.event, alert)

    assert await waiting(state) == [alert]


async def test_a_repeated_commit_puts_the_alert_into_the_outbox_once(state: State) -> None:
    alert = an_alert()

    for _ in range(3):
        await state.events.commit(alert.event, alert)

    assert await waiting(state) == [alert]


async def test_an_older_change_does_not_replace_a_newer_one(state: State) -> None:
    first = an_event()
    second = changed(first, changed=NOON + HOUR)
    await state.events.commit(second, an_alert(second))

    await state.events.commit(first, an_alert(first))

    assert await state.events.get(first.id) == second
    assert await waiting(state) == [an_alert(second)]


async def test_a_change_without_an_alert_does_not_swallow_the_alert_of_the_next(state: State) -> None:
    first = an_event()
    second = changed(first)
    await state.events.commit(first, None)

    await state.events.commit(second, an_alert(second))

    assert await waiting(state) == [an_alert(second)]


async def test_latest_gives_the_newest_first_and_pages_by_the_time_of_the_last(state: State) -> None:
    events = [an_event(f"event-{n}", changed=NOON + n * HOUR) for n in range(5)]
    for event in events:
        await state.events.commit(event, None)

    page = await state.events.latest(2)
    rest = await state.events.latest(10, page[-1].changed)

    assert [*page, *rest] == events[::-1]


async def test_open_since_gives_what_changed_since_then_oldest_change_first(state: State) -> None:
    events = [an_event(f"event-{n}", changed=NOON - n * HOUR) for n in range(4)]
    for event in events:
        await state.events.commit(event, None)

    assert await state.events.open_since(NOON - 2 * HOUR) == events[2::-1]


async def test_between_gives_every_event_of_a_long_time_once(state: State) -> None:
    events = [an_event(f"event-{n:03}", changed=NOON + timedelta(minutes=n)) for n in range(250)]
    for event in events:
        await state.events.commit(event, None)

    found = [event async for event in state.events.between(NOON, NOON + timedelta(minutes=239))]

    assert found == events[:240]


async def test_events_are_found_by_pair_in_either_order_and_by_kind(state: State) -> None:
    summoned = an_event("a", source=Country("RU"), target=Country("AZ"))
    arrested = an_event("b", source=Country("AZ"), target=Country("RU"), kind=Kind("arrest"))
    elsewhere = an_event("c", source=Country("FR"), target=Country("AZ"))
    for event in (summoned, arrested, elsewhere):
        await state.events.commit(event, None)

    of_pair = await state.events.latest(10, pair=(Country("AZ"), Country("RU")))
    of_kind = await state.events.latest(10, kind=Kind("arrest"))

    assert {event.id for event in of_pair} == {"a", "b"}
    assert of_kind == [arrested]


async def test_an_event_that_got_another_kind_and_a_name_leaves_its_old_indexes(state: State) -> None:
    unnamed = an_event("a", source=Country("XX"), kind=Kind("arrest"))
    await state.events.commit(unnamed, None)

    await state.events.commit(changed(unnamed, source=Country("RU"), kind=Kind("custody_death")), None)

    assert await state.events.latest(10, pair=(Country("XX"), Country("AZ"))) == []
    assert await state.events.latest(10, kind=Kind("arrest")) == []
    assert len(await state.events.latest(10, pair=(Country("RU"), Country("AZ")))) == 1


async def test_events_older_than_a_year_leave_the_index(state: State) -> None:
    old, new = an_event("old"), an_event("new", changed=NOON + timedelta(days=366))
    await state.events.commit(old, None)

    await state.events.commit(new, None)

    assert await state.events.latest(10) == [new]


async def test_whoever_never_held_the_lease_writes_nothing(state: State, server: Server) -> None:
    stranger = State.over(server)

    with pytest.raises(NotTheOwner):
        await stranger.events.commit(an_event(), an_alert())

    assert await state.events.latest(1) == []


async def test_a_worker_that_was_taken_over_while_it_slept_writes_nothing_any_more(server: Server) -> None:
    """It wakes and believes that it still holds the lease: its fencing number says otherwise."""
    sleeper, successor = State.over(server), State.over(server)
    assert await sleeper.lease.take()
    await lapse(server)
    assert await successor.lease.take()

    with pytest.raises(NotTheOwner):
        await sleeper.events.commit(an_event(), an_alert())
    with pytest.raises(NotTheOwner):
        await sleeper.lease.take()

    await successor.events.commit(an_event(), None)
    assert len(await successor.events.latest(10)) == 1


async def test_a_second_worker_waits_while_the_first_renews(server: Server) -> None:
    first, second = State.over(server), State.over(server)
    assert await first.lease.take()

    assert not await second.lease.take()
    assert await first.lease.take()


async def test_a_lease_that_lapsed_and_that_nobody_took_goes_on_under_its_number(server: Server) -> None:
    state = State.over(server)
    await state.lease.take()
    number = state.lease.number
    await lapse(server)

    assert await state.lease.take()
    assert state.lease.number == number


async def test_a_lease_that_was_left_is_free_at_once(server: Server) -> None:
    first, second = State.over(server), State.over(server)
    await first.lease.take()
    await first.lease.leave()

    assert await second.lease.take()
    assert second.lease.number > first.lease.number


async def test_whoever_waits_gets_the_lease_when_its_holder_dies(server: Server) -> None:
    dead, successor = State.over(server), State.over(server)
    await dead.lease.take()

    async with asyncio.timeout(8):
        assert await successor.lease.wait()


async def lapse(server: Server) -> None:
    """The lease's time is up."""
    await server.ask("DEL", "tocsin:{archive}:lease")
