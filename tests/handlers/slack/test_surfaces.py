"""App Home, shortcuts and files, as people use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.matching import Explanation
from bot.model import ChatRef, NoteKind, Platform
from tests.handlers.builders import AZ_RU, a_match, an_event
from tests.handlers.memory import Memory
from tests.peers.wire import Answer

if TYPE_CHECKING:
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer

LIVE = "<!channel> <@U1> <https://evil.example|OC Media> *bold*"
PNG = b"\x89PNG"


async def test_home_shows_topics_settings_latest_events_and_the_ladder(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.open_home(reader)
        home = await peer.wait_for(lambda: peer.home(reader), what="Home")

    shown = " ".join(home.live.plain.split())
    for part in ("Your subscriptions", "Azerbaijan and Russia", "Settings of this chat", "Latest events", "The ladder"):
        assert part in shown
    (image,) = [block for block in home.now["blocks"] if block["type"] == "image"]
    assert image["alt_text"].startswith(("Russia and Azerbaijan, 30 days", "Azerbaijan and Russia, 30 days"))
    assert peer.state.files[image["slack_file"]["id"]].content.startswith(PNG)


async def test_a_picture_that_slack_refuses_leaves_the_rest_of_home(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()
    peer.faults.always("files.getUploadURLExternal", Answer(200, {"ok": False, "error": "internal_error"}))

    async with running(memory):
        peer.open_home(reader)
        home = await peer.wait_for(lambda: peer.home(reader), what="Home")

    assert "The ladder" in home.live.plain
    assert "image" not in [block["type"] for block in home.now["blocks"]]


async def test_a_topic_is_followed_from_home_in_direct_messages(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.open_home(reader)
        home = await peer.wait_for(lambda: peer.home(reader), what="Home")
        peer.press_in_view(reader, home, "Follow Azerbaijan and Russia")
        await peer.wait_for(lambda: "Stop Azerbaijan and Russia" in str(home.now), what="Home again")

    assert memory.chats.kept[ChatRef(Platform.SLACK, peer.direct(reader).id)].topics == (AZ_RU.id,)


async def test_why_opens_over_home(peer: SlackPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.open_home(reader)
        home = await peer.wait_for(lambda: peer.home(reader), what="Home")
        peer.press_in_view(reader, home, "Why?")
        (sheet,) = await peer.wait_for(lambda: peer.modals(reader), what="a sheet")

    assert "Rule en/ambassador_summoned/active" in sheet.live.plain


async def test_an_outsiders_home_tells_nothing_of_the_archive(peer: SlackPeer, running: Running) -> None:
    stranger = peer.user()

    async with running(Memory(an_event(), access="invite")):
        peer.open_home(stranger)
        home = await peer.wait_for(lambda: peer.home(stranger), what="Home")

    assert "Azerbaijan" not in str(home.now)
    assert "/tocsin start CODE" in home.live.plain


async def test_a_guest_follows_nothing_from_home(peer: SlackPeer, running: Running, memory: Memory) -> None:
    guest = peer.user(guest=True)

    async with running(memory):
        peer.open_home(guest)
        home = await peer.wait_for(lambda: peer.home(guest), what="Home")
        peer.press_in_view(guest, home, "Follow Azerbaijan and Russia")
        (sheet,) = await peer.wait_for(lambda: peer.modals(guest), what="a refusal")

    assert sheet.live.plain.startswith("Only managers of this channel")
    assert memory.chats.kept == {}


# --- shortcuts


async def test_a_message_is_explained_to_its_reader_alone(peer: SlackPeer, running: Running) -> None:
    reader = peer.user()
    room = peer.channel(members=(reader,))
    memory = Memory(explain=lambda _entry: Explanation("en", (), (), "", (), (a_match(why=(LIVE,)),)))

    async with running(memory):
        message = peer.say(reader, room, f"Moscow summons the envoy {LIVE}")
        peer.message_shortcut(reader, message, "explain_message")
        (answer,) = await peer.wait_for(lambda: peer.ephemeral(reader), what="an answer")

    assert "Ambassador summoned, Russia → Azerbaijan, reported" in answer.shown_text
    assert answer.live.mentions == []
    assert memory.daybook.notes == []


async def test_a_missed_link_is_kept_and_its_fate_told(peer: SlackPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()
    room = peer.channel(members=(reader,))

    async with running(memory):
        message = peer.say(reader, room, "we had <https://harbour-times.example/1|this> &amp; did not hear")
        peer.message_shortcut(reader, message, "missed_message")
        (answer,) = await peer.wait_for(lambda: peer.ephemeral(reader), what="an answer")

    (note,) = memory.daybook.notes
    assert (note.kind, note.url) == (NoteKind.MISSED, "https://harbour-times.example/1")
    assert note.text == "we had this & did not hear"
    assert "I do know it: Ambassador summoned, Russia → Azerbaijan." in answer.shown_text


@pytest.mark.parametrize("guest", [False, True])
async def test_a_channel_is_subscribed_by_the_global_shortcut(
    peer: SlackPeer, running: Running, memory: Memory, guest: bool
) -> None:
    editor = peer.user(guest=guest)
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.global_shortcut(editor, "subscribe_channel")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        done = peer.submit(editor, form, channel=room.id, topic="az-ru")
        await peer.wait_for(lambda: done.done, what="an answer")

    followed = {ref.id: chat.topics for ref, chat in memory.chats.kept.items()}
    assert followed == ({} if guest else {room.id: (AZ_RU.id,)})
    assert ("errors" in done.answer) == guest


# --- who manages a channel


async def test_who_neither_made_the_channel_nor_is_named_changes_nothing(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    maker, reader, chief = peer.user("Maker"), peer.user("Reader"), peer.user("Chief", admin=True)
    room = peer.channel(members=(maker, reader, chief))

    async with running(memory):
        peer.slash(reader, room, "subscribe az-ru")
        (refused,) = await peer.wait_for(lambda: peer.ephemeral(reader), what="a refusal")
        peer.slash(chief, room, "subscribe az-ru")
        (granted,) = await peer.wait_for(lambda: peer.ephemeral(chief), what="an answer")

    assert refused.text.startswith("Only managers of this channel")
    assert granted.text.startswith("This chat now follows")


# --- files


async def test_the_trend_comes_as_a_picture_with_alt_text(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "trend az-ru 30")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")

    (message,) = peer.messages(room)
    (file,) = peer.state.files.values()
    assert message.files[0]["id"] == file.id
    assert file.content.startswith(PNG)
    assert file.alt_text.startswith("Azerbaijan and Russia, 30 days. ")


async def test_the_export_goes_to_who_asked_and_not_to_the_channel(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,))

    async with running(memory):
        peer.slash(editor, room, "export")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")

    assert peer.messages(room) == []
    (file,) = peer.state.files.values()
    assert file.channels == [peer.direct(editor).id]


async def test_a_file_that_slack_refuses_is_said(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user()
    room = peer.channel(members=(editor,), bot=False)

    async with running(memory):
        peer.slash(editor, room, "trend az-ru")
        (answer,) = await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")

    assert "I could not put the file into this channel." in answer.shown_text
    assert "of 10" in answer.shown_text
