"""Methods about people, views and files, and the response_url.

Sources: users.info, bots.info, views.open, views.push, views.update, views.publish, files.getUploadURLExternal,
files.completeUploadExternal, each with its table of errors; "Handling user interaction", "response_url".
"""

from __future__ import annotations

from typing import Any

from tests.peers.slack.blocks import checked_blocks, checked_view
from tests.peers.slack.chat import check_files
from tests.peers.slack.errors import SlackError
from tests.peers.slack.state import MAX_MODALS, RESPONSE_URL_LIFETIME, RESPONSE_URL_USES, Args, SlackFile, State
from tests.peers.slack.world import APP, BOT, BOT_USER, SlackMessage, View


async def user_info(state: State, args: Args) -> dict[str, Any]:
    """users.info."""
    user = state.users.get(args.text("user"))
    if user is None:
        raise SlackError("user_not_found")
    shown = user.shown()
    if not args.flag("include_locale"):
        shown.pop("locale")
    return {"user": shown}


async def list_users(state: State, _args: Args) -> dict[str, Any]:
    """users.list."""
    return {"members": [user.shown() for user in state.users.values()], "response_metadata": {"next_cursor": ""}}


async def bot_info(_state: State, args: Args) -> dict[str, Any]:
    """bots.info."""
    if args.text("bot", BOT) != BOT:
        raise SlackError("bot_not_found")
    return {"bot": {"id": BOT, "app_id": APP, "name": "Tocsin", "user_id": BOT_USER, "deleted": False, "updated": 0}}


async def team_info(_state: State, _args: Args) -> dict[str, Any]:
    """team.info."""
    return {"team": {"id": "T0NEWSROOM", "name": "Newsroom", "domain": "newsroom"}}


# --- views ----------------------------------------------------------------------------------------------------------


def _view(args: Args) -> dict[str, Any]:
    return checked_view(args.json("view"))


def _check_external(state: State, payload: dict[str, Any], but: View | None = None) -> None:
    wanted = payload.get("external_id")
    taken = (v for v in state.views.values() if v.open and v is not but)
    if wanted and any(v.now.get("external_id") == wanted for v in taken):
        raise SlackError("duplicate_external_id")


async def open_view(state: State, args: Args) -> dict[str, Any]:
    """views.open: a trigger_id is good for one modal within three seconds."""
    payload = _view(args)
    if payload["type"] != "modal":
        raise SlackError("invalid_arguments")
    _check_external(state, payload)
    trigger = state.spend_trigger(args.text("trigger_id"))
    return {"view": state.new_view(payload, trigger.user).shown()}


async def push_view(state: State, args: Args) -> dict[str, Any]:
    """views.push: at most three in a stack."""
    payload = _view(args)
    _check_external(state, payload)
    trigger = state.spend_trigger(args.text("trigger_id"))
    if trigger.view is None:
        raise SlackError("invalid_trigger_id")
    return {"view": pushed(state, trigger.view, payload).shown()}


def pushed(state: State, below: View, payload: dict[str, Any]) -> View:
    """A further modal on the stack. Raises push_limit_reached."""
    if len(state.stack(below.root)) >= MAX_MODALS:
        raise SlackError("push_limit_reached")
    return state.new_view(payload, below.user, below)


async def update_view(state: State, args: Args) -> dict[str, Any]:
    """views.update, by view_id or external_id; a stale hash is refused."""
    view = _to_update(state, args)
    payload = _view(args)
    if args.text("hash") and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    _check_external(state, payload, view)
    replaced(state, view, payload)
    return {"view": view.shown()}


def _to_update(state: State, args: Args) -> View:
    if args.text("view_id"):
        found = state.views.get(args.text("view_id"))
    else:
        external = args.text("external_id")
        found = next(
            (v for v in state.views.values() if v.open and external and v.now.get("external_id") == external), None
        )
    if found is None or not found.open:
        raise SlackError("not_found")
    return found


def replaced(state: State, view: View, payload: dict[str, Any]) -> None:
    """The view shows another payload."""
    view.versions.append(payload)
    view.hash = state.new_hash()
    state.changes.happened()


