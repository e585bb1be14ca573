"""Telegram as a channel. aiogram is imported only when one is built, so that other processes do not pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.telegram.quickstart import import_aiogram

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk import Desk
    from bot.model import Outlet, OutletId
    from bot.ports import Clock
    from handlers.telegram.polling import TelegramChannel


def build_telegram(
    token: str, api: str, desk: Desk, outlets: Mapping[OutletId, Outlet], clock: Clock
) -> TelegramChannel:
    """A bot that talks to the Bot API at `api` (its base address). Nothing is sent yet."""
    import_aiogram()
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    from handlers.telegram.polling import TelegramChannel  # noqa: PLC0415
    from handlers.telegram.sender import TelegramSender  # noqa: PLC0415

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))
    return TelegramChannel(bot, TelegramSender(bot, outlets, clock), desk, clock)
