"""Commands and buttons as a person uses them, through polling and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model import ChatRef, Language, Platform, Reason, Status
from handlers.telegram.answers import COMMANDS
from tests.handlers.builders import AT, AZ_RU, a_chat, a_delivery, an_event
from tests.handlers.memory import Memory

if TYPE_CHECKING:
    from tests.handlers.telegram.conftest import Running
    from tests.peers.telegram.peer import TelegramPeer
    from tests.peers.telegram.world import Chat, Message, User


async def heard(peer: TelegramPeer, chat: User | Chat, count: int = 1) -> list[Message]:
    """The bot's messages there once there are that many."""
    await peer.wait_for(lambda: len(peer.messages(chat)) >= count, what=f"{count} answers")
    return peer.messages(chat)


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_works_bare(peer: TelegramPeer, running: Running, memory: Memory, name: str) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, f"/{name}")
        (message,) = await heard(peer, reader)

    assert message.text
    assert "{" not in message.text


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_answers_nonsense(peer: TelegramPeer, running: Running, memory: Memory, name: str) -> None:
    reader = peer.user(language="ru")

    async with running(memory):
        peer.say(reader, f"/{name} <b>😀 ' \" & {{x}} " + "я" * 500)
        (message,) = await heard(peer, reader)

    assert message.text


async def test_a_subscription_is_stored_before_it_is_answered(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/subscribe az-ru")
        (message,) = await heard(peer, reader)

    kept = memory.chats.kept[ChatRef(Platform.TELEGRAM, str(reader.id))]
    assert kept.topics == (AZ_RU.id,)
    assert kept.since == AT
    assert message.text.startswith("This chat now follows Azerbaijan and Russia.")


async def test_a_tap_ticks_a_topic_in_the_list(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/subscribe")
        (message,) = await heard(peer, reader)
        peer.press(reader, message, "▫️ Azerbaijan and Russia")
        await peer.wait_for(lambda: message.labels == ["✅ Azerbaijan and Russia", "▫️ Blocked media"], what="a tick")
        peer.press(reader, message, "✅ Azerbaijan and Russia")
        await peer.wait_for(lambda: message.labels[0] == "▫️ Azerbaijan and Russia", what="no tick")

    assert memory.chats.kept[ChatRef(Platform.TELEGRAM, str(reader.id))].topics == ()


async def test_latest_lists_events_with_their_lines(peer: TelegramPeer, running: Running) -> None:
    events = [
        an_event(id=f"ev-{n}", changed=AT + timedelta(hours=n), status=s)
        for n, s in enumerate((Status.REPORTED, Status.PAST))
    ]
    reader = peer.user()

    async with running(Memory(*events)):
        peer.say(reader, "/latest az-ru 5")
        (message,) = await heard(peer, reader)

    assert message.text.startswith("The latest of Azerbaijan and Russia")
    assert message.text.count("Russia summoned the ambassador") == 1
    assert message.labels == ["Follow Azerbaijan and Russia"]


async def test_a_long_list_is_cut_and_counted(peer: TelegramPeer, running: Running) -> None:
    people = tuple(f"Person {'x' * 80} {n}" for n in range(4))
    events = [an_event("arrest", id=f"ev-{n}", changed=AT + timedelta(hours=n), persons=people) for n in range(30)]
    reader = peer.user()

    async with running(Memory(*events)):
        peer.say(reader, "/latest 20")
        (message,) = await heard(peer, reader)

    assert "more" in message.text.splitlines()[-1]


async def test_why_as_a_reply_to_an_alert_shows_sentence_and_rule(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(reader.id)))
        (alert,) = peer.messages(reader)
        peer.say(reader, "/why", reply_to=alert)
        answer = (await heard(peer, reader, 2))[1]

    assert "Moscow summoned the ambassador." in answer.text
    assert "en/ambassador_summoned/active" in answer.text


@pytest.mark.parametrize(
    ("button", "said"), [("Why?", "Rule"), ("Sources 1", "The Harbour Times"), ("Mute", "Muted here")]
)
async def test_the_buttons_of_an_alert_answer(
    peer: TelegramPeer, running: Running, memory: Memory, button: str, said: str
) -> None:
    reader = peer.user()

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(reader.id)))
        (alert,) = peer.messages(reader)
        query = peer.press(reader, alert, button)
        answer = (await heard(peer, reader, 2))[1]

    assert said in answer.text
    assert query.answered


