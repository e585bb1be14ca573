"""Who may ask the desk what."""

from __future__ import annotations

import math
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.desk.values import Asker, House, Ports, Welcome
from bot.errors import BadRequest
from bot.model import Chat, ChatSettings
from bot.ports import Limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.model import ChatRef, Outlet, OutletId

FIRST_CODE_LIFETIME: Final = timedelta(days=1)
ROLES: Final = ("member", "admin")
# A command asks the desk one to three times. Nobody types that fast; a script that guesses invitations does.
ASKS_WITHIN: Final = timedelta(minutes=1)
ASKS_OF_A_PERSON: Final = 60
ASKS_OF_A_CHAT: Final = 180


class Doors:
    """The part of the desk that admits people and chats."""

    def __init__(self, ports: Ports, house: House) -> None:
        self._ports, self._house = ports, house

    @property
    def outlets(self) -> Mapping[OutletId, Outlet]:
        """The outlets of the house."""
        return self._house.outlets

    async def first_code(self) -> str | None:
        """A one-time code that makes whoever opens it the first administrator; None if there is one already."""
        if self._house.rules.admins or await self._ports.access.has_admin():
            return None
        return await self._ports.access.new_invitation("admin", FIRST_CODE_LIFETIME)

    async def admit(self, asker: Asker, code: str) -> Welcome:
        """The first step, perhaps with an invitation's code. Raises BadRequest if that is used up or unknown."""
        first = await self._ports.chats.get(asker.chat) is None
        role = None
        await self._paced(asker)
        if code:
            role = await self._ports.access.redeem(code, asker.user)
            if role is None:
                raise BadRequest("invitation-unknown")
        return Welcome(admitted=await self._admitted(asker), role=role, first=first)

    async def is_admin(self, asker: Asker) -> bool:
        """Whether the person administers the bot."""
        return asker.user in self._house.rules.admins or "admin" in await self._ports.access.roles(asker.user)

    async def is_named(self, asker: Asker) -> bool:
        """Whether the person was admitted by name: an administrator or member, not just anybody."""
        return asker.user in self._house.rules.admins or bool(await self._ports.access.roles(asker.user) & set(ROLES))

    async def is_editor(self, asker: Asker) -> bool:
        """Whether the person may correct events.

        That are administrators, people admitted by name, and whoever may change a chat that was admitted by name. A bot
        that is open to all is corrected by its administrators alone.
        """
        if await self.is_admin(asker):
            return True
        if _whole(asker.chat) in self._house.rules.chats:
            return asker.may_change
        if self._house.rules.access == "open":
            return False
        admitted = bool(await self._ports.access.roles(asker.user) & set(ROLES))
        return admitted or (
            asker.may_change and not asker.private and bool(await self._ports.access.roles(_whole(asker.chat)))
        )

    async def chat(self, asker: Asker) -> Chat:
        """The chat's settings and topics; a chat that never asked for anything has the house's settings."""
        known = await self._ports.chats.get(asker.chat)
        language = asker.language or self._house.language
        return known or Chat(asker.chat, ChatSettings(language=language), title=asker.title)

    async def admins(self) -> set[str]:
        """Everybody who administers the bot."""
        return set(self._house.rules.admins) | await self._ports.access.holders("admin")

    async def may_change(self, asker: Asker) -> None:
        """Raises BadRequest unless the asker may change the chat."""
        await self._may_change(asker)

    async def must_be_editor(self, asker: Asker) -> None:
        """Raises BadRequest unless the person may correct events."""
        await self._must_be_editor(asker)

    async def forget(self, asker: Asker) -> None:
        """Remove all that is kept of the chat, and the admission of a group."""
        await self._may_change(asker)
        if not asker.private:  # a private chat is named like its person, who stays a member
            await self._ports.access.revoke(_whole(asker.chat), "member")
        await self._ports.chats.forget(asker.chat)

    async def moved(self, old: ChatRef, new: ChatRef) -> None:
        """The platform gave the chat a new address: settings, topics and admission move there. Harmless if repeated."""
        if await self._ports.access.roles(_whole(old)):
            await self._ports.access.grant(_whole(new), "member")
        if await self._ports.chats.get(old):
            await self._ports.chats.move(old, new)

    async def _must_be_admin(self, asker: Asker) -> None:
        if not await self.is_admin(asker):
            raise BadRequest("administrators-only")

    async def _must_be_editor(self, asker: Asker) -> None:
        await self._must_be_admitted(asker)
        if not await self.is_editor(asker):
            raise BadRequest("editors-only")

    async def _knows(self, user: str) -> bool:
        rules = self._house.rules
        if rules.access == "open" or user in rules.admins or user in rules.chats:
            return True
        return bool(await self._ports.access.roles(user) & set(ROLES))

    async def _admitted(self, asker: Asker) -> bool:
        return await self._knows(asker.user) or (not asker.private and await self._knows(_whole(asker.chat)))

    async def _must_be_admitted(self, asker: Asker) -> None:
        await self._paced(asker)
        if not await self._admitted(asker):
            raise BadRequest("no-access")

    async def _paced(self, asker: Asker) -> None:
        """Raises BadRequest, with the seconds to wait, if the person or the chat asks too much."""
        pacer, now = self._ports.pacer, self._ports.clock.now()
        if pacer is None:
            return
        limits = (
            Limit(f"asks:{asker.user}", ASKS_OF_A_PERSON, ASKS_WITHIN),
            Limit(f"asks:{_whole(asker.chat)}", ASKS_OF_A_CHAT, ASKS_WITHIN),
        )
        wait = await pacer.take(asker.chat.platform, limits, now, secrets.token_hex(8))
        if wait is not None:
            raise BadRequest("slow-down", seconds=max(1, math.ceil(wait.span.total_seconds())))

    async def _may_change(self, asker: Asker) -> Chat:
        """The chat as it is, if the asker may change it."""
        await self._must_be_admitted(asker)
        if not asker.may_change:
            raise BadRequest("chat-administrators-only")
        # A chat that the operator named is changed by whoever administers it, though nobody else invited them.
        if not (await self._knows(asker.user) or _whole(asker.chat) in self._house.rules.chats):
            raise BadRequest("no-access")
        return await self.chat(asker)

    async def _admit_chat(self, asker: Asker) -> None:
        """A group or channel that an admitted person subscribed is admitted with all who read it."""
        if not asker.private and not await self._knows(_whole(asker.chat)):
            await self._ports.access.grant(_whole(asker.chat), "member")

    async def _store(self, chat: Chat, settings: ChatSettings) -> ChatSettings:
        await self._ports.chats.put(replace(chat, settings=settings))
        return settings


def _whole(chat: ChatRef) -> str:
    """The chat without its thread: who is admitted to one thread reads them all."""
    return str(replace(chat, thread=""))
