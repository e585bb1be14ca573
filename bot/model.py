"""The nouns of the house: frozen values that one room makes and no room changes. This docstring is the glossary.

    bytes -> Entry -> Match -> Event -> Alert -> Delivery -> receipt

outlet        publishes feeds; its ownership says whose voice it is
feed          one address that an outlet offers; holds entries
entry         one item of a feed, cleaned; title, summary, when
match         one entry's statement of one act: kind, source -> target, status, sentence
report        what one entry brought to an event; its headline trail is kept
origin        where a text was first written; reports copied from one wire share it
event         the reports of one happening between two countries
standing      how well an event is supported
reason        why a change of an event rings, edits or rests: one word in log, test and alert
alert         what the chats see of an event after one change
topic         what one can subscribe to: pairs, kinds, countries, words
chat          where alerts go: a Telegram chat (or forum topic), a Slack channel, the terminal
subscription  ties a chat to a topic, with the chat's settings
delivery      one alert on its way to one chat
receipt       what came of a delivery; holds the message id for later edits
ladder        the level of tension of a pair, 0 to 10, each direction apart
claim         an editor's word to be at work on an event
note          what a person of the desk did: audit trail and labelled data in one
trouble       what the operators of the bot should hear of, once, and again when it is over

Times are aware UTC datetimes; durations are timedelta. A `Country` is an ISO 3166-1 alpha-2 code, or EU, NATO, UN, or
XX for a side that the text leaves unnamed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from bot.taxonomy import Kind  # noqa: TC001  (same)

Country = NewType("Country", str)
Language = NewType("Language", str)  # BCP 47: "en", "ru", "az", "uk", "pt-BR"
OutletId = NewType("OutletId", str)  # the slug in feeds.yaml, "oc-media"
FeedId = NewType("FeedId", str)  # "oc-media/en"
EntryId = NewType("EntryId", str)  # derived from feed and content, so that a repeat is harmless
EventId = NewType("EventId", str)  # derived from its first report and kind
RuleId = NewType("RuleId", str)  # "en/arrest/passive"
TopicId = NewType("TopicId", str)  # the slug in feeds.yaml, or "own:<digest>" for a chat's own topic

UNNAMED: Final = Country("XX")


class Ownership(StrEnum):
    """Whose voice an outlet is; the basis for each label stands beside it in feeds.yaml."""

    STATE = "state"
    PRO_GOVERNMENT = "pro-government"
    PUBLIC = "public"
    INDEPENDENT = "independent"
    EXILE = "exile"
    AGENCY = "agency"
    GOVERNMENT = "government"


class Status(StrEnum):
    """What a text says of an act (gold codebook, "status")."""

    REPORTED = "reported"
    DENIED = "denied"
    PLANNED = "planned"
    PAST = "past"


class Standing(StrEnum):
    """How well an event is supported, best last that applies."""

    ONE_OUTLET = "one outlet only"
    ONE_SIDE_STATE_MEDIA = "only state media of one side so far"
    INDEPENDENT_OUTLETS = "independent outlets"
    BOTH_SIDES = "both sides report"
    OFFICIAL = "officially confirmed"
    DENIED = "denied"


class Action(StrEnum):
    """What a change of an event does to the chats that follow it."""

    RING = "ring"
    EDIT = "edit"
    NONE = "none"


class Reason(StrEnum):
    """Why a change rings, edits or rests."""

    # ring
    FIRST_REPORT = "FIRST_REPORT"
    ESCALATED = "ESCALATED"  # a more severe kind within the same event
    CONFIRMED = "CONFIRMED"  # officially, or by the other side
    DENIED = "DENIED"
    REVERSED = "REVERSED"  # the act was undone
    CORRECTED_BY_OUTLET = "CORRECTED_BY_OUTLET"  # withdrawn, or "arrested" rewritten to "questioned"
    NEW_PARTY = "NEW_PARTY"  # an unnamed side got its name, or a further country joined
    NUMBER_GREW = "NUMBER_GREW"  # 2 -> 11
    UNCLAIMED = "UNCLAIMED"  # severity 5 that nobody on the desk took
    TEST = "TEST"  # asked for by /test
    # edit
    ANOTHER_OUTLET = "ANOTHER_OUTLET"
    BETTER_SOURCE = "BETTER_SOURCE"
    RETITLED = "RETITLED"
    AMENDED_BY_DESK = "AMENDED_BY_DESK"  # false alarm, merge, split
    # rest
    COPY = "COPY"  # the same origin again, or the same article under another address
    QUIET_KIND = "QUIET_KIND"  # talks and rhetoric are kept and counted, never rung
    NOT_REPORTED = "NOT_REPORTED"  # planned or past: kept, not rung
    RECAP = "RECAP"  # an article that retells old acts
    TOO_OLD = "TOO_OLD"  # older than the set age at first sight
    FIRST_POLL = "FIRST_POLL"  # the backlog of a feed seen for the first time
    HELD = "HELD"  # a flapping advisory waits for a second poll or source
    NO_EVENT = "NO_EVENT"


class Platform(StrEnum):
    """A channel family; each has its own courier."""

    TELEGRAM = "telegram"
    SLACK = "slack"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher. `domains` are the hosts its links may lead to; `basis` says in a few words why the label."""

    id: OutletId
    name: str
    country: Country
    ownership: Ownership
    basis: str = ""
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # how wires and other outlets cite it: "APA", "АПА"


