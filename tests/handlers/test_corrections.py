"""An editor's word on one platform changes what stands on both: over the real store, pipeline and couriers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery.courier import Courier
from bot.delivery.fanout import follows
from bot.desk import Asker, Desk, Rules
from bot.events import Board
from bot.matching import Rulebook
from bot.model import ChatRef, EventId, NoteKind, Platform
from bot.pipeline import Pipeline
from handlers.slack.channel import build_slack
from handlers.telegram.channel import build_telegram
from tests.fakes import FakeClock
from tests.handlers.builders import AT, OUTLETS, TOPICS, a_chat, an_alert, an_event
from tests.peers.slack.peer import SlackPeer
from tests.peers.telegram.peer import TelegramPeer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.store import State


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as peer:
        yield peer


@pytest.fixture
async def slack() -> AsyncIterator[SlackPeer]:
    async with SlackPeer() as peer:
        yield peer


async def test_a_false_alarm_called_in_telegram_changes_the_messages_of_both(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    clock, event, board = FakeClock(AT), an_event(rung=AT), Board()
    chief = telegram.user()
    telegram.say(chief, "hello")
    wire = slack.channel("wire")
    desk = Desk(
        chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
        feed_states=state.feed_states, daybook=state.daybook, claims=state.claims, clock=clock, house_topics=TOPICS,
        outlets=OUTLETS, follows=follows, rules=Rules("invite", frozenset({f"telegram:{chief.id}"})),
    )  # fmt: skip
    pipeline = Pipeline(
        rules=Rulebook.__new__(Rulebook), outlets=OUTLETS, board=board, seen=state.seen, events=state.events,
        clock=clock,
    )  # fmt: skip
    doors = (
        build_telegram(telegram.token, telegram.url, desk, OUTLETS, clock),
        build_slack(slack.bot_token, slack.app_token, slack.base_url, desk, OUTLETS, clock),
    )
    couriers = [
        Courier(
            sender=door.sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics=TOPICS,
            events=state.events, clock=clock, worker="w", settling=timedelta(0),
        )
        for door in doors
    ]  # fmt: skip
    await state.chats.put(a_chat(chief.id))
    await state.chats.put(a_chat(wire.id, Platform.SLACK))
    board.load([event])

    async def deliver() -> None:
        clock.advance(timedelta(minutes=1))
        for courier in couriers:
            while await courier.step():
                pass

    try:
        await deliver()  # both are known as readers of the outbox from now on
        await state.events.commit(event, an_alert(event))
        await deliver()
        asker = Asker(f"telegram:{chief.id}", ChatRef(Platform.TELEGRAM, str(chief.id)))
        await desk.call_false(asker, EventId(event.id), "a drill")
        await pipeline.correct_all(state.daybook)
        await deliver()
    finally:
        for door in doors:
            await door.close()

    (alert,) = telegram.messages(chief)
    root = slack.messages(wire)[0]
    (note,) = await state.daybook.newest(5)
    assert alert.edits == 1
    assert alert.text.startswith("FALSE ALARM · AMBASSADOR SUMMONED")
    assert "FALSE ALARM" in root.text.upper()
    assert (note.kind, note.text) == (NoteKind.FALSE_ALARM, "a drill")
