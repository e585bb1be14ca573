"""What the courier does with what a platform refuses, puts off or has lost."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import (
    ChannelBroken,
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRefused,
    TryLater,
    Unsure,
)
from bot.model import Action, Delivery, Reason, TopicId, Trouble
from bot.store import State
from tests.delivery.couriers import a_trusting_courier, announce, deliver
from tests.fakes import (
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


async def test_markup_that_is_refused_goes_as_plain_text(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender = RecordingSender()
    sender.troubles = [MessageRefused("can't parse entities")]

    await deliver(a_trusting_courier(state, sender, FakeClock()))

    assert [delivery.plain for delivery in sender.sent] == [True]


async def test_a_chat_that_moved_is_served_at_its_new_address(state: State) -> None:
    await state.chats.put(a_chat(a_ref(-7), language="ru"))
    await announce(state, event := an_event())
    sender = RecordingSender()
    sender.troubles = [ChatMoved("upgraded", a_ref(-1007))]
    courier = a_trusting_courier(state, sender, FakeClock())
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
    courier = a_trusting_courier(state, sender, clock)
    await deliver(courier)

    clock.advance(timedelta(minutes=15))
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 1)]


async def test_a_chat_that_refuses_for_more_than_a_day_is_no_longer_served(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [ChatGone("bot was blocked by the user")] * 20
    courier = a_trusting_courier(state, sender, clock)

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
    courier = a_trusting_courier(state, sender, clock, pacer=state.pacer)
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
    await deliver(a_trusting_courier(state, sender, clock))
    later = RecordingSender()

    clock.advance(timedelta(minutes=6))
    await deliver(a_trusting_courier(state, later, clock, worker="the-next"))

    assert [("telegram:1", alert.event.id, 1)] == later.heard


async def test_what_comes_late_shows_the_newest_state_and_comes_once(state: State) -> None:
    await state.chats.put(a_chat(1))
    await announce(state, event := an_event())
    sender, clock = RecordingSender(), FakeClock()
    sender.troubles = [TryLater("Too Many Requests", timedelta(minutes=5))]
    courier = a_trusting_courier(state, sender, clock)
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
    courier = a_trusting_courier(state, sender, clock, tell=told.append)
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
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, clock)
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
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)
    sender.troubles = [MessageGone("message to edit not found")]

    await announce(state, changed(event), reason=Reason.DENIED)
    await deliver(courier)

    assert [delivery.receipt for delivery in sender.sent] == [None, None]


async def test_a_silent_edit_does_not_bring_back_what_somebody_removed(state: State) -> None:
    await state.chats.put(a_chat(1))
    sender, courier = (s := RecordingSender()), a_trusting_courier(state, s, FakeClock())
    await announce(state, event := an_event())
    await deliver(courier)
    sender.troubles = [MessageGone("message to edit not found")]

    await announce(state, changed(event), Action.EDIT)
    await deliver(courier)

    assert sender.heard == [("telegram:1", "event-1", 1)]
