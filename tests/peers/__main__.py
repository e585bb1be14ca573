"""A Telegram and a Slack on this machine, to play with the bot without an account: `make peers`.

Or `python -m tests.peers [TELEGRAM_PORT SLACK_PORT]`. It prints the settings that point the bot here. What you type is
said by an invented person; what the bot sends, edits or deletes is shown. `:help` lists the rest.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.slack import SlackMessage, SlackPeer
from tests.peers.telegram import Limits, Message, TelegramPeer
from tests.peers.wire import Answer, Fault, Hang, Reset

if TYPE_CHECKING:
    from collections.abc import Callable

HELP = """\
TEXT             say it where you are; on Slack a line that begins with /tocsin is the slash command
:go PLACE        private, group, forum, channel (Telegram); room, dm (Slack)
:press LABEL     press that button of the newest message that has it
:answer ID=TEXT  submit the open modal, more pairs separated by semicolons
:home            open the app's home on Slack
:block, :kick    block the bot (Telegram, private), throw it out (where you are)
:migrate         make the group a supergroup
:fault METHOD KIND   the next call fails: reset, reset-after, hang, 502
:quit            end
"""
FAULTS: dict[str, Fault] = {
    "reset": Reset(),
    "reset-after": Reset(after=True),
    "hang": Hang(),
    "502": Answer(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html"),
}


@dataclass
class Stage:
    """Both peers, the invented people, and what has been printed."""

    telegram: TelegramPeer
    slack: SlackPeer
    place: str = "private"
    printed: dict[int, tuple[int, bool]] = field(default_factory=dict)  # id(message) -> (versions, deleted)

    def __post_init__(self) -> None:
        self.you = self.telegram.user("You", username="you")
        owner = self.you
        self.chats = {
            "private": self.telegram.private(owner),
            "group": self.telegram.group("Desk", owner=owner),
            "forum": self.telegram.supergroup("Newsroom", owner=owner, forum=True),
            "channel": self.telegram.channel("Wire", owner=owner),
        }
        self.colleague = self.slack.user("You", admin=True)
        self.rooms = {"room": self.slack.channel("newsroom", members=(self.colleague,))}
        self.rooms["dm"] = self.slack.direct(self.colleague)

    @property
    def on_slack(self) -> bool:
        """Whether you are on Slack."""
        return self.place in self.rooms

    # --- what you do -------------------------------------------------------------------------------------------------

    def do(self, line: str) -> None:
        """One line that was typed. Raises LookupError, KeyError or ValueError for a mistake in it."""
        if not line.startswith(":"):
            self.say(line)
            return
        name, _, rest = line[1:].partition(" ")
        acts: dict[str, Callable[[str], None]] = {
            "go": self.go,
            "press": self.press,
            "answer": self.answer,
            "home": self.home,
            "block": self.block,
            "kick": self.kick,
            "migrate": self.migrate,
            "fault": self.fault,
            "help": lambda _rest: print(HELP),
        }
        acts[name](rest.strip())

    def say(self, text: str) -> None:
        """A line of talk or a command."""
        if not self.on_slack:
            chat = self.chats[self.place]
            if chat.type == "channel":
                self.telegram.post(chat, text)
            else:
                self.telegram.say(self.you, text, chat)
            return
        command, _, rest = text.partition(" ")
        if command == "/tocsin":
            self.slack.slash(self.colleague, self.rooms[self.place], rest)
        else:
            self.slack.say(self.colleague, self.rooms[self.place], text)

    def go(self, place: str) -> None:
        """Somewhere else."""
        if place not in self.chats and place not in self.rooms:
            raise KeyError(place)
        self.place = place

    def press(self, label: str) -> None:
        """The newest button with that label, where you are."""
        if self.on_slack:
            seen = self.slack.messages(self.rooms[self.place], seen_by=self.colleague)
            self.slack.press(self.colleague, next(m for m in reversed(seen) if label in m.labels), label)
            return
        messages = self.telegram.messages(self.chats[self.place])
        self.telegram.press(self.you, next(m for m in reversed(messages) if label in m.labels), label)

    def answer(self, pairs: str) -> None:
        """Submit the modal on top."""
        view = self.slack.modals(self.colleague)[-1]
        values = dict(pair.strip().split("=", 1) for pair in pairs.split(";") if pair.strip())
        self.slack.submit(self.colleague, view, **values)

    def home(self, _rest: str) -> None:
        """App Home."""
        self.slack.open_home(self.colleague)

    def block(self, _rest: str) -> None:
        """Block the bot on Telegram."""
        self.telegram.block(self.you)

    def kick(self, _rest: str) -> None:
        """Throw the bot out."""
        if self.on_slack:
            self.slack.kick_bot(self.rooms[self.place])
        else:
            self.telegram.kick_bot(self.chats[self.place])

    def migrate(self, _rest: str) -> None:
        """The group becomes a supergroup."""
        self.chats["group"] = self.telegram.migrate(self.chats["group"])

    def fault(self, rest: str) -> None:
        """The next call of that method fails."""
        method, kind = rest.split()
        faults = self.slack.faults if "." in method else self.telegram.faults
        faults.next(method, FAULTS[kind])

    # --- what you see ------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Print what is new, changed or gone since the last time."""
        for message in self.telegram.state.messages:
            if message.sender is self.telegram.state.bot or message.sender is None:
                self._show(message, f"telegram/{message.chat.title or 'private'}", _telegram_lines(message))
        for posted in self.slack.state.messages:
            if posted.from_bot:
                hidden = " (only you)" if posted.ephemeral_to else ""
                self._show(posted, f"slack/{posted.channel.name or 'dm'}{hidden}", _slack_lines(posted))
        for view in self.slack.state.views.values():
            kind = view.now["type"]
            self._shown(view, len(view.versions), not view.open, f"slack/{kind}", [view.live.plain, *_inputs(view.now)])

    def _show(self, message: Message | SlackMessage, where: str, lines: list[str]) -> None:
        self._shown(message, len(message.versions), message.deleted, where, lines)

    def _shown(self, thing: object, versions: int, gone: bool, where: str, lines: list[str]) -> None:
        before = self.printed.get(id(thing))
        if before == (versions, gone):
            return
        what = "gone" if gone else "new" if before is None else "changed"
        if not (before is None and gone):
            print(f"\n[{where}] {what}", *(lines if not gone else []), sep="\n  ")
        self.printed[id(thing)] = (versions, gone)


