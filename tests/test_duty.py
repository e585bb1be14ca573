"""Walks of the operators: what is wrong with the bot reaches the people who run it, over real servers."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import NotTheOwner, StateAway
from bot.loops import outlast
from bot.model import Chat, ChatRef, ChatSettings, Language, Platform
from bot.store import State
from tests.handlers.slack.conftest import MANIFEST
from tests.peers.slack import SlackPeer
from tests.peers.telegram import TelegramPeer
from tests.test_walks import Newsroom, newsroom, on_slack, on_telegram, rules, subscribed  # noqa: F401  (fixtures)

if TYPE_CHECKING:
    from bot.store.connect import Server
    from bot.store.engine import Engine

pytestmark = pytest.mark.timeout(120)


async def test_a_dark_feed_and_its_return_are_told_to_the_administrator_in_telegram(
    newsroom: Newsroom,  # noqa: F811
) -> None:
    async with TelegramPeer() as peer:
        chief = peer.user("Leyla")
        peer.start(chief)
        chosen = on_telegram(peer).model_copy(update={"admins": frozenset({f"telegram:{chief.id}"})})
        async with newsroom.at_work(chosen):
            await newsroom.has_polled_all()
            newsroom.web.answers("/fjord", b"", "404 Not Found")
            await peer.wait_for(lambda: [m for m in peer.messages(chief) if "fjord-post/en is dark" in m.text], 30)
            newsroom.serve("/fjord")
            await peer.wait_for(lambda: [m for m in peer.messages(chief) if "fjord-post/en is back" in m.text], 60)

        told = [line for message in peer.messages(chief) for line in message.text.split("\n") if "fjord" in line]

    assert told == ["• fjord-post/en is dark: the server answers 404 Not Found", "✓ fjord-post/en is back."]
    assert any("fjord-post/en is dark" in said for said in newsroom.said)


async def test_slack_operators_hear_of_a_wall_in_their_channel_and_in_person(newsroom: Newsroom) -> None:  # noqa: F811
    async with SlackPeer() as peer:
        peer.install(MANIFEST)
        room, desk, chief = peer.channel("newsroom"), peer.channel("desk"), peer.user("Leyla")
        chosen = on_slack(peer, room.id).model_copy(
            update={"admins": frozenset({f"slack:{chief.id}"}), "slack_operators": desk.id}
        )
        async with newsroom.at_work(chosen):
            await newsroom.has_polled_all()
            newsroom.web.answers("/fjord", b"", "403 Forbidden")
            [in_channel] = await peer.wait_for(lambda: peer.messages(desk), 30)
            [in_person] = await peer.wait_for(lambda: peer.messages(peer.direct(chief)), 30)

    assert "• fjord-post/en shuts us out (asking again will not help)" in in_channel.shown_text
    assert in_person.shown_text == in_channel.shown_text
    assert in_channel.live.mentions == []
    assert peer.messages(room) == []


async def test_operators_read_it_in_the_language_of_their_chat(newsroom: Newsroom) -> None:  # noqa: F811
    async with TelegramPeer() as peer:
        chief = peer.user("Leyla")
        peer.start(chief)
        ref = ChatRef(Platform.TELEGRAM, str(chief.id))
        await newsroom.state.chats.put(Chat(ref, ChatSettings(language=Language("az"))))
        chosen = on_telegram(peer).model_copy(update={"admins": frozenset({str(ref)})})
        async with newsroom.at_work(chosen):
            await newsroom.has_polled_all()
            newsroom.web.answers("/fjord", b"", "404 Not Found")

            await peer.wait_for(lambda: [m for m in peer.messages(chief) if "fjord-post/en susur" in m.text], 30)


async def test_whoever_became_administrator_by_the_link_is_an_operator(newsroom: Newsroom) -> None:  # noqa: F811
    async with TelegramPeer() as peer:
        chief = peer.user("Leyla")
        peer.start(chief)
        await newsroom.state.access.grant(f"telegram:{chief.id}", "admin")
        async with newsroom.at_work(on_telegram(peer)):
            await newsroom.has_polled_all()
            newsroom.web.answers("/fjord", b"", "404 Not Found")

            await peer.wait_for(lambda: [m for m in peer.messages(chief) if "is dark" in m.text], 30)


async def test_a_revoked_telegram_token_is_told_in_slack(newsroom: Newsroom) -> None:  # noqa: F811
    async with TelegramPeer() as telegram, SlackPeer() as slack:
        slack.install(MANIFEST)
        room, desk = slack.channel("newsroom"), slack.channel("desk")
        both = on_slack(slack, room.id).model_copy(
            update={**_telegram_of(telegram), "slack_operators": desk.id, "access": "open"}
        )
        telegram.revoke_token()
        async with newsroom.at_work(both):
            await slack.wait_for(lambda: [m for m in slack.messages(desk) if "Telegram is in trouble" in m.text], 60)

        assert telegram.token not in "".join(m.shown_text for m in slack.messages(desk))


def _telegram_of(peer: TelegramPeer) -> dict[str, object]:
    chosen = on_telegram(peer)
    return {"telegram_token": chosen.telegram_token, "telegram_api": chosen.telegram_api}


async def test_a_bot_outlives_the_death_of_its_server(newsroom: Newsroom, engine: Engine) -> None:  # noqa: F811
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        await newsroom.has_polled_all()
        reader = peer.user("Leyla")
        peer.say(reader, "/subscribe no-dk")
        await peer.wait_for(lambda: peer.messages(reader))

        os.kill(engine.pid, signal.SIGKILL)
        newsroom.publish("/fjord", "Norway summons Danish ambassador over herring seizure")

        await peer.wait_for(lambda: [m for m in peer.messages(reader) if "SUMMONED" in m.text], 30)


async def test_a_clock_that_jumps_an_hour_holds_up_nothing(newsroom: Newsroom) -> None:  # noqa: F811
    async with TelegramPeer() as peer, newsroom.at_work(on_telegram(peer)):
        reader = await subscribed(peer)
        await newsroom.has_polled_all()

        newsroom.clock._start += timedelta(hours=1)
        newsroom.publish("/fjord", "Norway summons Danish ambassador over herring seizure")
        await peer.wait_for(lambda: [m for m in peer.messages(reader) if "SUMMONED" in m.text], 20)
        newsroom.clock._start -= timedelta(hours=1)
        newsroom.publish("/oresund", "Norway expels two Danish diplomats")

        await peer.wait_for(lambda: [m for m in peer.messages(reader) if "DIPLOMATS" in m.text], 20)


async def test_a_server_that_was_emptied_ends_the_bot_and_its_next_start_floods_nobody(
    newsroom: Newsroom,  # noqa: F811
    server: Server,
    engine: Engine,
) -> None:
    newsroom.publish("/fjord", "Norway summons Danish ambassador over herring seizure")
    async with TelegramPeer() as peer:
        with pytest.raises(ExceptionGroup) as caught:  # noqa: PT012  (the bot ends while it works)
            async with newsroom.at_work(on_telegram(peer)):
                await newsroom.has_polled_all()
                await server.ask("FLUSHALL")
                await asyncio.sleep(50)  # the bot's end cancels it

        newsroom.state = State.over(server, engine=engine, alone=True)
        await newsroom.state.lease.take()
        async with newsroom.at_work(on_telegram(peer)):
            reader = await subscribed(peer)
            await newsroom.has_polled_all()
            newsroom.publish("/oresund", "Norway expels two Danish diplomats")
            await peer.wait_for(lambda: [m for m in peer.messages(reader) if "DIPLOMATS" in m.text], 20)

        assert [m for m in peer.messages(reader) if "SUMMONED" in m.text] == []
    assert caught.value.subgroup(NotTheOwner) is not None


async def test_work_begins_anew_when_the_state_is_back() -> None:
    stop, tries = asyncio.Event(), 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            async with asyncio.TaskGroup() as group:
                group.create_task(_away())

    async with asyncio.timeout(20):
        await outlast(work, stop, timedelta(milliseconds=5))

    assert tries == 2


async def test_work_that_must_stop_does_not_begin_anew() -> None:
    stop = asyncio.Event()
    stop.set()

    await outlast(_away, stop)
    with pytest.raises(NotTheOwner):
        await outlast(_lost, asyncio.Event())


async def _away() -> None:
    raise StateAway("the server of the state does not answer")


async def _lost() -> None:
    raise NotTheOwner("another worker has taken over")
