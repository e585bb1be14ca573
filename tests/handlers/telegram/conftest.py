"""A Telegram on loopback, the bot over it through unmodified aiogram, and a desk in memory."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest
from teremok.validation import validate_html

from handlers.telegram.channel import build_telegram
from tests.handlers.builders import OUTLETS, an_event
from tests.handlers.memory import Memory
from tests.peers.telegram.peer import TelegramPeer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from handlers.telegram.polling import TelegramChannel

    Running = Callable[[Memory], AbstractAsyncContextManager[TelegramChannel]]


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    """A Telegram; afterwards a second opinion (teremok) is asked on every message that went there."""
    async with TelegramPeer() as peer:
        yield peer
    for call in [*peer.calls_of("sendMessage"), *peer.calls_of("editMessageText")]:
        if call.args.get("parse_mode") == "HTML":
            validate_html(str(call.args["text"]))


@pytest.fixture
async def channel(peer: TelegramPeer) -> AsyncIterator[TelegramChannel]:
    """A bot that only sends."""
    channel = build_telegram(peer.token, peer.url, Memory().desk, OUTLETS, Memory().clock)
    yield channel
    await channel.close()


@pytest.fixture
def running(peer: TelegramPeer) -> Running:
    """Runs a bot that answers over the given memory, and ends it calmly."""

    @contextlib.asynccontextmanager
    async def run(memory: Memory) -> AsyncIterator[TelegramChannel]:
        channel, stop = build_telegram(peer.token, peer.url, memory.desk, OUTLETS, memory.clock), asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(channel.run(stop))
                try:
                    yield channel
                finally:
                    stop.set()
        finally:
            await channel.close()

    return run


@pytest.fixture
def memory() -> Memory:
    """A desk that is open to all and knows one event."""
    return Memory(an_event())
