"""The courier: brings the alerts of the outbox to the chats of one platform. One runs for each platform.

    outbox --claim--> alert --fanout--> deliveries --pacer--> sender --> receipt --done--> outbox
                                            |                   |
                                            `---- postpone <----'  (a wait, a move, an unsure answer)

An alert is done when every chat has a receipt or a postponed delivery, both durable; whatever dies before, the alert is
claimed again and the receipts tell which chats have it. `sending` is marked before a send, so that the next worker knows
which message may have arrived.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.delivery.fanout import NotWanted, wanted
from bot.delivery.retry import Next, Outcome, after_failure
from bot.errors import SendFailed, StateUnusable, TryLater
from bot.model import Chat, Delivery
from bot.taxonomy import severity
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from bot.model import Alert, Topic, TopicId
    from bot.ports import Chats, Clock, Events, Outbox, Pacer, Sender, Topics

AT_ONCE: Final = 16  # sends under way; Telegram's 30 a second at 0.3 s a send need ten
CLAIM: Final = 64
LONGEST_INLINE_WAIT: Final = timedelta(seconds=2)  # a longer one is postponed and frees the place
_BREATH: Final = timedelta(seconds=1)  # after an error of our own, before the next round

_log = log("courier")


class Courier:
    """Delivers to one platform. `worker` names this process among those that share the outbox."""

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
        pacer: Pacer | None = None,
        broken: Callable[[str], None] = lambda _: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._sender, self._platform = sender, sender.platform
        self._outbox, self._chats, self._topics, self._events = outbox, chats, topics, events
        self._house_topics, self._clock, self._worker = house_topics, clock, worker
        self._pacer, self._broken, self._jitter = pacer, broken, jitter
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self, stop: asyncio.Event, wait: timedelta = timedelta(seconds=1)) -> None:
        """Deliver until `stop`; what is in flight then is finished."""
        while not stop.is_set():
            try:
                await self.step(wait, stop)
            except StateUnusable:
                raise
            except Exception:  # noqa: BLE001
                # The one broad except of this loop: an alert that breaks it stays claimed and is taken up again.
                _log.exception("round broke", platform=self._platform)
                count("courier.rounds_broken")
                await self._clock.sleep(_BREATH)

    async def step(self, wait: timedelta = timedelta(0), stop: asyncio.Event | None = None) -> int:
        """One round: postponed deliveries whose time has come, then new alerts, the severest first. Gives how many."""
        postponed = await self._outbox.due(self._platform, self._clock.now(), CLAIM)
        await self._all([self._again(ticket, delivery) for ticket, delivery in postponed])
        claimed = await self._outbox.claim(self._platform, self._worker, CLAIM, timedelta(0) if postponed else wait)
        for ticket, alert in sorted(claimed, key=lambda c: (-severity(c[1].event.kind), c[1].at)):
            if stop is not None and stop.is_set():
                break  # it stays claimed; the next worker takes it over
            await self._fan_out(ticket, alert)
        return len(postponed) + len(claimed)

    async def _fan_out(self, ticket: str, alert: Alert) -> None:
        """Bring one alert to every chat that wants it."""
        deliveries = await self._deliveries(alert)
        for start in range(0, len(deliveries), CLAIM):
            await self._outbox.hold(self._platform, self._worker, ticket)
            await self._all([self._deliver(delivery) for delivery in deliveries[start : start + CLAIM]])
        await self._outbox.done(self._platform, ticket)
        _log.info(
            "delivered", event=alert.event.id, reason=alert.reason, chats=len(deliveries), platform=self._platform
        )

    async def _deliveries(self, alert: Alert) -> list[Delivery]:
        chats = await self._readers(alert)
        topics = {**self._house_topics, **await self._topics.own()}
        receipts = await self._outbox.receipts(alert.event.id, [chat.ref for chat in chats])
        found = []
        for chat in chats:
            receipt = receipts.get(chat.ref)
            topic = wanted(alert, chat, topics, receipt)
            if isinstance(topic, NotWanted):
                count(f"courier.{topic}")
                continue
            found.append(Delivery(alert, chat, receipt, topic=topic))
        return found

    async def _readers(self, alert: Alert) -> Sequence[Chat]:
        if alert.only is None:
            return await self._chats.on(self._platform)
        if alert.only.platform is not self._platform:
            return []
        return [await self._chats.get(alert.only) or Chat(alert.only)]

    async def _all(self, works: Sequence[Coroutine[None, None, None]]) -> None:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)

    async def _again(self, ticket: str, delivery: Delivery) -> None:
        """A postponed delivery, with what has become of its event and its chat meanwhile."""
        event = await self._events.get(delivery.alert.event.id)
        if event is not None and event.changes > delivery.alert.event.changes:
            delivery = replace(delivery, alert=replace(delivery.alert, event=event))
        receipts = await self._outbox.receipts(delivery.alert.event.id, [delivery.chat.ref])
        receipt = receipts.get(delivery.chat.ref, delivery.receipt)
        if receipt is None or receipt.change < delivery.alert.event.changes:
            await self._deliver(replace(delivery, receipt=receipt))
        await self._outbox.settled(self._platform, ticket)

    async def _deliver(self, delivery: Delivery) -> None:
        """One delivery to its receipt, its postponement or its grave."""
        async with self._places:
            if not await self._paced(delivery):
                return
            event, chat = delivery.alert.event, delivery.chat.ref
            if await self._outbox.sending(event.id, event.changes, chat) or delivery.unsure:
                delivery = replace(delivery, unsure=True)
                try:
                    found = await self._sender.find(delivery)
                except SendFailed as error:
                    await self._obey(error, delivery)
                    return
                if found is not None:
                    await self._outbox.record(found)
                    return
            try:
                receipt = await self._sender.send(delivery)
            except SendFailed as error:
                await self._obey(error, delivery)
                return
            await self._outbox.record(receipt)
            count(f"courier.sent.{self._platform}")

    async def _paced(self, delivery: Delivery) -> bool:
        """True when the pace allows the send; False if the delivery was postponed instead."""
        while self._pacer is not None:
            pause = await self._pacer.take(delivery.chat.ref)
            if not pause.wait:
                break
            if pause.wait > LONGEST_INLINE_WAIT and not pause.whole_platform:
                await self._outbox.postpone(delivery, self._clock.now() + pause.wait)
                return False
            await self._clock.sleep(pause.wait)
        return True

    async def _obey(self, error: SendFailed, delivery: Delivery) -> None:
        """Do what follows from a refusal."""
        now, chat = self._clock.now(), delivery.chat.ref
        step: Next = after_failure(error, delivery, now, self._jitter())
        count(f"courier.{step.outcome}")
        _log.warning("not sent", chat=str(chat), event=delivery.alert.event.id, outcome=step.outcome, why=step.why)
        if isinstance(error, TryLater) and error.after and self._pacer is not None:
            await self._pacer.rest(chat, error.after, whole_platform=error.whole_platform)
        if step.outcome is Outcome.MOVED:
            await self._chats.move(chat, step.delivery.chat.ref)
        if step.outcome is Outcome.BROKEN:
            self._broken(step.why)
        if step.due is not None:
            await self._outbox.postpone(step.delivery, step.due)
            return
        await self._outbox.bury(delivery, step.why)
        if step.outcome is Outcome.GONE:
            await self._chats.forget(chat)
