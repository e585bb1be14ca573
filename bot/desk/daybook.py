"""The part of the desk that keeps what people did: a note for every deed that others must be able to look up."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2s
from typing import TYPE_CHECKING, Final

from bot.desk.doors import ROLES, Doors
from bot.errors import BadRequest
from bot.model import Note, NoteKind

if TYPE_CHECKING:
    from bot.desk.values import Asker
    from bot.model import EntryId, Event, EventId, RuleId

INVITATION_LIFETIME: Final = timedelta(days=7)
_LONGEST_TEXT: Final = 2000


class Daybook(Doors):
    """Keeps notes, and lists them."""

    async def invite(self, asker: Asker, role: str = "member") -> str:
        """A one-time invitation. Raises BadRequest unless an administrator asks in private."""
        await self._must_be_admin(asker)
        if not asker.private:
            raise BadRequest("private-only")
        if self._house.rules.access == "list":
            raise BadRequest("no-invitations")
        if role not in ROLES:
            raise BadRequest("role-unknown", role=role)
        await self._note(asker, NoteKind.INVITED, text=role)
        return await self._ports.access.new_invitation(role, INVITATION_LIFETIME)

    async def audit(self, asker: Asker, count: int = 20) -> list[Note]:
        """What people did, newest first; for administrators."""
        await self._must_be_admin(asker)
        return await self._ports.daybook.newest(count)

    async def _note(
        self,
        asker: Asker,
        kind: NoteKind,
        *,
        event: Event | None = None,
        other: EventId | None = None,
        entries: tuple[EntryId, ...] = (),
        text: str = "",
        url: str = "",
        rules: tuple[RuleId, ...] = (),
        waiting: bool = False,
    ) -> Note:
        """Write it down, durably; of an event, with the rules that made it."""
        at = self._ports.clock.now()
        what = "\n".join((kind, at.isoformat(), asker.user, str(asker.chat), event.id if event else "", text, url))
        note = Note(
            id=blake2s(what.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest(),
            kind=kind,
            at=at,
            by=asker.user,
            chat=asker.chat,
            event=event.id if event else None,
            other=other,
            entries=entries,
            text=text[:_LONGEST_TEXT],
            url=url,
            rules=rules or (tuple(dict.fromkeys(r.match.rule for r in event.reports)) if event else ()),
        )
        await self._ports.daybook.add(note, waiting=waiting)
        return note
