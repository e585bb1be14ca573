"""From actors to noun phrases: what role the words around an actor give it, and what governs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.matching.actors import Mention
    from bot.matching.text import Sentence
    from bot.model import Country

_BARE_ROLE: Final = {
    "name": "state", "capital": "state", "body": "state", "person": "official", "group": "state", "place": "place",
    "people": "national", "media": "media", "firm": "firm", "adj": "unknown",
}  # fmt: skip
_OBLIQUE: Final = frozenset(
    "lbk"
)  # cases of a mention that a noun phrase may hold inside ("Azərbaycanın Rusiyadakı səfiri")
_BODIES: Final = frozenset({"EU", "NATO", "UN"})
_PEOPLE: Final = frozenset({"national", "official", "diplomat", "soldier"})
_CLOSING: Final = frozenset({'"', "”", "»", "“", "''", "-"})  # between a name and its ending: “Rosneft”ə, XİN-ə
_MODIFIERS: Final = 3  # words between a head noun and its owner ("министерство иностранных дел Норвегии")
_REACH: Final = 4  # words between an adjective or owner and its head noun
_BREAK_MARKS: Final = (":", ";", " — ", " – ", " - ", "(", ")", "»", "“", "”")
QUIET_MARKS: Final = (":", ";", " — ", " – ", " - ")  # where names stand in quotes as a rule (“Sputnik”in ofisi)


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language's function words and head nouns, as phrases need them."""

    skip: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    prepositions: Mapping[str, str] = field(default_factory=dict)  # word -> class
    postpositions: Mapping[str, str] = field(default_factory=dict)
    cases_as: Mapping[str, str] = field(default_factory=dict)  # case letter -> class
    conjunctions: frozenset[str] = frozenset()
    clause_breaks: frozenset[str] = frozenset()
    heads: Mapping[str, str] = field(default_factory=dict)  # word -> role
    adjective_heads: frozenset[str] = (
        frozenset()
    )  # heads that a bare name cannot own: as likely a verb ("Norway strikes")
    head_cases: Mapping[str, str] = field(default_factory=dict)  # word -> case letters
    links: frozenset[str] = frozenset()  # words between a head and its owner: "of"
    head_before: bool = True
    head_after: bool = True
    stacked_heads: bool = True  # of several nouns in a row the last is the head ("embassy staff")
    bare_heads: bool = True  # a name without a mark of owning may own the next noun ("China envoy", "Rusiya səfiri")
    members: frozenset[str] = frozenset()  # after EU, NATO, UN: one of them, not the body ("NATO member")
    compounds: frozenset[str] = frozenset()  # after a hyphen they make an actor a mere description ("US-made")
    relatives: frozenset[str] = frozenset()  # clause words that speak of the phrase before them: "who", "which"
    background: frozenset[str] = frozenset()  # words that open the background of a sentence: "after", "amid", "over"
    ordinary_crime: frozenset[str] = frozenset()  # theft, drugs: a topic may mute it
    say: frozenset[str] = frozenset()
    break_marks: tuple[str, ...] = _BREAK_MARKS
    suffixes: Mapping[str, str] = field(
        default_factory=dict
    )  # endings that stand behind a closing quote -> case letter
    people_adjectives: bool = False  # an adjective without a noun names a person ("rusiyalı")
    capitals: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """An actor with its head noun: words `[start, end)`; `prep` is the class of what governs it, empty if nothing."""

    mention: Mention
    start: int
    end: int
    role: str
    head: int  # index of the head noun, -1 if it has none
    prep: str
    cases: frozenset[str]
    group: int  # phrases joined by commas or "and" have the same number

    @property
    def may_be_people(self) -> bool:
        """Whether it is a word like "Russian", alone: an adjective whose noun is unknown, or a person."""
        return self.head < 0 and "people" in self.mention.classes

    @property
    def country(self) -> Country:
        """Whom it names."""
        return self.mention.country


