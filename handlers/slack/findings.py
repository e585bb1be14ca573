"""What was found in the archive, about a text, or about the bot itself -> ephemeral texts: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.model import Work
from bot.taxonomy import severity
from handlers.slack import worked
from handlers.slack.answers import event_list, plain, short
from handlers.slack.render import BLOCKS_LIMIT, Block, SlackText, actions, button, context, esc, header, section
from handlers.wording import clean, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from bot.desk import Backtest, BotStatus, Found, Handover, Missed, Trend
    from bot.matching import Explanation
    from bot.model import Chat, Claim, Event, EventId, Outlet, OutletId
    from handlers.wording import Wording

_MOST_ATTEMPTS: Final = 4
_MOST_ITEMS: Final = 30
_LINE: Final = 300


def found(
    answer: Found, query: str, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> SlackText:
    """What a search gave."""
    query = shorten(clean(query), 100)
    if not answer.events:
        return plain(words.text("search-none", query=query))
    title = words.text("search-title", query=query)
    more = [context(words.text("search-more"))] if answer.more else []
    return SlackText(esc(title), (header(title), *event_list(answer.events, chat, outlets, now, words), *more))


def backtest(
    answer: Backtest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> SlackText:
    """How often something would have rung."""
    title = shorten(clean(answer.topic.name(words.language)), 100)
    count = words.text("own-preview", count=answer.rang, days=answer.days)
    events = event_list(answer.events, chat, outlets, now, words)
    return SlackText(esc(count), (header(title or "…"), section(count), *events))


def preview(
    answer: Backtest, chat: Chat, outlets: Mapping[OutletId, Outlet], now: datetime, words: Wording
) -> SlackText:
    """An own topic before it is saved; the button carries name and words, so that nothing is kept."""
    told = backtest(answer, chat, outlets, now, words)
    meant = f"{clean(answer.topic.names[0][1])} = {answer.spelled}"
    row = actions([button(words.text("own-save"), "own", meant)])
    return SlackText(told.text, (*told.blocks[:1], section(meant), *told.blocks[1:], *row))


def trend_levels(answer: Trend, words: Wording) -> tuple[str, str]:
    """The level of today in both directions."""
    last = answer.points[-1]
    there, back = (
        words.text(
            "trend-level",
            direction=words.text("trend-side", source=words.country(rung.source), target=words.country(rung.target)),
            level=words.number(rung.level),
        )
        for rung in (last.there, last.back)
    )
    return there, back


def trend_title(answer: Trend, words: Wording) -> str:
    """Which pair, and over how many days."""
    one, other = (words.country(side) for side in answer.pair)
    return words.text("trend-title", one=one, other=other, days=answer.days)


def trend_alt(answer: Trend, words: Wording) -> str:
    """The picture in words."""
    there, back = trend_levels(answer, words)
    events = words.text("trend-events", count=answer.total)
    return words.text("trend-alt", title=trend_title(answer, words), there=there, back=back, events=events)


def trend(answer: Trend, words: Wording) -> SlackText:
    """The levels of today and how many events there were."""
    items = "\n".join((*trend_levels(answer, words), words.text("trend-events", count=answer.total)))
    title = trend_title(answer, words)
    return SlackText(esc(title), (header(title), section(items)))


def missed(answer: Missed, chat: Chat, now: datetime, words: Wording) -> SlackText:
    """That it is written down, and what is known of why it did not ring."""
    items = [*_where(answer, chat, now, words), *_how_read(answer, words)]
    return plain("\n".join([words.text("missed-kept"), *(shorten(item, _LINE) for item in items)]))


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


def explained(explanation: Explanation | None, words: Wording) -> SlackText:
    """How the words of a message are read."""
    if explanation is None:
        return plain(words.text("slack-explain-unable"))
    title = words.text("slack-explain-title")
    items = _acts(explanation, words) or [words.text("slack-explain-nothing")]
    return SlackText(esc(title), (header(title), section("\n".join(shorten(item, _LINE) for item in items))))


def status(seen: BotStatus, chat: Chat, now: datetime, words: Wording) -> SlackText:
    """Whether silence means that nothing happened."""
    zone, rang = chat.settings.time_zone, seen.last_ring
    items = [
        words.text("status-feeds", count=seen.feeds, dark=len(seen.dark)),
        words.text("status-polled", time=words.clock(seen.last_poll, zone, now))
        if seen.last_poll
        else words.text("status-never"),
        words.text("status-rang", time=words.clock(rang.rung, zone, now), event=short(rang, words))
        if rang and rang.rung
        else words.text("status-silent"),
        words.text("status-chats", count=seen.chats),
        words.text("status-dead", count=seen.dead_letters),
        words.text("status-corrections", count=seen.corrections),
    ]
    dark = [f"{view.feed.id}: {clean(view.state.trouble)[:100]}" for view in seen.dark[:10] if view.state]
    title = words.text("status-title")
    return SlackText(esc(title), (header(title), section("\n".join([*items, *dark]))))


# --- the handover


def handover(answer: Handover, span: timedelta, chat: Chat, now: datetime, words: Wording) -> SlackText:
    """What rang, what is in hand and whose, what is finished, what is open: for the next shift."""
    title = words.text("slack-handover-title", span=words.duration(span))
    claims = {claim.event: claim for claim in answer.claims}
    hands: dict[str, list[str]] = {"worked": [], "open": [], "done": []}
    for event in (*answer.events, *answer.older):
        place, text = _hand(event, claims, chat, now, words)
        hands[place].append(text)
    blocks: list[Block] = [header(title), section(words.text("slack-handover-rang", count=len(answer.events)))]
    for place in ("open", "worked", "done"):
        blocks += _shelf(words.text(f"slack-handover-{place}"), hands[place], words)
    return SlackText(esc(title), tuple(blocks[:BLOCKS_LIMIT]))


def _hand(event: Event, claims: Mapping[EventId, Claim], chat: Chat, now: datetime, words: Wording) -> tuple[str, str]:
    """Which shelf an event is on, and its line."""
    zone, claim = chat.settings.time_zone, claims.get(event.id)
    what = f"{words.clock(event.rung or event.opened, zone, now)} {short(event, words)}"
    if event.false_alarm:
        return "done", words.text("slack-handover-item", event=what, work=words.text("mark-false-alarm"))
    if claim is None or (claim.work is Work.WORKING and claim.until <= now):
        return "open", what
    text = worked.line(claim, zone, now, words) + (f" {clean(claim.url)[:200]}" if claim.url else "")
    place = "worked" if claim.work is Work.WORKING else "done"
    return place, words.text("slack-handover-item", event=what, work=text)


def _shelf(title: str, items: Sequence[str], words: Wording) -> list[Block]:
    if not items:
        return []
    shown = [f"• {shorten(item, _LINE)}" for item in items[:_MOST_ITEMS]]
    left = [words.text("more", count=len(items) - _MOST_ITEMS)] if len(items) > _MOST_ITEMS else []
    return [header(title), section("\n".join([*shown[:10]])), *_rest(shown[10:], left)]


def _rest(shown: Sequence[str], left: Sequence[str]) -> list[Block]:
    lines = [*shown, *left]
    return [section("\n".join(lines[n : n + 9])) for n in range(0, len(lines), 9)]
