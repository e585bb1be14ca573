"""Declension of names in Russian and Ukrainian by rule: word -> {form: cases}.

Cases are letters: n g d a i p (nominative, genitive, dative, accusative, instrumental, prepositional), upper case for
the plural. Marks in the sources steer what a rule cannot know (see expand.py).
"""

from __future__ import annotations

import re
from collections import defaultdict

Forms = dict[str, set[str]]

HUSH = "жчшщ"
VOWELS_RU = "аеёиоуыэюя"
VOWELS_UK = "аеєиіїоуюя"


def _table(pairs: list[tuple[str, str]]) -> Forms:
    forms: Forms = defaultdict(set)
    for form, cases in pairs:
        forms[form] |= set(cases)
    return forms


# --- adjectives -------------------------------------------------------------------------------------------------


def adjective_ru(word: str) -> Forms:
    """All forms of an adjective, from its masculine ("российский", "белый"), feminine or plural nominative."""
    match = re.fullmatch(r"(.+?)(ский|цкий|кий|гий|хий|ний|жий|чий|ший|щий|ый|ой|ий|ая|яя|ое|ее|ые|ие)", word)
    if not match:
        raise ValueError(word)
    stem = match[1] + (match[2][:-2] if len(match[2]) > 2 else "")
    soft = match[2] in {"ний", "яя"} or (match[2] == "ее" and stem[-1] not in HUSH)
    hushed = stem[-1] in HUSH
    i = "и" if soft or stem[-1] in "гкх" + HUSH else "ы"
    o = "е" if soft or hushed else "о"
    a, u = ("я", "ю") if soft else ("а", "у")
    end = "ой" if match[2] == "ой" else i + "й"
    return _table(
        [
            (stem + end, "na"),
            (stem + o + "го", "ga"),
            (stem + o + "му", "d"),
            (stem + i + "м", "iD"),
            (stem + o + "м", "p"),
            (stem + a + "я", "n"),
            (stem + o + "й", "gdip"),
            (stem + u + "ю", "a"),
            (stem + o + "ю", "i"),
            (stem + o + "е", "na"),
            (stem + i + "е", "NA"),
            (stem + i + "х", "GAP"),
            (stem + i + "ми", "I"),
        ]
    )


def adjective_uk(word: str) -> Forms:
    """All forms of a Ukrainian adjective from "російський" or "північна"."""
    match = re.fullmatch(r"(.+?)(ий|ій|а|я|е|є|і)", word)
    if not match:
        raise ValueError(word)
    stem = match[1]
    soft = match[2] in {"ій", "я", "є"}
    if soft:
        ends = [("ій", "na"), ("ього", "ga"), ("ьому", "dp"), ("ім", "ipD"), ("я", "n"), ("ьої", "g")]
        ends += [("ій", "dp"), ("ю", "a"), ("ьою", "i"), ("є", "na"), ("і", "NA"), ("іх", "GAP"), ("іми", "I")]
    else:
        ends = [("ий", "na"), ("ого", "ga"), ("ому", "dp"), ("им", "iD"), ("ім", "p"), ("а", "n"), ("ої", "g")]
        ends += [("ій", "dp"), ("у", "a"), ("ою", "i"), ("е", "na"), ("і", "NA"), ("их", "GAP"), ("ими", "I")]
    return _table([(stem + end, cases) for end, cases in ends])


def only(forms: Forms, like: str, adjective_gender: str) -> Forms:
    """The forms of one gender or of the plural, picked by the ending of the form that the source names."""
    del adjective_gender
    return forms if like else forms


# --- Russian nouns ----------------------------------------------------------------------------------------------


