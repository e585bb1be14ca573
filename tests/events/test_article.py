"""The same article under several addresses."""

from __future__ import annotations

import pytest

from bot.events.article import names_of, plain_address
from tests.events.examples import an_entry


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://www.herald.example/a/1", "http://herald.example/a/1/", id="scheme, www, slash"),
        pytest.param("https://herald.example/a/1?utm_source=rss", "https://herald.example/a/1#top", id="tracking"),
        pytest.param("https://m.herald.example/a/1", "https://amp.herald.example/a/1/amp", id="mirrors"),
        pytest.param(
            "https://t.example/2026/03/02/envoy-summoned-a81234", "https://t.example/envoy-called-in-a81234", id="slugs"
        ),
    ],
)
def test_addresses_of_one_article_are_one(one: str, other: str) -> None:
    assert plain_address(one) == plain_address(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://herald.example/a/1", "https://herald.example/a/2", id="paths"),
        pytest.param(
            "https://herald.example/news?id=1", "https://herald.example/news?id=2", id="the article in the query"
        ),
        pytest.param("https://herald.example/a/1", "https://gazette.example/a/1", id="hosts"),
        pytest.param("https://t.example/x-a81234", "https://t.example/x-a81235", id="tails"),
    ],
)
def test_addresses_of_two_articles_are_two(one: str, other: str) -> None:
    assert plain_address(one) != plain_address(other)


@pytest.mark.parametrize(
    "address", ["", "https://herald.example", "https://herald.example/", "http://[", "not an address"]
)
def test_what_names_no_article_is_no_address(address: str) -> None:
    assert plain_address(address) in {"", "not an address"[:0]}


def test_a_guid_names_an_article_within_its_outlet_only() -> None:
    here = set(names_of(an_entry(id="1", guid="42", outlet="herald")))
    there = set(names_of(an_entry(id="2", guid="42", outlet="gazette")))

    assert not here & there
