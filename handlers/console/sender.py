"""The terminal's way out: prints, and remembers nothing but how many it printed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from bot.model import ChatRef, Platform, Receipt
from handlers.console.render import COLOURED, PLAIN, alert_text
from handlers.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.model import Delivery, Outlet, OutletId
    from bot.ports import Clock

TERMINAL = ChatRef(Platform.CONSOLE, "terminal")


class ConsoleSender:
    """Prints each alert in full and each edit in two lines. `show` takes the place of printing if given."""

    platform = Platform.CONSOLE

    def __init__(
        self,
        outlets: Mapping[OutletId, Outlet],
        clock: Clock,
        out: TextIO | None = None,
        show: Callable[[Delivery, str], None] | None = None,
    ) -> None:
        self._outlets, self._clock, self._out = outlets, clock, out or sys.stdout
        self._show = show or self._print
        self._style = COLOURED if self._out.isatty() else PLAIN

    async def send(self, delivery: Delivery) -> Receipt:
        """Print it."""
        alert, settings, now = delivery.alert, delivery.chat.settings, self._clock.now()
        words = Wording(settings.language)
        self._show(delivery, alert_text(alert, settings, self._outlets, words, self._style))
        event = alert.event
        return Receipt(delivery.chat.ref, event.id, f"{event.id}/{event.changes}", event.changes, now)

    async def find(self, _delivery: Delivery) -> Receipt | None:
        """A terminal cannot be asked what it showed."""
        return None

    async def say(self, _chat: ChatRef, text: str) -> None:
        """Print it for whoever sits at the terminal."""
        print(f"{text}\n", file=self._out, flush=True)

    def _print(self, _delivery: Delivery, text: str) -> None:
        print(text, file=self._out, flush=True)
