"""Methods about the bot, its chats and its answers to presses and inline queries.

Sources: Bot API, "Available methods" (getMe, getChat, getChatMember, getChatAdministrators, leaveChat, forum topics,
setMyCommands with "BotCommandScope", setMyDescription, answerCallbackQuery: 0-200 characters), "Inline mode"
(answerInlineQuery: at most 50 results, ids of 1-64 bytes), "Getting updates".
"""

from __future__ import annotations

import json
from typing import Any

from tests.peers.telegram.entities import utf16_length
from tests.peers.telegram.errors import ApiError, bad, forbidden
from tests.peers.telegram.markup import checked_commands, checked_markup
from tests.peers.telegram.state import Args, State
from tests.peers.telegram.world import Chat, Member, Topic

UPDATE_TYPES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
        "subscription",
        "stopped_message_generation",
    ]
)
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


# --- the bot --------------------------------------------------------------------------------------------------------


async def get_me(state: State, _args: Args) -> dict[str, Any]:
    """GetMe."""
    return state.bot.shown() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def done(_state: State, _args: Args) -> bool:
    """Methods whose effect is not modelled: logOut, close, setMyDefaultAdministratorRights, setMyName."""
    return True


def _allow(state: State, args: Args) -> None:
    allowed = args.json("allowed_updates")
    if allowed is not None:
        state.updates.allowed = tuple(kind for kind in allowed if kind in UPDATE_TYPES)


async def get_updates(state: State, args: Args) -> list[dict[str, Any]]:
    """GetUpdates."""
    limit = args.whole("limit", 100) or 100
    seconds = min(max(args.whole("timeout", 0) or 0, 0), 50)
    _allow(state, args)
    return await state.updates.poll(args.whole("offset", 0) or 0, min(max(limit, 1), 100), float(seconds))


async def set_webhook(state: State, args: Args) -> bool:
    """SetWebhook. The real one takes only https on ports 443, 80, 88 and 8443; loopback may be plain http here."""
    url = args.text("url")
    if url and not url.startswith(("https://", "http://127.0.0.1")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    _allow(state, args)
    state.updates.webhook.url, state.updates.webhook.secret = url, args.text("secret_token")
    return _drop(state, args)


async def delete_webhook(state: State, args: Args) -> bool:
    """DeleteWebhook."""
    state.updates.webhook.url = ""
    return _drop(state, args)


def _drop(state: State, args: Args) -> bool:
    if args.flag("drop_pending_updates"):
        state.updates.pending.clear()
    state.changes.happened()
    return True


async def get_webhook_info(state: State, _args: Args) -> dict[str, Any]:
    """GetWebhookInfo."""
    hook = state.updates.webhook
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(state.updates.pending),
    }
    if hook.last_error:
        info |= {"last_error_message": hook.last_error, "last_error_date": int(state.clock.now().timestamp())}
    return info


# --- commands and texts of the bot ----------------------------------------------------------------------------------


def _scope(state: State, args: Args) -> str:
    scope = args.json("scope") or {"type": "default"}
    fields = SCOPES.get(str(scope.get("type")))
    if fields is None:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" in fields:
        state.chat(Args(scope))
    return json.dumps({"type": scope["type"]} | {name: str(scope.get(name, "")) for name in fields}, sort_keys=True)


def _language(args: Args) -> str:
    language = args.text("language_code")
    if language and not (len(language) == 2 and language.isalpha() and language.islower()):
        raise bad("LANG_CODE_INVALID")
    return language


async def set_my_commands(state: State, args: Args) -> bool:
    """SetMyCommands."""
    state.commands[_scope(state, args), _language(args)] = checked_commands(args.json("commands"))
    state.changes.happened()
    return True


async def get_my_commands(state: State, args: Args) -> list[dict[str, Any]]:
    """GetMyCommands: exactly that scope and language."""
    return state.commands.get((_scope(state, args), _language(args)), [])


async def delete_my_commands(state: State, args: Args) -> bool:
    """DeleteMyCommands."""
    state.commands.pop((_scope(state, args), _language(args)), None)
    return True


async def set_my_description(state: State, args: Args) -> bool:
    """SetMyDescription, at most 512 characters."""
    return _set_text(state, args, "description", 512)


