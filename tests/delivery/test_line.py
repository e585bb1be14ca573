"""Whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.line import Item, Line
from bot.model import Action, Delivery
from tests.fakes import NOON, a_chat, a_ref, an_alert, an_event

SECOND = timedelta(seconds=1)
SEVERITY = {1: "travel_advisory", 5: "custody_death"}


def an_item(
    chat: int = 1, event: str = "e", *, kind: str = "arrest", minute: int = 0, change: int = 1, edit: bool = False
) -> Item:
    at = NOON + timedelta(minutes=minute)
    alert = an_alert(
        an_event(event, kind=kind, changes=change, changed=at), action=Action.EDIT if edit else Action.RING
    )
    return Item(Delivery(alert, a_chat(chat), None))


def taken(line: Line, now: datetime = NOON) -> list[tuple[str, str]]:
    """Chat and event of all that may go now, one after the other, each freed at once."""
    found = []
    while (item := line.take(now)) is not None:
        found.append((item.chat.id, item.delivery.alert.event.id))
        line.free(item)
    return found


def test_the_most_severe_go_first_and_the_oldest_first_within_a_severity() -> None:
    line = Line()
    for event, kind, minute in (("mild", SEVERITY[1], 0), ("late", SEVERITY[5], 2), ("early", SEVERITY[5], 1)):
        line.put(an_item(1, event, kind=kind, minute=minute))

    assert [event for _, event in taken(line)] == ["early", "late", "mild"]


def test_one_chat_gets_one_at_a_time() -> None:
    line = Line()
    line.put(first := an_item(1, "a"))
    line.put(an_item(1, "b", minute=1))

    in_hand = line.take(NOON)
    meanwhile = line.take(NOON)
    line.free(first)

    assert (in_hand, meanwhile) == (first, None)
    assert taken(line) == [("1", "b")]


def test_threads_of_a_chat_take_turns() -> None:
    line = Line()
    for thread in ("1", "2"):
        item = an_item()
        chat = a_chat(a_ref(-1, thread=thread))
        line.put(replace(item, delivery=replace(item.delivery, chat=chat)))

    assert line.take(NOON) is not None
    assert line.take(NOON) is None


def test_a_chat_that_waits_holds_up_no_other() -> None:
    line = Line()
    line.put(waiting := an_item(1, "a"))
    line.put(an_item(2, "b", minute=1))
    assert line.take(NOON) == waiting

    line.free(waiting, NOON + SECOND, again=waiting)

    assert taken(line) == [("2", "b")]
    assert line.next_time() == NOON + SECOND
    assert taken(line, NOON + SECOND) == [("1", "a")]


def test_what_goes_back_keeps_its_place() -> None:
    line = Line()
    line.put(first := an_item(1, "first"))
    line.put(an_item(1, "second", minute=1))
    line.take(NOON)

    line.free(first, NOON + SECOND, again=first)

    assert [event for _, event in taken(line, NOON + SECOND)] == ["first", "second"]


def test_changes_of_one_instant_keep_their_order_when_the_first_goes_back() -> None:
    """Two reports of one poll change an event at the same time."""
    line = Line()
    line.put(first := an_item(1, change=1))
    line.put(an_item(1, change=2))
    line.take(NOON)

    line.free(first, again=first)

    assert line.take(NOON) == first


def test_while_the_platform_is_held_nothing_goes() -> None:
    line = Line()
    line.put(an_item(1))
    line.hold(NOON + SECOND)

    assert taken(line) == []
    assert line.next_time() == NOON + SECOND
    assert taken(line, NOON + SECOND) == [("1", "e")]


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    line = Line()
    line.put(an_item(1))
    line.hold(NOON + 9 * SECOND)
    line.hold(NOON + SECOND)

    assert taken(line, NOON + 2 * SECOND) == []


def test_a_clock_that_was_set_back_stretches_no_wait() -> None:
    line = Line()
    line.put(an_item(1))
    item = line.take(NOON)
    assert item is not None
    line.free(item, NOON + 10 * SECOND, again=item)
    line.hold(NOON + 20 * SECOND)
    line.take(NOON + SECOND)

    assert taken(line, NOON - timedelta(hours=1)) == [("1", "e")]


def test_an_edit_that_a_later_change_overtook_is_dropped_and_told() -> None:
    dropped: list[Item] = []
    line = Line(dropped.append)
    line.put(needless := an_item(1, "e", change=2, edit=True))
    line.put(an_item(1, "e", change=3, edit=True, minute=1))
    line.put(an_item(2, "e", change=2, edit=True))

    gone = taken(line)

    assert sorted(gone) == [("1", "e"), ("2", "e")]
    assert dropped == [needless]


def test_a_ring_is_never_dropped() -> None:
    line = Line()
    line.put(an_item(1, "e", change=2))
    line.put(an_item(1, "e", change=3, minute=1))

    assert len(taken(line)) == 2


def test_an_empty_line_has_no_time_and_no_size() -> None:
    line = Line()
    line.put(an_item())
    taken(line)

    assert (len(line), line.next_time(), line.take(NOON)) == (0, None, None)


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from([1, 5]), st.integers(0, 3)), max_size=40), st.data())
def test_whatever_happens_each_delivery_goes_once(arrivals: list[tuple[int, int, int]], data: st.DataObject) -> None:
    """Deliveries arrive, wait, go back and go on in any order."""
    line, gone, in_hand, now = Line(), [], [], NOON
    expected = [f"event-{n}" for n in range(len(arrivals))]
    for n, (chat, severity, minute) in enumerate(arrivals):
        line.put(an_item(chat, f"event-{n}", kind=SEVERITY[severity], minute=minute))
        if data.draw(st.booleans()) and (item := line.take(now)) is not None:
            in_hand.append(item)
        if in_hand and data.draw(st.booleans()):
            item = in_hand.pop()
            if data.draw(st.booleans()):
                line.free(item, now + SECOND, again=item)
            else:
                gone.append(item.delivery.alert.event.id)
                line.free(item)
    for item in in_hand:
        line.free(item, again=item)

    gone += [event for _, event in taken(line, now + SECOND)]

    assert sorted(gone) == sorted(expected)
    assert len(line) == 0
