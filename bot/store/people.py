"""Chats, the topics they made, and who may use the bot."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING, Final

import msgspec

from bot.model import Chat, Topic, TopicId
from bot.store import keys, scripts
from bot.store.archive import in_ms
from bot.store.codec import from_bytes, to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from bot.model import ChatRef, Platform
    from bot.store.connect import Server

_ROLES: Final = ("admin", "member")
_CODE_BYTES: Final = 18  # 24 characters; a Telegram start payload takes 64


class ChatBook:
    """Chats over Redis; see `bot.ports.Chats`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._read: dict[Platform, tuple[bytes | None, list[Chat]]] = {}  # by the version that was read

    async def get(self, ref: ChatRef) -> Chat | None:
        """One chat."""
        blob = await self._server.ask("HGET", keys.CHATS.of(ref.platform), str(ref))
        return from_bytes(blob, Chat) if blob is not None else None

    async def some(self, refs: Iterable[ChatRef], platform: Platform) -> dict[ChatRef, Chat]:
        """Those of one platform that are known."""
        fields = [str(ref) for ref in refs]
        held = await self._server.ask("HMGET", keys.CHATS.of(platform), *fields) if fields else []
        chats = [from_bytes(blob, Chat) for blob in held if blob is not None]
        return {chat.ref: chat for chat in chats}

    async def wherever(self, refs: Iterable[ChatRef], platform: Platform) -> dict[ChatRef, Chat]:
        """The same, each by the address asked for; a chat that moved from there comes with its new one."""
        wanted = set(refs)
        here = await self.some(wanted, platform)
        missing = wanted - here.keys()
        if not missing:
            return here
        moves = await self._server.ask("HGETALL", keys.FORMER.of(platform))
        names = {str(ref): ref for ref in missing}
        moved = {
            names[old]: new.decode()
            for new, held in moves.items()
            for old in msgspec.json.decode(held, type=list[str])
            if old in names
        }
        blobs = await self._server.ask("HMGET", keys.CHATS.of(platform), *moved.values()) if moved else []
        found = {old: from_bytes(b, Chat) for old, b in zip(moved, blobs, strict=True) if b is not None}
        return {**here, **found}

    async def put(self, chat: Chat) -> None:
        """Store or replace it."""
        batch = self._server.batch(atomic=True)
        batch.add("HSET", keys.CHATS.of(chat.ref.platform), str(chat.ref), to_bytes(chat))
        batch.add("SET", keys.CHATS_VERSION.of(chat.ref.platform), token_hex(8))
        await batch.run()

    async def forget(self, ref: ChatRef) -> None:
        """Remove the chat and its topics. Receipts of its messages name no person; they lapse by themselves."""
        for topic in await _topics(self._server):
            if topic.owner == ref:
                await self._server.ask("HDEL", keys.TOPICS.of(), topic.id)
        batch = self._server.batch(atomic=True)
        batch.add("HDEL", keys.CHATS.of(ref.platform), str(ref))
        batch.add("HDEL", keys.FORMER.of(ref.platform), str(ref))
        batch.add("SET", keys.CHATS_VERSION.of(ref.platform), token_hex(8))
        await batch.run()

    async def move(self, old: ChatRef, new: ChatRef) -> None:
        """Carry everything over; receipts stay under the old address and are found through it. A repeat is harmless."""
        chat = await self.get(old)
        if chat is None:
            return
        for topic in await _topics(self._server):
            if topic.owner == old:
                await self._server.ask("HSET", keys.TOPICS.of(), topic.id, to_bytes(replace(topic, owner=new)))
        for role in _ROLES:
            if await self._server.ask("SISMEMBER", keys.ROLE.of(role), str(old)):
                await self._server.ask("SADD", keys.ROLE.of(role), str(new))
        former = list(dict.fromkeys([str(old), *await former_addresses(self._server, old)]))
        known = await self.get(new)
        batch = self._server.batch(atomic=True)
        if known is None or not known.topics:
            batch.add("HSET", keys.CHATS.of(new.platform), str(new), to_bytes(replace(chat, ref=new)))
        batch.add("HSET", keys.FORMER.of(new.platform), str(new), msgspec.json.encode(former))
        batch.add("HDEL", keys.CHATS.of(old.platform), str(old))
        batch.add("SET", keys.CHATS_VERSION.of(new.platform), token_hex(8))
        await batch.run()

    async def on(self, platform: Platform) -> list[Chat]:
        """All chats of a platform that follow at least one topic, by address; decoded again only after a change."""
        version = await self._server.ask("GET", keys.CHATS_VERSION.of(platform))
        known = self._read.get(platform)
        if known is None or known[0] != version:
            blobs = await self._server.ask("HVALS", keys.CHATS.of(platform))
            chats = sorted((from_bytes(blob, Chat) for blob in blobs), key=lambda chat: str(chat.ref))
            known = self._read[platform] = (version, [chat for chat in chats if chat.topics])
        return list(known[1])


