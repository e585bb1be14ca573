"""What a Telegram message looks like: laws that hold for any text, and the look that was designed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from teremok.validation import validate_html

from bot.desk import Latest, TopicChoice
from bot.errors import BadRequest
from bot.model import Action, ChatSettings, Language, Reason, Rung, Span
from handlers.telegram import answers
from handlers.telegram.render import CALLBACK_LIMIT, TEXT_LIMIT, TelegramText, render_alert, render_ring
from handlers.wording import LANGUAGES, Wording, units
from tests.handlers.builders import AT, AZ, AZ_RU, OUTLETS, RU, a_chat, a_match, a_report, an_alert, an_event
from tests.peers.telegram.entities import parse_html

EN = Wording(Language("en"))
# Markup, entities, bidi and surrogates turn up far more often here than in news.
NASTY = st.text(st.sampled_from(list("<>&\"'/=! abя😀\u202e\u200b\n\x00əİ")) | st.characters(), max_size=3000)


def check(text: TelegramText) -> None:
    """Telegram would take it, and so would a second opinion."""
    shown, _entities = parse_html(text.html)
    validate_html(text.html)
    assert 0 < units(shown) <= TEXT_LIMIT
    assert 0 < units(text.plain) <= TEXT_LIMIT
    for key in (key for row in text.buttons for key in row):
        assert key.label
        assert len(key.data.encode()) <= CALLBACK_LIMIT
        assert key.url.startswith(("https://", "http://")) or not key.url


@settings(deadline=None)
@given(text=NASTY, other=NASTY, language=st.sampled_from(LANGUAGES))
def test_any_alert_is_taken(text: str, other: str, language: Language) -> None:
    match = a_match("arrest", text, spans=(Span(0, 7), Span(9, 11)), why=(other,) * 9)
    report = a_report(headline=text, match=match, outlet=other, url=other)
    event = an_event(
        "arrest", id=other, reports=(report, a_report(2)), persons=(other,) * 9, place=text, denied_by=(other,)
    )
    words = Wording(language)
    alert = an_alert(event, ladder=Rung(RU, AZ, 10.0, -10.0), reason=Reason.CONFIRMED)

    check(render_alert(alert, ChatSettings(), OUTLETS, words))
    check(render_ring(alert, ChatSettings(), OUTLETS, words))
    check(answers.why(event, words))
    check(answers.sources(replace(event, reports=(report,) * 200), a_chat(1), OUTLETS, AT, words))
    check(answers.latest(Latest(TopicChoice(AZ_RU, True), (event,) * 20), a_chat(1), OUTLETS, AT, words))
    check(answers.refusal(BadRequest("topic-nearest", words=text, near=AZ_RU.id), words))


def test_an_alert_looks_as_it_was_designed() -> None:
    html = render_alert(an_alert(), ChatSettings(), OUTLETS, EN).html

    assert html.splitlines() == [
        "<b>AMBASSADOR SUMMONED  Russia → Azerbaijan</b>",
        "Russia summoned the ambassador or another envoy of Azerbaijan (The Harbour Times, independent).",
        '<a href="https://harbour-times.example/1">Moscow calls in the envoy</a>',
        "<blockquote>Moscow <b>summoned</b> the ambassador.</blockquote>",
        "<i>The Harbour Times (independent), 14:02, seen 14:02:20</i>",
        "one origin, one outlet only",
    ]


def test_a_long_sentence_folds() -> None:
    event = an_event(reports=(a_report(match=a_match(sentence="A long sentence. " * 30)),))

    assert "<blockquote expandable>" in render_alert(an_alert(event), ChatSettings(), OUTLETS, EN).html


def test_a_false_alarm_is_struck_out() -> None:
    amended = an_alert(an_event(false_alarm=True), action=Action.EDIT, reason=Reason.AMENDED_BY_DESK)

    first = render_alert(amended, ChatSettings(), OUTLETS, EN).html.splitlines()[0]

    assert first == "<s><b>FALSE ALARM · AMBASSADOR SUMMONED  Russia → Azerbaijan</b></s>"


def test_an_event_whose_id_is_too_long_for_a_button_has_none() -> None:
    event = an_event(id="x" * 65)

    (row,) = render_alert(an_alert(event), ChatSettings(), OUTLETS, EN).buttons

    assert [key.label for key in row] == ["Open"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quotation_mark_in_an_address_cannot_end_it(language: Language) -> None:
    report = a_report(url="https://example.org/?a=1&b='x'")

    html = render_alert(an_alert(an_event(reports=(report,))), ChatSettings(), OUTLETS, Wording(language)).html

    assert 'href="https://example.org/?a=1&amp;b=&#x27;x&#x27;"' in html
