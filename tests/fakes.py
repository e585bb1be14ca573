"""Fakes of ports, and builders of values, for every room's tests. All texts are invented."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.model import (
    Action,
    Alert,
    Chat,
    ChatRef,
    ChatSettings,
    Country,
    Delivery,
    Entry,
    EntryId,
    Event,
    EventId,
    FeedId,
    Headline,
    Language,
    Match,
    OutletId,
    Platform,
    Reason,
    Receipt,
    Report,
    RuleId,
    Span,
    Standing,
    Status,
    Topic,
    TopicId,
)
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.errors import SendFailed

NOON = datetime(2025, 7, 3, 12, 0, tzinfo=UTC)


class FakeClock:
    """A clock that moves when told to; `sleep` moves it at once."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    def advance(self, span: timedelta) -> None:
        """Move it on."""
        self.at += span

    async def sleep(self, pause: timedelta) -> None:
        """Move on by the pause; other tasks get their turn."""
        self.at += pause
        await asyncio.sleep(0)


class RealClock:
    """The wall clock, for tests that wait for real."""

    def now(self) -> datetime:
        """The current time."""
        return datetime.now(UTC)

    async def sleep(self, pause: timedelta) -> None:
        """Really sleep."""
        await asyncio.sleep(pause.total_seconds())


@dataclass(slots=True)
class RecordingSender:
    """A Sender that keeps what it was given. `troubles` are raised first, one a send; None lets one through."""

    platform: Platform = Platform.TELEGRAM
    clock: Any = field(default_factory=FakeClock)
    sent: list[Delivery] = field(default_factory=list)
    troubles: list[SendFailed | None] = field(default_factory=list)
    arrived: dict[tuple[EventId, ChatRef], Receipt] = field(default_factory=dict)  # what `find` knows
    looked: list[Delivery] = field(default_factory=list)

    async def send(self, delivery: Delivery) -> Receipt:
        """Keep it and give a receipt, or raise the next trouble."""
        await asyncio.sleep(0)
        if self.troubles and (trouble := self.troubles.pop(0)) is not None:
            raise trouble
        self.sent.append(delivery)
        event, old = delivery.alert.event, delivery.receipt
        message = old.message if old else f"m{len(self.sent)}"
        return Receipt(delivery.chat.ref, event.id, message, event.changes, self.clock.now())

    async def find(self, delivery: Delivery) -> Receipt | None:
        """What `arrived` says."""
        self.looked.append(delivery)
        return self.arrived.get((delivery.alert.event.id, delivery.chat.ref))

    @property
    def heard(self) -> list[tuple[str, str, int]]:
        """(chat, event, change) of what was sent, in order."""
        return [(str(d.chat.ref), d.alert.event.id, d.alert.event.changes) for d in self.sent]


async def wait_until(condition: Callable[[], Any], within: float = 10.0) -> None:
    """Return once the condition holds. Raises AssertionError if it does not within so many seconds."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "the awaited condition did not come true"
        await asyncio.sleep(0.005)


def a_ref(number: int | str = 1, platform: Platform = Platform.TELEGRAM, thread: str = "") -> ChatRef:
    """A chat's address."""
    return ChatRef(platform, str(number), thread)


def a_chat(ref: ChatRef | int = 1, *topics: str, **settings: Any) -> Chat:
    """A chat that follows these topics ("all" if none is given); keywords are its settings."""
    ref = ref if isinstance(ref, ChatRef) else a_ref(ref)
    return Chat(ref, ChatSettings(**settings), tuple(TopicId(t) for t in topics or ("all",)), title="Desk")


def a_topic(id_: str = "all", **fields: Any) -> Topic:
    """A topic that does not restrict anything unless told to."""
    return Topic(TopicId(id_), ((Language("en"), id_),), **fields)


def a_match(kind: str = "ambassador_summoned", source: str = "RU", target: str = "AZ", **fields: Any) -> Match:
    """A reported act."""
    sentence = fields.pop("sentence", "Examplia summoned the ambassador of Samplia.")
    status = fields.pop("status", Status.REPORTED)
    return Match(
        Kind(kind), Country(source), Country(target), status, sentence, (Span(0, 8),), RuleId("en/test"), **fields
    )


def a_report(number: int = 1, *, headline: str = "Envoy called in", at: datetime = NOON, **fields: Any) -> Report:
    """One outlet's report."""
    defaults: dict[str, Any] = {
        "entry": EntryId(f"entry-{number}"),
        "feed": FeedId(f"example-{number}/en"),
        "outlet": OutletId(f"example-{number}"),
        "origin": f"origin-{number}",
        "url": f"https://example-{number}.test/{number}",
        "headlines": (Headline(headline, at),),
        "language": Language("en"),
        "published": at,
        "seen": at,
        "match": a_match(),
    }
    return Report(**{**defaults, **fields})


def an_event(id_: str = "event-1", *, changes: int = 1, at: datetime = NOON, **fields: Any) -> Event:
    """An event with one report that rang."""
    defaults: dict[str, Any] = {
        "kind": Kind("ambassador_summoned"),
        "source": Country("RU"),
        "target": Country("AZ"),
        "status": Status.REPORTED,
        "standing": Standing.ONE_OUTLET,
        "opened": at,
        "happened": at,
        "changed": at,
        "reports": (a_report(at=at),),
        "rung": at,
    }
    return Event(EventId(id_), changes=changes, **{**defaults, **fields})


def an_alert(event: Event | None = None, *, action: Action = Action.RING, **fields: Any) -> Alert:
    """An alert of the event's last change."""
    event = event or an_event()
    reason = fields.pop("reason", Reason.FIRST_REPORT if action is Action.RING else Reason.ANOTHER_OUTLET)
    lead = fields.pop("lead", event.reports[0].entry)
    return Alert(event, action, reason, fields.pop("at", event.changed), lead, **fields)


def changed(event: Event, **fields: Any) -> Event:
    """The event after one more change."""
    return replace(event, changes=event.changes + 1, **fields)


def an_entry(number: int = 1, *, title: str = "Envoy called in", **fields: Any) -> Entry:
    """One item of a feed."""
    defaults: dict[str, Any] = {
        "feed": FeedId("example/en"),
        "outlet": OutletId("example"),
        "summary": "The ministry of Examplia called in the envoy of Samplia.",
        "language": Language("en"),
        "url": f"https://example.test/{number}",
        "published": NOON,
        "seen": NOON,
    }
    return Entry(EntryId(f"entry-{number}"), title=title, **{**defaults, **fields})