async def former_addresses(server: Server, ref: ChatRef) -> list[str]:
    """Addresses that the chat had before, newest first."""
    held = await server.ask("HGET", keys.FORMER.of(ref.platform), str(ref))
    return msgspec.json.decode(held, type=list[str]) if held is not None else []


async def _topics(server: Server) -> list[Topic]:
    return [from_bytes(blob, Topic) for blob in await server.ask("HVALS", keys.TOPICS.of())]


class TopicBook:
    """Topics over Redis; see `bot.ports.Topics`."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def own(self) -> dict[TopicId, Topic]:
        """All topics that chats made."""
        return {topic.id: topic for topic in await _topics(self._server)}

    async def put(self, topic: Topic) -> None:
        """Store or replace one."""
        await self._server.ask("HSET", keys.TOPICS.of(), topic.id, to_bytes(topic))

    async def remove(self, topic: TopicId) -> None:
        """Remove one."""
        await self._server.ask("HDEL", keys.TOPICS.of(), topic)


class Doors:
    """Access over Redis; see `bot.ports.Access`. Of an invitation only a digest is kept."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def roles(self, user: str) -> set[str]:
        """Subset of {"admin", "member"}."""
        batch = self._server.batch(atomic=False)
        for role in _ROLES:
            batch.add("SISMEMBER", keys.ROLE.of(role), user)
        return {role for role, has in zip(_ROLES, await batch.run(), strict=True) if has}

    async def grant(self, user: str, role: str) -> None:
        """Give a role, durably."""
        await self._server.ask("SADD", keys.ROLE.of(role), user)
        if role == "admin":
            await self._server.ask("SET", keys.FOUNDED.of(), "1")

    async def revoke(self, user: str, role: str) -> None:
        """Take a role away."""
        await self._server.ask("SREM", keys.ROLE.of(role), user)

    async def holders(self, role: str) -> set[str]:
        """Everybody who has the role."""
        return {user.decode() for user in await self._server.ask("SMEMBERS", keys.ROLE.of(role))}

    async def has_admin(self) -> bool:
        """Whether anybody was ever made administrator."""
        return bool(await self._server.ask("EXISTS", keys.FOUNDED.of()))

    async def new_invitation(self, role: str, lifetime: timedelta) -> str:
        """A one-time code, 24 characters."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        await self._server.ask("SET", _invitation(code), role, "PX", in_ms(lifetime))
        return code

    async def redeem(self, code: str, user: str) -> str | None:
        """Use the code up and grant its role; who used it may repeat that, for an answer can get lost."""
        return await scripts.redeem(
            self._server,
            invitation=_invitation(code),
            admins=keys.ROLE.of("admin"),
            members=keys.ROLE.of("member"),
            founded=keys.FOUNDED.of(),
            user=user,
        )


def _invitation(code: str) -> str:
    return keys.INVITATION.of(sha256(code.encode()).hexdigest()[:32])
