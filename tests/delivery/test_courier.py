"""The courier over a real Valkey and a sender that records: what each chat hears, and when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.errors import (
    ChannelBroken,
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRefused,
    TryLater,
    Unsure,
)
from bot.model import Action, Alert, Delivery, Event, Platform, Reason, Receipt, TopicId, Trouble
from bot.ports import Sender
from bot.store import State
from tests.fakes import (
    NOON,
    FakeClock,
    RealClock,
    RecordingSender,
    a_chat,
    a_ref,
    a_topic,
    an_alert,
    an_event,
    changed,
    wait_until,
)

SECOND = timedelta(seconds=1)
ALL = {TopicId("all"): a_topic()}


def a_courier(state: State, sender: Sender, clock: FakeClock, **options: Any) -> Courier:
    """A courier that trusts its past from the start."""
    defaults: dict[str, Any] = {
        "outbox": state.outbox,
        "chats": state.chats,
        "topics": state.topics,
        "house_topics": ALL,
        "events": state.events,
        "worker": state.worker,
        "settling": timedelta(0),
    }
    return Courier(sender=sender, clock=clock, **{**defaults, **options})


async def deliver(courier: Courier) -> None:
    """Let the courier do all that it can do now."""
    while await courier.step():
        pass


async def announce(state: State, event: Event, action: Action = Action.RING, **fields: Any) -> Alert:
    """The pipeline's last act."""
    alert = an_alert(event, action=action, **fields)
    await state.events.commit(event, alert)
    return alert


async def test_every_chat_that_follows_the_event_is_rung_once(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.chats.put(a_chat(2))
    await state.chats.put(a_chat(3, "something-else"))
    sender, clock = RecordingSender(), FakeClock()
    await announce(state, an_event())

    await deliver(a_courier(state, sender, clock))

    assert sender.heard == [("telegram:1", "event-1", 1), ("telegram:2", "event-1", 1)]


async def test_an_edit_goes_to_the_message_that_the_chat_has(state: State) -> None:
    await state.chats.put(a_chat(1))
    sender, courier = (s := RecordingSender()), a_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert sender.sent[1].receipt.message == "m1"
    assert Action.EDIT is sender.sent[1].alert.action


async def test_a_chat_that_wants_no_edits_gets_rings_alone(state: State) -> None:
    await state.chats.put(a_chat(1, edits=False))
    sender, courier = (s := RecordingSender()), a_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)

    await announce(state, edited := changed(event), Action.EDIT)
    await announce(state, changed(edited), reason=Reason.CONFIRMED)
    await deliver(courier)

    assert [change for _, _, change in sender.heard] == [1, 3]


async def test_an_edit_rings_where_the_ring_was_missed(state: State) -> None:
    sender, courier = (s := RecordingSender()), a_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)
    await state.chats.put(a_chat(1))

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert [delivery.alert.action for delivery in sender.sent] == [Action.RING]


