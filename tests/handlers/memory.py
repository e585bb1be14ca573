"""The desk's ports in memory: as the store keeps them, without a server. The walk tests use the real one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.delivery.fanout import follows
from bot.desk import Desk, Rules
from tests.handlers.builders import AT, FEEDS, OUTLETS, TOPICS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

    from bot.matching import Explanation
    from bot.model import (
        Alert,
        Chat,
        ChatRef,
        Claim,
        Entry,
        Event,
        EventId,
        FeedId,
        FeedState,
        Note,
        Platform,
        Receipt,
        Topic,
        TopicId,
    )
    from bot.ports import DeadLetter


class StillClock:
    """A clock that stands until it is moved; sleeping gives way and moves it."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    async def sleep(self, pause: timedelta) -> None:
        self.at += pause
        await asyncio.sleep(0.01)


class Chats:
    def __init__(self) -> None:
        self.kept: dict[ChatRef, Chat] = {}

    async def get(self, ref: ChatRef) -> Chat | None:
        return self.kept.get(ref)

    async def put(self, chat: Chat) -> None:
        self.kept[chat.ref] = chat

    async def forget(self, ref: ChatRef) -> None:
        self.kept.pop(ref, None)

    async def move(self, old: ChatRef, new: ChatRef) -> None:
        self.kept[new] = replace(self.kept.pop(old), ref=new)

    async def on(self, platform: Platform) -> list[Chat]:
        return [c for c in self.kept.values() if c.ref.platform is platform and c.topics]


class Topics:
    def __init__(self) -> None:
        self.kept: dict[TopicId, Topic] = {}

    async def own(self) -> dict[TopicId, Topic]:
        return dict(self.kept)

    async def put(self, topic: Topic) -> None:
        self.kept[topic.id] = topic

    async def remove(self, topic: TopicId) -> None:
        self.kept.pop(topic, None)


class Events:
    def __init__(self, *events: Event) -> None:
        self.kept = {event.id: event for event in events}

    async def get(self, event: EventId) -> Event | None:
        return self.kept.get(event)

    async def between(self, since: datetime, until: datetime) -> AsyncIterator[Event]:
        for event in sorted(self.kept.values(), key=lambda e: e.changed):
            if since <= event.changed <= until:
                yield event

    async def latest(self, count: int, before: datetime | None = None) -> list[Event]:
        newest = sorted(self.kept.values(), key=lambda e: e.changed, reverse=True)
        return [e for e in newest if before is None or e.changed < before][:count]


class Access:
    def __init__(self) -> None:
        self.granted: dict[str, set[str]] = {}
        self.codes: dict[str, str] = {}

    async def roles(self, user: str) -> set[str]:
        return set(self.granted.get(user, ()))

    async def grant(self, user: str, role: str) -> None:
        self.granted.setdefault(user, set()).add(role)

    async def revoke(self, user: str, role: str) -> None:
        self.granted.get(user, set()).discard(role)

    async def holders(self, role: str) -> set[str]:
        return {user for user, roles in self.granted.items() if role in roles}

    async def has_admin(self) -> bool:
        return any("admin" in roles for roles in self.granted.values())

    async def new_invitation(self, role: str, lifetime: timedelta) -> str:
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = role
        return code

    async def redeem(self, code: str, user: str) -> str | None:
        role = self.codes.pop(code, None)
        if role:
            await self.grant(user, role)
        return role


class Outbox:
    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.kept: dict[tuple[EventId, ChatRef], Receipt] = {}
        self.letters: list[DeadLetter] = []

    async def put(self, alert: Alert) -> None:
        self.alerts.append(alert)

    async def record(self, receipt: Receipt) -> None:
        self.kept[receipt.event, receipt.chat] = receipt

    async def receipts(self, event: EventId, chats: Collection[ChatRef]) -> dict[ChatRef, Receipt]:
        return {chat: self.kept[event, chat] for chat in chats if (event, chat) in self.kept}

    async def dead(self, platform: Platform) -> list[DeadLetter]:
        return [letter for letter in self.letters if letter.delivery.chat.ref.platform is platform]

    async def revive(self, platform: Platform, ticket: str, now: datetime) -> bool:
        found = [letter for letter in self.letters if letter.ticket == ticket]
        self.letters = [letter for letter in self.letters if letter.ticket != ticket]
        return bool(found)


class FeedStates:
    def __init__(self) -> None:
        self.kept: dict[FeedId, FeedState] = {}

    async def all(self) -> dict[FeedId, FeedState]:
        return dict(self.kept)


class Daybook:
    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.due: list[Note] = []
        self.turns: dict[str, str] = {}

    async def add(self, note: Note, *, waiting: bool = False) -> None:
        self.notes.append(note)
        self.due += [note] if waiting else []

    async def newest(self, count: int) -> list[Note]:
        return self.notes[::-1][:count]

    async def waiting(self) -> list[Note]:
        return list(self.due)

    async def take_turn(self, what: str, worker: str, lasting: timedelta) -> bool:
        return self.turns.setdefault(what, worker) == worker


class Claims:
    def __init__(self) -> None:
        self.kept: dict[EventId, Claim] = {}

    async def take(self, claim: Claim) -> Claim:
        held = self.kept.get(claim.event)
        if held is None or held.by == claim.by or held.until <= claim.at:
            self.kept[claim.event] = claim
        return self.kept[claim.event]

    async def get(self, event: EventId) -> Claim | None:
        return self.kept.get(event)

    async def drop(self, event: EventId) -> None:
        self.kept.pop(event, None)

    async def all(self) -> list[Claim]:
        return sorted(self.kept.values(), key=lambda c: c.at)


class Memory:
    """All ports of a desk, and the desk over them."""

    def __init__(
        self,
        *events: Event,
        access: str = "open",
        admins: frozenset[str] = frozenset(),
        explain: Callable[[Entry], Explanation] | None = None,
        **rules: object,
    ) -> None:
        self.chats, self.topics, self.events = Chats(), Topics(), Events(*events)
        self.access, self.outbox, self.clock = Access(), Outbox(), StillClock()
        self.feed_states, self.daybook, self.claims = FeedStates(), Daybook(), Claims()
        self.desk = Desk(
            chats=self.chats,
            topics=self.topics,
            events=self.events,
            access=self.access,
            outbox=self.outbox,
            clock=self.clock,
            feed_states=self.feed_states,
            daybook=self.daybook,
            claims=self.claims,
            house_topics=TOPICS,
            outlets=OUTLETS,
            follows=follows,
            feeds=FEEDS,
            explain=explain,
            rules=Rules(access=access, admins=admins, **rules),
        )