async def test_the_language_is_that_of_the_reader_and_can_be_changed(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user(language="az")

    async with running(memory):
        peer.say(reader, "/settings")
        (message,) = await heard(peer, reader)
        first = message.text
        peer.press(reader, message, "русский")
        await peer.wait_for(lambda: "Настройки этого чата" in message.text, what="Russian settings")

    assert first.startswith("Bu çatın parametrləri")
    assert memory.chats.kept[ChatRef(Platform.TELEGRAM, str(reader.id))].settings.language == Language("ru")


async def test_a_test_alert_goes_into_the_outbox_for_this_chat_alone(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory) as channel:
        peer.say(reader, "/test")
        await heard(peer, reader)
        (alert,) = memory.outbox.alerts
        await channel.sender.send(a_delivery(a_chat(reader.id), alert))
        shown = peer.messages(reader)[1]

    assert (alert.only, alert.reason) == (ChatRef(Platform.TELEGRAM, str(reader.id)), Reason.TEST)
    assert shown.text.startswith("TEST · AMBASSADOR SUMMONED  unnamed → unnamed")
    assert "Nothing has happened" in shown.text
    assert shown.labels == []


async def test_an_outsider_learns_nothing_of_the_archive(peer: TelegramPeer, running: Running) -> None:
    stranger = peer.user()

    async with running(Memory(an_event(), access="invite")):
        for n, name in enumerate(COMMANDS, 1):
            peer.say(stranger, f"/{name} az-ru")
            await heard(peer, stranger, n)

    said = "\n".join(message.text for message in peer.messages(stranger))
    assert "Azerbaijan" not in said
    assert not any(message.buttons for message in peer.messages(stranger))


async def test_a_forged_button_gives_an_outsider_nothing(peer: TelegramPeer, running: Running) -> None:
    stranger = peer.user()

    async with running(Memory(an_event(), access="invite")):
        peer.say(stranger, "/help")
        (message,) = await heard(peer, stranger)
        for n, verb in enumerate(("sub:az-ru", "tick:az-ru", "top:az-ru", "why:ev-1", "src:ev-1", "mute:ev-1"), 2):
            peer.press_data(stranger, message, verb)
            answers = await heard(peer, stranger, n)

    assert {answer.text for answer in answers[1:]} == {
        "I answer only members of the newsroom. Ask its administrator for an invitation link."
    }


async def test_the_first_administrator_opens_a_code_and_invites_a_member(peer: TelegramPeer, running: Running) -> None:
    memory = Memory(access="invite")
    chief, reporter = peer.user("Chief"), peer.user("Reporter")
    code = await memory.desk.first_code()

    async with running(memory):
        peer.start(chief, f"i_{code}")
        await heard(peer, chief)
        peer.say(chief, "/invite")
        invitation = (await heard(peer, chief, 2))[1]
        payload = invitation.text.rpartition("start=")[2]
        peer.start(reporter, payload)
        (joined,) = await heard(peer, reporter)
        peer.start(peer.user("Late"), payload)

    assert await memory.access.roles(f"telegram:{chief.id}") == {"admin"}
    assert await memory.access.roles(f"telegram:{reporter.id}") == {"member"}
    assert joined.labels == ["Azerbaijan and Russia", "Blocked media"]
    assert await memory.desk.first_code() is None


async def test_a_link_to_a_topic_shows_it_with_a_button(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.start(reader, "t_az-ru")
        (message,) = await heard(peer, reader)

    assert message.labels == ["Follow Azerbaijan and Russia"]


async def test_in_a_group_administrators_alone_change_what_it_follows(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    owner, member = peer.user(), peer.user()
    group = peer.supergroup(owner=owner, members=(member,))
    ref = ChatRef(Platform.TELEGRAM, str(group.id))

    async with running(memory):
        peer.say(member, "/subscribe az-ru", group)
        (refused,) = await heard(peer, group)
        before = memory.chats.kept.get(ref)
        peer.say(owner, "/subscribe az-ru", group)
        await heard(peer, group, 2)

    assert refused.text == "Only administrators of this chat may change what it follows."
    assert before is None
    assert memory.chats.kept[ref].topics == (AZ_RU.id,)


async def test_an_anonymous_administrator_is_one(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    owner = peer.user()
    group = peer.supergroup(owner=owner)

    async with running(memory):
        peer.say(owner, "/subscribe az-ru", group, anonymous=True)
        await heard(peer, group)

    assert memory.chats.kept[ChatRef(Platform.TELEGRAM, str(group.id))].topics == (AZ_RU.id,)


async def test_a_group_that_a_member_subscribed_may_read(peer: TelegramPeer, running: Running) -> None:
    owner, reader = peer.user(), peer.user()
    group = peer.supergroup(owner=owner, members=(reader,))
    memory = Memory(an_event(), access="list", admins=frozenset({f"telegram:{owner.id}"}))

    async with running(memory):
        peer.say(reader, "/latest", group)
        (closed,) = await heard(peer, group)
        peer.say(owner, "/subscribe az-ru", group)
        await heard(peer, group, 2)
        peer.say(reader, "/latest", group)
        opened = (await heard(peer, group, 3))[2]

    assert closed.text.startswith("I answer only members")
    assert "Russia summoned" in opened.text


async def test_a_subscription_lives_in_its_forum_topic(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    owner = peer.user()
    forum = peer.supergroup(owner=owner, forum=True)
    thread = peer.topic(forum, "Caucasus")

    async with running(memory):
        peer.say(owner, "/subscribe az-ru", forum, thread=thread)
        (message,) = await heard(peer, forum)

    assert message.thread == thread
    assert list(memory.chats.kept) == [ChatRef(Platform.TELEGRAM, str(forum.id), str(thread))]


async def test_a_command_to_another_bot_is_ignored(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    owner = peer.user()
    group = peer.supergroup(owner=owner)
    peer.promote(group, peer.state.bot)

    async with running(memory):
        peer.say(owner, "/latest@other_bot", group)
        peer.say(owner, "/weather", group)
        peer.say(owner, "/help@tocsin_bot", group)
        answers = await heard(peer, group)

    assert [answer.text.splitlines()[0] for answer in answers] == ["What I can do"]


async def test_a_migration_takes_the_subscription_along(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    group = peer.group(owner=peer.user())
    old = replace(a_chat(group.id), title="Desk")
    await memory.chats.put(old)

    async with running(memory):
        new = peer.migrate(group)
        await peer.wait_for(lambda: peer.all_confirmed, what="the service message")

    assert list(memory.chats.kept) == [ChatRef(Platform.TELEGRAM, str(new.id))]


async def test_a_mistyped_command_gets_the_nearest(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/subscrib")
        (message,) = await heard(peer, reader)

    assert message.text == "I do not know /subscrib. Did you mean /subscribe?"


async def test_the_menu_is_set_in_each_language(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user(language="ru")

    async with running(memory):
        await peer.wait_for(lambda: len(peer.calls_of("setMyCommands")) == 12, what="menus")

    menu = {entry["command"]: entry["description"] for entry in peer.commands_for(reader)}
    assert menu["topics"] == "все темы, отмечены те, за которыми здесь следят"
    assert list(menu) == list(COMMANDS)
