"""Log lines, counters and health: what an operator can watch. One event name a line, then fields; nothing forged.

Counters are plain numbers of this process; `handlers.web` shows them. Control characters in a value are escaped by the
renderers, so that a headline cannot forge a line.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping
    from datetime import datetime, timedelta
    from types import TracebackType

counters: Final[Counter[str]] = Counter()

_secrets: set[str] = set()


class Heartbeats:
    """When each loop last showed that it lives; a loop that is late makes the process unwell."""

    def __init__(self) -> None:
        self._due: dict[str, datetime] = {}

    def beat(self, loop: str, now: datetime, within: timedelta) -> None:
        """The loop lives, and will say so again within that time."""
        self._due[loop] = now + within

    def late(self, now: datetime) -> list[str]:
        """Loops that should have beaten by now, by name."""
        return sorted(loop for loop, due in self._due.items() if due < now)


heartbeats: Final = Heartbeats()


def log(room: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of a room: `log("feeds").info("polled", feed=..., entries=3)`."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(room=room)
    return logger


def count(name: str, by: int = 1) -> None:
    """Add to a counter: `count("feeds.polled")`."""
    counters[name] += by


def hide(secrets: Iterable[str]) -> None:
    """Never let these strings reach a log line or a traceback, whoever writes it."""
    _secrets.update(secret for secret in secrets if secret)


def setup(level: str = "info", *, as_json: bool | None = None) -> None:
    """Send log lines to stderr: for people on a terminal, JSON lines elsewhere."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_secrets,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when a line is written
        cache_logger_on_first_use=False,
    )
    handler = _ToStderr()
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    handler.addFilter(_LibraryLines())
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    _clean_last_words()


def _clean_last_words() -> None:
    """An error that nobody caught is printed without secrets, too; hooks that somebody else set stay."""
    sys.excepthook = _crashed
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = lambda args: _crashed(args.exc_type, args.exc_value, args.exc_traceback)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = lambda args: _crashed(args.exc_type, args.exc_value, args.exc_traceback)


def _crashed(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(_clean("".join(traceback.format_exception(kind, error, trace))))


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]")


def _clean(text: str) -> str:
    for secret in sorted(_secrets, key=len, reverse=True):  # the whole before its parts
        text = text.replace(secret, "[secret]")
    return text


def _without_secrets(_logger: object, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in fields.items():
        if isinstance(value, bool | int | float | None):
            continue
        text = _clean(value if isinstance(value, str) else str(value))
        fields[name] = text if name == "exception" else _CONTROL.sub(" ", text)
    return fields


class _ToStderr(logging.Handler):
    """Writes where stderr leads at that moment: a captured one may be closed by then."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


class _LibraryLines(logging.Filter):
    """Cleans what libraries log: aiohttp's and aiogram's exceptions can carry the token in an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _clean(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = _clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True
