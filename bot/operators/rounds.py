"""The loop of the operators: looks at the bot, remembers what is wrong, and tells each operator what is new.

    watches.look -> known troubles (store) -> news.untold -> one message an operator -> Speaker -> marks (store)

What was told is marked after it was sent: a crash in between tells it twice rather than never. While the state itself
is away, troubles are kept in memory and told from there.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import SendFailed, StateAway
from bot.model import Trouble, TroubleKind
from bot.operators.news import (
    HEARTBEAT,
    begun,
    ended,
    heartbeat_is_due,
    may_end,
    spent,
    untold,
)
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from bot.model import ChatRef, KnownTrouble, Language
    from bot.operators.news import Note, Pulse
    from bot.operators.watches import Watch
    from bot.ports import Clock, Speaker, Troubles

LOOK_EVERY: Final = timedelta(seconds=15)
_TURN: Final = timedelta(seconds=45)  # three looks: a worker that died is replaced within it
_ENDING: Final = timedelta(seconds=2)
_REST: Final = timedelta(minutes=5)  # before an operator who could not be reached is tried again
_STATE: Final = f"{TroubleKind.STATE_AWAY}:state"

_log = log("operators")


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever hears of troubles, and in which language."""

    chat: ChatRef
    language: Language


@dataclass
class Memory:
    """Troubles and marks in this process: what is used while the state is away."""

    troubles: dict[str, KnownTrouble] = field(default_factory=dict)
    marks: dict[str, datetime] = field(default_factory=dict)


