"""The Telegram stand-in keeps the Bot API's rules, asked through unmodified aiogram."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BufferedInputFile,
    EphemeralMessageParameters,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    ReplyParameters,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from teremok import ApiRuleViolation
from teremok.validation import validate_html

from tests.peers.fixtures import telegram_peer
from tests.peers.telegram import ApiError, Limits, TelegramPeer
from tests.peers.telegram.entities import parse_html
from tests.peers.wire import Answer, Hang, Late, Replaced, Reset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

__all__ = ["telegram_peer"]

# A PNG of 1 x 1 pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000100000000376ef924"
    "0000000a49444154789c63600000000200014898dcb30000000049454e44ae426082"
)


class Session(AiohttpSession):
    """Closes without aiogram's pause of 250 ms, which is for TLS connections."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def a_bot(peer: TelegramPeer, token: str = "") -> Bot:
    return Bot(token or peer.token, session=Session(api=TelegramAPIServer.from_base(peer.url), timeout=5))


@pytest.fixture
async def bot(telegram_peer: TelegramPeer) -> AsyncIterator[Bot]:
    bot = a_bot(telegram_peer)
    yield bot
    await bot.session.close()


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=f"do:{label}")] for label in labels]
    )


# --- a conversation -------------------------------------------------------------------------------------------------


async def test_a_dispatcher_that_polls_answers_commands_and_presses(telegram_peer: TelegramPeer, bot: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: object) -> None:
        await message.answer(f"<b>{message.text}</b>", parse_mode="HTML", reply_markup=keyboard("Mute"))  # type: ignore[attr-defined]

    @dispatcher.callback_query()
    async def pressed(query: object) -> None:
        await query.message.edit_text("muted")  # type: ignore[attr-defined]
        await query.answer("done")  # type: ignore[attr-defined]

    leyla = telegram_peer.user("Leyla")
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    telegram_peer.start(leyla, "topic-az")
    [answer] = await telegram_peer.wait_for(lambda: telegram_peer.messages(leyla))
    press = telegram_peer.press(leyla, answer, "Mute")
    await telegram_peer.wait_for(lambda: press.answered)
    await dispatcher.stop_polling()
    await polling

    assert answer.history == ["/start topic-az", "muted"]
    assert [answer.edits, answer.labels, press.answers[0]["text"]] == [1, [], "done"]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(telegram_peer: TelegramPeer, bot: Bot) -> None:
    telegram_peer.say(telegram_peer.user(), "one")
    [first] = await bot.get_updates()
    [again] = await bot.get_updates()

    rest = await bot.get_updates(offset=first.update_id + 1)

    assert (again.update_id, rest, telegram_peer.all_confirmed) == (first.update_id, [], True)


async def test_a_long_poll_returns_as_soon_as_somebody_writes(telegram_peer: TelegramPeer, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30, request_timeout=35))
    await telegram_peer.wait_for(lambda: telegram_peer.calls_of("getUpdates"))
    telegram_peer.say(telegram_peer.user(), "hello")

    [update] = await asyncio.wait_for(polling, 5)

    assert update.message is not None
    assert update.message.text == "hello"


async def test_kinds_that_allowed_updates_leaves_out_do_not_come(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    await bot.get_updates(allowed_updates=["callback_query"])

    telegram_peer.say(leyla, "unheard")

    assert await bot.get_updates() == []


async def test_of_two_pollers_the_older_one_gets_a_conflict(telegram_peer: TelegramPeer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30, request_timeout=35))
    await telegram_peer.wait_for(lambda: telegram_peer.calls_of("getUpdates"))
    second = asyncio.create_task(bot.get_updates(timeout=1))

    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first

    assert await second == []


