"""The loop, over a real server, a real fetcher and a real child; only the clock is set by hand."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest

from bot.errors import StateUnusable
from bot.feeds.answers import Failure
from bot.feeds.catalog import Catalog
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.parser import Parser
from bot.feeds.poller import Outcome, Polled, Poller
from bot.feeds.schedule import News, Notice
from bot.model import Feed, FeedState
from tests.feeds.examples import NOW, KeptStates, SetClock, a_feed, an_item, rss
from tests.feeds.loopback import Loopback, Request, loopback, response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.feeds.parse import ParsedFeed

MINUTE = timedelta(minutes=1)


class Desk:
    """A poller with all that it needs, and what it told the operators."""

    def __init__(self, server: Loopback, poller: Poller, states: KeptStates, clock: SetClock) -> None:
        self.server, self.poller, self.states, self.clock = server, poller, states, clock
        self.told: list[Notice] = []

    async def take(self, polls: int, *, acknowledge: bool = True) -> list[Polled]:
        """So many polls; each that brought something is acknowledged, all of it as new."""
        return await self.take_until(lambda taken: len(taken) == polls, acknowledge=acknowledge)

    async def take_until(self, enough: Callable[[list[Polled]], bool], *, acknowledge: bool = True) -> list[Polled]:
        """Polls until there are enough of them."""
        taken: list[Polled] = []
        async with aclosing(self.poller.run()) as run:
            async for polled in run:
                taken.append(polled)
                if acknowledge:
                    await self.poller.acknowledge(polled, len(polled.entries))
                if enough(taken):
                    return taken
        raise AssertionError("the poller has ended")


@asynccontextmanager
async def a_desk(*feeds: str, states: KeptStates | None = None) -> AsyncIterator[Desk]:
    """Feeds of these names, served at /NAME."""
    kept, clock, told = states or KeptStates(), SetClock(), []

    async def tell(notice: Notice) -> None:
        told.append(notice)

    async with loopback() as server, Parser(children=1) as parser:
        listed = [a_feed(server.url(f"/{name}"), name=f"{name}/en") for name in feeds]
        guard = Guard((ip_network("127.0.0.1/32"),), frozenset({server.port}))
        async with Fetcher(clock, guard=guard) as fetcher:
            poller = Poller(catalog_of(*listed), kept, fetcher, parser, clock, tell=tell)
            desk = Desk(server, poller, kept, clock)
            desk.told = told
            # Simulated hours must not pass while a real answer is under way.
            clock.held = lambda: bool(poller._in_hand)
            yield desk


def catalog_of(*feeds: Feed) -> Catalog:
    return Catalog({}, {feed.id: feed for feed in feeds}, {})


async def test_a_poll_brings_the_entries_and_an_acknowledged_one_leaves_a_state() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss(an_item("Envoy summoned")), ETag='"v1"')

        (polled,) = await desk.take(1)

    state = desk.states.kept[polled.feed.id]
    assert ([entry.title for entry in polled.entries], polled.first_poll) == (["Envoy summoned"], True)
    assert (state.etag, state.entries, state.polled) == ('"v1"', 1, NOW)
    assert state.body_hash
    assert state.due is not None
    assert state.due > NOW


async def test_the_next_poll_asks_with_the_validators_and_304_brings_nothing() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss(an_item()), ETag='"v1"')
        await desk.take(1)
        desk.server.answers("/harbour", status="304 Not Modified")

        (polled,) = await desk.take(1)

    assert desk.server.asked[-1].headers["If-None-Match"] == '"v1"'
    assert (polled.outcome, polled.entries) == (Outcome.SAME, ())


async def test_a_body_of_the_same_bytes_is_not_parsed_again() -> None:
    class CountingParser:
        calls = 0

        async def parse(self, body: bytes, content_type: str, feed: Feed, seen: object) -> ParsedFeed:
            self.calls += 1
            return await real.parse(body, content_type, feed, seen)  # type: ignore[arg-type]

    async with a_desk("harbour") as desk:
        real, counting = desk.poller._parser, CountingParser()
        desk.poller._parser = counting  # type: ignore[assignment]
        desk.server.answers("/harbour", rss(an_item()))

        polls = await desk.take(3)

    assert [polled.outcome for polled in polls] == [Outcome.BROUGHT, Outcome.SAME, Outcome.SAME]
    assert counting.calls == 1


async def test_only_the_first_acknowledged_poll_is_the_first() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss(an_item()))
        (lost,) = await desk.take(1, acknowledge=False)
        (first,) = await desk.take(1)
        desk.server.answers("/harbour", rss(an_item(), an_item("Second", number=2)))
        (second,) = await desk.take(1)

    assert [lost.first_poll, first.first_poll, second.first_poll] == [True, True, False]


async def test_an_empty_first_poll_makes_the_next_one_news() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss())
        await desk.take(1)
        desk.server.answers("/harbour", rss(an_item()))

        (polled,) = await desk.take(1)

    assert (len(polled.entries), polled.first_poll) == (1, False)


async def test_what_was_not_acknowledged_comes_again_within_the_run() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss(an_item()))

        polls = await desk.take(3, acknowledge=False)

    assert [len(polled.entries) for polled in polls] == [1, 1, 1]
    assert polls[1].at - polls[0].at >= MINUTE
    assert desk.states.kept == {}


async def test_what_was_not_acknowledged_comes_again_after_a_restart() -> None:
    states = KeptStates()
    for _ in range(2):
        async with a_desk("harbour", states=states) as desk:
            desk.server.answers("/harbour", rss(an_item()), ETag='"v1"')

            (polled,) = await desk.take(1, acknowledge=False)

            assert len(polled.entries) == 1
            assert "If-None-Match" not in desk.server.asked[0].headers


@pytest.mark.parametrize(
    "play", [("404 Not Found", b""), ("200 OK", b"<html>Are you human?</html>"), ("200 OK", b""), ("500 Oh", b"x")]
)
async def test_one_feeds_failure_does_not_stop_the_others(play: tuple[str, bytes]) -> None:
    async with a_desk("broken", "harbour") as desk:
        desk.server.answers("/broken", play[1], play[0])
        desk.server.answers("/harbour", rss(an_item()))

        polls = await desk.take_until(lambda taken: {polled.feed.id for polled in taken} == {"broken/en", "harbour/en"})

    outcomes = {(polled.feed.id, polled.outcome) for polled in polls}
    assert ("harbour/en", Outcome.BROUGHT) in outcomes
    assert {outcome for feed, outcome in outcomes if feed == "broken/en"} == {Outcome.FAILED}


async def test_a_slow_feed_does_not_hold_up_the_others() -> None:
    async with a_desk("slow", "harbour") as desk:
        release = asyncio.Event()
        desk.clock.held = lambda: False  # time passes although one answer is outstanding

        async def play(_: Request, out: asyncio.StreamWriter) -> None:
            await release.wait()
            out.write(response(rss(an_item())))

        desk.server.plays["/slow"] = play
        desk.server.answers("/harbour", rss(an_item()))

        polls = await desk.take(3)

    assert {polled.feed.id for polled in polls} == {"harbour/en"}


async def test_many_hosts_that_hang_do_not_hold_up_one_that_answers() -> None:
    async def hang(_: Request, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(loopback()) for _ in range(25)]
        for server in servers:
            server.plays["/feed"] = hang
        servers[-1].answers("/feed", rss(an_item()))
        feeds = [a_feed(server.url(), name=f"f{number}/en") for number, server in enumerate(servers)]
        clock, states = SetClock(), KeptStates()
        guard = Guard((ip_network("127.0.0.1/32"),))
        fetcher = await stack.enter_async_context(Fetcher(clock, guard=guard))
        parser = await stack.enter_async_context(Parser(children=1))
        poller = Poller(catalog_of(*feeds), states, fetcher, parser, clock)

        polls = await Desk(servers[-1], poller, states, clock).take(5)

    assert {polled.feed.id for polled in polls} == {"f24/en"}


async def test_operators_hear_of_a_dark_feed_once_and_of_its_return() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", rss(an_item()))
        await desk.take(1)
        desk.server.answers("/harbour", b"", "503 Service Unavailable")
        failed = await desk.take(12)
        desk.server.answers("/harbour", rss(an_item(), an_item("Second", number=2)))
        await desk.take(1)

    assert [notice.news for notice in desk.told] == [News.DARK, News.BACK]
    assert desk.told[0].sentence == "the server answers 503 Service Unavailable"
    assert failed[-1].at - failed[0].at > 30 * MINUTE


async def test_operators_hear_of_a_wall_by_its_name() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", b"", "403 Forbidden")
        await desk.take(12)

    assert [notice.news for notice in desk.told] == [News.WALLED]


async def test_a_moved_feed_is_followed_and_its_new_address_asked_from_then_on() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", b"", "301 Moved Permanently", Location="/new")
        desk.server.answers("/new", rss(an_item()))

        await desk.take(2)

    assert [request.path for request in desk.server.asked] == ["/harbour", "/new", "/new"]
    assert [notice.news for notice in desk.told] == [News.MOVED]


async def test_a_redirect_to_a_page_that_is_no_feed_is_not_remembered() -> None:
    async with a_desk("harbour") as desk:
        desk.server.answers("/harbour", b"", "301 Moved Permanently", Location="/login")
        desk.server.answers("/login", b"<html>Log in</html>")

        await desk.take(2)

    assert [request.path for request in desk.server.asked] == ["/harbour", "/login"] * 2


async def test_a_host_that_asks_for_a_pause_gets_it_for_all_its_feeds() -> None:
    async with a_desk("one", "two") as desk:
        for name in ("one", "two"):
            desk.server.answers(f"/{name}", b"", "429 Too Many Requests", Retry_After="1800")

        polls = await desk.take(4)

    assert polls[2].at - polls[1].at >= 30 * MINUTE


async def test_whatever_breaks_over_one_feed_the_others_are_polled_on() -> None:
    class Breaking:
        async def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Failure:
            if "broken" in url:
                raise ZeroDivisionError(etag + last_modified)
            return Failure("no answer")

    broken, harbour = a_feed("https://broken.example/", name="broken/en"), a_feed()
    clock, states = SetClock(), KeptStates()
    async with Parser() as parser:
        poller = Poller(catalog_of(broken, harbour), states, Breaking(), parser, clock)
        polls = await Desk(Loopback(), poller, states, clock).take(6)

    assert {polled.feed.id for polled in polls} == {"broken/en", "harbour/en"}
    assert {polled.outcome for polled in polls} == {Outcome.FAILED}


async def test_a_store_that_cannot_be_trusted_stops_the_loop() -> None:
    class LostStates(KeptStates):
        async def put(self, state: FeedState) -> None:
            raise StateUnusable(f"the engine is gone ({state.feed})")

    async with a_desk("harbour", states=LostStates()) as desk:
        desk.server.answers("/harbour", b"", "404 Not Found")

        with pytest.raises(StateUnusable):
            await desk.take(1)


async def test_leaving_the_loop_ends_every_poll() -> None:
    async with a_desk(*(f"f{n}" for n in range(20))) as desk:
        started = asyncio.Event()

        async def play(_: Request, __: asyncio.StreamWriter) -> None:
            started.set()
            await asyncio.sleep(3600)

        desk.server.plays = {f"/f{n}": play for n in range(20)}
        desk.server.answers("/f0", rss(an_item()))
        before = asyncio.all_tasks()

        await desk.take(1)

        left = {task for task in asyncio.all_tasks() - before if "_poll_safely" in repr(task)}
    assert left == set()