async def set_my_short_description(state: State, args: Args) -> bool:
    """SetMyShortDescription, at most 120 characters."""
    return _set_text(state, args, "short_description", 120)


def _set_text(state: State, args: Args, name: str, longest: int) -> bool:
    text = args.text(name)
    if utf16_length(text) > longest:
        raise bad(f"{name.replace('_', ' ')} is too long")
    state.texts[name, _language(args)] = text
    return True


async def get_my_description(state: State, args: Args) -> dict[str, Any]:
    """GetMyDescription."""
    return {"description": state.texts.get(("description", _language(args)), "")}


async def get_my_short_description(state: State, args: Args) -> dict[str, Any]:
    """GetMyShortDescription."""
    return {"short_description": state.texts.get(("short_description", _language(args)), "")}


async def get_my_name(state: State, _args: Args) -> dict[str, Any]:
    """GetMyName."""
    return {"name": state.bot.first_name}


async def set_chat_menu_button(state: State, args: Args) -> bool:
    """SetChatMenuButton."""
    state.menu_buttons[args.whole("chat_id", 0) or 0] = args.json("menu_button") or {"type": "default"}
    return True


async def get_chat_menu_button(state: State, args: Args) -> dict[str, Any]:
    """GetChatMenuButton."""
    return state.menu_buttons.get(args.whole("chat_id", 0) or 0, {"type": "commands"})


# --- chats and members ----------------------------------------------------------------------------------------------


def _seen_chat(state: State, args: Args) -> Chat:
    """A chat that the bot may ask about: 403 where it was thrown out."""
    chat = state.chat(args)
    me = chat.member(state.bot.id)
    if chat.person is None and (me is None or not me.is_in):
        what = "was kicked from" if me is not None and me.status == "kicked" else "is not a member of"
        raise forbidden(f"bot {what} the {chat.type} chat")
    return chat


async def get_chat(state: State, args: Args) -> dict[str, Any]:
    """GetChat: a ChatFullInfo."""
    chat = _seen_chat(state, args)
    gifts = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]
    shown = chat.shown() | {"accent_color_id": 0, "max_reaction_count": 11}
    shown["accepted_gift_types"] = dict.fromkeys(gifts, False)
    if chat.linked is not None:
        shown["linked_chat_id"] = chat.linked
    return shown


async def get_chat_member(state: State, args: Args) -> dict[str, Any]:
    """GetChatMember. Of others it is sure to work only where the bot is an administrator; channels refuse otherwise."""
    chat = _seen_chat(state, args)
    user_id = args.whole("user_id")
    if user_id is None:
        raise bad("invalid user_id specified")
    me = chat.member(state.bot.id)
    if chat.type == "channel" and user_id != state.bot.id and not (me is not None and me.is_admin):
        raise bad("member list is inaccessible")
    member = chat.member(user_id)
    if member is not None:
        return member.shown(chat)
    if user_id not in state.users:
        raise bad("PARTICIPANT_ID_INVALID")
    return Member(state.users[user_id], "left").shown(chat)


async def get_chat_administrators(state: State, args: Args) -> list[dict[str, Any]]:
    """GetChatAdministrators: all that are no bots, and the bot itself."""
    chat = _seen_chat(state, args)
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    me = chat.member(state.bot.id)
    if chat.type == "channel" and not (me is not None and me.is_admin):
        raise bad("member list is inaccessible")
    admins = (m for m in chat.members.values() if m.is_admin)
    return [m.shown(chat) for m in admins if not m.user.is_bot or m.user is state.bot]


async def get_chat_member_count(state: State, args: Args) -> int:
    """GetChatMemberCount."""
    return sum(member.is_in for member in _seen_chat(state, args).members.values())


async def leave_chat(state: State, args: Args) -> bool:
    """LeaveChat."""
    chat = _seen_chat(state, args)
    if chat.person is not None:
        raise bad("can't leave a private chat")
    state.member(chat, state.bot, "left")
    state.changes.happened()
    return True


async def send_chat_action(state: State, args: Args) -> bool:
    """SendChatAction."""
    chat = state.chat(args)
    state.check_may_write(chat)
    state.actions.append((chat.id, args.text("action")))
    return True


