"""Socket Mode: connections, envelopes, acknowledgements within three seconds, redelivery of events.

Sources: "Using Socket Mode" (docs.slack.dev/apis/events-api/using-socket-mode: hello, envelopes, `disconnect` with its
reasons, up to ten connections, an envelope goes to one of them); "Events API", "Error handling" (three retries: nearly
at once, after one minute, after five; a retry may reach the app although the first was handled); interactivity and
slash commands must be acknowledged within three seconds and are not sent again: the person sees an error instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.peers.slack.errors import SlackError
from tests.peers.slack.world import APP
from tests.peers.wire import reset

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.peers.slack.state import State

ACK_SECONDS = 3.0
RETRY_PAUSES = (0.0, 60.0, 300.0)  # of the peer's time
MAX_CONNECTIONS = 10


@dataclass(slots=True)
class Delivery:
    """One envelope on its way to the app. `answer` is the payload of the acknowledgement."""

    kind: str  # "slash_commands", "interactive", "events_api"
    id: str
    payload: dict[str, Any]
    sent: list[float] = field(default_factory=list)  # peer's seconds of each try
    acked: float | None = None
    acks: int = 0
    answer: dict[str, Any] | None = None
    failed: bool = False  # never acknowledged in time, and no further try
    in_time: bool = False
    refused: str = ""  # what was wrong with the answer; the person sees an error
    when_acknowledged: Callable[[dict[str, Any]], None] | None = None

    @property
    def done(self) -> bool:
        """Whether it is settled, well or not."""
        return self.in_time or self.failed


class SocketMode:
    """The connections of the app, and what goes over them."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.connections: list[web.WebSocketResponse] = []
        self.deliveries: dict[str, Delivery] = {}
        self.opened = 0  # connections ever made
        self.deaf: set[int] = set()  # ids of connections that stay open while nothing goes over them, not even pongs
        self.refuse = False  # apps.connections.open answers, the WebSocket does not come up
        self._requests: dict[int, web.Request] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket connection of the app."""
        if self.refuse:
            return web.Response(status=503, text="upstream connect error")
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.opened += 1
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return socket
        self.connections.append(socket)
        self._requests[id(socket)] = request
        await socket.send_json(self._hello())
        self.state.changes.happened()
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    def _hello(self) -> dict[str, Any]:
        debug = {"host": "applink-stand-in", "build_number": 1, "approximate_connection_time": 18060}
        connections = len(self.connections)
        return {
            "type": "hello",
            "num_connections": connections,
            "debug_info": debug,
            "connection_info": {"app_id": APP},
        }

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.connections:
            self.connections.remove(socket)
        self._requests.pop(id(socket), None)
        self.deaf.discard(id(socket))
        self.state.changes.happened()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if id(socket) in self.deaf:
                continue
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))

    def _acknowledged(self, ack: dict[str, Any]) -> None:
        delivery = self.deliveries.get(str(ack.get("envelope_id")))
        if delivery is None:
            return
        delivery.acks += 1
        now = self.state.clock.seconds()
        if delivery.acked is None and not delivery.failed:
            delivery.acked = now
            delivery.in_time = now - delivery.sent[-1] <= ACK_SECONDS
            if delivery.in_time:
                self._take_answer(delivery, ack.get("payload"))
        self.state.changes.happened()

    @staticmethod
    def _take_answer(delivery: Delivery, answer: dict[str, Any] | None) -> None:
        delivery.answer = answer
        if delivery.when_acknowledged is None:
            return
        try:
            delivery.when_acknowledged(answer or {})
        except SlackError as refusal:
            delivery.refused = refusal.error

    # --- sending -----------------------------------------------------------------------------------------------------

    def send(self, kind: str, payload: dict[str, Any]) -> Delivery:
        """Put an envelope on its way; its fate can be watched in the Delivery."""
        delivery = Delivery(kind, self.state.fresh("envelope-"), payload)
        self.deliveries[delivery.id] = delivery
        self._start(self._deliver(delivery))
        return delivery

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        pauses = RETRY_PAUSES if delivery.kind == "events_api" else ()
        await self._try(delivery, 0)
        for attempt, pause in enumerate(pauses, start=1):
            if delivery.in_time:
                break
            await asyncio.sleep(pause / self.state.clock.speed)
            await self._try(delivery, attempt)
        delivery.failed = not delivery.in_time
        self.state.changes.happened()

    async def _try(self, delivery: Delivery, attempt: int) -> None:
        delivery.acked = None
        delivery.sent.append(self.state.clock.seconds())
        envelope: dict[str, Any] = {
            "type": delivery.kind,
            "envelope_id": delivery.id,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
        await self._over_one(envelope)
        self.state.changes.happened()
        began = self.state.clock.seconds()
        while not delivery.in_time and (left := began + ACK_SECONDS - self.state.clock.seconds()) > 0:
            await self.state.changes.woken(left / self.state.clock.speed)

    async def _over_one(self, envelope: dict[str, Any]) -> None:
        """Send over one of the connections, in turn; without any, or over a deaf one, nobody hears it."""
        if not self.connections:
            return
        self._turn += 1
        socket = self.connections[self._turn % len(self.connections)]
        if not socket.closed and id(socket) not in self.deaf:
            with contextlib.suppress(ConnectionResetError):  # it was just ended: nobody hears it
                await socket.send_json(envelope)

    # --- trouble -----------------------------------------------------------------------------------------------------

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send `disconnect` ("warning", "refresh_requested", "link_disabled") and, but for a warning, close."""
        for socket in list(self.connections):
            debug = {"host": "applink-stand-in"}
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})
            if reason != "warning":
                await socket.close()

    def deafen(self) -> None:
        """From now on nothing goes over the present connections, though they stay open; new ones are well.

        So bolt-python#1529 looks from outside: after an idle reconnect the app hears no more.
        """
        self.deaf |= {id(socket) for socket in self.connections}

    def drop(self) -> None:
        """Reset every connection on the wire."""
        for socket in list(self.connections):
            if request := self._requests.get(id(socket)):
                reset(request)

    async def stop(self) -> None:
        """End all deliveries and connections."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self.connections):
            await socket.close()
