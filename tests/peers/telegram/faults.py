"""Answers that the Bot API and what stands before it give in bad hours, ready for `peer.faults.next(method, ...)`.

Source: answers seen in public bot logs; the shapes are those of Bot API, "Making requests", and of nginx pages.
"""

from __future__ import annotations

from typing import Final

from tests.peers.wire import Answer


def refused(code: int, description: str, **parameters: int) -> Answer:
    """A JSON refusal with any code, description and parameters."""
    body = {"ok": False, "error_code": code, "description": description}
    return Answer(code, body | ({"parameters": parameters} if parameters else {}))


def page(status: int, title: str) -> Answer:
    """An HTML page of a proxy in place of JSON."""
    html = f"<html><head><title>{status} {title}</title></head><body><h1>{status} {title}</h1></body></html>"
    return Answer(status, html, "text/html")


def flood(seconds: int) -> Answer:
    """429 with retry_after."""
    return refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


BARE_FLOOD: Final = refused(429, "Too Many Requests")  # without parameters
BLOCKED: Final = refused(403, "Forbidden: bot was blocked by the user")  # a passing one: the user has blocked nobody
INTERNAL: Final = refused(500, "Internal Server Error")
RESTARTING: Final = refused(500, "Internal Server Error: restart")
BAD_GATEWAY: Final = refused(502, "Bad Gateway")
BAD_GATEWAY_PAGE: Final = page(502, "Bad Gateway")
TIMEOUT_PAGE: Final = page(504, "Gateway Time-out")
TOO_LARGE: Final = refused(413, "Request Entity Too Large")
UNAUTHORIZED: Final = refused(401, "Unauthorized")
CONFLICT: Final = refused(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
