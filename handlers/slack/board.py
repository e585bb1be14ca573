"""Shows who works on an event: in the message of every channel that has it, and as a line in its thread.

The claim itself is stored before; here messages follow it. `catch_up` compares them again each minute, and so a claim
that lapsed is let go, and what a restart or a refusal left undone is made good.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.errors import ChannelBroken, TryLater
from bot.model import Platform
from bot.watch import log
from handlers.slack.refusals import SEND_ERRORS, failure
from handlers.slack.worked import mark, shown, told, with_work
from handlers.wording import Wording

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Desk
    from bot.model import Chat, ChatRef, Claim, EventId, Receipt
    from bot.ports import Clock
    from handlers.slack.render import SlackText

_log = log("slack")


class Board:
    """Keeps what messages show of claims equal to the claims. One message is changed at a time."""

    def __init__(self, client: AsyncWebClient, desk: Desk, clock: Clock) -> None:
        self._client, self._desk, self._clock = client, desk, clock
        self._known: dict[EventId, str] = {}  # the mark that all messages of an event show
        self._told: dict[tuple[EventId, ChatRef], str] = {}  # and the mark that a thread was told last
        self._turn = asyncio.Lock()

    async def catch_up(self) -> None:
        """Whatever messages do not show yet."""
        for event, left in (await self._desk.worked_of_late()).items():
            claim = await self._desk.work_on(event)
            if self._known.get(event) != mark(claim):
                await self._show(event, left if claim is None else None, anew=False)

    async def show(self, event: EventId) -> None:
        """What was just done: also told in threads where the message shows it already."""
        await self._show(event, None, anew=True)

    async def _show(self, event: EventId, lapsed: Claim | None, *, anew: bool) -> None:
        async with self._turn:
            claim = await self._desk.work_on(event)
            done = True
            for chat, receipt in await self._desk.messages_of(event, Platform.SLACK):
                done &= await self._show_in(chat, receipt, claim, lapsed, anew=anew)
            if done:
                self._known[event] = mark(claim)

    async def _show_in(
        self, chat: Chat, receipt: Receipt, claim: Claim | None, lapsed: Claim | None, *, anew: bool
    ) -> bool:
        """Whether the channel needs no further try."""
        try:
            await self._change(chat, receipt, claim, lapsed, anew=anew)
        except SEND_ERRORS as error:
            made = failure(error, chat.ref, repeatable=True)
            _log.warning("a claim is not shown", trouble=str(made))
            return not isinstance(made, TryLater | ChannelBroken)
        return True

    async def _change(
        self, chat: Chat, receipt: Receipt, claim: Claim | None, lapsed: Claim | None, *, anew: bool
    ) -> None:
        words, zone, now = Wording(chat.settings.language), chat.settings.time_zone, self._clock.now()
        # A message that tells of several events is answered, never edited.
        message = {} if receipt.bundled else await self._message(chat, receipt)
        blocks = message.get("blocks") or []
        changed = with_work(blocks, claim, receipt.event, zone, now, words)
        stale = shown(changed) == mark(claim) != shown(blocks)
        place = receipt.event, chat.ref
        if (stale or anew) and self._told.get(place) != mark(claim):
            # The thread first: if the message is not changed then, the next look finds it so.
            await self._tell(chat, receipt, told(claim, lapsed, zone, now, words))
            self._told[place] = mark(claim)
        if stale:
            await self._client.chat_update(
                channel=chat.ref.id,
                ts=receipt.message,
                text=str(message.get("text", "")),
                blocks=changed,
                metadata=message.get("metadata"),
                unfurl_links=False,
            )

    async def _message(self, chat: Chat, receipt: Receipt) -> dict[str, Any]:
        """The message as it is now; empty if it is gone."""
        ts, channel = receipt.message, chat.ref.id
        only: dict[str, Any] = {"latest": ts, "oldest": ts, "inclusive": True, "include_all_metadata": True}
        if chat.ref.thread:
            answer = await self._client.conversations_replies(channel=channel, ts=chat.ref.thread, **only)
        else:
            answer = await self._client.conversations_history(channel=channel, limit=1, **only)
        return next((m for m in answer.get("messages") or () if m.get("ts") == ts), {})

    async def _tell(self, chat: Chat, receipt: Receipt, text: SlackText) -> None:
        await self._client.chat_postMessage(
            channel=chat.ref.id,
            thread_ts=chat.ref.thread or receipt.message,
            text=text.text,
            blocks=list(text.blocks),
            unfurl_links=False,
            unfurl_media=False,
        )
