"""Over real sockets, against a server on loopback that misbehaves as servers do."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network
from typing import TYPE_CHECKING

import pytest
import uvloop

from bot.feeds.answers import Body, Failure, Unchanged
from bot.feeds.fetch import Fetcher, user_agent
from bot.feeds.guard import Guard
from tests.feeds.examples import SetClock
from tests.feeds.loopback import Loopback, Request, loopback, response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOOPBACK = (ip_network("127.0.0.1/32"),)


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with loopback() as served:
        yield served


@asynccontextmanager
async def fetching(*servers: Loopback, **more: object) -> AsyncIterator[Fetcher]:
    """A fetcher that may go to these servers' ports and nowhere else on loopback."""
    guard = Guard(LOOPBACK, frozenset(server.port for server in servers))
    async with Fetcher(SetClock(), guard=guard, **more) as fetcher:  # type: ignore[arg-type]
        yield fetcher


async def fetch(server: Loopback, path: str = "/feed", **more: object) -> Body | Unchanged | Failure:
    async with fetching(server, **more) as fetcher:
        return await fetcher.fetch(server.url(path))


async def sentence(server: Loopback, path: str = "/feed", **more: object) -> str:
    answer = await fetch(server, path, **more)
    assert isinstance(answer, Failure)
    return answer.sentence


async def test_a_body_comes_with_what_the_next_poll_needs(server: Loopback) -> None:
    server.answers(
        "/feed", b"news", Content_Type="text/xml; charset=utf-8", ETag='"v1"', Cache_Control="max-age=60",
        Last_Modified="Mon, 03 Mar 2031 11:00:00 GMT",
    )  # fmt: skip

    assert await fetch(server) == Body(
        b"news", "text/xml; charset=utf-8", '"v1"', "Mon, 03 Mar 2031 11:00:00 GMT", "", timedelta(seconds=60)
    )


async def test_a_poll_says_who_asks_and_what_it_has(server: Loopback) -> None:
    server.answers("/feed", status="304 Not Modified", Cache_Control="max-age=60")

    async with fetching(server, contact="https://desk.example/bot") as fetcher:
        answer = await fetcher.fetch(server.url(), etag='"v1"', last_modified="Mon, 03 Mar 2031 11:00:00 GMT")

    (asked,) = server.asked
    assert answer == Unchanged(timedelta(seconds=60))
    assert asked.headers["If-None-Match"] == '"v1"'
    assert asked.headers["If-Modified-Since"] == "Mon, 03 Mar 2031 11:00:00 GMT"
    assert asked.headers["User-Agent"].startswith("Tocsin/")
    assert asked.headers["User-Agent"].endswith("(+https://desk.example/bot)")
    assert "Cookie" not in asked.headers


def test_a_contact_cannot_break_out_of_its_header() -> None:
    assert user_agent("me\r\nX: y (a) é").endswith("(+meX: y a )") or "\r" not in user_agent("me\r\nX: y")


@pytest.mark.parametrize(
    "packed", [("gzip", gzip.compress(b"news")), ("deflate", zlib.compress(b"news"))], ids=["gzip", "deflate"]
)
async def test_a_compressed_body_is_unpacked(server: Loopback, packed: tuple[str, bytes]) -> None:
    server.answers("/feed", packed[1], Content_Encoding=packed[0])

    answer = await fetch(server)

    assert isinstance(answer, Body)
    assert answer.body == b"news"


async def test_a_chunked_body_is_put_together(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nne\r\n2\r\nws\r\n0\r\n\r\n")

    server.plays["/feed"] = play

    assert await fetch(server) == Body(b"news")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("404 Not Found", "the server answers 404 Not Found"),
        ("410 Gone", "the server answers 410 Gone"),
        ("500 Internal Server Error", "the server answers 500 Internal Server Error"),
        ("204 No Content", "the server answers 204 No Content"),
        ("799 Whatever", "the server answers 799 (unknown status)"),
        ("300 Multiple Choices", "the server answers 300 Multiple Choices"),
        ("301 Moved Permanently", "the server answers 301 Moved Permanently"),  # and does not say where to
    ],
)
async def test_a_status_without_a_feed_is_a_failure(server: Loopback, status: str, says: str) -> None:
    server.answers("/feed", b"", status)

    assert await sentence(server) == says


@pytest.mark.parametrize(
    ("status", "headers", "is_wall"),
    [
        ("403 Forbidden", {}, True),
        ("401 Unauthorized", {}, True),
        ("451 Unavailable For Legal Reasons", {}, True),
        ("503 Service Unavailable", {"cf_mitigated": "challenge"}, True),
        ("503 Service Unavailable", {}, False),
        ("404 Not Found", {}, False),
    ],
)
async def test_a_wall_is_told_from_a_fault(
    server: Loopback, status: str, headers: dict[str, str], is_wall: bool
) -> None:
    server.answers("/feed", b"", status, **headers)

    answer = await fetch(server)

    assert isinstance(answer, Failure)
    assert answer.is_wall == is_wall


