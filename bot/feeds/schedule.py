"""When to poll a feed next, and what to tell the operators of it. Pure.

    due_feeds                                which feeds are to be polled now
    after_failure, after_same, after_body    the state after a poll, with the time of the next one
    after_push                               the state after a hub's push
    notices                                  what changed that operators should hear

A feed is polled three times in its own usual pause between entries, at least every 15 minutes and at most every 30
seconds, and not while the server says that the last answer is still good. It is never switched off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.model import FeedState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.feeds.answers import Body, Failure
    from bot.feeds.parse import ParsedFeed
    from bot.model import Entry, Feed, FeedId

SOONEST: Final = timedelta(seconds=30)
LATEST: Final = timedelta(minutes=15)
_UNKNOWN_RHYTHM: Final = timedelta(minutes=15)  # polled every five minutes until it is known
_POLLS_A_PAUSE: Final = 3
_SLEEPY: Final = 20  # a feed silent for two hours is asked every six minutes
_MOST_HEAT: Final = 0.75  # the hottest feeds are asked four times as often
_SPREAD: Final = 0.1  # of the pause, so that feeds started together drift apart
_LONGEST_RETRY_AFTER: Final = timedelta(days=1)  # never off
_BUSY_SERVER: Final = timedelta(minutes=2)  # after 429 or 503 without a Retry-After
_REMEMBERED_FAILURES: Final = 3  # then a remembered redirect is forgotten and the configured address asked again
_DARK_AFTER: Final = timedelta(minutes=30)
_NIGHT: Final = timedelta(hours=12)  # the silence that is believed of a feed that is new
_PAUSES_IN_A_NIGHT: Final = 60  # an agency with an entry a minute is not believed to sleep for more than an hour
_SILENT_PAUSES: Final = 6
_DOUBT: Final = 1.5
_FORGETTING: Final = timedelta(days=14)  # half of a usual silence is forgotten in this time
_RHYTHM_ENTRIES: Final = 20
_WALL: Final = "the publisher shuts bots out"


class News(StrEnum):
    """What operators are told of a feed; each once."""

    DARK = "dark"
    WALLED = "shut out by the publisher"
    BACK = "back"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news of a feed, for the operators."""

    feed: FeedId
    news: News
    sentence: str


def due_feeds(
    feeds: Iterable[Feed],
    states: Mapping[FeedId, FeedState],
    now: datetime,
    resting: Mapping[str, datetime] | None = None,
) -> list[Feed]:
    """The feeds to poll now, longest overdue first, new ones before all. `resting`: hosts that asked for a pause."""
    due = [(when, feed) for feed in feeds if (when := _due(feed, states, resting or {}, now)) <= now]
    due.sort(key=lambda pair: pair[0])
    return [feed for _, feed in due]


def next_due(
    feeds: Iterable[Feed],
    states: Mapping[FeedId, FeedState],
    now: datetime,
    resting: Mapping[str, datetime] | None = None,
) -> datetime:
    """When the next of these feeds is due; at the latest in 15 minutes."""
    return min((_due(feed, states, resting or {}, now) for feed in feeds), default=now + LATEST)


def state_of(feed: Feed, states: Mapping[FeedId, FeedState]) -> FeedState:
    """What is known of the feed; of a feed whose address was changed in feeds.yaml, nothing but its id."""
    state = states.get(feed.id)
    if state is None or state.configured != feed.url:
        return FeedState(feed.id, configured=feed.url)
    return state


def after_failure(state: FeedState, failure: Failure, now: datetime) -> FeedState:
    """The state after a poll that brought no feed: ask again later and later, as late as the server asked."""
    failures, since = state.failures + 1, state.failing_since or now
    sentence = f"{_WALL}: {failure.sentence}" if failure.is_wall else failure.sentence
    is_redirect_lost = failures >= _REMEMBERED_FAILURES or failure.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
    return replace(
        state,
        polled=now,
        due=now + _pause_after_failure(failures, failure),
        failing_since=since,
        failures=failures,
        trouble=sentence if now - since >= _DARK_AFTER else state.trouble,
        url="" if is_redirect_lost else state.url,
    )


