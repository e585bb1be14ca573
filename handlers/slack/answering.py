"""What Slack brings in: commands, buttons, forms, shortcuts, the Home tab. Each is acknowledged within three seconds.

Questions are acknowledged first and worked on afterwards; the answer goes to the response_url. Deeds (a claim, a false
alarm) are written first: a press that Slack saw acknowledged is never lost, and one that it did not see is shown as
failed to its person. What Slack delivers twice is worked on once.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.response import BoltResponse

from bot.errors import BadRequest, TocsinError
from bot.model import ChatRef, EventId, Platform
from bot.watch import count, log
from handlers.slack import answers, commands, home, modals, reading
from handlers.slack.files import Files
from handlers.slack.forms import FORMS
from handlers.slack.house import Ask
from handlers.slack.people import People, Wish
from handlers.slack.refusals import SEND_ERRORS
from handlers.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.slack.board import Board
    from handlers.slack.commands import Command
    from handlers.slack.house import House
    from handlers.slack.render import SlackText

    Ack = Callable[..., Awaitable[Any]]
    Body = dict[str, Any]

_log = log("slack")

_REMEMBERED: Final = 2000  # deliveries; Slack repeats within minutes
_LONGEST_MESSAGE: Final = 4000


class Busy:
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
        """Return once nothing is being worked on."""
        await self._idle.wait()


class Answering:
    """Turns what Slack brings into wishes, and answers each to its person alone."""

    def __init__(self, client: AsyncWebClient, house: House, board: Board, busy: Busy) -> None:
        self._client, self._house, self._board, self._busy = client, house, board, busy
        self._people, self._files = People(client, house.desk), Files(client)
        self._home = home.Home(client, house, self._files)
        self._seen: OrderedDict[str, None] = OrderedDict()

    def listen(self, app: AsyncApp) -> None:
        """Everything that the manifest names."""
        app.middleware(self._once)
        app.command("/tocsin")(self._command)
        app.action(re.compile(f"^({'|'.join(FORMS)})$"))(self._open_form)
        app.action(re.compile(f"^({'|'.join(commands.DEEDS)})$"))(self._deed)
        app.action(re.compile(".*"))(self._button)
        app.view(re.compile(f"^({'|'.join(FORMS)})$"))(self._filled)
        app.view("subscribe")(self._subscribed)
        app.shortcut("explain_message")(self._explain)
        app.shortcut("missed_message")(self._missed)
        app.shortcut("subscribe_channel")(self._pick_channel)
        app.event("app_home_opened")(self._home_opened)

    async def _once(self, body: Body, next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002
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

    # commands and buttons that ask

    async def _command(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        await ack()
        name, _, args = answers.words_of(body).partition(" ")
        ref, wish = ChatRef(Platform.SLACK, str(body["channel_id"])), name.lower() or "help"
        with self._busy:
            ask = await self._ask(str(body["user_id"]), ref, str(body.get("channel_name", "")), args, wish)
            command = commands.COMMANDS.get(wish)
            text = await self._worked(command, ask) if command else commands.unknown(wish, ask.words)
            await self._answer(respond, text, ask)

    async def _button(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        await ack()
        verb = str(body["actions"][0].get("action_id", "")).partition("_")[0]
        command = commands.BUTTONS.get(verb)
        if command is None:  # it only opens an address
            return
        with self._busy:
            ask = await self._pressed(body, verb)
            text = await self._worked(command, ask)
            if "view" in body:
                await self._home.pressed(body, ask, verb, text)
            else:
                await self._answer(respond, text, ask)

    async def _ask(self, user: str, ref: ChatRef, title: str, args: str, verb: str) -> Ask:
        asker, name = await self._people.asker(user, ref, title, commands.wish_of(verb, args))
        chat = await self._house.desk.chat(asker)
        return Ask(asker, chat, Wording(chat.settings.language), args.strip(), name)

    async def _pressed(self, body: Body, verb: str) -> Ask:
        place, channel = body.get("container", {}), body.get("channel") or {}
        id_ = str(place.get("channel_id") or channel.get("id") or modals.about(body.get("view", {})).get("channel", ""))
        value = str(body["actions"][0].get("value", ""))
        return await self._ask(
            str(body["user"]["id"]), ChatRef(Platform.SLACK, id_), str(channel.get("name", "")), value, verb
        )

    async def _worked(self, command: Command, ask: Ask) -> SlackText:
        """The answer; a failure of the house is said, too."""
        count("slack.commands")
        try:
            return await commands.answered(command, self._house, ask)
        except TocsinError:
            _log.exception("command failed", chat=str(ask.asker.chat))
            return answers.plain(ask.words.text("try-later"))

    async def _answer(self, respond: AsyncRespond, text: SlackText, ask: Ask) -> None:
        if text.file:
            text = await self._files.give(text, ask)
        await respond(
            text=text.text,
            blocks=list(text.blocks),
            response_type="ephemeral",
            replace_original=False,
            unfurl_links=False,
            unfurl_media=False,
        )

    # deeds

    async def _deed(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        verb = str(body["actions"][0]["action_id"])
        with self._busy:
            ask = await self._pressed(body, verb)
            text = await self._worked(commands.DEEDS[verb], ask)
            await ack()  # never before it is stored: if that takes too long, Slack says so, and the answer comes later
            await self._show(EventId(ask.args))
            await self._answer(respond, text, ask)

    async def _show(self, event: EventId) -> None:
        """What cannot be shown now is shown at the next look of the board."""
        try:
            await self._board.show(event)
        except TocsinError:
            _log.exception("a claim is not shown", id=event)

    async def _open_form(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        await ack()
        verb = str(body["actions"][0]["action_id"])
        with self._busy:
            ask = await self._pressed(body, verb)

            async def opened(house: House, ask: Ask) -> SlackText:
                await self._open(body, await FORMS[verb].opened(house, ask))
                return answers.plain("")

            text = await self._worked(opened, ask)
            if text.text:
                await self._answer(respond, text, ask)

    async def _open(self, body: Body, view: modals.View) -> None:
        try:
            await self._client.views_open(trigger_id=str(body.get("trigger_id", "")), view=view)
        except SEND_ERRORS as error:
            _log.warning("a form did not open", trouble=type(error).__name__)
            raise BadRequest("try-later") from None

    async def _filled(self, ack: Ack, body: Body) -> None:
        verb = str(body["view"]["callback_id"])
        form = FORMS[verb]

        async def done(house: House, ask: Ask) -> SlackText:
            return await form.done(house, ask, body["view"])

        ask = await self._submitted(ack, body, verb, form.field, done)
        if ask and form.is_shown:
            with self._busy:
                await self._show(EventId(ask.args))

    async def _submitted(self, ack: Ack, body: Body, verb: str, field: str, done: Command) -> Ask | None:
        """Carry a form out, then acknowledge it with its answer; what is wrong is said below the field."""
        about = modals.about(body["view"])
        ref = ChatRef(Platform.SLACK, about.get("channel") or modals.given(body["view"], "channel"))
        args = about.get("event") or modals.given(body["view"], field)
        with self._busy:
            ask = await self._ask(str(body["user"]["id"]), ref, "", args, verb)
            try:
                text = await done(self._house, ask)
            except TocsinError as error:
                failed = error if isinstance(error, BadRequest) else BadRequest("try-later")
                await ack(response_action="errors", errors={field: answers.refusal_line(failed, ask.words)})
                return None
            title = str(body["view"].get("title", {}).get("text", ""))
            await ack(response_action="update", view=modals.sheet(title, text, ask.words))
            return ask

    # shortcuts and Home

    async def _explain(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        await self._of_message(ack, body, respond, reading.explain, "explain")

    async def _missed(self, ack: Ack, body: Body, respond: AsyncRespond) -> None:
        await self._of_message(ack, body, respond, reading.missed, "missed")

    async def _of_message(self, ack: Ack, body: Body, respond: AsyncRespond, command: Command, verb: str) -> None:
        await ack()
        channel = body.get("channel") or {}
        said = answers.words_of(body.get("message") or {})[:_LONGEST_MESSAGE]
        with self._busy:
            ref = ChatRef(Platform.SLACK, str(channel.get("id", "")))
            ask = await self._ask(str(body["user"]["id"]), ref, str(channel.get("name", "")), said, verb)
            await self._answer(respond, await self._worked(command, ask), ask)

    async def _pick_channel(self, ack: Ack, body: Body) -> None:
        await ack()
        with self._busy:
            user = str(body["user"]["id"])
            # Their own conversation with the bot is unknown here; who may read is asked of the person alone.
            ask = await self._ask(user, ChatRef(Platform.SLACK, f"D{user}"), "", "", "topics")
            with contextlib.suppress(BadRequest):  # the person sees that nothing opened; it is in the log
                await self._open(body, await self._channel_form(ask))

    async def _channel_form(self, ask: Ask) -> modals.View:
        try:
            choices = await self._house.desk.topics(ask.asker)
        except BadRequest as error:
            said = answers.refusal(error, ask.words)
        else:
            if choices:
                return modals.subscribe(choices, ask.words)
            said = answers.plain(ask.words.text("topics-none"))
        return modals.sheet(ask.words.text("slack-pick-title"), said, ask.words)

    async def _subscribed(self, ack: Ack, body: Body) -> None:
        await self._submitted(ack, body, "subscribe", "topic", commands.COMMANDS["subscribe"])

    async def _home_opened(self, body: Body) -> None:
        event = body["event"]
        if event.get("tab") != "home":
            return
        with self._busy:
            ref = ChatRef(Platform.SLACK, str(event["channel"]))
            asker, _ = await self._people.asker(str(event["user"]), ref, "", Wish.READ)
            await self._home.publish(str(event["user"]), asker)


def delivery_mark(body: Body) -> str:
    """What is the same when Slack delivers the same thing again; empty if nothing tells."""
    return str(body.get("event_id") or body.get("trigger_id") or "")