@pytest.mark.parametrize(("asked", "pause"), [("90", 90), ("Mon, 03 Mar 2031 12:10:00 GMT", 600)])
async def test_a_pause_that_the_server_asks_for_is_handed_on(server: Loopback, asked: str, pause: int) -> None:
    server.answers("/feed", b"", "429 Too Many Requests", Retry_After=asked)

    answer = await fetch(server)

    assert isinstance(answer, Failure)
    assert (answer.status, answer.retry_after) == (429, timedelta(seconds=pause))


async def test_redirects_are_followed_and_the_permanent_ones_remembered(server: Loopback) -> None:
    server.answers("/feed", b"", "301 Moved Permanently", Location="/second")
    server.answers("/second", b"", "308 Permanent Redirect", Location=server.url("/third#top"))
    server.answers("/third", b"", "302 Found", Location="fourth")
    server.answers("/fourth", b"news")

    answer = await fetch(server)

    assert answer == Body(b"news", moved_to=server.url("/third"))


async def test_what_follows_a_temporary_redirect_is_not_remembered(server: Loopback) -> None:
    server.answers("/feed", b"", "307 Temporary Redirect", Location="/second")
    server.answers("/second", b"", "301 Moved Permanently", Location="/third")
    server.answers("/third", b"news")

    assert await fetch(server) == Body(b"news")


async def test_a_circle_of_redirects_ends(server: Loopback) -> None:
    server.answers("/feed", b"", "302 Found", Location="/other")
    server.answers("/other", b"", "302 Found", Location="/feed")

    assert await sentence(server) == "it redirects in a circle"


async def test_an_endless_chain_of_redirects_ends(server: Loopback) -> None:
    for number in range(9):
        server.answers(f"/{number}", b"", "302 Found", Location=f"/{number + 1}")

    assert await sentence(server, "/0") == "it redirects more than 5 times"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://h.example/", "javascript:alert(1)", "gopher://127.0.0.1:6379/_FLUSHALL"]
)
async def test_a_redirect_to_another_scheme_is_refused(server: Loopback, location: str) -> None:
    server.answers("/feed", b"", "302 Found", Location=location)

    assert "where the bot does not go" in await sentence(server)


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "a loopback address"),
        ("127.0.0.2", "a loopback address"),
        ("localhost", "not public"),  # a name that resolves there; maybe to two addresses
        ("[::1]", "a loopback address"),
        ("[::ffff:127.0.0.1]", "an IPv4-mapped address"),
        ("[64:ff9b::7f00:1]", "a NAT64 address"),
        ("[2002:7f00:1::]", "a 6to4 address"),
        ("10.0.0.1", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("100.64.0.1", "an address of a carrier's own network"),
        ("[fd00::1]", "a private address"),
    ],
)
async def test_a_redirect_into_a_private_network_is_never_dialled(server: Loopback, host: str, why: str) -> None:
    async with loopback() as inner:
        server.answers("/feed", b"", "302 Found", Location=f"http://{host}:{inner.port}/feed")
        inner.answers("/feed", b"secret")

        said = await sentence(server)

    assert why in said or ("a loopback address" in said and host == "localhost")
    assert "where the bot does not go" in said
    assert inner.asked == []


async def test_without_an_allowed_network_loopback_is_refused_at_once(server: Loopback) -> None:
    async with Fetcher(SetClock()) as fetcher:
        answer = await fetcher.fetch(server.url())

    assert answer == Failure("it leads to a loopback address, where the bot does not go")
    assert server.connections == 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1"])
async def test_old_ways_to_write_an_address_lead_nowhere(server: Loopback, host: str) -> None:
    async with Fetcher(SetClock()) as fetcher:
        answer = await fetcher.fetch(f"http://{host}:{server.port}/feed")

    assert isinstance(answer, Failure)
    assert server.connections == 0


@pytest.mark.parametrize(
    "url", ["", "feed", "http://", "http://[", "http://h:x/", "http://\u0000/", "http://" + "a" * 300]
)
async def test_an_address_that_is_none_is_a_failure(url: str) -> None:
    async with Fetcher(SetClock()) as fetcher:
        assert isinstance(await fetcher.fetch(url), Failure)


