"""Methods about messages and conversations.

Sources: the pages of chat.postMessage, chat.update, chat.delete, chat.postEphemeral, conversations.* with their tables
of errors; "Message metadata" (8 kB a message is the practical limit; kept by chat.update unless replaced);
chat.update: `text` over 4,000 characters is msg_too_long, blocks that are not given are retained.
"""

from __future__ import annotations

import json
from typing import Any

from tests.peers.slack.blocks import checked_blocks
from tests.peers.slack.errors import SlackError
from tests.peers.slack.state import Args, State
from tests.peers.slack.world import APP, BOT, BOT_USER, TEAM, Channel, SlackMessage

MAX_TEXT = 40_000  # chat.postMessage truncates there ("Truncating really long messages")
MAX_UPDATE_TEXT = 4_000


def _metadata(args: Args) -> dict[str, Any] | None:
    given: Any = args.json("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if given == {}:  # takes the old metadata away
        return {}
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict) or not given.get("event_type"):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(given)) > 8_000:
        raise SlackError("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _check_post(state: State, channel: Channel) -> None:
    if channel.archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and (channel.private or not _granted(state, "chat:write.public")):
        raise SlackError("not_in_channel")
    if channel.person and not state.messages_tab:
        raise SlackError("messages_tab_disabled")
    if channel.restricted:
        raise SlackError("restricted_action")


def _granted(state: State, scope: str) -> bool:
    """Whether the app may, counting the scope as used."""
    if state.scopes is not None and scope not in state.scopes:
        return False
    state.scopes_used.add(scope)
    return True


def _content(state: State, args: Args) -> tuple[str, list[dict[str, Any]]]:
    given = args.json("blocks", "invalid_blocks_format")
    blocks = checked_blocks(given) if given else []
    check_files(state, blocks)
    text = args.text("text")
    if not text and not blocks and not args.json("attachments"):
        raise SlackError("no_text")
    return text[:MAX_TEXT], blocks


def check_files(state: State, blocks: list[dict[str, Any]]) -> None:
    """Raises invalid_blocks where an image names a file that Slack does not have."""
    for block in blocks:
        wanted = block.get("slack_file", {}).get("id")
        if wanted is not None and (wanted not in state.files or state.files[wanted].content is None):
            raise SlackError("invalid_blocks", response_metadata={"messages": ["[ERROR] invalid slack file"]})


def _thread(state: State, channel: Channel, args: Args) -> str:
    """The thread that a message goes to.

    A reply's ts leads to its root. Where the root is gone and has no replies that keep its place, Slack posts to the
    channel without a word; only the missing thread_ts in the answer tells (slack-go/slack#1571).
    """
    ts = args.text("thread_ts")
    root = state.message(channel, ts) if ts else None
    if root is not None:
        return root.thread_ts or root.ts
    replied = (m for m in state.messages if m.channel is channel and m.thread_ts == ts and not m.deleted)
    return ts if ts and any(replied) else ""


async def post_message(state: State, args: Args) -> dict[str, Any]:
    """chat.postMessage."""
    channel = state.channel(args.text("channel"), to_write=True)
    _check_post(state, channel)
    text, blocks = _content(state, args)
    state.limits.take(state.clock.seconds(), "chat.postMessage", channel.id)
    thread = _thread(state, channel, args)
    message = state.put(
        channel,
        BOT_USER,
        text,
        blocks,
        from_bot=True,
        thread_ts=thread,
        broadcast=bool(thread) and args.flag("reply_broadcast"),
        metadata=_metadata(args) or {},
        unfurl_links=args.optional_flag("unfurl_links"),
        unfurl_media=args.optional_flag("unfurl_media"),
        mrkdwn=args.flag("mrkdwn", default=True),
        attachments=args.json("attachments") or [],
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.shown(metadata=True)}


async def post_ephemeral(state: State, args: Args) -> dict[str, Any]:
    """chat.postEphemeral."""
    channel = state.channel(args.text("channel"), to_write=True)
    _check_post(state, channel)
    user = args.text("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(state, args)
    thread = _thread(state, channel, args)
    message = state.put(
        channel,
        BOT_USER,
        text,
        blocks,
        from_bot=True,
        thread_ts=thread,
        ephemeral_to=user,
        via="chat.postEphemeral",
    )
    return {"message_ts": message.ts}


def _own(state: State, args: Args, error: str) -> SlackMessage:
    channel = state.channel(args.text("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    message = state.message(channel, args.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if not message.from_bot:
        raise SlackError(error)
    return message


async def update(state: State, args: Args) -> dict[str, Any]:
    """chat.update."""
    message = _own(state, args, "cant_update_message")
    given = args.json("blocks", "invalid_blocks_format")
    if given is None and "text" not in args.given:
        raise SlackError("no_text")
    if len(args.text("text")) > MAX_UPDATE_TEXT:
        raise SlackError("msg_too_long")
    blocks = message.blocks if given is None else checked_blocks(given)
    check_files(state, blocks)
    state.limits.take(state.clock.seconds(), "chat.update", message.channel.id)
    if (metadata := _metadata(args)) is not None:
        message.metadata = metadata
    message.broadcast = message.broadcast or (bool(message.thread_ts) and args.flag("reply_broadcast"))
    state.change(message, args.text("text"), blocks)
    shown = message.shown(metadata=True)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": shown}


async def delete(state: State, args: Args) -> dict[str, Any]:
    """chat.delete."""
    message = _own(state, args, "cant_delete_message")
    message.deleted = True
    state.changes.happened()
    return {"channel": message.channel.id, "ts": message.ts}


async def get_permalink(state: State, args: Args) -> dict[str, Any]:
    """chat.getPermalink."""
    channel = state.channel(args.text("channel"))
    message = state.message(channel, args.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    link = f"https://newsroom.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


# --- conversations --------------------------------------------------------------------------------------------------


def _page(items: list[Any], args: Args, default: int) -> tuple[list[Any], dict[str, Any]]:
    """One page and its response_metadata; the cursor is the offset."""
    begin = args.whole("cursor", 0) if args.text("cursor") else 0
    limit = args.whole("limit", default) or default
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    end = begin + limit
    return items[begin:end], {"next_cursor": str(end) if end < len(items) else ""}


async def list_conversations(state: State, args: Args) -> dict[str, Any]:
    """conversations.list: public channels unless other types are asked for; private ones only with the bot in them."""
    types = (args.text("types") or "public_channel").split(",")
    if set(types) - {"public_channel", "private_channel", "mpim", "im"}:
        raise SlackError("invalid_types")
    found = [
        channel.shown()
        for channel in state.channels.values()
        if channel.kind in types
        and (not channel.private or BOT_USER in channel.members)
        and not (channel.archived and args.flag("exclude_archived"))
    ]
    page, metadata = _page(found, args, 100)
    return {"channels": page, "response_metadata": metadata}


async def my_conversations(state: State, args: Args) -> dict[str, Any]:
    """users.conversations: those that the bot is in."""
    answer = await list_conversations(state, Args(args.given | {"limit": 1000, "cursor": None}))
    found = [shown for shown in answer["channels"] if BOT_USER in state.channels[shown["id"]].members]
    page, metadata = _page(found, args, 100)
    return {"channels": page, "response_metadata": metadata}


async def conversation_info(state: State, args: Args) -> dict[str, Any]:
    """conversations.info."""
    channel = state.channel(args.text("channel"))
    shown = channel.shown()
    if not args.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


async def join(state: State, args: Args) -> dict[str, Any]:
    """conversations.join: public channels only."""
    channel = state.channel(args.text("channel"))
    if channel.archived:
        raise SlackError("is_archived")
    if channel.private or channel.person:
        raise SlackError("method_not_supported_for_channel_type")
    channel.members.add(BOT_USER)
    state.changes.happened()
    return {"channel": channel.shown()}


async def leave(state: State, args: Args) -> dict[str, Any]:
    """conversations.leave."""
    state.channel(args.text("channel")).members.discard(BOT_USER)
    state.changes.happened()
    return {}


async def members(state: State, args: Args) -> dict[str, Any]:
    """conversations.members."""
    channel = state.channel(args.text("channel"))
    page, metadata = _page(sorted(channel.members), args, 100)
    return {"members": page, "response_metadata": metadata}


async def open_direct(state: State, args: Args) -> dict[str, Any]:
    """conversations.open: a direct message with one person."""
    users = [user for user in args.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if any(user not in state.users for user in users):
        raise SlackError("user_not_found")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")  # group messages are not modelled
    return {"channel": {"id": state.direct(users[0]).id}}


def _readable(state: State, args: Args) -> Channel:
    channel = state.channel(args.text("channel"))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(found: list[SlackMessage], args: Args) -> list[SlackMessage]:
    oldest, latest = args.text("oldest") or "0", args.text("latest") or "9999999999.000000"
    low, high = float(oldest), float(latest)
    if args.flag("inclusive"):
        return [m for m in found if low <= float(m.ts) <= high]
    return [m for m in found if low < float(m.ts) < high]


async def history(state: State, args: Args) -> dict[str, Any]:
    """conversations.history: newest first; replies in threads are not in it unless broadcast; metadata on request."""
    channel = _readable(state, args)
    state.limits.take(state.clock.seconds(), "conversations.history", channel.id)
    visible = [
        m
        for m in reversed(state.messages)
        if m.channel is channel and not m.deleted and not m.ephemeral_to and (not m.thread_ts or m.broadcast)
    ]
    most = 15 if state.limits.commercial else 999
    page, metadata = _page(
        _between(visible, args), Args(args.given | {"limit": min(args.whole("limit", 100), most)}), 100
    )
    shown = [m.shown(metadata=args.flag("include_all_metadata")) for m in page]
    return {"messages": shown, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


async def replies(state: State, args: Args) -> dict[str, Any]:
    """conversations.replies: the root, then its replies, oldest first."""
    channel = _readable(state, args)
    ts = args.text("ts")
    if state.message(channel, ts) is None:
        raise SlackError("thread_not_found")
    found = [
        m
        for m in state.messages
        if m.channel is channel and not m.deleted and not m.ephemeral_to and ts in {m.ts, m.thread_ts}
    ]
    root, rest = found[0], _between(found[1:], args)
    page, metadata = _page([root, *rest], args, 1000)
    shown = [m.shown(metadata=args.flag("include_all_metadata")) for m in page]
    return {"messages": shown, "has_more": bool(metadata["next_cursor"]), "response_metadata": metadata}


async def add_reaction(state: State, args: Args) -> dict[str, Any]:
    """reactions.add."""
    message = state.message(_readable(state, args), args.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if args.text("name") in message.reactions:
        raise SlackError("already_reacted")
    message.reactions.append(args.text("name"))
    state.changes.happened()
    return {}


async def pin(state: State, args: Args) -> dict[str, Any]:
    """pins.add."""
    message = state.message(_readable(state, args), args.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if message in state.pins:
        raise SlackError("already_pinned")
    state.pins.append(message)
    state.changes.happened()
    return {}


async def unpin(state: State, args: Args) -> dict[str, Any]:
    """pins.remove."""
    message = state.message(_readable(state, args), args.text("timestamp"))
    if message is None or message not in state.pins:
        raise SlackError("no_pin")
    state.pins.remove(message)
    state.changes.happened()
    return {}


async def auth_test(_state: State, _args: Args) -> dict[str, Any]:
    """auth.test."""
    return {
        "url": "https://newsroom.slack.com/",
        "team": "Newsroom",
        "user": "tocsin",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "is_enterprise_install": False,
    }
