"""The same article under several addresses or titles: the names by which an entry is recognised again."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from bot.model import Entry, Report

# The Moscow Times republishes an article under up to four slugs; the tail "-a89654" stays.
_ARTICLE_TAIL: Final = re.compile(r"-(a\d{4,})/?$")
_MIRRORS: Final = re.compile(r"^(?:www|m|amp|mobile|pda|wap)\.")
_NAMING_QUERY: Final = re.compile(r"(?:id|p|newsid|article|news|item)=\w+", re.IGNORECASE)
_ENDINGS: Final = re.compile(r"(?:/amp)?/?(?:index\.\w+)?$")


def names_of(entry: Entry) -> tuple[str, ...]:
    """The names of an entry's article: its id, its guid within the outlet, its address without decoration."""
    return _names(str(entry.id), str(entry.outlet), entry.guid, (entry.url,))


def names_of_report(report: Report) -> tuple[str, ...]:
    """The names of a report's article, those of its earlier addresses included."""
    return _names(str(report.entry), str(report.outlet), report.guid, (report.url, *report.other_urls))


def _names(entry: str, outlet: str, guid: str, urls: tuple[str, ...]) -> tuple[str, ...]:
    found = [f"entry:{entry}"]
    if guid:
        found.append(f"guid:{outlet}:{guid}")
    found += [f"url:{plain}" for plain in map(plain_address, urls) if plain]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def plain_address(url: str) -> str:
    """Host and path without scheme, mirror, query and fragment; "" if the address is none, or a bare front page."""
    try:
        parts = urlsplit(url)
        host = _MIRRORS.sub("", (parts.hostname or "").casefold())
    except ValueError:  # "http://[" and the like
        return ""
    if tail := _ARTICLE_TAIL.search(parts.path):
        return f"{host}#{tail[1]}"
    path = _ENDINGS.sub("", parts.path)
    if not host or not path:
        return ""
    naming = _NAMING_QUERY.match(parts.query)  # an address may keep its article there: ?id=12
    return f"{host}{path}?{naming[0]}" if naming else f"{host}{path}"
