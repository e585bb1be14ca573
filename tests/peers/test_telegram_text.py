"""The Telegram stand-in: text, keyboards, editing and deleting, through unmodified aiogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
)
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from teremok import ApiRuleViolation
from teremok.validation import validate_html

from tests.peers.fixtures import telegram_peer
from tests.peers.telegram import ApiError, TelegramPeer
from tests.peers.telegram.entities import parse_html
from tests.peers.with_aiogram import bot, keyboard

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["bot", "telegram_peer"]

# A PNG of 1 x 1 pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000100000000376ef924"
    "0000000a49444154789c63600000000200014898dcb30000000049454e44ae426082"
)


# --- text and entities ------------------------------------------------------------------------------------------------


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


# --- keyboards --------------------------------------------------------------------------------------------------------


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


# --- editing and deleting ---------------------------------------------------------------------------------------------


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
