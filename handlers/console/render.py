"""An alert as a person reads it on a terminal. Pure: values in, text out."""

from __future__ import annotations

import shutil
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.model import Action, Reason
from handlers.wording.clean import clean, clean_keeping_length, web_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import Alert, Outlet, OutletId, Span
    from handlers.wording import Wording

_WIDEST: Final = 100
_LATE_AFTER_S: Final = 300


@dataclass(frozen=True, slots=True)
class Style:
    """How loud words are set; empty strings where the terminal knows no colours."""

    bold: str = ""
    ring: str = ""
    quiet: str = ""
    end: str = ""


PLAIN: Final = Style()
COLOURED: Final = Style(bold="\x1b[1m", ring="\x1b[1;31m", quiet="\x1b[2m", end="\x1b[0m")


def alert_text(alert: Alert, outlets: Mapping[OutletId, Outlet], words: Wording, now: datetime, style: Style) -> str:
    """The alert in full; an edit in one line, for the terminal cannot change what it has printed."""
    if alert.action is Action.EDIT:
        return _edit(alert, outlets, words, now, style)
    event, lead = alert.event, alert.lead_report
    outlet = outlets.get(lead.outlet)
    heading = f"{style.ring}{words.loud(words.kind_name(event.kind))}{style.end}  {words.direction(event)}"
    lines = [
        heading,
        *_wrapped(words.line(event, lead, outlet), ""),
        f"{style.bold}{clean(lead.headline)}{style.end}",
        *_quote(lead.match.sentence, lead.match.spans, style),
        _who_and_when(alert, outlets, words, now),
        words.support(event) + (f"; {words.ladder(alert.ladder)}" if alert.ladder else ""),
        web_address(lead.url),
    ]
    if alert.reason is not Reason.FIRST_REPORT:
        lines.insert(1, f"{style.bold}{words.reason(alert.reason)}{style.end}")
    return "\n".join(line for line in lines if line) + "\n"


def _edit(alert: Alert, outlets: Mapping[OutletId, Outlet], words: Wording, now: datetime, style: Style) -> str:
    event, newest = alert.event, alert.event.reports[-1]
    outlet = outlets.get(newest.outlet)
    told_by = words.outlet(outlet) if outlet else clean(newest.outlet)
    what = f"{words.kind_name(event.kind)}  {words.direction(event)}"
    said = f"{words.clock(newest.seen, 'UTC', now)}  {words.reason(alert.reason)}: {told_by}; {words.support(event)}"
    return f"{style.quiet}  ~ {what}\n    {said}{style.end}\n"


def _who_and_when(alert: Alert, outlets: Mapping[OutletId, Outlet], words: Wording, now: datetime) -> str:
    lead = alert.lead_report
    outlet = outlets.get(lead.outlet)
    parts = [words.outlet(outlet) if outlet else clean(lead.outlet)]
    if lead.published:
        parts.append(words.clock(lead.published, "UTC", now))
    parts.append(words.text("seen", time=words.clock(lead.seen, "UTC", now, seconds=True)))
    if lead.published and (lead.seen - lead.published).total_seconds() > _LATE_AFTER_S:
        parts.append(words.late(lead.seen - lead.published))
    return ", ".join(parts)


def _quote(sentence: str, spans: Sequence[Span], style: Style) -> list[str]:
    """The sentence that matched, its words bold; on a plain terminal they stand between asterisks."""
    text = clean_keeping_length(sentence)
    for span in sorted(spans, key=lambda s: s.start, reverse=True):
        inside = text[span.start : span.end]
        if inside.strip():
            text = text[: span.start] + "\ue000" + inside + "\ue001" + text[span.end :]
    lines = _wrapped(" ".join(text.split()), "> ")
    start, end = (style.bold, style.end) if style.bold else ("*", "*")
    return [line.replace("\ue000", start).replace("\ue001", end) for line in lines]


def _wrapped(text: str, indent: str) -> list[str]:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
