"""Walks: one concept each, from the bytes of a feed over HTTP to the message that a reader sees.

The parts are the real ones: the poller and its parsing children, the rules, a Valkey, the couriers, aiogram and
slack_sdk against stand-ins. Only time is quicker.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Parts, run_bot
from bot.feeds.catalog import Catalog, read_catalog
from bot.matching import Rulebook, load_rules
from bot.settings import Settings
from bot.store import State
from tests.feeds.loopback import Loopback, loopback
from tests.peers.slack import SlackPeer
from tests.peers.telegram import TelegramPeer

SPEED = 600
CATALOGUE = """
outlets:
  fjord-post:
    name: Fjord Post
    country: "NO"
    ownership: independent
    basis: invented
    domains: [fjord-post.example]
    feeds: [{id: fjord-post/en, url: "URL/fjord", language: en, checked: never}]
  oresund-wire:
    name: Oresund Wire
    country: DK
    ownership: state
    basis: invented
    domains: [oresund-wire.example]
    feeds: [{id: oresund-wire/en, url: "URL/oresund", language: en, checked: never}]
topics:
  no-dk:
    names: {en: Norway and Denmark}
    pairs: [["NO", DK]]
"""
SUMMONS = "Norway summons Danish ambassador over herring seizure"
SAME_SUMMONS = "Danish ambassador summoned to Norwegian Foreign Ministry over herring"


class QuickClock:
    """The wall clock, SPEED times as fast."""

    def __init__(self) -> None:
        self._start, self._began = datetime(2031, 3, 3, 8, 0, tzinfo=UTC), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * SPEED)

    async def sleep(self, pause: timedelta) -> None:
        await asyncio.sleep(pause.total_seconds() / SPEED)


@dataclass
class Newsroom:
    """Two invented outlets, and the bot that reads them."""

    web: Loopback
    catalog: Catalog
    rules: Rulebook
    state: State
    clock: QuickClock
    said: list[str] = field(default_factory=list)
    _items: dict[str, list[str]] = field(default_factory=lambda: {"/fjord": [], "/oresund": []})

    def publish(self, path: str, title: str, text: str = "") -> None:
        """The outlet puts an article on top of its feed."""
        items = self._items[path]
        address = f"https://{self._outlet(path)}.example/{len(items)}"
        items.insert(
            0,
            f"<item><title>{escape(title)}</title><link>{address}</link><guid>{address}</guid>"
            f"<description>{escape(text)}</description><pubDate>{format_datetime(self.clock.now())}</pubDate></item>",
        )
        self.serve(path)

    def serve(self, path: str) -> None:
        body = f"<rss version='2.0'><channel><title>x</title>{''.join(self._items[path])}</channel></rss>"
        self.web.answers(path, body.encode(), Content_Type="application/rss+xml", Cache_Control="max-age=30")

    @staticmethod
    def _outlet(path: str) -> str:
        return {"/fjord": "fjord-post", "/oresund": "oresund-wire"}[path]

    @asynccontextmanager
    async def at_work(self, settings: Settings) -> AsyncIterator[None]:
        """The bot runs while the block does, and ends calmly."""
        stop = asyncio.Event()
        parts = Parts(settings, self.catalog, self.rules, self.state, self.clock, self.said.append)
        async with asyncio.TaskGroup() as group:
            group.create_task(run_bot(parts, stop))
            try:
                yield
            finally:
                stop.set()

    async def has_polled_all(self) -> None:
        """Wait until the backlog of both feeds has been taken in."""
        await until(self._has_polled_all)

    async def has_spoken(self) -> bool:
        return bool(self.said)

    async def _has_polled_all(self) -> bool:
        return len(await self.state.feed_states.all()) == len(self.catalog.feeds)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return once the condition holds; the test's own time-out ends a vain wait."""
    while not await holds():  # noqa: ASYNC110  (the store tells nobody of its changes)
        await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return load_rules(None, tmp_path_factory.mktemp("rules"))


@pytest.fixture
async def newsroom(tmp_path: Path, state: State, rules: Rulebook) -> AsyncIterator[Newsroom]:
    async with loopback() as web:
        file = tmp_path / "feeds.yaml"
        file.write_text(CATALOGUE.replace("URL", f"http://127.0.0.1:{web.port}"))
        room = Newsroom(web, read_catalog(file), rules, state, QuickClock())
        room.publish("/fjord", "Ferry season opens in the north")
        room.publish("/oresund", "Bridge toll unchanged")
        yield room


def settings(**given: object) -> Settings:
    """Settings as given; nothing of the environment."""
    return Settings.model_construct(allow_networks=(ip_network("127.0.0.1/32"),), health_port=0, **given)


def on_telegram(peer: TelegramPeer) -> Settings:
    return settings(telegram_token=SecretStr(peer.token), telegram_api=peer.url, access="open")


def on_slack(peer: SlackPeer, channel: str) -> Settings:
    return settings(
        slack_bot_token=SecretStr(peer.bot_token),
        slack_app_token=SecretStr(peer.app_token),
        slack_api=peer.base_url,
        slack_channel=channel,
    )


