"""WebSub over real sockets: a hub, the callback server, the poller, the parsing child, a Valkey."""

from __future__ import annotations

import asyncio
import socket
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.feeds.catalog import Catalog
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.hubs import Hubs
from bot.feeds.parser import Parser
from bot.feeds.poller import Outcome, Polled, Poller
from bot.feeds.schedule import LATEST
from handlers.web.callback import serve_callback
from tests.fakes import wait_until
from tests.feeds.a_hub import AHub, a_hub
from tests.feeds.examples import a_feed, an_item, rss
from tests.feeds.loopback import Loopback, loopback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.model import Feed
    from bot.store import State

HEAD = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='{}' href='{}'/>"


class WallClock:
    """The wall clock, that can be set forward."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def sleep(self, pause: timedelta) -> None:
        await asyncio.sleep(pause.total_seconds())


@dataclass
class Desk:
    """A bot that polls one feed and can be reached by hubs."""

    web: Loopback
    hub: AHub
    feed: Feed
    hubs: Hubs
    poller: Poller
    clock: WallClock
    state: State
    public_url: str
    polls: list[Polled] = field(default_factory=list)
    acknowledges: bool = True

    def publish(self, *items: str, hub: str | None = None) -> bytes:
        """The outlet's feed from now on; it names the hub."""
        head = HEAD.format("hub", hub or self.hub.url) + HEAD.format("self", self.feed.url)
        body = rss(*items, head=head)
        self.web.answers("/harbour", body)
        return body

    async def work(self) -> None:
        seen: set[str] = set()
        async with aclosing(self.poller.run()) as run:
            async for polled in run:
                self.polls.append(polled)
                new = {entry.id for entry in polled.entries} - seen
                seen |= new
                if self.acknowledges:
                    await self.poller.acknowledge(polled, len(new))

    async def is_subscribed(self) -> None:
        await wait_until(lambda: self.hub.subscribers)

    def titles(self, outcome: Outcome) -> list[str]:
        return [entry.title for polled in self.polls if polled.outcome is outcome for entry in polled.entries]


@asynccontextmanager
async def a_desk(state: State, hub: AHub, *, in_header: bool = False) -> AsyncIterator[Desk]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock, public_url = WallClock(), f"http://127.0.0.1:{port}/websub"
    async with loopback() as web, Parser(children=1) as parser:
        guard = Guard((ip_network("127.0.0.1/32"),), frozenset({web.port, hub.port}))
        feed = a_feed(web.url("/harbour"), name="harbour/en")
        async with Fetcher(clock, guard=guard) as fetcher:
            hubs = Hubs(state.hubs, fetcher, clock, public_url)
            await hubs.load({feed.id: feed})
            catalog = Catalog({}, {feed.id: feed}, {})
            poller = Poller(catalog, state.feed_states, fetcher, parser, clock, hubs=hubs)
            hubs.push_to(poller)
            desk, stop = Desk(web, hub, feed, hubs, poller, clock, state, public_url), asyncio.Event()
            if in_header:
                link = f'<{hub.url}>; rel="hub", <{feed.url}>; rel="self"'
                web.answers("/harbour", rss(an_item("Old news", number=1)), Link=link)
            else:
                desk.publish(an_item("Old news", number=1))
            async with serve_callback(hubs, public_url, port), asyncio.TaskGroup() as group:
                loops = [group.create_task(desk.work()), group.create_task(hubs.run(stop))]
                try:
                    yield desk
                finally:
                    stop.set()
                    loops[0].cancel()


