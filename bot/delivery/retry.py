"""What to do with each answer of a platform: one table, pure. The senders translated the answer into a SendFailed.

TryLater, asked       wait exactly as long as asked; no attempt is counted
TryLater, whole       nothing is sent on the platform until then; no attempt is counted
TryLater              back off: 2 s doubling to 10 min, about two hours in all, then a dead letter
ChatMoved             carry the chat over and send there at once
ChatGone              try again for more than a day; the chat is gone only after repeated refusals
MessageGone           ring: send anew; edit: let it rest, for somebody removed the message
MessageRefused        send as plain text at once; a dead letter if that is refused too
Unsure                look it up, or send it once more, marked; a dead letter if that is unsure too
ChannelBroken         nothing is sent until a person acts; looked at again each minute
"""

from __future__ import annotations

from dataclasses import dataclass
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
from bot.model import Action

if TYPE_CHECKING:
    from datetime import datetime

    from bot.model import ChatRef, Delivery
    from bot.ports import Absence

FIRST_PAUSE: Final = timedelta(seconds=2)
LONGEST_PAUSE: Final = timedelta(minutes=10)
LAST_ATTEMPT: Final = 20
BROKEN_PAUSE: Final = timedelta(minutes=1)
WHOLE_PAUSE: Final = timedelta(seconds=5)
UNSURE_PAUSE: Final = timedelta(seconds=3)  # what was accepted late shows up in a look-up by then
MOST_COPIES: Final = 2
# Pauses after each refusal as a member: one transient 403 must not cost a chat, so they span more than a day.
ABSENT_PAUSES: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=18))
GONE_AFTER: Final = timedelta(hours=24)
GONE_TIMES: Final = 3


class Next(StrEnum):
    """The courier's next step."""

    WAIT = "wait"
    WAIT_ALL = "wait_all"  # nobody on the platform is served until then
    MOVE = "move"
    ABSENT = "absent"  # wait, and count the refusal
    ANEW = "anew"
    REST = "rest"
    PLAINER = "plainer"
    UNSURE = "unsure"  # wait; then an earlier send may have arrived
    BROKEN = "broken"  # as wait_all, and tell the operators
    BURY = "bury"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The next step; `until` is set where it waits, `to` where the chat moved."""

    next: Next
    until: datetime | None = None
    to: ChatRef | None = None
    counts: bool = False  # whether it used up one of the attempts
    asked: bool = False  # the platform named the pause, and it holds for all that goes to that chat


def outcome_of(error: SendFailed, delivery: Delivery, now: datetime, spread: float) -> Outcome:
    """The next step. `spread` is a random number, 0.0 to 1.0, that keeps retries from marching in step."""
    if isinstance(error, TryLater):
        return _later(error, delivery.attempt, now, spread)
    if isinstance(error, ChatMoved):
        return Outcome(Next.MOVE, to=error.to, counts=True) if delivery.attempt < LAST_ATTEMPT else _BURY
    if isinstance(error, ChatGone):
        return Outcome(Next.ABSENT, now + _absent_pause(delivery.attempt, spread), counts=True)
    if isinstance(error, MessageGone | MessageRefused):
        return _other_form(error, delivery)
    if isinstance(error, Unsure):
        return Outcome(Next.UNSURE, now + UNSURE_PAUSE * (1 + spread))
    return _broken_or_unknown(error, delivery.attempt, now, spread)


def _other_form(error: MessageGone | MessageRefused, delivery: Delivery) -> Outcome:
    """What the platform may take in another form."""
    if isinstance(error, MessageGone):
        return Outcome(Next.ANEW if delivery.alert.action is Action.RING else Next.REST)
    return _BURY if delivery.plain else Outcome(Next.PLAINER, counts=True)


def _broken_or_unknown(error: SendFailed, attempt: int, now: datetime, spread: float) -> Outcome:
    if isinstance(error, ChannelBroken):
        return Outcome(Next.BROKEN, now + BROKEN_PAUSE, asked=True)
    return _back_off(attempt, now, spread)


_BURY: Final = Outcome(Next.BURY)


def _later(error: TryLater, attempt: int, now: datetime, spread: float) -> Outcome:
    if error.whole_platform:
        return Outcome(Next.WAIT_ALL, now + (error.after or WHOLE_PAUSE * (1 + spread)), asked=True)
    if error.after is not None:
        return Outcome(Next.WAIT, now + error.after, asked=True)
    return _back_off(attempt, now, spread)


def _back_off(attempt: int, now: datetime, spread: float) -> Outcome:
    if attempt >= LAST_ATTEMPT:
        return _BURY
    return Outcome(Next.WAIT, now + pause_after(attempt, spread), counts=True)


def pause_after(attempt: int, spread: float) -> timedelta:
    """2 s after the first attempt, doubling to 10 min, each a quarter more or less."""
    doublings = min(attempt - 1, 16)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE) * (0.75 + spread / 2)


def _absent_pause(attempt: int, spread: float) -> timedelta:
    pause = ABSENT_PAUSES[min(attempt, len(ABSENT_PAUSES)) - 1]
    return pause * (1 + spread / 10)


def is_gone(absence: Absence, now: datetime) -> bool:
    """Whether the chat may be given up: refused again and again over more than a day."""
    return absence.times >= GONE_TIMES and now - absence.since >= GONE_AFTER
