"""The way out to Slack: posts, updates in place, tells the thread what is new, rings anew there.

Raises the SendFailed family only.

Every message carries metadata with its event and change, so that a doubtful one can be looked up before it is repeated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.model import Action, Platform, Receipt
from handlers.slack.bundle import render_bundle
from handlers.slack.refusals import SEND_ERRORS, failure, is_scope_missing
from handlers.slack.render import (
    METADATA_TYPE,
    TEXT_LIMIT,
    SlackText,
    esc,
    metadata,
    render_alert,
    render_growth,
    render_ring,
)
from handlers.slack.worked import with_work
from handlers.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.model import Alert, Chat, ChatRef, Claim, Delivery, EventId, Outlet, OutletId
    from bot.ports import Clock

    WorkOn = Callable[[EventId], Awaitable[Claim | None]]

_LOOK_BACK: Final = timedelta(minutes=10)  # clocks differ; an alert is never older than its own announcement
_LOOKED_AT: Final = 100  # messages


class SlackSender:
    """Sends alerts as one app."""

    platform = Platform.SLACK
    bundles = True  # tells of several events in one message

    def __init__(
        self, client: AsyncWebClient, outlets: Mapping[OutletId, Outlet], clock: Clock, work_on: WorkOn
    ) -> None:
        self._client, self._outlets, self._clock, self._work_on = client, outlets, clock, work_on

    async def send(self, delivery: Delivery) -> Receipt:
        """The root message of an event, its update, or a reply that rings anew (the root is updated, too)."""
        alert, chat, receipt = delivery.alert, delivery.chat, delivery.receipt
        words = Wording(chat.settings.language)
        if receipt is None and delivery.also:
            return await self._bundle(delivery, words)
        if receipt is not None and receipt.bundled and receipt.change < alert.event.changes:
            receipt = None  # a message that tells of several events is not edited for one of them: it gets its own
        text = _form(await self._root(alert, chat, words), plain=delivery.plain)
        if receipt is None:
            ts = await self._post(chat.ref, text, alert, thread=chat.ref.thread)
            return Receipt(chat.ref, alert.event.id, ts, alert.event.changes, self._clock.now())
        if receipt.change >= alert.event.changes:
            return receipt  # a later change is shown there already
        await self._update(chat.ref, receipt.message, text, alert)
        if alert.action is Action.RING:
            ring = _form(render_ring(alert, chat.settings, self._outlets, words), plain=delivery.plain)
            reply = await self._post(chat.ref, ring, alert, thread=chat.ref.thread or receipt.message, loud=True)
            receipt = replace(receipt, replies=(*receipt.replies, reply))
        elif growth := render_growth(alert, receipt, chat.settings, self._outlets, words):
            await self._tell(delivery, receipt, growth)
        return replace(receipt, chat=chat.ref, change=alert.event.changes, at=self._clock.now())

    async def _bundle(self, delivery: Delivery, words: Wording) -> Receipt:
        now, alert, ref = self._clock.now(), delivery.alert, delivery.chat.ref
        text = _form(render_bundle(delivery, self._outlets, now, words), plain=delivery.plain)
        ts = await self._post(ref, text, alert, thread=ref.thread)
        return Receipt(ref, alert.event.id, ts, alert.event.changes, now, bundled=True)

    async def _root(self, alert: Alert, chat: Chat, words: Wording) -> SlackText:
        """The alert with who works on it."""
        text = render_alert(alert, chat.settings, self._outlets, words)
        claim = await self._work_on(alert.event.id)
        zone, now = chat.settings.time_zone, self._clock.now()
        return SlackText(text.text, tuple(with_work(text.blocks, claim, alert.event.id, zone, now, words)))

    async def _tell(self, delivery: Delivery, receipt: Receipt, growth: SlackText) -> None:
        """One line in the thread, unless an earlier try of the same edit left it there."""
        if delivery.attempt > 1 and await self.find(delivery):
            return
        text = _form(growth, plain=delivery.plain)
        ref = delivery.chat.ref
        await self._post(ref, text, delivery.alert, thread=ref.thread or receipt.message)

    async def find(self, delivery: Delivery) -> Receipt | None:
        """The receipt of a doubtful message if it is there; asks the channel's (or thread's) newest messages."""
        alert = delivery.alert
        receipt = delivery.receipt if delivery.receipt and not delivery.receipt.bundled else None
        thread = delivery.chat.ref.thread or (receipt.message if receipt else "")
        oldest = f"{(alert.at - _LOOK_BACK).timestamp():.6f}"
        wanted: dict[str, Any] = {"channel": delivery.chat.ref.id, "oldest": oldest, "limit": _LOOKED_AT}
        wanted["include_all_metadata"] = True
        try:
            if thread:
                found = await self._client.conversations_replies(ts=thread, **wanted)
            else:
                found = await self._client.conversations_history(**wanted)
        except SEND_ERRORS as error:
            if is_scope_missing(error):
                return None  # the workspace did not grant the history: it cannot tell
            raise failure(error, delivery.chat.ref, repeatable=True) from None
        root = receipt.message if receipt else ""
        ts = _of_this_change(found.get("messages") or (), alert, root)
        if not ts:
            return None
        if receipt is None:
            told = Receipt(delivery.chat.ref, alert.event.id, ts, alert.event.changes, self._clock.now())
            return replace(told, bundled=bool(delivery.also))
        return replace(
            receipt,
            chat=delivery.chat.ref,
            change=alert.event.changes,
            replies=(*receipt.replies, ts),
            at=self._clock.now(),
        )

    async def say(self, chat: ChatRef, text: str) -> None:
        """Plain text to a channel, or to a person by the id (Slack opens the direct message)."""
        try:
            await self._client.chat_postMessage(
                channel=chat.id, text=esc(text, TEXT_LIMIT), mrkdwn=False, unfurl_links=False, unfurl_media=False
            )
        except SEND_ERRORS as error:
            raise failure(error, chat, repeatable=False) from None

    async def _post(self, chat: ChatRef, text: SlackText, alert: Alert, *, thread: str, loud: bool = False) -> str:
        """Post a message, perhaps in a thread and from there to the channel (`loud`); gives its ts."""
        placed: dict[str, Any] = {"thread_ts": thread, "reply_broadcast": loud} if thread else {}
        try:
            answer = await self._client.chat_postMessage(
                channel=chat.id,
                text=text.text,
                blocks=list(text.blocks) or None,
                metadata=metadata(alert),
                unfurl_links=False,
                unfurl_media=False,
                **placed,
            )
            return str(answer["ts"])
        except SEND_ERRORS as error:
            raise failure(error, chat, repeatable=False) from None

    async def _update(self, chat: ChatRef, message: str, text: SlackText, alert: Alert) -> None:
        try:
            # An empty list takes the blocks away; None would leave the old ones beside the new text.
            await self._client.chat_update(
                channel=chat.id,
                ts=message,
                text=text.text,
                blocks=list(text.blocks),
                metadata=metadata(alert),
                unfurl_links=False,
            )
        except SEND_ERRORS as error:
            raise failure(error, chat, repeatable=True) from None


def _form(text: SlackText, *, plain: bool) -> SlackText:
    """As it is, or without the blocks that Slack refused."""
    return SlackText(text.text) if plain else text


def _of_this_change(messages: Iterable[dict[str, Any]], alert: Alert, root: str) -> str:
    """The ts of a message that is marked with this event and change; empty if none is.

    The root of a thread does not count: it was updated to the change before the reply was tried.
    """
    for message in messages:
        mark = message.get("metadata") or {}
        payload = mark.get("event_payload") or {}
        if mark.get("event_type") != METADATA_TYPE or payload.get("event") != alert.event.id:
            continue
        if payload.get("change") == alert.event.changes and message.get("ts") != root:
            return str(message.get("ts", ""))
    return ""
