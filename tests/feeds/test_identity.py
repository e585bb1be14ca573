from __future__ import annotations

import pytest

from bot.feeds.identity import article_key, canonical_url, clean_url, content_key, entry_id
from bot.model import FeedId
from tests.feeds.examples import an_entry

HARBOUR = FeedId("harbour/en")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.harbour.example/news/1/", "https://harbour.example/news/1"),
        ("https://harbour.example/news/1?utm_source=rss&utm_medium=feed", "https://harbour.example/news/1"),
        ("https://harbour.example/news?id=1&fbclid=x", "https://harbour.example/news?id=1"),
        ("https://harbour.example/news/1#xtor=RSS-1", "https://harbour.example/news/1"),
        ("https://harbour.example/news/1#2", "https://harbour.example/news/1"),  # a counter of updates
        ("https://harbour.example/live#post-22", "https://harbour.example/live#post-22"),  # an item of a live page
        ("HTTPS://Harbour.Example:443/News", "https://harbour.example/News"),
        ("https://harbour.example/%D0%B0", "https://harbour.example/%D0%B0"),
        ("https://harbour.example/а", "https://harbour.example/%D0%B0"),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("tag:harbour.example,2031:1", ""),
        ("", ""),
    ],
)
def test_an_address_has_one_canonical_form(url: str, canonical: str) -> None:
    assert canonical == canonical_url(url)


def test_a_relative_address_is_joined_to_the_page_of_the_feed() -> None:
    assert clean_url("/news/1?a=b&utm_source=x", "https://harbour.example/rss") == "https://harbour.example/news/1?a=b"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # four slugs of one article
        (
            "https://www.harbour.example/2031/03/03/envoy-out-a88123",
            "https://harbour.example/2031/03/04/envoy-in-a88123",
        ),
        ("https://harbour.example/en/envoy-out/a-70112233", "https://harbour.example/en/envoy-in/a-70112233"),
        ("https://harbour.example/a/envoy-out/33112233.html", "https://harbour.example/a/33112233.html"),
    ],
)
def test_the_number_in_an_address_names_the_article(one: str, other: str) -> None:
    assert article_key(one) == article_key(other)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("g1", "https://h.example/1", "A"), ("g1", "https://h.example/2", "B"), "the guid is the outlet's own name"),
        (("", "https://h.example/1", "A"), ("", "https://h.example/1/?utm_source=rss", "B"), "the address is next"),
        (("", "", "Envoy out"), ("", "", "ENVOY, OUT"), "then the title"),
        (("https://h.example/1#0", "", "A"), ("https://h.example/1#1", "", "B"), "a guid with an update counter"),
        (
            ("https://h.example/x-a88123", "https://h.example/x-a88123", "A"),
            ("https://h.example/y-a88123", "https://h.example/y-a88123", "B"),
            "the number beats a guid that holds a slug",
        ),
    ],
)
def test_two_copies_of_an_article_have_one_id(one: tuple[str, str, str], other: tuple[str, str, str], why: str) -> None:
    assert entry_id(HARBOUR, *one) == entry_id(HARBOUR, *other), why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("g1", "https://h.example/1", "A"), ("g2", "https://h.example/1", "A")),
        (("", "https://h.example/1", "A"), ("", "https://h.example/2", "A")),
        (("", "", "Envoy out"), ("", "", "Envoy in")),
    ],
)
def test_two_articles_have_two_ids(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert entry_id(HARBOUR, *one) != entry_id(HARBOUR, *other)


def test_the_same_guid_in_another_feed_is_another_entry() -> None:
    assert entry_id(HARBOUR, "1", "", "") != entry_id(FeedId("volga/ru"), "1", "", "")


@pytest.mark.parametrize(
    ("title", "summary", "same"),
    [
        ("Envoy summoned", "On Monday.", True),
        ("ENVOY summoned!", " On  Monday", True),  # case, punctuation and spaces are no news
        ("Envoy questioned", "On Monday.", False),
        ("Envoy summoned", "On Tuesday.", False),
    ],
)
def test_the_content_key_changes_with_what_a_reader_reads(title: str, summary: str, same: bool) -> None:
    first = an_entry("Envoy summoned", summary="On Monday.")

    assert same == (content_key(first) == content_key(an_entry(title, summary=summary)))
