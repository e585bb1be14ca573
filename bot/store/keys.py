"""Every key: its form, type, lifetime and writer. A key that is not here does not exist.

What must change in one atomic step shares a hash tag, the part in braces, so that it shares a slot of a cluster:
the archive of events with the outbox; the receipts of one event; what waits on one platform; the roles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

EVENTS_KEPT: Final = timedelta(days=365)
SEEN_KEPT: Final = timedelta(days=90)  # since the entry was last in its feed
MARKS_KEPT: Final = timedelta(days=30)  # longer than a bot is down before its alerts are worthless
ALERTS_KEPT: Final = timedelta(days=30)
DEAD_KEPT: Final = timedelta(days=90)
LEASE: Final = timedelta(seconds=5)
PACE_KEPT: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Family:
    """Keys of one form; `%s` is what tells them apart. `ttl` None: permanent, small or emptied by its reader."""

    form: str
    type: str
    ttl: timedelta | None
    writer: str
    holds: str

    def of(self, *parts: object) -> str:
        """The key of these parts."""
        return self.form % parts if parts else self.form

    def has(self, key: str) -> bool:
        """Whether the key is of this form."""
        return re.fullmatch(re.escape(self.form).replace("%s", ".+"), key) is not None


def _family(form: str, type_: str, ttl: timedelta | None, writer: str, holds: str) -> Family:
    family = Family(f"tocsin:{form}", type_, ttl, writer, holds)
    FAMILIES.append(family)
    return family


FAMILIES: Final[list[Family]] = []

FEED_STATES: Final = _family("feeds", "hash", None, "poller", "feed -> FeedState")
HUBS: Final = _family("hubs", "hash", None, "poller", "feed -> HubSubscription")
SEEN: Final = _family("{%s}:seen:%s", "string", SEEN_KEPT, "pipeline", "of a feed and an entry: digest of its content")

EVENT: Final = _family(
    "{archive}:event:%s", "hash", EVENTS_KEPT, "pipeline", "of an event: blob, changes, alerted, pair, kind"
)
BY_CHANGE: Final = _family("{archive}:changed", "zset", EVENTS_KEPT, "pipeline", "event by changed, in microseconds")
BY_PAIR: Final = _family("{archive}:pair:%s", "zset", EVENTS_KEPT, "pipeline", "the same of one undirected pair")
BY_KIND: Final = _family("{archive}:kind:%s", "zset", EVENTS_KEPT, "pipeline", "the same of one kind")
OUTBOX: Final = _family(
    "{archive}:outbox:%s", "stream", None, "pipeline", "of a severity: alerts; trimmed as acknowledged"
)
READERS: Final = _family("{archive}:readers", "hash", None, "courier", "platform -> when it last read the outbox")
FENCE: Final = _family("{archive}:fence", "string", None, "poller", "the newest fencing number")
LEASE_KEY: Final = _family("{archive}:lease", "string", LEASE, "poller", "the worker that writes the archive")

CHATS: Final = _family("{chats}:of:%s", "hash", None, "desk", "of a platform: chat -> Chat")
CHATS_VERSION: Final = _family(
    "{chats}:version:%s", "string", None, "desk", "another after each change of a platform's chats"
)
FORMER: Final = _family("{chats}:former:%s", "hash", None, "courier", "of a platform: chat -> addresses it had before")
TOPICS: Final = _family("topics", "hash", None, "desk", "topic -> Topic that a chat made")
ROLE: Final = _family("{access}:role:%s", "set", None, "desk", "users that have a role")
FOUNDED: Final = _family("{access}:founded", "string", None, "desk", "there was an administrator once")
INVITATION: Final = _family(
    "{access}:invitation:%s", "string", timedelta(days=7), "desk", "of a code's digest: role, user"
)

DAYBOOK: Final = _family("{daybook}:notes", "stream", None, "desk", "the audit trail, oldest first; people are few")
CORRECTIONS: Final = _family("{daybook}:waiting", "hash", None, "desk", "note -> Note; emptied by the poller")
TURN: Final = _family(
    "{daybook}:turn:%s", "string", timedelta(days=1), "desk", "of what comes by itself: the worker that brings it"
)
CLAIMS: Final = _family("claims", "hash", None, "desk", "event -> Claim; emptied by its reader")

RECEIPTS: Final = _family("{%s}:receipts", "hash", EVENTS_KEPT, "courier", "of an event: chat -> change and Receipt")
MARKS: Final = _family(
    "{%s}:sending", "hash", MARKS_KEPT, "courier", "of an event: chat -> change, worker, deadline, tries, nonce"
)
LATER: Final = _family("{%s}:later", "zset", None, "courier", "of a platform: postponed deliveries by due, in ms")
LATER_BODIES: Final = _family("{%s}:later:bodies", "hash", None, "courier", "the same: what each is")
ALERT: Final = _family(
    "{%s}:alert:%s:%s", "string", ALERTS_KEPT, "courier", "of platform, event, change: the Alert that waits"
)
DEAD: Final = _family("{%s}:dead", "hash", DEAD_KEPT, "courier", "of a platform: dead letters")
UNREADABLE: Final = _family(
    "{%s}:unreadable", "hash", DEAD_KEPT, "courier", "of a platform: damaged entries, as they are"
)
ABSENT: Final = _family("{%s}:absent", "hash", MARKS_KEPT, "courier", "of a platform: chat -> refusals as a member")
PACE: Final = _family(
    "{%s}:pace:%s", "zset", PACE_KEPT, "courier", "of platform and limit: when the newest were sent, ms"
)
PAUSE: Final = _family(
    "{%s}:pause:%s", "string", PACE_KEPT, "courier", "of platform and limit: pause that the platform asked for"
)

TROUBLES: Final = _family("{operators}:troubles", "hash", None, "operators", "key -> KnownTrouble; emptied once told")
TOLD: Final = _family("{operators}:told", "hash", None, "operators", "what was told to whom -> when; emptied with them")
SPEAKER: Final = _family(
    "{operators}:speaker", "string", timedelta(minutes=1), "operators", "the worker that speaks to the operators"
)


def is_permanent(key: str) -> bool:
    """Whether this key may stay without a lifetime."""
    return any(family.ttl is None and family.has(key) for family in FAMILIES)


def is_known(key: str) -> bool:
    """Whether this key is of a form that stands here."""
    return any(family.has(key) for family in FAMILIES)
