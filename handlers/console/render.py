"""An alert as a person reads it on a terminal. Pure: values in, text out."""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.model import Action, Reason
from handlers.wording import alert_parts, clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import Alert, ChatSettings, Outlet, OutletId
    from handlers.wording import AlertParts, Wording

_WIDEST: Final = 100  # columns; longer lines are hard to read
_BY_AN_OUTLET: Final = frozenset({Reason.ANOTHER_OUTLET, Reason.BETTER_SOURCE, Reason.RETITLED})
_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no outlet's text holds them, and they count as one column


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set; a plain terminal has asterisks for bold."""

    bold: str = ""
    ring: str = ""
    quiet: str = ""
    end: str = ""


PLAIN: Final = Style()
COLOURED: Final = Style(bold="\x1b[1m", ring="\x1b[1;31m", quiet="\x1b[2m", end="\x1b[0m")


def alert_text(
    alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording, style: Style = PLAIN
) -> str:
    """A ring in full; an edit in two lines, for the terminal cannot change what it has printed."""
    if alert.action is Action.EDIT:
        return _edit(alert, settings, outlets, words, style)
    parts = alert_parts(alert, settings, outlets, words)
    lines = [
        f"{style.ring}{parts.heading}{style.end}",
        f"{style.bold}{parts.reason}{style.end}" if parts.reason else "",
        *_wrapped(parts.line, ""),
        f"{style.bold}{parts.headline}{style.end}",
        *_quote(parts, style),
        *_wrapped(parts.byline, ""),
        *_wrapped(parts.support, ""),
        parts.url,
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _edit(
    alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording, style: Style
) -> str:
    event, newest = alert.event, alert.event.reports[-1]
    outlet = outlets.get(newest.outlet)
    what = f"{words.kind_name(event.kind)}  {words.direction(event)}"
    who = f": {words.outlet(outlet) if outlet else clean(newest.outlet)}" if alert.reason in _BY_AN_OUTLET else ""
    when = words.clock(alert.at, settings.time_zone, alert.at)
    said = f"{when}  {words.reason(alert.reason)}{who}; {words.support(event)}"
    return f"{style.quiet}  ~ {what}\n    {said}{style.end}\n"


def _quote(parts: AlertParts, style: Style) -> list[str]:
    """The sentence that matched, its words bold."""
    marked = "".join(f"{_OPEN}{piece.text}{_CLOSE}" if piece.bold else piece.text for piece in parts.sentence)
    start, end = (style.bold, style.end) if style.bold else ("*", "*")
    return [line.replace(_OPEN, start).replace(_CLOSE, end) for line in _wrapped(marked, "> ")]


def _wrapped(text: str, indent: str) -> list[str]:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
