"""What was sent under each limit, shared by all workers."""

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


class SharedPacer:
    """Pacer over Redis; see `bot.ports.Pacer`. Time is the callers'; a clock that was set back stretches no wait."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def take(self, platform: Platform, limits: Sequence[Limit], now: datetime) -> Wait | None:
        """Count a message under every limit, or nothing."""
        wait_ms, whose = await self._pace(platform, limits, now, spent=False)
        return Wait(timedelta(milliseconds=wait_ms), limits[whose - 1].name) if wait_ms else None

    async def spend(self, platform: Platform, limits: Sequence[Limit], now: datetime) -> None:
        """Count a message that was sent without asking."""
        await self._pace(platform, limits, now, spent=True)

    async def _pace(
        self, platform: Platform, limits: Sequence[Limit], now: datetime, *, spent: bool
    ) -> tuple[int, int]:
        names = [limit.name for limit in limits]
        return await scripts.pace(
            self._server,
            logs_and_pauses=[
                key for name in names for key in (keys.PACE.of(platform, name), keys.PAUSE.of(platform, name))
            ],
            now_ms=_at_ms(now),
            spent=spent,
            windows_ms=[(limit.count, in_ms(limit.per)) for limit in limits],
        )

    async def pause(self, platform: Platform, limit: str, now: datetime, until: datetime) -> None:
        """Nothing under this limit until then."""
        held = f"{_at_ms(now)} {_at_ms(until)}"
        kept = max(until - now, timedelta(0)) + keys.PACE_KEPT
        await self._server.ask("SET", keys.PAUSE.of(platform, limit), held, "PX", in_ms(kept))


def _at_ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
