"""An alert in parts: what comes first, what is left out, and lengths that every platform takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Action, ChatSettings, Language, Reason, Rung, Span, Status
from handlers.wording import Wording, alert_parts, clean, shorten, units, web_address
from handlers.wording.alert import BYLINE, HEADING, HEADLINE, LINE, SENTENCE, SUPPORT, sentence_pieces
from tests.handlers.builders import AT, AZ, OUTLETS, RU, a_match, a_report, an_alert, an_event

EN = Wording(Language("en"), strict=True)
SETTINGS = ChatSettings()


def test_an_alert_reads_as_it_was_designed() -> None:
    parts = alert_parts(an_alert(ladder=Rung(RU, AZ, 6.0, 1.0)), SETTINGS, OUTLETS, EN)

    assert parts.heading == "AMBASSADOR SUMMONED  Russia → Azerbaijan"
    assert (
        parts.line == "Russia summoned the ambassador or another envoy of Azerbaijan (The Harbour Times, independent)."
    )
    assert parts.headline == "Moscow calls in the envoy"
    assert [(piece.text, piece.bold) for piece in parts.sentence] == [
        ("Moscow ", False),
        ("summoned", True),
        (" the ambassador.", False),
    ]
    assert parts.byline == "The Harbour Times (independent), 14:02, seen 14:02:20"
    assert parts.support == "one origin, one outlet only; ladder 6/10, up 1"
    assert parts.reason == ""


HEADINGS = [
    ({"status": Status.DENIED}, {}, "DENIED · AMBASSADOR SUMMONED  Russia → Azerbaijan"),
    ({"undone_by": "ev-2"}, {}, "SINCE REVERSED OR EASED · AMBASSADOR SUMMONED  Russia → Azerbaijan"),
    ({"false_alarm": True}, {}, "FALSE ALARM · AMBASSADOR SUMMONED  Russia → Azerbaijan"),
    ({}, {"reason": Reason.TEST}, "TEST · AMBASSADOR SUMMONED  Russia → Azerbaijan"),
    ({"status": Status.PLANNED}, {}, "PLANNED OR POSSIBLE · AMBASSADOR SUMMONED  Russia → Azerbaijan"),
]


@pytest.mark.parametrize(("event", "alert", "heading"), HEADINGS)
def test_what_must_not_be_overlooked_comes_first(
    event: dict[str, object], alert: dict[str, object], heading: str
) -> None:
    assert alert_parts(an_alert(an_event(**event), **alert), SETTINGS, OUTLETS, EN).heading == heading


def test_what_comes_late_says_so() -> None:
    late = a_report(seen=AT + timedelta(hours=3))

    byline = alert_parts(an_alert(an_event(reports=(late,))), SETTINGS, OUTLETS, EN).byline

    assert byline == "The Harbour Times (independent), 14:02, seen 17:02:00, 3 hours late"


def test_a_feed_without_dates_is_not_given_one() -> None:
    undated = a_report(published=None)

    byline = alert_parts(an_alert(an_event(reports=(undated,))), SETTINGS, OUTLETS, EN).byline

    assert byline == "The Harbour Times (independent), no time given, seen 14:02:20"


def test_a_second_ring_says_its_reason_and_an_edit_does_not() -> None:
    ring = alert_parts(an_alert(reason=Reason.NUMBER_GREW), SETTINGS, OUTLETS, EN)
    edit = alert_parts(an_alert(action=Action.EDIT, reason=Reason.ANOTHER_OUTLET), SETTINGS, OUTLETS, EN)

    assert (ring.reason, edit.reason) == ("The number of people grew", "")


anything = st.text(max_size=3000)


@given(headline=anything, sentence=anything, person=anything, place=anything, outlet=anything)
def test_any_text_keeps_the_lengths(headline: str, sentence: str, person: str, place: str, outlet: str) -> None:
    match = a_match("arrest", sentence, spans=(Span(5, 9), Span(700, 2000)))
    report = a_report(headline=headline, match=match, outlet=outlet)
    event = an_event("arrest", reports=(report,), persons=(person,) * 9, place=place)

    parts = alert_parts(an_alert(event), SETTINGS, {}, EN)

    assert units(parts.heading) <= HEADING
    assert units(parts.line) <= LINE
    assert units(parts.headline) <= HEADLINE
    assert sum(units(piece.text) for piece in parts.sentence) <= SENTENCE
    assert units(parts.byline) <= BYLINE
    assert units(parts.support) <= SUPPORT
    assert "\u202e" not in str(parts)


def test_a_long_sentence_is_cut_around_what_matched() -> None:
    sentence = "before " * 400 + "summoned" + " after" * 400
    start = sentence.index("summoned")

    pieces = sentence_pieces(sentence, (Span(start, start + 8),))

    assert [piece.text for piece in pieces if piece.bold] == ["summoned"]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")


def test_spans_that_do_not_fit_the_sentence_do_no_harm() -> None:
    pieces = sentence_pieces("Four words are here", (Span(-5, 4), Span(5, 5), Span(11, 900), Span(2, 6)))

    assert "".join(piece.text for piece in pieces) == "Four words are here"
    assert [piece.text for piece in pieces if piece.bold] == ["Four w", "are here"]


CLEANED = [
    ("a\u202egnp.exe", "agnp.exe", "a bidi override could turn a name round"),
    ("ar\u200drest\u200bed", "arrested", "zero-width characters hide words"),
    ("one\n\n two\tthree\u00a0four", "one two three four", "a headline is one line"),
    ("👩\u200d💻 at work", "👩\u200d💻 at work", "a joiner belongs to an emoji"),
    ("می\u200cخواهم", "می\u200cخواهم", "and to Persian"),
    ("\ud800lone", "lone", "a lone surrogate cannot be sent"),
    ("nul\x00 bell\x07", "nul bell", "control characters"),
]


@pytest.mark.parametrize(("text", "shown", "_why"), CLEANED)
def test_strange_characters_are_made_harmless(text: str, shown: str, _why: str) -> None:
    assert clean(text) == shown


@given(text=anything, limit=st.integers(2, 100))
def test_a_shortened_text_fits_and_begins_the_same(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert units(short) <= limit
    assert short == text or text.startswith(short.removesuffix("…"))


ADDRESSES = [
    ("https://example.org/a?b=c", "https://example.org/a?b=c"),
    ("http://example.org", "http://example.org"),
    ("javascript:alert(1)", ""),
    ("data:text/html,x", ""),
    ("https://", ""),
    ("http://localhost:8787/health", ""),
    ("https://exa mple.org", ""),
    ('https://example.org/"onclick', ""),
    ("tg://resolve?domain=x", ""),
    ("//example.org", ""),
    ("https://[broken", ""),
    ("", ""),
]


@pytest.mark.parametrize(("url", "safe"), ADDRESSES)
def test_only_web_addresses_become_links(url: str, safe: str) -> None:
    assert web_address(url) == safe


def test_an_address_beyond_reason_is_left_out() -> None:
    long = replace(a_report(), url="https://example.org/" + "a" * 2000)

    assert alert_parts(an_alert(an_event(reports=(long,))), SETTINGS, OUTLETS, EN).url == ""
