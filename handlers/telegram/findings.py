"""What was found in the archive or about a text: search, backtest, own topics, trend, misses. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.taxonomy import severity
from handlers.telegram.answers import event_item, lines, plain, short
from handlers.telegram.render import Button, TelegramText, b, esc, link
from handlers.wording import clean, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.desk import Backtest, Found, Missed, Trend
    from bot.matching import Explanation
    from bot.model import Chat, Event, Note, Outlet, OutletId, Topic
    from handlers.wording import Wording

TREND_DAYS: Final = (7, 30, 90)
_MOST_ATTEMPTS: Final = 4


def found(
    answer: Found, query: str, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """What a search gave."""
    query = shorten(clean(query), 100)
    if not answer.events:
        return plain(words.text("search-none", query=query))
    items = [event_item(event, chat, outlets, now, words) for event in answer.events]
    items += [esc(words.text("search-more"))] if answer.more else []
    return lines(words.text("search-title", query=query), items, words)


def preview(
    answer: Backtest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """An own topic before it is saved. The button finds name and words in the text itself, so that nothing is kept."""
    name = clean(answer.topic.names[0][1])
    items = [f"<code>{esc(f'{name} = {answer.spelled}')}</code>", esc(_count(answer, words))]
    items += [event_item(event, chat, outlets, now, words) for event in answer.events]
    buttons = [Button(words.text("own-save"), data="own:save"), Button(words.text("button-cancel"), data="cancel:")]
    return lines(name, items, words, buttons)


def _count(answer: Backtest, words: Wording) -> str:
    return words.text("own-preview", count=answer.rang, days=answer.days)


def backtest(
    answer: Backtest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> TelegramText:
    """How often something would have rung."""
    items = [esc(_count(answer, words)), *(event_item(e, chat, outlets, now, words) for e in answer.events)]
    return lines(shorten(clean(answer.topic.name(words.language)), 100), items, words)


def saved(topic: Topic, address: str, words: Wording) -> TelegramText:
    """That an own topic is kept and followed, with the link that shares it."""
    name = clean(topic.names[0][1])
    text = f"{words.text('own-saved', topic=name)}\n{words.text('own-share', link=address)}"
    return plain(text, [Button(words.text("button-latest"), data=f"top:{topic.id}")])


def trend_title(answer: Trend, words: Wording) -> str:
    """Which pair, and over how many days."""
    one, other = (words.country(side) for side in answer.pair)
    return words.text("trend-title", one=one, other=other, days=answer.days)


def trend(answer: Trend, words: Wording) -> TelegramText:
    """The caption of a trend: the levels of today and how many events there were."""
    last = answer.points[-1]
    levels = [
        words.text(
            "trend-level",
            direction=words.text("trend-side", source=words.country(rung.source), target=words.country(rung.target)),
            level=words.number(rung.level),
        )
        for rung in (last.there, last.back)
    ]
    title = trend_title(answer, words)
    items = [*levels, words.text("trend-events", count=answer.total)]
    pair = "-".join(answer.pair)
    row = [Button(words.text("trend-days", days=days), data=f"trend:{pair} {days}") for days in TREND_DAYS]
    return lines(title, [esc(item) for item in items], words, row)


def missed(answer: Missed, chat: Chat, now: datetime, words: Wording) -> TelegramText:
    """That it is written down, and what is known of why it did not ring."""
    items = [*_where(answer, chat, now, words), *_how_read(answer, words)]
    return lines(words.text("missed-kept"), [esc(item) for item in items], words)


def _where(answer: Missed, chat: Chat, now: datetime, words: Wording) -> list[str]:
    if answer.event is not None:
        return [words.text("missed-known", event=short(answer.event, words)), _fate(answer.event, chat, now, words)]
    if not answer.note.url:
        return []
    if answer.outlet is None:
        return [words.text("missed-outlet-unread")]
    return [words.text("missed-outlet-read", outlet=words.outlet(answer.outlet))]


def _fate(event: Event, chat: Chat, now: datetime, words: Wording) -> str:
    if event.rung:
        return words.text("missed-rang", time=words.clock(event.rung, chat.settings.time_zone, now))
    return words.text("missed-rested", status=words.status_name(event.status), severity=severity(event.kind))


def _how_read(answer: Missed, words: Wording) -> list[str]:
    if answer.explanation is None:
        return [] if answer.note.text or answer.event else [words.text("missed-headline")]
    return _acts(answer.explanation, words) or [words.text("missed-nothing")]


def _acts(explanation: Explanation, words: Wording) -> list[str]:
    acts = [
        f"{words.kind_name(m.kind)}, {words.country(m.source)} → {words.country(m.target)}, "
        f"{words.status_name(m.status)} ({m.rule})"
        for m in explanation.matches
    ]
    near = [
        words.text("missed-near", words=clean(a.words)[:80], verdict=clean(a.verdict)[:80])
        for a in explanation.near_misses[:_MOST_ATTEMPTS]
    ]
    return ([words.text("missed-reads", acts="; ".join(acts))] if acts else []) + near


def note_item(note: Note, zone: str, now: datetime, words: Wording) -> str:
    """One line of the audit trail."""
    about = " ".join(part for part in (note.event or "", note.other or "", shorten(clean(note.text), 100)) if part)
    head = f"{esc(words.clock(note.at, zone, now))} {b(words.text(f'note-{note.kind}'))} {esc(note.by)}"
    return f"{head} {esc(about)} {link('↗', note.url) if note.url else ''}".rstrip()
