"""Title and summary as sentences of folded words; offsets lead back into the sentence as shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 60_000  # characters of an item that are read; the rest of a book is no news item
LONGEST_SENTENCE: Final = 200  # words; what is longer (a table, a list) is cut, so that work stays linear

INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ`‘][^\W\d_]+)*")
_END: Final = re.compile(r"([.!?…]+)[\"'»”’)\]]*\s+(?=[\W_]*[^\W_])|\n+|\s[|•]\s|[⚡❗]+")
_LAST_WORD: Final = re.compile(r"[^\W_](?:[\w.]*\w)?$")
_APOSTROPHE: Final = re.compile("['’ʼ`‘]")
_CONTRACTED: Final = frozenset({"t", "re", "ve", "ll", "d", "m"})

_CYRILLIC_OF: Final = str.maketrans("aceopxyiïABCEHIKMOPTXYïÏöÖ", "асеорхуіїАВСЕНІКМОРТХУїЇöÖ")
_LATIN_OF: Final = str.maketrans("асеорхуіАВСЕНІКМОРТХУ", "aceopxyiABCEHIKMOPTXY")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[a-zA-Z]")
_FOLDED: Final = str.maketrans({"ё": "е", "ı": "i", "\u0307": None, "ґ": "г", "’": None, "ʼ": None, "'": None})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its words. `gaps[i]` is what stands between word i-1 and word i."""

    text: str
    words: tuple[str, ...]  # folded
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    gaps: tuple[str, ...]
    owning: frozenset[int]  # words that bore an English 's
    lower: frozenset[int]  # words that begin with a small letter
    index: int = 0  # within the item, the title's sentences first
    in_title: bool = True


def tidy(text: str) -> str:
    """The text in NFC, without invisible characters, blanks made single; line ends stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", INVISIBLE.sub("", text[:LONGEST]))
    return _BLANKS.sub(" ", text[:LONGEST]).strip()


@lru_cache(maxsize=60_000)  # words repeat; bounded, since texts come from strangers
def fold(word: str) -> str:
    """A word as rules and actors spell it: lower case, look-alikes of the other script replaced, dots of i ignored."""
    if word.isascii():
        return "u.s." if word == "US" else word.lower()
    if _CYRILLIC.search(word) and _LATIN.search(word):
        as_cyrillic = word.translate(_CYRILLIC_OF)
        word = word.translate(_LATIN_OF) if _LATIN.search(as_cyrillic) else as_cyrillic
    return word.casefold().translate(_FOLDED)


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [fold(piece) for piece, *_ in _pieces(text)]


def _pieces(text: str) -> Iterator[tuple[str, int, int, bool]]:
    """(written word, start, end, whether it bore an 's)."""
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isalpha() or _APOSTROPHE.search(word) is None or _CYRILLIC.match(word):
            yield word, *found.span(), False
        else:
            yield from _parts(word, found.start())


def _parts(word: str, start: int) -> Iterator[tuple[str, int, int, bool]]:
    """A Latin word with apostrophes: owner, contraction, or a stem and its suffix (ABŞ'ın, d'affaires)."""
    pieces = _APOSTROPHE.split(word)
    end = start + len(word)
    if pieces[-1].lower() == "s" and len(pieces) > 1:
        pieces.pop()
        yield "".join(pieces), start, end - 2, True
    elif pieces[-1].lower() in _CONTRACTED:
        yield "".join(pieces), start, end, False
    else:
        for piece in pieces:
            yield piece, start, start + len(piece), False
            start += len(piece) + 1


def sentence_of(text: str, index: int = 0, *, in_title: bool = True) -> Sentence:
    """One sentence, cut at LONGEST_SENTENCE words."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    gaps: list[str] = []
    owning: set[int] = set()
    lower: set[int] = set()
    last = 0
    for count, (piece, start, end, owns) in enumerate(_pieces(text)):
        if count == LONGEST_SENTENCE:
            break
        if owns:
            owning.add(count)
        if piece[0].islower():
            lower.add(count)
        words.append(fold(piece))
        starts.append(start)
        ends.append(end)
        gaps.append(text[last:start])
        last = end + 2 if owns else end
    return Sentence(
        text,
        tuple(words),
        tuple(starts),
        tuple(ends),
        tuple(gaps),
        frozenset(owning),
        frozenset(lower),
        index,
        in_title,
    )


def split_sentences(text: str, abbreviations: frozenset[str]) -> list[str]:
    """The sentences of a text, in order; no sentence ends after an initial or an abbreviation, nor within '.az'."""
    found, start = [], 0
    for end in _END.finditer(text):
        if end[1] == "." and _is_short(text[max(start, end.start() - 24) : end.start()], abbreviations):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    found.append(text[start:].strip())
    return [s for s in found if s]


def _is_short(before: str, abbreviations: frozenset[str]) -> bool:
    """Whether what stands before a full stop is an initial, a dotted shortening (U.S.) or a known abbreviation."""
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word = last[0]
    return (len(word) == 1 and word.isupper()) or fold(word) in abbreviations or (word[-2:-1] == "." and len(word) < 5)  # noqa: PLR2004  (u.s, u.s.a, т.д)


def sentences(
    title: str, summary: str, abbreviations: frozenset[str], cuts: re.Pattern[str] | None = None
) -> list[Sentence]:
    """The item's sentences, the title's first, without what `cuts` finds; a summary that is the title is dropped."""
    found: list[Sentence] = []
    title, summary = tidy(title), tidy(summary)
    if cuts is not None:
        title, summary = cuts.sub(" ", title), cuts.sub(" ", summary)
    if summary.startswith(title[:80]) and len(summary) <= len(title) + 3:
        summary = ""
    for text, in_title in ((title, True), (summary, False)):
        for piece in split_sentences(text, abbreviations):
            sentence = sentence_of(piece, len(found), in_title=in_title)
            if sentence.words:
                found.append(sentence)
    return found


_AZERBAIJANI: Final = re.compile("[əƏ]|[ğışçöüĞİŞÇÖÜ].*[ğışçöüĞİŞÇÖÜ]", re.DOTALL)
_MOSTLY: Final = 0.3  # bytes beyond one a letter, by letters, from which a text is not Latin


def language_of(text: str, said: str) -> str:
    """The language that a text is most likely in: what the feed says unless the letters contradict."""
    head = text[:400]
    said = said[:2].lower()
    if head.isascii():
        return said if said not in {"ru", "uk", ""} else "en"
    if len(head.encode(errors="replace")) - len(head) > _MOSTLY * len(head) and _CYRILLIC.search(head):
        return _of_cyrillic(head.lower(), said)
    if _AZERBAIJANI.search(head):
        return "az"
    return said if said not in {"ru", "uk", ""} else "en"


def _of_cyrillic(head: str, said: str) -> str:
    ukrainian, russian = sum(map(head.count, "іїєґ")), sum(map(head.count, "ыэъё"))
    if ukrainian == russian:
        return "uk" if said == "uk" else "ru"
    return "uk" if ukrainian > russian else "ru"
