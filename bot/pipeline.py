"""The way of one item, and the only place that knows the order of the stages.

    poller    -> entries             bot.feeds       what an outlet published
    seen      -> new entries         bot.store       what has not gone this way before
    matching  -> matches             bot.matching    who did what to whom, and the sentence that says so
    board     -> changes             bot.events      which open event that belongs to, or a new one
    announce  -> verdict -> alert    bot.events      ring, edit or rest, with the reason
    events    <- change and alert    bot.store       one atomic write; from here on nothing is lost
    seen      <- mark                bot.store       last of all, so that a crash repeats and never skips

    daybook   -> correction -> events    what editors put right goes the same last steps; see `correct`
    claims    -> a grave event that nobody took -> events    rings once more; see `call_unclaimed`
    outbox    -> courier -> sender   bot.delivery    one delivery a chat; see courier.py

It decides nothing: it asks the store, hands values to the deciding rooms, and stores what they answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.events import amend, announce
from bot.events.growth import lead_report
from bot.matching import find_matches
from bot.model import Action, Alert, Reason, Verdict
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.events import Board, Change
    from bot.matching import Rulebook
    from bot.model import Entry, Event, EventId, FeedId, Match, Note, Outlet, OutletId
    from bot.ports import Claims, Clock, Daybook, Events, Seen

_log = log("pipeline")


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one match: its change, the verdict on it, and the alert if it made one."""

    change: Change
    verdict: Verdict
    alert: Alert | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry. `steps` are empty if it matched nothing; the most severe act comes first."""

    entry: Entry
    matches: tuple[Match, ...]
    steps: tuple[Step, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict on its most severe act."""
        return self.steps[0].verdict if self.steps else Verdict(Action.NONE, Reason.NO_EVENT)


class Pipeline:
    """Takes entries the whole way to the outbox. One instance writes at a time: it holds the lease of the board."""

    def __init__(
        self,
        *,
        rules: Rulebook,
        outlets: Mapping[OutletId, Outlet],
        board: Board,
        seen: Seen,
        events: Events,
        clock: Clock,
        policy: announce.Policy | None = None,
    ) -> None:
        self._rules, self._outlets, self._board = rules, outlets, board
        self._seen, self._events, self._clock = seen, events, clock
        self._policy = policy or announce.Policy()
        self._turn = asyncio.Lock()  # an item and a correction never change the same event at once

    def open_events(self) -> Sequence[Event]:
        """What is on the board, the event changed longest ago first."""
        return self._board.events()

    async def take(self, entries: Sequence[Entry], *, first_poll: bool = False) -> list[Outcome]:
        """Take what a poll brought the whole way; gives what became of each new entry, in order."""
        new = await self._seen.unseen(entries)
        outcomes = [await self.take_one(entry, first_poll=first_poll) for entry in new]
        await self._seen.mark(new)
        return outcomes

    async def confirm(self, feed: FeedId, listed: Sequence[Entry] | None, *, first_poll: bool = False) -> list[Step]:
        """Let out what was held until a further poll of its feed still lists it; `listed` None: the same body."""
        now = self._clock.now()
        ids = None if listed is None else [entry.id for entry in listed]
        async with self._turn:
            changes = self._board.confirm_held(feed, now, ids)
            return [await self._decide_and_store(change, now, first_poll=first_poll) for change in changes]

    async def take_one(self, entry: Entry, *, first_poll: bool = False) -> Outcome:
        """Take one entry from its words to the outbox."""
        now = self._clock.now()
        matches = find_matches(entry, self._rules)
        async with self._turn:
            changes = self._board.place_all(entry, matches, self._outlets, now)
            steps = [await self._decide_and_store(change, now, first_poll=first_poll) for change in changes]
        count("entries")
        count("matches", len(matches))
        return Outcome(entry, matches, tuple(steps))

    async def _decide_and_store(self, change: Change, now: datetime, *, first_poll: bool) -> Step:
        verdict = announce.decide(change, now, self._policy, first_poll=first_poll)
        ladder = self._board.rung(change.after.source, change.after.target, now, also=change.after)
        event, alert = announce.alert_of(change, verdict, ladder, now)
        await self._events.commit(event, alert)
        self._board.keep(event)
        count(f"verdict.{verdict.action}")
        _log.info(
            "event",
            id=event.id, kind=event.kind, source=event.source, target=event.target, action=verdict.action,
            reason=verdict.reason, outlet=change.report.outlet, entry=change.report.entry,
        )  # fmt: skip
        return Step(change, verdict, alert)

    async def call_unclaimed(self, claims: Claims) -> list[Alert]:
        """Ring once more for what is grave and claimed by nobody, where the policy asks for it; gives the alerts."""
        now, rung = self._clock.now(), list[Alert]()
        async with self._turn:
            for event in self._board.events():
                if announce.unclaimed(event, None, now, self._policy) is None:
                    continue  # most are not due, whoever claimed them
                verdict = announce.unclaimed(event, await claims.get(event.id), now, self._policy)
                if verdict is not None:
                    rung.append(await self._call_again(event, verdict, now))
        return rung

    async def _call_again(self, event: Event, verdict: Verdict, now: datetime) -> Alert:
        ladder = self._board.rung(event.source, event.target, now, also=event)
        alert = announce.called_again(event, verdict, lead_report(event, self._outlets).entry, ladder, now)
        await self._events.commit(alert.event, alert)
        self._board.keep(alert.event)
        count(f"verdict.{verdict.action}")
        _log.info("called again", id=event.id, kind=event.kind, reason=verdict.reason)
        return alert

    async def correct_all(self, daybook: Daybook) -> int:
        """Carry out the corrections that wait, oldest first, and tell how many; a repeat after a crash is harmless."""
        waiting = await daybook.waiting()
        for note in waiting:
            await self.correct(note)
            await daybook.done(note.id)
        return len(waiting)

    async def correct(self, note: Note) -> list[Alert]:
        """Carry out what an editor put right; every message that was sent of it follows by a silent edit.

        Nothing is done about an event that is no longer known, or if it was done before.
        """
        async with self._turn:
            event = await self._event(note.event)
            other = await self._event(note.other)
            now = self._clock.now()
            changed = amend.corrected(note, event, other, self._outlets, now) if event else ()
            return [await self._amend(each, now) for each in changed]

    async def _event(self, event: EventId | None) -> Event | None:
        """As the board has it, else as it was stored."""
        if event is None:
            return None
        return self._board.get(event) or await self._events.get(event)

    async def _amend(self, event: Event, now: datetime) -> Alert:
        told = replace(event, changes=event.changes + 1)
        ladder = self._board.rung(told.source, told.target, now, also=told)
        alert = Alert(told, Action.EDIT, Reason.AMENDED_BY_DESK, now, told.reports[0].entry, ladder)
        await self._events.commit(told, alert)
        self._board.keep(told)
        count("corrections")
        _log.info("corrected", id=told.id, false_alarm=told.false_alarm, merged_into=told.merged_into or "")
        return alert
