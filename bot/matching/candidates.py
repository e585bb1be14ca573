"""The ways to read a trigger: who may be its source, who its target, and how well each way fits. The best one wins.

A candidate's score is the sum of named features, each a value times a weight. The weights stand in one table, so that
they can be trained later and shipped as data.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.matching.clauses import breaks_between, is_background, is_credited
from bot.model import UNNAMED, Country
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.matching.item import Item, Trigger
    from bot.matching.lexicon import Place, Slots
    from bot.matching.phrases import Phrase
    from bot.matching.text import Sentence

# What passes between a territory and its state is no event between countries.
_STATE_OF: Final = {
    "HK": "CN",
    "MO": "CN",
    "PR": "US",
    "GU": "US",
    "GL": "DK",
    "FO": "DK",
    "NC": "FR",
    "GI": "GB",
    "BM": "GB",
    "JE": "GB",
    "IM": "GB",
    "AX": "FI",
}
ONE_WAY: Final = frozenset(
    {"ambassador_returns", "restriction_lifted", "relations_cut"}
)  # one act even where both do it
_NO_PARTY: Final = frozenset(
    {"with", "for", "against", "other"}
)  # what is governed so is no party unless a rule asks for it
MOST_PAIRS: Final = 8  # of one trigger; a list of all the world's countries is no news
_APT: Final = frozenset({"envoy", "diplomat"})
_MOST: Final = 5  # options a slot keeps


@dataclass(frozen=True, slots=True)
class Option:
    """One way to fill a slot."""

    phrases: tuple[Phrase, ...]
    sentence: int
    features: tuple[tuple[str, float], ...]

    def score(self, weights: Mapping[str, float]) -> float:
        """What its features add up to."""
        return sum(weights[name] * value for name, value in self.features)

    @property
    def countries(self) -> tuple[Country, ...]:
        """The countries that it names, each once."""
        return tuple(dict.fromkeys(p.country for p in self.phrases))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trigger with both slots filled (None: unnamed)."""

    trigger: Trigger
    source: Option | None
    target: Option | None
    features: tuple[tuple[str, float], ...]
    score: float

    def pairs(self) -> Iterator[tuple[Country, Country]]:
        """Source and target, for the first pairs that it names; never one country twice."""
        return islice(self._all_pairs(), MOST_PAIRS)

    def _all_pairs(self) -> Iterator[tuple[Country, Country]]:
        sources = self.source.countries if self.source else (UNNAMED,)
        targets = self.target.countries if self.target else (UNNAMED,)
        facts = KINDS[self.trigger.rule.kind]
        one_list = sources == targets and (facts.mutual or facts.kind in ONE_WAY)
        for i, source in enumerate(sources):
            for k, target in enumerate(targets):
                if not _is_one_state(source, target) and not (one_list and k < i):
                    yield source, target


def _is_one_state(first: Country, second: Country) -> bool:
    return _STATE_OF.get(first, first) == _STATE_OF.get(second, second)


def candidates_of(trigger: Trigger, item: Item) -> list[Candidate]:
    """All readings of a trigger that name two sides, best first."""
    found = [c for slots in trigger.rule.readings for c in _filled(trigger, slots, item)]
    return sorted(found, key=lambda c: -c.score)


def _filled(trigger: Trigger, slots: Slots, item: Item) -> Iterator[Candidate]:
    sources, targets = _options(trigger, "source", slots, item), _options(trigger, "target", slots, item)
    if any(place.where == "same" for place in slots.target):
        targets = [o for o in sources if len(o.countries) > 1]
    base = _base(trigger, slots, item)
    if _is_domestic(sources, targets):
        base.append(("domestic", 1.0))
    named = [(s, t) for s in sources for t in targets if not _is_one_country(s, t) and (s is t or not _share(s, t))]
    for source, target in named or _unnamed(slots, sources, targets):
        features = [*base, *_prefixed("source", source), *_prefixed("target", target)]
        if source is None or target is None:
            features.append(("unnamed", 1.0))
        if _is_remote(source) and _is_remote(target):
            features.append(("scattered", 1.0))
        score = sum(item.lexicon.weights[name.rpartition(".")[2]] * value for name, value in features)
        yield Candidate(trigger, source, target, tuple(features), score)


_Pairs = list[tuple["Option | None", "Option | None"]]
_Features = list[tuple[str, float]]


def _unnamed(slots: Slots, sources: Sequence[Option], targets: Sequence[Option]) -> _Pairs:
    """Pairs with a side that stays XX, where the reading allows it."""
    pairs: _Pairs = []
    if "source" in slots.unnamed:
        pairs += [(None, t) for t in targets if not _is_remote(t)]
    if "target" in slots.unnamed:
        pairs += [(s, None) for s in sources if not _is_remote(s)]
    return pairs


