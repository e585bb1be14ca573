"""How a sentence falls into clauses: their borders, the background that it tells, and who is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.matching.phrases import Grammar, Phrase
    from bot.matching.text import Sentence

_PARENTHESIS: Final = 4  # words after which a comma ends the background that began before it
_DASHES: Final = ("–", "—", " - ")
_TITLE: Final = 4  # words of a speaker's title before the country
_NAME: Final = 3  # words of a speaker's name behind it


def is_background(sentence: Sentence, at: int, grammar: Grammar) -> bool:
    """Whether word `at` stands where the sentence tells what the news follows ("... after the arrest of")."""
    for word in range(at - 1, -1, -1):
        if any(mark in sentence.gaps[word + 1] for mark in grammar.break_marks) or (
            ", " in sentence.gaps[word + 1] and at - word > _PARENTHESIS
        ):
            return False
        if sentence.words[word] in grammar.background:
            return word > 0
        if word and f"{sentence.words[word - 1]} {sentence.words[word]}" in grammar.background:  # "из за"
            return word > 1
    return False


def is_credited(sentence: Sentence, phrase: Phrase, grammar: Grammar) -> bool:
    """Whether the sentence is quoted from this actor: "Minister: ...", "... – minister", "..., says minister"."""
    if _ends_in_credit(sentence, phrase, grammar):
        return True
    if phrase.end < len(sentence.words) and phrase.start <= 1 and ":" in sentence.gaps[phrase.end]:
        return True
    return _follows_last_dash(sentence, phrase)


def _follows_last_dash(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether it stands behind the last dash, a title before it or a name behind: "– deputy of Norway's premier N"."""
    words = len(sentence.words)
    if words - phrase.end > _NAME:
        return False
    at = next((at for at in range(words - 1, 0, -1) if any(mark in sentence.gaps[at] for mark in _DASHES)), words)
    return at <= phrase.start <= at + _TITLE


def _ends_in_credit(sentence: Sentence, phrase: Phrase, grammar: Grammar) -> bool:
    """Whether the sentence ends in ", minister says" or ", says minister"."""
    last = len(sentence.words) - 1
    if phrase.end == last and sentence.words[last] in grammar.say:
        return "," in sentence.gaps[phrase.start]
    says = phrase.start - 1
    return phrase.end == last + 1 and says > 0 and sentence.words[says] in grammar.say and "," in sentence.gaps[says]


def clause_borders(sentence: Sentence, grammar: Grammar) -> frozenset[int]:
    """The words that open another clause, by their own meaning or by a mark before them."""
    words = {at for at, word in enumerate(sentence.words) if at and word in grammar.clause_breaks}
    return frozenset(words | marked_borders(sentence, grammar))


def marked_borders(sentence: Sentence, grammar: Grammar) -> frozenset[int]:
    """The words before which a mark opens another clause."""
    marks = grammar.break_marks
    return frozenset(
        at for at, gap in enumerate(sentence.gaps) if at and gap != " " and any(mark in gap for mark in marks)
    )


def breaks_between(sentence: Sentence, left: int, right: int, grammar: Grammar) -> int:
    """How many clause borders stand between two words."""
    count = 0
    for at in range(left + 1, right + 1):
        gap = sentence.gaps[at]
        if (gap != " " and any(mark in gap for mark in grammar.break_marks)) or (
            sentence.words[at] in grammar.clause_breaks and at != right and sentence.words[at] not in grammar.relatives
        ):
            count += 1
    return count
