from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.answers import Body, Failure
from bot.feeds.parse import ParsedFeed
from bot.feeds.schedule import (
    LATEST,
    SOONEST,
    News,
    after_body,
    after_failure,
    after_same,
    due_feeds,
    next_due,
    notices,
    state_of,
)
from bot.model import EntryId, FeedState
from tests.feeds.examples import NOW, a_feed, an_entry

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FEED = a_feed()


def a_state(**more: object) -> FeedState:
    return FeedState(FEED.id, configured=FEED.url, **more)  # type: ignore[arg-type]


def entries_every(pause: timedelta, count: int = 20) -> ParsedFeed:
    """A feed whose newest entry is of now."""
    dated = [an_entry(id=EntryId(str(n)), published=NOW - n * pause) for n in range(count)]
    return ParsedFeed(tuple(reversed(dated)))


def polled(parsed: ParsedFeed, state: FeedState | None = None, *, new: int = 20, **body: object) -> FeedState:
    return after_body(state or a_state(), Body(b"", **body), "hash", parsed, new=new, now=NOW)  # type: ignore[arg-type]


def pause(state: FeedState) -> timedelta:
    assert state.due is not None
    return state.due - NOW


def about(expected: timedelta) -> object:
    """Within the spread that keeps feeds from being polled in step."""
    return pytest.approx(expected * 1.05, abs=expected * 0.051)


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (timedelta(seconds=20), SOONEST),  # a busy agency
        (3 * MINUTE, MINUTE),  # a third of its rhythm
        (15 * MINUTE, 5 * MINUTE),
        (10 * HOUR, LATEST),  # a magazine
    ],
)
def test_a_feed_is_polled_three_times_in_its_own_rhythm(rhythm: timedelta, expected: timedelta) -> None:
    assert pause(polled(entries_every(rhythm))) == (about(expected) if expected < LATEST else LATEST)


def test_a_feed_without_dates_is_learnt_from_what_its_polls_bring() -> None:
    undated = ParsedFeed((an_entry(published=None),))
    first = polled(undated, new=1)

    second = after_body(first, Body(b""), "h2", undated, new=2, now=NOW + 12 * MINUTE)

    assert (first.rhythm, second.rhythm) == (None, 6 * MINUTE)


def test_a_silent_feed_is_asked_less_often() -> None:
    state = a_state(rhythm=MINUTE, fresh=NOW - 2 * HOUR, quiet=12 * HOUR)

    assert pause(after_same(state, NOW)) == about(6 * MINUTE)


@pytest.mark.parametrize(
    ("says", "expected"),
    [({"max_age": 10 * MINUTE}, 10 * MINUTE), ({"max_age": 2 * HOUR}, LATEST), ({"max_age": timedelta(0)}, MINUTE)],
)
def test_a_server_is_not_asked_while_its_answer_is_good(says: dict[str, timedelta], expected: timedelta) -> None:
    state = polled(entries_every(3 * MINUTE), **says)

    assert pause(state) == (about(expected) if expected < LATEST else LATEST)


def test_the_ttl_of_a_feed_counts() -> None:
    parsed = replace(entries_every(3 * MINUTE), ttl=8 * MINUTE)

    assert pause(polled(parsed)) == about(8 * MINUTE)


def test_a_hot_feed_is_polled_four_times_as_often() -> None:
    parsed = replace(entries_every(24 * MINUTE), ttl=8 * MINUTE)

    state = after_body(a_state(), Body(b""), "hash", parsed, new=20, now=NOW, heat=1.0)

    assert pause(state) == about(2 * MINUTE)


@given(
    rhythm=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300)),
    silent=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300)),
    max_age=st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=300)),
    heat=st.floats(min_value=-1, max_value=2),
)
def test_a_healthy_feed_is_polled_between_half_a_minute_and_a_quarter_of_an_hour(
    rhythm: timedelta, silent: timedelta, max_age: timedelta | None, heat: float
) -> None:
    state = a_state(rhythm=rhythm, fresh=NOW - silent)

    assert SOONEST <= pause(after_same(state, NOW, max_age=max_age, heat=heat)) <= LATEST


def test_failures_are_asked_again_later_and_later_and_never_switched_off() -> None:
    state, pauses = a_state(), []
    for _ in range(40):
        state = after_failure(state, Failure("no answer"), NOW)
        pauses.append(pause(state))

    assert pauses[:4] == [SOONEST, 2 * SOONEST, 4 * SOONEST, 8 * SOONEST]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LATEST


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure("busy", 429), 2 * MINUTE),
        (Failure("busy", 429, retry_after=40 * MINUTE), 40 * MINUTE),
        (Failure("busy", 503, retry_after=timedelta(seconds=1)), 2 * MINUTE),
        (Failure("busy", 429, retry_after=timedelta(days=400)), timedelta(days=1)),
    ],
)
def test_the_pause_that_a_server_asks_for_is_kept(failure: Failure, expected: timedelta) -> None:
    assert pause(after_failure(a_state(), failure, NOW)) == expected


def test_a_success_forgets_the_failures() -> None:
    failing = a_state(failures=7, failing_since=NOW - HOUR, trouble="no answer", fresh=NOW, quiet=HOUR)

    healthy = after_same(failing, NOW)

    assert (healthy.failures, healthy.failing_since, healthy.trouble) == (0, None, "")


