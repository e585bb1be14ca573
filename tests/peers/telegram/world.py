"""The users, chats and messages of the stand-in, and how the Bot API shows them.

Source: Bot API, "Available types": User, Chat, ChatFullInfo, Message, ChatMember and the objects named below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.peers.telegram.entities import Entity, utf16_slice
from tests.peers.telegram.markup import buttons_of

# Fixed accounts of the platform (Bot API, "Message": from, sender_chat).
ANONYMOUS_ADMIN_ID = 1087968824  # @GroupAnonymousBot
CHANNEL_BOT_ID = 136817688  # @Channel_Bot, when somebody writes in a group in the name of a channel
TELEGRAM_ID = 777000  # forwards a channel's posts into its discussion group

ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)


@dataclass(slots=True)
class User:
    """A person or a bot. `state`: how it stands to the bot: "new" (never wrote), "ok", "blocked" or "deactivated"."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = "en"
    is_bot: bool = False
    state: str = "new"

    def shown(self) -> dict[str, Any]:
        """The User object."""
        shown: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if not self.is_bot and self.language_code:
            shown["language_code"] = self.language_code
        return shown


@dataclass(slots=True)
class Member:
    """How a user stands in a chat: creator, administrator, member, restricted, left or kicked."""

    user: User
    status: str = "member"
    anonymous: bool = False
    can_post: bool = True  # channels: can_post_messages; groups: whether it may write at all

    @property
    def is_admin(self) -> bool:
        """Whether it administers the chat."""
        return self.status in {"creator", "administrator"}

    @property
    def is_in(self) -> bool:
        """Whether it is in the chat."""
        return self.status not in {"left", "kicked"}

    def shown(self, chat: Chat) -> dict[str, Any]:
        """The ChatMember object of its status."""
        shown: dict[str, Any] = {"status": self.status, "user": self.user.shown()}
        if self.status == "creator":
            shown["is_anonymous"] = self.anonymous
        elif self.status == "administrator":
            shown |= dict.fromkeys(ADMIN_RIGHTS, True) | {"is_anonymous": self.anonymous, "can_be_edited": False}
            if chat.type == "channel":
                shown |= {"can_post_messages": self.can_post, "can_edit_messages": True}
            elif chat.is_forum:
                shown["can_manage_topics"] = True
        elif self.status == "kicked":
            shown["until_date"] = 0
        elif self.status == "restricted":
            shown |= _restricted(self)
        return shown


