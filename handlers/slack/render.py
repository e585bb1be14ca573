"""Alert -> the blocks of a Slack message: pure, and kept within Block Kit's limits for any input.

Limits (docs.slack.dev/reference/block-kit): 50 blocks, header 150, section 3000, context 10 elements, actions 25,
button text 75, button value 2000, and the whole message under about 13,000 characters although each block is legal.

Outside text never becomes live: in mrkdwn & < > are escaped, and nothing else is; headlines and sentences go into
rich_text, whose text elements Slack does not read at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.model import Reason
from handlers.wording import Piece, alert_parts, clean, shorten, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.model import Alert, ChatSettings, Event, Outlet, OutletId, Receipt, Report
    from handlers.wording import AlertParts, Wording

Block = dict[str, Any]

HEADER_LIMIT: Final = 150
SECTION_LIMIT: Final = 3000
CONTEXT_LIMIT: Final = 1500  # ours: a context line is one glance
BUTTON_LIMIT: Final = 75
VALUE_LIMIT: Final = 2000
TEXT_LIMIT: Final = 3500  # Slack cuts at 4,000
BLOCKS_LIMIT: Final = 50
METADATA_TYPE: Final = "tocsin_alert"
_MOST_PIECES: Final = 40
_GROWTH_HEADLINE: Final = 300
_REASON: Final = 1000
_CONTRADICTED: Final = frozenset((Reason.DENIED, Reason.REVERSED))
_TOLD_OF: Final = frozenset((Reason.ANOTHER_OUTLET, Reason.BETTER_SOURCE, Reason.RETITLED))


@dataclass(frozen=True, slots=True)
class File:
    """A file to give with a message; `alt` says in words what a picture shows."""

    name: str
    title: str
    content: bytes
    alt: str = ""
    private: bool = False  # for whoever asked alone


@dataclass(frozen=True, slots=True)
class SlackText:
    """A message: its blocks, and the text that notifications and screen readers take; an answer may bring a file."""

    text: str
    blocks: tuple[Block, ...] = ()
    file: File | None = None


def esc(text: str, limit: int = SECTION_LIMIT) -> str:
    """Text that cannot become markup in mrkdwn, at most `limit` characters once escaped."""
    room = limit
    while len(escaped := _escaped(shorten(text, room))) > limit:
        room -= max(1, (len(escaped) - limit) // 5)
    return escaped


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def section(text: str, limit: int = SECTION_LIMIT) -> Block:
    """A paragraph of plain text; `verbatim`, so that addresses and names in it are not linked."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": esc(text, limit), "verbatim": True}}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": {"type": "plain_text", "text": shorten(text, HEADER_LIMIT), "emoji": False}}


def context(*texts: str) -> Block:
    """Small print."""
    elements = [{"type": "mrkdwn", "text": esc(text, CONTEXT_LIMIT), "verbatim": True} for text in texts]
    return {"type": "context", "elements": elements}


def button(label: str, action: str, value: str = "", url: str = "") -> Block:
    """A button; `action` tells the app which, `value` on what."""
    text = {"type": "plain_text", "text": shorten(label, BUTTON_LIMIT), "emoji": False}
    block: Block = {"type": "button", "text": text, "action_id": action}
    return block | ({"value": value} if value else {}) | ({"url": url} if url else {})


def actions(buttons: Sequence[Block]) -> list[Block]:
    """A row of buttons, without those whose value Slack would refuse; no block if none is left."""
    kept = [b for b in buttons if len(b.get("value", "")) <= VALUE_LIMIT]
    return [{"type": "actions", "elements": kept}] if kept else []


def linked(text: str, url: str) -> Block:
    """An element of rich text: a link, or the text alone where there is no safe address."""
    return {"type": "link", "url": url, "text": text} if url else {"type": "text", "text": text}


def quote(pieces: Iterable[Piece]) -> Block:
    """A quotation with the matched words bold."""
    given = [piece for piece in pieces if piece.text]
    elements = [_run(piece.text, bold=piece.bold) for piece in given[:_MOST_PIECES]]
    if rest := "".join(piece.text for piece in given[_MOST_PIECES:]):
        elements.append(_run(rest))
    return {"type": "rich_text_quote", "elements": elements}


