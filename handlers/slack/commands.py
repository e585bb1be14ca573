"""The sub-commands of /tocsin and the buttons by name, and the nearest to a word that is none."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from handlers.slack import answers, deeds, following, reading
from handlers.slack.people import Wish

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from handlers.slack.house import Ask, House
    from handlers.slack.render import SlackText
    from handlers.wording import Wording

    Command = Callable[[House, Ask], Awaitable[SlackText]]

COMMANDS: Final[Mapping[str, Command]] = {
    "latest": reading.latest,
    "topic": following.topic,
    "topics": following.topics,
    "search": reading.search,
    "why": reading.why,
    "sources": reading.sources,
    "trend": reading.trend,
    "subscribe": following.subscribe,
    "unsubscribe": following.unsubscribe,
    "mute": following.mute,
    "unmute": following.unmute,
    "digest": following.digest,
    "missed": reading.missed,
    "handover": reading.handover,
    "merge": reading.merge,
    "split": reading.split,
    "settings": following.settings,
    "test": following.test,
    "status": reading.status,
    "backtest": reading.backtest,
    "export": reading.export,
    "invite": following.invite,
    "help": following.help_,
    "start": following.start,
}
BUTTONS: Final[Mapping[str, Command]] = {
    "subscribe": following.subscribe,
    "unsubscribe": following.unsubscribe,
    "why": reading.why_of,
    "sources": reading.sources_of,
    "mute": following.mute_event,
    "mutefor": following.mute_event_for,
    "own": following.own,
    "language": following.language,
}
# These are written before they are acknowledged, so that a press that Slack saw answered is never lost.
DEEDS: Final[Mapping[str, Command]] = {"claim": deeds.claim, "release": deeds.release, "drop": deeds.drop}

_CHANGING: Final = frozenset(
    (
        "subscribe", "unsubscribe", "mute", "mutefor", "unmute", "digest", "settings", "test", "export", "language",
        "own",
    )
)  # fmt: skip
# Corrections and backtests ask the desk for an editor, and that asks whether the person may change the channel.
_WORKING: Final = frozenset(
    ("claim", "release", "drop", "publish", "falsealarm", "missed", "backtest", "invite", "merge", "split", "sources")
)
# Most of what these do is read; these words after them change something.
_CHANGING_BY_WORD: Final = {"topic": ("new", "edit", "remove"), "handover": ("daily", "off")}


def wish_of(name: str, args: str = "") -> Wish:
    """What somebody must be for a command or button."""
    if name in _CHANGING or args.split(maxsplit=1)[:1] in [[word] for word in _CHANGING_BY_WORD.get(name, ())]:
        return Wish.CHANGE
    return Wish.WORK if name in _WORKING else Wish.READ


async def answered(command: Command, house: House, ask: Ask) -> SlackText:
    """The answer; what cannot be is answered, not raised."""
    try:
        return await command(house, ask)
    except BadRequest as error:
        return answers.refusal(error, ask.words)


def unknown(name: str, words: Wording) -> SlackText:
    """The nearest sub-command to a word that is none."""
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    command = f"/tocsin {name[:32]}"
    if near:
        return answers.plain(words.text("command-nearest", command=command, near=f"/tocsin {near[0]}"))
    return answers.plain(words.text("command-unknown", command=command))
