"""What was sent under each limit, shared by all workers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.ports import Wait
from bot.store import keys, scripts
from bot.store.archive import in_ms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Platform
    from bot.ports import Limit
    from bot.store.connect import Server


# A call arrives somewhere between its grant and its answer. It counts from this long before its answer on, and windows
# are longer by the same (bot.delivery.pacing): so no window of the platform ever holds more than is allowed, and calls
# that are answered quickly lose no time.
WAY_BACK: Final = timedelta(milliseconds=50)


class SharedPacer:
    """Pacer over Redis; see `bot.ports.Pacer`. Time is the callers'; a clock that was set back stretches no wait."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def take(self, platform: Platform, limits: Sequence[Limit], now: datetime, call: str) -> Wait | None:
        """Count a call under every limit, or under none."""
        names = [limit.name for limit in limits]
        wait_ms, whose = await scripts.pace(
            self._server,
            logs_and_pauses=[
                key for name in names for key in (keys.PACE.of(platform, name), keys.PAUSE.of(platform, name))
            ],
            now_ms=_at_ms(now),
            call=call,
            windows_ms=_windows(limits),
        )
        return Wait(timedelta(milliseconds=wait_ms), names[whose - 1]) if wait_ms else None

    async def answered(self, platform: Platform, limits: Sequence[Limit], now: datetime, call: str) -> None:
        """Count a call from shortly before its answer on."""
        await scripts.answered(
            self._server,
            logs=[keys.PACE.of(platform, limit.name) for limit in limits],
            at_ms=_at_ms(now - WAY_BACK),
            call=call,
            windows_ms=_windows(limits),
        )

    async def pause(self, platform: Platform, limit: str, now: datetime, until: datetime) -> None:
        """Nothing under this limit until then."""
        held = f"{_at_ms(now)} {_at_ms(until)}"
        kept = max(until - now, timedelta(0)) + keys.PACE_KEPT
        await self._server.ask("SET", keys.PAUSE.of(platform, limit), held, "PX", in_ms(kept))


def _windows(limits: Sequence[Limit]) -> list[tuple[int, int]]:
    return [(limit.count, in_ms(limit.per)) for limit in limits]


def _at_ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
