"""The Bot API as a server on loopback: `async with TelegramPeer() as peer`, then point the library at `peer.url`."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Self, TypeVar

import aiohttp
from aiohttp import web

from tests.peers.telegram import asking
from tests.peers.telegram.errors import ApiError
from tests.peers.telegram.methods import METHODS, NAMES
from tests.peers.telegram.people import People
from tests.peers.telegram.state import Args, State
from tests.peers.wire import Answer, Call, Changes, Faults, Journal, Loopback, PeerClock, with_fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.peers.telegram.limits import Limits

T = TypeVar("T")

TOKEN = "8000001:stand-in-token-of-the-Telegram-peer"
MAX_REQUEST_BYTES = 64 * 1024 * 1024


class TelegramPeer(People):
    """A Telegram of one bot.

    `limits` switches flood control on (`Limits()` for the documented figures); `speed` lets the peer's time run faster,
    so that a `retry_after` of 30 s is over after 0.3 s at speed 100.
    """

    def __init__(
        self, *, token: str = TOKEN, username: str = "tocsin_bot", limits: Limits | None = None, speed: float = 1.0
    ) -> None:
        self.clock = PeerClock(speed)
        self.changes = Changes()
        super().__init__(State(token, username, self.clock, self.changes, limits))
        self.token = token
        self.faults = Faults()
        self.journal = Journal()
        self.url = ""
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        app.router.add_route("*", "/{anything:.*}", self._nothing)
        self._server = Loopback(app)
        self._webhooks: asyncio.Task[None] | None = None

    async def start_server(self, port: int = 0) -> Self:
        """Listen on loopback; `url` is the base to give to the library (TelegramAPIServer.from_base)."""
        self.url = await self._server.start(port)
        self._webhooks = asyncio.create_task(self._post_updates())
        return self

    async def stop(self) -> None:
        """Close all connections; what waits is cut off."""
        if self._webhooks is not None:
            self._webhooks.cancel()
            await asyncio.gather(self._webhooks, return_exceptions=True)
        await self._server.stop()

    async def go_down(self) -> None:
        """Refuse connections until `come_back`, as a platform that is not there; nothing stored is lost."""
        await self._server.shut_door()

    async def come_back(self) -> None:
        """Listen again under the same address."""
        await self._server.open_door()

    async def __aenter__(self) -> Self:
        return await self.start_server()

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    @property
    def calls(self) -> list[Call]:
        """All calls, oldest first."""
        return list(self.journal.calls)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, with arguments and what came of them."""
        return self.journal.of(method)

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:  # noqa: ASYNC109
        """The condition's first truthy value; AssertionError after `timeout` seconds."""
        return await self.changes.wait_for(condition, timeout, what)

    def revoke_token(self) -> None:
        """From now on every call gets 401."""
        self.state.revoked = True

    @property
    def all_confirmed(self) -> bool:
        """Whether the bot has confirmed every update (by a higher offset)."""
        return not self.state.updates.pending

    # --- serving -----------------------------------------------------------------------------------------------------

    async def _nothing(self, _request: web.Request) -> web.Response:
        return _refused(ApiError(404, "Not Found"))

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            args = await _args_of(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(ApiError(413, "Request Entity Too Large"))
        asked = request.match_info["method"].lower()
        call = Call(NAMES.get(asked, request.match_info["method"]), args.given, self.clock.now())
        self.journal.calls.append(call)

        async def perform() -> web.StreamResponse:
            return await self._performed(request.match_info["token"], asked, args, call)

        fault = self.faults.take(call.method, args.given)
        if isinstance(fault, Answer):
            call.status = fault.status
        self.changes.happened()
        return await with_fault(request, fault, perform)

    async def _performed(self, token: str, asked: str, args: Args, call: Call) -> web.Response:
        try:
            self.state.check_token(token)
            result = await METHODS.get(asked, asking.method_not_found)(self.state, args)
        except ApiError as refusal:
            call.status, call.error = refusal.code, refusal.description
            return _refused(refusal)
        else:
            call.status = 200
            return web.json_response({"ok": True, "result": result})
        finally:
            self.changes.happened()

    async def _file(self, request: web.Request) -> web.Response:
        stored = self.state.files.get(request.match_info["path"].removeprefix("files/"))
        if request.match_info["token"] != self.token or stored is None:
            return _refused(ApiError(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")

    async def _post_updates(self) -> None:
        """Deliver updates to the webhook, oldest first; one that is not answered with 2xx is tried again."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            while True:
                waiting = self.changes.event
                ready = self.state.updates.ready(1)
                if not (self.state.updates.webhook.url and ready):
                    await waiting.wait()
                elif not await self._posted(session, ready[0]):
                    await asyncio.sleep(0.05)

    async def _posted(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        hook = self.state.updates.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update, headers=headers) as response:
                body = await response.text()
                taken = 200 <= response.status < 300
                hook.last_error = (
                    "" if taken else f"Wrong response from the webhook: {response.status} {response.reason}"
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            hook.last_error, taken, body = f"Connection failed: {type(error).__name__}", False, ""
        if taken:
            self.state.updates.confirm_below(update["update_id"] + 1)
            await self._answered_in_place(body)
        return taken

    async def _answered_in_place(self, body: str) -> None:
        """A webhook's answer may itself be a call ("Making requests when getting updates"); its result is not told."""
        try:
            wanted = json.loads(body or "null")
        except ValueError:
            return
        if isinstance(wanted, dict) and "method" in wanted:
            asked = str(wanted.pop("method"))
            call = Call(NAMES.get(asked.lower(), asked), wanted, self.clock.now())
            self.journal.calls.append(call)
            await self._performed(self.token, asked.lower(), Args(wanted), call)


def _refused(refusal: ApiError) -> web.Response:
    seconds = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(seconds)} if seconds else None
    return web.json_response(refusal.body(), status=refusal.code, headers=headers)


async def _args_of(request: web.Request) -> Args:
    """Arguments from the query, a form, a multipart form or JSON (Bot API, "Making requests")."""
    given: dict[str, Any] = dict(request.query)
    files: dict[str, tuple[str, bytes]] = {}
    if request.content_type == "application/json":
        given |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
                continue
            content = bytes(await part.read(decode=True))
            if part.filename is not None:
                files[part.name] = (part.filename, content)
            else:
                given[part.name] = content.decode()
    elif request.can_read_body:
        given |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return Args(given, files)
