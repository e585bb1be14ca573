"""The menus of commands that Telegram shows, of each language: in private, in groups, to administrators, to editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from handlers.telegram.answers import COMMANDS, EDITORS
from handlers.telegram.commands import CHANGING
from handlers.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiogram.types import BotCommandScopeUnion

_OUTSIDE_GROUPS: Final = frozenset({"start", "channel", "cancel", "privacy"})  # the menu of a group stays short
_IN_GROUPS: Final = tuple(name for name in COMMANDS if name not in _OUTSIDE_GROUPS)

Menu = tuple[list[BotCommand], "BotCommandScopeUnion", "str | None"]


def menus(editors: Iterable[str]) -> Iterator[Menu]:
    """(commands, scope, language or None for all others); `editors` are the numbers of people, for their own chats."""
    for language in (*LANGUAGES, None):
        words = Wording(language or LANGUAGES[0])
        yield _menu(COMMANDS, words), BotCommandScopeAllPrivateChats(), language
        readers = [name for name in _IN_GROUPS if name not in CHANGING]
        yield _menu(readers, words, quiet=True), BotCommandScopeAllGroupChats(), language
        yield _menu(_IN_GROUPS, words, quiet=True), BotCommandScopeAllChatAdministrators(), language
        for editor in editors:
            yield _menu((*COMMANDS, *EDITORS), words), BotCommandScopeChat(chat_id=int(editor)), language


def _menu(names: Iterable[str], words: Wording, *, quiet: bool = False) -> list[BotCommand]:
    """`quiet`: what only reads is seen by who asks alone, the command as well as its answer."""
    return [
        BotCommand(
            command=name,
            description=words.text(f"command-{name}")[:256],
            is_ephemeral=True if quiet and name not in CHANGING else None,
        )
        for name in names
    ]
