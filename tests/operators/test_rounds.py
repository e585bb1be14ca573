"""The operators' loop over the real store: told once, remembered over restarts, told where it still can be."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.errors import StateAway, TryLater
from bot.model import ChatRef, FeedState, Language, Platform, Trouble, TroubleKind
from bot.operators.news import Note, Pulse
from bot.operators.rounds import Operator, Rounds
from bot.operators.watches import DeliveryWatch, DiskWatch, FeedWatch
from bot.watch import count
from handlers.wording import Wording
from handlers.wording.operators import operator_text
from tests.fakes import FakeClock
from tests.feeds.examples import a_feed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from bot.store import State

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ANNA = Operator(ChatRef(Platform.TELEGRAM, "1"), Language("en"))
BORIS = Operator(ChatRef(Platform.SLACK, "U2"), Language("en"))
DARK = Trouble(TroubleKind.FEED_DARK, "harbour/en", "the server answers 500")
PULSE = Pulse(feeds=40, polled=39, dark=1, events=7, last_alert=None)


@dataclass
class Voice:
    """A platform that keeps what was said; while it is `silent`, it cannot be reached."""

    platform: Platform
    silent: bool = False
    said: list[str] = field(default_factory=list)

    async def say(self, _chat: ChatRef, text: str) -> None:
        if self.silent:
            raise TryLater("time-out")
        self.said.append(text)


@dataclass
class Seen:
    """A watch that sees what it is told to."""

    troubles: list[Trouble] = field(default_factory=list)
    kinds: frozenset[TroubleKind] = frozenset(TroubleKind)
    reads_state: bool = False

    def answers_for(self, _trouble: Trouble) -> bool:
        return True

    async def look(self) -> list[Trouble]:
        return list(self.troubles)


class Away:
    """The store's book as it is while the server is away."""

    def __getattr__(self, _name: str) -> object:
        async def refuse(*_: object) -> None:
            raise StateAway("the server of the state does not answer")

        return refuse


@dataclass
class Duty:
    """A loop of operators over a state, with two platforms."""

    state: State
    clock: FakeClock = field(default_factory=FakeClock)
    watch: Seen = field(default_factory=Seen)
    telegram: Voice = field(default_factory=lambda: Voice(Platform.TELEGRAM))
    slack: Voice = field(default_factory=lambda: Voice(Platform.SLACK))

    def rounds(self, *watches: object, worker: str = "w1") -> Rounds:
        def text(notes: Sequence[Note], pulse: Pulse | None, operator: Operator) -> str:
            return operator_text(notes, pulse, Wording(operator.language, strict=True), self.clock.now())

        async def operators() -> list[Operator]:
            return [ANNA, BORIS]

        async def pulse() -> Pulse:
            return PULSE

        return Rounds(
            troubles=self.state.troubles,
            watches=watches or [self.watch],
            operators=operators,
            speakers=[self.telegram, self.slack],
            words=text,
            pulse=pulse,
            clock=self.clock,
            worker=worker,
        )

    async def pass_time(self, rounds: Rounds, span: timedelta) -> None:
        """Rounds each minute for so long."""
        until = self.clock.now() + span
        while self.clock.now() < until:
            await rounds.step()
            self.clock.advance(MINUTE)


async def test_a_trouble_is_told_once_on_every_platform_and_so_is_its_end(state: State) -> None:
    duty = Duty(state)
    rounds = duty.rounds()

    duty.watch.troubles = [DARK]
    await duty.pass_time(rounds, 10 * MINUTE)
    duty.watch.troubles = []
    await duty.pass_time(rounds, 10 * MINUTE)

    told = [
        "Tocsin: what you should know\n• harbour/en is dark: the server answers 500",
        "Tocsin: what you should know\n✓ harbour/en is back.",
    ]
    assert (duty.telegram.said, duty.slack.said) == (told, told)
    assert await state.troubles.known() == {}
    assert list(await state.troubles.told()) == ["heartbeat"]


async def test_a_restart_tells_nothing_again(state: State) -> None:
    duty = Duty(state)
    duty.watch.troubles = [DARK]
    await duty.pass_time(duty.rounds(worker="w1"), 2 * MINUTE)

    await state.troubles._server.ask("DEL", "tocsin:{operators}:speaker")  # a minute goes by
    await duty.pass_time(duty.rounds(worker="w2"), 10 * MINUTE)

    assert len(duty.telegram.said) == 1


