"""WebSub, decided: when to ask a hub, what to confirm, what to believe."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.feeds.websub import (
    after_miss,
    after_push,
    asked,
    denied,
    form,
    is_due,
    is_signed,
    is_trusted,
    verified,
    wished,
)
from bot.model import FeedId, HubSubscription
from tests.feeds.examples import NOW

MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))
FEED, HUB, TOPIC = FeedId("harbour/en"), "https://hub.example/", "https://harbour.example/rss"
NEW = HubSubscription(FEED, HUB, TOPIC, "token", "secret")
ASKED = asked(NEW, NOW)
QUESTION = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "abc", "hub.lease_seconds": "86400"}
ACTIVE = replace(ASKED, verified=NOW, until=NOW + DAY, refusals=0)


def test_a_feed_that_offers_a_hub_gets_a_subscription() -> None:
    assert wished(None, FEED, HUB, TOPIC, token="token", secret="secret") == NEW


def test_the_same_offer_again_changes_nothing() -> None:
    assert wished(ACTIVE, FEED, HUB, TOPIC, token="other", secret="other") is None


@pytest.mark.parametrize(("hub", "topic"), [("https://other.example/", TOPIC), (HUB, "https://harbour.example/new")])
def test_another_hub_or_topic_gets_a_new_subscription_with_a_new_secret(hub: str, topic: str) -> None:
    wish = wished(ACTIVE, FEED, hub, topic, token="other", secret="fresh")

    assert wish == HubSubscription(FEED, hub, topic, "other", "fresh")


@pytest.mark.parametrize("hub", ["", "ftp://hub.example/", "javascript:alert(1)", "https://hub.example/" + "a" * 3000])
def test_an_address_that_is_none_of_the_web_is_no_hub(hub: str) -> None:
    assert wished(None, FEED, hub, TOPIC, token="token", secret="secret") is None


@pytest.mark.parametrize(
    ("subscription", "after", "expected", "why"),
    [
        (NEW, timedelta(0), True, "never asked"),
        (ASKED, 9 * MINUTE, False, "the hub may still ask back"),
        (ASKED, 10 * MINUTE, True, "it did not ask back"),
        (replace(ASKED, refusals=3), 39 * MINUTE, False, "each refusal doubles the pause"),
        (replace(ASKED, refusals=99), DAY, True, "a day at most"),
        (ACTIVE, 15 * HOUR, False, "the lease is good"),
        (ACTIVE, 16 * HOUR, True, "two thirds of the lease are over"),
        (replace(ACTIVE, asked=NOW + 16 * HOUR, refusals=1), 16 * HOUR + MINUTE, False, "the renewal is under way"),
        (replace(ACTIVE, asked=NOW + 16 * HOUR, refusals=1), 17 * HOUR, True, "the renewal was not answered"),
    ],
)
def test_a_hub_is_asked_when_there_is_reason(
    subscription: HubSubscription, after: timedelta, expected: bool, why: str
) -> None:
    assert is_due(subscription, NOW + after) is expected, why


def test_the_request_has_the_fields_of_the_recommendation() -> None:
    assert form(NEW, "https://tocsin.example/websub/token") == {
        "hub.mode": "subscribe",
        "hub.topic": TOPIC,
        "hub.callback": "https://tocsin.example/websub/token",
        "hub.lease_seconds": "604800",
        "hub.secret": "secret",
    }


def test_what_we_asked_for_is_confirmed_with_the_hubs_lease() -> None:
    confirmed = verified(ASKED, QUESTION, NOW + MINUTE)

    assert confirmed is not None
    assert (confirmed.verified, confirmed.until, confirmed.refusals) == (NOW + MINUTE, NOW + MINUTE + DAY, 0)


@pytest.mark.parametrize(
    ("subscription", "change", "why"),
    [
        (ASKED, {"hub.mode": "unsubscribe"}, "nobody but we ends it"),
        (ASKED, {"hub.topic": "https://elsewhere.example/"}, "another topic"),
        (ASKED, {"hub.challenge": ""}, "nothing to echo"),
        (NEW, {}, "we did not ask"),
    ],
)
def test_what_we_did_not_ask_for_is_not_confirmed(
    subscription: HubSubscription, change: dict[str, str], why: str
) -> None:
    assert verified(subscription, QUESTION | change, NOW) is None, why


@pytest.mark.parametrize(
    ("written", "lease"),
    [("60", MINUTE), ("", 7 * DAY), ("soon", 7 * DAY), ("-5", 7 * DAY), ("99999999999", 30 * DAY), ("0", 7 * DAY)],
)
def test_a_lease_is_read_kindly_and_bounded(written: str, lease: timedelta) -> None:
    confirmed = verified(ASKED, QUESTION | {"hub.lease_seconds": written}, NOW)

    assert confirmed is not None
    assert confirmed.until == NOW + lease


def test_a_denial_of_the_topic_ends_the_subscription() -> None:
    lost = denied(ACTIVE, {"hub.mode": "denied", "hub.topic": TOPIC, "hub.reason": "full"})

    assert lost is not None
    assert (lost.verified, is_trusted(after_push(lost, NOW), NOW)) == (None, False)
    assert denied(ACTIVE, QUESTION) is None


def signature(method: str, body: bytes = b"<rss/>", secret: str = "secret") -> str:
    return f"{method}={hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()}"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_push_signed_with_our_secret_is_the_hubs(method: str) -> None:
    assert is_signed(NEW, signature(method), b"<rss/>")
    assert is_signed(NEW, signature(method).upper(), b"<rss/>")


@pytest.mark.parametrize(
    "given",
    [
        "", "sha256", "sha256=", "sha256=ä", "md5=" + "0" * 32, "=" + "0" * 64,
        signature("sha256", secret="guess"), signature("sha256", b"<other/>"), signature("sha256")[:-1],
    ],
)  # fmt: skip
def test_any_other_signature_is_not(given: str) -> None:
    assert not is_signed(NEW, given, b"<rss/>")


def test_a_hub_is_trusted_once_it_pushed_and_until_it_misses() -> None:
    pushed = after_push(ACTIVE, NOW)
    missed = after_miss(pushed)

    assert missed is not None
    assert [is_trusted(s, NOW + HOUR) for s in (ACTIVE, pushed, missed, after_push(missed, NOW))] == [
        False,
        True,
        False,
        True,
    ]
    assert not is_trusted(pushed, NOW + 2 * DAY)
    assert after_miss(missed) is None
