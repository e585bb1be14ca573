"""Which limits a delivery counts under."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.pacing import limits_of
from bot.model import ChatRef, Delivery, EventId, Platform, Receipt
from tests.fakes import NOON, a_chat, a_ref, an_alert

ROWS = [
    ("a person in Telegram", a_ref(42), False, ["all", "chat:42"]),
    ("a group", a_ref(-42), False, ["all", "chat:-42", "group:-42"]),
    ("a forum topic shares its group's", a_ref(-42, thread="7"), False, ["all", "chat:-42", "group:-42"]),
    ("an edit counts as a message", a_ref(-42), True, ["all", "chat:-42", "group:-42"]),
    ("a Slack channel", a_ref("C1", Platform.SLACK), False, ["all", "chat:C1"]),
    (
        "an edit in Slack has a method's limit, too",
        a_ref("C1", Platform.SLACK),
        True,
        ["all", "chat:C1", "chat.update"],
    ),
    ("the terminal takes all", a_ref("terminal", Platform.CONSOLE), False, []),
]


@pytest.mark.parametrize(("why", "ref", "edits", "names"), ROWS, ids=[row[0] for row in ROWS])
def test_what_a_delivery_counts_under(why: str, ref: ChatRef, edits: bool, names: list[str]) -> None:
    receipt = Receipt(ref, EventId("event-1"), "m", 0, NOON) if edits else None

    assert [limit.name for limit in limits_of(Delivery(an_alert(), a_chat(ref), receipt))] == names


ALLOWED = {"all": (30, 1.0), "chat:-42": (1, 1.0), "group:-42": (20, 60.0)}  # Telegram Bot FAQ


def test_limits_stay_within_what_is_allowed_and_above_nine_tenths_of_it() -> None:
    for limit in limits_of(Delivery(an_alert(), a_chat(a_ref(-42)), None)):
        count, seconds = ALLOWED[limit.name]
        used = (limit.count / limit.per.total_seconds()) / (count / seconds)

        assert limit.count <= count
        assert limit.per > timedelta(seconds=seconds)
        assert used >= 0.9
