"""The flood guard: so many rings an hour for a chat and topic, the rest in one message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.delivery.hours import after_flood, flood_limit
from bot.model import Action, Alert, Country, Delivery, Event, Platform, QuietHours, Reason, Receipt, TopicId
from bot.store import State
from bot.taxonomy import Kind
from tests.fakes import FakeClock, RecordingSender, a_chat, a_ref, a_topic, an_alert, an_event, changed

AT = datetime(2025, 7, 3, 10, 20, tzinfo=UTC)
EVENT = an_event(at=AT)
SHOWN = Receipt(a_ref(1), EVENT.id, "m1", 1, AT)
EDIT = an_alert(changed(EVENT), action=Action.EDIT)
HOUR = timedelta(hours=1)

COUNTED = [
    # why; the alert; what the chat has; the number set; whether it counts under the limit
    ("a ring counts", an_alert(EVENT), None, 12, True),
    ("a further ring of an event that the chat has counts", an_alert(changed(EVENT)), SHOWN, 12, True),
    ("an edit that makes good a missed ring is one", EDIT, None, 12, True),
    ("an edit is silent", EDIT, SHOWN, 12, False),
    ("a bundle is never edited: its edit would be a message", EDIT, replace(SHOWN, bundled=True), 12, True),
    ("severity 5 breaks through", an_alert(an_event(kind=Kind("custody_death"))), None, 12, False),
    ("severity 4 does not", an_alert(an_event(kind=Kind("expulsion"))), None, 12, True),
    ("somebody waits for a test", an_alert(EVENT, only=a_ref(1), reason=Reason.TEST), None, 12, False),
    ("an error is put right at once", replace(EDIT, reason=Reason.AMENDED_BY_DESK), None, 12, False),
    ("0 switches the guard off", an_alert(EVENT), None, 0, False),
]


@pytest.mark.parametrize(("why", "alert", "receipt", "most", "counts"), COUNTED, ids=[row[0] for row in COUNTED])
def test_what_counts_as_a_ring_of_its_chat_and_topic(
    why: str, alert: Alert, receipt: Receipt | None, most: int, counts: bool
) -> None:
    limit = flood_limit(Delivery(alert, a_chat(1), receipt, topic=TopicId("all")), most)

    assert (limit is not None) is counts
    if limit is not None:
        assert (limit.name, limit.count, limit.per) == ("rings:telegram:1:all", most, HOUR)


TIMES = [
    # the chat's settings; now; when what was too much comes
    ({}, "10:20", "11:00"),
    ({}, "11:00", "12:00"),
    ({"time_zone": "Asia/Kolkata"}, "10:20", "10:30"),  # UTC+5:30
    ({"quiet": QuietHours(11 * 60, 13 * 60)}, "10:20", "13:00"),  # the hour falls into quiet hours
    ({"quiet": QuietHours(12 * 60, 13 * 60)}, "10:20", "11:00"),
]


@pytest.mark.parametrize(("settings", "now", "until"), TIMES)
def test_what_is_too_much_comes_at_the_next_full_hour(settings: dict[str, Any], now: str, until: str) -> None:
    held = after_flood(Delivery(an_alert(EVENT), a_chat(1, **settings), None), clock_time(now))

    assert held == clock_time(until)


def clock_time(text: str) -> datetime:
    hour, minute = text.split(":")
    return AT.replace(hour=int(hour), minute=int(minute))


class BundlingSender(RecordingSender):
    """A platform that tells of several events in one message."""

    bundles = True

    async def send(self, delivery: Delivery) -> Receipt:
        return replace(await super().send(delivery), bundled=bool(delivery.also))


def a_courier(state: State, sender: RecordingSender, clock: FakeClock, **options: Any) -> Courier:
    topics = {t.id: t for t in (a_topic("az", countries=(Country("AZ"),)), a_topic("tr", countries=(Country("TR"),)))}
    return Courier(
        sender=sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics=topics,
        events=state.events, clock=clock, worker="w", settling=timedelta(0), pacer=state.pacer, **options,
    )  # fmt: skip


async def announce(state: State, *events: Event) -> None:
    for event in events:
        await state.events.commit(event, an_alert(event))


async def deliver(courier: Courier, clock: FakeClock) -> None:
    """Let the courier do all that it can do within four minutes: a chat takes one message a second."""
    for _ in range(60):
        await courier.step()
        clock.advance(timedelta(seconds=4))


def ids(delivery: Delivery) -> set[str]:
    return {alert.event.id for alert in (delivery.alert, *delivery.also)}


async def test_three_an_hour_ring_and_the_rest_comes_as_one_message(state: State) -> None:
    clock = FakeClock(AT)
    sender = BundlingSender(clock=clock)
    courier = a_courier(state, sender, clock, most_rings=3)
    await state.chats.put(a_chat(1, "az"))
    await announce(state, *(an_event(f"e{n}", at=AT + timedelta(seconds=n)) for n in range(8)))

    await deliver(courier, clock)
    singly = [ids(d) for d in sender.sent]
    clock.at = clock_time("11:00")
    await deliver(courier, clock)

    assert singly == [{"e0"}, {"e1"}, {"e2"}]
    assert [ids(d) for d in sender.sent[3:]] == [{"e3", "e4", "e5", "e6", "e7"}]
    receipts = [await state.outbox.receipts(an_event(f"e{n}").id, [a_ref(1)]) for n in range(8)]
    assert [r[a_ref(1)].bundled for r in receipts] == [False] * 3 + [True] * 5


async def test_severity_five_breaks_through_and_another_topic_has_its_own_count(state: State) -> None:
    clock = FakeClock(AT)
    sender = BundlingSender(clock=clock)
    courier = a_courier(state, sender, clock, most_rings=1)
    await state.chats.put(a_chat(1, "az", "tr"))
    await announce(state, an_event("first", at=AT), an_event("held", at=AT + timedelta(seconds=1)))
    await deliver(courier, clock)
    await announce(
        state,
        an_event("grave", at=clock.at, kind=Kind("custody_death")),
        an_event("elsewhere", at=clock.at, target=Country("TR")),
    )

    await deliver(courier, clock)

    assert [ids(d) for d in sender.sent] == [{"first"}, {"grave"}, {"elsewhere"}]


async def test_after_a_restart_and_an_hour_the_count_is_what_it_was(state: State) -> None:
    clock = FakeClock(AT)
    sender = BundlingSender(clock=clock)
    await state.chats.put(a_chat(1, "az"))
    await announce(state, an_event("e0", at=AT))
    await deliver(a_courier(state, sender, clock, most_rings=1), clock)
    await announce(state, an_event("e1", at=clock.at))
    again = a_courier(state, sender, clock, most_rings=1)

    await deliver(again, clock)
    soon = [ids(d) for d in sender.sent]
    clock.at = AT + 2 * HOUR
    await announce(state, an_event("e2", at=clock.at))
    await deliver(again, clock)

    assert soon == [{"e0"}]
    assert {frozenset(ids(d)) for d in sender.sent[1:]} == {frozenset({"e1"}), frozenset({"e2"})}


async def test_where_no_message_tells_of_several_nothing_is_held(state: State) -> None:
    clock = FakeClock(AT)
    sender = RecordingSender(Platform.TELEGRAM, clock)
    courier = a_courier(state, sender, clock, most_rings=1)
    await state.chats.put(a_chat(1, "az"))
    await announce(state, *(an_event(f"e{n}", at=AT) for n in range(4)))

    await deliver(courier, clock)

    assert {d.alert.event.id for d in sender.sent} == {"e0", "e1", "e2", "e3"}