@dataclass(frozen=True, slots=True)
class Feed:
    """One address of an outlet."""

    id: FeedId
    url: str
    outlet: OutletId
    language: Language
    checked: str = "never"  # ISO date of the last time a person opened it, or "never"
    utc_offset: timedelta = timedelta(0)  # of its dates that name no time zone


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: plain text, no markup. `published` is None where the feed gives no readable date."""

    id: EntryId
    feed: FeedId
    outlet: OutletId
    title: str
    summary: str
    language: Language
    url: str
    published: datetime | None
    seen: datetime
    guid: str = ""  # as the feed gave it; the same guid with another title is a retitled report


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence, as offsets in characters: `sentence[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """One entry's statement of one act. What it does not say stays None or empty."""

    kind: Kind
    source: Country
    target: Country
    status: Status
    sentence: str
    spans: tuple[Span, ...]  # the words of the trigger and its slots, for the bold in the alert
    rule: RuleId
    in_title: bool = True
    people: int | None = None  # how many persons the act concerns
    persons: tuple[str, ...] = ()  # named persons, as the text spells them
    place: str | None = None
    said_by: str | None = None  # "Report", "МИД РФ": who says so, as the text spells it
    ordinary_crime: bool = False  # a tourist's theft; a topic may mute it
    retold: bool = False  # background in an article about something else
    why: tuple[str, ...] = ()  # what set status and direction, in order, for `explain`


@dataclass(frozen=True, slots=True)
class Headline:
    """A title that a report bore, and since when."""

    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What one entry brought to an event. Addresses and headlines are oldest first; the last headline is current."""

    entry: EntryId
    feed: FeedId
    outlet: OutletId
    origin: str  # reports copied from one wire share it
    url: str
    headlines: tuple[Headline, ...]
    language: Language
    published: datetime | None
    seen: datetime
    match: Match
    guid: str = ""
    other_urls: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # folded words of title and summary: what likeness compares; bounded
    official: bool = False  # an authority of one of the two sides says so in it

    @property
    def headline(self) -> str:
        """The current title."""
        return self.headlines[-1].text


@dataclass(frozen=True, slots=True)
class Event:
    """One happening between two countries and all that was reported of it; `reports` are in order of arrival."""

    id: EventId
    kind: Kind  # the most severe kind reported of it
    source: Country
    target: Country
    status: Status
    standing: Standing
    opened: datetime  # when the bot first saw it
    happened: datetime  # best estimate: the earliest credible publication time
    changed: datetime
    reports: tuple[Report, ...]
    other_kinds: tuple[Kind, ...] = ()
    other_parties: tuple[Country, ...] = ()
    people: int | None = None
    persons: tuple[str, ...] = ()
    place: str | None = None
    denied_by: tuple[str, ...] = ()
    ordinary_crime: bool = False
    rung: datetime | None = None  # last time it rang; None if it never did
    changes: int = 0  # dense count of changes; the alert of change n replaces that of n-1
    false_alarm: bool = False
    merged_into: EventId | None = None
    rang_for: tuple[str, ...] = ()  # "ESCALATED:custody_death": each reason rings once for each step
    held: bool = False  # a changed advisory that waits for a second poll or source
    undoes: EventId | None = None  # the event that this release or lifting reverses
    undone_by: EventId | None = None
    denies: EventId | None = None  # the event that this denial contradicts
    unlisted: int = 0  # reports counted but no longer kept
    amended_for: str = ""  # why an editor put it right, in their words


@dataclass(frozen=True, slots=True)
class Rung:
    """A level of the ladder of a directed pair: 0.0 to 10.0, and its change over the last day."""

    source: Country
    target: Country
    level: float
    change: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a change, and why."""

    action: Action
    reason: Reason


