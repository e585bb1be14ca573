"""Expands ru.txt beside this file into the lists of bot/matching/data/ru/language.yaml (everything below its marker).

    pip install pymorphy3 && python .dev/rules/expand_ru.py

Lines of the source; an entry may have several words, the first one is inflected (all words in `head`):
    verb NAME: lemmas       lists NAME (past, present), NAME_f (future), NAME_i (infinitive), NAME_p (short passive
                            participle), NAME_q (full passive participle)
    noun NAME: lemmas       list NAME: every case, singular and plural
    list NAME: words        list NAME as written, patterns allowed
    head ROLE: lemmas       head nouns by role and by case
A word in <angle brackets> is left as it stands; `=word` adds a form as written to the list of its line.
"""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from pathlib import Path

import pymorphy3

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "bot/matching/data/ru/language.yaml"
MARKER = "# Expanded by .dev/rules/expand_ru.py from .dev/rules/ru.txt: edit there.\n"
CASES = {"nomn": "nom", "gent": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc"}
WIDTH = 116
MORPH = pymorphy3.MorphAnalyzer()


def plain(word: str) -> str:
    return word.replace("ё", "е")


def parsed(lemma: str, *parts: str):
    """The reading of a lemma with one of these parts of speech, the dictionary form first."""
    found = [p for p in MORPH.parse(lemma) if str(p.tag.POS) in parts]
    exact = [p for p in found if plain(p.normal_form) == plain(lemma)]
    if not found:
        raise SystemExit(f"no reading of {lemma!r} as {parts}")
    return (exact or found)[0]


def verb_forms(lemma: str) -> dict[str, list[str]]:
    """Suffix of the list name -> forms."""
    forms: dict[str, list[str]] = defaultdict(list)
    for form in parsed(lemma, "INFN", "VERB").lexeme:
        tag, word = form.tag, plain(form.word)
        if "INFN" in tag:
            forms["_i"].append(word)
        elif "VERB" in tag and ("past" in tag or ("pres" in tag and "3per" in tag)):
            forms[""].append(word)
        elif "VERB" in tag and "futr" in tag and "2per" not in tag:
            forms["_f"].append(word)
        elif "PRTS" in tag and "pssv" in tag:
            forms["_p"].append(word)
        elif "PRTF" in tag and "pssv" in tag:
            forms["_q"].append(word)
    return forms


def noun_cases(lemma: str) -> dict[str, list[str]]:
    """Case -> forms, both numbers; adjectives used as nouns too."""
    if lemma.isupper():  # an abbreviation does not decline
        return {case: [lemma.lower()] for case in CASES.values()}
    forms: dict[str, list[str]] = defaultdict(list)
    for form in parsed(lemma, "NOUN", "ADJF", "PRTF").lexeme:
        if "NOUN" not in form.tag and "ADJF" not in form.tag and "PRTF" not in form.tag:
            continue
        if "Infr" in form.tag or (
            "PRTF" in form.tag and form.tag.voice != parsed(lemma, "NOUN", "ADJF", "PRTF").tag.voice
        ):
            continue
        case = {"gen2": "gent", "loc2": "loct", "voct": "nomn", "gen1": "gent", "loc1": "loct"}.get(
            str(form.tag.case), str(form.tag.case)
        )
        if case in CASES:
            forms[CASES[case]].append(plain(form.word))
    return forms


def several(lemma: str, rest: str, forms: list[str]) -> list[str]:
    return [f"{form} {rest}".strip() for form in dict.fromkeys(forms)]


def folded(forms: list[str]) -> str:
    """`арест(|а|у)`: forms of one word under their common beginning."""
    forms = list(dict.fromkeys(forms))
    if not forms:
        return ""
    tails = {form.partition(" ")[2] for form in forms}
    firsts = [form.partition(" ")[0] for form in forms]
    stem = os.path.commonprefix(firsts)
    if len(forms) == 1:
        return forms[0]
    if len(stem) < 2 or len(tails) > 1:
        return ", ".join(forms)
    tail = tails.pop() if tails else ""
    body = f"{stem}({'|'.join(f[len(stem) :] for f in firsts if f != stem)}{'|' if stem in firsts else ''})"
    return f"{body} {tail}".strip()


def entries(text: str) -> list[str]:
    return [e.strip() for e in text.split(",") if e.strip()]


def read() -> tuple[dict, dict, dict]:
    words: dict[str, list[str]] = defaultdict(list)
    heads: dict[str, list[str]] = defaultdict(list)
    by_case: dict[str, list[str]] = defaultdict(list)
    for line in (HERE / "ru.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, name, body = re.match(r"(\w+) (\w+): *(.*)", line).groups()
        for entry in entries(body):
            first, _, rest = entry.partition(" ")
            if kind == "list":
                words[name].append(entry)
            elif entry.startswith("="):
                (heads if kind == "head" else words)[name].append(entry[1:])
            elif kind == "verb":
                for suffix, forms in verb_forms(first).items():
                    words[name + suffix].append(folded(several(first, rest, forms)))
            else:
                cases = noun_cases(first)
                if kind == "noun":
                    words[name].append(folded(several(first, rest, [f for forms in cases.values() for f in forms])))
                else:
                    heads[name].append(folded(several(first, rest, [f for forms in cases.values() for f in forms])))
                    for case, forms in cases.items():
                        by_case[case].append(folded(several(first, rest, forms)))
    return words, heads, by_case


def block(name: str, lists: dict[str, list[str]]) -> list[str]:
    lines = [f"{name}:"]
    for key, values in lists.items():
        row, rows = "", []
        for value in dict.fromkeys(
            v for value in values if value for v in (value.split(", ") if "(" not in value else [value])
        ):
            piece = f'"{value}", ' if re.search(r"[^\w ()|-]", value) or value in {"да", "нет"} else f"{value}, "
            if row and len(row) + len(piece) > WIDTH:
                rows.append(row.rstrip())
                row = ""
            row += piece
        rows.append(row.rstrip(", "))
        lines += [f"  {key}: [", *(f"    {r}" for r in rows), "  ]"]
    return lines


def main() -> None:
    words, heads, by_case = read()
    above = TARGET.read_text(encoding="utf-8").split(MARKER)[0]
    lines = block("heads", heads) + block("heads_by_case", by_case) + block("words", words)
    TARGET.write_text(above + MARKER + "\n".join(lines) + "\n", encoding="utf-8")
    print(
        sum(len(v) for v in words.values()),
        "entries in",
        len(words),
        "lists;",
        sum(len(v) for v in heads.values()),
        "heads",
    )


if __name__ == "__main__":
    main()
