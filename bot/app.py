"""The wiring: which parts a process has, one TaskGroup for its loops, and a calm end at SIGTERM."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from bot import watch
from bot.delivery.courier import Courier
from bot.delivery.fanout import follows
from bot.desk import Desk, Rules
from bot.duty import Terminal, build_rounds
from bot.events import Board
from bot.events.announce import Policy
from bot.events.heat import heat_of
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.hubs import Hubs
from bot.feeds.parser import Parser
from bot.feeds.poller import Outcome as PollOutcome
from bot.feeds.poller import Poller
from bot.loops import end_in_time, outlast, sleep_or_stop, unless
from bot.matching import explain
from bot.model import Chat, ChatRef, ChatSettings, Language, Platform
from bot.operators.watches import DeliveryWatch
from bot.pipeline import Pipeline
from bot.ports import Sender, Speaker
from handlers.console.sender import TERMINAL, ConsoleSender
from handlers.web.callback import serve_callback
from handlers.web.health import serve_health

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator

    from bot.events.heat import Heat
    from bot.feeds.catalog import Catalog
    from bot.feeds.poller import Polled
    from bot.matching import Rulebook
    from bot.model import Feed, Trouble
    from bot.pipeline import Outcome
    from bot.ports import Clock
    from bot.settings import Settings
    from bot.store import State

OPEN_FOR: Final = timedelta(days=14)  # events that changed since then are on the board at the start
ALIVE: Final = timedelta(minutes=2)  # a loop that did not show itself for so long makes the process unwell
_CORRECTIONS: Final = timedelta(seconds=1)  # an editor waits for the messages to change
_UNCLAIMED: Final = timedelta(seconds=20)  # between looks for what nobody claimed
_BEAT: Final = timedelta(seconds=15)
_LEASE_RENEWAL: Final = timedelta(seconds=2)
_WARM: Final = timedelta(minutes=1)  # heat is reckoned so often
ROLES: Final = ("poll", "deliver", "chat")

_log = watch.log("app")


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        """The current time, aware, UTC."""
        return datetime.now(UTC)  # noqa: TID251  (here is where `now` comes from)

    async def sleep(self, pause: timedelta) -> None:
        """Return after `pause`."""
        await asyncio.sleep(pause.total_seconds())


class Voice(Sender, Speaker, Protocol):
    """A platform's way out, for alerts and for operators."""


class Channel(Protocol):
    """A platform's front door, as the channels build it."""

    platform: Platform
    trouble: str  # one sentence for the operators while something is wrong

    @property
    def sender(self) -> Voice:
        """Its way out."""

    async def run(self, stop: asyncio.Event) -> None:
        """Answer chats until `stop`."""

    async def close(self) -> None:
        """Close the connections."""

    async def start_link(self, code: str) -> str:
        """The link, or the words, by which a person redeems a one-time code."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the loops of a process are built from."""

    settings: Settings
    catalog: Catalog
    rules: Rulebook | None  # None in a process that does not poll
    state: State
    clock: Clock
    say: Callable[[str], None]  # to the person at the terminal


async def run_bot(parts: Parts, stop: asyncio.Event, roles: Iterable[str] = ROLES) -> None:
    """Everything that the roles ask for, until `stop`. Raises StateUnusable if the state is lost or another's."""
    roles = tuple(roles)
    async with AsyncExitStack() as stack:
        desk = build_desk(parts)
        channels = build_channels(parts, desk, roles)
        for channel in channels:
            stack.push_async_callback(channel.close)
        senders: list[Sender] = [channel.sender for channel in channels]
        if not parts.settings.platforms:
            senders.append(await _terminal(parts))
        if parts.settings.slack_channel:
            newsroom = ChatRef(Platform.SLACK, parts.settings.slack_channel)
            await follow_everything(parts, newsroom, Language(parts.settings.language))
        if parts.settings.health_port and set(roles) == set(ROLES):
            await stack.enter_async_context(serve_health(parts.clock, parts.settings.health_port))
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(loop) for loop in _loops(parts, desk, channels, senders, roles, stop)]
            group.create_task(end_in_time(loops, stop))


def _loops(
    parts: Parts, desk: Desk, channels: list[Channel], senders: list[Sender], roles: Iterable[str], stop: asyncio.Event
) -> Iterator[Coroutine[None, None, None]]:
    """The loops of a process with these roles."""
    yield _beat(parts.clock, stop)
    if "poll" in roles:
        yield outlast(partial(_poll, parts, stop), stop)
        yield outlast(lambda: unless(stop, _keep_lease(parts, stop)), stop)
    delivery = DeliveryWatch([s.platform for s in senders], parts.state.troubles) if "deliver" in roles else None
    if delivery is not None:
        for sender in senders:
            yield outlast(partial(_deliver, parts, sender, delivery.tell, stop), stop)
    if "chat" in roles:
        for channel in channels:
            yield outlast(partial(channel.run, stop), stop)
        yield outlast(lambda: unless(stop, _greet(parts, desk, channels)), stop)
    rounds = build_rounds(
        parts.settings,
        parts.catalog.feeds,
        parts.state,
        parts.clock,
        channels=channels if "chat" in roles else (),
        speakers=(*(channel.sender for channel in channels), Terminal(parts.say)) if "deliver" in roles else (),
        delivery=delivery,
        is_polling="poll" in roles,
    )
    yield rounds.run(stop)


