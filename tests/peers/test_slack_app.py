"""The Slack stand-in: Socket Mode, views, response_url and files, through unmodified slack_bolt."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.peers.fixtures import slack_peer
from tests.peers.slack import BOT_USER, SlackPeer
from tests.peers.with_slack_sdk import a_client, actions, app, button, client, modal, plain, refusal, section

__all__ = ["app", "client", "slack_peer"]


# --- Socket Mode ------------------------------------------------------------------------------------------------------


async def test_a_slash_command_is_acknowledged_and_answered_by_response_url(
    slack_peer: SlackPeer, app: AsyncApp
) -> None:
    @app.command("/tocsin")
    async def tocsin(ack: Any, respond: Any, command: dict[str, str]) -> None:
        await ack()
        await respond(f"you asked for {command['text']}")

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,), bot=False)
    command = slack_peer.slash(aydan, room, "latest")
    await slack_peer.wait_for(lambda: command.done and slack_peer.ephemeral(aydan))

    [answer] = slack_peer.ephemeral(aydan)
    assert (command.in_time, answer.text, answer.via) == (True, "you asked for latest", "response_url")


async def test_an_acknowledgement_may_carry_the_answer(slack_peer: SlackPeer, app: AsyncApp) -> None:
    @app.command("/tocsin")
    async def tocsin(ack: Any) -> None:
        await ack("at once")

    aydan = slack_peer.user()
    command = slack_peer.slash(aydan, slack_peer.channel(members=(aydan,)), "help")
    await slack_peer.wait_for(lambda: command.done)

    assert [(m.text, m.via) for m in slack_peer.ephemeral(aydan)] == [("at once", "ack")]


async def test_a_command_that_nobody_acknowledges_fails_after_three_seconds_and_comes_once() -> None:
    async with SlackPeer(speed=100) as peer:
        aydan = peer.user()
        command = peer.slash(aydan, peer.channel(members=(aydan,)), "help")
        await peer.wait_for(lambda: command.done)

        assert (command.failed, len(command.sent)) == (True, 1)
        assert peer.clock.seconds() >= 3


async def test_an_event_that_is_not_acknowledged_comes_again_with_the_same_id() -> None:
    async with SlackPeer(speed=2000) as peer:
        seen: list[tuple[str, int]] = []
        async with aiohttp.ClientSession() as session:
            opened = await a_client(peer).apps_connections_open(app_token=peer.app_token)
            async with session.ws_connect(opened["url"]) as socket:
                assert (await socket.receive_json())["type"] == "hello"
                delivery = peer.event({"type": "app_mention"}, event_id="Ev1")
                assert delivery is not None
                while len(seen) < 3:
                    envelope = await socket.receive_json()
                    seen.append((envelope["payload"]["event_id"], envelope["retry_attempt"]))
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
                await peer.wait_for(lambda: delivery.done)

        assert (seen, delivery.in_time) == ([("Ev1", 0), ("Ev1", 1), ("Ev1", 2)], True)


async def test_a_button_opens_a_modal_whose_answer_comes_back(slack_peer: SlackPeer, app: AsyncApp) -> None:
    said: list[str] = []

    @app.action("alarm")
    async def alarm(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("alarm")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        said.append(view["state"]["values"]["reason"]["why"]["value"])
        if len(said) == 1:
            await ack(response_action="errors", errors={"reason": "longer, please"})
        else:
            await ack()

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    await app.client.chat_postMessage(channel=room.id, text="x", blocks=[actions(button("Alarm"))])
    slack_peer.press(aydan, slack_peer.messages(room)[0], "Alarm")
    [view] = await slack_peer.wait_for(lambda: slack_peer.modals(aydan))
    first = slack_peer.submit(aydan, view, why="no")
    await slack_peer.wait_for(lambda: first.done)
    still_open = view.open
    second = slack_peer.submit(aydan, view, why="a drill")
    await slack_peer.wait_for(lambda: second.done)

    assert (said, still_open, view.open) == (["no", "a drill"], True, False)
    assert first.answer == {"response_action": "errors", "errors": {"reason": "longer, please"}}


async def test_a_trigger_is_good_for_one_modal_within_three_seconds(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    aydan = slack_peer.user()
    used, late = slack_peer.state.new_trigger(aydan.id), slack_peer.state.new_trigger(aydan.id)
    await client.views_open(trigger_id=used, view=modal())
    slack_peer.clock.advance(4)

    answers = [await refusal(client.views_open(trigger_id=t, view=modal())) for t in (used, late, "none")]

    assert answers == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_a_view_with_a_stale_hash_or_too_much_in_it_is_refused(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    aydan = slack_peer.user()
    opened = await client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal())
    view = opened["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    answers = [
        await refusal(client.views_update(view_id=view["id"], hash=view["hash"], view=modal())),
        await refusal(client.views_update(view_id=view["id"], view=modal(title=plain("x" * 25)))),
        await refusal(client.views_update(view_id=view["id"], view=modal(blocks=[section("x")] * 101))),
        await refusal(client.views_publish(user_id=aydan.id, view=modal())),
    ]

    assert answers == ["hash_conflict", "invalid_arguments", "invalid_arguments", "invalid_arguments"]


async def test_app_home_shortcuts_and_mentions_reach_the_app(slack_peer: SlackPeer, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("yours")]})

    @app.shortcut("explain")
    async def explain(ack: Any, shortcut: dict[str, Any]) -> None:
        await ack()
        seen.append(shortcut["message"]["text"])

    @app.shortcut("subscribe")
    async def subscribe(ack: Any, shortcut: dict[str, Any]) -> None:
        await ack()
        seen.append(shortcut["type"])

    @app.event("app_mention")
    async def mention(event: dict[str, Any]) -> None:
        seen.append(event["text"])

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        """Heard and left alone."""

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    slack_peer.open_home(aydan)
    await slack_peer.wait_for(lambda: slack_peer.home(aydan))
    slack_peer.message_shortcut(aydan, slack_peer.say(aydan, room, "a link"), "explain")
    await slack_peer.wait_for(lambda: len(seen) == 1)
    slack_peer.global_shortcut(aydan, "subscribe")
    await slack_peer.wait_for(lambda: len(seen) == 2)
    slack_peer.say(aydan, room, f"<@{BOT_USER}> hi")
    await slack_peer.wait_for(lambda: len(seen) == 3)

    assert seen == ["a link", "shortcut", f"<@{BOT_USER}> hi"]


async def test_an_installed_app_hears_its_own_messages_and_updates(slack_peer: SlackPeer, app: AsyncApp) -> None:
    """Bolt acknowledges what the app itself wrote, and keeps it from the listeners."""
    seen: list[str] = []

    @app.event("message")
    async def message(event: dict[str, Any]) -> None:
        seen.append(event.get("subtype", "plain"))

    slack_peer.install(
        {
            "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
        }
    )
    room = slack_peer.channel()
    ts = (await app.client.chat_postMessage(channel=room.id, text="one"))["ts"]
    await app.client.chat_update(channel=room.id, ts=ts, text="two")

    deliveries = list(slack_peer.socket.deliveries.values())
    await slack_peer.wait_for(lambda: all(d.in_time for d in deliveries))

    kinds = [d.payload["event"].get("subtype", "plain") for d in deliveries]
    assert (kinds, seen) == (["plain", "message_changed"], [])


@pytest.mark.parametrize("how", ["disconnect", "drop"])
async def test_after_a_broken_connection_the_app_comes_back(slack_peer: SlackPeer, app: AsyncApp, how: str) -> None:
    await slack_peer.wait_for(lambda: slack_peer.connected)
    if how == "disconnect":
        await slack_peer.socket.disconnect("refresh_requested")
    else:
        slack_peer.socket.drop()

    await slack_peer.wait_for(lambda: slack_peer.socket.opened == 2 and slack_peer.connected)

    assert len(slack_peer.calls_of("apps.connections.open")) == 2


async def test_a_deaf_connection_stays_open_and_says_nothing(slack_peer: SlackPeer) -> None:
    opened = await a_client(slack_peer).apps_connections_open(app_token=slack_peer.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        await socket.receive_json()
        slack_peer.socket.deafen()
        slack_peer.event({"type": "app_mention"})
        await socket.ping()

        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.2)
        assert slack_peer.connected


# --- response_url, files ----------------------------------------------------------------------------------------------


async def test_a_response_url_can_be_used_five_times_in_half_an_hour(slack_peer: SlackPeer) -> None:
    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    often, old = (AsyncWebhookClient(slack_peer.state.new_response_url(aydan.id, room)) for _ in range(2))

    answers = [await often.send(text=str(n), response_type="in_channel") for n in range(6)]
    slack_peer.clock.advance(1801)
    late = await old.send(text="late")

    assert [(a.status_code, a.body) for a in answers[:5]] == [(200, "ok")] * 5
    assert [answers[5].status_code, late.status_code] == [404, 404]
    assert [m.text for m in slack_peer.messages(room)] == list("01234")


async def test_a_file_is_uploaded_in_three_steps(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()

    await client.files_upload_v2(filename="trend.png", content=b"picture", channel=room.id, alt_txt="a line that rises")

    [message] = slack_peer.messages(room)
    file = slack_peer.state.files[message.files[0]["id"]]
    assert (file.content, file.alt_text, message.via) == (
        b"picture",
        "a line that rises",
        "files.completeUploadExternal",
    )
