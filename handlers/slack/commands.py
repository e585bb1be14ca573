"""The sub-commands of /tocsin and the buttons: read the wish, ask the desk, render, answer."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from bot.model import EventId, Language
from handlers.slack import answers
from handlers.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.desk import Asker, Desk
    from bot.model import Chat
    from bot.ports import Clock
    from handlers.slack.render import SlackText

    Command = Callable[["Commands", "Ask"], Awaitable[SlackText]]

# These change what a channel follows: guests and strangers may not.
CHANGING: Final = frozenset({"subscribe", "unsubscribe", "unmute", "settings", "test", "mute", "language"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish: who has it, the words to answer in, and its arguments (an event's id for the buttons of an alert)."""

    asker: Asker
    chat: Chat
    words: Wording
    args: str = ""


class Commands:
    """Answers wishes in texts. What cannot be is answered, not raised."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk, self._clock = desk, clock

    async def answer(self, name: str, ask: Ask) -> SlackText:
        """The answer to a sub-command; an unknown one gets the nearest."""
        command = COMMANDS.get(name)
        return await self._answered(command, ask) if command else unknown(name, ask.words)

    async def press(self, action: str, ask: Ask) -> SlackText | None:
        """The answer to a button; None for one that only opens an address."""
        command = BUTTONS.get(action.partition("_")[0])
        return await self._answered(command, ask) if command else None

    async def _answered(self, command: Command, ask: Ask) -> SlackText:
        try:
            return await command(self, ask)
        except BadRequest as error:
            return answers.refusal(error, ask.words)

    async def start(self, ask: Ask) -> SlackText:
        """First steps, or an invitation's code."""
        welcome = await self._desk.start(ask.asker, ask.args)
        if welcome.topic:
            return await self._show(ask, welcome.topic.topic.id)
        if not welcome.admitted:
            return answers.welcome(welcome, ask.words)
        return answers.below(answers.welcome(welcome, ask.words), [await self.topics(ask)])

    async def help(self, ask: Ask) -> SlackText:
        """All sub-commands."""
        return answers.help_text(ask.words)

    async def topics(self, ask: Ask) -> SlackText:
        """All topics, each with a button."""
        return answers.topics(await self._desk.topics(ask.asker), ask.words)

    async def subscribe(self, ask: Ask) -> SlackText:
        """Follow a topic in this channel; bare, a choice of them."""
        if not ask.args:
            return await self.topics(ask)
        topic = await self._desk.subscribe(ask.asker, ask.args)
        return answers.subscribed(topic, ask.words, in_channel=not ask.asker.private)

    async def unsubscribe(self, ask: Ask) -> SlackText:
        """Stop following; bare, a choice."""
        if not ask.args:
            return await self.topics(ask)
        return answers.unsubscribed(await self._desk.unsubscribe(ask.asker, ask.args), ask.words)

    async def topic(self, ask: Ask) -> SlackText:
        """A topic's latest; bare, all topics."""
        return await self._show(ask, ask.args) if ask.args else await self.topics(ask)

    async def _show(self, ask: Ask, words: str) -> SlackText:
        choice = await self._desk.choice(ask.asker, words)
        found = await self._desk.latest(ask.asker, choice.topic.id)
        return answers.latest(found, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def latest(self, ask: Ask) -> SlackText:
        """The newest events."""
        found = await self._desk.latest(ask.asker, ask.args)
        return answers.latest(found, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def why(self, ask: Ask) -> SlackText:
        """The button under an alert: why it rang."""
        return answers.why(await self._desk.event(ask.asker, EventId(ask.args)), ask.words)

    async def sources(self, ask: Ask) -> SlackText:
        """The button under an alert: who reports it."""
        event = await self._desk.event(ask.asker, EventId(ask.args))
        return answers.sources(event, ask.chat, self._desk.outlets, self._clock.now(), ask.words)

    async def mute(self, ask: Ask) -> SlackText:
        """The button under an alert: no more of this event here."""
        return answers.muted_event(await self._desk.mute_event(ask.asker, EventId(ask.args)), ask.words)

    async def unmute(self, ask: Ask) -> SlackText:
        """Everything is heard again."""
        await self._desk.unmute(ask.asker)
        return answers.plain(ask.words.text("unmuted"))

    async def settings(self, ask: Ask) -> SlackText:
        """The channel's settings; `zone Asia/Baku`, `language az`, `severity 3` change one."""
        name, _, value = ask.args.partition(" ")
        if name == "zone":
            await self._desk.set_time_zone(ask.asker, value)
        elif name == "language":
            return await self.language(Ask(ask.asker, ask.chat, ask.words, value.strip()))
        elif name == "severity":
            await self._desk.set_min_severity(ask.asker, int(value) if value in {"1", "2", "3", "4", "5"} else 0)
        chat = await self._desk.settings(ask.asker)
        return answers.settings(chat, ask.words)

    async def language(self, ask: Ask) -> SlackText:
        """Speak another language in this channel."""
        if ask.args not in LANGUAGES:
            raise BadRequest("language-unknown")
        await self._desk.set_language(ask.asker, Language(ask.args))
        return answers.settings(await self._desk.settings(ask.asker), Wording(Language(ask.args)))

    async def test(self, ask: Ask) -> SlackText:
        """A test alert, sent the whole way."""
        await self._desk.test(ask.asker, ask.words.text("test-headline"), ask.words.text("test-sentence"))
        return answers.plain(ask.words.text("test-sent"))

    async def invite(self, ask: Ask) -> SlackText:
        """A one-time code; `admin` makes an administrator. The answer is seen by the asker alone."""
        code = await self._desk.invite(ask.asker, ask.args or "member")
        return answers.plain(f"{ask.words.text('invitation')}\n/tocsin start {code}")


COMMANDS: Final[Mapping[str, Command]] = {name: getattr(Commands, name) for name in answers.COMMANDS}
BUTTONS: Final[Mapping[str, Command]] = {
    name: getattr(Commands, name) for name in ("subscribe", "unsubscribe", "why", "sources", "mute", "language")
}


def unknown(name: str, words: Wording) -> SlackText:
    """The nearest sub-command to a word that is none."""
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    command = f"/tocsin {name[:32]}"
    if near:
        return answers.plain(words.text("command-nearest", command=command, near=f"/tocsin {near[0]}"))
    return answers.plain(words.text("command-unknown", command=command))
