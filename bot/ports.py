"""What the rooms need from outside, as Protocols. `store` fulfils them over Redis, the channels fulfil Sender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable, Sequence

    from bot.model import (
        Alert,
        Chat,
        ChatRef,
        Claim,
        Delivery,
        Entry,
        Event,
        EventId,
        FeedId,
        FeedState,
        HubSubscription,
        KnownTrouble,
        Note,
        Platform,
        Receipt,
        Topic,
        TopicId,
    )


class Trying(StrEnum):
    """What `Outbox.sending` found."""

    GO = "go"  # marked: send now
    AGAIN = "again"  # an earlier send was not answered and may have arrived; nothing was marked
    BUSY = "busy"  # another worker is at it; look again after `wait`
    SHOWN = "shown"  # the chat shows this change or a later one, or one is on its way there


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whether a delivery may be tried now."""

    state: Trying
    receipt: Receipt | None = None  # as it is now
    tries: int = 0  # sends of it before this one that were not answered
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up, and why."""

    ticket: str
    delivery: Delivery
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """How often, and since when, a platform refused the bot as a member of a chat."""

    since: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages in any span of `per`. `name` tells it from the platform's other limits."""

    name: str
    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """How long until a token grows, and the name of the limit that lacks it."""

    span: timedelta
    limit: str


class Clock(Protocol):
    """Where `now` comes from."""

    def now(self) -> datetime:
        """The current time, aware, UTC."""

    async def sleep(self, pause: timedelta) -> None:
        """Return after `pause`."""


class FeedStates(Protocol):
    """What is remembered of each feed between polls."""

    async def all(self) -> dict[FeedId, FeedState]:
        """The state of every feed ever polled."""

    async def put(self, state: FeedState) -> None:
        """Store it durably."""


class HubSubscriptions(Protocol):
    """The subscriptions at WebSub hubs, one a feed at most."""

    async def all(self) -> dict[FeedId, HubSubscription]:
        """All of them."""

    async def put(self, subscription: HubSubscription) -> None:
        """Store or replace one, durably."""

    async def remove(self, feed: FeedId) -> None:
        """Forget one."""


