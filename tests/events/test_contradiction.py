"""Releases, liftings and denials: events of their own that name what they contradict; and advice that flaps."""

from __future__ import annotations

import pytest

from bot.model import Action, Event, Reason, Standing
from tests.events.examples import DENIED, NOON, Desk, a_match, an_entry, hours

SHCHUKIN = {"persons": ("Shchukin",)}


def arrested(desk: Desk, **fields: object) -> Event:
    event, _ = desk.one(an_entry("Baku detains sailor Shchukin"), a_match(**{**SHCHUKIN, **fields}))
    return event


def test_a_release_rings_as_reversed_and_marks_the_arrest() -> None:
    desk = Desk()
    arrest = arrested(desk)

    later = an_entry("Sailor Shchukin walks free in Baku", outlet="b", at=NOON + hours(30))
    (release, rings), (marked, edits) = desk.take(later, a_match("release", **SHCHUKIN))

    assert (rings.action, rings.reason) == (Action.RING, Reason.REVERSED)
    assert (edits.action, edits.reason) == (Action.EDIT, Reason.REVERSED)
    assert (release.undoes, marked.id, marked.undone_by) == (arrest.id, arrest.id, release.id)


def test_a_further_report_of_the_release_edits_it() -> None:
    desk = Desk()
    arrested(desk)
    desk.take(
        an_entry("Sailor Shchukin walks free in Baku", outlet="b", at=NOON + hours(30)), a_match("release", **SHCHUKIN)
    )

    later = an_entry("Baku frees sailor Shchukin after a month", outlet="c", at=NOON + hours(31))
    _, verdict = desk.one(later, a_match("release", **SHCHUKIN))

    assert verdict.action is Action.EDIT


@pytest.mark.parametrize(
    ("title", "act"),
    [
        pytest.param("Baku frees journalist Orlova", a_match("release", persons=("Orlova",)), id="of another person"),
        pytest.param(
            "Moscow frees trader Shchukin", a_match("release", "RU", "AZ", **SHCHUKIN), id="by the other side"
        ),
        pytest.param("Georgia frees Shchukin", a_match("release", "GE", "RU", **SHCHUKIN), id="by a third country"),
    ],
)
def test_a_release_that_undoes_nothing_known_is_a_first_report(title: str, act: object) -> None:
    desk = Desk()
    arrested(desk)

    event, verdict = desk.one(an_entry(title, outlet="b", at=NOON + hours(30)), act)  # type: ignore[arg-type]

    assert verdict.reason == Reason.FIRST_REPORT
    assert event.undoes is None


def test_a_denial_rings_and_the_denied_event_says_by_whom() -> None:
    desk = Desk()
    arrest = arrested(desk)

    later = an_entry("Baku: sailor Shchukin was not detained", outlet="b", at=NOON + hours(3))
    (denial, rings), (marked, edits) = desk.take(later, a_match(status=DENIED, said_by="Interior Ministry", **SHCHUKIN))

    assert (rings.action, rings.reason) == (Action.RING, Reason.DENIED)
    assert (edits.action, edits.reason) == (Action.EDIT, Reason.DENIED)
    assert denial.denies == marked.id == arrest.id
    assert (marked.standing, marked.denied_by) == (Standing.DENIED, ("Interior Ministry",))


def test_a_denial_of_something_else_of_the_kind_denies_nothing() -> None:
    desk = Desk()
    desk.one(an_entry("Baku detains two smugglers with caviar at the airport"), a_match())

    later = an_entry("Baku: no Russian tourist was arrested on the beach", outlet="b", at=NOON + hours(3))
    event, verdict = desk.one(later, a_match(status=DENIED))

    assert (event.denies, verdict.reason) == (None, Reason.NOT_REPORTED)


def test_a_denial_rings_once_a_further_report_shows_what_it_denies() -> None:
    desk = Desk()
    arrest, _ = desk.one(an_entry("Baku detains two smugglers with caviar at the airport"), a_match())
    terse = an_entry("Nazirlik təkzib edib", outlet="az-state", language="az", at=NOON + hours(3))
    assert desk.one(terse, a_match(status=DENIED))[1].reason == Reason.NOT_REPORTED

    clear = an_entry("Baku denies smugglers with caviar were detained at airport", outlet="c", at=NOON + hours(4))
    (denial, rings), (marked, _) = desk.take(clear, a_match(status=DENIED))

    assert rings.reason == Reason.DENIED
    assert (denial.denies, marked.standing) == (arrest.id, Standing.DENIED)
    assert len(denial.reports) == 2


def test_a_denial_that_names_nobody_is_the_accused_states() -> None:
    desk = Desk()
    arrested(desk)

    later = an_entry("No sailor Shchukin detained in Baku", outlet="b", at=NOON + hours(3))
    _, (marked, _) = desk.take(later, a_match(status=DENIED, **SHCHUKIN))

    assert marked.denied_by == ("AZ",)


def test_who_denies_a_death_in_custody_does_not_deny_the_arrest() -> None:
    desk = Desk()
    arrested(desk)

    later = an_entry("Baku: no sailor was beaten in custody", outlet="b", at=NOON + hours(3))
    event, verdict = desk.one(later, a_match("custody_death", status=DENIED, **SHCHUKIN))

    assert (event.denies, verdict.reason) == (None, Reason.NOT_REPORTED)


