"""The people, channels, messages and views of the Slack stand-in.

Source: "Reference", object types (docs.slack.dev/reference/objects): user, conversation, message, view, file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.peers.slack.mrkdwn import Live, read_blocks, read_mrkdwn

TEAM = "T0NEWSROOM"
TEAM_DOMAIN = "newsroom"
APP = "A0TOCSINAPP"
BOT = "B0TOCSINBOT"
BOT_USER = "U0TOCSINBOT"


@dataclass(slots=True)
class SlackUser:
    """A person. `guest`: restricted account; `team`: another team's id for a stranger from Slack Connect."""

    id: str
    name: str
    locale: str = "en-US"
    tz: str = "Europe/London"
    guest: bool = False
    admin: bool = False
    team: str = TEAM
    is_bot: bool = False
    deleted: bool = False

    def shown(self) -> dict[str, Any]:
        """The user object."""
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.lower(),
            "real_name": self.name,
            "deleted": self.deleted,
            "tz": self.tz,
            "tz_offset": 0,
            "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
            "is_admin": self.admin,
            "is_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_stranger": self.team != TEAM,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "locale": self.locale,
        }


@dataclass(slots=True)
class Channel:
    """A public or private channel, or a direct message (`person` is set)."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    members: set[str] = field(default_factory=set)
    creator: str = ""
    person: str = ""
    ext_shared: bool = False
    topic: str = ""
    restricted: bool = False  # posting is limited to a few; others get restricted_action

    @property
    def kind(self) -> str:
        """As conversations.list calls it: public_channel, private_channel or im."""
        if self.person:
            return "im"
        return "private_channel" if self.private else "public_channel"

    def shown(self) -> dict[str, Any]:
        """The conversation object."""
        if self.person:
            return {"id": self.id, "is_im": True, "user": self.person, "is_archived": False, "created": 0}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_general": False,
            "is_shared": self.ext_shared,
            "is_ext_shared": self.ext_shared,
            "is_org_shared": False,
            "is_member": BOT_USER in self.members,
            "creator": self.creator,
            "created": 0,
            "context_team_id": TEAM,
            "num_members": len(self.members),
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass(slots=True)
class SlackMessage:
    """A message. `versions` holds (text, blocks) from the first to the current one."""

    channel: Channel
    ts: str
    user: str
    versions: list[tuple[str, list[dict[str, Any]]]]
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    from_bot: bool = False
    ephemeral_to: str = ""  # the one person who sees it
    broadcast: bool = False  # a thread's reply shown in the channel too
    deleted: bool = False
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    mrkdwn: bool = True
    files: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    edited_ts: str = ""
    reactions: list[str] = field(default_factory=list)
    via: str = "chat.postMessage"  # or "response_url", "ack", "chat.postEphemeral", "files.completeUploadExternal"

    @property
    def text(self) -> str:
        """The current top-level text, as sent."""
        return self.versions[-1][0]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The current blocks."""
        return self.versions[-1][1]

    @property
    def history(self) -> list[str]:
        """The top-level text of every version, oldest first."""
        return [text for text, _blocks in self.versions]

    @property
    def edits(self) -> int:
        """How often it was updated."""
        return len(self.versions) - 1

    @property
    def live(self) -> Live:
        """What is live in its text and blocks, and what a reader sees of them."""
        live = read_mrkdwn(self.text) if self.mrkdwn else Live(plain=self.text)
        live.add(read_blocks(self.blocks))
        live.add(read_blocks(self.attachments))
        return live

    @property
    def shown_text(self) -> str:
        """What a reader sees of its blocks (of its text where it has none)."""
        return read_blocks(self.blocks).plain if self.blocks else read_mrkdwn(self.text).plain

    @property
    def elements(self) -> list[dict[str, Any]]:
        """Everything that can be pressed or chosen, with its block_id."""
        found = []
        for block in self.blocks:
            inside = [*block.get("elements", []), block.get("accessory")]
            found += [e | {"block_id": block["block_id"]} for e in inside if isinstance(e, dict) and "action_id" in e]
        return found

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons."""
        return [e["text"]["text"] for e in self.elements if e["type"] == "button"]

    def shown(self, *, metadata: bool = False) -> dict[str, Any]:
        """The message object; metadata only where it was asked for."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.from_bot:
            shown |= {"bot_id": BOT, "app_id": APP}
        for name in ("blocks", "thread_ts", "files", "attachments"):
            if value := getattr(self, name):
                shown[name] = value
        if self.broadcast:
            shown["subtype"] = "thread_broadcast"
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        if metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(slots=True)
class View:
    """An open modal or a published home tab; `versions` are its payloads, first to current."""

    id: str
    user: str
    versions: list[dict[str, Any]]
    hash: str
    root: str
    previous: str | None = None
    open: bool = True
    values: dict[str, dict[str, Any]] = field(default_factory=dict)  # what the person filled in

    @property
    def now(self) -> dict[str, Any]:
        """The current payload."""
        return self.versions[-1]

    @property
    def live(self) -> Live:
        """What is live in it, and what a reader sees."""
        return read_blocks(self.now["blocks"])

    def shown(self) -> dict[str, Any]:
        """The view object."""
        given = self.now
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": given["type"],
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata", ""),
            "callback_id": given.get("callback_id", ""),
            "external_id": given.get("external_id", ""),
            "title": given.get("title"),
            "submit": given.get("submit"),
            "close": given.get("close"),
            "notify_on_close": given.get("notify_on_close", False),
            "clear_on_close": given.get("clear_on_close", False),
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }
