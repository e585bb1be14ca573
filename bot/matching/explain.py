"""Why an entry matched, and what was nearly an act: the same steps as match.py, told instead of decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.candidates import Candidate, candidates_of
from bot.matching.item import blocker_of, genre_of, read_item, triggers_in
from bot.matching.match import find_matches, lexicon_for
from bot.matching.status import status_of
from bot.model import UNNAMED

if TYPE_CHECKING:
    from bot.matching.candidates import Option
    from bot.matching.item import Item, Trigger
    from bot.matching.rules import Rulebook
    from bot.model import Entry, Match


@dataclass(frozen=True, slots=True)
class Attempt:
    """One trigger and what came of it. `verdict`: "match", "weak", "no second country", or "blocked by ..."."""

    rule: str
    sentence: int
    words: str
    verdict: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an entry was read, step by step. `actors` hold one line a phrase."""

    language: str
    sentences: tuple[str, ...]
    actors: tuple[str, ...]
    genre: str
    attempts: tuple[Attempt, ...]
    matches: tuple[Match, ...]

    @property
    def near_misses(self) -> tuple[Attempt, ...]:
        """Triggers that were found and gave no match."""
        return tuple(a for a in self.attempts if a.verdict != "match")

    def __str__(self) -> str:
        """The explanation for a terminal."""
        lines = [f"language {self.language or 'unknown'}" + (f", genre {self.genre}" if self.genre else "")]
        lines += [f"  {i}: {sentence}" for i, sentence in enumerate(self.sentences)]
        lines += ["actors", *(f"  {actor}" for actor in self.actors)] if self.actors else ["no actors"]
        for attempt in self.attempts:
            lines.append(f"{attempt.rule} in {attempt.sentence}: {attempt.words!r}: {attempt.verdict}")
            lines += [f"    {reading}" for reading in attempt.readings]
        lines += [
            f"=> {m.kind} {m.source} -> {m.target} {m.status}  [{m.rule}]  {'; '.join(m.why)}" for m in self.matches
        ] or ["=> nothing"]
        return "\n".join(lines)


def explain(entry: Entry, rules: Rulebook) -> Explanation:
    """All that was seen in an entry, with near misses."""
    lexicon = lexicon_for(entry, rules)
    if lexicon is None:
        return Explanation("", (), (), "", (), ())
    item = read_item(entry.title, entry.summary, lexicon)
    genre = genre_of(item)
    return Explanation(
        lexicon.language,
        tuple(r.sentence.text for r in item.readings),
        tuple(_actor(item, i, k) for i, r in enumerate(item.readings) for k in range(len(r.phrases))),
        f"{genre.id} ({genre.does})" if genre else "",
        tuple(_attempt(trigger, item) for trigger in triggers_in(item)),
        find_matches(entry, rules),
    )


def _actor(item: Item, sentence: int, k: int) -> str:
    reading = item.readings[sentence]
    phrase = reading.phrases[k]
    text = reading.sentence.text[reading.sentence.starts[phrase.start] : reading.sentence.ends[phrase.end - 1]]
    governed = f" after {phrase.prep!r}" if phrase.prep else ""
    cases = f" #{''.join(sorted(phrase.cases))}" if phrase.cases else ""
    told = f"{phrase.country} {phrase.mention.cls} {phrase.role}{cases}{governed} group {phrase.group}"
    return f"{sentence}: {text!r} {told}"


def _attempt(trigger: Trigger, item: Item) -> Attempt:
    sentence = item.readings[trigger.sentence].sentence
    words = " ".join(sentence.words[at] for at in trigger.found.words)
    blocker = blocker_of(trigger, item)
    ranked = [] if blocker else candidates_of(trigger, item)
    if blocker:
        verdict = blocker if blocker.startswith("needs ") else f"blocked by {blocker!r}"
    elif not ranked:
        verdict = "no second country"
    else:
        verdict = "match" if ranked[0].score >= item.lexicon.threshold else "weak"
    return Attempt(
        trigger.rule.id, trigger.sentence, words, verdict, tuple(_told(c, trigger, item) for c in ranked[:3])
    )


def _told(candidate: Candidate, trigger: Trigger, item: Item) -> str:
    status, set_by = status_of(trigger, item, genre_of(item))
    features = " ".join(f"{name}={value:g}" for name, value in candidate.features)
    return (
        f"{_side(candidate.source)} -> {_side(candidate.target)} {status} ({set_by}) {candidate.score:.2f}: {features}"
    )


def _side(option: Option | None) -> str:
    return ",".join(option.countries) if option else UNNAMED
