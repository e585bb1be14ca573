from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.feeds.dates import read_date


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Mon, 03 Mar 2031 18:34:00 +0400", "14:34"),  # RFC 2822
        ("Mon, 3 Mar 2031 09:34:00 EST", "14:34"),  # RFC 2822's American names
        ("03 Mar 31 14:34 GMT", "14:34"),  # RFC 822's years
        ("2031-03-03T14:34:00Z", "14:34"),  # ISO 8601
        ("2031-03-03T18:34:00.123456+04:00", "14:34"),
        ("2031-03-03 14:34", "14:34"),
        ("3 March 2031 18:34 (UTC+04:00)", "14:34"),  # as Azerbaijani agencies write
        ("seg, 03 mar 2031 11:34:00 -0300", "14:34"),  # Portuguese
        ("3 марта 2031, 17:34 МСК", "14:34"),  # Russian
        ("Пн, 03 Март 2031 17:34:00 +0300", "14:34"),
        ("3 березня 2031 р., 16:34 EET", "14:34"),  # Ukrainian
        ("3 mart 2031, 18:34 (UTC+4)", "14:34"),  # Azerbaijani, Turkish
        ("3 marca 2031 15:34 CET", "14:34"),  # Polish
        ("lun., 3 mars 2031 à 15:34 +0100", "14:34"),  # French
        ("3. März 2031, 15:34 MEZ".replace("MEZ", "CET"), "14:34"),  # German
        ("March 3, 2031, 2:34 PM", "14:34"),
        ("03.03.2031 14:34", "14:34"),
        ("Mon Mar  3 14:34:00 2031", "14:34"),  # C's asctime
        ("Mon Mar  3 17:34:00 MSK 2031", "14:34"),
        ("1930314840", "14:34"),  # seconds since 1970
        ("1930314840000", "14:34"),  # and milliseconds
        ("Mon, 03 Mar 2031 24:00:00 GMT", None),
    ],
)
def test_dates_of_every_make_are_read(written: str, moment: str | None) -> None:
    expected = datetime(2031, 3, 3, 14, 34, tzinfo=UTC) if moment else datetime(2031, 3, 4, tzinfo=UTC)

    read = read_date(written)

    assert read is not None
    assert expected == read.replace(microsecond=0, second=0)


def test_months_are_known_in_all_languages_of_the_catalogue() -> None:
    july = "July iyul Temmuz juillet Juli julio julho luglio lipca июля липня Июль"

    assert {datetime(2031, 7, 1, tzinfo=UTC)} == {read_date(f"1 {month} 2031") for month in july.split()}


def test_a_date_without_a_zone_is_read_in_the_zone_of_the_feed() -> None:
    baku = timezone(timedelta(hours=4))

    assert datetime(2031, 3, 3, 10, 0, tzinfo=UTC) == read_date("3 mart 2031, 14:00", baku)


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "5 minutes ago", "0001-01-01T00:00:00", "2031-13-45", "Mon, 03 Mar 2031 25:00:00 GMT",
        "04/03/2031 10:00",  # third of April or fourth of March: better no date than a wrong one
        "99999999999999", "31 February 2031", "3 Foobar 2031", "x" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(written: str) -> None:
    assert read_date(written) is None


def test_a_date_at_the_end_of_time_is_no_date() -> None:
    assert read_date("9999-12-31T23:59:59-14:00") is None
