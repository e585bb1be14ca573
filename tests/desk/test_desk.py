"""What a chat may ask, and who may ask it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Asker, find_topic, split_count
from bot.errors import BadRequest
from bot.model import Action, ChatRef, Country, EventId, Language, Platform, Reason, Status, Topic, TopicId
from bot.taxonomy import Kind
from tests.handlers.builders import AT, AZ_RU, BLOCKS, TOPICS, a_chat, an_event
from tests.handlers.memory import Memory

HERE = ChatRef(Platform.TELEGRAM, "1")
READER = Asker("telegram:1", HERE)
GROUP = ChatRef(Platform.TELEGRAM, "-100", "7")


def in_group(user: str, *, may_change: bool = True) -> Asker:
    """Somebody in a topic of a group."""
    return Asker(f"telegram:{user}", GROUP, "Newsroom", private=False, may_change=may_change)


ASKED = [
    lambda desk, asker: desk.topics(asker),
    lambda desk, asker: desk.choice(asker, "az-ru"),
    lambda desk, asker: desk.start(asker, "t_az-ru"),
    lambda desk, asker: desk.subscribe(asker, "az-ru"),
    lambda desk, asker: desk.unsubscribe(asker, "az-ru"),
    lambda desk, asker: desk.latest(asker),
    lambda desk, asker: desk.latest(asker, "az-ru 3"),
    lambda desk, asker: desk.event(asker, EventId("ev-1")),
    lambda desk, asker: desk.mute_event(asker, EventId("ev-1")),
    lambda desk, asker: desk.mute(asker, kind=Kind("talks")),
    lambda desk, asker: desk.unmute(asker),
    lambda desk, asker: desk.settings(asker),
    lambda desk, asker: desk.set_language(asker, Language("ru")),
    lambda desk, asker: desk.set_time_zone(asker, "Asia/Baku"),
    lambda desk, asker: desk.set_min_severity(asker, 3),
    lambda desk, asker: desk.set_mute_ordinary_crime(asker, muted=True),
    lambda desk, asker: desk.set_edits(asker, wanted=False),
    lambda desk, asker: desk.test(asker, "a", "b"),
    lambda desk, asker: desk.invite(asker),
    lambda desk, asker: desk.forget(asker),
]


@pytest.mark.parametrize("wish", ASKED)
@pytest.mark.parametrize("access", ["invite", "list"])
async def test_an_outsider_gets_nothing(wish: object, access: str) -> None:
    memory = Memory(an_event(), access=access)

    with pytest.raises(BadRequest) as refused:
        await wish(memory.desk, READER)

    assert refused.value.key in {"no-access", "administrators-only"}
    assert memory.chats.kept == {}
    assert memory.outbox.alerts == []


async def test_an_outsider_is_welcomed_as_one() -> None:
    assert not (await Memory(access="invite").desk.start(READER)).admitted


async def test_an_invitation_admits_once() -> None:
    memory = Memory(access="invite", admins=frozenset({"telegram:9"}))
    code = await memory.desk.invite(replace(READER, user="telegram:9"))

    joined = await memory.desk.start(READER, f"i_{code}")

    assert (joined.admitted, joined.role) == (True, "member")
    with pytest.raises(BadRequest, match="invitation-unknown"):
        await memory.desk.start(replace(READER, user="telegram:2"), f"i_{code}")


async def test_a_first_code_is_made_only_while_nobody_administers() -> None:
    memory = Memory(access="invite")
    code = await memory.desk.first_code()
    await memory.desk.start(READER, code or "")

    assert await memory.desk.is_admin(READER)
    assert await memory.desk.first_code() is None
    assert await Memory(admins=frozenset({"telegram:9"})).desk.first_code() is None


async def test_a_member_invites_nobody() -> None:
    memory = Memory(access="invite")
    await memory.access.grant(READER.user, "member")

    with pytest.raises(BadRequest, match="administrators-only"):
        await memory.desk.invite(READER)


async def test_invitations_are_made_in_private_and_not_where_people_are_listed() -> None:
    chief = frozenset({"telegram:1"})

    with pytest.raises(BadRequest, match="private-only"):
        await Memory(access="invite", admins=chief).desk.invite(replace(in_group("1"), user="telegram:1"))
    with pytest.raises(BadRequest, match="no-invitations"):
        await Memory(access="list", admins=chief).desk.invite(READER)


async def test_a_group_reads_once_a_member_subscribed_it() -> None:
    memory = Memory(an_event(), access="list", admins=frozenset({"telegram:9"}))
    other_topic = replace(in_group("5"), chat=replace(GROUP, thread="8"))
    with pytest.raises(BadRequest, match="no-access"):
        await memory.desk.latest(in_group("5"))

    await memory.desk.subscribe(in_group("9"), "az-ru")

    assert (await memory.desk.latest(in_group("5"))).events
    assert (await memory.desk.latest(other_topic)).events
    with pytest.raises(BadRequest, match="no-access"):
        await memory.desk.subscribe(in_group("5"), "blocks")
    with pytest.raises(BadRequest, match="no-access"):
        await memory.desk.latest(replace(READER, user="telegram:5"))


async def test_in_a_group_its_administrators_alone_change_anything() -> None:
    memory = Memory(an_event())

    with pytest.raises(BadRequest, match="chat-administrators-only"):
        await memory.desk.subscribe(in_group("5", may_change=False), "az-ru")

    assert memory.chats.kept == {}


async def test_a_subscription_remembers_when_it_began() -> None:
    memory = Memory()

    await memory.desk.subscribe(READER, "az-ru")
    memory.clock.at += timedelta(days=3)
    await memory.desk.subscribe(READER, "Blocked media")
    await memory.desk.subscribe(READER, "az-ru")

    chat = memory.chats.kept[HERE]
    assert (chat.topics, chat.since) == ((AZ_RU.id, BLOCKS.id), AT)


async def test_unsubscribing_from_what_is_not_followed_is_said() -> None:
    memory = Memory()
    await memory.desk.subscribe(READER, "blocks")

    with pytest.raises(BadRequest, match="not-followed"):
        await memory.desk.unsubscribe(READER, "az-ru")

    await memory.desk.unsubscribe(READER, "blocks")
    assert memory.chats.kept[HERE].topics == ()


async def test_topics_have_a_tick_where_they_are_followed() -> None:
    memory = Memory()
    await memory.desk.subscribe(READER, "blocks")

    choices = await memory.desk.topics(READER)

    assert [(choice.topic.id, choice.followed) for choice in choices] == [(AZ_RU.id, False), (BLOCKS.id, True)]


async def test_a_topic_of_another_chat_is_not_seen() -> None:
    memory = Memory()
    own = Topic(TopicId("own:1"), ((Language("en"), "My investigation"),), owner=HERE)
    await memory.topics.put(own)

    assert own in [choice.topic for choice in await memory.desk.topics(READER)]
    with pytest.raises(BadRequest, match="topic-unknown"):
        await memory.desk.choice(in_group("5"), "My investigation")


MEANT = [
    ("az-ru", "az-ru"),
    ("AZ-RU ", "az-ru"),
    ("азербайджан и россия", "az-ru"),
    ("blocked", "blocks"),
    ("russia", "az-ru"),
]


@pytest.mark.parametrize(("words", "topic"), MEANT)
def test_a_topic_is_found_by_id_name_or_part_of_it(words: str, topic: str) -> None:
    assert find_topic(words, TOPICS.values()).id == topic


NOT_MEANT = [
    ("", "topic-which", {}),
    ("blocs", "topic-nearest", {"words": "blocs", "near": "blocks"}),
    ("quantum chess", "topic-unknown", {"words": "quantum chess"}),
    ("a", "topic-ambiguous", {"names": "az-ru, blocks"}),
]


@pytest.mark.parametrize(("words", "key", "slots"), NOT_MEANT)
def test_what_is_no_topic_gets_the_nearest(words: str, key: str, slots: dict[str, str]) -> None:
    with pytest.raises(BadRequest) as refused:
        find_topic(words, TOPICS.values())

    assert (refused.value.key, refused.value.slots) == (key, slots)


COUNTS = [
    ("", ("", 5)),
    ("10", ("", 10)),
    ("az-ru", ("az-ru", 5)),
    ("az-ru 3", ("az-ru", 3)),
    ("0", ("", 1)),
    ("99999999999", ("", 20)),
    ("az ru ٣", ("az ru ٣", 5)),
]


@pytest.mark.parametrize(("words", "split"), COUNTS)
def test_a_count_may_stand_behind_a_name(words: str, split: tuple[str, int]) -> None:
    assert split_count(words) == split


async def test_the_latest_of_a_topic_are_found_behind_many_others() -> None:
    others = [an_event("talks", id=f"o-{n}", source="US", changed=AT + timedelta(minutes=n)) for n in range(200)]
    wanted = an_event(changed=AT - timedelta(days=9))

    found = await Memory(wanted, *others).desk.latest(READER, "az-ru")

    assert found.events == (wanted,)


async def test_background_and_merged_events_are_not_listed() -> None:
    past = an_event(id="past", status=Status.PAST)
    merged = an_event(id="merged", merged_into="ev-1")

    found = await Memory(an_event(), past, merged).desk.latest(READER)

    assert [event.id for event in found.events] == ["ev-1"]


async def test_an_event_that_is_no_longer_kept_is_said_to_be_unknown() -> None:
    with pytest.raises(BadRequest, match="event-unknown"):
        await Memory().desk.event(READER, EventId("gone"))


async def test_muting_is_kept_and_undone() -> None:
    memory = Memory(an_event())

    await memory.desk.mute_event(READER, EventId("ev-1"))
    await memory.desk.mute(READER, kind=Kind("talks"))
    await memory.desk.mute(READER, country=Country("TR"))
    settings = memory.chats.kept[HERE].settings

    assert (settings.muted_events, settings.muted_kinds, settings.muted_countries) == (("ev-1",), ("talks",), ("TR",))
    settings = await memory.desk.unmute(READER)
    assert (settings.muted_events, settings.muted_kinds, settings.muted_countries) == ((), (), ())


async def test_the_muted_events_of_a_chat_are_bounded() -> None:
    events = [an_event(id=f"ev-{n}") for n in range(130)]
    memory = Memory(*events)

    for event in events:
        await memory.desk.mute_event(READER, event.id)

    muted = memory.chats.kept[HERE].settings.muted_events
    assert (len(muted), muted[-1]) == (100, "ev-129")


@pytest.mark.parametrize(("zone", "kept"), [("asia/baku", "Asia/Baku"), ("UTC", "UTC")])
async def test_a_time_zone_is_understood_in_any_case(zone: str, kept: str) -> None:
    assert (await Memory().desk.set_time_zone(READER, zone)).time_zone == kept


@pytest.mark.parametrize("zone", ["", "Baku", "../etc/passwd", "Asia/Baku\x00"])
async def test_a_time_zone_that_there_is_not_is_refused(zone: str) -> None:
    with pytest.raises(BadRequest, match="zone-unknown"):
        await Memory().desk.set_time_zone(READER, zone)


@pytest.mark.parametrize("severity", [0, 6, -1])
async def test_a_severity_is_one_to_five(severity: int) -> None:
    with pytest.raises(BadRequest, match="severity-unknown"):
        await Memory().desk.set_min_severity(READER, severity)


async def test_a_test_alert_is_for_one_chat_and_accuses_nobody() -> None:
    memory = Memory()

    first = await memory.desk.test(READER, "A test", "Nothing happened.")
    memory.clock.at += timedelta(seconds=1)
    second = await memory.desk.test(READER, "A test", "Nothing happened.")

    assert memory.outbox.alerts == [first, second]
    assert first.event.id != second.event.id
    assert (first.action, first.reason, first.only) == (Action.RING, Reason.TEST, HERE)
    assert (first.event.source, first.event.target) == ("XX", "XX")
    assert first.lead_report.headline == "A test"


async def test_a_test_alert_of_a_new_chat_comes_in_the_language_of_who_asked() -> None:
    memory = Memory()

    await memory.desk.test(replace(READER, language=Language("az")), "a", "b")

    assert memory.chats.kept[HERE].settings.language == "az"


async def test_a_chat_that_moved_keeps_topics_and_admission() -> None:
    memory = Memory(an_event(), access="list", admins=frozenset({"telegram:9"}))
    old, new = ChatRef(Platform.TELEGRAM, "-5"), ChatRef(Platform.TELEGRAM, "-1005")
    await memory.desk.subscribe(replace(in_group("9"), chat=old), "az-ru")

    await memory.desk.moved(old, new)
    await memory.desk.moved(old, new)

    assert memory.chats.kept[new].topics == (AZ_RU.id,)
    assert (await memory.desk.latest(replace(in_group("5"), chat=new))).events


async def test_a_chat_that_asks_to_be_forgotten_is() -> None:
    memory = Memory()
    await memory.chats.put(a_chat(1))

    await memory.desk.forget(READER)

    assert memory.chats.kept == {}


async def test_a_group_that_is_forgotten_is_no_longer_admitted() -> None:
    memory = Memory(access="list", admins=frozenset({"telegram:9"}))
    await memory.desk.subscribe(in_group("9"), "az-ru")

    await memory.desk.forget(in_group("9"))

    with pytest.raises(BadRequest, match="no-access"):
        await memory.desk.latest(in_group("5"))


async def test_a_new_chat_speaks_the_persons_language_else_the_houses() -> None:
    desk = Memory().desk

    assert (await desk.chat(replace(READER, language=Language("az")))).settings.language == "az"
    assert (await desk.chat(replace(READER, language=Language("")))).settings.language == "en"
