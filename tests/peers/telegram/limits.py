"""Flood control by the documented limits, on the peer's own clock.

Source: Telegram Bot FAQ, "My bot is hitting limits, how do I avoid this?": about one message a second in a chat, 20 a
minute in a group, about 30 a second in all (up to 1000 with paid broadcasts). Edits count as messages do
(tdlib/td#3034), and while a `retry_after` runs every further call is refused with what is left of it.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.peers.telegram.errors import flood


@dataclass(frozen=True, slots=True)
class Limits:
    """So many messages in so many seconds; the first of the documented figures that is hit refuses."""

    per_chat: tuple[int, float] = (1, 1.0)
    per_group: tuple[int, float] = (20, 60.0)
    overall: tuple[int, float] = (30, 1.0)
    overall_paid: tuple[int, float] = (1000, 1.0)


@dataclass(slots=True)
class FloodControl:
    """Counts what was sent. `limits` None switches it off."""

    limits: Limits | None = None
    _sent: defaultdict[object, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _until: dict[object, float] = field(default_factory=dict)

    def take(self, now: float, chat_id: int, *, group: bool, paid: bool = False) -> None:
        """Count one message at `now` (seconds). Raises ApiError 429 if a limit forbids it; then it is not counted."""
        if self.limits is None:
            return
        windows: list[tuple[object, tuple[int, float]]] = [
            (("chat", chat_id), self.limits.per_chat),
            ("paid", self.limits.overall_paid) if paid else ("free", self.limits.overall),
        ]
        if group:
            windows.insert(1, (("group", chat_id), self.limits.per_group))
        for key, window in windows:
            self._check(key, window, now)
        for key, _window in windows:
            self._sent[key].append(now)

    def _check(self, key: object, window: tuple[int, float], now: float) -> None:
        count, seconds = window
        sent = self._sent[key]
        while sent and sent[0] <= now - seconds:
            sent.popleft()
        until = self._until.get(key, 0.0)
        if len(sent) >= count:
            until = max(until, sent[0] + seconds)
        if until > now:
            self._until[key] = until
            raise flood(math.ceil(until - now))
