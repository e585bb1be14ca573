"""What is done to an event: claim, release, publish, drop, call false, merge, split. Durable when it returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import BadRequest
from bot.model import EntryId, EventId, Work
from handlers.slack import answers, worked
from handlers.wording import web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Claim
    from handlers.slack.house import Ask, House
    from handlers.slack.render import SlackText


async def claim(house: House, ask: Ask) -> SlackText:
    """Work on it; the second of two is told who was first."""
    held = await house.desk.claim(ask.asker, EventId(ask.args), ask.name)
    if not _is_mine(held, ask):
        return _taken(held, house, ask)
    until = ask.words.clock(held.until, ask.chat.settings.time_zone, house.now())
    return answers.plain(ask.words.text("slack-yours", time=until))


async def release(house: House, ask: Ask) -> SlackText:
    """Work on it no more."""
    await house.desk.release(ask.asker, EventId(ask.args))
    return answers.plain(ask.words.text("slack-released"))


async def drop(house: House, ask: Ask) -> SlackText:
    """There is no story here."""
    return await _finish(house, ask, Work.DROPPED, "")


async def publish(house: House, ask: Ask, link: str) -> SlackText:
    """It was published at this address. Raises BadRequest if that is none."""
    address = web_address(link)
    if not address:
        raise BadRequest("slack-publish-wrong")
    return await _finish(house, ask, Work.PUBLISHED, address)


async def _finish(house: House, ask: Ask, work: Work, url: str) -> SlackText:
    held = await house.desk.set_work(ask.asker, EventId(ask.args), ask.name, work, url)
    if not _is_mine(held, ask):
        return _taken(held, house, ask)
    return answers.plain(ask.words.text(f"slack-marked-{work}"))


async def call_false(house: House, ask: Ask, why: str) -> SlackText:
    """A false alarm, and why: every message of it is amended, on every platform."""
    event = await house.desk.call_false(ask.asker, EventId(ask.args), why)
    return answers.plain(ask.words.text("false-done", event=answers.short(event, ask.words)))


async def merge(house: House, ask: Ask, other: str, why: str) -> SlackText:
    """Two events are one: the first keeps the reports of both."""
    event = await house.desk.merge(ask.asker, EventId(ask.args), EventId(other), why)
    return answers.plain(ask.words.text("merge-done", event=answers.short(event, ask.words)))


async def split(house: House, ask: Ask, entries: Sequence[str], why: str) -> SlackText:
    """These reports are of another event."""
    event = await house.desk.split(ask.asker, EventId(ask.args), tuple(map(EntryId, entries)), why)
    return answers.plain(ask.words.text("split-done", event=answers.short(event, ask.words)))


def _is_mine(held: Claim, ask: Ask) -> bool:
    return held.by == ask.asker.user


def _taken(held: Claim, house: House, ask: Ask) -> SlackText:
    return answers.plain(worked.taken(held, ask.chat.settings.time_zone, house.now(), ask.words))
