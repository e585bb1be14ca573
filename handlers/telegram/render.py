"""Alert -> the text and buttons of a Telegram message: pure, and kept within the limits of the Bot API for any input.

Text is HTML; everything that came from outside is escaped, and only http(s) addresses become links. Limits: 4096
characters after entities (counted in UTF-16 units, to be safe), 64 bytes of callback data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from handlers.wording import alert_parts, shorten, units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.model import Alert, ChatSettings, Outlet, OutletId
    from handlers.wording import AlertParts, Piece, Wording

TEXT_LIMIT: Final = 4096
CALLBACK_LIMIT: Final = 64  # bytes
_LIVE: Final = re.compile(r"(?<!\w)[@#]+|(?<![\w/:])/+|(?<=:)/(?!/)")
_FOLDED_FROM: Final = 200  # units: a shorter sentence is shown in full, a longer one folds


@dataclass(frozen=True, slots=True)
class Button:
    """A key under a message: it opens an address, or sends `data` back to the bot."""

    label: str
    url: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a text: a picture is shown, another file is offered."""

    name: str
    content: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class TelegramText:
    """A message: HTML, the same without markup for when the HTML is refused, and rows of buttons.

    With a file, the text is its caption (1024 characters). `choose_channel` is the label of a key that lets a person
    choose a channel.
    """

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None
    choose_channel: str = ""
    is_refusal: bool = False  # never takes the place of what the person was looking at


def b(text: str) -> str:
    """Bold."""
    return f"<b>{esc(text)}</b>"


def esc(text: str) -> str:
    """Text that cannot become markup."""
    return escape(text, quote=False)


def inert(text: str) -> str:
    """The text with an invisible joiner behind each @, # and /, where Telegram would make a live mention of it.

    It finds those by itself, whatever the markup; an outlet's sentence must ring nobody who is named in it.
    """
    return _LIVE.sub("\\g<0>\u2060", text)


def link(text: str, url: str) -> str:
    """Linked text, or the text alone where there is no safe address."""
    return f'<a href="{escape(url)}">{esc(text)}</a>' if url else esc(text)


def button_rows(*rows: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Rows without the buttons that Telegram would refuse, and without empty rows."""
    kept = (tuple(k for k in row if k.label and (k.url or _fits(k.data))) for row in rows)
    return tuple(row for row in kept if row)


def _fits(data: str) -> bool:
    try:
        return 0 < len(data.encode()) <= CALLBACK_LIMIT
    except UnicodeEncodeError:  # a lone surrogate is no text
        return False


def render_alert(
    alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording
) -> TelegramText:
    """An alert as a chat sees it."""
    parts = alert_parts(alert, settings, outlets, words)
    html = "\n".join(_lines(parts))
    return TelegramText(html, _plain(parts), _alert_buttons(alert, parts, words))


def _lines(parts: AlertParts) -> list[str]:
    """The lines of an alert; empty parts leave none."""
    heading = b(parts.heading)
    lines = [f"<s>{heading}</s>" if parts.struck else heading, esc(inert(parts.line))]
    if parts.reason:
        lines.insert(1, f"<i>{esc(parts.reason)}</i>")
    if parts.headline:
        lines.append(link(parts.headline if parts.url else inert(parts.headline), parts.url))
    if parts.sentence:
        lines.append(quote(parts.sentence))
    return [*lines, f"<i>{esc(parts.byline)}</i>", esc(parts.support)]


def quote(pieces: Iterable[Piece]) -> str:
    """The sentence as a quotation with the matched words bold, folded if it is long."""
    pieces = tuple(pieces)
    inner = "".join(b(inert(p.text)) if p.bold else esc(inert(p.text)) for p in pieces)
    fold = " expandable" if sum(units(p.text) for p in pieces) > _FOLDED_FROM else ""
    return f"<blockquote{fold}>{inner}</blockquote>"


def _plain(parts: AlertParts) -> str:
    sentence, line = inert("".join(p.text for p in parts.sentence)), inert(parts.line)
    headline = inert(parts.headline)
    lines = (parts.heading, parts.reason, line, headline, parts.url, sentence, parts.byline, parts.support)
    return shorten("\n".join(line for line in lines if line), TEXT_LIMIT)


def _alert_buttons(alert: Alert, parts: AlertParts, words: Wording) -> tuple[tuple[Button, ...], ...]:
    event = alert.event
    row = [Button(words.text("button-open"), url=parts.url)] if parts.url else []
    if alert.only is None:
        row += [
            Button(words.text("button-sources", count=len(event.reports)), data=f"src:{event.id}"),
            Button(words.text("button-why"), data=f"why:{event.id}"),
            Button(words.text("button-mute"), data=f"mute:{event.id}"),
        ]
    return button_rows(row)


def render_ring(
    alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording
) -> TelegramText:
    """The reply that rings anew: its reason first, then what is new; the alert above it holds the rest."""
    parts = alert_parts(alert, settings, outlets, words)
    lines = [f"{b(parts.reason or words.reason(alert.reason))}", b(parts.heading), esc(inert(parts.line))]
    if parts.headline:
        lines.append(link(parts.headline, parts.url))
    lines.append(esc(parts.support))
    return TelegramText("\n".join(lines), _plain(parts), _alert_buttons(alert, parts, words))
