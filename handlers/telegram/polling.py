"""The loop that fetches updates. It owns its polling, for aiogram's own retries 401 and 409 for ever, unseen.

An update is confirmed to Telegram only when its answer is given, so that a restart in between loses no tap.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final

from aiogram import Dispatcher
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot.model import Platform
from bot.watch import count, heartbeats, log
from handlers.telegram.house import House, start_link
from handlers.telegram.menus import menus
from handlers.telegram.refusals import SEND_ERRORS, scrubbed
from handlers.telegram.updates import Updates

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import BotCommand, BotCommandScopeUnion, Update, User

    from bot.desk import Desk
    from bot.ports import Clock
    from handlers.telegram.sender import TelegramSender

_log = log("telegram")

POLL_S: Final = 50  # Telegram holds an empty answer back that long
AT_ONCE: Final = 16  # chats served at the same time; aiogram's default is without limit
ANSWER_WITHIN_S: Final = 90
ALIVE_WITHIN: Final = timedelta(minutes=5)  # a poll lasts a minute; then the health page says that commands are dead
_KINDS: Final = ["message", "channel_post", "callback_query"]
_FIRST_PAUSE: Final = timedelta(seconds=1)
_LONGEST_PAUSE: Final = timedelta(seconds=30)
_BROKEN_PAUSE: Final = timedelta(minutes=1)


class TelegramChannel:
    """One bot: its way out (`sender`) and the loop that answers its chats (`run`)."""

    platform = Platform.TELEGRAM

    def __init__(self, bot: Bot, sender: TelegramSender, desk: Desk, clock: Clock) -> None:
        self.sender = sender
        self.trouble = ""  # one sentence for the operators while something is wrong
        self._bot, self._desk, self._clock = bot, desk, clock
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._handling = asyncio.Lock()
        self._offset: int | None = None
        self._pause = _FIRST_PAUSE

    async def run(self, stop: asyncio.Event) -> None:
        """Answer chats until `stop`; what is being answered then is finished.

        A dead token ends nothing, for the other platforms must go on: it stands in the log and in `trouble`, and is
        tried again each minute.
        """
        async with asyncio.TaskGroup() as group:
            polling = group.create_task(self._poll())
            await stop.wait()
            async with self._handling:
                polling.cancel()
        await self._confirm()

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.session.close()

    async def user_name(self) -> str:
        """The bot's name, as in t.me/<name>."""
        return (await self._me()).username or ""

    async def start_link(self, code: str) -> str:
        """The link by which a person redeems an invitation."""
        return start_link(await self.user_name(), f"i_{code}")

    async def _me(self) -> User:
        while True:
            try:
                return await self._bot.me()
            except SEND_ERRORS as error:
                await self._wait_out(error)

    async def _poll(self) -> None:
        me = await self.user_name()
        house = House(self._desk, self._clock, me, self.sender.say)
        self._dispatcher.include_router(Updates(house).wire())
        await self._set_menus()
        while True:
            updates = await self._next()
            async with self._handling:
                await self._handle(updates)
                if updates:
                    self._offset = updates[-1].update_id + 1

    async def _next(self) -> list[Update]:
        try:
            wish = GetUpdates(offset=self._offset, timeout=POLL_S, allowed_updates=_KINDS)
            updates = await self._bot(wish, request_timeout=POLL_S + 10)
        except SEND_ERRORS as error:
            await self._wait_out(error)
            return []
        self.trouble, self._pause = "", _FIRST_PAUSE
        heartbeats.beat("telegram", self._clock.now(), within=ALIVE_WITHIN)
        return updates

    async def _wait_out(self, error: BaseException) -> None:
        """Say what is wrong, and wait longer each time."""
        if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
            self.trouble = "Telegram does not know this bot: its token was revoked or is wrong"
            self._pause = _BROKEN_PAUSE
        elif isinstance(error, TelegramConflictError):
            self.trouble = (
                "another process answers this bot's commands, or a webhook is set; alerts are sent all the same"
            )
            await self._drop_webhook()
        else:
            self.trouble = scrubbed(error)
        count("telegram.trouble")
        _log.error("no updates", trouble=self.trouble, pause_s=self._pause.total_seconds())
        pause = timedelta(seconds=error.retry_after) if isinstance(error, TelegramRetryAfter) else self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        await self._clock.sleep(pause)

    async def _drop_webhook(self) -> None:
        try:
            await self._bot.delete_webhook()
        except SEND_ERRORS as error:
            _log.warning("webhook not removed", trouble=scrubbed(error))

    async def _handle(self, updates: list[Update]) -> None:
        """Each chat's updates in order, several chats at a time; gives back when all are answered."""
        limit = asyncio.Semaphore(AT_ONCE)
        by_chat = groupby(sorted(updates, key=_chat_of), key=_chat_of)
        async with asyncio.TaskGroup() as group:
            for _, those in by_chat:
                group.create_task(self._handle_chat(list(those), limit))

    async def _handle_chat(self, updates: list[Update], limit: asyncio.Semaphore) -> None:
        async with limit:
            for update in updates:
                try:
                    async with asyncio.timeout(ANSWER_WITHIN_S):
                        await self._dispatcher.feed_update(self._bot, update)
                except Exception as error:  # noqa: BLE001  (a loop: one update must not stop the others)
                    _log.error(
                        "update failed", update=update.update_id, error=type(error).__name__, text=scrubbed(error)
                    )

    async def _confirm(self) -> None:
        """Tell Telegram what is answered, so that the next start does not answer it again."""
        if self._offset is None:
            return
        try:
            await self._bot(GetUpdates(offset=self._offset, timeout=0, limit=1), request_timeout=5)
        except SEND_ERRORS as error:
            _log.warning("answered updates not confirmed", trouble=scrubbed(error))

    async def _set_menus(self) -> None:
        """Every menu. One that is refused is no reason not to start: an editor may not have written to the bot yet."""
        mine = f"{self.platform}:"
        editors = sorted(user.removeprefix(mine) for user in await self._desk.admins() if user.startswith(mine))
        for menu, scope, language in menus([editor for editor in editors if editor.isdecimal()]):
            await self._set_menu(menu, scope, language)

    async def _set_menu(self, menu: list[BotCommand], scope: BotCommandScopeUnion, language: str | None) -> None:
        try:
            await self._bot.set_my_commands(menu, scope=scope, language_code=language)
        except SEND_ERRORS as error:
            level = _log.warning if isinstance(error, TelegramBadRequest) else _log.info
            level("menu not set", language=language or "", trouble=scrubbed(error))


def _chat_of(update: Update) -> int:
    """The chat that an update belongs to; what belongs to none is one queue."""
    message = update.message or update.channel_post or (update.callback_query and update.callback_query.message)
    return message.chat.id if message else 0
