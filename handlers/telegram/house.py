"""What every command of Telegram works with: one wish, and what the bot has to fulfil it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import BadRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.desk import Asker, Desk
    from bot.model import Chat, ChatRef, EventId
    from bot.ports import Clock
    from handlers.telegram.render import TelegramText
    from handlers.wording import Wording

    Command = Callable[["House", "Ask"], Awaitable[TelegramText]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish: who has it, the words to answer in, its arguments, and the event that it is about, if any."""

    asker: Asker
    chat: Chat
    words: Wording
    args: str = ""
    event: EventId | None = None
    quoted: str = ""  # what stands as code or quotation in the message with the button, or in the one replied to


@dataclass(frozen=True, slots=True)
class House:
    """The desk, the time, and ways out. `user_name` is the bot's, for links; `say` sends plain text to a chat."""

    desk: Desk
    clock: Clock
    user_name: str
    say: Callable[[ChatRef, str], Awaitable[None]]

    def now(self) -> datetime:
        """The current time."""
        return self.clock.now()

    def link(self, payload: str) -> str:
        """A deep link to the bot."""
        return start_link(self.user_name, payload)


def start_link(user_name: str, payload: str) -> str:
    """A deep link; the payload has at most 64 letters, digits, `_` and `-`."""
    return f"https://t.me/{user_name}?start={payload}"


def event_of(ask: Ask) -> EventId:
    """The event that the wish is about. Raises BadRequest if it names none."""
    if ask.event is None:
        raise BadRequest("reply-to-alert")
    return ask.event
