"""SVG -> PNG, with the fonts of the house alone, so that a picture looks the same on every machine."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from importlib import resources
from typing import Final

import resvg_py

FAMILY: Final = "DejaVu Sans"
_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_files = ExitStack()  # keeps the fonts where the renderer finds them, also if they come out of an archive


@cache
def _fonts() -> list[str]:
    folder = resources.files("handlers.pictures").joinpath("fonts")
    return [str(_files.enter_context(resources.as_file(folder.joinpath(name)))) for name in _FONTS]


def to_png(svg: str) -> bytes:
    """The picture as PNG; CPU work of some ten milliseconds. Raises ValueError if the SVG is none."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, skip_system_fonts=True, font_files=_fonts(), font_family=FAMILY, sans_serif_family=FAMILY
        )
    )
