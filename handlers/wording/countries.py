"""What a country is called in the reader's language, in the forms that its sentences need.

Babel gives the names; a file a language (`en/countries.toml` and so on) gives what Babel does not know: bodies such as
EU and NATO, the unnamed side, adjectives, Russian cases, Azerbaijani short forms.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Country, Language

Forms = dict[str, str]  # form name ("name", "", "gen", "adj") -> text; "" is the form for the subject of a sentence

BODIES: Final = frozenset({"EU", "NATO", "UN"})

_RU_PAST: Final = {"m": "", "f": "а", "n": "о", "pl": "и"}
_AZ_VOWELS: Final = "aıouəeiöü"
_AZ_POSSESSIVE: Final = re.compile(r"\s\S*(ları|ləri|sı|si|anı|dı)$")
# The last vowel of a word sets the vowel of its endings: (genitive, dative, ablative).
_AZ_HARMONY: Final = {
    **dict.fromkeys("aı", ("ın", "a", "dan")),
    **dict.fromkeys("ou", ("un", "a", "dan")),
    **dict.fromkeys("əei", ("in", "ə", "dən")),
    **dict.fromkeys("öü", ("ün", "ə", "dən")),
}


@cache
def _listed(language: Language) -> Mapping[str, list[str]]:
    text = resources.files("handlers.wording").joinpath(language, "countries.toml").read_text(encoding="utf-8")
    rows: dict[str, list[str]] = tomllib.loads(text)
    return rows


@cache
def country_forms(language: Language, country: Country) -> Forms:
    """All forms of a country's name; an unknown code stands for itself in each."""
    name = str(Locale.parse(language).territories.get(country, country))
    row = _listed(language).get(country)
    return {"en": _english, "ru": _russian, "az": _azerbaijani}[language](name, row)


def _english(name: str, row: list[str] | None) -> Forms:
    name, subject, adjective = row or [name, name, name]
    return {"name": name, "": subject, "adj": adjective}


def _russian(name: str, row: list[str] | None) -> Forms:
    gender, subject, gen, dat, with_, into, *out_of = row or ["m", name, name, name, f"с {name}", f"в {name}"]
    preposition, accusative = into.split(" ", 1)
    from_ = out_of[0] if out_of else f"{'с' if preposition == 'на' else 'из'} {gen}"
    return {
        "name": subject,
        "": subject,
        "gen": gen,
        "dat": dat,
        "acc": accusative,
        "with": with_,
        "into": into,
        "from": from_,
        "l": _RU_PAST[gender],
        "can": "могут" if gender == "pl" else "может",
    }


def _azerbaijani(name: str, row: list[str] | None) -> Forms:
    if row and len(row) > 1:
        name, gen, dat, abl = row
    else:
        name = row[0] if row else name
        gen, dat, abl = (name + ending for ending in az_endings(name))
    return {"name": name, "": name, "gen": gen, "dat": dat, "abl": abl}


def az_endings(name: str) -> tuple[str, str, str]:
    """Genitive, dative and ablative endings of an Azerbaijani name, by vowel harmony."""
    vowels = [c for c in name.replace("İ", "i").replace("I", "ı").lower() if c in _AZ_VOWELS]
    gen, dat, abl = _AZ_HARMONY[vowels[-1] if vowels else "i"]
    if _AZ_POSSESSIVE.search(name):
        return f"n{gen}", f"n{dat}", f"n{abl}"
    if name[-1:].lower() in _AZ_VOWELS:
        return f"n{gen}", f"y{dat}", abl
    return gen, dat, abl
