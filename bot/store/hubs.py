"""Subscriptions at hubs over Redis; see `bot.ports.HubSubscriptions`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import FeedId, HubSubscription
from bot.store import keys
from bot.store.codec import from_bytes, to_bytes

if TYPE_CHECKING:
    from bot.store.connect import Server


class HubBook:
    """One subscription a feed."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def all(self) -> dict[FeedId, HubSubscription]:
        """All of them."""
        held = await self._server.ask("HGETALL", keys.HUBS.of())
        return {FeedId(feed.decode()): from_bytes(blob, HubSubscription) for feed, blob in held.items()}

    async def put(self, subscription: HubSubscription) -> None:
        """Store or replace one, durably."""
        await self._server.ask("HSET", keys.HUBS.of(), subscription.feed, to_bytes(subscription))

    async def remove(self, feed: FeedId) -> None:
        """Forget one."""
        await self._server.ask("HDEL", keys.HUBS.of(), feed)
