"""SIGKILL of the courier and its server at any instant: each channel has every alert, and has it once.

Slack is asked, by the messages' metadata, for a send whose answer was lost. The stand-in is spoken to over real sockets
by the unmodified slack_sdk, at the real pace (one message a second in a channel). `pytest -m chaos` runs the long form.
"""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.model import Platform
from bot.store import open_state
from tests.delivery.killing import a_victim, kill_again_and_again

if TYPE_CHECKING:
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import Channel

VICTIM = "tests.handlers.slack.courier_victim"


def heard(peer: SlackPeer, room: Channel) -> list[str]:
    """The events of a channel's messages, in their order there."""
    return [message.metadata["event_payload"]["event"] for message in peer.messages(room)]


async def survive(peer: SlackPeer, data: Path, *, rooms: int, events: int, kills: int, within: float) -> None:
    """Kill, let the rest be delivered, and hold the promises against what stands in the channels."""
    places = [peer.channel(f"room-{n}") for n in range(rooms)]
    orders = {
        "data": str(data), "api": peer.base_url, "bot_token": peer.bot_token, "app_token": peer.app_token,
        "rooms": [place.id for place in places], "events": events,
    }  # fmt: skip
    seed = random.randrange(10**6)
    toll = await kill_again_and_again(VICTIM, orders, kills, random.Random(seed))
    wanted = {f"event-{n:05}" for n in range(events)}
    print(f"seed {seed}: {toll}")
    async with a_victim(VICTIM, orders):
        await peer.wait_for(lambda: all(wanted <= set(heard(peer, p)) for p in places), within, "every alert")
    async with open_state(data) as state:
        dead = await state.outbox.dead(Platform.SLACK)
    copies = Counter((place.id, event) for place in places for event in heard(peer, place))
    overtaken = sum(later < earlier for place in places for earlier, later in pairwise(heard(peer, place)))
    asked = len(peer.calls_of("conversations.history"))
    print(
        f"{len(copies)} deliveries, copies {dict(Counter(copies.values()))}, {asked} looked up, {overtaken} overtaken"
    )

    assert len(copies) == rooms * events
    assert set(copies.values()) == {1}
    assert overtaken <= toll.in_flight  # only what was in flight at a kill, and is looked up first
    assert dead == []


async def test_killing_the_bot_and_its_server_loses_and_doubles_nothing(peer: SlackPeer, tmp_path: Path) -> None:
    await survive(peer, tmp_path, rooms=30, events=4, kills=3, within=30)


@pytest.mark.chaos
@pytest.mark.timeout(900)
async def test_sixty_kills_among_four_thousand_deliveries(peer: SlackPeer, tmp_path: Path) -> None:
    await survive(peer, tmp_path, rooms=200, events=20, kills=60, within=600)
