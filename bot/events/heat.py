"""How hot a feed is: where something has just rung, its feeds are asked more often. Pure.

    heat = min(1, sum over events that rang of severity / 5 * 2 ** (-age / HALF_LIFE) * nearness)

Nearness is 1.0 for a feed that reported the event, 0.5 for the outlets of the two countries, 0.0 for others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.model import Country, Event, FeedId

HALF_LIFE: Final = timedelta(hours=2)
COLD_AFTER: Final = timedelta(hours=12)  # a sixty-fourth
_OF_A_SIDE: Final = 0.5
_MOST_SEVERE: Final = 5


@dataclass(frozen=True, slots=True)
class Heat:
    """How hot feeds and countries are at one moment."""

    feeds: Mapping[FeedId, float] = field(default_factory=dict)
    countries: Mapping[Country, float] = field(default_factory=dict)

    def of(self, feed: FeedId, country: Country) -> float:
        """0.0 cold to 1.0 hot, for a feed of an outlet of that country."""
        return min(1.0, self.feeds.get(feed, 0.0) + _OF_A_SIDE * self.countries.get(country, 0.0))


def heat_of(events: Iterable[Event], now: datetime) -> Heat:
    """The heat that these events leave."""
    feeds: dict[FeedId, float] = {}
    countries: dict[Country, float] = {}
    for event in events:
        if event.rung is None or event.false_alarm or not timedelta(0) <= now - event.rung < COLD_AFTER:
            continue
        warmth = severity(event.kind) / _MOST_SEVERE * 0.5 ** ((now - event.rung) / HALF_LIFE)
        reporting = {report.feed for report in event.reports}
        for feed in reporting:
            feeds[feed] = feeds.get(feed, 0.0) + warmth
        for side in {event.source, event.target, *event.other_parties}:
            countries[side] = countries.get(side, 0.0) + warmth
    return Heat(feeds, countries)
