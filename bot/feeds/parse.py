"""bytes -> Entries: the only place that knows feedparser.

    bytes -> text -> RawFeed -> Entries
             encodings  quick (expat), or feedparser where that cannot be trusted

The fast way is trusted where it found as many items as the text has item tags. Pure; run it in a child process, since
feedparser hangs for minutes on bytes that were made for that.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from bot.errors import ParseFailed
from bot.feeds.cleaning import clean_line, clean_text, has_markup
from bot.feeds.dates import read_date
from bot.feeds.encodings import decode
from bot.feeds.identity import article_key, clean_url, entry_id
from bot.feeds.quick import MOST_ITEMS, NotPlain, read_quickly
from bot.feeds.raw import RawFeed, RawItem
from bot.model import Entry, Feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Oddity(StrEnum):
    """What was unusual about a body; counted by outlet, shown by `tocsin replay`."""

    WRONG_ENCODING = "encoding is not the one declared"
    NOT_WELL_FORMED = "XML not well formed, repaired"
    NEEDED_FEEDPARSER = "read by feedparser"
    NO_GUID = "no guid"
    SHARED_GUID = "one guid for several articles"
    NO_LINK = "no usable link"
    NO_DATE = "no date"
    UNREADABLE_DATE = "date that cannot be read"
    FUTURE_DATE = "date in the future, dropped"
    NO_TITLE = "no title, first words of the text taken"
    EMPTY = "item without title and text, left out"
    MARKUP_IN_TITLE = "markup in a title"
    SAME_ARTICLE = "the same article twice"
    TOO_MANY = "more items than are read"


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What one body holds; entries oldest first where they are dated, else in the feed's order from its end."""

    entries: tuple[Entry, ...] = ()
    oddities: tuple[Oddity, ...] = ()  # each once, in the order of the enum
    ttl: timedelta | None = None
    hub: str = ""  # WebSub hub, if offered
    topic: str = ""  # the feed's own address, as the hub knows it


_ITEM_TAG: Final = re.compile(r"<(?:[a-z_][\w.-]{0,40}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2
_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});)(\w{1,31};)?", re.IGNORECASE)
_FIRST_TAG: Final = re.compile(r"<\?xml|<!DOCTYPE|<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_HTML_PAGE: Final = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"'>]{0,40}[\"']", re.IGNORECASE)
_JUNK_BEFORE: Final = 5_000  # characters in which the document may still begin
_MOST_FOR_FEEDPARSER: Final = 4_000_000  # characters; it takes 0.8 s for a million
_LONGEST_TITLE: Final = 500
_LONGEST_SUMMARY: Final = 6_000  # a whole article of the longer kind
_LONGEST_URL: Final = 2_000
_AHEAD: Final = timedelta(minutes=15)  # clocks of outlets go wrong by so much
_LONGEST_TTL: Final = 10_000  # minutes, a week


def read_feed(body: bytes, content_type: str, feed: Feed, seen: datetime) -> ParsedFeed:
    """The entries of a body and what was odd about it. Raises ParseFailed if it is no feed."""
    odd: set[Oddity] = set()
    decoded = decode(body, content_type, feed.language)
    if not decoded.as_said:
        odd.add(Oddity.WRONG_ENCODING)
    raw = _read_raw(decoded.text, odd)
    if len(raw.items) > MOST_ITEMS:
        odd.add(Oddity.TOO_MANY)
    entries = _once(_entries(raw, feed, seen, odd), odd)
    return ParsedFeed(
        entries=tuple(_oldest_first(entries)),
        oddities=tuple(oddity for oddity in Oddity if oddity in odd),
        ttl=_ttl(raw.ttl),
        hub=clean_url(raw.hub, feed.url) if raw.hub else "",
        topic=clean_url(raw.topic, feed.url) if raw.topic else "",
    )


def _read_raw(text: str, odd: set[Oddity]) -> RawFeed:
    if _HTML_PAGE.match(text):
        raise ParseFailed("this is a web page, not a feed")
    tags = len(_ITEM_TAG.findall(text))
    quick = _quickly(text, odd)
    if quick is not None and quick.is_feed and len(quick.items) in {tags, MOST_ITEMS + 1}:
        return quick
    if len(text) > _MOST_FOR_FEEDPARSER:
        raise ParseFailed("this is broken XML, and too much of it to repair")
    thorough = _by_feedparser(text)
    odd.add(Oddity.NEEDED_FEEDPARSER)
    if quick is not None and quick.is_feed and len(quick.items) >= len(thorough.items):
        return quick
    if not thorough.items and not thorough.is_feed:
        raise ParseFailed("this is no feed: neither RSS nor Atom")
    return thorough


def _quickly(text: str, odd: set[Oddity]) -> RawFeed | None:
    try:
        return read_quickly(text)
    except NotPlain:
        pass
    try:
        repaired = read_quickly(_repaired(text))
    except NotPlain:
        return None
    odd.add(Oddity.NOT_WELL_FORMED)
    return repaired


def _repaired(text: str) -> str:
    """Without what stands before the document, illegal characters, HTML's entities and bare ampersands."""
    begin = _FIRST_TAG.search(text, 0, _JUNK_BEFORE)
    return _ENTITY.sub(_as_xml, _ILLEGAL.sub("", text[begin.start() :] if begin else text))


