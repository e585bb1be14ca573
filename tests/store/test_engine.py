"""The private server: it lives and dies with its bot, and never trusts data that it may not read."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.errors import StateAway, StateUnusable
from bot.store import connect, open_state
from bot.store.binary import Binary, binary_of, find_binary, refuse_unreadable
from bot.store.connect import faults_of
from bot.store.engine import LONGEST_SOCKET_PATH, Engine, pings
from tests.fakes import an_event


def until(condition: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "the awaited condition did not come true"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_what_was_stored_is_there_after_a_restart(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.events.commit(an_event(), None)

    async with open_state(tmp_path) as state:
        assert await state.events.get(an_event().id) == an_event()


async def test_what_was_acknowledged_survives_kill_9_of_the_server_and_the_bot_goes_on(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.events.commit(an_event("before"), None)
        assert state.engine is not None
        killed = state.engine.pid
        os.kill(killed, signal.SIGKILL)

        await state.events.commit(an_event("after"), None)

        assert {event.id for event in await state.events.latest(10)} == {"before", "after"}
        assert state.engine.pid != killed


async def test_nothing_stays_behind_when_the_bot_stops(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        assert state.engine is not None
        pid = state.engine.pid

    assert not is_alive(pid)


async def test_a_second_bot_on_the_same_directory_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async with open_state(tmp_path):
        with pytest.raises(StateUnusable, match="Another bot is running on"):
            async with open_state(tmp_path):
                pass


async def test_a_tool_reads_along_and_stops_nothing(tmp_path: Path) -> None:
    async with open_state(tmp_path) as owner:
        await owner.events.commit(an_event(), None)
        async with open_state(tmp_path, role="tool") as tool:
            found = await tool.events.get(an_event().id)

        assert found == an_event()
        assert await owner.answers()


async def test_a_tool_without_a_bot_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(StateUnusable, match="No bot is running"):
        async with open_state(tmp_path, role="tool"):
            pass


async def test_several_processes_need_a_server_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(StateUnusable, match="TOCSIN_REDIS_URL"):
        async with open_state(tmp_path, role="worker"):
            pass


async def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("directory-with-a-long-name-" * 4) / "data"
    async with open_state(deep) as state:
        assert state.engine is not None
        path = state.engine.socket
        assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
        assert await state.answers()

    assert not Path(path).parent.exists()


async def test_each_write_is_on_the_disk_as_plain_commands(tmp_path: Path) -> None:
    async with open_state(tmp_path) as state:
        await state.access.grant("telegram:4711", "member")
        journal = b"".join(path.read_bytes() for path in (tmp_path / "engine" / "appendonlydir").glob("*.aof"))

    assert b"telegram:4711" in journal
    assert b"REDIS0" not in journal, "no binary preamble: a journal that people and other engines can read"


def test_an_older_engine_than_the_one_that_wrote_the_data_is_refused(tmp_path: Path) -> None:
    engine = Engine(tmp_path)
    engine.start()
    engine.stop()
    card = tmp_path / "engine" / "engine.json"
    card.write_text(json.dumps({**json.loads(card.read_text()), "version": [99, 1, 0]}))

    with pytest.raises(StateUnusable, match=r"written by valkey 99\.1\.0.*is older"):
        Engine(tmp_path).start()

    card.write_text("{")
    with pytest.raises(StateUnusable, match="is damaged"):
        Engine(tmp_path).start()


READABLE = [  # engine found, engine that wrote, whether it may open the files
    ("valkey", (9, 1, 2), "valkey", (9, 1, 5), True),  # a patch less changes no format
    ("valkey", (9, 1, 2), "valkey", (8, 0, 0), True),
    ("valkey", (8, 1, 0), "valkey", (9, 0, 0), False),
    ("valkey", (9, 1, 2), "redis", (7, 2, 4), True),  # before they parted
    ("valkey", (9, 1, 2), "redis", (7, 4, 0), False),
    ("redis", (8, 0, 0), "valkey", (7, 2, 0), False),
]


@pytest.mark.parametrize(("family", "version", "wrote", "by", "may"), READABLE)
def test_which_engine_may_open_whose_files(
    family: str, version: tuple[int, int, int], wrote: str, by: tuple[int, int, int], may: bool
) -> None:
    try:
        refuse_unreadable(Binary(Path("server"), family, version), wrote, by)
    except StateUnusable:
        assert not may
    else:
        assert may


def test_the_version_is_read_from_what_the_program_says() -> None:
    path = Path("x")

    assert binary_of(path, "Valkey server v=9.1.2 sha=0:1 malloc=libc bits=64") == Binary(path, "valkey", (9, 1, 2))
    assert binary_of(path, "Redis server v=6.2.7 sha=0:0 malloc=jemalloc") == Binary(path, "redis", (6, 2, 7))
    assert binary_of(path, "bash: no such file") is None


def test_this_machine_has_an_engine() -> None:
    assert find_binary().version >= (7, 0, 0)


BOT = """
import asyncio, sys
from pathlib import Path
from bot.store import connect, open_state

