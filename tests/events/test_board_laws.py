"""What holds for every stream of matches, however odd."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.events import Board, announce
from bot.model import Action, Entry, EntryId, Match, Status
from bot.taxonomy import KINDS
from tests.events.examples import NOON, OUTLETS, a_match, an_entry

COUNTRIES = st.sampled_from(["AZ", "RU", "GE", "XX", ""])
MATCHES = st.builds(
    a_match,
    st.sampled_from([*sorted(KINDS), "no_such_kind"]),
    COUNTRIES,
    COUNTRIES,
    status=st.sampled_from(list(Status)),
    people=st.none() | st.integers(-1, 10**9),
    persons=st.lists(st.sampled_from(["Shchukin", "Щукин", "Mardanov", ""]), max_size=2).map(tuple),
    place=st.none() | st.sampled_from(["Baku", "Баку", "Ganja", ""]),
    said_by=st.none() | st.sampled_from(["ТАСС", "МИД РФ", ""]),
    in_title=st.booleans(),
    retold=st.booleans(),
)
ENTRIES = st.builds(
    an_entry,
    st.text(max_size=60) | st.sampled_from(["Baku detains sailor Shchukin at the port", "Shchukin frees Baku port"]),
    summary=st.text(max_size=60),
    outlet=st.sampled_from([*OUTLETS, "unknown"]),
    at=st.integers(0, 200).map(lambda n: NOON + timedelta(hours=n)),
    language=st.sampled_from(["en", "ru", ""]),
    url=st.sampled_from(["", "https://herald.example/a/1", "http://[", "https://herald.example/b"]),
    guid=st.sampled_from(["", "g1", "g2"]),
    published=st.none() | st.datetimes().map(lambda t: t.replace(tzinfo=NOON.tzinfo)),
)
STREAMS = st.lists(st.tuples(ENTRIES, st.lists(MATCHES, max_size=4)), max_size=12)


@settings(max_examples=60, deadline=None)
@given(STREAMS)
def test_every_stream_is_taken_without_an_error_and_every_ring_is_stored(
    stream: list[tuple[Entry, list[Match]]],
) -> None:
    board = Board(capacity=6)
    rung: dict[str, list[str]] = {}
    for n, (entry, matches) in enumerate(stream):
        own = Entry(**{f: getattr(entry, f) for f in Entry.__slots__} | {"id": EntryId(str(n))})
        changes = board.place_all(own, matches, OUTLETS, own.seen)
        assert len({c.after.id for c in changes}) == len(changes), "one change an event"
        for change in changes:
            verdict = announce.decide(change, own.seen, announce.Policy())
            event, alert = announce.alert_of(
                change, verdict, board.rung(change.after.source, change.after.target, own.seen), own.seen
            )
            board.keep(event)
            assert (alert is None) == (verdict.action is Action.NONE)
            assert alert is None or alert.lead_report in event.reports
            if verdict.action is Action.RING:
                rung.setdefault(event.id, []).append(event.rang_for[-1])
        assert len(board) <= 6
    assert all(len(set(steps)) == len(steps) for steps in rung.values()), "a reason rings once a step"


@settings(max_examples=30, deadline=None)
@given(STREAMS)
def test_a_stream_replayed_makes_the_same_events(stream: list[tuple[Entry, list[Match]]]) -> None:
    boards = []
    for _ in range(2):
        board = Board()
        for entry, matches in stream:
            for change in board.place_all(entry, matches, OUTLETS, entry.seen):
                board.keep(change)
        boards.append(board.events())

    assert boards[0] == boards[1]
