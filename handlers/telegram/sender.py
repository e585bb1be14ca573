"""The way out to Telegram: sends, edits, and rings anew by a reply. Raises the SendFailed family and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bot.model import Action, Language, Platform, Reason, Receipt
from bot.taxonomy import severity
from handlers.telegram.bundle import render_bundle
from handlers.telegram.refusals import SEND_ERRORS, failure, is_not_modified
from handlers.telegram.render import TEXT_LIMIT, TelegramText, render_alert, render_ring
from handlers.wording import Wording, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiogram import Bot

    from bot.model import ChatRef, Delivery, Outlet, OutletId
    from bot.ports import Clock

TIMEOUT_S: Final = 20  # a healthy Bot API answers in well under a second
# A chat takes one message a second, and an edit is one: a reply right after it would be refused, again and again.
BETWEEN_TWO: Final = timedelta(seconds=1.05)
# A preview would push the alert's own words off the lock screen; the headline is linked anyway.
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class TelegramSender:
    """Sends alerts as one bot."""

    platform = Platform.TELEGRAM
    bundles = True  # tells of several events in one message

    def __init__(self, bot: Bot, outlets: Mapping[OutletId, Outlet], clock: Clock) -> None:
        self._bot, self._outlets, self._clock = bot, outlets, clock

    async def send(self, delivery: Delivery) -> Receipt:
        """The first message of an event, its edit, or a reply that rings anew (the first message is edited, too)."""
        alert, chat, receipt = delivery.alert, delivery.chat, delivery.receipt
        words = Wording(Language(chat.settings.language))
        if receipt is None and delivery.also:
            return await self._bundle(delivery, words)
        text = render_alert(alert, chat.settings, self._outlets, words)
        if receipt is None or (receipt.bundled and receipt.change < alert.event.changes):
            # A message that tells of several events is not edited for one of them: it is answered with the whole alert.
            to = receipt.message if receipt else ""
            message = await self._new(chat.ref, text, plain=delivery.plain, to=to, silent=not _sounds(delivery))
            return Receipt(chat.ref, alert.event.id, message, alert.event.changes, self._clock.now())
        if receipt.change >= alert.event.changes:
            return receipt  # a later change is shown there already
        await self._edit(chat.ref, receipt.message, text, plain=delivery.plain)
        if alert.action is Action.RING:
            await self._clock.sleep(BETWEEN_TWO)
            ring = render_ring(alert, chat.settings, self._outlets, words)
            reply = await self._new(
                chat.ref, ring, plain=delivery.plain, to=receipt.message, silent=not _sounds(delivery)
            )
            receipt = replace(receipt, replies=(*receipt.replies, reply))
        return replace(receipt, chat=chat.ref, change=alert.event.changes, at=self._clock.now())

    async def _bundle(self, delivery: Delivery, words: Wording) -> Receipt:
        now, alert = self._clock.now(), delivery.alert
        text = render_bundle(delivery, self._outlets, now, words)
        message = await self._new(delivery.chat.ref, text, plain=delivery.plain, silent=not _sounds(delivery))
        return Receipt(delivery.chat.ref, alert.event.id, message, alert.event.changes, now, bundled=True)

    async def find(self, delivery: Delivery) -> Receipt | None:  # noqa: ARG002  (the port's shape)
        """Telegram cannot tell whether a message arrived: always None."""
        return None

    async def say(self, chat: ChatRef, text: str) -> None:
        """Plain text to an operator."""
        await self._new(chat, TelegramText("", shorten(text, TEXT_LIMIT)), plain=True)

    async def _new(self, chat: ChatRef, text: TelegramText, *, plain: bool, to: str = "", silent: bool = False) -> str:
        """Send a message, perhaps as a reply; gives its id."""
        try:
            message = await self._bot.send_message(
                chat.id,
                text.plain if plain else text.html,
                message_thread_id=int(chat.thread) if chat.thread else None,
                parse_mode=None if plain else "HTML",
                link_preview_options=NO_PREVIEW,
                disable_notification=silent or None,
                reply_parameters=ReplyParameters(message_id=int(to), allow_sending_without_reply=True) if to else None,
                reply_markup=None if plain else keyboard(text),
                request_timeout=TIMEOUT_S,
            )
        except SEND_ERRORS as error:
            raise failure(error, chat, repeatable=False) from None  # the cause may hold the token
        return str(message.message_id)

    async def _edit(self, chat: ChatRef, message: str, text: TelegramText, *, plain: bool) -> None:
        try:
            await self._bot.edit_message_text(
                text.plain if plain else text.html,
                chat_id=chat.id,
                message_id=int(message),
                parse_mode=None if plain else "HTML",
                link_preview_options=NO_PREVIEW,
                reply_markup=None if plain else keyboard(text),
                request_timeout=TIMEOUT_S,
            )
        except SEND_ERRORS as error:
            if not is_not_modified(error):
                raise failure(error, chat, repeatable=True) from None


def _sounds(delivery: Delivery) -> bool:
    """Whether it makes a sound: it rings, and is severe enough for this chat. A test always sounds."""
    alert = delivery.alert
    loud = severity(alert.event.kind) >= delivery.chat.settings.sound_from or alert.reason is Reason.TEST
    return alert.action is Action.RING and loud


def keyboard(text: TelegramText) -> InlineKeyboardMarkup | None:
    """The buttons in aiogram's types; None if there are none."""
    rows = [
        [InlineKeyboardButton(text=k.label, url=k.url or None, callback_data=k.data or None) for k in row]
        for row in text.buttons
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None
