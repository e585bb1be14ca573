"""What a Slack message looks like: laws that hold for any text, and the look that was designed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Latest, TopicChoice
from bot.errors import BadRequest
from bot.model import ChatSettings, Delivery, Event, Language, Platform, Reason, Rung, Span
from handlers.slack import answers
from handlers.slack.bundle import render_bundle
from handlers.slack.render import BLOCKS_LIMIT, SlackText, esc, render_alert, render_ring
from handlers.wording import LANGUAGES, Wording
from tests.handlers.builders import (
    AT,
    AZ,
    AZ_RU,
    OUTLETS,
    RU,
    a_chat,
    a_delivery,
    a_match,
    a_report,
    an_alert,
    an_event,
)
from tests.peers.slack.blocks import checked_blocks
from tests.peers.slack.mrkdwn import read_blocks, read_mrkdwn

EN = Wording(Language("en"))
PIECES = ("<!channel>", "<@U1>", "<https://evil.example|OC>", "&", "<", ">", "*", "_", "`", "я", "😀", "\u202e", " ")
NASTY = st.lists(st.sampled_from(PIECES) | st.text(max_size=300), max_size=60).map("".join)


def a_bundle(*events: Event) -> Delivery:
    first, *others = (an_alert(event) for event in events)
    return replace(a_delivery(a_chat("C1", Platform.SLACK), first), also=tuple(others))


def check(text: SlackText, *, whole: bool = True) -> None:
    """Slack would take it, and nothing from outside is live in it. `whole`: a message, not an ephemeral answer."""
    assert 0 < len(text.text) <= 4000
    assert len(text.blocks) <= BLOCKS_LIMIT
    checked_blocks([dict(block) for block in text.blocks], total=whole)
    for live in (read_mrkdwn(text.text), read_blocks(list(text.blocks))):
        assert live.mentions == []
        assert not any(label == "OC" for _, label in live.links)


@settings(deadline=None)
@given(text=NASTY, other=NASTY, language=st.sampled_from(LANGUAGES))
def test_any_alert_is_taken(text: str, other: str, language: Language) -> None:
    match = a_match("arrest", text, spans=tuple(Span(n, n + 1) for n in range(0, 200, 2)), why=(other,) * 9)
    report = a_report(headline=text, match=match, outlet=other, url=other)
    event = an_event(
        "arrest", id=other or "ev", reports=(report, a_report(2)), persons=(other,) * 9, place=text, denied_by=(other,)
    )
    words = Wording(language)
    alert = an_alert(event, ladder=Rung(RU, AZ, 10.0, -10.0), reason=Reason.CONFIRMED)

    check(render_alert(alert, ChatSettings(), OUTLETS, words))
    check(render_ring(alert, ChatSettings(), OUTLETS, words))
    check(render_bundle(a_bundle(*(event,) * 30), OUTLETS, AT, words))
    check(answers.why(event, words), whole=False)
    check(answers.sources(replace(event, reports=(report,) * 200), a_chat(1), OUTLETS, AT, words), whole=False)
    check(answers.latest(Latest(TopicChoice(AZ_RU, True), (event,) * 20), a_chat(1), OUTLETS, AT, words), whole=False)
    check(answers.refusal(BadRequest("topic-unknown", words=text), words), whole=False)


@given(text=st.text(st.sampled_from("&<>ab"), max_size=400), limit=st.integers(10, 100))
def test_an_escaped_text_keeps_its_limit(text: str, limit: int) -> None:
    assert len(esc(text, limit)) <= limit


def test_an_alert_looks_as_it_was_designed() -> None:
    shown = read_blocks(list(render_alert(an_alert(), ChatSettings(), OUTLETS, EN).blocks)).plain

    assert " ".join(shown.split()).startswith(
        "AMBASSADOR SUMMONED Russia → Azerbaijan"
        " Russia summoned the ambassador or another envoy of Azerbaijan (The Harbour Times, independent)."
        " Moscow calls in the envoy Moscow summoned the ambassador."
        " The Harbour Times (independent), 14:02, seen 14:02:20 one origin, one outlet only"
    )


def test_a_bundle_tells_each_event_in_three_lines_and_counts_what_is_left_out() -> None:
    summoned, arrest = an_event(), an_event("arrest", id="e2")

    two = read_blocks(list(render_bundle(a_bundle(summoned, arrest), OUTLETS, AT, EN).blocks)).plain
    many = read_blocks(list(render_bundle(a_bundle(*(summoned,) * 99), OUTLETS, AT, EN).blocks)).plain

    assert " ".join(two.split()).startswith("2 events, in one message Ambassador summoned Russia → Azerbaijan,")
    assert "Russia detained one or more Azerbaijani nationals" in two
    assert two.count("Moscow calls in the envoy") == 2
    assert "more" in many.splitlines()[-1]
