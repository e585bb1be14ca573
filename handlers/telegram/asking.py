"""A Telegram message or button -> who asks, where, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message

from bot.desk import Asker
from bot.model import ChatRef, EventId, Language, Platform
from handlers.telegram.house import Ask
from handlers.wording import LANGUAGES, Wording, clean

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import CallbackQuery, User

    from bot.desk import Desk

_ADMINISTRATORS: Final = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR}
_QUOTES: Final = {"code", "pre", "blockquote", "expandable_blockquote"}
_LONGEST_QUOTED: Final = 2000


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A channel or group that a person administers and where the bot may write."""

    id: str
    title: str
    name: str  # "@name", or the id where it has none


async def ask_of_message(message: Message, args: str, bot: Bot, desk: Desk, *, changing: bool) -> Ask:
    """A command in a chat; `changing` ones need to know whether the person administers it."""
    thread = str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""
    private = message.chat.type == ChatType.PRIVATE
    as_chat = message.sender_chat is not None
    # An anonymous administrator writes in the name of the group itself; a channel's posts are its administrators'.
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    person = message.chat.id if anonymous else message.sender_chat.id if message.sender_chat else _id(message.from_user)
    may_change = private or anonymous
    if changing and not may_change and not as_chat and message.from_user:
        may_change = await _administers(bot, message.chat.id, message.from_user.id)
    asker = Asker(
        user=f"{Platform.TELEGRAM}:{person}",
        chat=ChatRef(Platform.TELEGRAM, str(message.chat.id), thread),
        title=clean(message.chat.title or message.chat.full_name or "")[:120],
        private=private,
        may_change=may_change,
        language=_language(message.from_user),
    )
    below = message.reply_to_message
    return await _ask(asker, desk, args, event_below(below), (below.text or "")[:_LONGEST_QUOTED] if below else "")


async def ask_of_button(query: CallbackQuery, args: str, bot: Bot, desk: Desk, *, changing: bool) -> Ask | None:
    """A tap on a button; None if its message is of a time that Telegram no longer tells of."""
    message = query.message
    if message is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    may_change = private or (changing and await _administers(bot, message.chat.id, query.from_user.id))
    thread_id = getattr(message, "message_thread_id", None) if getattr(message, "is_topic_message", None) else None
    asker = Asker(
        user=f"{Platform.TELEGRAM}:{query.from_user.id}",
        chat=ChatRef(Platform.TELEGRAM, str(message.chat.id), str(thread_id or "")),
        title=clean(message.chat.title or message.chat.full_name or "")[:120],
        private=private,
        may_change=may_change,
        language=_language(query.from_user),
    )
    return await _ask(asker, desk, args, EventId(args) if args else None, quoted_in(message))


async def ask_elsewhere(ask: Ask, place: Elsewhere, args: str, desk: Desk, *, from_button: bool) -> Ask:
    """The same person's wish about a chat that they administer; answered in the words of the one who asks."""
    asker = Asker(
        user=ask.asker.user,
        chat=ChatRef(Platform.TELEGRAM, place.id),
        title=place.title,
        private=False,
        may_change=True,
        language=ask.asker.language,
    )
    chat = await desk.chat(asker)
    return Ask(asker, chat, ask.words, args.strip(), EventId(args) if from_button and args else None, ask.quoted)


async def elsewhere(bot: Bot, name: str, user: int) -> Elsewhere | None:
    """The chat of that name or number, if the person administers it and the bot may write there."""
    try:
        chat = await bot.get_chat(name)
        if chat.type == ChatType.PRIVATE or not await _administers(bot, chat.id, user):
            return None
        me = await bot.get_chat_member(chat.id, bot.id)
    except TelegramAPIError:
        return None
    if chat.type == ChatType.CHANNEL and not getattr(me, "can_post_messages", me.status == ChatMemberStatus.CREATOR):
        return None
    return Elsewhere(
        str(chat.id), clean(chat.title or "")[:120], f"@{chat.username}" if chat.username else str(chat.id)
    )


async def _ask(asker: Asker, desk: Desk, args: str, event: EventId | None, quoted: str) -> Ask:
    chat = await desk.chat(asker)
    return Ask(asker, chat, Wording(chat.settings.language), args.strip(), event, quoted)


def event_below(message: Message | None) -> EventId | None:
    """The event of an alert, from its own buttons: they carry it."""
    if message is None or message.reply_markup is None:
        return None
    pressed = (k.callback_data or "" for row in message.reply_markup.inline_keyboard for k in row)
    return next((EventId(data.removeprefix("why:")) for data in pressed if data.startswith("why:")), None)


def quoted_in(message: object) -> str:
    """What stands as code or quotation in a message of the bot: there a question keeps what it asks about."""
    if not isinstance(message, Message):
        return ""
    found = (e.extract_from(message.text or "") for e in message.entities or [] if e.type in _QUOTES)
    return next(iter(found), "")


async def _administers(bot: Bot, chat: int, user: int) -> bool:
    try:
        member = await bot.get_chat_member(chat, user)
    except TelegramAPIError:
        return False  # unknown is no permission
    return member.status in _ADMINISTRATORS


def _id(user: User | None) -> int:
    return user.id if user else 0


def _language(user: User | None) -> Language:
    code = Language((user.language_code or "").split("-")[0]) if user else Language("")
    return code if code in LANGUAGES else Language("")
