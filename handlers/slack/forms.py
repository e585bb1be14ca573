"""The forms that a button opens: what must hold for each, what it asks, and what is done with the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from bot.model import EventId
from handlers.slack import answers, deeds, modals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.model import Event
    from handlers.slack.house import Ask, House
    from handlers.slack.modals import View
    from handlers.slack.render import SlackText


@dataclass(frozen=True, slots=True)
class Form:
    """`opened` raises BadRequest where there is nothing to ask; what is wrong in an answer is said below `field`."""

    field: str
    opened: Callable[[House, Ask], Awaitable[View]]
    done: Callable[[House, Ask, View], Awaitable[SlackText]]
    is_shown: bool = False  # messages show what was done


async def _false_opened(house: House, ask: Ask) -> View:
    event = await house.desk.event_to_correct(ask.asker, EventId(ask.args))
    return modals.false_alarm(event.id, ask.asker.chat.id, answers.short(event, ask.words), ask.words)


async def _false_done(house: House, ask: Ask, view: View) -> SlackText:
    return await deeds.call_false(house, ask, modals.given(view, "why"))


async def _published_opened(house: House, ask: Ask) -> View:
    event = await house.desk.event(ask.asker, EventId(ask.args))
    return modals.published(event.id, ask.asker.chat.id, answers.short(event, ask.words), ask.words)


async def _published_done(house: House, ask: Ask, view: View) -> SlackText:
    return await deeds.publish(house, ask, modals.given(view, "link"))


async def _merge_opened(house: House, ask: Ask) -> View:
    event = await house.desk.event_to_correct(ask.asker, EventId(ask.args))
    others = await house.desk.mergeable(ask.asker, event)
    if not others:
        raise BadRequest("merge-nothing")
    choices = [(other.id, _told(other, house, ask)) for other in others]
    return modals.merge(event.id, ask.asker.chat.id, choices, answers.short(event, ask.words), ask.words)


async def _merge_done(house: House, ask: Ask, view: View) -> SlackText:
    return await deeds.merge(house, ask, modals.given(view, "other"), modals.given(view, "why"))


async def _split_opened(house: House, ask: Ask) -> View:
    event = await house.desk.event_to_correct(ask.asker, EventId(ask.args))
    if len(event.reports) == 1:
        raise BadRequest("split-one")
    choices = [(report.entry, f"{report.outlet}: {report.headline}") for report in event.reports]
    return modals.split(event.id, ask.asker.chat.id, choices, answers.short(event, ask.words), ask.words)


async def _split_done(house: House, ask: Ask, view: View) -> SlackText:
    return await deeds.split(house, ask, modals.chosen(view, "entries"), modals.given(view, "why"))


def _told(event: Event, house: House, ask: Ask) -> str:
    when = ask.words.clock(event.happened, ask.chat.settings.time_zone, house.now())
    return f"{when} {answers.short(event, ask.words)}: {event.reports[-1].headline}"


FORMS: Final[Mapping[str, Form]] = {
    "falsealarm": Form("why", _false_opened, _false_done),
    "publish": Form("link", _published_opened, _published_done, is_shown=True),
    "merge": Form("other", _merge_opened, _merge_done),
    "split": Form("entries", _split_opened, _split_done),
}
