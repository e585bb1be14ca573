"""Both front doors over the real store and courier: from a person's wish to the alert, its growth, its test."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery.courier import Courier
from bot.delivery.fanout import follows
from bot.desk import Desk, Rules
from bot.events import Board
from bot.matching import Rulebook
from bot.model import Action, NoteKind, Reason
from bot.pipeline import Pipeline
from handlers.slack.channel import build_slack
from handlers.telegram.channel import build_telegram
from tests.handlers.builders import OUTLETS, TOPICS, a_report, an_alert, an_event, grown
from tests.peers.slack.peer import SlackPeer
from tests.peers.telegram.peer import TelegramPeer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.model import Event
    from bot.store import State


class WallClock:
    """The wall clock, as the app has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, pause: timedelta) -> None:
        await asyncio.sleep(pause.total_seconds())


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as peer:
        yield peer


@pytest.fixture
async def slack() -> AsyncIterator[SlackPeer]:
    async with SlackPeer() as peer:
        yield peer


@contextlib.asynccontextmanager
async def open_doors(state: State, telegram: TelegramPeer, slack: SlackPeer, rules: Rules) -> AsyncIterator[Desk]:
    """A bot with both channels and their couriers."""
    clock = WallClock()
    desk = Desk(
        chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
        feed_states=state.feed_states, daybook=state.daybook, claims=state.claims,
        clock=clock, house_topics=TOPICS, outlets=OUTLETS, follows=follows, rules=rules,
    )  # fmt: skip
    channels = (
        build_telegram(telegram.token, telegram.url, desk, OUTLETS, clock),
        build_slack(slack.bot_token, slack.app_token, slack.base_url, desk, OUTLETS, clock),
    )
    couriers = [
        Courier(
            sender=channel.sender,
            outbox=state.outbox,
            chats=state.chats,
            topics=state.topics,
            house_topics=TOPICS,
            events=state.events,
            clock=clock,
            worker=state.worker,
            pacer=state.pacer,
        )
        for channel in channels
    ]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for loop in (*channels, *couriers):
            group.create_task(loop.run(stop))
        try:
            await slack.wait_for(lambda: slack.connected, what="Slack")
            yield desk
        finally:
            stop.set()
    for channel in channels:
        await channel.close()


def fresh(**fields: object) -> Event:
    """An event of this very moment."""
    now = datetime.now(UTC)
    reports = (a_report(published=now, seen=now),)
    return an_event(opened=now, happened=now, changed=now, rung=now, reports=reports, **fields)


