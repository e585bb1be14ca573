"""Events and alerts to begin a test with; each test names only what it is about. All texts are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model import (
    Action,
    Alert,
    Chat,
    ChatRef,
    ChatSettings,
    Country,
    Delivery,
    EntryId,
    Event,
    EventId,
    Feed,
    FeedId,
    Headline,
    Language,
    Match,
    Outlet,
    OutletId,
    Ownership,
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

AT = datetime(2025, 7, 1, 14, 2, tzinfo=UTC)
RU, AZ = Country("RU"), Country("AZ")
TIMES = Outlet(
    OutletId("harbour-times"),
    "The Harbour Times",
    Country("GB"),
    Ownership.INDEPENDENT,
    domains=("harbour-times.example",),
)
STATE_WIRE = Outlet(OutletId("state-wire"), "State Wire", AZ, Ownership.STATE)
OUTLETS = {outlet.id: outlet for outlet in (TIMES, STATE_WIRE)}

FEEDS = {
    feed.id: feed
    for feed in (
        Feed(FeedId("harbour-times/en"), "https://harbour-times.example/rss", TIMES.id, Language("en")),
        Feed(FeedId("state-wire/az"), "https://state-wire.example/rss", STATE_WIRE.id, Language("az")),
    )
}

AZ_RU = Topic(
    TopicId("az-ru"),
    ((Language("en"), "Azerbaijan and Russia"), (Language("ru"), "Азербайджан и Россия")),
    pairs=((AZ, RU),),
)
BLOCKS = Topic(TopicId("blocks"), ((Language("en"), "Blocked media"),), kinds=(Kind("media_blocked"),))
TOPICS = {topic.id: topic for topic in (AZ_RU, BLOCKS)}


def a_match(
    kind: str = "ambassador_summoned", sentence: str = "Moscow summoned the ambassador.", **fields: object
) -> Match:
    """One entry's statement."""
    match = Match(
        Kind(kind), RU, AZ, Status.REPORTED, sentence, (Span(7, 15),), RuleId("en/ambassador_summoned/active")
    )
    return replace(match, **fields)


def a_report(number: int = 1, headline: str = "Moscow calls in the envoy", **fields: object) -> Report:
    """What one entry brought."""
    report = Report(
        entry=EntryId(f"entry-{number}"),
        feed=FeedId("harbour-times/en"),
        outlet=TIMES.id,
        origin=f"origin-{number}",
        url=f"https://harbour-times.example/{number}",
        headlines=(Headline(headline, AT),),
        language=Language("en"),
        published=AT,
        seen=AT + timedelta(seconds=20),
        match=a_match(),
    )
    return replace(report, **fields)


def an_event(kind: str = "ambassador_summoned", status: Status = Status.REPORTED, **fields: object) -> Event:
    """One happening."""
    event = Event(
        id=EventId("ev-1"),
        kind=Kind(kind),
        source=RU,
        target=AZ,
        status=status,
        standing=Standing.ONE_OUTLET,
        opened=AT,
        happened=AT,
        changed=AT,
        reports=(a_report(),),
        changes=1,
    )
    return replace(event, **fields)


def an_alert(event: Event | None = None, **fields: object) -> Alert:
    """What the chats see of it."""
    event = event or an_event()
    alert = Alert(event, Action.RING, Reason.FIRST_REPORT, AT + timedelta(seconds=21), lead=event.reports[0].entry)
    return replace(alert, **fields)


def a_chat(id: object, platform: Platform = Platform.TELEGRAM, thread: str = "", **settings: object) -> Chat:  # noqa: A002
    """A chat that follows a topic."""
    return Chat(ChatRef(platform, str(id), thread), ChatSettings(**settings), topics=(AZ_RU.id,))


def a_delivery(chat: Chat, alert: Alert | None = None, receipt: Receipt | None = None, **fields: object) -> Delivery:
    """An alert on its way."""
    return replace(Delivery(alert or an_alert(), chat, receipt), **fields)


def grown(event: Event, **fields: object) -> Event:
    """The event after one more change."""
    return replace(event, changes=event.changes + 1, changed=event.changed + timedelta(minutes=5), **fields)
