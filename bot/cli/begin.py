"""What several commands begin with: settings, rules, catalogue."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import watch
from bot.errors import StateUnusable, UserMistake
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from bot.feeds.catalog import Catalog
    from bot.matching import Rulebook
    from bot.store import State
    from bot.store.state import Role


def settings_of(_options: argparse.Namespace) -> Settings:
    """The settings of this process. Raises BadSettings."""
    settings = read_settings()
    watch.hide(settings.secrets())
    return settings


def rulebook(settings: Settings) -> Rulebook:
    """The rules with the local overrides, from their cache in the data directory where it is fresh. Raises BadFile."""
    from bot.matching import load_rules  # noqa: PLC0415  (a process that needs no rules should not pay for them)

    return load_rules(settings.rules, cache=settings.data_dir / "cache")


def catalogue(settings: Settings) -> Catalog:
    """feeds.yaml as values. Raises BadFile."""
    from bot.feeds.catalog import find_catalog, read_catalog  # noqa: PLC0415  (same)

    return read_catalog(find_catalog(settings.feeds))


@asynccontextmanager
async def state_of(settings: Settings, role: Role) -> AsyncIterator[State]:
    """The state that the settings name. Raises StateUnusable."""
    from bot.store import open_state  # noqa: PLC0415  (same)

    url = settings.redis_url.get_secret_value() if settings.redis_url else None
    async with open_state(settings.data_dir, redis_url=url, unsafe=settings.redis_unsafe, role=role) as state:
        yield state


@asynccontextmanager
async def state_to_read(settings: Settings) -> AsyncIterator[State]:
    """The running bot's state, or the one that lies there. Raises StateUnusable."""
    async with AsyncExitStack() as stack:
        try:
            state = await stack.enter_async_context(state_of(settings, "tool"))
        except StateUnusable:
            if settings.redis_url or not settings.data_dir.exists():
                raise
            state = await stack.enter_async_context(state_of(settings, "owner"))
        yield state


def day(text: str) -> datetime:
    """An ISO date or time; without a zone it is UTC. Raises UserMistake."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserMistake(f"{text!r} is no date: expected one such as 2025-07-01") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def now() -> datetime:
    """The wall clock; the one place of the command line that reads it."""
    return datetime.now(UTC)  # noqa: TID251  (here is where `now` comes from)
