"""Which event a report belongs to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.events import Board
from bot.model import Entry, Match, Status
from tests.events.examples import DENIED, NOON, OUTLETS, PAST, PLANNED, Desk, a_match, an_entry, hours

SAILORS = an_entry("Baku detains sailors Shchukin and Mardanov at the port", outlet="herald")
HELD = a_match(people=2, persons=("Shchukin", "Mardanov"))
SUMMONS = an_entry("Moscow summons the Azerbaijani ambassador over the detained sailors", outlet="herald")
SUMMONED = a_match("ambassador_summoned", "RU", "AZ")

SAME = [
    pytest.param(
        (SAILORS, HELD),
        (
            an_entry("Азербайджан задержал моряков Щукина и Марданова", outlet="b", language="ru", at=NOON + hours(3)),
            a_match(persons=("Щукина", "Марданова")),
        ),
        id="told in another script",
    ),
    pytest.param(
        (SAILORS, HELD),
        (an_entry("Court in Baku remands sailors Shchukin and Mardanov", outlet="b", at=NOON + hours(45)), HELD),
        id="detained, and two days later remanded",
    ),
    pytest.param(
        (SAILORS, HELD),
        (
            an_entry("Baku accuses sailor Mardanov of spying", outlet="b", at=NOON + hours(5)),
            a_match("espionage_charge", persons=("Mardanov",)),
        ),
        id="told as another kind of the same",
    ),
    pytest.param(
        (SUMMONS, SUMMONED),
        (an_entry("Səfir nazirliyə çağırılıb", outlet="b", language="az", at=NOON + hours(6)), SUMMONED),
        id="a seldom act in words that share nothing",
    ),
    pytest.param(
        (an_entry("Gunmen attack the Azerbaijani embassy, a guard dies"), a_match("military_strike", "XX", "AZ")),
        (
            an_entry("Azerbaijani embassy attacked by gunmen, guard killed", outlet="b", at=NOON + hours(2)),
            a_match("military_strike", "IR", "AZ"),
        ),
        id="a side that the first report left unnamed",
    ),
    pytest.param(
        (an_entry("Aliyev and Putin meet in Dushanbe"), a_match("talks", "AZ", "RU")),
        (an_entry("Putin meets Aliyev in Dushanbe", outlet="b"), a_match("talks", "RU", "AZ")),
        id="talks, either side first",
    ),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_reports_of_the_same_happening_make_one_event(first: tuple[Entry, Match], second: tuple[Entry, Match]) -> None:
    desk = Desk()
    opened, _ = desk.one(*first)

    event, _ = desk.one(*second)

    assert event.id == opened.id
    assert [r.entry for r in event.reports] == [first[0].id, second[0].id]


APART = [
    pytest.param(
        (SAILORS, HELD),
        (
            an_entry("Russia protests against the arrest of sailors Shchukin and Mardanov", outlet="b"),
            a_match("protest_note", "RU", "AZ", persons=("Shchukin", "Mardanov")),
        ),
        id="the protest against the arrest",
    ),
    pytest.param(
        (SAILORS, HELD),
        (an_entry("Baku detains tourist Kuznetsov for theft", outlet="b"), a_match(people=1, persons=("Kuznetsov",))),
        id="the arrest of another",
    ),
    pytest.param(
        (SAILORS, HELD),
        (
            an_entry("Russia detains Azerbaijani traders Shchukin and Mardanov", outlet="b"),
            a_match("arrest", "RU", "AZ"),
        ),
        id="the other direction",
    ),
    pytest.param(
        (SAILORS, HELD),
        (an_entry("Baku detains Georgian sailors", outlet="b"), a_match("arrest", "AZ", "GE")),
        id="another country's people",
    ),
    pytest.param(
        (SUMMONS, SUMMONED),
        (
            an_entry("Moscow summons the Azerbaijani ambassador once more", outlet="b", at=NOON + hours(24 * 6)),
            SUMMONED,
        ),
        id="a second summons a week later",
    ),
    pytest.param(
        (an_entry("Russia expels a British diplomat"), a_match("expulsion", "RU", "GB")),
        (
            an_entry("British ambassador called in by Russia's ministry", outlet="b"),
            a_match("ambassador_summoned", "RU", "GB"),
        ),
        id="a summons beside an expulsion",
    ),
    pytest.param(
        (an_entry("Poland may close the Russian consulate"), a_match("relations_cut", "PL", "RU", status=PLANNED)),
        (
            an_entry("Poland closes the Russian consulate in Gdansk", outlet="b", at=NOON + hours(36)),
            a_match("relations_cut", "PL", "RU"),
        ),
        id="the plan and, later, the act",
    ),
    pytest.param(
        (an_entry("Iran expels four Azerbaijani diplomats"), a_match("expulsion", "IR", "AZ", people=4)),
        (
            an_entry("The four have left Tehran", outlet="b", at=NOON + hours(20)),
            a_match("expulsion", "IR", "AZ", status=PAST),
        ),
        id="what looks back on the act",
    ),
    pytest.param(
        (an_entry("Germany closes the bureau of a Russian channel"), a_match("media_blocked", "DE", "RU")),
        (
            an_entry("Berlin: no bureau of a Russian channel was closed", outlet="b"),
            a_match("media_blocked", "DE", "RU", status=DENIED),
        ),
        id="the denial",
    ),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_different_happenings_are_different_events(first: tuple[Entry, Match], second: tuple[Entry, Match]) -> None:
    desk = Desk()
    opened, _ = desk.one(*first)

    event, _ = desk.take(*second)[0]

    assert event.id != opened.id


def test_the_matches_of_one_happening_make_one_change() -> None:
    desk = Desk()

    event, _ = desk.one(SAILORS, a_match("espionage_charge"), HELD)

    assert (event.kind, event.other_kinds) == ("espionage_charge", ("arrest",))


def test_matches_of_several_happenings_make_several_changes_the_one_of_the_title_first() -> None:
    title = a_match("events_cancelled", "AZ", "RU", in_title=True)
    beside = a_match("custody_death", "RU", "AZ", in_title=False)

    changed = Desk().take(an_entry("Baku cancels Russian concerts", summary="Two men had died."), beside, title)

    assert [event.kind for event, _ in changed] == ["events_cancelled", "custody_death"]


def test_several_countries_that_do_one_thing_in_one_sentence_make_one_event() -> None:
    said = "Latvia, Lithuania and Estonia impose sanctions on Georgian officials"
    desk = Desk()

    event, _ = desk.one(an_entry(said), *(a_match("sanctions", c, "GE", sentence=said) for c in ("LV", "LT", "EE")))

    assert (event.source, event.target, event.other_parties) == ("LV", "GE", ("LT", "EE"))


def test_a_report_of_a_further_party_finds_the_joint_event() -> None:
    said = "Latvia and Lithuania impose sanctions on Georgian officials"
    desk = Desk()
    joint, _ = desk.one(an_entry(said), *(a_match("sanctions", c, "GE", sentence=said) for c in ("LV", "LT")))

    event, _ = desk.one(
        an_entry("Lithuania puts sanctions on officials of Georgia", outlet="b"), a_match("sanctions", "LT", "GE")
    )

    assert event.id == joint.id


def test_the_same_article_under_another_address_is_the_same_report() -> None:
    desk = Desk()
    desk.take(an_entry("Envoy summoned", id="1", url="https://t.example/envoy-summoned-a81234"), SUMMONED)

    event, verdict = desk.one(
        an_entry("Envoy summoned", id="2", url="https://t.example/envoy-called-in-a81234"), SUMMONED
    )

    assert len(event.reports) == 1
    assert event.reports[0].other_urls == ("https://t.example/envoy-summoned-a81234",)
    assert verdict.reason == "COPY"


def test_a_retitled_article_keeps_its_headline_trail() -> None:
    desk = Desk()
    desk.take(an_entry("Envoy summoned", id="1", guid="g"), SUMMONED)

    event, verdict = desk.one(an_entry("Envoy summoned over sailors", id="2", guid="g", at=NOON + hours(1)), SUMMONED)

    assert [h.text for h in event.reports[0].headlines] == ["Envoy summoned", "Envoy summoned over sailors"]
    assert [h.since for h in event.reports[0].headlines] == [NOON, NOON + hours(1)]
    assert verdict.reason == "RETITLED"


def test_a_repeat_after_a_crash_changes_nothing() -> None:
    """The event was stored, the seen mark was not: the entry comes once more."""
    desk = Desk()
    first, _ = desk.one(SAILORS, HELD)

    event, verdict = desk.one(SAILORS, HELD)

    assert (event.id, event.reports, verdict.reason) == (first.id, first.reports, "COPY")


def test_ids_are_derived_from_content() -> None:
    one, _ = Desk().one(SAILORS, HELD)
    again, _ = Desk().one(replace(SAILORS, seen=NOON + hours(9)), HELD)
    other, _ = Desk().one(replace(SAILORS, id=SUMMONS.id), HELD)

    assert one.id == again.id != other.id


def test_a_change_is_visible_only_once_it_is_kept() -> None:
    board = Board()
    change = board.place(SAILORS, HELD, OUTLETS, NOON)
    assert board.place(SUMMONS, HELD, OUTLETS, NOON).before is None

    board.keep(change)

    assert (
        board.place(replace(SAILORS, id=SUMMONS.id, outlet=SUMMONS.outlet), HELD, OUTLETS, NOON).before == change.after
    )


def test_a_loaded_board_places_as_the_one_that_was_stored() -> None:
    desk = Desk()
    desk.one(SAILORS, HELD)
    desk.one(SUMMONS, SUMMONED)
    loaded = Board()

    loaded.load(desk.board.events())

    later = an_entry("Sailors Shchukin and Mardanov still held in Baku", outlet="b", at=NOON + hours(4))
    assert loaded.place(later, HELD, OUTLETS, NOON + hours(4)) == desk.board.place(
        later, HELD, OUTLETS, NOON + hours(4)
    )


def test_the_board_is_bounded_and_forgets_what_changed_longest_ago() -> None:
    desk = Desk(Board(capacity=3))
    for n, target in enumerate(("RU", "GE", "AM", "IR")):
        desk.one(an_entry(f"Baku detains a man from {target}", at=NOON + hours(n)), a_match("arrest", "AZ", target))

    assert [e.target for e in desk.board.events()] == ["GE", "AM", "IR"]


def test_an_event_that_was_merged_into_another_leaves_the_board() -> None:
    desk = Desk()
    event, _ = desk.one(SAILORS, HELD)

    desk.board.keep(replace(event, merged_into=event.id))

    assert len(desk.board) == 0
    assert desk.board.get(event.id) is None


def test_the_board_knows_the_pairs_place_on_the_ladder() -> None:
    desk = Desk()
    event, _ = desk.one(SAILORS, HELD)

    assert desk.board.rung(event.source, event.target, NOON).level == 2.2
    assert desk.board.rung(event.source, event.target, NOON, also=event).level == 2.2
    assert desk.board.rung(event.target, event.source, NOON).level == 0.0


def test_an_article_from_a_year_ago_joins_nothing_of_today() -> None:
    desk = Desk()
    desk.one(SUMMONS, SUMMONED)

    old = an_entry("Envoy summoned", outlet="b", published=NOON - hours(24 * 300))
    event, verdict = desk.one(old, SUMMONED)

    assert len(event.reports) == 1
    assert verdict.reason == "TOO_OLD"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "no_such_kind"},
        {"source": "", "target": ""},
        {"source": "XX", "target": "XX"},
        {"source": "RU", "target": "RU"},
        {"people": 0},
        {"people": -3},
        {"persons": ("", "—", "\u0000")},
        {"place": ""},
        {"sentence": ""},
        {"said_by": ""},
    ],
)
def test_odd_values_raise_nothing(fields: dict[str, object]) -> None:
    desk = Desk()
    for at in (NOON, NOON + hours(1)):
        desk.take(an_entry("", outlet="odd", at=at, url="http://["), a_match(**fields))


def test_many_reports_of_one_event_are_bounded_but_counted() -> None:
    desk = Desk()
    for n in range(170):
        event, _ = desk.one(an_entry(f"Envoy summoned, number {n}", outlet=f"paper-{n}"), SUMMONED)

    assert len(event.reports) == 150
    assert event.unlisted == 20
    assert (event.reports[0].outlet, event.reports[-1].outlet) == ("paper-0", "paper-169")


def test_what_an_event_says_is_derived_from_its_reports() -> None:
    desk = Desk()
    desk.one(an_entry("Baku detains sailors Shchukin and others"), a_match(people=2, persons=("Shchukin",)))

    event, _ = desk.one(
        an_entry(
            "Shchukin among three sailors detained at the port",
            outlet="b",
            at=NOON + hours(1),
            published=NOON - hours(2),
        ),
        a_match(people=3, persons=("Ivan Shchukin", "Mardanov"), place="Baku", ordinary_crime=True),
    )

    assert event.people == 3
    assert event.persons == ("Shchukin", "Mardanov")
    assert event.place == "Baku"
    assert event.happened == NOON - hours(2)
    assert event.opened == NOON
    assert event.status is Status.REPORTED
    assert not event.ordinary_crime, "only if all who report it call it that"


def test_a_chain_of_reports_ends() -> None:
    """Each day another village is taken: every report is near the last one, and the last is far from the first."""
    desk = Desk()
    strike = a_match("military_strike", "RU", "UA")
    days = [
        desk.one(an_entry(f"Army says it took the village of {name}", outlet=name, at=NOON + hours(20 * n)), strike)[
            0
        ].id
        for n, name in enumerate(
            ("Makarovo", "Leninsk", "Selidovo", "Ilyinka", "Dalneye", "Terny", "Zorya", "Petrivka")
        )
    ]

    assert len(set(days)) > 1