async def subscribed(peer: TelegramPeer, name: str = "Leyla") -> object:
    """A reader who follows the topic."""
    reader = peer.user(name)
    peer.say(reader, "/subscribe no-dk")
    await peer.wait_for(lambda: peer.messages(reader), what="an answer to /subscribe")
    return reader


def alerts(messages: list) -> list:
    return [m for m in messages if "SUMMONED" in m.text]


async def test_an_article_rings_the_telegram_chat_that_follows_its_topic(newsroom: Newsroom) -> None:
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        reader = await subscribed(peer)
        await newsroom.has_polled_all()
        newsroom.publish("/fjord", SUMMONS)

        [alert] = await peer.wait_for(lambda: alerts(peer.messages(reader)), 20)

    assert alert.text.startswith("AMBASSADOR SUMMONED  Norway → Denmark")
    assert SUMMONS in alert.text
    assert "Fjord Post (independent)" in alert.text


async def test_a_second_outlet_grows_the_alert_and_does_not_ring(newsroom: Newsroom) -> None:
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        reader = await subscribed(peer)
        await newsroom.has_polled_all()
        newsroom.publish("/fjord", SUMMONS)
        await peer.wait_for(lambda: alerts(peer.messages(reader)), 20)
        newsroom.publish("/oresund", SAME_SUMMONS)

        await peer.wait_for(lambda: [m for m in alerts(peer.messages(reader)) if "2 independent origins" in m.text], 20)

        assert len(alerts(peer.messages(reader))) == 1


async def test_the_backlog_of_a_new_feed_never_floods(newsroom: Newsroom) -> None:
    newsroom.publish("/fjord", SUMMONS)
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        reader = await subscribed(peer)
        await newsroom.has_polled_all()
        newsroom.publish("/oresund", "Norway expels two Danish diplomats")

        await peer.wait_for(lambda: [m for m in peer.messages(reader) if "DIPLOMATS" in m.text], 20)

        assert alerts(peer.messages(reader)) == []


async def test_the_newsroom_s_slack_channel_gets_the_alert_and_its_growth(newsroom: Newsroom) -> None:
    async with SlackPeer() as peer:
        channel = peer.channel("newsroom")
        async with newsroom.at_work(on_slack(peer, channel.id)):
            await newsroom.has_polled_all()
            newsroom.publish("/fjord", SUMMONS)
            await peer.wait_for(lambda: alerts(peer.messages(channel)), 20)
            newsroom.publish("/oresund", SAME_SUMMONS)

            [alert] = await peer.wait_for(
                lambda: [m for m in alerts(peer.messages(channel)) if "2 independent origins" in m.shown_text], 20
            )

    assert SUMMONS in alert.shown_text
    assert alert.live.mentions == []


async def test_a_restart_in_the_middle_loses_nothing(newsroom: Newsroom) -> None:
    async with TelegramPeer() as peer:
        async with newsroom.at_work(on_telegram(peer)):
            reader = await subscribed(peer)
            await newsroom.has_polled_all()
        newsroom.publish("/fjord", SUMMONS)
        async with newsroom.at_work(on_telegram(peer)):
            await peer.wait_for(lambda: alerts(peer.messages(reader)), 20)
        newsroom.publish("/oresund", SAME_SUMMONS)
        async with newsroom.at_work(on_telegram(peer)):
            await peer.wait_for(lambda: [m for m in alerts(peer.messages(reader)) if "2 independent" in m.text], 20)

        assert len(alerts(peer.messages(reader))) == 1


async def test_a_group_that_becomes_a_supergroup_keeps_its_alerts(newsroom: Newsroom) -> None:
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        owner = peer.user("Leyla")
        group = peer.group("Desk", owner=owner)
        peer.say(owner, "/subscribe no-dk", group)
        await peer.wait_for(lambda: peer.messages(group))
        await newsroom.has_polled_all()
        moved = peer.migrate(group)
        newsroom.publish("/fjord", SUMMONS)

        [alert] = await peer.wait_for(lambda: alerts(peer.messages(moved)), 20)

    assert alert.text.startswith("AMBASSADOR SUMMONED")


async def test_nobody_administers_a_new_bot_so_the_terminal_prints_a_link(newsroom: Newsroom) -> None:
    async with TelegramPeer() as peer:
        closed = on_telegram(peer).model_copy(update={"access": "invite"})
        async with newsroom.at_work(closed):
            await until(newsroom.has_spoken)
            link = newsroom.said[0].split()[-1]
            first, stranger = peer.user("Leyla"), peer.user("Anton")
            peer.start(first, link.rsplit("=", 1)[1])
            await peer.wait_for(lambda: peer.messages(first))
            peer.say(stranger, "/latest")
            await peer.wait_for(lambda: peer.messages(stranger))
            peer.say(first, "/subscribe no-dk")
            await peer.wait_for(lambda: len(peer.messages(first)) > 1)

        followers = {str(chat.ref) for chat in await newsroom.state.chats.on("telegram")}

    assert link.startswith("https://t.me/tocsin_bot?start=")
    assert followers == {f"telegram:{first.id}"}
