"""Slack ends the connection again and again: nothing acknowledged is lost, nothing leaks, the bot is never deaf.

The connection is ended in each of the ways that Slack has. `pytest -m chaos` runs the long form.
"""

from __future__ import annotations

import asyncio
import gc
import os
import random
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.handlers.memory import Memory
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.socket_mode import Delivery
    from tests.peers.slack.world import Channel, SlackUser

SPARE = 12  # tasks or descriptors more than at the beginning: the last connection may still be closing
SPARE_MB = 16.0
KEPT_MB = 0.012  # an end: the stand-in, in the same process, keeps what it was told
STATM = Path("/proc/self/statm")  # Linux alone tells what a process holds this way


@dataclass(frozen=True, slots=True)
class Held:
    """What this process holds; the stand-in's ends of the connections are counted, too."""

    tasks: int
    threads: int
    descriptors: int
    memory_mb: float

    @staticmethod
    def now() -> Held:
        gc.collect()
        pages = int(STATM.read_text().split()[1]) if STATM.exists() else 0
        descriptors = len(os.listdir("/dev/fd"))  # noqa: PTH208
        memory_mb = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        return Held(len(asyncio.all_tasks()), threading.active_count(), descriptors, memory_mb)


async def end_connection(peer: SlackPeer, dice: random.Random) -> str:
    """One end of the connection, of the kinds that Slack has."""
    way = dice.choice(("refresh_requested", "link_disabled", "closed", "reset"))
    if way == "reset":
        peer.socket.drop()
    elif way == "closed":
        for socket in list(peer.socket.connections):
            await socket.close()
    else:
        await peer.socket.disconnect(way)
    return way


def is_made_anew(peer: SlackPeer, opened: int) -> bool:
    """Whether there is a connection that was not there when so many had been opened."""
    return peer.socket.opened > opened and peer.connected


async def reconnect(peer: SlackPeer, running: Running, memory: Memory, times: int) -> None:
    """End the connection that often, with a command after each, and some across an end."""
    editor = peer.user()
    room = peer.channel(members=(editor,))
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    sent: list[Delivery] = []
    held: list[Held] = []
    print(f"seed {seed}")
    async with running(memory):
        for n in range(times):
            if n == times // 10:
                held.append(Held.now())
            if n % 10 == 0:
                sent.append(peer.slash(editor, room, "help"))  # across the end: Slack may not know that it was heard
            opened = peer.socket.opened
            way = await end_connection(peer, dice)
            await peer.wait_for(partial(is_made_anew, peer, opened), 20, f"{n}: after {way}")
            sent += await heard(peer, editor, room)
        await peer.wait_for(lambda: all(command.done for command in sent), 20, "an end of all commands")
        acknowledged = sum(command.in_time for command in sent)
        await peer.wait_for(lambda: len(peer.ephemeral(editor)) >= acknowledged, 20, "an answer to each")
        held.append(Held.now())
    print(f"{times} ends, {len(sent)} commands, {acknowledged} acknowledged; {held[0]} -> {held[-1]}")

    assert acknowledged >= times
    assert held[-1].tasks <= held[0].tasks + SPARE
    assert held[-1].threads <= held[0].threads
    assert held[-1].descriptors <= held[0].descriptors + SPARE
    assert held[-1].memory_mb <= held[0].memory_mb + SPARE_MB + KEPT_MB * times


async def heard(peer: SlackPeer, editor: SlackUser, room: Channel) -> list[Delivery]:
    """Commands until one is acknowledged, as a person repeats what Slack shows as failed: at most three.

    Slack may choose a connection that the app is closing, since it has made another one.
    """
    commands: list[Delivery] = []
    while len(commands) < 3 and not any(command.in_time for command in commands):
        command = peer.slash(editor, room, "help")
        commands.append(command)
        await peer.wait_for(partial(getattr, command, "done"), 20, "an end of the command")
    assert commands[-1].in_time, "deaf"
    return commands


async def test_twenty_ends_of_the_connection_leave_nothing_behind(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    await reconnect(peer, running, memory, 20)


@pytest.mark.chaos
@pytest.mark.timeout(1800)
async def test_two_thousand_ends_of_the_connection_leave_nothing_behind(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    await reconnect(peer, running, memory, 2000)
