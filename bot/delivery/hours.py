"""When a chat wants to be sent something: pure decisions over its quiet hours and digests, with `now` as an argument.

What is held waits durably, and comes in one message when its time has come. An edit of a message that the chat has is
silent and is never held; neither is a test, nor what an editor puts right. The flood guard holds in the same way: of
what one topic brings a chat, only so many ring within an hour, and the rest comes at the next full hour. What an
outage delayed gathers for a moment and comes as one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model import Action, Reason
from bot.ports import Limit
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.model import Alert, ChatSettings, Delivery, Digest, QuietHours

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)

MOST_RINGS: Final = 12  # an hour, for a chat and topic: one in five minutes; nobody reads more of them singly
BREAKS_THROUGH: Final = 5  # this severity rings however many went before

OVERDUE: Final = timedelta(minutes=30)  # after its alert: the bot or the platform was away
OLD_NEWS: Final = timedelta(hours=2)  # after its publication: no poll saw it; a feed that lags by less is everyday
GATHERING: Final = timedelta(seconds=20)  # at least; what came before the next full minute comes together


def held_until(delivery: Delivery, now: datetime) -> datetime | None:
    """When it may be sent; None: now."""
    alert, settings = delivery.alert, delivery.chat.settings
    if _goes_always(delivery):
        return None
    digest = next((d for d in settings.digests if d.topic == delivery.topic), None)
    until = now if digest is None else next_digest(digest, settings, now)
    quiet = settings.quiet
    if quiet is not None and severity(alert.event.kind) < quiet.breaks:
        until = waking(quiet, settings, until) or until
    return until if until > now else None


def flood_limit(delivery: Delivery, most: int = MOST_RINGS) -> Limit | None:
    """The limit that a ring counts under, `most` an hour for its chat and topic; None: it goes whatever went before.

    `most` 0: nothing is held.
    """
    if not most or _goes_always(delivery) or severity(delivery.alert.event.kind) >= BREAKS_THROUGH:
        return None
    return Limit(f"rings:{delivery.chat.ref}:{delivery.topic or ''}", most, _HOUR)


def after_flood(delivery: Delivery, now: datetime) -> datetime:
    """When what was too much comes, in one message: at the next full hour, or when the quiet hours then are over."""
    settings = delivery.chat.settings
    until = _next_hour(settings, now)
    quiet = settings.quiet
    asleep = waking(quiet, settings, until) if quiet is not None else None
    return asleep or until


def gathered_until(delivery: Delivery, now: datetime) -> datetime | None:
    """When an overdue ring comes, together with what else is overdue in its chat; None: it goes by itself.

    What was tried before keeps its own way: a message that may have arrived is looked for first.
    """
    if delivery.receipt is not None or delivery.unsure or delivery.attempt > 1 or _goes_always(delivery):
        return None
    if severity(delivery.alert.event.kind) >= BREAKS_THROUGH or not _is_overdue(delivery.alert, now):
        return None
    soonest = now + GATHERING
    return soonest.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _is_overdue(alert: Alert, now: datetime) -> bool:
    if now - alert.at >= OVERDUE:
        return True
    published = next((r.published for r in alert.event.reports if r.entry == alert.lead), None)
    return published is not None and now - published >= OLD_NEWS


def _goes_always(delivery: Delivery) -> bool:
    """Asked for, put right by an editor, or without a sound."""
    alert = delivery.alert
    return alert.only is not None or alert.reason is Reason.AMENDED_BY_DESK or _is_silent(delivery)


def _is_silent(delivery: Delivery) -> bool:
    receipt = delivery.receipt
    return receipt is not None and not receipt.bundled and delivery.alert.action is Action.EDIT


def next_digest(digest: Digest, settings: ChatSettings, now: datetime) -> datetime:
    """The next full hour, or the next time of the day, in the chat's zone."""
    if digest.at is None:
        return _next_hour(settings, now)
    return _next(now.astimezone(_zone(settings.time_zone)), digest.at)


def _next_hour(settings: ChatSettings, now: datetime) -> datetime:
    here = now.astimezone(_zone(settings.time_zone))
    return (here.replace(minute=0, second=0, microsecond=0) + _HOUR).astimezone(UTC)


def waking(quiet: QuietHours, settings: ChatSettings, at: datetime) -> datetime | None:
    """When the quiet hours that hold at that time end; None if none do."""
    here = at.astimezone(_zone(settings.time_zone))
    minute = here.hour * 60 + here.minute
    over_midnight = quiet.end < quiet.start
    asleep = minute >= quiet.start or minute < quiet.end if over_midnight else quiet.start <= minute < quiet.end
    return _next(here, quiet.end) if asleep else None


def _next(here: datetime, minute: int) -> datetime:
    """The next time that local clocks show this minute of the day."""
    at = here.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0, fold=0)
    if at <= here:
        at += _DAY  # on local clocks: a day with a change of the clocks is longer or shorter
    return at.astimezone(UTC)


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def as_one(held: Sequence[Delivery]) -> Delivery:
    """What a chat missed as one delivery: the most severe event leads, the others follow in order of time.

    Each event stands there once, as it is now; one that turned out false or part of another is left out.
    """
    newest: dict[str, Delivery] = {}
    for delivery in sorted(held, key=lambda d: d.alert.event.changes):
        newest[delivery.alert.event.id] = delivery
    worth = [d for d in newest.values() if not (d.alert.event.false_alarm or d.alert.event.merged_into)]
    chosen = sorted(worth or newest.values(), key=lambda d: d.alert.event.happened)
    lead = min(chosen, key=lambda d: -severity(d.alert.event.kind))
    also = tuple(d.alert for d in chosen if d is not lead)
    return replace(lead, alert=_ringing(lead.alert), also=also, overdue=all(d.overdue for d in held))


def _ringing(alert: Alert) -> Alert:
    """An edit of what was never shown is its first report."""
    if alert.action is Action.RING:
        return alert
    return replace(alert, action=Action.RING, reason=Reason.FIRST_REPORT)