def phrases_in(sentence: Sentence, mentions: Sequence[Mention], grammar: Grammar) -> list[Phrase]:
    """The phrases of the sentence's actors, left to right."""
    mentions = [m for m in mentions if not _is_no_actor(sentence, m, grammar)]
    drafts: list[_Draft] = []
    for i in range(len(mentions)):
        draft = _draft(sentence, mentions, i, grammar, {d[4] for d in drafts})
        case = _suffix(sentence, draft[2], grammar)
        drafts.append((*draft[:2], draft[2] + 1, *draft[3:5], frozenset(case)) if case else draft)
    if not grammar.head_before:
        drafts = [_titled(d, after) for d, after in zip_longest(drafts, drafts[1:])]
    drafts = _named(sentence, drafts)
    groups = _groups(sentence, drafts, grammar)
    members: dict[int, list[_Draft]] = {}
    for draft, group in zip(drafts, groups, strict=True):
        members.setdefault(group, []).append(draft)
    return [_phrase(sentence, d, members[g], g, grammar) for d, g in zip(drafts, groups, strict=True)]


def _named(sentence: Sentence, drafts: Sequence[_Draft]) -> list[_Draft]:
    """A title takes in its bearer's name right behind it: "Norway's premier Nordmann" is one phrase, not two."""
    kept: list[_Draft] = []
    for draft in drafts:
        if kept and _is_bearer(kept[-1], draft, sentence):
            kept[-1] = (*kept[-1][:2], draft[2], *kept[-1][3:])
        else:
            kept.append(draft)
    return kept


def _is_bearer(title: _Draft, name: _Draft, sentence: Sentence) -> bool:
    """Whether a person's name of the same country follows a title that a head noun gives."""
    owner, _, end, role, head, _ = title
    follows = name[0].cls == "person" and name[1] == end and sentence.gaps[end] == " "
    return follows and name[0].country == owner.country and role in {"official", "envoy"} and head >= owner.start


def _phrase(sentence: Sentence, draft: _Draft, members: list[_Draft], group: int, grammar: Grammar) -> Phrase:
    """A draft as a member of its list: the list's head noun and what governs it hold for all."""
    mention, start, end, role, head, cases = draft
    if head < 0 and len(members) > 1 and mention.cls in {"adj", "name", "capital"}:
        _, _, _, role, head, cases = next((d for d in reversed(members) if d[4] >= 0), draft)
    if len(members) > 1 and not grammar.head_before:  # the last carries the suffix for all ("Ukrayna və NATO-ya")
        cases = members[-1][5]
        end_of_list = members[-1][2]
    else:
        end_of_list = end
    prep = _governed(sentence, members[0][1], end_of_list, cases, grammar)
    if prep == "in" and head < 0 and mention.cls in {"name", "capital", "place"}:
        role = "place"
    return Phrase(mention, start, end, role, head, prep, cases, group)


def _is_no_actor(sentence: Sentence, mention: Mention, grammar: Grammar) -> bool:
    """Whether the name only describes ("US-made"), dates the line ("LONDON: ...") or tells who reports ("CNN says")."""
    after = mention.end
    gap = sentence.gaps[after] if after < len(sentence.words) else ""
    if gap == "-" and sentence.words[after] in grammar.compounds:
        return True
    if gap == " " and mention.country in _BODIES and sentence.words[after] in grammar.members:
        return True
    if mention.start == 0 and mention.cls in {"capital", "place", "name"} and ":" in gap:
        name = sentence.text[: sentence.ends[after - 1]]
        return name.isupper() and len(name) > 3  # noqa: PLR2004  (not "US: ...")
    return mention.cls == "media" and _reports(sentence, mention, grammar)


def _reports(sentence: Sentence, mention: Mention, grammar: Grammar) -> bool:
    """Whether an outlet stands as the one who reports: before a verb of saying, or at the end after a dash."""
    after, before = mention.end, mention.start - 1
    if after < len(sentence.words) and sentence.words[after] in grammar.say:
        return True
    if before >= 0 and sentence.words[before] in grammar.say:
        return True
    return after == len(sentence.words) and any(mark in sentence.gaps[mention.start] for mark in _BREAK_MARKS)


_Draft = tuple["Mention", int, int, str, int, frozenset[str]]  # mention, start, end, role, head, cases


def _titled(draft: _Draft, after: _Draft | None) -> _Draft:
    """A title right before its bearer's name takes the name's case ("Rusiya prezidenti Vladimir Putinlə")."""
    if (
        after is None
        or draft[4] < 0
        or after[0].cls != "person"
        or draft[2] != after[1]
        or draft[0].country != after[0].country
    ):
        return draft
    return *draft[:5], after[5]


