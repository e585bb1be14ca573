"""An article's matches put together, and what the article is about."""

from __future__ import annotations

import pytest

from bot.events.happening import happenings, is_recap
from bot.events.headline import is_background
from bot.model import Match, Span
from tests.events.examples import DENIED, NOON, PLANNED, Desk, a_match, an_entry, hours


def said(sentence: str, kind: str, source: str, target: str, *words: str, **fields: object) -> Match:
    """A match in the sentence, with the spans of these words."""
    starts = [(sentence.index(w), len(w)) for w in words]
    spans = tuple(Span(start, start + length) for start, length in starts)
    return a_match(kind, source, target, sentence=sentence, spans=spans, **fields)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Beijing protests after US jets shoot down balloon", ["US", "shoot down"]),
        ("White House concerned over arrest of US journalist in Russia", ["arrest", "US", "Russia"]),
        ("London summons the envoy following the expulsion of six British diplomats", ["expulsion of", "British"]),
        ("US weighs its answer after Russia jails a reporter", ["US", "Russia", "jails"]),  # one side named before
        ("Лондон обдумывает ответ после высылки Москвой дипломата", ["высылки", "Москвой"]),
        ("After Baku detained two sailors, Moscow summoned the envoy", ["Baku", "detained"]),
    ],
)
def test_an_act_in_a_clause_of_cause_is_background(sentence: str, words: list[str]) -> None:
    assert is_background(said(sentence, "arrest", "RU", "US", *words))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("US shoots down balloon after week of debate", ["US", "shoots down", "balloon"]),
        ("Moscow summons the envoy over arrests in Baku", ["Moscow", "summons", "envoy"]),
        ("After Baku detained two sailors, Moscow summoned the envoy", ["Moscow", "summoned", "envoy"]),
        ("Россия выслала дипломата в ответ на решение Лондона", ["Россия", "выслала"]),
        ("Baku detains two sailors", []),
        (
            "У відповідь на це РФ знизила рівень відносин",
            ["РФ", "знизила", "відносин"],
        ),  # where the clause ends, no comma says
        (
            "Baku launches murder probe after men die at hands of Russian police",
            ["Baku launches murder probe", "Russian"],
        ),
    ],
)
def test_an_act_in_the_main_clause_is_news(sentence: str, words: list[str]) -> None:
    assert not is_background(said(sentence, "arrest", "RU", "US", *words))


def test_what_the_headline_says_first_is_what_the_article_is_about() -> None:
    title = "Baku launches murder probe, autopsy finds brothers died from beatings in Russia"
    probe = said(title, "criminal_case", "AZ", "RU", "Baku", "launches murder probe", "Russia")
    deaths = said(title, "custody_death", "RU", "AZ", "brothers died", "Russia")

    groups = happenings(an_entry(title), [deaths, probe])

    assert [g[0].kind for g in groups] == ["criminal_case", "custody_death"]


def test_what_is_done_comes_before_what_is_planned_in_a_headline() -> None:
    done, planned = a_match("expulsion"), a_match("sanctions", status=PLANNED)

    assert [g[0].kind for g in happenings(an_entry(), [planned, done])] == ["expulsion", "sanctions"]


def test_an_act_that_both_sides_do_to_each_other_makes_two_happenings() -> None:
    assert len(happenings(an_entry(), [a_match("release", "AZ", "RU"), a_match("release", "RU", "AZ")])) == 2


def test_talks_are_one_happening_from_either_side() -> None:
    assert len(happenings(an_entry(), [a_match("talks", "AZ", "RU"), a_match("talks", "RU", "AZ")])) == 1


def test_the_claim_that_an_article_denies_is_not_told_by_it() -> None:
    denial = a_match("media_blocked", "DE", "RU", status=DENIED)
    claim = a_match("deportation", "DE", "RU", in_title=False)

    assert happenings(an_entry(), [claim, denial]) == [[denial]]


def test_a_cause_that_is_known_is_retold_and_stands_apart() -> None:
    desk = Desk()
    shot = "US jets shoot down balloon"
    known, _ = desk.one(an_entry(shot), said(shot, "military_strike", "US", "CN", "US", "shoot down"))

    title = "Beijing protests after US jets shoot down balloon"
    later = an_entry(title, outlet="b", at=NOON + hours(9))
    event, verdict = desk.one(later, said(title, "military_strike", "US", "CN", "US", "shoot down"))

    assert event.id != known.id
    assert verdict.reason == "RECAP"


def test_what_the_headline_tells_as_a_cause_the_summary_retells() -> None:
    title = "White House concerned over arrest of US journalist in Russia"
    cause = said(title, "arrest", "RU", "US", "arrest", "US", "Russia")
    below = a_match("espionage_charge", "RU", "US", in_title=False)

    groups = happenings(an_entry(title), [below, cause])

    assert [(m.kind, m.retold) for g in groups for m in g if not m.in_title] == [("espionage_charge", True)]


def test_a_cause_that_nobody_told_before_is_news() -> None:
    title = "Beijing protests after US jets shoot down balloon"

    _, verdict = Desk().one(an_entry(title), said(title, "military_strike", "US", "CN", "US", "shoot down"))

    assert verdict.reason == "FIRST_REPORT"


def test_four_happenings_without_one_of_them_in_the_title_make_a_recap() -> None:
    kinds = ("raid", "ambassador_summoned", "travel_advisory", "events_cancelled")
    acts = [[a_match(kind, in_title=False)] for kind in kinds]

    assert is_recap(an_entry(summary="It began on Monday."), acts)
    assert not is_recap(an_entry(summary="It began on Monday."), acts[:3])
    assert not is_recap(an_entry(summary="It began on Monday."), [[a_match("raid")], *acts[1:]])
