"""`tocsin replay`: captured feeds, or items on a simulated clock, through the whole way, in a throwaway state.

`tocsin replay PATH...` reads feed files and prints the alerts and a table by outlet; `--items FILE --json` answers each
item with {"id", "event", "action", "reason", "events"}, in the order of their dates.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.begin import catalogue, now, rulebook, settings_of
from bot.cli.items import entry_of, read_items
from bot.cli.match import compact
from bot.cli.progress import progress
from bot.errors import ParseFailed, UserMistake
from bot.events import Board
from bot.feeds.parser import Parser
from bot.model import Action, ChatSettings, Feed, FeedId, Language, OutletId
from bot.pipeline import Pipeline
from bot.store import open_state
from handlers.console.render import COLOURED, PLAIN, alert_text
from handlers.wording import Wording

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Iterable, Iterator

    from bot.cli.items import Item
    from bot.feeds.catalog import Catalog
    from bot.model import Entry
    from bot.pipeline import Outcome
    from bot.settings import Settings


class ReplayClock:
    """A clock that stands where it was last put."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Put it there, never back."""
        self._at = max(self._at, at)

    async def sleep(self, pause: timedelta) -> None:
        """Move on at once."""
        self._at += pause


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="captured feed files, or folders of them")
    parser.add_argument("--items", metavar="FILE|-", help="items, one JSON object a line; their dates give the order")
    parser.add_argument("--json", action="store_true", help="one compact line an item or alert, nothing else on stdout")


def run(options: argparse.Namespace) -> int:
    """Replay; 2 if a line of the items could not be read."""
    if bool(options.paths) == bool(options.items):
        raise UserMistake(
            "give either feed files (tocsin replay PATH...) or items (tocsin replay --items FILE), not both"
        )
    settings = settings_of(options)
    if options.items:
        return asyncio.run(_replay_items(options.items, settings, as_json=options.json))
    return asyncio.run(_replay_files([Path(p) for p in options.paths], settings, as_json=options.json))


@asynccontextmanager
async def throwaway_pipeline(settings: Settings, catalog: Catalog, clock: ReplayClock) -> AsyncIterator[Pipeline]:
    """The whole way over a private state that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tocsin-replay-") as folder:
        async with open_state(data_dir=Path(folder)) as state:
            yield Pipeline(
                rules=rulebook(settings),
                outlets=catalog.outlets,
                board=Board(),
                seen=state.seen,
                events=state.events,
                clock=clock,
            )


async def _replay_items(path: str, settings: Settings, *, as_json: bool) -> int:
    catalog, clock = catalogue(settings), ReplayClock(datetime(1970, 1, 1, tzinfo=UTC))
    items = list(read_items(path))
    for item in items:
        if item.mistake:
            print(f"tocsin: {path}:{item.line}: {item.mistake}", file=sys.stderr)
    async with throwaway_pipeline(settings, catalog, clock) as pipeline:
        for at, item in progress(in_order(item for item in items if not item.mistake), "items"):
            clock.move_to(at)
            outcome = await pipeline.take_one(entry_of(item.fields, catalog, seen=clock.now()))
            if as_json:
                print(compact(_answer(item.fields["id"], outcome)))
            else:
                _show(outcome, catalog, settings)
    return 2 if any(item.mistake for item in items) else 0


def in_order(items: Iterable[Item]) -> list[tuple[datetime, Item]]:
    """Items by their dates: what is older than the clock would rest. One without a date goes with the one before it."""
    at = datetime(1970, 1, 1, tzinfo=UTC)
    dated: list[tuple[datetime, Item]] = []
    for item in items:
        at = entry_of(item.fields, None).published or at
        dated.append((at, item))
    return sorted(dated, key=lambda row: row[0])


def _answer(item_id: object, outcome: Outcome) -> dict[str, object]:
    events = list(dict.fromkeys(step.change.after.id for step in outcome.steps))
    return {
        "id": item_id,
        "event": events[0] if events else None,
        "action": outcome.verdict.action,
        "reason": outcome.verdict.reason,
        "events": events,
    }


def _show(outcome: Outcome, catalog: Catalog, settings: Settings) -> None:
    chat = ChatSettings(language=Language(settings.language))
    style = COLOURED if sys.stdout.isatty() else PLAIN
    for step in outcome.steps:
        if step.alert:
            print(alert_text(step.alert, chat, catalog.outlets, Wording(chat.language), style))


@dataclass(slots=True)
class _Tally:
    """What one outlet's files held."""

    files: int = 0
    entries: int = 0
    events: set[str] = field(default_factory=set)
    rings: int = 0
    oddities: Counter[str] = field(default_factory=Counter)