def after_same(
    state: FeedState,
    now: datetime,
    *,
    body: Body | None = None,
    max_age: timedelta | None = None,
    heat: float = 0.0,
    pushed: bool = False,
) -> FeedState:
    """The state after a poll that brought nothing new: 304, or the very bytes of the last one (then `body`)."""
    validators = (body.etag, body.last_modified) if body else (state.etag, state.last_modified)
    healthy = replace(
        state, polled=now, failing_since=None, failures=0, etag=validators[0], last_modified=validators[1]
    )
    pause = _pause(healthy, now, (max_age,), heat, pushed=pushed)
    return replace(healthy, due=now + pause, trouble=_silence(healthy, now))


def after_body(
    state: FeedState,
    body: Body,
    body_hash: str,
    parsed: ParsedFeed,
    *,
    new: int,
    now: datetime,
    heat: float = 0.0,
    pushed: bool = False,
) -> FeedState:
    """The state after a poll whose entries have gone the whole way; `new` of them had not been seen before."""
    rhythm = _rhythm(parsed.entries) or _observed_rhythm(state, new, now)
    fresh = _newest(parsed.entries, now) if state.fresh is None else (now if new else state.fresh)
    healthy = replace(
        state,
        polled=now,
        etag=body.etag,
        last_modified=body.last_modified,
        body_hash=body_hash,
        url=_remembered(state, body),
        failing_since=None,
        failures=0,
        entries=state.entries + new,
        rhythm=rhythm,
        fresh=fresh,
        quiet=_usual_silence(state, rhythm, now) if new else state.quiet,
    )
    pause = _pause(healthy, now, (body.max_age, _cooled(parsed.ttl, heat)), heat, pushed=pushed)
    return replace(healthy, due=now + pause, trouble=_silence(healthy, now))


def after_push(state: FeedState, *, new: int, now: datetime) -> FeedState:
    """The state after a push whose entries have gone the whole way. It may hold a part of the feed alone.

    So ETag, hash and the next poll stay as they are: the feed itself is still asked.
    """
    if not new:
        return state
    rhythm = _observed_rhythm(state, new, now) if state.fresh is not None else state.rhythm
    quiet = _usual_silence(state, rhythm, now)
    return replace(state, entries=state.entries + new, fresh=now, rhythm=state.rhythm or rhythm, quiet=quiet)


def notices(before: FeedState, after: FeedState) -> list[Notice]:
    """What operators should hear of that change: each trouble once, and its end."""
    told: list[Notice] = []
    if after.trouble and not before.trouble:
        news = News.WALLED if is_walled(after) else News.DARK
        told.append(Notice(after.feed, news, after.trouble))
    if before.trouble and not after.trouble:
        told.append(Notice(after.feed, News.BACK, "it brings entries again"))
    if after.url and after.url != before.url:
        told.append(Notice(after.feed, News.MOVED, f"moved for good to {after.url}; change it in feeds.yaml"))
    return told


def is_walled(state: FeedState) -> bool:
    """Whether the feed's trouble is that its publisher shuts bots out."""
    return state.trouble.startswith(_WALL)


def host_of(url: str) -> str:
    """The host that feeds share, as in `resting`."""
    return urlsplit(url).netloc.lower()


def _due(feed: Feed, states: Mapping[FeedId, FeedState], resting: Mapping[str, datetime], now: datetime) -> datetime:
    state = state_of(feed, states)
    due = state.due or now - LATEST
    if state.polled is None or state.polled <= now:
        # A clock that was set back must not make a feed wait for an hour: nothing is due later than its longest pause.
        longest = LATEST if not state.failures else _LONGEST_RETRY_AFTER
        due = min(due, now + longest * (1 + _SPREAD))
    else:
        due = now
    return max(due, resting.get(host_of(state.url or feed.url), due))


