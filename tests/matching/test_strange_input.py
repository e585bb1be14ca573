"""No input raises, none takes more than its length in time, and the gate stops nothing that tells."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.matching import Rulebook, explain, find_matches
from bot.matching.gate import plain_words
from bot.matching.item import read_item
from bot.matching.match import lexicon_for, read_acts
from bot.matching.text import words_of
from bot.model import Entry

Build = Callable[..., Entry]

# Words of all languages, marks, and characters that have broken parsers.
PIECES = [
    "Norway", "Danish", "ambassador", "summons", "expels", "Russia", "посол", "Азербайджана", "вызван", "задержаны",
    "səfir", "Rusiya", "çağırılıb", "викликали", "посла", "in", "by", "и", "və", ",", ".", ":", "—", "«", "'s",
    "\u00ad", "\u200b", "İ", "\n", "US", "U.S.", "12", "2025", "$5bn", "MI5", "\ufffd", "🚀", "\x00",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(title=TEXTS, summary=TEXTS, language=st.sampled_from(["en", "ru", "az", "uk", "", "xx"]))
def test_no_text_raises(rules: Rulebook, an_entry: Build, title: str, summary: str, language: str) -> None:
    entry = an_entry(title, summary, language)

    matches = find_matches(entry, rules)
    str(explain(entry, rules))

    assert all(m.source != m.target and 0 <= s.start < s.end <= len(m.sentence) for m in matches for s in m.spans)


@FEW
@given(title=TEXTS, summary=TEXTS)
def test_the_gate_stops_nothing_that_tells(rules: Rulebook, an_entry: Build, title: str, summary: str) -> None:
    entry = an_entry(title, summary)
    lexicon = lexicon_for(entry, rules)

    read = bool(lexicon and read_acts(read_item(title, summary, lexicon)))

    assert read == bool(find_matches(entry, rules))


def test_the_gate_cuts_words_where_the_reader_does() -> None:
    text = "Norway lends Denmark $5bn for F16s, says MI5"

    assert set(words_of(text)) <= (plain_words(text) or set())


@pytest.mark.parametrize(
    "piece",
    [
        "Norway summons Danish ambassador. ",
        "Norway summons Danish ambassador ",
        "Norway, Denmark, Sweden, Finland, Iceland, ",
        "arrested detained expelled summoned ",
        "МИД России вызвал посла Азербайджана. ",
        "Rusiya səfiri XİN-ə çağırılıb. ",
        "a",
        "«“(—: ",
        "U.S. ",
    ],
)
def test_time_grows_no_faster_than_the_text(rules: Rulebook, an_entry: Build, piece: str) -> None:
    short, long = (piece * (size // len(piece)) for size in (6_000, 48_000))
    find_matches(an_entry(short, short), rules)  # words are folded and kept

    def took(text: str) -> float:
        started = time.process_time()
        find_matches(an_entry("Norway and Denmark", text), rules)
        return time.process_time() - started

    assert min(took(long) for _ in range(2)) < 25 * min(took(short) for _ in range(2)) + 0.2
