"""Who may do what, where: every command, bare and with words, by everybody, in every kind of chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.model import ChatRef, EventId, NoteKind, Platform
from handlers.telegram.answers import COMMANDS, EDITORS
from tests.handlers.builders import AT, AZ_RU, a_chat, a_delivery, a_report, an_event
from tests.handlers.memory import Memory
from tests.handlers.telegram.test_commands import heard

if TYPE_CHECKING:
    from tests.handlers.telegram.conftest import Running
    from tests.peers.telegram.peer import TelegramPeer
    from tests.peers.telegram.world import Chat, User

EVERY = (*COMMANDS, *EDITORS)
RANG = an_event(rung=AT, reports=(a_report(1), a_report(2, headline="Moscow, too")))
NEIGHBOUR = an_event("raid", id=EventId("ev-2"), rung=AT)
NO_ACCESS = "I answer only members of the newsroom. Ask its administrator for an invitation link."
# What everybody may know who can write to the bot.
PUBLIC = {"help", "start", "privacy", "cancel"}


def a_newsroom(chief: User) -> Memory:
    """A bot with one administrator, closed to all others."""
    return Memory(RANG, NEIGHBOUR, access="invite", admins=frozenset({f"telegram:{chief.id}"}))


async def answers_to(
    peer: TelegramPeer, person: User, chat: User | Chat, words: str, *, anonymous: bool = False
) -> dict[str, str]:
    """What each command is answered there."""
    said = {}
    for name in EVERY:
        before = len(peer.messages(chat))
        peer.say(person, f"/{name} {words}".strip(), None if chat is person else chat, anonymous=anonymous)
        said[name] = (await heard(peer, chat, before + 1))[-1].text
    return said


@pytest.mark.parametrize("words", ["", "az-ru", "<b>&'\" {x} 🦉 " + "я" * 300])
async def test_an_administrator_of_the_bot_is_answered_in_private(
    peer: TelegramPeer, running: Running, words: str
) -> None:
    chief = peer.user()

    async with running(a_newsroom(chief)):
        said = await answers_to(peer, chief, chief, words)

    assert all(said.values())
    assert not any(
        text in {NO_ACCESS, "That did not work just now. Please try again in a minute."} for text in said.values()
    )
    assert not any("{" in text for name, text in said.items() if "{x}" not in words and name != "topic")


@pytest.mark.parametrize("words", ["", "az-ru"])
async def test_an_outsider_gets_a_refusal_for_every_command(peer: TelegramPeer, running: Running, words: str) -> None:
    stranger = peer.user()
    memory = a_newsroom(peer.user())

    async with running(memory):
        said = await answers_to(peer, stranger, stranger, words)

    refusals = {NO_ACCESS, "Only administrators of this bot may do that."}
    assert {name for name, text in said.items() if text not in refusals} <= PUBLIC
    assert memory.chats.kept == {}
    assert memory.daybook.notes == []


async def test_a_member_of_a_group_reads_and_changes_nothing(peer: TelegramPeer, running: Running) -> None:
    chief, member = peer.user(), peer.user()
    group = peer.supergroup(owner=chief, members=(member,))
    memory = a_newsroom(chief)

    async with running(memory):
        peer.say(chief, "/subscribe az-ru", group)
        await heard(peer, group)
        before = dict(memory.chats.kept)
        said = await answers_to(peer, member, group, "az-ru")

    assert "Russia summoned" in said["latest"]
    assert memory.chats.kept == before
    assert [n.kind for n in memory.daybook.notes] == [NoteKind.MISSED]
    changing = ("subscribe", "unsubscribe", "mute", "test", "export", "forget")
    assert {said[name] for name in changing} <= {"Only administrators of this chat may change what it follows."} | {
        text for name, text in said.items() if name == "mute"
    }


async def test_what_a_member_asks_in_a_group_is_shown_to_nobody_else(peer: TelegramPeer, running: Running) -> None:
    owner, member = peer.user(), peer.user()
    group = peer.supergroup(owner=owner, members=(member,))
    memory = Memory(RANG)

    async with running(memory):
        await peer.wait_for(lambda: len(peer.calls_of("setMyCommands")) == 12, what="menus")
        peer.say(member, "/latest", group)
        (latest,) = await heard(peer, group)
        peer.press(member, latest, latest.labels[0]) if latest.labels else None
        peer.say(owner, "/subscribe az-ru", group)
        subscribed = (await heard(peer, group, 2))[1]

    assert latest.receiver is member
    assert subscribed.receiver is None


async def test_an_anonymous_administrator_changes_and_is_answered_openly(peer: TelegramPeer, running: Running) -> None:
    owner = peer.user()
    group = peer.supergroup(owner=owner)
    memory = Memory(RANG)

    async with running(memory):
        peer.say(owner, "/settings severity 4", group, anonymous=True)
        (changed,) = await heard(peer, group)
        peer.say(owner, "/latest", group, anonymous=True)
        latest = (await heard(peer, group, 2))[1]

    assert memory.chats.kept[ChatRef(Platform.TELEGRAM, str(group.id))].settings.min_severity == 4
    assert changed.text.startswith("Settings of this chat")
    assert latest.receiver is None


async def test_a_forum_topic_has_settings_of_its_own(peer: TelegramPeer, running: Running) -> None:
    owner = peer.user()
    forum = peer.supergroup(owner=owner, forum=True)
    thread = peer.topic(forum, "Caucasus")
    memory = Memory(RANG)

    async with running(memory):
        peer.say(owner, "/settings severity 5", forum, thread=thread)
        (there,) = await heard(peer, forum)
        peer.say(owner, "/settings severity 2", forum)
        await heard(peer, forum, 2)

    found = {ref.thread: chat.settings.min_severity for ref, chat in memory.chats.kept.items()}
    assert there.thread == thread
    assert found == {str(thread): 5, "": 2}


# --- channels


async def test_a_channel_is_served_from_the_private_chat_of_its_administrator(
    peer: TelegramPeer, running: Running
) -> None:
    owner = peer.user()
    channel = peer.channel(owner=owner, username="harbour")
    peer.promote(channel, peer.state.bot)
    memory = Memory(RANG)
    ref = ChatRef(Platform.TELEGRAM, str(channel.id))

    async with running(memory):
        peer.say(owner, "/channel @harbour")
        (list_,) = await heard(peer, owner)
        peer.press(owner, list_, "▫️ Azerbaijan and Russia")
        await peer.wait_for(lambda: "✅ Azerbaijan and Russia" in list_.labels, what="a tick")
        peer.say(owner, "/channel @harbour settings language ru")
        await heard(peer, owner, 2)

    assert memory.chats.kept[ref].topics == (AZ_RU.id,)
    assert memory.chats.kept[ref].settings.language == "ru"
    assert peer.messages(channel) == []


async def test_a_channel_can_be_chosen_by_a_key(peer: TelegramPeer, running: Running) -> None:
    owner = peer.user()
    channel = peer.channel(owner=owner)
    peer.promote(channel, peer.state.bot)
    memory = Memory(RANG)

    async with running(memory):
        peer.say(owner, "/channel")
        (question,) = await heard(peer, owner)
        peer.share_chat(owner, channel, 1)
        panel = (await heard(peer, owner, 2))[1]
        peer.press(owner, panel, "▫️ Azerbaijan and Russia")
        await peer.wait_for(lambda: memory.chats.kept, what="the subscription")

    assert question.markup["keyboard"][0][0]["request_chat"]["chat_is_channel"]
    assert list(memory.chats.kept) == [ChatRef(Platform.TELEGRAM, str(channel.id))]


async def test_a_channel_of_others_stays_theirs(peer: TelegramPeer, running: Running) -> None:
    owner, stranger = peer.user(), peer.user()
    channel = peer.channel(owner=owner, username="harbour")
    peer.promote(channel, peer.state.bot)
    memory = Memory(RANG)

    async with running(memory):
        peer.say(stranger, "/channel @harbour subscribe az-ru")
        (refused,) = await heard(peer, stranger)
        peer.say(stranger, "/help")
        help_ = (await heard(peer, stranger, 2))[1]
        peer.press_data(stranger, help_, f"at:{channel.id}:tick:az-ru")
        forged = (await heard(peer, stranger, 3))[2]

    assert refused.text.startswith("I find no channel “@harbour” that you administer")
    assert forged.text.startswith("I find no channel")
    assert memory.chats.kept == {}


async def test_a_channel_where_the_bot_may_not_write_is_not_taken(peer: TelegramPeer, running: Running) -> None:
    owner = peer.user()
    channel = peer.channel(owner=owner, username="harbour")
    peer.kick_bot(channel)
    memory = Memory(RANG)

    async with running(memory):
        peer.say(owner, "/channel @harbour subscribe az-ru")
        (refused,) = await heard(peer, owner)

    assert refused.text.startswith("I find no channel")


async def test_a_channel_serves_itself_by_posts_where_the_bot_is_open(peer: TelegramPeer, running: Running) -> None:
    channel = peer.channel(owner=peer.user())
    memory = Memory(RANG)

    async with running(memory):
        peer.post(channel, "/subscribe az-ru")
        _, answer = await heard(peer, channel, 2)

    assert answer.text.startswith("This chat now follows")
    assert list(memory.chats.kept) == [ChatRef(Platform.TELEGRAM, str(channel.id))]


async def test_a_channel_that_nobody_admitted_gets_nothing_by_posts(peer: TelegramPeer, running: Running) -> None:
    channel = peer.channel(owner=peer.user())
    memory = a_newsroom(peer.user())

    async with running(memory):
        peer.post(channel, "/subscribe az-ru")
        _, answer = await heard(peer, channel, 2)

    assert answer.text == NO_ACCESS
    assert memory.chats.kept == {}


async def test_a_post_is_not_answered_a_second_time_in_the_discussion_group(
    peer: TelegramPeer, running: Running
) -> None:
    owner = peer.user()
    channel, group = peer.channel(owner=owner), peer.supergroup(owner=owner)
    peer.link(channel, group)
    memory = Memory(RANG)

    async with running(memory):
        peer.post(channel, "/subscribe az-ru")
        await heard(peer, channel, 2)
        await peer.wait_for(lambda: peer.all_confirmed, what="both updates")

    assert [m for m in peer.messages(group) if m.sender is peer.state.bot] == []
    assert list(memory.chats.kept) == [ChatRef(Platform.TELEGRAM, str(channel.id))]


# --- editors


async def test_an_editor_calls_a_false_alarm_after_a_question(peer: TelegramPeer, running: Running) -> None:
    chief = peer.user()
    memory = a_newsroom(chief)

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(chief.id)))
        (alert,) = peer.messages(chief)
        peer.say(chief, "/falsealarm", reply_to=alert)
        question = (await heard(peer, chief, 2))[1]
        before = list(memory.daybook.due)
        peer.press(chief, question, "False alarm")
        await peer.wait_for(lambda: memory.daybook.due, what="the correction")

    assert before == []
    assert [(n.kind, n.event, n.by) for n in memory.daybook.due] == [
        (NoteKind.FALSE_ALARM, "ev-1", f"telegram:{chief.id}")
    ]


async def test_an_editor_merges_and_splits_by_buttons(peer: TelegramPeer, running: Running) -> None:
    chief = peer.user()
    memory = a_newsroom(chief)

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(chief.id)))
        (alert,) = peer.messages(chief)
        peer.say(chief, "/merge", reply_to=alert)
        merge = (await heard(peer, chief, 2))[1]
        peer.press(chief, merge, merge.labels[0])
        await peer.wait_for(lambda: len(memory.daybook.due) == 1, what="the merge")
        peer.say(chief, "/split", reply_to=alert)
        split = (await heard(peer, chief, 3))[2]
        peer.press(chief, split, "2. Moscow, too")
        await peer.wait_for(lambda: len(memory.daybook.due) == 2, what="the split")

    one, two = memory.daybook.due
    assert (one.kind, one.event, one.other) == (NoteKind.MERGED, "ev-1", "ev-2")
    assert (two.kind, two.event, two.entries) == (NoteKind.SPLIT, "ev-1", ("entry-2",))


async def test_a_broadcast_is_shown_first_then_said_to_all_and_written_down(
    peer: TelegramPeer, running: Running
) -> None:
    chief, reader, gone = peer.user(), peer.user(), peer.user()
    memory = a_newsroom(chief)
    peer.say(reader, "hello")
    for person in (reader, gone):
        await memory.chats.put(a_chat(person.id))
    text = "Tonight 22:00 <maintenance> & tea"

    async with running(memory):
        await heard(peer, reader)
        peer.block(gone)
        peer.say(chief, f"/broadcast {text}")
        (question,) = await heard(peer, chief)
        before = len(peer.messages(reader))
        peer.press(chief, question, "Send")
        await peer.wait_for(lambda: "Said in 1 of 2 chats." in question.text, what="the count")

    assert question.history[0] == f"Send this to 2 chats?\n{text}"
    assert before == 1
    assert peer.messages(reader)[1].text == text
    assert [(n.kind, n.text) for n in memory.daybook.notes] == [(NoteKind.BROADCAST, text)]


async def test_editors_see_their_commands_in_the_menu(peer: TelegramPeer, running: Running) -> None:
    chief, reader = peer.user(), peer.user()
    peer.say(chief, "hello")
    memory = a_newsroom(chief)

    async with running(memory):
        await peer.wait_for(lambda: len(peer.calls_of("setMyCommands")) == 16, what="menus")

    assert {c["command"] for c in peer.commands_for(chief)} == set(EVERY)
    assert {c["command"] for c in peer.commands_for(reader)} == set(COMMANDS)
