"""Builders for the room of events: entries, matches and outlets, and a desk that takes entries the whole way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.events import Board, announce
from bot.model import (
    Alert,
    Country,
    Entry,
    EntryId,
    Event,
    FeedId,
    Language,
    Match,
    Outlet,
    OutletId,
    Ownership,
    RuleId,
    Status,
)
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from bot.events import Change
    from bot.model import Verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPORTED, DENIED, PLANNED, PAST = Status.REPORTED, Status.DENIED, Status.PLANNED, Status.PAST


def an_outlet(name: str, country: str = "GB", ownership: Ownership = Ownership.INDEPENDENT, *aliases: str) -> Outlet:
    return Outlet(OutletId(name), name.title(), Country(country), ownership, aliases=aliases)


OUTLETS = {
    o.id: o
    for o in (
        an_outlet("herald"),
        an_outlet("gazette", "US"),
        an_outlet("courier", "FR"),
        an_outlet("northwire", "GB", Ownership.AGENCY, "Northwire", "Нордвайр"),
        an_outlet("ru-state", "RU", Ownership.STATE),
        an_outlet("ru-state-two", "RU", Ownership.PRO_GOVERNMENT),
        an_outlet("ru-exile", "RU", Ownership.EXILE),
        an_outlet("az-state", "AZ", Ownership.STATE),
        an_outlet("az-independent", "AZ", Ownership.INDEPENDENT),
        an_outlet("advice-list", "US", Ownership.GOVERNMENT),
    )
}


def an_entry(
    title: str = "Baku detains two Russians near the port",
    *,
    summary: str = "",
    outlet: str = "herald",
    at: datetime = NOON,
    id: str = "",  # noqa: A002  (the field's name)
    language: str = "en",
    url: str = "",
    guid: str = "",
    published: datetime | str | None = "",
) -> Entry:
    own = id or f"{outlet}/{title}/{at:%d%H%M}"
    return Entry(
        id=EntryId(own),
        feed=FeedId(f"{outlet}/en"),
        outlet=OutletId(outlet),
        title=title,
        summary=summary,
        language=Language(language),
        url=url,
        published=at if isinstance(published, str) else published,
        seen=at,
        guid=guid,
    )


def a_match(kind: str = "arrest", source: str = "AZ", target: str = "RU", **fields: Any) -> Match:
    named: dict[str, Any] = {
        "status": Status.REPORTED,
        "sentence": f"{source} {kind} {target}",
        "spans": (),
        "rule": RuleId("en/test"),
        **fields,
    }
    return Match(kind=Kind(kind), source=Country(source), target=Country(target), **named)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@dataclass
class Desk:
    """A board with its archive of nothing: every change is stored and kept at once."""

    board: Board = field(default_factory=Board)
    policy: announce.Policy = field(default_factory=announce.Policy)
    alerts: list[Alert] = field(default_factory=list)

    def take(self, entry: Entry, *matches: Match, first_poll: bool = False) -> list[tuple[Event, Verdict]]:
        """What became of each change that the entry made."""
        changes = self.board.place_all(entry, matches, OUTLETS, entry.seen)
        return [self.settle(change, entry.seen, first_poll=first_poll) for change in changes]

    def settle(self, change: Change, now: datetime, *, first_poll: bool = False) -> tuple[Event, Verdict]:
        verdict = announce.decide(change, now, self.policy, first_poll=first_poll)
        event, alert = announce.alert_of(change, verdict, None, now)
        self.board.keep(event)
        self.alerts += [alert] if alert else []
        return event, verdict

    def one(self, entry: Entry, *matches: Match, first_poll: bool = False) -> tuple[Event, Verdict]:
        """The same for an entry that makes exactly one change."""
        (only,) = self.take(entry, *matches, first_poll=first_poll)
        return only
