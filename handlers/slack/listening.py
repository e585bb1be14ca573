"""The Socket Mode side: a connection and a watchdog over it; see `answering` for what it brings."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.errors import ChannelBroken, TocsinError
from bot.model import ChatRef, Platform
from bot.watch import count, heartbeats, log
from handlers.slack.answering import Answering, Busy
from handlers.slack.board import Board
from handlers.slack.house import House
from handlers.slack.refusals import SEND_ERRORS, failure
from handlers.slack.shift import Shift

if TYPE_CHECKING:
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Desk
    from bot.ports import Clock
    from handlers.slack.sender import SlackSender

_log = log("slack")

WATCH_EVERY: Final = timedelta(seconds=60)  # bolt-python#1529: a call a minute keeps idle connections from going deaf
PING_S: Final = 10
ALIVE_WITHIN: Final = timedelta(minutes=5)  # then the health page says that commands are dead
_REMEMBERED: Final = 2000  # deliveries; Slack repeats within minutes
_ENDING_S: Final = 10
_RETRY_PAUSE: Final = timedelta(seconds=5)
_ANYWHERE: Final = ChatRef(Platform.SLACK, "-")


class _Handler(AsyncSocketModeHandler):
    """The library's handler, counting what it is about: an acknowledgement can be sent after the answer."""

    def __init__(self, app: AsyncApp, app_token: str, busy: Busy, ping_s: float) -> None:
        super().__init__(app, app_token, ping_interval=ping_s)
        self._busy = busy

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """One envelope, until it is acknowledged."""
        with self._busy:
            await super().handle(client, req)


class SlackChannel:
    """One app: its way out (`sender`) and the connection that answers its channels (`run`)."""

    platform = Platform.SLACK

    def __init__(
        self,
        client: AsyncWebClient,
        app_token: str,
        sender: SlackSender,
        desk: Desk,
        clock: Clock,
        *,
        watch_every: timedelta = WATCH_EVERY,
        ping_s: float = PING_S,
    ) -> None:
        self.sender = sender
        self.trouble = ""  # one sentence for the operators while something is wrong
        self._client, self._app_token, self._clock = client, app_token, clock
        self._board, self._shift = Board(client, desk, clock), Shift(client, desk, clock)
        self._busy = Busy()
        self._answering = Answering(client, House(desk, clock), self._board, self._busy)
        self._watch_every, self._ping_s = watch_every, ping_s

    async def run(self, stop: asyncio.Event) -> None:
        """Answer channels until `stop`; what is begun is finished.

        A dead token ends nothing, for the other platforms must go on: it stands in the log and in `trouble`, and is
        tried again each minute.
        """
        handler = _Handler(self._app(), self._app_token, self._busy, self._ping_s)
        try:
            if await self._has_good_tokens(handler, stop):
                await handler.connect_async()  # type: ignore[no-untyped-call]
                await self._watch(handler, stop)
            async with asyncio.timeout(_ENDING_S):
                await self._busy.over()
        except TimeoutError:
            _log.warning("answers left unfinished", count=self._busy.count)
        finally:
            await self._close(handler)

    async def close(self) -> None:
        """Nothing is kept open between calls."""

    async def start_link(self, code: str) -> str:
        """What a person types to redeem an invitation."""
        return f"/tocsin start {code}"

    def _app(self) -> AsyncApp:
        app = AsyncApp(client=self._client, name="tocsin")
        self._answering.listen(app)
        return app

    # keeping the connection

    async def _has_good_tokens(self, handler: AsyncSocketModeHandler, stop: asyncio.Event) -> bool:
        """Ask Slack for both tokens until it takes them; the library would retry a dead one for ever, unseen."""
        while not stop.is_set():
            try:
                await self._client.auth_test()
                opened = await self._client.apps_connections_open(app_token=self._app_token)
            except SEND_ERRORS as error:
                await _pause_or(stop, self._noted(error))
            else:
                handler.client.wss_uri = opened["url"]
                self._well()
                return True
        return False

    async def _watch(self, handler: AsyncSocketModeHandler, stop: asyncio.Event) -> None:
        """Look after the connection until `stop`."""
        while not stop.is_set():
            await self._catch_up()
            await _pause_or(stop, self._watch_every)
            if not stop.is_set():
                await self._look(handler)

    async def _catch_up(self) -> None:
        """Messages follow claims, handovers come; what stands in the way today is tried again at the next look."""
        for what in (self._board, self._shift):
            try:
                with self._busy:
                    await what.catch_up()
            except TocsinError:
                _log.exception("channels are behind", what=type(what).__name__)

    async def _look(self, handler: AsyncSocketModeHandler) -> None:
        try:
            await self._client.auth_test()
        except SEND_ERRORS as error:
            self._noted(error)
            return
        self._well()
        if not await handler.client.is_connected():
            self.trouble = "the connection was deaf and is made anew"  # over at the next look, unless it is deaf again
            _log.warning("reconnecting", reason="the connection was found dead")
            await handler.client.connect_to_new_endpoint()

    def _well(self) -> None:
        self.trouble = ""
        heartbeats.beat("slack", self._clock.now(), within=ALIVE_WITHIN)

    def _noted(self, error: BaseException) -> timedelta:
        """Remember what is wrong and say it; gives how long to wait."""
        made = failure(error, _ANYWHERE, repeatable=True)
        self.trouble = str(made)
        count("slack.trouble")
        _log.error("slack does not answer", trouble=self.trouble)
        return WATCH_EVERY if isinstance(made, ChannelBroken) else getattr(made, "after", None) or _RETRY_PAUSE

    async def _close(self, handler: AsyncSocketModeHandler) -> None:
        client = handler.client
        await handler.close_async()  # type: ignore[no-untyped-call]
        tasks = (client.message_processor, client.current_session_monitor, client.message_receiver)
        await asyncio.gather(*(task for task in tasks if task is not None), return_exceptions=True)


async def _pause_or(stop: asyncio.Event, pause: timedelta) -> None:
    """Return after the pause, or at once when it is time to stop."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(pause.total_seconds()):
            await stop.wait()
