"""Unmodified slack_sdk and slack_bolt, pointed at the Slack stand-in: `a_client(peer)`, fixtures `client` and `app`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.peers.slack import SlackPeer


def a_client(peer: SlackPeer, *, token: str = "", timeout: int = 5) -> AsyncWebClient:
    """A client that tries once, as the bot's must."""
    return AsyncWebClient(token or peer.bot_token, base_url=peer.base_url, retry_handlers=[], timeout=timeout)


@pytest.fixture
def client(slack_peer: SlackPeer) -> AsyncWebClient:
    """A client of the test's peer."""
    return a_client(slack_peer)


@pytest.fixture
async def app(slack_peer: SlackPeer, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A connected Bolt app."""
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, slack_peer.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def refusal(call: Any) -> str:
    """The error word that the call is refused with."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


def plain(text: str) -> dict[str, str]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    """A section block of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, **fields: Any) -> dict[str, Any]:
    """A button; its action_id is the label in small letters."""
    return {"type": "button", "text": plain(label), "action_id": label.lower()} | fields


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def modal(**fields: Any) -> dict[str, Any]:
    """A modal that asks "Why?" (block "reason", action "why")."""
    reason = {
        "type": "input",
        "block_id": "reason",
        "label": plain("Why?"),
        "element": {"type": "plain_text_input", "action_id": "why"},
    }
    view = {"type": "modal", "callback_id": "alarm", "title": plain("False alarm"), "submit": plain("Send")}
    return view | {"blocks": [reason]} | fields
