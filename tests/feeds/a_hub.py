"""A stand-in WebSub hub on loopback: takes subscriptions, asks back, signs what it distributes (W3C WebSub)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class AHub:
    """What it was asked, who is subscribed, and how it behaves."""

    port: int = 0
    lease: str = "86400"
    method: str = "sha256"
    refuses: int = 0  # the status of the answer to a request, if it refuses
    asks_back: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    subscribers: dict[str, dict[str, str]] = field(default_factory=dict)  # callback -> its request
    asked_back: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub"

    async def requested(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(fields)
        if self.refuses:
            return web.Response(status=self.refuses, text="no")
        if self.asks_back:
            task = asyncio.get_running_loop().create_task(self._ask_back(fields))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response(status=202)

    async def _ask_back(self, fields: dict[str, str]) -> None:
        status, text = await self.question(fields["hub.callback"], fields["hub.topic"])
        if (status, text) == (200, "challenge-7"):
            self.subscribers[fields["hub.callback"]] = fields
        self.asked_back.set()

    async def question(self, callback: str, topic: str, mode: str = "subscribe") -> tuple[int, str]:
        """Ask a callback whether it meant it; gives its status and words."""
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "challenge-7", "hub.lease_seconds": self.lease}
        async with aiohttp.ClientSession() as client, client.get(callback, params=query) as answer:
            return answer.status, await answer.text()

    async def distribute(self, body: bytes, *, secret: str | None = None, callback: str | None = None) -> list[int]:
        """Push to all subscribers (or to one callback), signed; gives the status of each."""
        statuses = []
        for address, fields in [(callback, {})] if callback else list(self.subscribers.items()):
            key = (secret if secret is not None else fields["hub.secret"]).encode()
            mark = hmac.new(key, body, getattr(hashlib, self.method)).hexdigest()
            headers = {"X-Hub-Signature": f"{self.method}={mark}", "Content-Type": "application/rss+xml"}
            async with (
                aiohttp.ClientSession() as client,
                client.post(address, data=io.BytesIO(body), headers=headers) as answer,
            ):
                statuses.append(answer.status)
        return statuses


@asynccontextmanager
async def a_hub(**ways: object) -> AsyncIterator[AHub]:
    hub = AHub(**ways)  # type: ignore[arg-type]
    app = web.Application()
    app.add_routes([web.post("/hub", hub.requested)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hub.port = runner.addresses[0][1]
    try:
        yield hub
    finally:
        await asyncio.gather(*hub._tasks, return_exceptions=True)
        await runner.cleanup()
