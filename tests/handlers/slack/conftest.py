"""A Slack on loopback, installed from the manifest, the app over it through unmodified libraries, a desk in memory."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from handlers.slack import listening
from handlers.slack.channel import build_slack
from tests.handlers.builders import OUTLETS, an_event
from tests.handlers.memory import Memory
from tests.peers.slack.peer import SlackPeer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from handlers.slack.listening import SlackChannel
    from handlers.slack.sender import SlackSender

    Running = Callable[[Memory], AbstractAsyncContextManager[SlackChannel]]

MANIFEST = yaml.safe_load((Path(listening.__file__).parent / "manifest.yaml").read_text(encoding="utf-8"))


@pytest.fixture
async def peer() -> AsyncIterator[SlackPeer]:
    async with SlackPeer() as peer:
        peer.install(MANIFEST)
        yield peer


@pytest.fixture
async def sender(peer: SlackPeer) -> SlackSender:
    """An app that only sends."""
    memory = Memory()
    return build_slack(peer.bot_token, peer.app_token, peer.base_url, memory.desk, OUTLETS, memory.clock).sender


@pytest.fixture
def running(peer: SlackPeer) -> Running:
    """Runs an app that answers over the given memory, and ends it calmly; its watchdog looks often."""

    @contextlib.asynccontextmanager
    async def run(memory: Memory) -> AsyncIterator[SlackChannel]:
        built = build_slack(peer.bot_token, peer.app_token, peer.base_url, memory.desk, OUTLETS, memory.clock)
        channel = type(built)(
            built._client, peer.app_token, built.sender, memory.desk, memory.clock,
            watch_every=timedelta(seconds=0.2), ping_s=0.2,
        )  # fmt: skip
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(channel.run(stop))
            try:
                await peer.wait_for(lambda: peer.connected, what="a connection")
                yield channel
            finally:
                stop.set()

    return run


@pytest.fixture
def memory() -> Memory:
    """A desk that is open to all and knows one event."""
    return Memory(an_event())
