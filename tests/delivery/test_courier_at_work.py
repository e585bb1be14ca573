"""The courier as it runs: many chats at once, two workers, its end, an error of our own, a backlog."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.model import Reason, Receipt, TopicId
from bot.store import State
from tests.delivery.couriers import a_trusting_courier, announce, deliver
from tests.fakes import (
    FakeClock,
    RealClock,
    RecordingSender,
    a_chat,
    a_topic,
    an_event,
    changed,
    wait_until,
)

SECOND = timedelta(seconds=1)
ALL = {TopicId("all"): a_topic()}


class SlowSender(RecordingSender):
    """Takes its time over each send, and tells how many are under way."""

    under_way = 0
    most = 0

    async def send(self, delivery: Any) -> Receipt:
        """Be slow."""
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.3)
        self.under_way -= 1
        return await super().send(delivery)


@asynccontextmanager
async def running(courier: Courier) -> AsyncIterator[asyncio.Event]:
    """The courier at work; it is stopped at the end."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(courier.run(stop))
        yield stop
        stop.set()


async def test_it_sends_to_many_chats_at_once_and_to_each_one_at_a_time(state: State, real_clock: RealClock) -> None:
    for number in range(10):
        await state.chats.put(a_chat(number))
    await announce(state, event := an_event())
    await announce(state, changed(event), reason=Reason.DENIED)
    sender = SlowSender(clock=real_clock)

    async with running(a_trusting_courier(state, sender, real_clock)):
        await wait_until(lambda: len(sender.heard) == 20)

    assert sender.most == 10
    assert [change for _, _, change in sender.heard] == [1] * 10 + [2] * 10


async def test_stopping_finishes_what_is_in_flight_and_loses_nothing(state: State, real_clock: RealClock) -> None:
    for number in range(30):
        await state.chats.put(a_chat(number))
    await announce(state, an_event())
    sender, rest = SlowSender(clock=real_clock), RecordingSender(clock=real_clock)

    async with running(a_trusting_courier(state, sender, real_clock, at_once=8)) as stop:
        await wait_until(lambda: sender.under_way == 8)
        stop.set()
    await deliver(a_trusting_courier(state, rest, real_clock, worker="the-next"))

    chats = [chat for chat, _, _ in sender.heard + rest.heard]
    assert len(sender.heard) == 8
    assert sorted(f"telegram:{n}" for n in range(30)) == sorted(chats)


async def test_two_workers_share_the_work_and_no_chat_is_told_twice(
    state: State, server: Any, real_clock: RealClock
) -> None:
    for number in range(5):
        await state.chats.put(a_chat(number))
    both = [RecordingSender(clock=real_clock), RecordingSender(clock=real_clock)]
    shared = [State.over(server) for _ in both]
    for number in range(40):
        await announce(state, an_event(f"event-{number}"))

    async with asyncio.TaskGroup() as group:
        stop = asyncio.Event()
        for sender, one in zip(both, shared, strict=True):
            group.create_task(a_trusting_courier(one, sender, real_clock).run(stop))
        await wait_until(lambda: sum(len(sender.heard) for sender in both) >= 200)
        stop.set()

    heard = both[0].heard + both[1].heard
    assert 200 == len(heard) == len(set(heard))
    assert all(sender.heard for sender in both)


async def test_an_error_of_our_own_neither_loses_the_delivery_nor_stops_the_others(state: State) -> None:
    class Faulty(RecordingSender):
        faults = 1

        async def send(self, delivery: Any) -> Receipt:
            if str(delivery.chat.ref) == "telegram:1" and self.faults:
                self.faults -= 1
                raise ZeroDivisionError
            return await super().send(delivery)

    for number in range(3):
        await state.chats.put(a_chat(number))
    await announce(state, an_event())
    sender, clock = Faulty(), FakeClock()
    courier = a_trusting_courier(state, sender, clock)
    await deliver(courier)
    heard_at_once = [chat for chat, _, _ in sender.heard]

    clock.advance(timedelta(seconds=11))
    await deliver(courier)

    assert heard_at_once == ["telegram:0", "telegram:2"]
    assert sender.heard[-1][0] == "telegram:1"


async def test_a_backlog_drains_at_nine_tenths_of_the_rate_and_never_beyond_it(state: State) -> None:
    """300 chats, one alert each: 30 a second overall are allowed."""
    for number in range(300):
        await state.chats.put(a_chat(number))
    await announce(state, an_event())
    clock = FakeClock()
    times: list[float] = []

    class Timed(RecordingSender):
        async def send(self, delivery: Any) -> Receipt:
            times.append(clock.now().timestamp())
            return await super().send(delivery)

    courier = a_trusting_courier(state, Timed(), clock, pacer=state.pacer)
    while len(times) < 300:
        await deliver(courier)
        clock.advance(timedelta(milliseconds=50))

    assert times[-1] - times[0] <= 300 / (30 * 0.9)
    assert all(later - earlier > 1 for earlier, later in zip(times, times[30:], strict=False))


@pytest.fixture
def real_clock() -> RealClock:
    return RealClock()
