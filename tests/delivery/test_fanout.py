"""Which chats want an alert. Each row of a table says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.fanout import ASKED_FOR, folded, follows, topics_about, topics_of, wanted
from bot.model import (
    Action,
    Country,
    EventId,
    Language,
    Mute,
    MuteOf,
    Outlet,
    OutletId,
    Ownership,
    Reason,
    Receipt,
    TopicId,
)
from bot.taxonomy import Kind
from tests.fakes import NOON, a_chat, a_match, a_ref, a_report, a_topic, an_alert, an_event

AZ, RU, TR, GE, XX = (Country(c) for c in ("AZ", "RU", "TR", "GE", "XX"))
SUMMONED, ARREST, DEATH = Kind("ambassador_summoned"), Kind("arrest"), Kind("custody_death")
HOUR = timedelta(hours=1)
ALL = frozenset({TopicId("all")})
SHOWN = Receipt(a_ref(1), EventId("event-1"), "m1", 0, NOON)

TOPICS = [  # what the topic asks for, whether RU -> AZ, ambassador summoned, belongs to it
    ("nothing", {}, True),
    ("its pair", {"pairs": ((RU, AZ),)}, True),
    ("its pair the other way round", {"pairs": ((AZ, RU),)}, True),
    ("another pair", {"pairs": ((AZ, TR),)}, False),
    ("one of several pairs", {"pairs": ((AZ, TR), (AZ, RU))}, True),
    ("a country on either side", {"countries": (AZ,)}, True),
    ("a country that is no party", {"countries": (TR,)}, False),
    ("its source", {"sources": (RU,)}, True),
    ("its target as the source", {"sources": (AZ,)}, False),
    ("its target", {"targets": (AZ,)}, True),
    ("its kind", {"kinds": (SUMMONED, ARREST)}, True),
    ("another kind", {"kinds": (ARREST,)}, False),
    ("no less than its severity", {"min_severity": 3}, True),
    ("more than its severity", {"min_severity": 4}, False),
    ("its outlet", {"outlets": (OutletId("example-1"),)}, True),
    ("another outlet", {"outlets": (OutletId("example-9"),)}, False),
    ("a word of the headline", {"words": ("envoy",)}, True),
    ("a word of the sentence", {"words": ("Examplia",)}, True),
    ("a part of a word", {"words": ("env",)}, False),
    ("a phrase", {"words": ("called in",)}, True),
    ("a phrase in another order", {"words": ("in called",)}, False),
    ("a phrase over the seam of two texts", {"words": ("in examplia",)}, False),
    ("one of several words", {"words": ("gas", "envoy")}, True),
    ("all of its musts", {"must": ("envoy", "ambassador")}, True),
    ("a must that is missing", {"must": ("envoy", "gas")}, False),
    ("a must-not that is there", {"must_not": ("envoy",)}, False),
    ("a must-not that is not there", {"must_not": ("football",)}, True),
    ("stops alone as a word", {"words": ("!?",)}, False),
    ("everything set, one of it wrong", {"pairs": ((RU, AZ),), "words": ("envoy",), "kinds": (ARREST,)}, False),
]


@pytest.mark.parametrize(("why", "fields", "belongs"), TOPICS, ids=[row[0] for row in TOPICS])
def test_an_event_belongs_to_a_topic_if_every_field_that_is_set_holds(
    why: str, fields: dict[str, Any], belongs: bool
) -> None:
    assert follows(a_topic(**fields), an_event()) is belongs


def test_a_country_that_joined_makes_a_pair_with_either_side() -> None:
    event = an_event(other_parties=(TR, GE))

    assert follows(a_topic(pairs=((AZ, TR),)), event)
    assert not follows(a_topic(pairs=((TR, GE),)), event)


def test_an_unnamed_side_belongs_to_no_pair_but_to_the_country_that_is_named() -> None:
    event = an_event(source=XX)

    assert not follows(a_topic(pairs=((AZ, RU),)), event)
    assert follows(a_topic(countries=(AZ,)), event)


def test_a_milder_kind_of_the_same_event_still_belongs() -> None:
    assert follows(a_topic(kinds=(ARREST,)), an_event(kind=DEATH, other_kinds=(ARREST,)))


FOLDS = [
    ("ENVOY", "envoy"),
    ("Embassy's", "embassys"),
    ("Bakı, İçərişəhər", "baki icərisəhər"),
    ("São  Paulo—Zürich", "sao paulo zurich"),
    ("Посол Ёлкин", "посол елкин"),
    ("ambassador’s", "ambassadors"),
    ("!?", ""),
]


@pytest.mark.parametrize(("text", "fold"), FOLDS)
def test_words_are_folded(text: str, fold: str) -> None:
    assert folded(text) == fold


def test_a_word_meets_its_other_spellings() -> None:
    event = an_event(reports=(a_report(headline="Посла вызвали в МИД", match=a_match(sentence="Ёлкин объяснил.")),))

    assert follows(a_topic(words=("елкин",)), event)
    assert follows(a_topic(words=("мид",)), event)


FIRST_MESSAGES = [  # a chat that has no message of the event yet
    ("follows it", {}, {}, True),
    ("mutes milder ones", {"min_severity": 3}, {}, True),
    ("mutes it as too mild", {"min_severity": 4}, {}, False),
    ("muted its kind", {"muted_kinds": (SUMMONED,)}, {}, False),
    ("muted another kind", {"muted_kinds": (ARREST,)}, {}, True),
    ("muted its target", {"muted_countries": (AZ,)}, {}, False),
    ("muted a country that joined", {"muted_countries": (TR,)}, {"other_parties": (TR,)}, False),
    ("muted this event", {"muted_events": (EventId("event-1"),)}, {}, False),
    ("mutes ordinary crime, and it is", {"mute_ordinary_crime": True}, {"ordinary_crime": True}, False),
    ("mutes ordinary crime, and it is not", {"mute_ordinary_crime": True}, {}, True),
    ("lets ordinary crime through", {}, {"ordinary_crime": True}, True),
    ("wants no edits, but this rings", {"edits": False}, {}, True),
    ("it is a false alarm by now", {}, {"false_alarm": True}, False),
    ("it went into another event", {}, {"merged_into": EventId("other")}, False),
]


@pytest.mark.parametrize(("why", "settings", "fields", "wants"), FIRST_MESSAGES, ids=[row[0] for row in FIRST_MESSAGES])
def test_whether_a_chat_is_rung(why: str, settings: dict[str, Any], fields: dict[str, Any], wants: bool) -> None:
    topic = wanted(an_alert(an_event(**fields)), a_chat(1, **settings), ALL)

    assert topic == ("all" if wants else None)


def test_the_topic_that_wants_it_is_named_in_the_chats_own_order() -> None:
    chat = a_chat(1, "other", "az-ru", "all")

    assert wanted(an_alert(), chat, {TopicId("all"), TopicId("az-ru")}) == "az-ru"


def test_a_chat_that_follows_something_else_is_not_rung() -> None:
    assert wanted(an_alert(), a_chat(1, "other"), ALL) is None


def test_events_opened_before_the_chat_subscribed_are_not_sent_unasked() -> None:
    chat = replace(a_chat(1), since=NOON)

    before = wanted(an_alert(an_event(opened=NOON - HOUR)), chat, ALL)
    after = wanted(an_alert(an_event(opened=NOON)), chat, ALL)

    assert (before, after) == (None, "all")


EDITS = [  # why, has the message, settings, time since the ring (None: it never rang), whether it is wanted
    ("its message grows", True, {}, HOUR, True),
    ("it wants no edits", True, {"edits": False}, HOUR, False),
    ("it missed the ring", False, {}, HOUR, True),
    ("it missed the ring long ago", False, {}, 13 * HOUR, False),
    ("nobody was rung", False, {}, None, False),
    ("it missed the ring and would not have wanted it", False, {"min_severity": 5}, HOUR, False),
    ("it muted the event meanwhile", True, {"muted_events": (EventId("event-1"),)}, HOUR, False),
    ("the event grew milder than it wants to hear of", True, {"min_severity": 5}, HOUR, True),
]


@pytest.mark.parametrize(("why", "has_it", "settings", "ago", "wants"), EDITS, ids=[row[0] for row in EDITS])
def test_whether_a_chat_gets_an_edit(
    why: str, has_it: bool, settings: dict[str, Any], ago: timedelta | None, wants: bool
) -> None:
    rung = NOON - ago if ago is not None else None
    alert = an_alert(an_event(rung=rung), action=Action.EDIT, at=NOON)

    topic = wanted(alert, a_chat(1, **settings), ALL, SHOWN if has_it else None)

    assert topic == ("all" if wants else None)


def test_a_correction_by_the_desk_reaches_every_chat_that_was_told() -> None:
    alert = an_alert(an_event(false_alarm=True), action=Action.EDIT, reason=Reason.AMENDED_BY_DESK)
    chat = a_chat(1, "something-else", edits=False, muted_kinds=(SUMMONED,))

    assert wanted(alert, chat, frozenset(), SHOWN) is not None
    assert wanted(alert, chat, frozenset(), None) is None


def test_a_test_alert_is_wanted_by_the_chat_that_asked_alone() -> None:
    alert = an_alert(reason=Reason.TEST, only=a_ref(2))

    assert wanted(alert, a_chat(2, min_severity=5), frozenset()) == ASKED_FOR
    assert wanted(alert, a_chat(1), ALL) is None


def test_an_event_that_became_another_kind_is_still_about_its_topics() -> None:
    topics = {
        t.id: t for t in (a_topic("arrests", kinds=(ARREST,)), a_topic("az-ru", pairs=((AZ, RU),), min_severity=5))
    }
    event = an_event()

    assert topics_of(event, topics) == frozenset()
    assert topics_about(event, topics) == {"arrests", "az-ru"}


STATE = Outlet(OutletId("example-1"), "Example", Country("AZ"), Ownership.STATE)

TIMED = [
    # what is muted, until when; whether an arrest of RU by AZ, ordinary crime, rings at noon
    (Mute(MuteOf.KIND, "arrest", NOON + HOUR), False),
    (Mute(MuteOf.KIND, "raid", NOON + HOUR), True),
    (Mute(MuteOf.COUNTRY, "AZ", NOON + HOUR), False),
    (Mute(MuteOf.COUNTRY, "AM", NOON + HOUR), True),
    (Mute(MuteOf.EVENT, "event-1", NOON + HOUR), False),
    (Mute(MuteOf.CRIME, "", NOON + HOUR), False),
    (Mute(MuteOf.KIND, "arrest", NOON - HOUR), True),  # over
    (Mute(MuteOf.KIND, "arrest", NOON), True),  # over at this very moment
]


@pytest.mark.parametrize(("mute", "rings"), TIMED)
def test_a_mute_for_a_time_holds_until_then(mute: Mute, rings: bool) -> None:
    event = an_event(kind=Kind("arrest"), source=Country("AZ"), target=Country("RU"), ordinary_crime=True)

    topic = wanted(an_alert(event), a_chat(1, mutes=(mute,)), {TopicId("all")})

    assert (topic is not None) is rings


CHOSEN = [
    ({}, True),
    ({"languages": (Language("en"),)}, True),
    ({"languages": (Language("az"),)}, False),
    ({"ownerships": (Ownership.STATE,)}, True),
    ({"ownerships": (Ownership.INDEPENDENT, Ownership.EXILE)}, False),
]


@pytest.mark.parametrize(("settings", "rings"), CHOSEN)
def test_a_chat_may_choose_whose_reports_ring(settings: dict[str, object], rings: bool) -> None:
    topic = wanted(an_alert(), a_chat(1, **settings), {TopicId("all")}, outlets={STATE.id: STATE})

    assert (topic is not None) is rings


def test_a_chat_that_has_the_message_follows_it_whoever_reports_more() -> None:
    receipt = Receipt(a_ref(1), EventId("event-1"), "m1", 1, NOON)

    topic = wanted(
        an_alert(an_event(changes=2), action=Action.EDIT),
        a_chat(1, languages=(Language("az"),)),
        {TopicId("all")},
        receipt,
    )

    assert topic == "all"
