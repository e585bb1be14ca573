"""Commands of editors and administrators: corrections, how the bot is, dead letters, a word to all."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2s
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest, SendFailed, TryLater
from bot.model import EventId, Platform
from handlers.telegram import answers, findings
from handlers.telegram.house import event_of
from handlers.telegram.reading import choose_event
from handlers.telegram.render import Button, TelegramText, b, button_rows, esc
from handlers.telegram.serving import cancel_button
from handlers.wording import clean, shorten

if TYPE_CHECKING:
    from bot.desk import FeedView
    from bot.model import ChatRef, Event
    from bot.ports import DeadLetter
    from handlers.telegram.house import Ask, House
    from handlers.wording import Wording

_LONGEST_BROADCAST: Final = 3000
_MOST_CHOICES: Final = 8
_MOST_LETTERS: Final = 20
_AUDITED: Final = 30
_BETWEEN_CHATS: Final = timedelta(milliseconds=50)  # Telegram takes thirty a second, and alerts go on meanwhile
_LONGEST_PAUSE: Final = timedelta(seconds=30)


# --- corrections


async def falsealarm(house: House, ask: Ask) -> TelegramText:
    """As a reply to an alert: with a reason at once, without one after a question."""
    if ask.event is None:
        return await choose_event(house, ask, "falsesure")
    if ask.args:
        return _false_done(await house.desk.call_false(ask.asker, ask.event, ask.args), ask)
    return await false_sure(house, ask)


async def false_sure(house: House, ask: Ask) -> TelegramText:
    """Whether it is meant."""
    event = await house.desk.event_to_correct(ask.asker, event_of(ask))
    yes = Button(ask.words.text("false-yes"), data=f"false:{event.id}")
    return answers.plain(ask.words.text("false-sure", event=answers.short(event, ask.words)), [yes, cancel_button(ask)])


async def false_now(house: House, ask: Ask) -> TelegramText:
    """The button below that question."""
    return _false_done(await house.desk.call_false(ask.asker, event_of(ask)), ask)


def _false_done(event: Event, ask: Ask) -> TelegramText:
    return answers.plain(ask.words.text("false-done", event=answers.short(event, ask.words)))


async def merge(house: House, ask: Ask) -> TelegramText:
    """As a reply to an alert: other events of these countries as buttons."""
    if ask.event is None:
        return await choose_event(house, ask, "mergesure")
    event = await house.desk.event_to_correct(ask.asker, ask.event)
    others = await house.desk.mergeable(ask.asker, event)
    if not others:
        return answers.plain(ask.words.text("merge-nothing"))
    question = ask.words.text("merge-with", event=answers.short(event, ask.words))
    return answers.pick(others[:_MOST_CHOICES], f"merge:{event.id}", ask.words, question)


async def merge_now(house: House, ask: Ask) -> TelegramText:
    """`<kept>:<other>`: the button."""
    kept, _, other = ask.args.partition(":")
    event = await house.desk.merge(ask.asker, EventId(kept), EventId(other))
    return answers.plain(ask.words.text("merge-done", event=answers.short(event, ask.words)))


async def split(house: House, ask: Ask) -> TelegramText:
    """As a reply to an alert: its reports as buttons; a tap makes that one an event of its own."""
    if ask.event is None:
        return await choose_event(house, ask, "splitsure")
    event = await house.desk.event_to_correct(ask.asker, ask.event)
    if len(event.reports) == 1:
        return answers.plain(ask.words.text("split-one"))
    rows = [
        [Button(shorten(f"{n}. {clean(report.headline)}", 60), data=f"split:{event.id}:{_mark(report.entry)}")]
        for n, report in enumerate(event.reports[:_MOST_LETTERS], 1)
    ]
    return answers.plain(ask.words.text("split-which", event=answers.short(event, ask.words)), *rows)


async def split_now(house: House, ask: Ask) -> TelegramText:
    """`<event>:<report>`: the button."""
    name, _, mark = ask.args.partition(":")
    event = await house.desk.event_to_correct(ask.asker, EventId(name))
    entries = tuple(report.entry for report in event.reports if _mark(report.entry) == mark)
    await house.desk.split(ask.asker, event.id, entries)
    return answers.plain(ask.words.text("split-done", event=answers.short(event, ask.words)))


def _mark(name: str) -> str:
    """A name short enough for a button."""
    return blake2s(name.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


async def backtest(house: House, ask: Ask) -> TelegramText:
    """How often words, a topic or a rule would have rung; a number at the end: over so many days."""
    words, _, days = ask.args.rpartition(" ")
    if not (words and days.isdecimal() and len(days) < 4):  # noqa: PLR2004
        words, days = ask.args, "30"
    if not words:
        await house.desk.must_be_editor(ask.asker)
        example = "/backtest Sputnik kind:raid 90"
        return answers.plain(ask.words.text("backtest-how", example=example))
    tried = await house.desk.backtest(ask.asker, words, ask.words, int(days))
    return findings.backtest(tried, ask.chat, house.desk.outlets, house.now(), ask.words)


# --- the bot


async def status(house: House, ask: Ask) -> TelegramText:
    """Whether silence means that nothing happened."""
    now, words, zone = house.now(), ask.words, ask.chat.settings.time_zone
    seen = await house.desk.status(ask.asker)
    rang = seen.last_ring
    items = [
        words.text("status-feeds", count=seen.feeds, dark=len(seen.dark)),
        words.text("status-polled", time=words.clock(seen.last_poll, zone, now))
        if seen.last_poll
        else words.text("status-never"),
        words.text("status-rang", time=words.clock(rang.rung, zone, now), event=answers.short(rang, words))
        if rang and rang.rung
        else words.text("status-silent"),
        words.text("status-chats", count=seen.chats),
        words.text("status-dead", count=seen.dead_letters),
        words.text("status-corrections", count=seen.corrections),
    ]
    troubles = [_feed(view, ask, house) for view in seen.dark]
    return answers.lines(words.text("status-title"), [*(esc(item) for item in items), *troubles], words)


async def feeds(house: House, ask: Ask) -> TelegramText:
    """All feeds; those in trouble first."""
    views = await house.desk.feeds(ask.asker)
    views.sort(key=lambda view: not (view.state and view.state.trouble))
    return answers.lines(ask.words.text("feeds-title"), [_feed(view, ask, house) for view in views], ask.words)


def _feed(view: FeedView, ask: Ask, house: House) -> str:
    state, words = view.state, ask.words
    if state is None or state.polled is None:
        return f"▫️ {esc(view.feed.id)}: {esc(words.text('feed-unread'))}"
    if state.trouble:
        return f"⚠️ {b(view.feed.id)}: {esc(shorten(clean(state.trouble), 200))}"
    time = words.clock(state.fresh or state.polled, ask.chat.settings.time_zone, house.now())
    return f"✅ {esc(view.feed.id)}: {esc(words.text('feed-good', time=time))}"


async def deadletters(house: House, ask: Ask) -> TelegramText:
    """What could not be delivered, on any platform; a tap tries it again."""
    letters = [letter for platform in Platform for letter in await house.desk.dead_letters(ask.asker, platform)]
    if not letters:
        return answers.plain(ask.words.text("dead-none"))
    shown = letters[:_MOST_LETTERS]
    rows = [
        [Button(ask.words.text("dead-again", chat=str(letter.delivery.chat.ref)), data=f"dead:{_mark(letter.ticket)}")]
        for letter in shown
    ]
    items = [_letter(letter, ask, house) for letter in letters]
    text = answers.lines(ask.words.text("dead-title"), items, ask.words)
    return TelegramText(text.html, text.plain, button_rows(*rows))


def _letter(letter: DeadLetter, ask: Ask, house: House) -> str:
    words: Wording = ask.words
    time = words.clock(letter.at, ask.chat.settings.time_zone, house.now())
    event = answers.short(letter.delivery.alert.event, words)
    return f"{esc(time)} {b(str(letter.delivery.chat.ref))} {esc(event)}: {esc(shorten(clean(letter.why), 200))}"


async def revive(house: House, ask: Ask) -> TelegramText:
    """The button below."""
    for platform in Platform:
        for letter in await house.desk.dead_letters(ask.asker, platform):
            if _mark(letter.ticket) == ask.args:
                await house.desk.revive(ask.asker, platform, letter.ticket)
                return answers.plain(ask.words.text("dead-revived"))
    raise BadRequest("letter-unknown")


async def invite(house: House, ask: Ask) -> TelegramText:
    """A one-time link; `admin` makes an administrator."""
    code = await house.desk.invite(ask.asker, ask.args or "member")
    return answers.invitation(house.link(f"i_{code}"), ask.words)


async def audit(house: House, ask: Ask) -> TelegramText:
    """What people did, newest first."""
    notes = await house.desk.audit(ask.asker, _AUDITED)
    zone, now = ask.chat.settings.time_zone, house.now()
    items = [findings.note_item(note, zone, now, ask.words) for note in notes]
    return answers.lines(ask.words.text("audit-title"), items or [esc(ask.words.text("audit-none"))], ask.words)


async def broadcast(house: House, ask: Ask) -> TelegramText:
    """Shows what would be said, and to how many; the button says it. The text stands in the message, and only there."""
    count = await house.desk.audience(ask.asker, Platform.TELEGRAM)
    if not ask.args:
        raise BadRequest("broadcast-what")
    if len(ask.args) > _LONGEST_BROADCAST:
        raise BadRequest("broadcast-long", most=_LONGEST_BROADCAST)
    question = ask.words.text("broadcast-sure", count=count)
    html = f"{esc(question)}\n<blockquote>{esc(ask.args)}</blockquote>"
    row = [Button(ask.words.text("broadcast-yes"), data="broadcast:"), cancel_button(ask)]
    return TelegramText(html, f"{question}\n{ask.args}", button_rows(row))


async def broadcast_now(house: House, ask: Ask) -> TelegramText:
    """The button below: one chat after the other, slowly; who cannot be reached is only counted."""
    chats = await house.desk.broadcast(ask.asker, Platform.TELEGRAM, ask.quoted)
    reached = sum([await _said(house, chat.ref, ask.quoted) for chat in chats])
    return answers.plain(ask.words.text("broadcast-done", count=reached, all=len(chats)))


async def _said(house: House, chat: ChatRef, text: str) -> bool:
    """Whether the chat has it. A pause that the platform asks for is kept once."""
    await house.clock.sleep(_BETWEEN_CHATS)
    for _ in range(2):
        try:
            await house.say(chat, text)
        except TryLater as error:
            await house.clock.sleep(min(error.after or _LONGEST_PAUSE, _LONGEST_PAUSE))
        except SendFailed:
            return False
        else:
            return True
    return False
