"""`tocsin replay --items`: whatever the order of the lines, the clock runs forward."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.cli.items import Item
from bot.cli.replay import in_order

if TYPE_CHECKING:
    from pathlib import Path

ARREST = "Azerbaijani police detain two Russian journalists in Baku"
LATER = "Russia summons Azerbaijan's ambassador over arrests in Baku"
ITEMS = [
    {"id": "later", "lang": "en", "title": LATER, "date": "2 March 2026 10:00 (UTC+04:00)"},
    {"id": "first", "lang": "en", "title": ARREST, "date": "2026-02-24T09:00:00Z"},
]


def test_items_are_taken_by_their_dates_and_one_without_goes_with_the_one_before_it() -> None:
    items = [
        Item(n, {"id": str(n), "title": "x", "date": date}, "")
        for n, date in enumerate(("2026-03-02", "", "2026-03-01", "no date", "2026-03-02"), 1)
    ]

    assert [item.line for _, item in in_order(items)] == [3, 4, 1, 2, 5]


def replayed(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "replay", "--items", str(file), *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


@pytest.mark.parametrize("order", [1, -1])
def test_news_rings_whatever_the_order_of_the_lines(tmp_path: Path, order: int) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text("".join(json.dumps(item) + "\n" for item in ITEMS[::order]), encoding="utf-8")

    done = replayed(file, "--json")

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [(a["id"], a["action"], a["reason"]) for a in answers] == [
        ("first", "ring", "FIRST_REPORT"),
        ("later", "ring", "FIRST_REPORT"),
    ]


def test_a_line_that_is_no_item_is_named_and_the_rest_replayed(tmp_path: Path) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text("nonsense\n" + json.dumps(ITEMS[0]) + "\n", encoding="utf-8")

    done = replayed(file, "--json")

    assert (done.returncode, len(done.stdout.splitlines())) == (2, 1)
    assert f"{file}:1: expected a JSON object on one line" in done.stderr
