"""The demo: a crisis of four days, told by a dozen outlets, must come out as a good news desk would ring it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What `tocsin demo --json` prints, in an empty folder whose environment would break a real start."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / ".env").write_text("TOCSIN_ACCESS=nonsense\nTOCSIN_REDIS_URL=redis://127.0.0.1:1/0\n")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TOCSIN_TELEGRAM_TOKEN": "nonsense", "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=150,
        check=True,
    )
    assert sorted(p.name for p in folder.iterdir()) == [".env"]
    return [json.loads(line) for line in done.stdout.splitlines()]


pytestmark = [pytest.mark.timeout(200), pytest.mark.xdist_group("demo")]


def rings(told: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    return [(t["kind"], t["source"], t["target"], t["reason"]) for t in told if t["action"] == "ring"]


def test_every_line_has_the_same_fields(told: list[dict[str, str]]) -> None:
    fields = {"event", "action", "reason", "kind", "source", "target", "outlet", "sentence", "text"}

    assert {frozenset(line) for line in told} == {frozenset(fields)}


@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [
        ("raid", "RU", "AZ"),
        ("custody_death", "RU", "AZ"),
        ("ambassador_summoned", "AZ", "RU"),
        ("events_cancelled", "AZ", "RU"),
        ("arrest", "AZ", "RU"),
        ("ambassador_summoned", "RU", "AZ"),
        ("ambassador_summoned", "FI", "RU"),
        ("media_blocked", "RU", "AZ"),
        ("travel_advisory", "RU", "AZ"),
        ("expulsion", "AZ", "RU"),
        ("consular_denied", "AZ", "RU"),
        ("criminal_case", "AZ", "RU"),
        ("consular_granted", "AZ", "RU"),
        ("release", "AZ", "RU"),
    ],
)
def test_each_act_of_the_story_rings_as_what_it_is(
    told: list[dict[str, str]], kind: str, source: str, target: str
) -> None:
    assert (kind, source, target) in {ring[:3] for ring in rings(told)}


def test_nothing_else_rings(told: list[dict[str, str]]) -> None:
    events = {(t["kind"], t["source"], t["target"]) for t in told if t["action"] == "ring"}

    assert len(events) == 14


def test_one_event_rings_once_unless_it_says_why(told: list[dict[str, str]]) -> None:
    first = Counter(t["event"] for t in told if t["action"] == "ring" and t["reason"] in {"FIRST_REPORT", "REVERSED"})
    again = [t["reason"] for t in told if t["action"] == "ring" and t["reason"] not in {"FIRST_REPORT", "REVERSED"}]

    assert max(first.values()) == 1
    assert set(again) <= {"ESCALATED", "CONFIRMED", "DENIED", "NEW_PARTY", "NUMBER_GREW", "CORRECTED_BY_OUTLET"}


def test_further_outlets_edit_and_copies_of_a_wire_rest(told: list[dict[str, str]]) -> None:
    edits = [t for t in told if t["action"] == "edit"]

    assert {t["reason"] for t in edits} & {"ANOTHER_OUTLET", "BETTER_SOURCE"}
    assert all(t["reason"] != "COPY" for t in told)


def test_no_trap_is_shown(told: list[dict[str, str]]) -> None:
    shown = " ".join(t["text"] + t["sentence"] for t in told)

    assert not [word for word in ("cardiac", "blocked shot", "тумана", "Рахманинова", "Timeline") if word in shown]


def test_the_denial_is_told(told: list[dict[str, str]]) -> None:
    deaths = [t for t in told if t["kind"] == "custody_death"]

    assert any(t["reason"] == "DENIED" for t in deaths)
