"""The ladder of a pair."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import ladder
from bot.model import Country, Event, EventId, Standing, Status
from bot.taxonomy import Kind
from tests.events.examples import NOON

AZ, RU, GE = Country("AZ"), Country("RU"), Country("GE")


def an_event(kind: str = "arrest", source: Country = AZ, target: Country = RU, days_ago: float = 0.0) -> Event:
    when = NOON - timedelta(days=days_ago)
    return Event(
        id=EventId(f"{kind}{days_ago}"),
        kind=Kind(kind),
        source=source,
        target=target,
        status=Status.REPORTED,
        standing=Standing.ONE_OUTLET,
        opened=when,
        happened=when,
        changed=when,
        reports=(),
    )


def level(*events: Event) -> float:
    return ladder.rung(AZ, RU, events, NOON).level


def test_a_quiet_pair_stands_at_nought() -> None:
    assert level() == 0.0


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("ambassador_summoned", 1.0),  # 10 * (1 - exp(-2/20))
        ("arrest", 2.2),  # 10 * (1 - exp(-5/20))
        ("military_strike", 3.9),  # 10 * (1 - exp(-10/20))
        ("talks", 0.0),  # nothing lies below nought
    ],
)
def test_one_act_of_today_lifts_the_pair_by_its_goldstein_value(kind: str, expected: float) -> None:
    assert level(an_event(kind)) == expected


def test_an_act_weighs_half_after_a_week() -> None:
    assert ladder.tension([an_event(days_ago=7)], NOON) == pytest.approx(2.5)


def test_many_acts_approach_ten_and_never_pass_it() -> None:
    assert level(*(an_event("military_strike", days_ago=n / 10) for n in range(200))) == 10.0


def test_a_release_brings_the_level_down() -> None:
    assert level(an_event("arrest"), an_event("raid"), an_event("release")) < level(
        an_event("arrest"), an_event("raid")
    )


def test_the_directions_stand_apart() -> None:
    events = [an_event("arrest", AZ, RU)]

    assert ladder.rung(RU, AZ, events, NOON).level == 0.0
    assert ladder.rung(AZ, RU, events, NOON).level == 2.2


def test_talks_count_for_both_directions() -> None:
    events = [an_event("arrest", AZ, RU), an_event("arrest", RU, AZ), an_event("agreement", RU, AZ)]

    assert ladder.rung(AZ, RU, events, NOON).level == ladder.rung(RU, AZ, events, NOON).level == 0.0


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.PLANNED},
        {"status": Status.PAST},
        {"standing": Standing.DENIED},
        {"false_alarm": True},
    ],
)
def test_what_did_not_happen_does_not_count(change: dict[str, object]) -> None:
    assert level(replace(an_event(), **change)) == 0.0  # type: ignore[arg-type]


def test_the_change_is_against_a_day_ago() -> None:
    rung = ladder.rung(AZ, RU, [an_event(days_ago=3), an_event(days_ago=0.1)], NOON)

    before = ladder.level_of(5 * 0.5 ** (2 / 7))
    now = ladder.level_of(5 * 0.5 ** (3 / 7) + 5 * 0.5 ** (0.1 / 7))
    assert rung.change == round(now - before, 1)


def test_a_further_party_stands_on_the_ladder_too() -> None:
    joint = replace(an_event("sanctions", AZ, GE), other_parties=(RU,))

    assert ladder.rung(RU, GE, [joint], NOON).level > 0


def test_a_timeline_gives_a_rung_for_each_day_asked() -> None:
    days = [NOON - timedelta(days=n) for n in (8, 4, 0)]

    levels = [r.level for r in ladder.timeline(AZ, RU, [an_event(days_ago=5)], days)]

    assert levels[0] == 0.0 < levels[2] < levels[1]
