"""The queue of updates: long polling and webhooks.

Source: Bot API, "Getting updates" (getUpdates: offset confirms all lower ids, negative offsets count from the end,
allowed_updates is remembered, `chat_member` and reactions are off unless asked for; updates are kept 24 hours; polling
and webhook exclude each other) and setWebhook (secret header, retries until a 2xx answer).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.telegram.errors import ApiError

if TYPE_CHECKING:
    from tests.peers.wire import Changes, PeerClock

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KEPT_SECONDS = 24 * 3600.0


@dataclass(slots=True)
class Webhook:
    """Where updates are posted to."""

    url: str = ""
    secret: str = ""
    last_error: str = ""


@dataclass(slots=True)
class UpdateQueue:
    """Updates that the bot has not confirmed yet, oldest first."""

    clock: PeerClock
    changes: Changes
    webhook: Webhook = field(default_factory=Webhook)
    allowed: tuple[str, ...] = ()  # empty: all but NOT_BY_DEFAULT
    pending: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    next_id: int = 100_001
    delivered: set[int] = field(default_factory=set)  # ids handed out at least once
    _poller: object | None = None

    def add(self, kind: str, payload: dict[str, Any]) -> int | None:
        """Queue an update of that kind; gives its id, or None where allowed_updates leaves the kind out."""
        if self.allowed and kind not in self.allowed:
            return None
        if not self.allowed and kind in NOT_BY_DEFAULT:
            return None
        update_id = self.next_id
        self.next_id += 1
        self.pending.append((self.clock.seconds(), {"update_id": update_id, kind: payload}))
        self.changes.happened()
        return update_id

    def confirm_below(self, offset: int) -> None:
        """Forget every update with a lower id; with a negative offset all but the last so many."""
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [(at, update) for at, update in self.pending if update["update_id"] >= offset]
        self.changes.happened()

    def ready(self, limit: int) -> list[dict[str, Any]]:
        """Up to `limit` updates, those older than a day forgotten."""
        horizon = self.clock.seconds() - KEPT_SECONDS
        self.pending = [(at, update) for at, update in self.pending if at >= horizon]
        return [update for _at, update in self.pending[:limit]]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """What getUpdates gives: at once if there is something, else after at most `seconds` of real time.

        Raises 409 if a webhook is set, or if another getUpdates begins meanwhile (the older call loses).
        """
        if self.webhook.url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        me = self._poller = object()
        self.changes.happened()
        if offset:
            self.confirm_below(offset)
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            found = self.ready(limit)
            left = deadline - asyncio.get_running_loop().time()
            if found or left <= 0:
                self.delivered |= {update["update_id"] for update in found}
                return found
            await self.changes.woken(left)
            if self._poller is not me:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
