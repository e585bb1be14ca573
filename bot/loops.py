"""How a loop begins, waits and ends: signals, an outage of the state, and a calm end within seconds."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot import watch
from bot.errors import StateAway

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

_AWAY: Final = timedelta(seconds=5)  # before a loop that found the state away begins anew
_LAST: Final = timedelta(seconds=11)  # after a signal; sends in flight are given ten

_log = watch.log("app")


def stop_at_signals() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets; a second signal ends the process the hard way."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def calm_end(number: signal.Signals) -> None:
        _log.info("stopping", signal=number.name)
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, calm_end, number)
    return stop


async def end_in_time(loops: Iterable[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Cancel what has not ended by itself a while after `stop`: some may wait for a state that is away."""
    await stop.wait()
    _, late = await asyncio.wait(loops, timeout=_LAST.total_seconds())
    for loop in late:
        loop.cancel()


async def outlast(work: Callable[[], Awaitable[None]], stop: asyncio.Event, pause: timedelta = _AWAY) -> None:
    """Do the work, and begin it anew whenever the state was away: a server that restarts must not end the bot."""
    while True:
        is_away = False
        try:
            # In a task of its own: up to Python 3.11.3 a failed TaskGroup leaves its task half cancelled, and the
            # next time-out in that task would end the loop instead of the pause.
            await asyncio.get_running_loop().create_task(_alone(work))
        except* StateAway as group:
            is_away = True
            _log.error("state away", error=str(group.exceptions[0]))
        if not is_away or stop.is_set():
            return
        await sleep_or_stop(pause, stop)


async def _alone(work: Callable[[], Awaitable[None]]) -> None:
    await work()


async def unless(stop: asyncio.Event, *works: Coroutine[None, None, None]) -> None:
    """Do the works side by side until one ends; they are cancelled at `stop`. Raises what went wrong in one of them."""
    tasks = [asyncio.get_running_loop().create_task(each) for each in (*works, _at(stop))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _at(stop: asyncio.Event) -> None:
    await stop.wait()


async def sleep_or_stop(pause: timedelta, stop: asyncio.Event) -> None:
    """Return after `pause`, or at `stop` if that comes first."""
    # Not asyncio.wait_for: up to Python 3.11 it can swallow a cancellation that comes together with its end.
    with suppress(TimeoutError):
        async with asyncio.timeout(pause.total_seconds()):
            await stop.wait()
