"""A bot whose disk is full and then is not, in a small file system of its own. Run by test_full_disk.py.

python -m tests.store.full_disk DIR    DIR is on the small disk; what happened is printed as one line of JSON
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.errors import StateAway, StateUnusable
from bot.store import State, open_state
from bot.watch import setup
from tests.fakes import an_alert, an_event


async def commit(state: State, number: int) -> None:
    event = an_event(f"event-{number:05}")
    await state.events.commit(event, an_alert(event))


async def commit_until_away(state: State, first: int) -> tuple[int, str]:
    """How many were acknowledged, and the sentence of the error that came then."""
    for number in range(first, first + 10_000):
        try:
            await commit(state, number)
        except StateAway as away:
            return number, str(away)
    raise AssertionError("the disk was never full")


async def missing(state: State, acknowledged: int) -> list[int]:
    return [n for n in range(acknowledged) if await state.events.get(an_event(f"event-{n:05}").id) is None]


def fill(ballast: Path) -> None:
    """Leave no room."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass


async def start(data: Path) -> str:
    """The sentence that a start answers; empty if it works."""
    try:
        async with open_state(data):
            return ""
    except StateUnusable as trouble:
        return str(trouble)


async def main(disk: Path) -> None:
    """Fill the disk, go on, make room, go on; then start on a full one."""
    setup("error")
    told: dict[str, object] = {}
    data, ballast = disk / "data", disk / "ballast"
    async with open_state(data) as state:
        for number in range(50):
            await commit(state, number)
        fill(ballast)
        acknowledged, told["away"] = await commit_until_away(state, 50)
        ballast.unlink()
        await commit(state, acknowledged)  # tried again, as the pipeline does
        told["missing"] = await missing(state, acknowledged + 1)
    fill(ballast)
    told["first start"] = await start(disk / "fresh")
    ballast.unlink()
    async with open_state(data) as state:
        told["missing later"] = await missing(state, acknowledged + 1)
    told["acknowledged"] = acknowledged
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