async def test_an_alert_that_was_claimed_and_never_done_is_delivered_after_a_restart(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    assert await state.outbox.claim(Platform.TELEGRAM, "the-dead", 10, timedelta(0))
    sender = RecordingSender()

    await deliver(a_courier(state, sender, FakeClock()))

    assert sender.heard == [("telegram:1", "event-1", 1)]


async def test_chats_that_have_it_are_not_sent_it_again_after_a_restart(state: State) -> None:
    for number in range(5):
        await state.chats.put(a_chat(number))
    alert = await announce(state, an_event())
    await state.outbox.claim(Platform.TELEGRAM, "the-dead", 10, timedelta(0))
    await state.outbox.record(Receipt(a_ref(3), alert.event.id, "m", 1, NOON))
    sender = RecordingSender()

    await deliver(a_courier(state, sender, FakeClock()))

    assert [chat for chat, _, _ in sender.heard] == ["telegram:0", "telegram:1", "telegram:2", "telegram:4"]


async def test_a_send_that_may_have_arrived_is_looked_up_first(state: State) -> None:
    await state.chats.put(a_chat(1))
    alert = await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [Unsure("reset after the request was sent")]
    courier = a_courier(state, sender, clock)
    await deliver(courier)
    sender.arrived[alert.event.id, a_ref(1)] = Receipt(a_ref(1), alert.event.id, "found", 1, NOON)

    clock.advance(10 * SECOND)
    await deliver(courier)

    assert sender.sent == []
    assert (await state.outbox.receipts(alert.event.id, [a_ref(1)]))[a_ref(1)].message == "found"


async def test_what_cannot_be_looked_up_is_sent_once_more_and_marked(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [Unsure("time-out")]
    courier = a_courier(state, sender, clock)
    await deliver(courier)

    clock.advance(10 * SECOND)
    await deliver(courier)

    assert [delivery.unsure for delivery in sender.sent] == [True]


async def test_what_was_in_flight_at_a_crash_waits_until_the_new_process_has_settled(state: State) -> None:
    """In a loop of crashes it would be sent at every start."""
    await state.chats.put(a_chat(1))
    alert = await announce(state, an_event())
    await state.outbox.claim(Platform.TELEGRAM, "the-dead", 1, timedelta(0))
    await state.outbox.sending(Delivery(alert, a_chat(1), None), "the-dead")
    sender, clock = RecordingSender(), FakeClock()
    courier = a_courier(state, sender, clock, settling=5 * SECOND)
    await deliver(courier)
    heard_at_once = list(sender.heard)

    clock.advance(5 * SECOND)
    await deliver(courier)

    assert heard_at_once == []
    assert [delivery.unsure for delivery in sender.sent] == [True]


async def test_a_ring_that_also_edits_counts_twice(state: State) -> None:
    """A group takes 20 messages a minute: one for the first ring, two for each later one."""
    await state.chats.put(a_chat(a_ref(-5)))
    sender, clock = RecordingSender(), FakeClock()
    courier = a_courier(state, sender, clock, pacer=state.pacer)
    event = an_event()
    for _ in range(12):
        await announce(state, event)
        await deliver(courier)
        clock.advance(2 * SECOND)
        event = changed(event)

    assert len(sender.heard) == 11  # 1 + 2 * 9 = 19 leaves one, with which the last one begins


async def test_two_unsure_answers_make_a_dead_letter_and_no_third_copy(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [Unsure("time-out"), Unsure("time-out")]
    told: list[Trouble] = []
    courier = a_courier(state, sender, clock, tell=told.append)

    for _ in range(5):
        await deliver(courier)
        clock.advance(10 * SECOND)

    assert sender.sent == []
    assert [str(d.delivery.chat.ref) for d in await state.outbox.dead(Platform.TELEGRAM)] == ["telegram:1"]
    assert len(told) == 1


async def test_a_dead_letter_is_sent_when_somebody_asks_for_it(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [MessageRefused("no"), MessageRefused("not even plain")]
    courier = a_courier(state, sender, clock)
    await deliver(courier)
    (letter,) = await state.outbox.dead(Platform.TELEGRAM)

    revived = await state.outbox.revive(Platform.TELEGRAM, letter.ticket, clock.now())
    await deliver(courier)

    assert revived
    assert sender.heard == [("telegram:1", "event-1", 1)]
    assert await state.outbox.dead(Platform.TELEGRAM) == []


async def test_markup_that_is_refused_goes_as_plain_text(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender = RecordingSender()
    sender.troubles = [MessageRefused("can't parse entities")]

    await deliver(a_courier(state, sender, FakeClock()))

    assert [delivery.plain for delivery in sender.sent] == [True]


async def test_a_chat_that_moved_is_served_at_its_new_address(state: State) -> None:
    await state.chats.put(a_chat(a_ref(-7), language="ru"))
    await announce(state, event := an_event())
    sender = RecordingSender()
    sender.troubles = [ChatMoved("upgraded", a_ref(-1007))]
    courier = a_courier(state, sender, FakeClock())
    await deliver(courier)

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert [chat for chat, _, _ in sender.heard] == ["telegram:-1007", "telegram:-1007"]
    assert None is await state.chats.get(a_ref(-7))
    assert (await state.chats.get(a_ref(-1007))).settings.language == "ru"


async def test_one_refusal_as_a_member_costs_no_subscription(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [ChatGone("bot was blocked by the user")]
    courier = a_courier(state, sender, clock)
    await deliver(courier)

    clock.advance(timedelta(minutes=15))
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 1)]


async def test_a_chat_that_refuses_for_more_than_a_day_is_no_longer_served(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [ChatGone("bot was blocked by the user")] * 20
    courier = a_courier(state, sender, clock)

    for _ in range(40):
        await deliver(courier)
        clock.advance(timedelta(hours=1))

    assert (await state.chats.get(a_ref(1))).topics == ()
    assert len(sender.troubles) >= 15, "a chat that refuses is not asked again and again"


async def test_a_pause_that_a_platform_asked_for_is_kept_for_that_chat_alone(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.chats.put(a_chat(2))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [TryLater("Too Many Requests", 7 * SECOND)]
    courier = a_courier(state, sender, clock, pacer=state.pacer)
    await deliver(courier)
    heard_at_once = list(sender.heard)

    clock.advance(timedelta(seconds=6.9))
    await deliver(courier)
    heard_too_early = sender.heard[1:]
    clock.advance(timedelta(seconds=0.2))
    await deliver(courier)

    assert heard_at_once == [("telegram:2", "event-1", 1)]
    assert heard_too_early == []
    assert sender.heard[-1] == ("telegram:1", "event-1", 1)


async def test_a_long_wait_outlives_the_process(state: State) -> None:
    await state.chats.put(a_chat(1))
    alert = await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [TryLater("Too Many Requests", timedelta(minutes=5))]
    await deliver(a_courier(state, sender, clock))
    later = RecordingSender()

    clock.advance(timedelta(minutes=6))
    await deliver(a_courier(state, later, clock, worker="the-next"))

    assert [("telegram:1", alert.event.id, 1)] == later.heard


async def test_what_comes_late_shows_the_newest_state_and_comes_once(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, event := an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [TryLater("Too Many Requests", timedelta(minutes=5))]
    courier = a_courier(state, sender, clock)
    await deliver(courier)
    await state.events.commit(changed(event), None)

    clock.advance(timedelta(minutes=6))
    await deliver(courier)
    clock.advance(timedelta(minutes=6))
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 2)]


async def test_a_broken_platform_keeps_everything_until_it_works_again(state: State) -> None:
    for number in range(3):
        await state.chats.put(a_chat(number))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [ChannelBroken("the token was revoked")]
    told: list[Trouble] = []
    courier = a_courier(state, sender, clock, tell=told.append)
    await deliver(courier)
    heard_while_broken = list(sender.heard)

    clock.advance(timedelta(minutes=2))
    await deliver(courier)

    assert heard_while_broken == []
    assert len(sender.heard) == 3
    assert [trouble.sentence for trouble in told] == ["the token was revoked"]


async def test_a_message_sent_anew_whose_answer_is_lost_is_looked_for_before_it_is_sent_again(state: State) -> None:
    await state.chats.put(a_chat(1))
    clock = FakeClock()
    sender, courier = (s := RecordingSender()), a_courier(state, s, clock)
    await announce(state, event := an_event())
    await deliver(courier)
    sender.troubles = [MessageGone("message to edit not found"), Unsure("reset after the request was sent")]
    await announce(state, changed(event), reason=Reason.CONFIRMED)
    await deliver(courier)
    assert await state.outbox.is_unanswered(Delivery(an_alert(changed(event)), a_chat(1), None))

    clock.advance(10 * SECOND)
    await deliver(courier)

    assert [d.alert.event.changes for d in sender.looked] == [2]
    assert len(sender.sent) == 2


async def test_a_ring_whose_message_was_removed_is_sent_anew(state: State) -> None:
    await state.chats.put(a_chat(1))
    sender, courier = (s := RecordingSender()), a_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)
    sender.troubles = [MessageGone("message to edit not found")]

    await announce(state, changed(event), reason=Reason.DENIED)
    await deliver(courier)

    assert [delivery.receipt for delivery in sender.sent] == [None, None]


async def test_a_silent_edit_does_not_bring_back_what_somebody_removed(state: State) -> None:
    await state.chats.put(a_chat(1))
    sender, courier = (s := RecordingSender()), a_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)
    sender.troubles = [MessageGone("message to edit not found")]

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 1)]


async def test_the_most_severe_goes_first_and_the_oldest_first_within_a_severity(state: State) -> None:
    await state.chats.put(a_chat(1))
    kinds = {"mild": "travel_advisory", "first": "custody_death", "second": "custody_death"}
    for n, (id_, kind) in enumerate(kinds.items()):
        await announce(state, an_event(id_, kind=kind, at=NOON + n * SECOND))
    sender = RecordingSender()

    await deliver(a_courier(state, sender, FakeClock()))

    assert [event for _, event, _ in sender.heard] == ["first", "second", "mild"]


async def test_a_test_alert_reaches_the_chat_that_asked_and_no_other(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.put(an_alert(an_event("test"), reason=Reason.TEST, only=a_ref(2)))
    sender = RecordingSender()

    await deliver(a_courier(state, sender, FakeClock()))

    assert [chat for chat, _, _ in sender.heard] == ["telegram:2"]


async def test_each_platform_gets_every_alert_and_the_outbox_is_empty_when_all_had_it(
    state: State, server: Any
) -> None:
    await state.chats.put(a_chat(a_ref(1)))
    await state.chats.put(a_chat(a_ref("C1", Platform.SLACK)))
    telegram, slack = RecordingSender(), RecordingSender(Platform.SLACK)
    couriers = [a_courier(state, sender, FakeClock()) for sender in (telegram, slack)]
    for courier in couriers:
        await deliver(courier)
    await announce(state, an_event())

    for courier in couriers:
        await deliver(courier)

    heard = telegram.heard + slack.heard

    assert [chat for chat, _, _ in heard] == ["telegram:1", "slack:C1"]
    assert await server.ask("XLEN", "tocsin:{archive}:outbox:3") == 0


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

    async with running(a_courier(state, sender, real_clock)):
        await wait_until(lambda: len(sender.heard) == 20)

    assert sender.most == 10
    assert [change for _, _, change in sender.heard] == [1] * 10 + [2] * 10


async def test_stopping_finishes_what_is_in_flight_and_loses_nothing(state: State, real_clock: RealClock) -> None:
    for number in range(30):
        await state.chats.put(a_chat(number))
    await announce(state, an_event())
    sender, rest = SlowSender(clock=real_clock), RecordingSender(clock=real_clock)

    async with running(a_courier(state, sender, real_clock, at_once=8)) as stop:
        await wait_until(lambda: sender.under_way == 8)
        stop.set()
    await deliver(a_courier(state, rest, real_clock, worker="the-next"))

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
            group.create_task(a_courier(one, sender, real_clock).run(stop))
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
    courier = a_courier(state, sender, clock)
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

    courier = a_courier(state, Timed(), clock, pacer=state.pacer)
    while len(times) < 300:
        await deliver(courier)
        clock.advance(timedelta(milliseconds=50))

    assert times[-1] - times[0] <= 300 / (30 * 0.9)
    assert all(later - earlier > 1 for earlier, later in zip(times, times[30:], strict=False))


@pytest.fixture
def real_clock() -> RealClock:
    return RealClock()