async def publish_view(state: State, args: Args) -> dict[str, Any]:
    """views.publish: a person's App Home."""
    user = args.text("user_id")
    if user not in state.users:
        raise SlackError("user_not_found")
    if not state.home_enabled:
        raise SlackError("not_enabled")
    payload = _view(args)
    if payload["type"] != "home":
        raise SlackError("invalid_arguments")
    check_files(state, payload["blocks"])
    home = state.homes.get(user)
    if home is None:
        home = state.homes[user] = state.new_view(payload, user)
    else:
        if args.text("hash") and args.text("hash") != home.hash:
            raise SlackError("hash_conflict")
        replaced(state, home, payload)
    return {"view": home.shown()}


# --- files ----------------------------------------------------------------------------------------------------------


async def get_upload_url(state: State, args: Args) -> dict[str, Any]:
    """files.getUploadURLExternal: filename and exact length in bytes."""
    length = args.whole("length", 0)
    if not args.text("filename") or length <= 0:
        raise SlackError("invalid_arguments")
    found = SlackFile(state.fresh("F"), args.text("filename"), length, args.text("alt_txt"))
    state.files[found.id] = found
    return {"upload_url": f"{state.base_url}/upload/v1/{found.id}", "file_id": found.id}


async def complete_upload(state: State, args: Args) -> dict[str, Any]:
    """files.completeUploadExternal: shares the uploaded files into a channel if one is named."""
    wanted = args.json("files") or []
    if not wanted:
        raise SlackError("invalid_arguments")
    files = [_completed(state, entry) for entry in wanted]
    if channel_id := args.text("channel_id") or args.text("channels"):
        _share(state, files, channel_id, args)
    return {"files": [file.shown() for file in files]}


def _completed(state: State, entry: dict[str, Any]) -> SlackFile:
    file = state.files.get(str(entry.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    file.title = entry.get("title") or file.name
    return file


def _share(state: State, files: list[SlackFile], channel_id: str, args: Args) -> SlackMessage:
    channel = state.channel(channel_id)
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    for file in files:
        file.channels.append(channel.id)
    return state.put(
        channel,
        BOT_USER,
        args.text("initial_comment"),
        [],
        from_bot=True,
        thread_ts=args.text("thread_ts"),
        files=[file.shown() for file in files],
        via="files.completeUploadExternal",
    )


async def file_info(state: State, args: Args) -> dict[str, Any]:
    """files.info."""
    file = state.files.get(args.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file.shown()}


# --- response_url ---------------------------------------------------------------------------------------------------


def respond(state: State, key: str, body: dict[str, Any]) -> None:
    """What a POST to a response_url does. Raises expired_url or used_url (answered with 404), or invalid_blocks."""
    found = state.response_urls.get(key)
    if found is None or state.clock.seconds() - found.at > RESPONSE_URL_LIFETIME:
        raise SlackError("expired_url", status=404)
    if found.uses >= RESPONSE_URL_USES:
        raise SlackError("used_url", status=404)
    blocks = checked_blocks(body["blocks"], total=False) if body.get("blocks") else []
    text = str(body.get("text") or "")
    replaces = bool(body.get("replace_original") or body.get("delete_original")) and found.source is not None
    if not text and not blocks and not body.get("delete_original"):
        raise SlackError("no_text", status=400)
    found.uses += 1
    if replaces and found.source is not None:
        _change_original(state, found.source, body, text, blocks)
        return
    in_channel = body.get("response_type") == "in_channel"
    state.put(
        found.channel,
        BOT_USER,
        text,
        blocks,
        from_bot=True,
        ephemeral_to="" if in_channel else found.user,
        thread_ts=str(body.get("thread_ts") or ""),
        via="response_url",
    )


def _change_original(
    state: State, original: SlackMessage, body: dict[str, Any], text: str, blocks: list[dict[str, Any]]
) -> None:
    if body.get("delete_original"):
        original.deleted = True
        state.changes.happened()
    else:
        state.change(original, text, blocks)
