"""An article's matches, put together by happening; and whether the article only retells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.events.headline import is_background
from bot.events.kinship import are_akin, are_one_in_an_article
from bot.model import UNNAMED, Status
from bot.taxonomy import KINDS, severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Entry, Match

MANY_ACTS: Final = 4  # an article that tells so many different acts is a recap, whatever its tenses say


def happenings(entry: Entry, matches: Sequence[Match]) -> list[list[Match]]:
    """The matches grouped by happening: the gravest act leads a group, what the article is about leads the groups."""
    groups: list[list[Match]] = []
    for match in sorted(_as_the_headline_tells(matches), key=rank):
        home = next((g for g in groups if any(_are_one(match, m) for m in g)), None)
        if home is None:
            groups.append([match])
        else:
            home.append(match)
    standing = [g for g in groups if not _is_denied_beside(g, groups)]
    return sorted(standing, key=lambda g: min(_newsworthiness(entry, m) for m in g))


def _as_the_headline_tells(matches: Sequence[Match]) -> list[Match]:
    """The matches; what the headline tells as a cause or as past is retold below it too, in whatever words."""
    causes = [m for m in matches if m.in_title and (m.retold or m.status is Status.PAST or is_background(m))]
    return [replace(m, retold=True) if not m.in_title and _is_among(m, causes) else m for m in matches]


def _is_among(match: Match, causes: Sequence[Match]) -> bool:
    return any(_are_the_same_sides(match, c) and are_akin(match.kind, c.kind) for c in causes)


def _is_denied_beside(group: Sequence[Match], groups: Sequence[Sequence[Match]]) -> bool:
    """Whether the text below the headline repeats the claim that the article exists to deny."""
    claim = group[0]
    if claim.in_title or claim.status is not Status.REPORTED:
        return False
    denials = (g[0] for g in groups if g[0].status is Status.DENIED)
    return any(_are_the_same_sides(claim, d) and are_akin(claim.kind, d.kind) for d in denials)


def rank(match: Match) -> tuple[bool, bool, int, bool]:
    """Lower comes first: what is reported as done and not as background; what is graver; what the title says."""
    return (match.status is not Status.REPORTED, match.retold, -severity(match.kind), not match.in_title)


def _newsworthiness(entry: Entry, match: Match) -> tuple[bool, bool, bool, tuple[int, ...], int]:
    """Lower comes first: no background, in the title, done, and then what is said first.

    A headline begins with the news and goes on to what it answers: "London summons the envoy after the expulsion of
    six", "Baku cancels concerts over deaths in custody". Severity would take the cause for the news.
    """
    place = max(entry.title.find(match.sentence), 0)
    words = tuple(sorted(place + span.start for span in match.spans))
    return (
        match.retold or is_background(match),
        not match.in_title,
        match.status is not Status.REPORTED,
        words if match.in_title else (),
        -severity(match.kind),
    )


def _are_one(one: Match, other: Match) -> bool:
    """Whether two matches of an article tell of one happening."""
    if (one.status is Status.REPORTED) != (other.status is Status.REPORTED) or one.retold != other.retold:
        return False
    if _are_the_same_sides(one, other):
        return are_one_in_an_article(one.kind, other.kind)
    return _is_joint(one, other)


def _are_the_same_sides(one: Match, other: Match) -> bool:
    here, there = (one.source, one.target), (other.source, other.target)
    if here == there or (KINDS[one.kind].mutual and KINDS[other.kind].mutual and here == there[::-1]):
        return True
    open_side = UNNAMED in here or UNNAMED in there
    return open_side and all(UNNAMED in (a, b) or a == b for a, b in zip(here, there, strict=True))


def _is_joint(one: Match, other: Match) -> bool:
    """Whether several countries did one thing in one sentence, or one country to several."""
    return (
        one.kind == other.kind
        and one.sentence == other.sentence
        and (one.source == other.source or one.target == other.target)
    )


def is_news(act: Match) -> bool:
    """Whether an act by itself could ring: done, told as news, of a kind that rings."""
    return act.status is Status.REPORTED and not act.retold and KINDS[act.kind].rings


def mirrors(act: Match, groups: Sequence[Sequence[Match]]) -> bool:
    """Whether a sentence tells the act of both sides at once: prisoners swapped, blows traded. One ring is enough."""
    return any(
        (m.kind, m.sentence, m.source, m.target) == (act.kind, act.sentence, act.target, act.source)
        for group in groups
        for m in group
    )


def is_recap(entry: Entry, groups: Sequence[Sequence[Match]]) -> bool:
    """Whether the article tells many happenings and its title none of them in particular."""
    told = [g[0] for g in groups if not g[0].retold and g[0].status is Status.REPORTED]
    return len(told) >= MANY_ACTS and sum(m.in_title for m in told) != 1 and bool(entry.summary)
