"""The Slack stand-in: limits, tokens, scopes and faults, through unmodified slack_sdk."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers.fixtures import slack_peer
from tests.peers.slack import SlackPeer, faults
from tests.peers.wire import Answer, Hang, Replaced, Reset
from tests.peers.with_slack_sdk import a_client, app, client, refusal

__all__ = ["app", "client", "slack_peer"]


# --- limits, tokens, scopes -------------------------------------------------------------------------------------------


async def test_one_message_a_second_to_a_channel() -> None:
    async with SlackPeer(rate_limits=True, speed=0.01) as peer:
        client = a_client(peer)
        one, other = peer.channel("one"), peer.channel("other")
        await client.chat_postMessage(channel=one.id, text="x")
        await client.chat_postMessage(channel=other.id, text="x")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=one.id, text="y")
        peer.clock.advance(1)
        await client.chat_postMessage(channel=one.id, text="y")

        response = refused.value.response
        assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "1")
        assert [m.text for m in peer.messages(one)] == ["x", "y"]


async def test_a_commercial_app_gets_one_history_request_a_minute() -> None:
    async with SlackPeer(rate_limits=True, speed=0.01) as peer:
        peer.state.limits.commercial = True
        client, room = a_client(peer), peer.channel()
        await client.conversations_history(channel=room.id)

        assert await refusal(client.conversations_history(channel=room.id)) == "ratelimited"


async def test_tokens_are_checked(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    answers = [
        await refusal(a_client(slack_peer, token="xoxb-wrong").auth_test()),
        await refusal(a_client(slack_peer, token=slack_peer.app_token).auth_test()),
        await refusal(client.apps_connections_open(app_token=slack_peer.bot_token)),
        await refusal(client.api_call("chat.befriend")),
    ]
    for error in ("token_revoked", "account_inactive"):
        slack_peer.revoke(error)
        answers.append(await refusal(client.auth_test()))

    assert answers == [
        "invalid_auth",
        "not_allowed_token_type",
        "not_allowed_token_type",
        "unknown_method",
        "token_revoked",
        "account_inactive",
    ]


async def test_an_installed_manifest_allows_what_it_names(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    aydan = slack_peer.user()
    open_room, closed_room = slack_peer.channel("a", members=(aydan,)), slack_peer.channel("b", private=True)
    slack_peer.install({"oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}}})

    await client.conversations_history(channel=open_room.id)
    with pytest.raises(SlackApiError) as refused:
        await client.conversations_history(channel=closed_room.id)
    with pytest.raises(LookupError, match="slash command /tocsin"):
        slack_peer.slash(aydan, open_room, "help")

    response = refused.value.response
    assert (response["error"], response["needed"]) == ("missing_scope", "groups:history")
    assert slack_peer.state.scopes_used == {"channels:history"}
    assert slack_peer.open_home(aydan) is None
    assert await refusal(client.views_publish(user_id=aydan.id, view={"type": "home", "blocks": []})) == "not_enabled"


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.ERROR_PAGE, SlackApiError),
        (faults.FATAL, SlackApiError),
        (faults.UNAVAILABLE, SlackApiError),
        (faults.ratelimited(5), SlackApiError),
        (faults.PLAIN_TEXT, AttributeError),  # slack_sdk stumbles over it
        (Reset(), aiohttp.ClientError),
        (Hang(), TimeoutError),
    ],
)
async def test_a_fault_before_acceptance_leaves_nothing(
    slack_peer: SlackPeer, fault: Answer | Reset | Hang, error: type[Exception]
) -> None:
    room = slack_peer.channel()
    slack_peer.faults.next("chat.postMessage", fault)

    with pytest.raises(error):
        await a_client(slack_peer, timeout=1).chat_postMessage(channel=room.id, text="x")

    assert (slack_peer.messages(room), slack_peer.faults.left) == ([], 0)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Reset(after=True), aiohttp.ClientError),
        (Hang(after=True), TimeoutError),
        (Replaced(faults.PLAIN_TEXT), AttributeError),
    ],
)
async def test_a_fault_after_acceptance_leaves_the_message(
    slack_peer: SlackPeer, fault: Reset | Hang | Replaced, error: type[Exception]
) -> None:
    room = slack_peer.channel()
    slack_peer.faults.next("chat.postMessage", fault)

    with pytest.raises(error):
        await a_client(slack_peer, timeout=1).chat_postMessage(channel=room.id, text="x")

    assert [m.text for m in slack_peer.messages(room)] == ["x"]


async def test_the_default_client_posts_twice_when_the_connection_breaks_after_acceptance(
    slack_peer: SlackPeer,
) -> None:
    """Why the bot passes retry_handlers=[]: this is slack_sdk's own doing."""
    room = slack_peer.channel()
    slack_peer.faults.next("chat.postMessage", Reset(after=True))
    default = AsyncWebClient(token=slack_peer.bot_token, base_url=slack_peer.base_url)

    await default.chat_postMessage(channel=room.id, text="x")

    assert [m.text for m in slack_peer.messages(room)] == ["x", "x"]


async def test_a_slack_that_is_down_refuses_connections_and_comes_back_with_all_it_had(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    room = slack_peer.channel()
    await client.chat_postMessage(channel=room.id, text="before")
    await slack_peer.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.chat_postMessage(channel=room.id, text="meanwhile")
    await slack_peer.come_back()
    await client.chat_postMessage(channel=room.id, text="after")

    assert [m.text for m in slack_peer.messages(room)] == ["before", "after"]


async def test_every_answer_names_the_token_s_scopes(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    slack_peer.state.scopes = {"chat:write", "commands"}

    answer = await client.auth_test()

    assert answer.headers["X-OAuth-Scopes"] == "chat:write,commands"