class Seen(Protocol):
    """Which entries have gone the whole way."""

    async def unseen(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those not yet seen with this very content, in the given order."""

    async def mark(self, entries: Iterable[Entry]) -> None:
        """Written last, after the event's change is durable."""


class Events(Protocol):
    """The archive of events; one writer at a time, held by a lease with a fencing number."""

    async def open_since(self, since: datetime) -> list[Event]:
        """Events changed since then, oldest change first: what a worker loads at its start."""

    async def commit(self, event: Event, alert: Alert | None) -> None:
        """Store the event and, in the same atomic write, put the alert into the outbox. A repeat is harmless.

        Raises NotTheOwner if a newer worker has taken over.
        """

    async def get(self, event: EventId) -> Event | None:
        """One event, or None if it was never there or has expired."""

    async def latest(self, count: int, before: datetime | None = None) -> list[Event]:
        """The newest events by `changed`, newest first."""

    def between(self, since: datetime, until: datetime) -> AsyncIterator[Event]:
        """Events changed in that time, oldest first."""


class Chats(Protocol):
    """The chats that the bot serves, their settings and subscriptions; a write is durable when it returns."""

    async def get(self, ref: ChatRef) -> Chat | None:
        """One chat, or None if it never asked for anything."""

    async def put(self, chat: Chat) -> None:
        """Store or replace it."""

    async def forget(self, ref: ChatRef) -> None:
        """Remove the chat and all that is kept of it."""

    async def move(self, old: ChatRef, new: ChatRef) -> None:
        """Carry settings, subscriptions and receipts over to the chat's new address."""

    async def on(self, platform: Platform) -> list[Chat]:
        """All chats of a platform that follow at least one topic, in a steady order."""


class Topics(Protocol):
    """Topics that chats made themselves; the house's own come from feeds.yaml."""

    async def own(self) -> dict[TopicId, Topic]:
        """All of them."""

    async def put(self, topic: Topic) -> None:
        """Store or replace one."""

    async def remove(self, topic: TopicId) -> None:
        """Remove one."""


class Access(Protocol):
    """Who may use the bot: administrators, members, invitations."""

    async def roles(self, user: str) -> set[str]:
        """Subset of {"admin", "member"}; `user` is "telegram:123" or "slack:U1"."""

    async def grant(self, user: str, role: str) -> None:
        """Give a role, durably."""

    async def revoke(self, user: str, role: str) -> None:
        """Take a role away."""

    async def holders(self, role: str) -> set[str]:
        """Everybody who has the role."""

    async def has_admin(self) -> bool:
        """Whether anybody was ever made administrator."""

    async def new_invitation(self, role: str, lifetime: timedelta) -> str:
        """A one-time code (URL-safe, at most 32 characters) that gives the role to whoever opens it."""

    async def redeem(self, code: str, user: str) -> str | None:
        """Atomically use up the code and grant its role; None if it is unknown, used or expired."""


class Daybook(Protocol):
    """What persons of the desk did: the audit trail, and the corrections that wait for the worker of the archive."""

    async def add(self, note: Note, *, waiting: bool = False) -> None:
        """Keep it, durably; `waiting`: it changes events, which only the worker that holds their lease may do."""

    async def newest(self, count: int) -> list[Note]:
        """The newest notes, newest first."""

    async def waiting(self) -> list[Note]:
        """Corrections that were not carried out yet, oldest first."""

    async def done(self, note: str) -> None:
        """This correction was carried out."""

    async def take_turn(self, what: str, worker: str, lasting: timedelta) -> bool:
        """Whether this worker is the one to do it, from now on for so long; nobody else is meanwhile."""


class Claims(Protocol):
    """Who works on which event."""

    async def take(self, claim: Claim) -> Claim:
        """Put it unless another person's claim holds (`until` after `claim.at`); gives the one that holds now."""

    async def get(self, event: EventId) -> Claim | None:
        """The claim of an event, also one that has lapsed."""

    async def drop(self, event: EventId) -> None:
        """Nobody works on it any more."""

    async def all(self) -> list[Claim]:
        """All claims, oldest first; those that lapsed long ago are forgotten."""


class Outbox(Protocol):
    """The durable pause of the way: alerts wait here for the courier of each platform.

    put, commit -> claim -> sending -> Sender.send -> record -> done
                               |-> postpone -> due -> sending ... -> settled
                               `-> bury -> dead -> revive
    """

    async def put(self, alert: Alert) -> None:
        """Add an alert that changes no event (a test alert with `only` set); durable when it returns."""

    async def claim(
        self, platform: Platform, worker: str, count: int, wait: timedelta, holding: Collection[str] = ()
    ) -> list[tuple[str, Alert]]:
        """Up to `count` alerts with their ticket: the most severe first, the oldest first within a severity.

        What a dead worker left is taken over, and so are claims of its own that are not among the tickets it is
        `holding`: an answer was lost. Empty if nothing came within `wait`.
        """

    async def renew(self, platform: Platform, worker: str, tickets: Collection[str]) -> None:
        """Keep these claims: the worker lives and is at them."""

    async def release(self, platform: Platform, worker: str, tickets: Collection[str]) -> None:
        """Give these claims to whoever claims next."""

    async def done(self, platform: Platform, ticket: str) -> None:
        """This alert needs no more work on this platform."""

    async def receipts(self, event: EventId, chats: Collection[ChatRef]) -> dict[ChatRef, Receipt]:
        """What earlier alerts of the event left in these chats."""

    async def sending(self, delivery: Delivery, worker: str, *, again: bool = False) -> Attempt:
        """Mark durably that a send is about to be tried, unless the answer says otherwise; see Attempt.

        With `again` a send whose answer was lost is tried once more.
        """

    async def is_unanswered(self, delivery: Delivery) -> bool:
        """Whether an earlier send to that chat may have arrived."""

    async def unsent(self, delivery: Delivery) -> None:
        """Take the last mark away: that send surely did not arrive. Earlier ones that may have stay marked."""

    async def record(self, receipt: Receipt) -> None:
        """Store what was sent, unless a newer receipt is there; takes the mark away and ends an absence."""

    async def postpone(self, delivery: Delivery, due: datetime) -> str:
        """Keep one chat's delivery for later, durably, so that its alert can be done; gives its ticket.

        Event, change and chat make the ticket: the same delivery again replaces what was kept of it.
        """

    async def due(self, platform: Platform, now: datetime, count: int) -> list[tuple[str, Delivery]]:
        """Postponed deliveries whose time has come, with their ticket, leased to the caller for a minute.

        Each has the chat as it is now.
        """

    async def settled(self, platform: Platform, ticket: str) -> None:
        """This postponed delivery needs no more work."""

    async def bury(self, delivery: Delivery, why: str, now: datetime) -> None:
        """Put it among the dead letters: visible, listed, retried by command."""

    async def dead(self, platform: Platform) -> list[DeadLetter]:
        """The dead letters, oldest first."""

    async def revive(self, platform: Platform, ticket: str, now: datetime) -> bool:
        """Try a dead letter again from its first attempt; False if there is none of that ticket."""

    async def absent(self, chat: ChatRef, now: datetime) -> Absence:
        """Count that the platform refused the bot as a member of this chat."""


class Pacer(Protocol):
    """What all workers together may send; shared, so that no platform is asked for more than it allows."""

    async def take(self, platform: Platform, limits: Sequence[Limit], now: datetime, call: str) -> Wait | None:
        """Count a call under every limit and give None; or count none and tell how long to wait, for which limit."""

    async def answered(self, platform: Platform, limits: Sequence[Limit], now: datetime, call: str) -> None:
        """The call was answered now: it arrived no later, and counts from hardly earlier.

        One that was not asked for counts, too.
        """

    async def pause(self, platform: Platform, limit: str, now: datetime, until: datetime) -> None:
        """Nothing is sent under this limit until then: the platform asked for it."""


class Troubles(Protocol):
    """What operators were told, durably, so that a restart tells nothing twice. `mark` names what was told to whom."""

    async def known(self) -> dict[str, KnownTrouble]:
        """All troubles by their key, those that are over until everybody heard of it."""

    async def put(self, known: KnownTrouble) -> None:
        """Store or replace one."""

    async def drop(self, key: str, marks: Iterable[str]) -> None:
        """Forget one, with what was told of it."""

    async def told(self) -> dict[str, datetime]:
        """The marks, and when each was set."""

    async def tell(self, marks: Iterable[str], now: datetime) -> None:
        """Set marks."""

    async def take_turn(self, worker: str, lasting: timedelta) -> bool:
        """Whether this worker may speak to the operators now; one does at a time."""


class Lease(Protocol):
    """The right of one worker to write the archive."""

    async def take(self) -> bool:
        """Take or renew it, at least every two seconds; False while another worker holds it.

        Raises NotTheOwner once another worker has taken it over.
        """

    async def leave(self) -> None:
        """Give it free."""


class Speaker(Protocol):
    """A platform's way to its operators. Raises the SendFailed family and nothing else."""

    platform: Platform

    async def say(self, chat: ChatRef, text: str) -> None:
        """Send plain text to a chat, or to a person named as the chat; it is cut where the platform's limit is."""


class Sender(Protocol):
    """A platform's way out. Methods raise the SendFailed family and nothing else."""

    platform: Platform

    async def send(self, delivery: Delivery) -> Receipt:
        """Send or edit as delivery.receipt and delivery.alert demand, and give the receipt to keep.

        A ring with a receipt takes two calls, the reply and the edit: leave a second between them, for a chat takes one
        message a second; the courier counts both.
        """

    async def find(self, delivery: Delivery) -> Receipt | None:
        """Look whether an unsure delivery did arrive; None if it did not, or if the platform cannot tell."""
