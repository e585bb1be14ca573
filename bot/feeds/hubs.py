"""The doing side of WebSub: subscribes, answers hubs that ask back, and hands pushes to the poller. See `websub`."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

from bot.errors import StateAway
from bot.feeds.websub import (
    after_miss,
    after_push,
    after_start,
    asked,
    denied,
    form,
    is_active,
    is_due,
    is_signed,
    is_trusted,
    verified,
    wished,
)
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.feeds.fetch import Fetcher
    from bot.model import Feed, FeedId, HubSubscription
    from bot.ports import Clock, HubSubscriptions

_LOOK_EVERY: Final = timedelta(minutes=1)
_TOKEN_BYTES: Final = 18
_SECRET_BYTES: Final = 32

_log = log("feeds")


class TakesPushes(Protocol):
    """What is needed of the poller."""

    async def push(self, feed: FeedId, body: bytes, content_type: str) -> bool:
        """Take a body the whole way; False if that failed or takes too long."""


class Hubs:
    """All subscriptions of the bot. `public_url` is where hubs reach the callback server."""

    def __init__(self, subscriptions: HubSubscriptions, fetcher: Fetcher, clock: Clock, public_url: str) -> None:
        self._store, self._fetcher, self._clock = subscriptions, fetcher, clock
        self._public_url = public_url
        self._known: dict[FeedId, HubSubscription] = {}
        self._poller: TakesPushes | None = None
        self._stirred = asyncio.Event()

    async def load(self, feeds: Mapping[FeedId, Feed]) -> None:
        """Remember what was subscribed; feeds that are no longer listed are forgotten."""
        for feed, subscription in (await self._store.all()).items():
            if feed in feeds:
                self._known[feed] = after_start(subscription, self._public_url)
            else:
                await self._store.remove(feed)

    def push_to(self, poller: TakesPushes) -> None:
        """Where pushes go."""
        self._poller = poller

    # what the poller tells

    def is_trusted(self, feed: FeedId) -> bool:
        """Whether polling this feed may be a safety net."""
        known = self._known.get(feed)
        return known is not None and is_trusted(known, self._clock.now())

    async def seen(self, feed: Feed, hub: str, topic: str, new: int, *, pushed: bool) -> None:
        """A body of the feed has gone the whole way: it offered this hub (or none) and brought `new` entries."""
        known = self._known.get(feed.id)
        if pushed:
            if known is not None:
                await self._keep(after_push(known, self._clock.now()))
            return
        token, secret = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
        wish = wished(known, feed.id, hub, topic or feed.url, token=token, secret=secret) if hub else None
        if wish is not None:
            await self._keep(wish)
            self._stirred.set()
        elif known is not None and new and is_active(known, self._clock.now()):
            missed = after_miss(known)
            if missed is not None:
                await self._keep(missed)

    # what hubs are asked

    async def run(self, stop: asyncio.Event) -> None:
        """Subscribe and renew until `stop`."""
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(self._ask_forever())
            await stop.wait()
            asking.cancel()

    async def _ask_forever(self) -> None:
        while True:
            try:
                await self.ask_due()
            except StateAway:
                _log.warning("hubs not asked: the state is away")
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_EVERY.total_seconds()):
                    await self._stirred.wait()
            self._stirred.clear()

    async def ask_due(self) -> None:
        """Ask each hub whose time has come."""
        for subscription in list(self._known.values()):
            if is_due(subscription, self._clock.now()):
                # Remembered before it is asked: the hub may ask back before it has answered.
                await self._keep(asked(subscription, self._clock.now(), self._public_url))
                objection = await self._fetcher.ask_hub(
                    subscription.hub, form(subscription, self.callback(subscription))
                )
                count("feeds.hubs_refused" if objection else "feeds.hubs_asked")
                _log.info("hub asked", feed=subscription.feed, answer=objection or "accepted")

    def callback(self, subscription: HubSubscription) -> str:
        """Where this hub reaches us."""
        return f"{self._public_url}/{subscription.token}"

    # what hubs ask and push

    async def answer(self, token: str, query: Mapping[str, str]) -> str | None:
        """The challenge to give back, or empty where nothing is to be given back; None if we know of no such thing."""
        known = self._by_token(token)
        if known is None:
            return None
        lost = denied(known, query)
        if lost is not None:
            _log.warning("hub denies", feed=known.feed, why=query.get("hub.reason", "")[:200])
            await self._keep(lost)
            return ""
        confirmed = verified(known, query, self._clock.now())
        if confirmed is None:
            return None
        await self._keep(confirmed)
        count("feeds.hubs_verified")
        _log.info("hub verified", feed=known.feed, until=confirmed.until)
        return query["hub.challenge"]

    def expects(self, token: str) -> bool:
        """Whether a push to this address can be one of ours: asked before its body is read."""
        known = self._by_token(token)
        return known is not None and known.asked is not None

    async def take(self, token: str, signature: str, content_type: str, body: bytes) -> HTTPStatus:
        """Take a push. A wrong signature is answered like a right one (7.1), so that nobody can try secrets."""
        known = self._by_token(token)
        if known is None or self._poller is None:
            return HTTPStatus.NOT_FOUND
        if not is_signed(known, signature, body):
            count("feeds.pushes_unsigned")
            _log.warning("push ignored: not signed by the hub", feed=known.feed)
            return HTTPStatus.ACCEPTED
        if await self._poller.push(known.feed, body, content_type):
            return HTTPStatus.OK
        return HTTPStatus.SERVICE_UNAVAILABLE  # the hub tries again; so does the next poll

    def _by_token(self, token: str) -> HubSubscription | None:
        return next((s for s in self._known.values() if secrets.compare_digest(s.token, token)), None)

    async def _keep(self, subscription: HubSubscription) -> None:
        await self._store.put(subscription)
        self._known[subscription.feed] = subscription
