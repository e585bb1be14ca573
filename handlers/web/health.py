"""`/health` for Docker and load balancers, `/metrics` for Prometheus. Loopback unless a proxy is put in front."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from bot.watch import counters, heartbeats, log

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.ports import Clock

_log = log("web")


def health_app(clock: Clock) -> web.Application:
    """The two pages."""

    async def health(_: web.Request) -> web.Response:
        late = heartbeats.late(clock.now())
        return web.json_response({"well": not late, "late": late}, status=503 if late else 200)

    async def metrics(_: web.Request) -> web.Response:
        lines = [f"tocsin_{name.replace('.', '_')} {value}" for name, value in sorted(counters.items())]
        return web.Response(text="\n".join(lines) + "\n")

    app = web.Application()
    app.add_routes([web.get("/health", health), web.get("/metrics", metrics)])
    return app


@asynccontextmanager
async def serve_health(clock: Clock, port: int, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve the pages while the block runs; gives the port. A port in use is said and does not stop the bot."""
    runner = web.AppRunner(health_app(clock), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        _log.warning("no health page", port=port, why=error.strerror, do="set TOCSIN_HEALTH_PORT to a free port, or 0")
    try:
        yield runner.addresses[0][1] if runner.addresses else 0
    finally:
        await runner.cleanup()
