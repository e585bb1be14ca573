"""What the desk is asked by, and what it answers: frozen values, never text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from bot.model import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.matching import Explanation
    from bot.model import (
        Chat,
        ChatRef,
        Claim,
        Country,
        Entry,
        Event,
        Feed,
        FeedId,
        FeedState,
        Note,
        Outlet,
        OutletId,
        Rung,
        Topic,
        TopicId,
    )
    from bot.ports import Access, Chats, Claims, Clock, Daybook, Events, FeedStates, Outbox, Pacer, Topics
    from bot.taxonomy import Kind

ENGLISH: Final = Language("en")


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
class Rules:
    """Who may use the bot. `admins` and `chats` were named by the operator: "telegram:123", "slack:C1"."""

    access: str = "invite"
    admins: frozenset[str] = frozenset()
    chats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ports:
    """What the desk needs from outside."""

    chats: Chats
    topics: Topics
    events: Events
    access: Access
    outbox: Outbox
    clock: Clock
    feed_states: FeedStates
    daybook: Daybook
    claims: Claims
    pacer: Pacer | None = None  # bounds what one person, and one chat, may ask


@dataclass(frozen=True, slots=True)
class House:
    """What the house knows of itself. `follows` tells whether an event belongs to a topic, as delivery does.

    `explain` reads a text as matching does; None in a process that has no rules.
    """

    topics: Mapping[TopicId, Topic]
    outlets: Mapping[OutletId, Outlet]
    feeds: Mapping[FeedId, Feed]
    follows: Callable[[Topic, Event], bool]
    explain: Callable[[Entry], Explanation] | None
    rules: Rules
    language: Language


class Names(Protocol):
    """How a person names kinds and countries; the wording of their language knows it."""

    def kind_meant(self, text: str) -> Kind | None:
        """The kind that is named by its id or by its name."""

    def country_meant(self, text: str) -> Country | None:
        """The country that is named by its code or by its name."""


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
    first: bool = False  # the chat has not asked for anything before


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave, newest first; `more` if it stopped before the end of the archive."""

    query: Topic
    events: tuple[Event, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Backtest:
    """How often a topic (or rule) would have rung over so many days; `events` are the newest of those, newest first."""

    topic: Topic
    days: int
    rang: int
    events: tuple[Event, ...]
    spelled: str = ""  # an own topic in its grammar


@dataclass(frozen=True, slots=True)
class Point:
    """The ladder of a pair at one time, in both directions."""

    at: datetime
    there: Rung
    back: Rung


@dataclass(frozen=True, slots=True)
class Trend:
    """How a pair did over some days: the ladder, oldest first, and how many events of each kind, most first."""

    pair: tuple[Country, Country]
    days: int
    points: tuple[Point, ...]
    kinds: tuple[tuple[Kind, int], ...]

    @property
    def total(self) -> int:
        """How many events there were."""
        return sum(count for _, count in self.kinds)


@dataclass(frozen=True, slots=True)
class Missed:
    """What is known of a text that should have rung.

    `event`: it is in the archive after all. `outlet`: whose address it is, None if no feed of the house is of it.
    `explanation`: how matching reads the words that came with it, None without words or without rules.
    """

    note: Note
    event: Event | None = None
    outlet: Outlet | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Handover:
    """What the next shift must know: what rang, newest first, and the claims, oldest first.

    `older` rang before that time, and somebody is or was at it in that time.
    """

    since: datetime
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    older: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed and what the poller remembers of it; None: never polled."""

    feed: Feed
    state: FeedState | None


@dataclass(frozen=True, slots=True)
class BotStatus:
    """How the bot is."""

    feeds: int
    dark: tuple[FeedView, ...]  # those in trouble
    last_poll: datetime | None
    last_ring: Event | None
    chats: int
    dead_letters: int
    corrections: int  # that wait to be carried out


@dataclass(frozen=True, slots=True)
class ChatExport:
    """All that is kept of a chat."""

    chat: Chat
    topics: tuple[Topic, ...]  # its own
    notes: tuple[Note, ...]  # what was done from it
