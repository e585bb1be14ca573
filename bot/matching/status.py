"""Whether an act is told as done, denied, planned or past: the first cue of the language's file that reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matching.clauses import breaks_between
from bot.matching.item import cues_in
from bot.model import Status

if TYPE_CHECKING:
    from bot.matching.item import Item, Trigger
    from bot.matching.lexicon import Cue, Genre
    from bot.matching.patterns import Found

_GENRE_STATUS = {"past": Status.PAST, "planned": Status.PLANNED}


def status_of(trigger: Trigger, item: Item, genre: Genre | None) -> tuple[Status, str]:
    """The status and what set it ("rule", a cue's id, a genre's id)."""
    for i, reading in enumerate(item.readings):
        own = i == trigger.sentence
        for _, cue, found in cues_in(item, i) if own or item.lexicon.far_cues else ():
            if _concerns(cue, trigger) and (
                _reaches(cue, found, trigger, item) if own else _from_afar(cue, reading.sentence.in_title)
            ):
                return cue.sets, f"cue {cue.id}"
    if genre is not None and genre.does in _GENRE_STATUS:
        return _GENRE_STATUS[genre.does], f"genre {genre.id}"
    return trigger.rule.status, "rule"


def _concerns(cue: Cue, trigger: Trigger) -> bool:
    return (not cue.kinds or trigger.rule.kind in cue.kinds) and trigger.rule.kind not in cue.exempt


def _from_afar(cue: Cue, in_title: bool) -> bool:
    return cue.side == "item" or (cue.side == "title" and in_title)


def _reaches(cue: Cue, found: Found, trigger: Trigger, item: Item) -> bool:
    if not cue.own and set(found.words) <= set(trigger.found.words):
        return False  # the cue is the trigger's own word ("urges citizens to leave")
    if cue.side in {"sentence", "item"}:
        return True
    if cue.side == "title":
        return item.readings[trigger.sentence].sentence.in_title
    first, last = trigger.found.words[0], trigger.found.words[-1] + 1
    before, after = first - found.end, found.start - last
    inside = (last - first) if cue.reach else 0  # a cue without reach must touch the trigger from outside
    if cue.side != "after" and -inside <= before <= cue.reach and found.start < last:
        return not cue.clause or before <= 0 or not _broken(item, trigger, found.end - 1, first)
    if cue.side != "before" and 0 <= after <= cue.reach:
        return not cue.clause or not _broken(item, trigger, last - 1, found.start)
    return False


def _broken(item: Item, trigger: Trigger, left: int, right: int) -> bool:
    return breaks_between(item.readings[trigger.sentence].sentence, left, right, item.lexicon.grammar) > 0
