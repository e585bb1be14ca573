"""Dates as feeds write them -> aware UTC; None if a text is no readable date. A wrong date is worse than none.

RFC 2822, ISO 8601, and day-month-year with month names in the languages of the catalogue ("14 iyul 2025, 18:34
(UTC+04:00)", "ter, 01 jul 2025 18:34:00 -0300", "1 июля 2025"). A date without a zone is read in the feed's own.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

# One row a month, a line each for the Latin, Cyrillic and further names.
_MONTH_NAMES: Final = (
    """jan january yanvar ocak janvier janv januar jänner enero ene janeiro gennaio gen styczeń stycznia sty
    январь января янв січень січня січ""",
    """feb february fevral şubat subat février févr februar febrero fevereiro fev febbraio luty lutego lut
    февраль февраля фев февр лютий лютого лют""",
    "mar march mart mars märz mär marzo março marco marzec marca март марта мар березень березня бер",
    "apr april aprel nisan avril avr abril abr aprile kwiecień kwietnia kwi апрель апреля апр квітень квітня квіт кві",
    "may mayıs mayis mai mayo maio maggio mag maj maja май мая травень травня трав тра",
    """jun june iyun haziran juin juni junio junho giugno giu czerwiec czerwca cze
    июнь июня июн червень червня черв чер""",
    "jul july iyul temmuz juillet juil juli julio julho luglio lug lipiec lipca июль июля июл липень липня лип",
    """aug august avqust ağustos agustos août aout agosto ago sierpień sierpnia sie
    август августа авг серпень серпня серп сер""",
    """sep sept september sentyabr eylül eylul septembre septiembre setembro set settembre wrzesień września wrz
    сентябрь сентября сен сент вересень вересня вер""",
    """oct october oktyabr ekim octobre oktober okt octubre outubro out ottobre ott październik października paź
    октябрь октября окт жовтень жовтня жовт жов""",
    """nov november noyabr kasım kasim novembre noviembre novembro listopad listopada lis
    ноябрь ноября ноя нояб листопад листопада лист лис""",
    """dec december dekabr aralık aralik décembre déc dezember dez diciembre dic dezembro dicembre grudzień grudnia gru
    декабрь декабря дек грудень грудня груд гру""",
)
_MONTHS: Final = {
    name.casefold(): number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()
}
# Hours of the zone names that stand in feeds. Names that mean several zones (IST, BST, CST of China) are left out
# where a wrong guess is likelier than a right one; RFC 2822 fixes the American ones.
_ZONES: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "met": 1, "mest": 2,
    "eet": 2, "eest": 3, "msk": 3, "trt": 3, "мск": 3, "azt": 4, "get": 4, "amt": 4, "samt": 4, "yekt": 5, "uzt": 5,
    "almt": 5, "irst": 3.5, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "jst": 9, "kst": 9, "hkt": 8, "sgt": 8,
}  # fmt: skip
_TIME: Final = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?(?![a-z]))?"
)
_ZONE: Final = r"(?P<zone>(?:\(?(?:utc|gmt)\s*)?[+\-\u2212]\d{1,2}(?::?\d{2})?\)?|[^\W\d_]{1,5}(?![^\W_]))?"
_ISO: Final = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:(?:[t ,]|\s)+{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_DAY_FIRST: Final = re.compile(
    rf"(?:^|[^\d])(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[\s\-/]+(?:de\s+)?(?P<month>[^\W\d_]+)\.?[\s\-/,]+(?:de\s+)?(?P<year>\d{{4}}|\d{{2}}(?=\s+\d))"
    rf"(?:[^\d+\-]{{0,12}}?{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?:[^\d+\-]{{0,8}}?{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_DAY_FIRST_NUMBERS: Final = re.compile(
    rf"(?:^|[^\d])(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?:[^\d+\-]{{0,4}}?{_TIME}\s*{_ZONE})?",
    re.IGNORECASE,
)
_ASCTIME: Final = re.compile(
    rf"(?P<month>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+(?:(?P<zone>[a-z]{{3,4}}|[+-]\d{{4}})\s+)?(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_SHAPES: Final = (_ISO, _DAY_FIRST, _MONTH_FIRST, _DAY_FIRST_NUMBERS, _ASCTIME)
_OFFSET: Final = re.compile(r"([+\-\u2212])(\d{1,2}):?(\d{2})?")
_EPOCH: Final = re.compile(r"\d{10}|\d{13}")
_LONGEST: Final = 100  # no date is longer; keeps the patterns from long texts
_OLDEST_YEAR: Final = 1970


def read_date(text: str, zone: tzinfo = UTC) -> datetime | None:
    """The moment that the text names, in UTC. `zone` is taken where the text names none."""
    written = " ".join(text.split())[:_LONGEST]
    if _EPOCH.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC)
    for shape in _SHAPES:
        if (found := shape.search(written)) and (moment := _moment(found, zone)):
            return moment
    return None


def _moment(found: re.Match[str], zone: tzinfo) -> datetime | None:
    fields = found.groupdict()
    month = int(fields["month"]) if fields["month"].isdigit() else _MONTHS.get(fields["month"].casefold(), 0)
    year = int(fields["year"])
    year += 2000 if len(fields["year"]) == 2 else 0  # noqa: PLR2004  (RFC 822 wrote two digits)
    if year < _OLDEST_YEAR:
        return None  # a default of the outlet's software ("0001-01-01"), not a date
    own = _zone(fields["zone"]) if fields.get("zone") else None
    try:
        local = datetime(year, month, int(fields["day"]), tzinfo=own or zone)
        local += timedelta(
            hours=_hour(fields), minutes=_part(fields, "minute", 59), seconds=_part(fields, "second", 60)
        )
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _hour(fields: dict[str, str | None]) -> int:
    hour, half = _part(fields, "hour", 24), (fields["half"] or "").casefold()
    return hour % 12 + (12 if half.startswith("p") else 0) if half else hour


def _part(fields: dict[str, str | None], name: str, largest: int) -> int:
    value = int(fields[name] or 0)
    if value > largest:
        raise ValueError(name)
    return value


def _zone(name: str) -> timezone | None:
    if offset := _OFFSET.search(name):
        sign = 1 if offset[1] == "+" else -1
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours <= 14 else None  # noqa: PLR2004  (Kiribati)
    hours_east = _ZONES.get(name.casefold())
    return None if hours_east is None else timezone(timedelta(hours=hours_east))
