"""`tocsin run`: poll the feeds and send the alerts, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from bot import watch
from bot.app import ROLES, Parts, SystemClock, run_bot
from bot.cli.begin import catalogue, rulebook, settings_of, state_of
from bot.errors import StateUnusable, TocsinError
from bot.loops import stop_at_signals

if TYPE_CHECKING:
    import argparse

    from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--only",
        choices=("poll", "deliver", "chat"),
        help="one of several processes on a shared server (needs TOCSIN_REDIS_URL)",
    )


def run(options: argparse.Namespace) -> int:
    """Run until a signal; 1 if the state or a platform is lost."""
    settings = settings_of(options)
    watch.setup(_level(settings))
    return _run_loop(settings, options.only)


def _level(settings: Settings) -> str:
    """Where the terminal is the channel, everyday lines would drown the alerts in it."""
    alone = not settings.platforms and sys.stderr.isatty()
    return "warning" if alone and settings.log_level == "info" else settings.log_level


def _run_loop(settings: Settings, only: str | None) -> int:
    import uvloop  # noqa: PLC0415  (not on every platform, and not needed for --help)

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, only))
    except TocsinError as error:
        raise _told(error) from None
    except BaseExceptionGroup as group:  # not `except*`: what it raises is a group itself on some Pythons
        ours, defects = group.split(TocsinError)
        if ours is None or defects is not None:
            raise
        raise _told(ours) from None
    return 0


def _told(error: BaseException) -> TocsinError:
    """The error that a person should read: several loops may fall over the same cause."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error if isinstance(error, StateUnusable) else StateUnusable(str(error))


async def _run(settings: Settings, only: str | None) -> None:

    stop = stop_at_signals()
    roles = (only,) if only else ROLES
    catalog = catalogue(settings)
    rules = rulebook(settings) if "poll" in roles else None
    async with state_of(settings, "worker" if only else "owner") as state:
        await run_bot(Parts(settings, catalog, rules, state, SystemClock(), say), stop, roles)


def say(text: str) -> None:
    """Print a line for the person at the terminal at once, even into a pipe."""
    print(text, flush=True)
