"""The parent's side, with real children."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import ParseFailed
from bot.feeds.parser import Parser
from tests.feeds.examples import NOW, a_feed, an_item, rss

if TYPE_CHECKING:
    from collections.abc import Callable

GREET = "import sys,time,os; o=sys.stdout.buffer; o.write(bytes(4)); o.flush(); "


def stub(does: str) -> list[str]:
    return [sys.executable, "-c", GREET + does]


async def test_a_body_is_parsed_in_a_child() -> None:
    async with Parser() as parser:
        parsed = await parser.parse(rss(an_item("Envoy summoned")), "text/xml", a_feed(), NOW)

    assert [entry.title for entry in parsed.entries] == ["Envoy summoned"]


async def test_a_body_that_is_no_feed_is_refused_with_its_reason() -> None:
    async with Parser() as parser:
        with pytest.raises(ParseFailed, match="a web page"):
            await parser.parse(b"<html></html>", "text/html", a_feed(), NOW)


async def test_a_large_body_goes_through_the_pipe() -> None:
    body = rss(*(an_item(inside=f"<description>{'word ' * 2_000}</description>", number=n) for n in range(200)))

    async with Parser() as parser:
        parsed = await parser.parse(body, "", a_feed(), NOW)

    assert len(parsed.entries) == 200


async def test_a_child_that_hangs_is_killed_while_the_loop_goes_on() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    async with Parser(patience=timedelta(seconds=0.5), command=stub("time.sleep(3600)")) as parser:
        with pytest.raises(ParseFailed, match=r"took longer than 0\.5 s"):
            await parser.parse(rss(), "", a_feed(), NOW)
        ticking.cancel()

        assert not parser._running
    assert ticks > 10


async def test_a_child_that_dies_over_a_body_is_named_as_the_reason() -> None:
    async with Parser(command=stub("sys.stdin.buffer.read(9); os._exit(3)")) as parser:
        with pytest.raises(ParseFailed, match="died over this body"):
            await parser.parse(rss(), "", a_feed(), NOW)


@pytest.mark.parametrize(
    "answer", ["bytes([0,0,0,3])+b'abc'", "bytes([255,255,255,255])", "bytes([0,0,0,9])+b'ab'", "bytes([0,0,0,0])"]
)
async def test_an_answer_that_makes_no_sense_ends_the_child(answer: str) -> None:
    async with Parser(command=stub(f"sys.stdin.buffer.read(9); o.write({answer}); o.flush(); os._exit(0)")) as parser:
        with pytest.raises(ParseFailed):
            await parser.parse(rss(), "", a_feed(), NOW)

        assert not parser._running


async def test_a_child_that_cannot_start_is_a_failure_of_this_body_alone() -> None:
    async with Parser(command=[sys.executable, "-c", "pass"]) as parser:
        with pytest.raises(ParseFailed, match="could be started"):
            await parser.parse(rss(), "", a_feed(), NOW)


async def test_a_child_that_died_while_idle_is_replaced_unnoticed() -> None:
    async with Parser(children=1) as parser:
        await parser.parse(rss(), "", a_feed(), NOW)
        (child,) = parser._running
        os.kill(child._process.pid, signal.SIGKILL)

        parsed = await parser.parse(rss(an_item()), "", a_feed(), NOW)

    assert len(parsed.entries) == 1


async def test_after_a_lost_child_the_next_body_is_parsed() -> None:
    async with Parser(children=1, patience=timedelta(seconds=0.3)) as parser:
        parser._command = stub("time.sleep(3600)")
        with pytest.raises(ParseFailed):
            await parser.parse(rss(), "", a_feed(), NOW)
        parser._command, parser._patience = None, timedelta(seconds=20)

        parsed = await parser.parse(rss(an_item()), "", a_feed(), NOW)

    assert len(parsed.entries) == 1


async def test_a_cancelled_parse_leaves_no_child_in_an_unknown_state() -> None:
    async with Parser(children=1, command=stub("time.sleep(3600)")) as parser:
        parsing = asyncio.create_task(parser.parse(rss(), "", a_feed(), NOW))
        await _until(lambda: bool(parser._running))
        parsing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await parsing

        assert not parser._running


async def test_closing_ends_every_child() -> None:
    async with Parser(children=2) as parser:
        await asyncio.gather(*(parser.parse(rss(an_item()), "", a_feed(), NOW) for _ in range(4)))
        pids = [child._process.pid for child in parser._running]

    assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal at a parent's death is Linux's")
async def test_a_child_dies_with_its_parent() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())

    parent.kill()
    await parent.wait()

    await _until(lambda: not _is_running(child))


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not limit the address space")
async def test_a_child_has_limits_and_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "123456:sentinel")
    async with Parser(children=1) as parser:
        await parser.parse(rss(), "", a_feed(), NOW)
        (child,) = parser._running
        pid = child._process.pid
        limits, environment = _proc(pid, "limits").decode(), _proc(pid, "environ")

    soft = {line[:26].strip(): line[26:47].strip() for line in limits.splitlines()}
    assert soft["Max address space"] == str(768 * 1024 * 1024)
    assert soft["Max file size"] == "0"
    assert int(soft["Max cpu time"]) < 60
    assert b"sentinel" not in environment


PARENT = """
import asyncio, sys
sys.path.insert(0, "")
from bot.feeds.parser import Parser
from tests.feeds.examples import NOW, a_feed, rss
async def main():
    async with Parser(children=1) as parser:
        await parser.parse(rss(), "", a_feed(), NOW)
        (child,) = parser._running
        print(child._process.pid, flush=True)
        await asyncio.sleep(3600)
asyncio.run(main())
"""


def _proc(pid: int, file: str) -> bytes:
    return Path(f"/proc/{pid}/{file}").read_bytes()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110  (another process has no event to wait for)
            await asyncio.sleep(0.01)


def _is_running(pid: int) -> bool:
    try:
        return _proc(pid, "stat").rpartition(b") ")[2][:1] != b"Z"
    except FileNotFoundError:
        return False
