"""What the Bot API demands of keyboards and commands.

Sources: Bot API, "InlineKeyboardButton" (exactly one action beside the text; callback_data 1-64 bytes), "BotCommand"
(1-32 of a-z, 0-9, _; description 1-256), "setMyCommands" (at most 100). https://limits.tginfo.me: 100 buttons in a
keyboard, 8 in a row. Error names as the server gives them (BUTTON_DATA_INVALID, REPLY_MARKUP_TOO_LONG, ...).
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.peers.telegram.entities import checked_url, utf16_length
from tests.peers.telegram.errors import bad

MAX_BUTTONS = 100
MAX_IN_ROW = 8
MAX_CALLBACK_BYTES = 64
MAX_MARKUP_BYTES = 10_240
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_KINDS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def checked_markup(markup: Any, *, inline_only: bool = False) -> dict[str, Any] | None:
    """The reply markup as it is stored; None for none or for an empty keyboard. Raises ApiError 400."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _KINDS):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        if inline_only:
            raise bad("inline keyboard expected")
        return dict(markup)
    rows = [[_checked_button(button) for button in row] for row in markup["inline_keyboard"]]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    if len(json.dumps(rows, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": rows} if rows else None


def _checked_button(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    button: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if not str(button.get("text", "")).strip():
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not any(action in button for action in _ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= MAX_CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and checked_url(str(button["url"])) is None:
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button and not 1 <= utf16_length(str(button["copy_text"].get("text", ""))) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def buttons_of(markup: dict[str, Any] | None) -> list[dict[str, Any]]:
    """All inline buttons, row by row."""
    return [button for row in (markup or {}).get("inline_keyboard", []) for button in row]


def checked_commands(commands: Any) -> list[dict[str, Any]]:
    """The command list as it is stored. Raises ApiError 400."""
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "").removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(command.get("description", "")) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return [command | {"command": command["command"].removeprefix("/")} for command in commands]
