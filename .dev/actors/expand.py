"""Expands the actor sources beside this file into bot/matching/data/actors/<language>.yaml.

    python .dev/actors/expand.py            (needs babel, nothing else)

A source line is `CODE | class entry, entry | class entry ...`; `--` as code lists phrases that only look like actors.
Marks on an entry, in any order at its end:
    *   does not decline            !   case-sensitive            ~   weak: counts only with support
    #   abbreviation (az: hyphenated suffixes; ru, uk: as *)      ^   possessed compound (az)
Marks inside an entry, on a word:
    @word       adjective that agrees          word=        fixed word ("Министерство обороны= США=")
    word(f)     soft-sign feminine             word>>gen    plural noun with its genitive
    word>stem   stem of the oblique cases, without its last letter's ending (uk: "Київ>Києв")
Names and capitals that a source leaves out come from CLDR. `<language>-by-hand.yaml` holds groups of forms that are
written out, as they go into the file: what does not decline by the rules.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from itertools import product
from pathlib import Path

import slavic
import turkic
from babel import Locale
from babel.core import get_global

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "bot/matching/data/actors"
# Members of armed groups: declined as people, singular and plural.
FIGHTERS = frozenset(
    "хусит гусит талиб таліб окупант оккупант рашист вагнеровец вагнерівець загарбник орк ворог противник боевик бойовик".split()
)
CLASSES = ("name", "adj", "people", "capital", "place", "body", "person", "media", "firm", "group", "mask")
LANGUAGES = ("en", "ru", "az", "uk")
NOT_ISO = frozenset(["EU", "EZ", "UN", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "QO", "ZZ"])
OTHER_BODIES = ("EU", "NATO", "UN")
ALL_CASES = "ngdaipNGDAIP"
# Country-code domains as words of a text (".az domains", "домены .az"); codes that are words of the language are left out.
DOMAINS = {
    "en": ("{} domains", "{} domain", "{} websites", "{} sites", "{} zone", "{} domain names"),
    "ru": (
        "домены {}",
        "доменам {}",
        "доменов {}",
        "доменами {}",
        "доменах {}",
        "домен {}",
        "домену {}",
        "домена {}",
        "зоне {}",
        "зоны {}",
        "сайтам {}",
        "сайты {}",
    ),
    "uk": (
        "домени {}",
        "доменам {}",
        "доменів {}",
        "доменами {}",
        "домен {}",
        "домену {}",
        "зоні {}",
        "зони {}",
        "сайти {}",
        "сайтів {}",
    ),
    "az": (
        "{} domeni",
        "{} domenləri",
        "{} domenlərini",
        "{} domenlərinə",
        "{} domeninə",
        "{} domenli saytlar",
        "{} domenli saytlara",
        "{} domenli",
    ),
}
DOMAIN_CODES = ["AZ", "RU", "UA", "BY", "AM", "GE", "TR", "CN", "IR", "KZ", "UZ", "KG", "TJ", "TM", "MD", "LT", "LV", "EE", "PL", "HU", "RO", "BG", "RS", "CZ", "SK", "KP", "JP", "KR", "GR", "CY", "FR", "DE"]
NO_DOMAIN = {"en": {"BY", "AM", "DE"}, "ru": set(), "uk": set(), "az": {"DE"}}
Forms = dict[str, set[str]]

HEADER = """\
# Actors in {name}: every surface form by which a text names a country, its people, places, bodies and persons.
# Expanded by .dev/actors/expand.py from .dev/actors/{code}.txt: edit there. The format is told in docs/actors.md.
# Key: COUNTRY CLASS CASES; value: forms, comma-separated, spelled as in print. "!" case-sensitive, "~" weak.
# {cases}
"""
CASES_TOLD = {
    "en": "Cases: n one, N several (people); * no case.",
    "ru": "Cases: n g d a i p as in школа, capitals for the plural, * indeclinable (any case).",
    "uk": "Cases: n g d a i p, capitals for the plural, * indeclinable (any case).",
    "az": "Cases: n bare, g -nın, d -a, a -nı, l -da, b -dan, i -la, k -dakı; capitals for the plural; * any.",
}
NAMES = {"en": "English", "ru": "Russian", "uk": "Ukrainian", "az": "Azerbaijani"}


def sources(language: str) -> dict[tuple[str, str], list[str]]:
    """(country, class) -> entries as written."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(HERE.glob(f"{language}*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            code, *parts = (part.strip() for part in line.split("|"))
            for part in parts:
                kind, _, entries = part.partition(" ")
                if kind not in CLASSES:
                    sys.exit(f"{path.name}:{number}: no class {kind!r}")
                found[code, kind] += [e.strip() for e in entries.split(",") if e.strip()]
    return found


