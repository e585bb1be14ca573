"""Expands uk.txt beside this file into the lists of bot/matching/data/uk/language.yaml (everything below its marker).

    python .dev/rules/expand_uk.py

Only lists that a file of data/uk names are written: run it again after a rule starts to use another one.
Forms are made by rule, with `.dev/actors/slavic.py` for the singular of nouns; no dictionary is needed. Lines of the
source; of an entry with several words the first one is inflected:
    verb NAME: infinitives  lists NAME (past, present, future, infinitive), NAME_d (past and what is no perfective future),
                            NAME_f (perfective future), NAME_i (infinitive), NAME_p (-но/-то and participles in the
                            nominative), NAME_q (participles in the other cases)
    noun NAME: nouns        list NAME: every case, singular and plural
    list NAME: words        list NAME as written, patterns allowed
    head ROLE: nouns        head nouns by role and by case
An infinitive may be followed by what a rule cannot know: `вислати>вишле|вишлють>висланий>вислав|вислала`; a leading `+`
says that it is perfective, so that its present is a future. A noun may be followed by its stem (`договір>договор`), by
`>>` and its plural and genitive plural, by (f) if a noun in a consonant is feminine, by * if it does not decline.
`=word` adds a form as written.
"""

from __future__ import annotations

import os.path
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "actors"))
import slavic  # noqa: E402

TARGET = HERE.parents[1] / "bot/matching/data/uk/language.yaml"
MARKER = "# Expanded by .dev/rules/expand_uk.py from .dev/rules/uk.txt: edit there.\n"
CASES = {"n": "nom", "g": "gen", "d": "dat", "a": "acc", "i": "ins", "p": "loc"}
WIDTH = 116
VOWELS = "аеєиіїоуюя"
LIVING = {"official", "envoy", "diplomat", "national", "soldier", "force"}
SOFTER = {"д": "дж", "т": "ч", "з": "ж", "с": "ш", "б": "бл", "п": "пл", "в": "вл", "м": "мл", "ф": "фл"}


# ---- verbs


def present_of(verb: str) -> list[str]:
    if m := re.fullmatch(r"(.+)([ую])вати", verb):
        return [m[1] + ("ує" if m[2] == "у" else "ює"), m[1] + ("ують" if m[2] == "у" else "юють")]
    if m := re.fullmatch(r"(.+[ая])ти", verb):
        return [m[1] + "є", m[1] + "ють"]
    if m := re.fullmatch(r"(.+)нути", verb):
        return [m[1] + "не", m[1] + "нуть"]
    if m := re.fullmatch(r"(.+)[иї]ти", verb):
        stem = m[1]
        if stem[-1] in VOWELS:
            return [stem + "їть", stem + "ять"]
        return [stem + "ить", stem + ("лять" if stem[-1] in "бпвмф" else "ать" if stem[-1] in "жчшщ" else "ять")]
    raise SystemExit(f"no present of {verb}")


def past_of(verb: str) -> list[str]:
    stem = verb[:-2]
    return [stem + "в", stem + "ла", stem + "ло", stem + "ли"]


def participle_of(verb: str) -> str:
    if re.fullmatch(r".+[ую]вати", verb):
        return verb[:-5] + ("ований" if verb[-5] == "у" else "юваний")
    if re.fullmatch(r".+[ая]ти", verb):
        return verb[:-2] + "ний"
    if verb.endswith("нути"):
        return verb[:-2] + "тий"
    if m := re.fullmatch(r"(.+)[иї]ти", verb):
        stem = m[1]
        if stem[-1] in VOWELS:
            return stem + "єний"
        if stem.endswith("ст"):
            return stem[:-2] + "щений"
        return stem[:-1] + SOFTER.get(stem[-1], stem[-1]) + "ений"
    return ""


def reflexive(form: str) -> list[str]:
    if form.endswith("ться"):
        return [form]
    if form.endswith(("е", "є")):
        return [form + "ться"]
    if form[-1] in VOWELS:
        return [form + "ся", form + "сь"]
    return [form + "ся"]