@dataclass(frozen=True, slots=True)
class Alert:
    """What the chats see of an event after one change. (event.id, event.changes) names it."""

    event: Event
    action: Action  # never NONE: what rests makes no alert
    reason: Reason
    at: datetime
    lead: EntryId  # the report whose headline and sentence are shown
    ladder: Rung | None = None
    only: ChatRef | None = None  # set for a test alert: this chat alone gets it

    @property
    def lead_report(self) -> Report:
        """The report that speaks for the event."""
        return next(r for r in self.event.reports if r.entry == self.lead)


@dataclass(frozen=True, slots=True)
class ChatRef:
    """Where a message goes. `id` is the platform's own; `thread` a Telegram forum topic or a Slack thread, or empty."""

    platform: Platform
    id: str
    thread: str = ""

    def __str__(self) -> str:
        """`telegram:-100123#7`: one string form for keys and logs."""
        return f"{self.platform}:{self.id}" + (f"#{self.thread}" if self.thread else "")


@dataclass(frozen=True, slots=True)
class Topic:
    """What one can subscribe to. An empty field does not restrict; fields that are set must all hold.

    `pairs` are undirected; `words` match as folded whole words or phrases in title or sentence, any of them suffices.
    """

    id: TopicId
    names: tuple[tuple[Language, str], ...]
    pairs: tuple[tuple[Country, Country], ...] = ()
    countries: tuple[Country, ...] = ()
    sources: tuple[Country, ...] = ()
    targets: tuple[Country, ...] = ()
    kinds: tuple[Kind, ...] = ()
    words: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    outlets: tuple[OutletId, ...] = ()
    min_severity: int = 1
    owner: ChatRef | None = None  # None: the house's own, from feeds.yaml

    def name(self, language: Language) -> str:
        """Its name in that language, else in the first one given."""
        return dict(self.names).get(language, self.names[0][1])


class MuteOf(StrEnum):
    """What can be muted for a time."""

    EVENT = "event"
    KIND = "kind"
    COUNTRY = "country"
    CRIME = "crime"  # ordinary crime; the value stays empty


@dataclass(frozen=True, slots=True)
class Mute:
    """A silence that ends by itself."""

    of: MuteOf
    value: str
    until: datetime


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When a chat sleeps, in minutes after midnight of its own time zone; `end` before `start` goes over midnight."""

    start: int
    end: int
    breaks: int = 5  # an alert of this severity or more rings all the same; 6: none does


@dataclass(frozen=True, slots=True)
class Digest:
    """What a topic brings comes bundled: each hour, or once a day at this minute after midnight."""

    topic: TopicId
    at: int | None = None  # None: each hour


@dataclass(frozen=True, slots=True)
class Morning:
    """A handover that comes by itself each day, `at` minutes after midnight of the chat's zone, from `since` on."""

    at: int
    since: datetime


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How a chat wants to be served."""

    language: Language = Language("en")
    time_zone: str = "UTC"  # IANA name
    min_severity: int = 1
    mute_ordinary_crime: bool = False
    muted_kinds: tuple[Kind, ...] = ()
    muted_countries: tuple[Country, ...] = ()
    edits: bool = True
    muted_events: tuple[EventId, ...] = ()  # newest last, a bounded number
    mutes: tuple[Mute, ...] = ()  # silences that end by themselves
    languages: tuple[Language, ...] = ()  # of outlets: only events that one of these reports; empty: all
    ownerships: tuple[Ownership, ...] = ()  # the same for whose outlets they are
    sound_from: int = 1  # alerts of less severity come without a sound; 6: all do
    quiet: QuietHours | None = None
    digests: tuple[Digest, ...] = ()  # of topics that are not instant
    morning: Morning | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that the bot serves: its settings and the topics it follows."""

    ref: ChatRef
    settings: ChatSettings = field(default_factory=ChatSettings)
    topics: tuple[TopicId, ...] = ()
    title: str = ""
    since: datetime | None = None  # events opened before it are never sent unasked


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of the deliveries of one event to one chat: the message that later edits change."""

    chat: ChatRef
    event: EventId
    message: str  # Telegram message_id, Slack ts
    change: int  # event.changes shown there
    at: datetime
    replies: tuple[str, ...] = ()  # messages of later rings
    bundled: bool = False  # the message tells of several events: it is answered, never edited


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one chat. `receipt` is what an earlier alert of the event left there."""

    alert: Alert
    chat: Chat
    receipt: Receipt | None
    attempt: int = 1
    topic: TopicId | None = None  # the subscription that wanted it
    unsure: bool = False  # an earlier attempt may have arrived
    plain: bool = False  # the platform refused its markup: send it as plain text
    held: bool = False  # it waited for the end of quiet hours, or for a digest
    also: tuple[Alert, ...] = ()  # further events that waited and come in the same message
    overdue: bool = False  # it waited because the bot, or the platform, was away


