"""Each happening rings once, however often feeds give its items, wherever the bot dies, whatever marks are lost.

By the real way from an entry to the outbox: rules, board, archive, marks of what was seen.
Each run follows from its seed, which a failure names.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.events import Board
from bot.matching import Rulebook, load_rules
from bot.model import Action, Alert, Entry, FeedId, Language, OutletId, Platform
from bot.pipeline import Pipeline
from bot.store import State
from bot.store.connect import Server
from tests.delivery.test_schedules import clean
from tests.fakes import FakeClock, an_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOUR = timedelta(hours=1)
STORIES = [  # each happening, as two outlets tell it
    ("Azerbaijani police detain two Russian journalists in Baku", "Two Russian journalists detained in Azerbaijan"),
    ("Norway summons the Danish ambassador", "Danish ambassador summoned in Norway"),
    ("Lithuania expels Belarusian military attache", "Belarusian military attache expelled by Lithuania"),
]


class Crash(BaseException):
    """The process dies here."""


@dataclass(slots=True)
class DyingSeen:
    """The marks of what was seen; now and then the process dies just before, or in the midst of, setting them."""

    state: State
    dice: random.Random
    dies: bool = True

    async def unseen(self, entries: Sequence[Entry]) -> list[Entry]:
        return await self.state.seen.unseen(entries)

    async def mark(self, entries: Iterable[Entry]) -> None:
        marked = list(entries)
        if self.dies and marked and self.dice.random() < 0.5:
            await self.state.seen.mark(marked[: self.dice.randrange(len(marked))])
            raise Crash
        await self.state.seen.mark(marked)


@dataclass
class Newsroom:
    """Outlets whose feeds grow, and a bot that polls them."""

    state: State
    server: Server
    rules: Rulebook
    dice: random.Random
    clock: FakeClock = field(default_factory=FakeClock)
    published: list[Entry] = field(default_factory=list)
    ahead: int = 0
    crashes: int = 0

    def __post_init__(self) -> None:
        self.seen = DyingSeen(self.state, self.dice)

    async def start(self) -> None:
        """A new process reads the open events."""
        board = Board()
        board.load(await self.state.events.open_since(self.clock.now() - 48 * HOUR))
        self.pipeline = Pipeline(
            rules=self.rules, outlets={}, board=board, seen=self.seen, events=self.state.events, clock=self.clock
        )

    async def poll(self) -> None:
        """A feed gives some of what it ever gave, in any order."""
        listed = self.dice.sample(self.published, self.dice.randint(0, len(self.published)))
        try:
            await self.pipeline.take(listed)
        except Crash:
            self.crashes += 1
            await self.start()

    async def lose_marks(self) -> None:
        for key in await self.server.ask("KEYS", "*:seen:*"):
            await self.server.ask("DEL", key)

    async def set_clock(self) -> None:
        hours = self.dice.choice([-1, 1]) if self.ahead == 0 else -self.ahead
        self.ahead += hours
        self.clock.advance(hours * HOUR)

    async def wait(self) -> None:
        self.clock.advance(timedelta(minutes=self.dice.randint(1, 10)))

    async def retouch(self) -> None:
        """An outlet changes the summary of what it published: its mark no longer holds."""
        n = self.dice.randrange(len(self.published))
        entry = self.published[n]
        self.published[n] = replace(entry, summary=f"{entry.summary} Updated.")

    async def go(self, turns: int) -> list[Alert]:
        """So many turns, then a calm poll of everything; gives what is in the outbox."""
        await self.start()
        waiting = [(outlet, n) for n in range(len(STORIES)) for outlet in (0, 1)]
        for turn in range(turns):
            if waiting and turn % 4 == 0:
                self.published.append(self._entry(*waiting.pop(self.dice.randrange(len(waiting)))))
            acts = [self.poll, self.poll, self.poll, self.wait, self.set_clock, self.lose_marks, self.retouch]
            await self.dice.choice(acts)()
        self.seen.dies = False
        await self.start()
        await self.pipeline.take(self.published)
        claimed = await self.state.outbox.claim(Platform.TELEGRAM, "w", 1000, timedelta(0))
        return [alert for _, alert in claimed]

    def _entry(self, outlet: int, story: int) -> Entry:
        now = self.clock.now()
        name = OutletId(f"example-{outlet}")
        return an_entry(
            10 * outlet + story, title=STORIES[story][outlet], summary="", feed=FeedId(f"{name}/en"), outlet=name,
            language=Language("en"), url=f"https://{name}.test/{story}", published=now, seen=now,
        )  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return load_rules(languages=frozenset({"en"}))


async def broken_promises(room: Newsroom, alerts: list[Alert]) -> list[str]:
    rings = Counter(alert.event.kind for alert in alerts if alert.action is Action.RING)
    stored = {event.id: event for event in await room.state.events.latest(100)}
    reported = Counter(report.entry for event in stored.values() for report in event.reports)
    changes = Counter((alert.event.id, alert.event.changes) for alert in alerts)
    shown = {alert.event.id for alert in alerts}
    return [
        *(f"{kind} rang {n} times" for kind, n in rings.items() if n != 1),
        *(f"{event.kind} was never told" for event in stored.values() if event.id not in shown),
        *(f"{entry.title}: in {reported[entry.id]} events" for entry in room.published if reported[entry.id] != 1),
        *(f"change {name} stands in the outbox {n} times" for name, n in changes.items() if n != 1),
        *([f"{len(stored)} events"] if len(stored) != len(STORIES) else []),
    ]


async def test_each_happening_rings_once_however_often_its_items_come(
    state: State, server: Server, rules: Rulebook
) -> None:
    crashes = 0
    for _ in range(12):
        seed = random.randrange(10**9)
        await clean(state, server)
        room = Newsroom(state, server, rules, random.Random(seed))

        alerts = await room.go(turns=40)

        assert await broken_promises(room, alerts) == [], f"seed {seed}"
        crashes += room.crashes
    assert crashes > 0
