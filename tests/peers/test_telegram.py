"""The Telegram stand-in: conversations, who may write where, commands and presses, through unmodified aiogram."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    EphemeralMessageParameters,
    InlineQueryResultArticle,
    InputTextMessageContent,
)

from tests.peers.fixtures import telegram_peer
from tests.peers.telegram import TelegramPeer
from tests.peers.with_aiogram import bot, keyboard

__all__ = ["bot", "telegram_peer"]


# --- a conversation ---------------------------------------------------------------------------------------------------


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


# --- who may write where ----------------------------------------------------------------------------------------------


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


# --- commands, presses, inline ----------------------------------------------------------------------------------------


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
