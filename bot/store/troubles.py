"""What operators know, over Redis; see `bot.ports.Troubles`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.model import KnownTrouble
from bot.store import keys
from bot.store.codec import from_bytes, to_bytes
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from bot.model import Platform
    from bot.store.connect import Server


class TroubleBook:
    """Troubles over Redis. Both hashes are emptied by their reader, once everybody was told of the end."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def known(self) -> dict[str, KnownTrouble]:
        """All troubles by their key."""
        held = await self._server.ask("HGETALL", keys.TROUBLES.of())
        return {key.decode(): from_bytes(blob, KnownTrouble) for key, blob in held.items()}

    async def put(self, known: KnownTrouble) -> None:
        """Store or replace one."""
        await self._server.ask("HSET", keys.TROUBLES.of(), known.trouble.key, to_bytes(known))

    async def drop(self, key: str, marks: Iterable[str]) -> None:
        """Forget one, with what was told of it."""
        batch = self._server.batch(atomic=False)
        batch.add("HDEL", keys.TROUBLES.of(), key)
        for mark in marks:
            batch.add("HDEL", keys.TOLD.of(), mark)
        await batch.run()

    async def told(self) -> dict[str, datetime]:
        """The marks, and when each was set."""
        held = await self._server.ask("HGETALL", keys.TOLD.of())
        return {mark.decode(): datetime.fromisoformat(at.decode()) for mark, at in held.items()}

    async def tell(self, marks: Iterable[str], now: datetime) -> None:
        """Set marks."""
        batch = self._server.batch(atomic=False)
        for mark in marks:
            batch.add("HSET", keys.TOLD.of(), mark, now.isoformat())
        await batch.run()

    async def take_turn(self, worker: str, lasting: timedelta) -> bool:
        """Whether this worker may speak to the operators now."""
        return await take_turn(self._server, keys.SPEAKER.of(), worker, lasting)

    async def dead_letters(self, platform: Platform) -> int:
        """How many wait among the dead letters of a platform."""
        return int(await self._server.ask("HLEN", keys.DEAD.of(platform)))

    async def unreadable(self, platform: Platform) -> int:
        """How many damaged entries of a platform were set aside."""
        return int(await self._server.ask("HLEN", keys.UNREADABLE.of(platform)))
