"""Every rule file's own examples and counter-examples, as they stand in the data."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.matching import Rulebook, find_matches, load_rules
from bot.matching.rules import _Loader, kind_of
from bot.model import Entry, EntryId, FeedId, Language, OutletId
from bot.taxonomy import KINDS

DATA = Path(str(resources.files("bot.matching").joinpath("data")))
FILES = sorted(p for p in DATA.glob("??/*.yaml") if kind_of(p.stem) in KINDS)
RULES: dict[str, Rulebook] = {}


def rules_of(language: str) -> Rulebook:
    if language not in RULES:
        RULES[language] = load_rules(languages=frozenset({language}))
    return RULES[language]


def an_entry(text: str, language: str) -> Entry:
    title, _, summary = text.partition(" || ")
    return Entry(
        EntryId("x"),
        FeedId("a/b"),
        OutletId("a"),
        title,
        summary,
        Language(language),
        "",
        None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )


def acts_of(text: str, language: str, kind: str) -> set[tuple[str, str, str]]:
    """(source, target, status) of the matches of that kind; mutual kinds in alphabetical order."""
    found = set()
    for match in find_matches(an_entry(text, language), rules_of(language)):
        if match.kind == kind:
            sides = sorted((match.source, match.target)) if KINDS[match.kind].mutual else [match.source, match.target]
            found.add((*sides, str(match.status)))
    return found


def wanted_of(expected: str, kind: str) -> set[tuple[str, ...]]:
    """`NO>DK, NO>SE planned` as acts."""
    found = set()
    for piece in expected.split(","):
        pair, _, status = piece.strip().partition(" ")
        sides = pair.split(">")
        found.add((*(sorted(sides) if KINDS[kind].mutual else sides), status or "reported"))
    return found


def documents() -> list[tuple[Path, dict[str, Any]]]:
    return [(p, yaml.load(p.read_bytes(), Loader=_Loader)) for p in FILES]


def examples() -> list[Any]:
    return [
        pytest.param(
            p.parent.name, kind_of(p.stem), text, expected, id=f"{p.parent.name}/{p.stem}/{rule['id']}: {text[:60]}"
        )
        for p, document in documents()
        for rule in document["rules"]
        for text, expected in (rule.get("examples") or {}).items()
    ]


def counters() -> list[Any]:
    return [
        pytest.param(p.parent.name, kind_of(p.stem), text, id=f"{p.parent.name}/{p.stem}/{rule['id']}: not {text[:60]}")
        for p, document in documents()
        for rule in document["rules"]
        for text in rule.get("counter") or ()
    ]


@pytest.mark.parametrize(("language", "kind", "text", "expected"), examples())
def test_an_example_is_read_as_its_rule_says(language: str, kind: str, text: str, expected: str) -> None:
    found = acts_of(text, language, kind)

    assert wanted_of(expected, kind) == found


@pytest.mark.parametrize(("language", "kind", "text"), counters())
def test_a_counter_example_reports_no_act_of_the_kind(language: str, kind: str, text: str) -> None:
    found = acts_of(text, language, kind)

    assert [act for act in found if act[2] == "reported"] == []


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.stem}" for p in FILES])
def test_every_rule_has_an_example(path: Path) -> None:
    document = yaml.load(path.read_bytes(), Loader=_Loader)

    assert [rule["id"] for rule in document["rules"] if not rule.get("examples")] == []
