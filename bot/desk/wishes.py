"""What people type -> values. Pure; what cannot be read raises BadRequest with the key of a text."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from bot.model import Ownership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from bot.model import ChatSettings, Topic

DEFAULT_COUNT: Final = 5
MOST: Final = 20  # events in one answer
# Minutes, hours, days, weeks in the three languages of the interface: 2h, 2 ч, 2 saat.
_UNITS: Final = {
    "m": timedelta(minutes=1), "м": timedelta(minutes=1), "d": timedelta(days=1), "д": timedelta(days=1),
    "g": timedelta(days=1), "h": timedelta(hours=1), "ч": timedelta(hours=1), "s": timedelta(hours=1),
    "w": timedelta(weeks=1), "н": timedelta(weeks=1), "": timedelta(hours=1),
}  # fmt: skip
LATEST_MORNING: Final = timedelta(hours=2)
LONGEST_MUTE: Final = timedelta(days=366)
_MINUTE: Final = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
_DAY_MINUTES: Final = 24 * 60


def split_count(words: str) -> tuple[str, int]:
    """`az-ru 10` as name and count; the count is 1 to 20."""
    *name, last = words.split() or [""]
    if last.isdecimal() and last.isascii():
        return " ".join(name), min(max(int(last[:4]), 1), MOST)
    return words.strip(), DEFAULT_COUNT


def find_topic(words: str, topics: Iterable[Topic]) -> Topic:
    """The one topic that the words mean. Raises BadRequest with the nearest name, or with all that they could mean."""
    wanted = words.strip().casefold()
    named = [(name.casefold(), topic) for topic in topics for name in (topic.id, *(n for _, n in topic.names))]
    exact = {topic.id: topic for name, topic in named if name == wanted}
    partly = {topic.id: topic for name, topic in named if wanted and wanted in name}
    for found in (exact, partly):
        if len(found) == 1:
            return next(iter(found.values()))
    if not wanted:
        raise BadRequest("topic-which")
    if partly:
        raise BadRequest("topic-ambiguous", names=", ".join(sorted(partly)))
    near = difflib.get_close_matches(wanted, [name for name, _ in named], n=1, cutoff=0.5)
    if near:
        raise BadRequest("topic-nearest", words=words[:60], near=dict(named)[near[0]].id)
    raise BadRequest("topic-unknown", words=words[:60])


def span_meant(text: str) -> timedelta | None:
    """`30m`, `2h`, `3d`, `1w` (a bare number: hours) as a duration of at most a year; None if it is none."""
    found = re.fullmatch(r"(\d{1,4})\s*([^\W\d_]*)", text.strip().casefold())
    if found is None:
        return None
    unit = _UNITS.get(_unit_of(found[2]))
    if unit is None or int(found[1]) == 0:
        return None
    return min(int(found[1]) * unit, LONGEST_MUTE)


def _unit_of(word: str) -> str:
    """The letter of a unit: `saat` s, `həftə` w, `dəq` m, `gün` g."""
    if word.startswith("həf"):
        return "w"
    if word.startswith("dəq"):
        return "m"
    return word[:1]


def minute_meant(text: str) -> int | None:
    """`8`, `08:00`, `7.30` as minutes after midnight; None if it is no time of day."""
    found = _MINUTE.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2] or 0) if found else None


def morning_due(settings: ChatSettings, now: datetime) -> datetime | None:
    """When the last handover was due that should have come by itself; None if none was of late.

    What is more than two hours late does not come: at noon nobody waits for the morning any more.
    """
    if settings.morning is None:
        return None
    local = now.astimezone(zoneinfo.ZoneInfo(settings.time_zone))
    hour, minute = divmod(settings.morning.at, 60)
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    due = (
        today
        if today <= local
        else (local - timedelta(days=1)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    )
    at = due.astimezone(UTC)
    return at if settings.morning.since < at and now - at <= LATEST_MORNING else None


def hours_meant(text: str) -> tuple[int, int]:
    """`23:00-07:00`, `23 7` as two minutes after midnight. Raises BadRequest."""
    times = [minute_meant(word) for word in re.split(r"\s*[-–—]\s*|\s+", text.strip()) if word]
    if len(times) != 2 or None in times or times[0] == times[1]:  # noqa: PLR2004  (from and to)
        raise BadRequest("quiet-unknown")
    start, end = times
    return (start or 0) % _DAY_MINUTES, (end or 0) % _DAY_MINUTES


def quiet_meant(text: str) -> tuple[tuple[int, int] | None, int | None]:
    """`23:00-07:00`, `23:00-07:00 4`: hours and the severity that breaks through; `off`: none. Raises BadRequest."""
    if text in {"off", "0", "no"}:
        return None, None
    hours, _, breaks = text.rpartition(" ")
    through = number_meant(breaks) if "-" in hours and breaks.isdecimal() else None
    return hours_meant(text if through is None else hours), through


def owners_meant(text: str, names: Mapping[str, Ownership]) -> list[Ownership]:
    """`state, exile` as ownerships, by their ids or by `names` in the reader's language. Raises BadRequest."""
    known = {**{str(owner): owner for owner in Ownership}, **names}
    wanted = listed(text)
    if strange := [name for name in wanted if name not in known]:
        raise BadRequest("owner-unknown", name=strange[0][:40], known=", ".join(Ownership))
    return [known[name] for name in wanted]


def listed(text: str) -> list[str]:
    """`ru, az` as a list; `all` as none."""
    names = [name.strip().casefold() for name in text.split(",") if name.strip()]
    return [] if names == ["all"] else names


def number_meant(text: str) -> int:
    """A number of one or two digits; 0 if it is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 3 else 0  # noqa: PLR2004
