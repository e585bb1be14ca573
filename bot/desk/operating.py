"""The part of the desk for the bot's administrators: how it is, dead letters, a word to all chats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.values import BotStatus, FeedView
from bot.desk.working import Working
from bot.errors import BadRequest
from bot.model import NoteKind, Platform

if TYPE_CHECKING:
    from bot.desk.values import Asker
    from bot.model import Chat
    from bot.ports import DeadLetter

_LOOKED_BACK = 200  # events, for the last that rang


class Operating(Working):
    """For administrators alone."""

    async def status(self, asker: Asker) -> BotStatus:
        """Feeds in trouble, dead letters, the last ring: whether silence means that nothing happened."""
        await self._must_be_admin(asker)
        views = await self._feed_views()
        polled = [view.state.polled for view in views if view.state and view.state.polled]
        latest = await self._ports.events.latest(_LOOKED_BACK)
        rang = [event for event in latest if event.rung]
        return BotStatus(
            feeds=len(views),
            dark=tuple(view for view in views if view.state and view.state.trouble),
            last_poll=max(polled, default=None),
            last_ring=max(rang, key=lambda e: e.rung or e.opened, default=None),
            chats=sum([len(await self._ports.chats.on(platform)) for platform in Platform]),
            dead_letters=sum([len(await self._ports.outbox.dead(platform)) for platform in Platform]),
            corrections=len(await self._ports.daybook.waiting()),
        )

    async def feeds(self, asker: Asker) -> list[FeedView]:
        """All feeds in the order of feeds.yaml."""
        await self._must_be_admin(asker)
        return await self._feed_views()

    async def _feed_views(self) -> list[FeedView]:
        states = await self._ports.feed_states.all()
        return [FeedView(feed, states.get(feed.id)) for feed in self._house.feeds.values()]

    async def dead_letters(self, asker: Asker, platform: Platform) -> list[DeadLetter]:
        """What could not be delivered there, oldest first."""
        await self._must_be_admin(asker)
        return await self._ports.outbox.dead(platform)

    async def revive(self, asker: Asker, platform: Platform, ticket: str) -> None:
        """Try a dead letter again from its first attempt."""
        await self._must_be_admin(asker)
        if not await self._ports.outbox.revive(platform, ticket, self._ports.clock.now()):
            raise BadRequest("letter-unknown")
        await self._note(asker, NoteKind.REVIVED, text=ticket)

    async def audience(self, asker: Asker, platform: Platform) -> int:
        """How many chats of a platform a word to all reaches."""
        await self._must_be_admin(asker)
        return len(await self._ports.chats.on(platform))

    async def broadcast(self, asker: Asker, platform: Platform, text: str) -> list[Chat]:
        """Written down as said to all; gives the chats of a platform, for the channel to say it there."""
        await self._must_be_admin(asker)
        if not text.strip():
            raise BadRequest("broadcast-what")
        await self._note(asker, NoteKind.BROADCAST, text=text)
        return await self._ports.chats.on(platform)