def told(states: list[FeedState]) -> list[News]:
    pairs = itertools.pairwise(states)
    return [notice.news for before, after in pairs for notice in notices(before, after)]


def test_a_feed_that_fails_for_half_an_hour_is_told_once_and_again_when_it_is_back() -> None:
    states = [a_state(fresh=NOW, quiet=12 * HOUR)]
    for minutes in range(0, 120, 10):
        states.append(after_failure(states[-1], Failure("no answer"), NOW + minutes * MINUTE))
        assert bool(states[-1].trouble) == (minutes >= 30)
    states.append(after_same(states[-1], NOW + 120 * MINUTE))

    assert told(states) == [News.DARK, News.BACK]


def test_a_failure_that_passes_within_half_an_hour_is_not_told() -> None:
    first = a_state(fresh=NOW, quiet=12 * HOUR)
    failing = after_failure(first, Failure("no answer"), NOW)
    still = after_failure(failing, Failure("no answer"), NOW + 29 * MINUTE)

    assert told([first, failing, still, after_same(still, NOW + 31 * MINUTE)]) == []


@pytest.mark.parametrize("failure", [Failure("403", 403), Failure("401", 401), Failure("429", 429, challenge=True)])
def test_a_publisher_that_shuts_bots_out_is_named_as_one(failure: Failure) -> None:
    first = after_failure(a_state(), failure, NOW)
    later = after_failure(first, failure, NOW + 31 * MINUTE)

    assert told([first, later]) == [News.WALLED]


def test_a_feed_that_answers_but_is_silent_against_its_rhythm_is_told_once() -> None:
    first = polled(entries_every(MINUTE))  # quiet for an hour is believed of it
    states = [first, *(after_same(first, NOW + hours * HOUR) for hours in (1, 1.9))]
    for hours in (2.1, 3, 30):
        states.append(after_same(states[-1], NOW + hours * HOUR))
    back = after_body(states[-1], Body(b""), "h2", entries_every(MINUTE), new=1, now=NOW + 31 * HOUR)

    assert told([*states, back]) == [News.DARK, News.BACK]


def test_the_nights_of_a_paper_are_no_darkness() -> None:
    state = polled(entries_every(20 * MINUTE))
    states = [state]
    for day in range(20):
        for hour in (10, 14, 18, 22):  # entries by day, and nothing till ten in the morning
            now = NOW + timedelta(days=day, hours=hour)
            states.append(after_same(states[-1], now - MINUTE))
            states.append(after_body(states[-1], Body(b""), str(now), entries_every(20 * MINUTE), new=3, now=now))

    assert told(states) == []


def test_an_agency_is_soon_believed_to_sleep_less() -> None:
    quick, slow = polled(entries_every(MINUTE)), polled(entries_every(HOUR))

    assert (quick.quiet, slow.quiet) == (HOUR, 12 * HOUR)


def test_a_moved_feed_is_remembered_and_told() -> None:
    before = a_state()
    after = polled(entries_every(MINUTE), before, moved_to="https://harbour.example/new")

    assert (after.url, told([before, after])) == ("https://harbour.example/new", [News.MOVED])


def test_a_feed_that_moved_back_is_asked_at_its_own_address() -> None:
    state = polled(entries_every(MINUTE), a_state(url="https://harbour.example/new"), moved_to=FEED.url)

    assert state.url == ""


@pytest.mark.parametrize(("failures", "status"), [(0, 404), (0, 410), (2, None)])
def test_a_remembered_address_that_fails_is_forgotten(failures: int, status: int | None) -> None:
    state = a_state(url="https://harbour.example/new", failures=failures)

    assert after_failure(state, Failure("gone", status), NOW).url == ""


def test_a_remembered_address_survives_one_bad_moment() -> None:
    state = a_state(url="https://harbour.example/new")

    assert after_failure(state, Failure("no answer"), NOW).url == "https://harbour.example/new"


def test_a_feed_whose_configured_address_changed_starts_anew() -> None:
    old = a_state(etag="x", url="https://harbour.example/new", body_hash="h")

    assert state_of(a_feed("https://harbour.example/other"), {FEED.id: old}) == FeedState(
        FEED.id, configured="https://harbour.example/other"
    )


def test_new_feeds_come_first_then_the_longest_overdue() -> None:
    feeds = {name: a_feed(f"https://{name}.example/", name=f"{name}/en") for name in ("late", "later", "new", "early")}
    due = {"late": -MINUTE, "later": -HOUR, "early": MINUTE}
    states = {
        feeds[name].id: FeedState(feeds[name].id, configured=feeds[name].url, polled=NOW - HOUR, due=NOW + offset)
        for name, offset in due.items()
    }

    order = [feed.id for feed in due_feeds(feeds.values(), states, NOW)]

    assert order == ["later/en", "new/en", "late/en"]
    assert next_due([feeds["early"]], states, NOW) == NOW + MINUTE


def test_a_host_that_asked_for_a_pause_is_left_alone_with_all_its_feeds() -> None:
    resting = {"harbour.example": NOW + HOUR}

    assert due_feeds([FEED], {}, NOW, resting) == []
    assert due_feeds([FEED], {}, NOW + HOUR, resting) == [FEED]


def test_a_clock_that_was_set_back_makes_no_feed_wait() -> None:
    state = a_state(polled=NOW + HOUR, due=NOW + HOUR + MINUTE)

    assert due_feeds([FEED], {FEED.id: state}, NOW) == [FEED]
