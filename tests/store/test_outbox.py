"""The outbox: what is in it stays until every platform had it, whoever dies."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Delivery, Platform, Reason, Receipt
from bot.ports import Trying
from bot.store import State
from bot.store.connect import Server
from tests.fakes import NOON, a_chat, a_ref, an_alert, an_event, changed

NOW = timedelta(0)
MINUTE = timedelta(minutes=1)
TELEGRAM, SLACK = Platform.TELEGRAM, Platform.SLACK


async def claimed(state: State, worker: str = "w", platform: Platform = TELEGRAM) -> list[str]:
    """Events of the alerts that this worker gets now."""
    return [alert.event.id for _, alert in await state.outbox.claim(platform, worker, 100, NOW)]


def a_delivery(state_of: str = "event-1", change: int = 1, chat: int = 1) -> Delivery:
    return Delivery(an_alert(an_event(state_of, changes=change)), a_chat(chat), None)


async def test_an_alert_goes_to_one_worker_of_each_platform(server: Server) -> None:
    state = State.over(server)
    await state.outbox.put(an_alert(an_event("event-1")))

    first, second = await claimed(state, "a"), await claimed(state, "b")
    of_slack = await claimed(state, "c", SLACK)

    assert (first, second, of_slack) == (["event-1"], [], ["event-1"])


async def test_a_platform_that_comes_late_gets_what_still_waits(state: State) -> None:
    """Its group begins at the first entry, never at the newest."""
    await claimed(state, "a", TELEGRAM)
    await state.outbox.put(an_alert())

    assert await claimed(state, "b", SLACK) == ["event-1"]


async def test_waiting_ends_when_an_alert_comes(state: State) -> None:
    await claimed(state)
    await state.outbox.put(an_alert())

    found = await state.outbox.claim(TELEGRAM, "w", 10, MINUTE)

    assert [alert for _, alert in found] == [an_alert()]


async def test_the_most_severe_come_first_and_tests_before_all(state: State) -> None:
    await state.outbox.put(an_alert(an_event("mild", kind="travel_advisory")))
    await state.outbox.put(an_alert(an_event("worst", kind="custody_death")))
    await state.outbox.put(an_alert(an_event("asked for", kind="travel_advisory"), reason=Reason.TEST))

    assert await claimed(state) == ["worst", "asked for", "mild"]


async def test_what_a_living_worker_holds_is_not_taken_from_it(server: Server) -> None:
    shared = State.over(server)
    await shared.outbox.put(an_alert())
    await claimed(shared, "busy")

    assert await claimed(shared, "eager") == []


async def test_what_a_worker_released_goes_to_the_next(server: Server) -> None:
    shared = State.over(server)
    await shared.outbox.put(an_alert())
    ((ticket, _),) = await shared.outbox.claim(TELEGRAM, "leaving", 10, NOW)

    await shared.outbox.release(TELEGRAM, "leaving", [ticket])

    assert await claimed(shared, "next") == ["event-1"]


async def test_what_another_took_over_is_not_taken_back(server: Server) -> None:
    """A worker that slept too long renews its claims when it wakes: they are no longer its own."""
    shared = State.over(server)
    await shared.outbox.put(an_alert())
    ((ticket, _),) = await shared.outbox.claim(TELEGRAM, "sleeper", 10, NOW)
    await shared.outbox.release(TELEGRAM, "sleeper", [ticket])
    await claimed(shared, "successor")

    await shared.outbox.renew(TELEGRAM, "sleeper", [ticket])
    await shared.outbox.release(TELEGRAM, "sleeper", [ticket])

    assert await claimed(shared, "third") == []


async def test_a_claim_whose_answer_was_lost_comes_again_at_once(server: Server) -> None:
    shared = State.over(server)
    await shared.outbox.put(an_alert(an_event("lost")))
    await claimed(shared, "w")
    await shared.outbox.put(an_alert(an_event("known")))
    tickets = {a.event.id: t for t, a in await shared.outbox.claim(TELEGRAM, "w", 10, NOW)}

    again = await shared.outbox.claim(TELEGRAM, "w", 10, NOW, [tickets["known"]])

    assert [alert.event.id for _, alert in again] == ["lost"]


async def test_an_owner_that_starts_takes_over_all_that_its_predecessor_held(state: State) -> None:
    await state.outbox.put(an_alert())
    await claimed(state, "the-dead")

    assert await claimed(state, "the-next") == ["event-1"]


async def test_what_is_done_everywhere_leaves_the_stream_and_what_is_not_stays(state: State, server: Server) -> None:
    tickets = {}
    for platform in (TELEGRAM, SLACK):
        await claimed(state, "w", platform)
    for number in range(3):
        await state.outbox.put(an_alert(an_event(f"event-{number}")))
    for platform in (TELEGRAM, SLACK):
        tickets[platform] = [ticket for ticket, _ in await state.outbox.claim(platform, "w", 10, NOW)]

    lengths = []
    for platform, number in ((TELEGRAM, 0), (TELEGRAM, 1), (SLACK, 0), (SLACK, 2), (TELEGRAM, 2), (SLACK, 1)):
        await state.outbox.done(platform, tickets[platform][number])
        lengths.append(await server.ask("XLEN", "tocsin:{archive}:outbox:3"))

    assert lengths == [3, 3, 2, 2, 2, 0]


async def test_a_platform_that_was_switched_off_for_good_keeps_nothing(state: State, server: Server) -> None:
    for platform in (TELEGRAM, SLACK):
        await claimed(state, "w", platform)
    await server.ask("HSET", "tocsin:{archive}:readers", SLACK, 1_600_000_000_000)
    await state.outbox.put(an_alert())
    ((ticket, _),) = await state.outbox.claim(TELEGRAM, "w", 10, NOW)

    await state.outbox.done(TELEGRAM, ticket)

    assert await server.ask("XLEN", "tocsin:{archive}:outbox:3") == 0


async def test_an_outbox_that_was_emptied_by_somebody_works_again(state: State, server: Server) -> None:
    await claimed(state)
    await server.ask("FLUSHALL")

    lost = await claimed(state)
    await state.outbox.put(an_alert())

    assert (lost, await claimed(state)) == ([], ["event-1"])


async def test_the_first_try_goes_and_leaves_a_mark(state: State) -> None:
    first = await state.outbox.sending(a_delivery(), "w")
    second = await state.outbox.sending(a_delivery(), "w")

    assert (first.state, first.tries) == (Trying.GO, 0)
    assert (second.state, second.tries) == (Trying.AGAIN, 1)


async def test_a_repeated_try_is_counted(state: State) -> None:
    await state.outbox.sending(a_delivery(), "w")

    again = await state.outbox.sending(a_delivery(), "w", again=True)
    after = await state.outbox.sending(a_delivery(), "w")

    assert (again.state, again.tries, after.tries) == (Trying.GO, 1, 2)


async def test_a_send_that_surely_failed_leaves_no_mark(state: State) -> None:
    await state.outbox.sending(a_delivery(), "w")
    await state.outbox.unsent(a_delivery())

    assert (await state.outbox.sending(a_delivery(), "w")).state is Trying.GO


async def test_a_try_that_surely_failed_leaves_the_mark_of_the_one_before(state: State) -> None:
    """The first may have arrived, the second did not: a third would be the second copy, not the first."""
    await state.outbox.sending(a_delivery(), "w")
    await state.outbox.sending(a_delivery(), "w", again=True)
    for _ in range(2):  # a repeat is harmless
        await state.outbox.unsent(a_delivery())

    attempt = await state.outbox.sending(a_delivery(), "w")

    assert (attempt.state, attempt.tries) == (Trying.AGAIN, 1)


async def test_a_chat_that_shows_the_change_or_a_later_one_is_left_alone(state: State) -> None:
    await state.outbox.record(receipt := Receipt(a_ref(1), "event-1", "m", 2, NOON))

    shown = await state.outbox.sending(a_delivery(change=2), "w")
    newer = await state.outbox.sending(a_delivery(change=3), "w")

    assert (shown.state, shown.receipt) == (Trying.SHOWN, receipt)
    assert (newer.state, newer.receipt) == (Trying.GO, receipt)


async def test_while_another_worker_sends_one_waits(server: Server) -> None:
    shared = State.over(server)
    await shared.outbox.sending(a_delivery(), "quick")

    attempt = await shared.outbox.sending(a_delivery(change=2), "eager")

    assert attempt.state is Trying.BUSY
    assert NOW < attempt.wait <= timedelta(seconds=30)


async def test_an_owner_that_starts_knows_that_its_predecessor_may_have_sent(state: State) -> None:
    await state.outbox.sending(a_delivery(), "the-dead")

    assert (await state.outbox.sending(a_delivery(), "the-next")).state is Trying.AGAIN


async def test_an_unanswered_send_of_an_older_change_counts_as_long_as_there_is_no_message(state: State) -> None:
    await state.outbox.sending(a_delivery(change=1), "w")
    without_receipt = await state.outbox.sending(a_delivery(change=2), "w")
    await state.outbox.record(Receipt(a_ref(1), "event-1", "m", 1, NOON))
    with_receipt = await state.outbox.sending(a_delivery(change=2), "w")

    assert (without_receipt.state, with_receipt.state) == (Trying.AGAIN, Trying.GO)


async def test_while_a_later_change_is_on_its_way_an_older_one_is_needless(state: State) -> None:
    await state.outbox.record(Receipt(a_ref(1), "event-1", "m", 1, NOON))
    await state.outbox.sending(a_delivery(change=4), "w")

    assert (await state.outbox.sending(a_delivery(change=2), "w")).state is Trying.SHOWN


async def test_the_newest_receipt_stays(state: State) -> None:
    newer = Receipt(a_ref(1), "event-1", "m", 5, NOON)
    await state.outbox.record(newer)

    await state.outbox.record(Receipt(a_ref(1), "event-1", "other", 4, NOON))

    assert await state.outbox.receipts("event-1", [a_ref(1), a_ref(2)]) == {a_ref(1): newer}


async def test_a_postponed_delivery_comes_when_it_is_due_with_the_chat_as_it_is_then(state: State) -> None:
    delivery = a_delivery()
    await state.chats.put(delivery.chat)
    await state.outbox.postpone(delivery, NOON + MINUTE)
    await state.chats.put(quieter := a_chat(1, min_severity=4))

    early = await state.outbox.due(TELEGRAM, NOON, 10)
    ((_, due),) = await state.outbox.due(TELEGRAM, NOON + MINUTE, 10)

    assert early == []
    assert due == Delivery(delivery.alert, quieter, None)


async def test_a_due_delivery_is_leased_and_comes_again_unless_it_is_settled(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.postpone(a_delivery(), NOON)

    ((ticket, _),) = await state.outbox.due(TELEGRAM, NOON, 10)
    while_leased = await state.outbox.due(TELEGRAM, NOON, 10)
    after_lease = await state.outbox.due(TELEGRAM, NOON + 2 * MINUTE, 10)
    await state.outbox.settled(TELEGRAM, ticket)
    settled = await state.outbox.due(TELEGRAM, NOON + 9 * MINUTE, 10)

    assert (len(while_leased), len(after_lease), len(settled)) == (0, 1, 0)


async def test_what_is_postponed_follows_a_chat_that_moves(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.postpone(a_delivery(), NOON)
    await state.chats.move(a_ref(1), a_ref(-1001))

    ((_, due),) = await state.outbox.due(TELEGRAM, NOON, 10)

    assert due.chat == a_chat(a_ref(-1001))


async def test_what_is_postponed_for_a_forgotten_chat_is_dropped(state: State, server: Server) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.postpone(a_delivery(), NOON)
    await state.chats.forget(a_ref(1))

    assert await state.outbox.due(TELEGRAM, NOON, 10) == []
    assert await server.ask("EXISTS", "tocsin:{telegram}:later", "tocsin:{telegram}:later:bodies") == 0


async def test_dead_letters_are_listed_oldest_first_and_revived(state: State) -> None:
    await state.chats.put(a_chat(1))
    await state.outbox.postpone(a_delivery("later"), NOON)
    await state.outbox.bury(a_delivery("later"), "refused", NOON + MINUTE)
    await state.outbox.bury(a_delivery("first"), "unsure", NOON)

    letters = await state.outbox.dead(TELEGRAM)
    revived = await state.outbox.revive(TELEGRAM, letters[1].ticket, NOON)
    due = await state.outbox.due(TELEGRAM, NOON, 10)

    assert [(x.delivery.alert.event.id, x.why) for x in letters] == [("first", "unsure"), ("later", "refused")]
    assert revived
    assert [d.alert.event.id for _, d in due] == ["later"]
    assert not await state.outbox.revive(TELEGRAM, "never", NOON)


async def test_refusals_as_a_member_are_counted_until_a_send_succeeds(state: State) -> None:
    await state.outbox.absent(a_ref(1), NOON)
    second = await state.outbox.absent(a_ref(1), NOON + MINUTE)
    await state.outbox.record(Receipt(a_ref(1), "event-1", "m", 1, NOON))
    after = await state.outbox.absent(a_ref(1), NOON + 2 * MINUTE)

    assert (second.since, second.times) == (NOON, 2)
    assert (after.since, after.times) == (NOON + 2 * MINUTE, 1)


async def test_each_change_of_an_event_waits_by_itself(state: State) -> None:
    first = an_event()
    await state.events.commit(first, an_alert(first))
    second = changed(first)
    await state.events.commit(second, an_alert(second))

    found = await state.outbox.claim(TELEGRAM, "w", 10, NOW)

    assert [alert.event.changes for _, alert in found] == [1, 2]
