"""The polling loop: asks each feed when it is due and hands on what it brought. It decides nothing (see `schedule`).

A body's state is stored by `acknowledge`, after the pipeline made durable what came of its entries: a crash in between
makes the next poll bring them again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from bot.errors import ParseFailed, StateUnusable
from bot.feeds.answers import Answer, Body, Failure, Unchanged
from bot.feeds.schedule import (
    after_body,
    after_failure,
    after_push,
    after_same,
    due_feeds,
    host_of,
    next_due,
    notices,
    state_of,
)
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
    from datetime import datetime

    from bot.feeds.catalog import Catalog
    from bot.feeds.parse import Oddity, ParsedFeed
    from bot.feeds.schedule import Notice
    from bot.model import Entry, Feed, FeedId, FeedState
    from bot.ports import Clock, FeedStates

_AT_ONCE: Final = 64  # polls under way or waiting to be handed on; as many hosts may hang without holding up others
_AGAIN: Final = timedelta(minutes=1)  # after a poll that was not acknowledged, or that met an error of our own
_PUSH_WITHIN: Final = timedelta(seconds=10)  # hubs wait about so long; then the next poll brings what was pushed
_PUSHES_WAITING: Final = 64
_BREATH: Final = timedelta(milliseconds=20)  # a pause between two looks at the clock is never shorter

_log = log("feeds")
_Result = TypeVar("_Result")


class Fetches(Protocol):
    """What the poller needs of a Fetcher."""

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """What the server answers; never raises for anything that it does."""


class Parses(Protocol):
    """What the poller needs of a Parser."""

    async def parse(self, body: bytes, content_type: str, feed: Feed, seen: datetime) -> ParsedFeed:
        """The entries of a body; raises ParseFailed."""


class Hubs(Protocol):
    """What the poller tells the hubs' side, and asks of it."""

    def is_trusted(self, feed: FeedId) -> bool:
        """Whether polling this feed may be a safety net."""

    async def seen(self, feed: Feed, hub: str, topic: str, new: int, *, pushed: bool) -> None:
        """A body has gone the whole way: it offered this hub (or none) and brought `new` entries."""


class Outcome(StrEnum):
    """What a poll came to."""

    BROUGHT = "brought"  # a body with other bytes than the last one; acknowledge it
    PUSHED = "pushed"  # a hub's push, perhaps a part of the feed; acknowledge it
    SAME = "same"  # 304, or the same bytes
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Brought:
    """A parsed body that waits for its acknowledgement."""

    body: Body
    body_hash: str
    parsed: ParsedFeed


