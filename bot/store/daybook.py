"""What persons of the desk did, and who works on what; see `bot.ports.Daybook` and `bot.ports.Claims`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import Claim, Note
from bot.store import keys
from bot.store.codec import from_bytes, to_bytes
from bot.store.scripts import Script
from bot.store.turns import take_turn

if TYPE_CHECKING:
    from bot.model import EventId
    from bot.store.connect import Server

_LAPSED_KEPT: Final = timedelta(days=7)  # a handover looks back over a weekend

_PUT_IF_SAME: Final = Script("""
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
""")


async def _put_if_same(server: Server, event: EventId, old: bytes | None, new: bytes) -> bool:
    """Whether the claim of the event was still the one that was read, and is now the new one."""
    return bool(await _PUT_IF_SAME.run(server, [keys.CLAIMS.of()], [event, old or b"", new]))


class NoteBook:
    """The daybook over Redis: a stream that is never trimmed, and a hash of corrections that wait."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def add(self, note: Note, *, waiting: bool = False) -> None:
        """Keep it; both places change in one step. A repeat is seen once: the readers know a note by its id."""
        batch = self._server.batch(atomic=True)
        batch.add("XADD", keys.DAYBOOK.of(), "*", "note", to_bytes(note))
        if waiting:
            batch.add("HSET", keys.CORRECTIONS.of(), note.id, to_bytes(note))
        await batch.run()

    async def newest(self, count: int) -> list[Note]:
        """The newest notes, newest first."""
        rows = await self._server.ask("XREVRANGE", keys.DAYBOOK.of(), "+", "-", "COUNT", count)
        notes = [from_bytes(fields[b"note"], Note) for _, fields in rows]
        return list({note.id: note for note in notes}.values())

    async def waiting(self) -> list[Note]:
        """Corrections that were not carried out yet, oldest first."""
        held = await self._server.ask("HVALS", keys.CORRECTIONS.of())
        return sorted((from_bytes(blob, Note) for blob in held), key=lambda note: (note.at, note.id))

    async def done(self, note: str) -> None:
        """This correction was carried out."""
        await self._server.ask("HDEL", keys.CORRECTIONS.of(), note)

    async def take_turn(self, what: str, worker: str, lasting: timedelta) -> bool:
        """Whether this worker is the one to do it."""
        return await take_turn(self._server, keys.TURN.of(what), worker, lasting)


class ClaimBook:
    """Claims over Redis."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def take(self, claim: Claim) -> Claim:
        """Put it unless another person's claim holds; gives the one that holds now."""
        while True:
            blob = await self._server.ask("HGET", keys.CLAIMS.of(), claim.event)
            held = from_bytes(blob, Claim) if blob is not None else None
            if held is not None and held.by != claim.by and held.until > claim.at:
                return held
            if await _put_if_same(self._server, claim.event, blob, to_bytes(claim)):
                return claim

    async def get(self, event: EventId) -> Claim | None:
        """The claim of an event, also one that has lapsed."""
        blob = await self._server.ask("HGET", keys.CLAIMS.of(), event)
        return from_bytes(blob, Claim) if blob is not None else None

    async def drop(self, event: EventId) -> None:
        """Nobody works on it any more."""
        await self._server.ask("HDEL", keys.CLAIMS.of(), event)

    async def all(self) -> list[Claim]:
        """All claims, oldest first; what lapsed a week before the newest one is forgotten."""
        held = await self._server.ask("HVALS", keys.CLAIMS.of())
        claims = sorted((from_bytes(blob, Claim) for blob in held), key=lambda claim: claim.at)
        over = [claim for claim in claims if claim.until < claims[-1].at - _LAPSED_KEPT]
        for claim in over:
            await self.drop(claim.event)
        return [claim for claim in claims if claim not in over]
