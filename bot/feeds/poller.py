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


class Outcome(StrEnum):
    """What a poll came to."""

    BROUGHT = "brought"  # a body with other bytes than the last one; acknowledge it
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
    ) -> None:
        self._feeds, self._store = list(catalog.feeds.values()), states
        self._fetcher, self._parser, self._clock = fetcher, parser, clock
        self._tell, self._heat = tell, heat
        self._states: dict[FeedId, FeedState] = {}
        self._resting: dict[str, datetime] = {}  # hosts that asked for a pause, until when
        self._in_hand: set[FeedId] = set()  # being polled, or not yet done with by the one who iterates

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

    async def acknowledge(self, polled: Polled, new: int) -> None:
        """Store that the entries of this poll have gone the whole way; `new` of them had not been seen before."""
        if polled.brought is None:
            return
        before, got = self._state(polled.feed), polled.brought
        heat = self._heat(polled.feed)
        after = after_body(before, got.body, got.body_hash, got.parsed, new=new, now=polled.at, heat=heat)
        await self._keep(before, after)
        self._in_hand.discard(polled.feed.id)
        count("feeds.entries_new", new)

    async def poll(self, feed: Feed) -> Polled:
        """One poll of one feed, now. Raises StateUnusable, and nothing for what the feed does."""
        state, now = self._state(feed), self._clock.now()
        count("feeds.polls")
        answer = await self._fetcher.fetch(state.url or feed.url, etag=state.etag, last_modified=state.last_modified)
        if isinstance(answer, Failure):
            return await self._failed(feed, state, answer, now)
        if isinstance(answer, Unchanged):
            return await self._same(feed, after_same(state, now, max_age=answer.max_age, heat=self._heat(feed)), now)
        body_hash = blake2b(answer.body, digest_size=16).hexdigest()
        if body_hash == state.body_hash:
            after = after_same(state, now, body=answer, max_age=answer.max_age, heat=self._heat(feed))
            return await self._same(feed, after, now)
        try:
            parsed = await self._parser.parse(answer.body, answer.content_type, feed, now)
        except ParseFailed as error:
            return await self._failed(feed, state, Failure(str(error)), now)
        brought = Brought(answer, body_hash, parsed)
        return Polled(feed, now, Outcome.BROUGHT, first_poll=not state.body_hash, brought=brought)

    def _begin_due(self, polls: set[asyncio.Task[Polled]]) -> None:
        now = self._clock.now()
        free = [feed for feed in self._feeds if feed.id not in self._in_hand]
        for feed in due_feeds(free, self._states, now, self._resting)[: _AT_ONCE - len(polls)]:
            self._in_hand.add(feed.id)
            polls.add(_start(self._poll_safely(feed)))

    async def _next_done(self, polls: set[asyncio.Task[Polled]]) -> list[Polled]:
        """Polls that ended; empty if none did before another feed became due."""
        now = self._clock.now()
        free = [feed for feed in self._feeds if feed.id not in self._in_hand]
        pause = max(next_due(free, self._states, now, self._resting) - now, _BREATH)
        pause = pause if len(polls) < _AT_ONCE else timedelta(hours=1)
        alarm = _start(self._clock.sleep(pause))
        try:
            done, _ = await asyncio.wait({alarm, *polls}, return_when=asyncio.FIRST_COMPLETED)
        finally:
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

    async def _poll_safely(self, feed: Feed) -> Polled:
        try:
            return await self.poll(feed)
        except StateUnusable:
            raise
        except Exception:  # noqa: BLE001
            # The one broad except of this loop: whatever one feed brings about, the others are polled on.
            now = self._clock.now()
            _log.exception("poll broke", feed=feed.id)
            count("feeds.polls_broken")
            self._states[feed.id] = replace(self._state(feed), due=now + _AGAIN)
            return Polled(feed, now, Outcome.FAILED)

    async def _failed(self, feed: Feed, state: FeedState, failure: Failure, now: datetime) -> Polled:
        count("feeds.polls_failed")
        _log.info("poll failed", feed=feed.id, why=failure.sentence, failures=state.failures + 1)
        if failure.retry_after:
            self._resting[host_of(state.url or feed.url)] = now + min(failure.retry_after, _AGAIN * 60)
        await self._keep(state, after_failure(state, failure, now))
        return Polled(feed, now, Outcome.FAILED)

    async def _same(self, feed: Feed, after: FeedState, now: datetime) -> Polled:
        count("feeds.polls_same")
        await self._keep(self._state(feed), after)
        return Polled(feed, now, Outcome.SAME)

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
