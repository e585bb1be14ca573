"""Search in the archive, over a real store: by word, pair, kind and date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.fanout import follows
from bot.desk import Asker, Desk, Rules
from bot.errors import BadRequest
from bot.model import Event, Headline
from bot.store import State
from bot.taxonomy import Kind
from handlers.wording import Wording
from tests.fakes import FakeClock, a_ref, a_report, an_event

READER = Asker("telegram:9", a_ref(9))
NAMES = Wording("en")


def a_stored(id_: str, at: datetime, kind: str = "arrest", pair: str = "RU-AZ", headline: str = "A port day") -> Event:
    report = replace(a_report(at=at), headlines=(Headline(headline, at),))
    source, target = pair.split("-")
    return an_event(id_, at=at, kind=Kind(kind), source=source, target=target, reports=(report,))


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2025, 7, number, hour, tzinfo=UTC)


STORED = (
    a_stored("d1", day(1), headline="Bakers of Lorem held"),
    a_stored("d5", day(5), kind="raid"),
    a_stored("d9", day(9), pair="TR-GR"),
    a_stored("d20", day(20), kind="expulsion", pair="AZ-RU", headline="Envoys of Lorem leave"),
    replace(a_stored("grew", day(4)), changed=day(15)),
)

SEARCHES = [
    # what is typed; what is found, the newest change first
    ("Lorem", ["d20", "d1"]),
    ('"of lorem" +bakers', ["d1"]),
    ("pair:AZ-RU", ["d20", "grew", "d5", "d1"]),
    ("pair:GR-TR", ["d9"]),
    ("kind:arrest", ["grew", "d9", "d1"]),
    ("kind:arrest pair:ru-az", ["grew", "d1"]),
    ("from:AZ", ["d20"]),
    ("severity>=4", ["d20"]),
    ("lorem since:2025-07-02", ["d20"]),
    ("lorem until:2025-07-02", ["d1"]),
    ("until:2025-07-05", ["grew", "d5", "d1"]),  # the day counts as a whole
    ("until:2025-07-05T11:59", ["grew", "d1"]),
    ("since:2025-07-05 until:2025-07-09", ["grew", "d9", "d5"]),  # what still changed since counts
    ("since:2025-07-21", []),
    ("pair:AZ-RU since:2025-07-05 until:2025-07-10 kind:raid", ["d5"]),
    ("kind:apology", []),
]


async def a_desk(state: State, *events: Event) -> Desk:
    for event in events:
        await state.events.commit(event, None)
    return Desk(
        chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
        feed_states=state.feed_states, daybook=state.daybook, claims=state.claims, clock=FakeClock(day(22)),
        house_topics={}, outlets={}, follows=follows, rules=Rules("invite", frozenset({"telegram:9"})),
    )  # fmt: skip


@pytest.mark.parametrize(("text", "found"), SEARCHES, ids=[row[0] for row in SEARCHES])
async def test_search_by_word_pair_kind_and_date(state: State, text: str, found: list[str]) -> None:
    desk = await a_desk(state, *STORED)

    answer = await desk.search(READER, text, NAMES)

    assert [event.id for event in answer.events] == found
    assert not answer.more


@pytest.mark.parametrize("text", ["since:yesterday", "lorem until:2025-13-01"])
async def test_a_date_that_is_none_is_said(state: State, text: str) -> None:
    desk = await a_desk(state)

    with pytest.raises(BadRequest, match="date-unknown"):
        await desk.search(READER, text, NAMES)


async def test_what_lies_behind_thousands_of_events_is_found(state: State) -> None:
    later = [a_stored(f"e{n}", day(2) + n * timedelta(minutes=1)) for n in range(2200)]
    desk = await a_desk(state, STORED[0], *later)

    answer = await desk.search(READER, "lorem", NAMES)

    assert [event.id for event in answer.events] == ["d1"]


async def test_the_trend_of_a_pair_is_its_ladder_over_time_each_direction_apart(state: State) -> None:
    desk = await a_desk(state, *STORED)

    trend = await desk.trend(READER, "AZ RU 30", NAMES)

    assert (trend.pair, trend.days, trend.points[-1].at) == (("AZ", "RU"), 30, day(22))
    assert dict(trend.kinds) == {"arrest": 2, "raid": 1, "expulsion": 1}
    there, back = [p.there.level for p in trend.points], [p.back.level for p in trend.points]
    assert there[0] == 0 < there[-1]  # the expulsion of the 20th
    assert 0 < back[-1] < max(back)  # halved over a quiet week
