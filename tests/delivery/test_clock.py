"""The clock of the machine is set back or forward by an hour while the courier works: nothing is lost or stretched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.courier import Courier
from bot.errors import TryLater
from bot.model import Alert, Delivery, Platform
from bot.store import State
from tests.delivery.couriers import a_courier
from tests.fakes import FakeClock, RecordingSender, a_chat, an_alert, an_event, changed

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
BOTH_WAYS = pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "forward"])


async def deliver(courier: Courier) -> None:
    while await courier.step():
        pass


async def announce(state: State, alert: Alert) -> None:
    await state.events.commit(alert.event, alert)


@BOTH_WAYS
async def test_what_waits_a_moment_does_not_wait_an_hour(state: State, jump: timedelta) -> None:
    await state.chats.put(a_chat(1))
    sender = RecordingSender(clock=FakeClock(), troubles=[TryLater("429", 10 * SECOND)])
    courier = a_courier(state, sender, sender.clock, settling=timedelta(0))
    await announce(state, an_alert())
    await deliver(courier)

    sender.clock.advance(jump + 10 * SECOND)
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 1)]


@BOTH_WAYS
async def test_what_comes_after_it_is_brought_at_once(state: State, jump: timedelta) -> None:
    await state.chats.put(a_chat(1))
    sender = RecordingSender(clock=FakeClock())
    courier = a_courier(state, sender, sender.clock, settling=timedelta(0))
    await announce(state, an_alert(event := an_event()))
    await deliver(courier)

    sender.clock.advance(jump)
    await announce(state, an_alert(changed(event, changed=sender.clock.now())))
    await announce(state, an_alert(an_event("event-2", at=sender.clock.now())))
    await deliver(courier)
    sender.clock.advance(3 * SECOND)
    await deliver(courier)

    heard = [("telegram:1", "event-1", 1), ("telegram:1", "event-1", 2), ("telegram:1", "event-2", 1)]
    assert sorted(sender.heard) == heard


async def test_an_unanswered_send_is_repeated_though_the_clock_stands_before_the_start(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, alert := an_alert())
    await state.outbox.claim(Platform.TELEGRAM, "the-dead", 1, timedelta(0))
    await state.outbox.sending(Delivery(alert, a_chat(1), None), "the-dead")
    sender = RecordingSender(clock=FakeClock())
    courier = a_courier(state, sender, sender.clock, settling=5 * SECOND)
    await deliver(courier)

    sender.clock.advance(-HOUR)
    await deliver(courier)

    assert [delivery.unsure for delivery in sender.sent] == [True]
