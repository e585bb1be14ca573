"""What a chat has muted, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.model import Country, MuteOf
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.model import ChatSettings
    from handlers.wording.words import Wording

_MOST_EVENTS: Final = 5  # the newest; older ones are past anyway


def muted_name(of: MuteOf, value: str, words: Wording) -> str:
    """What is muted, in words."""
    match of:
        case MuteOf.KIND:
            return words.kind_name(Kind(value))
        case MuteOf.COUNTRY:
            return words.country(Country(value))
        case MuteOf.CRIME:
            return words.text("mute-crime")
        case MuteOf.EVENT:
            return f"#{value}"


def all_muted(settings: ChatSettings, now: datetime, words: Wording) -> Iterator[tuple[str, MuteOf, str]]:
    """Label, sort and value of each: those for good, then those that end, with their end."""
    lasting = [
        *((MuteOf.KIND, kind) for kind in settings.muted_kinds),
        *((MuteOf.COUNTRY, country) for country in settings.muted_countries),
        *((MuteOf.EVENT, event) for event in settings.muted_events[-_MOST_EVENTS:]),
        *(((MuteOf.CRIME, ""),) if settings.mute_ordinary_crime else ()),
    ]
    for of, value in lasting:
        yield muted_name(of, value, words), of, value
    for mute in settings.mutes:
        if mute.until > now:
            end = words.clock(mute.until, settings.time_zone, now)
            yield f"{muted_name(mute.of, mute.value, words)} → {end}", mute.of, mute.value
