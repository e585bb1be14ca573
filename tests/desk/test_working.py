"""How news is worked at the desk: claims, the handover, misses, backtests, trends, how the bot is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Asker
from bot.errors import BadRequest
from bot.model import (
    ChatRef,
    Country,
    EventId,
    FeedId,
    FeedState,
    NoteKind,
    Platform,
    Status,
    Work,
)
from bot.ports import DeadLetter
from bot.taxonomy import Kind
from handlers.wording import Wording
from tests.handlers.builders import AT, a_chat, a_delivery, a_match, a_report, an_event
from tests.handlers.memory import Memory

EN = Wording("en")
NEWSROOM = ChatRef(Platform.SLACK, "C1")
LEYLA = Asker("slack:U1", NEWSROOM, private=False)
TOM = replace(LEYLA, user="slack:U2")
CHIEF = Asker("telegram:9", ChatRef(Platform.TELEGRAM, "9"))
EV = EventId("ev-1")
HOUR = timedelta(hours=1)


def a_newsroom(*events: object, **fields: object) -> Memory:
    """A closed bot whose newsroom is a Slack channel; TOM and LEYLA are members."""
    memory = Memory(
        *(events or (an_event(rung=AT),)),
        access="invite",
        admins=frozenset({"telegram:9"}),
        chats=frozenset({"slack:C1"}),
        **fields,
    )
    memory.access.granted = {"slack:U1": {"member"}, "slack:U2": {"member"}}
    return memory


async def test_of_two_who_press_at_once_one_has_the_event() -> None:
    desk = a_newsroom().desk

    one, two = await asyncio.gather(desk.claim(LEYLA, EV, "Leyla"), desk.claim(TOM, EV, "Tom"))

    assert one == two
    assert await desk.claim_of(TOM, EV) == one


async def test_a_claim_lets_go_after_its_time() -> None:
    memory = a_newsroom()
    await memory.desk.claim(LEYLA, EV, "Leyla", lasting=HOUR)

    memory.clock.at += HOUR
    now = await memory.desk.claim_of(TOM, EV)
    taken = await memory.desk.claim(TOM, EV, "Tom")

    assert now is None
    assert taken.by == "slack:U2"


async def test_what_was_published_is_kept_with_its_address() -> None:
    memory = a_newsroom()
    await memory.desk.claim(LEYLA, EV, "Leyla")

    done = await memory.desk.set_work(LEYLA, EV, "Leyla", Work.PUBLISHED, "https://newsroom.example/1")
    colleague = await memory.desk.set_work(TOM, EV, "Tom", Work.DROPPED)
    await memory.desk.release(TOM, EV)

    assert (done.work, done.url) == (Work.PUBLISHED, "https://newsroom.example/1")
    assert colleague == done
    assert await memory.desk.claim_of(TOM, EV) is None
    assert [n.kind for n in memory.daybook.notes] == [NoteKind.CLAIMED, NoteKind.PUBLISHED, NoteKind.RELEASED]


async def test_the_handover_tells_what_rang_and_who_is_at_what() -> None:
    old = an_event(id=EventId("old"), rung=AT - 20 * HOUR, changed=AT - HOUR)
    quiet = an_event(id=EventId("quiet"))
    memory = a_newsroom(an_event(rung=AT - HOUR), old, quiet)
    claim = await memory.desk.claim(LEYLA, EV, "Leyla")

    handover = await memory.desk.handover(TOM)

    assert [e.id for e in handover.events] == ["ev-1"]
    assert handover.claims == (claim,)


async def test_a_guest_of_the_channel_works_on_nothing() -> None:
    guest = replace(LEYLA, user="slack:U7", may_change=False)
    desk = a_newsroom().desk

    for wish in (desk.claim(guest, EV, "x"), desk.release(guest, EV), desk.call_false(guest, EV)):
        with pytest.raises(BadRequest):
            await wish


async def test_a_backtest_counts_what_rang_by_topic_words_and_rule() -> None:
    arrest = an_event("arrest", id=EventId("a"), rung=AT, reports=(a_report(match=a_match("arrest")),))
    rested = an_event("arrest", id=EventId("b"))
    old = an_event("arrest", id=EventId("c"), rung=AT, opened=AT - timedelta(days=40))
    false = an_event("arrest", id=EventId("d"), rung=AT, false_alarm=True)
    memory = a_newsroom(arrest, rested, old, false, an_event(rung=AT))

    async def tried(words: str, days: int = 30) -> int:
        return (await memory.desk.backtest(CHIEF, words, EN, days)).rang

    assert await tried("az-ru") == 2
    assert await tried("kind:arrest") == 1
    assert await tried("kind:arrest", 60) == 2
    assert await tried("envoy !envoy") == 0
    assert await tried("en/ambassador_summoned") == 2
    assert await tried("en/ambassador_summoned/active") == 2
    assert await tried("en/arrest/active") == 0


async def test_a_trend_rises_with_hostile_acts_and_counts_them_by_kind() -> None:
    days = [an_event("arrest", id=EventId(f"e{n}"), happened=AT - timedelta(days=n), changed=AT) for n in range(1, 6)]
    plan = an_event("raid", id=EventId("p"), status=Status.PLANNED)
    elsewhere = an_event("raid", id=EventId("x"), source=Country("US"), target=Country("IR"))
    memory = a_newsroom(*days, plan, elsewhere)

    trend = await memory.desk.trend(CHIEF, "RU az 7", EN)
    by_topic = await memory.desk.trend(CHIEF, "az-ru 7", EN)
    bare = await memory.desk.trend(CHIEF, "", EN)

    levels = [point.there.level for point in trend.points]
    assert (trend.pair, trend.days, trend.kinds) == (("RU", "AZ"), 7, ((Kind("arrest"), 5),))
    assert levels[-1] > levels[len(levels) // 2] > levels[0] == 0
    assert {point.back.level for point in trend.points} == {0}
    assert [p.back for p in by_topic.points] == [p.there for p in trend.points]
    assert bare.pair == ("AZ", "RU")
    assert bare.days == 30


async def test_an_address_is_found_whatever_was_hung_on_to_it() -> None:
    memory = a_newsroom()

    for url in ("http://harbour-times.example/1/", "https://www.harbour-times.example/1?utm=x#top"):
        assert (await memory.desk.missed(LEYLA, url)).event is not None

    away = await memory.desk.missed(LEYLA, "https://harbour-times.example.evil.test/1")
    assert (away.event, away.outlet) == (None, None)
    assert [n.kind for n in memory.daybook.notes] == [NoteKind.MISSED] * 3


async def test_the_status_tells_what_is_wrong() -> None:
    memory = a_newsroom()
    await memory.chats.put(a_chat(1))
    memory.feed_states.kept[FeedId("state-wire/az")] = FeedState(
        FeedId("state-wire/az"), polled=AT, trouble="503 for a day"
    )
    memory.outbox.letters.append(DeadLetter("t1", a_delivery(a_chat(1)), "refused", AT))
    await memory.desk.call_false(LEYLA, EV)

    status = await memory.desk.status(CHIEF)

    assert (status.feeds, [v.feed.id for v in status.dark]) == (2, ["state-wire/az"])
    assert (status.last_poll, status.chats, status.dead_letters, status.corrections) == (AT, 1, 1, 1)
    assert status.last_ring is not None


async def test_a_dead_letter_is_revived_once() -> None:
    memory = a_newsroom()
    memory.outbox.letters.append(DeadLetter("t1", a_delivery(a_chat(1)), "refused", AT))

    await memory.desk.revive(CHIEF, Platform.TELEGRAM, "t1")

    with pytest.raises(BadRequest, match="letter-unknown"):
        await memory.desk.revive(CHIEF, Platform.TELEGRAM, "t1")


async def test_only_administrators_ask_how_the_bot_is() -> None:
    desk = a_newsroom().desk

    for wish in (
        desk.status(LEYLA),
        desk.feeds(LEYLA),
        desk.dead_letters(LEYLA, Platform.TELEGRAM),
        desk.broadcast(LEYLA, Platform.TELEGRAM, "hello"),
        desk.audit(LEYLA),
    ):
        with pytest.raises(BadRequest, match="administrators-only"):
            await wish


async def test_a_link_to_an_own_topic_cannot_be_guessed_and_leads_there() -> None:
    memory = a_newsroom()
    one = await memory.desk.save_topic(CHIEF, "Trials = court", EN)
    two = await memory.desk.save_topic(replace(CHIEF, chat=ChatRef(Platform.TELEGRAM, "10")), "Trials = court", EN)

    payload = memory.desk.link_payload(one)
    welcome = await memory.desk.start(TOM, payload)

    assert one.id != two.id
    assert len(payload) <= 64
    assert payload.replace("-", "").replace("_", "").isalnum()
    assert welcome.topic is not None
    assert welcome.topic.topic == one


async def test_an_export_holds_the_chat_its_topics_and_what_was_done_from_it() -> None:
    memory = a_newsroom()
    topic = await memory.desk.save_topic(CHIEF, "Trials = court", EN)
    await memory.desk.missed(CHIEF, "A headline")
    await memory.desk.missed(LEYLA, "Another chat's")

    export = await memory.desk.export(CHIEF)

    assert export.chat.topics == (topic.id,)
    assert export.topics == (topic,)
    assert [n.text for n in export.notes] == ["A headline"]
