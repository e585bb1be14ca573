"""`tocsin check`: settings, feeds.yaml, rules and state, each in one line, and what to do about what is wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.cli.begin import catalogue, rulebook, settings_of, state_of
from bot.errors import StateUnusable, UserMistake
from bot.feeds.catalog import find_catalog

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from bot.settings import Settings


def arguments(_parser: argparse.ArgumentParser) -> None:
    """No options."""


def run(options: argparse.Namespace) -> int:
    """Check everything, whatever was wrong before; 2 if a person wrote something wrong, 1 if the state is unusable."""
    try:
        settings = settings_of(options)
    except UserMistake as mistake:
        print(f"settings  WRONG  {mistake}")
        return 2
    print(f"settings  ok     {_platforms(settings)}; access: {settings.access}; language: {settings.language}")
    codes = [
        _line("feeds", _feeds, settings),
        _line("rules", _rules, settings),
        _line("state", _state, settings),
    ]
    return max(codes)


def _line(name: str, look: Callable[[Settings], str], settings: Settings) -> int:
    try:
        print(f"{name:<9} ok     {look(settings)}")
    except UserMistake as mistake:
        print(f"{name:<9} WRONG  {mistake}")
        return 2
    except StateUnusable as trouble:
        print(f"{name:<9} WRONG  {trouble}")
        return 1
    return 0


def _platforms(settings: Settings) -> str:
    return " and ".join(settings.platforms) if settings.platforms else "no token: the terminal alone"


def _feeds(settings: Settings) -> str:
    catalog = catalogue(settings)
    languages = sorted({feed.language for feed in catalog.feeds.values()})
    never = sum(feed.checked == "never" for feed in catalog.feeds.values())
    return (
        f"{find_catalog(settings.feeds)}: {len(catalog.feeds)} feeds of {len(catalog.outlets)} outlets in"
        f" {', '.join(languages)}; {len(catalog.topics)} topics; {never} addresses never opened by a person"
    )


def _rules(settings: Settings) -> str:
    lexicons = rulebook(settings).lexicons
    told = ", ".join(f"{language} {len(lexicon.rules)}" for language, lexicon in sorted(lexicons.items())) + " rules"
    return f"{told}; with {settings.rules}" if settings.rules else told


def _state(settings: Settings) -> str:
    return asyncio.run(_look_at_state(settings))


async def _look_at_state(settings: Settings) -> str:
    """Open what `run` would open; beside a running bot, look over its shoulder."""
    if settings.redis_url is None:
        try:
            async with state_of(settings, "tool") as state:
                return f"{settings.data_dir}: the running bot's; answers: {await state.answers()}"
        except StateUnusable:
            pass  # no bot runs: open it as one would
    async with state_of(settings, "tool" if settings.redis_url else "owner") as state:
        kind = "a server of your own" if settings.redis_url else f"private, in {settings.data_dir}"
        return f"{kind}; answers: {await state.answers()}"
