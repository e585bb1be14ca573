"""What is remembered between polls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model import FeedId, FeedState
from bot.store import State
from bot.store.connect import Server
from tests.fakes import NOON, an_entry


async def test_the_state_of_a_feed_comes_back_as_it_was_put(state: State) -> None:
    known = FeedState(
        FeedId("example/en"), etag='"e"', due=NOON, rhythm=timedelta(minutes=7), failures=2, trouble="403"
    )

    await state.feed_states.put(known)

    assert await state.feed_states.all() == {known.feed: known}


async def test_a_new_entry_is_unseen_until_it_is_marked(state: State) -> None:
    entries = [an_entry(1), an_entry(2), an_entry(3, feed=FeedId("other/ru"))]
    await state.seen.mark([entries[1]])

    assert await state.seen.unseen(entries) == [entries[0], entries[2]]


async def test_a_retitled_entry_is_unseen_again(state: State) -> None:
    entry = an_entry(1, title="Three arrested")
    await state.seen.mark([entry])
    retitled = replace(entry, title="Three questioned")

    assert await state.seen.unseen([entry, retitled]) == [retitled]


async def test_other_letters_and_stops_alone_make_no_new_entry(state: State) -> None:
    await state.seen.mark([an_entry(1, title="Envoy called in")])

    assert await state.seen.unseen([an_entry(1, title="ENVOY  called in!")]) == []


async def test_marking_nothing_is_harmless(state: State) -> None:
    await state.seen.mark([])

    assert await state.seen.unseen([]) == []


async def test_an_entry_that_stays_in_its_feed_stays_seen(state: State, server: Server) -> None:
    """A slow feed shows the same entry for years: its mark is renewed when half its time is gone."""
    await state.seen.mark([an_entry(1)])
    await server.ask("PEXPIRE", mark := "tocsin:{example/en}:seen:entry-1", 1000)

    await state.seen.unseen([an_entry(1)])

    assert await server.ask("PTTL", mark) > timedelta(days=89).total_seconds() * 1000
