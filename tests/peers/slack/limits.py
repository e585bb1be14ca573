"""Rate limits on the peer's own clock.

Source: "Rate limits" (docs.slack.dev/apis/web-api/rate-limits): chat.postMessage one a second in a channel; other
methods by tier, per minute: 1, 20, 50, 100. conversations.history of an app distributed commercially outside the
Marketplace: one a minute, 15 messages (changelog of May 2025).
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.peers.slack.errors import ratelimited

TIER = {2: 20, 3: 50, 4: 100}
METHOD_TIERS = {
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "conversations.list": 2,
    "conversations.info": 3,
    "conversations.join": 3,
    "conversations.members": 4,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.open": 3,
    "users.conversations": 3,
    "users.info": 4,
    "bots.info": 3,
    "views.open": 4,
    "views.update": 4,
    "views.push": 4,
    "views.publish": 4,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
    "reactions.add": 3,
    "pins.add": 2,
}


@dataclass(slots=True)
class RateLimits:
    """Counts calls; `on` False lets everything through. `commercial`: history is limited to one call a minute."""

    on: bool = False
    commercial: bool = False
    _calls: defaultdict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, now: float, method: str, channel: str) -> None:
        """Count one call at `now` (seconds). Raises `ratelimited`; then it is not counted."""
        if not self.on:
            return
        if method == "chat.postMessage":
            self._count((method, channel), 1, 1.0, now)
        elif self.commercial and method in {"conversations.history", "conversations.replies"}:
            self._count((method, ""), 1, 60.0, now)
        elif tier := METHOD_TIERS.get(method):
            self._count((method, ""), TIER[tier], 60.0, now)

    def _count(self, key: tuple[str, str], most: int, seconds: float, now: float) -> None:
        calls = self._calls[key]
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            raise ratelimited(max(1, math.ceil(calls[0] + seconds - now)))
        calls.append(now)
