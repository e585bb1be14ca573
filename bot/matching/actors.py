"""Where a sentence names a country, by which word of which class (docs/actors.md): the longest form wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.matching.text import words_of
from bot.model import Country

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.matching.text import Sentence

# In the order of how sure a class speaks for the state: where one form has several classes, the first is taken.
CLASSES: Final = (
    "union",
    "name",
    "adj",
    "people",
    "capital",
    "body",
    "person",
    "group",
    "media",
    "firm",
    "place",
    "mask",
)
NOBODY: Final = "--"  # the country of masks: phrases that hide the actors inside them

Facts = tuple[
    str, str, str, bool, str, bool
]  # country, class, cases (small letters; "" any), plural, exact spelling or "", weak
Form = tuple[tuple[str, ...], Facts]  # the words after the first, and what the form says
Gazetteer = dict[str, tuple[Form, ...]]  # by first word, longest form first


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """An actor's words `[start, end)` in a sentence. `cases` is empty where the form does not tell."""

    start: int
    end: int
    country: Country
    cls: str
    classes: frozenset[str]
    cases: frozenset[str]
    weak: bool = False
    plural: bool = False
    others: tuple[Country, ...] = ()  # further countries that the same words may name


def gazetteer_of(groups: Iterable[tuple[str, str]]) -> Gazetteer:
    """The forms of an actor file's groups ("RU name gdp", "России, ..."), ready to look up."""
    found: dict[str, list[Form]] = {}
    shared: dict[Facts, Facts] = {}
    for key, value in groups:
        country, cls, cases = key.split(" ")
        for written in value.split(", "):
            first, rest, facts = _form(written, country, cls, cases)
            if first:
                found.setdefault(first, []).append((rest, shared.setdefault(facts, facts)))
    return {
        word: tuple(sorted(forms, key=lambda form: (-len(form[0]), CLASSES.index(form[1][1]))))
        for word, forms in found.items()
    }


def _form(written: str, country: str, cls: str, cases: str) -> tuple[str, tuple[str, ...], Facts]:
    """First word, further words, facts; an empty first word if the form holds none."""
    weak = "~" in written[-2:]
    exact = "!" in written[-2:]
    spelled = written.rstrip("!~")
    words = words_of(spelled) or [""]
    known = "" if cases == "*" else cases
    return words[0], tuple(words[1:]), (country, cls, known.lower(), known.isupper(), spelled if exact else "", weak)


def mentions_in(sentence: Sentence, forms: Gazetteer, *, capitals: bool) -> list[Mention]:
    """The actors of a sentence, left to right, masks taken out; `capitals`: an actor's first letter must be one."""
    found: list[Mention] = []
    words = sentence.words
    at = 0
    while at < len(words):
        candidates = forms.get(words[at])
        mention = None
        if candidates is not None and capitals and at in sentence.lower:
            candidates = tuple(form for form in candidates if form[0] and form[1][1] == "media")  # ".az domains"
        if candidates:
            mention = _longest(sentence, at, candidates)
        if mention is None:
            at += 1
            continue
        if mention.cls == "union":
            found += [_member(mention, country) for country in (mention.country, *mention.others)]
        elif mention.cls != "mask":
            found.append(mention)
        at = mention.end
    return found


def _longest(sentence: Sentence, at: int, candidates: tuple[Form, ...]) -> Mention | None:
    words = sentence.words
    same: list[Facts] = []
    end = 0
    for rest, facts in candidates:
        if same and at + 1 + len(rest) < end:
            break
        if rest and words[at + 1 : at + 1 + len(rest)] != rest:
            continue
        if facts[4] and sentence.text[sentence.starts[at] : sentence.ends[at + len(rest)]].rstrip(".") != facts[
            4
        ].rstrip("."):
            continue
        end = at + 1 + len(rest)
        same.append(facts)
    return _mention(at, end, same) if same else None


def _mention(start: int, end: int, same: list[Facts]) -> Mention:
    country, cls, _, plural, _, weak = same[0]
    own = [facts for facts in same if facts[0] == country]
    cases = frozenset("".join(facts[2] for facts in own)) if all(facts[2] for facts in own) else frozenset()
    others = tuple(Country(c) for c in dict.fromkeys(facts[0] for facts in same) if c != country)
    return Mention(start, end, Country(country), cls, frozenset(facts[1] for facts in own), cases, weak, plural, others)


def _member(union: Mention, country: Country) -> Mention:
    """One of the countries that a word like "the Baltics" names at once."""
    return Mention(union.start, union.end, country, "name", frozenset({"name"}), union.cases)


def with_unions(gazetteer: Gazetteer, unions: Mapping[str, Sequence[str]]) -> Gazetteer:
    """The gazetteer with words that name several countries at once ("Baltic states": [EE, LV, LT])."""
    found = dict(gazetteer)
    for written, countries in unions.items():
        first, *rest = words_of(written)
        forms = tuple((tuple(rest), (country, "union", "", True, "", False)) for country in countries)
        found[first] = tuple(sorted((*forms, *found.get(first, ())), key=lambda form: -len(form[0])))
    return found


def settled(found: list[list[Mention]]) -> list[list[Mention]]:
    """The mentions of an item's sentences; weak ones stay only if the item names their country elsewhere."""
    sure = {m.country for line in found for m in line if not m.weak and not m.others}
    return [[_chosen(m, sure) for m in line if not m.weak or m.country in sure] for line in found]


def _chosen(mention: Mention, sure: set[Country]) -> Mention:
    """An ambiguous form read as the country that the item names elsewhere, else as the first one."""
    if not mention.others or mention.country in sure:
        return mention
    better = next((c for c in mention.others if c in sure), None)
    if better is None:
        return mention
    return Mention(
        mention.start, mention.end, better, mention.cls, mention.classes, mention.cases, mention.weak, mention.plural
    )


def countries_of(found: Gazetteer) -> set[str]:
    """The countries that a gazetteer can name."""
    return {facts[0] for forms in found.values() for _, facts in forms} - {NOBODY}
