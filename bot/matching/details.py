"""What a match carries beside kind and sides: how many people, who by name, where, who says so, whether plain crime.

All of it is taken from the act's own sentence first and from the rest of the item after that; what the text does not
say stays empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.matching.item import Item
    from bot.matching.patterns import Reading
    from bot.matching.phrases import Phrase
    from bot.matching.text import Sentence
    from bot.model import Country
    from bot.taxonomy import Kind

_OF_PEOPLE: Final = frozenset({
    "arrest", "conviction", "release", "expulsion", "deportation", "custody_death", "criminal_case", "espionage_charge",
    "consular_denied", "consular_granted",
})  # fmt: skip
_OF_CRIME: Final = frozenset({"arrest", "conviction", "criminal_case", "deportation", "release"})
_MOST_NAMES: Final = 5
_NAME: Final = re.compile(r"[^\W\d_a-z][\w'’-]+(?: (?:al-|bin |ibn |de |van |von )?[^\W\d_a-z][\w'’-]+){1,2}")
_AFTER_NUMBER: Final = 3  # words between a number and the people it counts
_YEAR: Final = range(1900, 2100)
_MOST_PEOPLE: Final = 100_000
_LONG: Final = 5  # letters of a word that title case would give a capital
_CREDIT: Final = re.compile(r"\s[–—-]\s([^\W\d_][\w.&’' -]{1,30})$")


@dataclass(frozen=True, slots=True)
class Details:
    """Empty where the item does not say."""

    people: int | None = None
    persons: tuple[str, ...] = ()
    place: str | None = None
    said_by: str | None = None
    ordinary_crime: bool = False


def details_of(kind: Kind, target: Country, sentence: int, item: Item) -> Details:
    """The details of an act told in that sentence of the item, done to `target`."""
    order = [sentence, *(i for i in range(len(item.readings)) if i != sentence)]
    readings = [item.readings[i] for i in (order[:1] if item.article else order)]
    of_people = kind in _OF_PEOPLE
    return Details(
        people=next((n for r in readings for n in _counted(r, target, item)), None) if of_people else None,
        persons=next((names for r in readings if (names := _named(r, target, item))), ()) if of_people else (),
        place=next((place for r in readings for place in _places(r)), None),
        said_by=next((who for r in readings for who in _sayers(r, item)), None),
        ordinary_crime=kind in _OF_CRIME and _is_plain_crime(item),
    )


def _counted(reading: Reading, target: Country, item: Item) -> Iterator[int]:
    """The numbers that stand before the target's people ("two Russian journalists")."""
    for phrase in reading.phrases:
        if phrase.country != target or not _is_people(phrase):
            continue
        for at in range(phrase.start - 1, max(phrase.start - 1 - _AFTER_NUMBER, -1), -1):
            number = _number(reading.sentence, at, item)
            if number is not None:
                yield number
                break


def _is_people(phrase: Phrase) -> bool:
    return phrase.role in {"national", "diplomat", "soldier", "official", "envoy"} or phrase.may_be_people


def _number(sentence: Sentence, at: int, item: Item) -> int | None:
    """The number at a word; no year, no age, no decimal."""
    word = sentence.words[at]
    if word in item.lexicon.numbers:
        return item.lexicon.numbers[word]
    if not word.isdecimal():
        return None
    following = sentence.gaps[at + 1] if at + 1 < len(sentence.words) else " "
    number = int(word[:9])
    if number in _YEAR or number > _MOST_PEOPLE or number == 0 or not following.isspace():
        return None
    return number


def _named(reading: Reading, target: Country, item: Item) -> tuple[str, ...]:
    """Persons named after the target's people, as spelled."""
    sentence = reading.sentence
    people = [p for p in reading.phrases if p.country == target and _is_people(p) and p.head >= 0]
    if not people or _is_shouted(sentence):
        return ()
    taken = [(sentence.starts[p.mention.start], sentence.ends[p.mention.end - 1]) for p in reading.phrases]
    found = []
    for name in _NAME.finditer(sentence.text, sentence.ends[people[0].end - 1]):
        if any(name.start() < end and start < name.end() for start, end in taken):
            continue
        if not _has_office(name[0], item):
            found.append(name[0])
    return tuple(dict.fromkeys(found))[:_MOST_NAMES]


def _has_office(name: str, item: Item) -> bool:
    """Whether the capitals are a body's or an office's name ("Foreign Ministry")."""
    heads = item.lexicon.grammar.heads
    return any(word.lower() in heads or word.lower() in item.lexicon.grammar.modifiers for word in name.split())


def _is_shouted(sentence: Sentence) -> bool:
    """Whether every longer word has a capital, as English headlines are set: capitals tell no names there."""
    return not any(len(sentence.words[at]) >= _LONG for at in sentence.lower)


def _places(reading: Reading) -> Iterator[str]:
    """Where it happened: cities before countries."""
    ranked = sorted(
        (p for p in reading.phrases if p.prep == "in" and p.mention.cls in {"place", "capital", "name"} and p.head < 0),
        key=lambda p: p.mention.cls == "name",
    )
    for phrase in ranked:
        yield _spelled(reading.sentence, phrase.mention.start, phrase.mention.end)


def _sayers(reading: Reading, item: Item) -> Iterator[str]:
    """Who is told to say it: the phrase beside a verb of saying, or the credit after a headline's dash."""
    sentence, say = reading.sentence, item.lexicon.grammar.say
    for at, word in enumerate(sentence.words):
        if word not in say:
            continue
        beside = next((p for p in reading.phrases if p.end == at or p.start == at + 1), None)
        if beside is not None:
            yield _spelled(sentence, beside.start, beside.end)
        elif at and at - 1 not in sentence.lower and at > 1:
            yield _spelled(sentence, at - 1, at)
    credit = _CREDIT.search(sentence.text) if sentence.in_title else None
    if credit:
        yield credit[1]


def _spelled(sentence: Sentence, start: int, end: int) -> str:
    return sentence.text[sentence.starts[start] : sentence.ends[end - 1]]


def _is_plain_crime(item: Item) -> bool:
    words = item.lexicon.grammar.ordinary_crime
    return any(word in words for reading in item.readings for word in reading.sentence.words)