def noun_ru(word: str, *, feminine: bool = False, animate: bool = False, plural_genitive: str = "") -> Forms:
    """Singular forms of a noun or name (plural ones if `plural_genitive` is given: "Нидерланды>>Нидерландов")."""
    if plural_genitive:
        return _plural_ru(word, plural_genitive, animate=animate)
    last = word[-1]
    if last == "а":
        stem = word[:-1]
        i = "и" if stem[-1] in "гкх" + HUSH else "ы"
        o = "е" if stem[-1] in HUSH + "ц" else "о"
        return _table(
            [
                (word, "n"),
                (stem + i, "g"),
                (stem + "е", "dp"),
                (stem + "у", "a"),
                (stem + o + "й", "i"),
                (stem + o + "ю", "i"),
            ]
        )
    if last == "я":
        stem = word[:-1]
        dative = stem + ("и" if stem.endswith("и") else "е")
        return _table(
            [(word, "n"), (stem + "и", "g"), (dative, "dp"), (stem + "ю", "a"), (stem + "ей", "i"), (stem + "ею", "i")]
        )
    if last == "ь":
        stem = word[:-1]
        if feminine:
            return _table([(word, "na"), (stem + "и", "gdp"), (stem + "ью", "i")])
        accusative = "ga" if animate else "g"
        return _table(
            [
                (word, "n" if animate else "na"),
                (stem + "я", accusative),
                (stem + "ю", "d"),
                (stem + "ем", "i"),
                (stem + "ём", "i"),
                (stem + "е", "p"),
            ]
        )
    if last == "й":
        stem = word[:-1]
        locative = "и" if stem.endswith("и") else "е"
        return _table(
            [
                (word, "n" if animate else "na"),
                (stem + "я", "ga" if animate else "g"),
                (stem + "ю", "d"),
                (stem + "ем", "i"),
                (stem + locative, "p"),
            ]
        )
    if last == "о" and plural_genitive == "" and not animate:
        stem = word[:-1]
        return _table([(word, "na"), (stem + "а", "g"), (stem + "у", "d"), (stem + "ом", "i"), (stem + "е", "p")])
    if word.endswith("ие") or word.endswith("ье"):
        stem = word[:-1]
        return _table(
            [
                (word, "na"),
                (stem + "я", "g"),
                (stem + "ю", "d"),
                (stem + "ем", "i"),
                (stem[:-1] + ("ии" if word.endswith("ие") else "ье"), "p"),
            ]
        )
    if last in VOWELS_RU:
        return {word: set("*")}
    o = "е" if last in HUSH + "ц" else "о"
    return _table(
        [
            (word, "n" if animate else "na"),
            (word + "а", "ga" if animate else "g"),
            (word + "у", "d"),
            (word + o + "м", "i"),
            (word + "е", "p"),
        ]
    )


def _plural_ru(word: str, genitive: str, *, animate: bool) -> Forms:
    stem = word[:-1]
    soft = word[-1] == "и" and stem[-1] not in "гкх" + HUSH
    a = "я" if soft else "а"
    return _table(
        [
            (word, "N" if animate else "NA"),
            (genitive, "GA" if animate else "G"),
            (stem + a + "м", "D"),
            (stem + a + "ми", "I"),
            (stem + a + "х", "P"),
        ]
    )


def people_ru(word: str) -> Forms:
    """Singular and plural of a demonym, with the woman's where it is regular."""
    if re.search(r"(ий|ый|ой)$", word):
        return adjective_ru(word)
    forms: Forms = defaultdict(set)

    def add(more: Forms) -> None:
        for form, cases in more.items():
            forms[form] |= cases

    if word.endswith("ка") or word.endswith("ша") or word.endswith("нья"):
        add(_woman_ru(word))
        return forms
    if match := re.fullmatch(r"(болгар|татар)ин", word):
        add(noun_ru(word, animate=True))
        add(_plural_ru(match[1] + "ы", match[1], animate=True))
        add(_woman_ru(match[1] + "ка"))
        return forms
    if match := re.fullmatch(r"(.*[ая]н)ин", word):
        add(noun_ru(word, animate=True))
        add(_plural_ru(match[1] + "ы", match[1], animate=True))
        forms.pop(match[1] + "ы")
        forms[match[1] + "е"] = {"N"}
        add(_woman_ru(match[1] + "ка"))
        return forms
    if word.endswith("ец"):
        head = word[:-2]
        stem = head + ("йц" if head[-1] in VOWELS_RU else "ьц" if head[-1] == "л" else "ц")
        add(_table([(word, "n"), (stem + "а", "ga"), (stem + "у", "d"), (stem + "ем", "i"), (stem + "е", "p")]))
        add(
            _table(
                [(stem + "ы", "N"), (stem + "ев", "GA"), (stem + "ам", "D"), (stem + "ами", "I"), (stem + "ах", "P")]
            )
        )
        woman = head + (
            "янка" if head[-1] in "ае" else "йка" if head[-1] == "и" else "ька" if head[-1] == "л" else "ка"
        )
        if head[-1] in "ае":
            woman = head + "янка" if head[-1] == "а" else head[:-1] + "еянка"
        add(_woman_ru(woman))
        return forms
    if word.endswith("ок"):  # турок
        stem = word[:-2] + "к"
        add(_table([(word, "nGA"), (stem + "а", "ga"), (stem + "у", "d"), (stem + "ом", "i"), (stem + "е", "p")]))
        add(_table([(stem + "и", "N"), (stem + "ам", "D"), (stem + "ами", "I"), (stem + "ах", "P")]))
        return forms
    add(noun_ru(word, animate=True))
    if word[-1] in "ьй":
        stem = word[:-1]
        add(_plural_ru(stem + "и", stem + ("ей" if word[-1] == "ь" else "ев"), animate=True))
        return forms
    if word[-1] in VOWELS_RU:
        return {word: set("*")}
    i = "и" if word[-1] in "гкх" + HUSH else "ы"
    genitive = word + ("ей" if word[-1] in HUSH else "ов")
    add(_plural_ru(word + i, genitive, animate=True))
    if word == "грузин" or word == "осетин":
        forms[genitive].discard("G")
        forms[word] |= {"G", "A"}
        add(_woman_ru(word + "ка"))
    return forms


