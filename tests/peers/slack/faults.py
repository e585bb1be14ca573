"""Answers that Slack gives in bad hours, ready for `peer.faults.next(method, ...)`.

Source: "Evaluating responses" and "Rate limits"; errors common to all methods (internal_error, fatal_error,
service_unavailable, request_timeout, ratelimited); a 200 in text/plain was seen from proxies and trips slack_sdk.
"""

from __future__ import annotations

from typing import Final

from tests.peers.wire import Answer


def refused(error: str) -> Answer:
    """200 with `ok` false."""
    return Answer(200, {"ok": False, "error": error})


def ratelimited(seconds: int) -> Answer:
    """429 with Retry-After."""
    return Answer(429, {"ok": False, "error": "ratelimited"}, headers=(("Retry-After", str(seconds)),))


INTERNAL: Final = refused("internal_error")
FATAL: Final = refused("fatal_error")
UNAVAILABLE: Final = Answer(503, {"ok": False, "error": "service_unavailable"})
ERROR_PAGE: Final = Answer(500, "<html><body><h1>Server Error</h1></body></html>", "text/html")
PLAIN_TEXT: Final = Answer(200, "ok", "text/plain")
BARE_LIMIT: Final = Answer(429, "", "text/plain")  # without Retry-After
