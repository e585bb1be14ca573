"""The Socket Mode side: commands and buttons in, answers out, and a watchdog over the connection.

Everything is acknowledged within three seconds and worked on afterwards; the answer goes to the response_url. What
Slack delivers twice is worked on once.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.desk import Asker
from bot.errors import ChannelBroken, TocsinError
from bot.model import ChatRef, Language, Platform
from bot.watch import count, heartbeats, log
from handlers.slack import answers
from handlers.slack.commands import CHANGING, Ask, Commands
from handlers.slack.refusals import SEND_ERRORS, error_name, failure
from handlers.wording import Wording, clean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncRespond
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Desk
    from bot.ports import Clock
    from handlers.slack.render import SlackText
    from handlers.slack.sender import SlackSender

_log = log("slack")

WATCH_EVERY: Final = timedelta(seconds=60)  # bolt-python#1529: a call a minute keeps idle connections from going deaf
PING_S: Final = 10
ALIVE_WITHIN: Final = timedelta(minutes=5)  # then the health page says that commands are dead
_REMEMBERED: Final = 2000  # deliveries; Slack repeats within minutes
_ENDING_S: Final = 10
_RETRY_PAUSE: Final = timedelta(seconds=5)
_ANYWHERE: Final = ChatRef(Platform.SLACK, "-")


class _Busy:
    """How much is being worked on; `over` waits until that is nothing."""

    def __init__(self) -> None:
        self.count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def __enter__(self) -> None:
        self.count += 1
        self._idle.clear()

    def __exit__(self, *_exc: object) -> None:
        self.count -= 1
        if not self.count:
            self._idle.set()

    async def over(self) -> None:
        await self._idle.wait()


class _Handler(AsyncSocketModeHandler):
    """The library's handler, counting what it is about: an acknowledgement can be sent after the answer."""

    def __init__(self, app: AsyncApp, app_token: str, busy: _Busy, ping_s: float) -> None:
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
        self._client, self._app_token, self._desk, self._clock = client, app_token, desk, clock
        self._commands = Commands(desk, clock)
        self._watch_every, self._ping_s = watch_every, ping_s
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._busy = _Busy()

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
        app.middleware(self._once)
        app.command("/tocsin")(self._command)
        app.action(re.compile(".*"))(self._button)
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
            await _pause_or(stop, self._watch_every)
            if not stop.is_set():
                await self._look(handler)

    async def _look(self, handler: AsyncSocketModeHandler) -> None:
        try:
            await self._client.auth_test()
        except SEND_ERRORS as error:
            self._noted(error)
            return
        self._well()
        if not await handler.client.is_connected():
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

    # answering

    async def _once(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002
        """Let each delivery through once; a repetition is acknowledged and dropped: the first is being worked on."""
        mark = delivery_mark(body)
        if mark in self._seen:
            count("slack.repeated")
            return BoltResponse(status=200)
        if mark:
            self._seen[mark] = None
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        await next()
        return None

    async def _command(self, ack: Callable[[], Awaitable[None]], body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        name, _, args = str(body.get("text", "")).strip().partition(" ")
        ref = ChatRef(Platform.SLACK, str(body["channel_id"]))
        wish = name.lower() or "help"
        title = str(body.get("channel_name", ""))

        async def answered(ask: Ask) -> SlackText | None:
            return await self._commands.answer(wish, ask)

        await self._work(str(body["user_id"]), ref, title, args, wish, respond, answered)

    async def _button(self, ack: Callable[[], Awaitable[None]], body: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        action, place = body["actions"][0], body.get("container", {})
        verb, value = str(action.get("action_id", "")), str(action.get("value", ""))
        channel = str(place.get("channel_id") or body.get("channel", {}).get("id", ""))

        async def answered(ask: Ask) -> SlackText | None:
            return await self._commands.press(verb, ask)

        ref, title = ChatRef(Platform.SLACK, channel), str(body.get("channel", {}).get("name", ""))
        await self._work(str(body["user"]["id"]), ref, title, value, verb.partition("_")[0], respond, answered)

    async def _work(
        self,
        user: str,
        ref: ChatRef,
        title: str,
        args: str,
        wish: str,
        respond: AsyncRespond,
        answered: Callable[[Ask], Awaitable[SlackText | None]],
    ) -> None:
        """Work on one wish and answer its person alone; a failure of the house is said, too."""
        with self._busy:
            asker = await self._asker(user, ref, title, changing=wish in CHANGING)
            chat = await self._desk.chat(asker)
            words = Wording(chat.settings.language)
            try:
                text = await answered(Ask(asker, chat, words, args.strip()))
            except TocsinError:
                _log.exception("command failed", chat=str(ref))
                text = answers.plain(words.text("try-later"))
            count("slack.commands")
            if text is not None:
                await respond(
                    text=text.text,
                    blocks=list(text.blocks),
                    response_type="ephemeral",
                    replace_original=False,
                    unfurl_links=False,
                    unfurl_media=False,
                )

    async def _asker(self, user: str, ref: ChatRef, title: str, *, changing: bool) -> Asker:
        private = ref.id.startswith("D")
        may_change = private or not changing or await self._belongs(user)
        return Asker(
            user=f"{Platform.SLACK}:{user}",
            chat=ref,
            title=clean(title)[:120],
            private=private,
            may_change=may_change,
            language=Language(""),
        )

    async def _belongs(self, user: str) -> bool:
        """Whether the person is a full member of the workspace: no guest, no stranger from Slack Connect."""
        try:
            found = (await self._client.users_info(user=user))["user"]
        except SEND_ERRORS as error:
            name = error_name(error) if isinstance(error, SlackApiError) else type(error).__name__
            _log.warning("person unknown", trouble=name)
            return False  # unknown is no permission
        return not any(found.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted"))


async def _pause_or(stop: asyncio.Event, pause: timedelta) -> None:
    """Return after the pause, or at once when it is time to stop."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(pause.total_seconds()):
            await stop.wait()


def delivery_mark(body: dict[str, Any]) -> str:
    """What is the same when Slack delivers the same thing again; empty if nothing tells."""
    return str(body.get("event_id") or body.get("trigger_id") or "")
