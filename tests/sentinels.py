"""Secrets that the tests use, and a look for them in all that a test run puts out.

The stand-ins' tokens, and a value that the tests of settings write into secrets. None of them may appear in captured
output, in a log record, in an error, or among the metrics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import watch

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET: Final = "sentinel-secret-value"
SENTINELS: Final = (
    SECRET,
    "stand-in-token-of-the-Telegram-peer",  # the part behind the colon: a half of a token is a leak, too
    "xoxb-stand-in-bot-token",
    "xapp-stand-in-app-token",
)


def leaked(texts: Iterable[str]) -> str:
    """The first sentinel that stands in one of the texts, with what is around it; empty if none does."""
    for text in texts:
        for sentinel in SENTINELS:
            at = text.find(sentinel)
            if at >= 0:
                return f"{sentinel!r} in {text[max(0, at - 120) : at + 120]!r}"
    return ""


def leaked_by_metrics() -> str:
    """The same of the names of the counters, which /metrics shows."""
    return leaked(watch.counters)
