"""Values as bytes and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StateUnusable
from bot.model import Alert, Chat, Event, FeedState, Rung
from bot.store.codec import from_bytes, to_bytes
from tests.fakes import a_chat, a_ref, an_alert, an_event


@pytest.mark.parametrize(
    "value",
    [
        an_event(),
        an_alert(ladder=Rung("RU", "AZ", 6.5, 1.0), only=a_ref(-1, thread="7")),
        a_chat(1, "az-ru", language="az"),
        FeedState("example/en", rhythm=timedelta(hours=2), due=datetime(2025, 7, 1, tzinfo=UTC)),
    ],
)
def test_every_value_comes_back_as_it_was(value: Event | Alert | Chat | FeedState) -> None:
    assert from_bytes(to_bytes(value), type(value)) == value


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_any_text_and_time_comes_back(text: str, moment: datetime) -> None:
    value = FeedState("example/en", trouble=text.encode("utf-8", "replace").decode(), polled=moment)

    assert from_bytes(to_bytes(value), FeedState) == value


@dataclass(frozen=True)
class Older:
    name: str


@dataclass(frozen=True)
class Newer:
    name: str
    colour: str = "red"


def test_an_older_tocsin_reads_what_a_newer_one_added_and_the_other_way_round() -> None:
    assert from_bytes(to_bytes(Newer("x", "blue")), Older) == Older("x")
    assert from_bytes(to_bytes(Older("x")), Newer) == Newer("x", "red")


def test_data_of_a_newer_form_is_refused() -> None:
    with pytest.raises(StateUnusable, match="newer Tocsin"):
        from_bytes(b'{"v": 99, "value": {}}', Event)


@pytest.mark.parametrize("held", [b"", b"not json", b'{"v": 1}', b'{"v": 1, "value": {"id": 3}}'])
def test_data_that_is_damaged_is_refused(held: bytes) -> None:
    with pytest.raises(StateUnusable, match="cannot be read"):
        from_bytes(held, Event)
