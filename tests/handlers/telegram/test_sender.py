"""The way out: what arrives in Telegram, and what the courier is told when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import ChannelBroken, ChatGone, ChatMoved, MessageGone, MessageRefused, TryLater, Unsure
from bot.model import Action, ChatRef, Platform, Reason
from handlers.telegram.channel import build_telegram
from tests.handlers.builders import OUTLETS, a_chat, a_delivery, a_report, an_alert, an_event, grown
from tests.handlers.memory import Memory
from tests.peers.wire import Answer, Reset

if TYPE_CHECKING:
    from bot.model import Delivery, Receipt
    from handlers.telegram.polling import TelegramChannel
    from tests.peers.telegram.peer import TelegramPeer

PROXY_PAGE = Answer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", content_type="text/html")


def _edit(receipt: Receipt, delivery: Delivery, **event: object) -> Delivery:
    alert = an_alert(grown(delivery.alert.event, **event), action=Action.EDIT, reason=Reason.ANOTHER_OUTLET)
    return replace(delivery, alert=alert, receipt=receipt)


async def test_a_first_alert_arrives_as_html_with_its_buttons(peer: TelegramPeer, channel: TelegramChannel) -> None:
    reader = peer.user()

    receipt = await channel.sender.send(a_delivery(a_chat(reader.id)))

    (message,) = peer.messages(reader)
    assert receipt.message == str(message.id)
    assert message.text.startswith("AMBASSADOR SUMMONED  Russia → Azerbaijan\nRussia summoned the ambassador")
    assert message.marked("bold") == ["AMBASSADOR SUMMONED  Russia → Azerbaijan", "summoned"]
    assert message.links == ["https://harbour-times.example/1"]
    assert message.labels == ["Open", "Sources 1", "Why?", "Mute"]


async def test_a_later_report_edits_the_message_in_place(peer: TelegramPeer, channel: TelegramChannel) -> None:
    reader = peer.user()
    first = a_delivery(a_chat(reader.id))
    receipt = await channel.sender.send(first)

    after = await channel.sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))

    (message,) = peer.messages(reader)
    assert (after.message, after.change, message.edits) == (receipt.message, 2, 1)
    assert "2 independent origins" in message.text


async def test_an_edit_that_changes_nothing_is_no_failure(peer: TelegramPeer, channel: TelegramChannel) -> None:
    first = a_delivery(a_chat(peer.user().id))
    receipt = await channel.sender.send(first)

    after = await channel.sender.send(_edit(receipt, first))

    assert after.change == 2


async def test_an_older_change_does_not_overwrite_a_newer_one(peer: TelegramPeer, channel: TelegramChannel) -> None:
    first = a_delivery(a_chat(peer.user().id))
    receipt = replace(await channel.sender.send(first), change=7)

    after = await channel.sender.send(_edit(receipt, first))

    assert after == receipt
    assert peer.calls_of("editMessageText") == []


async def test_a_second_ring_is_a_reply_that_says_its_reason(peer: TelegramPeer, channel: TelegramChannel) -> None:
    reader = peer.user()
    first = a_delivery(a_chat(reader.id))
    receipt = await channel.sender.send(first)
    confirmed = an_alert(grown(first.alert.event), reason=Reason.CONFIRMED)

    after = await channel.sender.send(replace(first, alert=confirmed, receipt=receipt))

    root, reply = peer.messages(reader)
    assert after.replies == (str(reply.id),)
    assert reply.reply_to is root
    assert reply.text.startswith("Confirmed officially or by the other side\nAMBASSADOR SUMMONED")


async def test_a_forum_topic_gets_its_alert_in_the_topic(peer: TelegramPeer, channel: TelegramChannel) -> None:
    forum = peer.supergroup(owner=peer.user(), forum=True)
    thread = peer.topic(forum, "Caucasus")

    await channel.sender.send(a_delivery(a_chat(forum.id, thread=str(thread))))

    assert [message.thread for message in peer.messages(forum)] == [thread]


async def test_hostile_text_in_every_field_stays_text(peer: TelegramPeer, channel: TelegramChannel) -> None:
    hostile = '</b><a href="javascript:x">&amp;<tg-spoiler>\u202egnp.exe'
    report = a_report(headline=hostile, url='javascript:alert("x")')
    report = replace(report, match=replace(report.match, sentence=hostile), outlet="<b>" + hostile)
    event = an_event(reports=(report,), persons=(hostile,), place=hostile, denied_by=(hostile,))
    reader = peer.user()

    await channel.sender.send(a_delivery(a_chat(reader.id), an_alert(event)))

    (message,) = peer.messages(reader)
    assert message.links == []
    assert '</b><a href="javascript:x">&amp;<tg-spoiler>gnp.exe' in message.text


async def test_absurd_lengths_are_kept_within_the_limit(peer: TelegramPeer, channel: TelegramChannel) -> None:
    report = a_report(headline="🚨" * 9000, url="https://example.org/" + "a" * 9000)
    report = replace(report, match=replace(report.match, sentence="слово " * 9000), outlet="o" * 9000)
    event = an_event(reports=(report,), persons=("P" * 9000,) * 9, place="p" * 9000)
    reader = peer.user()

    await channel.sender.send(a_delivery(a_chat(reader.id, language="ru"), an_alert(event)))

    assert len(peer.messages(reader)) == 1


async def test_a_plainer_delivery_has_no_markup(peer: TelegramPeer, channel: TelegramChannel) -> None:
    reader = peer.user()
    first = a_delivery(a_chat(reader.id), plain=True)
    receipt = await channel.sender.send(first)

    await channel.sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))

    (message,) = peer.messages(reader)
    assert message.marked("bold") == []
    assert message.buttons == []
    assert "https://harbour-times.example/1" in message.text


REFUSALS = [
    # what Telegram answers, and what the courier is told
    (Answer(403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}), ChatGone),
    (Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}), ChatGone),
    (Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: message thread not found"}), ChatGone),
    (Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: message is too long"}), MessageRefused),
    (Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}), ChannelBroken),
    (Answer(404, {"ok": False, "error_code": 404, "description": "Not Found"}), ChannelBroken),
    (Answer(413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"}), MessageRefused),
    (Answer(429, {"ok": False, "error_code": 429, "description": "Too Many Requests: retry later"}), TryLater),
    (Answer(500, {"ok": False, "error_code": 500, "description": "Internal Server Error"}), TryLater),
    (PROXY_PAGE, Unsure),
    (Reset(after=True), Unsure),
    (Reset(after=False), Unsure),
]


@pytest.mark.parametrize(("fault", "step"), REFUSALS)
async def test_each_refusal_says_what_the_courier_should_do(
    peer: TelegramPeer, channel: TelegramChannel, fault: object, step: type[Exception]
) -> None:
    reader = peer.user()
    peer.faults.always("sendMessage", fault)

    with pytest.raises(step) as caught:
        await channel.sender.send(a_delivery(a_chat(reader.id)))

    assert peer.token not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert "stand-in-token" not in str(caught.value)


async def test_a_flood_limit_tells_how_long_to_wait(peer: TelegramPeer, channel: TelegramChannel) -> None:
    flood = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 17}}
    peer.faults.next("sendMessage", Answer(429, flood))

    with pytest.raises(TryLater) as caught:
        await channel.sender.send(a_delivery(a_chat(peer.user().id)))

    assert caught.value.after == timedelta(seconds=17)


async def test_a_group_that_became_a_supergroup_tells_its_new_address(
    peer: TelegramPeer, channel: TelegramChannel
) -> None:
    group = peer.group(owner=peer.user())
    new = peer.migrate(group)

    with pytest.raises(ChatMoved) as caught:
        await channel.sender.send(a_delivery(a_chat(group.id)))

    assert caught.value.to == ChatRef(Platform.TELEGRAM, str(new.id))


async def test_a_deleted_message_is_gone_and_not_the_chat(peer: TelegramPeer, channel: TelegramChannel) -> None:
    reader = peer.user()
    first = a_delivery(a_chat(reader.id))
    receipt = await channel.sender.send(first)
    peer.delete(peer.messages(reader)[0])

    with pytest.raises(MessageGone):
        await channel.sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))


async def test_a_broken_edit_may_be_tried_again(peer: TelegramPeer, channel: TelegramChannel) -> None:
    first = a_delivery(a_chat(peer.user().id))
    receipt = await channel.sender.send(first)
    peer.faults.next("editMessageText", Reset(after=True))

    with pytest.raises(TryLater):
        await channel.sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))


async def test_a_server_that_is_not_there_took_nothing(unused_tcp_port: int) -> None:
    memory = Memory()
    channel = build_telegram(
        "8000001:a-token-of-no-bot", f"http://127.0.0.1:{unused_tcp_port}", memory.desk, OUTLETS, memory.clock
    )

    with pytest.raises(TryLater):
        await channel.sender.send(a_delivery(a_chat(1)))

    await channel.close()


async def test_telegram_cannot_tell_whether_a_doubtful_message_arrived(channel: TelegramChannel) -> None:
    assert await channel.sender.find(a_delivery(a_chat(1))) is None
