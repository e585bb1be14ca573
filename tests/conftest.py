"""What every test may ask for: a state over a real Valkey, one server a test process, emptied before each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store import State, connect, keys
from bot.store.engine import Engine
from tests.sentinels import leaked, leaked_by_metrics


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Fail a test that lets a token reach its output, its log records, its error or the metrics."""
    report = yield
    said = [text for _, text in report.sections] + ([str(call.excinfo.value)] if call.excinfo is not None else [])
    found = leaked(said) or leaked_by_metrics()
    if found:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} ({call.when}): a secret got out: {found}"
    return report


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """A private Valkey that lives as long as the test process."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-test-"))
    engine = Engine(folder)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def server(engine: Engine) -> AsyncIterator[connect.Server]:
    """That server, empty. The test fails if it leaves a key that is not in `bot/store/keys.py` or lives for ever."""
    server = connect.to_engine(engine)
    await server.ask("FLUSHALL")
    try:
        yield server
        assert await wrong_keys(server) == {}
    finally:
        await server.close()


@pytest.fixture
async def state(server: connect.Server, engine: Engine) -> State:
    """All ports over the empty server; this process owns it alone and may write events."""
    state = State.over(server, engine=engine, alone=True)
    assert await state.lease.take()
    return state


async def wrong_keys(server: connect.Server) -> dict[str, str]:
    """Keys that the server should not hold, with what is wrong with each."""
    names = [key.decode() for key in await server.ask("KEYS", "*")]
    unknown = {name: "of no form in bot/store/keys.py" for name in names if not keys.is_known(name)}
    lasting = [name for name in names if await server.ask("PTTL", name) == -1]
    return unknown | {name: "without a lifetime" for name in lasting if not keys.is_permanent(name)}
