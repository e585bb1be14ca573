"""`tocsin deadletters` and `tocsin feeds`, as programs, beside a running bot."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.cli.deadletters import table as letters_table
from bot.cli.feeds import table as feeds_table
from bot.model import Delivery, FeedId, FeedState, Platform
from bot.ports import DeadLetter
from tests.fakes import NOON, a_chat, an_alert, an_event

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import State
    from bot.store.engine import Engine


def tocsin(engine: Engine, *words: str) -> subprocess.CompletedProcess[str]:
    """The command beside the bot that owns this engine."""
    data_dir: Path = engine._room.parent
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, "TOCSIN_DATA_DIR": str(data_dir)},
    )


async def a_dead_letter(state: State, chat: int) -> None:
    event = an_event(f"event-{chat}")
    await state.chats.put(a_chat(chat))
    await state.events.commit(event, an_alert(event))
    await state.outbox.bury(Delivery(an_alert(event), a_chat(chat), None), "refused\nforged line", NOON)


async def test_dead_letters_are_listed_and_tried_again(state: State, engine: Engine) -> None:
    for chat in (1, 2):
        await a_dead_letter(state, chat)

    listed = tocsin(engine, "deadletters").stdout.splitlines()
    one = tocsin(engine, "deadletters", "retry", listed[0].split()[0])
    left = await state.outbox.dead(Platform.TELEGRAM)
    rest = tocsin(engine, "deadletters", "retry", "all")

    assert [("telegram:1" in line, "telegram:2" in line) for line in listed] == [(True, False), (False, True)]
    assert (one.returncode, one.stdout.split()[0], len(left)) == (0, "1", 1)
    assert (rest.returncode, await state.outbox.dead(Platform.TELEGRAM)) == (0, [])
    assert len(await state.outbox.due(Platform.TELEGRAM, NOON + timedelta(days=36500), 9)) == 2


async def test_a_letter_that_is_not_there_is_said(state: State, engine: Engine) -> None:
    unknown, which = tocsin(engine, "deadletters", "retry", "nope"), tocsin(engine, "deadletters", "retry")

    assert (unknown.returncode, unknown.stdout) == (1, "there is no dead letter nope\n")
    assert which.returncode == 2
    assert "retry which?" in which.stderr


async def test_damaged_entries_are_named_and_forgotten(state: State, engine: Engine) -> None:
    await state.troubles._server.ask("HSET", "tocsin:{slack}:unreadable", "5:1-1", b"x")

    listed = tocsin(engine, "deadletters").stdout
    which = tocsin(engine, "deadletters", "forget")
    dropped = tocsin(engine, "deadletters", "forget", "damaged").stdout

    assert "damaged, of slack: 5:1-1\n" in listed
    assert (which.returncode, "forget what?" in which.stderr) == (2, True)
    assert dropped == "1 damaged: forgotten\n"
    assert tocsin(engine, "deadletters").stdout == "no dead letters\n"


def test_an_answer_of_a_platform_cannot_forge_a_line() -> None:
    letter = DeadLetter("t1", Delivery(an_alert(), a_chat(1), None), "no\n\x1b[31mt2 all is well", NOON)

    assert len(letters_table([letter]).splitlines()) == 1
    assert "\x1b" not in letters_table([letter])
    assert letters_table([]) == "no dead letters"


def test_feeds_are_shown_with_poll_and_trouble() -> None:
    state = FeedState(
        FeedId("harbour/en"), polled=NOON - timedelta(minutes=3), due=NOON + timedelta(seconds=40), entries=12,
        trouble="the server answers 500",
    )  # fmt: skip
    lines = feeds_table([FeedId("harbour/en"), FeedId("fjord/en")], {state.feed: state}, NOON).splitlines()

    assert lines[1].split() == ["harbour/en", "3", "min", "40", "s", "12", "the", "server", "answers", "500"]
    assert lines[2].split() == ["fjord/en", "never", "soon"]


async def test_the_table_of_feeds_is_that_of_the_running_bot(state: State, engine: Engine) -> None:
    shown = tocsin(engine, "feeds")
    dark = tocsin(engine, "feeds", "--dark")

    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) > 10
    assert len(dark.stdout.splitlines()) == 1
