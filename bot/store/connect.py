"""Connections: patient with a server that restarts, strict with one that can lose what it acknowledged."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.errors import StateAway, StateUnusable
from bot.store.binary import OLDEST
from bot.watch import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from bot.store.engine import Engine

_log = log("store")

SOCKET_TIMEOUT: Final = 10.0  # seconds for one answer; blocking reads of ours end within 2 s
Word = str | bytes | int | float

_FLAG: Final = "TOCSIN_REDIS_UNSAFE"


class _Patience(Retry):
    """Tries again until the time is up, whatever the number of tries: redis-py nests its retries, and time adds up."""

    def __init__(self, seconds: float) -> None:
        super().__init__(ExponentialBackoff(cap=0.1, base=0.005), retries=-1)
        self.seconds = seconds

    def __deepcopy__(self, _memo: object) -> _Patience:
        return _Patience(self.seconds)

    async def call_with_retry(
        self,
        do: Callable[[], Awaitable[Any]],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> Any:
        """The answer, or the last error once the time is up."""
        deadline = asyncio.get_running_loop().time() + self.seconds
        failures = 0
        while True:
            try:
                return await do()
            except (RedisConnectionError, RedisTimeoutError, OSError) as error:
                failures += 1
                await (fail(error, failures) if with_failure_count else fail(error))
                pause = self._backoff.compute(failures)
                refused = isinstance(error, AuthenticationError) or (is_retryable and not is_retryable(error))
                if refused or asyncio.get_running_loop().time() + pause > deadline:
                    raise
                await asyncio.sleep(pause)


class _PrivateConnection(UnixDomainSocketConnection):
    """Starts the private server again, if it died, before it connects: whoever finds it dead brings it back."""

    def __init__(self, *, engine: Engine, **options: Any) -> None:
        super().__init__(**options)
        self._engine = engine

    async def _connect(self) -> None:
        self._engine.ensure()
        await super()._connect()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped


class Server:
    """A server, asked in its own words: `await server.ask("HGET", key, field)`. Text comes back as bytes."""

    def __init__(self, client: Redis, trouble: Callable[[], str] = lambda: "") -> None:
        self._client, self._trouble = client, trouble

    async def ask(self, *words: Word) -> Any:
        """Its answer; patient while it restarts. Raises StateAway, or RedisError for a question that makes no sense."""
        with _heeding_cancellation(), _away_in_our_words(self._trouble):
            return await self._client.execute_command(*words)  # type: ignore[no-untyped-call]  # so in redis-py

    def batch(self, *, atomic: bool) -> Batch:
        """Several questions in one round trip; `atomic`: as one step."""
        return Batch(self._client, self._trouble, atomic=atomic)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class Batch:
    """Questions that wait to be asked together."""

    def __init__(self, client: Redis, trouble: Callable[[], str], *, atomic: bool) -> None:
        self._trouble = trouble
        self._pipeline = client.pipeline(transaction=atomic)

    def __len__(self) -> int:
        return len(self._pipeline)

    def add(self, *words: Word) -> None:
        """One more."""
        self._pipeline.execute_command(*words)

    async def run(self) -> list[Any]:
        """The answers in order; none if nothing was asked. Raises as `Server.ask` does."""
        with _heeding_cancellation(), _away_in_our_words(self._trouble):
            return await self._pipeline.execute() if len(self._pipeline) else []


@contextmanager
def _heeding_cancellation() -> Iterator[None]:
    """Raises CancelledError where redis-py swallows one.

    It sends by asyncio.wait_for, which up to Python 3.11 drops a
    cancellation that comes together with its result (python/cpython#86296). A loop would then never end.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0
    yield
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


# Refusals that pass: a full disk or memory, a server that loads its data, that was made a replica, or lost its cluster.
_FOR_NOW: Final = ("MISCONF", "OOM", "LOADING", "READONLY", "NOREPLICAS", "MASTERDOWN", "CLUSTERDOWN", "BUSY")


@contextmanager
def _away_in_our_words(trouble: Callable[[], str]) -> Iterator[None]:
    """Raises StateAway where the server does not answer or does not write for now. The address stays out of it.

    `trouble` says more, if it can.
    """
    try:
        yield
    except (RedisConnectionError, RedisTimeoutError, OSError) as error:
        why = trouble() or type(error).__name__
        raise StateAway(f"the server of the state does not answer ({why})") from error
    except ResponseError as error:
        code = str(error).split(" ", 1)[0]
        if code not in _FOR_NOW and not isinstance(error, BusyLoadingError | ReadOnlyError | OutOfMemoryError):
            raise
        raise StateAway(f"the server of the state refuses: {str(error)[:200]}") from error


def to_engine(engine: Engine) -> Server:
    """The private server that this process owns."""
    patience = _Patience(15.0)
    pool = ConnectionPool(
        _PrivateConnection, engine=engine, path=engine.socket, socket_timeout=SOCKET_TIMEOUT, retry=patience
    )
    return Server(Redis.from_pool(pool), engine.trouble)


def to_socket(path: str) -> Server:
    """A private server that another process owns."""
    return Server(Redis(unix_socket_path=path, socket_timeout=SOCKET_TIMEOUT, retry=_Patience(1.0)))


async def to_url(url: str, *, unsafe: bool) -> Server:
    """A server of the operator's own. Raises StateUnusable if it is away or can lose what it acknowledged."""
    client: Redis = Redis.from_url(url, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=3.0, retry=_Patience(1.0))
    try:
        await _refuse_unfit(client, unsafe=unsafe)
    except (RedisError, OSError) as error:
        await client.aclose()
        # The error's own text may hold the address with its password.
        raise StateUnusable(f"TOCSIN_REDIS_URL: no server answers there ({type(error).__name__}).") from None
    except BaseException:
        await client.aclose()
        raise
    client.set_retry(_Patience(15.0))
    return Server(client)


async def _refuse_unfit(client: Redis, *, unsafe: bool) -> None:
    facts = await client.info("server")
    version = str(facts.get("valkey_version") or facts.get("redis_version") or "0.0")
    if tuple(int(n) for n in version.split(".")[:2]) < OLDEST:
        raise StateUnusable(f"TOCSIN_REDIS_URL: that server is {version}; Tocsin needs 7.0 or newer.")
    if facts.get("redis_mode") == "cluster" or facts.get("server_mode") == "cluster":
        raise StateUnusable(
            "TOCSIN_REDIS_URL: that server is part of a cluster, which Tocsin does not use; name a server of its own."
        )
    try:
        settings = await client.config_get("appendonly", "appendfsync", "maxmemory-policy")
    except ResponseError:
        _log.warning("server hides CONFIG; make sure it has appendonly yes and noeviction", accept_unsafe=_FLAG)
        return
    for fault in faults_of(settings):
        if not unsafe:
            raise StateUnusable(f"TOCSIN_REDIS_URL: {fault} Set {_FLAG}=1 to accept that.")
        _log.warning("server can lose alerts", fault=fault)
    if settings.get("appendfsync") != "always":
        _log.warning("a power cut may lose the last second", appendfsync=settings.get("appendfsync"))


def faults_of(settings: Mapping[Any, Any]) -> list[str]:
    """Why a server with these settings can lose what it acknowledged, a sentence each."""
    faults = []
    if settings.get("appendonly") != "yes":
        faults.append("that server has `appendonly no` and forgets alerts when it is killed.")
    policy = settings.get("maxmemory-policy", "noeviction")
    if policy != "noeviction":
        faults.append(f"that server has `maxmemory-policy {policy}` and may drop alerts that wait.")
    return faults
