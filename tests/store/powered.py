"""A bot whose power is cut: says what it has acknowledged, line by line. Run by test_power_cut.py.

python -m tests.store.powered DATA_DIR FIRST [POLICY]    commits events from number FIRST on, and puts a chat with each
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from pathlib import Path

from bot.store import open_state
from bot.watch import setup
from tests.fakes import a_chat, an_alert, an_event


async def main(data: Path, first: int, policy: str) -> None:
    """Work until the power is cut."""
    setup("error")
    async with open_state(data) as state:
        await state._server.ask("CONFIG", "SET", "appendfsync", policy)
        for number in count(first):
            event = an_event(f"event-{number:05}")
            await state.events.commit(event, an_alert(event))
            await state.chats.put(a_chat(number))
            print(number, flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), (sys.argv[3:] or ["always"])[0]))
