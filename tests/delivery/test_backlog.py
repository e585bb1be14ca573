"""A backlog after two hours without the platform: it drains at nine tenths of the allowed rate, and never above it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.delivery.courier import Courier
from bot.errors import TryLater
from bot.model import Delivery, Receipt, TopicId
from bot.store import State
from tests.fakes import FakeClock, RecordingSender, a_chat, a_topic, an_alert, an_event

ALLOWED = 30  # a second, overall: what Telegram takes
TICK = timedelta(milliseconds=50)


@dataclass(slots=True)
class StrictSender(RecordingSender):
    """Refuses the 31st message of any second, as the platform would."""

    recent: list[float] = field(default_factory=list)
    refused: int = 0

    async def send(self, delivery: Delivery) -> Receipt:
        now = self.clock.now().timestamp()
        self.recent = [at for at in self.recent if at > now - 1]
        if len(self.recent) >= ALLOWED:
            self.refused += 1
            raise TryLater("429", timedelta(seconds=1))
        self.recent.append(now)
        return await RecordingSender.send(self, delivery)


async def drain(state: State, chats: int, events: int) -> None:
    clock = FakeClock()
    sender = StrictSender(clock=clock)
    for number in range(chats):
        await state.chats.put(a_chat(number))
    for number in range(events):
        event = an_event(f"event-{number}", at=clock.now())
        await state.events.commit(event, an_alert(event))
    clock.advance(timedelta(hours=2))
    began = clock.now()
    courier = Courier(
        sender=sender, outbox=state.outbox, chats=state.chats, topics=state.topics,
        house_topics={TopicId("all"): a_topic()}, events=state.events, clock=clock, worker="w",
        settling=timedelta(0), pacer=state.pacer,
    )  # fmt: skip

    while len(sender.sent) < chats * events:
        await courier.step()
        clock.advance(TICK)
    took = (clock.now() - began).total_seconds()

    rate = len(sender.sent) / took
    print(f"{len(sender.sent)} in {took:.1f} s of the clock: {rate / ALLOWED:.0%} of the allowed rate")
    assert sender.refused == 0
    assert set(Counter((d.chat.ref, d.alert.event.id) for d in sender.sent).values()) == {1}
    assert rate >= 0.9 * ALLOWED


async def test_a_backlog_drains_at_nine_tenths_of_the_rate_without_one_refusal(state: State) -> None:
    await drain(state, chats=120, events=5)


@pytest.mark.chaos
@pytest.mark.timeout(900)
async def test_a_backlog_of_ten_thousand(state: State) -> None:
    await drain(state, chats=1000, events=10)
