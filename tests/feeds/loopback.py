"""A real HTTP server on loopback whose answers are bytes: it can be as wrong as servers are."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Play = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Request:
    path: str
    headers: dict[str, str]


@dataclass
class Loopback:
    """What the server plays, by path, and what it was asked."""

    port: int = 0
    plays: dict[str, Play] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    connections: int = 0
    most_connections: int = 0

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answers(self, path: str, body: bytes = b"", status: str = "200 OK", **headers: str) -> None:
        """Play this answer from now on; `Content_Type="text/xml"` becomes a header."""

        async def play(_: Request, out: asyncio.StreamWriter) -> None:
            out.write(response(body, status, **headers))

        self.plays[path] = play

    async def serve(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.most_connections = max(self.most_connections, self.connections)
        try:
            while request := await _request(reader):
                self.asked.append(request)
                await self.plays[request.path](request, out)
                await out.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.connections -= 1
            out.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await out.wait_closed()


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def loopback() -> AsyncIterator[Loopback]:
    played = Loopback()
    server = await asyncio.start_server(played.serve, "127.0.0.1", 0)
    played.port = server.sockets[0].getsockname()[1]
    try:
        yield played
    finally:
        server.close()


async def _request(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
    return Request(head[0].split(" ")[1], headers)
