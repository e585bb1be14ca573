"""What one person, and one chat, may ask in a minute; the answer says when to try again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.delivery.fanout import follows
from bot.desk import Asker, Desk, Rules
from bot.desk.doors import ASKS_OF_A_CHAT, ASKS_OF_A_PERSON
from bot.errors import BadRequest
from bot.model import Language
from handlers.wording import LANGUAGES, Wording
from tests.fakes import FakeClock, a_ref, a_topic

if TYPE_CHECKING:
    from bot.store import State

ANNA = Asker("telegram:1", a_ref(1))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(state: State, clock: FakeClock) -> Desk:
    return Desk(
        chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
        clock=clock, feed_states=state.feed_states, daybook=state.daybook, claims=state.claims,
        house_topics={a_topic().id: a_topic()}, outlets={}, follows=follows, rules=Rules("open"), pacer=state.pacer,
    )  # fmt: skip


async def asks(desk: Desk, asker: Asker, times: int) -> int:
    """How many of so many wishes were met."""
    met = 0
    for _ in range(times):
        with suppress(BadRequest):
            await desk.topics(asker)
            met += 1
    return met


async def test_a_person_who_asks_without_end_is_told_when_to_try_again(desk: Desk, clock: FakeClock) -> None:
    met = await asks(desk, ANNA, ASKS_OF_A_PERSON)

    with pytest.raises(BadRequest) as caught:
        await desk.topics(ANNA)

    assert met == ASKS_OF_A_PERSON
    assert (caught.value.key, caught.value.slots) == ("slow-down", {"seconds": 60})

    clock.advance(timedelta(seconds=61))
    assert await asks(desk, ANNA, 1) == 1


async def test_others_are_served_meanwhile(desk: Desk) -> None:
    await asks(desk, ANNA, ASKS_OF_A_PERSON + 5)

    assert await asks(desk, Asker("telegram:2", a_ref(2)), 3) == 3


async def test_a_group_has_a_bound_of_its_own(desk: Desk) -> None:
    group = replace(ANNA, chat=a_ref(-100), private=False)
    people = [replace(group, user=f"telegram:{n}") for n in range(4)]

    met = sum([await asks(desk, person, ASKS_OF_A_PERSON) for person in people])

    assert met == ASKS_OF_A_CHAT


async def test_invitations_cannot_be_guessed_by_the_thousand(desk: Desk) -> None:
    outcomes = set()
    for n in range(ASKS_OF_A_PERSON + 1):
        with pytest.raises(BadRequest) as caught:
            await desk.admit(ANNA, f"guess-{n}")
        outcomes.add(caught.value.key)

    assert outcomes == {"invitation-unknown", "slow-down"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_the_seconds(language: Language) -> None:
    assert "17" in Wording(language, strict=True).text("slow-down", seconds=17)
