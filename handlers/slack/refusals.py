"""slack_sdk's exceptions -> the SendFailed family. No sentence made here holds a token.

Facts this rests on (slack_sdk 3.47): a 429 is not retried without a handler; time-outs are the builtin TimeoutError; a
200 with text/plain raises AttributeError; an HTML page gives a SlackApiError without an error name.
"""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import ChannelBroken, ChatGone, MessageGone, MessageRefused, SendFailed, TryLater, Unsure

if TYPE_CHECKING:
    from bot.model import ChatRef

SEND_ERRORS: Final = (SlackClientError, ClientError, OSError, ValueError, AttributeError)

# Error names: docs.slack.dev/reference/methods/chat.postMessage and chat.update, "Errors".
_STEPS: Final[dict[type[SendFailed], frozenset[str]]] = {
    TryLater: frozenset(["ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org"]),
    ChatGone: frozenset(
        [
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "is_inactive",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_locked",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_only_channel",
            "cannot_dm_bot",
            "user_not_found",
            "messages_tab_disabled",
            "not_in_dm",
            "slack_connect_file_link_sharing_blocked",
            "external_channel_migrating",
            "user_disabled",
            "channel_type_not_supported",
        ]
    ),
    MessageGone: frozenset(
        [
            "message_not_found",
            "cant_update_message",
            "edit_window_closed",
            "thread_not_found",
            "cannot_reply_to_message",
            "cant_broadcast_message",
        ]
    ),
    ChannelBroken: frozenset(
        [
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "no_permission",
            "missing_scope",
            "org_login_required",
            "ekm_access_denied",
            "access_denied",
            "two_factor_setup_required",
            "team_access_not_granted",
            "not_allowed_token_type",
            "enterprise_is_restricted",
            "app_uninstalled",
        ]
    ),
    # "It's possible some aspect of the operation succeeded before the error was raised."
    Unsure: frozenset(("internal_error", "fatal_error")),
}
_BY_NAME: Final = {name: step for step, names in _STEPS.items() for name in names}
_NAME: Final = re.compile(r"[a-z0-9_]{1,80}")
_BROKEN: Final = "Slack refuses this app ({name}): its token was revoked, or the app lacks a scope of the manifest"


def failure(error: BaseException, chat: ChatRef, *, repeatable: bool) -> SendFailed:
    """What the courier should do. `repeatable`: a second try can do no harm (an update), so doubt is no Unsure."""
    if isinstance(error, SlackApiError):
        made = _refused(error, chat)
    else:
        never_sent = isinstance(error, ClientConnectorError | ConnectionRefusedError)
        sentence = f"Slack, channel {chat}: {type(error).__name__}"
        made = TryLater(sentence) if never_sent else Unsure(sentence)
    return TryLater(str(made)) if repeatable and isinstance(made, Unsure) else made


def _refused(error: SlackApiError, chat: ChatRef) -> SendFailed:
    name, status = error_name(error), int(getattr(error.response, "status_code", 0) or 0)
    sentence = f"Slack, channel {chat}: {name or f'HTTP {status}'}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or name in _STEPS[TryLater]:
        return TryLater(sentence, _retry_after(error))
    if not name:  # a proxy's page, or a 5xx without JSON: the request may have passed
        return Unsure(sentence)
    step = _BY_NAME.get(name, MessageRefused)
    return step(_BROKEN.format(name=name) if step is ChannelBroken else sentence)


def error_name(error: SlackApiError) -> str:
    """Slack's name of the error; empty if the answer was none of Slack's."""
    found = error.response.get("error") if hasattr(error.response, "get") else None
    return found if isinstance(found, str) and _NAME.fullmatch(found) else ""


def is_scope_missing(error: BaseException) -> bool:
    """Whether the app was installed without the scope of this call."""
    return isinstance(error, SlackApiError) and error_name(error) == "missing_scope"


def _retry_after(error: SlackApiError) -> timedelta | None:
    headers = {str(k).lower(): v for k, v in (getattr(error.response, "headers", None) or {}).items()}
    given = str(headers.get("retry-after", ""))
    return timedelta(seconds=int(given)) if given.isdecimal() else None