def countries() -> list[str]:
    """ISO codes and the bodies beside them."""
    iso = [c for c in Locale("en").territories if re.fullmatch("[A-Z]{2}", c) and c not in NOT_ISO]
    return sorted(iso) + list(OTHER_BODIES)


def cldr_capital(code: str, language: str) -> str | None:
    """The city of the country's only time zone, where CLDR spells it."""
    zones = [z for z, territory in get_global("zone_territories").items() if territory == code]
    if len(zones) != 1:
        return None
    city = Locale(language).time_zones.get(zones[0], {}).get("city")
    return city or (zones[0].rsplit("/", 1)[1].replace("_", " ") if language == "en" else None)


def add_domains(found: dict[tuple[str, str], list[str]], language: str) -> None:
    """The country's domain as a piece of its media."""
    for code in DOMAIN_CODES:
        if code not in NO_DOMAIN[language]:
            found[code, "media"] += [template.format(code.lower()) + "*" for template in DOMAINS[language]]


def add_defaults(found: dict[tuple[str, str], list[str]], language: str) -> None:
    """CLDR names where the source has none; Azerbaijani demonyms by harmony."""
    for code in countries():
        if not found.get((code, "name")) and code not in OTHER_BODIES:
            name = Locale(language).territories[code]
            name = re.sub(r"\s*\(.*\)", "", name.replace("о-ва", "острова").replace("о-в", "остров"))
            found[code, "name"] = [name + ("*" if language in {"ru", "uk"} and " " in name else "")]
        if language == "en" and not found.get((code, "people")):
            adjectives = [a for a in found.get((code, "adj"), []) if re.search(r"(n|i|ese)$", a)]
            found[code, "people"] = [a.rstrip("~") for a in adjectives]
        single = [n for n in found[code, "name"] if re.fullmatch(r"[^\W\d_]+", n)]
        if language == "az" and not found.get((code, "people")) and code not in OTHER_BODIES:
            adjectives = [a for a in found.get((code, "adj"), []) if re.search(r"l[ıiuü]~?$", a)]
            single = [n for n in found[code, "name"] if re.fullmatch(r"[^\W\d_]+", n)]
            found[code, "people"] = adjectives[:1] or [turkic.demonym(n) for n in single[:1]]
        if language == "az":  # whoever is a person may also describe one: "fransalı diplomat"
            found[code, "name"] += [f"{n} Respublikası^" for n in single[:1] if f"{n} Respublikası^" not in found[code, "name"]]
            known = set(found[code, "adj"])
            found[code, "adj"] += [p for p in found[code, "people"] if p not in known and not set("=*") & set(p)]


# --- one entry -> forms -----------------------------------------------------------------------------------------


def expand(entry: str, kind: str, language: str) -> tuple[Forms, str]:
    """Forms of an entry with their cases, and its flags ("!", "~", "!~", "")."""
    text = entry.rstrip("*!~#^ ")
    marks = entry[len(text) :]
    flags = "".join(m for m in "!~" if m in marks)
    if language == "en":
        return _english(text, kind, marks), flags
    if language == "az":
        return _azerbaijani(text, kind, marks), flags
    if "*" in marks or "#" in marks or kind == "mask":
        return {re.sub(r"(?<=\w)=|@", "", text): {"*"}}, flags
    return {**_slavic(text, kind, language), **_combining(text, kind)}, flags


def _combining(text: str, kind: str) -> Forms:
    """What stands before the hyphen of two joined adjectives: "норвежско-датский"."""
    if kind == "adj" and " " not in text and re.search("[сцс]ь?кий$", text):
        return {text[:-2] + "о": {"*"}}
    return {}


def _english(text: str, kind: str, marks: str) -> Forms:
    if kind != "people" or "*" in marks:
        return {text: {"*"}}
    if text.endswith(("ese", "ish", "ss")):
        return {text: {"n", "N"}}
    if text.endswith("man"):
        return {text: {"n"}, text[:-3] + "men": {"N"}, text[:-3] + "woman": {"n"}, text[:-3] + "women": {"N"}}
    return {text: {"n"}, text + "s": {"N"}}


def _azerbaijani(text: str, kind: str, marks: str) -> Forms:
    if "*" in marks or kind == "mask":
        return {text: {"*"}}
    if kind == "adj":
        return {text: {"*"}}
    if "#" in marks:
        return turkic.abbreviation(text)
    if text.endswith("="):  # owned by the writer's country ("soydaşlarımız"): no further plural
        return turkic.noun(text[:-1])
    if kind == "people":
        return turkic.people(text)
    return turkic.noun(text, possessed="^" in marks)


