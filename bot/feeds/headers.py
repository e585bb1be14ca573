"""HTTP headers -> values. Pure; what a server writes wrongly counts as not written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})")
_LINK: Final = re.compile(r"<([^<>]*)>([^<>]*)")
_REL: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_LONGEST_LINK: Final = 8_000
_NEVER_OLD: Final = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)\b")


def pause_asked(retry_after: str, now: datetime) -> timedelta | None:
    """Retry-After as a pause from now: seconds or an HTTP date (RFC 9110, 10.2.3); None if it asks for none."""
    written = retry_after.strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=int(written[:9]))
    moment = _http_date(written)
    return max(moment - now, timedelta(0)) if moment else None


def fresh_for(cache_control: str, expires: str, date: str, age: str) -> timedelta | None:
    """How long the server says that the answer stays good (RFC 9111, 4.2); None if it does not say."""
    lowered = cache_control.lower()
    if _NEVER_OLD.search(lowered):
        return None
    lifetime: timedelta | None = None
    if found := _MAX_AGE.search(lowered):
        lifetime = timedelta(seconds=int(found[1]))
    elif (until := _http_date(expires)) and (since := _http_date(date)):
        lifetime = until - since
    if lifetime is None:
        return None
    spent = int(age[:9]) if age.isascii() and age.isdigit() else 0
    return max(lifetime - timedelta(seconds=spent), timedelta(0))


def linked(headers: Iterable[str], relation: str) -> str:
    """The first address that Link headers give for a relation (RFC 8288); empty if none does."""
    for header in headers:
        for address, parameters in _LINK.findall(header[:_LONGEST_LINK]):
            relations = _REL.search(parameters)
            if relations and relation in (relations[1] or relations[2]).lower().split():
                return str(address.strip())
    return ""


def _http_date(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
