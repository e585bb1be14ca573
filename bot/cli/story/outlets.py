"""Plays the invented outlets over real HTTP on loopback: each address is a feed as it stood at the story's time."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_MOSCOW = timezone(timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class StoryItem:
    """One article: when and where it appears. `slug` names its page; `kin` is the article it is another address of."""

    at: datetime
    feed: str
    title: str
    text: str
    slug: str
    kin: str


@dataclass(frozen=True, slots=True)
class Story:
    """The items in order of time, the quirks of each feed, and the time from first to last."""

    start: datetime
    items: tuple[StoryItem, ...]
    quirks: Mapping[str, Sequence[str]]

    @property
    def end(self) -> datetime:
        """When the last item appears."""
        return self.items[-1].at


def read_story() -> Story:
    """The bundled story."""
    told = tomllib.loads(resources.files("bot.cli.story").joinpath("story.toml").read_text(encoding="utf-8"))
    start: datetime = told["start"]
    items = sorted((_item(start, number, fields) for number, fields in enumerate(told["item"])), key=lambda i: i.at)
    return Story(start, tuple(items), told["quirks"])


def _item(start: datetime, number: int, fields: Mapping[str, Any]) -> StoryItem:
    slug = fields.get("slug", f"item-{number:03}")
    kin = f"a{_moment(start, fields.get('same_as', fields['at'])):%d%H%M}"
    return StoryItem(_moment(start, fields["at"]), fields["feed"], fields["title"], fields["text"], slug, kin)


def _moment(start: datetime, at: str) -> datetime:
    """`"2 15:15"`: day 2 of the story, a quarter past three in the afternoon, UTC."""
    day, clock = at.split()
    hours, minutes = map(int, clock.split(":"))
    return start + timedelta(days=int(day) - 1, hours=hours, minutes=minutes)


class Outlets:
    """The server; `with Outlets(story, now) as outlets:` serves on `outlets.port` until the block ends."""

    def __init__(self, story: Story, now: Callable[[], datetime]) -> None:
        self._story, self._now = story, now
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The loopback port."""
        return self._server.server_address[1]

    def __enter__(self) -> Self:
        """Serve from now on."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        story, now = self._story, self._now

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                feed = self.path.strip("/").removesuffix(".xml")
                body = feed_body(story, feed, now())
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                known = self.headers.get("If-None-Match") == tag
                self.send_response(304 if known else 200)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", "0" if known else str(len(body)))
                self.end_headers()
                if not known:
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the terminal for the alerts."""

        return Handler


def feed_body(story: Story, feed: str, now: datetime) -> bytes:
    """The feed as it stands at that time, newest first, in its outlet's habits."""
    quirks = story.quirks.get(feed, ())
    items = [item for item in story.items if item.feed == feed and item.at <= now]
    shown = "".join(_rss_item(item, quirks) for item in reversed(items[-20:]))
    encoding = "windows-1251" if "windows-1251" in quirks else "utf-8"
    head = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>{feed}</title>'
    return f"{head}<link>https://{feed}.example/</link>{shown}</channel></rss>".encode(encoding, "xmlcharrefreplace")


def _rss_item(item: StoryItem, quirks: Sequence[str]) -> str:
    tail = f"-{item.kin}" if "many-slugs" in quirks else ""
    address = f"https://{item.feed}.example/2031/{item.slug}{tail}"
    date = item.at.astimezone(_MOSCOW if "dates-moscow" in quirks else UTC)
    parts = [
        f"<title>{escape(item.title)}</title>",
        f"<link>{address}</link>",
        f"<description>{escape(f'<p>{item.text}</p>')}</description>",
        "" if "no-guid" in quirks else f'<guid isPermaLink="false">{address}</guid>',
        "" if "no-date" in quirks else f"<pubDate>{format_datetime(date)}</pubDate>",
    ]
    return f"<item>{''.join(parts)}</item>"
