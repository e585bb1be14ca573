"""What a server can answer to one poll: three values, no exceptions, since one feed's failure is everyday."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import timedelta

# An outlet that answers so shuts bots out; operators hear it by that name, since asking again does not help.
_WALLS: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS})


@dataclass(frozen=True, slots=True)
class Body:
    """A feed as it is now. `moved_to` is where permanent redirects led, or empty."""

    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    max_age: timedelta | None = None
    hub: str = ""  # of the Link header, which precedes the feed's own words (WebSub, 4)
    topic: str = ""  # the same: its own address


@dataclass(frozen=True, slots=True)
class Unchanged:
    """304: what was fetched last is still good."""

    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """No feed this time. The sentence is for operators; `status` is None if the server never answered."""

    sentence: str
    status: int | None = None
    retry_after: timedelta | None = None
    challenge: bool = False  # a page that only a browser passes

    @property
    def is_wall(self) -> bool:
        """Whether the publisher shuts bots out."""
        return self.challenge or self.status in _WALLS


Answer = Body | Unchanged | Failure