async def test_many_troubles_are_one_message(state: State) -> None:
    duty = Duty(state)
    duty.watch.troubles = [Trouble(TroubleKind.FEED_DARK, f"feed-{n}/en", "time-out") for n in range(40)]

    await duty.pass_time(duty.rounds(), 5 * MINUTE)

    (said,) = duty.telegram.said
    assert said.count("\n") == 31
    assert said.endswith("… and 10 more")


async def test_who_cannot_be_reached_is_told_later_and_holds_up_nobody(state: State) -> None:
    duty = Duty(state)
    rounds = duty.rounds()
    duty.telegram.silent = True
    duty.watch.troubles = [Trouble(TroubleKind.CHANNEL_BROKEN, "telegram", "its token was revoked")]
    await duty.pass_time(rounds, 5 * MINUTE)
    heard_while_broken = list(duty.slack.said)

    duty.telegram.silent = False
    await duty.pass_time(rounds, 10 * MINUTE)

    assert heard_while_broken == [
        "Tocsin: what you should know\n• Telegram takes no messages until somebody acts: its token was revoked"
    ]
    assert (len(duty.telegram.said), len(duty.slack.said)) == (1, 1)


async def test_two_workers_tell_it_once(state: State) -> None:
    duty = Duty(state)
    duty.watch.troubles = [DARK]
    one, other = duty.rounds(worker="w1"), duty.rounds(worker="w2")

    for _ in range(4):
        await one.step()
        await other.step()
        duty.clock.advance(MINUTE)

    assert len(duty.telegram.said) == 1


async def test_a_state_that_is_away_is_told_from_memory_and_again_when_it_is_back(state: State) -> None:
    duty = Duty(state)
    rounds = duty.rounds()
    await rounds.step()  # the operators are known from now on
    book, rounds._book = rounds._book, Away()
    await duty.pass_time(rounds, 5 * MINUTE)
    heard_meanwhile = list(duty.telegram.said)

    rounds._book = book
    await duty.pass_time(rounds, 5 * MINUTE)

    assert len(heard_meanwhile) == 1
    assert "The state cannot be read or written" in heard_meanwhile[0]
    assert duty.telegram.said[1:] == ["Tocsin: what you should know\n✓ The state is back; what waited is being sent."]


async def test_what_goes_wrong_while_the_state_is_away_is_remembered_when_it_is_back(state: State) -> None:
    duty = Duty(state)
    rounds = duty.rounds()
    await rounds.step()
    book, rounds._book = rounds._book, Away()
    duty.watch.troubles = [DARK]
    await duty.pass_time(rounds, 3 * MINUTE)

    rounds._book = book
    await duty.pass_time(rounds, 3 * MINUTE)

    assert sum("harbour/en is dark" in said for said in duty.telegram.said) == 1
    assert list(await state.troubles.known()) == [DARK.key]


async def test_the_heartbeat_comes_once_a_day_and_not_at_the_first_start(state: State) -> None:
    duty = Duty(state)

    await duty.pass_time(duty.rounds(), 2 * DAY)

    beat = (
        "Tocsin is awake: 39 of 40 feeds polled in the last day, 1 dark; events: 7; last alert: none in the last two"
        " weeks. If you heard nothing, nothing happened."
    )
    assert duty.telegram.said == [beat, beat]


async def test_dark_feeds_walls_and_moves_are_seen_in_what_the_poller_remembers(state: State) -> None:
    duty = Duty(state)
    feeds = {feed.id: feed for feed in (a_feed(name="harbour/en"), a_feed(name="fjord/en"), a_feed(name="lake/en"))}
    harbour, fjord, lake = feeds
    await state.feed_states.put(FeedState(harbour, trouble="no answer"))
    await state.feed_states.put(FeedState(fjord, trouble="the publisher shuts bots out: the server answers 403"))
    await state.feed_states.put(FeedState(lake, url="https://lake.example/new"))
    rounds = duty.rounds(FeedWatch(feeds, state.feed_states))
    await rounds.step()

    await state.feed_states.put(FeedState(harbour))
    del feeds[fjord]
    await state.feed_states.put(FeedState(lake))
    await rounds.step()

    began, over = (said.split("\n")[1:] for said in duty.telegram.said)
    assert began == [
        "• harbour/en is dark: no answer",
        "• lake/en has moved for good to https://lake.example/new. It is followed; change it in feeds.yaml.",
        "• fjord/en shuts us out (asking again will not help): the publisher shuts bots out: the server answers 403",
    ]
    assert over == ["✓ harbour/en is back.", "✓ fjord/en lets us in again."]


