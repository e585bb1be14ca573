"""The Slack stand-in: messages, what is live in them, blocks, through unmodified slack_sdk."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers.fixtures import slack_peer
from tests.peers.slack import BOT_USER, SlackPeer
from tests.peers.with_slack_sdk import actions, app, button, client, plain, refusal, section

__all__ = ["app", "client", "slack_peer"]


# --- messages ---------------------------------------------------------------------------------------------------------


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


# --- what is live -----------------------------------------------------------------------------------------------------


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


# --- blocks -----------------------------------------------------------------------------------------------------------


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
