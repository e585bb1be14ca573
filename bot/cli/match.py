"""`tocsin match --jsonl FILE|-`: one compact answer line per item, in order, and nothing else on stdout."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.begin import rulebook, settings_of
from bot.cli.items import entry_of, read_items
from bot.matching import find_matches

if TYPE_CHECKING:
    import argparse

    from bot.model import Match


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--jsonl", required=True, metavar="FILE|-", help="items, one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """Answer every line that can be read; 2 if one could not."""
    rules = rulebook(settings_of(options))
    wrong = 0
    for item in read_items(options.jsonl):
        if item.mistake:
            wrong += 1
            print(f"tocsin: {options.jsonl}:{item.line}: {item.mistake}", file=sys.stderr)
            continue
        matches = find_matches(entry_of(item.fields, None), rules)
        print(compact({"id": item.fields["id"], "events": [event_fields(m) for m in matches]}))
    return 2 if wrong else 0


def event_fields(match: Match) -> dict[str, Any]:
    """A match in the field names of the labelled sets."""
    return {
        "type": match.kind,
        "source": match.source,
        "target": match.target,
        "status": match.status,
        "sentence": match.sentence,
        "rule": match.rule,
    }


def compact(fields: dict[str, Any]) -> str:
    """One line of JSON; text as it is, not escaped."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
