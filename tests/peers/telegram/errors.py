"""The answer to a call that the Bot API refuses.

Source: Bot API, "Making requests": `ok` false, `error_code`, `description`, and `parameters` for migration and flood.
The wording of the descriptions is that of tdlib/telegram-bot-api (Client.cpp) and of answers seen in public bot logs.
"""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A refusal; `code` is both the HTTP status and `error_code`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(description: str, **parameters: int) -> ApiError:
    """400: the request is at fault."""
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    """403: the bot may not write there."""
    return ApiError(403, f"Forbidden: {description}")


def flood(seconds: int) -> ApiError:
    """429 with `retry_after`, whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
