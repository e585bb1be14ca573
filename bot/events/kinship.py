"""Which kinds of acts can be words for one happening, and how often a state repeats each against the same other.

An arrest, the espionage charge and the criminal case behind it are told by different outlets as different kinds. An
ambassador's expulsion and the summons at which it was announced share an event only if one article says both.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Final

from bot.taxonomy import KINDS, Kind

_FAMILIES: Final[tuple[frozenset[str], ...]] = (
    frozenset({"arrest", "espionage_charge", "criminal_case", "raid"}),
    frozenset({"arrest", "raid", "custody_death"}),
    frozenset({"conviction", "espionage_charge", "criminal_case"}),
    frozenset({"raid", "military_strike"}),
    frozenset({"expulsion", "relations_cut", "ambassador_recalled", "deportation"}),
    frozenset({"deportation", "media_blocked"}),
    frozenset({"ambassador_summoned", "protest_note"}),
    frozenset({"hostile_rhetoric", "threat", "protest_note"}),
    frozenset({"sanctions", "deportation", "border_closed", "airspace_closed", "media_blocked"}),
    frozenset({"talks", "agreement", "apology"}),
)
# Said in one article of the same two sides these are one happening too; apart they are not.
_ONE_ARTICLE: Final[tuple[frozenset[str], ...]] = (
    frozenset({"expulsion", "ambassador_summoned", "protest_note", "deportation", "relations_cut"}),
    frozenset({"relations_cut", "expulsion", "ambassador_recalled", "ambassador_summoned"}),
    frozenset({"arrest", "raid", "espionage_charge", "criminal_case", "custody_death", "media_blocked"}),
    frozenset({"arrest", "deportation"}),
    frozenset({"hostile_rhetoric", "threat", "ambassador_summoned", "protest_note"}),
)

# What a state does to the same other many times a week, to ever new people and places: sameness needs evidence. All
# other kinds (an ambassador summoned, a consulate closed) are so seldom that pair and time nearly settle it.
_REPEATED: Final = frozenset(
    {
        *("military_strike", "arrest", "conviction", "criminal_case", "espionage_charge", "raid", "deportation"),
        *("hostile_rhetoric", "threat", "talks", "agreement", "sanctions", "cyberattack", "mobilization", "release"),
        *("media_blocked", "travel_advisory"),
    }
)
_UNDOING: Final[dict[str, frozenset[str]]] = {
    "release": frozenset({"arrest", "raid", "espionage_charge", "criminal_case", "conviction"}),
    "restriction_lifted": frozenset(
        {"media_blocked", "sanctions", "border_closed", "airspace_closed", "travel_advisory", "deportation"}
    ),
    "consular_granted": frozenset({"consular_denied"}),
    "ambassador_returns": frozenset({"ambassador_recalled", "relations_cut", "expulsion"}),
}


def _pairs(groups: tuple[frozenset[str], ...]) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for group in groups for pair in combinations(sorted(group), 2))


_AKIN: Final = _pairs(_FAMILIES)
_AKIN_IN_ONE: Final = _AKIN | _pairs(_ONE_ARTICLE)


def are_akin(one: Kind, other: Kind) -> bool:
    """Whether two outlets may call one happening by these two kinds."""
    return one == other or frozenset((one, other)) in _AKIN


def are_one_in_an_article(one: Kind, other: Kind) -> bool:
    """Whether one article that says both of the same two sides tells of one happening."""
    return one == other or frozenset((one, other)) in _AKIN_IN_ONE


@lru_cache(maxsize=256)
def kin(kind: Kind) -> frozenset[Kind]:
    """The kind itself and those akin to it."""
    return frozenset(k for k in KINDS if are_akin(kind, k)) | {kind}


def is_repeated(kind: Kind) -> bool:
    """Whether a state does it often to the same other, so that sameness needs evidence beyond pair and time."""
    return kind in _REPEATED


def undone_kinds(kind: Kind) -> frozenset[str]:
    """The kinds that an act of this kind undoes; empty for most."""
    return _UNDOING.get(kind, frozenset())
