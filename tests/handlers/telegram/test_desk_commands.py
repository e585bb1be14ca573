"""The commands of a newsroom's day: search, trend, own topics, mutes, settings, digests, misses, first steps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.matching import Explanation
from bot.model import ChatRef, Country, Digest, EventId, Mute, MuteOf, Ownership, Platform, QuietHours
from bot.taxonomy import Kind
from tests.handlers.builders import AT, AZ_RU, a_chat, a_delivery, a_match, a_report, an_event
from tests.handlers.memory import Memory
from tests.handlers.telegram.test_commands import heard

if TYPE_CHECKING:
    from bot.model import Chat, ChatSettings, Entry
    from tests.handlers.telegram.conftest import Running
    from tests.peers.telegram.peer import TelegramPeer
    from tests.peers.telegram.world import User

RANG = an_event("arrest", id=EventId("ev-1"), rung=AT, changed=AT, reports=(a_report(match=a_match("arrest")),))
OTHER = an_event("raid", id=EventId("ev-2"), rung=AT, changed=AT - timedelta(minutes=1))


def kept(memory: Memory, person: User) -> Chat:
    """What is stored of a private chat."""
    return memory.chats.kept[ChatRef(Platform.TELEGRAM, str(person.id))]


async def settings_after(peer: TelegramPeer, running: Running, memory: Memory, *commands: str) -> ChatSettings:
    """The settings of a private chat after these commands."""
    reader = peer.user()
    async with running(memory):
        for n, command in enumerate(commands, 1):
            peer.say(reader, command)
            await heard(peer, reader, n)
    return kept(memory, reader).settings


# --- search and trend


async def test_search_finds_by_kind_and_words(peer: TelegramPeer, running: Running) -> None:
    reader = peer.user()

    async with running(Memory(RANG, OTHER)):
        peer.say(reader, "/search envoy kind:arrest from:RU")
        (found,) = await heard(peer, reader)
        peer.say(reader, "/search kind:apology")
        nothing = (await heard(peer, reader, 2))[1]

    assert found.text.startswith("Found for envoy kind:arrest from:RU\n\nDetention")
    assert found.text.count("https") == 0
    assert nothing.text == "Nothing is stored that fits kind:apology."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kind:arest", "There is no kind “arest”. Did you mean arrest?"),
        ("from:Atlantis", "I do not know the country “Atlantis”. Write its code, such as AZ."),
        ('"open quote', "A quotation mark is not closed."),
        ("who:me", "I do not know “who”. Did you mean"),
        ("severity>=9", "Severity is a number from 1 to 5."),
        ("source:nowhere", "I read no outlet “nowhere”. Did you mean"),
        ("since:yesterday x", "I cannot read the date “yesterday”."),
    ],
)
async def test_a_mistake_in_the_grammar_is_explained(
    peer: TelegramPeer, running: Running, memory: Memory, words: str, said: str
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, f"/search {words}")
        (message,) = await heard(peer, reader)

    assert message.text.startswith(said)


async def test_trend_is_a_picture_with_its_figures_in_words(peer: TelegramPeer, running: Running) -> None:
    reader = peer.user(language="ru")

    async with running(Memory(RANG, OTHER)):
        peer.say(reader, "/trend az-ru 7")
        (message,) = await heard(peer, reader)
        peer.press(reader, message, "90 дн.")
        wider = (await heard(peer, reader, 2))[1]

    (photo,) = message.media["photo"]
    assert photo["width"] == 800
    assert message.text.startswith("Азербайджан и Россия, 7 дн.")
    assert "2 события" in message.text
    assert wider.text.startswith("Азербайджан и Россия, 90 дн.")


# --- own topics


async def test_an_own_topic_is_tried_on_history_before_it_is_saved(peer: TelegramPeer, running: Running) -> None:
    reader, memory = peer.user(), Memory(RANG, OTHER)

    async with running(memory):
        peer.say(reader, "/topic new Envoys & <arrests> = envoy kind:arrest !drill severity>=2")
        (preview,) = await heard(peer, reader)
        nothing_yet = dict(memory.topics.kept)
        peer.press(reader, preview, "Save and follow")
        await peer.wait_for(lambda: memory.topics.kept, what="the topic")
        await peer.wait_for(lambda: "Saved" in preview.text, what="the answer in place")

    (topic,) = memory.topics.kept.values()
    assert "Would have rung once in the last 30 days" in preview.history[0]
    assert nothing_yet == {}
    assert (topic.names[0][1], topic.words, topic.kinds, topic.must_not) == (
        "Envoys & <arrests>",
        ("envoy",),
        (Kind("arrest"),),
        ("drill",),
    )
    assert kept(memory, reader).topics == (topic.id,)
    assert f"start=t_own-{topic.id.removeprefix('own:')}" in preview.text


async def test_an_own_topic_is_shared_by_its_link_and_by_nothing_else(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    maker, friend = peer.user(), peer.user()

    async with running(memory):
        peer.say(maker, "/topic new Envoys = envoy")
        (preview,) = await heard(peer, maker)
        peer.press(maker, preview, "Save and follow")
        await peer.wait_for(lambda: "start=" in preview.text, what="the link")
        peer.say(friend, "/topics")
        (list_,) = await heard(peer, friend)
        peer.start(friend, preview.text.rpartition("start=")[2])
        shown = (await heard(peer, friend, 2))[1]
        peer.press(friend, shown, "Follow Envoys")
        await heard(peer, friend, 3)

    (topic,) = memory.topics.kept
    assert not any("Envoys" in label for label in list_.labels)
    assert kept(memory, friend).topics == (topic,)


async def test_an_own_topic_is_edited_under_its_name_and_removed(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        for n, words in enumerate(("envoy", "envoy ambassador"), 1):
            peer.say(reader, f"/topic new Envoys = {words}")
            preview = (await heard(peer, reader, n))[-1]
            peer.press(reader, preview, "Save and follow")
            await peer.wait_for(lambda seen=preview: "Saved" in seen.text, what="saved")
        after = dict(memory.topics.kept)
        peer.say(reader, "/topic remove Envoys")
        gone = (await heard(peer, reader, 3))[-1]

    assert [topic.words for topic in after.values()] == [("envoy", "ambassador")]
    assert memory.topics.kept == {}
    assert gone.text == "Removed: Envoys. It was: Envoys = envoy ambassador"


# --- mutes


@pytest.mark.parametrize(
    ("args", "mute"),
    [
        ("arrest 8h", Mute(MuteOf.KIND, "arrest", AT + timedelta(hours=8))),
        ("Detention 2d", Mute(MuteOf.KIND, "arrest", AT + timedelta(days=2))),
        ("Azerbaijan 30m", Mute(MuteOf.COUNTRY, "AZ", AT + timedelta(minutes=30))),
        ("crime 1w", Mute(MuteOf.CRIME, "", AT + timedelta(weeks=1))),
    ],
)
async def test_mute_for_a_time(peer: TelegramPeer, running: Running, memory: Memory, args: str, mute: Mute) -> None:
    assert (await settings_after(peer, running, memory, f"/mute {args}")).mutes == (mute,)


async def test_an_alert_is_muted_for_a_time_as_a_reply_and_heard_again_by_a_tap(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory) as channel:
        await channel.sender.send(a_delivery(a_chat(reader.id)))
        (alert,) = peer.messages(reader)
        peer.say(reader, "/mute 8h", reply_to=alert)
        said = (await heard(peer, reader, 2))[1]
        muted = kept(memory, reader).settings.mutes
        peer.say(reader, "/unmute")
        list_ = (await heard(peer, reader, 3))[2]
        peer.press(reader, list_, list_.labels[0])
        await peer.wait_for(lambda: list_.text == "Nothing is muted here.", what="an empty list")

    assert said.text.startswith("Muted here until 22:02: Ambassador summoned")
    assert muted == (Mute(MuteOf.EVENT, "ev-1", AT + timedelta(hours=8)),)
    assert kept(memory, reader).settings.mutes == ()


# --- settings


SETTINGS = [
    ("quiet 23:00-07:00", {"quiet": QuietHours(23 * 60, 7 * 60)}),
    ("quiet 22-6 6", {"quiet": QuietHours(22 * 60, 6 * 60, 6)}),
    ("sound 4", {"sound_from": 4}),
    ("sound 6", {"sound_from": 6}),
    ("languages az", {"languages": ("az",)}),
    ("languages all", {"languages": ()}),
    ("sources independent, exile", {"ownerships": (Ownership.INDEPENDENT, Ownership.EXILE)}),
    ("zone asia/baku", {"time_zone": "Asia/Baku"}),
    ("severity 4", {"min_severity": 4}),
    ("edits 0", {"edits": False}),
    ("crime 1", {"mute_ordinary_crime": True}),
]


@pytest.mark.parametrize(("args", "fields"), SETTINGS)
async def test_every_setting_can_be_typed(
    peer: TelegramPeer, running: Running, memory: Memory, args: str, fields: dict[str, object]
) -> None:
    settings = await settings_after(peer, running, memory, f"/settings {args}")

    assert {name: getattr(settings, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ("quiet never", "Quiet hours are two times"),
        ("quiet 7:00-7:00", "Quiet hours are two times"),
        ("languages klingon", "No outlet here writes in “klingon”."),
        ("sources aliens", "There is no owner “aliens”."),
        ("sound 7", "Severity is a number"),
        ("colour red", "There is no setting “colour”."),
    ],
)
async def test_a_setting_that_cannot_be_is_explained(
    peer: TelegramPeer, running: Running, memory: Memory, args: str, said: str
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, f"/settings {args}")
        (message,) = await heard(peer, reader)

    assert message.text.startswith(said)
    assert memory.chats.kept == {}


async def test_settings_are_changed_by_taps(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/settings")
        (panel,) = await heard(peer, reader)
        peer.press(reader, panel, "Quiet 23:00–07:00")
        await peer.wait_for(lambda: "Quiet from 23:00 to 07:00" in panel.text, what="quiet hours")
        peer.press(reader, panel, "🔕")
        await peer.wait_for(lambda: "Makes no sound" in panel.text, what="no sound")
        peer.press(reader, panel, "Outlets …")
        await peer.wait_for(lambda: "▫️ exile" in panel.labels, what="the outlets")
        peer.press(reader, panel, "▫️ exile")
        await peer.wait_for(lambda: "✅ exile" in panel.labels, what="a tick")

    settings = kept(memory, reader).settings
    assert settings.quiet == QuietHours(23 * 60, 7 * 60)
    assert settings.sound_from == 6
    assert settings.ownerships == (Ownership.EXILE,)


async def test_a_digest_is_set_by_topic(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/digest")
        (bare,) = await heard(peer, reader)
        peer.say(reader, "/subscribe az-ru")
        await heard(peer, reader, 2)
        peer.say(reader, "/digest az-ru 08:30")
        panel = (await heard(peer, reader, 3))[2]
        daily = kept(memory, reader).settings.digests
        peer.press(reader, panel, panel.labels[0])
        await peer.wait_for(lambda: kept(memory, reader).settings.digests == (), what="instant")
        peer.say(reader, "/digest az-ru sometimes")
        refused = (await heard(peer, reader, 4))[3]

    assert bare.text == "This chat follows no topic yet."
    assert daily == (Digest(AZ_RU.id, 8 * 60 + 30),)
    assert refused.text == "Write it like /digest az-ru 08:30"


# --- misses, files


async def test_a_miss_is_kept_and_explained(peer: TelegramPeer, running: Running) -> None:
    def explain(entry: Entry) -> Explanation:
        return Explanation("en", (entry.title,), (), "", (), (a_match("arrest"),))

    reader, memory = peer.user(), Memory(RANG, explain=explain)

    async with running(memory):
        peer.say(reader, "/missed https://www.harbour-times.example/1/?utm_source=x")
        (known,) = await heard(peer, reader)
        peer.say(reader, "/missed https://harbour-times.example/2 Baku detains a trader")
        read = (await heard(peer, reader, 2))[1]
        peer.say(reader, "/missed https://elsewhere.example/3")
        unread = (await heard(peer, reader, 3))[2]

    assert "I do know it: Detention, Russia → Azerbaijan." in known.text
    assert "It rang at 14:02." in known.text
    assert "I read The Harbour Times (independent), but nothing of this address made an event." in read.text
    assert "I read in it: Detention, Russia → Azerbaijan, reported (en/ambassador_summoned/active)" in read.text
    assert "I read no feed of this outlet." in unread.text
    assert [(n.url, n.text) for n in memory.daybook.notes][1] == (
        "https://harbour-times.example/2",
        "Baku detains a trader",
    )


async def test_export_gives_a_file_and_forget_asks_before_it_deletes(
    peer: TelegramPeer, running: Running, memory: Memory
) -> None:
    reader = peer.user()

    async with running(memory):
        peer.say(reader, "/subscribe az-ru")
        await heard(peer, reader)
        peer.say(reader, "/export")
        await heard(peer, reader, 2)
        peer.say(reader, "/forget")
        question = (await heard(peer, reader, 3))[2]
        still = dict(memory.chats.kept)
        peer.press(reader, question, "Cancel")
        await peer.wait_for(lambda: question.text == "Nothing was changed.", what="nothing")
        peer.say(reader, "/forget")
        question = (await heard(peer, reader, 4))[3]
        peer.press(reader, question, "Delete it all")
        await peer.wait_for(lambda: not memory.chats.kept, what="forgotten")

    assert len(still) == 1
    file = peer.messages(reader)[1].media["document"]
    content = peer.state.files[file["file_id"]].content
    assert file["file_name"] == "tocsin-chat.json"
    assert json.loads(content)["chat"]["topics"] == ["az-ru"]


# --- first steps


async def test_three_taps_and_a_taste_of_the_last_day_in_one_message(peer: TelegramPeer, running: Running) -> None:
    old = an_event("raid", id=EventId("ev-3"), rung=AT, changed=AT - timedelta(days=2))
    reader, memory = peer.user(), Memory(RANG, OTHER, old)

    async with running(memory):
        peer.start(reader)
        (message,) = await heard(peer, reader)
        asked = message.text
        peer.press(reader, message, "Azerbaijan and Russia")
        await peer.wait_for(lambda: message.text.startswith("2/3"), what="how loud")
        peer.press(reader, message, "Everything")
        await peer.wait_for(lambda: message.text.startswith("3/3"), what="which language")
        peer.press(reader, message, "русский")
        await peer.wait_for(lambda: message.text.startswith("Готово."), what="the sample")

    chat = kept(memory, reader)
    assert "1/3. What do you want to hear of?" in asked
    assert (chat.topics, chat.settings.min_severity, chat.settings.language) == ((AZ_RU.id,), 1, "ru")
    assert len(peer.messages(reader)) == 1
    assert message.text.count("Россия → Азербайджан") == 2
    assert memory.outbox.alerts == []


async def test_a_quiet_day_is_said_to_be_one(peer: TelegramPeer, running: Running) -> None:
    reader, memory = peer.user(), Memory()

    async with running(memory):
        peer.start(reader)
        (message,) = await heard(peer, reader)
        for label in ("Blocked media", "Only grave events", "English"):
            await peer.wait_for(lambda wish=label: wish in message.labels, what=label)
            peer.press(reader, message, label)
        await peer.wait_for(lambda: message.text.startswith("Done."), what="done")

    assert message.text == "Done. New alerts come as they happen. The last day was quiet."


async def test_who_comes_back_is_not_asked_again(peer: TelegramPeer, running: Running, memory: Memory) -> None:
    reader = peer.user()
    await memory.chats.put(replace(a_chat(reader.id), title="Desk"))

    async with running(memory):
        peer.start(reader)
        (message,) = await heard(peer, reader)

    assert message.labels == ["✅ Azerbaijan and Russia", "▫️ Blocked media"]
    assert Country("AZ") in AZ_RU.pairs[0]


@pytest.mark.parametrize(("command", "said"), [("/mute", "Muted here"), ("/why", "Rule"), ("/sources", "The Harbour")])
async def test_a_command_about_an_event_offers_the_newest_when_it_is_no_reply(
    peer: TelegramPeer, running: Running, command: str, said: str
) -> None:
    reader = peer.user()

    async with running(Memory(RANG, OTHER)):
        peer.say(reader, command)
        (choice,) = await heard(peer, reader)
        peer.press(reader, choice, choice.labels[0])
        answer = (await heard(peer, reader, 2))[1]

    assert len(choice.labels) == 2
    assert said in answer.text
