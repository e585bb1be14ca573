"""Looks at the bot from outside: what is wrong now, as Troubles. Each watch answers for its own kinds alone."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.feeds.schedule import is_walled
from bot.model import Trouble, TroubleKind
from bot.watch import counters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bot.model import Feed, FeedId, FeedState, Platform
    from bot.ports import FeedStates

LEAST_FREE: Final = 256 * 1024 * 1024  # bytes; the state grows by less than that in a week
_ROOMY: Final = 2  # times as much is free again before it counts as over


class Watch(Protocol):
    """Something to look at."""

    @property
    def kinds(self) -> frozenset[TroubleKind]:
        """What it sees."""

    @property
    def reads_state(self) -> bool:
        """Whether it sees nothing while the state is away."""

    def answers_for(self, trouble: Trouble) -> bool:
        """Whether a trouble of its kinds that it does not see is over, as far as it can tell."""

    async def look(self) -> list[Trouble]:
        """What is wrong now."""


def feed_troubles(states: Mapping[FeedId, FeedState], feeds: Iterable[FeedId]) -> list[Trouble]:
    """Dark feeds, walls and moves among these feeds."""
    found = []
    for feed in feeds:
        state = states.get(feed)
        if state is None:
            continue
        if state.trouble:
            kind = TroubleKind.FEED_WALLED if is_walled(state) else TroubleKind.FEED_DARK
            found.append(Trouble(kind, feed, state.trouble))
        if state.url:
            found.append(Trouble(TroubleKind.FEED_MOVED, feed, state.url))
    return found


@dataclass(frozen=True)
class FeedWatch:
    """Looks at what the poller remembers of its feeds."""

    feeds: Mapping[FeedId, Feed]
    states: FeedStates
    kinds: frozenset[TroubleKind] = frozenset({TroubleKind.FEED_DARK, TroubleKind.FEED_WALLED, TroubleKind.FEED_MOVED})
    reads_state: bool = True

    def answers_for(self, _trouble: Trouble) -> bool:
        """A feed that is no longer listed has no trouble any more."""
        return True

    async def look(self) -> list[Trouble]:
        """Dark feeds, walls and moves."""
        return feed_troubles(await self.states.all(), self.feeds)


class HasTrouble(Protocol):
    """A channel that says what is wrong with it."""

    platform: Platform
    trouble: str


@dataclass(frozen=True)
class ChannelWatch:
    """Looks at the channels of this process."""

    channels: Sequence[HasTrouble]
    kinds: frozenset[TroubleKind] = frozenset({TroubleKind.CHANNEL_TROUBLE})
    reads_state: bool = False

    def answers_for(self, trouble: Trouble) -> bool:
        """Another process may have the channel."""
        return trouble.about in {channel.platform for channel in self.channels}

    async def look(self) -> list[Trouble]:
        """What each channel says."""
        kind = TroubleKind.CHANNEL_TROUBLE
        return [Trouble(kind, channel.platform, channel.trouble) for channel in self.channels if channel.trouble]


class CountsDeadLetters(Protocol):
    """What is needed of the store."""

    async def dead_letters(self, platform: Platform) -> int:
        """How many wait."""

    async def unreadable(self, platform: Platform) -> int:
        """How many damaged entries were set aside."""


@dataclass
class DeliveryWatch:
    """Remembers what the couriers told, and sees when it is over: letters retried, a message sent again."""

    platforms: Sequence[Platform]
    letters: CountsDeadLetters
    kinds: frozenset[TroubleKind] = frozenset(
        {TroubleKind.DEAD_LETTERS, TroubleKind.UNREADABLE, TroubleKind.CHANNEL_BROKEN, TroubleKind.CHAT_GONE}
    )
    reads_state: bool = True
    _heard: dict[str, Trouble] = field(default_factory=dict)
    _sent: dict[str, int] = field(default_factory=dict)  # messages sent on a platform when it was last found broken

    def tell(self, trouble: Trouble) -> None:
        """A courier found this. Of dead letters the first is told, until none waits."""
        self._heard.setdefault(trouble.key, trouble)
        self._sent[trouble.about] = _sent_on(trouble.about)

    def answers_for(self, trouble: Trouble) -> bool:
        """After a restart nothing is known of a platform until something was sent there."""
        if trouble.kind is TroubleKind.CHANNEL_BROKEN:
            return trouble.about in self.platforms and _sent_on(trouble.about) > self._sent.get(trouble.about, 0)
        return trouble.about in self.platforms

    async def look(self) -> list[Trouble]:
        """What was told and is not over yet."""
        for platform in self.platforms:
            self._count(TroubleKind.DEAD_LETTERS, platform, await self.letters.dead_letters(platform))
            damaged = await self.letters.unreadable(platform)
            self._count(TroubleKind.UNREADABLE, platform, damaged, sentence=str(damaged))
            if _sent_on(platform) > self._sent.get(platform, 0):
                self._heard.pop(f"{TroubleKind.CHANNEL_BROKEN}:{platform}", None)
        heard = list(self._heard.values())
        for trouble in heard:
            if trouble.kind is TroubleKind.CHAT_GONE:
                del self._heard[trouble.key]  # news: told once
        return heard

    def _count(self, kind: TroubleKind, platform: Platform, waiting: int, sentence: str = "") -> None:
        trouble = Trouble(kind, platform, sentence)
        if waiting:
            self._heard.setdefault(trouble.key, trouble)
        else:
            self._heard.pop(trouble.key, None)


def _sent_on(platform: str) -> int:
    return counters[f"delivery.sent.{platform}"]


@dataclass
class DiskWatch:
    """Looks at the room that is left where the data lies."""

    folder: Path
    least: int = LEAST_FREE
    kinds: frozenset[TroubleKind] = frozenset({TroubleKind.DISK_FULL})
    reads_state: bool = False
    _is_low: bool = False

    def answers_for(self, trouble: Trouble) -> bool:
        """Another machine has another disk."""
        return trouble.about == str(self.folder)

    async def look(self) -> list[Trouble]:
        """Too little room; that stays so until there is twice as much."""
        free = await asyncio.to_thread(_free, self.folder)
        self._is_low = free < self.least * (_ROOMY if self._is_low else 1)
        if not self._is_low:
            return []
        # In steps, so that the words do not change with each look.
        return [Trouble(TroubleKind.DISK_FULL, str(self.folder), f"less than {_step_mb(free)} MB are free")]


def _free(folder: Path) -> int:
    return shutil.disk_usage(next(p for p in (folder, *folder.absolute().parents) if p.exists())).free


def _step_mb(free: int) -> int:
    return next((step for step in (16, 64, 256, 1024) if free < step * 1024 * 1024), 4096)
