"""What makes an entry the same entry, and what makes it a changed one.

entry_id      feed + the outlet's own id of the article: survives a new title and a new address slug
content_key   entry id + what a reader would read: changes when the outlet retitles or rewrites
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from bot.model import EntryId

if TYPE_CHECKING:
    from bot.model import Entry, FeedId

# Parameters that say where a reader came from, not what the article is.
_TRACKING: Final = re.compile(
    r"(?:utm_|at_|mtm_|pk_|hsa_|ns_|xtor|fbclid|gclid|yclid|dclid|msclkid|igshid|mc_[ce]id|_ga|cmp|cmpid|"
    r"smid|ocid|wt\.|traffic_source|maca|partner|origin|ito|ftag|rss$|from$|ref$|source$|feed$|ref_src)",
    re.IGNORECASE,
)
# The article's number in its address, where the words before it may change:
_ARTICLE_NUMBERS: Final = (
    re.compile(r"-a(\d{4,})/?$"),  # The Moscow Times: .../2025/07/01/some-slug-a89654, seen under up to four slugs
    re.compile(r"/a-(\d{6,})/?$"),  # Deutsche Welle: /en/some-slug/a-73123456
    re.compile(r"/a/(?:[^/]+/)?(\d{6,})\.html$"),  # the RFE/RL sites: /a/some-slug/33457890.html
)
# Counters of updates (BBC: "#0", "#1"), tracking ("#xtor=RSS-1"). Others part the items of a live page.
_IDLE_FRAGMENT: Final = re.compile(r"\d{0,3}|.*=.*|comments|respond|top", re.IGNORECASE | re.DOTALL)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_DIGEST_BYTES: Final = 16  # 2**64 entries before two are likely to meet


def canonical_url(url: str, base: str = "") -> str:
    """The address without what varies: tracking, scheme, www., default port, slash at the end, idle fragments.

    Relative addresses are joined to `base`. Empty if it is no http(s) address.
    """
    parts = _split(url, base)
    if parts is None:
        return ""
    host = _host(parts)
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%").rstrip("/")
    fragment = "" if _IDLE_FRAGMENT.fullmatch(parts.fragment) else parts.fragment
    return urlunsplit(("https", host, path, query, fragment))


def clean_url(url: str, base: str = "") -> str:
    """The address to show and open: absolute, without tracking; empty if it is no http(s) address."""
    parts = _split(url, base)
    if parts is None:
        return ""
    kept = "&".join(piece for piece in parts.query.split("&") if piece and not _TRACKING.match(piece))
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, kept, ""))


def article_key(url: str, base: str = "") -> str:
    """What names the article in its address: host and number where the outlet has one, else the canonical address."""
    canonical = canonical_url(url, base)
    return _article_number(canonical) or canonical


def entry_id(feed: FeedId, guid: str, url: str, title: str) -> EntryId:
    """The same for every copy of an article in a feed. `url` may be empty; then the guid, then the title names it.

    A guid that is an address is treated as one: outlets put slugs, tracking and update counters (`#3`) into it.
    """
    return EntryId(_digest(feed, _stable_name(guid, url, title)))


def content_key(entry: Entry) -> str:
    """The same as long as title and summary read the same; a retitled or rewritten entry gets another.

    Letter case, punctuation and white space do not count.
    """
    return _digest(entry.id, _folded(entry.title), _folded(entry.summary))


def _stable_name(guid: str, url: str, title: str) -> str:
    address = canonical_url(url)
    if number := _article_number(address):  # it beats the guid, which may hold one of the slugs
        return number
    if guid:
        return article_key(guid) or f"guid:{guid.strip()}"
    return address or f"title:{_folded(title)}"


def _article_number(canonical: str) -> str:
    parts = urlsplit(canonical)
    found = next((found for pattern in _ARTICLE_NUMBERS if (found := pattern.search(parts.path))), None)
    return f"article:{parts.netloc}:{found[1]}" if found else ""


def _split(url: str, base: str) -> SplitResult | None:
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.")
    return host if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{parts.port}"


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def _digest(*pieces: str) -> str:
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for piece in pieces:
        digest.update(piece.encode("utf-8", "surrogatepass") + b"\x00")
    return digest.hexdigest()