def _pause_after_failure(failures: int, failure: Failure) -> timedelta:
    first = _BUSY_SERVER if failure.status in {429, 503} else SOONEST
    pause = min(first * (1 << min(failures - 1, 10)), LATEST)
    return max(pause, min(failure.retry_after or pause, _LONGEST_RETRY_AFTER))


def _pause(
    state: FeedState, now: datetime, good_for: Sequence[timedelta | None], heat: float, *, pushed: bool
) -> timedelta:
    """The pause until the next poll; `good_for`: what the server says of how long its answer stays good.

    A feed whose hub pushes is polled as a safety net alone.
    """
    if pushed:
        return LATEST * (1 - _SPREAD * _fraction(state.feed, now))
    pause = (state.rhythm or _UNKNOWN_RHYTHM) / _POLLS_A_PAUSE
    if state.fresh is not None:
        pause = max(pause, (now - state.fresh) / _SLEEPY)
    pause = min(pause, LATEST) * (1 - _MOST_HEAT * min(max(heat, 0.0), 1.0))
    pause = max(pause, SOONEST, *(said for said in good_for if said))
    return min(pause * (1 + _SPREAD * _fraction(state.feed, now)), LATEST)


def _cooled(ttl: timedelta | None, heat: float) -> timedelta | None:
    """RSS says how long a feed may be kept; asking earlier does help, so that a hot feed is."""
    return ttl * (1 - _MOST_HEAT * min(max(heat, 0.0), 1.0)) if ttl else None


def _fraction(feed: FeedId, now: datetime) -> float:
    """0.0 to 1.0, different for each feed and poll, and the same again in a replay."""
    return blake2b(f"{feed} {now.isoformat()}".encode(), digest_size=1).digest()[0] / 255


def _rhythm(entries: Sequence[Entry]) -> timedelta | None:
    """The mean pause between its newest entries, as it dates them."""
    dates = sorted((entry.published for entry in entries if entry.published), reverse=True)[:_RHYTHM_ENTRIES]
    return (dates[0] - dates[-1]) / (len(dates) - 1) if len(dates) > 1 and dates[0] > dates[-1] else None


def _observed_rhythm(state: FeedState, new: int, now: datetime) -> timedelta | None:
    """For a feed without dates: the pauses between the polls that brought something, the latest counting a third."""
    if not new or state.fresh is None:
        return state.rhythm
    pause = (now - state.fresh) / new
    return pause if state.rhythm is None else (2 * state.rhythm + pause) / 3


def _newest(entries: Sequence[Entry], now: datetime) -> datetime:
    """When a feed that is seen for the first time last brought something."""
    dates = [entry.published for entry in entries if entry.published]
    return min(max(dates), now) if dates and len(dates) == len(entries) else now


def _usual_silence(state: FeedState, rhythm: timedelta | None, now: datetime) -> timedelta:
    believed = state.quiet or min(_NIGHT, _PAUSES_IN_A_NIGHT * (rhythm or _NIGHT))
    if state.fresh is None:
        return believed
    silence = max(now - state.fresh, timedelta(0))
    return max(silence, believed * math.exp2(-(silence / _FORGETTING)))


def _silence(state: FeedState, now: datetime) -> str:
    """The trouble of a feed that answers and brings nothing new for longer than it ever does; else empty."""
    if state.fresh is None or state.quiet is None:
        return ""
    usual = max(state.quiet, _SILENT_PAUSES * (state.rhythm or timedelta(0)))
    if now - state.fresh < usual * _DOUBT + _DARK_AFTER:
        return ""
    return f"it answers, but has brought nothing new since {state.fresh:%Y-%m-%d %H:%M} UTC"


def _remembered(state: FeedState, body: Body) -> str:
    if not body.moved_to:
        return state.url
    return "" if body.moved_to == state.configured else body.moved_to
