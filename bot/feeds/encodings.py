"""Bytes -> text, whatever the outlet says its encoding is: declarations are often wrong, the bytes seldom lie."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

_BOMS: Final = (  # the long ones first: a UTF-32 mark begins like a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" or "<r" in an encoding of two or four bytes a character, without a mark.
_BARE_WIDE: Final = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# What is said -> what is meant: every browser reads Latin-1 as its Windows superset (WHATWG Encoding Standard).
_MEANT: Final = {
    "iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip
# Codecs of Python's that are no character encodings of a document, or that run code over it.
_NOT_FOR_DOCUMENTS: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
)
# The old 8-bit encoding of each language, for bytes that are not what they are said to be.
_USUAL: Final = {
    "ru": "cp1251", "uk": "cp1251", "be": "cp1251", "bg": "cp1251", "kk": "cp1251", "sr": "cp1251", "mk": "cp1251",
    "tr": "cp1254", "az": "cp1254", "fa": "cp1256", "ar": "cp1256", "ur": "cp1256", "he": "cp1255", "el": "cp1253",
    "pl": "cp1250", "cs": "cp1250", "sk": "cp1250", "hu": "cp1250", "ro": "cp1250", "hr": "cp1250", "lt": "cp1257",
    "lv": "cp1257", "et": "cp1257",
}  # fmt: skip
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']", re.IGNORECASE)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([^\s\"';]{1,40})", re.IGNORECASE)
_HEAD: Final = 1_000  # bytes in which a declaration can stand
_FEW: Final = 1_000  # one bad byte in so many is damage, not another encoding


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text; `as_said` is False where the declaration was wrong or bytes had to be replaced."""

    text: str
    encoding: str
    as_said: bool


def decode(body: bytes, content_type: str = "", language: str = "") -> Decoded:
    """The text of the body. Never raises: bytes that fit nowhere become U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], encoding)
    for start, encoding in _BARE_WIDE:
        if body.startswith(start):
            return _read(body, encoding)
    said = _said(body, content_type)
    try:
        # No text in an 8-bit encoding is valid UTF-8 by chance, except ASCII, where it does not matter.
        return Decoded(body.decode("utf-8"), "utf-8", as_said=said in {"", "utf-8"} or body.isascii())
    except UnicodeDecodeError:
        pass
    if said not in {"", "utf-8"}:
        return _read(body, said)
    as_utf8 = body.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") * _FEW < len(body) and not as_utf8.isascii():
        return Decoded(as_utf8, "utf-8", as_said=False)
    return Decoded(_read(body, _USUAL.get(language.partition("-")[0], "cp1252")).text, "guessed", as_said=False)


def _said(body: bytes, content_type: str) -> str:
    """The encoding that the document or else the header names, as it is meant; empty if neither names a known one."""
    declared = _DECLARED.search(body[:_HEAD])
    for name in (declared[1].decode("ascii", "replace") if declared else "", *_CHARSET.findall(content_type)[:1]):
        if name and (known := _known(name)):
            return known
    return ""


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name.strip())
        "".encode(codec.name)  # LookupError for codecs that are no text encodings (base64, zip, rot13)
    except (LookupError, ValueError, UnicodeError):
        return ""
    known = _MEANT.get(codec.name, codec.name)
    # A document whose first bytes are readable as ASCII is in no wide encoding, whatever it says.
    return "" if known in _NOT_FOR_DOCUMENTS or known.startswith(("utf-16", "utf-32")) else known


def _read(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    return Decoded(text, encoding, as_said="\ufffd" not in text)
