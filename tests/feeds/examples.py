"""Builders for the tests of feeds: bytes of invented outlets, values with everyday defaults, a clock to set."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.feeds.parse import ParsedFeed, read_feed
from bot.model import Entry, EntryId, Feed, FeedId, FeedState, Language, OutletId

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.feeds.parse import Oddity

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)


def a_feed(
    url: str = "https://harbour.example/rss", *, name: str = "harbour/en", language: str = "en", **more: object
) -> Feed:
    outlet = OutletId(name.partition("/")[0])
    return Feed(FeedId(name), url, outlet, Language(language), **more)  # type: ignore[arg-type]


def an_entry(title: str = "Ruritania summons the envoy", **more: object) -> Entry:
    fields: dict[str, object] = {
        "id": EntryId("e1"), "feed": FeedId("harbour/en"), "outlet": OutletId("harbour"), "title": title, "summary": "",
        "language": Language("en"), "url": "https://harbour.example/1", "published": NOW, "seen": NOW,
    }  # fmt: skip
    return Entry(**(fields | more))  # type: ignore[arg-type]


def an_item(title: str = "Envoy summoned", *, inside: str = "", number: int = 1) -> str:
    return (
        f"<item><title>{title}</title><link>https://harbour.example/{number}</link><guid>harbour-{number}</guid>"
        f"<pubDate>Mon, 03 Mar 2031 11:{number % 60:02}:00 GMT</pubDate>{inside}</item>"
    )


def rss(*items: str, head: str = "", prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    channel = f"<title>The Harbour Times</title><link>https://harbour.example/</link>{head}{''.join(items)}"
    return f"{prolog}<rss version='2.0'><channel>{channel}</channel></rss>".encode()


def atom(*entries: str, head: str = "") -> bytes:
    space = "http://www.w3.org/2005/Atom"
    return f"<feed xmlns='{space}'><title>The Harbour Times</title>{head}{''.join(entries)}</feed>".encode()


def read(body: bytes, feed: Feed | None = None, content_type: str = "") -> ParsedFeed:
    return read_feed(body, content_type, feed or a_feed(), NOW)


def only(body: bytes, feed: Feed | None = None, content_type: str = "") -> Entry:
    (entry,) = read(body, feed, content_type).entries
    return entry


def oddities(body: bytes, feed: Feed | None = None) -> set[Oddity]:
    return set(read(body, feed).oddities)


class SetClock:
    """A clock that stands still until it is moved; a sleep moves it, once nothing holds it any more."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now
        self.held: Callable[[], bool] = lambda: False

    def now(self) -> datetime:
        return self.time

    async def sleep(self, pause: timedelta) -> None:
        await asyncio.sleep(0.001)  # a breath for the others
        while self.held():  # noqa: ASYNC110  (what holds it is a condition of the test's, without an event)
            await asyncio.sleep(0.001)
        self.time += pause


class KeptStates:
    """Feed states in memory."""

    def __init__(self, *states: FeedState) -> None:
        self.kept = {state.feed: state for state in states}

    async def all(self) -> dict[FeedId, FeedState]:
        return dict(self.kept)

    async def put(self, state: FeedState) -> None:
        self.kept[state.feed] = state