def _run(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def rich(*elements: Block) -> Block:
    """Rich text of these sections and quotations."""
    return {"type": "rich_text", "elements": list(elements)}


def render_alert(alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording) -> SlackText:
    """An alert as a channel sees it."""
    parts = alert_parts(alert, settings, outlets, words)
    blocks = [header(parts.heading)]
    if parts.reason:
        blocks.append(context(parts.reason))
    blocks += [section(parts.line), *_quoted(parts), context(parts.byline, parts.support)]
    return SlackText(esc(parts.summary, TEXT_LIMIT), (*blocks, *_buttons(alert, parts, words)))


def _quoted(parts: AlertParts) -> list[Block]:
    said: list[Block] = []
    if parts.headline:
        headline = linked(parts.headline, parts.url) | ({"style": {"strike": True}} if parts.struck else {})
        said.append({"type": "rich_text_section", "elements": [headline]})
    if any(piece.text for piece in parts.sentence):
        said.append(quote(parts.sentence))
    return [rich(*said)] if said else []


def _buttons(alert: Alert, parts: AlertParts, words: Wording) -> list[Block]:
    event = alert.event
    row = [button(words.text("button-open"), "open", url=parts.url)] if parts.url else []
    if alert.only is None and event.merged_into is None:
        row += [
            button(words.text("button-why"), "why", event.id),
            button(words.text("button-sources", count=len(event.reports)), "sources", event.id),
            button(words.text("slack-mute-event"), "mute", event.id),
        ]
        row += [] if event.false_alarm else [button(words.text("slack-false-alarm"), "falsealarm", event.id)]
    return actions(row)


def render_ring(alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording) -> SlackText:
    """The reply in the thread that rings anew and is shown in the channel, too: its reason first."""
    parts = alert_parts(alert, settings, outlets, words)
    reason = parts.reason or words.reason(alert.reason)
    blocks = (header(reason), section(f"{parts.heading}. {parts.line}"), *_quoted(parts), context(parts.support))
    return SlackText(esc(f"{reason}: {parts.summary}", TEXT_LIMIT), blocks)


def render_growth(
    alert: Alert, receipt: Receipt, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording
) -> SlackText | None:
    """What an edit brought, as one line for the thread; None if there is nothing to tell."""
    if alert.reason is Reason.AMENDED_BY_DESK:
        return _amended(alert.event, words)
    if alert.reason in _CONTRADICTED:
        return _contradicted(alert, words)
    if alert.reason not in _TOLD_OF:
        return None
    event = alert.event
    new = [report for report in event.reports if report.seen > receipt.at] or list(event.reports[-1:])
    report = alert.lead_report if alert.reason is Reason.RETITLED else new[-1]
    headline = shorten(clean(report.headline), _GROWTH_HEADLINE) or "…"
    head = _growth_head(alert, report, settings, outlets, words)
    more = words.text("slack-more-reports", count=len(new) - 1) if len(new) > 1 else ""
    tail = "; ".join(part for part in (more, shorten(words.support(event), CONTEXT_LIMIT // 2)) if part)
    elements = [linked(f"{head}: ", ""), linked(headline, web_address(report.url)), linked(f" ({tail})", "")]
    line = rich({"type": "rich_text_section", "elements": elements})
    return SlackText(esc(f"{head}: {headline} ({tail})", TEXT_LIMIT), (line,))


def _contradicted(alert: Alert, words: Wording) -> SlackText:
    """That another event, with an alert of its own, denies or undoes this one."""
    event = alert.event
    is_undone = alert.reason is Reason.REVERSED
    text = words.text("mark-undone") if is_undone else words.standing(event.standing, event.denied_by)
    said = {"type": "rich_text_section", "elements": [linked(text[:1].upper() + text[1:], "")]}
    return SlackText(esc(text[:1].upper() + text[1:], TEXT_LIMIT), (rich(said),))


def _growth_head(
    alert: Alert, report: Report, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording
) -> str:
    outlet = outlets.get(report.outlet)
    name = shorten(words.outlet(outlet) if outlet else clean(report.outlet), CONTEXT_LIMIT // 4)
    time = words.clock(report.published or report.seen, settings.time_zone, alert.at)
    key = "slack-retitled" if alert.reason is Reason.RETITLED else "slack-new-report"
    return words.text(key, outlet=name, time=time)


def _amended(event: Event, words: Wording) -> SlackText:
    """What an editor put right, and why; the reason is for the newsroom, so only the thread has it."""
    key = "merged" if event.merged_into else "false" if event.false_alarm else "amended"
    text = words.text(f"slack-{key}-thread")
    said = [{"type": "rich_text_section", "elements": [linked(text, "")]}]
    why = shorten(clean(event.amended_for), _REASON)
    said += [quote([Piece(why)])] if why else []
    return SlackText(esc(f"{text} {why}".strip(), TEXT_LIMIT), (rich(*said),))


def metadata(alert: Alert) -> Block:
    """What marks a message as that of an event's change, so that it can be found again."""
    return {"event_type": METADATA_TYPE, "event_payload": {"event": alert.event.id, "change": alert.event.changes}}
