"""The courier: brings the alerts of the outbox to the chats of one platform. One runs for each platform.

    outbox --claim--> alert --fanout--> line --carry--> receipt
       ^                                 |  |              |
       |<------------- due <-- postpone -'  '-- again      |
       '<--------------------- done -----------------------'   once every chat of the alert is settled

An alert is done when each chat has a receipt, a postponed delivery or a dead letter, all durable. Whoever dies before
leaves the claim to the next one, and the receipts say which chats have it.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery.carry import SETTLING, Carried, Carrier, Fate
from bot.delivery.fanout import topics_about, topics_of, wanted
from bot.delivery.hours import MOST_RINGS, after_flood, as_one, flood_limit, gathered_until, held_until
from bot.delivery.line import Item, Line
from bot.errors import StateAway, StateUnusable
from bot.model import Chat, ChatRef, Delivery
from bot.watch import count, heartbeats, log

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence
    from datetime import datetime

    from bot.model import Alert, Outlet, OutletId, Topic, TopicId, Trouble
    from bot.ports import Chats, Clock, Events, Outbox, Pacer, Sender, Topics

AT_ONCE: Final = 16  # sends under way; Telegram's 30 a second at 0.3 s a send need ten
MOST_OPEN: Final = 64  # alerts claimed and not yet done
MOST_WAITING: Final = 100_000  # deliveries in the line
CLAIM: Final = 16
DUE_AT_ONCE: Final = 200
LONGEST_WAIT_IN_HAND: Final = timedelta(seconds=20)  # a longer one is postponed, so that its alert can be done
FINISH_WITHIN: Final = timedelta(seconds=10)
_GOODBYE: Final = timedelta(seconds=2)  # to a server that may be away
_RENEWAL: Final = timedelta(seconds=10)  # a third of the claims' lease
_LOOK_FOR_DUE: Final = timedelta(seconds=1)
_BREATH: Final = timedelta(seconds=1)  # after an error of our own
_AFTER_ERROR: Final = timedelta(seconds=10)
_BLOCK: Final = timedelta(seconds=2)
_CHATS_AT_ONCE: Final = 500  # decided on before others get their turn: a few milliseconds

_log = log("delivery")


class Courier:
    """Delivers to one platform. `worker` names this process among those that share the outbox.

    `tell` is called with what the operators should hear; `settling` is explained in `carry`. `most_rings` an hour go
    to a chat for one topic, where the platform can tell of several events in one message; 0: all do.
    """

    def __init__(
        self,
        *,
        sender: Sender,
        outbox: Outbox,
        chats: Chats,
        topics: Topics,
        house_topics: Mapping[TopicId, Topic],
        events: Events,
        clock: Clock,
        worker: str,
        outlets: Mapping[OutletId, Outlet] | None = None,
        pacer: Pacer | None = None,
        tell: Callable[[Trouble], None] = lambda _: None,
        settling: timedelta = SETTLING,
        at_once: int = AT_ONCE,
        most_rings: int = MOST_RINGS,
    ) -> None:
        self._platform = sender.platform
        self._bundles = bool(getattr(sender, "bundles", False))  # it can tell of several events in one message
        self._outbox, self._chats, self._topics, self._events = outbox, chats, topics, events
        self._outlets = outlets or {}
        self._pacer = pacer
        self._most_rings = most_rings if self._bundles else 0
        self._house_topics, self._clock, self._worker, self._at_once = house_topics, clock, worker, at_once
        self._carrier = Carrier(
            sender=sender,
            outbox=outbox,
            chats=chats,
            pacer=pacer,
            clock=clock,
            worker=worker,
            tell=tell,
            settling=settling,
        )
        self._needless: list[Item] = []  # edits that a later change overtook in the line
        self._line = Line(dropped=self._needless.append)
        self._open: Counter[str] = Counter()  # claimed alerts: chats that are not settled yet
        self._postponed: set[str] = set()  # tickets of postponed deliveries that are in the line
        self._stirred = asyncio.Event()

    async def step(self) -> bool:
        """One round: take what waits in the outbox and bring what may go now. False if there was nothing to do.

        For whoever drives the courier by hand, one delivery at a time; `run` does the same with many at once.
        """
        claimed = await self._claim(timedelta(0))
        due = await self._take_due()
        carried = False
        while (item := self._line.take(self._clock.now())) is not None:
            await self._bring(item)
            carried = True
        await self._settle_needless()
        return bool(claimed or due or carried)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop`; what is in flight then is finished, within 10 s. Raises StateUnusable."""
        flights: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(self._forever(work)) for work in (self._claims, self._dues, self._renewals)]
            halt = group.create_task(self._stir_at(stop))
            while not stop.is_set():
                await self._settle_needless()
                item = self._line.take(self._clock.now()) if len(flights) < self._at_once else None
                if item is None:
                    await self._stir(full=len(flights) >= self._at_once)
                    continue
                flight = group.create_task(self._bring(item))
                flights.add(flight)
                flight.add_done_callback(flights.discard)
            for loop in (*loops, halt):
                loop.cancel()
            await self._land(flights)
        with suppress(StateAway, TimeoutError):  # then they are taken over once their lease has lapsed
            async with asyncio.timeout(_GOODBYE.total_seconds()):
                await self._outbox.release(self._platform, self._worker, list(self._open))

    # the loops

    async def _forever(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Again and again; an error of our own costs a breath, and what it left undone is claimed or due again."""
        while True:
            try:
                await work()
            except StateUnusable:
                raise
            except Exception:  # noqa: BLE001  (the one broad except of the loops)
                _log.exception("round broke", platform=self._platform)
                count(f"delivery.rounds_broken.{self._platform}")
                await self._clock.sleep(_BREATH)

    async def _claims(self) -> None:
        heartbeats.beat(f"courier.{self._platform}", self._clock.now(), timedelta(minutes=2))
        if len(self._open) >= MOST_OPEN or len(self._line) >= MOST_WAITING:
            await asyncio.sleep(0.05)
            return
        if await self._claim(_BLOCK):
            self._stirred.set()

    async def _dues(self) -> None:
        if await self._take_due():
            self._stirred.set()
        await asyncio.sleep(_LOOK_FOR_DUE.total_seconds())

    async def _renewals(self) -> None:
        await asyncio.sleep(_RENEWAL.total_seconds())
        await self._outbox.renew(self._platform, self._worker, list(self._open))

    async def _stir_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stirred.set()

    async def _stir(self, *, full: bool) -> None:
        """Return when something changed, or when the time of something waiting has come and there is a place for it."""
        next_time = None if full else self._line.next_time()
        pause = _LOOK_FOR_DUE if next_time is None else max(next_time - self._clock.now(), timedelta(milliseconds=1))
        with suppress(TimeoutError):
            # Not wait_for: up to Python 3.11 it swallows a cancellation that comes together with the event.
            async with asyncio.timeout(pause.total_seconds()):
                await self._stirred.wait()
        self._stirred.clear()

    async def _land(self, flights: set[asyncio.Task[None]]) -> None:
        if not flights:
            return
        _, late = await asyncio.wait(flights, timeout=FINISH_WITHIN.total_seconds())
        for flight in late:
            flight.cancel()  # its mark stays: the next worker knows that it may have arrived

    # alerts

    async def _claim(self, wait: timedelta) -> int:
        claimed = await self._outbox.claim(self._platform, self._worker, CLAIM, wait, list(self._open))
        for ticket, alert in claimed:
            await self._fan_out(ticket, alert)
        return len(claimed)

    async def _fan_out(self, ticket: str, alert: Alert) -> None:
        """Put one delivery for each chat that wants the alert into the line."""
        deliveries = await self._hold_back(await self._deliveries(alert))
        _log.info("fanned out", alert=f"{alert.event.id}/{alert.event.changes}", chats=len(deliveries))
        if not deliveries:
            await self._outbox.done(self._platform, ticket)
            return
        self._open[ticket] = len(deliveries)
        for delivery in deliveries:
            self._line.put(Item(delivery, alert_ticket=ticket))

    async def _hold_back(self, deliveries: list[Delivery]) -> list[Delivery]:
        """Keep durably what a chat wants later; gives what goes now."""
        now, going = self._clock.now(), []
        for delivery in deliveries:
            until = held_until(delivery, now)
            if until is None:
                going.append(delivery)
            else:
                await self._outbox.postpone(replace(delivery, held=True), until)
                count(f"delivery.held.{self._platform}")
        return going

    async def _deliveries(self, alert: Alert) -> list[Delivery]:
        chats = await self._readers(alert)
        topics = {**self._house_topics, **await self._topics.own()}
        following, about = topics_of(alert.event, topics), topics_about(alert.event, topics)
        receipts = await self._outbox.receipts(alert.event.id, [chat.ref for chat in chats])
        deliveries = []
        for n, chat in enumerate(chats):
            if n % _CHATS_AT_ONCE == _CHATS_AT_ONCE - 1:
                await asyncio.sleep(0)
            receipt = receipts.get(chat.ref)
            if receipt is not None and receipt.change >= alert.event.changes:
                continue
            topic = wanted(alert, chat, about if receipt is not None else following, receipt, self._outlets)
            if topic is not None:
                deliveries.append(Delivery(alert, chat, receipt, topic=topic))
        return deliveries

    async def _readers(self, alert: Alert) -> Sequence[Chat]:
        if alert.only is None:
            return await self._chats.on(self._platform)
        if alert.only.platform is not self._platform:
            return []
        return [await self._chats.get(alert.only) or Chat(alert.only)]

    async def _take_due(self) -> int:
        due = await self._outbox.due(self._platform, self._clock.now(), DUE_AT_ONCE)
        fresh = [(ticket, delivery) for ticket, delivery in due if ticket not in self._postponed]
        items = [Item(await self._as_it_is_now(delivery), later_ticket=ticket) for ticket, delivery in fresh]
        for item in await self._bundled(items):
            self._line.put(item)
        self._postponed.update(ticket for ticket, _ in fresh)
        return len(fresh)

    async def _bundled(self, items: list[Item]) -> list[Item]:
        """What quiet hours or a digest held, as one item a chat; what the chat has a message of goes alone."""
        going, held = list[Item](), defaultdict[ChatRef, list[Item]](list)
        for item in items:
            if self._bundles and await self._is_to_be_bundled(item.delivery):
                held[item.delivery.chat.ref].append(item)
            else:
                going.append(item)
        return going + [_one_item(those) for those in held.values()]

    async def _is_to_be_bundled(self, delivery: Delivery) -> bool:
        chat = delivery.chat.ref
        return delivery.held and not await self._outbox.receipts(delivery.alert.event.id, [chat])

    async def _as_it_is_now(self, delivery: Delivery) -> Delivery:
        """What comes late shows the newest state of its event, if the report that it leads with is still listed."""
        alert = delivery.alert
        newest = await self._events.get(alert.event.id)
        if newest is None or newest.changes <= alert.event.changes:
            return delivery
        listed = any(report.entry == alert.lead for report in newest.reports)
        return replace(delivery, alert=replace(alert, event=newest)) if listed else delivery

    # one delivery

    async def _bring(self, item: Item) -> None:
        try:
            if await self._is_kept_for_later(item):
                return
            await self._conclude(replace(item, counted=True), await self._carrier.carry(item.delivery))
        except StateUnusable:
            raise
        except Exception:  # noqa: BLE001  (an error of our own must not lose it, nor stop the others)
            _log.exception("delivery broke", chat=str(item.chat), alert=item.delivery.alert.event.id)
            count(f"delivery.broken.{self._platform}")
            self._line.free(item, self._clock.now() + _AFTER_ERROR, again=item)
        finally:
            self._stirred.set()

    async def _flooded_until(self, item: Item) -> datetime | None:
        """When it may come if its topic has rung enough in its chat for now; None: it goes, and is counted once."""
        limit = flood_limit(item.delivery, self._most_rings)
        if limit is None or self._pacer is None or item.counted or item.later_ticket is not None:
            return None
        event, now = item.delivery.alert.event, self._clock.now()
        wait = await self._pacer.take(self._platform, (limit,), now, f"{event.id}/{event.changes}")
        return None if wait is None else after_flood(item.delivery, now)

    async def _overdue_until(self, item: Item) -> datetime | None:
        """When what an outage delayed comes in one message; None: it goes now."""
        if not self._bundles or item.counted or item.later_ticket is not None:
            return None
        until = gathered_until(item.delivery, self._clock.now())
        return None if until is None or await self._outbox.is_unanswered(item.delivery) else until

    async def _is_kept_for_later(self, item: Item) -> bool:
        """Keep durably what comes in one message with others, if it does."""
        until = await self._overdue_until(item)
        if until is not None:
            await self._keep_for_later(item, replace(item.delivery, held=True, overdue=True), until)
            count(f"delivery.overdue.{self._platform}")
            return True
        until = await self._flooded_until(item)
        if until is not None:
            await self._keep_for_later(item, replace(item.delivery, held=True), until)
            count(f"delivery.flooded.{self._platform}")
        return until is not None

    async def _keep_for_later(self, item: Item, delivery: Delivery, until: datetime) -> None:
        await self._outbox.postpone(delivery, until)
        await self._alert_settled(item)
        self._line.free(item)

    async def _conclude(self, item: Item, carried: Carried) -> None:
        on = replace(item, delivery=carried.delivery)
        now = self._clock.now()
        until = carried.until or now
        if carried.fate is Fate.SETTLED:
            await self._settle(item)
            self._line.free(item)
        elif carried.fate is Fate.HELD:
            self._line.hold(until)
            self._line.free(item, again=on)
        elif until - now > LONGEST_WAIT_IN_HAND and not item.more_tickets:  # a bundle is kept as its parts already
            await self._postpone(item, on, until)
            self._line.free(item)
        else:
            self._wait_in_hand(item, on, until)

    async def _postpone(self, item: Item, on: Item, until: datetime) -> None:
        ticket = await self._outbox.postpone(on.delivery, until)
        if item.later_ticket is not None:
            if item.later_ticket != ticket:  # it was for an older state of the event
                await self._outbox.settled(self._platform, item.later_ticket)
            self._postponed.discard(item.later_ticket)
        await self._alert_settled(item)

    def _wait_in_hand(self, item: Item, on: Item, until: datetime) -> None:
        if on.chat == item.chat:
            self._line.free(item, until, again=on)
        else:  # the chat moved
            self._line.free(item)
            self._line.put(on)

    async def _settle(self, item: Item) -> None:
        for ticket in (item.later_ticket, *item.more_tickets):
            if ticket is not None:
                await self._outbox.settled(self._platform, ticket)
                self._postponed.discard(ticket)
        await self._alert_settled(item)

    async def _alert_settled(self, item: Item) -> None:
        """One chat fewer to wait for; the last one makes the alert done."""
        ticket = item.alert_ticket
        if ticket is None:
            return
        self._open[ticket] -= 1
        if self._open[ticket] == 0:
            await self._outbox.done(self._platform, ticket)
            del self._open[ticket]

    async def _settle_needless(self) -> None:
        while self._needless:
            await self._settle(self._needless.pop())


def _one_item(items: Sequence[Item]) -> Item:
    """Items of one chat as one."""
    first, *others = (item.later_ticket for item in items)
    return Item(as_one([item.delivery for item in items]), None, first, tuple(t for t in others if t is not None))
