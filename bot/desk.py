"""What a chat may ask, answered in values: subscribe, topics, latest, why, mute, settings, access, a test.

A wish that cannot be met raises BadRequest with the key of a text; the channels turn values and keys into words. Topics
betray investigations, so nothing of the archive is readable without access:

    open      everybody may ask
    list      the administrators and whom they named (`Access.grant`)
    invite    the same, and whoever opens a one-time invitation

A group or channel that an admitted person subscribed is admitted with all who read it; changing anything there takes an
admitted person who is also an administrator of the chat.
"""

from __future__ import annotations

import difflib
import hashlib
import zoneinfo
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from bot.errors import BadRequest
from bot.model import (
    UNNAMED,
    Action,
    Alert,
    Chat,
    ChatRef,
    ChatSettings,
    EntryId,
    Event,
    EventId,
    FeedId,
    Headline,
    Language,
    Match,
    OutletId,
    Reason,
    Report,
    RuleId,
    Standing,
    Status,
    TopicId,
)
from bot.taxonomy import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.model import Country, Outlet, Topic
    from bot.ports import Access, Chats, Clock, Events, Outbox, Topics

_T = TypeVar("_T")

ENGLISH: Final = Language("en")

DEFAULT_COUNT: Final = 5
MOST: Final = 20  # events in one answer
INVITATION_LIFETIME: Final = timedelta(days=7)
FIRST_CODE_LIFETIME: Final = timedelta(days=1)
ROLES: Final = ("member", "admin")
_PAGE: Final = 50  # events read at once while a topic's are looked for
_MOST_PAGES: Final = 20
_MUTED_EVENTS: Final = 100  # a chat's oldest muted events fall out: they have ended long since


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    user: str  # "telegram:123", "slack:U1"
    chat: ChatRef
    title: str = ""
    private: bool = True  # nobody else reads the chat
    may_change: bool = True  # administers the chat
    language: Language = ENGLISH  # what the person's app speaks, for the first contact


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """A topic and whether the chat follows it."""

    topic: Topic
    followed: bool


@dataclass(frozen=True, slots=True)
class Latest:
    """Events, newest first, of a topic or (None) of all."""

    topic: TopicChoice | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a first step brought: a role that an invitation gave, a topic that a link led to."""

    admitted: bool
    role: str | None = None
    topic: TopicChoice | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may use the bot. `admins` and `chats` were named by the operator: "telegram:123", "slack:C1"."""

    access: str = "invite"
    admins: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()


