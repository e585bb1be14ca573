"""How long it takes to place one item among 10,000 open events, beside two peers on the same items in the same run.

    python benchmarks/clustering.py [--events 10000] [--items 2000] [--json]

The peers find the likest open event by words alone: token Jaccard against every open event, and MinHash LSH
(datasketch, measured only where it is installed). Items are invented from a seeded vocabulary; every fourth one retells
an open event in other words, and a pair in war holds a seventh of all events, as in life.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.events import Board
from bot.events.folding import keys
from bot.model import Country, Entry, EntryId, FeedId, Language, Match, OutletId, RuleId, Status
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 3, 1, tzinfo=UTC)
COUNTRIES = ["RU", "UA", "AZ", "AM", "GE", "TR", "IR", "US", "CN", "IL", "GB", "FR", "DE", "PL", "LT", "LV", "EE", "FI"]
SYLLABLES = [c + v for c in "bdghklmnrstvzpf" for v in "aeiou"]
RINGING = sorted(k for k, facts in KINDS.items() if facts.rings)


def words(draw: random.Random, count: int) -> list[str]:
    """Invented words of three to five syllables, a third of them names."""
    made = ("".join(draw.choices(SYLLABLES, k=draw.randint(3, 5))) for _ in range(count))
    return [w.title() if draw.random() < 1 / 3 else w for w in made]


def items(draw: random.Random, count: int) -> Iterator[tuple[Entry, Match]]:
    """Items in order of time, one a minute."""
    told: list[tuple[list[str], Match]] = []
    vocabulary = words(draw, 6000)
    for n in range(count):
        if told and draw.random() < 1 / 4:
            text, match = draw.choice(told[-200:])
            text = [w if draw.random() < 2 / 3 else draw.choice(vocabulary) for w in text]
        else:
            text, match = draw.choices(vocabulary, k=draw.randint(10, 40)), act(draw)
            told.append((text, match))
        yield entry(n, text), match


def act(draw: random.Random) -> Match:
    """An act of a random kind, source and target; every seventh is of the war."""
    source, target = ("RU", "UA") if draw.random() < 1 / 7 else draw.sample(COUNTRIES, 2)
    kind = "military_strike" if {source, target} == {"RU", "UA"} else draw.choice(RINGING)
    return Match(
        kind=kind,
        source=Country(source),
        target=Country(target),
        status=Status.REPORTED,
        sentence="",
        spans=(),
        rule=RuleId("bench"),
        people=draw.choice([None, None, 1, 2, 7]),
        persons=tuple(w for w in words(draw, 2) if w.istitle()),
    )


def entry(n: int, text: list[str]) -> Entry:
    """The n-th item, of one of forty outlets."""
    at = START + timedelta(minutes=n)
    return Entry(
        id=EntryId(str(n)),
        feed=FeedId(f"f{n % 40}"),
        outlet=OutletId(f"o{n % 40}"),
        title=" ".join(text[:9]),
        summary=" ".join(text[9:]),
        language=Language("en"),
        url=f"https://o{n % 40}.example/{n}",
        published=at,
        seen=at,
    )


def filled_board(stream: list[tuple[Entry, Match]], events: int) -> tuple[Board, int]:
    """A board with so many open events, and how many items it took."""
    board = Board(capacity=events)
    for n, (one, match) in enumerate(stream):
        board.keep(board.place(one, match, {}, one.seen))
        if len(board) == events:
            return board, n + 1
    raise SystemExit(f"the stream holds only {len(board)} events")


def microseconds(act: Callable[[Entry, Match], object], stream: list[tuple[Entry, Match]]) -> list[float]:
    """What each item took."""
    took = []
    for one, match in stream:
        begin = time.perf_counter()
        act(one, match)
        took.append((time.perf_counter() - begin) * 1e6)
    return took


def jaccard_peer(board: Board) -> Callable[[Entry, Match], object]:
    """The likest open event by token Jaccard against all."""
    known = [(e.id, frozenset(e.reports[0].words)) for e in board.events()]

    def place(one: Entry, _match: Match) -> object:
        mine = frozenset(keys(f"{one.title}\n{one.summary}"))
        return max(known, key=lambda other: len(mine & other[1]) / (len(mine | other[1]) or 1))

    return place


def minhash_peer(board: Board) -> Callable[[Entry, Match], object] | None:
    """The open events that MinHash LSH finds at Jaccard 0.4, or None without datasketch."""
    try:
        from datasketch import MinHash, MinHashLSH  # noqa: PLC0415  (measured only where it is installed)
    except ImportError:
        return None
    index = MinHashLSH(threshold=0.4, num_perm=128)

    def hashed(tokens: tuple[str, ...]) -> object:
        made = MinHash(num_perm=128)
        made.update_batch([t.encode() for t in tokens])
        return made

    for event in board.events():
        index.insert(event.id, hashed(event.reports[0].words))
    return lambda one, _match: index.query(hashed(keys(f"{one.title}\n{one.summary}")))


def place_and_keep(board: Board) -> Callable[[Entry, Match], object]:
    """Placing, and taking the change in, the indexes included."""
    return lambda one, match: board.keep(board.place(one, match, {}, one.seen))


def summary(took: list[float]) -> dict[str, float]:
    """Median and 99th percentile in microseconds."""
    cuts = statistics.quantiles(took, n=100)
    return {"median_us": round(statistics.median(took), 1), "p99_us": round(cuts[98], 1)}


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=10_000)
    options.add_argument("--items", type=int, default=2_000)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    stream = list(items(random.Random(7), 2 * chosen.events + chosen.items))
    board, used = filled_board(stream, chosen.events)
    fresh = stream[used : used + chosen.items]
    results = {"place": summary(microseconds(lambda one, m: board.place(one, m, {}, one.seen), fresh))}
    results["jaccard"] = summary(microseconds(jaccard_peer(board), fresh[:100]))
    if peer := minhash_peer(board):
        results["minhash"] = summary(microseconds(peer, fresh[:200]))
    results["place_and_keep"] = summary(microseconds(place_and_keep(board), fresh))
    for name in ("jaccard", "minhash"):
        if name in results:
            results[name]["times_place"] = round(results[name]["median_us"] / results["place"]["median_us"], 1)
    if chosen.json:
        print(json.dumps({"events": len(board), "items": len(fresh), **results}))
        return 0
    print(f"{len(board)} open events, {len(fresh)} items")
    for name, figures in results.items():
        print(f"{name:>16}  " + "  ".join(f"{k} {v}" for k, v in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
