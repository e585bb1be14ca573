"""Editors merge and split events, and channels make topics of their own, without leaving Slack."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model import ChatRef, EventId, Language, Mute, MuteOf, NoteKind, Ownership, Platform
from tests.handlers.builders import AT, a_chat, a_delivery, a_report, an_event
from tests.handlers.memory import Memory
from tests.handlers.slack.test_commands import heard

if TYPE_CHECKING:
    from bot.model import ChatSettings
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import SlackUser

RANG = an_event(rung=AT, reports=(a_report(1), a_report(2, headline="Moscow, too")))
NEIGHBOUR = an_event("raid", id=EventId("ev-2"), rung=AT)


def a_newsroom(*editors: SlackUser) -> Memory:
    """A bot whose administrators these are."""
    return Memory(RANG, NEIGHBOUR, admins=frozenset(f"slack:{editor.id}" for editor in editors))


async def test_an_editor_merges_from_the_sources_of_an_alert(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(room.id, Platform.SLACK)))
        peer.press(editor, peer.messages(room)[0], "sources")
        (sources,) = await heard(peer, editor)
        peer.press(editor, sources, "Merge …")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        done = peer.submit(editor, form, other="ev-2", why="the same search")
        await peer.wait_for(lambda: done.done, what="the answer")

    (note,) = memory.daybook.due
    assert (note.kind, note.event, note.other, note.text) == (NoteKind.MERGED, "ev-1", "ev-2", "the same search")
    assert "Merged. Every message is being amended" in form.live.plain


async def test_an_editor_splits_by_the_command(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)
    memory.events.kept.pop(NEIGHBOUR.id)

    async with running(memory):
        peer.slash(editor, room, "split")
        (choice,) = await heard(peer, editor)
        peer.press(editor, choice, "Split …")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        all_ = peer.submit(editor, form, entries=["entry-1", "entry-2"])
        await peer.wait_for(lambda: all_.done, what="a refusal")
        peer.submit(editor, form, entries=["entry-2"])
        await peer.wait_for(lambda: memory.daybook.due, what="the correction")

    (note,) = memory.daybook.due
    assert all_.answer["errors"] == {"entries": "Name some reports of this event, not all of them."}
    assert (note.kind, note.event, note.entries, note.text) == (NoteKind.SPLIT, "ev-1", ("entry-2",), "")


async def test_who_is_no_editor_is_offered_no_correction(peer: SlackPeer, running: Running) -> None:
    reader = peer.user("Murad")
    room = peer.channel(members=(reader,))
    memory = a_newsroom(peer.user("Leyla"))

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(room.id, Platform.SLACK)))
        peer.press(reader, peer.messages(room)[0], "sources")
        (sources,) = await heard(peer, reader)

    assert sources.labels == []


async def test_an_event_without_neighbours_has_nothing_to_merge_with(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)
    memory.events.kept.pop(NEIGHBOUR.id)

    async with running(memory):
        peer.slash(editor, room, "merge")
        (choice,) = await heard(peer, editor)
        peer.press(editor, choice, "Merge …")
        refused = (await heard(peer, editor, 2))[1]

    assert refused.text == "There is no other event of these two countries lately."
    assert peer.modals(editor) == []


# --- topics, filters and mutes of a channel


async def test_an_own_topic_is_tried_saved_edited_and_removed(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)

    async with running(memory):
        peer.slash(editor, room, "topic new Envoys = kind:ambassador_summoned from:RU")
        (preview,) = await heard(peer, editor)
        kept_by_then = dict(memory.topics.kept)
        peer.press(editor, preview, "Save and follow")
        saved = (await heard(peer, editor, 2))[1]
        (topic,) = memory.topics.kept.values()
        followed = memory.chats.kept[ChatRef(Platform.SLACK, room.id)].topics
        peer.slash(editor, room, "topic edit Envoys")
        spelled = (await heard(peer, editor, 3))[2]
        peer.slash(editor, room, "topic remove Envoys")
        removed = (await heard(peer, editor, 4))[3]

    assert kept_by_then == {}
    assert preview.text.startswith("Would have rung once in the last 30 days")
    assert saved.text.endswith(f"Share it: /tocsin topic {topic.id}")
    assert followed == (topic.id,)
    assert "Envoys = kind:ambassador_summoned from:RU" in spelled.shown_text
    assert removed.text.startswith("Removed: Envoys.")
    assert memory.topics.kept == {}


async def test_an_own_topic_is_shared_by_its_id(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    one, other = peer.channel(members=(editor,)), peer.channel("other", members=(editor,))
    memory = a_newsroom(editor)

    async with running(memory):
        peer.slash(editor, one, "topic new Envoys = kind:ambassador_summoned")
        (preview,) = await heard(peer, editor)
        peer.press(editor, preview, "Save and follow")
        saved = (await heard(peer, editor, 2))[1]
        peer.slash(editor, other, saved.text.partition("Share it: /tocsin ")[2])
        shown = (await heard(peer, editor, 3))[2]
        peer.press(editor, shown, "subscribe")
        await heard(peer, editor, 4)

    (topic,) = memory.topics.kept.values()
    assert memory.chats.kept[ChatRef(Platform.SLACK, other.id)].topics == (topic.id,)


async def set_by(peer: SlackPeer, running: Running, *typed: str) -> ChatSettings:
    """The settings of a channel after these commands."""
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)
    async with running(memory):
        for count, text in enumerate(typed, 1):
            peer.slash(editor, room, text)
            await heard(peer, editor, count)
    return memory.chats.kept[ChatRef(Platform.SLACK, room.id)].settings


async def test_outlets_are_filtered_by_owner_and_language(peer: SlackPeer, running: Running) -> None:
    settings = await set_by(peer, running, "settings sources independent, State", "settings languages az")

    assert settings.ownerships == (Ownership.INDEPENDENT, Ownership.STATE)
    assert settings.languages == (Language("az"),)


async def test_an_event_is_muted_for_some_hours_by_two_presses(peer: SlackPeer, running: Running) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = a_newsroom(editor)

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(room.id, Platform.SLACK)))
        peer.press(editor, peer.messages(room)[0], "Mute event")
        (muted,) = await heard(peer, editor)
        peer.press(editor, muted, "For 8 h")
        until = (await heard(peer, editor, 2))[1]

    settings = memory.chats.kept[ChatRef(Platform.SLACK, room.id)].settings
    assert until.text == "Muted here until 22:02: Ambassador summoned, Russia → Azerbaijan"
    assert settings.muted_events == ()
    assert settings.mutes == (Mute(MuteOf.EVENT, "ev-1", AT + timedelta(hours=8)),)
