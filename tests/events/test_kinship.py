"""Which kinds may be words for one happening."""

from __future__ import annotations

import pytest

from bot.events.kinship import are_akin, are_one_in_an_article, is_repeated, kin, undone_kinds
from bot.taxonomy import KINDS, Kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arrest", "espionage_charge"),  # "detained" for one outlet, "charged with spying" for the next
        ("arrest", "custody_death"),  # so that a death in custody escalates the arrest
        ("expulsion", "relations_cut"),  # an envoy told to leave, ties downgraded
        ("ambassador_summoned", "protest_note"),
        ("media_blocked", "deportation"),  # a bureau closed, its correspondents told to leave
    ],
)
def test_kinds_that_outlets_choose_between_are_akin_either_way_round(one: str, other: str) -> None:
    assert are_akin(Kind(one), Kind(other))
    assert are_akin(Kind(other), Kind(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arrest", "ambassador_summoned"),  # the protest against an arrest is another event
        ("arrest", "release"),
        ("expulsion", "ambassador_summoned"),  # apart from each other they are two
        ("consular_granted", "release"),  # the consul comes at noon, the detained walk free at three
        ("military_strike", "talks"),
    ],
)
def test_an_act_and_the_answer_to_it_are_not_akin(one: str, other: str) -> None:
    assert not are_akin(Kind(one), Kind(other))


def test_a_summons_and_an_expulsion_are_one_happening_only_within_an_article() -> None:
    summons, expulsion = Kind("ambassador_summoned"), Kind("expulsion")

    assert are_one_in_an_article(summons, expulsion)
    assert not are_akin(summons, expulsion)


def test_every_kind_is_kin_to_itself_and_kinship_names_only_kinds_of_the_taxonomy() -> None:
    for kind in KINDS:
        assert kind in kin(kind) <= set(KINDS)
        assert undone_kinds(kind) <= set(KINDS)


def test_an_arrest_is_repeated_and_a_consulate_closes_seldom() -> None:
    assert is_repeated(Kind("arrest"))
    assert not is_repeated(Kind("relations_cut"))


def test_what_undoes_is_conciliatory_and_what_is_undone_is_hostile() -> None:
    for kind, facts in KINDS.items():
        undone = undone_kinds(kind)
        assert not undone or facts.direction == "de-escalation"
        assert all(KINDS[Kind(k)].direction == "escalation" for k in undone)
