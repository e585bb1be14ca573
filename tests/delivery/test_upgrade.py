"""A full queue that an earlier Tocsin left: today's bot brings all of it, each once.

What is stored here is written by hand in the first form that there ever was (version 0.1.0 before its release, the
state's first day): the keys, the envelope `{"v": 1, ...}`, and the fields that each value had then. Alerts have no
`amended_for`, chats no quiet hours, digests or mutes, receipts no `bundled`, what waits neither `held` nor `overdue`;
the pace of a platform is one number.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import StateUnusable
from bot.model import Platform
from bot.store import State
from bot.store.connect import Server
from tests.delivery.couriers import a_courier
from tests.fakes import NOON, FakeClock, RecordingSender

TELEGRAM = Platform.TELEGRAM
STREAM = "tocsin:{archive}:outbox:3"
DAY_MS = 86_400_000
AT = "2025-07-03T12:00:00Z"
AT_MS = round(NOON.timestamp() * 1000)


def stored(value: dict[str, Any]) -> str:
    return json.dumps({"v": 1, "value": value})


def old_ref(chat: int) -> dict[str, Any]:
    return {"platform": "telegram", "id": str(chat), "thread": ""}


def old_chat(chat: int) -> dict[str, Any]:
    settings = {
        "language": "en", "time_zone": "UTC", "min_severity": 1, "mute_ordinary_crime": False, "muted_kinds": [],
        "muted_countries": [], "edits": True, "muted_events": [],
    }  # fmt: skip
    return {"ref": old_ref(chat), "settings": settings, "topics": ["all"], "title": "Desk", "since": None}


def old_event(id_: str, changes: int) -> dict[str, Any]:
    act: dict[str, Any] = {
        "kind": "ambassador_summoned", "source": "RU", "target": "AZ", "status": "reported",
        "people": None, "persons": [], "place": None, "ordinary_crime": False,
    }  # fmt: skip
    match = {
        **act, "sentence": "Examplia summoned the ambassador.", "spans": [{"start": 0, "end": 8}], "rule": "en/test",
        "in_title": True, "said_by": None, "retold": False, "why": [],
    }  # fmt: skip
    report = {
        "entry": "entry-1", "feed": "example/en", "outlet": "example", "origin": "example",
        "url": "https://example.test/1", "headlines": [{"text": "Envoy called in", "since": AT}], "language": "en",
        "published": AT, "seen": AT, "match": match, "guid": "", "other_urls": [], "words": [], "official": False,
    }  # fmt: skip
    return {
        **act, "id": id_, "standing": "one outlet only", "opened": AT, "happened": AT, "changed": AT,
        "reports": [report], "other_kinds": [], "other_parties": [], "denied_by": [], "rung": AT, "changes": changes,
        "false_alarm": False, "merged_into": None, "rang_for": [], "held": False, "undoes": None, "undone_by": None,
        "denies": None, "unlisted": 0,
    }  # fmt: skip


def old_alert(event: str, changes: int = 1, **newer: str) -> str:
    return stored(
        {
            "event": old_event(event, changes),
            "action": "ring",
            "reason": "FIRST_REPORT",
            "at": AT,
            "lead": "entry-1",
            "ladder": None,
            "only": None,
            **newer,
        }
    )


def old_kept(event: str, chat: int, **dead: str) -> str:
    return stored(
        {
            "event": event,
            "change": 1,
            "chat": old_ref(chat),
            "attempt": 2,
            "topic": "all",
            "unsure": False,
            "plain": False,
            "why": "",
            "at": None,
            **dead,
        }
    )


def old_receipt(event: str, chat: int, change: int) -> str:
    value = {"chat": old_ref(chat), "event": event, "message": "m7", "change": change, "at": AT, "replies": []}
    return f"{change} {stored(value)}"


async def write_first_form(server: Server) -> None:
    """Chats 1 and 2, and what a bot left that died in the midst of its work."""
    ask = server.ask
    await ask(
        "HSET", "tocsin:{chats}:of:telegram", "telegram:1", stored(old_chat(1)), "telegram:2", stored(old_chat(2))
    )
    await ask("SET", "tocsin:{chats}:version:telegram", "2")
    await ask("SET", "tocsin:{telegram}:pace:all", f"{AT_MS}.000", "PX", 60_000)
    for event, changes in (("told", 2), ("unsure", 1), ("unread", 1)):
        fields: list[str | int] = ["blob", stored(old_event(event, changes)), "changes", changes, "alerted", changes]
        await ask("HSET", f"tocsin:{{archive}}:event:{event}", *fields, "pair", "AZ-RU", "kind", "ambassador_summoned")
        await ask("PEXPIRE", f"tocsin:{{archive}}:event:{event}", DAY_MS)
        await ask("XADD", STREAM, "*", "alert", old_alert(event, changes))
    await ask("XGROUP", "CREATE", STREAM, "telegram", "0")
    await ask("XREADGROUP", "GROUP", "telegram", "the-dead", "COUNT", 2, "STREAMS", STREAM, ">")  # "unread" is left
    # "told" had reached chat 1; whether "unsure" reached it, nobody knows.
    await ask("HSET", "tocsin:{told}:receipts", "telegram:1", old_receipt("told", 1, 2))
    await ask("HSET", "tocsin:{unsure}:sending", "telegram:1", f"1 the-dead {AT_MS} 1 a1b2c3d4")
    # "waits" was postponed for chat 1; "dead" was given up for chat 2, which had refused the bot once.
    await ask("SET", "tocsin:{telegram}:alert:waits:1", old_alert("waits"))
    await ask("HSET", "tocsin:{telegram}:later:bodies", "waits|1|telegram:1", old_kept("waits", 1))
    await ask("ZADD", "tocsin:{telegram}:later", AT_MS + 5000, "waits|1|telegram:1")
    await ask("SET", "tocsin:{telegram}:alert:dead:1", old_alert("dead"))
    await ask("HSET", "tocsin:{telegram}:dead", "dead|1|telegram:2", old_kept("dead", 2, why="it is broken", at=AT))
    await ask("HSET", "tocsin:{telegram}:absent", "telegram:2", stored({"since": AT, "times": 1}))
    for key in ("{told}:receipts", "{unsure}:sending", "{telegram}:alert:waits:1", "{telegram}:alert:dead:1"):
        await ask("PEXPIRE", f"tocsin:{key}", DAY_MS)
    for key in ("{telegram}:dead", "{telegram}:absent"):
        await ask("PEXPIRE", f"tocsin:{key}", DAY_MS)


async def deliver(state: State) -> RecordingSender:
    """Start today's bot, revive what is dead, and let it work for a minute."""
    clock = FakeClock()
    sender = RecordingSender(clock=clock)
    courier = a_courier(state, sender, clock)
    for letter in await state.outbox.dead(TELEGRAM):
        await state.outbox.revive(TELEGRAM, letter.ticket, clock.now())
    for _ in range(60):
        await courier.step()
        clock.advance(timedelta(seconds=1))
    return sender


