"""Country names in the forms that sentences need."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.model import Country
from handlers.wording import LANGUAGES
from handlers.wording.countries import az_endings, country_forms

# Babel's territories also hold groupings and places that no gold label uses.
NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "CQ", "AC", "CP", "DG", "EA", "IC", "TA"}
COUNTRIES = sorted(c for c in Locale("en").territories if len(c) == 2 and c.isalpha() and c not in NO_COUNTRIES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_name_and_no_bare_code(language: str) -> None:
    shown = {code: country_forms(language, Country(code)) for code in (*COUNTRIES, "EU", "NATO", "UN", "XX")}

    nameless = [
        code for code, forms in shown.items() if forms["name"] == code and code not in {"NATO", "EU", "UN", "US"}
    ]
    assert nameless == []
    assert all(all(form is not None for form in forms.values()) for forms in shown.values())


def test_every_country_is_declined_in_russian() -> None:
    for code in (*COUNTRIES, "EU", "NATO", "UN", "XX"):
        forms = country_forms(LANGUAGES[1], Country(code))

        assert forms["l"] in {"", "а", "о", "и"}, code
        assert forms["into"].split(" ")[0] in {"в", "во", "на"}, code
        assert forms["with"].split(" ")[0] in {"с", "со"}, code
        assert forms["from"].split(" ")[0] in {"из", "с"}, code


ENDINGS = [
    # name; genitive, dative, ablative
    ("Rusiya", "Rusiyanın", "Rusiyaya", "Rusiyadan"),
    ("Azərbaycan", "Azərbaycanın", "Azərbaycana", "Azərbaycandan"),
    ("Türkiyə", "Türkiyənin", "Türkiyəyə", "Türkiyədən"),
    ("Çin", "Çinin", "Çinə", "Çindən"),
    ("Peru", "Perunun", "Peruya", "Perudan"),
    ("Monteneqro", "Monteneqronun", "Monteneqroya", "Monteneqrodan"),
    ("İraq", "İraqın", "İraqa", "İraqdan"),
    ("Küveyt", "Küveytin", "Küveytə", "Küveytdən"),
    ("Maldiv adaları", "Maldiv adalarının", "Maldiv adalarına", "Maldiv adalarından"),
    ("Səudiyyə Ərəbistanı", "Səudiyyə Ərəbistanının", "Səudiyyə Ərəbistanına", "Səudiyyə Ərəbistanından"),
    ("Dominikan Respublikası", "Dominikan Respublikasının", "Dominikan Respublikasına", "Dominikan Respublikasından"),
]


@pytest.mark.parametrize(("name", "genitive", "dative", "ablative"), ENDINGS)
def test_azerbaijani_endings_follow_the_last_vowel(name: str, genitive: str, dative: str, ablative: str) -> None:
    assert tuple(name + ending for ending in az_endings(name)) == (genitive, dative, ablative)


DECLINED = [
    ("RU", "Россия", "России", "России", "с Россией", "в Россию", "из России"),
    ("US", "США", "США", "США", "с США", "в США", "из США"),
    ("IL", "Израиль", "Израиля", "Израилю", "с Израилем", "в Израиль", "из Израиля"),
    ("KR", "Южная Корея", "Южной Кореи", "Южной Корее", "с Южной Кореей", "в Южную Корею", "из Южной Кореи"),
    ("NL", "Нидерланды", "Нидерландов", "Нидерландам", "с Нидерландами", "в Нидерланды", "из Нидерландов"),
    ("PH", "Филиппины", "Филиппин", "Филиппинам", "с Филиппинами", "на Филиппины", "с Филиппин"),
    ("EG", "Египет", "Египта", "Египту", "с Египтом", "в Египет", "из Египта"),
]


@pytest.mark.parametrize(("code", "nominative", "genitive", "dative", "with_", "into", "out_of"), DECLINED)
def test_russian_cases(
    code: str, nominative: str, genitive: str, dative: str, with_: str, into: str, out_of: str
) -> None:
    forms = country_forms(LANGUAGES[1], Country(code))

    assert [forms[f] for f in ("", "gen", "dat", "with", "into", "from")] == [
        nominative, genitive, dative, with_, into, out_of,
    ]  # fmt: skip


def test_an_unknown_code_stands_for_itself() -> None:
    assert {country_forms(language, Country("QQ"))["name"] for language in LANGUAGES} == {"QQ"}
