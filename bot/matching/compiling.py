"""From the data of a language to its Lexicon, checked on the way. `rules` reads the files; nothing here does."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from bot.matching.actors import with_unions
from bot.matching.gate import gate_of
from bot.matching.lexicon import THRESHOLD, WEIGHTS, Cue, Genre, Lexicon, Nearby, Place, Rule, Slots
from bot.matching.patterns import BadPattern, Pattern, Vocabulary, cases_of, compile_pattern, expanded, roles_of
from bot.matching.phrases import QUIET_MARKS, Grammar
from bot.matching.text import fold
from bot.model import RuleId, Status
from bot.taxonomy import KINDS, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.matching.actors import Gazetteer

PREPOSITIONS: Final = frozenset(
    {"by", "in", "from", "to", "with", "against", "on", "of", "for", "over", "near", "other"}
)
SOMEWHERE: Final = ("before", "after", "around", "inside", "title", "item", "same", "credit")
_WITHIN: Final = {"clause": -1, "sentence": -2, "item": -3, "title": -4}
_RULE_FIELDS: Final = frozenset(
    {"id", "triggers", "readings", "unless", "needs", "status", "search", "weight", "title_only", "examples", "counter"}
)
_CUE_FIELDS: Final = frozenset({"id", "sets", "words", "side", "reach", "clause", "kinds", "except", "own"})
_SIDES: Final = ("before", "after", "around", "sentence", "title", "item")


class BadRule(ValueError):
    """A rule or cue is wrong; `line` (1-based) is where it begins, 0 if unknown."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


def role_groups(raw: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Every role and every group of roles, as sets of roles."""
    groups = {role: frozenset({role}) for role in raw["roles"]}
    return groups | {name: frozenset(roles) for name, roles in raw["groups"].items()}


def grammar_of(raw: Mapping[str, Any]) -> Grammar:
    """The grammar in a language.yaml."""
    return Grammar(
        skip=_forms(raw.get("skip", ())),
        modifiers=_forms(raw.get("modifiers", ())),
        prepositions=_classes(raw.get("prepositions", {})),
        postpositions=_classes(raw.get("postpositions", {})),
        cases_as=raw.get("cases_as", {}),
        conjunctions=_forms(raw.get("conjunctions", ())),
        clause_breaks=_forms(raw.get("clause_breaks", ())),
        heads={form: role for role, entries in raw.get("heads", {}).items() for form in _forms(entries)},
        adjective_heads=_forms(raw.get("adjective_heads", ())),
        head_cases=_head_cases(raw.get("heads_by_case", {})),
        links=_forms(raw.get("links", ())),
        head_before=raw.get("head_before", True),
        head_after=raw.get("head_after", True),
        stacked_heads=raw.get("stacked_heads", True),
        bare_heads=raw.get("bare_heads", True),
        members=_forms(raw.get("members", ())),
        compounds=_forms(raw.get("compounds", ())),
        ordinary_crime=_forms(raw.get("ordinary_crime", ())),
        relatives=_forms(raw.get("relatives", ())),
        background=_forms(raw.get("background", ())),
        say=_forms(raw.get("say", ())),
        capitals=raw.get("capitals", False),
        people_adjectives=raw.get("people_adjectives", False),
        suffixes={fold(ending): case for case, endings in raw.get("suffixes", {}).items() for ending in endings},
        **({} if raw.get("quotes_break", True) else {"break_marks": QUIET_MARKS}),
    )


def _cuts(expressions: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for all boilerplate; each is tried alone first, so that a mistake is told of the right one."""
    for expression in expressions:
        try:
            re.compile(expression)
        except re.error as mistake:
            raise BadRule(f"boilerplate {expression!r}: {mistake}") from mistake
    return re.compile("|".join(f"(?:{e})" for e in expressions), re.IGNORECASE) if expressions else None


def _weights(raw: Mapping[str, Any]) -> dict[str, float]:
    unknown = set(raw) - set(WEIGHTS)
    if unknown:
        raise BadRule(f"{min(unknown)!r} is no feature: {', '.join(WEIGHTS)}", line_of(raw))
    return {**WEIGHTS, **{name: float(value) for name, value in raw.items()}}


def _forms(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word.replace("'", "")) for entry in entries for word in expanded(str(entry)))


def _classes(raw: Mapping[str, Iterable[str]]) -> dict[str, str]:
    unknown = set(raw) - PREPOSITIONS
    if unknown:
        raise BadRule(f"{min(unknown)!r} is no class of prepositions: {', '.join(sorted(PREPOSITIONS))}")
    return {form: name for name, entries in raw.items() for form in _forms(entries)}


