"""The gate: whether an item could state an act at all. It may let a dull item through and never stops a telling one.

Most items end here, so it looks at words alone: enough countries for a rule, and every word that one trigger needs.
Sets of words did as well as an Aho-Corasick automaton over anchors and actors (docs/rules.md, "Speed"), and they know
where a word begins and ends.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.matching.actors import NOBODY
from bot.matching.text import INVISIBLE, LONGEST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.matching.actors import Gazetteer

_words: Final = re.compile(r"\d+|[^\W\d]+").findall  # as the reader cuts them: "5bn" is a number and a word
_MIXED: Final = re.compile(
    "[a-z](?:[\u0430-\u045f]|(?<=[\u0430-\u045f][a-z]))"
)  # look-alikes: such an item is read in full
_APART: Final = str.maketrans({"_": " "})
_FOLDED: Final = {"ё": "е", "ґ": "г", "ı": "i", "i̇": "i"}

Rest = tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Gate:
    """What a language's gate looks for.

    `firsts`: an actor form's first word -> its further words, country, exact spelling or "".
    `masks`: the bits that patterns need, each number of some thousand bits once, or the compiled copy would swell.
    `needs`: a trigger's anchor -> where in `masks` its bits stand, and whether the rule may leave a side unnamed.
    """

    firsts: Mapping[str, tuple[tuple[Rest, str, str], ...]]
    first_words: frozenset[str]
    masks: tuple[int, ...]
    needs: Mapping[str, tuple[tuple[int, bool], ...]]
    anchors: frozenset[str]
    bits: Mapping[str, int]

    def lets_pass(self, title: str, summary: str) -> bool:
        """Whether the item must be read."""
        text = f"{title[:LONGEST]}\n{summary[:LONGEST]}"
        words = plain_words(text)
        if words is None:
            return True
        hits = words & self.anchors
        if not hits:
            return False
        countries = self._countries(words, text)
        return bool(countries) and self._has_trigger(words, hits, several=len(countries) > 1)

    def has_trigger(self, words: Iterable[str]) -> bool:
        """Whether one sentence's folded words hold all that some trigger needs: the second, finer look."""
        own = set(words)
        hits = own & self.anchors
        return bool(hits) and self._has_trigger(own, hits, several=True)

    def _countries(self, words: set[str], text: str) -> set[str]:
        """Countries that the words may name; looked for until there are two."""
        found: set[str] = set()
        for word in words & self.first_words:
            for rest, country, exact in self.firsts[word]:
                if country not in found and words.issuperset(rest) and (not exact or exact in text):
                    found.add(country)
            if len(found) > 1:
                break
        return found

    def _has_trigger(self, words: set[str], hits: set[str], *, several: bool) -> bool:
        mask, bits, masks, needs = 0, self.bits, self.masks, self.needs
        for word in words:
            mask |= bits.get(word, 0)
        return any(
            (need := masks[at]) & mask == need and (several or unnamed) for word in hits for at, unnamed in needs[word]
        )


def plain_words(text: str) -> set[str] | None:
    """The words of a text as a set, folded nearly as text.fold does it; None if it is too strange to be sure."""
    low = text.lower()
    if not low.isascii():
        if not unicodedata.is_normalized("NFC", low) or INVISIBLE.search(low):
            low = INVISIBLE.sub("", unicodedata.normalize("NFC", low))
        for letter, plain in _FOLDED.items():
            if letter in low:
                low = low.replace(letter, plain)
        if _MIXED.search(low):
            return None
        low = low.replace("’", "'").replace("ʼ", "'").replace("`", "'").replace("‘", "'")
    if "_" in low:
        low = low.translate(_APART)
    words = set(_words(low))
    if "'" in low and not low.isascii():
        words.update(_words(low.replace("'", "")))
    return words


def gate_of(gazetteer: Gazetteer, needs: Mapping[str, Collection[tuple[int, bool]]], bits: Mapping[str, int]) -> Gate:
    """The gate of a language whose rules are all compiled. `needs`: anchor -> bits, and if a side may be unnamed."""
    masks = {need: at for at, need in enumerate(dict.fromkeys(n for entries in needs.values() for n, _ in entries))}
    firsts: dict[str, set[tuple[Rest, str, str]]] = {}
    for first, forms in gazetteer.items():
        for rest, facts in forms:
            if facts[0] != NOBODY:
                _add_first(firsts, first, rest, facts[0], facts[4])
    return Gate(
        {word: tuple(sorted(forms)) for word, forms in firsts.items()},
        frozenset(firsts),
        tuple(masks),
        {word: tuple({(masks[need], unnamed) for need, unnamed in entries}) for word, entries in needs.items()},
        frozenset(needs),
        bits,  # the vocabulary's own, not a copy: the compiled rules hold each mask once
    )


def _add_first(firsts: dict[str, set[tuple[Rest, str, str]]], first: str, rest: Rest, country: str, exact: str) -> None:
    """One form; dotted shortenings are words of one letter here ("u.s." is "u" and "s", and "US" is "us")."""
    plain = [piece for word in (first, *rest) for piece in word.split(".") if piece]
    firsts.setdefault(plain[0], set()).add((tuple(plain[1:]), country, "" if "." in first else exact))
    if first == "u.s.":
        firsts.setdefault("us", set()).add((tuple(plain[2:]), country, "US"))