async def test_a_large_body_is_refused_before_it_is_read(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")

    server.plays["/feed"] = play

    assert await sentence(server, largest=10_240) == "the body is larger than 10 kB"


async def test_a_body_without_a_length_is_cut_at_the_cap(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:  # without end
            out.write(bytes(65_536))
            await out.drain()

    server.plays["/feed"] = play

    assert await sentence(server, largest=300_000) == "the body is larger than 292 kB"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
async def test_a_bomb_is_cut_at_the_cap_while_others_go_on(server: Loopback, pack: object) -> None:
    bomb = pack(bytes(60_000_000), 6)  # type: ignore[operator]
    server.answers("/feed", bomb, Content_Encoding="gzip")
    longest_pause = 0.0

    async def watch() -> None:
        nonlocal longest_pause
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0)
            longest_pause = max(longest_pause, time.perf_counter() - before)

    watching = asyncio.create_task(watch())
    said = await sentence(server)
    watching.cancel()

    assert said == "the body is larger than 10240 kB"
    assert longest_pause < 1  # inflating it whole takes longer; a step takes a thousandth of that


async def test_a_body_packed_in_an_unknown_way_is_refused(server: Loopback) -> None:
    server.answers("/feed", b"xyz", Content_Encoding="br")

    assert "not asked for" in await sentence(server)


async def test_a_packed_body_that_was_cut_off_is_refused(server: Loopback) -> None:
    server.answers("/feed", gzip.compress(b"news" * 100)[:-8], Content_Encoding="gzip")

    assert await sentence(server) == "the compressed body ends too early"


async def test_a_server_that_drips_is_left_after_the_total_time(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:  # a byte now and then keeps every other time-out away
            out.write(b"x")
            await out.drain()
            await asyncio.sleep(0.02)

    server.plays["/feed"] = play

    assert await sentence(server, patience=timedelta(seconds=0.4)) == "no whole answer within 0.4 s"


async def test_a_server_that_never_answers_is_left_after_the_total_time(server: Loopback) -> None:
    async def play(_: Request, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3600)

    server.plays["/feed"] = play

    assert await sentence(server, patience=timedelta(seconds=0.2)) == "no whole answer within 0.2 s"


@pytest.mark.parametrize(
    "said",
    [b"", b"\x00\xff\x00", b"HTTP/9.9 what\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ids=["nothing", "noise", "no status", "odd length", "endless header", "cut off", "odd chunk"],
)  # fmt: skip
async def test_an_answer_that_is_no_http_is_a_failure(server: Loopback, said: bytes) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        out.write(said)
        await out.drain()
        out.close()

    server.plays["/feed"] = play

    assert isinstance(await fetch(server), Failure)


async def test_a_port_where_nobody_listens_is_a_failure(server: Loopback) -> None:
    async with loopback() as gone:
        pass

    async with fetching(server, gone) as fetcher:
        answer = await fetcher.fetch(gone.url())

    assert isinstance(answer, Failure)
    assert answer.sentence.startswith("the server cannot be reached")


async def test_a_server_without_encryption_behind_https_is_a_failure(server: Loopback) -> None:
    async def speak_plainly(_: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        out.write(response(b"news"))
        await out.drain()
        out.close()

    plain = await asyncio.start_server(speak_plainly, "127.0.0.1", 0)
    server.port = plain.sockets[0].getsockname()[1]
    async with plain, fetching(server) as fetcher:
        answer = await fetcher.fetch(server.url().replace("http:", "https:"))

    assert answer == Failure("the server's certificate or encryption is not accepted")


async def test_a_host_is_never_asked_over_more_than_two_connections(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        out.write(response(b"news"))

    server.plays["/feed"] = play

    async with fetching(server) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(server.url()) for _ in range(12)))

    assert answers == [Body(b"news")] * 12
    assert server.most_connections <= 2


async def test_waiting_for_a_busy_host_does_not_count_against_a_feed(server: Loopback) -> None:
    async def play(_: Request, out: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        out.write(response(b"news"))

    server.plays["/feed"] = play

    async with fetching(server, patience=timedelta(seconds=1)) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(server.url()) for _ in range(12)))  # 1.2 s in pairs

    assert answers == [Body(b"news")] * 12


async def test_cookies_are_neither_kept_nor_sent(server: Loopback) -> None:
    server.answers("/feed", b"news", Set_Cookie="id=1")

    async with fetching(server) as fetcher:
        for _ in range(2):
            await fetcher.fetch(server.url())

    assert all("Cookie" not in asked.headers for asked in server.asked)


def test_the_same_holds_on_the_loop_that_is_used_in_production() -> None:
    async def walk() -> list[object]:
        async with loopback() as server, loopback() as inner:
            server.answers("/feed", b"news")
            server.answers("/in", b"", "302 Found", Location=inner.url())
            async with fetching(server) as fetcher:
                return [await fetcher.fetch(server.url()), await fetcher.fetch(server.url("/in")), inner.asked]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        body, refusal, asked = runner.run(walk())

    assert body == Body(b"news")
    assert refusal == Failure("it leads to a loopback address, where the bot does not go")
    assert asked == []