def _as_xml(found: re.Match[str]) -> str:
    name = found[1] or ""
    character = html.unescape(f"&{name}")
    return character if name and not character.startswith("&") else f"&amp;{name}"


def _by_feedparser(text: str) -> RawFeed:
    """The reading of feedparser, which gets UTF-8 that says so, since it raises on some encodings that outlets name."""
    import feedparser  # noqa: PLC0415  (60 ms that most children never need)

    body = _XML_ENCODING.sub(r"\1", _ILLEGAL.sub("", text), count=1).encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        read = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # it raises a dozen kinds on hostile bytes; all mean the same
        raise ParseFailed(f"this cannot be read as a feed: {type(error).__name__}") from error
    about = read.get("feed", {})
    links = {_text(link, "rel"): _text(link, "href") for link in reversed(about.get("links", []))}
    return RawFeed(
        items=[_raw_item(item) for item in read.get("entries", [])[: MOST_ITEMS + 1]],
        title=_text(about, "title"),
        link=_text(about, "link"),
        ttl=_text(about, "ttl"),
        hub=links.get("hub", ""),
        topic=links.get("self", ""),
        is_feed=bool(read.get("version")),
    )


def _raw_item(item: Any) -> RawItem:
    contents = [_text(content, "value") for content in item.get("content", [])]
    pages = [_text(link, "href") for link in item.get("links", []) if link.get("rel", "alternate") == "alternate"]
    return RawItem(
        title=_text(item, "title"),
        links=[link for link in (_text(item, "link"), *pages) if link],
        guid=_text(item, "id"),
        dates=[date for date in (_text(item, "published"), _text(item, "updated")) if date],
        summary=_text(item, "summary"),
        content=next((content for content in contents if content), ""),
    )


def _text(fields: Any, key: str) -> str:
    """What feedparser has under that key; it keeps None for some. Its own `get` maps old names, with warnings."""
    return str(dict.get(fields, key) or "")


def _entries(raw: RawFeed, feed: Feed, seen: datetime, odd: set[Oddity]) -> Iterator[Entry]:
    base = clean_url(raw.link, feed.url) or feed.url
    shared = _shared_guids(raw)
    for item in raw.items[:MOST_ITEMS]:
        title = clean_line(item.title, _LONGEST_TITLE)
        summary = clean_text(item.summary, _LONGEST_SUMMARY) or clean_text(item.content, _LONGEST_SUMMARY)
        if not title and not summary:
            odd.add(Oddity.EMPTY)
            continue
        if not title:
            odd.add(Oddity.NO_TITLE)
            title = clean_line(summary.partition("\n")[0], 200)
        if has_markup(item.title):
            odd.add(Oddity.MARKUP_IN_TITLE)
        url = _url(item, base, odd)
        guid = clean_line(item.guid, _LONGEST_URL)
        if not guid:
            odd.add(Oddity.NO_GUID)
        elif item.guid in shared:  # it names nothing; kept out of the entry, where it would mean "retitled"
            odd.add(Oddity.SHARED_GUID)
            guid = ""
        yield Entry(
            id=entry_id(feed.id, guid, url, title),
            feed=feed.id,
            outlet=feed.outlet,
            title=title,
            summary="" if summary == title else summary,
            language=feed.language,
            url=url,
            published=_published(item, feed, seen, odd),
            seen=seen,
            guid=guid,
        )


def _shared_guids(raw: RawFeed) -> set[str]:
    """Guids that stand at articles with different addresses: some outlets give all of them the same one."""
    articles: dict[str, set[str]] = {}
    for item in raw.items:
        if item.guid and item.links:
            articles.setdefault(item.guid, set()).add(article_key(item.links[0]))
    return {guid for guid, keys in articles.items() if len(keys) > 1}


def _url(item: RawItem, base: str, odd: set[Oddity]) -> str:
    base = clean_url(item.base, base) or base
    for link in (*item.links, item.guid):
        if link is item.guid and "://" not in link:
            break  # a guid is an address only if it looks like one
        if (url := clean_url(html.unescape(link), base)) and len(url) <= _LONGEST_URL:
            return url
    odd.add(Oddity.NO_LINK)
    return ""


def _published(item: RawItem, feed: Feed, seen: datetime, odd: set[Oddity]) -> datetime | None:
    if not item.dates:
        odd.add(Oddity.NO_DATE)
        return None
    zone = timezone(feed.utc_offset)
    published = next((date for date in (read_date(text, zone) for text in item.dates) if date), None)
    if published is None:
        odd.add(Oddity.UNREADABLE_DATE)
    elif published > seen + _AHEAD:
        odd.add(Oddity.FUTURE_DATE)
        return None
    return published


def _once(entries: Iterable[Entry], odd: set[Oddity]) -> list[Entry]:
    """Each article once; the copy that stands first in the feed is the newest."""
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.id in first:
            odd.add(Oddity.SAME_ARTICLE)
        first.setdefault(entry.id, entry)
    return list(first.values())


def _oldest_first(entries: list[Entry]) -> list[Entry]:
    """Feeds put the newest on top; where all are dated, the dates say it better."""
    upwards = entries[::-1]
    if all(entry.published for entry in upwards):
        upwards.sort(key=lambda entry: entry.published or entry.seen)
    return upwards


def _ttl(written: str) -> timedelta | None:
    digits = written.strip()
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:9]) <= _LONGEST_TTL:
        return None
    return timedelta(minutes=int(digits))