def _telegram_lines(message: Message) -> list[str]:
    media = [f"({kind})" for kind in message.media]
    buttons = [" ".join(f"[{label}]" for label in message.labels)] if message.labels else []
    return [*media, *message.text.splitlines(), *buttons]


def _slack_lines(message: SlackMessage) -> list[str]:
    files = [f"(file {file['name']})" for file in message.files]
    buttons = [" ".join(f"[{label}]" for label in message.labels)] if message.labels else []
    return [*files, *message.shown_text.splitlines(), *buttons]


def _inputs(view: dict[str, Any]) -> list[str]:
    return [f"<{block['element'].get('action_id')}>" for block in view["blocks"] if block["type"] == "input"]


def settings_of(stage: Stage) -> str:
    """The environment that points the bot here."""
    return "\n".join(
        [
            f"export TOCSIN_TELEGRAM_API={stage.telegram.url}",
            f"export TOCSIN_TELEGRAM_TOKEN={stage.telegram.token}",
            f"export TOCSIN_SLACK_API={stage.slack.base_url}",
            f"export TOCSIN_SLACK_BOT_TOKEN={stage.slack.bot_token}",
            f"export TOCSIN_SLACK_APP_TOKEN={stage.slack.app_token}",
            f"export TOCSIN_SLACK_CHANNEL={stage.rooms['room'].id}",
            f"export TOCSIN_ADMINS=telegram:{stage.you.id},slack:{stage.colleague.id}",
        ]
    )


async def watch(stage: Stage) -> None:
    """Print what the bot does as it does it; both peers are looked at, so by time rather than by change."""
    while True:
        stage.show()
        await asyncio.sleep(0.2)


async def type_in(stage: Stage) -> None:
    """Read lines until the end of the input or :quit."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while raw := await reader.readline():
        line = raw.decode().strip()
        if line == ":quit":
            return
        try:
            if line:
                stage.do(line)
        except (LookupError, ValueError, StopIteration) as mistake:
            print(f"not understood: {mistake!r}; :help lists what there is")


async def main(telegram_port: int = 0, slack_port: int = 0) -> None:
    """Start both, print how to get there, and play until :quit. Port 0: a free one."""
    telegram, slack = TelegramPeer(limits=Limits()), SlackPeer(rate_limits=True)
    await telegram.start_server(telegram_port)
    await slack.start_server(slack_port)
    try:
        stage = Stage(telegram, slack)
        print(settings_of(stage), f"\nYou are in {stage.place}. :help lists what can be done.\n", sep="\n", flush=True)
        watching = asyncio.create_task(watch(stage))
        try:
            await type_in(stage)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    finally:
        await telegram.stop()
        await slack.stop()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:3])))
