"""The part of the desk that keeps how a chat wants to be served: settings, mutes, quiet hours, digests."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.desk.reading import Reading
from bot.desk.values import ChatExport
from bot.errors import BadRequest
from bot.model import Chat, ChatSettings, Digest, EventId, Morning, Mute, MuteOf, QuietHours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from bot.desk.values import Asker
    from bot.model import Country, Event, Language, Ownership, Topic
    from bot.taxonomy import Kind

_T = TypeVar("_T")
_MUTED_EVENTS: Final = 100  # a chat's oldest muted events fall out: they have ended long since
_MOST_MUTES: Final = 200
_SILENT: Final = 6  # above every severity
_EXPORTED_NOTES: Final = 1000


class Serving(Reading):
    """Settings of a chat."""

    @property
    def feed_languages(self) -> list[Language]:
        """The languages of the feeds of the house, the most used first."""
        used = Counter(feed.language for feed in self._house.feeds.values())
        return [language for language, _ in used.most_common()]

    async def settings(self, asker: Asker) -> Chat:
        """The chat with its settings."""
        await self._must_be_admitted(asker)
        return await self.chat(asker)

    # mutes

    async def mute_event(self, asker: Asker, event: EventId, span: timedelta | None = None) -> Event:
        """No more of this event in this chat; for a time, if one is given."""
        found = await self.event(asker, event)
        chat = await self._may_change(asker)
        if span is not None:
            await self.mute_for(asker, MuteOf.EVENT, event, span)
            return found
        muted = (*(e for e in chat.settings.muted_events if e != event), event)[-_MUTED_EVENTS:]
        await self._store(chat, replace(chat.settings, muted_events=muted))
        return found

    async def mute(self, asker: Asker, *, kind: Kind | None = None, country: Country | None = None) -> ChatSettings:
        """No more alerts of a kind or about a country in this chat."""
        chat = await self._may_change(asker)
        settings = chat.settings
        kinds, countries = _with(settings.muted_kinds, kind), _with(settings.muted_countries, country)
        return await self._store(chat, replace(settings, muted_kinds=kinds, muted_countries=countries))

    async def mute_for(self, asker: Asker, of: MuteOf, value: str, span: timedelta) -> Mute:
        """No alerts of an event, a kind, a country or ordinary crime (value "") until the span is over."""
        chat = await self._may_change(asker)
        now = self._ports.clock.now()
        mute = Mute(of, value, now + span)
        others = (m for m in chat.settings.mutes if (m.of, m.value) != (of, value) and m.until > now)
        await self._store(chat, replace(chat.settings, mutes=(*others, mute)[-_MOST_MUTES:]))
        return mute

    async def unmute(self, asker: Asker, of: MuteOf | None = None, value: str = "") -> ChatSettings:
        """Hear it again: everything, or one event, kind, country or ordinary crime."""
        chat = await self._may_change(asker)
        settings = chat.settings
        if of is None:
            bare = replace(settings, muted_kinds=(), muted_countries=(), muted_events=(), mutes=())
            return await self._store(chat, replace(bare, mute_ordinary_crime=False))
        left = replace(
            settings,
            mutes=tuple(m for m in settings.mutes if (m.of, m.value) != (of, value)),
            muted_kinds=_without(settings.muted_kinds, value if of is MuteOf.KIND else ""),
            muted_countries=_without(settings.muted_countries, value if of is MuteOf.COUNTRY else ""),
            muted_events=_without(settings.muted_events, value if of is MuteOf.EVENT else ""),
            mute_ordinary_crime=settings.mute_ordinary_crime and of is not MuteOf.CRIME,
        )
        return await self._store(chat, left)

    # one setting each

    async def set_language(self, asker: Asker, language: Language) -> ChatSettings:
        """Speak this language in this chat; the channel offers only those that it has."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, language=language))

    async def set_time_zone(self, asker: Asker, zone: str) -> ChatSettings:
        """Tell times in this zone ("Asia/Baku")."""
        chat = await self._may_change(asker)
        named = {name.casefold(): name for name in zoneinfo.available_timezones()}.get(zone.strip().casefold())
        if named is None:
            raise BadRequest("zone-unknown", zone=zone[:40])
        return await self._store(chat, replace(chat.settings, time_zone=named))

    async def set_min_severity(self, asker: Asker, severity: int) -> ChatSettings:
        """Ring only from this severity on."""
        chat = await self._may_change(asker)
        if severity not in range(1, 6):
            raise BadRequest("severity-unknown")
        return await self._store(chat, replace(chat.settings, min_severity=severity))

    async def set_sound_from(self, asker: Asker, severity: int) -> ChatSettings:
        """Make a sound from this severity on; 6: never."""
        chat = await self._may_change(asker)
        if severity not in range(1, _SILENT + 1):
            raise BadRequest("severity-unknown")
        return await self._store(chat, replace(chat.settings, sound_from=severity))

    async def set_mute_ordinary_crime(self, asker: Asker, *, muted: bool) -> ChatSettings:
        """Leave out ordinary crime, such as a tourist's theft."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, mute_ordinary_crime=muted))

    async def set_edits(self, asker: Asker, *, wanted: bool) -> ChatSettings:
        """Whether sent alerts grow silently."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, edits=wanted))

    async def set_outlet_languages(self, asker: Asker, languages: Iterable[Language]) -> ChatSettings:
        """Only events that an outlet of one of these languages reports; none: of all."""
        chat = await self._may_change(asker)
        known = {feed.language for feed in self._house.feeds.values()}
        wanted = tuple(dict.fromkeys(languages))
        if strange := [language for language in wanted if language not in known]:
            raise BadRequest("outlet-language-unknown", language=strange[0][:20], known=", ".join(sorted(known)))
        return await self._store(chat, replace(chat.settings, languages=wanted))

    async def set_ownerships(self, asker: Asker, ownerships: Iterable[Ownership]) -> ChatSettings:
        """Only events that outlets of these owners report; none: of all."""
        chat = await self._may_change(asker)
        return await self._store(chat, replace(chat.settings, ownerships=tuple(dict.fromkeys(ownerships))))

    async def set_quiet(self, asker: Asker, hours: tuple[int, int] | None, breaks: int | None = None) -> ChatSettings:
        """Hold alerts between these minutes after midnight of the chat's zone; None ends it.

        `breaks`: the severity that rings all the same, 6 for none; None keeps what is set.
        """
        chat = await self._may_change(asker)
        old = chat.settings.quiet
        if breaks is not None and breaks not in range(1, _SILENT + 1):
            raise BadRequest("severity-unknown")
        through = breaks if breaks is not None else old.breaks if old else QuietHours(0, 0).breaks
        quiet = QuietHours(*hours, through) if hours else None
        return await self._store(chat, replace(chat.settings, quiet=quiet))

    async def set_digest(self, asker: Asker, words: str, *, instant: bool, at: int | None = None) -> Topic:
        """Bundle a topic each hour (`at` None) or daily at that minute after midnight; or ring at once again."""
        chat = await self._may_change(asker)
        topic = await self._meant(asker, words)
        if topic.id not in chat.topics:
            raise BadRequest("not-followed", topic=topic.name(chat.settings.language))
        others = tuple(d for d in chat.settings.digests if d.topic != topic.id)
        digests = others if instant else (*others, Digest(topic.id, at))
        await self._store(chat, replace(chat.settings, digests=digests))
        return topic

    async def set_morning(self, asker: Asker, at: int | None) -> ChatSettings:
        """Bring the handover each day at that minute after midnight of the chat's zone; None ends it."""
        chat = await self._may_change(asker)
        if at is not None and not chat.topics:
            raise BadRequest("digest-none")
        morning = Morning(at, self._ports.clock.now()) if at is not None else None
        return await self._store(chat, replace(chat.settings, morning=morning))

    # the whole of it

    async def export(self, asker: Asker) -> ChatExport:
        """All that is kept of the chat."""
        await self._may_change(asker)
        notes = await self._ports.daybook.newest(_EXPORTED_NOTES)
        mine = tuple(note for note in notes if note.chat == asker.chat)
        return ChatExport(await self.chat(asker), tuple(await self.own_topics(asker)), mine)


def _with(items: tuple[_T, ...], item: _T | None) -> tuple[_T, ...]:
    return items if item is None or item in items else (*items, item)


def _without(items: tuple[_T, ...], item: str) -> tuple[_T, ...]:
    return tuple(i for i in items if i != item)
