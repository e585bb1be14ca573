"""All that the Slack stand-in knows: people, channels, messages, views, files, tokens and scopes."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.slack.errors import SlackError
from tests.peers.slack.limits import RateLimits
from tests.peers.slack.world import BOT_USER, Channel, SlackMessage, SlackUser, View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.peers.wire import Changes, PeerClock

TRIGGER_LIFETIME = 3.0  # "trigger_id ... expires 3 seconds after it is issued" (interactivity, "Using trigger_id")
RESPONSE_URL_LIFETIME = 1800.0  # "up to 5 times within 30 minutes" (handling user interaction, "response_url")
RESPONSE_URL_USES = 5
MAX_MODALS = 3  # "a view stack holds at most three views" (surfaces/modals)


class Args:
    """The arguments of a call, from JSON or a form, where nested values are JSON strings."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = {key: value for key, value in given.items() if value is not None}

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        return str(self.given.get(name, default))

    def whole(self, name: str, default: int) -> int:
        """An integer."""
        try:
            return int(str(self.given.get(name, default)))
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean."""
        return str(self.given.get(name, default)).lower() in {"true", "1"}

    def optional_flag(self, name: str) -> bool | None:
        """A boolean, None if it was not given."""
        return self.flag(name) if name in self.given else None

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """A nested value; None if absent or an empty string. Raises `error` if it cannot be read."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


@dataclass(slots=True)
class Trigger:
    """A trigger_id: opens one modal within three seconds."""

    id: str
    user: str
    at: float
    used: bool = False
    view: View | None = None  # the modal it was pressed in, for views.push


@dataclass(slots=True)
class ResponseUrl:
    """A response_url and what was done with it."""

    key: str
    user: str
    channel: Channel
    at: float
    source: SlackMessage | None = None  # the message whose button was pressed
    uses: int = 0


@dataclass(slots=True)
class SlackFile:
    """A file: announced, uploaded, then completed."""

    id: str
    name: str
    length: int
    alt_text: str = ""
    content: bytes | None = None
    title: str = ""
    channels: list[str] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """The file object."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "size": self.length,
            "alt_txt": self.alt_text,
            "channels": self.channels,
            "permalink": f"https://{'newsroom'}.slack.com/files/{self.id}",
        }


class State:
    """The world of one workspace with one app installed."""

    def __init__(self, bot_token: str, app_token: str, clock: PeerClock, changes: Changes) -> None:
        self.bot_token, self.app_token = bot_token, app_token
        self.clock, self.changes = clock, changes
        self.base_url = ""
        self.users: dict[str, SlackUser] = {BOT_USER: SlackUser(BOT_USER, "Tocsin", is_bot=True)}
        self.channels: dict[str, Channel] = {}
        self.messages: list[SlackMessage] = []
        self._by_ts: dict[tuple[str, str], SlackMessage] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, SlackFile] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.pins: list[SlackMessage] = []
        self.limits = RateLimits()
        self.auth_error = ""  # set: every call is refused with it (token_revoked, account_inactive, ...)
        self.scopes: set[str] | None = None  # None: all
        self.scopes_used: set[str] = set()
        self.home_enabled = True
        self.messages_tab = True  # whether the app takes part in direct messages (manifest: messages_tab_enabled)
        self.written: Callable[[SlackMessage, dict[str, Any] | None], None] | None = (
            None  # told of each post and update
        )
        self._ids = itertools.count(1)
        self._last_ts = 0

    def fresh(self, prefix: str) -> str:
        """An id never used before: "C0000001"."""
        return f"{prefix}{next(self._ids):08d}"

    def next_ts(self) -> str:
        """A message's ts: seconds and microseconds, growing, unique."""
        micro = max(int(self.clock.now().timestamp() * 1_000_000), self._last_ts + 1)
        self._last_ts = micro
        return f"{micro // 1_000_000}.{micro % 1_000_000:06d}"

    # --- finding -----------------------------------------------------------------------------------------------------

    def channel(self, wanted: str, *, to_write: bool = False) -> Channel:
        """A channel by id; to write also by #name, and by a user's id (that opens the direct message).

        Raises channel_not_found, for private channels without the bot too.
        """
        channel = self.channels.get(wanted)
        if channel is None and to_write:
            channel = self._named(wanted)
        if channel is None or (channel.private and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _named(self, wanted: str) -> Channel | None:
        if wanted in self.users:
            return self.direct(wanted)
        return next((c for c in self.channels.values() if c.name and c.name == wanted.removeprefix("#")), None)

    def direct(self, user: str) -> Channel:
        """The direct message between the bot and a person."""
        for channel in self.channels.values():
            if channel.person == user:
                return channel
        channel = Channel(self.fresh("D"), "", members={user, BOT_USER}, person=user)
        self.channels[channel.id] = channel
        return channel

    def message(self, channel: Channel, ts: str) -> SlackMessage | None:
        """A message that is still there; ephemeral ones cannot be found."""
        message = self._by_ts.get((channel.id, ts))
        return None if message is None or message.deleted or message.ephemeral_to else message

    # --- making ------------------------------------------------------------------------------------------------------

    def put(self, channel: Channel, user: str, text: str, blocks: list[dict[str, Any]], **fields: Any) -> SlackMessage:
        """Store a new message; `fields` are those of SlackMessage."""
        message = SlackMessage(channel, self.next_ts(), user, [(text, blocks)], **fields)
        self.messages.append(message)
        self._by_ts[channel.id, message.ts] = message
        self.changes.happened()
        self._tell(message, None)
        return message

    def change(self, message: SlackMessage, text: str, blocks: list[dict[str, Any]]) -> None:
        """Another version of a message."""
        before = message.shown()
        message.versions.append((text, blocks))
        message.edited_ts = self.next_ts()
        self.changes.happened()
        self._tell(message, before)

    def _tell(self, message: SlackMessage, before: dict[str, Any] | None) -> None:
        if self.written is not None and message.from_bot and not message.ephemeral_to:
            self.written(message, before)

    def new_trigger(self, user: str, view: View | None = None) -> str:
        """A fresh trigger_id."""
        trigger = Trigger(self.fresh("trigger."), user, self.clock.seconds(), view=view)
        self.triggers[trigger.id] = trigger
        return trigger.id

    def spend_trigger(self, trigger_id: str) -> Trigger:
        """Use a trigger_id. Raises invalid_trigger_id, exchanged_trigger_id or expired_trigger_id."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.seconds() - trigger.at > TRIGGER_LIFETIME:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, user: str, channel: Channel, source: SlackMessage | None = None) -> str:
        """A fresh response_url."""
        found = ResponseUrl(self.fresh("r"), user, channel, self.clock.seconds(), source)
        self.response_urls[found.key] = found
        return f"{self.base_url}/response/{found.key}"

    def new_view(self, payload: dict[str, Any], user: str, previous: View | None = None) -> View:
        """Store an opened view."""
        view_id = self.fresh("V")
        root = previous.root if previous else view_id
        view = View(view_id, user, [payload], self.new_hash(), root, previous.id if previous else None)
        self.views[view_id] = view
        self.changes.happened()
        return view

    def new_hash(self) -> str:
        """A view's hash; it changes with every update."""
        return f"{int(self.clock.now().timestamp())}.{self.fresh('h')}"

    def stack(self, root: str) -> list[View]:
        """The open modals of one stack, top last."""
        return [view for view in self.views.values() if view.root == root and view.open]
