"""Texts -> messages of Telegram: below a message, in its place, or for one reader's eyes in a group."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    EphemeralMessageParameters,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    ReplyKeyboardMarkup,
)

from handlers.telegram.refusals import is_not_modified
from handlers.telegram.sender import NO_PREVIEW, keyboard

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiogram.types import InlineKeyboardMarkup

    from handlers.telegram.render import TelegramText

_LONGEST_WAIT_S: Final = 60  # for a flood limit; a person has given up by then
_TRIES: Final = 3
CHANNEL_REQUEST: Final = 1  # of the key that lets a person choose a channel
_GROUPS: Final = {ChatType.GROUP, ChatType.SUPERGROUP}


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who alone shall see an answer, and the tap that it answers, if any."""

    user: int
    query: str = ""


def eyes_of(asked: Message | CallbackQuery, *, changing: bool) -> Eyes | None:
    """In a group what changes nothing is shown to who asked alone, so that a group is not flooded by one member."""
    message = asked.message if isinstance(asked, CallbackQuery) else asked
    person = asked.from_user
    if changing or message is None or message.chat.type not in _GROUPS or person is None or person.is_bot:
        return None
    if isinstance(message, Message) and not isinstance(asked, CallbackQuery) and message.sender_chat is not None:
        return None  # anonymous: nobody to show it to
    return Eyes(person.id, asked.id if isinstance(asked, CallbackQuery) else "")


async def reply(message: Any, text: TelegramText | None, eyes: Eyes | None = None) -> None:
    """Answer below a message; in the topic where it stands. What cannot be shown to one is shown to all."""
    if text is None or not hasattr(message, "chat"):
        return
    if eyes is not None:
        try:
            await _send(message, text, eyes)
        except TelegramBadRequest:
            eyes = None
        else:
            return
    await _send(message, text, None)


async def _send(message: Any, text: TelegramText, eyes: Eyes | None) -> None:
    thread = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    bot, chat = message.bot, message.chat.id
    file = BufferedInputFile(text.file.content, text.file.name) if text.file else None
    common: dict[str, Any] = {
        "message_thread_id": thread,
        "parse_mode": "HTML",
        "reply_markup": _markup(text),
        "ephemeral_message_parameters": _for(eyes),
    }
    if file is None:
        await patient(lambda: bot.send_message(chat, text.html, link_preview_options=NO_PREVIEW, **common))
    elif text.file is not None and text.file.is_picture:
        await patient(lambda: bot.send_photo(chat, file, caption=text.html, **common))
    else:
        await patient(lambda: bot.send_document(chat, file, caption=text.html, **common))


def _for(eyes: Eyes | None) -> EphemeralMessageParameters | None:
    if eyes is None:
        return None
    return EphemeralMessageParameters(receiver_user_id=eyes.user, callback_query_id=eyes.query or None)


def _markup(text: TelegramText) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if not text.choose_channel:
        return keyboard(text)
    request = KeyboardButtonRequestChat(request_id=CHANNEL_REQUEST, chat_is_channel=True, bot_is_member=True)
    key = KeyboardButton(text=text.choose_channel, request_chat=request)
    return ReplyKeyboardMarkup(keyboard=[[key]], resize_keyboard=True, one_time_keyboard=True)


async def change(message: Message, text: TelegramText, eyes: Eyes | None) -> None:
    """Put another text in the place of a message of the bot; where that cannot be, below it."""
    try:
        await patient(lambda: _edit(message, text, eyes))
    except TelegramBadRequest as error:
        if not is_not_modified(error):
            await reply(message, text, eyes)


async def _edit(message: Message, text: TelegramText, eyes: Eyes | None) -> None:
    bot, markup = message.bot, keyboard(text)
    if message.ephemeral_message_id and eyes is not None and bot is not None:
        await bot.edit_ephemeral_message_text(
            chat_id=message.chat.id,
            receiver_user_id=eyes.user,
            ephemeral_message_id=message.ephemeral_message_id,
            text=text.html,
            parse_mode="HTML",
            link_preview_options=NO_PREVIEW,
            reply_markup=markup,
        )
        return
    await message.edit_text(text.html, parse_mode="HTML", link_preview_options=NO_PREVIEW, reply_markup=markup)


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
