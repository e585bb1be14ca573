"""Entry -> Matches. Pure, and safe for any input: what cannot be read as an act gives nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.matching.candidates import best_by_trigger
from bot.matching.choose import Act, acts_of, chosen
from bot.matching.details import details_of
from bot.matching.item import blocker_of, genre_of, item_of, triggers_in
from bot.matching.status import status_of
from bot.matching.text import language_of, sentences
from bot.model import Match, Span, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.matching.item import Item, Trigger
    from bot.matching.lexicon import Genre, Lexicon
    from bot.matching.rules import Rulebook
    from bot.model import Entry

RETOLD: Final = "retold in an article"
_NEAREST: Final = {"be": "ru", "tr": "az"}  # languages without rules that another's may understand


def find_matches(entry: Entry, rules: Rulebook) -> tuple[Match, ...]:
    """The acts that the entry states, most severe first, of every status; title and summary are read apart."""
    lexicon = lexicon_for(entry, rules)
    if lexicon is None or lexicon.gate is None or not lexicon.gate.lets_pass(entry.title, entry.summary):
        return ()
    lines = sentences(entry.title, entry.summary, lexicon.abbreviations, lexicon.cuts)
    if not any(lexicon.gate.has_trigger(line.words) for line in lines):
        return ()
    item = item_of(lines, lexicon)
    told = told_acts(item)
    return tuple(_match(act, told, item) for act in chosen(told, article=item.article))


def lexicon_for(entry: Entry, rules: Rulebook) -> Lexicon | None:
    """The language to read the entry in; None if the rules know none that is near."""
    language = language_of(f"{entry.title} {entry.summary}", entry.language)
    return rules.lexicons.get(_NEAREST.get(language, language))


def read_acts(item: Item) -> list[Act]:
    """The acts of an item that has been read."""
    return chosen(told_acts(item), article=item.article)


def told_acts(item: Item) -> list[Act]:
    """Every act that a trigger of the item tells well enough; the same act may be told several times."""
    if not item.phrases:
        return []
    genre = genre_of(item)
    if genre is not None and genre.does == "silence":
        return []
    triggers = [t for t in triggers_in(item) if not blocker_of(t, item)]
    acts = []
    for candidate in best_by_trigger(triggers, item):
        if candidate.score >= item.lexicon.threshold:
            acts += acts_of(candidate, *_status(candidate.trigger, item, genre))
    return acts


def _status(trigger: Trigger, item: Item, genre: Genre | None) -> tuple[Status, str]:
    """As status.py reads it; but what an article tells after its lead is retold."""
    status, set_by = status_of(trigger, item, genre)
    if item.article and trigger.sentence >= item.lead and status == Status.REPORTED:
        return Status.PAST, RETOLD
    return status, set_by


def _match(act: Act, told: Sequence[Act], item: Item) -> Match:
    shown = _quoted(act, told, item)
    details = details_of(act.kind, act.target, shown.candidate.trigger.sentence, item)
    return Match(
        kind=act.kind,
        source=act.source,
        target=act.target,
        status=act.status,
        sentence=item.readings[shown.candidate.trigger.sentence].sentence.text,
        spans=_spans(shown, item),
        rule=act.candidate.trigger.rule.id,
        in_title=_is_in_title(act, item),
        people=details.people,
        persons=details.persons,
        place=details.place,
        said_by=details.said_by,
        ordinary_crime=details.ordinary_crime,
        retold=act.set_by == RETOLD,
        why=why(act),
    )


def _is_in_title(act: Act, item: Item) -> bool:
    return item.readings[act.candidate.trigger.sentence].sentence.in_title


def _quoted(act: Act, told: Sequence[Act], item: Item) -> Act:
    """The telling whose sentence is shown: the summary's if it states the same act, for the title is shown anyway."""
    if not _is_in_title(act, item):
        return act
    same = (o for o in told if (o.kind, o.source, o.target, o.status) == (act.kind, act.source, act.target, act.status))
    return next((o for o in same if not _is_in_title(o, item)), act)


def _spans(act: Act, item: Item) -> tuple[Span, ...]:
    """The trigger's words and the slots that stand in its sentence, left to right, neighbours joined."""
    candidate = act.candidate
    sentence = item.readings[candidate.trigger.sentence].sentence
    words = set(candidate.trigger.found.words)
    for option in (candidate.source, candidate.target):
        if option is not None and option.sentence == candidate.trigger.sentence:
            for phrase in option.phrases:
                words.update(range(phrase.start, phrase.end))
    spans: list[Span] = []
    last = -2
    for at in sorted(words):
        if at == last + 1 and spans:
            spans[-1] = Span(spans[-1].start, sentence.ends[at])
        else:
            spans.append(Span(sentence.starts[at], sentence.ends[at]))
        last = at
    return tuple(spans)


def why(act: Act) -> tuple[str, ...]:
    """What set status and direction, in order."""
    told = [f"trigger {act.candidate.trigger.pattern.text}", f"status {act.status}: {act.set_by}"]
    told += [f"{name} {value:g}" for name, value in act.candidate.features]
    return (*told, f"score {act.candidate.score:.2f}")
