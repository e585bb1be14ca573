"""Chats, their topics, and who may use the bot."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.model import Delivery, Platform, Receipt
from bot.ports import Trying
from bot.store import State
from tests.fakes import NOON, a_chat, a_ref, a_topic, an_alert

DAY = timedelta(days=1)


async def test_a_chat_comes_back_as_it_was_put(state: State) -> None:
    chat = a_chat(a_ref(-100, thread="7"), "az-ru", language="ru", min_severity=3, mute_ordinary_crime=True)

    await state.chats.put(chat)

    assert await state.chats.get(chat.ref) == chat


async def test_only_chats_that_follow_something_are_served_and_the_order_is_steady(state: State) -> None:
    for number in (3, 1, 2):
        await state.chats.put(a_chat(number))
    await state.chats.put(idle := a_chat(4))
    await state.chats.put(idle.__class__(idle.ref))
    await state.chats.put(a_chat(a_ref("C1", Platform.SLACK)))

    served = await state.chats.on(Platform.TELEGRAM)

    assert [chat.ref.id for chat in served] == ["1", "2", "3"]


async def test_a_change_is_seen_at_the_next_reading_also_by_another_process(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.chats.on(Platform.TELEGRAM)

    other = State.over(state.chats._server)
    await other.chats.put(a_chat(2))

    assert len(await state.chats.on(Platform.TELEGRAM)) == 2


async def test_a_forgotten_chat_leaves_nothing_behind(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.topics.put(a_topic("own:1", owner=a_ref(1)))
    await state.topics.put(a_topic("own:2", owner=a_ref(2)))

    await state.chats.forget(a_ref(1))

    assert await state.chats.get(a_ref(1)) is None
    assert await state.chats.on(Platform.TELEGRAM) == []
    assert set(await state.topics.own()) == {"own:2"}


async def test_a_move_carries_settings_topics_roles_and_receipts(state: State) -> None:
    old, new = a_ref(-7), a_ref(-1007)
    await state.chats.put(a_chat(old, "own:1", language="az"))
    await state.topics.put(a_topic("own:1", owner=old))
    await state.access.grant(str(old), "member")
    await state.outbox.record(Receipt(old, "event-1", "m1", 3, NOON))

    await state.chats.move(old, new)

    assert await state.chats.get(new) == a_chat(new, "own:1", language="az")
    assert (await state.topics.own())["own:1"].owner == new
    assert await state.access.roles(str(new)) == {"member"}
    assert await state.outbox.receipts("event-1", [new]) == {new: Receipt(new, "event-1", "m1", 3, NOON)}


async def test_a_repeated_move_is_harmless(state: State) -> None:
    old, new = a_ref(-7), a_ref(-1007)
    await state.chats.put(a_chat(old))
    await state.outbox.record(Receipt(old, "event-1", "m1", 3, NOON))

    await state.chats.move(old, new)
    await state.chats.move(old, new)

    assert await state.chats.get(new) == a_chat(new)
    assert set(await state.outbox.receipts("event-1", [new])) == {new}


async def test_a_chat_that_moved_twice_keeps_the_receipts_of_its_first_address(state: State) -> None:
    first, second, third = a_ref(-7), a_ref(-1007), a_ref(-1008)
    await state.chats.put(a_chat(first))
    await state.outbox.record(Receipt(first, "event-1", "m1", 3, NOON))

    await state.chats.move(first, second)
    await state.chats.move(second, third)

    assert set(await state.outbox.receipts("event-1", [third])) == {third}


async def test_a_send_that_was_not_answered_is_remembered_over_a_move(state: State) -> None:
    old, new = a_ref(-7), a_ref(-1007)
    await state.chats.put(a_chat(old))
    await state.outbox.sending(Delivery(an_alert(), a_chat(old), None), "w")

    await state.chats.move(old, new)
    attempt = await state.outbox.sending(Delivery(an_alert(), a_chat(new), None), "w")

    assert attempt.state is Trying.AGAIN


async def test_topics_are_put_replaced_and_removed(state: State) -> None:
    await state.topics.put(a_topic("own:1"))
    await state.topics.put(a_topic("own:1", words=("gas",)))
    await state.topics.put(a_topic("own:2"))

    await state.topics.remove(a_topic("own:2").id)

    assert await state.topics.own() == {"own:1": a_topic("own:1", words=("gas",))}


async def test_a_role_is_given_and_taken(state: State) -> None:
    await state.access.grant("telegram:1", "member")
    await state.access.grant("telegram:1", "admin")

    await state.access.revoke("telegram:1", "member")

    assert await state.access.roles("telegram:1") == {"admin"}
    assert await state.access.roles("telegram:2") == set()


async def test_there_was_an_administrator_even_if_none_is_left(state: State) -> None:
    before = await state.access.has_admin()
    await state.access.grant("telegram:1", "admin")
    await state.access.revoke("telegram:1", "admin")

    assert (before, await state.access.has_admin()) == (False, True)


async def test_an_invitation_lets_one_person_in(state: State) -> None:
    code = await state.access.new_invitation("member", DAY)

    roles = await asyncio.gather(*(state.access.redeem(code, f"telegram:{n}") for n in range(10)))

    assert sorted(roles, key=str) == [None] * 9 + ["member"]


async def test_whoever_used_an_invitation_may_repeat_it_for_an_answer_can_get_lost(state: State) -> None:
    code = await state.access.new_invitation("admin", DAY)

    assert await state.access.redeem(code, "slack:U1") == "admin"
    assert await state.access.redeem(code, "slack:U1") == "admin"
    assert await state.access.redeem(code, "slack:U2") is None
    assert await state.access.has_admin()


async def test_an_unknown_and_an_expired_invitation_let_nobody_in(state: State) -> None:
    code = await state.access.new_invitation("member", timedelta(milliseconds=1))
    await asyncio.sleep(0.05)

    assert await state.access.redeem(code, "telegram:1") is None
    assert await state.access.redeem("never-given", "telegram:1") is None


async def test_a_code_fits_into_a_telegram_link_and_is_not_kept_in_the_clear(state: State) -> None:
    code = await state.access.new_invitation("member", DAY)

    held = await state.access._server.ask("KEYS", "*")

    assert len(code) <= 32
    assert not any(code.encode() in key for key in held)
