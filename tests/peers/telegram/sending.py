"""Methods that send, edit and delete messages.

Sources: Bot API, "Available methods" and "Updating messages": sendMessage (1-4096 characters after entities parsing),
sendPhoto (10 MB, width and height at most 10,000 together, ratio at most 20, caption 0-1024), sendDocument (50 MB),
editMessageText, editMessageCaption, editMessageMedia, editMessageReplyMarkup, deleteMessage (48 hours). Descriptions of
refusals as the server words them.
"""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import Any

from tests.peers.telegram.entities import Entity, parse_html, parse_plain, utf16_length
from tests.peers.telegram.errors import ApiError, bad
from tests.peers.telegram.markup import checked_markup
from tests.peers.telegram.state import Args, State, Stored
from tests.peers.telegram.world import Chat, Message, User, Version

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)

Parsed = tuple[str, list[Entity], str]  # text after entities, entities, what the bot gave


def parsed(args: Args, name: str, given: Any = None, mode: str | None = None) -> Parsed:
    """The text of an argument by its parse mode. Raises 400."""
    source = args.text(name) if given is None else str(given)
    mode = args.text("parse_mode") if mode is None else mode
    listed = args.json("entities" if name == "text" else f"{name}_entities")
    if not mode or listed:
        return (*parse_plain(source, listed), source)
    if mode.lower() == "html":
        return (*parse_html(source), source)
    if mode.lower() in {"markdown", "markdownv2"}:
        raise ApiError(501, "Not Implemented: this stand-in reads HTML only")
    raise bad("unsupported parse_mode")


