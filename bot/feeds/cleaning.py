"""Markup -> plain text: what a reader would see, with sentences kept apart and nothing invisible left in it."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

# Characters that show nothing but change what is read: zero width, direction marks and overrides, fillers, tags.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# In Persian the zero-width non-joiner parts the pieces of a word; a space says the same and can be seen.
_PERSIAN_HALF_SPACE: Final = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*")
_MARKUP: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<hidden>script|style|noscript|template|svg)\b.*?(?:</(?P=hidden)\s*>|\Z)"
    r"""|</?(?P<tag>[a-z][a-z0-9:-]{0,30})(?=[\s/>])(?:[^<>"']|"[^"<]{0,4000}"|'[^'<]{0,4000}')*>"""
    r"|</?(?P<odd>[a-z][a-z0-9:-]{0,30})(?=[\s/>])[^<>]{0,4000}>"
    r"|<[!?][^<>]{0,4000}>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS: Final = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "  # noqa: SIM905
    "header hr li main nav ol option p pre section table tbody td tfoot th thead tr ul".split()
)
# What WordPress adds to every summary; it repeats the headline and would match again.
_APPENDED: Final = re.compile(
    r"\n?(?:The post .{1,400}? (?:first )?appeared (?:first )?on .{1,200}"
    r"|(?:Сообщение|Запись) .{1,400}? (?:появил(?:и|а|о)сь сначала на|впервые появилась) .{1,200}"
    r"|(?:Read more|Continue reading|Читать далее|Читайте далее|Davamını oxu|Ətraflı)\s*(?:\.{3}|…|→|»|>>)?)\s*\Z",
    re.DOTALL,
)
_LONGEST_MARKUP: Final = 60_000  # characters of one field that are looked at; an article has about 8,000
_ROUNDS: Final = 3  # "&amp;amp;quot;": outlets escape twice, seldom three times


def clean_line(markup: str, longest: int) -> str:
    """One line of plain text, for titles; cut at a word if it is longer than `longest` characters."""
    return _shortened(" ".join(_plain(markup).split()), longest)


def clean_text(markup: str, longest: int) -> str:
    """Plain text in which a line break parts what stood in different blocks, for summaries; cut at a word."""
    text = _LINES.sub("\n", _SPACES.sub(" ", _plain(markup))).strip()
    return _shortened(_APPENDED.sub("", text).strip(), longest)


def has_markup(text: str) -> bool:
    """Whether tags or escaped tags stand in the text."""
    return bool(_MARKUP.search(html.unescape(text[:_LONGEST_MARKUP])))


def _plain(markup: str) -> str:
    text = markup[:_LONGEST_MARKUP]
    for _ in range(_ROUNDS):
        text = _MARKUP.sub(_in_place_of, text)
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    # Cleaned last, so that nothing invisible comes out of an entity such as &#8238;
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    text = _INVISIBLE.sub("", _PERSIAN_HALF_SPACE.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def _in_place_of(found: re.Match[str]) -> str:
    tag = (found["tag"] or found["odd"] or "").lower()
    return "\n" if tag in _BLOCKS else ""


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    at_word = max(head.rfind(" "), head.rfind("\n"))
    return (head[:at_word] if at_word > longest // 2 else head).rstrip(" \n,;:-") + "…"