async def _replay_files(paths: list[Path], settings: Settings, *, as_json: bool) -> int:
    catalog, clock = catalogue(settings), ReplayClock(datetime(1970, 1, 1, tzinfo=UTC))
    tallies: dict[str, _Tally] = {}
    entries = await _parse_all(paths, catalog, tallies)
    async with throwaway_pipeline(settings, catalog, clock) as pipeline:
        for at, name, entry in progress(entries, "entries"):
            clock.move_to(at)
            for outcome in await pipeline.take([replace(entry, seen=clock.now())]):
                tallies[name].events.update(step.change.after.id for step in outcome.steps)
                tallies[name].rings += sum(step.verdict.action is Action.RING for step in outcome.steps)
                _tell(outcome, catalog, settings, as_json=as_json)
    if not as_json:
        print(_table(tallies))
    return 0


async def _parse_all(
    paths: list[Path], catalog: Catalog, tallies: dict[str, _Tally]
) -> list[tuple[datetime, str, Entry]]:
    """All entries of all files in order of time; one without a date takes the newest of its file."""
    found: list[tuple[datetime, str, Entry]] = []
    async with Parser() as parser:
        for file in progress(list(_files(paths)), "files"):
            name = _outlet_name(file, paths)
            tally = tallies.setdefault(name, _Tally())
            tally.files += 1
            try:
                parsed = await parser.parse(file.read_bytes(), "", _feed_of(file, paths, catalog), now())
            except ParseFailed as error:
                tally.oddities[f"unreadable: {error}"] += 1
                continue
            tally.oddities.update(parsed.oddities)
            tally.entries += len(parsed.entries)
            newest = max((e.published for e in parsed.entries if e.published), default=now())
            found += [(e.published or newest, name, e) for e in parsed.entries]
    return sorted(found, key=lambda row: row[0])


def _tell(outcome: Outcome, catalog: Catalog, settings: Settings, *, as_json: bool) -> None:
    if not as_json:
        _show(outcome, catalog, settings)
    elif outcome.steps:
        print(compact(_answer(outcome.entry.id, outcome)))


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise UserMistake(f"there is no file or folder {str(path)!r}")
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _outlet_name(file: Path, roots: list[Path]) -> str:
    """The folder that a capture lies in, else the file's own name."""
    return file.parent.name if any(root not in (file, file.parent) for root in roots) else file.stem


def _feed_of(file: Path, roots: list[Path], catalog: Catalog) -> Feed:
    """The feed that a capture stands for: the catalogue's where the folder is an outlet's slug, else one made up."""
    name = _outlet_name(file, roots)
    known = [feed for feed in catalog.feeds.values() if feed.outlet == name]
    outlet = known[0].outlet if known else OutletId(name)
    language = known[0].language if known else Language("")
    # The folder is the feed: snapshots of it hold the same articles again and again.
    return Feed(FeedId(str(outlet)), f"https://{name}.invalid/", outlet, language)


def _table(tallies: dict[str, _Tally]) -> str:
    width = max([len(name) for name in tallies] + [6])
    lines = [f"{'outlet':<{width}}  files  entries  events  rings  oddities met"]
    for name, t in sorted(tallies.items()):
        odd = ", ".join(f"{what} x{n}" for what, n in t.oddities.most_common(5))
        lines.append(f"{name:<{width}}  {t.files:>5}  {t.entries:>7}  {len(t.events):>6}  {t.rings:>5}  {odd}")
    total = (sum(t.files for t in tallies.values()), sum(t.entries for t in tallies.values()))
    events = len(set().union(*(t.events for t in tallies.values()))) if tallies else 0
    lines.append(
        f"{'all':<{width}}  {total[0]:>5}  {total[1]:>7}  {events:>6}  {sum(t.rings for t in tallies.values()):>5}"
    )
    return "\n".join(lines)
