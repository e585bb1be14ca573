"""What follows from a platform's answer: one table, each row pure. The senders translate, the courier obeys.

sent      nothing more to do                       moved     again at the new address
wait      again at `due`                           gone      count it; stop after repeated answers over a day
refused   plainer, then a dead letter              unsure    look it up, else once more, marked
anew      the message to edit is gone: send it     broken    again later, and the operators hear of it
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.errors import (
    ChannelBroken,
    ChatGone,
    ChatMoved,
    MessageGone,
    MessageRefused,
    SendFailed,
    TryLater,
    Unsure,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import Delivery

FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=10)
BROKEN_PAUSE: Final = timedelta(minutes=1)  # a person has to act; look again soon, but do not hammer
GONE_PAUSE: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 30  # with the pauses above about four hours of an unreachable platform
MOST_GONE: Final = 5  # answers, six hours apart: one 403 alone must not end a subscription
MOST_REFUSED: Final = 3  # as it is, as plain text, and once more for luck


class Outcome(StrEnum):
    """What an answer means for the delivery."""

    WAIT = "wait"
    MOVED = "moved"
    GONE = "gone"
    REFUSED = "refused"
    ANEW = "anew"
    UNSURE = "unsure"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Next:
    """What to do: try `delivery` again at `due`, or (None) give up and bury it, saying why."""

    outcome: Outcome
    delivery: Delivery
    due: datetime | None
    why: str


def after_failure(error: SendFailed, delivery: Delivery, now: datetime, jitter: float = 0.0) -> Next:
    """The next step. `jitter` is 0.0 to 1.0 and spreads the pauses, so that chats do not come back all at once."""
    again = replace(delivery, attempt=delivery.attempt + 1)
    outcome = _outcome(error)
    if outcome is Outcome.MOVED and isinstance(error, ChatMoved):
        again = replace(again, chat=replace(again.chat, ref=error.to))
    if outcome is Outcome.ANEW:
        again = replace(again, receipt=None)
    if outcome is Outcome.UNSURE:
        again = replace(again, unsure=True)
    due = None if _is_hopeless(outcome, delivery) else now + _pause(error, outcome, delivery, jitter)
    return Next(outcome, again, due, str(error))


def _outcome(error: SendFailed) -> Outcome:
    rows = {
        ChatMoved: Outcome.MOVED,
        ChatGone: Outcome.GONE,
        MessageGone: Outcome.ANEW,
        MessageRefused: Outcome.REFUSED,
        Unsure: Outcome.UNSURE,
        ChannelBroken: Outcome.BROKEN,
    }
    return next((outcome for kind, outcome in rows.items() if isinstance(error, kind)), Outcome.WAIT)


def _is_hopeless(outcome: Outcome, delivery: Delivery) -> bool:
    most = {Outcome.GONE: MOST_GONE, Outcome.REFUSED: MOST_REFUSED, Outcome.BROKEN: 10 * MOST_ATTEMPTS}
    return delivery.attempt >= most.get(outcome, MOST_ATTEMPTS)


def _pause(error: SendFailed, outcome: Outcome, delivery: Delivery, jitter: float) -> timedelta:
    if isinstance(error, TryLater) and error.after is not None:
        return error.after  # obeyed exactly: coming back earlier makes it longer
    if outcome in {Outcome.MOVED, Outcome.REFUSED, Outcome.ANEW}:
        return timedelta()
    if outcome is Outcome.GONE:
        return GONE_PAUSE
    if outcome is Outcome.BROKEN:
        return BROKEN_PAUSE
    doubled: timedelta = FIRST_PAUSE * 2 ** min(delivery.attempt - 1, 12)
    return min(doubled, LONGEST_PAUSE) * (1.0 + 0.5 * jitter)
