"""Token patterns of rule files (docs/rules.md): compiled once, matched around their rarest word in bounded time."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.matching.text import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.matching.phrases import Phrase
    from bot.matching.text import Sentence

_GAP: Final = 3
_MARK: Final = re.compile(r"""[:;,!?«»"'“”—–|()]""")
_SLOT: Final = re.compile(r"\[([STA])(?:/([\w,+]+))?(?:#([\w,+]+))?\](\?)?")
_DOTS: Final = re.compile(r"\.\.(\d{1,2})?")
_CASES: Final = {"nom": "n", "gen": "g", "dat": "d", "acc": "a", "ins": "i", "loc": "pl", "abl": "b", "att": "k"}


class BadPattern(ValueError):
    """The pattern cannot be read; the sentence says why."""


@dataclass(frozen=True, slots=True, repr=False)
class Element:
    """One element. `what`: word, gap, any, number, slot, mark, start, end."""

    what: str
    words: frozenset[str] = frozenset()  # single words
    rows: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # rows of words by first word
    backward: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # the same by last word
    optional: bool = False
    most: int = 0  # of a gap
    slot: str = ""
    roles: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    bit: int = 0  # of its words in Vocabulary.bits; 0 if it needs none


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `anchor` is the index of the element that it is looked up by."""

    text: str
    elements: tuple[Element, ...] = field(repr=False, compare=False)
    anchor: int = field(repr=False)
    need: int = field(default=0, repr=False)  # the bits of all words that must be there

    @property
    def anchors(self) -> frozenset[str]:
        """The words of which one must be there."""
        element = self.elements[self.anchor]
        return element.words | frozenset(element.rows)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern stands: words `[start, end)`, the literal ones, and the phrases that fill its slots."""

    start: int
    end: int
    words: tuple[int, ...]
    bound: Mapping[str, tuple[Phrase, ...]]


