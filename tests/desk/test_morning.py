"""When the handover of the morning is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.wishes import morning_due
from bot.model import ChatSettings, Morning

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
EIGHT = 8 * 60


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=UTC)


CASES = [
    # zone, minute of the day, now, when it was due, why
    ("Asia/Baku", EIGHT, _at(7, 5, 4), _at(7, 5, 4), "Baku is four hours ahead: to the minute"),
    ("Asia/Baku", EIGHT, _at(7, 5, 3, 59), None, "a minute too early, and yesterday's is a day late"),
    ("Asia/Baku", EIGHT, _at(7, 5, 6), _at(7, 5, 4), "two hours late is late, and it comes"),
    ("Asia/Baku", EIGHT, _at(7, 5, 6, 1), None, "later than that nobody waits for it"),
    ("UTC", 23 * 60 + 30, _at(7, 6, 0, 30), _at(7, 5, 23, 30), "midnight lies between"),
    ("Europe/Berlin", EIGHT, _at(3, 30, 6), _at(3, 30, 6), "the first morning of summer time"),
    ("Europe/Berlin", EIGHT, _at(10, 26, 7), _at(10, 26, 7), "the first morning of winter time"),
    ("Europe/Berlin", 150, _at(3, 30, 1, 45), _at(3, 30, 1, 30), "half past two does not exist that night"),
]


@pytest.mark.parametrize(("zone", "minute", "now", "due", "why"), CASES)
def test_the_handover_is_due_at_its_minute_in_the_chats_zone(
    zone: str, minute: int, now: datetime, due: datetime | None, why: str
) -> None:
    settings = ChatSettings(time_zone=zone, morning=Morning(minute, LONG_AGO))

    assert morning_due(settings, now) == due, why


def test_a_handover_that_was_asked_for_after_its_time_comes_tomorrow() -> None:
    settings = ChatSettings(morning=Morning(EIGHT, _at(7, 5, 8, 30)))

    assert [morning_due(settings, _at(7, day, 8, 45)) for day in (5, 6)] == [None, _at(7, 6, 8)]


def test_nothing_is_due_where_nobody_asked() -> None:
    assert morning_due(ChatSettings(), _at(7, 5, 8)) is None
