"""What arrives from Telegram -> commands, and their answers back. Wired as aiogram handlers by `wire`."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.errors import TocsinError
from bot.model import ChatRef, Platform
from bot.watch import count, log
from handlers.telegram import answers, channels
from handlers.telegram.asking import ask_elsewhere, ask_of_button, ask_of_message, elsewhere
from handlers.telegram.commands import (
    BUTTONS,
    CHANGING,
    CHANGING_BUTTONS,
    COMMANDS,
    FOR_EDITORS,
    IN_PLACE,
    answer,
    press,
)
from handlers.telegram.replying import change, eyes_of, patient, reply

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from aiogram import Bot

    from handlers.telegram.house import Ask, House
    from handlers.telegram.render import TelegramText

_log = log("telegram")
_ASK_WHETHER_ADMIN = CHANGING | FOR_EDITORS
_ASK_WHETHER_ADMIN_BUTTON = CHANGING_BUTTONS | {"false", "falsesure", "merge", "mergesure", "split", "splitsure"}


class Updates:
    """Answers messages and buttons."""

    def __init__(self, house: House) -> None:
        self._house, self._me = house, house.user_name.lower()

    def wire(self) -> Router:
        """The handlers for every kind of update that the bot asks for."""
        router = Router(name="tocsin")
        router.message(F.migrate_to_chat_id)(self.moved)
        router.message(F.chat_shared)(self.shared)
        router.message(F.text)(self.message)
        router.channel_post(F.text.startswith("/"))(self.message)
        router.callback_query(F.data)(self.button)
        return router

    async def moved(self, message: Message) -> None:
        """A group became a supergroup: everything moves with it, the topics of a forum have none to move."""
        old = ChatRef(Platform.TELEGRAM, str(message.chat.id))
        await self._house.desk.moved(old, ChatRef(Platform.TELEGRAM, str(message.migrate_to_chat_id)))

    async def message(self, message: Message, bot: Bot) -> None:
        """A command, or words in a private chat."""
        spoken = self._command(message)
        if spoken is None or message.is_automatic_forward:
            return  # a channel's post in its discussion group was meant for the channel
        name, args = spoken
        changing = name in CHANGING
        ask = await ask_of_message(message, args, bot, self._house.desk, changing=name in _ASK_WHETHER_ADMIN)
        if name == "channel" and args.strip() and ask.asker.private:
            text = await self._guarded(ask, self._elsewhere(ask, bot, message))
        else:
            text = await self._guarded(ask, answer(self._house, name, ask))
        count("telegram.commands")
        await reply(message, text, eyes_of(message, changing=changing))

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

    async def shared(self, message: Message, bot: Bot) -> None:
        """A channel that a person chose."""
        if message.chat_shared is None or message.chat.type != ChatType.PRIVATE:
            return
        ask = await ask_of_message(message, str(message.chat_shared.chat_id), bot, self._house.desk, changing=False)
        await reply(message, await self._guarded(ask, self._elsewhere(ask, bot, message)))

    async def _elsewhere(self, ask: Ask, bot: Bot, message: Message) -> TelegramText | None:
        """`@name subscribe az-ru`, `-100123 settings`, or the name alone: its topics."""
        name, _, rest = ask.args.partition(" ")
        place = await elsewhere(bot, name, message.from_user.id) if message.from_user else None
        if place is None:
            return await answer(self._house, "channel", ask)
        verb, _, args = rest.strip().removeprefix("/").partition(" ")
        verb = verb.lower() or "topics"
        if verb in channels.HERE_ALONE:
            verb = "topics"
        there = await ask_elsewhere(ask, place, args, self._house.desk, from_button=False)
        text = await answer(self._house, verb, there)
        return channels.carried(channels.titled(text, place.title, place.name, ask.words), place.id)

    async def button(self, query: CallbackQuery, bot: Bot) -> None:
        """A tap on an inline button; answered at once, so that it stops spinning."""
        verb, _, args = (query.data or "").partition(":")
        far, verb, args = _far(verb, args)
        asked = verb in _ASK_WHETHER_ADMIN_BUTTON and not far
        ask = await ask_of_button(query, args, bot, self._house.desk, changing=asked)
        text = None
        if ask is not None:
            pressing = self._press_elsewhere(ask, far, verb, bot, query) if far else press(self._house, verb, ask)
            text = await self._guarded(ask, pressing)
        with contextlib.suppress(TelegramBadRequest):  # the tap is too old to be acknowledged; its wish is not
            await patient(query.answer)
        if text is not None and query.message is not None:
            await self._show(query, verb, text)

    async def _press_elsewhere(
        self, ask: Ask, chat: str, verb: str, bot: Bot, query: CallbackQuery
    ) -> TelegramText | None:
        place = await elsewhere(bot, chat, query.from_user.id) if ask.asker.private else None
        if place is None or verb not in BUTTONS:
            return replace(answers.plain(ask.words.text("channel-not-yours", name=chat)), is_refusal=True)
        there = await ask_elsewhere(ask, place, ask.args, self._house.desk, from_button=True)
        text = await press(self._house, verb, there)
        return channels.carried(text, place.id) if text else None

    async def _show(self, query: CallbackQuery, verb: str, text: TelegramText) -> None:
        message = query.message
        eyes = eyes_of(query, changing=verb in CHANGING_BUTTONS)
        in_place = verb in IN_PLACE and not text.file and not text.is_refusal
        if in_place and isinstance(message, Message):
            await change(message, text, eyes_of(query, changing=False))
        else:
            await reply(message, text, eyes)

    async def _guarded(self, ask: Ask, answering: Awaitable[TelegramText | None]) -> TelegramText | None:
        """The answer; if the house itself fails, that it did, for a person waits."""
        try:
            return await answering
        except TocsinError:
            _log.exception("command failed", chat=str(ask.asker.chat))
            return answers.plain(ask.words.text("try-later"))


def _far(verb: str, args: str) -> tuple[str, str, str]:
    """(the other chat or "", verb, args) of a button."""
    if verb != channels.ELSEWHERE:
        return "", verb, args
    chat, _, rest = args.partition(":")
    verb, _, args = rest.partition(":")
    return chat, verb, args
