"""Values of `bot.model` as bytes and back: JSON in an envelope that tells the version it was written in.

Fields that a newer Tocsin added are left out by an older one and get their defaults from a newer one; only a change
that neither can bridge raises the version.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import msgspec

from bot.errors import StateUnusable

if TYPE_CHECKING:
    from collections.abc import Hashable

T = TypeVar("T")

VERSION: Final = 1


class Unreadable(StateUnusable):
    """One stored value is damaged; whoever can spare it sets it aside and goes on with the others."""


class _Envelope(msgspec.Struct):
    v: int
    value: msgspec.Raw


_encoder: Final = msgspec.json.Encoder()
_opener: Final = msgspec.json.Decoder(_Envelope)


def to_bytes(value: Any) -> bytes:
    """The value in its envelope."""
    return _encoder.encode({"v": VERSION, "value": value})


def from_bytes(held: bytes, type_: type[T]) -> T:
    """The value again. Raises StateUnusable if it was written by a Tocsin too new, Unreadable if by nobody."""
    try:
        envelope = _opener.decode(held)
        if envelope.v > VERSION:
            raise StateUnusable(f"The data was written by a newer Tocsin (form {envelope.v}); install that version.")
        value: T = _decoder(cast("Hashable", type_)).decode(envelope.value)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"A stored {type_.__name__} cannot be read: {error}") from None
    return value


@lru_cache(maxsize=64)
def _decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)
