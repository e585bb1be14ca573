"""The grammar of own topics: read, spelled again, and what is wrong with a text. Each row is one rule."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.grammar import spelled, split_name, topic_from
from bot.desk.wishes import hours_meant, minute_meant, owners_meant, quiet_meant, span_meant
from bot.errors import BadRequest
from bot.model import Country, Ownership, Topic, TopicId
from bot.taxonomy import KINDS, Kind
from handlers.wording import Wording
from tests.handlers.builders import OUTLETS

EN, RU, AZ = Wording("en"), Wording("ru"), Wording("az")


def read(text: str, words: Wording = EN) -> Topic:
    return topic_from("x", text, words, OUTLETS, id_=TopicId("own:1"))


READ = [
    ("Sputnik", {"words": ("Sputnik",)}),
    ("Sputnik Baku", {"words": ("Sputnik", "Baku")}),
    ('"Sputnik Azerbaijan" raid', {"words": ("Sputnik Azerbaijan", "raid")}),
    ("«Спутник Азербайджан»", {"words": ("Спутник Азербайджан",)}),
    ("+journalist", {"must": ("journalist",)}),
    ('+"press card" !football', {"must": ("press card",), "must_not": ("football",)}),
    ('!"friendly match"', {"must_not": ("friendly match",)}),
    ("kind:arrest", {"kinds": ("arrest",)}),
    ("kind:arrest,raid kind:arrest", {"kinds": ("arrest", "raid")}),
    ('kind:"Court verdict"', {"kinds": ("conviction",)}),
    ("KIND:Arrest", {"kinds": ("arrest",)}),
    ("from:RU to:az", {"sources": ("RU",), "targets": ("AZ",)}),
    ('from:"United States"', {"sources": ("US",)}),
    ("country:NATO", {"countries": ("NATO",)}),
    ("pair:AZ-RU pair:am/az", {"pairs": (("AZ", "RU"), ("AM", "AZ"))}),
    ("source:state-wire", {"outlets": ("state-wire",)}),
    ('source:"The Harbour Times"', {"outlets": ("harbour-times",)}),
    ("severity>=4", {"min_severity": 4}),
    ("severity ≥ 4", {"min_severity": 4}),
    ("severity >= 4 raid", {"min_severity": 4, "words": ("raid",)}),
]


@pytest.mark.parametrize(("text", "fields"), READ)
def test_a_text_is_read_as_a_topic(text: str, fields: dict[str, Any]) -> None:
    topic = read(text)

    empty = {"words": (), "must": (), "must_not": (), "kinds": (), "sources": (), "targets": (), "min_severity": 1}
    assert {name: getattr(topic, name) for name in {**empty, **fields}} == {**empty, **fields}


def test_kinds_and_countries_are_named_in_the_language_of_the_chat() -> None:
    assert read("kind:Задержание from:Россия", RU).kinds == ("arrest",)
    assert read("kind:Saxlanılma from:Rusiya", AZ).sources == ("RU",)


WRONG = [
    ("", "grammar-empty"),
    ("severity>=1", "grammar-empty"),
    ('"open', "grammar-quote"),
    ("colour:red", "grammar-field"),
    ("severity:3", "grammar-field"),
    ("kind>=3", "grammar-field"),
    ("severity>=0", "severity-unknown"),
    ("severity>=six", "severity-unknown"),
    ("kind:arest", "grammar-kind"),
    ("from:Atlantis", "grammar-country"),
    ("pair:AZ", "grammar-pair"),
    ("pair:AZ-AZ", "grammar-pair"),
    ("source:nobody", "grammar-outlet"),
    ("!kind:arrest", "grammar-sign"),
    (" ".join(f"w{n}" for n in range(61)), "grammar-long"),
]


@pytest.mark.parametrize(("text", "key"), WRONG)
def test_what_cannot_be_read_is_named(text: str, key: str) -> None:
    with pytest.raises(BadRequest) as refused:
        read(text)

    assert refused.value.key == key


@pytest.mark.parametrize("text", [text for text, _ in READ])
def test_a_topic_spelled_again_is_the_same_topic(text: str) -> None:
    topic = read(text)

    assert read(spelled(topic)) == topic


_WORDS = st.text(st.characters(exclude_characters='"“”„«»‟', exclude_categories=["C", "Z"]), min_size=1, max_size=12)
_PHRASES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


@given(
    st.builds(
        Topic,
        st.just(TopicId("own:1")),
        st.just((("en", "x"),)),
        words=st.lists(_PHRASES, min_size=1, max_size=3, unique=True).map(tuple),
        must=st.lists(_PHRASES, max_size=2, unique=True).map(tuple),
        must_not=st.lists(_PHRASES, max_size=2, unique=True).map(tuple),
        kinds=st.lists(st.sampled_from([Kind(k) for k in KINDS]), max_size=3, unique=True).map(tuple),
        sources=st.lists(st.sampled_from([Country("AZ"), Country("EU")]), max_size=2, unique=True).map(tuple),
        min_severity=st.integers(1, 5),
    )
)
def test_any_topic_survives_its_spelling(topic: Topic) -> None:
    assert read(spelled(topic)) == topic


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_key(text: str) -> None:
    with contextlib.suppress(BadRequest):
        assert read(text).id == "own:1"


@pytest.mark.parametrize("text", ["Baku", "= words", "name =", "=", "x" * 61 + " = words"])
def test_a_topic_needs_a_name_and_words(text: str) -> None:
    with pytest.raises(BadRequest):
        split_name(text)


SPANS = [
    ("30m", timedelta(minutes=30)),
    ("8h", timedelta(hours=8)),
    ("8", timedelta(hours=8)),
    ("2 d", timedelta(days=2)),
    ("1w", timedelta(weeks=1)),
    ("2 часа", timedelta(hours=2)),
    ("3дня", timedelta(days=3)),
    ("2 saat", timedelta(hours=2)),
    ("1həftə", timedelta(weeks=1)),
    ("5 dəqiqə", timedelta(minutes=5)),
    ("3 gün", timedelta(days=3)),
    ("9999w", timedelta(days=366)),
    ("0h", None),
    ("arrest", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_a_length_of_time_is_read(text: str, span: timedelta | None) -> None:
    assert span_meant(text) == span


@pytest.mark.parametrize(
    ("text", "minute"),
    [("8", 480), ("08:30", 510), ("23.59", 1439), ("0", 0), ("24", None), ("8:60", None), ("x", None)],
)
def test_a_time_of_day_is_read(text: str, minute: int | None) -> None:
    assert minute_meant(text) == minute


def test_quiet_hours_are_two_times() -> None:
    assert hours_meant("23:00-07:00") == hours_meant("23 7") == hours_meant("23:00 – 7:00") == (1380, 420)
    for wrong in ("23:00", "7-7", "a-b", "1 2 3"):
        with pytest.raises(BadRequest, match="quiet-unknown"):
            hours_meant(wrong)


def test_quiet_hours_may_name_the_severity_that_breaks_through() -> None:
    assert quiet_meant("23:00-07:00 4") == ((1380, 420), 4)
    assert quiet_meant("23:00-07:00") == ((1380, 420), None)
    assert quiet_meant("off") == (None, None)


def test_owners_are_meant_in_the_readers_language_too() -> None:
    names = {"государственные": Ownership("state")}

    assert owners_meant("Государственные, exile", names) == [Ownership("state"), Ownership("exile")]
    assert owners_meant("all", names) == []
    with pytest.raises(BadRequest):
        owners_meant("state, neighbours", names)
