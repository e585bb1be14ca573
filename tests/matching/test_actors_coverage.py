"""Every country is named in every language, in the forms that the language has."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import resources

import pytest
from babel import Locale

LANGUAGES = ("en", "ru", "az", "uk")
CLASSES = frozenset(["name", "adj", "people", "capital", "place", "body", "person", "media", "firm", "group", "mask"])
NOT_ISO = frozenset(["EU", "EZ", "UN", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "QO", "ZZ"])
BODIES = frozenset({"EU", "NATO", "UN"})
NOBODY_LIVES_THERE = frozenset(["AQ", "BV", "CC", "CX", "GS", "HM", "IO", "TF", "UM"])
NO_CAPITAL = frozenset(["AQ", "BV", "CC", "CX", "GS", "HM", "TF", "UM", "IO"])
# Islands whose people the news calls by no name of their own.
NO_DEMONYM = frozenset(
    [
        "AS",
        "AX",
        "BL",
        "BM",
        "BQ",
        "CK",
        "CW",
        "FK",
        "FO",
        "GD",
        "GF",
        "GG",
        "GI",
        "GP",
        "GU",
        "GW",
        "IM",
        "JE",
        "KN",
        "KY",
        "LC",
        "MC",
        "MF",
        "MH",
        "MO",
        "MP",
        "MQ",
        "MS",
    ]
) | frozenset(
    [
        "NF",
        "NU",
        "PM",
        "PN",
        "SB",
        "SH",
        "SJ",
        "ST",
        "SX",
        "TC",
        "TK",
        "TV",
        "VA",
        "VC",
        "VG",
        "VI",
        "WF",
        "YT",
        "CF",
        "DM",
        "GQ",
        "WS",
        "AW",
        "AI",
    ]
)
KEY = re.compile(r"(?:[A-Z]{2}|NATO|--) [a-z]+ (?:\*|[ngdailbkpNGDAILBKP]+)")

Gazetteer = dict[tuple[str, str], dict[str, str]]  # (country, class) -> form without flags -> cases


def countries() -> list[str]:
    return sorted(c for c in Locale("en").territories if re.fullmatch("[A-Z]{2}", c) and c not in NOT_ISO)


@cache
def lines(language: str) -> list[tuple[str, str]]:
    text = resources.files("bot.matching").joinpath(f"data/actors/{language}.yaml").read_text(encoding="utf-8")
    pairs = (line.split(": ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return [(key, value) for key, value in pairs]


@cache
def gazetteer(language: str) -> Gazetteer:
    found: Gazetteer = defaultdict(dict)
    for key, value in lines(language):
        country, cls, cases = key.split(" ")
        for form in value.split(", "):
            kept = found[country, cls].get(form.rstrip("!~"), "")
            found[country, cls][form.rstrip("!~")] = kept + cases
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_has_a_known_country_class_and_cases(language: str) -> None:
    known = {*countries(), *BODIES, "--"}

    bad = [
        key
        for key, _ in lines(language)
        if not KEY.fullmatch(key) or key.split(" ")[0] not in known or key.split(" ")[1] not in CLASSES
    ]

    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_form_is_empty_or_padded_or_holds_a_mark_of_the_sources(language: str) -> None:
    bad = [
        f
        for _, value in lines(language)
        for f in value.split(", ")
        if not f.strip("!~ ") or f != f.strip() or set(f) & set("@=>*#^|")
    ]

    assert bad == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("cls", "exempt"),
    [
        ("name", frozenset()),
        ("adj", NOBODY_LIVES_THERE | {"CC", "KN"}),
        ("people", NOBODY_LIVES_THERE | NO_DEMONYM),
        ("capital", NO_CAPITAL),
    ],
)
def test_every_country_has_its_forms(language: str, cls: str, exempt: frozenset[str]) -> None:
    found = gazetteer(language)

    gaps = [c for c in countries() if c not in exempt and not found.get((c, cls))]

    assert gaps == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_bodies_have_names(language: str) -> None:
    assert [b for b in sorted(BODIES) if not gazetteer(language).get((b, "name"))] == []


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_declined_name_has_all_six_cases(language: str) -> None:
    found = gazetteer(language)

    gaps = [
        (c, sorted(set("ngdaip") - set(cases)))
        for c in countries()
        if (cases := "".join(found[c, "name"].values()).lower()) and "*" not in cases and set("ngdaip") - set(cases)
    ]

    assert gaps == []


@pytest.mark.parametrize("language", ["ru", "uk", "az"])
def test_people_are_known_in_singular_and_plural(language: str) -> None:
    found = gazetteer(language)

    gaps = [
        c
        for c in countries()
        if (cases := "".join(found.get((c, "people"), {}).values()))
        and "*" not in cases
        and not ({"n", "N"} <= set(cases))
    ]

    assert gaps == []


@pytest.mark.parametrize(
    ("language", "country", "cls", "form", "case"),
    [
        ("ru", "RU", "name", "Россией", "i"),
        ("ru", "RU", "name", "Россию", "a"),
        ("ru", "RU", "name", "РФ", "*"),
        ("ru", "AZ", "people", "азербайджанцев", "G"),
        ("ru", "RU", "people", "россиян", "A"),
        ("ru", "UA", "people", "украинками", "I"),
        ("ru", "DE", "people", "немцем", "i"),
        ("ru", "US", "name", "Соединённым Штатам", "D"),
        ("ru", "GE", "people", "грузин", "G"),
        ("ru", "BG", "people", "болгары", "N"),
        ("ru", "RU", "person", "Марией Захаровой", "i"),
        ("ru", "RU", "person", "Путиным", "i"),
        ("ru", "GR", "capital", "Афинах", "P"),
        ("ru", "AZ", "capital", "Баку", "*"),
        ("uk", "UA", "capital", "Києві", "p"),
        ("uk", "BY", "name", "Білоруссю", "i"),
        ("uk", "RU", "people", "росіян", "A"),
        ("uk", "UA", "people", "українців", "G"),
        ("uk", "DE", "people", "німцями", "I"),
        ("uk", "IR", "name", "Ірану", "g"),
        ("uk", "PL", "name", "Польщею", "i"),
        ("uk", "GB", "name", "Великої Британії", "g"),
        ("uk", "SK", "name", "Словаччині", "p"),
        ("az", "RU", "name", "Rusiyanın", "g"),
        ("az", "AZ", "name", "Azərbaycandakı", "k"),
        ("az", "US", "name", "ABŞ-dan", "b"),
        ("az", "RU", "people", "rusiyalıları", "A"),
        ("az", "AZ", "people", "azərbaycanlıların", "G"),
        ("az", "AE", "name", "Birləşmiş Ərəb Əmirliklərində", "l"),
        ("az", "IR", "people", "iranlının", "g"),
        ("az", "GE", "name", "Gürcüstana", "d"),
        ("az", "RU", "body", "Kremlin", "g"),
        ("az", "AZ", "capital", "Bakıda", "l"),
        ("en", "GB", "people", "Britons", "N"),
        ("en", "FR", "people", "Frenchmen", "N"),
        ("en", "RU", "body", "Kremlin", "*"),
    ],
)
def test_a_form_is_listed_with_its_case(language: str, country: str, cls: str, form: str, case: str) -> None:
    assert case in gazetteer(language)[country, cls].get(form, "")


@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("en", "US"),
        ("en", "UK"),
        ("en", "Turkey"),
        ("en", "Polish"),
        ("en", "Pole"),
        ("ru", "Чад"),
        ("ru", "Мали"),
        ("az", "Mali"),
    ],
)
def test_a_form_that_is_also_a_plain_word_asks_for_its_capitals(language: str, form: str) -> None:
    written = [f for _, value in lines(language) for f in value.split(", ") if f.rstrip("!~") == form]

    assert written
    assert all("!" in f[len(form) :] for f in written)


@pytest.mark.parametrize(
    ("language", "form"),
    [("en", "Georgia"), ("en", "Jordan"), ("az", "türk"), ("ru", "Белград"), ("ru", "Женева"), ("en", "Congo")],
)
def test_an_ambiguous_form_is_weak(language: str, form: str) -> None:
    written = [f for _, value in lines(language) for f in value.split(", ") if f.rstrip("!~") == form]

    assert written
    assert all("~" in f[len(form) :] for f in written)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_countries_share_a_sure_name(language: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for key, value in lines(language):
        country, cls, _ = key.split(" ")
        if cls == "name":
            for form in value.split(", "):
                if "~" not in form:
                    owners[form.rstrip("!").casefold()].add(country)

    assert {form: who for form, who in owners.items() if len(who) > 1} == {}


@pytest.mark.parametrize(
    ("language", "form"),
    [("ru", "МИД"), ("uk", "МЗС"), ("az", "XİN"), ("en", "Foreign Ministry"), ("ru", "Telegram"), ("en", "Durov")],
)
def test_what_every_country_has_names_none(language: str, form: str) -> None:
    assert [key for key, value in lines(language) if form in [f.rstrip("!~") for f in value.split(", ")]] == []
