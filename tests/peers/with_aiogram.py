"""Unmodified aiogram, pointed at the Telegram stand-in: `a_bot(peer)`, and the fixture `bot`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.peers.telegram import TelegramPeer


class Session(AiohttpSession):
    """Closes without aiogram's pause of 250 ms, which is for TLS connections."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def a_bot(peer: TelegramPeer, token: str = "") -> Bot:
    """An aiogram Bot that talks to the peer; use it as an async context manager, so that it is closed."""
    return Bot(token or peer.token, session=Session(api=TelegramAPIServer.from_base(peer.url), timeout=5))


@pytest.fixture
async def bot(telegram_peer: TelegramPeer) -> AsyncIterator[Bot]:
    """A Bot for the test's peer."""
    bot = a_bot(telegram_peer)
    yield bot
    await bot.session.close()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """An inline keyboard with one button a row; the data is "do:" and the label."""
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=f"do:{label}")] for label in labels]
    )
