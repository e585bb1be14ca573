"""An event is worked: claimed, let go, published, dropped, called a false alarm."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model import Action, EventId, NoteKind, Platform, Reason, Work
from tests.handlers.builders import a_chat, a_delivery, a_report, an_alert, an_event, grown
from tests.handlers.memory import Memory
from tests.peers.wire import Answer, Late

if TYPE_CHECKING:
    from bot.model import Claim, Delivery, Receipt
    from handlers.slack.listening import SlackChannel
    from tests.handlers.slack.conftest import Running
    from tests.peers.slack.peer import SlackPeer
    from tests.peers.slack.world import Channel, SlackMessage

EVENT = EventId("ev-1")
LIVE = "<!channel> <@U1> <https://evil.example|OC Media> *bold*"


async def alerted(channel: SlackChannel, memory: Memory, *rooms: Channel) -> list[tuple[Delivery, Receipt]]:
    """The event was sent to these channels."""
    sent = []
    for room in rooms:
        delivery = a_delivery(a_chat(room.id, Platform.SLACK))
        await memory.chats.put(delivery.chat)
        receipt = await channel.sender.send(delivery)
        await memory.outbox.record(receipt)
        sent.append((delivery, receipt))
    return sent


def root_of(peer: SlackPeer, room: Channel) -> SlackMessage:
    """The alert itself."""
    return next(m for m in peer.messages(room) if not m.thread_ts)


def thread_of(peer: SlackPeer, room: Channel) -> list[str]:
    """What its thread says."""
    return [m.text for m in peer.messages(room) if m.thread_ts]


async def test_a_claim_shows_who_works_on_it_in_every_channel_and_thread(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    rooms = peer.channel(members=(editor,)), peer.channel("desk")

    async with running(memory) as channel:
        await alerted(channel, memory, *rooms)
        press = peer.press(editor, root_of(peer, rooms[0]), "Claim")
        await peer.wait_for(lambda: all(thread_of(peer, room) for room in rooms), what="lines in both threads")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")

    assert press.in_time
    assert peer.ephemeral(editor)[0].text == "It is yours until 18:02."
    for room in rooms:
        root = root_of(peer, room)
        assert "Leyla is working on it, until 18:02." in root.shown_text
        assert root.labels[:4] == ["Open", "Release", "Published …", "Drop"]
        assert thread_of(peer, room) == ["Leyla is working on it, until 18:02."]
        assert root.metadata["event_payload"] == {"event": EVENT, "change": 1}


async def test_of_two_editors_at_once_one_wins_and_the_other_is_told(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editors = peer.user("Leyla"), peer.user("Murad")
    room = peer.channel(members=editors)

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        for editor in editors:
            peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: all(peer.ephemeral(editor) for editor in editors), what="two answers")

    answers = {editor.name: peer.ephemeral(editor)[0].text for editor in editors}
    winner = memory.claims.kept[EVENT].name
    (loser,) = {"Leyla", "Murad"} - {winner}
    assert answers[winner].startswith("It is yours")
    assert answers[loser] == f"{winner} was first and is working on it, until 18:02."


@pytest.mark.parametrize(
    ("button", "said", "work"),
    [("Release", "Nobody is working on it.", None), ("Drop", "Dropped by Leyla: no story here.", Work.DROPPED)],
)
async def test_what_was_claimed_is_let_go_or_dropped(
    peer: SlackPeer, running: Running, memory: Memory, button: str, said: str, work: Work | None
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")
        peer.press(editor, root_of(peer, room), button)
        await peer.wait_for(lambda: "Claim" in root_of(peer, room).labels, what="the end of it")

    held = memory.claims.kept.get(EVENT)
    assert (held.work if held else None) is work
    assert thread_of(peer, room)[-1] == said
    assert "is working" not in root_of(peer, room).shown_text


async def test_what_was_published_is_linked_in_message_and_thread(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")
        peer.press(editor, root_of(peer, room), "publish")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        wrong = peer.submit(editor, form, link="my article")
        await peer.wait_for(lambda: wrong.done, what="a refusal")
        peer.submit(editor, form, link="https://news.example/envoy")
        await peer.wait_for(lambda: "Claim" in root_of(peer, room).labels, what="the status")

    assert wrong.answer["errors"] == {"link": "Write an address that begins with https://"}
    assert "Published by Leyla. https://news.example/envoy" in " ".join(root_of(peer, room).shown_text.split())
    assert thread_of(peer, room)[-1] == "Published by Leyla."
    assert memory.daybook.notes[-1].kind is NoteKind.PUBLISHED


async def test_a_false_alarm_asks_why_and_is_written_down_before_the_form_closes(
    peer: SlackPeer, running: Running
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    memory = Memory(an_event(), admins=frozenset({f"slack:{editor.id}"}))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "False alarm")
        (form,) = await peer.wait_for(lambda: peer.modals(editor), what="a form")
        peer.submit(editor, form, why="a football transfer")
        await peer.wait_for(lambda: len(form.versions) == 2, what="the answer")

    (note,) = memory.daybook.due
    assert (note.kind, note.event, note.text) == (NoteKind.FALSE_ALARM, EVENT, "a football transfer")
    assert "A false alarm. Every message of it is being amended" in form.live.plain


async def test_who_is_no_editor_gets_no_form(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "False alarm")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="a refusal")

    assert peer.ephemeral(editor)[0].text == "Only editors of this newsroom may do that."
    assert peer.modals(editor) == []


async def test_a_claim_lets_go_after_its_time(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")
        memory.clock.at += timedelta(hours=5)
        await peer.wait_for(lambda: "Claim" in root_of(peer, room).labels, what="the end of the claim")

    assert thread_of(peer, room)[-1] == "Time is over for Leyla: nobody is working on it."


async def test_a_claim_that_was_stored_before_a_restart_is_shown_after_it(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.faults.always("chat.update", Answer(503, "<html>", content_type="text/html"))
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")
        assert "Claim" in root_of(peer, room).labels
    peer.faults.clear()

    async with running(memory):
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")


async def test_a_later_report_keeps_the_claim_in_the_message(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        ((delivery, receipt),) = await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")
        more = grown(an_event(), reports=(a_report(1), a_report(2)))
        edit = an_alert(more, action=Action.EDIT, reason=Reason.ANOTHER_OUTLET)
        await channel.sender.send(replace(delivery, alert=edit, receipt=receipt))

    root = root_of(peer, room)
    assert "Leyla is working on it" in root.shown_text
    assert root.labels[:2] == ["Open", "Release"]


@pytest.mark.parametrize("stranger", [{"guest": True}, {"team": "T0OTHER"}])
async def test_guests_and_strangers_claim_nothing(
    peer: SlackPeer, running: Running, memory: Memory, stranger: dict[str, object]
) -> None:
    guest = peer.user("Guest", **stranger)
    room = peer.channel(members=(guest,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(guest, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: peer.ephemeral(guest), what="a refusal")

    assert memory.claims.kept == {}


async def test_a_name_never_becomes_live(peer: SlackPeer, running: Running, memory: Memory) -> None:
    editor = peer.user(LIVE)
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: thread_of(peer, room), what="the line")
        await peer.wait_for(lambda: "Release" in root_of(peer, room).labels, what="the claim")

    for message in peer.messages(room):
        assert message.live.mentions == []
        assert not any(label == "OC Media" for _, label in message.live.links)


async def test_a_message_of_several_events_is_answered_in_its_thread_and_not_edited(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    room, quiet = peer.channel(members=(editor,)), peer.channel("quiet")
    more = an_alert(an_event("arrest", id=EventId("ev-2")))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        bundle = replace(a_delivery(a_chat(quiet.id, Platform.SLACK)), also=(more,))
        await memory.chats.put(bundle.chat)
        await memory.outbox.record(await channel.sender.send(bundle))
        peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: thread_of(peer, quiet), what="the line")

    assert root_of(peer, quiet).edits == 0
    assert thread_of(peer, quiet) == ["Leyla is working on it, until 18:02."]


async def test_a_press_is_acknowledged_only_once_its_claim_is_stored(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))
    entered, opened = asyncio.Event(), asyncio.Event()

    class SlowClaims(type(memory.claims)):
        async def take(self, claim: Claim) -> Claim:
            entered.set()
            await opened.wait()
            return await super().take(claim)

    memory.claims.__class__ = SlowClaims

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        press = peer.press(editor, root_of(peer, room), "Claim")
        await entered.wait()
        acknowledged_early = press.acked is not None
        opened.set()
        await peer.wait_for(lambda: press.done, what="the acknowledgement")
        stored = EVENT in memory.claims.kept

    assert (acknowledged_early, stored, press.in_time) == (False, True, True)


async def test_a_claim_that_took_too_long_is_seen_to_fail_and_answered_later(
    peer: SlackPeer, running: Running, memory: Memory
) -> None:
    editor = peer.user("Leyla")
    room = peer.channel(members=(editor,))

    async with running(memory) as channel:
        await alerted(channel, memory, room)
        peer.faults.next("users.info", Late(3.2))
        press = peer.press(editor, root_of(peer, room), "Claim")
        await peer.wait_for(lambda: peer.ephemeral(editor), what="an answer")

    assert not press.in_time
    assert peer.ephemeral(editor)[0].text.startswith("It is yours")
    assert EVENT in memory.claims.kept
