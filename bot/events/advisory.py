"""A government's own list of travel advice flaps: 22 of 60 changes of the US list were reversed within three days.

So a level that such a list changes is held until a second poll still shows it or another source tells it; and a level
that comes back is the old event again, not news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.model import Ownership

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.model import Event, Outlet
    from bot.taxonomy import Kind

_LISTED: Final = frozenset({"travel_advisory", "restriction_lifted"})


def is_listed(kind: Kind, outlet: Outlet | None) -> bool:
    """Whether the act is an entry of a government's own list. What the press tells of it is a second source already."""
    return kind in _LISTED and outlet is not None and outlet.ownership is Ownership.GOVERNMENT


def at_level(title: str, events: Iterable[Event]) -> Event | None:
    """The event that stands for this very level: a level is known by the title that the list gives it."""
    return next((e for e in events if any(r.headline == title for r in e.reports)), None)


def is_pending(event: Event) -> bool:
    """Whether the event waits for a second poll or source."""
    return event.held and event.undone_by is None and event.rung is None
