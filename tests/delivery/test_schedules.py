"""The promises of delivery as invariants over random schedules: crashes, refusals of every kind, replays, set clocks.

Each schedule follows from its seed, which a failure names. `pytest -m chaos` runs 1,000 of them, `-m soak` 10,000.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery.courier import Courier
from bot.errors import ChannelBroken, ChatGone, ChatMoved, MessageGone, MessageRefused, TryLater, Unsure
from bot.model import Action, Alert, ChatRef, Delivery, Event, EventId, Platform, Reason, Receipt
from bot.store import State
from bot.store.connect import Server
from tests.delivery.couriers import a_courier
from tests.fakes import FakeClock, a_chat, a_ref, an_alert, an_event, changed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CHATS = 4
HOUR = timedelta(hours=1)


class Crash(BaseException):
    """The process dies here."""


@dataclass(slots=True)
class UnrulySender:
    """A platform on which everything goes wrong that can, while `unruly`."""

    dice: random.Random
    clock: FakeClock
    platform: Platform = Platform.TELEGRAM
    unruly: bool = True
    roots: Counter[tuple[str, EventId]] = field(default_factory=Counter)  # first messages of an event in a chat
    replies: Counter[tuple[str, EventId, int]] = field(default_factory=Counter)
    shown: dict[tuple[str, EventId], int] = field(default_factory=dict)  # the change that the newest message shows
    removed: Counter[tuple[str, EventId]] = field(default_factory=Counter)  # messages that somebody removed
    moved: set[str] = field(default_factory=set)
    backward: list[str] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> Receipt:
        """Perhaps fail, perhaps arrive, perhaps both."""
        fault = self.dice.choice(FAULTS) if self.unruly and self.dice.random() < 0.35 else None
        self._refuse(fault, delivery)
        receipt = self._arrive(delivery)
        if fault == "unsure after":
            raise Unsure("reset after the request was sent")
        if fault == "crash after":
            raise Crash
        return receipt

    async def find(self, _delivery: Delivery) -> Receipt | None:
        """This platform cannot tell."""
        return None

    def _refuse(self, fault: str | None, delivery: Delivery) -> None:
        """Fail before anything arrives, if the fault is of that kind."""
        chat = delivery.chat.ref
        if fault == "crash before":
            raise Crash
        if fault == "move" and chat.id not in self.moved and not chat.id.startswith("10"):
            self.moved.add(chat.id)
            raise ChatMoved("upgraded", a_ref(f"10{chat.id}"))
        if chat.id in self.moved:
            raise ChatMoved("upgraded", a_ref(f"10{chat.id}"))
        if fault == "message gone" and delivery.receipt is not None:
            self.removed[same(chat), delivery.alert.event.id] += 1
            raise MessageGone("message to edit not found")
        if fault == "refused" and not delivery.plain:
            raise MessageRefused("can't parse entities")
        if (refusal := REFUSALS.get(fault or "")) is not None:
            raise refusal()

    def _arrive(self, delivery: Delivery) -> Receipt:
        event, chat, old = delivery.alert.event, delivery.chat.ref, delivery.receipt
        name = same(chat), event.id
        if old is None:
            self.roots[name] += 1
        elif delivery.alert.action is Action.RING:
            self.replies[*name, event.changes] += 1
        if self.shown.get(name, -1) > event.changes and old is not None:
            self.backward.append(f"{name} from {self.shown[name]} to {event.changes}")
        self.shown[name] = max(event.changes, self.shown.get(name, -1))
        message = old.message if old is not None else f"m{self.roots.total()}"
        return Receipt(chat, event.id, message, event.changes, self.clock.now())


REFUSALS = {
    "later": lambda: TryLater("429", timedelta(seconds=30)),
    "soon": lambda: TryLater("429", timedelta(seconds=2)),
    "5xx": lambda: TryLater("502"),
    "all later": lambda: TryLater("429", timedelta(seconds=5), whole_platform=True),
    "unsure before": lambda: Unsure("time-out"),
    "gone": lambda: ChatGone("403"),
    "broken": lambda: ChannelBroken("401"),
}
FAULTS = [*REFUSALS, "unsure after", "crash before", "crash after", "message gone", "refused", "move"]


def same(chat: ChatRef) -> str:
    """One name for a chat before and after its move."""
    return chat.id.removeprefix("10")


@dataclass(slots=True)
class Schedule:
    """One run: what the newsroom does, what the world does, in an order that the seed decides."""

    state: State
    dice: random.Random
    clock: FakeClock
    sender: UnrulySender
    courier: Courier
    events: list[Event] = field(default_factory=list)
    announced: list[Alert] = field(default_factory=list)
    starts: int = 0
    ahead: int = 0  # hours by which the clock was set forward, less those by which it was set back

    @classmethod
    async def begin(cls, state: State, seed: int) -> Schedule:
        dice, clock = random.Random(seed), FakeClock()
        sender = UnrulySender(dice, clock)
        for number in range(CHATS):
            await state.chats.put(a_chat(number))
        schedule = cls(state, dice, clock, sender, courier=None)  # type: ignore[arg-type]
        schedule.start()
        return schedule

    def start(self) -> None:
        """A new process, after the first or after a crash."""
        self.starts += 1
        self.courier = a_courier(
            self.state, self.sender, self.clock, worker=f"start-{self.starts}", settling=timedelta(seconds=5)
        )

    async def go(self, turns: int) -> None:
        """So many things happen."""
        for _ in range(turns):
            await self.dice.choice(self._turns())()

    def _turns(self) -> list[Callable[[], Awaitable[None]]]:
        """What may come next; the work of the courier is as frequent as half of all else."""
        often = [self.new_event, self.change, self.wait]
        return [*often, *often, self.replay, self.set_clock, *[self.work] * 4]

    async def new_event(self) -> None:
        event = an_event(f"event-{len(self.events)}", at=self.clock.now())
        self.events.append(event)
        await self.announce(an_alert(event))

    async def change(self) -> None:
        if not self.events:
            return
        n = self.dice.randrange(len(self.events))
        event = self.events[n] = changed(self.events[n], changed=self.clock.now())
        rings = self.dice.random() < 0.3
        action, reason = (Action.RING, Reason.CONFIRMED) if rings else (Action.EDIT, Reason.ANOTHER_OUTLET)
        await self.announce(an_alert(event, action=action, reason=reason))

    async def announce(self, alert: Alert) -> None:
        self.announced.append(alert)
        for _ in range(self.dice.choice([1, 1, 2])):  # a crash between the write and the seen mark repeats it
            await self.state.events.commit(alert.event, alert)

    async def work(self) -> None:
        try:
            for _ in range(self.dice.randint(1, 4)):
                await self.courier.step()
        except Crash:
            self.start()

    async def wait(self) -> None:
        self.clock.advance(timedelta(seconds=self.dice.choice([0.5, 3, 10, 60, 600])))

    async def replay(self) -> None:
        """The feed gives something again, and the marks of what was seen are lost: it is stored once more."""
        for alert in self.dice.sample(self.announced, min(3, len(self.announced))):
            await self.state.events.commit(alert.event, alert)

    async def set_clock(self) -> None:
        """Somebody sets the clock forward by an hour, or back, or puts it right."""
        hours = self.dice.choice([-1, 1]) if self.ahead == 0 else -self.ahead
        self.ahead += hours
        self.clock.advance(hours * HOUR)

    async def calm(self) -> None:
        """Nothing goes wrong any more, and there is all the time in the world."""
        self.sender.unruly = False
        self.start()
        for span in [timedelta(seconds=1)] * 120 + [HOUR] * 60:
            while await self.courier.step():
                pass
            self.clock.advance(span)

    async def broken_promises(self) -> list[str]:
        """What was promised and not kept."""
        dead = {
            (same(letter.delivery.chat.ref), letter.delivery.alert.event.id)
            for letter in await self.state.outbox.dead(Platform.TELEGRAM)
        }
        served = {same(chat.ref) for chat in await self.state.chats.on(Platform.TELEGRAM)}
        wrong = [f"shown backward: {what}" for what in self.sender.backward]
        for chat in served:
            for event in self.events:
                wrong += self._broken_for((chat, event.id), event, dead)
        wrong += [f"reply {name}: {n} copies" for name, n in self.sender.replies.items() if n > 2]
        return wrong

    def _broken_for(self, name: tuple[str, EventId], event: Event, dead: set[tuple[str, EventId]]) -> list[str]:
        wrong = []
        if name not in self.sender.shown and name not in dead:
            wrong.append(f"{name} is lost")
        elif self.sender.shown.get(name) != event.changes and name not in dead and not self.sender.removed[name]:
            wrong.append(f"{name} shows {self.sender.shown[name]} of {event.changes}")
        if self.sender.roots[name] > 2 + self.sender.removed[name]:
            wrong.append(f"{name} came {self.sender.roots[name]} times")
        return wrong


async def run(state: State, seed: int) -> list[str]:
    schedule = await Schedule.begin(state, seed)
    await schedule.go(turns=60)
    await schedule.calm()
    return await schedule.broken_promises()


async def test_whatever_happens_the_promises_hold(state: State, server: Server) -> None:
    for _ in range(6):
        seed = random.randrange(10**9)
        await clean(state, server)

        assert await run(state, seed) == [], f"seed {seed}"


@pytest.mark.timeout(6 * 3600)
@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(1000), marks=pytest.mark.chaos, id="1000"),
        pytest.param(range(1000, 10_000), marks=pytest.mark.soak, id="10000"),
    ],
)
async def test_the_promises_hold_in_many_schedules(state: State, server: Server, seeds: range) -> None:
    for seed in seeds:
        await clean(state, server)

        assert await run(state, seed) == [], f"seed {seed}"


async def clean(state: State, server: Server) -> None:
    """An empty server, and the right to write it."""
    await server.ask("FLUSHALL")
    state.lease.number = 0
    state.outbox._next_note.clear()
    await state.lease.take()
