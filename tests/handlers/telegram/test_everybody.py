"""Every command by everybody, everywhere: it is answered where it was asked, and changes nothing that it may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from bot.model import ChatRef, EventId, Platform
from handlers.telegram.answers import COMMANDS, EDITORS
from handlers.wording import Wording
from tests.handlers.builders import AT, a_chat, an_event
from tests.handlers.memory import Memory

if TYPE_CHECKING:
    from tests.handlers.telegram.conftest import Running
    from tests.peers.telegram.peer import TelegramPeer
    from tests.peers.telegram.world import Chat, Message, User

EVERY: Final = (*COMMANDS, *EDITORS)
FAILED: Final = Wording("en").text("try-later")
NO_ACCESS: Final = Wording("en").text("no-access")
PUBLIC: Final = {"help", "start", "privacy", "cancel"}  # of these even an outsider may know
# To say nothing, a topic, a number, markup, braces, right-to-left marks and far too much.
WORDS: Final = ("", "az-ru", "<b>&'\" {x} \u202e🦉 99999999999999999999 " + "я" * 300)


@dataclass(frozen=True, slots=True)
class Corner:
    """Somebody in a chat: how they speak there, and what is heard."""

    peer: TelegramPeer
    memory: Memory
    who: str
    person: User
    chat: Chat | User
    thread: int | None = None

    async def answer(self, text: str) -> Message:
        """The bot's next message there."""
        before = len(self.peer.messages(self.chat))
        if self.is_channel:
            before += 1  # the post itself
            self.peer.post(self.chat, text)
        else:
            where = None if self.chat is self.person else self.chat
            is_anonymous = self.who == "an anonymous administrator"
            self.peer.say(self.person, text, where, thread=self.thread, anonymous=is_anonymous)
        await self.peer.wait_for(lambda: len(self.peer.messages(self.chat)) > before, what=f"an answer to {text[:30]}")
        return self.peer.messages(self.chat)[before]

    @property
    def is_channel(self) -> bool:
        return "channel" in self.who


async def a_corner(peer: TelegramPeer, place: str, who: str) -> Corner:
    """A closed newsroom, in which the chat is admitted unless an outsider asks."""
    chief, other = peer.user(), peer.user()
    is_outsider = who.startswith("an outsider")
    owner = other if is_outsider else chief
    person = chief if "administrator" in who else other
    memory = Memory(
        an_event(rung=AT), an_event("raid", id=EventId("ev-2"), rung=AT),
        access="invite", admins=frozenset({f"telegram:{chief.id}"}),
    )  # fmt: skip
    if place == "private":
        return Corner(peer, memory, who, person, person)
    if place == "channel":
        chat, thread = peer.channel(owner=owner), None
    else:
        forum = place == "forum topic"
        chat = peer.supergroup(owner=owner, members=(other,) if other is not owner else (), forum=forum)
        thread = peer.topic(chat, "Caucasus") if forum else None
    if not is_outsider:
        ref = ChatRef(Platform.TELEGRAM, str(chat.id))
        await memory.access.grant(str(ref), "member")
        await memory.chats.put(a_chat(chat.id, thread=str(thread or "")))
    return Corner(peer, memory, who, person, chat, thread)


CORNERS: Final = [
    ("private", "an administrator"),
    ("private", "an outsider"),
    *(
        (place, who)
        for place in ("group", "forum topic")
        for who in ("an administrator", "an anonymous administrator", "a member", "an outsider")
    ),
    ("channel", "the channel"),
    ("channel", "an outsider's channel"),
]


@pytest.mark.parametrize(("place", "who"), CORNERS)
async def test_every_command_is_answered_where_it_was_asked_and_changes_only_what_it_may(
    peer: TelegramPeer, running: Running, place: str, who: str
) -> None:
    corner = await a_corner(peer, place, who)
    memory = corner.memory
    before = dict(memory.chats.kept), dict(memory.access.granted)
    said: dict[str, list[Message]] = {name: [] for name in EVERY}

    async with running(memory):
        for words in WORDS:
            for name in EVERY:
                said[name].append(await corner.answer(f"/{name} {words}".strip()))

    texts = {name: [message.text for message in messages] for name, messages in said.items()}
    assert {name for name, told in texts.items() if not all(told) or FAILED in told} == set()
    assert {message.thread for messages in said.values() for message in messages} == {corner.thread}
    if "outsider" in who:
        refused = {NO_ACCESS, *(Wording("en").text(key) for key in ("administrators-only", "private-only"))}
        assert {name for name, told in texts.items() if not set(told) <= refused} <= PUBLIC
    if "administrator" not in who and who != "the channel":
        assert (memory.chats.kept, memory.access.granted) == before
        assert memory.daybook.due == []


async def test_an_administrator_changes_in_each_place_that_place_alone(peer: TelegramPeer, running: Running) -> None:
    changed = {}

    for place, who in CORNERS:
        if "administrator" in who or who == "the channel":
            corner = await a_corner(peer, place, who)
            async with running(corner.memory):
                await corner.answer("/settings severity 4")
            kept = {ref: chat.settings.min_severity for ref, chat in corner.memory.chats.kept.items()}
            wanted = ChatRef(Platform.TELEGRAM, str(corner.chat.id), str(corner.thread or ""))
            changed[place, who] = kept == {wanted: 4}

    assert changed == dict.fromkeys(changed, True)
    assert len(changed) == 6
