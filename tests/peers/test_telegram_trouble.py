"""The Telegram stand-in: limits and faults, through unmodified aiogram."""

from __future__ import annotations

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from tests.peers.fixtures import telegram_peer
from tests.peers.telegram import Limits, TelegramPeer, faults
from tests.peers.wire import Answer, Hang, Late, Replaced, Reset
from tests.peers.with_aiogram import a_bot, bot

__all__ = ["bot", "telegram_peer"]


# --- limits -----------------------------------------------------------------------------------------------------------


async def test_one_message_a_second_to_a_chat_edits_included() -> None:
    async with TelegramPeer(limits=Limits(), speed=0.01) as peer, a_bot(peer) as bot:
        leyla = peer.user()
        sent = await bot.send_message(leyla.id, "1")
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.edit_message_text("2", chat_id=leyla.id, message_id=sent.message_id)
        peer.clock.advance(refused.value.retry_after)
        await bot.edit_message_text("2", chat_id=leyla.id, message_id=sent.message_id)

        assert (refused.value.retry_after, peer.messages(leyla)[0].history) == (1, ["1", "2"])


async def test_twenty_messages_a_minute_to_a_group() -> None:
    async with TelegramPeer(limits=Limits(), speed=0.01) as peer, a_bot(peer) as bot:
        group = peer.supergroup(owner=peer.user())
        for number in range(20):
            await bot.send_message(group.id, str(number))
            peer.clock.advance(1.5)

        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(group.id, "one too many")

        assert 25 <= refused.value.retry_after <= 30


async def test_thirty_messages_a_second_in_all() -> None:
    async with TelegramPeer(limits=Limits(), speed=0.01) as peer, a_bot(peer) as bot:
        people = [peer.user() for _ in range(31)]
        for person in people[:30]:
            await bot.send_message(person.id, "x")

        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(people[30].id, "x")
        await bot.send_message(people[30].id, "x", allow_paid_broadcast=True)

        assert len(peer.messages(people[30])) == 1


# --- faults -----------------------------------------------------------------------------------------------------------


async def test_a_wrong_token_and_a_revoked_one_are_401(telegram_peer: TelegramPeer, bot: Bot) -> None:
    async with a_bot(telegram_peer, "8000001:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    telegram_peer.revoke_token()

    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.BAD_GATEWAY_PAGE, ClientDecodeError),
        (faults.BAD_GATEWAY, TelegramServerError),
        (faults.RESTARTING, RestartingTelegram),
        (faults.TOO_LARGE, TelegramEntityTooLarge),
        (faults.TOO_LARGE, TelegramNetworkError),  # its parent: who retries on that retries for ever
        (faults.flood(7), TelegramRetryAfter),
        (faults.BARE_FLOOD, TelegramAPIError),
        (faults.BLOCKED, TelegramForbiddenError),
        (faults.CONFLICT, TelegramConflictError),
        (Reset(), TelegramNetworkError),
        (Hang(), TelegramNetworkError),
    ],
)
async def test_a_fault_before_acceptance_leaves_nothing(
    telegram_peer: TelegramPeer, bot: Bot, fault: Answer | Reset | Hang, error: type[Exception]
) -> None:
    leyla = telegram_peer.user()
    telegram_peer.faults.next("sendMessage", fault)

    with pytest.raises(error):
        await bot.send_message(leyla.id, "x", request_timeout=1)

    assert (telegram_peer.messages(leyla), telegram_peer.faults.left) == ([], 0)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Reset(after=True), TelegramNetworkError),
        (Hang(after=True), TelegramNetworkError),
        (Replaced(faults.TIMEOUT_PAGE), ClientDecodeError),
    ],
)
async def test_a_fault_after_acceptance_leaves_the_message(
    telegram_peer: TelegramPeer, bot: Bot, fault: Reset | Hang | Replaced, error: type[Exception]
) -> None:
    leyla = telegram_peer.user()
    telegram_peer.faults.next("sendMessage", fault)

    with pytest.raises(error):
        await bot.send_message(leyla.id, "x", request_timeout=1)

    assert [m.text for m in telegram_peer.messages(leyla)] == ["x"]


async def test_a_fault_can_be_for_one_chat_and_late_answers_come(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla, rashid = telegram_peer.user(), telegram_peer.user()
    telegram_peer.faults.always("sendMessage", Reset(), where=lambda args: args["chat_id"] == str(leyla.id))
    telegram_peer.faults.next("sendMessage", Late(0.01))

    await bot.send_message(rashid.id, "x")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(leyla.id, "x")

    assert [len(telegram_peer.messages(u)) for u in (leyla, rashid)] == [0, 1]


async def test_an_unknown_method_is_not_found(telegram_peer: TelegramPeer, bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot.send_dice(telegram_peer.user().id)


async def test_an_unknown_chat_is_not_found(telegram_peer: TelegramPeer, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4242, "x")


async def test_a_condition_that_never_comes_fails_with_its_name(telegram_peer: TelegramPeer) -> None:
    with pytest.raises(AssertionError, match=r"not within 0\.1 s: the moon"):
        await telegram_peer.wait_for(lambda: None, timeout=0.1, what="the moon")


async def test_a_telegram_that_is_down_refuses_connections_and_comes_back_with_all_it_had(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    leyla = telegram_peer.user()
    await bot.send_message(leyla.id, "before")
    polling = asyncio.create_task(bot.get_updates(timeout=30, request_timeout=35))
    await telegram_peer.wait_for(lambda: telegram_peer.calls_of("getUpdates"))
    await telegram_peer.go_down()
    with pytest.raises(TelegramNetworkError):
        await polling
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(leyla.id, "meanwhile")
    await telegram_peer.come_back()
    await bot.send_message(leyla.id, "after")

    assert [m.text for m in telegram_peer.messages(leyla)] == ["before", "after"]
