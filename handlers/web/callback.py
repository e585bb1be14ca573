"""The callback server of WebSub: hubs ask back here (GET) and push here (POST). It decides nothing; see bot.feeds.hubs.

It stands behind the proxy that serves TOCSIN_PUBLIC_URL; whatever comes in is hostile until its signature is right.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

LARGEST_PUSH: Final = 10 * 1024 * 1024  # bytes, as a poll's body
_PATIENCE_S: Final = 15.0  # for the body of one push
_LONGEST_CHALLENGE: Final = 4096

_log = log("web")


class AnswersHubs(Protocol):
    """What is needed of the room of feeds."""

    async def answer(self, token: str, query: Mapping[str, str]) -> str | None:
        """The challenge to give back; None if there is no such subscription."""

    def expects(self, token: str) -> bool:
        """Whether a push can come here."""

    async def take(self, token: str, signature: str, content_type: str, body: bytes) -> HTTPStatus:
        """Take a push."""


def callback_app(hubs: AnswersHubs, path: str) -> web.Application:
    """The two answers, under `path`."""

    async def asked_back(request: web.Request) -> web.Response:
        challenge = await hubs.answer(request.match_info["token"], request.query)
        if challenge is None or len(challenge) > _LONGEST_CHALLENGE:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        # Plain text that no browser sniffs: the challenge is whatever the caller wrote.
        return web.Response(text=challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def pushed(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        if not hubs.expects(token):
            return web.Response(status=HTTPStatus.NOT_FOUND)
        count("feeds.pushes")
        try:
            async with asyncio.timeout(_PATIENCE_S):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        signature, kind = request.headers.get("X-Hub-Signature", ""), request.headers.get("Content-Type", "")
        return web.Response(status=await hubs.take(token, signature, kind, body))

    app = web.Application(client_max_size=LARGEST_PUSH)
    app.add_routes([web.get(f"{path}/{{token}}", asked_back), web.post(f"{path}/{{token}}", pushed)])
    return app


@asynccontextmanager
async def serve_callback(hubs: AnswersHubs, public_url: str, port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve hubs while the block runs; gives the port. A port in use is said; the feeds are polled all the same."""
    runner = web.AppRunner(callback_app(hubs, urlsplit(public_url).path.rstrip("/")), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        _log.error("no callback server; feeds are polled alone", port=port, why=error.strerror)
    try:
        yield runner.addresses[0][1] if runner.addresses else 0
    finally:
        await runner.cleanup()
