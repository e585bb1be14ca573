"""The courier with the real sender, against a Telegram that enforces its documented limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot.model import Action, Outlet, OutletId, Ownership, Reason
from bot.store import State
from handlers.telegram.channel import build_telegram
from tests.delivery.couriers import a_courier
from tests.fakes import RealClock, a_chat, an_alert, an_event, changed
from tests.peers.telegram import TelegramPeer
from tests.peers.telegram.limits import Limits

OUTLETS = {OutletId("example-1"): Outlet(OutletId("example-1"), "Example", "SE", Ownership.INDEPENDENT)}


@asynccontextmanager
async def serving(state: State) -> AsyncIterator[TelegramPeer]:
    """A strict Telegram, and the courier at work on it."""
    clock, stop = RealClock(), asyncio.Event()
    async with TelegramPeer(limits=Limits()) as peer:
        channel: Any = build_telegram(peer.token, peer.url, None, OUTLETS, clock)  # type: ignore[arg-type]
        courier = a_courier(state, channel.sender, clock)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(courier.run(stop))
                try:
                    yield peer
                finally:
                    stop.set()
        finally:
            await channel.close()


async def until(peer: TelegramPeer, condition: Callable[[], Any]) -> None:
    await peer.wait_for(condition, timeout=20, what="what the chats should see")


def refusals(peer: TelegramPeer) -> list[str]:
    """Calls that were answered 429."""
    return [call.method for call in peer.calls if call.status == 429]


async def test_ninety_chats_are_told_at_once_without_one_refusal(state: State) -> None:
    async with serving(state) as peer:
        readers = [peer.user() for _ in range(90)]
        for reader in readers:
            await state.chats.put(a_chat(reader.id))
        event = an_event(at=RealClock().now())
        await state.events.commit(event, an_alert(event))

        await until(peer, lambda: all(peer.messages(reader) for reader in readers))

        assert refusals(peer) == []
        assert [len(peer.messages(reader)) for reader in readers] == [1] * 90


async def test_a_chat_gets_its_edit_and_its_reply_without_one_refusal(state: State) -> None:
    async with serving(state) as peer:
        reader = peer.user()
        await state.chats.put(a_chat(reader.id))
        event = an_event(at=RealClock().now())
        for action, reason in (
            (Action.RING, Reason.FIRST_REPORT),
            (Action.EDIT, Reason.ANOTHER_OUTLET),
            (Action.RING, Reason.CONFIRMED),
            (Action.RING, Reason.DENIED),
        ):
            await state.events.commit(event, an_alert(event, action=action, reason=reason))
            event = changed(event)

        await until(peer, lambda: len(peer.messages(reader)) == 3)

        assert refusals(peer) == []
