"""One delivery on its last way: mark, send, keep the receipt, and do what follows from a refusal."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from bot.delivery.pacing import ALL, limits_of, of_chat
from bot.delivery.retry import MOST_COPIES, Next, Outcome, is_gone, outcome_of
from bot.errors import SendFailed
from bot.model import Action, Reason, Trouble, TroubleKind
from bot.ports import Trying
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.model import Delivery, Receipt
    from bot.ports import Attempt, Chats, Clock, Outbox, Pacer, Sender

_log = log("delivery")

# A send that was in flight when a process died is tried again only once the new process has lived for a while: in a
# loop of crashes it would be sent at every start.
SETTLING: Final = timedelta(seconds=3)


class Fate(StrEnum):
    """What became of a delivery for now."""

    SETTLED = "settled"  # it has a receipt, was postponed or buried; all durable
    AGAIN = "again"  # it waits in this process until `Carried.until`
    HELD = "held"  # the same, and so does everything on the platform


class Carried:
    """The fate of a delivery, and the delivery as it goes on."""

    __slots__ = ("delivery", "fate", "until")

    def __init__(self, fate: Fate, delivery: Delivery, until: datetime | None = None) -> None:
        self.fate, self.delivery, self.until = fate, delivery, until


class Carrier:
    """Brings deliveries to one platform, one call each."""

    def __init__(
        self,
        *,
        sender: Sender,
        outbox: Outbox,
        chats: Chats,
        pacer: Pacer | None,
        clock: Clock,
        worker: str,
        tell: Callable[[Trouble], None] = lambda _: None,
        spread: Callable[[], float] = random.random,
        settling: timedelta = SETTLING,
    ) -> None:
        self._sender, self._platform = sender, sender.platform
        self._outbox, self._chats, self._pacer = outbox, chats, pacer
        self._clock, self._worker = clock, worker
        self._tell, self._spread = tell, spread
        self._started = clock.now()
        self._settled_at = self._started + settling

    async def carry(self, delivery: Delivery) -> Carried:
        """Bring it as far as it goes now."""
        call = token_hex(4)
        wait = await self._wait_for_pace(delivery, call)
        if wait is not None:
            return wait
        try:
            return await self._try(delivery)
        finally:
            await self._count(delivery, call)

    async def _try(self, delivery: Delivery) -> Carried:
        # An edit may be repeated without harm; only what makes a new message must be marked as perhaps arrived.
        attempt = await self._outbox.sending(delivery, self._worker, again=_is_harmless(delivery))
        if attempt.state is Trying.SHOWN:
            return self._shown(delivery)
        if attempt.state is Trying.BUSY:
            return Carried(Fate.AGAIN, delivery, self._clock.now() + attempt.wait)
        if attempt.state is Trying.AGAIN:
            return await self._once_more(delivery, attempt)
        delivery = replace(delivery, receipt=attempt.receipt)
        if _is_harmless(delivery) and not delivery.chat.settings.edits:
            await self._outbox.unsent(delivery)  # it was to make good a missed ring, which has come meanwhile
            return Carried(Fate.SETTLED, delivery)
        return await self._send(delivery)

    async def _count(self, delivery: Delivery, call: str) -> None:
        """The call was answered by now; a ring that also edits was two."""
        limits, now = limits_of(delivery), self._clock.now()
        if self._pacer is None or not limits:
            return
        await self._pacer.answered(self._platform, limits, now, call)
        if delivery.receipt is not None and delivery.alert.action is Action.RING:
            await self._pacer.answered(self._platform, limits, now, f"{call}+")

    def _shown(self, delivery: Delivery) -> Carried:
        """The chat has it; what was to come in the same message goes on without it."""
        if not delivery.also:
            return Carried(Fate.SETTLED, delivery)
        first, *others = delivery.also
        return Carried(Fate.AGAIN, replace(delivery, alert=first, also=tuple(others)), self._clock.now())

    async def _wait_for_pace(self, delivery: Delivery, call: str) -> Carried | None:
        limits, now = limits_of(delivery), self._clock.now()
        if self._pacer is None or not limits:
            return None
        wait = await self._pacer.take(self._platform, limits, now, call)
        if wait is None:
            return None
        return Carried(Fate.HELD if wait.limit == ALL else Fate.AGAIN, delivery, now + wait.span)

    async def _once_more(self, delivery: Delivery, attempt: Attempt) -> Carried:
        """An earlier send was not answered: look it up, else send it a second time, and never a third."""
        now = self._clock.now()
        if self._started <= now < self._settled_at:  # before it: the clock was set back
            return Carried(Fate.AGAIN, delivery, self._settled_at)
        unsure = replace(delivery, receipt=attempt.receipt, unsure=True)
        try:
            found = await self._sender.find(unsure)
        except SendFailed as error:
            return await self._refused(error, unsure)
        if found is not None:
            return await self._sent(unsure, found)
        if attempt.tries >= MOST_COPIES:
            return await self._bury(unsure, "the answer to each try was lost; it may have arrived")
        marked = await self._outbox.sending(unsure, self._worker, again=True)
        if marked.state is not Trying.GO:
            return Carried(Fate.AGAIN, delivery, now + max(marked.wait, timedelta(seconds=1)))
        return await self._send(replace(unsure, receipt=marked.receipt))

    async def _send(self, delivery: Delivery) -> Carried:
        delivery = _as_first_message(delivery)
        try:
            receipt = await self._sender.send(delivery)
        except SendFailed as error:
            return await self._refused(error, delivery)
        return await self._sent(delivery, receipt)

    async def _sent(self, delivery: Delivery, receipt: Receipt) -> Carried:
        await self._outbox.record(receipt)
        for alert in delivery.also:
            await self._outbox.record(replace(receipt, event=alert.event.id, change=alert.event.changes))
        count(f"delivery.sent.{self._platform}")
        _log.info("sent", **_names(delivery), message=receipt.message, action=delivery.alert.action)
        return Carried(Fate.SETTLED, delivery)

    async def _refused(self, error: SendFailed, delivery: Delivery) -> Carried:
        now = self._clock.now()
        outcome = outcome_of(error, delivery, now, self._spread())
        count(f"delivery.{outcome.next}.{self._platform}")
        _log.warning("not sent", **_names(delivery), next=outcome.next, attempt=delivery.attempt, error=str(error))
        if outcome.next not in {Next.UNSURE, Next.ANEW}:  # what is sent anew at once needs the mark, too
            await self._outbox.unsent(delivery)
        on = replace(delivery, attempt=delivery.attempt + outcome.counts)
        match outcome.next:
            case Next.BURY:
                return await self._bury(delivery, str(error))
            case Next.WAIT_ALL | Next.BROKEN:
                return await self._hold_all(on, outcome, str(error))
            case Next.ABSENT:
                return await self._absent(on, outcome, now)
            case Next.WAIT | Next.UNSURE:
                return await self._wait(on, outcome, now)
            case _:
                return await self._changed(on, outcome, now)

    async def _changed(self, delivery: Delivery, outcome: Outcome, now: datetime) -> Carried:
        """Send it at once elsewhere, in another form, or not at all."""
        if outcome.to is not None:
            await self._chats.move(delivery.chat.ref, outcome.to)
            chat = await self._chats.get(outcome.to) or replace(delivery.chat, ref=outcome.to)
            return Carried(Fate.AGAIN, replace(delivery, chat=chat), now)
        if outcome.next is Next.PLAINER:
            return Carried(Fate.AGAIN, replace(delivery, plain=True), now)
        if outcome.next is Next.ANEW:
            return await self._send(replace(delivery, receipt=None))
        if delivery.receipt is not None:  # REST: the chat no longer has the message, and asks for no other
            await self._outbox.record(replace(delivery.receipt, change=delivery.alert.event.changes))
        return Carried(Fate.SETTLED, delivery)

    async def _wait(self, delivery: Delivery, outcome: Outcome, now: datetime) -> Carried:
        until = outcome.until or now
        if outcome.asked and self._pacer is not None:
            await self._pacer.pause(self._platform, of_chat(delivery.chat.ref), now, until)
        return Carried(Fate.AGAIN, delivery, until)

    async def _hold_all(self, delivery: Delivery, outcome: Outcome, why: str) -> Carried:
        now = self._clock.now()
        if self._pacer is not None and outcome.until is not None:
            await self._pacer.pause(self._platform, ALL, now, outcome.until)
        if outcome.next is Next.BROKEN:
            self._tell(Trouble(TroubleKind.CHANNEL_BROKEN, self._platform, why))
        return Carried(Fate.HELD, delivery, outcome.until)

    async def _absent(self, delivery: Delivery, outcome: Outcome, now: datetime) -> Carried:
        absence = await self._outbox.absent(delivery.chat.ref, now)
        if not is_gone(absence, now):
            return Carried(Fate.AGAIN, delivery, outcome.until)
        chat = await self._chats.get(delivery.chat.ref)
        if chat is not None:
            await self._chats.put(replace(chat, topics=()))  # its settings stay for the day it comes back
        sentence = f"it has refused the bot since {absence.since:%Y-%m-%d %H:%M} UTC"
        self._tell(Trouble(TroubleKind.CHAT_GONE, str(delivery.chat.ref), sentence))
        return await self._bury(delivery, "the chat refuses the bot")

    async def _bury(self, delivery: Delivery, why: str) -> Carried:
        for alert in (delivery.alert, *delivery.also):
            await self._outbox.bury(replace(delivery, alert=alert, also=()), why, self._clock.now())
        count(f"delivery.dead.{self._platform}")
        _log.error("dead letter", **_names(delivery), why=why)
        self._tell(Trouble(TroubleKind.DEAD_LETTERS, self._platform, f"the first one, to {delivery.chat.ref}: {why}"))
        return Carried(Fate.SETTLED, delivery)


def _is_harmless(delivery: Delivery) -> bool:
    receipt = delivery.receipt
    return delivery.alert.action is Action.EDIT and receipt is not None and not receipt.bundled


def _as_first_message(delivery: Delivery) -> Delivery:
    """An edit that makes good a ring that the chat missed rings."""
    alert = delivery.alert
    if delivery.receipt is not None or alert.action is Action.RING:
        return delivery
    return replace(delivery, alert=replace(alert, action=Action.RING, reason=Reason.FIRST_REPORT))


def _names(delivery: Delivery) -> dict[str, str]:
    event = delivery.alert.event
    return {"alert": f"{event.id}/{event.changes}", "chat": str(delivery.chat.ref), "reason": delivery.alert.reason}
