"""Real captures and other parsers' nastiest files: run here where they lie beside the checkout, never copied."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from bot.errors import ParseFailed
from bot.feeds.identity import content_key
from bot.feeds.parse import Oddity, read_feed
from bot.feeds.parser import Parser
from tests.feeds.examples import NOW, a_feed

SHARED = Path(__file__).parents[3] / "shared"
beside = pytest.mark.skipif(not SHARED.is_dir(), reason="no captured feeds lie in ../shared")


def files(folder: str) -> list[Path]:
    return sorted(path for path in (SHARED / folder).rglob("*") if path.is_file())


@beside
def test_every_capture_is_read_with_titles_and_links() -> None:
    for file in files("feeds"):
        parsed = read_feed(file.read_bytes(), "", a_feed(), NOW)

        assert parsed.entries, file
        assert all(entry.title and entry.url for entry in parsed.entries), file
        assert all("<" not in entry.title and "&amp;" not in entry.title for entry in parsed.entries), file


@beside
def test_nearly_every_capture_is_read_by_the_fast_way() -> None:
    slow = [
        file
        for file in files("feeds")
        if Oddity.NEEDED_FEEDPARSER in read_feed(file.read_bytes(), "", a_feed(), NOW).oddities
    ]

    assert len(slow) <= 2


@beside
def test_of_snapshots_over_ten_days_most_entries_are_known_from_the_one_before() -> None:
    snapshots = [read_feed(file.read_bytes(), "", a_feed(), NOW).entries for file in files("feeds-replay")]
    kept = [{content_key(entry) for entry in entries} for entries in snapshots]

    new = sum(len(after - before) for before, after in pairwise(kept))

    assert len(snapshots) == 36
    assert 0 < new < sum(map(len, kept)) / 3


@beside
@pytest.mark.timeout(240)
async def test_no_hostile_file_gets_past_the_parser() -> None:
    outcomes = {"feed": 0, "refused": 0, "lost": 0}
    async with Parser() as parser:
        for file in files("hostile"):
            try:
                await parser.parse(file.read_bytes(), "", a_feed(), NOW)
                outcomes["feed"] += 1
            except ParseFailed as error:
                outcomes["lost" if "the parser" in str(error) else "refused"] += 1

    assert outcomes["lost"] == 0  # no child was killed or died
    assert outcomes["feed"] > 500
    assert outcomes["refused"] > 500
