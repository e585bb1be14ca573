"""The kinds of events between two countries, read from taxonomy.toml beside this file: adding one is data alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = NewType("Kind", str)  # "ambassador_summoned"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is fixed for a kind. Goldstein and PLOVER scores run from -10.0 (worst) to +10.0."""

    kind: Kind
    direction: str  # "escalation" or "de-escalation"
    severity: int  # 1 to 5
    cameo: str
    goldstein: float
    plover: str
    plover_score: float
    extension: bool = False  # the standards have no code of their own; the nearest one is given
    rings: bool = True  # talks and rhetoric are kept and counted, never rung
    mutual: bool = False  # no direction: the two sides may stand in either order


def _read() -> Mapping[Kind, KindFacts]:
    text = resources.files("bot").joinpath("taxonomy.toml").read_text(encoding="utf-8")
    return MappingProxyType({Kind(k): KindFacts(kind=Kind(k), **facts) for k, facts in tomllib.loads(text).items()})


KINDS: Final[Mapping[Kind, KindFacts]] = _read()


def severity(kind: Kind) -> int:
    """1 (quiet) to 5 (loudest)."""
    return KINDS[kind].severity
