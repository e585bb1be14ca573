"""Bots as processes of their own, to be killed at any instant together with their private servers."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.engine import pings

AT_ONCE = 16  # sends that a courier has under way


@dataclass(slots=True)
class Victim:
    """The bot as another process."""

    process: asyncio.subprocess.Process
    engine: int

    def kill(self, pid: int | None = None) -> None:
        os.kill(pid or self.process.pid, signal.SIGKILL)


@asynccontextmanager
async def a_victim(module: str, orders: dict[str, Any]) -> AsyncIterator[Victim]:
    """The module as a bot at work, once it says its server's process id; what is left is killed at the end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, json.dumps(orders)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = await process.stdout.readline()
        yield Victim(process, int(line or 0))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        # Read to the end, so that the pipe's transport is closed with the loop still there.
        await process.stdout.read()


@dataclass(slots=True)
class Toll:
    """What the kills came to."""

    bots: int = 0
    engines: int = 0

    @property
    def in_flight(self) -> int:
        """The most sends that can have been in flight at the kills, all together."""
        return AT_ONCE * (self.bots + self.engines)


async def kill_again_and_again(module: str, orders: dict[str, Any], kills: int, dice: random.Random) -> Toll:
    """Start the bot, kill it or its server after a while, and so on."""
    toll = Toll()
    while toll.bots + toll.engines < kills:
        async with a_victim(module, orders) as victim:
            while toll.bots + toll.engines < kills:
                await asyncio.sleep(dice.uniform(0.0, 0.7))
                if dice.random() < 0.5:
                    victim.kill()
                    toll.bots += 1
                    break
                card = json.loads((Path(orders["data"]) / "engine" / "engine.json").read_text())
                if pings(card["socket"]):
                    victim.kill(card["pid"])
                    toll.engines += 1
    return toll
