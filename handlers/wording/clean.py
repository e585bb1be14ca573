"""Makes strange text harmless before it is shown: no control, bidi or zero-width characters, no absurd lengths."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

# Bidi embeddings, overrides and isolates can turn a headline round; zero-width ones hide words. Tags and interlinear
# marks have no use in a headline, lone surrogates cannot be sent.
_UNSEEN: Final = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
    # Joiners belong to emoji and to scripts that lie behind these; within Latin or Cyrillic they only hide a word.
    "|(?<=[\u0000-\u05ff])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u05ff]|$)"
)
_SPACE: Final = re.compile(r"\s+")
_ELLIPSIS: Final = "…"


def clean(text: str) -> str:
    """One line of visible text; spaces collapsed."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


def clean_keeping_length(text: str) -> str:
    """The same length with a space for every unseen character, so that spans into it stay right."""
    return _SPACE.sub(lambda m: " " * len(m[0]), _UNSEEN.sub(" ", text))


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)  # noqa: PLR2004  (beyond it a character takes two)


def shorten(text: str, limit: int) -> str:
    """The text if it takes at most `limit` UTF-16 units, else its beginning and an ellipsis; no character is torn."""
    if units(text) <= limit:
        return text
    kept = text[: limit - 1]
    while units(kept) > limit - 1:
        kept = kept[:-1]
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS


def web_address(url: str) -> str:
    """The address if a click on it stays on the public web (http or https, a host with a dot), else empty."""
    url = url.strip()
    if _SPACE.search(url) or _UNSEEN.search(url) or '"' in url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and host and "." in host.strip(".") else ""