async def _deliver(parts: Parts, sender: Sender, tell: Callable[[Trouble], None], stop: asyncio.Event) -> None:
    """A courier is built anew after an outage: what the last one had in hand is claimed again."""
    await build_courier(parts, sender, tell).run(stop)


def build_desk(parts: Parts) -> Desk:
    """What the chats may ask."""
    settings, state = parts.settings, parts.state
    channel = frozenset({f"slack:{settings.slack_channel}"} if settings.slack_channel else ())
    return Desk(
        chats=state.chats,
        topics=state.topics,
        events=state.events,
        access=state.access,
        outbox=state.outbox,
        clock=parts.clock,
        house_topics=parts.catalog.topics,
        outlets=parts.catalog.outlets,
        follows=follows,
        feed_states=state.feed_states,
        daybook=state.daybook,
        claims=state.claims,
        feeds=parts.catalog.feeds,
        explain=partial(explain, rules=parts.rules) if parts.rules else None,
        rules=Rules(settings.access, settings.admins, channel),
        language=Language(settings.language),
        pacer=state.pacer,
    )


def build_channels(parts: Parts, desk: Desk, roles: Iterable[str]) -> list[Channel]:
    """A channel for each platform that has a token; none in a process that neither delivers nor answers."""
    settings, outlets, found = parts.settings, parts.catalog.outlets, list[Channel]()
    if not {"deliver", "chat"} & set(roles):
        return found
    if settings.telegram_token:
        from handlers.telegram.channel import build_telegram  # noqa: PLC0415  (aiogram costs seconds to import)

        token = settings.telegram_token.get_secret_value()
        found.append(build_telegram(token, settings.telegram_api, desk, outlets, parts.clock))
    if settings.slack_bot_token and settings.slack_app_token:
        from handlers.slack.channel import build_slack  # noqa: PLC0415  (slack_bolt is not needed elsewhere)

        tokens = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
        found.append(build_slack(*tokens, settings.slack_api, desk, outlets, parts.clock))
    return found


def build_courier(parts: Parts, sender: Sender, tell: Callable[[Trouble], None] = lambda _: None) -> Courier:
    """The courier of a platform; `tell` hears what operators should know."""
    state = parts.state
    return Courier(
        sender=sender,
        outbox=state.outbox,
        chats=state.chats,
        topics=state.topics,
        house_topics=parts.catalog.topics,
        events=state.events,
        clock=parts.clock,
        worker=state.worker,
        outlets=parts.catalog.outlets,
        pacer=state.pacer,
        tell=tell,
        most_rings=parts.settings.rings_an_hour,
    )


async def build_pipeline(parts: Parts) -> Pipeline:
    """The pipeline, with the open events on its board."""
    if parts.rules is None:
        raise ValueError("a process that polls needs the rules")
    board = Board()
    board.load(await parts.state.events.open_since(parts.clock.now() - OPEN_FOR))
    return Pipeline(
        rules=parts.rules,
        outlets=parts.catalog.outlets,
        board=board,
        seen=parts.state.seen,
        events=parts.state.events,
        clock=parts.clock,
        policy=policy_of(parts.settings),
    )


def policy_of(settings: Settings) -> Policy:
    """What the house set about ringing."""
    minutes = settings.unclaimed_after
    return Policy(unclaimed_after=timedelta(minutes=minutes) if minutes else None)


@asynccontextmanager
async def build_poller(parts: Parts, heat: Callable[[Feed], float] = lambda _: 0.0) -> AsyncIterator[Poller]:
    """The poller, its connections, its parsing children, and the server for hubs if the bot can be reached."""
    settings = parts.settings
    guard = Guard(settings.allow_networks)
    async with Fetcher(parts.clock, contact=settings.contact, guard=guard) as fetcher, Parser() as parser:
        if settings.public_url is None:
            yield Poller(parts.catalog, parts.state.feed_states, fetcher, parser, parts.clock, heat=heat)
            return
        hubs = Hubs(parts.state.hubs, fetcher, parts.clock, settings.public_url)
        poller = Poller(parts.catalog, parts.state.feed_states, fetcher, parser, parts.clock, heat=heat, hubs=hubs)
        async with _reachable(parts, hubs, poller):
            yield poller