async def test_a_feed_that_offers_a_hub_is_subscribed_verified_and_pushed(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()

        statuses = await hub.distribute(rss(an_item("Envoy summoned", number=2)))

        assert statuses == [200]
        assert desk.titles(Outcome.PUSHED) == ["Envoy summoned"]
    (request,) = hub.asked
    assert (request["hub.mode"], request["hub.topic"]) == ("subscribe", desk.feed.url)
    assert len(request["hub.secret"]) >= 32
    kept = (await state.hubs.all())[desk.feed.id]
    assert kept.pushed is not None


async def test_a_push_is_answered_only_once_it_has_gone_the_whole_way(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        desk.acknowledges = False

        lost = await hub.distribute(rss(an_item("Envoy summoned", number=2)))
        desk.acknowledges = True
        again = await hub.distribute(rss(an_item("Envoy summoned", number=2)))

    assert (lost, again) == ([503], [200])
    assert desk.titles(Outcome.PUSHED) == ["Envoy summoned"] * 2


async def test_a_push_leaves_what_the_next_poll_asks_with(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        before = (await state.feed_states.all())[desk.feed.id]

        await hub.distribute(rss(an_item("Envoy summoned", number=2)))

        after = (await state.feed_states.all())[desk.feed.id]
    assert (after.body_hash, after.due, after.polled) == (before.body_hash, before.due, before.polled)
    assert after.entries == before.entries + 1


async def test_a_push_with_a_wrong_signature_changes_nothing_and_says_nothing(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()

        (callback,) = hub.subscribers
        statuses = await hub.distribute(rss(an_item("Forged", number=2)), secret="guess", callback=callback)

        assert statuses == [202]
        assert desk.titles(Outcome.PUSHED) == []


@pytest.mark.parametrize("method", ["sha1", "sha512"])
async def test_a_hub_may_sign_as_it_likes(state: State, method: str) -> None:
    async with a_hub(method=method) as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()

        assert await hub.distribute(rss(an_item("Envoy summoned", number=2))) == [200]


async def test_nobody_confirms_what_the_bot_did_not_ask_for(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        (callback,) = hub.subscribers

        answers = [
            await hub.question(callback, desk.feed.url, mode="unsubscribe"),
            await hub.question(callback, "https://elsewhere.example/"),
            await hub.question(f"{desk.public_url}/guess", desk.feed.url),
        ]
        pushed = await hub.distribute(rss(an_item("Forged")), secret="", callback=f"{desk.public_url}/guess")

    assert [status for status, _ in answers] == [404, 404, 404]
    assert pushed == [404]


async def test_a_push_that_is_no_feed_does_no_harm(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()

        statuses = await hub.distribute(b"<html>no feed</html>")

        assert statuses == [503]
        assert (await state.feed_states.all())[desk.feed.id].failures == 0


async def test_a_push_larger_than_a_feed_may_be_is_refused_unread(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        (callback,) = hub.subscribers

        statuses = await hub.distribute(b"x" * (11 * 1024 * 1024), secret="guess", callback=callback)

    assert statuses == [413]


async def test_a_lease_is_renewed_before_it_ends(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        desk.clock.ahead = timedelta(hours=17)

        await desk.hubs.ask_due()
        await wait_until(lambda: len(hub.asked) == 2)
        first, second = hub.asked
        lease_ends = (await state.hubs.all())[desk.feed.id].until

    assert (first["hub.secret"], first["hub.callback"]) == (second["hub.secret"], second["hub.callback"])
    assert lease_ends is not None


@pytest.mark.parametrize("ways", [{"refuses": 403}, {"refuses": 500}, {"asks_back": False}])
async def test_a_hub_that_refuses_is_asked_again_later_and_polling_goes_on(
    state: State, ways: dict[str, object]
) -> None:
    async with a_hub(**ways) as hub, a_desk(state, hub) as desk:
        await wait_until(lambda: hub.asked)
        await desk.hubs.ask_due()
        asked_at_once = len(hub.asked)
        desk.clock.ahead = timedelta(minutes=11)

        await desk.hubs.ask_due()

    assert (asked_at_once, len(hub.asked)) == (1, 2)
    assert not desk.hubs.is_trusted(desk.feed.id)


async def test_a_hub_in_a_private_network_is_never_dialled(state: State) -> None:
    async with a_hub() as hub, a_hub() as inner, a_desk(state, hub) as desk:
        desk.publish(an_item("Old news"), hub=inner.url)  # a port that the guard does not let through
        await wait_until(lambda: desk.polls)
        known = replace((await state.hubs.all())[desk.feed.id], hub=inner.url, asked=None)
        await desk.hubs._keep(known)

        await desk.hubs.ask_due()

    assert inner.asked == []


async def test_a_trusted_hub_makes_polling_a_safety_net_and_a_miss_ends_the_trust(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        await hub.distribute(rss(an_item("Envoy summoned", number=2)))
        trusted = desk.hubs.is_trusted(desk.feed.id)

        polled = await desk.poller.poll(desk.feed)  # the same bytes as before
        relaxed = (await state.feed_states.all())[desk.feed.id]
        desk.publish(an_item("Old news", number=1), an_item("Not pushed", number=3))
        missed = await desk.poller.poll(desk.feed)
        await desk.poller.acknowledge(missed, 1)

    assert trusted
    assert relaxed.due is not None
    assert relaxed.due - polled.at >= LATEST * 0.9
    assert not desk.hubs.is_trusted(desk.feed.id)


async def test_a_restart_keeps_the_subscription_unless_the_bot_has_moved(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        asked = []
        for public_url in (desk.public_url, "http://127.0.0.1:1/moved"):
            hubs = Hubs(state.hubs, desk.hubs._fetcher, desk.clock, public_url)
            await hubs.load({desk.feed.id: desk.feed})

            await hubs.ask_due()
            asked.append(len(hub.asked))

    assert asked == [1, 2]


async def test_a_feed_that_is_no_longer_listed_is_forgotten(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()

        await desk.hubs.load({})

    assert await state.hubs.all() == {}


async def test_the_link_header_offers_a_hub_as_well(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub, in_header=True) as desk:
        await desk.is_subscribed()

    assert hub.asked[0]["hub.topic"] == desk.feed.url


async def test_the_callback_server_takes_no_other_method(state: State) -> None:
    async with a_hub() as hub, a_desk(state, hub) as desk:
        await desk.is_subscribed()
        (callback,) = hub.subscribers

        async with aiohttp.ClientSession() as client, client.put(callback, data=b"x") as answer:
            status = answer.status

    assert status == 405