EVERYTHING = [
    ("telegram:1", "unread", 1),
    ("telegram:1", "unsure", 1),
    ("telegram:1", "waits", 1),
    ("telegram:2", "dead", 1),
    ("telegram:2", "told", 2),
    ("telegram:2", "unread", 1),
    ("telegram:2", "unsure", 1),
]


async def test_a_full_queue_of_the_first_form_is_brought_once_and_nothing_is_left(state: State, server: Server) -> None:
    await write_first_form(server)

    sender = await deliver(state)

    assert sorted(sender.heard) == EVERYTHING
    assert [(str(d.chat.ref), d.alert.event.id) for d in sender.sent if d.unsure] == [("telegram:1", "unsure")]
    assert await left(server) == (0, 0, 0, 0)


async def test_what_a_newer_tocsin_added_is_passed_over(state: State, server: Server) -> None:
    await write_first_form(server)
    await server.ask("XADD", STREAM, "*", "alert", old_alert("later", colour="red"))

    sender = await deliver(state)

    assert sorted(sender.heard) == sorted([*EVERYTHING, ("telegram:1", "later", 1), ("telegram:2", "later", 1)])


async def test_what_is_damaged_is_set_aside_and_the_rest_is_brought(state: State, server: Server) -> None:
    await write_first_form(server)
    entry = await server.ask("XADD", STREAM, "*", "alert", "half an al")
    await server.ask("HSET", "tocsin:{telegram}:later:bodies", "torn|1|telegram:1", "{}")
    await server.ask("ZADD", "tocsin:{telegram}:later", AT_MS, "torn|1|telegram:1")
    await server.ask("HSET", "tocsin:{telegram}:dead", "buried|1|telegram:1", "[]")
    await server.ask("SET", "tocsin:{telegram}:alert:lost:1", "x", "PX", DAY_MS)
    await server.ask("HSET", "tocsin:{telegram}:later:bodies", "lost|1|telegram:1", old_kept("lost", 1))
    await server.ask("ZADD", "tocsin:{telegram}:later", AT_MS, "lost|1|telegram:1")

    sender = await deliver(state)

    assert sorted(sender.heard) == EVERYTHING
    assert await server.ask("HGETALL", "tocsin:{telegram}:unreadable") == {
        b"3:" + entry: b"half an al",
        b"torn|1|telegram:1": b"{}",
        b"buried|1|telegram:1": b"[]",
        b"lost|1": b"x",
    }
    assert await left(server) == (0, 0, 0, 0)


async def test_a_queue_that_only_a_newer_tocsin_can_read_stops_this_one_and_stays(state: State, server: Server) -> None:
    """Going back to an older version: it names what to do, and takes nothing away."""
    await write_first_form(server)
    await server.ask("XADD", STREAM, "*", "alert", json.dumps({"v": 99, "value": {}}))

    with pytest.raises(StateUnusable, match="newer Tocsin"):
        await deliver(state)

    assert await server.ask("XLEN", STREAM) == 4


async def left(server: Server) -> tuple[int, int, int, int]:
    """What still waits: alerts, postponed deliveries and their bodies, dead letters."""
    names = ("later", "later:bodies", "dead")
    kinds = ("ZCARD", "HLEN", "HLEN")
    counts = [await server.ask(kind, f"tocsin:{{telegram}}:{name}") for kind, name in zip(kinds, names, strict=True)]
    return (await server.ask("XLEN", STREAM), *counts)