class Desk:
    """Answers chats. `follows` tells whether an event belongs to a topic, as delivery does."""

    def __init__(
        self,
        *,
        chats: Chats,
        topics: Topics,
        events: Events,
        access: Access,
        outbox: Outbox,
        clock: Clock,
        house_topics: Mapping[TopicId, Topic],
        outlets: Mapping[OutletId, Outlet],
        follows: Callable[[Topic, Event], bool],
        rules: Rules | None = None,
        language: Language = ENGLISH,
    ) -> None:
        self._chats, self._topics, self._events = chats, topics, events
        self._access, self._outbox, self._clock = access, outbox, clock
        self._house_topics, self.outlets, self._follows = house_topics, outlets, follows
        self._rules = rules or Rules()
        self._language = language

    # access

    async def start(self, asker: Asker, payload: str = "") -> Welcome:
        """The first step, perhaps by a link: `t_<topic>` leads to a topic, else it is an invitation."""
        if payload.startswith("t_"):
            return Welcome(admitted=True, topic=await self.choice(asker, payload.removeprefix("t_")))
        role = None
        if payload:
            role = await self._redeem(asker, payload.removeprefix("i_"))
        admitted = await self._admitted(asker)
        return Welcome(admitted=admitted, role=role)

    async def _redeem(self, asker: Asker, code: str) -> str:
        role = await self._access.redeem(code, asker.user)
        if role is None:
            raise BadRequest("invitation-unknown")
        return role

    async def first_code(self) -> str | None:
        """A one-time code that makes whoever opens it the first administrator; None if there is one already."""
        if self._rules.admins or await self._access.has_admin():
            return None
        return await self._access.new_invitation("admin", FIRST_CODE_LIFETIME)

    async def invite(self, asker: Asker, role: str = "member") -> str:
        """A one-time invitation. Raises BadRequest unless an administrator asks in private."""
        await self._must_be_admin(asker)
        if not asker.private:
            raise BadRequest("private-only")
        if self._rules.access == "list":
            raise BadRequest("no-invitations")
        if role not in ROLES:
            raise BadRequest("role-unknown", role=role)
        return await self._access.new_invitation(role, INVITATION_LIFETIME)

    async def is_admin(self, asker: Asker) -> bool:
        """Whether the person administers the bot."""
        return asker.user in self._rules.admins or "admin" in await self._access.roles(asker.user)

    async def _must_be_admin(self, asker: Asker) -> None:
        if not await self.is_admin(asker):
            raise BadRequest("administrators-only")

    async def _knows(self, user: str) -> bool:
        if self._rules.access == "open" or user in self._rules.admins or user in self._rules.chats:
            return True
        return bool(await self._access.roles(user) & set(ROLES))

    async def _admitted(self, asker: Asker) -> bool:
        return await self._knows(asker.user) or (not asker.private and await self._knows(_whole(asker.chat)))

    async def _must_be_admitted(self, asker: Asker) -> None:
        if not await self._admitted(asker):
            raise BadRequest("no-access")

    async def _may_change(self, asker: Asker) -> Chat:
        """The chat as it is, if the asker may change it."""
        await self._must_be_admitted(asker)
        if not asker.may_change:
            raise BadRequest("chat-administrators-only")
        if not await self._knows(asker.user):
            raise BadRequest("no-access")
        return await self.chat(asker)

    # topics

    async def chat(self, asker: Asker) -> Chat:
        """The chat's settings and topics; a chat that never asked for anything has the house's settings."""
        known = await self._chats.get(asker.chat)
        return known or Chat(asker.chat, ChatSettings(language=asker.language or self._language), title=asker.title)

    async def topics(self, asker: Asker) -> list[TopicChoice]:
        """All topics that the chat can follow, the house's first."""
        await self._must_be_admitted(asker)
        followed = (await self.chat(asker)).topics
        return [TopicChoice(topic, topic.id in followed) for topic in await self._visible(asker)]

    async def choice(self, asker: Asker, words: str) -> TopicChoice:
        """The one topic that the words mean: its id, its name in any language, or a part of it."""
        await self._must_be_admitted(asker)
        topic = find_topic(words, await self._visible(asker))
        return TopicChoice(topic, topic.id in (await self.chat(asker)).topics)

    async def subscribe(self, asker: Asker, words: str) -> Topic:
        """Tie the chat to a topic; durable when it returns, and harmless if it was tied already."""
        chat = await self._may_change(asker)
        topic = find_topic(words, await self._visible(asker))
        if topic.id not in chat.topics:
            since = chat.since or self._clock.now()
            await self._chats.put(replace(chat, topics=(*chat.topics, topic.id), since=since, title=asker.title))
        if not asker.private and not await self._knows(_whole(asker.chat)):
            await self._access.grant(_whole(asker.chat), "member")
        return topic

    async def unsubscribe(self, asker: Asker, words: str) -> Topic:
        """Untie the chat from a topic that it follows."""
        chat = await self._may_change(asker)
        topic = find_topic(words, await self._visible(asker))
        if topic.id not in chat.topics:
            raise BadRequest("not-followed", topic=topic.name(chat.settings.language))
        await self._chats.put(replace(chat, topics=tuple(t for t in chat.topics if t != topic.id)))
        return topic

    async def _visible(self, asker: Asker) -> list[Topic]:
        own = await self._topics.own()
        return [*self._house_topics.values(), *(t for t in own.values() if t.owner == asker.chat)]

    # events

    async def latest(self, asker: Asker, words: str = "") -> Latest:
        """The newest events; `words` are "", "az-ru", "10" or "az-ru 10"."""
        name, count = split_count(words)
        topic = await self.choice(asker, name) if name else None
        await self._must_be_admitted(asker)
        return Latest(topic, tuple(await self._newest(topic.topic if topic else None, count)))

    async def _newest(self, topic: Topic | None, count: int) -> list[Event]:
        found: list[Event] = []
        before = None
        for _ in range(_MOST_PAGES):
            page = await self._events.latest(_PAGE, before)
            found += [e for e in page if _worth_listing(e) and (topic is None or self._follows(topic, e))]
            if len(found) >= count or len(page) < _PAGE:
                break
            before = page[-1].changed
        return found[:count]

    async def event(self, asker: Asker, event: EventId) -> Event:
        """One event, for its sources and for why it rang."""
        await self._must_be_admitted(asker)
        found = await self._events.get(event)
        if found is None:
            raise BadRequest("event-unknown")
        return found

    # settings

    async def settings(self, asker: Asker) -> Chat:
        """The chat with its settings."""
        await self._must_be_admitted(asker)
        return await self.chat(asker)

    async def mute_event(self, asker: Asker, event: EventId) -> Event:
        """No more of this event in this chat."""
        found = await self.event(asker, event)
        chat = await self._may_change(asker)
        muted = (*(e for e in chat.settings.muted_events if e != event), event)[-_MUTED_EVENTS:]
        await self._store(chat, replace(chat.settings, muted_events=muted))
        return found

    async def mute(self, asker: Asker, *, kind: Kind | None = None, country: Country | None = None) -> ChatSettings:
        """No more alerts of a kind or about a country in this chat."""
        chat = await self._may_change(asker)
        settings = chat.settings
        kinds, countries = _with(settings.muted_kinds, kind), _with(settings.muted_countries, country)
        return await self._store(chat, replace(settings, muted_kinds=kinds, muted_countries=countries))

    async def unmute(self, asker: Asker) -> ChatSettings:
        """Hear everything again."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, muted_kinds=(), muted_countries=(), muted_events=()))

    async def set_language(self, asker: Asker, language: Language) -> ChatSettings:
        """Speak this language in this chat; the channel offers only those that it has."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, language=language))

    async def set_time_zone(self, asker: Asker, zone: str) -> ChatSettings:
        """Tell times in this zone ("Asia/Baku")."""
        chat = await self._may_change(asker)
        named = {name.casefold(): name for name in zoneinfo.available_timezones()}.get(zone.strip().casefold())
        if named is None:
            raise BadRequest("zone-unknown", zone=zone[:40])
        return await self._store(chat, replace(chat.settings, time_zone=named))

    async def set_min_severity(self, asker: Asker, severity: int) -> ChatSettings:
        """Ring only from this severity on."""
        chat = await self._may_change(asker)
        if severity not in range(1, 6):
            raise BadRequest("severity-unknown")
        return await self._store(chat, replace(chat.settings, min_severity=severity))

    async def set_mute_ordinary_crime(self, asker: Asker, *, muted: bool) -> ChatSettings:
        """Leave out ordinary crime, such as a tourist's theft."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, mute_ordinary_crime=muted))

    async def set_edits(self, asker: Asker, *, wanted: bool) -> ChatSettings:
        """Whether sent alerts grow silently."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, edits=wanted))

    async def forget(self, asker: Asker) -> None:
        """Remove all that is kept of the chat, and the admission of a group."""
        await self._may_change(asker)
        if not asker.private:  # a private chat is named like its person, who stays a member
            await self._access.revoke(_whole(asker.chat), "member")
        await self._chats.forget(asker.chat)

    async def moved(self, old: ChatRef, new: ChatRef) -> None:
        """The platform gave the chat a new address: settings, topics and admission move there. Harmless if repeated."""
        if await self._access.roles(_whole(old)):
            await self._access.grant(_whole(new), "member")
        if await self._chats.get(old):
            await self._chats.move(old, new)

    async def _store(self, chat: Chat, settings: ChatSettings) -> ChatSettings:
        await self._chats.put(replace(chat, settings=settings))
        return settings

    # a test

    async def test(self, asker: Asker, headline: str, sentence: str) -> Alert:
        """Send a marked alert through the whole way to this chat; it names no country."""
        chat = await self._may_change(asker)
        if await self._chats.get(asker.chat) is None:
            await self._chats.put(chat)  # so that the alert comes in the language of who asked
        alert = alert_for_test(asker.chat, headline, sentence, self._clock.now())
        await self._outbox.put(alert)
        return alert


