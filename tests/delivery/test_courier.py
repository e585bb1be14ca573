"""The courier over a real Valkey and a sender that records: what each chat hears, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.errors import (
    MessageRefused,
    Unsure,
)
from bot.model import Action, Delivery, Platform, Reason, Receipt, TopicId, Trouble
from bot.store import State
from tests.delivery.couriers import a_trusting_courier, announce, deliver
from tests.fakes import (
    NOON,
    FakeClock,
    RecordingSender,
    a_chat,
    a_ref,
    a_topic,
    an_alert,
    an_event,
    changed,
)

SECOND = timedelta(seconds=1)
ALL = {TopicId("all"): a_topic()}

SECOND = timedelta(seconds=1)


async def test_every_chat_that_follows_the_event_is_rung_once(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.chats.put(a_chat(2))
    await state.chats.put(a_chat(3, "something-else"))
    sender, clock = RecordingSender(), FakeClock()
    await announce(state, an_event())

    await deliver(a_trusting_courier(state, sender, clock))

    assert sender.heard == [("telegram:1", "event-1", 1), ("telegram:2", "event-1", 1)]


async def test_an_edit_goes_to_the_message_that_the_chat_has(state: State) -> None:
    await state.chats.put(a_chat(1))
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert sender.sent[1].receipt.message == "m1"
    assert Action.EDIT is sender.sent[1].alert.action


async def test_a_chat_that_wants_no_edits_gets_rings_alone(state: State) -> None:
    await state.chats.put(a_chat(1, edits=False))
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)

    await announce(state, edited := changed(event), Action.EDIT)
    await announce(state, changed(edited), reason=Reason.CONFIRMED)
    await deliver(courier)

    assert [change for _, _, change in sender.heard] == [1, 3]


async def test_an_edit_rings_where_the_ring_was_missed(state: State) -> None:
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, FakeClock())
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

    await deliver(a_trusting_courier(state, sender, FakeClock()))

    assert sender.heard == [("telegram:1", "event-1", 1)]


async def test_chats_that_have_it_are_not_sent_it_again_after_a_restart(state: State) -> None:
    for number in range(5):
        await state.chats.put(a_chat(number))
    alert = await announce(state, an_event())
    await state.outbox.claim(Platform.TELEGRAM, "the-dead", 10, timedelta(0))
    await state.outbox.record(Receipt(a_ref(3), alert.event.id, "m", 1, NOON))
    sender = RecordingSender()

    await deliver(a_trusting_courier(state, sender, FakeClock()))

    assert [chat for chat, _, _ in sender.heard] == ["telegram:0", "telegram:1", "telegram:2", "telegram:4"]


async def test_a_send_that_may_have_arrived_is_looked_up_first(state: State) -> None:
    await state.chats.put(a_chat(1))
    alert = await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [Unsure("reset after the request was sent")]
    courier = a_trusting_courier(state, sender, clock)
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
    courier = a_trusting_courier(state, sender, clock)
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
    courier = a_trusting_courier(state, sender, clock, settling=5 * SECOND)
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
    courier = a_trusting_courier(state, sender, clock, pacer=state.pacer)
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
    courier = a_trusting_courier(state, sender, clock, tell=told.append)

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
    courier = a_trusting_courier(state, sender, clock)
    await deliver(courier)
    (letter,) = await state.outbox.dead(Platform.TELEGRAM)

    revived = await state.outbox.revive(Platform.TELEGRAM, letter.ticket, clock.now())
    await deliver(courier)

    assert revived
    assert sender.heard == [("telegram:1", "event-1", 1)]
    assert await state.outbox.dead(Platform.TELEGRAM) == []


async def test_the_most_severe_goes_first_and_the_oldest_first_within_a_severity(state: State) -> None:
    await state.chats.put(a_chat(1))
    kinds = {"mild": "travel_advisory", "first": "custody_death", "second": "custody_death"}
    for n, (id_, kind) in enumerate(kinds.items()):
        await announce(state, an_event(id_, kind=kind, at=NOON + n * SECOND))
    sender = RecordingSender()

    await deliver(a_trusting_courier(state, sender, FakeClock()))

    assert [event for _, event, _ in sender.heard] == ["first", "second", "mild"]


async def test_a_test_alert_reaches_the_chat_that_asked_and_no_other(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.put(an_alert(an_event("test"), reason=Reason.TEST, only=a_ref(2)))
    sender = RecordingSender()

    await deliver(a_trusting_courier(state, sender, FakeClock()))

    assert [chat for chat, _, _ in sender.heard] == ["telegram:2"]


async def test_each_platform_gets_every_alert_and_the_outbox_is_empty_when_all_had_it(
    state: State, server: Any
) -> None:
    await state.chats.put(a_chat(a_ref(1)))
    await state.chats.put(a_chat(a_ref("C1", Platform.SLACK)))
    telegram, slack = RecordingSender(), RecordingSender(Platform.SLACK)
    couriers = [a_trusting_courier(state, sender, FakeClock()) for sender in (telegram, slack)]
    for courier in couriers:
        await deliver(courier)
    await announce(state, an_event())

    for courier in couriers:
        await deliver(courier)

    heard = telegram.heard + slack.heard

    assert [chat for chat, _, _ in heard] == ["telegram:1", "slack:C1"]
    assert await server.ask("XLEN", "tocsin:{archive}:outbox:3") == 0
