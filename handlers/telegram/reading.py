"""Commands that read: latest, search, why, sources, trend, what was missed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from handlers.pictures import trend_picture
from handlers.telegram import answers, findings
from handlers.telegram.house import event_of
from handlers.telegram.render import File

if TYPE_CHECKING:
    from handlers.telegram.house import Ask, House
    from handlers.telegram.render import TelegramText

_TO_CHOOSE = 6  # events


async def latest(house: House, ask: Ask) -> TelegramText:
    """The newest events."""
    found = await house.desk.latest(ask.asker, ask.args)
    return answers.latest(found, ask.chat, house.desk.outlets, house.now(), ask.words)


async def search(house: House, ask: Ask) -> TelegramText:
    """What is stored and fits; bare, an example."""
    if not ask.args:
        await house.desk.topics(ask.asker)  # an outsider learns nothing, not even how
        return answers.plain(
            ask.words.text("search-how", example="/search Sputnik kind:arrest from:AZ since:2025-07-01")
        )
    found = await house.desk.search(ask.asker, ask.args, ask.words)
    return findings.found(found, ask.args, ask.chat, house.desk.outlets, house.now(), ask.words)


async def why(house: House, ask: Ask) -> TelegramText:
    """Why an alert rang; not as a reply, a choice of events."""
    if ask.event is None:
        return await choose_event(house, ask, "why")
    return answers.why(await house.desk.event(ask.asker, event_of(ask)), ask.words)


async def sources(house: House, ask: Ask) -> TelegramText:
    """Who reports an event; not as a reply, a choice of events."""
    if ask.event is None:
        return await choose_event(house, ask, "src")
    event = await house.desk.event(ask.asker, event_of(ask))
    return answers.sources(event, ask.chat, house.desk.outlets, house.now(), ask.words)


async def choose_event(house: House, ask: Ask, verb: str, question: str = "") -> TelegramText:
    """The newest events (of a topic, if one is named) as buttons."""
    found = await house.desk.latest(ask.asker, ask.args)
    return answers.pick(found.events[:_TO_CHOOSE], verb, ask.words, question or ask.words.text("pick-event"))


async def trend(house: House, ask: Ask) -> TelegramText:
    """The ladder of a pair and its events as a picture."""
    answer = await house.desk.trend(ask.asker, ask.args, ask.words)
    picture = await asyncio.to_thread(trend_picture, answer, ask.words, ask.chat.settings.time_zone)
    text = findings.trend(answer, ask.words)
    return answers.with_file(text, File("trend.png", picture, is_picture=True))


async def missed(house: House, ask: Ask) -> TelegramText:
    """What should have rung: written down, and why it did not. As a reply, the message replied to is meant, too."""
    text = f"{ask.args} {ask.quoted}".strip()
    found = await house.desk.missed(ask.asker, text)
    return findings.missed(found, ask.chat, house.now(), ask.words)
