"""`tocsin deadletters`: the messages that were given up, another try for them, and entries too damaged to be one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.cli.begin import now, settings_of, state_of
from bot.errors import UserMistake
from bot.model import Platform

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from bot.ports import DeadLetter
    from bot.store import State

_SENT = (Platform.TELEGRAM, Platform.SLACK, Platform.CONSOLE)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("act", nargs="?", choices=("list", "retry", "forget"), default="list")
    parser.add_argument("ticket", nargs="?", help="to retry: of the list, or `all`; to forget: `damaged`")


def run(options: argparse.Namespace) -> int:
    """List them, or try again; 1 if there is no such letter."""
    if options.act == "retry" and not options.ticket:
        raise UserMistake("retry which? A ticket of `tocsin deadletters`, or `all`")
    if options.act == "forget" and options.ticket != "damaged":
        raise UserMistake("forget what? Damaged entries alone: `tocsin deadletters forget damaged`")
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with state_of(settings_of(options), "tool") as state:
        damaged = {platform: names for platform in _SENT if (names := await state.outbox.unreadable(platform))}
        if options.act == "forget":
            for platform in damaged:
                await state.outbox.forget_unreadable(platform)
            print(f"{sum(map(len, damaged.values()))} damaged: forgotten")
            return 0
        letters = [letter for platform in _SENT for letter in await state.outbox.dead(platform)]
        if options.act == "list":
            print("\n".join([table(letters), *_about(damaged)]))
            return 0
        return await _retry(state, letters, options.ticket)


async def _retry(state: State, letters: Sequence[DeadLetter], ticket: str) -> int:
    chosen = [letter for letter in letters if ticket in {"all", letter.ticket}]
    if not chosen:
        print("nothing to retry" if ticket == "all" else f"there is no dead letter {ticket}")
        return 0 if ticket == "all" else 1
    revived = 0
    for letter in chosen:
        revived += await state.outbox.revive(letter.delivery.chat.ref.platform, letter.ticket, now())
    print(f"{revived} will be tried again, as long as a bot runs")
    return 0


def table(letters: Sequence[DeadLetter]) -> str:
    """One line a letter, oldest first: ticket, when, chat, event, why."""
    if not letters:
        return "no dead letters"
    rows = [
        f"{letter.ticket}  {letter.at:%Y-%m-%d %H:%M}  {letter.delivery.chat.ref}  "
        f"{letter.delivery.alert.event.kind}  {_line(letter.why)}"
        for letter in letters
    ]
    return "\n".join(rows)


def _about(damaged: Mapping[Platform, Sequence[str]]) -> list[str]:
    """What is said of entries that nobody can read: they are kept as they are, and cannot be tried again."""
    if not damaged:
        return []
    lines = [f"damaged, of {platform}: {', '.join(map(_line, names))}" for platform, names in damaged.items()]
    return [*lines, "Their alerts were not delivered there. Drop them with: tocsin deadletters forget damaged"]


def _line(text: str) -> str:
    """In one line of visible characters: a platform's answer must not write to the terminal as it likes."""
    return "".join(c if c.isprintable() else " " for c in text)