async def test_an_alert_reaches_both_front_doors_and_grows_there(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    reader, editor = telegram.user(), slack.user()
    room = slack.channel(members=(editor,))

    async with open_doors(state, telegram, slack, Rules("open")):
        telegram.say(reader, "/subscribe az-ru")
        slack.slash(editor, room, "subscribe az-ru")
        await telegram.wait_for(lambda: telegram.messages(reader), what="an answer")
        await slack.wait_for(lambda: slack.ephemeral(editor), what="an answer")
        event = fresh()
        await state.events.commit(event, an_alert(event, at=event.changed))
        await telegram.wait_for(lambda: len(telegram.messages(reader)) == 2, what="the alert")
        await slack.wait_for(lambda: slack.messages(room), what="the alert")
        more = grown(event, reports=(a_report(1), a_report(2)))
        edit = an_alert(more, action=Action.EDIT, reason=Reason.ANOTHER_OUTLET, at=event.changed)
        await state.events.commit(more, edit)
        in_telegram, in_slack = telegram.messages(reader)[1], slack.messages(room)[0]
        await telegram.wait_for(lambda: "2 independent origins" in in_telegram.text, what="the edit")
        await slack.wait_for(lambda: "2 independent origins" in in_slack.shown_text, what="the edit")

    assert len(telegram.messages(reader)) == 2
    assert [message for message in slack.messages(room) if not message.thread_ts] == [in_slack]


async def test_a_test_alert_goes_the_whole_way_to_the_chat_that_asked(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    reader, editor = telegram.user(), slack.user()
    room = slack.channel(members=(editor,))

    async with open_doors(state, telegram, slack, Rules("open")):
        telegram.say(reader, "/test")
        slack.slash(editor, room, "test")
        await telegram.wait_for(lambda: len(telegram.messages(reader)) == 2, what="answer and test")
        await slack.wait_for(lambda: slack.messages(room), what="the test")

    assert any(message.text.startswith("TEST · ") for message in telegram.messages(reader))
    assert slack.messages(room)[0].text.startswith("TEST · ")


async def test_the_first_administrator_comes_in_by_the_printed_link(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    chief = telegram.user()

    async with open_doors(state, telegram, slack, Rules("invite")) as desk:
        code = await desk.first_code()
        telegram.start(chief, f"i_{code}")
        await telegram.wait_for(lambda: telegram.messages(chief), what="a welcome")

    assert telegram.messages(chief)[0].text.startswith("You are an administrator now.")
    assert await state.access.roles(f"telegram:{chief.id}") == {"admin"}


async def test_a_false_alarm_called_in_slack_amends_the_message_on_both_platforms(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    reader, editor = telegram.user(), slack.user("Leyla")
    room = slack.channel(members=(editor,))
    board = Board()
    rules = Rulebook.__new__(Rulebook)  # corrections read no text
    pipeline = Pipeline(
        rules=rules, outlets=OUTLETS, board=board, seen=state.seen, events=state.events, clock=WallClock()
    )

    async with open_doors(state, telegram, slack, Rules("open", frozenset({f"slack:{editor.id}"}))):
        telegram.say(reader, "/subscribe az-ru")
        slack.slash(editor, room, "subscribe az-ru")
        await telegram.wait_for(lambda: telegram.messages(reader), what="an answer")
        await slack.wait_for(lambda: slack.ephemeral(editor), what="an answer")
        event = fresh()
        board.load([event])
        await state.events.commit(event, an_alert(event, at=event.changed))
        await telegram.wait_for(lambda: len(telegram.messages(reader)) == 2, what="the alert")
        await slack.wait_for(lambda: slack.messages(room), what="the alert")
        slack.press(editor, slack.messages(room)[0], "False alarm")
        (form,) = await slack.wait_for(lambda: slack.modals(editor), what="a form")
        done = slack.submit(editor, form, why="a drill")
        await slack.wait_for(lambda: done.done, what="the answer")
        await pipeline.correct_all(state.daybook)
        in_telegram, in_slack = telegram.messages(reader)[1], slack.messages(room)[0]
        await telegram.wait_for(lambda: in_telegram.text.startswith("FALSE ALARM"), what="the edit")
        await slack.wait_for(lambda: in_slack.text.startswith("FALSE ALARM"), what="the edit")
        await slack.wait_for(lambda: len(slack.messages(room)) == 2, what="the line")

    (note,) = await state.daybook.newest(5)
    assert (note.kind, note.text) == (NoteKind.FALSE_ALARM, "a drill")
    assert slack.messages(room)[1].text == "Called a false alarm by an editor. a drill"


async def test_a_claim_is_stored_and_shown_over_the_real_store(
    state: State, telegram: TelegramPeer, slack: SlackPeer
) -> None:
    editor = slack.user("Leyla")
    room = slack.channel(members=(editor,))

    async with open_doors(state, telegram, slack, Rules("open")):
        slack.slash(editor, room, "subscribe az-ru")
        await slack.wait_for(lambda: slack.ephemeral(editor), what="an answer")
        event = fresh()
        await state.events.commit(event, an_alert(event, at=event.changed))
        await slack.wait_for(lambda: slack.messages(room), what="the alert")
        slack.press(editor, slack.messages(room)[0], "Claim")
        await slack.wait_for(lambda: "Release" in slack.messages(room)[0].labels, what="the claim")

    claim = await state.claims.get(event.id)
    assert claim is not None
    assert (claim.by, claim.name) == (f"slack:{editor.id}", "Leyla")