def _restricted(member: Member) -> dict[str, Any]:
    rights = [
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_react_to_messages",
        "can_edit_tag",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    ]
    return {"is_member": True, "until_date": 0} | dict.fromkeys(rights, member.can_post)


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the message that opened it. The topic "General" has id 1 and cannot be deleted."""

    id: int
    name: str
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat, group, supergroup or channel."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    linked: int | None = None  # the discussion group of a channel, or the channel of a discussion group
    deleted: bool = False
    person: User | None = None  # private chats
    next_message: int = 2  # 1 is the message that the chat began with; in a forum it stands for General

    @property
    def is_group(self) -> bool:
        """Group or supergroup."""
        return self.type in {"group", "supergroup"}

    def member(self, user_id: int) -> Member | None:
        """How the user stands here, if it was ever seen here."""
        return self.members.get(user_id)

    def shown(self) -> dict[str, Any]:
        """The Chat object."""
        shown: dict[str, Any] = {"id": self.id, "type": self.type}
        if self.person is not None:
            shown["first_name"] = self.person.first_name
        else:
            shown["title"] = self.title
        username = self.person.username if self.person is not None else self.username
        if username:
            shown["username"] = username
        if self.is_forum:
            shown["is_forum"] = True
        return shown


@dataclass(frozen=True, slots=True)
class Version:
    """What a message was at one time."""

    at: datetime
    text: str  # text or caption, after entities
    entities: tuple[Entity, ...]
    markup: dict[str, Any] | None
    source: str  # text or caption as the bot gave it, markup included
    link_preview: dict[str, Any] | None = None
    photo: str = ""  # file id


@dataclass(slots=True)
class Message:
    """A message with all its versions; the last one is current."""

    chat: Chat
    id: int
    date: datetime
    versions: list[Version]
    sender: User | None = None
    sender_chat: Chat | None = None
    thread: int | None = None
    reply_to: Message | None = None
    silent: bool = False
    protected: bool = False
    deleted: bool = False
    media: dict[str, Any] = field(default_factory=dict)  # {"photo": [...]} or {"document": {...}}
    service: dict[str, Any] = field(default_factory=dict)  # fields of a service message
    extra: dict[str, Any] = field(default_factory=dict)  # other fields: is_automatic_forward, via_bot, ...
    receiver: User | None = None  # ephemeral messages: who sees it
    ephemeral_id: int | None = None
    pinned: bool = False

    @property
    def now(self) -> Version:
        """The current version."""
        return self.versions[-1]

    @property
    def text(self) -> str:
        """The current text or caption, after entities."""
        return self.now.text

    @property
    def source(self) -> str:
        """The current text or caption as the bot sent it, with its HTML."""
        return self.now.source

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The current entities."""
        return self.now.entities

    @property
    def markup(self) -> dict[str, Any] | None:
        """The current reply markup."""
        return self.now.markup

    @property
    def history(self) -> list[str]:
        """The text of every version, oldest first: one more than there were edits."""
        return [version.text for version in self.versions]

    @property
    def edits(self) -> int:
        """How often it was edited."""
        return len(self.versions) - 1

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The inline buttons, row by row."""
        return buttons_of(self.markup)

    @property
    def labels(self) -> list[str]:
        """What stands on the inline buttons."""
        return [button["text"] for button in self.buttons]

    def marked(self, kind: str) -> list[str]:
        """The pieces of text under an entity type, "bold" for instance."""
        return [utf16_slice(self.text, e["offset"], e["length"]) for e in self.entities if e["type"] == kind]

    @property
    def links(self) -> list[str]:
        """Where the text leads: addresses of text links, and addresses written out."""
        return [e["url"] for e in self.entities if e["type"] == "text_link"] + self.marked("url")

    def shown(self, *, with_reply: bool = True) -> dict[str, Any]:
        """The Message object."""
        shown: dict[str, Any] = {
            "message_id": 0 if self.ephemeral_id is not None else self.id,
            "date": int(self.date.timestamp()),
            "chat": self.chat.shown(),
        }
        shown |= self._senders() | self._place(with_reply) | self._content()
        if self.edits:
            shown["edit_date"] = int(self.now.at.timestamp())
        return shown | self.service | self.extra

    def _senders(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if self.sender is not None:
            shown["from"] = self.sender.shown()
        if self.sender_chat is not None:
            shown["sender_chat"] = self.sender_chat.shown()
        if self.receiver is not None:
            shown["receiver_user"] = self.receiver.shown()
        if self.ephemeral_id is not None:
            shown["ephemeral_message_id"] = self.ephemeral_id
        return shown

    def _place(self, with_reply: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        if self.thread is not None:
            shown["message_thread_id"] = self.thread
            if self.chat.is_forum:
                shown["is_topic_message"] = True
        if self.reply_to is not None and with_reply:
            shown["reply_to_message"] = self.reply_to.shown(with_reply=False)
        return shown

    def _content(self) -> dict[str, Any]:
        if self.service:
            return {}
        shown: dict[str, Any] = dict(self.media)
        text, entities = ("caption", "caption_entities") if self.media else ("text", "entities")
        if self.text:
            shown[text] = self.text
        if self.entities:
            shown[entities] = list(self.entities)
        if self.markup and "inline_keyboard" in self.markup:
            shown["reply_markup"] = self.markup
        if self.now.link_preview:
            shown["link_preview_options"] = self.now.link_preview
        if self.protected:
            shown["has_protected_content"] = True
        return shown
