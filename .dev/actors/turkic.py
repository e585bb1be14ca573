"""Suffix chains of Azerbaijani nouns by vowel harmony: word -> {form: cases}.

n bare, g genitive, d dative, a accusative, l locative, b ablative, i instrumental (-la), k locative attributive (-dakı);
upper case for the plural. A possessed compound ("Xarici İşlər Nazirliyi") takes n before its suffixes.
"""

from __future__ import annotations

from collections import defaultdict

Forms = dict[str, set[str]]
BACK, FRONT = "aıou", "eəiöü"
_NARROW = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "ə": "i", "i": "i", "ö": "ü", "ü": "ü"}
_LETTER_NAMES = {
    "f": "e",
    "l": "e",
    "m": "e",
    "n": "e",
    "r": "e",
    "s": "e",
    "ş": "e",
    "h": "ə",
    "x": "e",
    "k": "a",
    "q": "e",
}


def _lower(word: str) -> str:
    return word.replace("İ", "i").replace("I", "ı").lower()


def _last_vowel(word: str) -> str:
    return next((c for c in reversed(_lower(word)) if c in BACK + FRONT), "ə")


def _chain(stem: str, vowel: str, *, ends_in_vowel: bool, possessed: bool, join: str = "") -> list[tuple[str, str]]:
    wide, narrow = ("a" if vowel in BACK else "ə"), _NARROW[vowel]
    attributive = "kı" if vowel in BACK else "ki"
    n = "n" if possessed else ""
    dative = (n or ("y" if ends_in_vowel else "")) + wide
    accusative = ("n" if ends_in_vowel else "") + narrow
    glue = "y" if ends_in_vowel else ""
    pairs = [
        (stem + join + ("n" if ends_in_vowel else "") + narrow + "n", "g"),
        (stem + join + dative, "d"),
        (stem + join + accusative, "a"),
        (stem + join + n + "d" + wide, "l"),
        (stem + join + n + "d" + wide + "n", "b"),
        (stem + join + "l" + wide, "i"),
        (stem + join + n + "d" + wide + attributive, "k"),
    ]
    if glue:
        pairs.append((stem + join + glue + "l" + wide, "i"))
    return pairs


def noun(word: str, *, possessed: bool = False) -> Forms:
    """The singular with its cases."""
    vowel = _last_vowel(word)
    pairs = [(word, "n"), *_chain(word, vowel, ends_in_vowel=_lower(word)[-1] in BACK + FRONT, possessed=possessed)]
    if sum(c in BACK + FRONT for c in _lower(word)) > 1 and _lower(word)[-1] in "kq" and possessed is False:
        soft = word[:-1] + {"k": "y", "q": "ğ"}[_lower(word)[-1]]
        pairs += [
            (form, case) for form, case in _chain(soft, vowel, ends_in_vowel=False, possessed=False) if case in "gda"
        ]
    return _merge(pairs)


def abbreviation(word: str) -> Forms:
    """An abbreviation with hyphened suffixes in every harmony in use ("ABŞ-ın", "ABŞ-nin", "BMT-yə")."""
    pairs = [(word, "n")]
    for vowel in "aiuü":
        for ends_in_vowel in (False, True):
            pairs += _chain(word, vowel, ends_in_vowel=ends_in_vowel, possessed=False, join="-")
    return _merge(pairs)


def people(word: str) -> Forms:
    """A demonym, singular and plural, with the third person's possessive in the plural."""
    forms = noun(word)
    vowel = _last_vowel(word)
    plural = word + ("lar" if vowel in BACK else "lər")
    vowel = "a" if vowel in BACK else "ə"
    pairs = [(plural, "N"), *((f, c.upper()) for f, c in _chain(plural, vowel, ends_in_vowel=False, possessed=False))]
    for form, cases in _merge(pairs).items():
        forms.setdefault(form, set()).update(cases)
    return forms


def demonym(name: str) -> str:
    """rusiyalı, gürcüstanlı, türkmənistanlı, amerikalı."""
    lowered = _lower(name[0]) + name[1:]
    return lowered + "l" + _NARROW[_last_vowel(name)]


def _merge(pairs: list[tuple[str, str]]) -> Forms:
    forms: Forms = defaultdict(set)
    for form, cases in pairs:
        forms[form] |= set(cases)
    return dict(forms)
