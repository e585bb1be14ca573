"""url -> Answer: the only HTTP client for feeds.

Conditional GET, redirects followed by hand, every dialled address guarded, body and time capped. What goes wrong with
one feed is a Failure, never an exception.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections import defaultdict
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, NoReturn, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp

from bot.errors import AddressRefused, FetchFailed
from bot.feeds.answers import Answer, Body, Failure, Unchanged
from bot.feeds.guard import Guard
from bot.feeds.headers import fresh_for, linked, pause_asked
from bot.feeds.inflate import CutOff, unfolding

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp.connector import AddrInfoType

    from bot.ports import Clock

LARGEST_BODY: Final = 10 * 1024 * 1024  # bytes, after decompression; the largest of 51 captured feeds has 0.3 MB
_PATIENCE: Final = timedelta(seconds=30)  # for one poll with all its redirects
_CONNECT: Final = 10.0  # seconds
_SILENCE: Final = 15.0  # seconds without a byte
_PIECE: Final = 64 * 1024
_CONNECTIONS_A_HOST: Final = 2
_CONNECTIONS: Final = 64
_KEEP_ALIVE: Final = 60.0  # seconds; the busiest feeds are polled twice a minute
_MOST_REDIRECTS: Final = 5
_LONGEST_HEADER: Final = 16 * 1024  # some outlets send policies of 10 kB
_PERMANENT: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
_REDIRECTS: Final = _PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}
_ACCEPT: Final = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
_LONGEST_VALIDATOR: Final = 1_000  # characters of an ETag that is worth keeping


class _Refused(OSError):
    """The guard's objection, on its way through the client that dials."""

    def __init__(self, objection: str) -> None:
        super().__init__(errno.EACCES, objection)


