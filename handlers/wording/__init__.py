"""The words that the platforms share: Fluent files a language and what a chat reads of an alert, free of any markup."""

from handlers.wording.alert import AlertParts, Piece, alert_parts
from handlers.wording.clean import clean, shorten, units, web_address
from handlers.wording.words import LANGUAGES, Wording

__all__ = ["LANGUAGES", "AlertParts", "Piece", "Wording", "alert_parts", "clean", "shorten", "units", "web_address"]