@dataclass(frozen=True, slots=True)
class Polled:
    """One poll. `entries` are oldest first; `first_poll` if nothing was ever acknowledged of this feed."""

    feed: Feed
    at: datetime
    outcome: Outcome
    first_poll: bool = False
    brought: Brought | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the feed holds now; seen ones among them."""
        return self.brought.parsed.entries if self.brought else ()

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """What was unusual about the body."""
        return self.brought.parsed.oddities if self.brought else ()


@dataclass(frozen=True, slots=True, eq=False)
class _Push:
    """A push on its way; `done` becomes whether it was acknowledged."""

    feed: Feed
    body: Body
    done: asyncio.Future[bool]


async def _log_notice(notice: Notice) -> None:
    _log.warning("feed", feed=notice.feed, news=notice.news, sentence=notice.sentence)


class Poller:
    """Polls all feeds of the catalogue. `tell` brings news of feeds to the operators; `heat` is 0.0 to 1.0 a feed."""

    def __init__(
        self,
        catalog: Catalog,
        states: FeedStates,
        fetcher: Fetches,
        parser: Parses,
        clock: Clock,
        *,
        tell: Callable[[Notice], Awaitable[None]] = _log_notice,
        heat: Callable[[Feed], float] = lambda _: 0.0,
        hubs: Hubs | None = None,
    ) -> None:
        self._feeds, self._store = list(catalog.feeds.values()), states
        self._fetcher, self._parser, self._clock = fetcher, parser, clock
        self._tell, self._heat, self._hubs = tell, heat, hubs
        self._states: dict[FeedId, FeedState] = {}
        self._resting: dict[str, datetime] = {}  # hosts that asked for a pause, until when
        self._in_hand: set[FeedId] = set()  # being polled, or not yet done with by the one who iterates
        self._pushes: list[_Push] = []  # waiting for their feed to be free
        self._pushed: dict[FeedId, _Push] = {}  # in hand
        self._stirred = asyncio.Event()

    async def run(self) -> AsyncGenerator[Polled]:
        """Every poll as it ends, without end. Iterate it within `contextlib.aclosing`.

        A poll that BROUGHT something is to be acknowledged before the next one is asked for; else it is repeated.
        """
        self._states = await self._store.all()
        polls: set[asyncio.Task[Polled]] = set()
        try:
            while True:
                self._begin_due(polls)
                for polled in await self._next_done(polls):
                    yield polled
                    self._let_go(polled)
        finally:
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)
            self._in_hand.clear()

    async def push(self, feed: FeedId, body: bytes, content_type: str) -> bool:
        """Take a hub's push the way of a poll's body; whether it was acknowledged in time."""
        known = next((one for one in self._feeds if one.id == feed), None)
        if known is None or len(self._pushes) >= _PUSHES_WAITING:
            return False
        push = _Push(known, Body(body, content_type), asyncio.get_running_loop().create_future())
        self._pushes.append(push)
        self._stirred.set()
        try:
            async with asyncio.timeout(_PUSH_WITHIN.total_seconds()):
                return await push.done
        except TimeoutError:
            return False
        finally:
            if push in self._pushes:
                self._pushes.remove(push)

    async def acknowledge(self, polled: Polled, new: int) -> None:
        """Store that the entries of this poll have gone the whole way; `new` of them had not been seen before."""
        if polled.brought is None:
            return
        before, got, pushed = self._state(polled.feed), polled.brought, polled.outcome is Outcome.PUSHED
        if self._hubs is not None:
            hub, topic = got.body.hub or got.parsed.hub, got.body.topic or got.parsed.topic
            await self._hubs.seen(polled.feed, hub, topic, 0 if polled.first_poll else new, pushed=pushed)
        if pushed:
            after = after_push(before, new=new, now=polled.at)
        else:
            after = after_body(
                before,
                got.body,
                got.body_hash,
                got.parsed,
                new=new,
                now=polled.at,
                heat=self._heat(polled.feed),
                pushed=self._is_pushed(polled.feed),
            )
        await self._keep(before, after)
        self._in_hand.discard(polled.feed.id)
        self._answer_push(polled.feed.id, acknowledged=True)
        count("feeds.entries_new", new)

    async def poll(self, feed: Feed) -> Polled:
        """One poll of one feed, now. Raises StateUnusable, and nothing for what the feed does."""
        state, now = self._state(feed), self._clock.now()
        count("feeds.polls")
        answer = await self._fetcher.fetch(state.url or feed.url, etag=state.etag, last_modified=state.last_modified)
        if isinstance(answer, Failure):
            return await self._failed(feed, state, answer, now)
        if isinstance(answer, Unchanged):
            return await self._unchanged(feed, state, None, answer.max_age, now)
        body_hash = blake2b(answer.body, digest_size=16).hexdigest()
        if body_hash == state.body_hash:
            return await self._unchanged(feed, state, answer, answer.max_age, now)
        try:
            parsed = await self._parser.parse(answer.body, answer.content_type, feed, now)
        except ParseFailed as error:
            return await self._failed(feed, state, Failure(str(error)), now)
        brought = Brought(answer, body_hash, parsed)
        return Polled(feed, now, Outcome.BROUGHT, first_poll=not state.body_hash, brought=brought)

    def _begin_due(self, polls: set[asyncio.Task[Polled]]) -> None:
        self._begin_pushed(polls)
        now = self._clock.now()
        free = [feed for feed in self._feeds if feed.id not in self._in_hand]
        for feed in due_feeds(free, self._states, now, self._resting)[: _AT_ONCE - len(polls)]:
            self._in_hand.add(feed.id)
            polls.add(_start(self._poll_safely(feed)))

    def _begin_pushed(self, polls: set[asyncio.Task[Polled]]) -> None:
        """Pushes go first: their news is fresh. A feed's push waits until its poll is done with."""
        self._stirred.clear()
        for push in self._pushes.copy():
            if push.feed.id not in self._in_hand and len(polls) < _AT_ONCE:
                self._pushes.remove(push)
                self._in_hand.add(push.feed.id)
                self._pushed[push.feed.id] = push
                polls.add(_start(self._poll_safely(push.feed, push.body)))

    async def _next_done(self, polls: set[asyncio.Task[Polled]]) -> list[Polled]:
        """Polls that ended; empty if none did before another feed became due."""
        now = self._clock.now()
        free = [feed for feed in self._feeds if feed.id not in self._in_hand]
        pause = max(next_due(free, self._states, now, self._resting) - now, _BREATH)
        pause = pause if len(polls) < _AT_ONCE else timedelta(hours=1)
        alarms: set[asyncio.Task[Any]] = {_start(self._clock.sleep(pause)), _start(self._stirred.wait())}
        try:
            done, _ = await asyncio.wait({*alarms, *polls}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for alarm in alarms:
                alarm.cancel()
        ended = [poll for poll in polls if poll in done]
        polls.difference_update(ended)
        return [poll.result() for poll in ended]

    def _let_go(self, polled: Polled) -> None:
        """Whoever iterates is done with this poll; one that was not acknowledged is repeated soon."""
        feed = polled.feed
        if polled.brought is not None and feed.id in self._in_hand:
            self._states[feed.id] = replace(self._state(feed), due=self._clock.now() + _AGAIN)
        self._in_hand.discard(feed.id)
        self._answer_push(feed.id, acknowledged=False)

    def _answer_push(self, feed: FeedId, *, acknowledged: bool) -> None:
        push = self._pushed.pop(feed, None)
        if push is not None and not push.done.done():
            push.done.set_result(acknowledged)

    async def _poll_safely(self, feed: Feed, pushed: Body | None = None) -> Polled:
        try:
            return await (self.poll(feed) if pushed is None else self._read_push(feed, pushed))
        except StateUnusable:
            raise
        except Exception:  # noqa: BLE001
            # The one broad except of this loop: whatever one feed brings about, the others are polled on.
            now = self._clock.now()
            _log.exception("poll broke", feed=feed.id)
            count("feeds.polls_broken")
            self._states[feed.id] = replace(self._state(feed), due=now + _AGAIN)
            return Polled(feed, now, Outcome.FAILED)

    async def _read_push(self, feed: Feed, body: Body) -> Polled:
        """What a push holds; one that cannot be read says nothing of the feed itself."""
        now = self._clock.now()
        count("feeds.pushes_read")
        try:
            parsed = await self._parser.parse(body.body, body.content_type, feed, now)
        except ParseFailed as error:
            _log.warning("push not read", feed=feed.id, why=str(error))
            return Polled(feed, now, Outcome.FAILED)
        first_poll = not self._state(feed).body_hash
        return Polled(feed, now, Outcome.PUSHED, first_poll=first_poll, brought=Brought(body, "", parsed))

    async def _failed(self, feed: Feed, state: FeedState, failure: Failure, now: datetime) -> Polled:
        count("feeds.polls_failed")
        _log.info("poll failed", feed=feed.id, why=failure.sentence, failures=state.failures + 1)
        if failure.retry_after:
            self._resting[host_of(state.url or feed.url)] = now + min(failure.retry_after, _AGAIN * 60)
        await self._keep(state, after_failure(state, failure, now))
        return Polled(feed, now, Outcome.FAILED)

    async def _unchanged(
        self, feed: Feed, state: FeedState, body: Body | None, max_age: timedelta | None, now: datetime
    ) -> Polled:
        count("feeds.polls_same")
        heat, pushed = self._heat(feed), self._is_pushed(feed)
        await self._keep(state, after_same(state, now, body=body, max_age=max_age, heat=heat, pushed=pushed))
        return Polled(feed, now, Outcome.SAME)

    def _is_pushed(self, feed: Feed) -> bool:
        return self._hubs is not None and self._hubs.is_trusted(feed.id)

    async def _keep(self, before: FeedState, after: FeedState) -> None:
        """Tell first, store then: news that is told twice after a crash is better than news that is lost."""
        for notice in notices(before, after):
            await self._tell(notice)
        await self._store.put(after)
        self._states[after.feed] = after

    def _state(self, feed: Feed) -> FeedState:
        return state_of(feed, self._states)


def _start(work: Coroutine[Any, Any, _Result]) -> asyncio.Task[_Result]:
    # A TaskGroup cannot hold tasks across the yields of `run` (PEP 789); its `finally` waits for them instead.
    return asyncio.create_task(work)  # noqa: TID251