def _head_cases(raw: Mapping[str, Iterable[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, entries in raw.items():
        for form in _forms(entries):
            found[form] = found.get(form, "") + "".join(cases_of(name))
    return found


def lexicon_of(
    language: str, raw: Mapping[str, Any], gazetteer: Gazetteer, groups: Mapping[str, frozenset[str]]
) -> Lexicon:
    """A language without its rules and cues; raises BadRule."""
    numbers = {fold(word): value for entry, value in raw.get("numbers", {}).items() for word in expanded(str(entry))}
    return Lexicon(
        language=language,
        grammar=grammar_of(raw),
        numbers=numbers,
        abbreviations=_forms(raw.get("abbreviations", ())),
        cuts=_cuts(raw.get("boilerplate") or ()),
        gazetteer=with_unions(gazetteer, raw.get("unions") or {}),
        threshold=float(raw.get("threshold", THRESHOLD)),
        weights=_weights(raw.get("weights") or {}),
        vocabulary=Vocabulary(raw.get("words") or {}, groups),
    )


def add_status(lexicon: Lexicon, status: Mapping[str, Any]) -> None:
    """Compile a status.yaml into the lexicon; raises BadRule."""
    for order, entry in enumerate(status.get("cues") or ()):
        _add_cue(lexicon, order, entry)
    if "question" in status:
        lexicon.question = Genre("question", _does(status["question"], 0))
    for entry in status.get("genres") or ():
        _add_genre(lexicon, entry)


def _add_cue(lexicon: Lexicon, order: int, entry: Mapping[str, Any]) -> None:
    _known(entry, _CUE_FIELDS)
    kinds, exempt = frozenset(entry.get("kinds", ())), frozenset(entry.get("except", ()))
    for kind in kinds | exempt:
        if kind not in KINDS:
            raise BadRule(f"{kind!r} is no kind", line_of(entry))
    side = entry.get("side", "before")
    if side not in _SIDES:
        raise BadRule(f"{side!r} is no side: {', '.join(_SIDES)}", line_of(entry))
    cue = Cue(
        entry["id"],
        Status(entry["sets"]),
        side,
        entry.get("reach", 4),
        entry.get("clause", True),
        kinds,
        exempt,
        bool(entry.get("own", False)),
    )
    for pattern in _patterns(entry, "words", lexicon.vocabulary):
        for anchor in pattern.anchors:
            lexicon.cues.setdefault(anchor, []).append((order, cue, pattern))


def _add_genre(lexicon: Lexicon, entry: Mapping[str, Any]) -> None:
    _known(entry, frozenset({"id", "words", "does"}))
    for pattern in _patterns(entry, "words", lexicon.vocabulary):
        for anchor in pattern.anchors:
            lexicon.genres.setdefault(anchor, []).append(
                (Genre(entry["id"], _does(entry["does"], line_of(entry))), pattern)
            )


def _does(told: str, line: int) -> str:
    if told not in {"silence", "past", "planned"}:
        raise BadRule("a genre does silence, past or planned", line)
    return told


def add_rules(
    lexicon: Lexicon,
    kind: str,
    raw: Mapping[str, Any],
    words: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Compile a rule file into the lexicon, `words` being lists that it shares; raises BadRule."""
    if kind not in KINDS:
        raise BadRule(f"{kind!r} is no kind of taxonomy.toml")
    _known(raw, frozenset({"words", "rules"}))
    own = Vocabulary({**words, **(raw.get("words") or {})}, lexicon.vocabulary.groups, lexicon.vocabulary)
    for entry in raw.get("rules") or ():
        rule = _rule(lexicon.language, kind, entry, own)
        lexicon.rules += (rule,)
        for pattern in rule.triggers:
            for anchor in pattern.anchors:
                lexicon.triggers.setdefault(anchor, []).append((rule, pattern))


def close(lexicon: Lexicon) -> None:
    """What must be worked out once all rules and cues are known."""
    needs = {
        word: [(pattern.need, any(slots.unnamed for slots in rule.readings)) for rule, pattern in entries]
        for word, entries in lexicon.triggers.items()
    }
    lexicon.gate = gate_of(lexicon.gazetteer, needs, lexicon.vocabulary.bits)
    lexicon.far_cues = any(cue.side in {"title", "item"} for entries in lexicon.cues.values() for _, cue, _ in entries)


def without_rules(lexicon: Lexicon, off: frozenset[str]) -> None:
    """Switch rules off by their id."""
    lexicon.rules = tuple(rule for rule in lexicon.rules if rule.id not in off)
    for anchor, entries in list(lexicon.triggers.items()):
        lexicon.triggers[anchor] = [entry for entry in entries if entry[0].id not in off]
        if not lexicon.triggers[anchor]:
            del lexicon.triggers[anchor]


def _rule(language: str, kind: str, entry: Mapping[str, Any], vocabulary: Vocabulary) -> Rule:
    _known(entry, _RULE_FIELDS)
    line = line_of(entry)
    if not entry.get("id") or not entry.get("triggers"):
        raise BadRule("a rule needs an id and triggers", line)
    try:
        return _compiled(language, kind, entry, vocabulary)
    except BadRule as mistake:
        raise BadRule(str(mistake), mistake.line or line) from mistake
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        raise BadRule(str(mistake), line) from mistake


def _compiled(language: str, kind: str, entry: Mapping[str, Any], vocabulary: Vocabulary) -> Rule:
    readings: Sequence[Mapping[str, Any]] = entry.get("readings") or ({},)
    return Rule(
        id=RuleId(f"{language}/{kind}/{entry['id']}"),
        kind=Kind(kind),
        triggers=tuple(_patterns(entry, "triggers", vocabulary)),
        readings=tuple(_slots(reading, vocabulary.groups) for reading in readings),
        unless=tuple(_nearby(n, vocabulary, 0) for n in entry.get("unless", ())),
        needs=tuple(_nearby(n, vocabulary, _WITHIN["sentence"]) for n in entry.get("needs", ())),
        status=Status(entry.get("status", "reported")),
        search=bool(entry.get("search", True)),
        weight=float(entry.get("weight", 0)),
        title_only=bool(entry.get("title_only", False)),
    )


def _patterns(entry: Mapping[str, Any], name: str, vocabulary: Vocabulary) -> list[Pattern]:
    try:
        return [compile_pattern(str(text), vocabulary) for text in entry[name]]
    except BadPattern as mistake:
        raise BadRule(str(mistake), line_of(entry)) from mistake


def _nearby(raw: str | Mapping[str, Any], vocabulary: Vocabulary, within: int) -> Nearby:
    if isinstance(raw, str):
        return Nearby(compile_pattern(raw, vocabulary), within)
    _known(raw, frozenset({"pattern", "within"}))
    given = raw.get("within", within)
    if isinstance(given, str) and given not in _WITHIN:
        raise BadRule(f"within is a number of words or one of {', '.join(_WITHIN)}", line_of(raw))
    return Nearby(compile_pattern(raw["pattern"], vocabulary), _WITHIN[given] if isinstance(given, str) else int(given))


def _slots(raw: Mapping[str, Any], groups: Mapping[str, frozenset[str]]) -> Slots:
    _known(raw, frozenset({"source", "target", "xx", "weight"}))
    unnamed = frozenset(raw.get("xx", ()))
    if unnamed - {"source", "target"}:
        raise BadRule("xx is a list of source, target", line_of(raw))
    source, target = (tuple(_place(p, groups) for p in raw.get(slot, ())) for slot in ("source", "target"))
    return Slots(source, target, unnamed, float(raw.get("weight", 0)))


_PLACE: Final = re.compile(r"(\w+)(?::([\w,+*]+))?(?:/([\w,+]+))?(?:#([\w,+]+))?")


def _place(text: str, groups: Mapping[str, frozenset[str]]) -> Place:
    found = _PLACE.fullmatch(text)
    if found and found[1] == "place":
        return Place(text, "around", frozenset({"in"}), groups["place"], frozenset())
    if not found or found[1] not in SOMEWHERE:
        raise BadRule(f"{text!r} is no place to look: {', '.join(SOMEWHERE)}, place")
    anywhere = found[1] in {"title", "item"}
    prep: str | frozenset[str] = found[2] or ("*" if anywhere else "")
    if prep and prep != "*":
        prep = frozenset(str(prep).replace("+", ",").split(","))
        if prep - PREPOSITIONS:
            raise BadRule(f"{text!r}: the classes of prepositions are {', '.join(sorted(PREPOSITIONS))}")
    return Place(text, found[1], prep, roles_of(found[3] or "any", groups), cases_of(found[4] or ""))


def _known(entry: Mapping[str, Any], fields: frozenset[str]) -> None:
    if not hasattr(entry, "keys"):
        raise BadRule(f"expected a mapping with {', '.join(sorted(fields))}")
    unknown = set(entry) - fields
    if unknown:
        raise BadRule(f"unknown field {min(map(str, unknown))!r}; known: {', '.join(sorted(fields))}", line_of(entry))


def line_of(entry: Mapping[str, Any]) -> int:
    """The line in its file where a mapping begins; 0 if unknown."""
    return int(getattr(entry, "line", 0))
