"""The handover of the morning comes by itself, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model import ChatRef, EventId, Platform
from tests.handlers.builders import AT, a_chat, an_event
from tests.handlers.memory import Memory
from tests.peers.slack import faults
from tests.peers.wire import Reset

if TYPE_CHECKING:
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import Channel

# It is 14:02; the handover of 16:00 is asked for, and some hours pass.
DUE = AT.replace(hour=16, minute=0)


async def asked_for(peer: SlackPeer, memory: Memory) -> Channel:
    """A channel that follows a topic and wants the handover."""
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    await memory.chats.put(a_chat(room.id, Platform.SLACK))
    peer.slash(editor, room, "handover daily 16:00")
    await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")
    assert peer.ephemeral(editor)[0].text == "Each day at 16:00 (UTC) the handover comes into this channel."
    return room


async def test_the_handover_comes_at_its_time_and_once(peer: SlackPeer, running: Running, memory: Memory) -> None:
    memory.events.kept[EventId("ev-1")] = an_event(rung=AT)

    async with running(memory):
        room = await asked_for(peer, memory)
        before = len(peer.messages(room))
        memory.clock.at = DUE + timedelta(minutes=1)
        await peer.wait_for(lambda: peer.messages(room), what="the handover")
    async with running(memory):  # and not again after a restart
        looks = len(peer.calls_of("conversations.history"))
        await peer.wait_for(lambda: len(peer.calls_of("conversations.history")) > looks, what="a look")

    assert before == 0
    (handover,) = peer.messages(room)
    assert " ".join(handover.shown_text.split()).startswith(
        "Handover: the last 12 hours One event rang. Open, nobody is on it • 14:02 Ambassador summoned"
    )


@pytest.mark.parametrize("trouble", [faults.UNAVAILABLE, Reset(after=True), Reset(after=False)])
async def test_a_handover_that_slack_did_not_take_is_posted_at_the_next_look(
    peer: SlackPeer, running: Running, memory: Memory, trouble: object
) -> None:
    async with running(memory):
        room = await asked_for(peer, memory)
        peer.faults.next("chat.postMessage", trouble)
        memory.clock.at = DUE
        looks = len(peer.calls_of("auth.test"))
        await peer.wait_for(lambda: peer.messages(room), what="the handover")
        await peer.wait_for(lambda: len(peer.calls_of("auth.test")) > looks + 3, what="further looks")

    assert len(peer.messages(room)) == 1


async def test_the_handover_tells_what_the_channel_follows(peer: SlackPeer, running: Running) -> None:
    elsewhere = an_event(id=EventId("ev-2"), source="US", target="CN", rung=AT)
    memory = Memory(an_event(rung=AT), elsewhere)

    async with running(memory):
        room = await asked_for(peer, memory)
        memory.clock.at = DUE
        await peer.wait_for(lambda: peer.messages(room), what="the handover")

    assert "One event rang." in peer.messages(room)[0].shown_text


async def test_a_handover_that_was_called_off_does_not_come(peer: SlackPeer, running: Running, memory: Memory) -> None:
    async with running(memory):
        room = await asked_for(peer, memory)
        chief = peer.user("Murad", admin=True)
        peer.slash(chief, room, "handover off")
        await peer.wait_for(lambda: peer.ephemeral(chief), what="an answer")
        memory.clock.at = DUE
        looks = len(peer.calls_of("auth.test"))
        await peer.wait_for(lambda: len(peer.calls_of("auth.test")) > looks + 1, what="a look")

    assert peer.ephemeral(chief)[0].text == "The handover comes no more by itself."
    assert memory.chats.kept[ChatRef(Platform.SLACK, room.id)].settings.morning is None
    assert peer.messages(room) == []


async def test_of_two_workers_one_brings_it_even_where_neither_may_read_the_channel(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    peer.faults.always("conversations.history", faults.refused("missing_scope"))

    async with running(memory), running(memory):
        room = await asked_for(peer, memory)
        memory.clock.at = DUE
        await peer.wait_for(lambda: peer.messages(room), what="the handover")
        looks = len(peer.calls_of("auth.test"))
        await peer.wait_for(lambda: len(peer.calls_of("auth.test")) > looks + 4, what="further looks")
    async with running(memory):  # nor after a restart
        looks = len(peer.calls_of("conversations.history"))
        await peer.wait_for(lambda: len(peer.calls_of("conversations.history")) > looks, what="a look")

    assert len(peer.messages(room)) == 1


async def test_a_channel_that_follows_nothing_gets_none(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "handover daily 16:00")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="a refusal")

    assert peer.ephemeral(editor)[0].text == "This chat follows no topic yet."
