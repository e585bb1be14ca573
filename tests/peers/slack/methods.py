"""Every Web API method that the stand-in knows, with the scopes it needs.

Source: each method's page, "Required scopes". An empty tuple: no scope is needed. Of several, the one for the kind of
conversation is needed: channels:history for a public channel, groups:history for a private one, im:history for a direct
message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from tests.peers.slack import chat, surfaces
from tests.peers.slack.state import Args, State

Method = Callable[[State, Args], Awaitable[dict[str, Any]]]

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_OPEN = ("im:write",)

METHODS: Final[dict[str, tuple[Method, tuple[str, ...]]]] = {
    "auth.test": (chat.auth_test, ()),
    "chat.postMessage": (chat.post_message, ("chat:write",)),
    "chat.postEphemeral": (chat.post_ephemeral, ("chat:write",)),
    "chat.update": (chat.update, ("chat:write",)),
    "chat.delete": (chat.delete, ("chat:write",)),
    "chat.getPermalink": (chat.get_permalink, ()),
    "conversations.list": (chat.list_conversations, _READ),
    "conversations.info": (chat.conversation_info, _READ),
    "conversations.members": (chat.members, _READ),
    "conversations.join": (chat.join, ("channels:join",)),
    "conversations.leave": (chat.leave, ("channels:manage", "groups:write")),
    "conversations.open": (chat.open_direct, _OPEN),
    "conversations.history": (chat.history, _HISTORY),
    "conversations.replies": (chat.replies, _HISTORY),
    "users.conversations": (chat.my_conversations, _READ),
    "reactions.add": (chat.add_reaction, ("reactions:write",)),
    "pins.add": (chat.pin, ("pins:write",)),
    "pins.remove": (chat.unpin, ("pins:write",)),
    "users.info": (surfaces.user_info, ("users:read",)),
    "users.list": (surfaces.list_users, ("users:read",)),
    "bots.info": (surfaces.bot_info, ("users:read",)),
    "team.info": (surfaces.team_info, ("team:read",)),
    "views.open": (surfaces.open_view, ()),
    "views.push": (surfaces.push_view, ()),
    "views.update": (surfaces.update_view, ()),
    "views.publish": (surfaces.publish_view, ()),
    "files.getUploadURLExternal": (surfaces.get_upload_url, ("files:write",)),
    "files.completeUploadExternal": (surfaces.complete_upload, ("files:write",)),
    "files.info": (surfaces.file_info, ("files:read",)),
}
PREFIXES: Final = {"public_channel": "channels:", "private_channel": "groups:", "im": "im:", "mpim": "mpim:"}
# Rate limits are taken by these methods themselves, once their arguments were found good.
COUNT_THEMSELVES: Final = {"chat.postMessage", "chat.update", "conversations.history"}
