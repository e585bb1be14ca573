"""How well predictions agree with labelled items: precision, recall, F1 of ring, event and kind, with intervals.

The counting is that of the neutral scorer beside the labelled sets: only reported events with two sides count; a label
that leaves a side open (XX) admits any country; talks and agreements have no direction.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

QUIET: Final = frozenset(k for k, facts in KINDS.items() if not facts.rings)
MUTUAL: Final = frozenset(k for k, facts in KINDS.items() if facts.mutual)
Act = tuple[str, str, str]  # kind, source, target


@dataclass(frozen=True, slots=True)
class Rate:
    """Hits among the predicted and among the labelled."""

    hits: int = 0
    predicted: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        """0.0 to 1.0; 0.0 if nothing was predicted."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """0.0 to 1.0; 0.0 if nothing is labelled."""
        return self.hits / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.hits + other.hits, self.predicted + other.predicted, self.labelled + other.labelled)


@dataclass(frozen=True, slots=True)
class Judged:
    """One item: its labelled and its predicted acts."""

    id: str
    language: str
    labelled: frozenset[Act]
    predicted: frozenset[Act]


@dataclass(frozen=True, slots=True)
class Measure:
    """The figures of some items. `direction` is the share of acts with the right two countries not turned round."""

    items: int
    ring: Rate
    event: Rate
    kind: Rate
    direction: float
    turned: int = 0
    by_kind: Mapping[str, Rate] = field(default_factory=dict)


def reported(events: Iterable[Mapping[str, Any]]) -> frozenset[Act]:
    """The acts that count, of events in the field names of the labelled sets."""
    found = set()
    for event in events:
        source, target = event.get("source") or "XX", event.get("target") or "XX"
        if event.get("status", "reported") != "reported" or source == target:
            continue
        if event["type"] in MUTUAL:
            source, target = sorted((source, target))
        found.add((event["type"], source, target))
    return frozenset(found)


def judged(gold: Iterable[Mapping[str, Any]], predictions: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[Judged]:
    """Labelled rows beside the events predicted for their id; a row without a prediction counts as predicted empty."""
    return [
        Judged(
            row["id"], row.get("lang", "?"), reported(row.get("events", ())), reported(predictions.get(row["id"], ()))
        )
        for row in gold
    ]


def measure(rows: Sequence[Judged]) -> Measure:
    """All figures of these items."""
    ring = event = kind = Rate()
    right = told = 0
    by_kind: dict[str, Rate] = {}
    for row in rows:
        ring += _ring(row)
        event += _paired(row.labelled, row.predicted)
        kinds, guessed = {a[0] for a in row.labelled}, {a[0] for a in row.predicted}
        kind += Rate(len(kinds & guessed), len(guessed), len(kinds))
        for name in kinds | guessed:
            own = _paired({a for a in row.labelled if a[0] == name}, {a for a in row.predicted if a[0] == name})
            by_kind[name] = by_kind.get(name, Rate()) + own
        straight, both = _direction(row)
        right, told = right + straight, told + both
    return Measure(len(rows), ring, event, kind, right / told if told else 0.0, told - right, by_kind)


def _ring(row: Judged) -> Rate:
    labelled, predicted = (any(a[0] not in QUIET for a in acts) for acts in (row.labelled, row.predicted))
    return Rate(int(labelled and predicted), int(predicted), int(labelled))


def _paired(labelled: Iterable[Act], predicted: Iterable[Act]) -> Rate:
    """Labelled acts matched one to one, exact matches first."""
    wanted, left, hits = sorted(labelled, key=lambda a: "XX" in a), set(predicted), 0
    count = len(left)
    for act in wanted:
        found = act if act in left else next((p for p in sorted(left) if _admits(act, p)), None)
        if found:
            left.discard(found)
            hits += 1
    return Rate(hits, count, len(wanted))


def _admits(labelled: Act, predicted: Act) -> bool:
    return labelled[0] == predicted[0] and all(g in (p, "XX") for g, p in zip(labelled[1:], predicted[1:], strict=True))


def _direction(row: Judged) -> tuple[int, int]:
    """(not turned, all) of the acts with the right kind and countries; blows exchanged within one item tell nothing."""
    right = told = 0
    for kind, source, target in row.labelled - {(k, t, s) for k, s, t in row.labelled}:
        if kind in MUTUAL or "XX" in (source, target):
            continue
        straight, turned = (kind, source, target) in row.predicted, (kind, target, source) in row.predicted
        right += straight
        told += straight + turned
    return right, told


def interval(rows: Sequence[Judged], name: str, rounds: int = 400) -> tuple[float, float]:
    """The 95 % bootstrap interval of the F1 of "ring", "event" or "kind"; the same at every call."""
    if not rows:
        return 0.0, 0.0
    draw = random.Random(7)  # noqa: S311  (a bootstrap, repeatable on purpose)
    values = sorted(getattr(measure([rows[draw.randrange(len(rows))] for _ in rows]), name).f1 for _ in range(rounds))
    return values[int(rounds * 0.025)], values[int(rounds * 0.975)]


def by_language(rows: Sequence[Judged]) -> dict[str, list[Judged]]:
    """All items under "all", then those of each language."""
    groups: dict[str, list[Judged]] = {"all": list(rows)}
    for row in rows:
        groups.setdefault(row.language, []).append(row)
    return groups
