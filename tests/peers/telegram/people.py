"""What people do: the injectors of the Telegram stand-in.

Sources: Bot API, "Update" and the objects it carries; "Privacy mode" (core.telegram.org/bots/features#privacy-mode);
"Deep linking" (the payload of /start); BotCommandScope, "Determining list of commands".
"""

from __future__ import annotations

import json
import re
from typing import Any

from tests.peers.telegram.entities import found_in_text
from tests.peers.telegram.state import CallbackQuery, InlineQuery, State
from tests.peers.telegram.world import (
    ANONYMOUS_ADMIN_ID,
    CHANNEL_BOT_ID,
    TELEGRAM_ID,
    Chat,
    Member,
    Message,
    Topic,
    User,
)


class People:
    """Base of the peer: makes users and chats, and lets them act. Every act reaches the bot as an update."""

    def __init__(self, state: State) -> None:
        self.state = state

    # --- who and where -----------------------------------------------------------------------------------------------

    def user(
        self, first_name: str = "Leyla", *, language: str = "en", username: str = "", started: bool = True
    ) -> User:
        """A person. `started` False: has never written to the bot, so the bot cannot write first."""
        user = User(500_000 + self.state.fresh(), first_name, username, language, state="ok" if started else "new")
        self.state.users[user.id] = user
        self.private(user)
        return user

    def private(self, user: User) -> Chat:
        """The person's private chat with the bot; its id is the person's."""
        if user.id not in self.state.chats:
            self.state.chats[user.id] = Chat(user.id, "private", person=user)
        return self.state.chats[user.id]

    def group(
        self, title: str = "Desk", *, owner: User, members: tuple[User, ...] = (), admins: tuple[User, ...] = ()
    ) -> Chat:
        """A basic group with the bot in it, as a member. Adding the bot does not tell it; `add_bot` does."""
        return self._made(Chat(-(1000 + self.state.fresh()), "group", title), owner, members, admins)

    def supergroup(
        self,
        title: str = "Newsroom",
        *,
        owner: User,
        members: tuple[User, ...] = (),
        admins: tuple[User, ...] = (),
        forum: bool = False,
        username: str = "",
    ) -> Chat:
        """A supergroup with the bot in it; with `forum`, topics are on and "General" exists."""
        chat = Chat(self._big_id(), "supergroup", title, username, is_forum=forum)
        if forum:
            chat.topics[1] = Topic(1, "General")
        return self._made(chat, owner, members, admins)

    def channel(
        self,
        title: str = "Wire",
        *,
        owner: User,
        admins: tuple[User, ...] = (),
        username: str = "",
        bot: str = "administrator",
    ) -> Chat:
        """A channel; `bot` is the bot's status there."""
        chat = self._made(Chat(self._big_id(), "channel", title, username), owner, (), admins)
        self.state.member(chat, self.state.bot, bot)
        return chat

    def _big_id(self) -> int:
        return -(1_000_000_000_000 + 1_000_000 + self.state.fresh())

    def _made(self, chat: Chat, owner: User, members: tuple[User, ...], admins: tuple[User, ...]) -> Chat:
        self.state.chats[chat.id] = chat
        self.state.member(chat, owner, "creator")
        for user in members:
            self.state.member(chat, user)
        for user in admins:
            self.state.member(chat, user, "administrator")
        self.state.member(chat, self.state.bot)
        return chat

    def link(self, channel: Chat, discussion: Chat) -> None:
        """Make the supergroup the channel's discussion group."""
        channel.linked, discussion.linked = discussion.id, channel.id

    def promote(self, chat: Chat, user: User, *, anonymous: bool = False) -> None:
        """Make somebody (or the bot) an administrator; of the bot itself it is told."""
        self._set_status(chat, user, "administrator", by=self._owner(chat), anonymous=anonymous)

    def demote(self, chat: Chat, user: User) -> None:
        """Take an administrator's rights away."""
        self._set_status(chat, user, "member", by=self._owner(chat))

    def topic(self, chat: Chat, name: str) -> int:
        """A new forum topic; gives its message_thread_id."""
        topic = self.state.open_topic(chat, name, self._owner(chat))
        return topic.id

    def close_topic(self, chat: Chat, thread: int, *, closed: bool = True) -> None:
        """Close or reopen a topic; the bot is told by a service message."""
        chat.topics[thread].closed = closed
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        self._service(chat, {kind: {}}, self._owner(chat), thread=thread)

    def delete_topic(self, chat: Chat, thread: int) -> None:
        """Delete a topic and its messages; the platform tells nobody."""
        del chat.topics[thread]
        for message in self.state.messages:
            if message.chat is chat and message.thread == thread:
                message.deleted = True

    @staticmethod
    def _owner(chat: Chat) -> User:
        return next(member.user for member in chat.members.values() if member.status == "creator")

    # --- writing -----------------------------------------------------------------------------------------------------

    def say(
        self,
        user: User,
        text: str,
        chat: Chat | None = None,
        *,
        thread: int | None = None,
        reply_to: Message | None = None,
        anonymous: bool = False,
        as_channel: Chat | None = None,
    ) -> Message:
        """Write in the private chat with the bot, or in `chat`.

        `anonymous`: as an anonymous administrator (from GroupAnonymousBot, sender_chat is the group itself).
        `as_channel`: in the name of a channel (from Channel_Bot, sender_chat is the channel).
        """
        chat = chat or self._opened(user)
        sender, sender_chat = user, None
        if anonymous:
            sender, sender_chat = User(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True), chat
        elif as_channel is not None:
            sender, sender_chat = User(CHANNEL_BOT_ID, "Channel", "Channel_Bot", is_bot=True), as_channel
        message = self.state.put(
            chat,
            text,
            found_in_text(text),
            sender=sender,
            sender_chat=sender_chat,
            thread=thread,
            reply_to=reply_to,
            **self._ephemeral(chat, user, text),
        )
        if self._reaches_bot(message):
            self.state.updates.add("message", message.shown())
        return message

    def start(self, user: User, payload: str = "") -> Message:
        """Open t.me/<bot>?start=<payload> and press Start. Raises ValueError for a payload that no link can carry."""
        if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            raise ValueError(f"a start payload has 1-64 of A-Z a-z 0-9 _ -: {payload!r}")
        return self.say(user, f"/start {payload}".strip())

    def start_in_group(self, user: User, chat: Chat, payload: str = "") -> Message:
        """Open t.me/<bot>?startgroup=<payload> and choose that group: the bot is added and gets /start by its name."""
        self.add_bot(chat, user)
        return self.say(user, f"/start@{self.state.bot.username} {payload}".strip(), chat)

    def forward(self, user: User, message: Message) -> Message:
        """Forward a channel's post to the bot in private."""
        sent = self.state.put(
            self._opened(user), message.text, list(message.entities), sender=user, extra=_origin_of(message)
        )
        self.state.updates.add("message", sent.shown())
        return sent

    def share_chat(self, user: User, chat: Chat, request_id: int) -> None:
        """Choose a chat after pressing a KeyboardButtonRequestChat of that request_id."""
        shared = {"request_id": request_id, "chat_id": chat.id, "title": chat.title}
        self._service(self._opened(user), {"chat_shared": shared}, user)

    def post(self, channel: Chat, text: str) -> Message:
        """A post in a channel; it is forwarded into the discussion group if there is one."""
        message = self.state.put(channel, text, found_in_text(text), sender_chat=channel)
        self.state.updates.add("channel_post", message.shown())
        if channel.linked is not None:
            self._forward(message, self.state.chats[channel.linked])
        return message

    def _forward(self, post: Message, group: Chat) -> None:
        sender = User(TELEGRAM_ID, "Telegram", language_code="")
        extra = {"is_automatic_forward": True} | _origin_of(post)
        copy = self.state.put(group, post.text, list(post.entities), sender=sender, sender_chat=post.chat, extra=extra)
        if self._reaches_bot(copy):
            self.state.updates.add("message", copy.shown())

    def edit(self, message: Message, text: str) -> None:
        """A person edits what they wrote."""
        old = message.now
        message.versions.append(type(old)(self.state.clock.now(), text, tuple(found_in_text(text)), None, text))
        if self._reaches_bot(message):
            kind = "edited_channel_post" if message.chat.type == "channel" else "edited_message"
            self.state.updates.add(kind, message.shown())

    def delete(self, message: Message) -> None:
        """Somebody deletes a message, the bot's too; the platform does not tell the bot."""
        message.deleted = True
        self.state.changes.happened()

    def _opened(self, user: User) -> Chat:
        if user.state in {"new", "blocked"}:
            self.unblock(user)
        return self.private(user)

    def _ephemeral(self, chat: Chat, user: User, text: str) -> dict[str, Any]:
        """A command that the bot registered as ephemeral is seen by its sender and the bot alone (Bot API 10.2)."""
        name = text.split(maxsplit=1)[0].split("@", maxsplit=1)[0].removeprefix("/") if text.startswith("/") else ""
        known = {c["command"] for c in self.commands_for(user, chat) if c.get("is_ephemeral")}
        return {"ephemeral_id": self.state.fresh()} if chat.is_group and name in known else {}

    def _reaches_bot(self, message: Message) -> bool:
        chat, me = message.chat, message.chat.member(self.state.bot.id)
        if chat.person is not None or message.ephemeral_id is not None:
            return True
        if me is None or not me.is_in:
            return False
        if not self.state.privacy or me.is_admin:
            return True
        to_mine = message.reply_to is not None and message.reply_to.sender is self.state.bot
        return to_mine or self._concerns_bot(message)

    def _concerns_bot(self, message: Message) -> bool:
        """Privacy mode: commands for this bot by name, and bare commands unless another bot wrote last."""
        found = re.match(r"/\w+(?:@(\w+))?", message.text)
        if found is None:
            return False
        if found[1]:
            return found[1].lower() == self.state.bot.username.lower()
        return self.state.last_speaker.get(message.chat.id, self.state.bot.id) == self.state.bot.id

    # --- pressing ----------------------------------------------------------------------------------------------------

    def press(self, user: User, message: Message, label: str) -> CallbackQuery:
        """Press the inline button with that label, or callback data. Raises LookupError if there is none such."""
        button = next(
            (b for b in message.buttons if "callback_data" in b and label in {b["text"], b["callback_data"]}), None
        )
        if button is None:
            raise LookupError(f"no button {label!r} that calls back; there are {message.labels}")
        return self.press_data(user, message, button["callback_data"])

    def press_data(self, user: User, message: Message, data: str) -> CallbackQuery:
        """A press with any data: an old keyboard, a forged client."""
        query = CallbackQuery(f"query-{self.state.fresh()}", user, message, data, self.state.clock.seconds())
        self.state.callbacks[query.id] = query
        # A message that is gone or too old comes as an InaccessibleMessage: date 0.
        place = (
            {"chat": message.chat.shown(), "message_id": message.id, "date": 0} if message.deleted else message.shown()
        )
        shown = {"id": query.id, "from": user.shown(), "message": place, "data": data}
        self.state.updates.add("callback_query", shown | {"chat_instance": str(abs(message.chat.id))})
        return query

    def ask_inline(self, user: User, text: str) -> InlineQuery:
        """Type "@bot text" in any chat."""
        query = InlineQuery(f"inline-{self.state.fresh()}", user, text, self.state.clock.seconds())
        self.state.inline_queries[query.id] = query
        shown = {"id": query.id, "from": user.shown(), "query": text, "offset": "", "chat_type": "private"}
        self.state.updates.add("inline_query", shown)
        return query

    # --- coming and going --------------------------------------------------------------------------------------------

    def block(self, user: User) -> None:
        """The person blocks the bot."""
        user.state = "blocked"
        self._told_about_bot(self.private(user), user, "member", "kicked")

    def unblock(self, user: User) -> None:
        """The person starts or restarts the bot."""
        was, user.state = user.state, "ok"
        if was != "new":
            self._told_about_bot(self.private(user), user, "kicked", "member")

    def deactivate(self, user: User) -> None:
        """The account is deleted; nobody tells the bot."""
        user.state = "deactivated"
        user.first_name = ""

    def add_bot(self, chat: Chat, by: User) -> None:
        """Somebody adds the bot to the group."""
        self._set_status(chat, self.state.bot, "member", by=by)
        self._service(chat, {"new_chat_members": [self.state.bot.shown()]}, by)

    def kick_bot(self, chat: Chat, by: User | None = None) -> None:
        """Somebody throws the bot out."""
        self._set_status(chat, self.state.bot, "kicked", by=by or self._owner(chat))

    def mute_bot(self, chat: Chat, *, muted: bool = True) -> None:
        """The bot stays but may not write (or may again)."""
        me = self.state.member(chat, self.state.bot, "restricted" if muted else "member")
        me.can_post = not muted
        self.state.changes.happened()

    def delete_group(self, chat: Chat) -> None:
        """The group is deleted."""
        chat.deleted = True
        self.state.changes.happened()

    def migrate(self, group: Chat) -> Chat:
        """The basic group becomes a supergroup with another id; gives the new chat. Both ids are told to the bot."""
        new = Chat(self._big_id(), "supergroup", group.title, members=group.members)
        self.state.chats[new.id] = new
        owner = self._owner(group)
        self._service(group, {"migrate_to_chat_id": new.id}, owner)
        group.migrated_to = new.id
        self._service(new, {"migrate_from_chat_id": group.id}, owner)
        return new

    def _service(self, chat: Chat, fields: dict[str, Any], sender: User, thread: int | None = None) -> None:
        message = self.state.put(chat, "", [], sender=sender, service=fields, thread=thread)
        me = chat.member(self.state.bot.id)
        if chat.person is not None or (me is not None and me.is_in):
            self.state.updates.add("message", message.shown())

    def _set_status(self, chat: Chat, user: User, status: str, *, by: User, anonymous: bool = False) -> None:
        old = chat.member(user.id) or Member(user, "left")
        before = old.shown(chat)
        member = self.state.member(chat, user, status)
        member.anonymous = anonymous
        kind = "my_chat_member" if user is self.state.bot else "chat_member"
        self.state.updates.add(kind, self._update(chat, by, before, member.shown(chat)))
        self.state.changes.happened()

    def _told_about_bot(self, chat: Chat, by: User, before: str, after: str) -> None:
        shown = [Member(self.state.bot, status).shown(chat) for status in (before, after)]
        self.state.updates.add("my_chat_member", self._update(chat, by, *shown))

    def _update(self, chat: Chat, by: User, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        return {
            "chat": chat.shown(),
            "from": by.shown(),
            "date": int(self.state.clock.now().timestamp()),
            "old_chat_member": before,
            "new_chat_member": after,
        }

    # --- what a person sees ------------------------------------------------------------------------------------------

    def commands_for(self, user: User, chat: Chat | None = None) -> list[dict[str, Any]]:
        """The command menu that this person sees there: the first scope that has commands, in the person's language."""
        chat = chat or self.private(user)
        for scope in self._scopes(user, chat):
            for language in (user.language_code, ""):
                if found := self.state.commands.get((json.dumps(scope, sort_keys=True), language)):
                    return found
        return []

    @staticmethod
    def _scopes(user: User, chat: Chat) -> list[dict[str, str]]:
        here = {"chat_id": str(chat.id)}
        if chat.person is not None:
            return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
        member = chat.member(user.id)
        scopes = [{"type": "chat_member", "user_id": str(user.id)} | here]
        if member is not None and member.is_admin:
            scopes.append({"type": "chat_administrators"} | here)
        scopes.append({"type": "chat"} | here)
        if member is not None and member.is_admin:
            scopes.append({"type": "all_chat_administrators"})
        return [*scopes, {"type": "all_group_chats"}, {"type": "default"}]

    def messages(self, chat: Chat | User | int) -> list[Message]:
        """What the bot sent there and is still to be seen, oldest first, ephemeral ones included."""
        chat_id = chat if isinstance(chat, int) else chat.id
        return [
            m
            for m in self.state.messages
            if m.chat.id == chat_id
            and not m.deleted
            and not m.service
            and (
                m.sender is self.state.bot
                or (m.sender is None and m.sender_chat is m.chat and m.chat.type == "channel")
            )
        ]


def _origin_of(post: Message) -> dict[str, Any]:
    """The forward_origin of a channel's post."""
    origin = {"type": "channel", "chat": post.chat.shown(), "message_id": post.id}
    return {"forward_origin": origin | {"date": int(post.date.timestamp())}}