class Rounds:
    """Tells operators. `speakers` are this process's ways out; `words` makes the text of one message."""

    def __init__(
        self,
        *,
        troubles: Troubles,
        watches: Sequence[Watch],
        operators: Callable[[], Awaitable[list[Operator]]],
        speakers: Iterable[Speaker],
        words: Callable[[Sequence[Note], Pulse | None, Operator], str],
        pulse: Callable[[], Awaitable[Pulse]],
        clock: Clock,
        worker: str,
    ) -> None:
        self._book, self._watches, self._clock, self._worker = troubles, watches, clock, worker
        self._find_operators, self._words, self._pulse = operators, words, pulse
        self._speakers = {speaker.platform: speaker for speaker in speakers}
        self._operators: list[Operator] = []
        self._in_round = asyncio.Lock()
        self._here = Memory()
        self._is_away = False  # the state, as this round found it; it is asked once a round then
        self._absent: dict[str, datetime] = {}  # troubles that the last looks did not see, since when
        self._resting: dict[str, datetime] = {}  # operators that could not be reached, until when

    async def run(self, stop: asyncio.Event) -> None:
        """Look, remember and tell until `stop`; a round that is under way then is finished, if it takes no time."""
        async with asyncio.TaskGroup() as group:
            rounds = group.create_task(self._forever())
            await stop.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(_ENDING.total_seconds()), self._in_round:
                    rounds.cancel()
            rounds.cancel()

    async def _forever(self) -> None:
        while True:
            async with self._in_round:
                try:
                    await self.step()
                except Exception:  # noqa: BLE001  (what watches the others must outlive its own errors)
                    _log.exception("round broke")
                    count("operators.rounds_broken")
            await self._clock.sleep(LOOK_EVERY)

    async def step(self) -> None:
        """One look at everything, and what follows from it."""
        self._is_away = False
        known = await self._remembered()
        for watch in self._watches:
            if not (self._is_away and watch.reads_state):
                await self._look(watch, known)
        if not self._is_away and (away := self._here.troubles.get(_STATE)) is not None:
            await self._maybe_over(away, known)
        if self._speakers:
            await self._tell(known)

    # what is wrong

    async def _remembered(self) -> dict[str, KnownTrouble]:
        """What is known; while the state is away, what this process knows of it."""
        try:
            known = await self._book.known()
            for key in [key for key in self._here.troubles if key != _STATE]:  # the state is back
                await self._book.put(known.setdefault(key, self._here.troubles[key]))
                del self._here.troubles[key]
        except StateAway as error:
            self._note_away(error)
            return dict(self._here.troubles)
        return known | self._here.troubles

    def _note_away(self, error: StateAway) -> None:
        self._is_away = True
        trouble = Trouble(TroubleKind.STATE_AWAY, "state", str(error))
        new = begun(self._here.troubles.get(_STATE), trouble, self._clock.now())
        if new is not None:
            self._here.troubles[_STATE] = new
            _log.error("trouble", kind=trouble.kind, about=trouble.about, sentence=trouble.sentence)
        self._absent.pop(_STATE, None)

    async def _look(self, watch: Watch, known: dict[str, KnownTrouble]) -> None:
        try:
            seen = {trouble.key: trouble for trouble in await watch.look()}
        except StateAway as error:
            self._note_away(error)
            return
        now = self._clock.now()
        for key, trouble in seen.items():
            self._absent.pop(key, None)
            new = begun(known.get(key), trouble, now)
            if new is not None:
                if key not in known or known[key].over is not None:
                    _log.error("trouble", kind=trouble.kind, about=trouble.about, sentence=trouble.sentence)
                await self._keep(new, known)
        for key, each in list(known.items()):
            if key not in seen and each.trouble.kind in watch.kinds and watch.answers_for(each.trouble):
                await self._maybe_over(each, known)

    async def _maybe_over(self, each: KnownTrouble, known: dict[str, KnownTrouble]) -> None:
        now = self._clock.now()
        key = each.trouble.key
        over = ended(each, now)
        if over is not None and may_end(each.trouble, self._absent.setdefault(key, now), now):
            _log.warning("trouble over", kind=each.trouble.kind, about=each.trouble.about)
            await self._keep(over, known)

    async def _keep(self, new: KnownTrouble, known: dict[str, KnownTrouble]) -> None:
        key = new.trouble.key
        known[key] = new
        if new.trouble.kind is TroubleKind.STATE_AWAY:
            self._here.troubles[key] = new
            return
        try:
            await self._book.put(new)
            self._here.troubles.pop(key, None)
        except StateAway as error:
            self._here.troubles[key] = new
            self._note_away(error)

    # telling

    async def _tell(self, known: dict[str, KnownTrouble]) -> None:
        told = await self._may_speak()
        if told is None:
            return
        known |= self._here.troubles
        pulse = None if self._is_away else await self._due_pulse(told)
        mine = [operator for operator in self._operators if operator.chat.platform in self._speakers]
        heard = not mine
        for operator in mine:
            notes = untold(known.values(), told, str(operator.chat), self._clock.now())
            if (notes or pulse) and self._may_reach(operator):
                heard |= await self._say(operator, notes, pulse, told)
        if pulse is not None and heard:
            await self._mark([HEARTBEAT], told)
        await self._forget(known, told, mine)

    async def _may_speak(self) -> dict[str, datetime] | None:
        """What was told so far, if this worker is the one that speaks; while the state is away, each one is."""
        told: dict[str, datetime] = {}
        if not self._is_away:
            try:
                if not await self._book.take_turn(self._worker, _TURN):
                    return None
                await self._book.tell(
                    [mark for mark in self._here.marks if not mark.startswith(_STATE)], self._clock.now()
                )
                told = await self._book.told()
                self._operators = await self._find_operators()
            except StateAway as error:
                self._note_away(error)
        return told | self._here.marks

    async def _due_pulse(self, told: dict[str, datetime]) -> Pulse | None:
        """What the heartbeat says if it is time for one. A bot that starts for the first time begins to count."""
        now = self._clock.now()
        if not heartbeat_is_due(told.get(HEARTBEAT), now):
            return None
        if HEARTBEAT not in told:
            await self._mark([HEARTBEAT], told)
            return None
        return await self._pulse()

    def _may_reach(self, operator: Operator) -> bool:
        return self._resting.get(str(operator.chat), self._clock.now()) <= self._clock.now()

    async def _say(
        self, operator: Operator, notes: Sequence[Note], pulse: Pulse | None, told: dict[str, datetime]
    ) -> bool:
        name = str(operator.chat)
        try:
            await self._speakers[operator.chat.platform].say(operator.chat, self._words(notes, pulse, operator))
        except SendFailed as error:
            self._resting[name] = self._clock.now() + _REST
            _log.warning("operator not reached", operator=name, why=str(error))
            return False
        count("operators.messages")
        await self._mark([note.mark for note in notes], told)
        return True

    async def _mark(self, marks: Sequence[str], told: dict[str, datetime]) -> None:
        now = self._clock.now()
        told |= dict.fromkeys(marks, now)
        of_state = [mark for mark in marks if mark.startswith(_STATE)]
        self._here.marks |= dict.fromkeys(of_state, now)
        durable = [mark for mark in marks if mark not in of_state]
        if not durable:
            return
        try:
            await self._book.tell(durable, now)
        except StateAway as error:
            self._here.marks |= dict.fromkeys(durable, now)
            self._note_away(error)

    async def _forget(
        self, known: dict[str, KnownTrouble], told: dict[str, datetime], operators: Sequence[Operator]
    ) -> None:
        names = [str(operator.chat) for operator in operators]
        for key, marks in spent(known.values(), told, names, self._clock.now()).items():
            self._here.troubles.pop(key, None)
            self._absent.pop(key, None)
            for mark in marks:
                self._here.marks.pop(mark, None)
            with suppress(StateAway):
                await self._book.drop(key, marks)
