"""SIGKILL between an editor's press and its work: what Slack saw answered is done, what it did not is seen to fail."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.model import Action, NoteKind, Platform, Reason
from bot.store import open_state
from handlers.slack.sender import SlackSender
from tests.fakes import RealClock
from tests.handlers.builders import OUTLETS, a_chat, a_delivery, an_alert, an_event
from tests.peers.wire import Hang

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.model import Claim, Event
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import Channel, SlackMessage, SlackUser


@pytest.fixture
def editor(peer: SlackPeer) -> SlackUser:
    return peer.user("Leyla")


@pytest.fixture
def room(peer: SlackPeer, editor: SlackUser) -> Channel:
    return peer.channel(members=(editor,))


@pytest.fixture
async def event(peer: SlackPeer, room: Channel, tmp_path: Path) -> Event:
    """An event of this moment, stored and sent to the channel."""
    now = datetime.now(UTC)
    event = an_event(opened=now, happened=now, changed=now, rung=now)
    chat = a_chat(room.id, Platform.SLACK)
    async with open_state(tmp_path, role="owner") as state:
        await state.chats.put(chat)
        await state.events.commit(event, None)
        client = AsyncWebClient(peer.bot_token, base_url=peer.base_url.rstrip("/") + "/", retry_handlers=[])

        async def nobody(_event: object) -> None:
            return None

        alert = an_alert(event, action=Action.RING, reason=Reason.FIRST_REPORT, at=now)
        sender = SlackSender(client, OUTLETS, RealClock(), nobody)
        await state.outbox.record(await sender.send(a_delivery(chat, alert)))
    return event


@asynccontextmanager
async def a_victim(peer: SlackPeer, data: Path, editor: SlackUser) -> AsyncIterator[asyncio.subprocess.Process]:
    """The app as another process, connected; killed at the end."""
    orders = {
        "data": str(data), "api": peer.base_url, "bot_token": peer.bot_token, "app_token": peer.app_token,
        "admin": f"slack:{editor.id}",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.handlers.slack.victim", json.dumps(orders)
    )
    try:
        await peer.wait_for(lambda: peer.connected, what="a connection", timeout=20)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await peer.wait_for(lambda: not peer.connected, what="the end of the connection")


def root_of(peer: SlackPeer, room: Channel) -> SlackMessage:
    """The alert itself."""
    return next(m for m in peer.messages(room) if not m.thread_ts)


async def claim_in(data: Path, event: Event) -> Claim | None:
    async with open_state(data) as state:
        return await state.claims.get(event.id)


async def test_a_press_that_was_not_stored_was_not_acknowledged_and_can_be_repeated(
    peer: SlackPeer, tmp_path: Path, event: Event, room: Channel, editor: SlackUser
) -> None:
    async with a_victim(peer, tmp_path, editor) as app:
        peer.faults.next("users.info", Hang())
        press = peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: peer.calls_of("users.info"), what="the question who it is")
        app.kill()
    held = await claim_in(tmp_path, event)

    async with a_victim(peer, tmp_path, editor):
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")

    assert press.acked is None
    assert held is None


async def test_a_press_that_was_acknowledged_is_shown_by_the_next_start(
    peer: SlackPeer, tmp_path: Path, event: Event, room: Channel, editor: SlackUser
) -> None:
    async with a_victim(peer, tmp_path, editor) as app:
        peer.faults.next("chat.update", Hang())
        press = peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: peer.calls_of("chat.update"), what="the work after the press")
        app.kill()
    shown_by_then = "Release" in root_of(peer, room).labels
    held = await claim_in(tmp_path, event)

    async with a_victim(peer, tmp_path, editor):
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")

    assert press.in_time
    assert not shown_by_then
    assert held is not None
    assert (held.by, held.name) == (f"slack:{editor.id}", "Leyla")


async def test_a_false_alarm_waits_for_whoever_carries_it_out(
    peer: SlackPeer, tmp_path: Path, event: Event, room: Channel, editor: SlackUser
) -> None:
    async with a_victim(peer, tmp_path, editor) as app:
        peer.press(editor, root_of(peer, room), "False alarm")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        sent = peer.submit(editor, form, why="a drill")
        await peer.wait_for(lambda: sent.done, what="the acknowledgement")
        app.kill()

    async with open_state(tmp_path) as state:
        waiting = await state.daybook.waiting()

    assert sent.in_time
    assert [(n.kind, n.event, n.text) for n in waiting] == [(NoteKind.FALSE_ALARM, event.id, "a drill")]
