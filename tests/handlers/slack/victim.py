"""A Slack app to be killed, over a state of its own. Run by test_kills.py.

python -m tests.handlers.slack.victim {"data": ..., "api": ..., "bot_token": ..., "app_token": ..., "admin": ...}
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

from bot.delivery.fanout import follows
from bot.desk import Desk, Rules
from bot.store import open_state
from bot.watch import setup
from handlers.slack.channel import build_slack
from tests.fakes import RealClock
from tests.handlers.builders import OUTLETS, TOPICS


async def main(orders: dict[str, Any]) -> None:
    """Answer until SIGTERM."""
    setup("error")
    stop, clock = asyncio.Event(), RealClock()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_state(Path(orders["data"]), role="owner") as state:
        desk = Desk(
            chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
            feed_states=state.feed_states, daybook=state.daybook, claims=state.claims, clock=clock,
            house_topics=TOPICS, outlets=OUTLETS, follows=follows,
            rules=Rules("open", frozenset({orders["admin"]})),
        )  # fmt: skip
        channel = build_slack(orders["bot_token"], orders["app_token"], orders["api"], desk, OUTLETS, clock)
        await channel.run(stop)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