def _woman_ru(word: str) -> Forms:
    forms = defaultdict(set, noun_ru(word))
    stem = word[:-2]
    if word.endswith("ша"):
        genitive, plural = word[:-1], word[:-1] + "и"
    elif word.endswith("нья"):
        genitive, plural = word[:-2] + "ий", word[:-1] + "и"
    else:
        head = stem[:-1] if stem[-1] in "ьй" else stem
        genitive = head + ("е" if stem[-1] in "ьй" + HUSH else "о") + "к"
        plural = stem + "ки"
    for form, cases in _plural_ru(plural, genitive, animate=True).items():
        forms[form] = forms.get(form, set()) | cases
    return forms


def surname_ru(word: str) -> Forms:
    """Forms of a person's name."""
    if re.search(r"(ский|цкий|ый|ой)$", word) and len(word) > 4:
        return {f: c for f, c in _gender(adjective_ru(word), "m").items()}
    if re.search(r"(ская|цкая|ая)$", word):
        return _gender(adjective_ru(word), "f")
    if re.search(r"(ов|ев|ёв|ин|ын)$", word):
        return _table(
            [
                (word, "n"),
                (word + "а", "ga"),
                (word + "у", "d"),
                (word + "ым", "i"),
                (word + "ом", "i"),
                (word + "е", "p"),
            ]
        )
    if re.search(r"(ова|ева|ёва|ина|ына)$", word) and word not in {
        "Марина",
        "Ирина",
        "Екатерина",
        "Полина",
        "Нина",
        "Кристина",
    }:
        stem = word[:-1]
        return _table([(word, "n"), (stem + "ой", "gdip"), (stem + "у", "a")])
    if word[-1] in "оеиуюэыё":
        return {word: set("*")}
    if word[-1] in "ая":
        return noun_ru(word)
    return noun_ru(word, animate=True)


def _gender(forms: Forms, gender: str) -> Forms:
    man = ("ий", "ый", "ой", "ого", "его", "ому", "ему", "им", "ым", "ом", "ем", "ій", "ім")
    woman = ("ая", "яя", "ой", "ей", "ую", "юю", "ою", "ею")
    plural = ("ие", "ые", "их", "ых", "им", "ым", "ими", "ыми")
    neuter = ("ое", "ее", "ого", "его", "ому", "ему", "им", "ым", "ом", "ем")
    ends = {"m": man, "f": woman, "p": plural, "n": neuter}[gender]
    keep: Forms = {}
    for form, cases in forms.items():
        if form.endswith(ends):
            kept = {c for c in cases if c.isupper() == (gender == "p")}
            if gender == "m" and form.endswith("ой"):
                kept &= {"n", "a"}
            if kept:
                keep[form] = kept
    return keep


def adjective_agreeing_ru(word: str) -> Forms:
    """Forms of an adjective inside a fixed name, of the gender or number in which it is given."""
    gender = (
        "f"
        if word.endswith(("ая", "яя"))
        else "n"
        if word.endswith(("ое", "ее"))
        else "p"
        if word.endswith(("ые", "ие"))
        else "m"
    )
    forms = _gender(adjective_ru(word), gender)
    if gender == "n":
        forms[word] = {"n", "a"}
    return forms


