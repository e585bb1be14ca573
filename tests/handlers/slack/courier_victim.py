"""A bot to be killed: commits events, and its courier brings them to Slack. Run by test_courier_kills.py.

python -m tests.handlers.slack.courier_victim {"data": ..., "api": ..., "bot_token": ..., "app_token": ...,
    "rooms": [...], "events": ...}
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.delivery.courier import Courier
from bot.delivery.fanout import follows
from bot.desk import Desk, Rules
from bot.model import Action, EventId, Platform, Reason
from bot.store import open_state
from bot.watch import setup
from handlers.slack.channel import build_slack
from tests.fakes import RealClock
from tests.handlers.builders import OUTLETS, TOPICS, a_chat, a_report, an_alert, an_event

if TYPE_CHECKING:
    from bot.store import State

PACE_S = 0.02  # between two commits


async def announce(state: State, events: int) -> None:
    """Commit every event that the state does not hold yet."""
    for number in range(events):
        name = EventId(f"event-{number:05}")
        if await state.events.get(name) is not None:
            continue
        now = datetime.now(UTC)
        report = a_report(number, published=now, seen=now)
        event = an_event(id=name, reports=(report,), opened=now, happened=now, changed=now, rung=now)
        alert = an_alert(event, action=Action.RING, reason=Reason.FIRST_REPORT, at=now, lead=report.entry)
        await state.events.commit(event, alert)
        await asyncio.sleep(PACE_S)


async def main(orders: dict[str, Any]) -> None:
    """Work until SIGTERM."""
    setup("error")
    stop, clock = asyncio.Event(), RealClock()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_state(Path(orders["data"]), role="owner") as state:
        for room in orders["rooms"]:
            await state.chats.put(a_chat(room, Platform.SLACK))
        desk = Desk(
            chats=state.chats, topics=state.topics, events=state.events, access=state.access, outbox=state.outbox,
            feed_states=state.feed_states, daybook=state.daybook, claims=state.claims, clock=clock,
            house_topics=TOPICS, outlets=OUTLETS, follows=follows, rules=Rules("open", frozenset()),
        )  # fmt: skip
        slack = build_slack(orders["bot_token"], orders["app_token"], orders["api"], desk, OUTLETS, clock)
        courier = Courier(
            sender=slack.sender, outbox=state.outbox, chats=state.chats, topics=state.topics, house_topics=TOPICS,
            events=state.events, clock=clock, worker=state.worker, outlets=OUTLETS, pacer=state.pacer,
            most_rings=0,  # the guard against floods would hold what comes after the twelfth ring of an hour
        )  # fmt: skip
        async with asyncio.TaskGroup() as group:
            group.create_task(courier.run(stop))
            group.create_task(announce(state, orders["events"]))
            print(state.engine.pid if state.engine else 0, flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
