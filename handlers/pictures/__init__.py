"""Pictures that the platforms share: drawn as SVG in the reader's language, made PNG with the fonts that lie here."""

from handlers.pictures.png import to_png
from handlers.pictures.trend import trend_picture, trend_svg

__all__ = ["to_png", "trend_picture", "trend_svg"]
