"""Killing the bot and its server at any instant: nothing is lost, and nobody gets more than two copies.

Real processes, SIGKILL, and a sink on loopback that writes down what arrives. `pytest -m chaos` runs the long form.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.carry import SETTLING
from bot.model import Platform
from bot.store import open_state
from bot.store.binary import find_binary
from bot.store.engine import pings
from tests.delivery.killing import AT_ONCE, a_victim, kill_again_and_again

VICTIM = "tests.delivery.victim"


@dataclass(slots=True)
class Sink:
    """A platform that cannot tell what arrived, and answers after a moment."""

    port: int = 0
    arrived: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsure: int = 0
    under_way: int = 0
    slowness_s: float = 0.01

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One message."""
        self.under_way += 1
        try:
            line = await reader.readline()
            if line:
                told = json.loads(line)
                self.arrived[told["chat"], told["event"]] += 1
                self.unsure += told["unsure"]
                await asyncio.sleep(self.slowness_s)
                writer.write(f"{self.arrived.total()}\n".encode())
                await writer.drain()
        except OSError:
            pass  # the sender was killed
        finally:
            self.under_way -= 1
            writer.close()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    async with server:
        yield sink


async def until(condition: Callable[[], bool], within: float) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def everything(orders: dict[str, Any]) -> set[tuple[str, str]]:
    """Each chat with each event."""
    return {(f"telegram:{c}", f"event-{e:05}") for c in range(orders["chats"]) for e in range(orders["events"])}


async def dead_letters(data: Path) -> set[tuple[str, str]]:
    async with open_state(data) as state:
        letters = await state.outbox.dead(Platform.TELEGRAM)
    return {(str(x.delivery.chat.ref), x.delivery.alert.event.id) for x in letters}


async def survive(orders: dict[str, Any], sink: Sink, kills: int, within: float) -> None:
    """Kill, let the rest be delivered, and hold the promises against what arrived."""
    seed = random.randrange(10**6)
    toll = await kill_again_and_again(VICTIM, orders, kills, random.Random(seed))
    wanted = everything(orders)
    async with a_victim(VICTIM, orders):
        await until(lambda: wanted <= set(sink.arrived), within)
        await asyncio.sleep(orders["settling_s"] + 0.5)
    copies = Counter(sink.arrived.values())
    doubled = sum(n - 1 for n in sink.arrived.values())
    print(f"seed {seed}: {toll}, deliveries by copies {dict(copies)}, {doubled} doubled of at most {toll.in_flight}")

    assert set(sink.arrived) == wanted
    assert max(copies) <= 2
    assert doubled <= toll.in_flight
    assert await dead_letters(Path(orders["data"])) <= wanted


async def test_killing_the_bot_and_its_server_loses_nothing(tmp_path: Path, sink: Sink) -> None:
    orders = {"data": str(tmp_path), "port": sink.port, "events": 120, "chats": 8, "settling_s": 1.0}

    await survive(orders, sink, kills=8, within=40)


@pytest.mark.chaos
@pytest.mark.timeout(900)
async def test_sixty_kills_among_twenty_thousand_deliveries(tmp_path: Path, sink: Sink) -> None:
    orders = {"data": str(tmp_path), "port": sink.port, "events": 1000, "chats": 20, "settling_s": 2.0}

    await survive(orders, sink, kills=60, within=600)


@pytest.mark.soak
@pytest.mark.timeout(3600)
async def test_six_hundred_kills_among_two_hundred_thousand_deliveries(tmp_path: Path, sink: Sink) -> None:
    orders = {"data": str(tmp_path), "port": sink.port, "events": 10_000, "chats": 20, "settling_s": 2.0}

    await survive(orders, sink, kills=600, within=1800)


async def test_after_a_kill_the_next_start_brings_an_alert_within_five_seconds(tmp_path: Path, sink: Sink) -> None:
    orders = {
        "data": str(tmp_path),
        "port": sink.port,
        "events": 500,
        "chats": 2,
        "settling_s": SETTLING.total_seconds(),
    }
    async with a_victim(VICTIM, orders) as victim:
        await until(lambda: len(sink.arrived) > 20, 20)
        victim.kill()
        await victim.process.wait()
    before = set(sink.arrived)

    async with a_victim(VICTIM, orders):  # it says when it has begun: the import of its modules is not counted
        await until(lambda: bool(set(sink.arrived) - before), 5)

    assert set(sink.arrived) > before


async def test_sigterm_finishes_what_is_in_flight_and_the_next_start_doubles_nothing(
    tmp_path: Path, sink: Sink
) -> None:
    orders = {"data": str(tmp_path), "port": sink.port, "events": 40, "chats": 8, "settling_s": 0.0}
    sink.slowness_s = 0.2
    async with a_victim(VICTIM, orders) as victim:
        await until(lambda: sink.under_way >= AT_ONCE // 2, 10)
        victim.process.terminate()
        async with asyncio.timeout(10):
            code = await victim.process.wait()
    sink.slowness_s = 0.0

    async with a_victim(VICTIM, orders):
        await until(lambda: everything(orders) <= set(sink.arrived), 30)

    assert code == 0
    assert set(sink.arrived.values()) == {1}


async def test_a_bot_that_was_paused_and_taken_over_stops_when_it_wakes(tmp_path: Path, sink: Sink) -> None:
    """SIGSTOP for longer than its lease: its fencing number is refused, and no chat hears anything twice."""
    own = tmp_path / "own.sock"
    options = ("--port", "0", "--unixsocket", own, "--dir", tmp_path, "--appendonly", "yes", "--save", "")
    server = await asyncio.create_subprocess_exec(
        find_binary().path, *map(str, options), stdout=asyncio.subprocess.DEVNULL
    )
    await until(lambda: pings(str(own)), 10)
    orders = {
        "data": str(tmp_path),
        "url": f"unix://{own}",
        "port": sink.port,
        "events": 2000,
        "chats": 1,
        "settling_s": 0.0,
    }
    try:
        async with a_victim(VICTIM, orders) as paused:
            await until(lambda: len(sink.arrived) > 20, 10)
            os.kill(paused.process.pid, signal.SIGSTOP)
            async with a_victim(VICTIM, orders):
                os.kill(paused.process.pid, signal.SIGCONT)
                async with asyncio.timeout(15):
                    code = await paused.process.wait()
    finally:
        server.kill()
        await server.wait()

    assert code == 3  # NotTheOwner
    assert set(sink.arrived.values()) <= {1, 2}
    assert sum(copies - 1 for copies in sink.arrived.values()) <= AT_ONCE
