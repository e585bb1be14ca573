"""What quiet hours or a digest held, in one message: each event in three lines, with a button for its why. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.telegram.answers import event_item, lines, short
from handlers.telegram.render import Button
from handlers.wording import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.model import Delivery, Outlet, OutletId
    from handlers.telegram.render import TelegramText
    from handlers.wording import Wording

_MOST_BUTTONS: Final = 10


def render_bundle(
    delivery: Delivery, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """The events of a delivery that tells of several, the leading one first."""
    events = [alert.event for alert in (delivery.alert, *delivery.also)]
    items = [event_item(event, delivery.chat, outlets, now, words) for event in events]
    rows = [[Button(shorten(short(event, words), 60), data=f"why:{event.id}")] for event in events[:_MOST_BUTTONS]]
    title = words.text("bundle-overdue" if delivery.overdue else "bundle-title", count=len(events))
    return lines(title, items, words, *rows)
