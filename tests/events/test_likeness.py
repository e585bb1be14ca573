"""The score, one piece of evidence at a time: each case differs from its twin in one thing."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from bot.events.likeness import OTHER_NUMBER, SAME_NUMBER, SHARED_PERSON, common_share, likeness, rarity, traits_of
from bot.events.shelf import profile_of
from bot.model import Entry, Match
from tests.events.examples import DENIED, NOON, PAST, PLANNED, Desk, a_match, an_entry, hours

FIRST = an_entry("Baku detains sailors Shchukin and Mardanov at the port")
LATER = an_entry("Sailors held in Baku port: Shchukin and Mardanov", outlet="b", at=NOON + hours(2))


def score(one: tuple[Entry, Match], first: tuple[Entry, Match] = (FIRST, a_match())) -> float:
    """How like the first report's event the other report is, every word being as rare as the next."""
    event, _ = Desk().take(*first)[0]
    entry, match = one
    return likeness(traits_of(entry, match, entry.seen), profile_of(event), lambda _: 1.0)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        pytest.param({"people": 2}, {}, id="the same number speaks for it"),
        pytest.param({}, {"people": 9}, id="another number against it"),
        pytest.param({"persons": ("Mardanov",)}, {}, id="a person in common for it"),
        pytest.param({}, {"persons": ("Orlov",)}, id="other persons against it"),
        pytest.param({"place": "Баку Порт"}, {}, id="the same place for it, in any script"),
        pytest.param({}, {"place": "Ganja"}, id="another place against it"),
        pytest.param({}, {"source": "XX"}, id="an unnamed side against it"),
        pytest.param({}, {"status": PLANNED}, id="a plan against it"),
        pytest.param({"status": PLANNED}, {"status": PAST}, id="the past more so"),
        pytest.param({}, {"retold": True}, id="what is retold against it"),
        pytest.param({}, {"kind": "raid"}, id="another kin kind against it"),
    ],
)
def test_each_slot_is_evidence(more: dict[str, object], less: dict[str, object]) -> None:
    first = FIRST, a_match(people=2, persons=("Shchukin", "Mardanov"), place="Baku Port")

    assert score((LATER, a_match(**more)), first) > score((LATER, a_match(**less)), first)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"source": "RU", "target": "AZ"}, id="the other direction"),
        pytest.param({"target": "GE"}, id="another country"),
        pytest.param({"source": "XX", "target": "XX"}, id="no side named"),
        pytest.param({"kind": "talks"}, id="a kind that is not kin"),
        pytest.param({"status": DENIED}, id="the denial"),
    ],
)
def test_some_things_rule_it_out(fields: dict[str, object]) -> None:
    assert score((LATER, a_match(**fields))) == -math.inf


def test_one_person_is_what_an_article_says_that_does_not_count() -> None:
    first = FIRST, a_match(people=1)

    assert score((LATER, a_match(people=1)), first) == score((LATER, a_match()), first)


def test_days_take_evidence_away() -> None:
    scores = [score((an_entry(LATER.title, outlet="b", at=NOON + timedelta(days=d)), a_match())) for d in range(4)]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] - scores[3] == pytest.approx(3 * 1.2)


def test_a_date_without_a_time_means_any_hour_of_its_day() -> None:
    midnight = NOON.replace(hour=0)
    first = an_entry(FIRST.title, at=midnight), a_match()

    same_day = score((an_entry(LATER.title, outlet="b", at=midnight + hours(23)), a_match()), first)
    next_day = score((an_entry(LATER.title, outlet="b", at=midnight + hours(47)), a_match()), first)

    assert same_day == score((an_entry(LATER.title, outlet="b", at=midnight), a_match()), first)
    assert next_day < same_day


def test_unlike_words_speak_against_it_within_a_language_and_not_between_languages() -> None:
    other_words = "Customs officers stopped a lorry of melons"

    within = score((an_entry(other_words, outlet="b", at=NOON), a_match()))
    between = score((an_entry(other_words, outlet="b", at=NOON, language="az"), a_match()))

    assert within < 0 < between


def test_the_weights_stand_in_their_order() -> None:
    """A person settles it, a number helps."""
    assert SHARED_PERSON > SAME_NUMBER > 0 > OTHER_NUMBER


def test_the_share_of_words_runs_from_nothing_to_all() -> None:
    assert common_share(frozenset("abc"), frozenset("def"), lambda _: 1.0) == 0.0
    assert common_share(frozenset("abc"), frozenset("abc"), lambda _: 1.0) == pytest.approx(1.0)
    assert common_share(frozenset(), frozenset(), lambda _: 1.0) == 0.0


def test_a_rare_word_in_common_counts_more_than_a_common_one() -> None:
    weight = rarity({"embassy": 50, "shchukin": 1}, 100)

    rare = common_share(frozenset({"shchukin", "embassy"}), frozenset({"shchukin", "x"}), weight)
    common = common_share(frozenset({"shchukin", "embassy"}), frozenset({"embassy", "x"}), weight)

    assert rare > common


def test_a_word_in_every_event_weighs_next_to_nothing() -> None:
    weight = rarity({"attack": 100}, 100)

    assert weight("attack") < 0.01
    assert weight("never met") == 1.0