@asynccontextmanager
async def _reachable(parts: Parts, hubs: Hubs, poller: Poller) -> AsyncIterator[None]:
    """Hubs are asked, answered and listened to while the block runs."""
    settings, over = parts.settings, asyncio.Event()
    await hubs.load(parts.catalog.feeds)
    hubs.push_to(poller)
    port, host = settings.callback_port, settings.callback_host
    async with serve_callback(hubs, settings.public_url or "", port, host), asyncio.TaskGroup() as group:
        group.create_task(hubs.run(over))
        try:
            yield
        finally:
            over.set()


class Warmth:
    """How hot each feed is by what has rung lately."""

    def __init__(self, parts: Parts, pipeline: Pipeline) -> None:
        self._parts, self._pipeline = parts, pipeline
        self._heat: Heat | None = None
        self._until: datetime | None = None

    def __call__(self, feed: Feed) -> float:
        """0.0 cold to 1.0 hot."""
        now = self._parts.clock.now()
        if self._heat is None or self._until is None or now >= self._until:
            self._heat, self._until = heat_of(self._pipeline.open_events(), now), now + _WARM
        return self._heat.of(feed.id, self._parts.catalog.outlets[feed.outlet].country)


async def take_polls(poller: Poller, pipeline: Pipeline, stop: asyncio.Event) -> None:
    """Take every poll the whole way, until `stop`."""
    async with aclosing(poller.run()) as polls:
        async for polled in polls:
            await take_poll(polled, poller, pipeline)
            if stop.is_set():
                return


async def take_poll(polled: Polled, poller: Poller, pipeline: Pipeline) -> list[Outcome]:
    """Take what one poll brought the whole way, and acknowledge it when that is durable."""
    if polled.outcome is PollOutcome.SAME:
        await pipeline.confirm(polled.feed.id, None)
    if polled.brought is None:
        return []
    outcomes = await pipeline.take(polled.entries, first_poll=polled.first_poll)
    if polled.outcome is not PollOutcome.PUSHED:  # a push lists a part of its feed
        await pipeline.confirm(polled.feed.id, polled.entries)
    await poller.acknowledge(polled, len(outcomes))
    return outcomes


async def _poll(parts: Parts, stop: asyncio.Event) -> None:
    pipeline = await build_pipeline(parts)
    async with build_poller(parts, Warmth(parts, pipeline)) as poller:
        # What was not acknowledged is polled again at the next start; nothing is lost by stopping here.
        works = take_polls(poller, pipeline, stop), _correct(parts, pipeline, stop), _call(parts, pipeline, stop)
        await unless(stop, *works)


async def _correct(parts: Parts, pipeline: Pipeline, stop: asyncio.Event) -> None:
    """Carry out what editors put right."""
    while not stop.is_set():
        await pipeline.correct_all(parts.state.daybook)
        await sleep_or_stop(_CORRECTIONS, stop)


async def _call(parts: Parts, pipeline: Pipeline, stop: asyncio.Event) -> None:
    """Ring once more for what nobody claimed, where the house wants that."""
    while not stop.is_set():
        if parts.settings.unclaimed_after:
            await pipeline.call_unclaimed(parts.state.claims)
        await sleep_or_stop(_UNCLAIMED, stop)


async def _keep_lease(parts: Parts, stop: asyncio.Event) -> None:
    """Renew the right to write the archive. Raises NotTheOwner once another worker has taken it over."""
    while not stop.is_set():
        await parts.state.lease.take()
        await sleep_or_stop(_LEASE_RENEWAL, stop)


async def _greet(parts: Parts, desk: Desk, channels: list[Channel]) -> None:
    """Where nobody administers the bot yet, print how to become the first administrator."""
    for channel in channels:
        code = await desk.first_code()
        if code is None:
            return
        link = await channel.start_link(code)
        parts.say(f"Nobody administers this bot yet. Whoever opens this first does (it works once):\n\n    {link}\n")


async def _terminal(parts: Parts) -> Sender:
    """The terminal as the one channel: it follows every topic of the house."""
    parts.say("No token is set, so alerts appear here; see the README for Telegram and Slack. Ctrl-C ends.\n")
    await follow_everything(parts, TERMINAL, Language(parts.settings.language))
    return ConsoleSender(parts.catalog.outlets, parts.clock)


async def follow_everything(parts: Parts, ref: ChatRef, language: Language) -> None:
    """Let a chat that the bot does not know yet follow all topics of the house; what it changes later stays."""
    if await parts.state.chats.get(ref) is None:
        topics = tuple(parts.catalog.topics)
        await parts.state.chats.put(Chat(ref, ChatSettings(language=language), topics, since=parts.clock.now()))


async def _beat(clock: Clock, stop: asyncio.Event) -> None:
    while not stop.is_set():
        watch.heartbeats.beat("loop", clock.now(), within=ALIVE)
        await sleep_or_stop(_BEAT, stop)