class NoteKind(StrEnum):
    """What a person of the desk did."""

    FALSE_ALARM = "false-alarm"  # no such act, or none between two countries
    MERGED = "merged"  # two events are one
    SPLIT = "split"  # one event is two
    MISSED = "missed"  # should have rung and did not
    CLAIMED = "claimed"
    RELEASED = "released"
    PUBLISHED = "published"
    DROPPED = "dropped"
    INVITED = "invited"
    BROADCAST = "broadcast"
    REVIVED = "revived"  # a dead letter was tried again


@dataclass(frozen=True, slots=True)
class Note:
    """One deed of a person of the desk. What it does not concern stays empty."""

    id: str  # derived from what was done, by whom and when
    kind: NoteKind
    at: datetime
    by: str  # "telegram:123"
    chat: ChatRef
    event: EventId | None = None
    other: EventId | None = None  # merged into `event`
    entries: tuple[EntryId, ...] = ()  # split from it
    text: str = ""  # why, or what was missed or broadcast, in the person's words
    url: str = ""
    rules: tuple[RuleId, ...] = ()  # what it speaks for or against


class Work(StrEnum):
    """How far an editor is with an event."""

    WORKING = "working"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on an event. It lets go at `until`; what was published or dropped is only remembered until then."""

    event: EventId
    by: str  # "slack:U1"
    name: str  # what colleagues call them
    chat: ChatRef
    at: datetime
    until: datetime
    work: Work = Work.WORKING
    url: str = ""  # of what was published


@dataclass(frozen=True, slots=True)
class HubSubscription:
    """A feed's subscription at its WebSub hub. It is active from `verified` until `until`."""

    feed: FeedId
    hub: str
    topic: str  # the feed's address as the hub knows it
    token: str  # the last part of the callback's address
    secret: str  # signs the pushes
    asked: datetime | None = None
    refusals: int = 0  # times asked without being asked back
    verified: datetime | None = None
    until: datetime | None = None
    pushed: datetime | None = None  # last push that went the whole way
    missed: bool = False  # a poll has since found what was not pushed
    reached_at: str = ""  # the bot's public address when the hub was asked


class TroubleKind(StrEnum):
    """What operators hear of."""

    FEED_DARK = "feed-dark"
    FEED_WALLED = "feed-walled"  # the publisher shuts bots out
    FEED_MOVED = "feed-moved"  # by a permanent redirect; never over, told once
    CHAT_GONE = "chat-gone"  # never over, told once
    DEAD_LETTERS = "dead-letters"
    UNREADABLE = "unreadable"  # damaged entries were set aside; never delivered
    DISK_FULL = "disk-full"
    STATE_AWAY = "state-away"  # the server of the state does not answer, or refuses to write
    CHANNEL_TROUBLE = "channel-trouble"  # a platform does not answer, or the connection is deaf
    CHANNEL_BROKEN = "channel-broken"  # a platform refuses the bot until a person acts


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble: `about` names the feed, chat, platform or place; the sentence says what is wrong, in English."""

    kind: TroubleKind
    about: str
    sentence: str = ""

    @property
    def key(self) -> str:
        """What tells it from other troubles: the same trouble in other words has the same key."""
        return f"{self.kind}:{self.about}"


@dataclass(frozen=True, slots=True)
class KnownTrouble:
    """A trouble, since when it lasts, and when it ended."""

    trouble: Trouble
    since: datetime
    over: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the next poll of a feed must know."""

    feed: FeedId
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    url: str = ""  # where a 301 led; empty: as in feeds.yaml
    polled: datetime | None = None
    due: datetime | None = None
    fresh: datetime | None = None  # last time it brought a new entry
    failing_since: datetime | None = None
    failures: int = 0
    trouble: str = ""  # one sentence for the operators
    rhythm: timedelta | None = None  # its own usual pause between entries
    entries: int = 0  # ever seen
    quiet: timedelta | None = None  # the longest silence that is usual for it, such as its nights
    configured: str = ""  # its address in feeds.yaml when this was learnt; another one makes it a new feed
