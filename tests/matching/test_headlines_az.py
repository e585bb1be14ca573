"""Azerbaijani headlines, invented from the codebook's kinds, as a desk would read them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.matching import Rulebook, find_matches, load_rules
from bot.model import Entry, EntryId, FeedId, Language, OutletId, Status
from bot.taxonomy import KINDS

ROWS = Path(__file__).with_name("headlines_az.txt")
Act = tuple[str, str, str]


@cache
def rules() -> Rulebook:
    return load_rules(languages=frozenset({"az"}))


def rows() -> list[tuple[str, str]]:
    lines = [line for line in ROWS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(wanted, text) for wanted, _, text in (line.partition("|") for line in lines)]


def reported(text: str) -> set[Act]:
    title, _, summary = text.partition(" || ")
    entry = Entry(
        EntryId("x"),
        FeedId("a/az"),
        OutletId("a"),
        title,
        summary,
        Language("az"),
        "",
        None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    return {(m.kind, m.source, m.target) for m in find_matches(entry, rules()) if m.status == Status.REPORTED}


def sides(wanted: str) -> tuple[Act, Act]:
    """The act wanted and the same turned round."""
    kind, _, pair = wanted.partition(" ")
    source, _, target = pair.partition(">")
    return (kind, source, target), (kind, target, source)


def is_right(wanted: str, found: set[Act]) -> bool:
    if wanted == "-":
        return not any(KINDS[kind].rings for kind, _, _ in found)
    act, turned = sides(wanted)
    return act in found or (KINDS[act[0]].mutual and turned in found)


def test_nearly_every_headline_is_read_as_its_act() -> None:
    table = rows()

    wrong = [(wanted, text) for wanted, text in table if not is_right(wanted, reported(text))]

    assert len(wrong) <= len(table) * 0.03, wrong


def test_no_headline_is_turned_round() -> None:
    turned = [
        text
        for wanted, text in rows()
        if wanted != "-"
        and not KINDS[sides(wanted)[0][0]].mutual
        and sides(wanted)[1] in reported(text)
        and sides(wanted)[0] not in reported(text)
    ]

    assert turned == []


def test_ordinary_news_rings_nothing() -> None:
    rung = [text for wanted, text in rows() if wanted == "-" and not is_right(wanted, reported(text))]

    assert rung == []
