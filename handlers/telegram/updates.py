"""What arrives from Telegram -> commands, and their answers back. Wired as aiogram handlers by `wire`."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import CallbackQuery, Message

from bot.errors import TocsinError
from bot.model import ChatRef, Platform
from bot.watch import count, log
from handlers.telegram import answers
from handlers.telegram.asking import Ask, ask_of_button, ask_of_message
from handlers.telegram.commands import CHANGING, CHANGING_BUTTONS, COMMANDS, IN_PLACE, Commands
from handlers.telegram.refusals import is_not_modified
from handlers.telegram.sender import NO_PREVIEW, keyboard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram import Bot

    from bot.desk import Desk
    from handlers.telegram.render import TelegramText

_log = log("telegram")
_LONGEST_WAIT_S: Final = 60  # for a flood limit; a person has given up by then
_TRIES: Final = 3


class Updates:
    """Answers messages and buttons; `me` is the bot's user name in lower case."""

    def __init__(self, commands: Commands, desk: Desk, me: str) -> None:
        self._commands, self._desk, self._me = commands, desk, me

    def wire(self) -> Router:
        """The handlers for every kind of update that the bot asks for."""
        router = Router(name="tocsin")
        router.message(F.migrate_to_chat_id)(self.moved)
        router.message(F.text)(self.message)
        router.channel_post(F.text.startswith("/"))(self.message)
        router.callback_query(F.data)(self.button)
        return router

    async def moved(self, message: Message) -> None:
        """A group became a supergroup: everything moves with it."""
        old = ChatRef(Platform.TELEGRAM, str(message.chat.id))
        await self._desk.moved(old, ChatRef(Platform.TELEGRAM, str(message.migrate_to_chat_id)))

    async def message(self, message: Message, bot: Bot) -> None:
        """A command, or words in a private chat."""
        spoken = self._command(message)
        if spoken is None:
            return
        name, args = spoken
        ask = await ask_of_message(message, args, bot, self._desk, changing=name in CHANGING)
        text = await self._answer(ask, self._commands.answer(name, ask))
        count("telegram.commands")
        await reply(message, text)

    def _command(self, message: Message) -> tuple[str, str] | None:
        """Name and arguments; None for what is not meant for this bot."""
        text = message.text or ""
        private = message.chat.type == ChatType.PRIVATE
        if not text.startswith("/"):
            return ("help", "") if private else None
        head, _, args = text[1:].partition(" ")
        name, _, addressed = head.partition("@")
        if addressed and addressed.lower() != self._me:
            return None
        if name.lower() not in COMMANDS and not private and not addressed:
            return None  # another bot's
        return name.lower(), args

    async def button(self, query: CallbackQuery, bot: Bot) -> None:
        """A tap on an inline button; answered at once, so that it stops spinning."""
        verb, _, args = (query.data or "").partition(":")
        ask = await ask_of_button(query, args, bot, self._desk, changing=verb in CHANGING_BUTTONS)
        text = await self._answer(ask, self._commands.press(verb, ask)) if ask else None
        with contextlib.suppress(TelegramBadRequest):  # the tap is too old to be acknowledged; its wish is not
            await patient(query.answer)
        if text is not None and query.message is not None:
            message = query.message
            if verb in IN_PLACE and text.buttons and isinstance(message, Message):
                await change(message, text)
            else:
                await reply(message, text)

    async def _answer(self, ask: Ask, answering: Awaitable[TelegramText | None]) -> TelegramText | None:
        """The answer; if the house itself fails, that it did, for a person waits."""
        try:
            return await answering
        except TocsinError:
            _log.exception("command failed", chat=str(ask.asker.chat))
            return answers.plain(ask.words.text("try-later"))


async def reply(message: Message | object, text: TelegramText | None) -> None:
    """Answer below a message; in the topic where it stands."""
    if text is None or not hasattr(message, "chat"):
        return
    thread = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    bot, chat = message.bot, message.chat.id  # type: ignore[attr-defined]
    await patient(
        lambda: bot.send_message(
            chat,
            text.html,
            message_thread_id=thread,
            parse_mode="HTML",
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(text),
        )
    )


async def change(message: Message, text: TelegramText) -> None:
    """Put another text in the place of a message of the bot."""
    try:
        await patient(
            lambda: message.edit_text(
                text.html, parse_mode="HTML", link_preview_options=NO_PREVIEW, reply_markup=keyboard(text)
            )
        )
    except TelegramBadRequest as error:
        if not is_not_modified(error):
            await reply(message, text)


async def patient(call: Callable[[], Awaitable[object]]) -> None:
    """Make the call; wait out a flood limit that is short enough for a person to wait."""
    for attempt in range(_TRIES):
        try:
            await call()
        except TelegramRetryAfter as error:
            if attempt == _TRIES - 1 or error.retry_after > _LONGEST_WAIT_S:
                raise
            await asyncio.sleep(error.retry_after)
        else:
            return