async def set_message_reaction(state: State, args: Args) -> bool:
    """SetMessageReaction; a bot may set one."""
    message = state.message(state.chat(args), args.whole("message_id"))
    if message is None:
        raise bad("message to react not found")
    wanted = args.json("reaction") or []
    if len(wanted) > 1:
        raise bad("REACTIONS_TOO_MANY")
    state.reactions.append((message, wanted))
    state.changes.happened()
    return True


async def pin_chat_message(state: State, args: Args) -> bool:
    """PinChatMessage; in groups and channels an administrator's right."""
    return _pin(state, args, pinned=True)


async def unpin_chat_message(state: State, args: Args) -> bool:
    """UnpinChatMessage."""
    return _pin(state, args, pinned=False)


def _pin(state: State, args: Args, *, pinned: bool) -> bool:
    chat = state.chat(args)
    state.check_may_write(chat)
    me = chat.member(state.bot.id)
    if chat.person is None and not (me is not None and me.is_admin):
        raise bad("not enough rights to manage pinned messages in the chat")
    message = state.message(chat, args.whole("message_id"))
    if message is None:
        raise bad("message to pin not found")
    message.pinned = pinned
    state.changes.happened()
    return True


async def create_forum_topic(state: State, args: Args) -> dict[str, Any]:
    """CreateForumTopic: name 1-128 characters; an administrator's right."""
    chat = state.chat(args)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    me = chat.member(state.bot.id)
    if me is None or not me.is_admin:
        raise bad("not enough rights to create a topic")
    name = args.text("name")
    if not 1 <= utf16_length(name) <= 128:
        raise bad("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    topic: Topic = state.open_topic(chat, name, state.bot)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}


async def get_file(state: State, args: Args) -> dict[str, Any]:
    """GetFile: at most 20 MB can be fetched by bots."""
    stored = state.files.get(args.text("file_id"))
    if stored is None:
        raise bad("invalid file_id")
    if len(stored.content) > 20 * 1024 * 1024:
        raise bad("file is too big")
    shown = {"file_id": stored.id, "file_unique_id": f"u-{stored.id}", "file_size": len(stored.content)}
    return shown | {"file_path": f"files/{stored.id}"}


# --- presses and inline queries -------------------------------------------------------------------------------------


async def answer_callback_query(state: State, args: Args) -> bool:
    """AnswerCallbackQuery: 0-200 characters."""
    query = state.live_query(args.text("callback_query_id"))
    text = args.text("text")
    if utf16_length(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    query.answers.append({"text": text, "show_alert": args.flag("show_alert"), "url": args.text("url")})
    state.changes.happened()
    return True


async def answer_inline_query(state: State, args: Args) -> bool:
    """AnswerInlineQuery."""
    query = state.inline_queries.get(args.text("inline_query_id"))
    if query is None or state.clock.seconds() - query.at > 60:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    results = args.json("results")
    if not isinstance(results, list):
        raise bad("can't parse inline query results JSON object")
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(one.encode()) <= 64 for one in ids):
        raise bad("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    query.answers.append({"results": results, "is_personal": args.flag("is_personal"), "button": args.json("button")})
    state.changes.happened()
    return True


def _check_result(result: dict[str, Any]) -> None:
    from tests.peers.telegram.sending import MAX_TEXT, parsed  # noqa: PLC0415  (the two rooms of methods are equals)

    if result.get("type") == "article" and not result.get("title"):
        raise bad("ARTICLE_TITLE_EMPTY")
    checked_markup(result.get("reply_markup"), inline_only=True)
    content = result.get("input_message_content")
    if content and "message_text" in content:
        text, _entities, _source = parsed(Args({}), "text", content["message_text"], content.get("parse_mode") or "")
        if not text:
            raise bad("MESSAGE_EMPTY")
        if utf16_length(text) > MAX_TEXT:
            raise bad("MESSAGE_TOO_LONG")


async def method_not_found(_state: State, _args: Args) -> None:
    """What the server answers to a name that it does not know."""
    raise ApiError(404, "Not Found: method not found")
