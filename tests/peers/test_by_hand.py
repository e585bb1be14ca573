"""`python -m tests.peers` can be played with: it says how to get there, shows what the bot does, hears what is said."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def test_the_stand_ins_can_be_played_with_from_a_terminal() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-m", "tests.peers"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    printed = (await process.stdout.readuntil(b"can be done.")).decode()
    [url], [token] = (re.findall(rf"{name}=(\S+)", printed) for name in ("TELEGRAM_API", "TELEGRAM_TOKEN"))
    [person] = re.findall(r"telegram:(\d+)", printed)
    process.stdin.write(b"/latest\n")
    async with aiohttp.ClientSession(f"{url}/bot{token}/") as session:
        async with session.get("getUpdates", params={"timeout": "10"}) as answer:
            heard = (await answer.json())["result"][0]["message"]["text"]
        await session.post("sendMessage", data={"chat_id": person, "text": "an alert"})
    shown = (await process.stdout.readuntil(b"an alert")).decode()
    process.stdin.write(b"\n:nonsense\n:quit\n")
    rest = (await process.stdout.read()).decode()

    assert (heard, await process.wait()) == ("/latest", 0)
    assert "[telegram/private] new" in shown
    assert "not understood: KeyError('nonsense')" in rest