def _suffix(sentence: Sentence, at: int, grammar: Grammar) -> str:
    """The case that an ending after a closing quote or hyphen gives ("“Rosneft”ə", "XİN-ə"); empty if there is none."""
    if at >= len(sentence.words) or sentence.gaps[at] not in _CLOSING:
        return ""
    return grammar.suffixes.get(sentence.words[at], "")


def _draft(sentence: Sentence, mentions: Sequence[Mention], i: int, grammar: Grammar, taken: set[int]) -> _Draft:
    mention = mentions[i]
    role = _BARE_ROLE[mention.cls]
    if mention.cls in {"person", "media", "firm"}:
        return _staff(sentence, mention, role, grammar)
    before = _head_before(sentence, mentions, i, grammar)
    after = _head_after(sentence, mentions, i, grammar)
    if after >= 0 and (before < 0 or grammar.links or before in taken):
        cases = _cases_of(sentence, after, mention, grammar)
        return mention, mention.start, after + 1, grammar.heads[sentence.words[after]], after, cases
    if before >= 0 and before not in taken:
        cases = _cases_of(sentence, before, mention, grammar)
        return mention, before, mention.end, grammar.heads[sentence.words[before]], before, cases
    if grammar.people_adjectives and mention.cls == "adj" and "people" in mention.classes:
        role = "national"  # "rusiyalı", alone
    return mention, mention.start, mention.end, role, -1, mention.cases


def _staff(sentence: Sentence, mention: Mention, role: str, grammar: Grammar) -> _Draft:
    """An outlet, a firm or a person; with a noun for people right after it, its journalist or spokesman."""
    at = mention.end
    if at < len(sentence.words) and sentence.gaps[at] == " " and mention.cls != "person":
        own = grammar.heads.get(sentence.words[at], "")
        if own in _PEOPLE and sentence.words[at] not in grammar.adjective_heads:
            return mention, mention.start, at + 1, own, at, mention.cases
    return mention, mention.start, mention.end, role, -1, mention.cases


def _cases_of(sentence: Sentence, head: int, mention: Mention, grammar: Grammar) -> frozenset[str]:
    told = grammar.head_cases.get(sentence.words[head])
    if told is not None:
        return frozenset(told)
    return mention.cases if mention.cls == "adj" else frozenset()


def _head_after(sentence: Sentence, mentions: Sequence[Mention], i: int, grammar: Grammar) -> int:
    """Index of the noun that this actor owns or describes, to its right; -1 if there is none."""
    mention = mentions[i]
    owning = (
        mention.cls == "adj" or (mention.end - 1) in sentence.owning or (grammar.bare_heads and mention.cases == {"g"})
    )
    if not _may_own(mention, grammar, owning=owning):
        return -1
    found = -1
    others = {at for m in mentions[i + 1 :] if not m.cases & _OBLIQUE for at in range(m.start, m.end)}
    named = {at for m in mentions[i + 1 :] for at in range(m.start, m.end)}
    for at in range(mention.end, min(mention.end + _reach(mention, grammar, owning=owning), len(sentence.words))):
        word = sentence.words[at]
        if _closes(sentence, at, word, grammar) or at in others or (word in grammar.conjunctions and at + 1 in others):
            break
        if word in grammar.heads and (owning or word not in grammar.adjective_heads) and at not in named:
            found = at
            if not grammar.stacked_heads or grammar.head_cases.get(word, "n") != "n":
                break  # an inflected noun is the head; only a bare one may lean on the next ("Rusiya dövlət agentliyi")
            if grammar.head_cases and grammar.heads[word] in _PEOPLE:
                break  # a person leans on no other noun
        elif found >= 0 or not (owning or word in grammar.modifiers):
            break
    return found


def _may_own(mention: Mention, grammar: Grammar, *, owning: bool) -> bool:
    """Whether a noun to the right can be this actor's at all."""
    if not grammar.head_after or mention.cls == "people" or not (owning or grammar.bare_heads):
        return False
    return mention.cls == "adj" or not mention.cases or bool(mention.cases & {"n", "g"})


