"""The archive of events, and the right to write it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import NotTheOwner
from bot.model import Event
from bot.store import keys, scripts
from bot.store.codec import from_bytes, to_bytes
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from bot.model import Alert, Country, EventId
    from bot.store.connect import Server
    from bot.taxonomy import Kind

_PAGE: Final = 100
_LOOK_AGAIN: Final = timedelta(milliseconds=200)


def in_ms(span: timedelta) -> int:
    """Whole milliseconds of a duration."""
    return span // timedelta(milliseconds=1)


def at_us(moment: datetime) -> int:
    """Microseconds since 1970; a float holds them exactly for the next centuries."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def pair_key(one: Country, other: Country) -> str:
    """The index of an undirected pair."""
    return keys.BY_PAIR.of("-".join(sorted((one, other))))


class Lease:
    """The right of one worker to write the archive; who takes it over gets a higher fencing number."""

    def __init__(self, server: Server, worker: str) -> None:
        self._server, self._worker = server, worker
        self.number = 0  # 0: never held

    async def take(self, *, force: bool = False) -> bool:
        """Take or renew it; False while another worker holds it. Raises NotTheOwner once another took it over.

        A lease that lapsed and that nobody took is renewed under its number. `force`: no other worker can be alive.
        """
        number = await scripts.take_lease(
            self._server,
            lease=keys.LEASE_KEY.of(),
            fence=keys.FENCE.of(),
            worker=self._worker,
            number=self.number,
            ms=in_ms(keys.LEASE),
            force=force,
        )
        if number < 0:
            raise NotTheOwner("Another bot has taken over the polling; this one stops.")
        self.number = number or self.number
        return number > 0

    async def wait(self) -> bool:
        """Take it as soon as it lapses; False if its holder keeps renewing it."""
        for _ in range(2 * keys.LEASE // _LOOK_AGAIN):
            if await self.take():
                return True
            await asyncio.sleep(_LOOK_AGAIN.total_seconds())
        return False

    async def leave(self) -> None:
        """Give it free, so that the next worker need not wait until it lapses."""
        await scripts.leave_lease(self._server, lease=keys.LEASE_KEY.of(), worker=self._worker)


class Archive:
    """Events over Redis; see `bot.ports.Events`."""

    def __init__(self, server: Server, lease: Lease) -> None:
        self._server, self._lease = server, lease

    async def commit(self, event: Event, alert: Alert | None) -> None:
        """Event, indexes and outbox entry in one atomic step."""
        stored = await scripts.commit(
            self._server,
            event=keys.EVENT.of(event.id),
            changed=keys.BY_CHANGE.of(),
            pair=pair_key(event.source, event.target),
            kind=keys.BY_KIND.of(event.kind),
            outbox=keys.OUTBOX.of(severity(event.kind)),
            fence=keys.FENCE.of(),
            number=self._lease.number,
            event_id=event.id,
            changes=event.changes,
            changed_us=at_us(event.changed),
            ttl_ms=in_ms(keys.EVENTS_KEPT),
            oldest_us=at_us(event.changed - keys.EVENTS_KEPT),
            blob=to_bytes(event),
            alert=to_bytes(alert) if alert is not None else b"",
        )
        if stored < 0:
            raise NotTheOwner("Another bot has taken over the polling; nothing was written.")

    async def get(self, event: EventId) -> Event | None:
        """One event."""
        blob = await self._server.ask("HGET", keys.EVENT.of(event), "blob")
        return from_bytes(blob, Event) if blob is not None else None

    async def latest(
        self,
        count: int,
        before: datetime | None = None,
        *,
        pair: tuple[Country, Country] | None = None,
        kind: Kind | None = None,
    ) -> list[Event]:
        """The newest by `changed`, newest first; of one pair or of one kind if given."""
        index = pair_key(*pair) if pair else keys.BY_KIND.of(kind) if kind else keys.BY_CHANGE.of()
        top = f"({at_us(before)}" if before is not None else "+inf"
        ids = await self._server.ask("ZREVRANGEBYSCORE", index, top, "-inf", "LIMIT", 0, count)
        return await self._of(ids)

    async def open_since(self, since: datetime) -> list[Event]:
        """Those changed since then, oldest change first."""
        ids = await self._server.ask("ZRANGEBYSCORE", keys.BY_CHANGE.of(), at_us(since), "+inf")
        return [event for start in range(0, len(ids), _PAGE) for event in await self._of(ids[start : start + _PAGE])]

    async def between(self, since: datetime, until: datetime) -> AsyncIterator[Event]:
        """Those changed in that time, oldest first; an event that changes while it is read comes once."""
        first, last = at_us(since), at_us(until)
        ids = await self._server.ask("ZRANGEBYSCORE", keys.BY_CHANGE.of(), first, last)
        for start in range(0, len(ids), _PAGE):
            for event in await self._of(ids[start : start + _PAGE]):
                yield event

    async def _of(self, ids: Sequence[bytes]) -> list[Event]:
        batch = self._server.batch(atomic=False)
        for id_ in ids:
            batch.add("HGET", keys.EVENT.of(id_.decode()), "blob")
        blobs = await batch.run() if ids else []
        return [from_bytes(blob, Event) for blob in blobs if blob is not None]
