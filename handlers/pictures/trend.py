"""The trend of a pair: the ladder of both directions as lines over time, the events by kind as bars below. Pure.

The sheet is as wide as a phone shows without zooming: 800 units, the smallest letters 22.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from handlers.pictures.png import FAMILY, to_png
from handlers.wording import shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk import Trend
    from bot.model import Rung
    from handlers.wording import Wording

WIDTH: Final = 800
_LEFT, _RIGHT = 60, 30
_CHART_TOP: Final = 230
_CHART_HEIGHT: Final = 300
_TOP_LEVEL: Final = 10
_BAR: Final = 64  # height that a kind takes: its name, and the bar below it
_MOST_KINDS: Final = 8
_LONGEST_LABEL: Final = 54  # characters; the longest name of a kind has 43
# Told apart by lightness and by dashes, too, not by hue alone.
_THERE, _BACK, _INK, _PALE = "#b3261e", "#1f5fa8", "#1c1b1f", "#d9d7dc"
_BARS: Final = "#6f6b76"


def trend_picture(trend: Trend, words: Wording, zone: str) -> bytes:
    """The picture as PNG, in the words of the chat and the days of its zone."""
    return to_png(trend_svg(trend, words, zone))


def trend_svg(trend: Trend, words: Wording, zone: str) -> str:
    """The same as SVG."""
    one, other = (words.country(side) for side in trend.pair)
    kinds = trend.kinds[:_MOST_KINDS]
    bars_top = _CHART_TOP + _CHART_HEIGHT + 100
    height = bars_top + 30 + max(1, len(kinds)) * _BAR + 30
    last = trend.points[-1]
    parts = [
        _text(30, 56, words.text("trend-title", one=one, other=other, days=trend.days), size=32, bold=True),
        *_legend(last.there, 104, _THERE, words, dashed=False),
        *_legend(last.back, 142, _BACK, words, dashed=True),
        _text(30, _CHART_TOP - 24, words.text("trend-ladder"), size=26, bold=True),
        *_grid(trend, words, zone),
        _line([p.back.level for p in trend.points], _BACK, dashed=True),
        _line([p.there.level for p in trend.points], _THERE, dashed=False),
        _text(30, bars_top - 12, words.text("trend-kinds"), size=26, bold=True),
        *_bars([(words.kind_name(kind), count) for kind, count in kinds], bars_top + 10),
    ]
    if not kinds:
        parts.append(_text(30, bars_top + 40, words.text("trend-quiet"), size=24))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="{FAMILY}">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _legend(rung: Rung, y: int, colour: str, words: Wording, *, dashed: bool) -> list[str]:
    side = words.text("trend-side", source=words.country(rung.source), target=words.country(rung.target))
    text = words.text("trend-level", direction=side, level=words.number(rung.level))
    dash = ' stroke-dasharray="14 8"' if dashed else ""
    sample = f'<line x1="30" y1="{y - 8}" x2="80" y2="{y - 8}" stroke="{colour}" stroke-width="6"{dash}/>'
    return [sample, _text(94, y, shorten(text, 52), size=24)]


def _grid(trend: Trend, words: Wording, zone: str) -> list[str]:
    """Levels at the left, days below."""
    parts = []
    for level in range(0, _TOP_LEVEL + 1, 2):
        y = _y(level)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_PALE}"/>')
        parts.append(_text(_LEFT - 12, y + 8, str(level), size=22, anchor="end"))
    times = [trend.points[0].at, trend.points[len(trend.points) // 2].at, trend.points[-1].at]
    for x, at, anchor in zip(_thirds(), times, ("start", "middle", "end"), strict=True):
        parts.append(_text(x, _CHART_TOP + _CHART_HEIGHT + 34, words.day(at, zone), size=22, anchor=anchor))
    return parts


def _thirds() -> tuple[float, float, float]:
    return _LEFT, (_LEFT + WIDTH - _RIGHT) / 2, WIDTH - _RIGHT


def _y(level: float) -> float:
    return _CHART_TOP + _CHART_HEIGHT * (1 - level / _TOP_LEVEL)


def _line(levels: Sequence[float], colour: str, *, dashed: bool) -> str:
    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(levels) - 1)
    points = " ".join(f"{_LEFT + n * step:.1f},{_y(level):.1f}" for n, level in enumerate(levels))
    dash = ' stroke-dasharray="14 8"' if dashed else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="5" stroke-linejoin="round"{dash}/>'


def _bars(kinds: Sequence[tuple[str, int]], top: float) -> list[str]:
    most = max((count for _, count in kinds), default=1)
    room = WIDTH - _RIGHT - 30 - 60
    parts = []
    for n, (name, count) in enumerate(kinds):
        y = top + n * _BAR
        width = max(4, room * count / most)
        parts.append(_text(30, y + 25, shorten(name, _LONGEST_LABEL), size=22))
        parts.append(f'<rect x="30" y="{y + 34}" width="{width:.1f}" height="18" rx="3" fill="{_BARS}"/>')
        parts.append(_text(30 + width + 10, y + 51, str(count), size=22, bold=True))
    return parts


def _text(x: float, y: float, text: str, *, size: int, bold: bool = False, anchor: str = "start") -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} text-anchor="{anchor}" fill="{_INK}">'
        f"{escape(text)}</text>"
    )
