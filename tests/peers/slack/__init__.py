"""The Slack stand-in: a workspace with the Web API, Socket Mode and people in it.

    async with SlackPeer() as peer:
        app = AsyncApp(client=AsyncWebClient(token=peer.bot_token, base_url=peer.base_url, retry_handlers=[]))
        handler = AsyncSocketModeHandler(app, peer.app_token)
        await handler.connect_async()
        aydan = peer.user("Aydan")
        room = peer.channel("newsroom", members=(aydan,))
        command = peer.slash(aydan, room, "latest")
        await peer.wait_for(lambda: command.done)
        [answer] = peer.ephemeral(aydan)

Kept: see the docstrings of `blocks`, `mrkdwn`, `limits`, `socket_mode`, `chat`, `surfaces`, `people` and `methods`
(scopes). Not kept: Enterprise Grid, group direct messages, user tokens, OAuth, unfurling, scheduled messages, canvases,
workflows.
"""

from tests.peers.slack.errors import SlackError
from tests.peers.slack.peer import APP_TOKEN, BOT_TOKEN, SlackPeer
from tests.peers.slack.socket_mode import Delivery
from tests.peers.slack.world import BOT_USER, Channel, SlackMessage, SlackUser, View

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "BOT_USER",
    "Channel",
    "Delivery",
    "SlackError",
    "SlackMessage",
    "SlackPeer",
    "SlackUser",
    "View",
]
