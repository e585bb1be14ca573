"""One entry as the rules see it: its sentences, the phrases of its actors, the triggers and cues found in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.matching.actors import mentions_in, settled
from bot.matching.clauses import clause_borders, marked_borders
from bot.matching.finding import find_at
from bot.matching.patterns import Found, Reading
from bot.matching.phrases import phrases_in
from bot.matching.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.matching.lexicon import Cue, Genre, Lexicon, Nearby, Rule
    from bot.matching.patterns import Pattern
    from bot.matching.phrases import Phrase
    from bot.matching.text import Sentence


ARTICLE: Final = 320  # words from which a text is an article: no feed's summary retells a week
NEAR: Final = 2  # sentences from a trigger within which an article may name the other side
MOST_TRIGGERS: Final = 400  # of an item; so many that only a text made to be slow has more
LEAD: Final = 4  # sentences of an article's body that tell its own news


@dataclass(slots=True)
class Item:
    """An entry, read. `readings` are in the order of its sentences."""

    lexicon: Lexicon
    readings: Sequence[Reading]
    phrases: Sequence[tuple[int, Phrase]] = ()  # of all sentences, with the sentence's index
    cues: dict[int, list[tuple[int, Cue, Found]]] = field(default_factory=dict)  # by sentence, once asked for
    article: bool = False  # a whole text, not a title and its summary: it retells
    lead: int = 0  # the first sentence that is neither title nor lead

    def around(self, sentence: int) -> Sequence[tuple[int, Phrase]]:
        """Where a trigger may find its other side: all phrases of an item, the next sentences' in an article."""
        if not self.article:
            return self.phrases
        near = range(max(sentence - NEAR, 0), min(sentence + NEAR + 1, len(self.readings)))
        return [(i, phrase) for i in near for phrase in self.readings[i].phrases]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule's trigger in a sentence of the item."""

    rule: Rule
    pattern: Pattern
    found: Found
    sentence: int


def read_item(title: str, summary: str, lexicon: Lexicon) -> Item:
    """The item with its actors; no rule has been tried yet."""
    lines = sentences(title, summary, lexicon.abbreviations, lexicon.cuts)
    return item_of(lines, lexicon)


def item_of(lines: Sequence[Sentence], lexicon: Lexicon) -> Item:
    """The item made of these sentences."""
    found = settled([mentions_in(line, lexicon.gazetteer, capitals=lexicon.grammar.capitals) for line in lines])
    readings = [
        Reading(
            line,
            phrases_in(line, mentions, lexicon.grammar),
            lexicon.vocabulary.mask(line.words),
            clause_borders(line, lexicon.grammar),
            marked_borders(line, lexicon.grammar),
        )
        for line, mentions in zip(lines, found, strict=True)
    ]
    titles = sum(line.in_title for line in lines)
    return Item(
        lexicon,
        readings,
        [(i, phrase) for i, reading in enumerate(readings) for phrase in reading.phrases],
        article=sum(len(line.words) for line in lines) > ARTICLE,
        lead=titles + LEAD,
    )


def triggers_in(item: Item) -> Iterator[Trigger]:
    """Every trigger that stands in the item, each rule once a place; blockers are not yet asked."""
    return islice(_all_triggers(item), MOST_TRIGGERS)


def _all_triggers(item: Item) -> Iterator[Trigger]:
    index, numbers = item.lexicon.triggers, item.lexicon.numbers
    for i, reading in enumerate(item.readings):
        seen: set[tuple[str, int, int]] = set()
        for at, word in enumerate(reading.sentence.words):
            for rule, pattern in index.get(word, ()):
                if pattern.need & reading.mask != pattern.need:
                    continue
                if rule.title_only and not reading.sentence.in_title:
                    continue
                found = find_at(pattern, reading, at, numbers)
                if found is None or (rule.id, found.start, found.end) in seen:
                    continue
                seen.add((rule.id, found.start, found.end))
                yield Trigger(rule, pattern, found, i)


def blocker_of(trigger: Trigger, item: Item) -> str:
    """The pattern that forbids this trigger ("" if none does); a missing need is told as "needs ..."."""
    for near in trigger.rule.unless:
        if is_near(near, trigger, item):
            return near.pattern.text
    if trigger.rule.needs and not any(is_near(near, trigger, item) for near in trigger.rule.needs):
        return "needs " + " or ".join(near.pattern.text for near in trigger.rule.needs)
    return ""


def is_near(near: Nearby, trigger: Trigger, item: Item) -> bool:
    """Whether the pattern stands where it was asked to."""
    if near.within == -3:  # noqa: PLR2004  (compiling._WITHIN)
        return any(True for reading in item.readings for _ in all_found(near.pattern, reading, item))
    if near.within == -4:  # noqa: PLR2004
        return any(
            True
            for reading in item.readings
            if reading.sentence.in_title
            for _ in all_found(near.pattern, reading, item)
        )
    reading = item.readings[trigger.sentence]
    found, reach = trigger.found, max(near.within, 0)
    for other in all_found(near.pattern, reading, item):
        if near.within < 0:
            return True
        if other.start < found.end + reach and other.end > found.start - reach:
            return True
    return False


def all_found(pattern: Pattern, reading: Reading, item: Item) -> Iterator[Found]:
    """Everywhere the pattern stands in a sentence."""
    if pattern.need & reading.mask != pattern.need:
        return
    anchors = pattern.anchors
    for at, word in enumerate(reading.sentence.words):
        if word in anchors:
            found = find_at(pattern, reading, at, item.lexicon.numbers)
            if found is not None:
                yield found


def cues_in(item: Item, sentence: int) -> list[tuple[int, Cue, Found]]:
    """The status cues of a sentence with their order in the file; found once."""
    known = item.cues.get(sentence)
    if known is None:
        reading = item.readings[sentence]
        index, numbers = item.lexicon.cues, item.lexicon.numbers
        known = []
        for at, word in enumerate(reading.sentence.words):
            for order, cue, pattern in index.get(word, ()):
                found = find_at(pattern, reading, at, numbers) if pattern.need & reading.mask == pattern.need else None
                if found is not None:
                    known.append((order, cue, found))
        known.sort(key=lambda entry: entry[0])
        item.cues[sentence] = known
    return known


def genre_of(item: Item) -> Genre | None:
    """What the title says of its text, if anything."""
    for reading in item.readings:
        if not reading.sentence.in_title:
            break
        if item.lexicon.question and reading.sentence.text.rstrip("\"'”»’ ").endswith("?"):
            return item.lexicon.question
        for at, word in enumerate(reading.sentence.words):
            for genre, pattern in item.lexicon.genres.get(word, ()):
                if find_at(pattern, reading, at, item.lexicon.numbers):
                    return genre
    return None