def verb_forms(entry: str) -> dict[str, list[str]]:
    perfective = entry.startswith("+")
    verb, *told = entry.lstrip("+").split(">")
    own = verb.endswith("ся")
    if own:
        verb = verb[:-2]
    told += [""] * (3 - len(told))
    present = told[0].split("|") if told[0] else present_of(verb)
    past = told[2].split("|") if told[2] else past_of(verb)
    participle = "" if own or told[1] == "-" else told[1] or participle_of(verb)
    infinitive = [verb]
    if own:
        present, past = ([r for f in forms for r in reflexive(f)] for forms in (present, past))
        infinitive = [verb + "ся", verb + "сь"]
    forms: dict[str, list[str]] = defaultdict(list)
    forms["_i"] = infinitive
    forms["_d"] = past + ([] if perfective else present)
    forms["_f"] = present if perfective else []
    forms[""] = past + present + infinitive
    if participle:
        stem = participle[:-2]
        forms["_p"] = [stem + e for e in ("о", "ий", "а", "е", "і")]
        forms["_q"] = [stem + e for e in ("ого", "ому", "им", "ім", "ої", "ій", "у", "ою", "их", "ими")]
    return forms


# ---- nouns


def noun_cases(entry: str, *, living: bool = False) -> dict[str, list[str]]:
    """Case -> forms, both numbers; adjectives used as nouns too."""
    if entry.isupper() or entry.endswith("*"):
        return {case: [entry.rstrip("*").lower()] for case in CASES.values()}
    word, plural, genitive_plural = entry, "", ""
    if ">>" in entry:
        word, _, rest = entry.partition(">>")
        plural, _, genitive_plural = rest.partition("|")
    word, _, stem = word.partition(">")
    feminine = word.endswith("(f)")
    word = word.removesuffix("(f)")
    forms: dict[str, set[str]] = defaultdict(set)

    def add(found: dict[str, set[str]]) -> None:
        for form, cases in found.items():
            forms[form] |= {c.lower() for c in cases if c != "*"}

    if re.search(r"(ий|ій)$", word) and not word.endswith("рій"):
        add(slavic.adjective_uk(word))
    else:
        add(slavic.noun_uk(word, feminine=feminine, animate=living, stem=stem) if not re.search("(ння|ття|ддя|лля|ччя)$", word) else neuter(word))
        if plural != "-":
            add(plural_forms(word, stem, plural, genitive_plural, feminine=feminine, living=living))
    by_case: dict[str, list[str]] = defaultdict(list)
    for form, cases in forms.items():
        for case in cases:
            by_case[CASES[case]].append(form)
    return by_case


def neuter(word: str) -> dict[str, set[str]]:
    base = word[:-1]
    return {word: set("nga"), base + "ю": set("d"), base + "ям": set("i"), base + "і": set("p")}


def plural_forms(word: str, stem: str, plural: str, genitive: str, *, feminine: bool, living: bool) -> dict[str, set[str]]:
    base = stem or (word[:-1] if word[-1] in VOWELS + "ьй" else word)
    last = word[-1]
    if not plural:
        if re.search("(ння|ття|ддя|лля|ччя)$", word):
            return {word: set("n"), word[:-2] + "ь": set("g"), word + "м": set("d"), word + "ми": set("i"), word + "х": set("p")}
        if last == "о":
            plural, genitive = base + "а", genitive or base
        elif last == "е":
            plural, genitive = base + "я", genitive or base
        elif last == "а":
            plural = base + ("і" if base[-1] in slavic.HUSH else "и")
            genitive = genitive or (base[:-1] + "ок" if base.endswith("к") and base[-2] not in VOWELS else base)
        elif last == "я":
            plural = base + ("ї" if base[-1] in VOWELS else "і")
            genitive = genitive or base + ("й" if base[-1] in VOWELS else "ь")
        elif feminine:
            plural, genitive = base + "і", genitive or base + "ей"
        elif last == "й":
            plural, genitive = base + "ї", genitive or base + "їв"
        elif last == "ь" or base[-1] in slavic.HUSH or base.endswith("ц"):
            plural, genitive = base + "і", genitive or base + "ів"
        else:
            plural, genitive = base + "и", genitive or base + "ів"
    root = plural[:-1]
    soft = plural[-1] in "їя" or (plural[-1] == "і" and root[-1] not in slavic.HUSH)
    a = "я" if soft else "а"
    accusative = "" if living else "a"
    found = {plural: set("n" + accusative), root + a + "м": set("d"), root + a + "ми": set("i"), root + a + "х": set("p")}
    found.setdefault(genitive, set()).update("ga" if living else "g")
    return found


