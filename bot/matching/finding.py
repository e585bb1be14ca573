"""Where a pattern stands in a sentence: from its anchor both ways, in bounded time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.patterns import Found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.matching.patterns import Element, Pattern, Reading
    from bot.matching.phrases import Phrase


def find_at(pattern: Pattern, reading: Reading, at: int, numbers: Mapping[str, int]) -> Found | None:
    """The pattern with its anchor at word `at`, or None. Of several ways the one with the shortest gaps."""
    elements = pattern.elements
    for first in _ahead(elements[pattern.anchor], reading, at, numbers):
        forward = _walk(elements[pattern.anchor + 1 :], reading, first[0], numbers, 1)
        if forward is None:
            continue
        backward = _walk(elements[: pattern.anchor][::-1], reading, at, numbers, -1)
        if backward is None:
            continue
        bound = {**_named(backward[2]), **_named(forward[2])}
        literal = tuple(sorted({*backward[1], *range(at, first[0]), *forward[1]}))
        return Found(backward[0], forward[0], literal, bound)
    return None


_Slots = list[tuple[str, tuple["Phrase", ...]]]


def _named(slots: _Slots) -> dict[str, tuple[Phrase, ...]]:
    return dict(slots)


def _walk(
    elements: Sequence[Element], reading: Reading, at: int, numbers: Mapping[str, int], step: int
) -> tuple[int, list[int], _Slots] | None:
    """Match elements onward (step 1) or, given in reverse, backward (step -1) from the border `at`."""
    if not elements:
        return at, [], []
    element, rest = elements[0], elements[1:]
    if element.what == "gap":
        return _over_gap(element, rest, reading, at, numbers, step)
    ways = _ahead(element, reading, at, numbers) if step > 0 else _behind(element, reading, at, numbers)
    for border, filling in ways:
        onward = _walk(rest, reading, border, numbers, step)
        if onward is not None:
            literal = list(range(min(at, border), max(at, border))) if element.what in {"word", "number"} else []
            slots = [(element.slot, filling)] if element.what == "slot" and element.slot != "A" else []
            return onward[0], [*literal, *onward[1]], [*slots, *onward[2]]
    return _walk(rest, reading, at, numbers, step) if element.optional else None


def _over_gap(
    element: Element, rest: Sequence[Element], reading: Reading, at: int, numbers: Mapping[str, int], step: int
) -> tuple[int, list[int], _Slots] | None:
    for width in range(element.most + 1):
        border = at + width * step
        if width and (border - 1 if step > 0 else border) in reading.borders:
            return None
        if border in reading.marked and rest and rest[0].what == "slot":
            return None
        if not 0 <= border <= len(reading.sentence.words):
            return None
        onward = _walk(rest, reading, border, numbers, step)
        if onward is not None:
            return onward
    return None


_Ways = list[tuple[int, tuple["Phrase", ...]]]  # border after the element, phrases that it took


def _at_border(element: Element, reading: Reading, at: int) -> bool:
    """Whether an element without width holds between the words at - 1 and at."""
    sentence = reading.sentence
    if element.what == "start":
        return at == 0
    if element.what == "end":
        return at == len(sentence.words)
    (mark,) = element.words
    return mark in (sentence.gaps[at] if at < len(sentence.words) else sentence.text[sentence.ends[-1] :])


_NO_WIDTH: Final = frozenset({"start", "end", "mark"})


def _ahead(element: Element, reading: Reading, at: int, numbers: Mapping[str, int]) -> _Ways:
    words = reading.sentence.words
    if element.what in _NO_WIDTH:
        return [(at, ())] if _at_border(element, reading, at) else []
    if at >= len(words):
        return []
    if element.what == "slot":
        return [
            (end, t) for t in _taken(element, reading, reading.by_start.get(at, ()), at, 1) for end in _ends(t, element)
        ]
    if element.what == "word":
        ways: _Ways = [
            (at + len(row), ()) for row in element.rows.get(words[at], ()) if words[at : at + len(row)] == row
        ]
        return [*ways, (at + 1, ())] if words[at] in element.words else ways
    return [(at + 1, ())] if element.what == "any" or _is_number(words[at], numbers) else []


def _behind(element: Element, reading: Reading, at: int, numbers: Mapping[str, int]) -> _Ways:
    words = reading.sentence.words
    if element.what in _NO_WIDTH:
        return [(at, ())] if _at_border(element, reading, at) else []
    if at <= 0:
        return []
    if element.what == "slot":
        return [
            (start, t)
            for t in _taken(element, reading, reading.by_end.get(at, ()), at, -1)
            for start in _starts(t, element)
        ]
    if element.what == "word":
        last = words[at - 1]
        ways: _Ways = [
            (at - len(row), ())
            for row in element.backward.get(last, ())
            if len(row) <= at and words[at - len(row) : at] == row
        ]
        return [*ways, (at - 1, ())] if last in element.words else ways
    return [(at - 1, ())] if element.what == "any" or _is_number(words[at - 1], numbers) else []


def _is_number(word: str, numbers: Mapping[str, int]) -> bool:
    return word[0].isdigit() or word in numbers


def _ends(taken: tuple[Phrase, ...], element: Element) -> list[int]:
    """Where a slot's phrases may end: with the head noun, or before it if the pattern itself goes on with that noun."""
    bare = max(p.mention.end for p in taken)
    return list(dict.fromkeys((max(p.end for p in taken), bare))) if element.roles else [bare]


def _starts(taken: tuple[Phrase, ...], element: Element) -> list[int]:
    """The same towards the left."""
    bare = min(p.mention.start for p in taken)
    return list(dict.fromkeys((min(p.start for p in taken), bare))) if element.roles else [bare]


def _taken(
    element: Element, reading: Reading, at_hand: Sequence[Phrase], at: int, step: int
) -> Iterator[tuple[Phrase, ...]]:
    """The ways to fill a slot from the phrases that begin (or end) here: its whole list of actors, then it alone."""
    borders = _starts if step > 0 else _ends
    for phrase in at_hand:
        if not _fits(element, phrase):
            continue
        group = tuple(p for p in reading.groups[phrase.group] if _fits(element, p))
        if len(group) > 1 and at in borders(group, element):
            yield group
        if at in borders((phrase,), element):
            yield (phrase,)


def _fits(element: Element, phrase: Phrase) -> bool:
    if (
        element.roles
        and phrase.role not in element.roles
        and not (phrase.may_be_people and "national" in element.roles)
    ):
        return False
    cases = phrase.cases if element.roles else phrase.mention.cases
    return not element.cases or not cases or bool(cases & element.cases)