def _whole(chat: ChatRef) -> str:
    """The chat without its thread: who is admitted to one thread reads them all."""
    return str(replace(chat, thread=""))


def _with(items: tuple[_T, ...], item: _T | None) -> tuple[_T, ...]:
    return items if item is None or item in items else (*items, item)


def _worth_listing(event: Event) -> bool:
    return event.merged_into is None and event.status is not Status.PAST


def split_count(words: str) -> tuple[str, int]:
    """`az-ru 10` as name and count; the count is 1 to 20."""
    *name, last = words.split() or [""]
    if last.isdecimal() and last.isascii():
        return " ".join(name), min(max(int(last[:4]), 1), MOST)
    return words.strip(), DEFAULT_COUNT


def find_topic(words: str, topics: Iterable[Topic]) -> Topic:
    """The one topic that the words mean. Raises BadRequest with the nearest name, or with all that they could mean."""
    wanted = words.strip().casefold()
    named = [(name.casefold(), topic) for topic in topics for name in (topic.id, *(n for _, n in topic.names))]
    exact = {topic.id: topic for name, topic in named if name == wanted}
    partly = {topic.id: topic for name, topic in named if wanted and wanted in name}
    for found in (exact, partly):
        if len(found) == 1:
            return next(iter(found.values()))
    if not wanted:
        raise BadRequest("topic-which")
    if partly:
        raise BadRequest("topic-ambiguous", names=", ".join(sorted(partly)))
    near = difflib.get_close_matches(wanted, [name for name, _ in named], n=1, cutoff=0.5)
    if near:
        raise BadRequest("topic-nearest", words=words[:60], near=dict(named)[near[0]].id)
    raise BadRequest("topic-unknown", words=words[:60])


def alert_for_test(chat: ChatRef, headline: str, sentence: str, now: datetime) -> Alert:
    """An alert that says that it is a test, with no country in it, for this chat alone."""
    digest = hashlib.blake2s(f"{chat} {now.isoformat()}".encode(), digest_size=8).hexdigest()
    entry, kind = EntryId(f"test-{digest}"), Kind("ambassador_summoned")
    assert kind in KINDS
    match = Match(kind, UNNAMED, UNNAMED, Status.REPORTED, sentence, (), RuleId("test"))
    report = Report(
        entry=entry,
        feed=FeedId("tocsin/test"),
        outlet=OutletId("tocsin"),
        origin="test",
        url="",
        headlines=(Headline(headline, now),),
        language=Language("en"),
        published=now,
        seen=now,
        match=match,
    )
    event = Event(
        id=EventId(f"test-{digest}"),
        kind=kind,
        source=UNNAMED,
        target=UNNAMED,
        status=Status.REPORTED,
        standing=Standing.ONE_OUTLET,
        opened=now,
        happened=now,
        changed=now,
        reports=(report,),
        rung=now,
    )
    return Alert(event, Action.RING, Reason.TEST, now, lead=entry, only=chat)
