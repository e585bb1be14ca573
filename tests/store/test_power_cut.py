"""A power cut: of every file only that is left which had reached the disk. What was acknowledged is there.

A small library, loaded before libc, writes down the size of each file at its last fsync; after SIGKILL every file of
the data directory is cut back to it. What it cannot show: renames that had not reached the disk.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import Platform
from bot.store import State, open_state
from bot.store.engine import Engine
from tests.fakes import a_ref, an_event, wait_until

COMPILER = shutil.which("cc")
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD is Linux's"),
    pytest.mark.skipif(COMPILER is None, reason="no C compiler: the shim that notes each fsync cannot be built"),
]


@dataclass(slots=True)
class Machine:
    """Where the bot runs; its power can be cut."""

    data: Path
    book: Path
    shim: Path
    dice: random.Random
    acknowledged: list[int] = field(default_factory=list)
    forgotten: int = 0  # bytes that had not reached the disk, over all cuts

    async def run_and_cut(self, policy: str = "always", least: int = 1) -> None:
        """Let the bot work until it has acknowledged a little; then the power is gone."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.store.powered", str(self.data), str(self._next), policy),
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "LD_PRELOAD": str(self.shim), "SYNCED_BOOK": str(self.book)},
        )
        assert process.stdout is not None
        try:
            said = [await process.stdout.readline() for _ in range(least)]
            await asyncio.sleep(self.dice.uniform(0.0, 0.1))
        finally:
            process.kill()
        said += (await process.stdout.read()).splitlines()
        await process.wait()
        await wait_until(lambda: not Engine(self.data)._is_alive())
        self.acknowledged += [int(line) for line in said if line.strip()]
        self._cut()

    @property
    def _next(self) -> int:
        return self.acknowledged[-1] + 1 if self.acknowledged else 0

    def _cut(self) -> None:
        synced = {}
        for line in self.book.read_text().splitlines():
            inode, size = line.split()
            synced[int(inode)] = int(size)
        for path in self.data.rglob("*"):
            if path.is_file():
                there = path.stat()
                left = min(synced.get(there.st_ino, 0), there.st_size)
                self.forgotten += there.st_size - left
                os.truncate(path, left)

    async def lost(self) -> list[int]:
        """Acknowledged events and chats that are not there any more."""
        async with open_state(self.data) as state:
            lost = [n for n in self.acknowledged if await state.events.get(an_event(f"event-{n:05}").id) is None]
            lost += [n for n in self.acknowledged if await state.chats.get(a_ref(n)) is None]
            waiting = await alerts_that_wait(state)
        return lost + [n for n in self.acknowledged if f"event-{n:05}" not in waiting]


async def alerts_that_wait(state: State) -> set[str]:
    """The events whose alerts are in the outbox."""
    found, tickets = set[str](), list[str]()
    while claimed := await state.outbox.claim(Platform.TELEGRAM, "w", 1000, timedelta(0), tickets):
        found |= {alert.event.id for _, alert in claimed}
        tickets += [ticket for ticket, _ in claimed]
    return found


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("shim") / "synced.so"
    source = Path(__file__).with_name("synced.c")
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-o", built, source, "-ldl"], check=True)
    return built


@pytest.fixture
def machine(tmp_path: Path, shim: Path) -> Machine:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return Machine(tmp_path / "data", tmp_path / "book", shim, random.Random(seed))


async def test_what_was_acknowledged_survives_power_cuts(machine: Machine) -> None:
    for _ in range(4):
        await machine.run_and_cut()

    assert machine.acknowledged
    assert await machine.lost() == []


async def test_a_server_that_does_not_wait_for_the_disk_is_caught_by_this_test(machine: Machine) -> None:
    await machine.run_and_cut("no", least=50)

    assert await machine.lost() != []


@pytest.mark.chaos
@pytest.mark.timeout(900)
async def test_a_hundred_power_cuts(machine: Machine) -> None:
    for _ in range(100):
        await machine.run_and_cut()

    lost = await machine.lost()
    print(f"{len(machine.acknowledged)} acknowledged, {len(lost)} lost; {machine.forgotten} bytes were not on the disk")
    assert lost == []
