"""The Telegram stand-in: topics, files, pins, menus, ephemeral messages, raw HTTP, through unmodified aiogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BufferedInputFile,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MenuButtonDefault,
    ReactionTypeEmoji,
)

from tests.peers.fixtures import telegram_peer
from tests.peers.with_aiogram import bot, keyboard

if TYPE_CHECKING:
    from aiogram import Bot

    from tests.peers.telegram import TelegramPeer

__all__ = ["bot", "telegram_peer"]


async def test_a_topic_is_made_by_an_administrator_and_vanishes_without_a_word(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    forum = telegram_peer.supergroup(owner=telegram_peer.user(), forum=True)
    with pytest.raises(TelegramBadRequest, match="not enough rights to create a topic"):
        await bot.create_forum_topic(forum.id, "Alerts")
    telegram_peer.promote(forum, telegram_peer.state.bot)
    topic = await bot.create_forum_topic(forum.id, "Alerts")
    await bot.send_message(forum.id, "x", message_thread_id=topic.message_thread_id)
    telegram_peer.delete_topic(forum, topic.message_thread_id)

    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(forum.id, "y", message_thread_id=topic.message_thread_id)
    assert telegram_peer.messages(forum) == []


async def test_a_thread_in_what_is_no_forum_is_not_found(telegram_peer: TelegramPeer, bot: Bot) -> None:
    group = telegram_peer.supergroup(owner=telegram_peer.user())

    with pytest.raises(TelegramBadRequest, match="message thread not found"):
        await bot.send_message(group.id, "x", message_thread_id=5)


async def test_general_can_be_closed_and_an_administrator_still_writes(telegram_peer: TelegramPeer, bot: Bot) -> None:
    forum = telegram_peer.supergroup(owner=telegram_peer.user(), forum=True)
    telegram_peer.close_topic(forum, 1)
    with pytest.raises(TelegramBadRequest, match="TOPIC_CLOSED"):
        await bot.send_message(forum.id, "x")

    telegram_peer.promote(forum, telegram_peer.state.bot)

    assert (await bot.send_message(forum.id, "x")).text == "x"


async def test_a_document_can_be_sent_and_fetched_again(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_document(leyla.id, BufferedInputFile(b"{}", "export.json"), caption="yours")

    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    assert file.file_path is not None
    content = await bot.download_file(file.file_path)

    assert content is not None
    assert (sent.document.file_name, content.read()) == ("export.json", b"{}")


async def test_a_caption_is_edited_as_a_caption_and_a_text_as_a_text(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    file = await bot.send_document(leyla.id, BufferedInputFile(b"x", "x.txt"), caption="one")
    text = await bot.send_message(leyla.id, "one")
    await bot.edit_message_caption(chat_id=leyla.id, message_id=file.message_id, caption="two")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("x", chat_id=leyla.id, message_id=file.message_id)
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await bot.edit_message_caption(chat_id=leyla.id, message_id=text.message_id, caption="x")

    assert telegram_peer.messages(leyla)[0].history == ["one", "two"]


async def test_a_keyboard_can_be_changed_alone(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    sent = await bot.send_message(leyla.id, "x", reply_markup=keyboard("A"))

    async def change() -> None:
        markup = keyboard("B")
        await bot.edit_message_reply_markup(chat_id=leyla.id, message_id=sent.message_id, reply_markup=markup)

    await change()
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await change()

    [message] = telegram_peer.messages(leyla)
    assert (message.labels, message.text) == (["B"], "x")


async def test_many_messages_are_deleted_at_once_and_missing_ones_skipped(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    leyla = telegram_peer.user()
    ids = [(await bot.send_message(leyla.id, text)).message_id for text in "abc"]

    await bot.delete_messages(leyla.id, [*ids[:2], 999])

    assert [m.text for m in telegram_peer.messages(leyla)] == ["c"]


async def test_pins_reactions_and_typing_are_remembered(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group = telegram_peer.supergroup(owner=owner)
    sent = await bot.send_message(group.id, "x")
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await bot.pin_chat_message(group.id, sent.message_id)
    telegram_peer.promote(group, telegram_peer.state.bot)

    await bot.pin_chat_message(group.id, sent.message_id)
    await bot.set_message_reaction(group.id, sent.message_id, [ReactionTypeEmoji(emoji="👍")])
    await bot.send_chat_action(group.id, "typing")

    [message] = telegram_peer.messages(group)
    assert (message.pinned, telegram_peer.state.actions) == (True, [(group.id, "typing")])
    assert telegram_peer.state.reactions == [(message, [{"type": "emoji", "emoji": "👍"}])]


async def test_texts_about_the_bot_are_kept_by_language(telegram_peer: TelegramPeer, bot: Bot) -> None:
    await bot.set_my_description("alerts", "en")
    await bot.set_my_short_description("тревоги", "ru")
    await bot.set_chat_menu_button(menu_button=MenuButtonDefault())

    assert (await bot.get_my_description("en")).description == "alerts"
    assert (await bot.get_my_description("ru")).description == ""
    assert (await bot.get_my_short_description("ru")).short_description == "тревоги"
    with pytest.raises(TelegramBadRequest, match="LANG_CODE_INVALID"):
        await bot.set_my_description("x", "english")


async def test_commands_are_got_and_deleted_for_one_scope(telegram_peer: TelegramPeer, bot: Bot) -> None:
    scope = BotCommandScopeChat(chat_id=telegram_peer.user().id)
    await bot.set_my_commands([BotCommand(command="help", description="d")], scope)
    known = [await bot.get_my_commands(scope), await bot.get_my_commands()]
    await bot.delete_my_commands(scope)

    assert [[c.command for c in commands] for commands in known] == [["help"], []]
    assert await bot.get_my_commands(scope) == []


async def test_an_ephemeral_command_comes_without_a_message_id_and_is_answered_alike(
    telegram_peer: TelegramPeer, bot: Bot
) -> None:
    owner = telegram_peer.user()
    group = telegram_peer.supergroup(owner=owner)
    command = BotCommand(command="latest", description="d", is_ephemeral=True)
    await bot.set_my_commands([command], BotCommandScopeAllGroupChats())
    telegram_peer.say(owner, "/latest", group)

    [update] = await bot.get_updates()

    assert update.message is not None
    assert (update.message.message_id, update.message.ephemeral_message_id is not None) == (0, True)
    answer = await bot.send_message(
        group.id, "x", ephemeral_message_parameters=EphemeralMessageParameters(receiver_user_id=owner.id)
    )
    assert answer.ephemeral_message_id is not None
    await bot.delete_ephemeral_message(group.id, owner.id, answer.ephemeral_message_id)
    assert telegram_peer.messages(group) == []


async def test_an_ephemeral_message_needs_a_group_and_a_member(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner, outsider = telegram_peer.user("O"), telegram_peer.user("X")
    group = telegram_peer.supergroup(owner=owner)
    wanted = EphemeralMessageParameters(receiver_user_id=outsider.id)

    with pytest.raises(TelegramBadRequest, match="user not found"):
        await bot.send_message(group.id, "x", ephemeral_message_parameters=wanted)
    with pytest.raises(TelegramBadRequest, match="only to groups"):
        await bot.send_message(outsider.id, "x", ephemeral_message_parameters=wanted)


async def test_a_press_on_a_deleted_message_shows_it_as_inaccessible(telegram_peer: TelegramPeer, bot: Bot) -> None:
    leyla = telegram_peer.user()
    await bot.send_message(leyla.id, "x", reply_markup=keyboard("A"))
    [message] = telegram_peer.messages(leyla)
    telegram_peer.delete(message)
    telegram_peer.press_data(leyla, message, "forged")

    [update] = await bot.get_updates()

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert (update.callback_query.data, update.callback_query.message.date) == ("forged", 0)


async def test_what_the_bot_may_ask_of_chats_it_is_not_in(telegram_peer: TelegramPeer, bot: Bot) -> None:
    owner = telegram_peer.user()
    group, channel = telegram_peer.supergroup(owner=owner), telegram_peer.channel(owner=owner, bot="member")
    telegram_peer.kick_bot(group)

    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await bot.get_chat_member(group.id, owner.id)
    with pytest.raises(TelegramBadRequest, match="member list is inaccessible"):
        await bot.get_chat_administrators(channel.id)
    with pytest.raises(TelegramBadRequest, match="there are no administrators in the private chat"):
        await bot.get_chat_administrators(owner.id)
    telegram_peer.promote(channel, telegram_peer.state.bot)
    with pytest.raises(TelegramBadRequest, match="PARTICIPANT_ID_INVALID"):
        await bot.get_chat_member(channel.id, 42)


async def test_a_public_channel_is_written_to_by_its_name(telegram_peer: TelegramPeer, bot: Bot) -> None:
    channel = telegram_peer.channel("Wire", owner=telegram_peer.user(), username="the_wire")

    sent = await bot.send_message("@the_wire", "x")

    assert (sent.chat.id, sent.sender_chat is not None) == (channel.id, True)


async def test_text_over_a_copy_button_and_an_empty_keyboard(telegram_peer: TelegramPeer, bot: Bot) -> None:
    sent = await bot.send_message(
        telegram_peer.user().id, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[], []])
    )
    too_long = InlineKeyboardButton.model_validate({"text": "x", "copy_text": {"text": "x" * 257}})

    with pytest.raises(TelegramBadRequest, match="BUTTON_COPY_TEXT_INVALID"):
        await bot.send_message(
            telegram_peer.user().id, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[too_long]])
        )
    assert sent.reply_markup is None


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/nowhere", 404, "Not Found"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/bot{token}/sendMessage?chat_id=1&text=x", 400, "Bad Request: chat not found"),
        ("/bot{token}/sendMessage?text=x", 400, "Bad Request: chat_id is empty"),
        ("/bot{token}/GETME", 200, None),  # names do not mind the case
        ("/bot{token}/setMyCommands?commands=nonsense", 400, "Bad Request: can't parse commands JSON object"),
    ],
)
async def test_addresses_and_arguments_that_no_library_sends(
    telegram_peer: TelegramPeer, path: str, status: int, description: str | None
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(telegram_peer.url + path.replace("{token}", telegram_peer.token)) as response,
    ):
        body = await response.json()

    assert (response.status, body.get("description")) == (status, description)
