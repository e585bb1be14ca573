"""The commands and buttons of Telegram: read the wish, ask the desk, render, answer."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from bot.model import Country, EventId, Language
from handlers.telegram import answers
from handlers.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.desk import Desk
    from bot.ports import Clock
    from handlers.telegram.asking import Ask
    from handlers.telegram.render import TelegramText

    Command = Callable[["Commands", Ask], Awaitable[TelegramText]]

# These change what a chat follows: in groups they are for its administrators.
CHANGING: Final = frozenset({"subscribe", "unsubscribe", "mute", "unmute", "settings", "test", "forget"})
CHANGING_BUTTONS: Final = frozenset({"sub", "uns", "tick", "untick", "mute", "mk", "set"})


class Commands:
    """Answers wishes in texts; `user_name` is the bot's, for links."""

    def __init__(self, desk: Desk, clock: Clock, user_name: str) -> None:
        self._desk, self._clock, self._user_name = desk, clock, user_name

    async def answer(self, name: str, ask: Ask) -> TelegramText:
        """The answer to a command; an unknown one gets the nearest. What cannot be is answered, not raised."""
        command = COMMANDS.get(name)
        if command is None:
            return unknown(name, ask.words)
        return await self._answered(command, ask)

    async def press(self, verb: str, ask: Ask) -> TelegramText | None:
        """The answer to a button; None for one that the bot no longer makes."""
        command = BUTTONS.get(verb)
        return await self._answered(command, ask) if command else None

    async def _answered(self, command: Command, ask: Ask) -> TelegramText:
        try:
            return await command(self, ask)
        except BadRequest as error:
            return answers.refusal(error, ask.words)

    async def start(self, ask: Ask) -> TelegramText:
        """First steps, an invitation, or a link to a topic."""
        welcome = await self._desk.start(ask.asker, ask.args)
        if welcome.topic:
            return await self._show(ask, welcome.topic.topic.id)
        if not welcome.admitted:
            return answers.welcome(welcome, ask.words)
        text = answers.topics(await self._desk.topics(ask.asker), ask.words)
        return answers.above(answers.welcome(welcome, ask.words), text)

    async def help(self, ask: Ask) -> TelegramText:
        """All commands."""
        return answers.help_text(ask.words)

    async def topics(self, ask: Ask) -> TelegramText:
        """All topics, as buttons."""
        return answers.topics(await self._desk.topics(ask.asker), ask.words)

    async def subscribe(self, ask: Ask) -> TelegramText:
        """Follow a topic; bare, a choice of them."""
        if not ask.args:
            return await self.topics(ask)
        return answers.subscribed(await self._desk.subscribe(ask.asker, ask.args), ask.words)

    async def unsubscribe(self, ask: Ask) -> TelegramText:
        """Stop following; bare, a choice."""
        if not ask.args:
            return await self.topics(ask)
        return answers.unsubscribed(await self._desk.unsubscribe(ask.asker, ask.args), ask.words)

    async def subscribe_in_list(self, ask: Ask) -> TelegramText:
        """A tap on a topic without a tick: the list again, with the tick."""
        await self._desk.subscribe(ask.asker, ask.args)
        return await self.topics(ask)

    async def unsubscribe_in_list(self, ask: Ask) -> TelegramText:
        """A tap on a topic with a tick: the list again, without it."""
        await self._desk.unsubscribe(ask.asker, ask.args)
        return await self.topics(ask)

    async def topic(self, ask: Ask) -> TelegramText:
        """A topic's latest; bare, all topics."""
        return await self._show(ask, ask.args) if ask.args else await self.topics(ask)

    async def _show(self, ask: Ask, words: str) -> TelegramText:
        choice = await self._desk.choice(ask.asker, words)
        found = await self._desk.latest(ask.asker, choice.topic.id)
        return answers.latest(found, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def latest(self, ask: Ask) -> TelegramText:
        """The newest events."""
        found = await self._desk.latest(ask.asker, ask.args)
        return answers.latest(found, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def why(self, ask: Ask) -> TelegramText:
        """Why an alert rang."""
        return answers.why(await self._desk.event(ask.asker, _event(ask)), ask.words)

    async def sources(self, ask: Ask) -> TelegramText:
        """Who reports an event."""
        event = await self._desk.event(ask.asker, _event(ask))
        return answers.sources(event, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def mute(self, ask: Ask) -> TelegramText:
        """An event (as a reply), a kind or a country."""
        if not ask.args:
            if ask.event is None:
                raise BadRequest("mute-which", example="/mute talks")
            return answers.muted_event(await self._desk.mute_event(ask.asker, ask.event), ask.words)
        return await self._mute_named(ask)

    async def _mute_named(self, ask: Ask) -> TelegramText:
        kind = ask.words.kind_meant(ask.args)
        country = None if kind else ask.words.country_meant(ask.args)
        if kind is None and country is None:
            raise BadRequest("mute-which", example="/mute talks")
        await self._desk.mute(ask.asker, kind=kind, country=Country(country) if country else None)
        if kind:
            return answers.plain(ask.words.text("muted-kind", kind=ask.words.kind_name(kind)))
        return answers.plain(ask.words.text("muted-country", country=ask.words.country(Country(country or ""))))

    async def mute_event(self, ask: Ask) -> TelegramText:
        """The button under an alert."""
        return answers.muted_event(await self._desk.mute_event(ask.asker, EventId(ask.args)), ask.words)

    async def unmute(self, ask: Ask) -> TelegramText:
        """Everything is heard again."""
        await self._desk.unmute(ask.asker)
        return answers.plain(ask.words.text("unmuted"))

    async def settings(self, ask: Ask) -> TelegramText:
        """The chat's settings; `zone Asia/Baku`, `language az`, `severity 3`, `crime 0`, `edits 1` change one."""
        name, _, value = ask.args.replace(":", " ").partition(" ")
        if name:
            await self._set(ask, name, value.strip())
        chat = await self._desk.settings(ask.asker)
        return answers.settings(chat, Wording(chat.settings.language))

    async def _set(self, ask: Ask, name: str, value: str) -> None:
        desk, asker = self._desk, ask.asker
        if name == "zone":
            await desk.set_time_zone(asker, value)
        elif name == "language":
            if value not in LANGUAGES:
                raise BadRequest("language-unknown")
            await desk.set_language(asker, Language(value))
        elif name == "severity":
            await desk.set_min_severity(asker, int(value) if value.isdecimal() and len(value) < 3 else 0)  # noqa: PLR2004
        elif name == "crime":
            await desk.set_mute_ordinary_crime(asker, muted=value == "1")
        elif name == "edits":
            await desk.set_edits(asker, wanted=value == "1")

    async def test(self, ask: Ask) -> TelegramText:
        """A test alert, sent the whole way."""
        await self._desk.test(ask.asker, ask.words.text("test-headline"), ask.words.text("test-sentence"))
        return answers.plain(ask.words.text("test-sent"))

    async def invite(self, ask: Ask) -> TelegramText:
        """A one-time link; `admin` makes an administrator."""
        code = await self._desk.invite(ask.asker, ask.args or "member")
        return answers.invitation(start_link(self._user_name, f"i_{code}"), ask.words)

    async def forget(self, ask: Ask) -> TelegramText:
        """All that is kept of the chat is deleted."""
        await self._desk.forget(ask.asker)
        return answers.plain(ask.words.text("forgotten"))


COMMANDS: Final[Mapping[str, Command]] = {name: getattr(Commands, name) for name in answers.COMMANDS}
BUTTONS: Final[Mapping[str, Command]] = {
    "sub": Commands.subscribe,
    "uns": Commands.unsubscribe,
    "tick": Commands.subscribe_in_list,
    "untick": Commands.unsubscribe_in_list,
    "top": Commands.topic,
    "why": Commands.why,
    "src": Commands.sources,
    "mute": Commands.mute_event,
    "mk": Commands.mute,
    "set": Commands.settings,
}
# A tap on these changes the message that carries the buttons; the others are answered below it.
IN_PLACE: Final = frozenset({"tick", "untick", "set"})


def unknown(name: str, words: Wording) -> TelegramText:
    """The nearest command to a word that is none."""
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    command = f"/{name[:32]}"
    if near:
        return answers.plain(words.text("command-nearest", command=command, near=f"/{near[0]}"))
    return answers.plain(words.text("command-unknown", command=command))


def start_link(user_name: str, payload: str) -> str:
    """A deep link; the payload has at most 64 letters, digits, `_` and `-`."""
    return f"https://t.me/{user_name}?start={payload}"


def _event(ask: Ask) -> EventId:
    if ask.event is None:
        raise BadRequest("reply-to-alert")
    return ask.event
