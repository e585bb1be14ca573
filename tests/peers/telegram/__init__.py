"""The Telegram stand-in: a Bot API server with people in it.

    async with TelegramPeer() as peer:
        bot = Bot(peer.token, session=AiohttpSession(api=TelegramAPIServer.from_base(peer.url)))
        leyla = peer.user("Leyla")
        peer.say(leyla, "/latest")
        ...
        [answer] = await peer.wait_for(lambda: peer.messages(leyla))

Kept: see the docstrings of `entities` (HTML), `markup` (keyboards), `limits` (flood control), `state` (who may write),
`sending`, `asking`, `updates` and `people`. Not kept: Markdown (answered with 501), albums, polls, payments, business
connections, rich messages, stories, communities, forwarding.
"""

from tests.peers.telegram.errors import ApiError
from tests.peers.telegram.limits import Limits
from tests.peers.telegram.peer import TOKEN, TelegramPeer
from tests.peers.telegram.state import CallbackQuery, InlineQuery
from tests.peers.telegram.world import Chat, Message, User

__all__ = ["TOKEN", "ApiError", "CallbackQuery", "Chat", "InlineQuery", "Limits", "Message", "TelegramPeer", "User"]