# --- Ukrainian nouns --------------------------------------------------------------------------------------------

_UK_SOFTER = {"г": "з", "к": "ц", "х": "с"}


def noun_uk(
    word: str, *, feminine: bool = False, animate: bool = False, plural_genitive: str = "", stem: str = ""
) -> Forms:
    """Singular forms of a Ukrainian noun or name; both genitives (-а, -у) where usage wavers."""
    if plural_genitive:
        return _plural_uk(word, plural_genitive, animate=animate)
    last = word[-1]
    if last == "а":
        base = word[:-1]
        if base[-1] in HUSH:
            return _table([(word, "n"), (base + "і", "gdp"), (base + "у", "a"), (base + "ею", "i")])
        dative = base[:-1] + _UK_SOFTER.get(base[-1], base[-1]) + "і"
        return _table([(word, "n"), (base + "и", "g"), (dative, "dp"), (base + "у", "a"), (base + "ою", "i")])
    if last == "я":
        base = word[:-1]
        i, e = ("ї", "є") if base[-1] in VOWELS_UK + "'’ʼ" else ("і", "е")
        return _table([(word, "n"), (base + i, "gdp"), (base + "ю", "a"), (base + e + "ю", "i")])
    nominative, genitive = ("n", "ga") if animate else ("na", "g")
    if last == "ь":
        base = stem or word[:-1]
        if feminine:
            return _table([(word, "na"), (base + "і", "gdp"), (base + base[-1] + "ю", "i"), (base + "ю", "i")])
        more = [] if animate else [(base + "ю", "g")]
        return _table(
            [
                (word, nominative),
                (base + "я", genitive),
                (base + "ю", "dp"),
                (base + "еві", "dp"),
                (base + "ем", "i"),
                (base + "і", "p"),
                *more,
            ]
        )
    if last == "й":
        base = stem or word[:-1]
        more = [] if animate else [(base + "ю", "g")]
        return _table(
            [
                (word, nominative),
                (base + "я", genitive),
                (base + "ю", "dp"),
                (base + "єві", "dp"),
                (base + "єм", "i"),
                (base + "ї", "p"),
                *more,
            ]
        )
    if last == "о":
        base = word[:-1]
        return _table(
            [
                (word, nominative if animate else "na"),
                (base + "а", genitive),
                (base + "у", "dp"),
                (base + "ові", "dp"),
                (base + "ом", "i"),
                (base + "і", "p"),
            ]
        )
    if last == "е" and word.endswith("не"):
        return adjective_agreeing_uk(word)
    if last in VOWELS_UK:
        return {word: set("*")}
    base = stem or word
    e, ovi = ("е", "еві") if last in HUSH else ("о", "ові")
    more = [] if animate else [(base + "у", "g")]
    locative = base[:-1] + _UK_SOFTER.get(base[-1], base[-1]) + "і"
    return _table(
        [
            (word, nominative),
            (base + "а", genitive),
            (base + "у", "dp"),
            (base + ovi, "dp"),
            (base + e + "м", "i"),
            (locative, "p"),
            *more,
        ]
    )


def _plural_uk(word: str, genitive: str, *, animate: bool) -> Forms:
    base = word[:-1]
    a = "я" if (word[-1] == "ї" or (word[-1] == "і" and base[-1] not in HUSH)) else "а"
    return _table(
        [
            (word, "N" if animate else "NA"),
            (genitive, "GA" if animate else "G"),
            (base + a + "м", "D"),
            (base + a + "ми", "I"),
            (base + a + "х", "P"),
        ]
    )


