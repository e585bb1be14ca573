"""Laws of forms, lists and claims: Slack takes them whatever the words are, and nothing from outside is live."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Backtest, BotStatus, FeedView, Found, Handover, Missed, TopicChoice
from bot.matching import Explanation
from bot.model import (
    Action,
    ChatSettings,
    Claim,
    FeedState,
    Language,
    Note,
    NoteKind,
    Reason,
    Receipt,
    Work,
)
from handlers.slack import answers, findings, modals, worked
from handlers.slack.render import BLOCKS_LIMIT, SlackText, render_alert, render_growth
from handlers.wording import LANGUAGES, Wording
from tests.handlers.builders import AT, AZ_RU, FEEDS, OUTLETS, a_chat, a_match, a_report, an_alert, an_event
from tests.peers.slack.blocks import checked_blocks, checked_view
from tests.peers.slack.mrkdwn import read_blocks, read_mrkdwn

PIECES = ("<!channel>", "<@U1>", "<https://evil.example|OC>", "&", "<", ">", "*", "_", "`", "я", "😀", "\u202e", " ")
NASTY = st.lists(st.sampled_from(PIECES) | st.text(max_size=300), max_size=60).map("".join)
HOUR = timedelta(hours=1)


def taken(text: SlackText, *, whole: bool = False) -> None:
    """Slack would take the message (`whole`: not an ephemeral answer), and nothing in it is live."""
    assert 0 < len(text.text) <= 4000
    assert len(text.blocks) <= BLOCKS_LIMIT
    checked_blocks([dict(block) for block in text.blocks], total=whole)
    for live in (read_mrkdwn(text.text), read_blocks(list(text.blocks))):
        assert live.mentions == []
        assert not any(label == "OC" for _, label in live.links)


def form_taken(view: dict[str, object]) -> None:
    """Slack would open it, and nothing in it is live."""
    assert read_blocks(checked_view(view)["blocks"]).mentions == []


def a_claim(text: str, work: Work) -> Claim:
    chat = a_chat("C1", "slack").ref
    return Claim(an_event().id, "slack:U1", text, chat, AT, AT + HOUR, work, f"https://example.org/{text}"[:2000])


@settings(deadline=None)
@given(text=NASTY, language=st.sampled_from(LANGUAGES), work=st.sampled_from(Work))
def test_a_worked_alert_and_its_thread_are_taken(text: str, language: Language, work: Work) -> None:
    words, claim = Wording(language), a_claim(text, work)
    match = a_match("arrest", text, why=(text,))
    report = a_report(headline=text, match=match, outlet=text, url=f"https://example.org/{text}")
    event = an_event("arrest", reports=(report, a_report(2)), persons=(text,) * 9, place=text)
    alert = an_alert(event, action=Action.EDIT, reason=Reason.ANOTHER_OUTLET)
    root = render_alert(alert, ChatSettings(), OUTLETS, words)
    shown = worked.with_work(root.blocks, claim, event.id, "UTC", AT, words)
    receipt = Receipt(claim.chat, event.id, "1.0", 1, AT)

    growth = render_growth(alert, receipt, ChatSettings(), OUTLETS, words)

    taken(replace(root, blocks=tuple(shown)), whole=True)
    taken(worked.told(claim, None, "UTC", AT, words), whole=True)
    taken(worked.told(None, claim, "UTC", AT, words), whole=True)
    assert growth is not None
    taken(growth, whole=True)
    assert worked.shown(shown) == worked.mark(claim)
    bare = worked.with_work(root.blocks, None, event.id, "UTC", AT, words)
    assert worked.with_work(shown, None, event.id, "UTC", AT, words) == bare


@settings(deadline=None)
@given(text=NASTY, language=st.sampled_from(LANGUAGES))
def test_any_finding_is_taken(text: str, language: Language) -> None:
    words, chat = Wording(language), a_chat(1)
    event = an_event(reports=(a_report(headline=text, outlet=text, match=a_match(sentence=text)),))
    events, topic = (event,) * 20, replace(AZ_RU, names=((language, text),))
    note = Note("1", NoteKind.MISSED, AT, "slack:U1", chat.ref, text=text, url=text)
    explanation = Explanation(text, (text,), (text,), text, (), (a_match(),) * 50)
    feed = next(iter(FEEDS.values()))
    dark = (FeedView(feed, FeedState(feed.id, trouble=text)),) * 30

    taken(findings.found(Found(topic, events, more=True), text, chat, OUTLETS, AT, words))
    taken(findings.backtest(Backtest(topic, 30, 9, events[:5]), chat, OUTLETS, AT, words))
    taken(findings.preview(Backtest(topic, 30, 9, events[:5], text), chat, OUTLETS, AT, words))
    taken(answers.muted_event(event, words))
    taken(findings.missed(Missed(note, event, None, explanation), chat, AT, words))
    taken(findings.explained(explanation, words))
    taken(findings.status(BotStatus(30, dark, AT, event, 3, 4, 5), chat, AT, words))
    taken(answers.pick(events, "why", text or "-", words))
    taken(answers.digests(chat, [topic] * 60, "x", words))
    handover = Handover(AT, tuple(replace(event, id=f"ev-{n}") for n in range(200)), (a_claim(text, Work.WORKING),))
    taken(findings.handover(handover, HOUR, chat, AT, words))


@given(text=NASTY, language=st.sampled_from(LANGUAGES))
def test_any_form_is_taken(text: str, language: Language) -> None:
    words = Wording(language)
    topics = [TopicChoice(replace(AZ_RU, id=f"own:{n}", names=((language, text),)), followed=False) for n in range(120)]

    what = text or "-"
    form_taken(modals.false_alarm("ev-1", "C1", what, words))
    form_taken(modals.published("ev-1", "C1", what, words))
    form_taken(modals.subscribe(topics, words))
    choices = [(f"ev-{n}", text) for n in range(120)]
    form_taken(modals.merge("ev-1", "C1", choices, what, words))
    form_taken(modals.split("ev-1", "C1", choices, what, words))
    form_taken(modals.sheet(text, answers.plain(text or "-"), words))
    assert modals.about(modals.false_alarm("ev-1", "C1", text, words)) == {"event": "ev-1", "channel": "C1"}


@given(text=NASTY)
def test_what_a_message_said_is_read_back(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert answers.words_of({"text": escaped}) == " ".join(text.split())
