"""The wiring of the operators' room: which watches a process has, who the operators are, and what they read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import ChatRef, Language, Platform
from bot.operators.news import Pulse
from bot.operators.rounds import Operator, Rounds
from bot.operators.watches import ChannelWatch, DeliveryWatch, DiskWatch, FeedWatch
from handlers.wording import Wording
from handlers.wording.operators import operator_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.model import Feed, FeedId
    from bot.operators.news import Note
    from bot.operators.watches import HasTrouble, Watch
    from bot.ports import Clock, Speaker
    from bot.settings import Settings
    from bot.store import State

TERMINAL: Final = ChatRef(Platform.CONSOLE, "terminal")
_DAY: Final = timedelta(days=1)
_LOOKED_AT: Final = 100  # newest events, among which the last alert is looked for


class Terminal:
    """The terminal as a way to whoever runs the bot: it always works."""

    platform = Platform.CONSOLE

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    async def say(self, _chat: ChatRef, text: str) -> None:
        """Print it."""
        self._say(f"{text}\n")


def build_rounds(
    settings: Settings,
    feeds: Mapping[FeedId, Feed],
    state: State,
    clock: Clock,
    *,
    channels: Sequence[HasTrouble],
    speakers: Iterable[Speaker],
    delivery: DeliveryWatch | None,
    is_polling: bool,
) -> Rounds:
    """The operators' loop of a process: it looks at what this process does, and speaks if it can."""
    watches: list[Watch] = [DiskWatch(settings.data_dir.absolute())]
    if is_polling:
        watches.append(FeedWatch(feeds, state.feed_states))
    if channels:
        watches.append(ChannelWatch(channels))
    if delivery is not None:
        watches.append(delivery)

    def text(notes: Sequence[Note], pulse: Pulse | None, operator: Operator) -> str:
        return operator_text(notes, pulse, Wording(operator.language), clock.now())

    async def operators() -> list[Operator]:
        return await find_operators(settings, state)

    async def pulse() -> Pulse:
        return await read_pulse(feeds, state, clock)

    return Rounds(
        troubles=state.troubles,
        watches=watches,
        operators=operators,
        speakers=speakers,
        words=text,
        pulse=pulse,
        clock=clock,
        worker=state.worker,
    )


async def find_operators(settings: Settings, state: State) -> list[Operator]:
    """The administrators in their private chats, the operators' channel, the terminal; each in its own language."""
    people = sorted(settings.admins | await state.access.holders("admin"))
    chats = [ChatRef(Platform(platform), person) for platform, _, person in (name.partition(":") for name in people)]
    if settings.slack_operators:
        chats.append(ChatRef(Platform.SLACK, settings.slack_operators))
    found = []
    for chat in (*chats, TERMINAL):
        known = await state.chats.get(chat)
        found.append(Operator(chat, known.settings.language if known else Language(settings.language)))
    return found


async def read_pulse(feeds: Mapping[FeedId, Feed], state: State, clock: Clock) -> Pulse:
    """What the last day was."""
    now = clock.now()
    states = [known for feed, known in (await state.feed_states.all()).items() if feed in feeds]
    newest = await state.events.latest(_LOOKED_AT)
    return Pulse(
        feeds=len(feeds),
        polled=sum(known.polled is not None and now - known.polled < _DAY for known in states),
        dark=sum(bool(known.trouble) for known in states),
        events=len(await state.events.open_since(now - _DAY)),
        last_alert=max((event.rung for event in newest if event.rung is not None), default=None),
    )
