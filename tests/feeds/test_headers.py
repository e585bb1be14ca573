from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.headers import fresh_for, linked, pause_asked

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
DATE = "Mon, 03 Mar 2031 12:00:00 GMT"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 03 Mar 2031 12:05:00 GMT", 300),
        ("Mon, 03 Mar 2031 11:00:00 GMT", 0),  # it is over
        ("soon", None),
        ("-5", None),
        ("", None),
        ("99999999999999999999", 999_999_999),
    ],
)
def test_retry_after_is_seconds_or_a_date(written: str, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert expected == pause_asked(written, NOW)


@pytest.mark.parametrize(
    ("cache_control", "expires", "age", "seconds"),
    [
        ("max-age=300", "", "", 300),
        ("public, MAX-AGE=300", "", "", 300),
        ("max-age=300", "", "100", 200),  # a cache kept it for so long already
        ("max-age=300", "", "900", 0),
        ("s-maxage=300", "", "", None),  # for shared caches only
        ("no-cache, max-age=300", "", "", None),
        ("", "Mon, 03 Mar 2031 12:01:00 GMT", "", 60),
        ("max-age=300", "Mon, 03 Mar 2031 12:01:00 GMT", "", 300),  # RFC 9111, 5.3: max-age wins
        ("", "0", "", None),
        ("", "", "", None),
    ],
)
def test_a_server_says_how_long_its_answer_stays_good(
    cache_control: str, expires: str, age: str, seconds: int | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert expected == fresh_for(cache_control, expires, DATE, age)


@pytest.mark.parametrize(
    ("headers", "relation", "expected"),
    [
        (['<https://hub.example/>; rel="hub"'], "hub", "https://hub.example/"),
        (["<https://a.example/>; rel=self, <https://hub.example/>; rel=hub"], "hub", "https://hub.example/"),
        (
            ["<https://a.example/>; rel=self", '<https://hub.example/>; type=x; REL="next hub"'],
            "hub",
            "https://hub.example/",
        ),
        (["<https://hub.example/>; rel=hubbub"], "hub", ""),
        (["https://hub.example/; rel=hub", "<>; rel", ""], "hub", ""),
        ([], "hub", ""),
    ],
)
def test_a_link_header_is_read_by_relation(headers: list[str], relation: str, expected: str) -> None:
    assert linked(headers, relation) == expected
