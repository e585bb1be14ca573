"""A test alert: asked for by a chat, sent the whole way, about nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from bot.desk.operating import Operating
from bot.model import (
    UNNAMED,
    Action,
    Alert,
    EntryId,
    Event,
    EventId,
    FeedId,
    Headline,
    Language,
    Match,
    OutletId,
    Reason,
    Report,
    RuleId,
    Standing,
    Status,
)
from bot.taxonomy import KINDS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.desk.values import Asker
    from bot.model import ChatRef


class Trial(Operating):
    """Tests of the way to a chat."""

    async def test(self, asker: Asker, headline: str, sentence: str) -> Alert:
        """Send a marked alert through the whole way to this chat; it names no country."""
        chat = await self._may_change(asker)
        if await self._ports.chats.get(asker.chat) is None:
            await self._ports.chats.put(chat)  # so that the alert comes in the language of who asked
        alert = alert_for_test(asker.chat, headline, sentence, self._ports.clock.now())
        await self._ports.outbox.put(alert)
        return alert


def alert_for_test(chat: ChatRef, headline: str, sentence: str, now: datetime) -> Alert:
    """An alert that says that it is a test, with no country in it, for this chat alone."""
    digest = hashlib.blake2s(f"{chat} {now.isoformat()}".encode(), digest_size=8).hexdigest()
    entry, kind = EntryId(f"test-{digest}"), Kind("ambassador_summoned")
    assert kind in KINDS
    match = Match(kind, UNNAMED, UNNAMED, Status.REPORTED, sentence, (), RuleId("test"))
    report = Report(
        entry=entry,
        feed=FeedId("tocsin/test"),
        outlet=OutletId("tocsin"),
        origin="test",
        url="",
        headlines=(Headline(headline, now),),
        language=Language("en"),
        published=now,
        seen=now,
        match=match,
    )
    event = Event(
        id=EventId(f"test-{digest}"),
        kind=kind,
        source=UNNAMED,
        target=UNNAMED,
        status=Status.REPORTED,
        standing=Standing.ONE_OUTLET,
        opened=now,
        happened=now,
        changed=now,
        reports=(report,),
        rung=now,
    )
    return Alert(event, Action.RING, Reason.TEST, now, lead=entry, only=chat)
