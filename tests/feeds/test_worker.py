"""The child's side, run here in the open: frames in, frames out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import msgspec

from bot.feeds.parse import read_feed
from bot.feeds.worker import Job, NoFeed, Parsed, serve
from tests.feeds.examples import NOW, a_feed, an_item, rss

if TYPE_CHECKING:
    from collections.abc import Iterator


def frames(stream: bytes) -> Iterator[bytes]:
    while stream:
        length = int.from_bytes(stream[:4], "big")
        yield stream[4 : 4 + length]
        stream = stream[4 + length :]


def framed(*jobs: Job) -> io.BytesIO:
    encoded = [msgspec.msgpack.encode(job) for job in jobs]
    return io.BytesIO(b"".join(len(frame).to_bytes(4, "big") + frame for frame in encoded))


def test_each_job_gets_its_answer_after_a_greeting() -> None:
    answers = io.BytesIO()

    serve(framed(Job(rss(an_item()), "", a_feed(), NOW), Job(b"no feed", "", a_feed(), NOW)), answers)

    greeting, first, second = frames(answers.getvalue())
    decoder = msgspec.msgpack.Decoder(Parsed | NoFeed)
    assert greeting == b""
    assert [entry.title for entry in decoder.decode(first).feed.entries] == ["Envoy summoned"]
    assert decoder.decode(second) == NoFeed("this is no feed: neither RSS nor Atom")


def test_an_entry_crosses_the_pipe_unchanged() -> None:
    answers = io.BytesIO()

    serve(framed(Job(rss(an_item()), "", a_feed(), NOW)), answers)

    *_, frame = frames(answers.getvalue())
    assert msgspec.msgpack.decode(frame, type=Parsed | NoFeed) == Parsed(read_feed(rss(an_item()), "", a_feed(), NOW))


def test_a_stream_that_ends_in_the_middle_ends_the_work() -> None:
    answers = io.BytesIO()

    serve(io.BytesIO(b"\x00\x00"), answers)

    assert list(frames(answers.getvalue())) == [b""]