@dataclass(slots=True)
class Reading:
    """A sentence with its phrases, indexed by where they begin and end."""

    sentence: Sentence
    phrases: Sequence[Phrase]
    mask: int = 0  # the bits of its words (Vocabulary.bits)
    borders: frozenset[int] = frozenset()  # words that open another clause: no gap goes over them
    marked: frozenset[int] = frozenset()  # those of them that a mark sets apart ("Denmark: Norway ...")
    by_start: dict[int, list[Phrase]] = field(default_factory=dict)
    by_end: dict[int, list[Phrase]] = field(default_factory=dict)
    groups: dict[int, list[Phrase]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for phrase in self.phrases:
            self.groups.setdefault(phrase.group, []).append(phrase)
        for phrase in self.phrases:
            for start in {phrase.start, phrase.mention.start}:
                self.by_start.setdefault(start, []).append(phrase)
            for end in {phrase.end, phrase.mention.end}:
                self.by_end.setdefault(end, []).append(phrase)


def expanded(text: str) -> list[str]:
    """`a|b(c|d|)` as its words: a, bc, bd, b."""
    return [word for part in _split(text, "|") for word in _endings(part)]


def _split(text: str, mark: str) -> list[str]:
    parts, depth, last = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == mark and not depth:
            parts.append(text[last:at])
            last = at + 1
    if depth:
        raise BadPattern(f"unbalanced brackets in {text!r}")
    return [*parts, text[last:]]


def _endings(part: str) -> Iterator[str]:
    start = part.find("(")
    if start < 0:
        yield part
        return
    depth = 0
    for end in range(start, len(part)):
        depth += (part[end] == "(") - (part[end] == ")")
        if not depth:
            break
    for middle in _split(part[start + 1 : end], "|"):
        for inner in _endings(middle):
            for rest in _endings(part[end + 1 :]):
                yield part[:start] + inner + rest


def rows_of(entry: str) -> list[tuple[str, ...]]:
    """The rows of folded words that an entry of a word list stands for."""
    choices = [expanded(piece) for piece in entry.split()]
    return list(dict.fromkeys(tuple(words_of(" ".join(choice))) for choice in itertools.product(*choices)))


class Vocabulary:
    """The word lists of a file on top of those of its language; what is compiled once is shared."""

    def __init__(
        self, lists: Mapping[str, Sequence[str]], groups: Mapping[str, frozenset[str]], base: Vocabulary | None = None
    ) -> None:
        self._lists, self.groups, self._base = lists, groups, base
        self._rows: dict[str, list[tuple[str, ...]]] = {}
        self._elements: dict[str, Element] = {}
        self.bits: dict[str, int] = {} if base is None else base.bits  # word -> the elements that it may stand for
        self._count: list[int] = [0] if base is None else base._count  # noqa: SLF001  (the same class)

    def rows(self, name: str) -> list[tuple[str, ...]]:
        """The rows of a list; raises BadPattern if there is no such list."""
        if name not in self._lists:
            if self._base is None:
                raise BadPattern(f"there is no word list '@{name}'")
            return self._base.rows(name)
        if name not in self._rows:
            self._rows[name] = [row for entry in self._lists[name] for row in rows_of(str(entry))]
        return self._rows[name]

    def element(self, piece: str) -> Element:
        """The element that a piece of a pattern stands for; the same object for the same piece."""
        if self._base is not None and not any(f"@{name}" in piece for name in self._lists):
            return self._base.element(piece)
        found = self._elements.get(piece)
        if found is None:
            found = self._elements[piece] = self._numbered(_element(piece, self))
        return found

    def _numbered(self, element: Element) -> Element:
        """The element with a bit of its own, if it cannot do without one of its words."""
        if element.what != "word" or element.optional:
            return element
        bit = 1 << self._count[0]
        self._count[0] += 1
        rarest = (max(row, key=len) for rows in element.rows.values() for row in rows)  # a row needs all its words
        for word in (*element.words, *rarest):
            self.bits[word] = self.bits.get(word, 0) | bit
        return replace(element, bit=bit)

    def mask(self, words: Iterable[str]) -> int:
        """The bits of these words."""
        found, bits = 0, self.bits
        for word in words:
            found |= bits.get(word, 0)
        return found


def compile_pattern(text: str, vocabulary: Vocabulary) -> Pattern:
    """The pattern, ready to match; raises BadPattern."""
    elements = tuple(vocabulary.element(piece) for piece in text.split())
    anchor = _anchor(elements)
    if anchor < 0:
        raise BadPattern(f"{text!r} has no word that it could be found by")
    need = 0
    for element in elements:
        need |= element.bit
    return Pattern(text, elements, anchor, need)


def _element(piece: str, vocabulary: Vocabulary) -> Element:
    simple = {"_": "any", "#": "number", "^": "start", "$": "end"}.get(piece.rstrip("?"))
    if simple:
        return Element(simple, optional=piece.endswith("?"))
    if _MARK.fullmatch(piece):
        return Element("mark", words=frozenset({piece}))
    dots = _DOTS.fullmatch(piece)
    if dots:
        return Element("gap", most=int(dots[1] or _GAP))
    if piece.startswith("["):
        return _slot(piece, vocabulary.groups)
    optional = piece.endswith("?")
    return _literal(piece[: len(piece) - optional], vocabulary, optional=optional)


def _slot(piece: str, groups: Mapping[str, frozenset[str]]) -> Element:
    found = _SLOT.fullmatch(piece)
    if not found:
        raise BadPattern(f"{piece!r} is no slot: [S], [T/role], [A#case]")
    return Element(
        "slot",
        slot=found[1],
        roles=roles_of(found[2] or "", groups),
        cases=cases_of(found[3] or ""),
        optional=bool(found[4]),
    )


def _split_list(text: str) -> list[str]:
    """Names joined by commas, or by + where YAML would take a comma for its own."""
    return text.replace("+", ",").split(",")


def roles_of(text: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Roles and groups of roles, separated by commas, as roles."""
    roles: set[str] = set()
    for name in filter(None, _split_list(text)):
        if name not in groups:
            raise BadPattern(f"{name!r} is no role (roles.yaml)")
        roles |= groups[name]
    return frozenset(roles)


def cases_of(text: str) -> frozenset[str]:
    """Case names, separated by commas, as the letters of the actor files."""
    names = [name for name in _split_list(text) if name]
    unknown = [name for name in names if name not in _CASES and len(name) > 1]
    if unknown:
        raise BadPattern(f"{unknown[0]!r} is no case: {', '.join(_CASES)}")
    return frozenset("".join(_CASES.get(name, name) for name in names))


def _literal(piece: str, vocabulary: Vocabulary, *, optional: bool) -> Element:
    rows: list[tuple[str, ...]] = []
    for part in _split(piece, "|"):
        if part.startswith("@"):
            rows += vocabulary.rows(part[1:])
        else:
            rows += rows_of(part)
    rows = [row for row in dict.fromkeys(rows) if row]
    if not rows:
        raise BadPattern(f"{piece!r} holds no word")
    several = sorted((row for row in rows if len(row) > 1), key=len, reverse=True)
    forward: dict[str, list[tuple[str, ...]]] = {}
    backward: dict[str, list[tuple[str, ...]]] = {}
    for row in several:
        forward.setdefault(row[0], []).append(row)
        backward.setdefault(row[-1], []).append(row)
    return Element(
        "word",
        words=frozenset(row[0] for row in rows if len(row) == 1),
        rows={word: tuple(r) for word, r in forward.items()},
        backward={word: tuple(r) for word, r in backward.items()},
        optional=optional,
    )


def _anchor(elements: Sequence[Element]) -> int:
    """The element that is likely the rarest: of the literal ones the one whose shortest word is longest."""
    best, length = -1, 0
    for i, element in enumerate(elements):
        if element.what != "word" or element.optional:
            continue
        shortest = min([*map(len, element.words), *(len(" ".join(r)) for rows in element.rows.values() for r in rows)])
        if shortest > length:
            best, length = i, shortest
    return best
