"""What a change rings, edits or rests for: one commented case a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.events import announce
from bot.model import Action, Entry, Match, Reason
from tests.events.examples import DENIED, NOON, PAST, PLANNED, Desk, a_match, an_entry, hours

RING, EDIT, REST = Action.RING, Action.EDIT, Action.NONE
A = "Baku detains sailors Shchukin and Mardanov at the port"
B = "Sailors Shchukin, Mardanov held in Baku port, lawyers say"
C = "Port police took Shchukin and Mardanov off their ship"
D = "Relatives of Mardanov and Shchukin wait for news from the quay"
WORDINGS = (A, B, C, D)  # each outlet's own words

Step = tuple[Entry, Match]


def told(title: str = A, after: float = 0, outlet: str = "herald", **fields: object) -> Step:
    """A step of a story: after so many hours an outlet tells that Baku holds two sailors, or what `fields` say."""
    named = {"persons": ("Shchukin", "Mardanov"), **fields}
    return an_entry(title, outlet=outlet, at=NOON + hours(after)), a_match(**named)


# Each case: why, the story so far, the last step, and the verdict on it.
CASES = [
    # ---- first heard of
    ("nobody knew of it", [], told(), RING, Reason.FIRST_REPORT),
    ("talks are kept and counted, never rung", [], told(kind="talks"), REST, Reason.QUIET_KIND),
    ("so is rhetoric", [], told(kind="hostile_rhetoric"), REST, Reason.QUIET_KIND),
    ("a plan is not the act", [], told(status=PLANNED), REST, Reason.NOT_REPORTED),
    ("what is past is no news", [], told(status=PAST), REST, Reason.NOT_REPORTED),
    ("a denial of what nobody heard of", [], told(status=DENIED), REST, Reason.NOT_REPORTED),
    ("told as background in an article about something else", [], told(retold=True), REST, Reason.RECAP),
    ("one side unnamed still rings", [], told(source="XX"), RING, Reason.FIRST_REPORT),
    # ---- first heard of by a later report
    ("planned before, done now, as one story", [told(status=PLANNED)], told(B, 2), RING, Reason.FIRST_REPORT),
    ("retold before, in the news now", [told(retold=True)], told(B, 2, "gazette"), RING, Reason.FIRST_REPORT),
    # ---- known, and nothing new about it
    ("another outlet in its own words", [told()], told(B, 1, "unknown"), EDIT, Reason.ANOTHER_OUTLET),
    (
        "an independent outlet after state media",
        [told(outlet="az-state")],
        told(B, 1, "gazette"),
        EDIT,
        Reason.BETTER_SOURCE,
    ),
    ("the same outlet again", [told()], told(B, 1), REST, Reason.COPY),
    ("another outlet with the same words", [told()], told(A, 1, "gazette"), REST, Reason.COPY),
    ("retold by a third", [told()], told(B, 1, "gazette", retold=True), REST, Reason.RECAP),
    # ---- known, and worse
    ("arrested, then dead in custody", [told()], told(B, 1, "gazette", kind="custody_death"), RING, Reason.ESCALATED),
    (
        "a harsher word within the same hours is a better wording",
        [told("Estonia's envoy told to leave Russia", kind="expulsion", persons=())],
        told("Russia downgrades ties, Estonian envoy told to leave", 1, "gazette", kind="relations_cut", persons=()),
        EDIT,
        Reason.BETTER_SOURCE,
    ),
    (
        "a day later it is a further step",
        [told("Estonia's envoy told to leave Russia", kind="expulsion", persons=())],
        told("Russia downgrades ties, Estonian envoy told to leave", 20, "gazette", kind="relations_cut", persons=()),
        RING,
        Reason.ESCALATED,
    ),
    ("2 -> 11", [told(people=2)], told(B, 1, "gazette", people=11), RING, Reason.NUMBER_GREW),
    (
        "2 -> 3 is a detail, and the report that knows it speaks",
        [told(people=2)],
        told(B, 1, "unknown", people=3),
        EDIT,
        Reason.BETTER_SOURCE,
    ),
    (
        "1 -> 2 doubles, but one more is a detail",
        [told(people=1)],
        told(B, 1, "unknown", people=2),
        EDIT,
        Reason.BETTER_SOURCE,
    ),
    ("11 -> 2 is no growth", [told(people=11)], told(B, 1, "unknown", people=2), EDIT, Reason.ANOTHER_OUTLET),
    ("unknown -> 11 is no growth", [told()], told(B, 1, "unknown", people=11), EDIT, Reason.BETTER_SOURCE),
    # ---- known, and clearer
    ("the unnamed side gets its name", [told(source="XX")], told(B, 1, "gazette"), RING, Reason.NEW_PARTY),
    (
        "state media of one side, then an authority",
        [told(outlet="az-state")],
        told(B, 1, "gazette", said_by="Foreign Ministry"),
        RING,
        Reason.CONFIRMED,
    ),
    (
        "state media of one side, then the other side",
        [told(outlet="az-state")],
        told(B, 1, "ru-exile"),
        EDIT,
        Reason.BETTER_SOURCE,
    ),
    (
        "state media of one side, then of the other",
        [told(outlet="az-state")],
        told(B, 1, "ru-state"),
        RING,
        Reason.CONFIRMED,
    ),
    (
        "an outlet alone, then an authority: nobody doubted it",
        [told()],
        told(B, 1, "unknown", said_by="Foreign Ministry"),
        EDIT,
        Reason.ANOTHER_OUTLET,
    ),
]


@pytest.mark.parametrize(("story", "last", "action", "reason"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_the_verdict_follows_from_what_changed(story: list[Step], last: Step, action: Action, reason: Reason) -> None:
    desk = Desk()
    for step in story:
        desk.take(*step)

    _, verdict = desk.take(*last)[0]

    assert (verdict.action, verdict.reason) == (action, reason)


def test_the_backlog_of_a_feed_seen_for_the_first_time_rests() -> None:
    _, verdict = Desk().one(*told(), first_poll=True)

    assert (verdict.action, verdict.reason) == (REST, Reason.FIRST_POLL)


def test_what_the_backlog_held_rings_if_fresh_news_tells_it_too() -> None:
    """Fail open: no chat has heard of it yet."""
    desk = Desk()
    desk.one(*told(), first_poll=True)

    _, verdict = desk.one(*told(B, 1, "gazette"))

    assert (verdict.action, verdict.reason) == (RING, Reason.FIRST_REPORT)


@pytest.mark.parametrize(
    ("age", "reason"),
    [
        (timedelta(hours=35), Reason.FIRST_REPORT),
        (timedelta(hours=37), Reason.TOO_OLD),
        (timedelta(days=90), Reason.TOO_OLD),
    ],
)
def test_an_item_older_than_the_set_age_is_stored_and_not_rung(age: timedelta, reason: Reason) -> None:
    _, verdict = Desk().one(an_entry(published=NOON - age), a_match())

    assert verdict.reason == reason


def test_an_item_without_a_date_is_taken_as_new() -> None:
    _, verdict = Desk().one(an_entry(published=None), a_match())

    assert verdict.reason == Reason.FIRST_REPORT


def test_a_date_in_the_far_past_is_believed_to_be_wrong_for_the_event_and_still_does_not_ring() -> None:
    event, verdict = Desk().one(an_entry(published=NOON.replace(year=1970)), a_match())

    assert event.happened == NOON
    assert verdict.reason == Reason.TOO_OLD


def test_the_age_is_set_by_the_house() -> None:
    desk = Desk(policy=announce.Policy(too_old=timedelta(days=3)))

    _, verdict = desk.one(an_entry(published=NOON - timedelta(days=2)), a_match())

    assert verdict.reason == Reason.FIRST_REPORT


RECAP = "A week of tension between Baku and Moscow"


def test_an_article_that_retells_many_acts_rings_for_none() -> None:
    desk = Desk()
    acts = [
        a_match("raid", "AZ", "RU", in_title=False),
        a_match("arrest", "AZ", "RU", in_title=False, sentence="Two men were held."),
        a_match("media_blocked", "RU", "AZ", in_title=False),
        a_match("ambassador_summoned", "RU", "AZ", in_title=False),
        a_match("events_cancelled", "AZ", "RU", in_title=False),
    ]

    verdicts = [v for _, v in desk.take(an_entry(RECAP, summary="It began with a raid ..."), *acts)]

    assert {v.reason for v in verdicts} == {Reason.RECAP}
    assert desk.alerts == []


def test_what_an_article_tells_below_a_headline_with_news_of_its_own_rests() -> None:
    """In such places stands what led to the news, and half of it is misread; whatever is news gets a headline."""
    cancelled = a_match("events_cancelled", "AZ", "RU")
    killed = a_match("custody_death", "RU", "AZ", in_title=False)

    (_, first), (_, second) = Desk().take(
        an_entry("Baku cancels concerts", summary="Two men had died."), cancelled, killed
    )

    assert (first.reason, second.reason) == (Reason.FIRST_REPORT, Reason.RECAP)


def test_a_swap_rings_once() -> None:
    said = "Moscow and Kyiv exchanged forty prisoners"
    here, there = a_match("release", "RU", "UA", sentence=said), a_match("release", "UA", "RU", sentence=said)

    verdicts = [v.reason for _, v in Desk().take(an_entry(said), here, there)]

    assert verdicts == [Reason.FIRST_REPORT, Reason.RECAP]


@pytest.mark.parametrize("fields", [{"status": PLANNED}, {"kind": "talks"}])
def test_a_headline_that_cannot_ring_does_not_silence_the_summary(fields: dict[str, object]) -> None:
    title = a_match(**{"kind": "expulsion", **fields})

    verdicts = Desk().take(
        an_entry("Baku may expel", summary="Moscow raided homes."), title, a_match("raid", "RU", "AZ", in_title=False)
    )

    assert [v.action for _, v in verdicts] == [REST, RING]


def test_what_only_the_summary_says_rings_if_the_headline_says_no_act() -> None:
    _, verdict = Desk().one(an_entry("Baku speaks", summary="Two sailors were held."), a_match(in_title=False))

    assert verdict.reason == Reason.FIRST_REPORT


def test_what_a_recap_told_first_rings_when_it_is_news() -> None:
    desk = Desk()
    desk.take(an_entry(RECAP), a_match("media_blocked", "RU", "AZ", retold=True))

    _, verdict = desk.one(an_entry("Russia blocks Azerbaijani sites", outlet="b"), a_match("media_blocked", "RU", "AZ"))

    assert verdict.action is RING


def test_each_reason_rings_once_a_step() -> None:
    desk = Desk()
    grow = [("paper-1", 2), ("paper-2", 11), ("paper-3", 11), ("paper-4", 30)]

    verdicts = [desk.one(*told(WORDINGS[k], k, o, people=n))[1] for k, (o, n) in enumerate(grow)]

    assert [v.reason for v in verdicts] == [
        Reason.FIRST_REPORT,
        Reason.NUMBER_GREW,
        Reason.ANOTHER_OUTLET,
        Reason.NUMBER_GREW,
    ]


def test_a_confirmation_does_not_ring_twice() -> None:
    desk = Desk()
    event, _ = desk.one(*told(outlet="az-state"))
    desk.one(*told(B, 1, "ru-state"))
    event = next(iter(desk.board.events()))
    desk.board.keep(replace(event, standing="only state media of one side so far"))  # type: ignore[arg-type]

    _, verdict = desk.one(*told("Port arrest: Shchukin and Mardanov, an official word", 2, "gazette", said_by="MFA"))

    assert verdict.action is EDIT


# ---- what one outlet takes back


def rewritten(title: str, *matches: Match, also: tuple[str, ...] = ()) -> tuple[Desk, Action, Reason]:
    """The verdict on an article whose title was "Baku arrests sailors ..." and now is `title`."""
    desk = Desk()
    desk.one(an_entry("Baku arrests sailors Shchukin and Mardanov", id="1", guid="g"), a_match())
    for outlet in also:
        desk.one(*told(B, 0.5, outlet))
    event, verdict = desk.take(an_entry(title, id="2", guid="g", at=NOON + hours(1)), *matches)[0]
    assert event.reports[0].headline == title
    return desk, verdict.action, verdict.reason


def test_arrested_rewritten_to_questioned_rings_as_a_correction() -> None:
    _, action, reason = rewritten("Baku questions sailors Shchukin and Mardanov")

    assert (action, reason) == (RING, Reason.CORRECTED_BY_OUTLET)


def test_a_denial_under_the_same_guid_is_a_correction() -> None:
    _, action, reason = rewritten("Baku did not arrest sailors Shchukin and Mardanov", a_match(status=DENIED))

    assert (action, reason) == (RING, Reason.CORRECTED_BY_OUTLET)


def test_a_new_wording_of_the_same_act_edits() -> None:
    _, action, reason = rewritten("Sailors Shchukin and Mardanov arrested in Baku", a_match())

    assert (action, reason) == (EDIT, Reason.RETITLED)


def test_what_one_of_many_outlets_withdraws_edits() -> None:
    """Others go on reporting it, and it was not the one whose words the alert shows."""
    desk = Desk()
    desk.one(*told(A, 0, "gazette"))
    desk.one(an_entry(B, outlet="unknown", id="1", guid="g", at=NOON + hours(1)), a_match())

    event, verdict = desk.one(
        an_entry("Sailors Shchukin, Mardanov questioned in Baku port", outlet="unknown", id="2", guid="g")
    )

    assert (verdict.action, verdict.reason) == (EDIT, Reason.RETITLED)
    assert event.status == "reported"


def test_another_story_under_the_same_address_corrects_nothing() -> None:
    """A live page changes its title all day."""
    desk = Desk()
    desk.one(an_entry("Baku arrests sailors Shchukin and Mardanov", id="1", guid="live"), a_match())

    assert desk.take(an_entry("Oil price falls below sixty dollars a barrel", id="2", guid="live")) == []


# ---- the alert


def test_a_verdict_to_rest_makes_no_alert_and_counts_no_change() -> None:
    desk = Desk()
    event, _ = desk.one(*told(kind="talks"))

    assert desk.alerts == []
    assert (event.changes, event.rung, event.rang_for) == (0, None, ())


def test_an_alert_carries_the_event_as_it_is_stored() -> None:
    desk = Desk()
    event, _ = desk.one(*told())

    (alert,) = desk.alerts
    assert alert.event == event == desk.board.get(event.id)
    assert (alert.action, alert.reason, alert.at) == (RING, Reason.FIRST_REPORT, NOON)
    assert (event.changes, event.rung, event.rang_for) == (1, NOON, ("FIRST_REPORT",))


def test_changes_are_counted_densely_and_an_edit_leaves_the_time_of_the_ring() -> None:
    desk = Desk()
    for n, outlet in enumerate(("herald", "herald", "gazette", "courier")):
        event, _ = desk.one(*told(WORDINGS[n], n, outlet))

    assert [a.event.changes for a in desk.alerts] == [1, 2, 3]
    assert event.rung == NOON


@pytest.mark.parametrize(
    ("outlets", "lead"),
    [
        (("az-state", "herald"), "herald"),  # an independent outlet before a party's own
        (("herald", "gazette"), "herald"),  # the first of equals
        (("unknown", "herald"), "herald"),  # one whose ownership is known
        (("az-state", "unknown"), "unknown"),
        (("ru-state", "ru-state-two"), "ru-state"),
    ],
)
def test_the_alert_speaks_with_its_best_source(outlets: tuple[str, ...], lead: str) -> None:
    desk = Desk()
    for n, outlet in enumerate(outlets):
        desk.take(*told(WORDINGS[n], n, outlet))

    assert desk.alerts[-1].lead_report.outlet == lead


def test_the_alert_speaks_with_a_report_of_its_gravest_kind() -> None:
    desk = Desk()
    desk.one(*told())
    desk.one(*told(B, 1, "unknown", kind="custody_death"))

    assert desk.alerts[-1].lead_report.outlet == "unknown"


def test_a_ring_shows_the_report_that_is_its_reason_and_a_later_edit_one_with_the_number() -> None:
    desk = Desk()
    desk.one(*told(A, 0, "herald", people=2))
    desk.one(*told(B, 1, "az-state", people=11))
    desk.one(*told(C, 2, "gazette", people=2))

    assert [a.lead_report.outlet for a in desk.alerts] == ["herald", "az-state", "az-state"]


def test_an_event_that_the_desk_called_a_false_alarm_rests() -> None:
    desk = Desk()
    event, _ = desk.one(*told())
    desk.board.keep(replace(event, false_alarm=True))

    _, verdict = desk.one(*told(B, 1, "gazette", people=40))

    assert (verdict.action, verdict.reason) == (REST, Reason.AMENDED_BY_DESK)
