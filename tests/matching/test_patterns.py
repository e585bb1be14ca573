"""The pattern language of docs/rules.md."""

from __future__ import annotations

import pytest

from bot.matching.finding import find_at
from bot.matching.patterns import BadPattern, Reading, Vocabulary, compile_pattern, expanded
from bot.matching.text import sentence_of

LISTS = {"envoy": ["ambassador(s|)", "charge d'affaires"], "hit": ["strike(s|)", "struck"]}


def found_in(pattern: str, text: str) -> list[str]:
    """The literal words of every place where the pattern stands."""
    vocabulary = Vocabulary(LISTS, {})
    compiled = compile_pattern(pattern, vocabulary)
    reading = Reading(sentence_of(text), ())
    places = [
        find_at(compiled, reading, at, {"two": 2})
        for at, w in enumerate(reading.sentence.words)
        if w in compiled.anchors
    ]
    return [" ".join(reading.sentence.words[at] for at in place.words) for place in places if place]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("a|b", ["a", "b"]),
        ("задерж(ал|али|)", ["задержал", "задержали", "задерж"]),
        ("re(open(s|ed)|start)", ["reopens", "reopened", "restart"]),
    ],
)
def test_brackets_try_each_ending(pattern: str, expected: list[str]) -> None:
    assert expected == expanded(pattern)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("summons .. @envoy", "Norway summons the Danish ambassador", ["summons ambassador"]),
        ("summons .. @envoy", "Norway summons the old, tired, angry Danish ambassador", []),
        ("summons ..6 @envoy", "Norway summons the old, tired, angry Danish ambassador", ["summons ambassador"]),
        ("@envoy summoned", "the chargé d'affaires summoned", []),  # é is a letter of its own
        ("@envoy summoned", "the charge d'affaires summoned", ["charge d affaires summoned"]),
        ("expels # envoys", "Norway expels two envoys", ["expels two envoys"]),
        ("expels # envoys", "Norway expels 12 envoys", ["expels 12 envoys"]),
        ("expels _ envoys", "Norway expels old envoys", ["expels envoys"]),
        ("new? tariffs", "tariffs rise", ["tariffs"]),
        ("^ timeline", "Timeline of the war", ["timeline"]),
        ("^ timeline", "A timeline of the war", []),
        ("opinion : ..", "Opinion: it is late", ["opinion"]),
        ("opinion :", "opinion polls", []),
        ("war $", "after the war", ["war"]),
        ("persona-non-grata", "is persona non grata", ["persona non grata"]),
        ("shut_down|closed", "it was shut down", ["shut down"]),
    ],
)
def test_a_pattern_finds_what_the_table_says(pattern: str, text: str, expected: list[str]) -> None:
    assert expected == found_in(pattern, text)


@pytest.mark.parametrize("pattern", ["..", "_ #", "[T]", "@nobody", "a(b", "[T/king] x", "[T#erg] x", "[Q] x", "!! x"])
def test_a_mistake_is_told_and_not_ignored(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern, Vocabulary(LISTS, {}))
