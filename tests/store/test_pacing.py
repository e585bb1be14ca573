"""What all workers together may send."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from bot.model import Platform
from bot.ports import Limit, Wait
from bot.store import State
from bot.store.connect import Server
from bot.store.pacing import WAY_BACK
from tests.fakes import NOON

SECOND = timedelta(seconds=1)
THREE = Limit("all", 3, SECOND)
ONE = Limit("chat:1", 1, SECOND)


CALLS = count()


async def takes(state: State, at: datetime, *limits: Limit) -> Wait | None:
    return await state.pacer.take(Platform.TELEGRAM, limits, at, f"call-{next(CALLS)}")


async def test_so_many_go_at_once_and_the_next_waits_for_the_window(state: State) -> None:
    answers = [await takes(state, NOON + n * SECOND / 10, THREE) for n in range(4)]

    assert answers == [None, None, None, Wait(timedelta(seconds=0.7), "all")]


async def test_the_window_slides(state: State) -> None:
    for n in range(3):
        await takes(state, NOON + n * SECOND / 10, THREE)

    first = await takes(state, NOON + SECOND, THREE)
    second = await takes(state, NOON + SECOND, THREE)

    assert (first, second) == (None, Wait(SECOND / 10, "all"))


async def test_what_one_limit_forbids_counts_under_no_other(state: State) -> None:
    await takes(state, NOON, ONE)
    for _ in range(10):
        await takes(state, NOON, THREE, ONE)

    assert await takes(state, NOON, THREE) is None


async def test_the_longest_wait_counts_and_is_named(state: State) -> None:
    slow = Limit("group:1", 1, 60 * SECOND)
    await takes(state, NOON, THREE, ONE, slow)

    assert await takes(state, NOON, THREE, ONE, slow) == Wait(60 * SECOND, "group:1")


async def test_workers_share_the_limits(state: State, server: Server) -> None:
    other = State.over(server)
    await takes(state, NOON, ONE)

    assert await takes(other, NOON, ONE) == Wait(SECOND, "chat:1")


async def test_platforms_do_not(state: State) -> None:
    await takes(state, NOON, ONE)

    assert await state.pacer.take(Platform.SLACK, [ONE], NOON, "x") is None


async def test_a_pause_that_was_asked_for_is_kept_to_the_millisecond(state: State) -> None:
    await state.pacer.pause(Platform.TELEGRAM, "chat:1", NOON, NOON + 40 * SECOND)

    assert await takes(state, NOON + 10 * SECOND, ONE) == Wait(30 * SECOND, "chat:1")
    assert await takes(state, NOON + 40 * SECOND, ONE) is None


async def test_a_call_that_was_not_asked_for_counts_from_its_answer_on(state: State) -> None:
    await state.pacer.answered(Platform.TELEGRAM, [ONE], NOON, "reply")

    assert await takes(state, NOON, ONE) == Wait(SECOND - WAY_BACK, "chat:1")


async def test_a_call_that_took_long_counts_from_its_answer_on_for_it_may_have_arrived_late(state: State) -> None:
    await state.pacer.take(Platform.TELEGRAM, [ONE], NOON, "slow")

    await state.pacer.answered(Platform.TELEGRAM, [ONE], NOON + SECOND / 2, "slow")

    assert await takes(state, NOON + SECOND, ONE) == Wait(SECOND / 2 - WAY_BACK, "chat:1")


async def test_a_call_that_was_answered_at_once_counts_from_its_grant_on(state: State) -> None:
    await state.pacer.take(Platform.TELEGRAM, [ONE], NOON, "quick")

    await state.pacer.answered(Platform.TELEGRAM, [ONE], NOON, "quick")

    assert await takes(state, NOON + SECOND, ONE) is None


async def test_a_clock_that_is_set_back_by_an_hour_stops_nobody(state: State) -> None:
    await takes(state, NOON, ONE)
    await state.pacer.pause(Platform.TELEGRAM, "chat:1", NOON, NOON + 40 * SECOND)

    assert await takes(state, NOON - 3600 * SECOND, ONE) is None


async def test_many_askers_at_the_same_instant_get_what_is_allowed_and_no_more(state: State) -> None:
    thirty = Limit("all", 30, SECOND)
    granted = 0
    for tenth in range(50):
        for _ in range(20):
            granted += await takes(state, NOON + tenth * SECOND / 10, thirty) is None

    assert granted == 30 * 5
