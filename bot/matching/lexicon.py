"""What the engine knows of one language: grammar, actors, rules, cues. Compiled from data, checked on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.model import RuleId, Status

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.matching.actors import Gazetteer
    from bot.matching.gate import Gate
    from bot.matching.patterns import Pattern, Vocabulary
    from bot.matching.phrases import Grammar
    from bot.taxonomy import Kind

THRESHOLD: Final = 0.5
# What a feature of a candidate reading adds to its score, per unit (candidates.py).
WEIGHTS: Final = {
    "base": 1.0,
    "rule": 1.0,
    "reading": 1.0,
    "rank": -0.06,  # a later place of the list
    "distance": -0.02,  # per word between trigger and phrase
    "breaks": -0.25,  # per clause border between
    "between": -0.08,  # per other actor between
    "subject": 0.12,  # the first ungoverned actor before the trigger
    "unknown": -0.12,  # an adjective whose noun is in no list
    "remote": -0.25,  # from elsewhere in the item
    "apt": 0.1,  # from elsewhere, but of a role that only such a party has (an envoy)
    "sentences": -0.06,  # per sentence between trigger and phrase
    "unnamed": -0.15,
    "background": -0.1,  # told as what the news follows: "... after the arrest of"
    "summary": -0.03,
    "late": -0.07,  # per sentence of the summary after the first
    "scattered": -0.3,  # both sides from elsewhere
    "domestic": -0.6,  # the clause names one country on both sides
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a slot may be filled from. `prep`: "" ungoverned, "*" any, else the classes of prepositions allowed."""

    text: str
    where: str
    prep: str | frozenset[str]
    roles: frozenset[str]
    cases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Slots:
    """One reading of a trigger: where its sides stand; a slot without places is bound in the trigger or missing."""

    source: tuple[Place, ...] = ()
    target: tuple[Place, ...] = ()
    unnamed: frozenset[str] = frozenset()  # slots that may stay XX
    weight: float = 0.0

    def places(self, slot: str) -> tuple[Place, ...]:
        """The places of "source" or "target"."""
        return self.source if slot == "source" else self.target


@dataclass(frozen=True, slots=True)
class Nearby:
    """A pattern that must or must not be near a trigger: overlapping it (0), so many words away, or see _WITHIN."""

    pattern: Pattern
    within: int


@dataclass(frozen=True, slots=True, repr=False)
class Rule:
    """A compiled rule."""

    id: RuleId
    kind: Kind
    triggers: tuple[Pattern, ...]
    readings: tuple[Slots, ...]
    unless: tuple[Nearby, ...] = ()
    needs: tuple[Nearby, ...] = ()
    status: Status = Status.REPORTED
    search: bool = True
    weight: float = 0.0
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that set an act's status."""

    id: str
    sets: Status
    side: str
    reach: int
    clause: bool
    kinds: frozenset[str]
    exempt: frozenset[str]
    own: bool = False  # may be a word of the trigger itself ("ediləcək": will be done)


@dataclass(frozen=True, slots=True)
class Genre:
    """What a title says of its text: silence it, or make all its events past or planned."""

    id: str
    does: str


@dataclass(slots=True, repr=False)
class Lexicon:
    """One language, compiled. The indexes lead from an anchor word to what may stand around it."""

    language: str
    grammar: Grammar
    numbers: Mapping[str, int]
    abbreviations: frozenset[str]
    cuts: re.Pattern[str] | None  # boilerplate
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    rules: tuple[Rule, ...] = ()
    triggers: dict[str, list[tuple[Rule, Pattern]]] = field(default_factory=dict)
    cues: dict[str, list[tuple[int, Cue, Pattern]]] = field(default_factory=dict)
    genres: dict[str, list[tuple[Genre, Pattern]]] = field(default_factory=dict)
    question: Genre | None = None  # what a title that asks is
    gate: Gate | None = None  # once all rules are compiled
    far_cues: bool = False  # whether any cue speaks for the whole item
    threshold: float = THRESHOLD  # score from which a reading is told
    weights: Mapping[str, float] = field(
        default_factory=dict
    )  # of features, where the language differs from the house's
