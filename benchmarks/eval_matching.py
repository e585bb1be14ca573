"""Measure the matching against labelled items, or see what fires in ordinary news (docs/rules.md, "Measuring").

The labelled set is split by the id: the working half (even) may be read, and since 25 November 2026 half of the others,
the opened quarter; of what is left, the check quarter, only numbers are shown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.matching import explain, find_matches, load_rules
from bot.matching.score import Judged, Rate, by_language, interval, judged, measure
from bot.model import Entry, EntryId, FeedId, Language, OutletId

SHARED = Path(__file__).resolve().parents[2] / "shared"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARTS = ("working", "opened", "check")
Row = dict[str, Any]


def entry_of(row: Row) -> Entry:
    """An item of the labelled sets or the streams as an entry."""
    return Entry(
        EntryId(row.get("id", "?")), FeedId("?/?"), OutletId("?"), row.get("title") or "", row.get("summary") or "",
        Language(row.get("lang") or ""), "", None, NOW,
    )  # fmt: skip


def rows_in(path: Path) -> list[Row]:
    """The rows of a JSON lines file, gzipped or not."""
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in body.splitlines() if line.strip()]


def part_of(row: Row) -> str:
    """The part of the labelled set: "working", "opened" or "check"."""
    if int(row["id"], 16) % 2 == 0:
        return "working"
    return "check" if zlib.crc32(f"open{row['id']}".encode()) % 2 else "opened"


def events_of(row: Row, rules: Any) -> list[Row]:
    """The predicted events in the field names of the labelled sets."""
    return [
        {
            "type": m.kind,
            "source": m.source,
            "target": m.target,
            "status": str(m.status),
            "rule": m.rule,
            "why": m.why[-1],
        }
        for m in find_matches(entry_of(row), rules)
    ]


def show(name: str, rows: list[Judged]) -> None:
    """One line of figures."""
    m = measure(rows)
    low, high = interval(rows, "ring", 200)
    ring, event = (f"P {r.precision:.3f} R {r.recall:.3f} F1 {r.f1:.3f}" for r in (m.ring, m.event))
    print(
        f"{name:>12} n={m.items:<4} ring {ring} [{low:.2f}-{high:.2f}] | event {event}"
        f" | kind F1 {m.kind.f1:.3f} | direction {m.direction:.3f}"
    )


def measured(options: argparse.Namespace, rules: Any) -> None:
    """Print the figures of each part and the errors of those that may be read."""
    gold = [r for r in rows_in(options.gold) if options.lang in {"", r.get("lang")}]
    found = {row["id"]: events_of(row, rules) for row in gold}
    parts = {name: judged([r for r in gold if part_of(r) == name], found) for name in PARTS}
    for name, rows in [*parts.items(), ("odd ids", parts["opened"] + parts["check"])]:
        for language, group in by_language(rows).items():
            if language == "all" or not options.lang:
                show(f"{name} {language}", group)
    if options.kinds:
        kinds = [measure(rows).by_kind for rows in parts.values()]
        for kind in sorted(set().union(*kinds)):
            told = (
                f"hits {r.hits:3} of {r.labelled:3}, predicted {r.predicted:3}"
                for r in (k.get(kind, Rate()) for k in kinds)
            )
            print(f"{kind:22}   " + "   ".join(told))
    errors([r for r in gold if part_of(r) != "check"], found, options)


def errors(readable: list[Row], found: dict[str, list[Row]], options: argparse.Namespace) -> None:
    """Print items that are wrong."""
    shown = 0
    for row, item in zip(readable, judged(readable, found), strict=True):
        missed, extra = item.labelled - item.predicted, item.predicted - item.labelled
        kinds = {a[0] for a in missed | extra}
        if not kinds or (options.kind and options.kind not in kinds) or shown >= options.errors:
            continue
        shown += 1
        print(f"\n{row['id']} [{row['lang']}] {row['title'][:300]}\n   {(row.get('summary') or '')[:400]}")
        told = [
            tuple(e[key] for key in ("type", "source", "target", "status", "rule", "why")) for e in found[row["id"]]
        ]
        print(f"   missed {sorted(missed)}\n   extra  {sorted(extra)}   all {told}")


def fires(options: argparse.Namespace, rules: Any) -> None:
    """Print a random sample of what fires in a stream, and how often each kind does."""
    rows = rows_in(options.stream)
    started = time.perf_counter()
    hits = [(row, events_of(row, rules)) for row in rows]
    took = time.perf_counter() - started
    hits = [(row, [e for e in events if e["status"] == "reported" or options.all]) for row, events in hits]
    hits = [
        (row, events)
        for row, events in hits
        if events and (not options.kind or any(e["type"] == options.kind for e in events))
    ]
    counts: dict[str, int] = {}
    for _, events in hits:
        for event in events:
            counts[event["type"]] = counts.get(event["type"], 0) + 1
    print(f"{len(rows)} items in {took:.2f} s, {len(hits)} fire: {dict(sorted(counts.items(), key=lambda kv: -kv[1]))}")
    for row, events in random.Random(options.seed).sample(hits, min(options.fires, len(hits))):
        print(f"\n{row['title'][:250]} || {(row.get('summary') or '')[:220]}")
        for e in events:
            print(f"    {e['type']} {e['source']}>{e['target']} {e['status']} {e['rule']} {e['why']}")


def main() -> None:
    """Read the options and do what they ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", default="")
    parser.add_argument("--kind", default="")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--kinds", action="store_true", help="figures by kind, of each part")
    parser.add_argument("--gold", type=Path, default=SHARED / "gold" / "dev.jsonl")
    parser.add_argument("--text", default="")
    parser.add_argument("--stream", type=Path)
    parser.add_argument("--fires", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="not only reported acts")
    options = parser.parse_args()
    started = time.perf_counter()
    rules = load_rules(languages=frozenset({options.lang} - {""}))
    print(f"rules loaded in {time.perf_counter() - started:.2f} s")
    if options.text:
        title, _, summary = options.text.partition(" || ")
        print(explain(entry_of({"title": title, "summary": summary, "lang": options.lang}), rules))
    elif options.stream:
        fires(options, rules)
    else:
        measured(options, rules)


if __name__ == "__main__":
    main()
