"""Who asks in Slack, and what they may change: guests and Slack Connect strangers nothing.

What a channel follows is changed by people named in the bot's settings or invited, by workspace administrators, and by
whoever made the channel: Slack tells apps of no other channel managers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from slack_sdk.errors import SlackApiError

from bot.desk import Asker
from bot.model import Language, Platform
from bot.watch import log
from handlers.slack.refusals import SEND_ERRORS, error_name
from handlers.wording import clean

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Desk
    from bot.model import ChatRef

_log = log("slack")
_STRANGE: Final = ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
_ADMINISTERS: Final = ("is_admin", "is_owner", "is_primary_owner")


class Wish(Enum):
    """What a wish would do, and so what its person must be."""

    READ = "read"
    WORK = "work"  # on an event: a full member of the workspace
    CHANGE = "change"  # what a channel follows and how: a manager of it, or named


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as Slack knows them; without a permission where Slack did not answer."""

    name: str
    is_member: bool = False
    administers: bool = False


class People:
    """Asks Slack about people, each time anew: whoever left the newsroom an hour ago is no member any more."""

    def __init__(self, client: AsyncWebClient, desk: Desk) -> None:
        self._client, self._desk = client, desk

    async def asker(self, user: str, ref: ChatRef, title: str, wish: Wish) -> tuple[Asker, str]:
        """The person as the desk knows them, and what colleagues call them (the id where that is not needed)."""
        private = ref.id.startswith("D")
        asker = Asker(
            f"{Platform.SLACK}:{user}",
            ref,
            clean(title)[:120],
            private=private,
            may_change=False,
            language=Language(""),
        )
        if wish is Wish.READ:
            return asker, user
        person = await self._person(user)
        may = person.is_member and (wish is Wish.WORK or private or await self._manages(user, person, asker))
        return replace(asker, may_change=may), person.name

    async def _person(self, user: str) -> Person:
        try:
            found: dict[str, Any] = (await self._client.users_info(user=user))["user"]
        except SEND_ERRORS as error:
            _unknown(error)
            return Person(user)  # unknown is no permission
        profile = found.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or found.get("real_name") or user
        strange = any(found.get(mark) for mark in _STRANGE)
        return Person(clean(str(name))[:80], not strange, any(found.get(mark) for mark in _ADMINISTERS))

    async def _manages(self, user: str, person: Person, asker: Asker) -> bool:
        if person.administers or await self._desk.is_named(asker):
            return True
        try:
            answer = await self._client.conversations_info(channel=asker.chat.id)
        except SEND_ERRORS as error:
            _unknown(error)
            return False
        return bool((answer.get("channel") or {}).get("creator") == user)


def _unknown(error: BaseException) -> None:
    name = error_name(error) if isinstance(error, SlackApiError) else type(error).__name__
    _log.warning("person unknown", trouble=name)
