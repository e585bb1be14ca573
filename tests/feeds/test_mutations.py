"""A slice of the damaged feeds; the long form is `python -m tests.feeds.mutations 100000`."""

from __future__ import annotations

import random

from tests.feeds.mutations import mutations, parse_all


async def test_damaged_feeds_are_read_or_refused_and_no_child_is_lost() -> None:
    seed = random.randrange(1_000_000)

    outcomes = await parse_all(500, seed)

    assert outcomes["lost"] == 0, f"seed {seed}"
    assert outcomes["feed"] > 100


def test_the_same_seed_gives_the_same_damage() -> None:
    assert list(mutations(20, 7)) == list(mutations(20, 7))
