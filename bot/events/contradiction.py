"""A release, a lifting or a denial is an event of its own, that names the one it contradicts.

Both are news in themselves: the new event rings with the reason REVERSED or DENIED, and what chats were sent about the
older one is edited to say so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.events import ladder
from bot.events.kinship import is_repeated, undone_kinds
from bot.events.likeness import STRANGERS, STRANGERS_ABROAD, common_share, traits_of_report
from bot.events.standing import denier_of
from bot.model import Standing, Status
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.events.likeness import Traits
    from bot.events.shelf import Shelf
    from bot.model import Event

# Denials come within days of the claim. Releases may come months later; the board's memory bounds them.
_COMPARED: Final = 8  # reports of each event whose words are compared
DENIED_WITHIN: Final = timedelta(days=5)


def find_contradicted(new: Event, shelf: Shelf) -> Event | None:
    """The open event that the new one undoes or denies, the likest of the newest; None if it does neither."""
    weight = shelf.weight()
    alike = (e for e in _candidates(new, shelf) if _is_about_the_same(new, e, weight))
    return _likest(new, alike, weight)


def _candidates(new: Event, shelf: Shelf) -> list[Event]:
    """What a denial could deny: of the very kind, for who denies a death in custody does not deny the arrest."""
    if new.status is Status.DENIED:
        return [e for e in _standing(new, shelf, [new.kind]) if _is_recent(e, new)]
    if new.status is Status.REPORTED:
        return _standing(new, shelf, [Kind(k) for k in undone_kinds(new.kind)])
    return []


def contradiction(new: Event, old: Event) -> tuple[Event, Event]:
    """Both events, each naming the other."""
    if new.status is not Status.DENIED:
        return replace(new, undoes=old.id), replace(old, undone_by=new.id)
    denier = denier_of(new.reports[0].match)
    denied_by = old.denied_by if denier in old.denied_by else (*old.denied_by, denier)
    return replace(new, denies=old.id, denied_by=(denier,)), replace(old, denied_by=denied_by, standing=Standing.DENIED)


def _standing(new: Event, shelf: Shelf, kinds: Iterable[Kind]) -> list[Event]:
    """The events of these kinds in the same direction that still stand as having happened."""
    sides = (new.source, new.target)
    found = shelf.between(new.source, new.target, sorted(kinds))
    return [e for e in found if (e.source, e.target) == sides and e.undone_by is None and ladder.counts(e)]


def _is_recent(event: Event, new: Event) -> bool:
    return abs(new.happened - event.happened) <= DENIED_WITHIN


def _is_about_the_same(new: Event, event: Event, weight: Callable[[str], float]) -> bool:
    """Whether it speaks of what that event did: the same persons, or else enough words in common."""
    ours, theirs = _traits(new), _traits(event)
    named, known = _persons(ours), _persons(theirs)
    if named and known:
        return bool(named & known)
    return not is_repeated(event.kind) or any(_share_words(o, t, weight) for o in ours for t in theirs)


def _share_words(one: Traits, other: Traits, weight: Callable[[str], float]) -> bool:
    strangers = STRANGERS if other.language == one.language else 2 * STRANGERS_ABROAD
    return common_share(one.words, other.words, weight) >= strangers


def _persons(traits: Iterable[Traits]) -> frozenset[str]:
    return frozenset().union(*(t.persons for t in traits))


def _likest(new: Event, events: Iterable[Event], weight: Callable[[str], float]) -> Event | None:
    """The one that shares most words with the new one; of equals the one given first."""
    ours = _traits(new)
    return max(
        events,
        key=lambda e: max(common_share(o.words, t.words, weight) for o in ours for t in _traits(e)),
        default=None,
    )


def _traits(event: Event) -> list[Traits]:
    return [traits_of_report(r, event.happened) for r in event.reports[:_COMPARED]]
