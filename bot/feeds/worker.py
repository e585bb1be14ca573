"""The child process that parses: frames in, frames out, until its input ends. Started by `parser`.

A frame is its length in four bytes (big-endian) and MessagePack. The child greets with an empty frame once it can work,
then answers each Job with a Parsed or a NoFeed. It lives under limits of its own making: bytes from a feed may be made
to hang a parser or to fill its memory.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from datetime import datetime  # noqa: TC003  (msgspec reads the annotations at run time)
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec

from bot.errors import ParseFailed
from bot.feeds.parse import ParsedFeed, read_feed
from bot.model import Feed  # noqa: TC001  (same)

if TYPE_CHECKING:
    from collections.abc import Callable

LENGTH_BYTES: Final = 4
_MEMORY: Final = 768 * 1024 * 1024  # a 10 MB body needs about 150 MB in feedparser
_CPU_SECONDS: Final = 6  # a job; the parent's patience ends before it, this is for a child without a parent
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


class Job(msgspec.Struct, frozen=True):
    """One body to parse."""

    body: bytes
    content_type: str
    feed: Feed
    seen: datetime


class Parsed(msgspec.Struct, frozen=True, tag=True):
    """It was a feed."""

    feed: ParsedFeed


class NoFeed(msgspec.Struct, frozen=True, tag=True):
    """It was none; the sentence says why."""

    sentence: str


def main() -> None:
    """Serve the parent until it closes the pipe or dies. argv: the folder of the packages, the parent's process id."""
    _die_with(int(sys.argv[2]))
    _limit(resource.RLIMIT_AS, _MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends this child
    serve(sys.stdin.buffer, sys.stdout.buffer, before_each=lambda: _allow_cpu(_CPU_SECONDS))


def serve(jobs: BinaryIO, answers: BinaryIO, before_each: Callable[[], None] = lambda: None) -> None:
    """Answer every job of the stream; returns when the stream ends or memory ran out."""
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Job)
    _write(answers, b"")
    while frame := _read(jobs):
        before_each()
        answer, can_go_on = _answer(decoder.decode(frame))
        _write(answers, encoder.encode(answer))
        if not can_go_on:
            return


def _answer(job: Job) -> tuple[Parsed | NoFeed, bool]:
    try:
        return Parsed(read_feed(job.body, job.content_type, job.feed, job.seen)), True
    except ParseFailed as error:
        return NoFeed(str(error)), True
    except MemoryError:
        return NoFeed("this body needs more memory than a parser may have"), False
    except Exception as error:  # noqa: BLE001  (a fault of ours that this body met; said, since nobody sees stderr)
        return NoFeed(f"the parser met {type(error).__name__}"), False


def _read(stream: BinaryIO) -> bytes:
    """The next frame; empty at the end of the stream."""
    head = stream.read(LENGTH_BYTES)
    return stream.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else b""


def _write(stream: BinaryIO, frame: bytes) -> None:
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
    stream.flush()


def _die_with(parent: int) -> None:
    """On Linux the kernel ends this process with its parent; elsewhere the end of the pipe does, between two jobs."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the line above
        sys.exit(0)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(what, (wanted, wanted))
    except (ValueError, OSError):  # macOS has no limit on the address space
        return


def _allow_cpu(seconds: int) -> None:
    """End this process (SIGXCPU) when it has used so many more seconds of processor time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))
