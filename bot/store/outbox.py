"""The outbox: streams by severity that every platform's couriers read, and what each platform keeps for later."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from redis.exceptions import ResponseError

from bot.model import Alert, Chat, ChatRef, Delivery, Reason, Receipt, TopicId
from bot.ports import Absence, Attempt, DeadLetter, Trying
from bot.store import keys, scripts
from bot.store.archive import in_ms
from bot.store.codec import Unreadable, from_bytes, to_bytes
from bot.store.people import ChatBook, former_addresses
from bot.taxonomy import severity
from bot.watch import count as counted
from bot.watch import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable

    from bot.model import EventId, Platform
    from bot.store.connect import Batch, Server, Word

SEVERITIES: Final = (5, 4, 3, 2, 1)  # the order in which they are served
CLAIM_LEASE: Final = timedelta(seconds=30)  # a courier renews every 10 s; a send is given up before that
DUE_LEASE: Final = timedelta(seconds=60)
_NOTE_EVERY: Final = timedelta(hours=1)
_LONGEST_BLOCK: Final = timedelta(seconds=2)  # one blocking read, well below the socket's time-out

_log = log("store")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A postponed or dead delivery, without its alert, which all chats share."""

    event: str
    change: int
    chat: ChatRef
    attempt: int
    topic: str | None
    unsure: bool
    plain: bool
    why: str = ""
    at: datetime | None = None
    held: bool = False
    overdue: bool = False

    @classmethod
    def of(cls, delivery: Delivery, why: str = "", at: datetime | None = None) -> _Kept:
        event, chat = delivery.alert.event, delivery.chat.ref
        flags = (delivery.attempt, delivery.topic, delivery.unsure, delivery.plain)
        return cls(event.id, event.changes, chat, *flags, why, at, delivery.held, delivery.overdue)

    @property
    def ticket(self) -> str:
        return f"{self.event}|{self.change}|{self.chat}"

    def delivery(self, alert: Alert, chat: Chat) -> Delivery:
        topic = TopicId(self.topic) if self.topic is not None else None
        flags = (self.unsure, self.plain, self.held)
        return Delivery(alert, chat, None, self.attempt, topic, *flags, overdue=self.overdue)