def _is_remote(option: Option | None) -> bool:
    return option is not None and _has(option, "remote")


def _has(option: Option, feature: str) -> bool:
    return any(name == feature for name, _ in option.features)


def _prefixed(slot: str, option: Option | None) -> list[tuple[str, float]]:
    return [(f"{slot}.{name}", value) for name, value in option.features] if option else []


def _is_one_country(source: Option | None, target: Option | None) -> bool:
    if source is None or target is None:
        return source is target
    if source is target:
        return len(source.countries) == 1
    return len({_STATE_OF.get(c, c) for c in (*source.countries, *target.countries)}) == 1


def _share(source: Option, target: Option) -> bool:
    """Whether both are of one list of actors: it cannot act on itself unless the rule says so (`same`)."""
    return source.sentence == target.sentence and source.phrases[0].group == target.phrases[0].group


def _is_domestic(sources: Sequence[Option], targets: Sequence[Option]) -> bool:
    """Whether the nearest fillings are one and the same country, both named in the trigger's own clause."""
    if not sources or not targets or sources[0] is targets[0]:
        return False
    target = targets[0]
    if _is_remote(target):
        return False
    return any(
        source.countries == target.countries and source.phrases != target.phrases
        for source in sources
        if not _is_remote(source) and not _has(source, "breaks") and (source is sources[0] or _has(source, "subject"))
    )


def _base(trigger: Trigger, slots: Slots, item: Item) -> list[tuple[str, float]]:
    features = [("base", 1.0)]
    if trigger.rule.weight:
        features.append(("rule", trigger.rule.weight))
    if slots.weight:
        features.append(("reading", slots.weight))
    sentence = item.readings[trigger.sentence].sentence
    if is_background(sentence, trigger.found.words[0], item.lexicon.grammar):
        features.append(("background", 1.0))
    if not sentence.in_title and not item.article:
        titles = sum(r.sentence.in_title for r in item.readings)
        features += [("summary", 1.0), ("late", float(min(trigger.sentence - titles, 8)))]
    return features


def _options(trigger: Trigger, slot: str, slots: Slots, item: Item) -> list[Option]:
    """The ways to fill a slot, best first."""
    bound = trigger.found.bound.get(slot[0].upper())
    if bound:
        return [Option(bound, trigger.sentence, ())]
    places = slots.places(slot)
    taken = {p for phrases in trigger.found.bound.values() for p in phrases}
    found: dict[tuple[int, int], Option] = {}
    weights = item.lexicon.weights
    for option in (*_local(trigger, slot, places, item, taken), *_remote(trigger, places, item, taken)):
        key = (option.sentence, option.phrases[0].group)
        if key not in found or option.score(weights) > found[key].score(weights):
            found[key] = option
    return sorted(found.values(), key=lambda o: -o.score(weights))[:_MOST]


def _local(trigger: Trigger, slot: str, places: Sequence[Place], item: Item, taken: set[Phrase]) -> Iterator[Option]:
    """Phrases of the trigger's sentence that stand where a place says."""
    reading = item.readings[trigger.sentence]
    for rank, place in enumerate(places):
        if place.where in {"title", "item", "same"}:
            continue
        for phrase in reading.phrases:
            if phrase in taken or not _fits(place, phrase):
                continue
            features = _features_at(place, rank, phrase, trigger, item)
            if features is not None:
                members = tuple(p for p in reading.groups[phrase.group] if p not in taken)
                yield Option(members, trigger.sentence, (*features, *_subject(slot, phrase, trigger, item)))


def _features_at(place: Place, rank: int, phrase: Phrase, trigger: Trigger, item: Item) -> _Features | None:
    """What a phrase of the sentence costs at a place; None if it does not stand there."""
    if place.where == "credit":  # who is quoted stands apart, whatever lies between
        if is_credited(item.readings[trigger.sentence].sentence, phrase, item.lexicon.grammar):
            return [("rank", float(rank))] if rank else []
        return None
    distance = _distance(place.where, phrase, trigger)
    return None if distance is None else [*_near_features(rank, distance, phrase, trigger, item)]


def _fits(place: Place, phrase: Phrase) -> bool:
    if place.prep != "*" and (phrase.prep not in place.prep if place.prep else bool(phrase.prep)):
        return False
    if phrase.role not in place.roles and phrase.role != "unknown":
        return False
    return not place.cases or not phrase.cases or bool(phrase.cases & place.cases)


