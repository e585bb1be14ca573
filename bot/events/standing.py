"""How well an event is supported: where its texts were first written, and whose voices carry them.

Twelve copies of one wire are one origin. A text names its wire ("according to TASS", "Report-a istinadən", "передает
РИА Новости"), or is nearly identical with a text already there; otherwise the outlet wrote it itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.events.folding import latin, plain_words
from bot.model import Ownership, Standing, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.model import Country, Entry, Match, Outlet, OutletId, Report

# Wires and what the region's outlets call them, where the catalogue does not carry the agency itself.
_WIRES: Final = {
    "tass": ("TASS", "ТАСС", "TASS-ın", "ITAR-TASS"),
    "ria": ("RIA Novosti", "РИА Новости", "RİA Novosti", "RIA"),
    "interfax": ("Interfax", "Интерфакс", "Інтерфакс", "İnterfaks"),
    "reuters": ("Reuters", "Рейтер", "Reyter", "Рейтерс"),
    "ap": ("Associated Press",),
    "afp": ("AFP", "Agence France-Presse", "АФП", "France-Presse"),
    "dpa": ("dpa",),
    "pap": ("PAP",),
    "ukrinform": ("Ukrinform", "Укринформ", "Укрінформ"),
    "unian": ("UNIAN", "УНИАН", "УНІАН"),
    "report": ("Report", "Report.az"),
    "apa": ("APA", "АПА"),
    "azertac": ("AZERTAC", "AZƏRTAC", "АЗЕРТАДЖ"),
    "trend": ("Trend", "Тренд"),
    "turan": ("Turan", "Туран"),
    "anadolu": ("Anadolu", "Anadolu Agency", "Анадолу"),
    "xinhua": ("Xinhua", "Синьхуа"),
}
# A wire's name counts only where the text leans on it: many are ordinary words ("Report", "Trend", "Turan").
_LEANS_BEFORE: Final = (
    r"according to|cit(?:ing|es)|quot(?:ing|es)|told|reports?|via|"
    r"сообща\w+|переда\w+|пиш\w+|со ссылкой на|ссыла\w+ на|по данным|по информации|"
    r"повідомля\w+|переда\w+|посила\w+ на|за даними|інформу\w+"
)
_LEANS_AFTER: Final = (
    r"reports?\b|reported|informs?|said|says|learned|"
    r"сообща\w+|сообщил\w*|переда\w+|пишет|информирует|"
    r"повідомля\w+|повідомив|інформує|переда\w+|"
    r"(?:\W?\w{1,3}\W)?\s?(?:istinadən|xəbər verir|bildirir|məlumat)"
)
# Authorities, in folded Latin letters; a prefix suffices ("ministerstv", "xarici isler").
_AUTHORITIES: Final = re.compile(
    r"\b(?:ministr\w*|ministerst\w*|minist\w*|nazirl\w*|naziri\w*|bakanlig\w*|mid|mvd|mfa|xin|din|mzs|msz|fsb|svr|"
    r"dtx|sbu|gur|(?:gen)?prokur\w*|prosecut\w*|polic\w*|polis\w*|polit[si]\w*|kreml\w*|"
    r"white house|state department|gosdep\w*|foreign office|president\w*|prezident\w*|premier\w*|prime minister|"
    r"embassy|embassad\w*|ambassad\w*|"
    r"posol\w*|posl\w*|sefir\w*|konsul\w*|consul\w*|sud|court\w*|mehkeme\w*|spokes\w*|predstavitel\w*|government|"
    r"pravitelstv\w*|uryad\w*|hokumet\w*|parliament\w*|duma\w*|milli meclis\w*|general staff|minoborony|pentagon|"
    r"sledstvenn\w*|sledkom\w*|omon|rosgvardi\w*|secretary of state|chancellor|kantsler\w*|kabinet\w*)\b"
)
# "Сообщили в прокуратуре": Slavic verbs stand on either side of the authority, the others behind it.
_SLAVIC_SAYS: Final = (
    r"(?:zayavi\w+|soobsh\w+|podtverd\w+|obyavi\w+|zayavl\w+|povidomi\w+|povidoml\w+|zayavy\w+|ogolosi\w+)"
)
_SAYS: Final = (
    rf"(?:said|says|announc\w+|confirm\w+|stated|statement|reported|{_SLAVIC_SAYS}|"
    r"bildir\w+|aciqla\w+|achikla\w+|melumat|beyan\w+|tesdiq\w+)"
)
_BETWEEN: Final = r"(?: \w+){0,3}? "  # "the Interior Ministry in Baku said"; further apart they are strangers
_AUTHORITY_SAYS: Final = re.compile(
    rf"{_AUTHORITIES.pattern}{_BETWEEN}{_SAYS}\b|\b{_SLAVIC_SAYS}{_BETWEEN}{_AUTHORITIES.pattern}"
)
_NEAR_IDENTICAL: Final = 0.75  # share of common three-word runs; rewrites of one wire stay above, own texts far below
_RUN: Final = 3
_LEAST_RUNS: Final = 6  # two editors may well write the same headline of seven words

STATE_VOICES: Final = frozenset({Ownership.STATE, Ownership.PRO_GOVERNMENT, Ownership.GOVERNMENT})


def origin_of(
    entry: Entry, match: Match, outlets: Mapping[OutletId, Outlet], known: Iterable[tuple[Report, str]]
) -> str:
    """Where the text was first written: the wire it names, the origin of a nearly identical text, else the outlet.

    `known` are the event's reports, each with its text as far as it is kept.
    """
    text = f"{entry.title}\n{entry.summary}"
    wire = wire_of(text, match.said_by, tuple(outlets.values()) if outlets else ())
    if wire:
        return wire
    runs = runs_of(text)
    return next((r.origin for r, other in known if are_near_identical(runs, runs_of(other))), str(entry.outlet))


def wire_of(text: str, said_by: str | None, outlets: Sequence[Outlet] = ()) -> str | None:
    """The slug of the wire that the text leans on, or None."""
    # Any outlet that others are known to cite, not agencies alone: many a wire is run by a state.
    names, leaning = _wire_pattern(tuple((str(o.id), o.name, o.aliases) for o in outlets if o.aliases))
    if said_by and (slug := names.get(latin(said_by))):
        return slug
    found = leaning.search(text)
    return names[latin(found["before"] or found["after"])] if found else None


@lru_cache(maxsize=8)
def _wire_pattern(
    agencies: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The folded names of all wires with their slugs, and where a text leans on one of them."""
    spelled = {name: slug for slug, names in _WIRES.items() for name in names}
    spelled |= {alias: slug for slug, name, aliases in agencies for alias in (name, *aliases) if alias}
    names = "|".join(map(re.escape, sorted(spelled, key=len, reverse=True)))
    leaning = re.compile(
        rf"\b(?i:{_LEANS_BEFORE})\s(?:\w+\s){{0,2}}?[«\"“]?(?P<before>{names})\b"
        rf"|\b(?P<after>{names})\b[»\"”]?(?:[-’']\w{{1,3}})?,?\s?(?i:{_LEANS_AFTER})"
    )
    return {latin(name): slug for name, slug in spelled.items()}, leaning


