"""`tocsin demo`: the bundled story, served over loopback HTTP and polled for real, time compressed.

It ignores `.env`, every TOCSIN_* and any Redis; its state is thrown away; it contacts no platform and nothing outside
this machine.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, aclosing
from datetime import timedelta
from importlib import resources
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot import watch
from bot.app import Parts, build_courier, build_pipeline, follow_everything, take_poll
from bot.cli.match import compact
from bot.cli.story.outlets import Outlets, Story, read_story
from bot.feeds.catalog import read_catalog
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.parser import Parser
from bot.feeds.poller import Poller
from bot.matching import load_rules
from bot.model import Action, Language
from bot.settings import Settings
from bot.store import open_state
from handlers.console.sender import TERMINAL, ConsoleSender

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.delivery.courier import Courier
    from bot.feeds.answers import Answer
    from bot.feeds.parse import ParsedFeed
    from bot.feeds.poller import Fetches, Parses, Polled
    from bot.model import Alert, Delivery, Feed, FeedId, FeedState
    from bot.pipeline import Pipeline
    from bot.ports import FeedStates

T = TypeVar("T")
ENGLISH: Final = Language("en")

_AFTERWARDS: Final = timedelta(hours=1)  # the feeds are polled on for a while when the last item is out
_A_MOMENT_S: Final = 0.45  # between two rings, for a person to read along
_STILL: Final = 5  # turns of the event loop without work in hand before time moves on


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--json", action="store_true", help="one compact line for each ring or edit, nothing else on stdout"
    )
    parser.add_argument("--lang", choices=("en", "ru", "az"), default="en", help="the reader's language")


def run(options: argparse.Namespace) -> int:
    """Play the story."""
    watch.setup("error")
    if not options.json:
        print("Four days of an invented crisis, as a dozen invented outlets tell it. Nobody in it exists.\n")
    demo = Demo(print_json if options.json else print_text, Language(options.lang))
    asyncio.run(demo.play())
    if not options.json:
        print(demo.table())
    return 0


def print_json(delivery: Delivery, text: str) -> None:
    """One compact line."""
    print(compact(alert_fields(delivery.alert, text)), flush=True)


def print_text(delivery: Delivery, text: str) -> None:
    """The alert as a person sees it, with a moment to read it; the story's time stands still meanwhile."""
    print(text, flush=True)
    if sys.stdout.isatty() and delivery.alert.action is Action.RING:
        time.sleep(_A_MOMENT_S)


class StoryClock:
    """A clock that jumps to the next thing to do whenever nothing is in hand."""

    def __init__(self, story: Story) -> None:
        self._at, self._end = story.start, story.end + _AFTERWARDS
        self._in_hand = 0
        self.is_over = False

    def now(self) -> datetime:
        """The story's time."""
        return self._at

    async def sleep(self, pause: timedelta) -> None:
        """Wait until nothing is in hand, then move on by `pause` at once."""
        still = 0
        while still < _STILL:
            await asyncio.sleep(0.001 if self._in_hand else 0)
            still = 0 if self._in_hand else still + 1
        self._at += pause
        if self._at > self._end:
            self.is_over = True

    async def busy(self, work: Awaitable[T]) -> T:
        """Await the work; the story's time stands still meanwhile."""
        self._in_hand += 1
        try:
            return await work
        finally:
            self._in_hand -= 1


class Unhurried:
    """A fetcher, a parser and the feeds' states that hold the story's time while they work.

    Whatever a poll awaits must be here: time that runs on meanwhile would make a feed look dark.
    """

    def __init__(self, clock: StoryClock, fetcher: Fetches, parser: Parses, states: FeedStates) -> None:
        self._clock, self._fetcher, self._parser, self._states = clock, fetcher, parser, states

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """See Fetcher."""
        return await self._clock.busy(self._fetcher.fetch(url, etag=etag, last_modified=last_modified))

    async def parse(self, body: bytes, content_type: str, feed: Feed, seen: datetime) -> ParsedFeed:
        """See Parser."""
        return await self._clock.busy(self._parser.parse(body, content_type, feed, seen))

    async def all(self) -> dict[FeedId, FeedState]:
        """See FeedStates."""
        return await self._clock.busy(self._states.all())

    async def put(self, state: FeedState) -> None:
        """See FeedStates."""
        await self._clock.busy(self._states.put(state))


