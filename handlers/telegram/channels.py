"""A channel, or a group, served from the private chat of its administrator: `/channel @name subscribe az-ru`.

Nothing is bound: each wish names its channel, and each tap carries it, so that what an administrator may do is asked
anew every time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.errors import BadRequest
from handlers.telegram import answers
from handlers.telegram.render import Button, TelegramText, button_rows

if TYPE_CHECKING:
    from handlers.telegram.house import Ask, House
    from handlers.wording import Wording

ELSEWHERE: Final = "at"  # the verb of a button that is about another chat: at:<chat>:<verb>:<args>
# What makes no sense from afar: it answers the person, or belongs to a message.
HERE_ALONE: Final = frozenset({"start", "channel", "invite", "broadcast", "cancel"})


async def channel(house: House, ask: Ask) -> TelegramText:
    """Which channel? With a key to choose one; the name is the same for all further commands."""
    if not ask.asker.private:
        raise BadRequest("private-only")
    await house.desk.settings(ask.asker)  # an outsider learns nothing
    if ask.args:
        raise BadRequest("channel-not-yours", name=ask.args.split()[0][:60])
    text = answers.plain(ask.words.text("channel-how", example="/channel @my_channel"))
    return replace(text, choose_channel=ask.words.text("channel-pick"))


def titled(text: TelegramText, title: str, name: str, words: Wording) -> TelegramText:
    """The answer about a channel, with its title above."""
    head = answers.plain(words.text("channel-title", title=title, example=f"/channel {name} settings"))
    return answers.above(head, text)


def carried(text: TelegramText, chat: str) -> TelegramText:
    """The same with buttons that are about that chat."""
    rows = [[_carried(button, chat) for button in row] for row in text.buttons]
    return replace(text, buttons=button_rows(*rows))


def _carried(button: Button, chat: str) -> Button:
    return replace(button, data=f"{ELSEWHERE}:{chat}:{button.data}") if button.data else button
