"""What operators hear: each trouble once, its end once, hiccups never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import KnownTrouble, Trouble, TroubleKind
from bot.operators.news import (
    GIVEN_UP,
    REMEMBERED,
    Stage,
    begun,
    ended,
    heartbeat_is_due,
    mark_of,
    may_end,
    spent,
    untold,
)

NOW = datetime(2031, 3, 3, 12, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
DARK = Trouble(TroubleKind.FEED_DARK, "harbour/en", "the server answers 500")
DEAF = Trouble(TroubleKind.CHANNEL_TROUBLE, "slack", "time-out")
MOVED = Trouble(TroubleKind.FEED_MOVED, "harbour/en", "https://harbour.example/new")
ANNA, BORIS = "telegram:1", "slack:U2"


def stages(known: KnownTrouble, told: set[str], now: datetime, operator: str = ANNA) -> list[Stage]:
    return [note.stage for note in untold([known], told, operator, now)]


def test_a_trouble_that_is_known_is_not_begun_again() -> None:
    known = begun(None, DARK, NOW)

    assert known == KnownTrouble(DARK, NOW)
    assert begun(known, DARK, NOW + HOUR) is None


def test_other_words_for_the_same_trouble_keep_since_when_it_lasts() -> None:
    other = Trouble(TroubleKind.FEED_DARK, "harbour/en", "the server answers 503")

    assert begun(KnownTrouble(DARK, NOW), other, NOW + HOUR) == KnownTrouble(other, NOW)


def test_a_trouble_that_comes_back_is_a_new_one() -> None:
    over = KnownTrouble(DARK, NOW, over=NOW + MINUTE)

    assert begun(over, DARK, NOW + HOUR) == KnownTrouble(DARK, NOW + HOUR)
    assert ended(over, NOW + HOUR) is None


@pytest.mark.parametrize(
    ("trouble", "lasted", "expected", "why"),
    [
        (DARK, timedelta(0), [Stage.BEGAN], "the schedule waited for half an hour already"),
        (DEAF, MINUTE, [], "a reconnect is no news"),
        (DEAF, 3 * MINUTE, [Stage.BEGAN], "this is more than a reconnect"),
    ],
)
def test_a_trouble_is_told_once_it_has_lasted(
    trouble: Trouble, lasted: timedelta, expected: list[Stage], why: str
) -> None:
    assert stages(KnownTrouble(trouble, NOW), set(), NOW + lasted) == expected, why


def test_what_was_told_is_not_told_again_and_its_end_once() -> None:
    known = KnownTrouble(DARK, NOW)
    began = mark_of(known, Stage.BEGAN, ANNA)
    over = KnownTrouble(DARK, NOW, over=NOW + HOUR)

    assert stages(known, {began}, NOW + DAY) == []
    assert stages(over, {began}, NOW + DAY) == [Stage.OVER]
    assert stages(over, {began, mark_of(known, Stage.OVER, ANNA)}, NOW + DAY) == []


def test_the_end_is_told_to_those_alone_who_heard_of_the_beginning() -> None:
    over = KnownTrouble(DEAF, NOW, over=NOW + HOUR)
    told = {mark_of(over, Stage.BEGAN, ANNA)}

    assert stages(over, told, NOW + HOUR, ANNA) == [Stage.OVER]
    assert stages(over, told, NOW + HOUR, BORIS) == []


def test_news_without_an_end_has_none() -> None:
    over = KnownTrouble(MOVED, NOW, over=NOW + HOUR)

    assert stages(over, {mark_of(over, Stage.BEGAN, ANNA)}, NOW + HOUR) == []


@pytest.mark.parametrize(
    ("known", "told", "after", "expected", "why"),
    [
        (KnownTrouble(DARK, NOW), set(), DAY, False, "it lasts"),
        (KnownTrouble(DARK, NOW, over=NOW), set(), DAY, True, "nobody was told of it"),
        (KnownTrouble(DARK, NOW, over=NOW), {Stage.BEGAN}, DAY, False, "one has to hear of the end"),
        (KnownTrouble(DARK, NOW, over=NOW), {Stage.BEGAN}, GIVEN_UP + DAY, True, "who cannot be reached for days"),
        (KnownTrouble(DARK, NOW, over=NOW), {Stage.BEGAN, Stage.OVER}, DAY, True, "all is told"),
        (KnownTrouble(MOVED, NOW), {Stage.BEGAN}, DAY, False, "a restart must not tell it again"),
        (KnownTrouble(MOVED, NOW), {Stage.BEGAN}, REMEMBERED + DAY, True, "feeds.yaml was never mended"),
        (KnownTrouble(MOVED, NOW, over=NOW), {Stage.BEGAN}, DAY, True, "feeds.yaml was mended"),
    ],
)
def test_a_trouble_is_forgotten_once_all_is_told(
    known: KnownTrouble, told: set[Stage], after: timedelta, expected: bool, why: str
) -> None:
    marks = {mark_of(known, stage, ANNA) for stage in told}

    assert (known.trouble.key in spent([known], marks, [ANNA], NOW + after)) is expected, why


def test_a_forgotten_trouble_takes_its_marks_along() -> None:
    over = KnownTrouble(DARK, NOW, over=NOW)
    marks = {mark_of(over, stage, ANNA) for stage in Stage}

    forgotten = spent([over], {*marks, "heartbeat"}, [ANNA], NOW)

    assert {key: set(theirs) for key, theirs in forgotten.items()} == {DARK.key: marks}


def test_a_channel_must_be_well_for_a_while_before_it_counts_as_well() -> None:
    assert not may_end(DEAF, NOW, NOW + MINUTE)
    assert may_end(DEAF, NOW, NOW + 2 * MINUTE)
    assert may_end(DARK, NOW, NOW)


SIX = NOW.replace(hour=6)


@pytest.mark.parametrize(
    ("last", "now", "expected", "why"),
    [
        (None, NOW, True, "never yet"),
        (SIX, SIX + 23 * HOUR, False, "today's was told"),
        (SIX, SIX + 24 * HOUR, True, "a day later"),
        (SIX - HOUR, SIX, True, "at six"),
        (SIX - 2 * HOUR, SIX - HOUR, False, "not before six"),
        (SIX - 5 * DAY, SIX + 3 * HOUR, True, "the bot was down at six"),
        (SIX + 3 * HOUR, SIX + 2 * HOUR, False, "the clock was set back"),
    ],
)
def test_the_heart_beats_once_a_day(last: datetime | None, now: datetime, expected: bool, why: str) -> None:
    assert heartbeat_is_due(last, now) is expected, why
