"""The answer to a call that Slack refuses.

Source: "Evaluating responses" (docs.slack.dev/apis/web-api): HTTP 200, `ok` false, `error` a word from the method's
table of errors; details in further fields and in `response_metadata.messages`. Rate limits are the exception: HTTP 429.
"""

from __future__ import annotations

from typing import Any


class SlackError(Exception):
    """A refusal by its error word."""

    def __init__(self, error: str, *, status: int = 200, headers: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error, self.status, self.headers, self.extra = error, status, headers or {}, extra

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        return {"ok": False, "error": self.error} | self.extra


def invalid(error: str, messages: list[str]) -> SlackError:
    """A refusal of arguments that says what is wrong with them."""
    return SlackError(error, errors=messages, response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


def ratelimited(seconds: int) -> SlackError:
    """429 with Retry-After, whole seconds. Source: "Rate limits"."""
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(seconds)})