def _distance(where: str, phrase: Phrase, trigger: Trigger) -> int | None:
    """Words between the phrase and the trigger; None if it stands on the wrong side."""
    start, end = trigger.found.start, trigger.found.end
    if where in {"before", "around"} and phrase.mention.end <= start:
        return max(start - phrase.end, 0)
    if where in {"after", "around"} and phrase.mention.start >= end:
        return max(phrase.start - end, 0)
    if where == "inside" and phrase.mention.start >= start and phrase.mention.end <= end:
        return 0
    return None


def _near_features(
    rank: int, distance: int, phrase: Phrase, trigger: Trigger, item: Item
) -> Iterator[tuple[str, float]]:
    if rank:
        yield "rank", float(rank)
    if distance:
        yield "distance", float(distance)
    left, right = (
        (phrase.end, trigger.found.start)
        if phrase.mention.end <= trigger.found.start
        else (trigger.found.end, phrase.start)
    )
    if right > left:
        reading = item.readings[trigger.sentence]
        breaks = breaks_between(reading.sentence, left - 1, right, item.lexicon.grammar)
        between = {p.group for p in reading.phrases if left <= p.start < right} - {phrase.group}
        if breaks:
            yield "breaks", float(breaks)
        if between:
            yield "between", float(len(between))
    if phrase.role == "unknown":
        yield "unknown", 1.0


def _subject(slot: str, phrase: Phrase, trigger: Trigger, item: Item) -> list[tuple[str, float]]:
    if slot == "source" and phrase.mention.end <= trigger.found.start and _is_subject(phrase, trigger, item):
        return [("subject", 1.0)]
    return []


def _is_subject(phrase: Phrase, trigger: Trigger, item: Item) -> bool:
    """Whether it is the first ungoverned actor that is no mere witness: most often the one who acts."""
    reading = item.readings[trigger.sentence]
    first = next((p for p in reading.phrases if not p.prep and not _is_witness(p, reading.sentence, item)), None)
    return first is not None and first.group == phrase.group


def _is_witness(phrase: Phrase, sentence: Sentence, item: Item) -> bool:
    """Whether a verb of saying or a colon follows ("Minister: Norway has ...")."""
    if phrase.end >= len(sentence.words):
        return False
    return sentence.words[phrase.end] in item.lexicon.grammar.say or ":" in sentence.gaps[phrase.end]


def _remote(trigger: Trigger, places: Sequence[Place], item: Item, taken: set[Phrase]) -> Iterator[Option]:
    """Phrases anywhere in the item that fit its `item` places; without such, the roles that the others ask for."""
    asked = [place for place in places if place.where in {"title", "item"}]
    if not places or not (asked or trigger.rule.search):
        return
    fits = _asked_for(asked, item) if asked else _role_of(places)
    for i, phrase in item.around(trigger.sentence):
        if phrase in taken or _covers(phrase, i, trigger) or not fits(i, phrase):
            continue
        features = [("remote", 1.0)]
        if phrase.role in _APT:
            features.append(("apt", 1.0))
        if i != trigger.sentence:
            features.append(("sentences", float(min(abs(i - trigger.sentence), 5))))
        members = tuple(p for p in item.readings[i].groups[phrase.group] if p not in taken)
        yield Option(members, i, tuple(features))


def _asked_for(places: Sequence[Place], item: Item) -> Callable[[int, Phrase], bool]:
    def fits(sentence: int, phrase: Phrase) -> bool:
        in_title = item.readings[sentence].sentence.in_title
        return any(
            _fits(place, phrase) and phrase.role in place.roles and (in_title or place.where == "item")
            for place in places
        )

    return fits


def _role_of(places: Sequence[Place]) -> Callable[[int, Phrase], bool]:
    preps = frozenset().union(*(place.prep for place in places if place.prep and place.prep != "*"))
    roles = frozenset().union(*(place.roles for place in places))

    def fits(_: int, phrase: Phrase) -> bool:
        return phrase.role in roles and (phrase.prep not in _NO_PARTY or phrase.prep in preps)

    return fits


def _covers(phrase: Phrase, sentence: int, trigger: Trigger) -> bool:
    return sentence == trigger.sentence and any(
        phrase.mention.start <= at < phrase.mention.end for at in trigger.found.words
    )


def best_by_trigger(triggers: Iterable[Trigger], item: Item) -> list[Candidate]:
    """The best reading of each trigger that has one; where triggers of a kind overlap, the best of them."""
    found = sorted((ranked[0] for t in triggers if (ranked := candidates_of(t, item))), key=lambda c: -c.score)
    taken: dict[tuple[str, int], set[int]] = {}
    kept = []
    for candidate in found:
        trigger = candidate.trigger
        words = taken.setdefault((trigger.rule.kind, trigger.sentence), set())
        if words.isdisjoint(trigger.found.words):
            kept.append(candidate)
        words.update(trigger.found.words)
    return kept
