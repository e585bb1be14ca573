"""What both stand-ins share: a server on loopback, faults on the wire, a clock that can run fast, waiting."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """The call is not performed; the client gets this instead. A dict becomes JSON."""

    status: int
    body: str | dict[str, Any]
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hang:
    """The connection stays open and no answer comes; `after` says whether the call was performed first."""

    after: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset (RST on the wire); `after` says whether the call was performed first."""

    after: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """The call is performed and answered, but only after `seconds` of real time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Replaced:
    """The call is performed, and the client gets this answer instead of the true one."""

    answer: Answer


Fault = Answer | Hang | Reset | Late | Replaced


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Fault | None
    where: Callable[[Mapping[str, Any]], bool]
    once: bool


def _everywhere(_args: Mapping[str, Any]) -> bool:
    return True


class Faults:
    """What shall go wrong. `method` is the API's name of it, or "*" for any; earlier plans come first."""

    def __init__(self) -> None:
        self._plans: list[_Planned] = []

    def next(
        self, method: str, *faults: Fault | None, where: Callable[[Mapping[str, Any]], bool] = _everywhere
    ) -> None:
        """One fault for each of the next calls (that `where` accepts, by their arguments); None lets a call through."""
        self._plans += [_Planned(method, fault, where, once=True) for fault in faults]

    def always(self, method: str, fault: Fault, where: Callable[[Mapping[str, Any]], bool] = _everywhere) -> None:
        """The same fault for every call until `clear`."""
        self._plans.append(_Planned(method, fault, where, once=False))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._plans.clear()

    @property
    def left(self) -> int:
        """How many one-time faults have not been met yet."""
        return sum(plan.once for plan in self._plans)

    def take(self, method: str, args: Mapping[str, Any]) -> Fault | None:
        """The fault for this call, used up if it was for one call."""
        for plan in self._plans:
            if plan.method in {method, "*"} and plan.where(args):
                if plan.once:
                    self._plans.remove(plan)
                return plan.fault
        return None


class PeerClock:
    """The stand-in's own time. With `speed` 60 a minute of its limits passes in a second; `advance` jumps."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._began = datetime.now(UTC)
        self._zero = time.monotonic()
        self._jumped = 0.0

    def seconds(self) -> float:
        """Seconds of the peer's time since it began."""
        return (time.monotonic() - self._zero) * self.speed + self._jumped

    def now(self) -> datetime:
        """The peer's time of day, aware, UTC."""
        return self._began + timedelta(seconds=self.seconds())

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._jumped += seconds


class Changes:
    """Wakes whoever waits for the world to change."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def event(self) -> asyncio.Event:
        """Set at the next change."""
        return self._event

    def happened(self) -> None:
        """Something changed; every waiting condition is looked at again."""
        self._event.set()
        self._event = asyncio.Event()

    async def woken(self, seconds: float) -> bool:
        """Wait for the next change, at most so many real seconds; False if there was none."""
        waiting = self._event
        try:
            # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the event.
            async with asyncio.timeout(seconds):
                await waiting.wait()
        except TimeoutError:
            return False
        return True

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:  # noqa: ASYNC109
        """The condition's first truthy value. Raises AssertionError, saying `what`, when it does not come."""
        deadline = time.monotonic() + timeout
        while not (value := condition()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not within {timeout} s: {what or getattr(condition, '__name__', condition)}")
            # Conditions may look at things outside the peer too, so look again at least every 50 ms.
            await self.woken(min(left, 0.05))
        return value


@dataclass(slots=True)
class Call:
    """One request that reached the peer, in the order of arrival."""

    method: str
    args: dict[str, Any]
    at: datetime
    status: int = 0  # of the answer; 0 while none was given
    error: str = ""  # the platform's error text, empty if it went well


@dataclass(slots=True)
class Journal:
    """The calls that came in; the newest 10,000."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=10_000))

    def of(self, method: str) -> list[Call]:
        """Those of one method, oldest first."""
        return [call for call in self.calls if call.method == method]


class Loopback:
    """An aiohttp server on 127.0.0.1 and a free port."""

    def __init__(self, app: web.Application) -> None:
        # Without handler_cancellation a handler that hangs would outlive the client that gave up.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        self._site: web.TCPSite | None = None
        self.port = 0

    async def start(self, port: int = 0) -> str:
        """Listen; gives the base URL."""
        await self._runner.setup()
        await self.open_door(port)
        self.port = self._runner.addresses[0][1]
        return f"http://127.0.0.1:{self.port}"

    async def open_door(self, port: int = 0) -> None:
        """Listen on that port, or on the one that it had before."""
        self._site = web.TCPSite(self._runner, "127.0.0.1", port or self.port, reuse_address=True)
        await self._site.start()

    async def shut_door(self) -> None:
        """Stop listening and cut every connection; what was stored stays."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        server = self._runner.server
        for connection in server.connections if server is not None else []:
            connection.force_close()

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self._runner.cleanup()


def reset(request: web.Request) -> None:
    """Close the connection with RST, as a broken middlebox or a crashed server does."""
    transport = request.transport
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    # Linger on, zero seconds: close sends RST instead of FIN.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def response_of(answer: Answer) -> web.Response:
    """The answer as aiohttp sends it."""
    text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, ensure_ascii=False)
    return web.Response(
        status=answer.status, text=text, content_type=answer.content_type, charset="utf-8", headers=dict(answer.headers)
    )


async def with_fault(
    request: web.Request, fault: Fault | None, perform: Callable[[], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Perform the call as the fault demands."""
    match fault:
        case None:
            return await perform()
        case Answer():
            return response_of(fault)
        case Late(seconds):
            await asyncio.sleep(seconds)
            return await perform()
        case Replaced(answer):
            await perform()
            return response_of(answer)
        case Hang(after) | Reset(after):
            if after:
                await perform()
            if isinstance(fault, Reset):
                reset(request)
            else:
                await asyncio.Event().wait()  # until the client gives up or the server stops
            return web.Response()
