"""The way out: what arrives in Slack, and what the courier is told when it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.errors import ChannelBroken, ChatGone, MessageGone, MessageRefused, TryLater, Unsure
from bot.model import Action, Platform, Reason, Standing
from handlers.slack.channel import build_slack
from tests.handlers.builders import AT, OUTLETS, a_chat, a_delivery, a_report, an_alert, an_event, grown
from tests.handlers.memory import Memory
from tests.peers.wire import Answer, Reset

if TYPE_CHECKING:
    from bot.model import Chat, Delivery, Receipt
    from handlers.slack.sender import SlackSender
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import Channel

LIVE = "<!channel> <@U1> <https://evil.example|OC Media> & *bold*"


def _chat(channel: Channel, **settings: object) -> Chat:
    return a_chat(channel.id, Platform.SLACK, **settings)


def _edit(receipt: Receipt, delivery: Delivery, **event: object) -> Delivery:
    alert = an_alert(grown(delivery.alert.event, **event), action=Action.EDIT, reason=Reason.ANOTHER_OUTLET)
    return replace(delivery, alert=alert, receipt=receipt)


async def test_a_first_alert_arrives_in_blocks_with_a_notification_text(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()

    receipt = await sender.send(a_delivery(_chat(room)))

    (message,) = peer.messages(room)
    assert receipt.message == message.ts
    assert [block["type"] for block in message.blocks] == ["header", "section", "rich_text", "context", "actions"]
    assert message.text.startswith("AMBASSADOR SUMMONED  Russia → Azerbaijan. Russia summoned the ambassador")
    assert message.labels == ["Open", "Claim", "Why?", "Sources 1", "Mute event", "False alarm"]
    assert (message.unfurl_links, message.unfurl_media) == (False, False)


async def test_a_later_report_updates_the_message_in_place(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)

    after = await sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))

    message, _ = peer.messages(room)
    assert (after.message, after.change) == (receipt.message, 2)
    assert "2 independent origins" in str(message.blocks)
    assert len(message.versions) == 2


async def test_a_later_report_is_one_silent_line_in_the_thread(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = replace(await sender.send(first), at=AT + timedelta(minutes=1))
    later = a_report(2, "Envoy called in", seen=AT + timedelta(minutes=5))

    await sender.send(_edit(receipt, first, reports=(a_report(1), later)))

    root, line = peer.messages(room)
    assert (line.thread_ts, line.broadcast) == (root.ts, False)
    assert line.text == (
        "+ The Harbour Times (independent), 14:02: Envoy called in (2 independent origins, one outlet only)"
    )
    assert " ".join(line.shown_text.split()) == line.text


async def test_a_line_that_arrived_in_spite_of_a_lost_answer_is_not_written_twice(
    peer: SlackPeer, sender: SlackSender
) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room), an_alert(at=peer.clock.now()))
    receipt = await sender.send(first)
    edit = _edit(receipt, first, reports=(a_report(1), a_report(2)))
    edit = replace(edit, alert=replace(edit.alert, at=peer.clock.now()))
    peer.faults.next("chat.postMessage", Reset(after=True))
    with pytest.raises(Unsure):
        await sender.send(edit)

    after = await sender.send(replace(edit, attempt=2))

    assert after.change == 2
    assert len(peer.messages(room)) == 2


AMENDED = [
    # what an editor did, and what the thread says
    ({"false_alarm": True}, "Called a false alarm by an editor."),
    ({"false_alarm": True, "amended_for": "a football transfer"}, "Called a false alarm by an editor."),
    ({"merged_into": "ev-2"}, "Merged into another event by an editor."),
    ({"amended_for": "two raids <!channel>"}, "Put right by an editor: its reports are others now."),
]


@pytest.mark.parametrize(("event", "said"), AMENDED)
async def test_what_an_editor_amended_is_told_in_the_thread(
    peer: SlackPeer, sender: SlackSender, event: dict[str, object], said: str
) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)
    edit = _edit(receipt, first, **event)

    await sender.send(replace(edit, alert=replace(edit.alert, reason=Reason.AMENDED_BY_DESK)))

    _, line = peer.messages(room)
    why = str(event.get("amended_for", ""))
    assert " ".join(line.shown_text.split()) == f"{said} {why}".strip()
    assert line.live.mentions == []


CONTRADICTED = [
    # what another event says of this one, and what the thread says
    (Reason.REVERSED, {"undone_by": "ev-2"}, "Since reversed or eased"),
    (Reason.DENIED, {"denied_by": ("RU",), "standing": Standing.DENIED}, "Denied by Russia"),
]


@pytest.mark.parametrize(("reason", "event", "said"), CONTRADICTED)
async def test_what_is_denied_or_undone_by_another_event_is_told_in_the_thread(
    peer: SlackPeer, sender: SlackSender, reason: Reason, event: dict[str, object], said: str
) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)
    edit = _edit(receipt, first, **event)

    await sender.send(replace(edit, alert=replace(edit.alert, reason=reason)))

    _, line = peer.messages(room)
    assert line.text == said


@pytest.mark.parametrize("event", [{"false_alarm": True}, {"merged_into": "ev-2"}])
async def test_what_is_false_or_merged_is_called_false_no_more(
    peer: SlackPeer, sender: SlackSender, event: dict[str, object]
) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)
    edit = _edit(receipt, first, **event)

    await sender.send(replace(edit, alert=replace(edit.alert, reason=Reason.AMENDED_BY_DESK)))

    assert "False alarm" not in peer.messages(room)[0].labels


async def test_a_second_ring_is_a_broadcast_reply_that_says_its_reason(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)
    confirmed = an_alert(grown(first.alert.event), reason=Reason.CONFIRMED)

    after = await sender.send(replace(first, alert=confirmed, receipt=receipt))

    root, reply = peer.messages(room)
    assert after.replies == (reply.ts,)
    assert (reply.thread_ts, reply.broadcast) == (root.ts, True)
    assert reply.text.startswith("Confirmed officially or by the other side: AMBASSADOR SUMMONED")


async def test_what_a_headline_says_never_becomes_live(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    report = a_report(headline=LIVE, url="javascript:alert(1)")
    report = replace(report, outlet=LIVE, match=replace(report.match, sentence=LIVE))
    event = an_event(reports=(report,), persons=(LIVE,), place=LIVE, denied_by=(LIVE,), standing=Standing.DENIED)
    first = a_delivery(_chat(room), an_alert(event))
    receipt = await sender.send(first)
    await sender.send(replace(first, alert=an_alert(grown(event), reason=Reason.CONFIRMED), receipt=receipt))

    live = [message.live for message in peer.messages(room)]

    assert [found.mentions for found in live] == [[], []]
    assert all(label == address for found in live for address, label in found.links)  # Slack links a bare address


async def test_absurd_lengths_are_kept_within_the_limits(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    report = a_report(headline="&" * 9000, url="https://example.org/" + "a" * 9000)
    report = replace(report, outlet="<" * 9000, match=replace(report.match, sentence="слово & " * 9000))
    event = an_event(reports=(report,), persons=("&" * 9000,) * 9, place="&" * 9000)

    await sender.send(a_delivery(_chat(room, language="ru"), an_alert(event)))

    (message,) = peer.messages(room)
    assert message.blocks


async def test_a_plainer_delivery_has_no_blocks(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room), plain=True)
    receipt = await sender.send(first)

    await sender.send(_edit(receipt, first, reports=(a_report(1), a_report(2))))

    message, line = peer.messages(room)
    assert message.text.startswith("AMBASSADOR SUMMONED")
    assert (message.blocks, line.blocks) == ([], [])


def _error(name: str) -> Answer:
    return Answer(200, {"ok": False, "error": name})


REFUSALS = [
    # what Slack answers, and what the courier is told
    (_error("not_in_channel"), ChatGone),
    (_error("is_archived"), ChatGone),
    (_error("channel_not_found"), ChatGone),
    (_error("msg_too_long"), MessageRefused),
    (_error("msg_blocks_too_long"), MessageRefused),
    (_error("some_error_of_the_future"), MessageRefused),
    (_error("token_revoked"), ChannelBroken),
    (_error("missing_scope"), ChannelBroken),
    (_error("service_unavailable"), TryLater),
    (_error("fatal_error"), Unsure),
    (Answer(503, "<html>Service Unavailable</html>", content_type="text/html"), Unsure),
    (Answer(200, "ok", content_type="text/plain"), Unsure),
    (Reset(after=True), Unsure),
    (Reset(after=False), Unsure),
]


@pytest.mark.parametrize(("fault", "step"), REFUSALS)
async def test_each_refusal_says_what_the_courier_should_do(
    peer: SlackPeer, sender: SlackSender, fault: object, step: type[Exception]
) -> None:
    room = peer.channel()
    peer.faults.always("chat.postMessage", fault)

    with pytest.raises(step) as caught:
        await sender.send(a_delivery(_chat(room)))

    assert peer.bot_token not in repr(caught.value)


async def test_a_rate_limit_tells_how_long_to_wait(peer: SlackPeer, sender: SlackSender) -> None:
    limited = Answer(429, {"ok": False, "error": "ratelimited"}, headers={"Retry-After": "17"})
    peer.faults.next("chat.postMessage", limited)

    with pytest.raises(TryLater) as caught:
        await sender.send(a_delivery(_chat(peer.channel())))

    assert caught.value.after == timedelta(seconds=17)


async def test_a_deleted_message_is_gone_and_not_the_channel(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room))
    receipt = await sender.send(first)
    peer.delete(peer.messages(room)[0])

    with pytest.raises(MessageGone):
        await sender.send(_edit(receipt, first))


async def test_a_broken_connection_posts_once_and_the_message_is_found(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    delivery = a_delivery(_chat(room), an_alert(at=peer.clock.now()))
    peer.faults.next("chat.postMessage", Reset(after=True))
    with pytest.raises(Unsure):
        await sender.send(delivery)

    found = await sender.find(delivery)

    (message,) = peer.messages(room)
    assert found is not None
    assert (found.message, found.change) == (message.ts, 1)


async def test_a_message_that_never_arrived_is_not_found(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    other = an_event(id="another")
    await sender.send(a_delivery(_chat(room), an_alert(other, at=peer.clock.now())))

    assert await sender.find(a_delivery(_chat(room), an_alert(at=peer.clock.now()))) is None


async def test_a_doubtful_second_ring_is_found_in_the_thread(peer: SlackPeer, sender: SlackSender) -> None:
    room = peer.channel()
    first = a_delivery(_chat(room), an_alert(at=peer.clock.now()))
    receipt = await sender.send(first)
    ring = an_alert(grown(first.alert.event), reason=Reason.CONFIRMED, at=peer.clock.now())
    again = replace(first, alert=ring, receipt=receipt)
    peer.faults.next("chat.postMessage", Reset(after=True))
    with pytest.raises(Unsure):
        await sender.send(again)

    found = await sender.find(again)

    reply = peer.messages(room)[1]
    assert found is not None
    assert (found.message, found.replies, found.change) == (receipt.message, (reply.ts,), 2)


async def test_a_server_that_is_not_there_took_nothing(unused_tcp_port: int) -> None:
    memory = Memory()
    api = f"http://127.0.0.1:{unused_tcp_port}/api/"
    channel = build_slack("xoxb-no", "xapp-no", api, memory.desk, OUTLETS, memory.clock)

    with pytest.raises(TryLater):
        await channel.sender.send(a_delivery(a_chat("C1", Platform.SLACK)))


async def test_what_waited_comes_as_one_message_and_a_later_ring_of_one_gets_its_own(
    peer: SlackPeer, sender: SlackSender
) -> None:
    room = peer.channel()
    arrest = an_event("arrest", id="e2")
    bundle = replace(a_delivery(_chat(room)), also=(an_alert(arrest),))

    receipt = await sender.send(bundle)
    found = await sender.find(bundle)
    of_one = replace(receipt, event=arrest.id)
    ring = replace(bundle, alert=an_alert(grown(arrest), reason=Reason.CONFIRMED), also=(), receipt=of_one)
    after = await sender.send(ring)

    first, second = peer.messages(room)
    assert receipt.bundled
    assert found == replace(receipt, at=found.at if found else receipt.at)
    assert first.text.startswith("2 events, in one message: Ambassador summoned Russia → Azerbaijan; ")
    assert len(first.versions) == 1
    assert (after.message, after.bundled, after.event) == (second.ts, False, arrest.id)