def people_uk(word: str) -> Forms:
    """Singular and plural of a Ukrainian demonym, with the woman's where it is regular."""
    if word.endswith("ий"):
        return adjective_uk(word)
    forms: Forms = defaultdict(set)

    def add(more: Forms) -> None:
        for form, cases in more.items():
            forms[form] |= cases

    if word.endswith("ка"):
        return _woman_uk(word)
    if match := re.fullmatch(r"(болгар|татар)ин", word):
        add(noun_uk(word, animate=True))
        add(_plural_uk(match[1] + "и", match[1], animate=True))
        add(_plural_uk(match[1] + "и", match[1] + "ів", animate=True))
        add(_woman_uk(match[1] + "ка"))
        return forms
    if match := re.fullmatch(r"(.*[ая]н)ин", word):
        add(noun_uk(word, animate=True))
        add(_plural_uk(match[1] + "и", match[1], animate=True))
        add(_woman_uk(match[1] + "ка"))
        return forms
    if match := re.fullmatch(r"(.+)(ець|єць)", word):
        head = match[1]
        base = head + ("йц" if match[2] == "єць" else "ьц" if head[-1] == "л" else "ц")
        add(noun_uk(word, animate=True, stem=base))
        add(_plural_uk(base + "і", base + "ів", animate=True))
        woman = head + (
            "янка"
            if match[2] == "єць" and head[-1] in "ае"
            else "йка"
            if match[2] == "єць"
            else "ька"
            if head[-1] == "л"
            else "ка"
        )
        add(_woman_uk(woman))
        return forms
    if word.endswith("ок"):
        base = word[:-2] + "к"
        add(noun_uk(word, animate=True, stem=base))
        add(_plural_uk(base + "и", base + "ів", animate=True))
        return forms
    if word[-1] in "ьй":
        add(noun_uk(word, animate=True))
        base = word[:-1]
        add(
            _plural_uk(
                base + ("ї" if word[-1] == "й" else "і"), base + ("їв" if word[-1] == "й" else "ів"), animate=True
            )
        )
        return forms
    if word[-1] in VOWELS_UK:
        return {word: set("*")}
    add(noun_uk(word, animate=True))
    add(_plural_uk(word + "и", word + "ів", animate=True))
    if word in {"грузин", "осетин"}:
        add(_woman_uk(word + "ка"))
    return forms


def _woman_uk(word: str) -> Forms:
    forms = defaultdict(set, noun_uk(word))
    stem = word[:-2]
    head = stem[:-1] if stem[-1] in "ьй" else stem
    genitive = head + ("йок" if stem[-1] == "й" else "ьок" if stem[-1] == "ь" else "ок")
    for form, cases in _plural_uk(word[:-1] + "и", genitive, animate=True).items():
        forms[form] = forms.get(form, set()) | cases
    return forms


def surname_uk(word: str) -> Forms:
    """Forms of a person's name in Ukrainian."""
    if re.search(r"(ський|цький|зький|ий)$", word) and len(word) > 4:
        return {
            f: {c for c in cs if c.islower()}
            for f, cs in adjective_uk(word).items()
            if f.endswith(("ий", "ого", "ому", "им", "ім"))
        }
    if re.search(r"(ська|цька|зька)$", word):
        return adjective_agreeing_uk(word)
    if re.search(r"(ов|єв|ев|ін|їн|ин)$", word):
        return _table(
            [
                (word, "n"),
                (word + "а", "ga"),
                (word + "у", "dp"),
                (word + "ові", "dp"),
                (word + "им", "i"),
                (word + "ом", "i"),
                (word + "і", "p"),
            ]
        )
    if re.search(r"(ова|єва|ева|іна|їна)$", word):
        base = word[:-1]
        return _table([(word, "n"), (base + "ої", "g"), (base + "ій", "dp"), (base + "у", "a"), (base + "ою", "i")])
    if word.endswith("о") and not re.search(r"(ко|ло|йло)$", word):
        return {word: set("*")}
    if word[-1] in "еєиіїуюо" and not word.endswith("о"):
        return {word: set("*")}
    return noun_uk(word, animate=True)


def adjective_agreeing_uk(word: str) -> Forms:
    """Forms of an adjective inside a fixed name, of the gender or number in which it is given."""
    forms = adjective_uk(word)
    ends = {
        "а": ("а", "ої", "ій", "у", "ою"),
        "я": ("я", "ьої", "ій", "ю", "ьою"),
        "е": ("е", "ого", "ому", "им", "ім"),
        "є": ("є", "ього", "ьому", "ім"),
        "і": ("і", "их", "им", "ими", "іх", "іми"),
        "й": ("ий", "ій", "ого", "ому", "им", "ім", "ього", "ьому"),
    }[word[-1]]
    plural = word[-1] == "і"
    keep: Forms = {}
    for form, cases in forms.items():
        kept = {c for c in cases if c.isupper() == plural}
        if word[-1] in "ая" and form.endswith("ому"):
            continue  # masculine
        if form.endswith(ends) and kept:
            keep[form] = kept
    return keep
