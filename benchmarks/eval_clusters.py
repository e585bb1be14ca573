"""How well reports are put together, measured apart from matching: B-cubed against labelled happenings.

    python benchmarks/eval_clusters.py ../shared/gold/clusters-dev.jsonl [--errors] [--json]
    tocsin replay --items ITEMS --json | python benchmarks/eval_clusters.py ITEMS --replay -

The items are read from the file given; what they report comes from `cluster_labels.jsonl` beside this script, coded by
hand after the codebook (ids and codes only, no names). Printed for all, and for two halves of the stories, by hash.
With --replay it is what the whole bot made of the items, matching included; `with_event` is then the share of the items
with a reported act that got an event, `rings_per_happening` counts those happenings of which an act should ring.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.events import Board, announce
from bot.model import Country, Entry, EntryId, FeedId, Language, Match, OutletId, RuleId, Status
from bot.taxonomy import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

LABELS = Path(__file__).with_name("cluster_labels.jsonl")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item went, and where it belongs."""

    id: str
    title: str
    story: str
    cluster: str
    event: str
    reason: str
    rings: bool


def replayed(items: Path) -> list[Placed]:
    """Every item that reports something, placed in the file's order."""
    labels = {row["id"]: row["matches"] for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
    board, now, placed = Board(), datetime(1970, 1, 1, tzinfo=UTC), []
    for row in map(json.loads, items.read_text(encoding="utf-8").splitlines()):
        at = datetime.fromisoformat(row["date"])
        now = max(now, at)
        matches = [match_of(row["title"], m) for m in labels.get(row["id"], ())]
        if matches:
            placed.append(place(board, row, entry_of(row, at, now), matches))
    return placed


def answered(items: Path, answers: Iterable[str]) -> list[Placed]:
    """Every item that the bot placed, as `tocsin replay --json` tells it."""
    rows = {row["id"]: row for row in map(json.loads, items.read_text(encoding="utf-8").splitlines())}
    told = [answer for answer in map(json.loads, answers) if answer["event"]]
    return [
        Placed(
            id=answer["id"],
            title=rows[answer["id"]]["title"],
            story=rows[answer["id"]]["story"],
            cluster=rows[answer["id"]]["cluster"],
            event=answer["event"],
            reason=answer["reason"],
            rings=answer["action"] == "ring",
        )
        for answer in told
    ]


def coverage(items: Path, placed: list[Placed]) -> dict[str, float]:
    """How many of the items that report an act got an event, and how often a happening rang that should ring."""
    labels = {row["id"]: row["matches"] for row in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines())}
    clusters = {row["id"]: row["cluster"] for row in map(json.loads, items.read_text(encoding="utf-8").splitlines())}
    done = {i: [m for m in found if m["status"] == "reported"] for i, found in labels.items() if i in clusters}
    codable = {i for i, found in done.items() if found}
    news = {i for i, found in done.items() if any(not m.get("retold") and KINDS[m["kind"]].rings for m in found)}
    return {
        "with_event": round(len(codable & {p.id for p in placed}) / len(codable), 3),
        "rings_per_happening": round(sum(p.rings for p in placed) / len({clusters[i] for i in news}), 3),
    }


def place(board: Board, row: dict[str, Any], entry: Entry, matches: list[Match]) -> Placed:
    """What became of the item's leading act; all its changes are kept."""
    verdicts = []
    for change in board.place_all(entry, matches, {}, entry.seen):
        verdict = announce.decide(change, entry.seen, announce.Policy())
        event, _ = announce.alert_of(change, verdict, None, entry.seen)
        board.keep(event)
        verdicts.append((event.id, verdict))
    event_id, verdict = verdicts[0]
    return Placed(
        id=row["id"],
        title=row["title"],
        story=row["story"],
        cluster=row["cluster"],
        event=event_id,
        reason=verdict.reason,
        rings=verdict.action == "ring",
    )


def entry_of(row: dict[str, Any], at: datetime, now: datetime) -> Entry:
    """The item as an entry."""
    source = row["source"] or "unknown"
    return Entry(
        id=EntryId(row["id"]),
        feed=FeedId(source),
        outlet=OutletId(source),
        title=row["title"],
        summary=row["summary"] or "",
        language=Language(row["lang"]),
        url="",
        published=at,
        seen=now,
    )


def match_of(title: str, label: dict[str, Any]) -> Match:
    """The label as a match without slots other than the number."""
    return Match(
        kind=Kind(label["kind"]),
        source=Country(label["source"]),
        target=Country(label["target"]),
        status=Status(label["status"]),
        sentence=title,
        spans=(),
        rule=RuleId("hand"),
        people=label.get("people"),
        retold=label.get("retold", False),
    )


def b_cubed(placed: Iterable[Placed]) -> dict[str, float]:
    """Precision, recall and F1 over items; events merged wrongly; rings for each event that rang."""
    items = list(placed)
    belong, went = defaultdict(set), defaultdict(set)
    for p in items:
        belong[p.cluster].add(p.id)
        went[p.event].add(p.id)
    precision = sum(len(belong[p.cluster] & went[p.event]) / len(went[p.event]) for p in items) / len(items)
    recall = sum(len(belong[p.cluster] & went[p.event]) / len(belong[p.cluster]) for p in items) / len(items)
    clusters = {p.id: p.cluster for p in items}
    wrong = sum(len({clusters[i] for i in ids}) > 1 for ids in went.values())
    return {
        "items": len(items),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "events": len(went),
        "merged_wrongly": wrong,
        "rings_per_rung_event": round(
            sum(p.rings for p in items) / max(1, len({p.event for p in items if p.rings})), 3
        ),
    }


def is_first_half(story: str) -> bool:
    """Which half a story is in."""
    return int(sha1(story.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


def print_errors(placed: list[Placed]) -> None:
    """The events that hold several happenings, and the happenings that stand in several events."""
    for whole, part in (("event", "cluster"), ("cluster", "event")):
        groups = defaultdict(list)
        for p in placed:
            groups[getattr(p, whole)].append(p)
        for name, group in groups.items():
            if len({getattr(p, part) for p in group}) > 1:
                print(f"\n{whole} {name}")
                for p in group:
                    print(f"    {getattr(p, part):<40.40} {p.reason:<16} {p.title[:90]}")


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("items", type=Path)
    options.add_argument("--replay", type=argparse.FileType(encoding="utf-8"), help="what `tocsin replay --json` said")
    options.add_argument("--errors", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if not chosen.items.is_file():
        print(f"{chosen.items} is not there: the labelled items are kept beside the project, not in it")
        return 2
    placed = answered(chosen.items, chosen.replay) if chosen.replay else replayed(chosen.items)
    halves = {
        "all": placed,
        "first half": [p for p in placed if is_first_half(p.story)],
        "second half": [p for p in placed if not is_first_half(p.story)],
    }
    results = {name: b_cubed(part) for name, part in halves.items()}
    if chosen.replay:
        results["all"] |= coverage(chosen.items, placed)
    if chosen.json:
        print(json.dumps({**results, "reasons": Counter(p.reason for p in placed)}))
        return 0
    for name, figures in results.items():
        print(f"{name:<11}" + "  ".join(f"{k} {v}" for k, v in figures.items()))
    if chosen.errors:
        print_errors(placed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
