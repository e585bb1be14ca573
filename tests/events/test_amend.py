"""What the desk puts right by hand."""

from __future__ import annotations

import pytest

from bot.events import amend
from bot.model import ChatRef, Event, Note, NoteKind, Platform
from tests.events.examples import NOON, OUTLETS, Desk, a_match, an_entry, hours

ARREST = an_entry("Baku detains sailor Shchukin", id="aaaaaaaa1")
MORE = an_entry("Moscow holds a trader from Ganja", id="bbbbbbbb2", outlet="gazette", at=NOON + hours(2))


def two_events() -> tuple[Desk, Event, Event]:
    desk = Desk()
    one, _ = desk.one(ARREST, a_match(people=2, persons=("Shchukin",), place="Baku"))
    other, _ = desk.one(MORE, a_match("raid", "AZ", "RU", people=5, persons=("Orlov",)))
    return desk, one, other


def test_a_merge_keeps_one_id_and_the_reports_of_both() -> None:
    _, one, other = two_events()

    kept, gone = amend.merged(one, other, OUTLETS, NOON + hours(3))

    assert (kept.id, gone.merged_into) == (one.id, one.id)
    assert [r.entry for r in kept.reports] == [ARREST.id, MORE.id]
    assert (kept.people, kept.persons, kept.place) == (5, ("Shchukin", "Orlov"), "Baku")
    assert {kept.kind, *kept.other_kinds} == {"arrest", "raid"}
    assert kept.standing == "independent outlets"


def test_an_event_merged_with_its_copy_holds_each_report_once() -> None:
    _, one, _ = two_events()

    kept, _ = amend.merged(one, one, OUTLETS, NOON)

    assert kept.reports == one.reports


def test_a_split_gives_each_event_what_its_own_reports_say() -> None:
    _, one, other = two_events()
    both, _ = amend.merged(one, other, OUTLETS, NOON + hours(3))

    stays, leaves = amend.split(both, {MORE.id}, OUTLETS, NOON + hours(4))

    assert stays.id == one.id != leaves.id
    assert (stays.kind, stays.people, stays.persons) == ("arrest", 2, ("Shchukin",))
    assert (leaves.kind, leaves.people, leaves.persons) == ("raid", 5, ("Orlov",))
    assert (stays.other_kinds, leaves.other_kinds) == ((), ())
    assert leaves.happened == NOON + hours(2)


@pytest.mark.parametrize("entries", [set(), {ARREST.id}])
def test_a_split_that_leaves_an_event_empty_is_refused(entries: set[str]) -> None:
    _, one, _ = two_events()

    with pytest.raises(ValueError, match="at least one report"):
        amend.split(one, entries, OUTLETS, NOON)  # type: ignore[arg-type]


def test_a_false_alarm_leaves_the_ladder() -> None:
    desk, one, _ = two_events()
    before = desk.board.rung(one.source, one.target, NOON + hours(3)).level

    desk.board.keep(amend.called_false(one, NOON + hours(3)))

    assert desk.board.rung(one.source, one.target, NOON + hours(3)).level < before


@pytest.mark.parametrize(
    ("kind", "entries", "changed"),
    [(NoteKind.FALSE_ALARM, (), 1), (NoteKind.MERGED, (), 2), (NoteKind.SPLIT, (ARREST.id,), 0)],
)
def test_what_is_put_right_keeps_the_editors_reason(kind: NoteKind, entries: tuple[str, ...], changed: int) -> None:
    _, one, other = two_events()
    chat = ChatRef(Platform.SLACK, "C1")
    note = Note("n1", kind, NOON, "slack:U1", chat, one.id, other.id, entries, "a drill")  # type: ignore[arg-type]

    made = amend.corrected(note, one, other, OUTLETS, NOON + hours(3))

    assert [event.amended_for for event in made] == ["a drill"] * changed