async def test_polling_is_a_conflict_while_a_webhook_is_set(telegram_peer: TelegramPeer, bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")

    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await bot.get_updates()

    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_a_webhook_gets_each_update_until_it_answers_200(telegram_peer: TelegramPeer, bot: Bot) -> None:
    seen: list[tuple[str, str]] = []

    async def hook(request: aiohttp.web.Request) -> aiohttp.web.Response:
        body = await request.json()
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        return aiohttp.web.Response(status=500 if len(seen) == 1 else 200)

    app = aiohttp.web.Application()
    app.router.add_post("/hook", hook)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3")
    telegram_peer.say(telegram_peer.user(), "hi")

    await telegram_peer.wait_for(lambda: telegram_peer.all_confirmed)
    await runner.cleanup()

    assert seen == [("s3", "hi"), ("s3", "hi")]


# --- text and entities ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "refusal"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),  # no paragraph
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),  # no line break
        ("ё<h1>", 'Unsupported start tag "h1" at byte offset 2'),  # offsets are in bytes
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),  # an unescaped sign
        ("<b>x", "Can't find end tag corresponding to start tag b"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="https://example.org>x</a>', "Unclosed start tag at byte offset 0"),  # a quote that never ends
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=https://example.org>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<span class="big">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("&#xd800;x", "Text contains invalid Unicode characters after decoding HTML entities"),
    ],
)
async def test_broken_html_is_refused_with_the_place(
    telegram_peer: TelegramPeer, bot: Bot, markup: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await bot.send_message(telegram_peer.user().id, markup, parse_mode="HTML")

    assert f"Bad Request: can't parse entities: {refusal}" in refused.value.message


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("<b>a</b> <i>b</i>", "a b", [("bold", 0, 1), ("italic", 2, 1)]),
        ("🔥<b>x</b>", "🔥x", [("bold", 2, 1)]),  # an emoji counts twice
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),  # nesting
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("a &amp; &lt;b&gt; &quot;c&quot; &#1078;", 'a & <b> "c" ж', []),
        ("&nbsp;&copy; &", "&nbsp;&copy; &", []),  # four names are known, others stay as they are
        ("<b></b>x", "x", []),  # nothing to cover
        ("  <b> x </b>\n", "x", [("bold", 0, 1)]),  # trimmed at both ends
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ('<a href="https://example.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),  # leads nowhere: the text stays
        ("see https://example.org/a.", "see https://example.org/a.", [("url", 4, 21)]),
        ("ask @somebody", "ask @somebody", [("mention", 4, 9)]),  # found by the platform itself
    ],
)
async def test_html_becomes_text_and_entities(
    telegram_peer: TelegramPeer, bot: Bot, markup: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    sent = await bot.send_message(telegram_peer.user().id, markup, parse_mode="HTML")

    assert sent.text == text
    assert [(e.type, e.offset, e.length) for e in sent.entities or []] == entities


async def test_4096_units_after_entities_are_taken_and_one_more_is_not(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    await bot.send_message(leyla.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")

    with pytest.raises(TelegramBadRequest, match="message is too long"):
        await bot.send_message(leyla.id, "🔥" * 2048 + "x")  # each of them is two units


@pytest.mark.parametrize(
    ("text", "refusal"), [("   ", "text must be non-empty"), ("<b></b>", "text must be non-empty")]
)
async def test_a_text_that_shows_nothing_is_refused(
    telegram_peer: TelegramPeer, bot: Bot, text: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(telegram_peer.user().id, text, parse_mode="HTML")


PIECES = [
    *("x", " ", "&amp;", "<", "<p>", "<b>", "</b>", "<i>", "</i>", "</code>"),
    *('<a href="https://a.example">', "</a>", "<blockquote expandable>", "</blockquote>"),
    *('<span class="tg-spoiler">', "</span>", '<span class="x">'),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_is_broken_html_is_not_this_peer_s_opinion_alone(markup: str) -> None:
    """Teremok, written by others from the same documentation, refuses the same markup."""

    def refuses(read: Callable[[str], object], error: type[Exception]) -> bool:
        try:
            read(markup)
        except error:
            return True
        return False

    assert refuses(parse_html, ApiError) == refuses(validate_html, ApiRuleViolation)


async def test_beyond_100_entities_the_rest_is_dropped_in_silence(telegram_peer: TelegramPeer, bot: Bot) -> None:
    sent = await bot.send_message(telegram_peer.user().id, "<b>x</b> " * 120, parse_mode="HTML")

    assert len(sent.entities or []) == 100


# --- keyboards ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        (InlineKeyboardButton(text="x", callback_data="д" * 33), "BUTTON_DATA_INVALID"),  # 66 bytes
        (InlineKeyboardButton(text="x", url="nowhere"), "is invalid: Wrong HTTP URL"),
        (InlineKeyboardButton(text="x"), "Text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_a_wrong_button_is_refused(
    telegram_peer: TelegramPeer, bot: Bot, button: InlineKeyboardButton, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_message(
            telegram_peer.user().id, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]])
        )


async def test_more_than_100_buttons_are_too_many(telegram_peer: TelegramPeer, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="REPLY_MARKUP_TOO_LONG"):
        await bot.send_message(telegram_peer.user().id, "x", reply_markup=keyboard(*map(str, range(101))))


async def test_a_channel_takes_inline_keyboards_alone(telegram_peer: TelegramPeer, bot: Bot) -> None:
    channel = telegram_peer.channel(owner=telegram_peer.user())

    with pytest.raises(TelegramBadRequest, match="inline keyboard expected"):
        await bot.send_message(channel.id, "x", reply_markup=ForceReply())


# --- editing and deleting -------------------------------------------------------------------------------------------


async def test_an_edit_keeps_the_history(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_message(leyla.id, "one", reply_markup=keyboard("A"))

    edited = await bot.edit_message_text("two", chat_id=leyla.id, message_id=sent.message_id)

    [message] = telegram_peer.messages(leyla)
    assert (message.history, message.labels, edited.text) == (["one", "two"], [], "two")  # type: ignore[union-attr]


async def test_an_edit_that_changes_nothing_is_refused(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_message(leyla.id, "<b>x</b>", parse_mode="HTML")

    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text(
            "<strong>x</strong>", chat_id=leyla.id, message_id=sent.message_id, parse_mode="HTML"
        )


async def test_what_a_reader_deleted_cannot_be_edited(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_message(leyla.id, "x")
    telegram_peer.delete(telegram_peer.messages(leyla)[0])

    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=leyla.id, message_id=sent.message_id)


async def test_another_ones_message_cannot_be_edited(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    said = telegram_peer.say(leyla, "mine")

    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("y", chat_id=leyla.id, message_id=said.id)


async def test_after_48_hours_a_message_cannot_be_deleted(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_message(leyla.id, "x")
    telegram_peer.clock.advance(49 * 3600)

    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await bot.delete_message(leyla.id, sent.message_id)


async def test_a_reply_to_nothing_is_refused_unless_that_is_allowed(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    nowhere = ReplyParameters(message_id=99)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(leyla.id, "x", reply_parameters=nowhere)

    sent = await bot.send_message(
        leyla.id, "x", reply_parameters=ReplyParameters(message_id=99, allow_sending_without_reply=True)
    )

    assert sent.reply_to_message is None


async def test_a_photo_is_stored_with_its_caption_and_can_be_exchanged(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_photo(
        leyla.id, BufferedInputFile(PNG, "trend.png"), caption="<b>7</b> days", parse_mode="HTML"
    )

    media = InputMediaPhoto(media=BufferedInputFile(PNG + b"\0", "trend.png"), caption="30 days")
    await bot.edit_message_media(media, chat_id=leyla.id, message_id=sent.message_id)

    [message] = telegram_peer.messages(leyla)
    stored = telegram_peer.state.files[message.media["photo"][0]["file_id"]]
    assert (message.history, stored.content) == (["7 days", "30 days"], PNG + b"\0")
    assert (message.media["photo"][0]["width"], message.media["photo"][0]["height"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "caption", "refusal"),
    [(b"no picture", "", "IMAGE_PROCESS_FAILED"), (PNG, "x" * 1025, "message caption is too long")],
)
async def test_a_wrong_photo_is_refused(
    telegram_peer: TelegramPeer, bot: Bot, content: bytes, caption: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.send_photo(telegram_peer.user().id, BufferedInputFile(content, "x.png"), caption=caption)


# --- who may write where --------------------------------------------------------------------------------------------


async def test_the_kinds_of_403(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user("Owner")
    blocked, gone, stranger = telegram_peer.user(), telegram_peer.user(), telegram_peer.user(started=False)
    telegram_peer.block(blocked)
    telegram_peer.deactivate(gone)
    group, big, left = (
        telegram_peer.group(owner=owner),
        telegram_peer.supergroup(owner=owner),
        telegram_peer.group(owner=owner),
    )
    telegram_peer.kick_bot(group)
    telegram_peer.kick_bot(big)
    await bot.leave_chat(left.id)
    channel = telegram_peer.channel(owner=owner, bot="left")
    expected = {
        blocked.id: "Forbidden: bot was blocked by the user",
        gone.id: "Forbidden: user is deactivated",
        stranger.id: "Forbidden: bot can't initiate conversation with a user",
        group.id: "Forbidden: bot was kicked from the group chat",
        big.id: "Forbidden: bot was kicked from the supergroup chat",
        left.id: "Forbidden: bot is not a member of the group chat",
        channel.id: "Forbidden: bot is not a member of the channel chat",
    }

    answers = {}
    for chat_id in expected:
        with pytest.raises(TelegramForbiddenError) as refused:
            await bot.send_message(chat_id, "x")
        answers[chat_id] = refused.value.message

    assert answers == expected


async def test_missing_rights_are_a_400(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group, channel = telegram_peer.supergroup(owner=owner), telegram_peer.channel(owner=owner, bot="member")
    telegram_peer.mute_bot(group)

    with pytest.raises(TelegramBadRequest, match="not enough rights to send text messages"):
        await bot.send_message(group.id, "x")
    with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
        await bot.send_message(channel.id, "x")


async def test_a_group_that_becomes_a_supergroup_says_so_twice(telegram_peer: TelegramPeer, bot: Bot) -> None:
    group = telegram_peer.group("Desk", owner=telegram_peer.user())
    new = telegram_peer.migrate(group)

    told = [update.message for update in await bot.get_updates()]
    with pytest.raises(TelegramMigrateToChat) as refused:
        await bot.send_message(group.id, "x")

    assert [(m.migrate_to_chat_id, m.migrate_from_chat_id) for m in told if m] == [(new.id, None), (None, group.id)]
    assert refused.value.migrate_to_chat_id == new.id
    assert (await bot.send_message(new.id, "x")).chat.type == "supergroup"


async def test_a_closed_topic_is_refused_and_general_has_no_number(telegram_peer: TelegramPeer, bot: Bot) -> None:
    forum = telegram_peer.supergroup(owner=telegram_peer.user(), forum=True)
    thread = telegram_peer.topic(forum, "Alerts")
    sent = await bot.send_message(forum.id, "x", message_thread_id=thread)
    telegram_peer.close_topic(forum, thread)

    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "x", message_thread_id=thread)
    for nowhere in (1, 999):
        with pytest.raises(TelegramBadRequest, match="message thread not found"):
            await bot.send_message(forum.id, "x", message_thread_id=nowhere)

    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)


async def test_an_anonymous_administrator_writes_as_the_group(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group = telegram_peer.supergroup(owner=owner)
    telegram_peer.say(owner, "/settings", group, anonymous=True)

    [update] = await bot.get_updates()

    message = update.message
    assert message is not None
    assert message.sender_chat is not None
    assert message.from_user is not None
    assert (message.sender_chat.id, message.from_user.username) == (group.id, "GroupAnonymousBot")


async def test_in_privacy_mode_a_group_s_talk_is_not_heard(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group = telegram_peer.supergroup(owner=owner)
    await bot.send_message(group.id, "an alert")
    [alert] = telegram_peer.messages(group)
    telegram_peer.say(owner, "just talk", group)
    telegram_peer.say(owner, "/latest@another_bot", group)
    for heard in ("/latest", "/latest@tocsin_bot"):
        telegram_peer.say(owner, heard, group)
    telegram_peer.say(owner, "why?", group, reply_to=alert)

    updates = await bot.get_updates()

    assert [u.message.text for u in updates if u.message] == ["/latest", "/latest@tocsin_bot", "why?"]


async def test_a_channel_post_reaches_the_bot_and_the_discussion_group(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    channel, group = telegram_peer.channel(owner=owner), telegram_peer.supergroup(owner=owner)
    telegram_peer.promote(group, telegram_peer.state.bot)
    telegram_peer.link(channel, group)
    await bot.get_updates(offset=-1)
    await bot.get_updates(offset=telegram_peer.state.updates.next_id)
    telegram_peer.post(channel, "news")

    posted, forwarded = await bot.get_updates()

    assert posted.channel_post is not None
    assert forwarded.message is not None
    assert (posted.channel_post.text, forwarded.message.is_automatic_forward) == ("news", True)


async def test_a_bot_added_by_a_deep_link_gets_start_with_its_payload(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group = telegram_peer.supergroup(owner=owner)
    telegram_peer.kick_bot(group)
    await bot.get_updates(offset=telegram_peer.state.updates.next_id)
    telegram_peer.start_in_group(owner, group, "az-ru")

    updates = await bot.get_updates()

    texts = [u.message.text for u in updates if u.message and u.message.text]
    assert (texts, updates[0].my_chat_member is not None) == (["/start@tocsin_bot az-ru"], True)


async def test_a_channel_can_be_named_by_forwarding_or_by_the_chooser(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    channel = telegram_peer.channel("Wire", owner=owner)
    posted = telegram_peer.post(channel, "news")
    telegram_peer.forward(owner, posted)
    telegram_peer.share_chat(owner, channel, request_id=7)

    _post, forwarded, shared = (update.message for update in await bot.get_updates())

    assert forwarded is not None
    assert shared is not None
    assert shared.chat_shared is not None
    assert forwarded.forward_origin.chat.id == channel.id  # type: ignore[union-attr]
    assert (shared.chat_shared.request_id, shared.chat_shared.chat_id) == (7, channel.id)


async def test_members_and_administrators_are_shown_as_they_stand(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner, admin, member, outsider = (telegram_peer.user(name) for name in ("O", "A", "M", "X"))
    group = telegram_peer.supergroup(owner=owner, admins=(admin,), members=(member,))

    statuses = [(await bot.get_chat_member(group.id, u.id)).status for u in (owner, admin, member, outsider)]
    admins = await bot.get_chat_administrators(group.id)
    full = await bot.get_chat(group.id)

    assert statuses == ["creator", "administrator", "member", "left"]
    assert [(a.status, a.user.id) for a in admins] == [("creator", owner.id), ("administrator", admin.id)]
    assert (full.id, full.type) == (group.id, "supergroup")


async def test_blocking_and_coming_back_reach_the_bot(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    telegram_peer.block(leyla)
    telegram_peer.say(leyla, "/start")

    updates = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates() if u.my_chat_member]

    assert updates == ["kicked", "member"]


async def test_an_ephemeral_message_is_for_one_member_and_can_be_changed(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner, member = telegram_peer.user("O"), telegram_peer.user("M")
    group = telegram_peer.supergroup(owner=owner, members=(member,))
    wanted = EphemeralMessageParameters(receiver_user_id=member.id)
    sent = await bot.send_message(group.id, "for you", ephemeral_message_parameters=wanted)

    assert sent.ephemeral_message_id is not None
    await bot.edit_ephemeral_message_text(
        chat_id=group.id, receiver_user_id=member.id, ephemeral_message_id=sent.ephemeral_message_id, text="changed"
    )

    [message] = telegram_peer.messages(group)
    assert (sent.message_id, message.history) == (0, ["for you", "changed"])
    assert message.receiver is member


# --- commands, presses, inline --------------------------------------------------------------------------------------


async def test_the_command_menu_is_that_of_the_narrowest_scope_and_the_language(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    owner, member = telegram_peer.user("O", language="ru"), telegram_peer.user("M", language="az")
    group = telegram_peer.supergroup(owner=owner, members=(member,))
    for command, scope, language in (
        ("help", None, None),
        ("latest", BotCommandScopeAllGroupChats(), None),
        ("settings", BotCommandScopeAllChatAdministrators(), "ru"),
    ):
        await bot.set_my_commands([BotCommand(command=command, description="d")], scope, language)

    menus = [telegram_peer.commands_for(member), *(telegram_peer.commands_for(u, group) for u in (member, owner))]

    assert [menu[0]["command"] for menu in menus] == ["help", "latest", "settings"]


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [("Latest", "d", "BOT_COMMAND_INVALID"), ("latest", "", "BOT_COMMAND_DESCRIPTION_INVALID")],
)
async def test_a_wrong_command_is_refused(
    telegram_peer: TelegramPeer, bot: Bot, command: str, description: str, refusal: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=refusal):
        await bot.set_my_commands([BotCommand(command=command, description=description)])


async def test_a_press_is_too_old_after_a_while(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    await bot.send_message(leyla.id, "x", reply_markup=keyboard("A"))
    press = telegram_peer.press(leyla, telegram_peer.messages(leyla)[0], "A")
    telegram_peer.clock.advance(120)

    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(press.id)


async def test_pressing_what_is_not_there_is_the_test_s_mistake(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    await bot.send_message(leyla.id, "x", reply_markup=keyboard("A"))

    with pytest.raises(LookupError, match="no button 'B'"):
        telegram_peer.press(leyla, telegram_peer.messages(leyla)[0], "B")


async def test_an_inline_query_is_answered_with_results_whose_html_is_read(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    def result(text: str) -> InlineQueryResultArticle:
        content = InputTextMessageContent(message_text=text, parse_mode="HTML")
        return InlineQueryResultArticle(id="1", title="t", input_message_content=content)

    query = telegram_peer.ask_inline(telegram_peer.user(), "baku")
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.answer_inline_query(query.id, [result("<b>")])
    await bot.answer_inline_query(query.id, [result("<b>x</b>")])

    assert [r["id"] for r in query.answers[0]["results"]] == ["1"]


# --- limits ---------------------------------------------------------------------------------------------------------


async def test_one_message_a_second_to_a_chat_edits_included() -> None:
    async with TelegramPeer(limits=Limits()) as peer, a_bot(peer) as bot:
        leyla = peer.user()
        sent = await bot.send_message(leyla.id, "1")
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.edit_message_text("2", chat_id=leyla.id, message_id=sent.message_id)
        peer.clock.advance(refused.value.retry_after)
        await bot.edit_message_text("2", chat_id=leyla.id, message_id=sent.message_id)

        assert (refused.value.retry_after, peer.messages(leyla)[0].history) == (1, ["1", "2"])


async def test_twenty_messages_a_minute_to_a_group() -> None:
    async with TelegramPeer(limits=Limits()) as peer, a_bot(peer) as bot:
        group = peer.supergroup(owner=peer.user())
        for number in range(20):
            await bot.send_message(group.id, str(number))
            peer.clock.advance(1.5)

        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(group.id, "one too many")

        assert 25 <= refused.value.retry_after <= 30


async def test_thirty_messages_a_second_in_all() -> None:
    async with TelegramPeer(limits=Limits(), speed=0.01) as peer, a_bot(peer) as bot:
        people = [peer.user() for _ in range(31)]
        for person in people[:30]:
            await bot.send_message(person.id, "x")

        with pytest.raises(TelegramRetryAfter):
            await bot.send_message(people[30].id, "x")
        await bot.send_message(people[30].id, "x", allow_paid_broadcast=True)

        assert len(peer.messages(people[30])) == 1


# --- faults ---------------------------------------------------------------------------------------------------------


async def test_a_wrong_token_and_a_revoked_one_are_401(telegram_peer: TelegramPeer, bot: Bot) -> None:
    async with a_bot(telegram_peer, "8000001:wrong") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()
    telegram_peer.revoke_token()

    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Answer(502, "<html><h1>502 Bad Gateway</h1></html>", "text/html"), ClientDecodeError),
        (Answer(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}), TelegramServerError),
        (
            Answer(413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}),
            TelegramEntityTooLarge,
        ),
        (Answer(429, {"ok": False, "error_code": 429, "description": "Too Many Requests"}), TelegramAPIError),
        (Reset(), TelegramNetworkError),
        (Hang(), TelegramNetworkError),
    ],
)
async def test_a_fault_before_acceptance_leaves_nothing(
    telegram_peer: TelegramPeer, bot: Bot, fault: Answer | Reset | Hang, error: type[Exception]
) -> None:
    leyla = telegram_peer.user()
    telegram_peer.faults.next("sendMessage", fault)

    with pytest.raises(error):
        await bot.send_message(leyla.id, "x", request_timeout=1)

    assert (telegram_peer.messages(leyla), telegram_peer.faults.left) == ([], 0)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Reset(after=True), TelegramNetworkError),
        (Hang(after=True), TelegramNetworkError),
        (Replaced(Answer(504, "<html>", "text/html")), ClientDecodeError),
    ],
)
async def test_a_fault_after_acceptance_leaves_the_message(
    telegram_peer: TelegramPeer, bot: Bot, fault: Reset | Hang | Replaced, error: type[Exception]
) -> None:
    leyla = telegram_peer.user()
    telegram_peer.faults.next("sendMessage", fault)

    with pytest.raises(error):
        await bot.send_message(leyla.id, "x", request_timeout=1)

    assert [m.text for m in telegram_peer.messages(leyla)] == ["x"]


async def test_a_fault_can_be_for_one_chat_and_late_answers_come(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla, rashid = telegram_peer.user(), telegram_peer.user()
    telegram_peer.faults.always("sendMessage", Reset(), where=lambda args: args["chat_id"] == str(leyla.id))
    telegram_peer.faults.next("sendMessage", Late(0.01))

    await bot.send_message(rashid.id, "x")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(leyla.id, "x")

    assert [len(telegram_peer.messages(u)) for u in (leyla, rashid)] == [0, 1]


async def test_an_unknown_method_is_not_found(telegram_peer: TelegramPeer, bot: Bot) -> None:
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot.send_dice(telegram_peer.user().id)


async def test_an_unknown_chat_is_not_found(telegram_peer: TelegramPeer, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4242, "x")


async def test_a_condition_that_never_comes_fails_with_its_name(telegram_peer: TelegramPeer) -> None:
    with pytest.raises(AssertionError, match=r"not within 0\.1 s: the moon"):
        await telegram_peer.wait_for(lambda: None, timeout=0.1, what="the moon")