def _reach(mention: Mention, grammar: Grammar, *, owning: bool) -> int:
    """How many words a head noun may follow after its actor."""
    if not grammar.head_before and mention.cases == {"g"}:
        return 2 * _REACH  # where the owned always follows, its own attributes stand between
    return _REACH if owning else 3


def _closes(sentence: Sentence, at: int, word: str, grammar: Grammar) -> bool:
    """Whether a noun phrase cannot go on over this word."""
    gap = sentence.gaps[at]
    if gap not in {" ", "-", "", " '", " “", " «", " ‘", ' "', "’ ", "' "} and "," not in gap[:0]:
        return True
    return (
        (word in grammar.prepositions and word not in grammar.modifiers)
        or word in grammar.clause_breaks
        or word in grammar.say
    )


def _head_before(sentence: Sentence, mentions: Sequence[Mention], i: int, grammar: Grammar) -> int:
    """Index of a noun to the left that this actor owns ("посол России", "citizens of Russia"); -1 if none."""
    mention = mentions[i]
    if not grammar.head_before or mention.cls in {"adj", "people"} or (mention.cases and "g" not in mention.cases):
        return -1
    at = mention.start - 1
    if at < 0 or sentence.gaps[mention.start] not in {" ", " «", ' "'}:
        return -1
    if grammar.links:
        while at > 0 and sentence.words[at] in grammar.skip and sentence.words[at] not in grammar.links:
            at -= 1
        if sentence.words[at] not in grammar.links:
            return -1
        at -= 1
    else:
        first = at - _MODIFIERS
        while (
            at > max(first, 0) and sentence.words[at] in grammar.modifiers and sentence.words[at] not in grammar.heads
        ):
            at -= 1
    if at < 0 or sentence.words[at] not in grammar.heads:
        return -1
    return at


def _governed(sentence: Sentence, start: int, end: int, cases: frozenset[str], grammar: Grammar) -> str:
    """The class of the preposition, postposition or case that governs the words `[start, end)`; empty if none does."""
    if end < len(sentence.words) and sentence.words[end] in grammar.postpositions:
        return grammar.postpositions[sentence.words[end]]
    at = start - 1
    while at >= 0 and at >= start - _REACH:
        word = sentence.words[at]
        if any(mark in sentence.gaps[at + 1] for mark in grammar.break_marks) or "," in sentence.gaps[at + 1]:
            break
        if word in grammar.prepositions:
            return grammar.prepositions[word]
        if word not in grammar.skip and word not in grammar.modifiers and not word.isdigit():
            break
        at -= 1
    if len(cases) == 1:
        (case,) = cases
        return grammar.cases_as.get(case, "")
    return ""


def _groups(sentence: Sentence, drafts: Sequence[_Draft], grammar: Grammar) -> list[int]:
    """A number for each phrase; phrases that are joined to a list share it."""
    numbers: list[int] = []
    for i in range(len(drafts)):
        if i and _joined(sentence, drafts[i - 1], drafts[i], grammar):
            numbers.append(numbers[-1])
        else:
            numbers.append(i)
    return numbers


def _joined(sentence: Sentence, left: _Draft, right: _Draft, grammar: Grammar) -> bool:
    if left[0].start == right[0].start:
        return True  # countries named by one word ("the Baltics")
    between = range(
        left[0].end if left[4] < left[0].start else max(left[2], left[0].end),
        right[0].start if right[4] < 0 or right[4] > right[0].start else right[1],
    )
    if any(sentence.words[at] not in grammar.conjunctions and sentence.words[at] not in grammar.skip for at in between):
        return False
    if left[4] >= 0 and right[4] >= 0 and left[3] != right[3]:
        return False
    if (left[0].cls == "people") != (right[0].cls == "people") and right[4] < 0:
        return False
    seps = [sentence.gaps[at] for at in range(between.start, between.stop + 1) if at < len(sentence.gaps)]
    if any(any(mark in sep for mark in grammar.break_marks) for sep in seps):
        return False
    return any(sentence.words[at] in grammar.conjunctions for at in between) or any(
        sep.strip() in {",", "&", "/", "-", "–"} for sep in seps
    )