async def main():
    async with open_state(Path(sys.argv[1])) as state:
        print(state.engine.pid, flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Another process that owns the state, and its server's process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(BOT), str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the server is adopted at the next start")
def test_the_server_dies_with_a_bot_that_was_killed(bot: tuple[subprocess.Popen[str], int]) -> None:
    process, server = bot

    process.kill()

    until(lambda: not is_alive(server))


async def test_a_bot_that_was_killed_can_start_again_at_once(
    bot: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    bot[0].kill()
    bot[0].wait()

    async with asyncio.timeout(5), open_state(tmp_path) as state:
        assert await state.answers()


async def test_a_server_that_outlived_its_bot_is_adopted(tmp_path: Path) -> None:
    """As on macOS, where nothing ends a child with its parent."""
    orphaned = Engine(tmp_path)
    orphaned.start()
    orphaned._disown()

    async with open_state(tmp_path) as state:
        assert state.engine is not None
        assert state.engine.pid == orphaned.pid
        assert await state.answers()

    until(lambda: not pings(orphaned.socket))
    assert orphaned._process is not None
    orphaned._process.wait()


async def test_a_server_that_is_away_is_an_error_that_says_to_try_again(tmp_path: Path) -> None:
    server = connect.to_socket(str(tmp_path / "nobody.sock"))
    try:
        with pytest.raises(StateAway, match="does not answer"):
            await server.ask("PING")
    finally:
        await server.close()


async def test_cancelling_a_task_that_asks_all_the_time_ends_it(server: connect.Server) -> None:
    """redis-py can swallow a cancellation that comes together with an answer."""

    async def ask_for_ever() -> None:
        while True:
            await server.ask("PING")

    for turn in range(200):
        task = asyncio.get_running_loop().create_task(ask_for_ever())
        for _ in range(turn % 20):
            await asyncio.sleep(0)
        task.cancel()
        async with asyncio.timeout(2):
            await asyncio.wait({task})
        assert task.cancelled()


FAULTS = [
    ({"appendonly": "yes", "maxmemory-policy": "noeviction"}, []),
    ({"appendonly": "no", "maxmemory-policy": "noeviction"}, ["appendonly no"]),
    ({"appendonly": "yes", "maxmemory-policy": "allkeys-lru"}, ["allkeys-lru"]),
    ({"appendonly": "no", "maxmemory-policy": "volatile-ttl"}, ["appendonly no", "volatile-ttl"]),
]


@pytest.mark.parametrize(("settings", "named"), FAULTS)
def test_what_makes_a_server_of_ones_own_unsafe(settings: dict[str, str], named: list[str]) -> None:
    faults = faults_of(settings)

    assert len(faults) == len(named)
    assert all(name in fault for name, fault in zip(named, faults, strict=True))


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts a server with these options; gives its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> str:
        path = tmp_path / "own.sock"
        words = [find_binary().path, "--port", "0", "--unixsocket", path, "--dir", tmp_path, "--save", "", *options]
        started.append(subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL))
        until(lambda: pings(str(path)))
        return f"unix://{path}"

    yield start
    for process in started:
        process.kill()
        process.wait()


async def test_a_server_that_forgets_is_refused_and_the_flag_is_named(
    own_server: Callable[..., str], tmp_path: Path
) -> None:
    url = own_server("--appendonly", "no")

    with pytest.raises(StateUnusable, match=r"appendonly no.*TOCSIN_REDIS_UNSAFE"):
        async with open_state(tmp_path, redis_url=url):
            pass
    async with open_state(tmp_path, redis_url=url, unsafe=True) as state:
        assert await state.answers()


async def test_a_server_that_evicts_is_refused(own_server: Callable[..., str], tmp_path: Path) -> None:
    url = own_server("--appendonly", "yes", "--maxmemory-policy", "allkeys-lru")

    with pytest.raises(StateUnusable, match="allkeys-lru"):
        async with open_state(tmp_path, redis_url=url):
            pass


async def test_a_node_of_a_cluster_is_refused_with_a_sentence(own_server: Callable[..., str], tmp_path: Path) -> None:
    url = own_server("--appendonly", "yes", "--cluster-enabled", "yes", "--port", "0", "--cluster-port", "0")

    with pytest.raises(StateUnusable, match="part of a cluster"):
        async with open_state(tmp_path, redis_url=url):
            pass


async def test_a_server_that_hides_its_settings_is_taken_with_a_warning(
    own_server: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = own_server("--appendonly", "no", "--rename-command", "CONFIG", "")

    async with open_state(tmp_path, redis_url=url) as state:
        assert await state.answers()

    assert "TOCSIN_REDIS_UNSAFE" in "".join(capsys.readouterr())


async def test_no_server_is_told_soon_and_without_the_password(tmp_path: Path) -> None:
    began = time.monotonic()

    with pytest.raises(StateUnusable, match="no server answers") as refusal:
        async with open_state(tmp_path, redis_url="redis://:s3cret@127.0.0.1:1/0"):
            pass

    assert time.monotonic() - began < 3
    assert not re.search("s3cret", str(refusal.value))


async def test_a_second_poller_on_one_server_is_refused_and_a_worker_is_not(
    own_server: Callable[..., str], tmp_path: Path
) -> None:
    url = own_server("--appendonly", "yes")

    async with open_state(tmp_path, redis_url=url) as first:
        async with open_state(tmp_path, redis_url=url, role="worker") as worker:
            assert await worker.answers()
        assert not await connect_and_take(url)
        assert await first.lease.take()

    assert await connect_and_take(url)


async def connect_and_take(url: str) -> bool:
    """Whether a newcomer gets the lease now."""
    async with open_state(Path(), redis_url=url, role="worker") as state:
        return await state.lease.take()
