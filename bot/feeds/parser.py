"""The parent's side of parsing: a few child processes, replaced when they hang or die. The event loop never waits.

The children get an empty environment: they hold hostile bytes and need no secret.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import msgspec

from bot.errors import ParseFailed
from bot.feeds.worker import LENGTH_BYTES, Job, NoFeed, Parsed
from bot.watch import count, log

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.feeds.parse import ParsedFeed
    from bot.model import Feed

_PATIENCE: Final = timedelta(seconds=5)  # the slowest honest feed seen takes 0.05 s
_BOOT: Final = timedelta(seconds=60)  # a fresh interpreter on a busy machine
_GOODBYE: Final = timedelta(seconds=1)
_LONGEST_ANSWER: Final = 64 * 1024 * 1024  # bytes
_ROOT: Final = Path(__file__).parents[2]
_BOOTSTRAP: Final = "import sys; sys.path.insert(0, sys.argv[1]); from bot.feeds.worker import main; main()"

_DIED: Final = "died"
_log = log("feeds")
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Parsed | NoFeed)


class _ChildLost(Exception):
    """The child hung, died or answered nonsense; it must not be used again."""


class Parser:
    """Parses bodies in child processes; `async with` ends them. `command` replaces the child in tests."""

    def __init__(
        self, *, children: int = 2, patience: timedelta = _PATIENCE, command: Sequence[str] | None = None
    ) -> None:
        self._command, self._patience = command, patience
        self._free: asyncio.LifoQueue[_Child | None] = asyncio.LifoQueue()
        for _ in range(children):
            self._free.put_nowait(None)  # a place without a child: one is started when it is needed
        self._running: set[_Child] = set()

    async def parse(self, body: bytes, content_type: str, feed: Feed, seen: datetime) -> ParsedFeed:
        """The entries of a body. Raises ParseFailed if it is no feed, or if a child hung or died over it."""
        job = _encoder.encode(Job(body, content_type, feed, seen))
        child = await self._free.get()
        try:
            child, answer = await self._ask(child, job, feed)
        except BaseException:
            self._free.put_nowait(None)
            raise
        self._free.put_nowait(child)
        if isinstance(answer, NoFeed):
            raise ParseFailed(answer.sentence)
        return answer.feed

    async def close(self) -> None:
        """End the children; those in the middle of a job are killed."""
        await asyncio.gather(*(child.dismiss() for child in list(self._running)))
        self._running.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, child: _Child | None, job: bytes, feed: Feed) -> tuple[_Child, Parsed | NoFeed]:
        if child is not None:
            try:
                return child, await self._exchange(child, job)
            except _ChildLost as lost:
                if lost.args[0] != _DIED:
                    raise self._failure(lost, feed) from lost
                # It may have died of something else while it was idle: this body gets one fresh child.
        child = await self._start()
        try:
            return child, await self._exchange(child, job)
        except _ChildLost as lost:
            raise self._failure(lost, feed) from lost

    @staticmethod
    def _failure(lost: _ChildLost, feed: Feed) -> ParseFailed:
        _log.warning("parser lost", feed=feed.id, why=str(lost))
        return ParseFailed(f"the parser {lost} over this body")

    async def _exchange(self, child: _Child, job: bytes) -> Parsed | NoFeed:
        """One job for that child; raises _ChildLost, and then, or if cancelled, the child is gone."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await child.send(job)
                answer: Parsed | NoFeed = _decoder.decode(await child.receive())
                return answer
        except TimeoutError as error:
            await self._end(child)
            raise _ChildLost(f"took longer than {self._patience.total_seconds():g} s and was stopped") from error
        except (OSError, EOFError) as error:
            await self._end(child)
            raise _ChildLost(_DIED) from error
        except msgspec.MsgspecError as error:
            await self._end(child)
            raise _ChildLost("gave no valid answer") from error
        except BaseException:
            await self._end(child)
            raise

    async def _start(self) -> _Child:
        command = self._command or (sys.executable, "-I", "-c", _BOOTSTRAP, str(_ROOT), str(os.getpid()))
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        child = _Child(process)
        self._running.add(child)
        count("feeds.parsers_started")
        try:
            async with asyncio.timeout(_BOOT.total_seconds()):
                await child.receive()  # its greeting
        except (OSError, EOFError, TimeoutError) as error:
            await self._end(child)
            raise ParseFailed("no parser could be started") from error
        except BaseException:
            await self._end(child)
            raise
        return child

    async def _end(self, child: _Child) -> None:
        self._running.discard(child)
        await child.kill()


class _Child:
    """One running child and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a child needs both pipes")
        self._process, self._into, self._out = process, process.stdin, process.stdout

    async def send(self, frame: bytes) -> None:
        """Write one frame."""
        self._into.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
        await self._into.drain()

    async def receive(self) -> bytes:
        """Read one frame; raises EOFError if the child is gone."""
        length = int.from_bytes(await self._out.readexactly(LENGTH_BYTES), "big")
        if length > _LONGEST_ANSWER:
            raise EOFError("an answer of nonsensical length")
        return await self._out.readexactly(length)

    async def kill(self) -> None:
        """End it at once and wait until it is gone."""
        if self._process.returncode is None:
            # Not Process.kill(): it may reap a child that just died, and the watcher of the loop then misses it.
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        self._into.close()
        await self._process.wait()

    async def dismiss(self) -> None:
        """End it by closing its input; killed if it does not go."""
        self._into.close()
        try:
            async with asyncio.timeout(_GOODBYE.total_seconds()):
                await self._process.wait()
        except TimeoutError:
            await self.kill()
