"""What every command of Slack gets: the house that answers, and the wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.desk import Asker, Desk
    from bot.model import Chat
    from bot.ports import Clock
    from handlers.wording import Wording


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish: who has it, the words to answer in, its arguments (an event's id for the buttons of an alert)."""

    asker: Asker
    chat: Chat
    words: Wording
    args: str = ""
    name: str = ""  # what colleagues call the person, where that is needed


@dataclass(frozen=True, slots=True)
class House:
    """Who answers."""

    desk: Desk
    clock: Clock

    def now(self) -> datetime:
        """The current time."""
        return self.clock.now()
