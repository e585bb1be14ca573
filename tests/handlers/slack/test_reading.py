"""Sub-commands that read the archive or change how a channel is served, as they are typed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model import ChatRef, Claim, EventId, MuteOf, Platform, Work
from tests.handlers.builders import AT, a_chat, an_event
from tests.handlers.memory import Memory

if TYPE_CHECKING:
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import SlackMessage, SlackUser


async def asked(peer: SlackPeer, running: Running, memory: Memory, text: str, user: SlackUser | None = None) -> str:
    """What the person reads in answer."""
    editor = user or peer.user()
    room = peer.channel(members=(editor,))
    await memory.chats.put(a_chat(room.id, Platform.SLACK))
    async with running(memory):
        peer.slash(editor, room, text)
        (answer,) = await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")
    return " ".join(answer.shown_text.split())


ANSWERS = [
    # what is typed, and how the answer begins
    ("search kind:ambassador_summoned from:RU", "Found for kind:ambassador_summoned from:RU Ambassador summoned"),
    ("search kind:arrest", "Nothing is stored that fits kind:arrest."),
    ("search", "What are you looking for? For example: /tocsin search Sputnik"),
    ("search kind:arest", "There is no kind “arest”. Did you mean arrest?"),
    ("why", "Which event? Ambassador summoned, Russia → Azerbaijan"),
    ("mute talks 8h", "Muted here until 22:02: "),
    ("mute AZ", "Muted in this chat: Azerbaijan"),
    ("mute", "Which event? Or name a kind or a country, and how long: /tocsin mute talks 8h Ambassador summoned"),
    ("mute nonsense", "Which event? Or name a kind or a country"),
    ("merge", "Only editors of this newsroom may do that."),
    ("split", "Only editors of this newsroom may do that."),
    ("handover daily 08:00", "Each day at 08:00 (UTC) the handover comes into this channel."),
    ("handover daily early", "Write it like /tocsin handover daily 08:00, or off."),
    ("settings sources independent, public", "Settings of this chat"),
    ("settings sources friendly", "There is no owner “friendly”. I know state"),
    ("settings languages all", "Settings of this chat"),
    ("topic new", "Write a name, =, and what to look for: /tocsin topic new Baku trials"),
    ("topic new Grave = kind:arrest severity&gt;=3", "Grave Grave = kind:arrest severity>=3"),
    ("topic new Trials = kind:arest", "There is no kind “arest”. Did you mean arrest?"),
    ("digest az-ru 08:30", "Azerbaijan and Russia: daily at 08:30"),
    ("digest az-ru hourly", "Azerbaijan and Russia: each hour"),
    ("digest az-ru often", "Write it like /tocsin digest az-ru 08:30"),
    ("settings quiet 23:00-07:00", "Settings of this chat"),
    ("settings color red", "There is no setting “color”. I know language, zone"),
    ("missed https://harbour-times.example/1", "Noted. Thank you; it helps to mend the rules. I do know it"),
    ("missed", "What did I miss?"),
    ("status", "Only administrators of this bot may do that."),
    ("backtest Sputnik", "Only editors of this newsroom may do that."),
    ("handovr", "I do not know /tocsin handovr. Did you mean /tocsin handover?"),
]


@pytest.mark.parametrize(("typed", "begins"), ANSWERS)
async def test_a_sub_command_answers(
    peer: SlackPeer, running: Running, memory: Memory, typed: str, begins: str
) -> None:
    assert (await asked(peer, running, memory, typed)).startswith(begins)


@pytest.mark.parametrize(
    ("typed", "begins"), [("status", "How I am 2 feeds"), ("backtest kind:arrest 90", "kind:arrest")]
)
async def test_administrators_are_answered_more(peer: SlackPeer, running: Running, typed: str, begins: str) -> None:
    chief = peer.user()
    memory = Memory(an_event(rung=AT), admins=frozenset({f"slack:{chief.id}"}))

    assert (await asked(peer, running, memory, typed, chief)).startswith(begins)


async def test_a_mute_ends_by_itself(peer: SlackPeer, running: Running, memory: Memory) -> None:
    await asked(peer, running, memory, "mute crime 2d")

    (chat,) = memory.chats.kept.values()
    (mute,) = chat.settings.mutes
    assert (mute.of, mute.until) == (MuteOf.CRIME, AT + timedelta(days=2))


def _event(number: int, **fields: object) -> object:
    return an_event(id=EventId(f"ev-{number}"), rung=AT, **fields)


async def test_the_handover_tells_what_is_open_in_hand_and_finished(peer: SlackPeer, running: Running) -> None:
    room = ChatRef(Platform.SLACK, "C1")
    memory = Memory(_event(1), _event(2, kind="arrest"), _event(3, kind="expulsion"), _event(4, false_alarm=True))
    for number, work, url in ((2, Work.WORKING, ""), (3, Work.PUBLISHED, "https://news.example/3")):
        event = EventId(f"ev-{number}")
        await memory.claims.take(Claim(event, "slack:U1", "Leyla", room, AT, AT + timedelta(hours=4), work, url))

    said = await asked(peer, running, memory, "handover")

    assert said.startswith(
        "Handover: the last 12 hours 4 events rang. Open, nobody is on it • 14:02 Ambassador summoned"
    )
    in_hand, finished = said.split("In hand")[1].split("Finished")
    assert "Leyla is working on it, until 18:02." in in_hand
    assert "Published by Leyla. https://news.example/3" in finished
    assert "False alarm" in finished


async def test_the_handover_knows_work_on_events_of_before(peer: SlackPeer, running: Running) -> None:
    old = an_event(rung=AT - timedelta(days=1), changed=AT - timedelta(days=1))
    memory = Memory(old)
    room = ChatRef(Platform.SLACK, "C1")
    await memory.claims.take(Claim(old.id, "slack:U1", "Leyla", room, AT, AT + timedelta(hours=4)))

    said = await asked(peer, running, memory, "handover 8h")

    assert said.startswith("Handover: the last 8 hours Nothing rang. In hand • ")
    assert "Leyla is working on it" in said


async def test_a_choice_of_events_leads_to_why(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "why az-ru")
        (choice,) = await peer.wait_for(lambda: peer.ephemeral(editor), what="a choice")
        peer.press(editor, choice, "Why?")
        await peer.wait_for(lambda: len(peer.ephemeral(editor)) == 2, what="an answer")

    why: SlackMessage = peer.ephemeral(editor)[1]
    assert "Rule en/ambassador_summoned/active" in why.shown_text
