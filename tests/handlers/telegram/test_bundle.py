"""What quiet hours held, in one message; what follows to it; and which alerts make a sound."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.model import Action, EventId, Reason, Receipt
from tests.handlers.builders import AT, a_chat, a_delivery, a_report, an_alert, an_event, grown

if TYPE_CHECKING:
    from handlers.telegram.polling import TelegramChannel
    from tests.peers.telegram.peer import TelegramPeer
    from tests.peers.telegram.world import User


def events(count: int, **fields: object) -> list[object]:
    return [an_alert(an_event("raid", id=EventId(f"ev-{n}"), **fields)) for n in range(2, count + 1)]


@pytest.fixture
def reader(peer: TelegramPeer) -> User:
    person = peer.user()
    peer.say(person, "/start")
    return person


async def test_a_bundle_lists_each_event_with_a_button_for_its_why(
    peer: TelegramPeer, channel: TelegramChannel, reader: User
) -> None:
    receipt = await channel.sender.send(a_delivery(a_chat(reader.id), also=tuple(events(3))))

    (message,) = peer.messages(reader)
    assert message.text.startswith("3 events, in one message\n\nAmbassador summoned  Russia → Azerbaijan, 14:02")
    assert message.text.count("Search or seizure  Russia → Azerbaijan") == 2
    assert len(message.labels) == 3
    assert receipt.bundled


async def test_a_bundle_of_absurd_headlines_keeps_the_limit(
    peer: TelegramPeer, channel: TelegramChannel, reader: User
) -> None:
    absurd = a_report(1, headline="<b>🦉&" * 400, url="https://x.example/" + "y" * 900)

    await channel.sender.send(a_delivery(a_chat(reader.id), also=tuple(events(60, reports=(absurd,)))))

    (message,) = peer.messages(reader)
    assert "more" in message.text.splitlines()[-1]
    assert len(message.text.encode("utf-16-le")) // 2 <= 4096


async def test_a_ring_after_a_bundle_answers_it_with_the_whole_alert(
    peer: TelegramPeer, channel: TelegramChannel, reader: User
) -> None:
    first = await channel.sender.send(a_delivery(a_chat(reader.id), also=tuple(events(2))))
    ring = an_alert(grown(an_event()), action=Action.RING, reason=Reason.CONFIRMED)

    second = await channel.sender.send(a_delivery(a_chat(reader.id), ring, first))
    await channel.sender.send(
        a_delivery(
            a_chat(reader.id), an_alert(grown(ring.event), action=Action.EDIT, reason=Reason.ANOTHER_OUTLET), second
        )
    )

    bundle, answer = peer.messages(reader)
    assert answer.reply_to is bundle
    assert bundle.edits == 0
    assert answer.edits <= 1
    assert second == Receipt(first.chat, first.event, str(answer.id), 2, AT)


async def test_a_false_alarm_in_a_bundle_is_said_in_answer_to_it(
    peer: TelegramPeer, channel: TelegramChannel, reader: User
) -> None:
    first = await channel.sender.send(a_delivery(a_chat(reader.id), also=tuple(events(2))))
    amended = an_alert(grown(an_event(), false_alarm=True), action=Action.EDIT, reason=Reason.AMENDED_BY_DESK)

    await channel.sender.send(a_delivery(a_chat(reader.id), amended, first))

    bundle, answer = peer.messages(reader)
    assert answer.reply_to is bundle
    assert answer.text.startswith("FALSE ALARM")
    assert answer.silent


@pytest.mark.parametrize(
    ("sound_from", "reason", "silent"),
    [
        (1, Reason.FIRST_REPORT, False),
        (3, Reason.FIRST_REPORT, False),
        (4, Reason.FIRST_REPORT, True),
        (6, Reason.FIRST_REPORT, True),
        (6, Reason.TEST, False),
    ],
)
async def test_an_alert_sounds_from_the_severity_that_its_chat_chose(
    peer: TelegramPeer, channel: TelegramChannel, reader: User, sound_from: int, reason: Reason, silent: bool
) -> None:
    alert = replace(an_alert(an_event("arrest")), reason=reason)

    await channel.sender.send(a_delivery(a_chat(reader.id, sound_from=sound_from), alert))

    (message,) = peer.messages(reader)
    assert message.silent is silent


async def test_an_event_that_was_merged_says_so(peer: TelegramPeer, channel: TelegramChannel, reader: User) -> None:
    first = await channel.sender.send(a_delivery(a_chat(reader.id)))
    merged = an_alert(grown(an_event(), merged_into=EventId("ev-9")), action=Action.EDIT, reason=Reason.AMENDED_BY_DESK)

    await channel.sender.send(a_delivery(a_chat(reader.id), merged, first))

    (message,) = peer.messages(reader)
    assert message.text.startswith("MERGED INTO ANOTHER EVENT · AMBASSADOR SUMMONED")