def _text(args: Args, too_long: str) -> Parsed:
    if not args.text("text"):
        raise bad("message text is empty")
    text, entities, source = parsed(args, "text")
    if not text:
        raise bad("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad(too_long)
    return text, entities, source


def _caption(args: Args, given: Any = None, mode: str | None = None) -> Parsed:
    text, entities, source = parsed(args, "caption", given, mode)
    if utf16_length(text) > MAX_CAPTION:
        raise bad("message caption is too long")
    return text, entities, source


def _place(state: State, args: Args) -> tuple[Chat, dict[str, Any]]:
    """Where a new message goes, with the fields that every kind of it shares."""
    chat = state.chat(args)
    state.check_may_write(chat)
    thread = args.whole("message_thread_id")
    if thread is not None and not chat.is_forum:
        raise bad("message thread not found")
    if chat.is_forum:
        state.check_thread(chat, thread)
    markup = checked_markup(args.json("reply_markup"), inline_only=chat.type == "channel")
    fields: dict[str, Any] = {
        "thread": thread,
        "markup": markup,
        "reply_to": _replied(state, chat, args),
        "silent": args.flag("disable_notification"),
        "protected": args.flag("protect_content"),
    }
    fields |= {"sender_chat": chat} if chat.type == "channel" else {"sender": state.bot}
    return chat, fields | _ephemeral(state, chat, args)


def _replied(state: State, chat: Chat, args: Args) -> Message | None:
    wanted = args.json("reply_parameters") or {}
    if wanted.get("ephemeral_message_id") is not None:
        return None
    message_id = wanted.get("message_id", args.whole("reply_to_message_id"))
    if message_id is None:
        return None
    found = state.message(chat, int(message_id))
    lenient = wanted.get("allow_sending_without_reply") or args.flag("allow_sending_without_reply")
    if found is None and not lenient:
        raise bad("message to be replied not found")
    return found


def _ephemeral(state: State, chat: Chat, args: Args) -> dict[str, Any]:
    """Source: Bot API 10.2 and 10.3, "EphemeralMessageParameters"; groups and supergroups only."""
    wanted = args.json("ephemeral_message_parameters") or {}
    receiver_id = wanted.get("receiver_user_id", args.whole("receiver_user_id"))
    if receiver_id is None:
        return {}
    if not chat.is_group:
        raise bad("ephemeral messages can be sent only to groups and supergroups")
    member = chat.member(int(receiver_id))
    if member is None or not member.is_in:
        raise bad("user not found")
    query_id = wanted.get("callback_query_id", args.raw("callback_query_id"))
    if query_id:  # "within 15 seconds" of the press
        state.live_query(str(query_id), 15.0)
    return {"receiver": member.user, "ephemeral_id": state.fresh()}


def _count(state: State, chat: Chat, args: Args) -> None:
    state.count(chat, paid=args.flag("allow_paid_broadcast"))


async def send_message(state: State, args: Args) -> dict[str, Any]:
    """SendMessage."""
    chat, fields = _place(state, args)
    text, entities, source = _text(args, "message is too long")
    _count(state, chat, args)
    preview = args.json("link_preview_options")
    return state.put(chat, text, entities, source=source, link_preview=preview, **fields).shown()


# --- files ----------------------------------------------------------------------------------------------------------


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG, None if it is none of them."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _stored(state: State, args: Args, name: str, given: str | None = None) -> Stored:
    """The file of an argument: uploaded, `attach://`, or the id of one that the platform has."""
    value = args.text(name) if given is None else given
    upload = args.files.get(value.removeprefix("attach://")) if value.startswith("attach://") else args.files.get(name)
    if upload is not None:
        filename, content = upload
        if len(content) > MAX_UPLOAD_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        stored = Stored(f"file-{state.fresh()}", filename, content)
        state.files[stored.id] = stored
        return stored
    if value in state.files:
        return state.files[value]
    if not value:
        raise bad(f"there is no {name} in the request")
    if value.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")  # the stand-in fetches nothing
    raise bad("wrong file identifier/HTTP URL specified")


def _photo(state: State, args: Args, given: str | None = None) -> dict[str, Any]:
    stored = _stored(state, args, "photo", given)
    if len(stored.content) > MAX_PHOTO_BYTES:
        raise bad("file is too big")
    size = image_size(stored.content)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    shown = {"file_id": stored.id, "file_unique_id": f"u-{stored.id}", "width": width, "height": height}
    return {"photo": [shown | {"file_size": len(stored.content)}]}


def _document(state: State, args: Args, given: str | None = None) -> dict[str, Any]:
    stored = _stored(state, args, "document", given)
    shown = {"file_id": stored.id, "file_unique_id": f"u-{stored.id}", "file_name": stored.name}
    return {"document": shown | {"file_size": len(stored.content)}}


async def send_photo(state: State, args: Args) -> dict[str, Any]:
    """SendPhoto."""
    chat, fields = _place(state, args)
    media = _photo(state, args)
    text, entities, source = _caption(args)
    _count(state, chat, args)
    return state.put(chat, text, entities, source=source, media=media, **fields).shown()


async def send_document(state: State, args: Args) -> dict[str, Any]:
    """SendDocument."""
    chat, fields = _place(state, args)
    media = _document(state, args)
    text, entities, source = _caption(args)
    _count(state, chat, args)
    return state.put(chat, text, entities, source=source, media=media, **fields).shown()


# --- changing -------------------------------------------------------------------------------------------------------


def _to_edit(state: State, args: Args) -> Message:
    chat = state.chat(args)
    state.check_may_write(chat)
    message_id = args.whole("message_id")
    if message_id is None:
        raise bad("message identifier is not specified")
    message = state.message(chat, message_id)
    if message is None:
        raise bad("message to edit not found")
    mine = message.sender is state.bot or (message.chat.type == "channel" and message.sender_chat is message.chat)
    if not mine or message.service:
        raise bad("message can't be edited")
    return message


def _change(state: State, message: Message, version: Version, media: dict[str, Any] | None = None) -> None:
    old = message.now
    same = (old.text, old.entities, old.markup) == (version.text, version.entities, version.markup)
    if same and (media is None or media == message.media):
        raise bad(NOT_MODIFIED)
    if media is not None:
        message.media = media
    message.versions.append(version)
    state.changes.happened()


async def edit_message_text(state: State, args: Args) -> dict[str, Any]:
    """EditMessageText; a keyboard that is not given again is removed."""
    message = _to_edit(state, args)
    if message.media:
        raise bad("there is no text in the message to edit")
    text, entities, source = _text(args, "MESSAGE_TOO_LONG")
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    state.count(message.chat)
    preview = args.json("link_preview_options")
    _change(state, message, Version(state.clock.now(), text, tuple(entities), markup, source, preview))
    return message.shown()


async def edit_message_caption(state: State, args: Args) -> dict[str, Any]:
    """EditMessageCaption."""
    message = _to_edit(state, args)
    if not message.media:
        raise bad("there is no caption in the message to edit")
    text, entities, source = _caption(args)
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    state.count(message.chat)
    _change(state, message, Version(state.clock.now(), text, tuple(entities), markup, source))
    return message.shown()


async def edit_message_media(state: State, args: Args) -> dict[str, Any]:
    """EditMessageMedia: another photo or document in the same place, with its caption."""
    message = _to_edit(state, args)
    wanted = args.json("media") or {}
    if wanted.get("type") not in {"photo", "document"}:
        raise bad("type of the media is not supported")
    make = _photo if wanted["type"] == "photo" else _document
    media = make(state, args, str(wanted.get("media", "")))
    text, entities, source = _caption(args, wanted.get("caption") or "", wanted.get("parse_mode") or "")
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    state.count(message.chat)
    _change(state, message, Version(state.clock.now(), text, tuple(entities), markup, source), media)
    return message.shown()


async def edit_message_reply_markup(state: State, args: Args) -> dict[str, Any]:
    """EditMessageReplyMarkup; none given removes the keyboard."""
    message = _to_edit(state, args)
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    old = message.now
    state.count(message.chat)
    version = Version(state.clock.now(), old.text, old.entities, markup, old.source, old.link_preview)
    _change(state, message, version)
    return message.shown()


async def delete_message(state: State, args: Args) -> bool:
    """DeleteMessage: own ones within 48 hours, others' where the bot administers the group."""
    chat = state.chat(args)
    message = state.message(chat, args.whole("message_id"))
    if message is None:
        raise bad("message to delete not found")
    me = chat.member(state.bot.id)
    admin = me is not None and me.is_admin
    fresh = state.clock.now() - message.date < timedelta(hours=48)
    own = message.sender is state.bot or chat.person is not None or message.sender_chat is chat
    if not admin and not (own and fresh):
        raise bad("message can't be deleted")
    message.deleted = True
    state.changes.happened()
    return True


async def delete_messages(state: State, args: Args) -> bool:
    """DeleteMessages: 1-100; what is not found is skipped."""
    wanted = args.json("message_ids") or []
    if not 1 <= len(wanted) <= 100:
        raise bad("there are no messages to delete" if not wanted else "too many messages to delete")
    for message_id in wanted:
        try:
            await delete_message(state, Args(args.given | {"message_id": message_id}))
        except ApiError as refusal:
            if refusal.code != 400 or refusal.parameters:
                raise
    return True


# --- ephemeral messages (Bot API 10.2) -------------------------------------------------------------------------------


def _ephemeral_to_edit(state: State, args: Args) -> Message:
    chat = state.chat(args)
    state.check_may_write(chat)
    key = (args.whole("receiver_user_id"), args.whole("ephemeral_message_id"))
    for message in state.messages:
        receiver: User | None = message.receiver
        if message.chat is not chat or receiver is None or message.deleted:
            continue
        if (receiver.id, message.ephemeral_id) == key:
            return message
    raise bad("message to edit not found")


async def edit_ephemeral_message_text(state: State, args: Args) -> bool:
    """EditEphemeralMessageText."""
    message = _ephemeral_to_edit(state, args)
    text, entities, source = _text(args, "MESSAGE_TOO_LONG")
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    state.count(message.chat)
    _change(state, message, Version(state.clock.now(), text, tuple(entities), markup, source))
    return True


async def edit_ephemeral_message_reply_markup(state: State, args: Args) -> bool:
    """EditEphemeralMessageReplyMarkup."""
    message = _ephemeral_to_edit(state, args)
    markup = checked_markup(args.json("reply_markup"), inline_only=True)
    old = message.now
    state.count(message.chat)
    _change(state, message, Version(state.clock.now(), old.text, old.entities, markup, old.source))
    return True


async def delete_ephemeral_message(state: State, args: Args) -> bool:
    """DeleteEphemeralMessage."""
    message = _ephemeral_to_edit(state, args)
    message.deleted = True
    state.changes.happened()
    return True
