"""Heat: what has just rung makes the feeds near it be asked more often."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.events.heat import HALF_LIFE, heat_of
from bot.model import Country, FeedId
from tests.fakes import NOON, a_report, an_event

HOUR = timedelta(hours=1)
REPORTED = FeedId("example-1/en")
ELSEWHERE = FeedId("other/en")


@pytest.mark.parametrize(
    ("feed", "country", "expected", "why"),
    [
        (REPORTED, "FR", 0.6, "the feed that reported a summons, severity 3 of 5"),
        (ELSEWHERE, "AZ", 0.3, "an outlet of one side"),
        (ELSEWHERE, "FR", 0.0, "far from it"),
        (REPORTED, "RU", 0.9, "both"),
    ],
)
def test_heat_is_nearness_to_what_rang(feed: FeedId, country: str, expected: float, why: str) -> None:
    event = an_event(reports=(a_report(feed=REPORTED),))

    assert heat_of([event], NOON).of(feed, Country(country)) == pytest.approx(expected), why


def test_heat_fades_by_half_and_is_gone_after_half_a_day() -> None:
    event = an_event()

    warm, cold = heat_of([event], NOON + HALF_LIFE), heat_of([event], NOON + 12 * HOUR)

    assert warm.of(REPORTED, Country("FR")) == pytest.approx(0.3)
    assert cold.of(REPORTED, Country("RU")) == 0.0


@pytest.mark.parametrize("fields", [{"rung": None}, {"false_alarm": True}, {"rung": NOON + HOUR}])
def test_what_did_not_ring_warms_nothing(fields: dict[str, object]) -> None:
    assert heat_of([an_event(**fields)], NOON).of(REPORTED, Country("RU")) == 0.0


def test_many_rings_are_no_hotter_than_hot() -> None:
    events = [an_event(f"event-{n}") for n in range(9)]

    assert heat_of(events, NOON).of(REPORTED, Country("RU")) == 1.0
