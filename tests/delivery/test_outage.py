"""After an outage a chat gets one message of what it missed; what is grave, new or tried before goes alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.delivery.hours import GATHERING, OLD_NEWS, OVERDUE, gathered_until
from bot.errors import TryLater
from bot.model import Action, Delivery, Event, Language, Platform, Reason, Receipt, TopicId
from bot.store import State
from bot.taxonomy import Kind
from handlers.slack.bundle import render_bundle as for_slack
from handlers.telegram.bundle import render_bundle as for_telegram
from handlers.wording import LANGUAGES, Wording
from tests.fakes import NOON, FakeClock, RecordingSender, a_chat, a_ref, a_report, a_topic, an_alert, an_event

AWAY = timedelta(hours=6)
ALL = TopicId("all")


class BundlingSender(RecordingSender):
    """A platform that tells of several events in one message."""

    bundles = True

    async def send(self, delivery: Delivery) -> Receipt:
        return replace(await super().send(delivery), bundled=bool(delivery.also))


def a_delivery(event: Event | None = None, **fields: Any) -> Delivery:
    alert = fields.pop("alert", None) or an_alert(event)
    return Delivery(alert, a_chat(1), fields.pop("receipt", None), topic=ALL, **fields)


def published(before: timedelta) -> Event:
    return an_event(reports=(a_report(at=NOON - before),))


RECEIPT = Receipt(a_ref(1), an_event().id, "m1", 1, NOON)
GATHERED = [
    # what it is, the delivery, how long after its alert, whether it gathers with others
    ("fresh", a_delivery(), timedelta(0), False),
    ("nearly overdue", a_delivery(), OVERDUE - timedelta(seconds=1), False),
    ("overdue", a_delivery(), OVERDUE, True),
    ("old news that was just found", a_delivery(published(OLD_NEWS)), timedelta(0), True),
    ("news of a feed that lags", a_delivery(published(timedelta(hours=1))), timedelta(0), False),
    ("no date", a_delivery(an_event(reports=(a_report(published=None),))), timedelta(0), False),
    ("severity 5", a_delivery(an_event(kind=Kind("custody_death"))), AWAY, False),
    ("an edit that makes good a missed ring", a_delivery(alert=an_alert(action=Action.EDIT)), AWAY, True),
    ("the chat has its message", a_delivery(receipt=RECEIPT), AWAY, False),
    ("tried before", a_delivery(attempt=2), AWAY, False),
    ("it may have arrived", a_delivery(unsure=True), AWAY, False),
    ("put right by the desk", a_delivery(alert=an_alert(reason=Reason.AMENDED_BY_DESK)), AWAY, False),
    ("a test", a_delivery(alert=an_alert(only=a_ref(1))), AWAY, False),
]


@pytest.mark.parametrize(("what", "delivery", "after", "gathers"), GATHERED, ids=[g[0] for g in GATHERED])
def test_what_gathers_into_one_message(what: str, delivery: Delivery, after: timedelta, gathers: bool) -> None:
    now = NOON + after

    until = gathered_until(delivery, now)

    assert (until is not None) is gathers, what
    if until is not None:
        assert GATHERING <= until - now <= GATHERING + timedelta(minutes=1)
        assert until.second == 0


def a_courier(state: State, sender: RecordingSender, clock: FakeClock, worker: str = "w") -> Courier:
    return Courier(
        sender=sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics={ALL: a_topic()},
        events=state.events, clock=clock, worker=worker, settling=timedelta(0), pacer=state.pacer,
    )  # fmt: skip


async def announce(state: State, *events: Event) -> None:
    for event in events:
        await state.events.commit(event, an_alert(event))


async def deliver(courier: Courier, clock: FakeClock) -> None:
    """Let the courier do all that it can do within four minutes."""
    for _ in range(60):
        await courier.step()
        clock.advance(timedelta(seconds=4))


def ids(delivery: Delivery) -> list[str]:
    return sorted(alert.event.id for alert in (delivery.alert, *delivery.also))


async def test_a_backlog_comes_as_one_message_a_chat_and_what_is_grave_or_new_as_its_own(state: State) -> None:
    clock = FakeClock()
    sender = BundlingSender(clock=clock)
    for number in (1, 2):
        await state.chats.put(a_chat(number))
    await announce(state, *(an_event(f"old-{n:02}", at=NOON + timedelta(minutes=n)) for n in range(40)))
    await announce(state, an_event("grave", at=NOON, kind=Kind("custody_death")))
    clock.advance(AWAY)
    await announce(state, an_event("new", at=clock.at))

    await deliver(a_courier(state, sender, clock), clock)

    for number in (1, 2):
        heard = [ids(d) for d in sender.sent if d.chat.ref == a_ref(number)]
        assert sorted(heard) == [["grave"], ["new"], [f"old-{n:02}" for n in range(40)]]
    assert all(d.overdue is bool(d.also) for d in sender.sent)
    assert not await state.outbox.dead(Platform.TELEGRAM)


async def test_a_crash_while_it_gathers_loses_nothing(state: State) -> None:
    clock = FakeClock()
    sender = BundlingSender(clock=clock)
    await state.chats.put(a_chat(1))
    await announce(state, *(an_event(f"old-{n}", at=NOON) for n in range(5)))
    clock.advance(AWAY)
    await a_courier(state, sender, clock).step()
    assert sender.sent == []

    await deliver(a_courier(state, sender, clock, "next"), clock)

    assert [ids(d) for d in sender.sent] == [[f"old-{n}" for n in range(5)]]


async def test_what_may_have_arrived_before_the_crash_is_looked_for_and_not_told_again_in_the_bundle(
    state: State,
) -> None:
    clock = FakeClock()
    sender = BundlingSender(clock=clock)
    await state.chats.put(a_chat(1))
    await announce(state, *(an_event(f"old-{n}", at=NOON) for n in range(3)))
    await state.outbox.sending(a_delivery(an_event("old-1")), "dead")
    sender.arrived[an_event("old-1").id, a_ref(1)] = replace(RECEIPT, event=an_event("old-1").id)
    clock.advance(AWAY)

    await deliver(a_courier(state, sender, clock), clock)

    assert [d.alert.event.id for d in sender.looked] == ["old-1"]
    assert [ids(d) for d in sender.sent] == [["old-0", "old-2"]]


async def test_a_platform_that_was_down_for_hours_brings_one_message_when_it_is_back(state: State) -> None:
    clock = FakeClock()
    sender = BundlingSender(clock=clock)
    courier = a_courier(state, sender, clock)
    await state.chats.put(a_chat(1))
    await announce(state, *(an_event(f"old-{n}", at=NOON) for n in range(9)))
    sender.troubles = [TryLater("502", timedelta(hours=3), whole_platform=True)]
    await courier.step()
    clock.advance(timedelta(hours=3, seconds=1))

    await deliver(courier, clock)

    assert sorted(ids(d) for d in sender.sent) == [["old-0"], [f"old-{n}" for n in range(1, 9)]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_says_that_the_bot_was_away(language: Language) -> None:
    words = Wording(language)
    many = replace(a_delivery(), also=(an_alert(an_event("event-2")),), overdue=True)

    telegram = for_telegram(many, {}, NOON + AWAY, words).plain
    slack = for_slack(many, {}, NOON + AWAY, words).text

    title = words.text("bundle-overdue", count=2)
    assert "2" in title
    assert title != words.text("bundle-title", count=2)
    assert title in telegram
    assert title in slack
