"""The state of the bot: every port over one server, opened and closed as one."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Final, Literal

from bot.errors import NotTheOwner, StateAway, StateUnusable
from bot.store import connect
from bot.store.archive import Archive, Lease
from bot.store.daybook import ClaimBook, NoteBook
from bot.store.engine import Engine, running_socket
from bot.store.hubs import HubBook
from bot.store.outbox import RedisOutbox
from bot.store.pacing import SharedPacer
from bot.store.people import ChatBook, Doors, TopicBook
from bot.store.reading import FeedMemory, SeenMarks
from bot.store.troubles import TroubleBook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.store.connect import Server

_GOODBYE: Final = 2.0  # seconds, to a server that may be away
Role = Literal["owner", "worker", "tool"]


@dataclass(frozen=True, slots=True)
class State:
    """Handles to all ports, and the name under which this process claims work."""

    worker: str
    feed_states: FeedMemory
    hubs: HubBook
    seen: SeenMarks
    events: Archive
    lease: Lease
    chats: ChatBook
    topics: TopicBook
    access: Doors
    outbox: RedisOutbox
    pacer: SharedPacer
    daybook: NoteBook
    claims: ClaimBook
    troubles: TroubleBook
    engine: Engine | None  # None: the server is another's
    _server: Server

    @classmethod
    def over(cls, server: Server, *, engine: Engine | None = None, alone: bool = False) -> State:
        """The ports over a server. `alone`: no other process works on this server."""
        worker = f"{socket.gethostname()}-{token_hex(4)}"
        lease = Lease(server, worker)
        chats = ChatBook(server)
        return cls(
            worker=worker,
            feed_states=FeedMemory(server),
            hubs=HubBook(server),
            seen=SeenMarks(server),
            events=Archive(server, lease),
            lease=lease,
            chats=chats,
            topics=TopicBook(server),
            access=Doors(server),
            outbox=RedisOutbox(server, chats, alone=alone),
            pacer=SharedPacer(server),
            daybook=NoteBook(server),
            claims=ClaimBook(server),
            troubles=TroubleBook(server),
            engine=engine,
            _server=server,
        )

    async def answers(self) -> bool:
        """Whether the server answers, for the health page."""
        return bool(await self._server.ask("PING"))


@asynccontextmanager
async def open_state(
    data_dir: Path, *, redis_url: str | None = None, unsafe: bool = False, role: Role = "owner"
) -> AsyncIterator[State]:
    """The state in `data_dir`, or on the server at `redis_url`. Enter it in the main thread.

        owner    runs everything. It owns the private server and holds the lease of the archive; on a server of one's
                 own it must renew the lease (`state.lease.take`) every two seconds
        worker   one of several processes on a server of one's own; takes the lease itself if it polls
        tool     reads along; never starts a server

    Raises StateUnusable, one sentence, if the state cannot be trusted or belongs to another process.
    """
    if redis_url is not None:
        opened = _on_own_server(redis_url, unsafe=unsafe, role=role)
    elif role == "tool":
        opened = _beside_a_bot(data_dir)
    elif role == "worker":
        raise StateUnusable("Several processes need a server that they share: set TOCSIN_REDIS_URL.")
    else:
        opened = _with_private_server(data_dir)
    async with opened as state:
        yield state


@asynccontextmanager
async def _with_private_server(data_dir: Path) -> AsyncIterator[State]:
    engine = Engine(data_dir)
    engine.start()
    server = connect.to_engine(engine)
    try:
        state = State.over(server, engine=engine, alone=True)
        await state.lease.take(force=True)
        yield state
    finally:
        await server.close()
        engine.stop()


@asynccontextmanager
async def _beside_a_bot(data_dir: Path) -> AsyncIterator[State]:
    server = connect.to_socket(running_socket(data_dir))
    try:
        yield State.over(server)
    finally:
        await server.close()


@asynccontextmanager
async def _on_own_server(url: str, *, unsafe: bool, role: Role) -> AsyncIterator[State]:
    server = await connect.to_url(url, unsafe=unsafe)
    try:
        state = State.over(server)
        if role == "owner":
            await _take_lease(state)
        yield state
        with suppress(StateAway, TimeoutError):  # then it lapses by itself
            async with asyncio.timeout(_GOODBYE):
                await state.lease.leave()
    finally:
        await server.close()


async def _take_lease(state: State) -> None:
    """Take the lease of a bot that died, once it has lapsed."""
    if not await state.lease.wait():
        raise NotTheOwner("Another bot is polling into this server. Stop it first, or run this one with --only.")