def _slavic(text: str, kind: str, language: str) -> Forms:
    words = [_word(word, kind, language) for word in text.split(" ")]
    if len(words) == 1:
        return words[0]
    forms: Forms = defaultdict(set)
    for case in ALL_CASES:
        choices = [[f for f, cases in word.items() if case in cases or "*" in cases or "=" in cases] for word in words]
        if not all(choices) or not any(case in cases for word in words for cases in word.values()):
            continue
        for choice in product(*choices):
            forms[" ".join(choice)].add(case)
    return dict(forms) or {re.sub(r"(?<=\w)=|@|>>\w+", "", text): {"*"}}


def _word(word: str, kind: str, language: str) -> Forms:
    if word.endswith("="):
        return {word[:-1].lstrip("@"): {"="}}
    if word in {"и", "і", "та", "й"}:
        return {word: {"="}}
    russian = language == "ru"
    if word.startswith("@"):
        return (slavic.adjective_agreeing_ru if russian else slavic.adjective_agreeing_uk)(word[1:])
    if ">>" in word:
        plural, _, genitive = word.partition(">>")
        return (slavic.noun_ru if russian else slavic.noun_uk)(plural, plural_genitive=genitive)
    if kind == "adj":
        return (slavic.adjective_ru if russian else slavic.adjective_uk)(word)
    if kind == "people" or (kind == "group" and word.lower() in FIGHTERS):
        return (slavic.people_ru if russian else slavic.people_uk)(word)
    if kind == "person":
        return (slavic.surname_ru if russian else slavic.surname_uk)(word)
    if "(f)" in word:
        return (slavic.noun_ru if russian else slavic.noun_uk)(word.replace("(f)", ""), feminine=True)
    if ">" in word:
        word, _, stem = word.partition(">")
        return _oblique_ru(word, stem) if russian else slavic.noun_uk(word, stem=stem)
    return (slavic.noun_ru if russian else slavic.noun_uk)(word)


def _oblique_ru(word: str, stem: str) -> Forms:
    forms = slavic.noun_ru(stem)
    return {word: {"n", "a"}, **{form: cases - {"n"} for form, cases in forms.items() if form != stem}}


# --- writing ----------------------------------------------------------------------------------------------------


# Regular words for women that are everyday things first: grinder, knife, flip-flops, hat, flu, shoes, scythe, a town.
EVERYDAY = frozenset(
    ["болгарк", "финк", "вьетнамк", "панамк", "испанк", "чешк", "литовк", "кубинк", "голландк", "шведк", "ямайк", "в'єтнамк", "іспанк"]
)


def lines(language: str) -> list[str]:
    """The body of the file."""
    found = sources(language)
    add_defaults(found, language)
    add_domains(found, language)
    out = []
    for code, kind in sorted(found, key=lambda key: (key[0] == "--", key[0], CLASSES.index(key[1]))):
        grouped: dict[str, dict[str, None]] = defaultdict(dict)
        merged: dict[str, tuple[set[str], str]] = {}
        for entry in found[code, kind]:
            try:
                forms, flags = expand(entry, kind, language)
            except (ValueError, KeyError, IndexError) as error:
                print(f"{language}: {code} {kind} {entry!r}: {error!r}", file=sys.stderr)
                continue
            for form, cases in forms.items():
                kept = merged.get(form)
                if kind == "people" and form.lower().rstrip("аиуеоймхью") in EVERYDAY and "~" not in flags:
                    form_flags = flags + "~"
                else:
                    form_flags = flags
                merged[form] = (cases | (kept[0] if kept else set()), form_flags)
        for form, (cases, flags) in merged.items():
            key = "*" if "*" in cases else "".join(sorted(cases & set(ALL_CASES + "lbkLBK"), key=_order))
            grouped[key][form + flags] = None
        out += [
            f"{code} {kind} {key}: {', '.join(forms)}"
            for key, forms in sorted(grouped.items(), key=lambda g: _order_key(g[0]))
        ]
    return out


def _order(case: str) -> int:
    return "ngdailbkpNGDAILBKP*".index(case)


def _order_key(key: str) -> list[int]:
    return [_order(case) for case in key]


def main() -> None:
    """Write the four files."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        head = HEADER.format(name=NAMES[language], code=language, cases=CASES_TOLD[language])
        body = lines(language)
        by_hand = HERE / f"{language}-by-hand.yaml"
        if by_hand.exists():
            body += [f"# From {by_hand.name}, as it stands there", *by_hand.read_text(encoding="utf-8").splitlines()]
        (TARGET / f"{language}.yaml").write_text(head + "\n".join(body) + "\n", encoding="utf-8")
        print(language, len(body), "lines", sum(line.count(",") + 1 for line in body), "forms")


if __name__ == "__main__":
    main()
