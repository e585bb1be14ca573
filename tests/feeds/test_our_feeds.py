"""The feeds.yaml that is shipped."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.feeds.catalog import Catalog, find_catalog, read_catalog
from bot.model import Ownership


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(find_catalog())


def test_it_has_at_least_sixty_feeds(catalog: Catalog) -> None:
    assert len(catalog.feeds) >= 60


def test_it_speaks_the_languages_of_the_region_and_more(catalog: Catalog) -> None:
    languages = Counter(feed.language for feed in catalog.feeds.values())

    assert {"en", "ru", "az", "uk"} <= set(languages)
    assert min(languages[code] for code in ("en", "ru", "az", "uk")) >= 5  # type: ignore[index]
    assert len(languages) >= 8


def test_both_sides_are_heard_in_more_than_one_voice(catalog: Catalog) -> None:
    voices = {(outlet.country, outlet.ownership) for outlet in catalog.outlets.values()}

    assert {("AZ", Ownership.STATE), ("AZ", Ownership.PRO_GOVERNMENT), ("RU", Ownership.STATE)} <= voices
    assert {Ownership.INDEPENDENT, Ownership.EXILE, Ownership.PUBLIC} <= {ownership for _, ownership in voices}


def test_every_outlet_has_a_feed(catalog: Catalog) -> None:
    with_feeds = {feed.outlet for feed in catalog.feeds.values()}

    assert with_feeds == set(catalog.outlets)


def test_the_house_has_a_topic_for_the_crisis_in_three_languages(catalog: Catalog) -> None:
    topic = catalog.topics["az-ru"]  # type: ignore[index]

    assert topic.pairs == (("AZ", "RU"),)
    assert {language for language, _ in topic.names} >= {"en", "ru", "az"}


@pytest.mark.parametrize(
    ("cited", "outlet"),
    [("APA", "apa"), ("АПА", "apa"), ("ТАСС", "tass"), ("TASS", "tass"), ("РИА Новости", "ria-novosti"),
     ("Trend", "trend"), ("Report", "report"), ("Интерфакс", "interfax"), ("AZƏRTAC", "azertag")],
)  # fmt: skip
def test_wires_are_known_as_they_are_cited(catalog: Catalog, cited: str, outlet: str) -> None:
    assert catalog.outlet_of(cited) == outlet