class Demo:
    """One play of the story: its parts, and what they came to."""

    def __init__(self, show: Callable[[Delivery, str], None], language: Language = ENGLISH) -> None:
        self._shown, self._language = show, language
        self._story = read_story()
        self._clock = StoryClock(self._story)
        self._totals: Counter[str] = Counter()
        self._events: set[str] = set()

    async def play(self) -> None:
        """From the first poll to the last alert."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-demo-")))
            served = stack.enter_context(Outlets(self._story, self._clock.now))
            state = await stack.enter_async_context(open_state(folder / "state"))
            catalog = read_catalog(feeds_file(folder, served.port))
            settings = Settings.model_construct()  # its defaults: nothing of the environment or `.env`
            parts = Parts(settings, catalog, load_rules(None, folder / "cache"), state, self._clock, print)
            await follow_everything(parts, TERMINAL, self._language)
            sender = ConsoleSender(catalog.outlets, self._clock, show=self._show)
            guard = Guard((ip_network("127.0.0.1/32"),), frozenset({served.port}))
            fetcher = await stack.enter_async_context(Fetcher(self._clock, guard=guard))
            parser = await stack.enter_async_context(Parser())
            slow = Unhurried(self._clock, fetcher, parser, state.feed_states)
            poller = Poller(catalog, slow, slow, slow, self._clock)
            await self._follow(poller, await build_pipeline(parts), build_courier(parts, sender))

    async def _follow(self, poller: Poller, pipeline: Pipeline, courier: Courier) -> None:
        """Take every poll the whole way, alerts included, until the story is over."""
        async with aclosing(poller.run()) as polls:
            async for polled in polls:
                await self._clock.busy(self._take(polled, poller, pipeline, courier))
                if self._clock.is_over:
                    return

    async def _take(self, polled: Polled, poller: Poller, pipeline: Pipeline, courier: Courier) -> None:
        self._totals["polls"] += 1
        outcomes = await take_poll(polled, poller, pipeline)
        for outcome in outcomes:
            self._totals["entries"] += 1
            self._totals["matches"] += len(outcome.matches)
            self._events.update(step.change.after.id for step in outcome.steps)
        while await courier.step():
            pass

    def _show(self, delivery: Delivery, text: str) -> None:
        self._totals["rings" if delivery.alert.action is Action.RING else "edits"] += 1
        self._shown(delivery, text)

    def table(self) -> str:
        """What the play came to."""
        totals = {**self._totals, "events": len(self._events)}
        names = ("polls", "entries", "matches", "events", "rings", "edits")
        head = "  ".join(f"{name:>8}" for name in names)
        return f"{head}\n" + "  ".join(f"{totals.get(name, 0):>8}" for name in names)


def feeds_file(folder: Path, port: int) -> Path:
    """The outlets' catalogue, with the port that plays them."""
    told = resources.files("bot.cli.story").joinpath("feeds.yaml").read_text(encoding="utf-8")
    file = folder / "feeds.yaml"
    file.write_text(told.replace("PORT", str(port)), encoding="utf-8")
    return file


def alert_fields(alert: Alert, text: str) -> dict[str, Any]:
    """A ring or an edit as one JSON object."""
    event, lead = alert.event, alert.lead_report
    return {
        "event": event.id,
        "action": alert.action,
        "reason": alert.reason,
        "kind": event.kind,
        "source": event.source,
        "target": event.target,
        "outlet": lead.outlet,
        "sentence": lead.match.sentence,
        "text": text,
    }
