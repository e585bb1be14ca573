"""The Slack stand-in keeps Slack's rules, asked through unmodified slack_sdk and slack_bolt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.peers.fixtures import slack_peer
from tests.peers.slack import BOT_USER, SlackPeer
from tests.peers.wire import Answer, Hang, Replaced, Reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["slack_peer"]


def a_client(peer: SlackPeer, *, token: str = "", timeout: int = 5) -> AsyncWebClient:
    return AsyncWebClient(token or peer.bot_token, base_url=peer.base_url, retry_handlers=[], timeout=timeout)


@pytest.fixture
def client(slack_peer: SlackPeer) -> AsyncWebClient:
    return a_client(slack_peer)


@pytest.fixture
async def app(slack_peer: SlackPeer, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """A connected Bolt app."""
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, slack_peer.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, **fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": label.lower()} | fields


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def modal(**fields: Any) -> dict[str, Any]:
    reason = {
        "type": "input",
        "block_id": "reason",
        "label": plain("Why?"),
        "element": {"type": "plain_text_input", "action_id": "why"},
    }
    view = {"type": "modal", "callback_id": "alarm", "title": plain("False alarm"), "submit": plain("Send")}
    return view | {"blocks": [reason]} | fields


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


# --- messages -------------------------------------------------------------------------------------------------------


async def test_a_message_is_updated_in_place_and_keeps_its_metadata(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    room = slack_peer.channel()
    mark = {"event_type": "tocsin_alert", "event_payload": {"event": "e1"}}
    posted = await client.chat_postMessage(channel=room.id, text="one", blocks=[section("one")], metadata=mark)
    await client.chat_update(channel=room.id, ts=posted["ts"], text="two", blocks=[section("two")])

    history = await client.conversations_history(channel=room.id, include_all_metadata=True)

    [message] = slack_peer.messages(room)
    assert (message.history, message.shown_text) == (["one", "two"], "two")
    assert [m["metadata"] for m in history["messages"]] == [mark]


async def test_history_is_newest_first_and_leaves_threads_out(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()
    root = (await client.chat_postMessage(channel=room.id, text="root"))["ts"]
    await client.chat_postMessage(channel=room.id, text="reply", thread_ts=root)
    await client.chat_postMessage(channel=room.id, text="rings again", thread_ts=root, reply_broadcast=True)
    await client.chat_postMessage(channel=room.id, text="other")

    history = await client.conversations_history(channel=room.id)
    thread = await client.conversations_replies(channel=room.id, ts=root)
    newer = await client.conversations_history(channel=room.id, oldest=root)

    assert [m["text"] for m in history["messages"]] == ["other", "rings again", "root"]
    assert [m["text"] for m in thread["messages"]] == ["root", "reply", "rings again"]
    assert [m["text"] for m in newer["messages"]] == ["other", "rings again"]
    assert "metadata" not in history["messages"][0]


async def test_a_reply_to_a_deleted_message_lands_in_the_channel_without_a_word(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    room = slack_peer.channel()
    lone, busy = [(await client.chat_postMessage(channel=room.id, text=text))["ts"] for text in ("lone", "busy")]
    await client.chat_postMessage(channel=room.id, text="reply", thread_ts=busy)
    for message in slack_peer.messages(room)[:2]:
        slack_peer.delete(message)

    answers = [await client.chat_postMessage(channel=room.id, text="late", thread_ts=ts) for ts in (lone, busy)]

    assert [answer["message"].get("thread_ts") for answer in answers] == [None, busy]


async def test_an_update_without_blocks_keeps_the_old_ones(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()
    ts = (await client.chat_postMessage(channel=room.id, text="one", blocks=[section("one")]))["ts"]
    await client.chat_update(channel=room.id, ts=ts, text="two")
    [message] = slack_peer.messages(room)
    kept = message.shown_text
    await client.chat_update(channel=room.id, ts=ts, text="two", blocks=[])

    assert (kept, message.shown_text) == ("one", "two")


async def test_the_errors_of_posting_have_their_names(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    closed, foreign = slack_peer.channel("closed"), slack_peer.channel("foreign", bot=False)
    hidden, narrow = slack_peer.channel("hidden", private=True, bot=False), slack_peer.channel("narrow")
    closed.archived, narrow.restricted = True, True
    slack_peer.state.scopes = {"chat:write"}
    expected = {
        "C404": "channel_not_found",
        closed.id: "is_archived",
        foreign.id: "not_in_channel",
        hidden.id: "channel_not_found",
        narrow.id: "restricted_action",
    }

    answers = {channel: await refusal(client.chat_postMessage(channel=channel, text="x")) for channel in expected}

    assert answers == expected


async def test_the_errors_of_updating_have_their_names(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    aydan = slack_peer.user()
    room = slack_peer.channel(members=(aydan,))
    said = slack_peer.say(aydan, room, "mine")
    ts = (await client.chat_postMessage(channel=room.id, text="x"))["ts"]
    ghost = (await client.chat_postMessage(channel=room.id, text="x"))["ts"]
    slack_peer.delete(slack_peer.messages(room)[1])

    answers = [
        await refusal(client.chat_update(channel=room.id, ts=said.ts, text="y")),
        await refusal(client.chat_update(channel=room.id, ts=ghost, text="y")),
        await refusal(client.chat_update(channel=room.id, ts=ts, text="y" * 4001)),
        await refusal(client.chat_delete(channel=room.id, ts=said.ts)),
    ]

    assert answers == ["cant_update_message", "message_not_found", "msg_too_long", "cant_delete_message"]


async def test_a_direct_message_is_opened_by_a_person_s_id(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    aydan = slack_peer.user()

    posted = await client.chat_postMessage(channel=aydan.id, text="hello")

    assert posted["channel"] == slack_peer.direct(aydan).id
    assert [m.text for m in slack_peer.messages(slack_peer.direct(aydan))] == ["hello"]


async def test_an_ephemeral_message_is_seen_by_one_person(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    aydan, murad, outsider = slack_peer.user("Aydan"), slack_peer.user("Murad"), slack_peer.user("Out")
    room = slack_peer.channel(members=(aydan, murad))
    await client.chat_postEphemeral(channel=room.id, user=aydan.id, text="for you")

    assert [m.text for m in slack_peer.messages(room, seen_by=aydan)] == ["for you"]
    assert slack_peer.messages(room, seen_by=murad) == []
    assert (
        await refusal(client.chat_postEphemeral(channel=room.id, user=outsider.id, text="x")) == "user_not_in_channel"
    )


async def test_conversations_are_listed_joined_and_paged(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    for number in range(3):
        slack_peer.channel(f"room-{number}", bot=False)
    slack_peer.channel("secret", private=True, bot=False)

    first = await client.conversations_list(limit=2)
    second = await client.conversations_list(limit=2, cursor=first["response_metadata"]["next_cursor"])
    joined = await client.conversations_join(channel=first["channels"][0]["id"])
    members = await client.conversations_members(channel=joined["channel"]["id"])

    names = [c["name"] for page in (first, second) for c in page["channels"]]
    assert (names, members["members"]) == (["room-0", "room-1", "room-2"], [BOT_USER])


# --- what is live ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mentions", "links", "shown"),
    [
        ("<!channel> now", ["!channel"], [], "!channel now"),
        ("&lt;!channel&gt; now", [], [], "<!channel> now"),  # escaped: nobody is called
        ("<@U1> and <#C1|desk>", ["@U1", "#C1"], [], "@U1 and desk"),
        ("<https://evil.example|OC Media>", [], [("https://evil.example", "OC Media")], "OC Media"),
        ("see https://a.example/x.", [], [("https://a.example/x", "https://a.example/x.")], "see https://a.example/x."),
        ("a &amp; b &quot;c&quot;", [], [], "a & b &quot;c&quot;"),  # quotes are never unescaped
        ("<!date^1750000000^{time}|14:02>", [], [], "14:02"),
        ("<!subteam^S1>", ["!subteam^S1"], [], "!subteam^S1"),
    ],
)
async def test_what_a_text_makes_live_can_be_read(
    slack_peer: SlackPeer,
    client: AsyncWebClient,
    text: str,
    mentions: list[str],
    links: list[tuple[str, str]],
    shown: str,
) -> None:
    room = slack_peer.channel()
    await client.chat_postMessage(channel=room.id, text="-", blocks=[section(text)])

    live = slack_peer.messages(room)[0].live

    assert (live.mentions, live.links, live.plain) == (mentions, links, f"-\n{shown}")


async def test_plain_text_is_never_live_and_the_top_level_text_is(
    slack_peer: SlackPeer, client: AsyncWebClient
) -> None:
    room = slack_peer.channel()
    header = {"type": "header", "text": plain("<!channel>")}
    await client.chat_postMessage(channel=room.id, text="quiet", blocks=[header])
    await client.chat_postMessage(channel=room.id, text="<!here>", blocks=[header])

    assert [m.live.mentions for m in slack_peer.messages(room)] == [[], ["!here"]]


# --- blocks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (
            [{"type": "header", "text": plain("x" * 151)}],
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
            "must be a valid enum value [json-pointer:/blocks/0/text/type]",
        ),
        (
            [{"type": "context", "elements": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [actions(*(button(str(n)) for n in range(26)))],
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        ([actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (
            [actions(button("x" * 76, action_id="a"))],
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            [actions(button("x", value="v" * 2001))],
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        ([actions(button("x"), button("x"))], "`action_id` `x` already exists [json-pointer:/blocks/0/elements]"),
        ([{"type": "paragraph"}], "unsupported type: paragraph [json-pointer:/blocks/0/type]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        ([{"type": "image", "alt_text": "x"}], "missing required field: image_url [json-pointer:/blocks/0]"),
        (
            [section("x") | {"fields": [plain("x")] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        ([section("x") | {"block_id": "same"}] * 2, "block_id `same` already exists [json-pointer:/blocks]"),
    ],
)
async def test_a_wrong_block_is_refused_with_the_place(
    slack_peer: SlackPeer, client: AsyncWebClient, blocks: list[dict[str, Any]], message: str
) -> None:
    room = slack_peer.channel()
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=room.id, text="x", blocks=blocks)

    response = refused.value.response
    assert (response["error"], response["errors"]) == ("invalid_blocks", [message])
    assert response["response_metadata"]["messages"] == [f"[ERROR] {message}"]


async def test_legal_blocks_can_be_too_long_together(slack_peer: SlackPeer, client: AsyncWebClient) -> None:
    room = slack_peer.channel()
    await client.chat_postMessage(channel=room.id, text="x", blocks=[section("x" * 3000)] * 4)

    too_many = client.chat_postMessage(channel=room.id, text="x", blocks=[section("x" * 3000)] * 5)

    assert await refusal(too_many) == "msg_blocks_too_long"


# --- limits, tokens, scopes -----------------------------------------------------------------------------------------


async def test_one_message_a_second_to_a_channel() -> None:
    async with SlackPeer(rate_limits=True) as peer:
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
    async with SlackPeer(rate_limits=True) as peer:
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


# --- Socket Mode ----------------------------------------------------------------------------------------------------


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


# --- response_url, files --------------------------------------------------------------------------------------------


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


# --- faults ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Answer(500, "<html>oops</html>", "text/html"), SlackApiError),
        (Answer(200, {"ok": False, "error": "fatal_error"}), SlackApiError),
        (Answer(200, "ok", "text/plain"), AttributeError),  # slack_sdk stumbles over it
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
        (Replaced(Answer(200, "ok", "text/plain")), AttributeError),
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
