"""The connection: what the watchdog notices, what is delivered twice, what the app asks Slack for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from handlers.slack.channel import build_slack
from tests.handlers.builders import OUTLETS, a_chat, a_delivery, an_alert
from tests.handlers.slack.conftest import MANIFEST
from tests.peers.wire import Reset

if TYPE_CHECKING:
    from tests.handlers.memory import Memory
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_a_dead_token_is_said_and_ends_nothing(peer: SlackPeer, memory: Memory, error: str) -> None:
    channel = build_slack(peer.bot_token, peer.app_token, peer.base_url, memory.desk, OUTLETS, memory.clock)
    peer.revoke(error)
    stop = asyncio.Event()

    async with asyncio.TaskGroup() as group:
        group.create_task(channel.run(stop))
        await peer.wait_for(lambda: channel.trouble, what="trouble")
        stop.set()

    assert channel.trouble == (
        f"Slack refuses this app ({error}): its token was revoked, or the app lacks a scope of the manifest"
    )


async def test_a_token_that_dies_later_is_noticed_by_the_watchdog(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    async with running(memory) as channel:
        peer.revoke()
        await peer.wait_for(lambda: channel.trouble, what="trouble")
        peer.revoke("")
        await peer.wait_for(lambda: not channel.trouble, what="no trouble")


async def test_a_connection_that_went_deaf_is_replaced(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.socket.deafen()
        await peer.wait_for(lambda: peer.socket.opened >= 2 and peer.connected, what="a second connection")
        peer.slash(editor, room, "help")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")


async def test_what_slack_delivers_twice_is_worked_on_once(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        for again in (peer.slash(editor, room, "help"), peer.open_home(editor)):
            await peer.wait_for(lambda again=again: again.done, what="an acknowledgement")
            second = peer.socket.send(again.kind, again.payload)
            await peer.wait_for(lambda second=second: second.in_time, what="a second acknowledgement")
        await peer.wait_for(lambda: peer.calls_of("views.publish"), what="the Home tab")
        peer.slash(editor, room, "topics")
        await peer.wait_for(lambda: len(peer.ephemeral(editor)) == 2, what="the next answer")

    assert peer.ephemeral(editor)[0].text.startswith("What I can do")
    assert peer.ephemeral(editor)[1].text.startswith("Topics.")
    assert len(peer.calls_of("views.publish")) == 1


async def test_a_connection_that_slack_ends_is_replaced(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        await peer.socket.disconnect()
        await peer.wait_for(lambda: peer.socket.opened >= 2 and peer.connected, what="a second connection")
        peer.slash(editor, room, "help")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")


async def test_the_app_has_the_scopes_of_the_methods_that_it_uses_and_no_more(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    rooms = (
        peer.channel(members=(editor,)),
        peer.channel("closed", members=(editor,), private=True),
        peer.direct(editor),
    )

    async with running(memory) as channel:
        for n, room in enumerate(rooms, 1):
            peer.slash(editor, room, "subscribe az-ru")
            await peer.wait_for(lambda n=n: len(peer.ephemeral(editor)) >= n, what="an answer")
            delivery = a_delivery(a_chat(room.id, "slack"), an_alert(at=peer.clock.now()))
            await channel.sender.send(delivery)
            assert await channel.sender.find(delivery)
        peer.slash(editor, rooms[0], "trend az-ru")
        await peer.wait_for(lambda: peer.calls_of("files.completeUploadExternal"), what="a picture")

    assert peer.state.scopes_used == set(MANIFEST["oauth_config"]["scopes"]["bot"])


def test_the_manifest_names_what_the_app_listens_to() -> None:
    assert [command["command"] for command in MANIFEST["features"]["slash_commands"]] == ["/tocsin"]
    assert MANIFEST["settings"]["socket_mode_enabled"]
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert MANIFEST["settings"]["event_subscriptions"]["bot_events"] == ["app_home_opened"]
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]
    assert {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]} == {
        "subscribe_channel", "explain_message", "missed_message",
    }  # fmt: skip


async def test_an_answer_that_slack_did_not_take_leaves_the_app_alive(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.faults.next("users.info", Reset(after=False))
        peer.slash(editor, room, "subscribe az-ru")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="a refusal")
        peer.slash(editor, room, "subscribe az-ru")
        await peer.wait_for(lambda: len(peer.ephemeral(editor)) == 2, what="an answer")

    assert peer.ephemeral(editor)[1].text.startswith("This chat now follows")
