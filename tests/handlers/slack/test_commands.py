"""/tocsin and the buttons as an editor uses them, through Socket Mode and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.model import ChatRef, Platform, Reason
from handlers.slack.answers import COMMANDS
from tests.handlers.builders import AZ_RU, a_chat, a_delivery, an_event
from tests.handlers.memory import Memory

if TYPE_CHECKING:
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import SlackMessage, SlackUser


async def heard(peer: SlackPeer, person: SlackUser, count: int = 1) -> list[SlackMessage]:
    """What the person alone was answered once it is that many."""
    await peer.wait_for(lambda: len(peer.ephemeral(person)) >= count, what=f"{count} answers")
    return peer.ephemeral(person)


@pytest.mark.parametrize(
    "text", ["", *COMMANDS, "latst", "topic <!channel> " + "&" * 3000, "latest 99999999999999999999"]
)
async def test_every_sub_command_is_acknowledged_and_answered(
    peer: SlackPeer, running: Running, memory: Memory, text: str
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        command = peer.slash(editor, room, text)
        (answer,) = await heard(peer, editor)

    assert command.in_time
    assert answer.text
    assert answer.live.mentions == []
    assert "{" not in answer.text


async def test_a_subscription_of_the_channel_is_stored_before_it_is_answered(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "subscribe az-ru")
        (answer,) = await heard(peer, editor)

    assert memory.chats.kept[ChatRef(Platform.SLACK, room.id)].topics == (AZ_RU.id,)
    assert answer.text.startswith("This chat now follows Azerbaijan and Russia.")


async def test_a_button_in_the_list_of_topics_follows_one(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "topics")
        (answer,) = await heard(peer, editor)
        peer.press(editor, answer, "Follow Azerbaijan and Russia")
        await heard(peer, editor, 2)

    assert memory.chats.kept[ChatRef(Platform.SLACK, room.id)].topics == (AZ_RU.id,)


@pytest.mark.parametrize(
    ("button", "said"), [("Why?", "Rule en/"), ("Sources 1", "Harbour Times"), ("Mute event", "Muted here")]
)
async def test_the_buttons_of_an_alert_answer(
    peer: SlackPeer, running: Running, memory: Memory, button: str, said: str
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(room.id, Platform.SLACK)))
        (alert,) = peer.messages(room)
        peer.press(editor, alert, button)
        (answer,) = await heard(peer, editor)

    assert said in str(answer.blocks)
    assert peer.messages(room) == [alert]


async def test_a_test_alert_goes_into_the_outbox_for_this_channel_alone(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "test")
        await heard(peer, editor)

    (alert,) = memory.outbox.alerts
    assert (alert.only, alert.reason) == (ChatRef(Platform.SLACK, room.id), Reason.TEST)


async def test_an_outsider_learns_nothing_of_the_archive(peer: SlackPeer, running: Running) -> None:
    stranger = peer.user()
    room = peer.channel(members=(stranger,))

    async with running(Memory(an_event(), access="invite")):
        for n, name in enumerate(COMMANDS, 1):
            peer.slash(stranger, room, f"{name} az-ru")
            await heard(peer, stranger, n)

    assert "Azerbaijan" not in str([(m.text, m.blocks) for m in peer.ephemeral(stranger)])


async def test_a_channel_of_the_operator_is_read_by_all_and_changed_by_its_managers(
    peer: SlackPeer, running: Running
) -> None:
    maker, reader = peer.user("Maker"), peer.user("Reader")
    room = peer.channel(members=(maker, reader))
    memory = Memory(an_event(), access="invite", chats=frozenset({f"slack:{room.id}"}))

    async with running(memory):
        peer.slash(reader, room, "latest")
        await heard(peer, reader)
        peer.slash(reader, room, "subscribe az-ru")
        latest, refused = await heard(peer, reader, 2)
        peer.slash(maker, room, "subscribe az-ru")
        (granted,) = await heard(peer, maker)

    assert "Russia summoned" in str(latest.blocks)
    assert refused.text.startswith("Only managers of this channel")
    assert granted.text.startswith("This chat now follows")


@pytest.mark.parametrize("stranger", [{"guest": True}, {"team": "T0OTHER"}])
async def test_guests_and_strangers_change_nothing(
    peer: SlackPeer, running: Running, memory: Memory, stranger: dict[str, object]
) -> None:
    guest = peer.user("Guest", **stranger)
    room = peer.channel(members=(guest,))

    async with running(memory):
        peer.slash(guest, room, "subscribe az-ru")
        (answer,) = await heard(peer, guest)

    assert answer.text.startswith("Only managers of this channel")
    assert memory.chats.kept == {}


async def test_an_invitation_is_redeemed_by_its_code(peer: SlackPeer, running: Running) -> None:
    memory = Memory(access="invite")
    code = await memory.desk.first_code()
    chief = peer.user("Chief")

    async with running(memory):
        peer.slash(chief, peer.direct(chief), f"start {code}")
        await heard(peer, chief)

    assert await memory.access.roles(f"slack:{chief.id}") == {"admin"}


async def test_the_language_can_be_changed(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "settings")
        (settings,) = await heard(peer, editor)
        peer.press(editor, settings, "azərbaycanca")
        await heard(peer, editor, 2)

    assert memory.chats.kept[ChatRef(Platform.SLACK, room.id)].settings.language == "az"


async def test_bare_unmute_lists_what_is_muted_and_leaves_it_so(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        for n, typed in enumerate(("unmute", "mute crime", "unmute", "unmute all", "unmute"), 1):
            peer.slash(editor, room, typed)
            await peer.wait_for(lambda n=n: len(peer.ephemeral(editor)) >= n, what=f"the answer to {typed}")
    empty, _, full, _, after = (message.shown_text for message in peer.ephemeral(editor))

    assert empty == after == "Nothing is muted here."
    assert full.endswith("• ordinary crime")