# ---- the file


def folded(forms: list[str]) -> str:
    """`арешт(|у|ом)`: forms of one word under their common beginning."""
    forms = list(dict.fromkeys(forms))
    if not forms:
        return ""
    firsts = [form.partition(" ")[0] for form in forms]
    tails = {form.partition(" ")[2] for form in forms}
    stem = os.path.commonprefix(firsts)
    if len(forms) == 1:
        return forms[0]
    if len(stem) < 2 or len(tails) > 1:
        return ", ".join(forms)
    tail = tails.pop()
    body = f"{stem}({'|'.join(f[len(stem):] for f in firsts if f != stem)}{'|' if stem in firsts else ''})"
    return f"{body} {tail}".strip()


def several(rest: str, forms: list[str]) -> list[str]:
    return [f"{form} {rest}".strip() for form in dict.fromkeys(forms)]


def read() -> tuple[dict, dict, dict]:
    words: dict[str, list[str]] = defaultdict(list)
    heads: dict[str, list[str]] = defaultdict(list)
    by_case: dict[str, list[str]] = defaultdict(list)
    for line in (HERE / "uk.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, name, body = re.match(r"(\w+) (\w+): *(.*)", line).groups()
        for entry in (e.strip() for e in body.split(",") if e.strip()):
            first, _, rest = entry.partition(" ")
            if kind == "list":
                words[name].append(entry)
            elif entry.startswith("="):
                (heads if kind == "head" else words)[name].append(entry[1:])
            elif kind == "verb":
                for suffix, forms in verb_forms(first).items():
                    words[name + suffix].append(folded(several(rest, forms)))
            else:
                cases = noun_cases(first, living=kind == "head" and name in LIVING)
                every = folded(several(rest, [f for forms in cases.values() for f in forms]))
                (words if kind == "noun" else heads)[name].append(every)
                if kind == "head":
                    for case, forms in cases.items():
                        by_case[case].append(folded(several(rest, sorted(forms))))
    return words, heads, by_case


def block(name: str, lists: dict[str, list[str]]) -> list[str]:
    lines = [f"{name}:"]
    for key, values in lists.items():
        row, rows = "", []
        for value in dict.fromkeys(v for value in values if value for v in (value.split(", ") if "(" not in value else [value])):
            piece = f'"{value}", ' if re.search(r"[^\w ()|-]", value) or value in {"так", "ні"} else f"{value}, "
            if row and len(row) + len(piece) > WIDTH:
                rows.append(row.rstrip())
                row = ""
            row += piece
        rows.append(row.rstrip(", "))
        if any(rows):
            lines += [f"  {key}: [", *(f"    {r}" for r in rows), "  ]"]
    return lines


def main() -> None:
    words, heads, by_case = read()
    used = {name for path in TARGET.parent.glob("*.yaml") if path != TARGET for name in re.findall(r"@(\w+)", path.read_text("utf-8"))}
    words = {name: forms for name, forms in words.items() if name in used}
    above = TARGET.read_text(encoding="utf-8").split(MARKER)[0]
    lines = block("heads", heads) + block("heads_by_case", by_case) + block("words", words)
    TARGET.write_text(above + MARKER + "\n".join(lines) + "\n", encoding="utf-8")
    print(sum(len(v) for v in words.values()), "entries in", len(words), "lists;", sum(len(v) for v in heads.values()), "heads")


if __name__ == "__main__":
    main()
