"""Fixtures: `pytest_plugins = ["tests.peers.fixtures"]` at the top of a test file, or import them by name.

Each gives a fresh stand-in on a free port, without limits, at natural speed. A test that wants another one makes it:
`async with TelegramPeer(limits=Limits(), speed=100) as peer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.peers.slack import SlackPeer
from tests.peers.telegram import TelegramPeer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def telegram_peer() -> AsyncIterator[TelegramPeer]:
    """A Telegram with one bot."""
    async with TelegramPeer() as peer:
        yield peer


@pytest.fixture
async def slack_peer() -> AsyncIterator[SlackPeer]:
    """A Slack workspace with one app."""
    async with SlackPeer() as peer:
        yield peer
