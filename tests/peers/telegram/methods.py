"""Every method that the stand-in knows, by its name in small letters: the Bot API's names are case-insensitive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.peers.telegram import asking, sending
from tests.peers.telegram.state import Args, State

Method = Callable[[State, Args], Awaitable[Any]]

_ALL: dict[str, Method] = {
    "getMe": asking.get_me,
    "logOut": asking.done,
    "close": asking.done,
    "setMyName": asking.done,
    "setMyDefaultAdministratorRights": asking.done,
    "getUpdates": asking.get_updates,
    "setWebhook": asking.set_webhook,
    "deleteWebhook": asking.delete_webhook,
    "getWebhookInfo": asking.get_webhook_info,
    "setMyCommands": asking.set_my_commands,
    "getMyCommands": asking.get_my_commands,
    "deleteMyCommands": asking.delete_my_commands,
    "setMyDescription": asking.set_my_description,
    "getMyDescription": asking.get_my_description,
    "setMyShortDescription": asking.set_my_short_description,
    "getMyShortDescription": asking.get_my_short_description,
    "getMyName": asking.get_my_name,
    "setChatMenuButton": asking.set_chat_menu_button,
    "getChatMenuButton": asking.get_chat_menu_button,
    "getChat": asking.get_chat,
    "getChatMember": asking.get_chat_member,
    "getChatAdministrators": asking.get_chat_administrators,
    "getChatMemberCount": asking.get_chat_member_count,
    "leaveChat": asking.leave_chat,
    "sendChatAction": asking.send_chat_action,
    "setMessageReaction": asking.set_message_reaction,
    "pinChatMessage": asking.pin_chat_message,
    "unpinChatMessage": asking.unpin_chat_message,
    "createForumTopic": asking.create_forum_topic,
    "getFile": asking.get_file,
    "answerCallbackQuery": asking.answer_callback_query,
    "answerInlineQuery": asking.answer_inline_query,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "editMessageText": sending.edit_message_text,
    "editMessageCaption": sending.edit_message_caption,
    "editMessageMedia": sending.edit_message_media,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "editEphemeralMessageText": sending.edit_ephemeral_message_text,
    "editEphemeralMessageReplyMarkup": sending.edit_ephemeral_message_reply_markup,
    "deleteEphemeralMessage": sending.delete_ephemeral_message,
}
METHODS: Final[dict[str, Method]] = {name.lower(): method for name, method in _ALL.items()}
NAMES: Final[dict[str, str]] = {name.lower(): name for name in _ALL}
