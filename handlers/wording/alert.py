"""What a chat reads of an alert, in parts that carry no markup: each platform sets them in its own type.

    heading    AMBASSADOR SUMMONED  Russia → Azerbaijan      kind and direction first: a lock screen shows one line
    line       Russia summoned the ambassador ...            in the reader's language, from the slots
    headline   Moscow calls in Azerbaijani envoy ...         in its own language
    sentence   The Foreign Ministry ... summoned ...         with the words that matched
    byline     The Example Times (independent), 14:02, seen 14:02:20
    support    4 independent origins, both sides report; ladder 6/10, up 1

Every part is cleaned and has a length that all platforms take together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import Action, Reason, Status
from handlers.wording.clean import clean, clean_keeping_length, shorten, units, web_address
from handlers.wording.links import headline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.model import Alert, ChatSettings, Outlet, OutletId, Report, Span
    from handlers.wording.words import Wording

# In UTF-16 units; together under Telegram's 4096, and a heading fits Slack's 150.
HEADING: Final = 140
LINE: Final = 600
HEADLINE: Final = 400
SENTENCE: Final = 1200
BYLINE: Final = 300
SUPPORT: Final = 300
ADDRESS: Final = 1000  # a longer link is no article's
_LEAD_IN: Final = 120  # characters kept before the first matched word when a sentence must be cut
_SPACES: Final = re.compile(r" +")
LATE: Final = timedelta(minutes=15)  # feeds are polled every few minutes: beyond it, it is late


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a sentence, bold if it is what matched."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class AlertParts:
    """An alert in the reader's words; `url` and `reason` may be empty."""

    heading: str
    line: str
    headline: str
    url: str
    sentence: tuple[Piece, ...]
    byline: str
    support: str
    reason: str  # set when it rings anew, or is a test
    struck: bool = False  # a false alarm: shown crossed out

    @property
    def summary(self) -> str:
        """One line for notifications and screen readers."""
        return f"{self.heading}. {self.line}"


def alert_parts(alert: Alert, settings: ChatSettings, outlets: Mapping[OutletId, Outlet], words: Wording) -> AlertParts:
    """The parts of an alert as this chat reads them."""
    event, report = alert.event, alert.lead_report
    outlet = outlets.get(report.outlet)
    support = words.support(event)
    if alert.ladder:
        support += f"; {words.ladder(alert.ladder)}"
    return AlertParts(
        heading=shorten(heading(alert, words), HEADING),
        line=shorten(words.line(event, report, outlet), LINE),
        headline=headline_of(report, outlet, HEADLINE),
        url=_address(report.url),
        sentence=sentence_pieces(report.match.sentence, report.match.spans),
        byline=shorten(_byline(alert, report, outlet, settings, words), BYLINE),
        support=shorten(support, SUPPORT),
        reason=words.reason(alert.reason) if _says_why(alert) else "",
        struck=event.false_alarm or event.merged_into is not None,
    )


def heading(alert: Alert, words: Wording) -> str:
    """Kind in capitals and who to whom; before it what must not be overlooked: a test, a false alarm, a denial."""
    event = alert.event
    marks = [
        words.text(f"mark-{name}")
        for name, holds in (
            ("test", alert.reason is Reason.TEST),
            ("false-alarm", event.false_alarm),
            ("merged", event.merged_into is not None),
            ("undone", event.undone_by is not None),
            ("denied", event.status is Status.DENIED),
            ("planned", event.status is Status.PLANNED),
            ("past", event.status is Status.PAST),
        )
        if holds
    ]
    kind = " · ".join([*marks, words.kind_name(event.kind)])
    return f"{words.loud(kind)}  {words.direction(event)}"


def _says_why(alert: Alert) -> bool:
    return alert.action is Action.RING and alert.reason is not Reason.FIRST_REPORT


def _address(url: str) -> str:
    safe = web_address(url)
    return safe if units(safe) <= ADDRESS else ""


def _byline(alert: Alert, report: Report, outlet: Outlet | None, settings: ChatSettings, words: Wording) -> str:
    """Who says so, when it was published and seen, and that it is late if it is."""
    zone = settings.time_zone
    said = words.outlet(outlet) if outlet else clean(report.outlet)
    published = report.published
    parts = [
        said,
        words.clock(published, zone, alert.at) if published else words.text("published-unknown"),
        words.text("seen", time=words.clock(report.seen, zone, published or alert.at, seconds=True)),
    ]
    if published and report.seen - published > LATE:
        parts.append(words.late(report.seen - published))
    return ", ".join(parts)


def sentence_pieces(sentence: str, spans: Sequence[Span], limit: int = SENTENCE) -> tuple[Piece, ...]:
    """The sentence in runs, matched words bold; a long one is cut around the first matched word."""
    text = clean_keeping_length(sentence).rstrip()
    bold = _merged(spans, len(text))
    begin, end = _window(text, bold[0][0] if bold else 0, limit)
    pieces = [Piece(_SPACES.sub(" ", run), strong) for run, strong in _runs(text, bold, begin, end) if run]
    if begin:
        pieces.insert(0, Piece("…"))
    if end < len(text):
        pieces.append(Piece("…"))
    return tuple(pieces)


def _window(text: str, first: int, limit: int) -> tuple[int, int]:
    """Where to begin and end so that `limit` UTF-16 units suffice and the first matched word is seen."""
    if units(text) <= limit:
        return len(text) - len(text.lstrip()), len(text)
    begin = max(0, first - _LEAD_IN)
    if begin:
        begin = text.find(" ", begin, first) + 1 or first
    rest = text[begin:]
    room = limit - 2  # for an ellipsis at either end
    end = len(text) if units(rest) <= room else begin + len(shorten(rest, room)) - 1
    return begin, end


def _runs(text: str, bold: Sequence[tuple[int, int]], begin: int, end: int) -> Iterator[tuple[str, bool]]:
    at = begin
    for start, stop in bold:
        if stop <= at or start >= end:
            continue
        yield text[at : max(at, start)], False
        yield text[max(at, start) : min(stop, end)], True
        at = min(stop, end)
    yield text[at:end], False


def _merged(spans: Sequence[Span], length: int) -> list[tuple[int, int]]:
    """The spans within the text, in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s.start), min(length, s.end)) for s in spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
