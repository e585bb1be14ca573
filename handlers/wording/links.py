"""Where a link leads: to the outlet's own domains, or its host is shown, so that no feed can lead readers astray."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from handlers.wording.clean import clean, shorten, units, web_address

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import Outlet, Report
    from handlers.wording.words import Wording

_MOST_TITLES = 3
_LONGEST_HOST = 80  # characters; of a longer one the end counts


def foreign_host(url: str, outlet: Outlet | None) -> str:
    """The host of an address that is not the outlet's own, as the network knows it (xn--...); else empty."""
    safe = web_address(url)
    host = (urlsplit(safe).hostname or "").rstrip(".") if safe else ""
    if not host or (outlet is not None and (not outlet.domains or _is_own(host, outlet))):
        return ""
    try:
        # Letters of other scripts that look like the outlet's own name show as what they are.
        plain = host.encode("idna").decode("ascii")
    except UnicodeError:
        plain = clean(host)
    return plain if len(plain) <= _LONGEST_HOST else f"…{plain[-_LONGEST_HOST:]}"


def _is_own(host: str, outlet: Outlet) -> bool:
    return any(host == domain or host.endswith(f".{domain}") for domain in outlet.domains)


def earlier_titles(report: Report, zone: str, now: datetime, words: Wording, limit: int) -> list[str]:
    """What the headline was before, the newest first, each with when it was changed."""
    pairs = list(pairwise(report.headlines))[::-1][:_MOST_TITLES]
    return [
        words.text(
            "sources-before", time=words.clock(new.since, zone, now), headline=shorten(clean(old.text), limit) or "…"
        )
        for old, new in pairs
    ]


def headline_of(report: Report, outlet: Outlet | None, limit: int) -> str:
    """The headline as it is linked, at most `limit` UTF-16 units; where the link leads elsewhere, with the host."""
    text, host = clean(report.headline), foreign_host(report.url, outlet)
    if not host:
        return shorten(text, limit)
    note = f" [{host}]"
    return shorten(text or "…", limit - units(note)) + note
