"""`tocsin eval GOLD.jsonl`: precision, recall and F1 by language and kind, with intervals, and the errors."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.begin import rulebook, settings_of
from bot.cli.items import entry_of, read_items
from bot.cli.match import event_fields
from bot.cli.progress import progress
from bot.errors import BadFile
from bot.matching import find_matches
from bot.matching.score import by_language, interval, judged, measure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from bot.matching.score import Judged, Measure, Rate

Row = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("gold", metavar="GOLD.jsonl", help="labelled items: {id, lang, title, summary, events}")
    parser.add_argument(
        "--texts", nargs="+", default=(), metavar="FILE", help="where the items are whose labels hold only their ids"
    )
    parser.add_argument("--half", choices=("0", "1"), help="only items whose id, a hexadecimal number, is even or odd")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N items that were read differently")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure; the figures are those of items read now by the rules in force."""
    rules = rulebook(settings_of(options))
    gold = [
        row for row in _gold(options.gold, _texts(options.texts)) if options.half is None or _half(row) == options.half
    ]
    found = {
        str(row["id"]): [event_fields(m) for m in find_matches(entry_of(row, None), rules)]
        for row in progress(gold, "items")
    }
    rows = judged(gold, found)
    if options.json:
        print(json.dumps({language: _fields(measure(group)) for language, group in by_language(rows).items()}))
        return 0
    for language, group in by_language(rows).items():
        print(_line(language, measure(group)))
    for name in ("ring", "event"):
        low, high = interval(rows, name)
        print(f"{name} F1 95% interval {low:.3f} to {high:.3f}")
    for kind, rate in sorted(measure(rows).by_kind.items(), key=lambda row: -row[1].labelled):
        print(f"     {kind:22} {_prf(rate)}  gold {rate.labelled} predicted {rate.predicted}")
    _errors(gold, rows, options.errors)
    return 0


def _texts(paths: Sequence[str]) -> dict[str, Row]:
    """Items by their id."""
    return {
        str(item.fields["id"]): dict(item.fields) for path in paths for item in read_items(path) if not item.mistake
    }


def _gold(path: str, texts: Mapping[str, Row]) -> list[Row]:
    rows = []
    for item in read_items(path):
        fields = {**texts.get(str(item.fields.get("id")), {}), **item.fields}
        if item.mistake and "title" not in fields:
            where = ", here or in --texts" if "id" in fields else ""
            raise BadFile(path, item.line, item.mistake + where)
        if not isinstance(fields.get("events", []), list):
            raise BadFile(path, item.line, 'expected "events" to be a list')
        rows.append({**fields, "id": str(fields["id"])})
    return rows


def _half(row: Row) -> str:
    try:
        return str(int(row["id"], 16) % 2)
    except ValueError:
        return "0"


def _line(language: str, m: Measure) -> str:
    return (
        f"{language:>4} n={m.items:<4} ring {_prf(m.ring)} | event {_prf(m.event)} | kind F1 {m.kind.f1:.3f}"
        f" | direction {m.direction:.3f} | gold rings {m.ring.labelled} events {m.event.labelled}"
    )


def _prf(rate: Rate) -> str:
    return f"P {rate.precision:.3f} R {rate.recall:.3f} F1 {rate.f1:.3f}"


def _fields(m: Measure) -> Row:
    rates = {
        name: [r.precision, r.recall, r.f1] for name, r in (("ring", m.ring), ("event", m.event), ("kind", m.kind))
    }
    return {**rates, "direction": m.direction, "n": m.items}


def _errors(gold: Sequence[Row], rows: Sequence[Judged], most: int) -> None:
    wrong = [(row, item) for row, item in zip(gold, rows, strict=True) if item.labelled != item.predicted]
    for row, item in wrong[:most]:
        print(f"\n{row['id']} [{row.get('lang')}] {row.get('title')}\n   {(row.get('summary') or '')[:300]}")
        print(f"   missed {sorted(item.labelled - item.predicted)}\n   extra  {sorted(item.predicted - item.labelled)}")
    if most < len(wrong):
        print(f"\n{len(wrong)} items were read differently; --errors {len(wrong)} shows all", file=sys.stderr)
