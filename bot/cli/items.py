"""Items of a JSONL file as entries: what `match`, `replay` and `eval` read.

An item is {id, title, summary, lang, source, date}; all but id and title may be missing, null or unparsable.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.errors import BadFile
from bot.feeds.dates import read_date
from bot.model import Entry, EntryId, FeedId, Language, OutletId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.feeds.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its number (1-based) and what it holds, or what is wrong with it."""

    line: int
    fields: Mapping[str, Any]
    mistake: str = ""


def read_items(path: str) -> Iterator[Item]:
    """The lines of the file (`-`: standard input; `.gz` is unpacked), blank ones left out.

    Raises BadFile if it cannot be read.
    """
    if path == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        yield from _items(sys.stdin)
        return
    try:
        with _opened(Path(path)) as lines:
            yield from _items(lines)
    except OSError as error:
        raise BadFile(path, 0, f"cannot be read: {error.strerror or error}") from None


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", errors="replace")
    return path.open(encoding="utf-8", errors="replace")


def _items(lines: TextIO) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _item(number, line)


def _item(number: int, line: str) -> Item:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return Item(number, {}, "expected a JSON object on one line")
    if not isinstance(fields, dict):
        return Item(number, {}, "expected a JSON object")
    if not isinstance(fields.get("id"), str | int) or isinstance(fields.get("id"), bool):
        return Item(number, fields, 'expected an "id" that is a string')
    if not isinstance(fields.get("title"), str):
        return Item(number, fields, 'expected a "title" that is a string')
    return Item(number, fields)


def entry_of(fields: Mapping[str, Any], catalog: Catalog | None, seen: datetime | None = None) -> Entry:
    """The item as an entry. `seen` is when the simulated clock meets it; without one, its own date."""
    published = read_date(_text(fields.get("date")))
    source = _text(fields.get("source"))
    outlet = (catalog.outlet_of(source) if catalog else None) or OutletId(source or "unknown")
    return Entry(
        id=EntryId(str(fields["id"])),
        feed=FeedId(source or "items"),
        outlet=outlet,
        title=_text(fields.get("title")),
        summary=_text(fields.get("summary")),
        language=Language(_text(fields.get("lang"))),
        url=_text(fields.get("url")) if _text(fields.get("url")).startswith("http") else "",
        published=published,
        seen=seen or published or datetime(1970, 1, 1, tzinfo=UTC),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
