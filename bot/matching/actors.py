"""Where a sentence names a country, by which word of which class (docs/actors.md): the longest form wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.matching.text import words_of
from bot.model import Country

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.matching.text import Sentence

# In the order of how sure a class speaks for the state: where one form has several classes, the first is taken.
CLASSES: Final = ("name", "adj", "people", "capital", "body", "person", "group", "media", "firm", "place", "mask")
NOBODY: Final = "--"  # the country of masks: phrases that hide the actors inside them

# One form: the words after the first, country, class, cases (small letters; "*" any), plural, exact spelling or "", weak.
Form = list[Any]
Gazetteer = dict[str, list[Form]]  # by first word, longest form first


@dataclass(frozen=True, slots=True)
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
    found: Gazetteer = {}
    for key, value in groups:
        country, cls, cases = key.split(" ")
        for written in value.split(", "):
            form = _form(written, country, cls, cases)
            if form is not None:
                found.setdefault(form[0], []).append(form[1])
    for forms in found.values():
        forms.sort(key=lambda form: (-len(form[0]), CLASSES.index(form[2])))
    return found


def _form(written: str, country: str, cls: str, cases: str) -> tuple[str, Form] | None:
    weak = "~" in written[-2:]
    exact = "!" in written[-2:]
    spelled = written.rstrip("!~")
    words = words_of(spelled)
    if not words:
        return None
    known = "" if cases == "*" else cases
    return words[0], [words[1:], country, cls, known.lower(), known.isupper(), spelled if exact else "", weak]


def mentions_in(sentence: Sentence, forms: Gazetteer, *, capitals: bool) -> list[Mention]:
    """The actors of a sentence, left to right, masks taken out; `capitals`: an actor's first letter must be one."""
    found: list[Mention] = []
    words = sentence.words
    at = 0
    while at < len(words):
        candidates = forms.get(words[at])
        mention = None
        if candidates is not None and not (capitals and at in sentence.lower):
            mention = _longest(sentence, at, candidates)
        if mention is None:
            at += 1
            continue
        if mention.cls != "mask":
            found.append(mention)
        at = mention.end
    return found


def _longest(sentence: Sentence, at: int, candidates: list[Form]) -> Mention | None:
    words = sentence.words
    same: list[Form] = []
    end = 0
    for form in candidates:
        rest = form[0]
        if same and at + 1 + len(rest) < end:
            break
        if rest and list(words[at + 1 : at + 1 + len(rest)]) != rest:
            continue
        if form[5] and sentence.text[sentence.starts[at] : sentence.ends[at + len(rest)]].rstrip(".") != form[5].rstrip("."):
            continue
        end = at + 1 + len(rest)
        same.append(form)
    return _mention(at, end, same) if same else None


def _mention(start: int, end: int, same: list[Form]) -> Mention:
    first = same[0]
    own = [form for form in same if form[1] == first[1]]
    cases = frozenset("".join(form[3] for form in own)) if all(form[3] for form in own) else frozenset()
    others = tuple(Country(c) for c in dict.fromkeys(form[1] for form in same) if c != first[1])
    classes = frozenset(form[2] for form in own)
    return Mention(start, end, Country(first[1]), first[2], classes, cases, bool(first[6]), bool(first[4]), others)


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


def countries_of(found: Mapping[str, list[Form]]) -> set[str]:
    """The countries that a gazetteer can name."""
    return {form[1] for forms in found.values() for form in forms} - {NOBODY}
