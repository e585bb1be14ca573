"""aiogram's exceptions -> the SendFailed family. No sentence made here can hold the token.

Facts this rests on (aiogram 3.31): a proxy's HTML error page raises ClientDecodeError, which is no TelegramAPIError;
413 raises a subclass of TelegramNetworkError; a 429 without parameters is a bare TelegramAPIError; an exception's text
can contain the address of the request and with it the token.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from aiogram import exceptions as telegram
from aiohttp import ClientConnectorError, ClientError, ServerTimeoutError

from bot.errors import (
    ChannelBroken,
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRefused,
    SendFailed,
    TryLater,
    Unsure,
)
from bot.model import ChatRef, Platform

# What a call through aiogram can raise; ValueError covers pydantic and undecodable bodies.
SEND_ERRORS: Final = (telegram.AiogramError, ClientError, OSError, ValueError)

_TOKEN: Final = re.compile(r"(bot)?\d{3,}:[A-Za-z0-9_-]{8,}")
_RETRY_AFTER: Final = re.compile(r"retry after (\d+)", re.IGNORECASE)
_LONGEST: Final = 200

# Descriptions of 400 Bad Request, folded; the Bot API documents none of them, so the least specific comes last.
_NOT_MODIFIED: Final = "message is not modified"
_MESSAGE_GONE: Final = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
)
_CHAT_GONE: Final = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user is deactivated",
    "group is deactivated",
    "group chat was deactivated",
    "bot was kicked",
    "bot is not a member",
    "chat_write_forbidden",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights",
    "chat_restricted",
    "channel_private",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)

_UNKNOWN_BOT: Final = "Telegram does not know this bot: its token was revoked or is wrong"
# 413 is a subclass of TelegramNetworkError and must be asked for first. A 404 is how a malformed token is answered.
_ALWAYS: Final[dict[type[Exception], tuple[type[SendFailed], str]]] = {
    telegram.TelegramEntityTooLarge: (MessageRefused, ""),
    telegram.TelegramForbiddenError: (ChatGone, ""),
    telegram.TelegramUnauthorizedError: (ChannelBroken, _UNKNOWN_BOT),
    telegram.TelegramNotFound: (ChannelBroken, _UNKNOWN_BOT),
}


def is_not_modified(error: BaseException) -> bool:
    """Whether an edit was refused because the message already reads so: that is no failure."""
    return isinstance(error, telegram.TelegramBadRequest) and _NOT_MODIFIED in error.message.casefold()


def failure(error: BaseException, chat: ChatRef, *, repeatable: bool) -> SendFailed:
    """What the courier should do. `repeatable`: a second try can do no harm (an edit), so doubt is no Unsure."""
    sentence = f"Telegram, chat {chat}: {scrubbed(error)}"
    if isinstance(error, telegram.TelegramRetryAfter):
        return TryLater(sentence, timedelta(seconds=error.retry_after))
    if isinstance(error, telegram.TelegramMigrateToChat):
        # Forum topics do not move with a group that becomes a supergroup: it had none.
        return ChatMoved(sentence, ChatRef(Platform.TELEGRAM, str(error.migrate_to_chat_id), chat.thread))
    if isinstance(error, telegram.TelegramBadRequest):
        return _bad_request(error.message.casefold(), sentence)
    for kind, (step, instead) in _ALWAYS.items():
        if isinstance(error, kind):
            return step(instead or sentence)
    return _doubtful(error, sentence, repeatable=repeatable)


def _bad_request(description: str, sentence: str) -> SendFailed:
    if any(phrase in description for phrase in _MESSAGE_GONE):
        return MessageGone(sentence)
    if any(phrase in description for phrase in _CHAT_GONE):
        return ChatGone(sentence)
    return MessageRefused(sentence)


def _doubtful(error: BaseException, sentence: str, *, repeatable: bool) -> SendFailed:
    """Answers that leave open whether the message was taken, and those of a server that did not take it."""
    if isinstance(error, telegram.TelegramNetworkError):
        never_sent = _never_sent(error.__cause__)
        return TryLater(sentence) if repeatable or never_sent else Unsure(sentence)
    if isinstance(error, telegram.TelegramAPIError):  # 5xx, 409, a 429 without parameters, what the future brings
        pause = _RETRY_AFTER.search(str(error))
        return TryLater(sentence, timedelta(seconds=int(pause[1])) if pause else None)
    if isinstance(error, telegram.ClientDecodeError | ClientError | OSError):
        return TryLater(sentence) if repeatable or _never_sent(error) else Unsure(sentence)
    return MessageRefused(sentence)


def _never_sent(error: BaseException | None) -> bool:
    """The connection was never made, so that nothing can have arrived."""
    return isinstance(error, ClientConnectorError | ConnectionRefusedError) and not isinstance(
        error, ServerTimeoutError
    )


def scrubbed(error: BaseException) -> str:
    """The error in a few words, without token and without the page that a proxy sent."""
    if isinstance(error, telegram.ClientDecodeError):
        return "the answer was not one of the Bot API"
    text = getattr(error, "message", None) or type(error).__name__
    return _TOKEN.sub("***", str(text).split("\n")[0])[:_LONGEST]
