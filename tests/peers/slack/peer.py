"""Slack as a server on loopback: `async with SlackPeer() as peer`, then `AsyncWebClient(base_url=peer.base_url)`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self, TypeVar

from aiohttp import web

from tests.peers.slack import surfaces
from tests.peers.slack.errors import SlackError
from tests.peers.slack.methods import COUNT_THEMSELVES, METHODS, PREFIXES
from tests.peers.slack.people import People
from tests.peers.slack.socket_mode import SocketMode
from tests.peers.slack.state import Args, State
from tests.peers.wire import Answer, Call, Changes, Faults, Journal, Loopback, PeerClock, with_fault

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

BOT_TOKEN = "xoxb-stand-in-bot-token"
APP_TOKEN = "xapp-stand-in-app-token"


class SlackPeer(People):
    """A workspace with one app installed.

    `rate_limits` switches the limits on; `speed` lets the peer's time run faster (Retry-After, acknowledgements,
    retries of events, lifetimes of trigger_id and response_url).
    """

    def __init__(
        self,
        *,
        bot_token: str = BOT_TOKEN,
        app_token: str = APP_TOKEN,
        rate_limits: bool = False,
        speed: float = 1.0,
        scopes: set[str] | None = None,
    ) -> None:
        self.clock = PeerClock(speed)
        self.changes = Changes()
        state = State(bot_token, app_token, self.clock, self.changes)
        state.limits.on = rate_limits
        state.scopes = scopes
        super().__init__(state, SocketMode(state))
        self.bot_token, self.app_token = bot_token, app_token
        self.faults = Faults()
        self.journal = Journal()
        self.url = ""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method:.*}", self._call)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_post("/response/{key}", self._respond)
        app.router.add_get("/link/", self._link)
        self._server = Loopback(app)
        self._tickets: set[str] = set()

    async def start_server(self, port: int = 0) -> Self:
        """Listen on loopback; `base_url` is what AsyncWebClient wants."""
        self.url = self.state.base_url = await self._server.start(port)
        return self

    async def stop(self) -> None:
        """End all connections."""
        await self.socket.stop()
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
    def base_url(self) -> str:
        """For slack_sdk: ends in "/api/"."""
        return f"{self.url}/api/"

    @property
    def calls(self) -> list[Call]:
        """All calls, oldest first; those to a response_url and an upload address too."""
        return list(self.journal.calls)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return self.journal.of(method)

    @property
    def connected(self) -> bool:
        """Whether the app has a Socket Mode connection."""
        return bool(self.socket.connections)

    async def wait_for(self, condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:  # noqa: ASYNC109
        """The condition's first truthy value; AssertionError after `timeout` seconds."""
        return await self.changes.wait_for(condition, timeout, what)

    def revoke(self, error: str = "token_revoked") -> None:
        """From now on every call is refused: token_revoked, account_inactive, invalid_auth. "" ends it."""
        self.state.auth_error = error

    # --- serving -----------------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await _given(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(given.pop("token", ""))
        call = self._noted(method, given)

        async def perform() -> web.StreamResponse:
            return await self._performed(method, token, Args(given), call)

        return await self._with_fault(request, call, perform)

    def _noted(self, method: str, given: dict[str, Any]) -> Call:
        call = Call(method, given, self.clock.now())
        self.journal.calls.append(call)
        self.changes.happened()
        return call

    async def _with_fault(self, request: web.Request, call: Call, perform: Any) -> web.StreamResponse:
        fault = self.faults.take(call.method, call.args)
        if isinstance(fault, Answer):
            call.status = fault.status
        self.changes.happened()
        return await with_fault(request, fault, perform)

    async def _performed(self, method: str, token: str, args: Args, call: Call) -> web.Response:
        try:
            answer = await self._answer(method, token, args)
        except SlackError as refusal:
            call.status, call.error = refusal.status, refusal.error
            headers = refusal.headers | self._scope_headers(method)
            return web.json_response(refusal.body(), status=refusal.status, headers=headers)
        else:
            call.status = 200
            return web.json_response({"ok": True} | answer, headers=self._scope_headers(method))
        finally:
            self.changes.happened()

    async def _answer(self, method: str, token: str, args: Args) -> dict[str, Any]:
        if method == "apps.connections.open":
            return self._opened(token)
        if method == "api.test":
            return {"args": args.given}
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        self._check_token(token, self.state.bot_token)
        perform, scopes = METHODS[method]
        self._check_scopes(scopes, self._kinds(args))
        if method not in COUNT_THEMSELVES:
            self.state.limits.take(self.clock.seconds(), method, args.text("channel"))
        return await perform(self.state, args)

    def _check_token(self, token: str, wanted: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if self.state.auth_error:
            raise SlackError(self.state.auth_error)
        if token != wanted:
            known = token in {self.state.bot_token, self.state.app_token}
            raise SlackError("not_allowed_token_type" if known else "invalid_auth")

    def _scope_headers(self, method: str) -> dict[str, str]:
        """What the token may do and what the method takes ("Permission scopes"); known methods alone have them."""
        if method not in METHODS:
            return {}
        every = {scope for _perform, scopes in METHODS.values() for scope in scopes} | {"commands"}
        granted = every if self.state.scopes is None else self.state.scopes
        return {"X-OAuth-Scopes": ",".join(sorted(granted)), "X-Accepted-OAuth-Scopes": ",".join(METHODS[method][1])}

    def _kinds(self, args: Args) -> list[str]:
        """The kinds of conversation that a call is about: of its channel, or the types that it lists."""
        channel = self.state.channels.get(args.text("channel"))
        if channel is not None:
            return [channel.kind]
        return (args.text("types") or "public_channel").split(",")

    def _check_scopes(self, scopes: tuple[str, ...], kinds: list[str]) -> None:
        needed = [s for s in scopes if any(s.startswith(PREFIXES.get(kind, "?")) for kind in kinds)] or list(scopes[:1])
        granted = self.state.scopes
        for scope in needed:
            if granted is not None and scope not in granted:
                raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))
            self.state.scopes_used.add(scope)

    def _opened(self, token: str) -> dict[str, Any]:
        """apps.connections.open: the address of a WebSocket, with a ticket."""
        self._check_token(token, self.state.app_token)
        ticket = self.state.fresh("ticket-")
        self._tickets.add(ticket)
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id=A0TOCSINAPP"}

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=404)
        return await self.socket.serve(request)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """The upload address: raw bytes or a form; answers in text/plain, as files.slack.com does."""
        content = await _uploaded(request)
        call = self._noted("upload", {"file": request.match_info["file"], "length": len(content)})

        async def perform() -> web.StreamResponse:
            file = self.state.files.get(request.match_info["file"])
            if file is None or len(content) != file.length:
                call.status, call.error = 500, "length does not fit"
                return web.Response(status=500, text="internal error")
            file.content = content
            call.status = 200
            return web.Response(text=f"OK - {len(content)}")

        return await self._with_fault(request, call, perform)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """A response_url: answers "ok" in text/plain, or 404 when it is used up."""
        body = await request.json()
        call = self._noted("response_url", body)

        async def perform() -> web.StreamResponse:
            try:
                surfaces.respond(self.state, request.match_info["key"], body)
            except SlackError as refusal:
                status = refusal.status if refusal.status != 200 else 400
                call.status, call.error = status, refusal.error
                if status == 404:
                    return web.json_response(refusal.body(), status=404)
                return web.Response(status=status, text=refusal.error)
            call.status = 200
            return web.Response(text="ok")

        return await self._with_fault(request, call, perform)


async def _uploaded(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return bytes(value.file.read())
    return b""


async def _given(request: web.Request) -> dict[str, Any]:
    """Arguments from the query, a form or JSON ("Using the Slack Web API", "POST bodies")."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.text()
        try:
            given |= json.loads(raw or "{}")
        except ValueError:
            return given
    elif request.can_read_body:
        given |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return given
