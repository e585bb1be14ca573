"""Rule files: what is wrong stops the start with file and line; operators add to them and switch off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import BadFile
from bot.matching import find_matches, load_rules
from bot.matching.rules import kind_of
from bot.model import Entry

ENGLISH = frozenset({"en"})


def own_rules(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("add: {en/arrest: {rules: [{id: x}]}}", 1),
        ("add:\n  en/arrest:\n    rules:\n      - {id: x, triggers: [grabs], readings: [{source: [nowhere]}]}", 4),
        ("add:\n  en/arrest:\n    rules:\n      - {id: x, triggers: ['@nobody']}", 4),
        ("add:\n  en/arrest:\n    rules:\n      - id: x\n        triggers: [grabs]\n        colour: red", 4),
        ("add: {en/party: {rules: []}}", 0),
        ("add: {xx/arrest: {rules: []}}", 1),
        ("off: [en/arrest/active\nadd: {}", 2),
        ("switch: []", 1),
    ],
)
def test_a_mistake_stops_the_start_and_names_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    path = own_rules(tmp_path, text)

    with pytest.raises(BadFile) as told:
        load_rules(path, languages=ENGLISH)

    assert (str(path), line) == (told.value.file, told.value.line)


def test_a_kind_may_have_several_files() -> None:
    assert [kind_of(stem) for stem in ("raid", "raid-offices")] == ["raid", "raid"]


def test_an_operators_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        load_rules(tmp_path / "none.yaml", languages=ENGLISH)


def test_an_operator_adds_a_rule_and_switches_one_off(tmp_path: Path, an_entry: Callable[..., Entry]) -> None:
    added = own_rules(
        tmp_path,
        "off: [en/ambassador_summoned/calls_in]\n"
        "add:\n  en/ambassador_summoned:\n    rules:\n"
        "      - {id: grill, triggers: ['grills ..2 [T/envoy]'], readings: [{source: [before/actor]}]}\n",
    )

    rules = load_rules(added, languages=ENGLISH)

    assert [m.rule for m in find_matches(an_entry("Norway grills the Danish ambassador"), rules)] == [
        "en/ambassador_summoned/grill"
    ]
    assert find_matches(an_entry("Norway summons Danish ambassador"), rules) == ()


def test_the_compiled_copy_says_the_same_and_is_renewed_when_it_is_broken(
    tmp_path: Path, an_entry: Callable[..., Entry]
) -> None:
    entry = an_entry("Norway expels two Danish diplomats")
    fresh = find_matches(entry, load_rules(cache=tmp_path, languages=ENGLISH))
    (copy,) = tmp_path.glob("*.compiled")

    again = find_matches(entry, load_rules(cache=tmp_path, languages=ENGLISH))
    copy.write_bytes(b"half a file")
    mended = find_matches(entry, load_rules(cache=tmp_path, languages=ENGLISH))

    assert fresh == again == mended


def test_a_rulebook_tells_itself_in_one_line() -> None:
    assert len(repr(load_rules(languages=ENGLISH))) < 100
