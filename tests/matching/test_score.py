"""The scorer of the house, on small sets and against the neutral one beside the labelled set."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from bot.matching.score import interval, judged, measure

SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"


def an_event(text: str, status: str = "reported") -> dict[str, str]:
    kind, source, target = text.split()
    return {"type": kind, "source": source, "target": target, "status": status}


def rows(*labelled: str) -> list[dict[str, Any]]:
    return [{"id": str(i), "lang": "en", "events": [an_event(e)] if e else []} for i, e in enumerate(labelled)]


def test_a_quiet_kind_rings_no_phone() -> None:
    told = measure(judged(rows("talks NO DK", "arrest NO DK"), {"0": [an_event("talks DK NO")]}))

    assert (told.ring.hits, told.ring.predicted, told.ring.labelled) == (0, 0, 1)
    assert told.event.hits == 1  # talks have no direction


def test_a_label_that_leaves_a_side_open_admits_any_country() -> None:
    told = measure(judged(rows("arrest XX DK"), {"0": [an_event("arrest NO DK")]}))

    assert told.event.hits == 1


def test_a_prediction_that_leaves_a_side_open_is_not_knowing() -> None:
    told = measure(judged(rows("arrest NO DK"), {"0": [an_event("arrest XX DK")]}))

    assert told.event.hits == 0


def test_a_swap_counts_against_direction() -> None:
    told = measure(
        judged(rows("arrest NO DK", "arrest NO DK"), {"0": [an_event("arrest DK NO")], "1": [an_event("arrest NO DK")]})
    )

    assert (told.direction, told.turned) == (0.5, 1)


def test_what_is_not_reported_does_not_count() -> None:
    told = measure(judged(rows(""), {"0": [an_event("arrest NO DK", "planned")]}))

    assert told.event.predicted == 0


def test_the_interval_is_the_same_at_every_call() -> None:
    items = judged(rows("arrest NO DK", "", "arrest NO DK"), {"0": [an_event("arrest NO DK")]})

    assert interval(items, "ring", 50) == interval(items, "ring", 50)


@pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="the labelled set (../shared) is not here")
def test_it_agrees_with_the_neutral_scorer() -> None:
    spec = importlib.util.spec_from_file_location("neutral", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    neutral = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(neutral)
    gold = [json.loads(line) for line in (SHARED / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    draw = random.Random(3)
    guesses = {
        row["id"]: [e for e in row["events"] if draw.random() < 0.7]
        + (gold[draw.randrange(len(gold))]["events"] if draw.random() < 0.2 else [])
        for row in gold
    }

    ours = measure(judged(gold, guesses))
    theirs = neutral.measure(
        [(neutral.reported(row), neutral.reported({"events": guesses[row["id"]]})) for row in gold]
    )

    for name, rate in (("ring", ours.ring), ("event", ours.event), ("kind", ours.kind)):
        assert theirs[name] == pytest.approx((rate.precision, rate.recall, rate.f1))
    assert theirs["direction"] == pytest.approx(ours.direction)
