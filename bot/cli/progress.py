"""Progress of long work, on stderr and only where a person sits at the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Sized
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
_EVERY_S = 0.2


def progress(things: Iterable[T], name: str) -> Iterator[T]:
    """The things, one by one, counted on the terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    total = f"/{len(things)}" if isinstance(things, Sized) else ""
    told = 0.0
    for number, thing in enumerate(things, 1):
        if time.monotonic() - told > _EVERY_S:
            told = time.monotonic()
            print(f"\r{number}{total} {name}", end="", file=sys.stderr, flush=True)
        yield thing
    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
