"""The loop that fetches updates: what it notices, and what a restart leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.watch import heartbeats
from tests.peers.wire import Answer

if TYPE_CHECKING:
    from tests.handlers.memory import Memory
    from tests.handlers.telegram.conftest import Running
    from tests.peers.telegram.peer import TelegramPeer


async def test_a_revoked_token_is_said_and_ends_nothing(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()
    peer.faults.always("getMe", Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))

    async with running(memory) as channel:
        await peer.wait_for(lambda: channel.trouble, what="trouble")
        said = channel.trouble
        peer.faults.clear()
        peer.say(reader, "/help")
        await peer.wait_for(lambda: peer.messages(reader), what="an answer with the token renewed")

    assert said == "Telegram does not know this bot: its token was revoked or is wrong"


async def test_a_token_that_is_revoked_while_it_runs_is_noticed(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    async with running(memory) as channel:
        await peer.wait_for(lambda: peer.calls_of("getUpdates"), what="polling")
        peer.faults.next(
            "getUpdates", *[Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})] * 99
        )
        peer.say(peer.user(), "/help")
        await peer.wait_for(lambda: channel.trouble, what="trouble")

        assert "token was revoked" in channel.trouble


async def test_a_second_poller_is_noticed_and_waited_out(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}
    peer.faults.next("getUpdates", Answer(409, conflict), Answer(409, conflict))
    reader = peer.user()

    async with running(memory) as channel:
        await peer.wait_for(lambda: channel.trouble, what="trouble")
        said = channel.trouble
        peer.say(reader, "/help")
        await peer.wait_for(lambda: peer.messages(reader), what="an answer all the same")

    assert said.startswith("another process answers this bot's commands")
    assert channel.trouble == ""


@pytest.mark.parametrize(
    "fault",
    [
        Answer(502, "<html>Bad Gateway</html>", content_type="text/html"),
        Answer(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
        Answer(429, {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 3}}),
    ],
)
async def test_polling_survives_bad_answers(
    peer: TelegramPeer, running: Running, memory: Memory, fault: Answer
) -> None:
    peer.faults.next("getUpdates", fault)
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/help")
        await peer.wait_for(lambda: peer.messages(reader), what="an answer")

    assert len(peer.messages(reader)) == 1


async def test_what_was_answered_is_not_answered_again_after_a_restart(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/help")
        await peer.wait_for(lambda: peer.messages(reader), what="an answer")
    async with running(memory):
        peer.say(reader, "/topics")
        await peer.wait_for(lambda: len(peer.messages(reader)) == 2, what="the second answer")

    assert len(peer.calls_of("sendMessage")) == 2


async def test_one_broken_update_does_not_stop_the_others(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    unlucky, lucky = peer.user(), peer.user()
    peer.faults.always(
        "sendMessage",
        Answer(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}),
        where=lambda args: str(args.get("chat_id")) == str(unlucky.id),
    )

    async with running(memory):
        peer.say(unlucky, "/help")
        peer.say(lucky, "/help")
        await peer.wait_for(lambda: peer.messages(lucky), what="an answer")

    assert peer.messages(unlucky) == []


async def test_a_poll_beats_the_heart_and_a_dead_token_lets_it_stop(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    async with running(memory):
        await peer.wait_for(lambda: peer.calls_of("getUpdates"), what="a poll")
        peer.say(peer.user(), "/help")
        await peer.wait_for(lambda: peer.all_confirmed, what="an answered update")

    now = memory.clock.now()
    assert "telegram" not in heartbeats.late(now)
    assert "telegram" in heartbeats.late(now + timedelta(minutes=6))
