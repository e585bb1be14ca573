"""The part of the desk where news is worked: corrections, misses, claims, the handover."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.desk.serving import Serving
from bot.desk.values import Handover, Missed
from bot.desk.wishes import MOST, morning_due
from bot.errors import BadRequest
from bot.model import Claim, Entry, EntryId, EventId, FeedId, Language, NoteKind, OutletId, Work

if TYPE_CHECKING:
    from datetime import datetime

    from bot.desk.values import Asker
    from bot.matching import Explanation
    from bot.model import Chat, Event, Outlet, Platform, Receipt

CLAIM_LASTS: Final = timedelta(hours=4)
NIGHT: Final = timedelta(hours=12)
LOOK_BACK: Final = timedelta(days=14)  # as long as events stay open
_LINK: Final = re.compile(r"https?://\S+")
_DONE: Final = {Work.PUBLISHED: NoteKind.PUBLISHED, Work.DROPPED: NoteKind.DROPPED}
_OF_WORK: Final = {NoteKind.CLAIMED, NoteKind.RELEASED, NoteKind.PUBLISHED, NoteKind.DROPPED}
_LATE_NOTES: Final = 200
_LONGEST_URL: Final = 2000


class Working(Serving):
    """Corrections are written down here, and carried out by whoever holds the archive: see `Pipeline.correct`."""

    async def event_to_correct(self, asker: Asker, event: EventId) -> Event:
        """The event as it is; raises BadRequest unless the person may correct it."""
        await self._must_be_editor(asker)
        return await self.event(asker, event)

    async def call_false(self, asker: Asker, event: EventId, why: str = "") -> Event:
        """A false alarm: every message that was sent of it is amended. Gives the event as it was."""
        await self._must_be_editor(asker)
        found = await self.event(asker, event)
        await self._note(asker, NoteKind.FALSE_ALARM, event=found, text=why, waiting=True)
        return found

    async def merge(self, asker: Asker, kept: EventId, other: EventId, why: str = "") -> Event:
        """Two events are one: the first keeps the reports of both. Gives it as it was."""
        await self._must_be_editor(asker)
        one, two = await self.event(asker, kept), await self.event(asker, other)
        if one.id == two.id or one.merged_into or two.merged_into:
            raise BadRequest("merge-impossible")
        await self._note(asker, NoteKind.MERGED, event=one, other=two.id, text=why, waiting=True)
        return one

    async def mergeable(self, asker: Asker, event: Event) -> list[Event]:
        """Other late events of its countries, newest first: what it could be one with."""
        sides = {event.source, event.target}
        found = await self.latest(asker, str(MOST))
        return [e for e in found.events if e.id != event.id and {e.source, e.target} & sides and not e.false_alarm]

    async def split(self, asker: Asker, event: EventId, entries: tuple[EntryId, ...], why: str = "") -> Event:
        """The reports of these entries are another event. Gives the event as it was."""
        await self._must_be_editor(asker)
        found = await self.event(asker, event)
        listed = {report.entry for report in found.reports}
        if not entries or not set(entries) < listed:
            raise BadRequest("split-impossible")
        await self._note(asker, NoteKind.SPLIT, event=found, entries=entries, text=why, waiting=True)
        return found

    async def missed(self, asker: Asker, text: str) -> Missed:
        """A text or address that should have rung: kept as labelled data, with what is known of why it did not."""
        await self._must_be_admitted(asker)
        link = _LINK.search(text)
        url = link[0][:_LONGEST_URL] if link else ""
        words = " ".join(text.replace(link[0], " ").split() if link else text.split())
        if not (url or words):
            raise BadRequest("missed-what")
        event = await self._reported_at(url) if url else None
        outlet = self._outlet_of(url)
        explanation = self._explained(words, outlet) if words else None
        rules = tuple(m.rule for m in explanation.matches) if explanation else ()
        note = await self._note(asker, NoteKind.MISSED, event=event, text=words, url=url, rules=rules)
        return Missed(note, event, outlet, explanation)

    async def explained(self, asker: Asker, text: str) -> Explanation | None:
        """How matching reads these words; None in a process that has no rules."""
        await self._must_be_admitted(asker)
        return self._explained(text, None)

    async def _reported_at(self, url: str) -> Event | None:
        now, wanted = self._ports.clock.now(), _bare(url)
        async for event in self._ports.events.between(now - LOOK_BACK, now):
            if any(_bare(address) == wanted for r in event.reports for address in (r.url, *r.other_urls)):
                return event
        return None

    def _outlet_of(self, url: str) -> Outlet | None:
        try:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
        except ValueError:
            return None
        read = {feed.outlet for feed in self._house.feeds.values()}
        return next(
            (o for o in self.outlets.values() if o.id in read and any(_is_in(host, d) for d in o.domains)), None
        )

    def _explained(self, words: str, outlet: Outlet | None) -> Explanation | None:
        if self._house.explain is None:
            return None
        now = self._ports.clock.now()
        source = outlet.id if outlet else OutletId("desk")
        title, _, rest = words.partition(". ")
        entry = Entry(EntryId("missed"), FeedId("desk/missed"), source, title, rest, Language(""), "", now, now)
        return self._house.explain(entry)

    # claims

    async def claim(self, asker: Asker, event: EventId, name: str, lasting: timedelta = CLAIM_LASTS) -> Claim:
        """Work on an event. Gives the claim that holds: the asker's, or that of a colleague who was first."""
        found = await self._event_to_work(asker, event)
        now = self._ports.clock.now()
        claim = Claim(event, asker.user, name, asker.chat, now, now + lasting)
        held = await self._ports.claims.take(claim)
        if held == claim:
            await self._note(asker, NoteKind.CLAIMED, event=found)
        return held

    async def release(self, asker: Asker, event: EventId) -> Event:
        """Work on it no more; whoever works the desk may also release a colleague's claim."""
        found = await self._event_to_work(asker, event)
        await self._ports.claims.drop(event)
        await self._note(asker, NoteKind.RELEASED, event=found)
        return found

    async def set_work(self, asker: Asker, event: EventId, name: str, work: Work, url: str = "") -> Claim:
        """How far one is with it: published (with its address) or dropped. Gives the claim that holds."""
        found = await self._event_to_work(asker, event)
        now = self._ports.clock.now()
        claim = Claim(event, asker.user, name, asker.chat, now, now + CLAIM_LASTS, work, url[:_LONGEST_URL])
        held = await self._ports.claims.take(claim)
        if held == claim and work in _DONE:
            await self._note(asker, _DONE[work], event=found, url=claim.url)
        return held

    async def claim_of(self, asker: Asker, event: EventId) -> Claim | None:
        """The claim that holds now; None if nobody is at it."""
        await self._must_be_admitted(asker)
        claim = await self._ports.claims.get(event)
        return claim if claim and claim.until > self._ports.clock.now() else None

    async def handover(self, asker: Asker, span: timedelta = NIGHT) -> Handover:
        """What rang in that time of what the chat follows (of all, if it follows nothing), and who claimed what."""
        await self._must_be_admitted(asker)
        return await self.handed(await self.chat(asker), span)

    # what the messages of an event show, and what comes by itself; asked by the channels themselves

    async def handed(self, chat: Chat, span: timedelta = NIGHT) -> Handover:
        """The handover of a chat."""
        now = self._ports.clock.now()
        since, is_heard = now - span, await self._ear_of(chat)
        events = [e async for e in self._ports.events.between(since, now) if is_heard(e)]
        rang = tuple(e for e in reversed(events) if e.rung and e.rung >= since and e.merged_into is None)
        claims = tuple(c for c in await self._ports.claims.all() if c.until > since)
        shown = {event.id for event in rang}
        older = [await self._ports.events.get(c.event) for c in claims if c.event not in shown]
        return Handover(since, rang, claims, tuple(e for e in older if e is not None and is_heard(e)))

    async def mornings(self, platform: Platform) -> list[tuple[Chat, datetime]]:
        """The chats of a platform that want a handover by now, each with the time that it was due."""
        now = self._ports.clock.now()
        due = [(chat, morning_due(chat.settings, now)) for chat in await self._ports.chats.on(platform)]
        return [(chat, at) for chat, at in due if at is not None]

    async def may_bring(self, chat: Chat, due: datetime, worker: str, lasting: timedelta) -> bool:
        """Whether this worker is the one that brings the chat its handover of that time, so that it comes once."""
        return await self._ports.daybook.take_turn(f"{chat.ref}:{due.isoformat()}", worker, lasting)

    async def work_on(self, event: EventId) -> Claim | None:
        """The claim that holds, or what was published or dropped; None if nobody is at it."""
        claim = await self._ports.claims.get(event)
        lapsed = claim is not None and claim.work is Work.WORKING and claim.until <= self._ports.clock.now()
        return None if lapsed else claim

    async def worked_of_late(self, span: timedelta = timedelta(days=2)) -> dict[EventId, Claim | None]:
        """Events that somebody claimed, released or finished, with the claim as it was left, also one that lapsed."""
        since = self._ports.clock.now() - span
        claims = {claim.event: claim for claim in await self._ports.claims.all() if claim.until >= since}
        notes = await self._ports.daybook.newest(_LATE_NOTES)
        noted = {n.event: None for n in notes if n.event and n.at >= since and n.kind in _OF_WORK}
        return noted | claims

    async def messages_of(self, event: EventId, platform: Platform) -> list[tuple[Chat, Receipt]]:
        """The chats of a platform that an event was sent to, and what is known of the message there."""
        chats = await self._ports.chats.on(platform)
        receipts = await self._ports.outbox.receipts(event, [chat.ref for chat in chats])
        return [(chat, receipts[chat.ref]) for chat in chats if chat.ref in receipts]

    async def _event_to_work(self, asker: Asker, event: EventId) -> Event:
        await self._may_change(asker)
        return await self.event(asker, event)


def _bare(url: str) -> str:
    """An address without what does not tell articles apart: scheme, www, query of trackers, trailing slash."""
    return re.sub(r"^https?://(www\.)?", "", re.sub(r"[?#].*$", "", url)).rstrip("/").casefold()


def _is_in(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
