from __future__ import annotations

import gzip
import random
import zlib

import pytest

from bot.feeds.inflate import CutOff, Inflate, unfolding

STEP = 128 * 1024
BODIES = {"empty": b"", "short": b"a", "zeros": bytes(1_000_000), "one step": bytes(STEP),
          "noise": random.Random(1).randbytes(200_000)}  # fmt: skip


def inflated(piece: bytes, size: int) -> bytes:
    unfold = Inflate()
    parts = [part for at in range(0, len(piece), size) for part in unfold.feed(piece[at : at + size])]
    unfold.finish()
    assert all(len(part) <= STEP for part in parts)
    return b"".join(parts)


@pytest.mark.parametrize("size", [1, 7, 10_000_000])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_form_is_read_whatever_the_pieces(body: bytes, size: int) -> None:
    forms = [gzip.compress(body), zlib.compress(body), zlib.compress(body)[2:-4]]

    assert [body] * 3 == [inflated(form, size) for form in forms]


def test_several_members_make_one_body_and_padding_is_left() -> None:
    assert inflated(gzip.compress(b"one") + gzip.compress(b"two") + b"\x00\x00", 5) == b"onetwo"


def test_a_bomb_comes_in_small_parts() -> None:
    bomb = zlib.compress(bytes(50_000_000), 9)

    first = next(iter(Inflate().feed(bomb)))

    assert len(first) == STEP


@pytest.mark.parametrize(
    "broken",
    [gzip.compress(b"news" * 99)[:-9], b"\x1f", b"\x1f\x8b\xff\xff", b"\xff\xff\xff"],
    ids=[
        "cut short",
        "one byte",
        "no such method",
        "no form at all",
    ],  # gzip writes the time: a name made of its bytes differs between workers
)
def test_a_damaged_body_says_so(broken: bytes) -> None:
    with pytest.raises(CutOff):
        inflated(broken, 100)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_what_was_not_asked_for_is_not_read(encoding: str) -> None:
    assert unfolding(encoding) is None


@pytest.mark.parametrize("encoding", ["", "identity", " GZIP ", "x-gzip", "deflate"])
def test_what_was_asked_for_is_read(encoding: str) -> None:
    assert unfolding(encoding) is not None
