"""What operators read: the troubles of the bot, a line each, and the heartbeat. Plain text, cleaned and bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.wording.clean import clean, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.operators.news import Note, Pulse
    from handlers.wording.words import Wording

MOST_LINES: Final = 30  # in one message; the log has them all
LONGEST_LINE: Final = 300  # UTF-16 units
LONGEST: Final = 3500  # under Telegram's 4096 and what Slack shows unfolded
_PLATFORMS: Final = {"telegram": "Telegram", "slack": "Slack", "console": "terminal"}


def operator_text(notes: Sequence[Note], pulse: Pulse | None, words: Wording, now: datetime) -> str:
    """One message: the heartbeat if there is one, then each trouble that began or ended."""
    lines = [] if pulse is None else [heartbeat(pulse, words, now)]
    lines += [line(note, words) for note in notes[:MOST_LINES]]
    if len(notes) > MOST_LINES:
        lines.append(words.text("more", count=len(notes) - MOST_LINES))
    if notes:
        lines.insert(0 if pulse is None else 1, words.text("trouble-title"))
    return shorten("\n".join(lines), LONGEST)


def line(note: Note, words: Wording) -> str:
    """One trouble, as it began or ended."""
    trouble = note.known.trouble
    slots = {
        "about": _PLATFORMS.get(trouble.about, clean(trouble.about)),
        "sentence": clean(trouble.sentence) or words.text("trouble-unsaid"),
    }
    mark = "✓ " if note.stage == "over" else "• "
    return shorten(mark + words.text(f"{note.stage}-{trouble.kind}", **slots), LONGEST_LINE)


def heartbeat(pulse: Pulse, words: Wording, now: datetime) -> str:
    """That the bot lives, and what it did; silence means that nothing happened."""
    last = words.clock(pulse.last_alert, "UTC", now) + " UTC" if pulse.last_alert else words.text("heartbeat-no-alert")
    return words.text(
        "heartbeat", feeds=pulse.feeds, polled=pulse.polled, dark=pulse.dark, events=pulse.events, last=last
    )
