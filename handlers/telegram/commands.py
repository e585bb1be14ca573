"""The commands and buttons of Telegram by their names. What cannot be is answered, not raised."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from handlers.telegram import answers, channels, editing, following, reading, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.telegram.house import Ask, Command, House
    from handlers.telegram.render import TelegramText
    from handlers.wording import Wording

# These change what a chat follows: in groups they are for its administrators.
CHANGING: Final = frozenset(
    ("subscribe", "unsubscribe", "topic", "mute", "unmute", "digest", "settings", "test", "export", "forget")
)
CHANGING_BUTTONS: Final = frozenset(
    (
        "sub",
        "uns",
        "tick",
        "untick",
        "own",
        "dig",
        "mute",
        "mutefor",
        "mk",
        "unmute",
        "set",
        "outlets",
        "first",
        "forget",
    )
)
# Editors work in groups, too, where an administrator of the group may be one.
FOR_EDITORS: Final = frozenset(answers.EDITORS)


async def help_(house: House, ask: Ask) -> TelegramText:
    """All commands; those for editors to editors alone."""
    return answers.help_text(ask.words, is_editor=await house.desk.is_editor(ask.asker))


COMMANDS: Final[Mapping[str, Command]] = {
    "start": following.start,
    "help": help_,
    "topics": following.topics,
    "subscribe": following.subscribe,
    "unsubscribe": following.unsubscribe,
    "topic": following.topic,
    "digest": following.digest,
    "latest": reading.latest,
    "search": reading.search,
    "why": reading.why,
    "sources": reading.sources,
    "trend": reading.trend,
    "missed": reading.missed,
    "mute": serving.mute,
    "unmute": serving.unmute,
    "settings": serving.settings,
    "test": serving.test,
    "export": serving.export,
    "privacy": serving.privacy,
    "forget": serving.forget,
    "cancel": serving.cancel,
    "channel": channels.channel,
    "status": editing.status,
    "feeds": editing.feeds,
    "deadletters": editing.deadletters,
    "invite": editing.invite,
    "falsealarm": editing.falsealarm,
    "merge": editing.merge,
    "split": editing.split,
    "backtest": editing.backtest,
    "broadcast": editing.broadcast,
    "audit": editing.audit,
}
BUTTONS: Final[Mapping[str, Command]] = {
    "first": following.first,
    "sub": following.subscribe,
    "uns": following.unsubscribe,
    "tick": following.subscribe_in_list,
    "untick": following.unsubscribe_in_list,
    "top": following.topic,
    "own": following.own,
    "dig": following.digest_button,
    "why": reading.why,
    "src": reading.sources,
    "trend": reading.trend,
    "mute": serving.mute_event,
    "mutefor": serving.mute_event_for,
    "mk": serving.mute_kind,
    "unmute": serving.unmute_button,
    "set": serving.settings,
    "outlets": serving.outlets,
    "forget": serving.forget_now,
    "cancel": serving.cancel,
    "falsesure": editing.false_sure,
    "false": editing.false_now,
    "mergesure": editing.merge,
    "merge": editing.merge_now,
    "splitsure": editing.split,
    "split": editing.split_now,
    "dead": editing.revive,
    "broadcast": editing.broadcast_now,
}
# A tap on these changes the message that carries the buttons; the others are answered below it.
IN_PLACE: Final = CHANGING_BUTTONS - {"sub", "uns", "mute", "mk"} | {"cancel", "false", "merge", "split", "broadcast"}


async def answer(house: House, name: str, ask: Ask) -> TelegramText:
    """The answer to a command; an unknown one gets the nearest."""
    command = COMMANDS.get(name)
    return await _answered(house, command, ask) if command else unknown(name, ask.words)


async def press(house: House, verb: str, ask: Ask) -> TelegramText | None:
    """The answer to a button; None for one that the bot no longer makes."""
    command = BUTTONS.get(verb)
    return await _answered(house, command, ask) if command else None


async def _answered(house: House, command: Command, ask: Ask) -> TelegramText:
    try:
        return await command(house, ask)
    except BadRequest as error:
        return replace(answers.refusal(error, ask.words), is_refusal=True)


def unknown(name: str, words: Wording) -> TelegramText:
    """The nearest command to a word that is none."""
    near = difflib.get_close_matches(name, answers.COMMANDS, n=1)
    command = f"/{name[:32]}"
    if near:
        return answers.plain(words.text("command-nearest", command=command, near=f"/{near[0]}"))
    return answers.plain(words.text("command-unknown", command=command))
