"""The Slack stand-in: views, menus, files in blocks, and the conversation methods, through the unmodified libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.peers.fixtures import slack_peer
from tests.peers.slack import BOT_USER
from tests.peers.with_slack_sdk import actions, app, button, client, modal, plain, refusal, section

if TYPE_CHECKING:
    from slack_bolt.app.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from tests.peers.slack import SlackPeer

__all__ = ["app", "client", "slack_peer"]


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def select(action_id: str, *values: str, **fields: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": action_id, "options": [option(v) for v in values]} | fields


def asked(block_id: str, element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": plain("?"), "element": element}


# --- views ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({"response_action": "update", "view": modal(title=plain("Second"))}, ["Second"]),
        ({"response_action": "push", "view": modal(title=plain("Second"))}, ["False alarm", "Second"]),
        ({"response_action": "clear"}, []),
        ({}, []),
    ],
)
async def test_the_answer_to_a_submission_is_carried_out(
    slack_peer: SlackPeer, app: AsyncApp, answer: dict[str, Any], left: list[str]
) -> None:
    @app.view("alarm")
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    aydan = slack_peer.user()
    await app.client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal())
    delivery = slack_peer.submit(aydan, slack_peer.modals(aydan)[0], why="x")
    await slack_peer.wait_for(lambda: delivery.done)

    assert [v.now["title"]["text"] for v in slack_peer.modals(aydan)] == left


async def test_a_wrong_view_in_the_answer_is_noted_and_the_modal_stays(slack_peer: SlackPeer, app: AsyncApp) -> None:
    @app.view("alarm")
    async def submitted(ack: Any) -> None:
        await ack(response_action="update", view=modal(title=plain("x" * 25)))

    aydan = slack_peer.user()
    await app.client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal())
    [view] = slack_peer.modals(aydan)
    delivery = slack_peer.submit(aydan, view, why="x")
    await slack_peer.wait_for(lambda: delivery.done)

    assert (delivery.refused, view.open, len(view.versions)) == ("invalid_arguments", True, 1)


async def test_at_most_three_modals_lie_on_each_other(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    aydan = slack_peer.user()
    await client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal())

    def inside() -> str:
        return slack_peer.state.new_trigger(aydan.id, slack_peer.modals(aydan)[-1])

    for _ in range(2):
        await client.views_push(trigger_id=inside(), view=modal())

    assert await refusal(client.views_push(trigger_id=inside(), view=modal())) == "push_limit_reached"
    outside = slack_peer.state.new_trigger(aydan.id)
    assert await refusal(client.views_push(trigger_id=outside, view=modal())) == "invalid_trigger_id"


async def test_what_was_chosen_comes_in_the_state_of_the_view(slack_peer: SlackPeer, app: AsyncApp) -> None:
    seen: dict[str, Any] = {}

    @app.view("alarm")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        seen.update(view["state"]["values"])
        await ack()

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    kinds = {"type": "checkboxes", "action_id": "kinds", "options": [option("arrest"), option("raid")]}
    where = {"type": "conversations_select", "action_id": "where"}
    blocks = [
        asked("a", select("language", "en", "ru", initial_option=option("ru"))),
        asked("b", kinds),
        asked("c", where),
        asked("d", {"type": "plain_text_input", "action_id": "note", "initial_value": "as before"}),
    ]
    await app.client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal(blocks=blocks))
    [view] = slack_peer.modals(aydan)
    delivery = slack_peer.submit(aydan, view, kinds=["raid"], where=room.id)
    await slack_peer.wait_for(lambda: delivery.done)

    assert seen["a"]["language"]["selected_option"]["value"] == "ru"
    assert [o["value"] for o in seen["b"]["kinds"]["selected_options"]] == ["raid"]
    assert (seen["c"]["where"]["selected_conversation"], seen["d"]["note"]["value"]) == (room.id, "as before")
    with pytest.raises(LookupError, match="no option 'az'"):
        slack_peer.submit(aydan, view, language="az")


async def test_home_is_replaced_and_its_buttons_and_closing_reach_the_app(slack_peer: SlackPeer, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.action("mute")
    async def mute(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        seen.append(body["container"]["type"])
        await client.views_publish(user_id=body["user"]["id"], view={"type": "home", "blocks": [section("muted")]})

    @app.view_closed("alarm")
    async def closed(ack: Any) -> None:
        await ack()
        seen.append("closed")

    aydan = slack_peer.user()
    await app.client.views_publish(
        user_id=aydan.id, view={"type": "home", "blocks": [section("loud"), actions(button("Mute"))]}
    )
    home = slack_peer.home(aydan)
    assert home is not None
    slack_peer.press_in_view(aydan, home, "Mute")
    await slack_peer.wait_for(lambda: home.live.plain == "muted")
    await app.client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal(notify_on_close=True))
    slack_peer.close(aydan, slack_peer.modals(aydan)[0])
    await slack_peer.wait_for(lambda: len(seen) == 2)

    assert (seen, slack_peer.modals(aydan)) == (["view", "closed"], [])


async def test_views_found_by_external_id_and_views_that_are_gone(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    aydan = slack_peer.user()
    await client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal(external_id="one"))
    twice = client.views_open(trigger_id=slack_peer.state.new_trigger(aydan.id), view=modal(external_id="one"))
    answers = [await refusal(twice)]
    await client.views_update(external_id="one", view=modal(external_id="one", title=plain("New")))
    [view] = slack_peer.modals(aydan)
    slack_peer.close(aydan, view)
    answers.append(await refusal(client.views_update(external_id="one", view=modal())))

    assert (answers, view.now["title"]["text"]) == (["duplicate_external_id", "not_found"], "New")


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (modal(submit=None), "`submit` is required when an `input` block is within blocks [json-pointer:/view]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal(blocks=None), "missing required field: blocks [json-pointer:/view]"),
        (
            modal(blocks=[asked("a", select("s"))]),
            "no fewer than 1 items allowed [json-pointer:/view/blocks/0/element/options]",
        ),
        (
            modal(blocks=[asked("a", select("s", *map(str, range(101))))]),
            "no more than 100 items allowed [json-pointer:/view/blocks/0/element/options]",
        ),
        (
            modal(blocks=[asked("a", select("s", "same", "same"))]),
            "option values must be unique [json-pointer:/view/blocks/0/element/options]",
        ),
        (
            modal(blocks=[asked("a", select("s", "v" * 151))]),
            "must be less than 76 characters [json-pointer:/view/blocks/0/element/options/0/text/text]",
        ),
    ],
)
async def test_a_wrong_view_is_refused_with_the_place(
    slack_peer: SlackPeer, client: AsyncWebClient, view: dict[str, Any], message: str
) -> None:
    trigger = slack_peer.state.new_trigger(slack_peer.user().id)
    given = {name: value for name, value in view.items() if value is not None}

    with pytest.raises(SlackApiError) as refused:
        await client.views_open(trigger_id=trigger, view=given)

    assert refused.value.response["error"] == "invalid_arguments"
    assert message in refused.value.response["errors"]


# --- messages with more in them -------------------------------------------------------------------------------------


async def test_a_menu_in_a_message_and_the_original_replaced(slack_peer: SlackPeer, app: AsyncApp) -> None:
    @app.action("more")
    async def more(ack: Any, respond: Any, action: dict[str, Any]) -> None:
        await ack()
        await respond(text=action["selected_option"]["value"], replace_original=True)

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    overflow = {"type": "overflow", "action_id": "more", "options": [option("why"), option("sources")]}
    await app.client.chat_postMessage(channel=room.id, text="x", blocks=[section("x") | {"accessory": overflow}])
    [message] = slack_peer.messages(room)
    slack_peer.press(aydan, message, "more", selected_option=option("why"))
    await slack_peer.wait_for(lambda: message.edits)

    assert (message.text, message.labels) == ("why", [])
    with pytest.raises(LookupError, match="no element 'more'"):
        slack_peer.press(aydan, message, "more")


async def test_an_image_block_shows_an_uploaded_file_and_no_other(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    room = slack_peer.channel()
    uploaded = await client.files_upload_v2(filename="trend.png", content=b"picture")

    def image(file: str) -> dict[str, Any]:
        return {"type": "image", "alt_text": "a line", "slack_file": {"id": file}}

    await client.chat_postMessage(channel=room.id, text="x", blocks=[image(uploaded["files"][0]["id"])])

    assert await refusal(client.chat_postMessage(channel=room.id, text="x", blocks=[image("F0")])) == "invalid_blocks"
    assert await refusal(client.files_completeUploadExternal(files=[{"id": "F0"}])) == "file_not_found"


async def test_metadata_is_checked_and_can_be_taken_away(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()
    mark = {"event_type": "t", "event_payload": {"a": 1}}
    ts = (await client.chat_postMessage(channel=room.id, text="x", metadata=mark))["ts"]
    await client.chat_update(channel=room.id, ts=ts, text="y", metadata={})
    broken = client.chat_postMessage(channel=room.id, text="x", metadata={"event_type": "t"})
    huge = client.chat_postMessage(
        channel=room.id, text="x", metadata={"event_type": "t", "event_payload": {"a": "x" * 8000}}
    )

    assert [await refusal(broken), await refusal(huge)] == ["invalid_metadata_format", "metadata_too_large"]
    assert slack_peer.messages(room)[0].metadata == {}


async def test_pins_reactions_and_links_to_messages(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()
    ts = (await client.chat_postMessage(channel=room.id, text="x"))["ts"]
    await client.reactions_add(channel=room.id, timestamp=ts, name="eyes")
    await client.pins_add(channel=room.id, timestamp=ts)
    link = await client.chat_getPermalink(channel=room.id, message_ts=ts)

    answers = [
        await refusal(client.reactions_add(channel=room.id, timestamp=ts, name="eyes")),
        await refusal(client.pins_add(channel=room.id, timestamp=ts)),
        await refusal(client.chat_getPermalink(channel=room.id, message_ts="1.0")),
    ]
    await client.pins_remove(channel=room.id, timestamp=ts)

    assert answers == ["already_reacted", "already_pinned", "message_not_found"]
    assert link["permalink"].endswith(f"/{room.id}/p{ts.replace('.', '')}")
    assert await refusal(client.pins_remove(channel=room.id, timestamp=ts)) == "no_pin"


# --- conversations and people ---------------------------------------------------------------------------------------


async def test_the_errors_of_reading_and_joining_have_their_names(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    foreign, closed = slack_peer.channel("foreign", bot=False), slack_peer.channel("closed")
    slack_peer.archive(closed)

    answers = [
        await refusal(client.conversations_history(channel=foreign.id)),
        await refusal(client.conversations_join(channel=closed.id)),
        await refusal(client.conversations_replies(channel=closed.id, ts="1.0")),
        await refusal(client.conversations_list(types="secret")),
        await refusal(client.conversations_open(users="U404")),
        await refusal(client.users_info(user="U404")),
    ]

    assert answers == [
        "not_in_channel",
        "is_archived",
        "thread_not_found",
        "invalid_types",
        "user_not_found",
        "user_not_found",
    ]


async def test_people_are_shown_as_guests_strangers_and_in_their_language(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    guest, stranger = slack_peer.user("Guest", guest=True), slack_peer.user("Stranger", team="T0OTHER")

    shown = [(await client.users_info(user=u.id, include_locale=True))["user"] for u in (guest, stranger)]
    bare = (await client.users_info(user=guest.id))["user"]
    everyone = (await client.users_list())["members"]

    assert [(u["is_restricted"], u["is_stranger"], u["locale"]) for u in shown] == [
        (True, False, "en-US"),
        (False, True, "en-US"),
    ]
    assert ("locale" in bare, len(everyone)) == (False, 3)


async def test_a_bot_that_is_invited_and_removed_is_told(slack_peer: SlackPeer, app: AsyncApp) -> None:
    seen: list[str] = []

    @app.event("member_joined_channel")
    async def joined(event: dict[str, Any]) -> None:
        seen.append(event["user"])

    @app.event("channel_left")
    async def left(event: dict[str, Any]) -> None:
        seen.append(event["type"])

    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,), bot=False)
    slack_peer.invite_bot(room, aydan)
    await slack_peer.wait_for(lambda: len(seen) == 1)
    mine = [c["id"] for c in (await app.client.users_conversations())["channels"]]
    slack_peer.kick_bot(room)
    await slack_peer.wait_for(lambda: len(seen) == 2)

    assert (seen, mine) == ([BOT_USER, "channel_left"], [room.id])
    assert (await app.client.users_conversations())["channels"] == []


async def test_a_connection_without_a_ticket_and_a_socket_that_does_not_come_up(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    opened = await client.apps_connections_open(app_token=slack_peer.app_token)
    slack_peer.socket.refuse = True

    statuses = []
    async with aiohttp.ClientSession() as session:
        for address in (opened["url"], f"{slack_peer.url}/link/?ticket=made-up"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(address)
            statuses.append(refused.value.status)

    assert statuses == [503, 404]
