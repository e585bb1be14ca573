"""Quiet hours and digests: when a chat wants to hear of something. Each row says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.delivery.courier import Courier
from bot.delivery.hours import as_one, held_until
from bot.model import Action, Delivery, Digest, QuietHours, Reason, Receipt, TopicId
from bot.store import State
from bot.taxonomy import Kind
from tests.fakes import FakeClock, RecordingSender, a_chat, a_ref, a_topic, an_alert, an_event, changed

NIGHT = QuietHours(23 * 60, 7 * 60)
ALL = TopicId("all")


def at(time: str) -> datetime:
    """A time of 3 July 2025 (+1: of the next day), UTC."""
    hour, minute = time.removesuffix("+1").split(":")
    return datetime(2025, 7, 3 + time.endswith("+1"), int(hour), int(minute), tzinfo=UTC)


def a_delivery(kind: str = "ambassador_summoned", receipt: Receipt | None = None, **settings: Any) -> Delivery:
    alert = an_alert(an_event(kind=Kind(kind)))
    return Delivery(alert, a_chat(1, **settings), receipt, topic=ALL)


TIMES = [
    # settings; the kind; now; until when it is held
    ({}, "arrest", "03:00", None),
    ({"quiet": NIGHT}, "arrest", "12:00", None),
    ({"quiet": NIGHT}, "arrest", "23:00", "07:00+1"),
    ({"quiet": NIGHT}, "arrest", "22:59", None),
    ({"quiet": NIGHT}, "arrest", "03:00", "07:00"),
    ({"quiet": NIGHT}, "arrest", "07:00", None),
    ({"quiet": NIGHT}, "custody_death", "03:00", None),  # severity 5 breaks through
    ({"quiet": replace(NIGHT, breaks=6)}, "custody_death", "03:00", "07:00"),  # unless nothing does
    ({"quiet": replace(NIGHT, breaks=3)}, "arrest", "03:00", None),
    ({"quiet": NIGHT, "time_zone": "Asia/Baku"}, "arrest", "02:30", "03:00"),  # UTC+4
    ({"quiet": NIGHT, "time_zone": "Asia/Baku"}, "arrest", "19:30", "03:00+1"),
    ({"quiet": NIGHT, "time_zone": "No/Where"}, "arrest", "03:00", "07:00"),  # a zone that vanished is UTC
    ({"quiet": QuietHours(12 * 60, 14 * 60)}, "arrest", "13:00", "14:00"),
    ({"digests": (Digest(ALL),)}, "arrest", "10:20", "11:00"),
    ({"digests": (Digest(ALL),)}, "arrest", "11:00", "12:00"),
    ({"digests": (Digest(ALL), ), "time_zone": "Asia/Kolkata"}, "arrest", "10:20", "10:30"),  # UTC+5:30
    ({"digests": (Digest(ALL, 9 * 60),)}, "arrest", "08:00", "09:00"),
    ({"digests": (Digest(ALL, 9 * 60),)}, "arrest", "10:00", "09:00+1"),
    ({"digests": (Digest(TopicId("other"), 9 * 60),)}, "arrest", "10:00", None),  # another topic's
    ({"digests": (Digest(ALL),), "quiet": NIGHT}, "arrest", "22:30", "07:00+1"),  # the hour falls into the night
]  # fmt: skip


@pytest.mark.parametrize(("settings", "kind", "now", "until"), TIMES)
def test_a_ring_waits_for_the_time_that_its_chat_chose(
    settings: dict[str, Any], kind: str, now: str, until: str | None
) -> None:
    held = held_until(a_delivery(kind, **settings), at(now))

    assert held == (at(until) if until else None)


def test_the_end_of_the_night_follows_a_change_of_the_clocks() -> None:
    berlin = a_delivery("arrest", quiet=NIGHT, time_zone="Europe/Berlin")

    # On 26 October 2025 clocks went back: 07:00 was 06:00 UTC, the day before 05:00.
    assert held_until(berlin, datetime(2025, 10, 25, 22, 30, tzinfo=UTC)) == datetime(2025, 10, 26, 6, tzinfo=UTC)


def test_what_makes_no_sound_and_what_somebody_waits_for_is_never_held() -> None:
    night = at("03:00")
    own = Receipt(a_ref(1), an_event().id, "m1", 1, night)
    edit = an_alert(changed(an_event()), action=Action.EDIT)
    silent = replace(a_delivery(quiet=NIGHT, receipt=own), alert=edit)
    test = replace(a_delivery(quiet=NIGHT), alert=an_alert(only=a_ref(1), reason=Reason.TEST))
    amended = replace(a_delivery(quiet=NIGHT), alert=replace(edit, reason=Reason.AMENDED_BY_DESK))

    assert [held_until(d, night) for d in (silent, test, amended)] == [None, None, None]


def test_a_bundle_is_led_by_the_gravest_and_tells_each_event_once_as_it_is_now() -> None:
    early = an_event("e1", at=at("01:00"))
    grave = an_event("e2", at=at("02:00"), kind=Kind("custody_death"))
    late = an_event("e3", at=at("03:00"))
    false = replace(an_event("e4", at=at("04:00")), false_alarm=True)
    held = [Delivery(an_alert(e), a_chat(1), None) for e in (late, early, grave, false)]
    held.append(Delivery(an_alert(changed(early), action=Action.EDIT), a_chat(1), None))

    one = as_one(held)

    assert [(a.event.id, a.event.changes) for a in (one.alert, *one.also)] == [("e2", 1), ("e1", 2), ("e3", 1)]
    assert one.alert.action is Action.RING


class BundlingSender(RecordingSender):
    """A platform that tells of several events in one message."""

    bundles = True

    async def send(self, delivery: Delivery) -> Receipt:
        return replace(await super().send(delivery), bundled=bool(delivery.also))


async def test_what_came_at_night_comes_as_one_message_in_the_morning(state: State) -> None:
    clock = FakeClock(at("02:00"))
    sender = BundlingSender(clock=clock)
    courier = Courier(
        sender=sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics={ALL: a_topic()},
        events=state.events, clock=clock, worker="w", settling=timedelta(0),
    )  # fmt: skip
    await state.chats.put(a_chat(1, quiet=NIGHT))
    for n, kind in enumerate(("arrest", "raid", "custody_death")):
        event = an_event(f"e{n}", at=at("02:00"), kind=Kind(kind))
        await state.events.commit(event, an_alert(event))

    while await courier.step():
        pass
    night = list(sender.heard)
    clock.advance(timedelta(hours=5))
    while await courier.step():
        pass

    assert night == [("telegram:1", "e2", 1)]
    (morning,) = sender.sent[1:]
    assert {a.event.id for a in (morning.alert, *morning.also)} == {"e0", "e1"}
    receipts = [await state.outbox.receipts(an_event(id_).id, [a_ref(1)]) for id_ in ("e0", "e1")]
    assert [r[a_ref(1)].bundled for r in receipts] == [True, True]
    clock.advance(timedelta(hours=1))
    assert not await courier.step()


async def test_a_report_more_neither_wakes_nor_breaks_a_bundle(state: State) -> None:
    clock = FakeClock(at("02:00"))
    sender = BundlingSender(clock=clock)
    courier = Courier(
        sender=sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics={ALL: a_topic()},
        events=state.events, clock=clock, worker="w", settling=timedelta(0),
    )  # fmt: skip
    await state.chats.put(a_chat(1, quiet=NIGHT))
    one, two = an_event("e1", at=clock.at), an_event("e2", at=clock.at)
    for event, action in ((one, Action.RING), (changed(one), Action.EDIT), (two, Action.RING)):
        await state.events.commit(event, an_alert(event, action=action))

    while await courier.step():
        pass
    clock.advance(timedelta(hours=5))
    while await courier.step():
        pass
    later = changed(changed(one))
    await state.events.commit(later, an_alert(later, action=Action.EDIT))
    while await courier.step():
        pass

    (bundle,) = sender.sent
    assert sorted((a.event.id, a.event.changes) for a in (bundle.alert, *bundle.also)) == [("e1", 2), ("e2", 1)]