class _ServerSaid(FetchFailed):
    """An HTTP status that brings no feed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence, failure.retry_after)
        self.failure = failure


def user_agent(contact: str | None) -> str:
    """`Tocsin/0.1.0 (+https://desk.example)`: who polls, and whom to ask about it."""
    try:
        number = version("tocsin")
    except PackageNotFoundError:
        number = "0"
    readable = "".join(c for c in contact or "" if c.isascii() and c.isprintable() and c not in "()\\").strip()
    return f"Tocsin/{number} (+{readable})" if readable else f"Tocsin/{number} (news alert bot; no contact was set)"


class Fetcher:
    """Fetches feeds over kept connections, at most two a host. Use it as `async with`, within a running loop."""

    def __init__(
        self,
        clock: Clock,
        *,
        contact: str | None = None,
        guard: Guard | None = None,
        patience: timedelta = _PATIENCE,
        largest: int = LARGEST_BODY,
    ) -> None:
        self._clock, self._guard = clock, guard or Guard()
        self._patience, self._largest = patience, largest
        self._agent = user_agent(contact)
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_CONNECTIONS_A_HOST))
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            limit=_CONNECTIONS,
            limit_per_host=_CONNECTIONS_A_HOST,
            keepalive_timeout=_KEEP_ALIVE,
            # The guard stands where a socket is made for an address: no resolver is asked about an IP literal, and
            # a name that was public at one look-up may be private at the next.
            socket_factory=self._guarded_socket,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENCE),
            auto_decompress=False,  # a bomb of 1 MB would become 1 GB in one read
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """What the server answers to one poll. Never raises for anything that a server or a network does."""
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        try:
            async with self._hosts[_host(url)], asyncio.timeout(self._patience.total_seconds()):
                return await self._follow(url, {name: value for name, value in headers.items() if value})
        except _ServerSaid as error:
            return error.failure
        except TimeoutError:
            return Failure(f"no whole answer within {self._patience.total_seconds():g} s")
        except (FetchFailed, aiohttp.ClientError, OSError, ValueError) as error:
            return Failure(_sentence(error))

    async def ask_hub(self, hub: str, fields: Mapping[str, str]) -> str:
        """POST a form to a hub; gives why it did not take it, or an empty string. Never raises for what a hub does."""
        try:
            async with (
                self._hosts[_host(hub)],
                asyncio.timeout(self._patience.total_seconds()),
                self._ask(hub, {}, fields) as response,
            ):
                # WebSub 5.2 says 202; hubs answer 204 as well. A redirect of a POST is not followed.
                accepted = HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES
                return "" if accepted else f"the hub answers {response.status}"
        except TimeoutError:
            return "the hub does not answer in time"
        except (FetchFailed, aiohttp.ClientError, OSError, ValueError) as error:
            return _sentence(error)

    async def _follow(self, target: str, headers: dict[str, str]) -> Answer:
        moved_to, only_permanent = "", True
        visited = {target}
        while True:
            async with self._ask(target, headers) as response:
                if response.status not in _REDIRECTS or not response.headers.get("Location"):
                    return await self._answer(response, moved_to)
                only_permanent = only_permanent and response.status in _PERMANENT
                target = urldefrag(urljoin(target, response.headers["Location"].strip())).url
            moved_to = target if only_permanent else moved_to
            if target in visited:
                raise FetchFailed("it redirects in a circle")
            visited.add(target)
            if len(visited) > _MOST_REDIRECTS + 1:
                raise FetchFailed(f"it redirects more than {_MOST_REDIRECTS} times")

    @asynccontextmanager
    async def _ask(
        self, target: str, headers: dict[str, str], fields: Mapping[str, str] | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """GET, or POST of the fields."""
        if self._session is None:
            raise RuntimeError("a Fetcher is used as `async with`")
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise AddressRefused(f"it leads to {parts.scheme or 'nowhere'}:, where the bot does not go")
        method = "GET" if fields is None else "POST"
        async with self._session.request(
            method, target, headers=headers, data=fields, allow_redirects=False
        ) as response:
            yield response

    async def _answer(self, response: aiohttp.ClientResponse, moved_to: str) -> Answer:
        max_age = fresh_for(
            response.headers.get("Cache-Control", ""),
            response.headers.get("Expires", ""),
            response.headers.get("Date", ""),
            response.headers.get("Age", ""),
        )
        if response.status == HTTPStatus.NOT_MODIFIED:
            return Unchanged(max_age)
        if response.status != HTTPStatus.OK:
            self._no_feed(response)
        return Body(
            body=await self._body(response),
            content_type=response.headers.get("Content-Type", ""),
            etag=_validator(response.headers.get("ETag", "")),
            last_modified=_validator(response.headers.get("Last-Modified", "")),
            moved_to=moved_to,
            max_age=max_age,
            hub=linked(response.headers.getall("Link", ()), "hub"),
            topic=linked(response.headers.getall("Link", ()), "self"),
        )

    def _no_feed(self, response: aiohttp.ClientResponse) -> NoReturn:
        status = response.status
        name = next((known.phrase for known in HTTPStatus if known == status), "(unknown status)")
        asked = pause_asked(response.headers.get("Retry-After", ""), self._clock.now())
        challenge = response.headers.get("cf-mitigated", "") == "challenge"
        raise _ServerSaid(Failure(f"the server answers {status} {name}", status, asked, challenge))

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        unfold = unfolding(response.headers.get("Content-Encoding", ""))
        if unfold is None:
            raise FetchFailed("the body is compressed in a way that was not asked for")
        if (response.content_length or 0) > self._largest:
            raise self._too_large()
        body = bytearray()
        try:
            async for piece in response.content.iter_chunked(_PIECE):
                for part in unfold.feed(piece):
                    body += part
                    if len(body) > self._largest:
                        raise self._too_large()
                    if len(part) > _PIECE:  # highly compressed: let others run between the steps
                        await asyncio.sleep(0)
            unfold.finish()
        except CutOff as error:
            raise FetchFailed(str(error)) from error
        return bytes(body)

    def _too_large(self) -> FetchFailed:
        return FetchFailed(f"the body is larger than {self._largest // 1024} kB")

    def _guarded_socket(self, address: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = address
        if objection := self._guard.objection(str(place[0]), int(place[1])):
            raise _Refused(objection)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


def _sentence(error: Exception) -> str:
    """What happened, for operators, in words of our own: the client's may hold addresses and headers."""
    match error:
        case FetchFailed():
            return str(error)
        case aiohttp.ClientSSLError() | aiohttp.ClientConnectorCertificateError():
            return "the server's certificate or encryption is not accepted"
        case aiohttp.ClientConnectorDNSError():
            return "the host name cannot be resolved"
        case aiohttp.ClientConnectorError():
            return _why_unreachable(error.os_error)
        case aiohttp.ClientError():
            return f"no proper HTTP answer ({type(error).__name__})"
        case _:  # an address that idna or the system cannot read
            return f"the address cannot be opened ({type(error).__name__})"


def _why_unreachable(cause: OSError) -> str:
    if cause.errno == errno.EACCES:  # of several refused addresses only the number is kept
        objection = cause.strerror if isinstance(cause, _Refused) else "addresses that are not public"
        return f"it leads to {objection}, where the bot does not go"
    return f"the server cannot be reached ({cause.strerror or type(cause).__name__})"


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _validator(written: str) -> str:
    return written if len(written) <= _LONGEST_VALIDATOR and written.isprintable() else ""
