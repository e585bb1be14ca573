"""The deliveries that wait in this process, in the order in which they go: pure, with `now` as an argument.

The most severe go first, the oldest first within a severity. One chat gets one at a time, in that order; a chat that
must wait holds up no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final

from bot.model import Action
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.model import ChatRef, Delivery, EventId

_SET_BACK: Final = timedelta(seconds=1)  # more than a clock is trimmed by


@dataclass(frozen=True, slots=True)
class Item:
    """A delivery and what must be told when it is settled."""

    delivery: Delivery
    alert_ticket: str | None = None  # it came with a claimed alert ...
    later_ticket: str | None = None  # ... or was postponed before
    more_tickets: tuple[str, ...] = ()  # of what comes in the same message
    counted: bool = False  # the flood guard has let it through

    @property
    def chat(self) -> ChatRef:
        """Where it goes; the threads of a chat take turns."""
        return replace(self.delivery.chat.ref, thread="")


_Place = tuple[int, float, int, int]  # severity, time of the alert, change of the event, order of arrival


@dataclass(slots=True)
class _Queue:
    """What waits for one chat."""

    waiting: list[tuple[_Place, Item]] = field(default_factory=list)
    newest: dict[EventId, int] = field(default_factory=dict)  # the last change of each event that waits here
    in_hand: bool = False
    ready: datetime | None = None  # not before then

    def is_superseded(self, item: Item) -> bool:
        alert = item.delivery.alert
        return alert.action is Action.EDIT and self.newest.get(alert.event.id, 0) > alert.event.changes


class Line:
    """Deliveries waiting for their turn. `dropped` is called with an edit that a later change made needless."""

    def __init__(self, dropped: Callable[[Item], None] = lambda _: None) -> None:
        self._queues: dict[ChatRef, _Queue] = {}
        self._ready: list[tuple[_Place, ChatRef]] = []
        self._sleeping: list[tuple[datetime, int, ChatRef]] = []
        self._held: datetime | None = None
        self._now = datetime.min.replace(tzinfo=UTC)
        self._arrivals = count()
        self._dropped = dropped
        self._size = 0

    def __len__(self) -> int:
        """How many wait; those in hand are not counted."""
        return self._size

    def put(self, item: Item) -> None:
        """One more at its place."""
        queue = self._queues.setdefault(item.chat, _Queue())
        event = item.delivery.alert.event
        place = (-severity(event.kind), item.delivery.alert.at.timestamp(), event.changes, next(self._arrivals))
        heappush(queue.waiting, (place, item))
        queue.newest[event.id] = max(event.changes, queue.newest.get(event.id, 0))
        self._size += 1
        if not queue.in_hand and queue.ready is None:
            heappush(self._ready, (place, item.chat))

    def take(self, now: datetime) -> Item | None:
        """The next delivery, now in hand until `free`; None if none may go now."""
        if now + _SET_BACK < self._now:
            self._end_waits()
        self._now = now
        if self._held is not None and now < self._held:
            return None
        self._held = None
        self._wake(now)
        while self._ready:
            place, chat = heappop(self._ready)
            queue = self._queues.get(chat)
            if queue is None or queue.in_hand or queue.ready is not None or not queue.waiting:
                continue  # an entry that a later one made stale
            if queue.waiting[0][0] != place:
                continue
            item = self._pop(queue)
            if item is None:
                self._line_up(chat, queue)
                continue
            queue.in_hand = True
            return item
        return None

    def free(self, item: Item, until: datetime | None = None, *, again: Item | None = None) -> None:
        """The chat may have its next one, not before `until`; `again` goes back to wait."""
        queue = self._queues[item.chat]
        queue.in_hand, queue.ready = False, until
        if until is not None:
            heappush(self._sleeping, (until, next(self._arrivals), item.chat))
        if again is not None:
            self.put(again)
        if until is None:
            self._line_up(item.chat, queue)

    def hold(self, until: datetime) -> None:
        """Nothing goes to any chat before then."""
        self._held = max(until, self._held) if self._held is not None else until

    def next_time(self) -> datetime | None:
        """When something may go that may not go now, as far as it is known; None: nothing waits for a time."""
        times = [self._sleeping[0][0]] if self._sleeping else []
        if self._held is not None:
            return max(self._held, *times) if times and not self._ready else self._held
        return times[0] if times else None

    def _end_waits(self) -> None:
        """The clock was set back, and what waited for its times would wait as much longer; pauses are asked anew."""
        self._held = None
        if self._sleeping:
            self._wake(max(until for until, *_ in self._sleeping))

    def _wake(self, now: datetime) -> None:
        while self._sleeping and self._sleeping[0][0] <= now:
            until, _, chat = heappop(self._sleeping)
            queue = self._queues.get(chat)
            if queue is not None and queue.ready == until:
                queue.ready = None
                self._line_up(chat, queue)

    def _pop(self, queue: _Queue) -> Item | None:
        """The chat's first; None if it was an edit that is needless by now."""
        _, item = heappop(queue.waiting)
        self._size -= 1
        if queue.is_superseded(item):
            self._dropped(item)
            return None
        return item

    def _line_up(self, chat: ChatRef, queue: _Queue) -> None:
        if queue.in_hand or queue.ready is not None:
            return
        if queue.waiting:
            heappush(self._ready, (queue.waiting[0][0], chat))
        else:
            del self._queues[chat]