async def test_dead_letters_are_told_until_none_waits(state: State) -> None:
    duty = Duty(state)
    key = "tocsin:{telegram}:dead"
    watch = DeliveryWatch([Platform.TELEGRAM], state.troubles)
    rounds = duty.rounds(watch)
    server = state.troubles._server
    await server.ask("HSET", key, "t1", b"x")
    watch.tell(Trouble(TroubleKind.DEAD_LETTERS, "telegram", "the first one, to telegram:5: no"))
    await duty.pass_time(rounds, 3 * MINUTE)

    await server.ask("DEL", key)
    await duty.pass_time(rounds, 3 * MINUTE)

    assert [said.split("\n")[1] for said in duty.telegram.said] == [
        "• Messages to Telegram were given up (the first one, to telegram:5: no). See them with: tocsin deadletters",
        "✓ No message to Telegram is given up any more.",
    ]


async def test_damaged_entries_are_told_until_they_are_forgotten(state: State) -> None:
    duty = Duty(state)
    rounds = duty.rounds(DeliveryWatch([Platform.TELEGRAM], state.troubles))
    await state.troubles._server.ask("HSET", "tocsin:{telegram}:unreadable", "5:1-1", b"x", "5:1-2", b"y")
    await duty.pass_time(rounds, 3 * MINUTE)

    await state.outbox.forget_unreadable(Platform.TELEGRAM)
    await duty.pass_time(rounds, 3 * MINUTE)

    assert [said.split("\n")[1] for said in duty.telegram.said] == [
        "• Entries of Telegram were damaged and could not be delivered (2). See them with: tocsin deadletters",
        "✓ No damaged entry of Telegram is kept any more.",
    ]


async def test_a_broken_platform_is_well_again_when_it_took_a_message(state: State) -> None:
    duty = Duty(state)
    watch = DeliveryWatch([Platform.TELEGRAM], state.troubles)
    watch.tell(Trouble(TroubleKind.CHANNEL_BROKEN, "telegram", "revoked"))
    rounds = duty.rounds(watch)
    await duty.pass_time(rounds, 3 * MINUTE)
    told_while_broken = len(duty.slack.said)

    count("delivery.sent.telegram")
    await rounds.step()

    assert told_while_broken == 1
    assert duty.slack.said[1:] == ["Tocsin: what you should know\n✓ Telegram takes messages again."]


async def test_a_restart_while_a_platform_is_broken_does_not_say_that_it_is_well(state: State) -> None:
    duty = Duty(state)
    watch = DeliveryWatch([Platform.TELEGRAM], state.troubles)
    watch.tell(Trouble(TroubleKind.CHANNEL_BROKEN, "telegram", "revoked"))
    await duty.pass_time(duty.rounds(watch), MINUTE)

    again = DeliveryWatch([Platform.TELEGRAM], state.troubles)
    again._sent["telegram"] = watch._sent["telegram"]  # a new process begins to count at nought
    await duty.pass_time(duty.rounds(again), 5 * MINUTE)

    assert len(duty.slack.said) == 1


async def test_a_chat_that_is_gone_is_news_once(state: State) -> None:
    duty = Duty(state)
    watch = DeliveryWatch([Platform.TELEGRAM], state.troubles)
    gone = Trouble(TroubleKind.CHAT_GONE, "telegram:-5", "it has refused the bot since yesterday")
    rounds = duty.rounds(watch)

    for _ in range(3):
        watch.tell(gone)
        await duty.pass_time(rounds, 2 * MINUTE)

    assert [said.split("\n")[1] for said in duty.slack.said] == [
        "• telegram:-5 hears nothing any more: it has refused the bot since yesterday"
    ]


async def test_a_disk_that_is_nearly_full_is_seen(tmp_path: Path) -> None:
    watch = DiskWatch(tmp_path / "not" / "there yet", least=1 << 60)

    (trouble,) = await watch.look()

    assert (trouble.kind, trouble.about) == (TroubleKind.DISK_FULL, str(tmp_path / "not" / "there yet"))
    assert await DiskWatch(tmp_path, least=0).look() == []


async def test_an_error_of_a_watch_ends_nothing(state: State, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Seen):
        async def look(self) -> list[Trouble]:
            raise ValueError("a mistake of ours")

    duty, stop = Duty(state), asyncio.Event()
    rounds = duty.rounds(Broken())
    running = asyncio.ensure_future(rounds.run(stop))
    await asyncio.sleep(0.05)

    stop.set()
    await running

    assert running.exception() is None
