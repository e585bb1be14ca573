"""What follows from each answer of a platform: the whole table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.retry import LAST_ATTEMPT, LONGEST_PAUSE, Next, Outcome, is_gone, outcome_of, pause_after
from bot.errors import (
    ChannelBroken,
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRefused,
    SendFailed,
    TryLater,
    Unsure,
)
from bot.model import Action, Delivery
from bot.ports import Absence
from tests.fakes import NOON, a_chat, a_ref, an_alert

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def a_delivery(attempt: int = 1, *, action: Action = Action.RING, plain: bool = False) -> Delivery:
    return Delivery(an_alert(action=action), a_chat(1), None, attempt=attempt, plain=plain)


MIDDLE = 0.5  # of the spread: no jitter

TABLE: list[tuple[str, SendFailed, Delivery, Outcome]] = [
    (
        "429 with a pause: exactly that, and no attempt counts",
        TryLater("429", 37 * SECOND),
        a_delivery(19),
        Outcome(Next.WAIT, NOON + 37 * SECOND, asked=True),
    ),
    (
        "429 for all: nobody is served",
        TryLater("429", 5 * SECOND, whole_platform=True),
        a_delivery(),
        Outcome(Next.WAIT_ALL, NOON + 5 * SECOND, asked=True),
    ),
    (
        "no way to the platform, no pause named",
        TryLater("dns", whole_platform=True),
        a_delivery(),
        Outcome(Next.WAIT_ALL, NOON + 7.5 * SECOND, asked=True),
    ),
    ("5xx: back off", TryLater("502"), a_delivery(1), Outcome(Next.WAIT, NOON + 2 * SECOND, counts=True)),
    ("5xx again: twice as long", TryLater("502"), a_delivery(2), Outcome(Next.WAIT, NOON + 4 * SECOND, counts=True)),
    ("5xx to the last attempt: dead letter", TryLater("502"), a_delivery(LAST_ATTEMPT), Outcome(Next.BURY)),
    (
        "migrated group: at once at the new address",
        ChatMoved("moved", a_ref(-100)),
        a_delivery(),
        Outcome(Next.MOVE, to=a_ref(-100), counts=True),
    ),
    ("moved in circles: dead letter", ChatMoved("moved", a_ref(-100)), a_delivery(LAST_ATTEMPT), Outcome(Next.BURY)),
    (
        "blocked: wait, for one 403 may be transient",
        ChatGone("403"),
        a_delivery(1),
        Outcome(Next.ABSENT, NOON + 10.5 * 60 * SECOND, counts=True),
    ),
    (
        "blocked for the fourth time: most of a day",
        ChatGone("403"),
        a_delivery(4),
        Outcome(Next.ABSENT, NOON + 18.9 * HOUR, counts=True),
    ),
    ("message removed, and it rings: anew", MessageGone("400"), a_delivery(), Outcome(Next.ANEW)),
    (
        "message removed, and it only edits: let it rest",
        MessageGone("400"),
        a_delivery(action=Action.EDIT),
        Outcome(Next.REST),
    ),
    ("markup refused: plain", MessageRefused("400"), a_delivery(), Outcome(Next.PLAINER, counts=True)),
    ("plain text refused: dead letter", MessageRefused("400"), a_delivery(plain=True), Outcome(Next.BURY)),
    ("no answer: look again soon", Unsure("time-out"), a_delivery(), Outcome(Next.UNSURE, NOON + 4.5 * SECOND)),
    (
        "token revoked: until a person acts",
        ChannelBroken("401"),
        a_delivery(LAST_ATTEMPT),
        Outcome(Next.BROKEN, NOON + 60 * SECOND, asked=True),
    ),
    (
        "an answer of a new kind: as 5xx",
        SendFailed("?"),
        a_delivery(),
        Outcome(Next.WAIT, NOON + 2 * SECOND, counts=True),
    ),
]


@pytest.mark.parametrize(("why", "error", "delivery", "outcome"), TABLE, ids=[row[0] for row in TABLE])
def test_each_answer_has_one_outcome(why: str, error: SendFailed, delivery: Delivery, outcome: Outcome) -> None:
    assert outcome_of(error, delivery, NOON, MIDDLE) == outcome


def test_pauses_double_to_ten_minutes_and_no_further() -> None:
    pauses = [pause_after(attempt, MIDDLE).total_seconds() for attempt in range(1, 12)]

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
    assert pause_after(10_000, MIDDLE) == LONGEST_PAUSE


def test_pauses_differ_so_that_retries_do_not_march_in_step() -> None:
    assert pause_after(3, 0.0) == 6 * SECOND
    assert pause_after(3, 1.0) == 10 * SECOND


def test_all_attempts_together_take_about_two_hours() -> None:
    together = sum((pause_after(attempt, MIDDLE) for attempt in range(1, LAST_ATTEMPT)), timedelta(0))

    assert 1.5 * HOUR < together < 3 * HOUR


ABSENCES = [
    (1, 30 * HOUR, False, "one refusal, whenever it was"),
    (5, 2 * HOUR, False, "many refusals within hours"),
    (3, 24 * HOUR, True, "again and again over a day"),
    (2, 48 * HOUR, False, "two are not again and again"),
]


@pytest.mark.parametrize(("times", "span", "gone", "why"), ABSENCES)
def test_when_a_chat_is_given_up(times: int, span: timedelta, gone: bool, why: str) -> None:
    assert is_gone(Absence(NOON - span, times), NOON) is gone
