"""All that the stand-in knows: the bot, people, chats, messages, commands, and the queue of updates."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.telegram.errors import ApiError, bad, forbidden
from tests.peers.telegram.limits import FloodControl, Limits
from tests.peers.telegram.updates import UpdateQueue
from tests.peers.telegram.world import Chat, Member, Message, Topic, User, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.peers.telegram.entities import Entity
    from tests.peers.wire import Changes, PeerClock

# How long a callback query can be answered, in seconds of the peer's time. The documentation gives no figure; the
# server answers "query is too old" to bots that were down for a while.
QUERY_LIFETIME = 60.0


class Args:
    """The arguments of a call, as strings or JSON, and its uploaded files."""

    def __init__(self, given: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        self.given = dict(given)
        self.files = dict(files or {})

    def raw(self, name: str) -> Any:
        """As it came, None if absent."""
        return self.given.get(name)

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.given.get(name)
        return default if value is None else str(value)

    def whole(self, name: str, default: int | None = None) -> int | None:
        """An integer; what is none counts as absent."""
        try:
            return int(str(self.given.get(name)))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """A boolean: true, True, 1, yes (the server reads them alike)."""
        return str(self.given.get(name, "")).lower() in {"true", "1", "yes"}

    def json(self, name: str) -> Any:
        """A JSON value, None if absent. Raises 400 if it cannot be read."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from error


@dataclass(slots=True)
class CallbackQuery:
    """A press of an inline button, and what the bot answered."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether the bot stopped the button's spinning."""
        return bool(self.answers)


@dataclass(slots=True)
class InlineQuery:
    """What somebody typed after the bot's name, and what the bot offered."""

    id: str
    user: User
    text: str
    at: float
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """An uploaded file."""

    id: str
    name: str
    content: bytes


class State:
    """The world of one bot. Methods raise ApiError as the Bot API answers."""

    def __init__(self, token: str, username: str, clock: PeerClock, changes: Changes, limits: Limits | None) -> None:
        self.token = token
        self.clock = clock
        self.changes = changes
        self.bot = User(int(token.split(":", maxsplit=1)[0]), "Tocsin", username, is_bot=True, state="ok")
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.chats: dict[int, Chat] = {}
        self.messages: list[Message] = []
        self._by_id: dict[tuple[int, int | None], Message] = {}
        self.updates = UpdateQueue(clock, changes)
        self.flood = FloodControl(limits)
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}  # (scope as JSON, language) -> commands
        self.texts: dict[tuple[str, str], str] = {}  # (name, description or short_description; language) -> text
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.files: dict[str, Stored] = {}
        self.actions: list[tuple[int, str]] = []  # sendChatAction
        self.reactions: list[tuple[Message, list[Any]]] = []
        self.privacy = True  # the bot sees only what concerns it in groups
        self.revoked = False
        self.last_speaker: dict[int, int] = {}  # chat -> the bot that wrote last, for privacy mode
        self._ids = itertools.count(1)

    def fresh(self) -> int:
        """A number never used before."""
        return next(self._ids)

    # --- finding -----------------------------------------------------------------------------------------------------

    def chat(self, args: Args, name: str = "chat_id") -> Chat:
        """The chat that a call is about. Raises 400 if it is unknown to the bot, with the new id if it moved."""
        wanted = args.text(name)
        if not wanted:
            raise bad("chat_id is empty")
        chat = self._found(wanted)
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        return chat

    def _found(self, wanted: str) -> Chat | None:
        if wanted.startswith("@"):
            named = (c for c in self.chats.values() if c.username.lower() == wanted[1:].lower() and c.person is None)
            return next(named, None)
        try:
            return self.chats.get(int(wanted))
        except ValueError:
            return None

    def message(self, chat: Chat, message_id: int | None) -> Message | None:
        """A message of that chat that is still there."""
        message = self._by_id.get((chat.id, message_id))
        return None if message is None or message.deleted else message

    # --- who may write -----------------------------------------------------------------------------------------------

    def check_may_write(self, chat: Chat) -> None:
        """Raises 403, or 400 for missing rights, where the bot cannot write."""
        if chat.person is not None:
            self._check_person(chat.person)
            return
        if chat.deleted:
            raise forbidden("the group chat was deleted")
        me = chat.member(self.bot.id)
        if me is None or me.status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if me.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if chat.type == "channel" and not (me.is_admin and me.can_post):
            raise bad("need administrator rights in the channel chat")
        if not me.can_post:
            raise bad("not enough rights to send text messages to the chat")

    @staticmethod
    def _check_person(person: User) -> None:
        if person.is_bot:
            raise forbidden("bot can't send messages to bots")
        refusals = {
            "new": "bot can't initiate conversation with a user",
            "blocked": "bot was blocked by the user",
            "deactivated": "user is deactivated",
        }
        if person.state in refusals:
            raise forbidden(refusals[person.state])

    def check_thread(self, chat: Chat, thread: int | None) -> None:
        """Raises 400 where the topic is unknown or closed.

        General has the id 1 but is addressed by no id at all: with message_thread_id=1 the server finds no thread.
        """
        if thread is None:
            topic = chat.topics.get(1)
        else:
            topic = chat.topics.get(thread)
            if topic is None or thread == 1:
                raise bad("message thread not found")
        me = chat.member(self.bot.id)
        if topic is not None and topic.closed and not (me is not None and me.is_admin):
            raise bad("TOPIC_CLOSED")

    def count(self, chat: Chat, *, paid: bool = False) -> None:
        """One message or edit more. Raises 429."""
        self.flood.take(self.clock.seconds(), chat.id, group=chat.is_group, paid=paid)

    # --- writing -----------------------------------------------------------------------------------------------------

    def put(
        self,
        chat: Chat,
        text: str,
        entities: list[Entity],
        *,
        sender: User | None = None,
        markup: dict[str, Any] | None = None,
        source: str = "",
        **fields: Any,
    ) -> Message:
        """Store a new message; `fields` are those of Message."""
        now = self.clock.now()
        version = Version(now, text, tuple(entities), markup, source or text, fields.pop("link_preview", None))
        message = Message(chat, chat.next_message, now, [version], sender, **fields)
        if message.ephemeral_id is None:
            chat.next_message += 1
            self._by_id[chat.id, message.id] = message
        self.messages.append(message)
        if sender is not None and sender.is_bot and message.sender_chat is None:
            self.last_speaker[chat.id] = sender.id
        self.changes.happened()
        return message

    def open_topic(self, chat: Chat, name: str, sender: User) -> Topic:
        """A new forum topic; its id is that of the service message that opens it."""
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self.put(chat, "", [], sender=sender, service=service)
        message.thread = message.id
        chat.topics[message.id] = Topic(message.id, name)
        self.changes.happened()
        return chat.topics[message.id]

    def member(self, chat: Chat, user: User, status: str = "member") -> Member:
        """Set how the user stands in the chat."""
        member = chat.members.setdefault(user.id, Member(user))
        member.status = status
        return member

    def live_query(self, query_id: str, lifetime: float = QUERY_LIFETIME) -> CallbackQuery:
        """A callback query that can still be answered. Raises 400."""
        query = self.callbacks.get(query_id)
        if query is None or self.clock.seconds() - query.at > lifetime:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return query

    def check_token(self, token: str) -> None:
        """Raises 404 for what is no token, 401 for a wrong or revoked one."""
        head, colon, tail = token.partition(":")
        if not (head.isdigit() and colon and tail):
            raise ApiError(404, "Not Found")
        if token != self.token or self.revoked:
            raise ApiError(401, "Unauthorized")