class RedisOutbox:
    """Outbox over Redis; see `bot.ports.Outbox`. `alone`: no other process has couriers on this server."""

    def __init__(self, server: Server, chats: ChatBook, *, alone: bool) -> None:
        self._server, self._chats, self._alone = server, chats, alone
        self._next_note: dict[Platform, float] = {}
        self._streams = [keys.OUTBOX.of(n) for n in SEVERITIES]

    # alerts

    async def put(self, alert: Alert) -> None:
        """Add an alert that changes no event; a test is served first, for somebody waits for it."""
        n = SEVERITIES[0] if alert.reason is Reason.TEST else severity(alert.event.kind)
        await self._server.ask("XADD", keys.OUTBOX.of(n), "*", "alert", to_bytes(alert))

    async def claim(
        self, platform: Platform, worker: str, count: int, wait: timedelta, holding: Collection[str] = ()
    ) -> list[tuple[str, Alert]]:
        """What was lost on the way here, what the dead left, then what is new, by severity."""
        await self._be_a_reader(platform)
        # Whoever owns the server alone knows that every other worker is dead.
        idle = timedelta(0) if self._alone else CLAIM_LEASE
        try:
            found = await self._claim(platform, worker, count, idle, holding)
            return found or (await self._await_one(platform, worker, wait) if wait else [])
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            await self._join(platform)  # the server was emptied
            return []

    async def _claim(
        self, platform: Platform, worker: str, count: int, idle: timedelta, holding: Collection[str]
    ) -> list[tuple[str, Alert]]:
        entries = await scripts.claim(
            self._server,
            outbox=self._streams,
            group=platform,
            worker=worker,
            idle_ms=in_ms(idle),
            count=count,
            holding=holding,
        )
        return await self._readable(platform, [(f"{SEVERITIES[i - 1]}:{id_.decode()}", b) for i, id_, b in entries])

    async def _await_one(self, platform: Platform, worker: str, wait: timedelta) -> list[tuple[str, Alert]]:
        block_ms = max(in_ms(min(wait, _LONGEST_BLOCK)), 1)
        newest = [">"] * len(self._streams)
        words: list[Word] = [
            "GROUP",
            platform,
            worker,
            "COUNT",
            1,
            "BLOCK",
            block_ms,
            "STREAMS",
            *self._streams,
            *newest,
        ]
        answer = await self._server.ask("XREADGROUP", *words)
        found = [
            (f"{stream.decode().rpartition(':')[2]}:{id_.decode()}", fields[b"alert"])
            for stream, entries in answer or []
            for id_, fields in entries
        ]
        return await self._readable(platform, found)

    async def _readable(self, platform: Platform, entries: list[tuple[str, bytes]]) -> list[tuple[str, Alert]]:
        """The alerts of these tickets; a damaged one is set aside, so that it does not hold up the others for ever."""
        found = []
        for ticket, blob in entries:
            try:
                found.append((ticket, from_bytes(blob, Alert)))
            except Unreadable as error:
                await self._set_aside(platform, ticket, blob, error)
                await self.done(platform, ticket)
        return found

    async def _set_aside(self, platform: Platform, name: str, blob: bytes, error: Unreadable) -> None:
        """Keep it as it is, for whoever can mend it, and say so."""
        batch = self._server.batch(atomic=True)
        batch.add("HSET", keys.UNREADABLE.of(platform), name, blob)
        batch.add("PEXPIRE", keys.UNREADABLE.of(platform), in_ms(keys.DEAD_KEPT))
        await batch.run()
        counted(f"outbox.unreadable.{platform}")
        _log.error(
            "unreadable, set aside", platform=platform, entry=name, key=keys.UNREADABLE.of(platform), why=str(error)
        )

    async def unreadable(self, platform: Platform) -> list[str]:
        """The names of the damaged entries that were set aside."""
        return sorted(name.decode() for name in await self._server.ask("HKEYS", keys.UNREADABLE.of(platform)))

    async def forget_unreadable(self, platform: Platform) -> None:
        """They are of no use to anybody any more."""
        await self._server.ask("DEL", keys.UNREADABLE.of(platform))

    async def _be_a_reader(self, platform: Platform) -> None:
        """Join the streams, and say now and then that the platform still reads them."""
        now = asyncio.get_running_loop().time()
        if now >= self._next_note.get(platform, 0.0):
            await self._join(platform)
            await scripts.note_reader(self._server, readers=keys.READERS.of(), group=platform)
            self._next_note[platform] = now + _NOTE_EVERY.total_seconds()

    async def _join(self, platform: Platform) -> None:
        """Be a reader of every stream, from its first entry."""
        for stream in self._streams:
            try:
                await self._server.ask("XGROUP", "CREATE", stream, platform, "0", "MKSTREAM")
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def renew(self, platform: Platform, worker: str, tickets: Collection[str]) -> None:
        """Set the idle time of these entries to zero."""
        await self._touch(platform, worker, tickets, timedelta(0))

    async def release(self, platform: Platform, worker: str, tickets: Collection[str]) -> None:
        """Make these entries as idle as those of a dead worker."""
        await self._touch(platform, worker, tickets, CLAIM_LEASE)

    async def _touch(self, platform: Platform, worker: str, tickets: Collection[str], idle: timedelta) -> None:
        of_stream: dict[str, list[str]] = {}
        for ticket in tickets:
            n, _, id_ = ticket.partition(":")
            of_stream.setdefault(keys.OUTBOX.of(n), []).append(id_)
        for stream, ids in of_stream.items():
            await scripts.touch(
                self._server, stream=stream, group=platform, worker=worker, idle_ms=in_ms(idle), entries=ids
            )

    async def done(self, platform: Platform, ticket: str) -> None:
        """Acknowledge, and trim what every platform has acknowledged."""
        n, _, id_ = ticket.partition(":")
        await scripts.done(
            self._server,
            stream=keys.OUTBOX.of(n),
            readers=keys.READERS.of(),
            group=platform,
            entry=id_,
            absent_ms=in_ms(keys.ALERTS_KEPT),
        )

    # one chat

    async def receipts(self, event: EventId, chats: Collection[ChatRef]) -> dict[ChatRef, Receipt]:
        """What is in these chats, also under an address that a chat had before."""
        if not chats:
            return {}
        refs = list(chats)
        held = await self._server.ask("HMGET", keys.RECEIPTS.of(event), *map(str, refs))
        found = {ref: _receipt(blob) for ref, blob in zip(refs, held, strict=True) if blob is not None}
        return {**found, **await self._receipts_before_moves(event, [ref for ref in refs if ref not in found])}

    async def _receipts_before_moves(self, event: EventId, refs: list[ChatRef]) -> dict[ChatRef, Receipt]:
        moved = {p: set(await self._server.ask("HKEYS", keys.FORMER.of(p))) for p in {r.platform for r in refs}}
        found = {}
        for ref in refs:
            if str(ref).encode() not in moved[ref.platform]:
                continue
            former = await former_addresses(self._server, ref)
            held = await self._server.ask("HMGET", keys.RECEIPTS.of(event), *former)
            if newest := next((blob for blob in held if blob is not None), None):
                found[ref] = replace(_receipt(newest), chat=ref)
        return found

    async def sending(self, delivery: Delivery, worker: str, *, again: bool = False) -> Attempt:
        """Mark that a send is about to be tried."""
        event, chat = delivery.alert.event, delivery.chat.ref
        state, receipt, tries, wait_ms = await scripts.begin(
            self._server,
            receipts=keys.RECEIPTS.of(event.id),
            marks=keys.MARKS.of(event.id),
            change=event.changes,
            worker=worker,
            lease_ms=in_ms(CLAIM_LEASE),
            ttl_ms=in_ms(keys.MARKS_KEPT),
            again=again,
            alone=self._alone,
            nonce=token_hex(4),
            chats=[str(chat), *await former_addresses(self._server, chat)],
        )
        held = replace(_receipt(receipt), chat=chat) if receipt else None
        return Attempt(Trying(state), held, tries, timedelta(milliseconds=wait_ms))

    async def is_unanswered(self, delivery: Delivery) -> bool:
        """Whether a mark of an earlier send is there."""
        return bool(await self._server.ask("HEXISTS", keys.MARKS.of(delivery.alert.event.id), str(delivery.chat.ref)))

    async def unsent(self, delivery: Delivery) -> None:
        """Take the last mark away."""
        marks = keys.MARKS.of(delivery.alert.event.id)
        await scripts.unsent(self._server, marks=marks, chat=str(delivery.chat.ref))

    async def record(self, receipt: Receipt) -> None:
        """Store what was sent."""
        await scripts.record(
            self._server,
            receipts=keys.RECEIPTS.of(receipt.event),
            marks=keys.MARKS.of(receipt.event),
            chat=str(receipt.chat),
            change=receipt.change,
            receipt=to_bytes(receipt),
            ttl_ms=in_ms(keys.EVENTS_KEPT),
        )
        await self._server.ask("HDEL", keys.ABSENT.of(receipt.chat.platform), str(receipt.chat))

    async def absent(self, chat: ChatRef, now: datetime) -> Absence:
        """Count a refusal; two at the same instant count once."""
        key, field = keys.ABSENT.of(chat.platform), str(chat)
        held = await self._server.ask("HGET", key, field)
        before = from_bytes(held, Absence) if held is not None else Absence(now, 0)
        absence = Absence(min(before.since, now), before.times + 1)
        batch = self._server.batch(atomic=True)
        batch.add("HSET", key, field, to_bytes(absence))
        batch.add("PEXPIRE", key, in_ms(keys.MARKS_KEPT))
        await batch.run()
        return absence

    # later

    async def postpone(self, delivery: Delivery, due: datetime) -> str:
        """Keep it for later."""
        kept, platform = _Kept.of(delivery), delivery.chat.ref.platform
        batch = self._server.batch(atomic=True)
        self._keep_alert(batch, platform, delivery.alert, keys.ALERTS_KEPT)
        batch.add("HSET", keys.LATER_BODIES.of(platform), kept.ticket, to_bytes(kept))
        batch.add("ZADD", keys.LATER.of(platform), _at_ms(due), kept.ticket)
        await batch.run()
        return kept.ticket

    async def due(self, platform: Platform, now: datetime, count: int) -> list[tuple[str, Delivery]]:
        """What waits no longer; what lost its chat or its alert is settled at once."""
        found = await scripts.due(
            self._server,
            later=keys.LATER.of(platform),
            bodies=keys.LATER_BODIES.of(platform),
            now_ms=_at_ms(now),
            leased_until_ms=_at_ms(now + DUE_LEASE),
            count=count,
        )
        kept = await self._kept(platform, found, self.settled)
        alive = await self._deliveries(platform, kept)
        for one in kept:
            if one.ticket not in alive:
                await self.settled(platform, one.ticket)
        return list(alive.items())

    async def _kept(
        self,
        platform: Platform,
        bodies: Iterable[tuple[bytes, bytes]],
        drop: Callable[[Platform, str], Awaitable[None]],
    ) -> list[_Kept]:
        """What is kept under these tickets; a damaged one is set aside, and dropped where it was."""
        found = []
        for ticket, body in bodies:
            try:
                found.append(from_bytes(body, _Kept))
            except Unreadable as error:
                await self._set_aside(platform, ticket.decode(), body, error)
                await drop(platform, ticket.decode())
        return found

    async def _deliveries(self, platform: Platform, kept: list[_Kept]) -> dict[str, Delivery]:
        chats = await self._chats.wherever({one.chat for one in kept}, platform)
        alerts = {key: await self._alert(platform, *key) for key in {(one.event, one.change) for one in kept}}
        found = {}
        for one in kept:
            alert = alerts[one.event, one.change]
            chat = chats.get(one.chat) or (Chat(one.chat) if alert and alert.only == one.chat else None)
            if alert is not None and chat is not None:
                found[one.ticket] = one.delivery(alert, chat)
        return found

    async def _alert(self, platform: Platform, event: str, change: int) -> Alert | None:
        blob = await self._server.ask("GET", keys.ALERT.of(platform, event, change))
        try:
            return from_bytes(blob, Alert) if blob is not None else None
        except Unreadable as error:
            await self._set_aside(platform, f"{event}|{change}", blob, error)
            return None

    async def settled(self, platform: Platform, ticket: str) -> None:
        """Done with it."""
        batch = self._server.batch(atomic=True)
        batch.add("ZREM", keys.LATER.of(platform), ticket)
        batch.add("HDEL", keys.LATER_BODIES.of(platform), ticket)
        await batch.run()

    # never, unless somebody asks

    async def bury(self, delivery: Delivery, why: str, now: datetime) -> None:
        """Put it among the dead letters and no longer among those for later."""
        kept, platform = _Kept.of(delivery, why, now), delivery.chat.ref.platform
        batch = self._server.batch(atomic=True)
        self._keep_alert(batch, platform, delivery.alert, keys.DEAD_KEPT)
        batch.add("HSET", keys.DEAD.of(platform), kept.ticket, to_bytes(kept))
        batch.add("PEXPIRE", keys.DEAD.of(platform), in_ms(keys.DEAD_KEPT))
        batch.add("ZREM", keys.LATER.of(platform), kept.ticket)
        batch.add("HDEL", keys.LATER_BODIES.of(platform), kept.ticket)
        await batch.run()

    async def dead(self, platform: Platform) -> list[DeadLetter]:
        """Oldest first; those whose chat or alert is gone are left out."""
        found = await self._server.ask("HGETALL", keys.DEAD.of(platform))
        kept = await self._kept(platform, found.items(), self._drop_dead)
        alive = await self._deliveries(platform, kept)
        letters = [DeadLetter(k.ticket, alive[k.ticket], k.why, k.at) for k in kept if k.ticket in alive and k.at]
        return sorted(letters, key=lambda letter: letter.at)

    async def _drop_dead(self, platform: Platform, ticket: str) -> None:
        await self._server.ask("HDEL", keys.DEAD.of(platform), ticket)

    async def revive(self, platform: Platform, ticket: str, now: datetime) -> bool:
        """Back among those for later, due at once."""
        body = await self._server.ask("HGET", keys.DEAD.of(platform), ticket)
        if body is None:
            return False
        kept = replace(from_bytes(body, _Kept), attempt=1, why="", at=None)
        batch = self._server.batch(atomic=True)
        batch.add("HDEL", keys.MARKS.of(kept.event), str(kept.chat))
        batch.add("HSET", keys.LATER_BODIES.of(platform), ticket, to_bytes(kept))
        batch.add("ZADD", keys.LATER.of(platform), _at_ms(now), ticket)
        batch.add("HDEL", keys.DEAD.of(platform), ticket)
        await batch.run()
        return True

    def _keep_alert(self, batch: Batch, platform: Platform, alert: Alert, ttl: timedelta) -> None:
        key = keys.ALERT.of(platform, alert.event.id, alert.event.changes)
        batch.add("SET", key, to_bytes(alert), "PX", in_ms(ttl))


def _receipt(held: bytes) -> Receipt:
    return from_bytes(held.partition(b" ")[2], Receipt)


def _at_ms(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