def runs_of(text: str) -> frozenset[tuple[str, ...]]:
    """The three-word runs of a text in Latin letters."""
    return _runs(plain_words(text))


@lru_cache(maxsize=4096)
def _runs(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(words[n:] for n in range(_RUN)), strict=False))


def are_near_identical(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    """Whether two texts are one text with small changes; the shorter may be the head of the longer."""
    least = min(len(one), len(other))
    return least >= _LEAST_RUNS and len(one & other) >= _NEAR_IDENTICAL * least


def is_official(match: Match, outlet: Outlet | None, text: str = "") -> bool:
    """Whether an authority speaks in it: a government's own outlet, the match's `said_by`, or "the ministry said"."""
    if outlet is not None and outlet.ownership is Ownership.GOVERNMENT:
        return True
    if match.said_by:
        return bool(_AUTHORITIES.search(" ".join(plain_words(match.said_by))))
    return bool(_AUTHORITY_SAYS.search(" ".join(plain_words(text))))


def standing_of(
    reports: Sequence[Report],
    sides: Sequence[Country],
    outlets: Mapping[OutletId, Outlet],
    denied_by: Sequence[str] = (),
) -> Standing:
    """The standing that the reports give an event between these sides; a denial outweighs all else."""
    told = [r for r in reports if r.match.status is not Status.DENIED]
    if denied_by or not told:
        return Standing.DENIED
    if any(r.official for r in told):
        return Standing.OFFICIAL
    voices = [outlets[r.outlet] for r in told if r.outlet in outlets]
    if sides_heard(voices, sides) >= frozenset(sides):
        return Standing.BOTH_SIDES
    if (
        len(voices) == len(told)
        and all(o.ownership in STATE_VOICES for o in voices)
        and len(sides_heard(voices, sides)) == 1
    ):
        return Standing.ONE_SIDE_STATE_MEDIA
    return Standing.INDEPENDENT_OUTLETS if origins(told) > 1 else Standing.ONE_OUTLET


def sides_heard(voices: Iterable[Outlet], sides: Sequence[Country]) -> frozenset[Country]:
    """Which of the two sides' own outlets speak. An exile outlet speaks for neither."""
    return frozenset(o.country for o in voices if o.country in sides and o.ownership is not Ownership.EXILE)


def origins(reports: Iterable[Report]) -> int:
    """The number of independent origins."""
    return len({r.origin for r in reports})


def denier_of(match: Match) -> str:
    """Who denies, as the text spells it; the accused state if the text does not say."""
    return match.said_by or str(match.source)
