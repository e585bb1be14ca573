"""`tocsin feeds`: what the bot remembers of each feed: the last poll, the next one, its trouble."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.cli.begin import catalogue, now, settings_of, state_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping
    from datetime import datetime, timedelta

    from bot.model import FeedId, FeedState


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--dark", action="store_true", help="only those in trouble")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    settings = settings_of(options)
    feeds = catalogue(settings).feeds
    states = asyncio.run(_read(options))
    chosen = [feed for feed in feeds if not options.dark or (feed in states and states[feed].trouble)]
    print(table(chosen, states, now()))
    return 0


async def _read(options: argparse.Namespace) -> dict[FeedId, FeedState]:
    async with state_of(settings_of(options), "tool") as state:
        return await state.feed_states.all()


def table(feeds: Iterable[FeedId], states: Mapping[FeedId, FeedState], at: datetime) -> str:
    """One line a feed: polled so long ago, next in, entries ever seen, trouble."""
    lines = [f"{'feed':<32} {'polled':>8} {'next':>8} {'entries':>8}  trouble"]
    for feed in feeds:
        state = states.get(feed)
        if state is None:
            lines.append(f"{feed:<32} {'never':>8} {'soon':>8} {'':>8}")
            continue
        polled = _span(at - state.polled) if state.polled else "never"
        due = _span(state.due - at) if state.due and state.due > at else "now"
        trouble = state.trouble or (f"{state.failures} failures" if state.failures else "")
        lines.append(f"{feed:<32} {polled:>8} {due:>8} {state.entries:>8}  {trouble}".rstrip())
    return "\n".join(lines)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(seconds, 0)} s"
