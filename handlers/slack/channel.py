"""Slack as a channel. slack_bolt is imported only when one is built, so that other processes do not pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.desk import Desk
    from bot.model import Outlet, OutletId
    from bot.ports import Clock
    from handlers.slack.listening import SlackChannel

TIMEOUT_S: Final = 20


def build_slack(
    bot_token: str, app_token: str, api: str, desk: Desk, outlets: Mapping[OutletId, Outlet], clock: Clock
) -> SlackChannel:
    """An app that talks to the Web API at `api` (its base address). Nothing is sent yet."""
    from slack_sdk.web.async_client import AsyncWebClient  # noqa: PLC0415

    from handlers.slack.listening import SlackChannel  # noqa: PLC0415
    from handlers.slack.sender import SlackSender  # noqa: PLC0415

    # The default retry handler posts twice when a connection breaks after Slack accepted: the courier decides instead.
    client = AsyncWebClient(bot_token, base_url=api.rstrip("/") + "/", timeout=TIMEOUT_S, retry_handlers=[])
    return SlackChannel(client, app_token, SlackSender(client, outlets, clock, desk.work_on), desk, clock)
