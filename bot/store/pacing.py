"""Token buckets that all workers share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports import Wait
from bot.store import keys, scripts
from bot.store.archive import in_ms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Platform
    from bot.ports import Limit
    from bot.store.connect import Server


class Buckets:
    """Pacer over Redis; see `bot.ports.Pacer`. Time is the callers'; a clock that was set back stretches no wait."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def take(self, platform: Platform, limits: Sequence[Limit], now: datetime) -> Wait | None:
        """Take a token of every limit, or nothing."""
        names = [limit.name for limit in limits]
        wait_ms, whose = await scripts.pace(
            self._server,
            buckets_and_pauses=[
                key for name in names for key in (keys.PACE.of(platform, name), keys.PAUSE.of(platform, name))
            ],
            now_ms=_at_ms(now),
            rates=[(f"{limit.each / timedelta(milliseconds=1):.3f}", limit.burst) for limit in limits],
        )
        return Wait(timedelta(milliseconds=wait_ms), names[whose - 1]) if wait_ms else None

    async def pause(self, platform: Platform, limit: str, now: datetime, until: datetime) -> None:
        """Nothing under this limit until then."""
        held = f"{_at_ms(now)} {_at_ms(until)}"
        kept = max(until - now, timedelta(0)) + keys.PACE_KEPT
        await self._server.ask("SET", keys.PAUSE.of(platform, limit), held, "PX", in_ms(kept))


def _at_ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
