"""How much each platform takes, as limits that all workers share.

Windows are 50 ms longer than allowed, or 5 %: the pacer counts a call from up to 50 ms before its answer on, and so
more than nine tenths of the allowed rate are used while no window of the platform's is overfull.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.model import Platform
from bot.ports import Limit

if TYPE_CHECKING:
    from bot.model import ChatRef, Delivery

ALL: Final = "all"  # the limit that holds for the whole platform

_SECOND: Final = timedelta(seconds=1.05)
_MINUTE: Final = timedelta(seconds=63)

# Telegram Bot FAQ: about 30 a second overall, one a second in a chat, 20 a minute in a group; edits count.
_TELEGRAM_ALL: Final = Limit(ALL, 30, _SECOND)
# Slack: chat.postMessage one a second in a channel; chat.update 50 a minute (tier 3). Pauses of the whole go by ALL.
_SLACK_ALL: Final = Limit(ALL, 50, _SECOND)
_SLACK_EDITS: Final = Limit("chat.update", 50, _MINUTE)


def limits_of(delivery: Delivery) -> tuple[Limit, ...]:
    """The limits that a send of this delivery counts under; none for the terminal."""
    chat = delivery.chat.ref
    if chat.platform is Platform.TELEGRAM:
        return _telegram(chat)
    if chat.platform is Platform.SLACK:
        edits = (_SLACK_EDITS,) if delivery.receipt is not None else ()
        return (_SLACK_ALL, Limit(of_chat(chat), 1, _SECOND), *edits)
    return ()


def _telegram(chat: ChatRef) -> tuple[Limit, ...]:
    limits = (_TELEGRAM_ALL, Limit(of_chat(chat), 1, _SECOND))
    is_group = chat.id.startswith(("-", "@"))  # groups, supergroups and channels
    return (*limits, Limit(f"group:{chat.id}", 20, _MINUTE)) if is_group else limits


def of_chat(chat: ChatRef) -> str:
    """The name of a chat's own limit; its threads share it."""
    return f"chat:{chat.id}"
