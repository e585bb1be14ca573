"""What a chat may ask, answered in values: topics, latest, why, mute, settings, corrections, claims, a test.

A wish that cannot be met raises BadRequest with the key of a text; the channels turn values and keys into words. Topics
betray investigations, so nothing of the archive is readable without access:

    open      everybody may ask
    list      the administrators and whom they named (`Access.grant`)
    invite    the same, and whoever opens a one-time invitation

A group or channel that an admitted person subscribed is admitted with all who read it; changing anything there takes an
admitted person who is also an administrator of the chat. The desk is one class in parts, each on the one before:

    Doors > Daybook > Following > Reading > Serving > Working > Operating > Trial > Desk
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.trial import Trial
from bot.desk.values import (
    ENGLISH,
    Asker,
    Backtest,
    BotStatus,
    ChatExport,
    FeedView,
    Found,
    Handover,
    House,
    Latest,
    Missed,
    Names,
    Point,
    Ports,
    Rules,
    TopicChoice,
    Trend,
    Welcome,
)
from bot.desk.wishes import (
    find_topic,
    listed,
    minute_meant,
    number_meant,
    owners_meant,
    quiet_meant,
    span_meant,
    split_count,
)
from bot.desk.working import NIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.matching import Explanation
    from bot.model import Entry, Event, Feed, FeedId, Language, Outlet, OutletId, Topic, TopicId
    from bot.ports import Access, Chats, Claims, Clock, Daybook, Events, FeedStates, Outbox, Pacer, Topics

__all__ = [
    "NIGHT",
    "Asker",
    "Backtest",
    "BotStatus",
    "ChatExport",
    "Desk",
    "FeedView",
    "Found",
    "Handover",
    "Latest",
    "Missed",
    "Names",
    "Point",
    "Rules",
    "TopicChoice",
    "Trend",
    "Welcome",
    "find_topic",
    "listed",
    "minute_meant",
    "number_meant",
    "owners_meant",
    "quiet_meant",
    "span_meant",
    "split_count",
]


class Desk(Trial):
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
        feed_states: FeedStates,
        daybook: Daybook,
        claims: Claims,
        house_topics: Mapping[TopicId, Topic],
        outlets: Mapping[OutletId, Outlet],
        follows: Callable[[Topic, Event], bool],
        feeds: Mapping[FeedId, Feed] | None = None,
        explain: Callable[[Entry], Explanation] | None = None,
        rules: Rules | None = None,
        language: Language = ENGLISH,
        pacer: Pacer | None = None,
    ) -> None:
        ports = Ports(chats, topics, events, access, outbox, clock, feed_states, daybook, claims, pacer)
        house = House(house_topics, outlets, feeds or {}, follows, explain, rules or Rules(), language)
        super().__init__(ports, house)
