"""The picture of a trend: in the language of the chat, with every letter, and quickly."""

from __future__ import annotations

import re
import struct
import time
from datetime import timedelta
from importlib import resources
from xml.etree import ElementTree as ET

import pytest

from bot.desk import Point, Trend
from bot.model import Country, Language, Rung
from bot.taxonomy import KINDS, Kind
from handlers.pictures import trend_picture, trend_svg
from handlers.wording import LANGUAGES, Wording
from tests.handlers.builders import AT

AZ, RU = Country("AZ"), Country("RU")
_SVG = "{http://www.w3.org/2000/svg}"


def a_trend(*kinds: tuple[str, int], level: float = 5.0) -> Trend:
    """A trend of thirty days that stands at one level."""
    points = tuple(
        Point(AT + timedelta(days=n / 2), Rung(AZ, RU, level, 0.0), Rung(RU, AZ, level / 2, 0.0)) for n in range(60)
    )
    return Trend((AZ, RU), 30, points, tuple((Kind(kind), count) for kind, count in kinds))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{_SVG}text")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Azerbaijan and Russia, 30 days", "Azerbaijan → Russia: 8.5 of 10", "Detention", "1 Jul"]),
        ("ru", ["Азербайджан и Россия, 30 дн.", "Азербайджан → Россия: 8,5 из 10", "Задержание"]),
        ("az", ["Azərbaycan və Rusiya, 30 gün", "Azərbaycan → Rusiya: 10-dan 8,5", "Saxlanılma", "1 iyl"]),
    ],
)
def test_it_speaks_the_language_of_the_chat(language: Language, said: list[str]) -> None:
    shown = texts(trend_svg(a_trend(("arrest", 3), level=8.5), Wording(language), "UTC"))

    assert set(said) <= set(shown)


def test_a_quiet_time_is_said_to_be_one() -> None:
    assert "Nothing was reported in this time." in texts(trend_svg(a_trend(), Wording("en"), "UTC"))


@pytest.mark.parametrize("level", [0.0, 10.0])
def test_the_lines_stay_within_the_chart(level: float) -> None:
    svg = trend_svg(a_trend(level=level), Wording("en"), "UTC")

    heights = [
        float(y) for points in re.findall(r'points="([^"]+)"', svg) for _, y in re.findall(r"([\d.]+),([\d.]+)", points)
    ]
    assert min(heights) >= 230
    assert max(heights) <= 530


def test_it_is_a_png_as_wide_as_a_phone_in_under_a_second() -> None:
    begin = time.process_time()

    png = trend_picture(a_trend(*((kind, 1) for kind in KINDS)), Wording("az"), "Asia/Baku")

    took = time.process_time() - begin
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24])[0] == 800
    assert took < 1.0


def test_the_fonts_have_every_letter_that_the_words_use() -> None:
    """Glyphs are looked up in the font's own table (format 4 of its cmap), so that no box ever stands for a letter."""
    folder = resources.files("handlers.pictures").joinpath("fonts")
    words = [Wording(language) for language in LANGUAGES]
    used = {letter for w in words for kind in KINDS for letter in w.kind_name(kind)}
    used |= set("ƏəĞğİıŞşÇçÖöÜüЁёЪъ→–…0123456789.,") - {" "}

    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        assert used - {" "} <= letters_of(folder.joinpath(name).read_bytes()), name


def letters_of(font: bytes) -> set[str]:
    """The characters that a TrueType font has (cmap subtable of format 4)."""
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16]) for at in range(12, 12 + 16 * font[5], 16)
    }
    start, _ = tables[b"cmap"]
    count = struct.unpack(">H", font[start + 2 : start + 4])[0]
    found: set[str] = set()
    for n in range(count):
        (offset,) = struct.unpack(">I", font[start + 8 + n * 8 : start + 12 + n * 8])
        at = start + offset
        form, _, _, doubled = struct.unpack(">HHHH", font[at : at + 8])
        if form == 4:
            ends = struct.unpack(f">{doubled // 2}H", font[at + 14 : at + 14 + doubled])
            starts = struct.unpack(f">{doubled // 2}H", font[at + 16 + doubled : at + 16 + 2 * doubled])
            found |= {
                chr(c) for low, high in zip(starts, ends, strict=True) for c in range(low, high + 1) if c < 0xFFFF
            }
    return found
