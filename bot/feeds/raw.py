"""What a feed says before anything is cleaned: the same values whether expat or feedparser read them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class RawItem:
    """One item or entry as it stands in the feed. Filled while reading; the first of several equal fields counts."""

    title: str = ""
    links: list[str] = field(default_factory=list)  # best first
    guid: str = ""
    dates: list[str] = field(default_factory=list)  # when published, then when updated
    summary: str = ""
    content: str = ""
    base: str = ""  # xml:base, if any


@dataclass(slots=True)
class RawFeed:
    """The items in the order of the feed, and what it says of itself."""

    items: list[RawItem] = field(default_factory=list)
    title: str = ""
    link: str = ""
    ttl: str = ""  # minutes, as written
    hub: str = ""  # WebSub
    topic: str = ""  # its own address, as the hub knows it
    is_feed: bool = False  # whether the root was one of a feed
