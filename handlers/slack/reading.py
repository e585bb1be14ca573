"""Commands that read: latest, search, why, sources, trend, missed, handover, status, backtest, export."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.desk import NIGHT, minute_meant, span_meant
from bot.errors import BadRequest
from bot.model import EventId
from handlers.pictures import trend_picture
from handlers.slack import answers, findings
from handlers.slack.render import File, SlackText

if TYPE_CHECKING:
    from handlers.slack.house import Ask, House

_HANDOVER_EXAMPLE: Final = "/tocsin handover daily 08:00"
_LONGEST_HANDOVER: Final = timedelta(days=7)
_TO_CHOOSE: Final = 6  # events
_DAYS: Final = 30


async def latest(house: House, ask: Ask) -> SlackText:
    """The newest events."""
    found = await house.desk.latest(ask.asker, ask.args)
    return answers.latest(found, ask.chat, house.desk.outlets, house.now(), ask.words)


async def search(house: House, ask: Ask) -> SlackText:
    """What is stored and fits; bare, an example."""
    if not ask.args:
        await house.desk.topics(ask.asker)  # an outsider learns nothing, not even how
        example = "/tocsin search Sputnik kind:arrest from:AZ since:2025-07-01"
        return answers.plain(ask.words.text("search-how", example=example))
    found = await house.desk.search(ask.asker, ask.args, ask.words)
    return findings.found(found, ask.args, ask.chat, house.desk.outlets, house.now(), ask.words)


async def why(house: House, ask: Ask) -> SlackText:
    """Typed: a choice of the newest events (of a topic, if one is named)."""
    return await _choose(house, ask, "why", ask.words.text("button-why"))


async def sources(house: House, ask: Ask) -> SlackText:
    """The same for who reports it."""
    return await _choose(house, ask, "sources", ask.words.text("sources-title"))


async def _choose(house: House, ask: Ask, verb: str, label: str) -> SlackText:
    found = await house.desk.latest(ask.asker, ask.args)
    return answers.pick(found.events[:_TO_CHOOSE], verb, label, ask.words)


async def why_of(house: House, ask: Ask) -> SlackText:
    """The button: why it rang."""
    return answers.why(await house.desk.event(ask.asker, EventId(ask.args)), ask.words)


async def sources_of(house: House, ask: Ask) -> SlackText:
    """The button: who reports it."""
    event = await house.desk.event(ask.asker, EventId(ask.args))
    text = answers.sources(event, ask.chat, house.desk.outlets, house.now(), ask.words)
    if not await house.desk.is_editor(ask.asker):
        return text
    return replace(text, blocks=(*text.blocks, *answers.correcting(event, ask.words)))


async def merge(house: House, ask: Ask) -> SlackText:
    """Typed: a choice of events; the button opens the form."""
    await house.desk.must_be_editor(ask.asker)
    return await _choose(house, ask, "merge", ask.words.text("slack-merge"))


async def split(house: House, ask: Ask) -> SlackText:
    """The same for an event that is two."""
    await house.desk.must_be_editor(ask.asker)
    return await _choose(house, ask, "split", ask.words.text("slack-split"))


async def trend(house: House, ask: Ask) -> SlackText:
    """The ladder of a pair and its events as a picture, with the same in words."""
    answer = await house.desk.trend(ask.asker, ask.args, ask.words)
    picture = await asyncio.to_thread(trend_picture, answer, ask.words, ask.chat.settings.time_zone)
    title = findings.trend_title(answer, ask.words)
    file = File("trend.png", title, picture, findings.trend_alt(answer, ask.words))
    return replace(findings.trend(answer, ask.words), file=file)


async def missed(house: House, ask: Ask) -> SlackText:
    """What should have rung: written down, and why it did not."""
    if not ask.asker.may_change:
        raise BadRequest("chat-administrators-only")
    return findings.missed(await house.desk.missed(ask.asker, ask.args), ask.chat, house.now(), ask.words)


async def explain(house: House, ask: Ask) -> SlackText:
    """How the words of a message are read."""
    read = await house.desk.explained(ask.asker, ask.args)
    return findings.explained(read, ask.words) if ask.args else answers.plain(ask.words.text("slack-explain-none"))


async def handover(house: House, ask: Ask) -> SlackText:
    """What the next shift must know; `8h` names another span than a night, `daily 08:00` and `off` let it come."""
    verb, _, time = ask.args.partition(" ")
    if verb in {"daily", "off"}:
        return await _let_come(house, ask, time.strip() if verb == "daily" else "")
    span = min(span_meant(ask.args) or NIGHT, _LONGEST_HANDOVER)
    answer = await house.desk.handover(ask.asker, span)
    return findings.handover(answer, span, ask.chat, house.now(), ask.words)


async def _let_come(house: House, ask: Ask, time: str) -> SlackText:
    at = minute_meant(time) if time else None
    if time and at is None:
        raise BadRequest("slack-handover-how", example=_HANDOVER_EXAMPLE)
    await house.desk.set_morning(ask.asker, at)
    if at is None:
        return answers.plain(ask.words.text("slack-handover-off"))
    zone = ask.chat.settings.time_zone
    return answers.plain(ask.words.text("slack-handover-set", time=f"{at // 60:02}:{at % 60:02}", zone=zone))


async def status(house: House, ask: Ask) -> SlackText:
    """Whether silence means that nothing happened."""
    return findings.status(await house.desk.status(ask.asker), ask.chat, house.now(), ask.words)


async def backtest(house: House, ask: Ask) -> SlackText:
    """How often words, a topic or a rule would have rung; a number at the end: over so many days."""
    words, _, days = ask.args.rpartition(" ")
    if not (words and days.isdecimal() and days.isascii() and len(days) < 4):  # noqa: PLR2004
        words, days = ask.args, str(_DAYS)
    if not words:
        await house.desk.must_be_editor(ask.asker)
        return answers.plain(ask.words.text("backtest-how", example="/tocsin backtest Sputnik kind:raid 90"))
    tried = await house.desk.backtest(ask.asker, words, ask.words, int(days))
    return findings.backtest(tried, ask.chat, house.desk.outlets, house.now(), ask.words)


async def export(house: House, ask: Ask) -> SlackText:
    """All that is kept of the channel, as a file for whoever asked."""
    kept = await house.desk.export(ask.asker)
    content = json.dumps(asdict(kept), ensure_ascii=False, indent=2, default=str).encode("utf-8", "backslashreplace")
    caption = ask.words.text("export-caption")
    return replace(answers.plain(caption), file=File("tocsin-chat.json", caption, content, private=True))
