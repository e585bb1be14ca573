"""Brings each channel that asked for it the handover of the morning, once a day.

A message is marked with the time that it was due, and the channel is looked at for that mark before one is posted, so
that a restart repeats none. Of several workers one brings it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from bot.desk import NIGHT
from bot.errors import ChatGone, MessageRefused
from bot.model import Platform
from bot.watch import count, log
from handlers.slack import findings
from handlers.slack.refusals import SEND_ERRORS, failure, is_scope_missing
from handlers.wording import Wording

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Desk
    from bot.model import Chat, ChatRef
    from bot.ports import Clock

_log = log("slack")
_TYPE: Final = "tocsin_handover"
_LOOKED_AT: Final = 100  # messages
_TRYING: Final = timedelta(minutes=2)  # a worker that dies while it posts holds the others up no longer
_BROUGHT: Final = timedelta(days=1)  # after that a handover is too late to come at all


class Shift:
    """Handovers that come by themselves."""

    def __init__(self, client: AsyncWebClient, desk: Desk, clock: Clock) -> None:
        self._client, self._desk, self._clock = client, desk, clock
        self._worker = uuid4().hex
        self._done: dict[ChatRef, datetime] = {}

    async def catch_up(self) -> None:
        """Whatever is due and not there yet; what cannot be posted now is tried again at the next look."""
        for chat, due in await self._desk.mornings(Platform.SLACK):
            if self._done.get(chat.ref) == due:
                continue
            try:
                if not await self._is_there(chat, due):
                    if not await self._desk.may_bring(chat, due, self._worker, _TRYING):
                        continue
                    await self._post(chat, due)
                    await self._desk.may_bring(chat, due, self._worker, _BROUGHT)
            except SEND_ERRORS as error:
                made = failure(error, chat.ref, repeatable=False)
                _log.warning("a handover is not posted", trouble=str(made))
                if not isinstance(made, ChatGone | MessageRefused):
                    continue
            self._done[chat.ref] = due

    async def _post(self, chat: Chat, due: datetime) -> None:
        words, now = Wording(chat.settings.language), self._clock.now()
        text = findings.handover(await self._desk.handed(chat), NIGHT, chat, now, words)
        await self._client.chat_postMessage(
            channel=chat.ref.id,
            text=text.text,
            blocks=list(text.blocks),
            metadata={"event_type": _TYPE, "event_payload": {"due": due.isoformat()}},
            unfurl_links=False,
            unfurl_media=False,
            thread_ts=chat.ref.thread or None,
        )
        count("slack.handovers")

    async def _is_there(self, chat: Chat, due: datetime) -> bool:
        oldest = f"{due.timestamp():.6f}"
        wanted: dict[str, Any] = {"channel": chat.ref.id, "oldest": oldest, "limit": _LOOKED_AT}
        wanted["include_all_metadata"] = True
        try:
            if chat.ref.thread:
                found = await self._client.conversations_replies(ts=chat.ref.thread, **wanted)
            else:
                found = await self._client.conversations_history(**wanted)
        except SEND_ERRORS as error:
            if is_scope_missing(error):
                return False  # the workspace did not grant the history: it cannot tell
            raise
        marks = [message.get("metadata") or {} for message in found.get("messages") or ()]
        return any(m.get("event_type") == _TYPE and m.get("event_payload") == {"due": due.isoformat()} for m in marks)
