"""When to subscribe at a hub, and what to believe of what calls itself a hub. Pure.

Source: WebSub, W3C Recommendation of 2018; numbers in brackets are its sections.

    wished        a feed offers a hub: the subscription to have
    is_due        ask the hub now: never asked, not answered, or the lease nears its end
    form          what the hub is asked (5.1)
    verified      the hub asks back whether we meant it (5.3); only what we asked for is confirmed
    is_signed     whether a push is the hub's (7.1)
    is_trusted    whether polling may slow down to a safety net

Polling never stops: a hub that missed an entry is not trusted until it pushes again.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import HubSubscription

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.model import FeedId

LEASE_WISHED: Final = timedelta(days=7)
_LONGEST_LEASE: Final = timedelta(days=30)  # a hub that promises more is asked again after that all the same
_RENEW_AT: Final = 2 / 3  # of the lease
_FIRST_PAUSE: Final = timedelta(minutes=10)  # before a hub that did not answer, or refused, is asked again
_LONGEST_PAUSE: Final = timedelta(days=1)
_METHODS: Final = ("sha256", "sha384", "sha512", "sha1")  # 7.1 names four; the hub chooses
_LONGEST_ADDRESS: Final = 2_000


def wished(
    known: HubSubscription | None, feed: FeedId, hub: str, topic: str, *, token: str, secret: str
) -> HubSubscription | None:
    """The subscription to have at this hub; None if that is the known one. Another hub or topic gets a new one.

    `token` makes the callback's address that nobody guesses (5.1), `secret` signs the pushes; both are fresh.
    """
    if known is not None and (known.hub, known.topic) == (hub, topic):
        return None
    if not _is_web(hub) or not _is_web(topic):
        return None
    return HubSubscription(feed, hub, topic, token, secret)


def is_due(subscription: HubSubscription, now: datetime) -> bool:
    """Whether to ask the hub now."""
    if subscription.asked is not None and now < subscription.asked + _pause(subscription.refusals):
        return False
    if subscription.verified is None or subscription.until is None:
        return True
    return now >= subscription.verified + (subscription.until - subscription.verified) * _RENEW_AT


def form(subscription: HubSubscription, callback: str) -> dict[str, str]:
    """The fields of the request."""
    return {
        "hub.mode": "subscribe",
        "hub.topic": subscription.topic,
        "hub.callback": callback,
        "hub.lease_seconds": str(int(LEASE_WISHED.total_seconds())),
        "hub.secret": subscription.secret,
    }


def asked(subscription: HubSubscription, now: datetime, reached_at: str = "") -> HubSubscription:
    """After the hub was asked: until it asks back, that counts as a refusal."""
    return replace(subscription, asked=now, refusals=subscription.refusals + 1, reached_at=reached_at)


def after_start(subscription: HubSubscription, reached_at: str) -> HubSubscription:
    """The subscription as it is when the bot starts; hubs that know another address of the bot are asked anew."""
    if subscription.reached_at == reached_at:
        return subscription
    return replace(subscription, asked=None, refusals=0, verified=None, until=None)


def verified(subscription: HubSubscription, query: Mapping[str, str], now: datetime) -> HubSubscription | None:
    """The subscription that the hub's question confirms; None if we did not ask for that.

    Nobody but we ends a subscription: `unsubscribe` is never confirmed.
    """
    if query.get("hub.mode") != "subscribe" or query.get("hub.topic") != subscription.topic:
        return None
    if subscription.asked is None or not query.get("hub.challenge"):
        return None
    lease = _lease(query.get("hub.lease_seconds", ""))
    return replace(subscription, verified=now, until=now + lease, refusals=0)


def denied(subscription: HubSubscription, query: Mapping[str, str]) -> HubSubscription | None:
    """The subscription after the hub said that there is none (5.2); None if it said no such thing."""
    if query.get("hub.mode") != "denied" or query.get("hub.topic") != subscription.topic:
        return None
    return replace(subscription, verified=None, until=None)


def is_signed(subscription: HubSubscription, signature: str, body: bytes) -> bool:
    """Whether `X-Hub-Signature` ("sha256=...") was made of this body with our secret."""
    method, _, given = signature.strip().partition("=")
    if method.lower() not in _METHODS or not given.isascii():
        return False
    made = hmac.new(subscription.secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(made, given.strip().lower())


def is_active(subscription: HubSubscription, now: datetime) -> bool:
    """Whether the hub pushes to us, by its own word."""
    return subscription.verified is not None and subscription.until is not None and now < subscription.until


def is_trusted(subscription: HubSubscription, now: datetime) -> bool:
    """Whether the hub has shown that it pushes, and has missed nothing since."""
    return is_active(subscription, now) and subscription.pushed is not None and not subscription.missed


def after_push(subscription: HubSubscription, now: datetime) -> HubSubscription:
    """A push has gone the whole way."""
    return replace(subscription, pushed=now, missed=False)


def after_miss(subscription: HubSubscription) -> HubSubscription | None:
    """A poll found what the hub had not pushed; None if that is known already."""
    return None if subscription.missed else replace(subscription, missed=True)


def _lease(written: str) -> timedelta:
    seconds = int(written[:9]) if written.isascii() and written.isdigit() else 0
    return min(timedelta(seconds=seconds) if seconds else LEASE_WISHED, _LONGEST_LEASE)


def _pause(refusals: int) -> timedelta:
    return min(_FIRST_PAUSE * (1 << min(max(refusals - 1, 0), 10)), _LONGEST_PAUSE)


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://")) and len(address) <= _LONGEST_ADDRESS
