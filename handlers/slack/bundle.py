"""What quiet hours, a digest or the flood guard held, in one message: each event in three lines. Pure.

The rows of events are bounded by Slack's 50 blocks and by the 13,000 characters of a whole message; what is left out is
counted in the last line.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from handlers.slack.render import Block, SlackText, actions, button, context, esc, header, linked, rich
from handlers.wording import shorten, web_address
from handlers.wording.links import headline_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import Chat, Delivery, Event, Outlet, OutletId
    from handlers.wording import Wording

_MOST: Final = 20  # rows of two blocks
_ROOM: Final = 9_000  # characters of all rows in JSON, of the 13,000 of the message
_TEXT: Final = 2_000
_LINE: Final = 300
_HEADLINE: Final = 150


def render_bundle(delivery: Delivery, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording) -> SlackText:
    """The events of a delivery that tells of several, the leading one first."""
    events = [alert.event for alert in (delivery.alert, *delivery.also)]
    title = words.text("bundle-overdue" if delivery.overdue else "bundle-title", count=len(events))
    rows = _fitting([_row(event, delivery.chat, outlets, now, words) for event in events[:_MOST]])
    left = len(events) - len(rows)
    more = [context(words.text("more", count=left))] if left > 0 else []
    heads = "; ".join(f"{words.kind_name(e.kind)} {words.direction(e)}" for e in events)
    return SlackText(esc(f"{title}: {heads}", _TEXT), (header(title), *(block for row in rows for block in row), *more))


def _fitting(rows: Sequence[Sequence[Block]]) -> list[Sequence[Block]]:
    """The first rows, as many as a message takes."""
    kept: list[Sequence[Block]] = []
    room = _ROOM
    for row in rows:
        room -= len(json.dumps(row))
        if room < 0:
            break
        kept.append(row)
    return kept


def _row(event: Event, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording) -> list[Block]:
    """Kind, who to whom and when; its line; its linked headline; a button for its why."""
    report = event.reports[0]
    outlet = outlets.get(report.outlet)
    when = words.clock(event.happened, chat.settings.time_zone, now)
    head = {"type": "text", "text": words.kind_name(event.kind), "style": {"bold": True}}
    line = shorten(words.line(event, report, outlet), _LINE)
    told = [head, linked(f"  {words.direction(event)}, {when}\n{line}\n", "")]
    headline = linked(headline_of(report, outlet, _HEADLINE), web_address(report.url))
    why = actions([button(words.text("button-why"), "why", event.id)])
    return [rich({"type": "rich_text_section", "elements": [*told, headline]}), *why]
