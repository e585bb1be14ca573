"""Compressed pieces of a body -> its bytes, in small steps: a bomb of 1 kB holds 1 GB."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP: Final = 128 * 1024  # bytes that one step may give; less than a millisecond of work
_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_RAW: Final = -zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"
_HEADER: Final = 2  # bytes that tell which of them it is


class CutOff(Exception):
    """The compressed body ended too early, or is damaged."""


class Unfolding(Protocol):
    """Gives the bytes of a body from its pieces on the wire, at most 128 kB at a time."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What this piece holds."""

    def finish(self) -> None:
        """Raises CutOff if something is missing."""


class Plain:
    """For bodies that are not compressed."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The piece itself."""
        yield piece

    def finish(self) -> None:
        """A plain body ends where it ends."""


class Inflate:
    """For gzip, deflate with its header, and deflate without (RFC 9110, 8.4.1.2 tells of such servers)."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._kept = b""  # the first byte, until the second one comes

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What this piece holds; raises CutOff where the stream is damaged."""
        rest, self._kept = self._kept + piece, b""
        if self._stream is None and len(rest) < _HEADER:
            self._kept = rest
            return
        stream = self._stream = self._stream or _stream_for(rest)
        got = b""
        while rest or len(got) == _STEP:  # a full step may leave more behind, although all input was read
            try:
                got = stream.decompress(rest, _STEP)
            except zlib.error as error:
                raise CutOff("the compressed body is damaged") from error
            if got:
                yield got
            rest = stream.unconsumed_tail
            # A gzip file may hold several members in a row; anything else behind the end is padding.
            if stream.eof and stream.unused_data.startswith(_GZIP_MAGIC):
                rest = stream.unused_data
                stream = self._stream = _stream_for(rest)
            elif stream.eof:
                return

    def finish(self) -> None:
        """Raises CutOff if the stream has begun and not ended."""
        if self._kept or (self._stream is not None and not self._stream.eof):
            raise CutOff("the compressed body ends too early")


def _stream_for(start: bytes) -> zlib._Decompress:
    """RFC 1950: the first two bytes of zlib are a multiple of 31, and method 8 stands in the first."""
    is_zlib = start[0] & 0x0F == 8 and int.from_bytes(start[:_HEADER], "big") % 31 == 0  # noqa: PLR2004
    return zlib.decompressobj(_GZIP_OR_ZLIB if is_zlib or start.startswith(_GZIP_MAGIC) else _RAW)


def unfolding(content_encoding: str) -> Unfolding | None:
    """How to read a body with that Content-Encoding; None if it is one that was not asked for."""
    encoding = content_encoding.strip().lower()
    if encoding in {"", "identity", "none"}:
        return Plain()
    return Inflate() if encoding in {"gzip", "x-gzip", "deflate"} else None
