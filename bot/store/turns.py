"""Whose turn it is to do what only one worker may do at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store.archive import in_ms

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.store.connect import Server


async def take_turn(server: Server, key: str, worker: str, lasting: timedelta) -> bool:
    """Whether the turn is this worker's, from now on for so long; a turn in hand is made longer, or shorter."""
    if await server.ask("SET", key, worker, "NX", "PX", in_ms(lasting)):
        return True
    if await server.ask("GET", key) != worker.encode():
        return False
    await server.ask("PEXPIRE", key, in_ms(lasting))
    return True
