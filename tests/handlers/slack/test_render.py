"""What a Slack message looks like: laws that hold for any text, and the look that was designed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Latest, TopicChoice
from bot.errors import BadRequest
from bot.model import ChatSettings, Language, Reason, Rung, Span
from handlers.slack import answers
from handlers.slack.render import BLOCKS_LIMIT, SlackText, esc, render_alert, render_ring
from handlers.wording import LANGUAGES, Wording
from tests.handlers.builders import AT, AZ, AZ_RU, OUTLETS, RU, a_chat, a_match, a_report, an_alert, an_event
from tests.peers.slack.blocks import checked_blocks
from tests.peers.slack.mrkdwn import read_blocks, read_mrkdwn

EN = Wording(Language("en"))
PIECES = ("<!channel>", "<@U1>", "<https://evil.example|OC>", "&", "<", ">", "*", "_", "`", "я", "😀", "\u202e", " ")
NASTY = st.lists(st.sampled_from(PIECES) | st.text(max_size=300), max_size=60).map("".join)


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
