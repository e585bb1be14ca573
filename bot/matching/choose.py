"""Which of an item's candidates become matches: the codebook's rules on weaker kinds, unnamed sides and repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.model import UNNAMED, Country, Status
from bot.taxonomy import KINDS, Kind, severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.matching.candidates import Candidate

# A kind restates each of these when both are told of the same ordered pair (codebook, rules of thumb and rulings).
_RESTATES: Final = {
    "arrest": {"criminal_case"},
    "conviction": {"arrest", "espionage_charge", "criminal_case"},
    "ambassador_summoned": {"protest_note"},
    "custody_death": {"arrest"},
    "military_strike": {"mobilization", "threat", "custody_death", "raid", "cyberattack"},
    "expulsion": {"deportation", "travel_advisory"},
    "ambassador_recalled": {"travel_advisory"},
    "threat": {"protest_note"},
    "sanctions": {"restriction_lifted"},
}
MOST_PAIRS: Final = 4  # codebook: one event per pair that is named, at most four
_ANSWERED: Final = frozenset(
    {"military_strike", "release", "expulsion", "arrest", "sanctions", "hostile_rhetoric", "threat"}
)  # in kind
_TURN_MARGIN: Final = 0.2  # a swapped pair of the same kind must be nearly as well told to be a second act


@dataclass(frozen=True, slots=True)
class Act:
    """A candidate for one ordered pair, with its status."""

    kind: Kind
    source: Country
    target: Country
    status: Status
    set_by: str
    candidate: Candidate

    @property
    def sides(self) -> frozenset[Country]:
        """Both countries, in no order."""
        return frozenset({self.source, self.target})


def acts_of(candidate: Candidate, status: Status, set_by: str) -> list[Act]:
    """One act for each pair that a candidate names."""
    kind = candidate.trigger.rule.kind
    return [Act(kind, s, t, status, set_by, candidate) for s, t in candidate.pairs()]


def chosen(acts: Iterable[Act], *, article: bool = False) -> list[Act]:
    """The acts that the item states, most severe first; of an article all of them, those retold as well."""
    kept = _once(sorted(acts, key=lambda a: -a.candidate.score))
    kept = [
        a for a in kept if not _is_vaguer(a, kept) and ((article and a.kind in _ANSWERED) or not _is_turned(a, kept))
    ]
    if not article:
        kept = [a for a in kept if not _is_backdrop(a, kept)]
        kept = [a for a in kept if not _is_restated(a, kept)]
    return _capped(sorted(kept, key=lambda a: (-severity(a.kind), a.status != Status.REPORTED, -a.candidate.score)))


def _once(ranked: Sequence[Act]) -> list[Act]:
    """The best act of each kind and pair; talks and agreements have no order."""
    found: dict[tuple[object, ...], Act] = {}
    for act in ranked:
        pair: object = act.sides if KINDS[act.kind].mutual else (act.source, act.target)
        found.setdefault((act.kind, pair), act)
    return list(found.values())


def _is_vaguer(act: Act, kept: Sequence[Act]) -> bool:
    """Whether one side is unnamed that another act of the kind names."""
    if UNNAMED not in act.sides:
        return False
    (named,) = act.sides - {UNNAMED}
    return any(o.kind == act.kind and UNNAMED not in o.sides and named in o.sides for o in kept)


def _is_turned(act: Act, kept: Sequence[Act]) -> bool:
    """Whether the same kind is better told the other way round."""
    if KINDS[act.kind].mutual:
        return False
    margin = _TURN_MARGIN if act.kind in _ANSWERED else 0.0
    for i, other in enumerate(kept):
        if other.candidate is act.candidate:
            continue  # one trigger that tells both ways ("each other's ambassadors")
        if other.kind == act.kind and (other.source, other.target) == (act.target, act.source):
            ahead = other.candidate.score - act.candidate.score
            if ahead > 0 and _is_mirrored(act.candidate, other.candidate):
                return True
            if ahead > margin or (not margin and not ahead and i < kept.index(act)):
                return True
    return False


def _is_mirrored(candidate: Candidate, other: Candidate) -> bool:
    """Whether both read the very same words, one the other way round: a blow told once is no answer to itself."""
    if candidate.source is None or candidate.target is None or other.source is None or other.target is None:
        return False
    return bool(
        set(candidate.source.phrases) & set(other.target.phrases)
        and set(candidate.target.phrases) & set(other.source.phrases)
    )


def _is_backdrop(act: Act, kept: Sequence[Act]) -> bool:
    """Whether it is only what the item's main act follows: "expels diplomats after the arrest of" tells one act."""
    if not _is_behind(act):
        return False
    return any(o is not act and o.status == Status.REPORTED and not _is_behind(o) and _is_ahead(o, act) for o in kept)


def _is_behind(act: Act) -> bool:
    return any(name == "background" for name, _ in act.candidate.features)


def _is_ahead(main: Act, act: Act) -> bool:
    return main.candidate.trigger.sentence <= act.candidate.trigger.sentence


def _is_restated(act: Act, kept: Sequence[Act]) -> bool:
    """Whether a stronger act of the same ordered pair says as much."""
    for other in kept:
        if other is act or (other.status not in {act.status, Status.REPORTED}):
            continue
        same = (other.source, other.target) == (act.source, act.target) or (
            KINDS[act.kind].mutual and other.sides == act.sides
        )
        if same and (
            act.kind in _RESTATES.get(other.kind, ())
            or (act.kind == "hostile_rhetoric" and other.kind not in {"hostile_rhetoric", "talks"})
        ):
            return True
    return False


def _capped(acts: Sequence[Act]) -> list[Act]:
    counts: dict[Kind, int] = {}
    kept = []
    for act in acts:
        counts[act.kind] = counts.get(act.kind, 0) + 1
        if counts[act.kind] <= MOST_PAIRS:
            kept.append(act)
    return kept