def test_a_denied_event_keeps_its_standing_when_others_repeat_the_claim() -> None:
    desk = Desk()
    arrested(desk)
    desk.take(
        an_entry("Baku: no sailor Shchukin detained", outlet="b", at=NOON + hours(3)),
        a_match(status=DENIED, **SHCHUKIN),
    )

    later = an_entry("Sailor Shchukin is held in Baku, lawyers say", outlet="gazette", at=NOON + hours(4))
    event, verdict = desk.one(later, a_match(**SHCHUKIN))

    assert event.standing == Standing.DENIED
    assert verdict.action is Action.EDIT


def test_a_denial_long_after_denies_nothing_and_rests() -> None:
    desk = Desk()
    arrested(desk)

    late = an_entry("Baku: sailor Shchukin was not detained", outlet="b", at=NOON + hours(24 * 8))
    event, verdict = desk.one(late, a_match(status=DENIED, **SHCHUKIN))

    assert (event.denies, verdict.reason) == (None, Reason.NOT_REPORTED)


def test_what_never_rang_is_marked_without_an_edit() -> None:
    desk = Desk()
    desk.one(an_entry("Baku detains sailor Shchukin"), a_match(**SHCHUKIN), first_poll=True)

    later = an_entry("Sailor Shchukin walks free in Baku", outlet="b", at=NOON + hours(3))
    verdicts = [v.action for _, v in desk.take(later, a_match("release", **SHCHUKIN))]

    assert verdicts == [Action.RING, Action.NONE]


# ---- a government's list of travel advice

LIST = {"outlet": "advice-list", "guid": "az"}
LEVEL_3 = an_entry("Azerbaijan - Level 3", id="3", **LIST)  # type: ignore[arg-type]
LEVEL_4 = an_entry("Azerbaijan - Level 4", id="4", at=NOON + hours(30), **LIST)  # type: ignore[arg-type]
BACK_AT_3 = an_entry("Azerbaijan - Level 3", id="5", at=NOON + hours(60), **LIST)  # type: ignore[arg-type]
ADVICE = a_match("travel_advisory", "US", "AZ")


def test_a_level_on_the_list_is_held_at_first_sight() -> None:
    event, verdict = Desk().one(LEVEL_3, ADVICE)

    assert (verdict.action, verdict.reason, event.held) == (Action.NONE, Reason.HELD, True)


@pytest.mark.parametrize("listed", [None, {LEVEL_3.id}])
def test_a_second_poll_that_still_shows_it_rings(listed: set[str] | None) -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE)

    (change,) = desk.board.confirm_held(LEVEL_3.feed, NOON + hours(1), listed)  # type: ignore[arg-type]
    event, verdict = desk.settle(change, NOON + hours(1))

    assert (verdict.action, verdict.reason, event.held) == (Action.RING, Reason.FIRST_REPORT, False)
    assert desk.board.confirm_held(LEVEL_3.feed, NOON + hours(2)) == ()


def test_a_poll_that_lists_it_no_more_or_another_feed_confirms_nothing() -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE)

    assert desk.board.confirm_held(LEVEL_3.feed, NOON, {LEVEL_4.id}) == ()
    assert desk.board.confirm_held(an_entry().feed, NOON) == ()


def test_another_source_confirms_it() -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE)

    _, verdict = desk.one(an_entry("Washington warns of travel to Azerbaijan, level 3", at=NOON + hours(1)), ADVICE)

    assert (verdict.action, verdict.reason) == (Action.RING, Reason.FIRST_REPORT)


def test_what_the_press_tells_of_advice_is_not_held() -> None:
    _, verdict = Desk().one(an_entry("Washington warns of travel to Azerbaijan"), ADVICE)

    assert verdict.action is Action.RING


def test_a_level_that_flaps_back_before_it_was_confirmed_never_rings() -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE)
    (change,) = desk.board.confirm_held(LEVEL_3.feed, NOON + hours(1))
    known, _ = desk.settle(change, NOON + hours(1))
    desk.take(LEVEL_4, ADVICE)

    back = desk.take(BACK_AT_3, ADVICE)

    assert [(e.id == known.id, v.action, v.reason) for e, v in back] == [
        (True, Action.NONE, Reason.COPY),
        (False, Action.NONE, Reason.REVERSED),
    ]
    assert desk.board.confirm_held(LEVEL_3.feed, NOON + hours(61)) == ()


def test_a_level_that_stays_changed_rings_as_an_event_of_its_own() -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE)
    for change in desk.board.confirm_held(LEVEL_3.feed, NOON + hours(1)):
        desk.settle(change, NOON + hours(1))
    desk.take(LEVEL_4, ADVICE)

    verdicts = [desk.settle(c, NOON + hours(31))[1] for c in desk.board.confirm_held(LEVEL_4.feed, NOON + hours(31))]

    assert [v.reason for v in verdicts] == [Reason.FIRST_REPORT]


def test_the_backlog_of_a_list_does_not_ring_at_its_second_poll() -> None:
    desk = Desk()
    desk.one(LEVEL_3, ADVICE, first_poll=True)

    assert desk.board.confirm_held(LEVEL_3.feed, NOON + hours(1)) == ()
