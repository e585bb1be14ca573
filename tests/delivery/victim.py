"""A bot to be killed: commits events, and delivers their alerts to a sink on loopback. Run by test_kills.py.

python -m tests.delivery.victim {"data": ..., "url": ..., "port": ..., "events": ..., "chats": ..., "settling_s": ...}
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.delivery.courier import Courier
from bot.errors import NotTheOwner, TryLater, Unsure
from bot.model import Delivery, Platform, Receipt, TopicId
from bot.store import State, open_state
from bot.watch import setup
from tests.fakes import RealClock, a_chat, a_topic, an_alert, an_event

PACE_S = 0.004  # between two commits


class SinkSender:
    """Sends to the sink: one line there, one line back."""

    platform = Platform.TELEGRAM

    def __init__(self, port: int) -> None:
        self._port = port

    async def send(self, delivery: Delivery) -> Receipt:
        """Tell the sink which chat hears what; it answers with the message's number."""
        event, chat = delivery.alert.event, delivery.chat.ref
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError as error:
            raise TryLater(str(error)) from None
        try:
            line = json.dumps(
                {"chat": str(chat), "event": event.id, "change": event.changes, "unsure": delivery.unsure}
            )
            writer.write(line.encode() + b"\n")
            await writer.drain()
            answer = await reader.readline()
        except OSError as error:
            raise Unsure(str(error)) from None
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        if not answer:
            raise Unsure("the sink closed the connection")
        return Receipt(chat, event.id, answer.decode().strip(), event.changes, RealClock().now())

    async def find(self, _delivery: Delivery) -> Receipt | None:
        """This platform cannot tell."""
        return None


async def announce(state: State, events: int, place: Path) -> None:
    """Commit every event. A start goes on with the last one that was stored: a repeat is harmless."""
    for number in range(_kept(place), events):
        event = an_event(f"event-{number:05}")
        await state.events.commit(event, an_alert(event))
        _keep(place, number)
        await asyncio.sleep(PACE_S)


def _kept(place: Path) -> int:
    return int(place.read_text()) if place.exists() else 0


def _keep(place: Path, number: int) -> None:
    draft = place.with_suffix(".new")
    draft.write_text(str(number))
    draft.replace(place)


async def main(orders: dict[str, Any]) -> None:
    """Work until SIGTERM."""
    setup("error")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_state(Path(orders["data"]), redis_url=orders.get("url"), role="owner") as state:
        for number in range(orders["chats"]):
            await state.chats.put(a_chat(number))
        courier = Courier(
            sender=SinkSender(orders["port"]),
            outbox=state.outbox,
            chats=state.chats,
            topics=state.topics,
            house_topics={TopicId("all"): a_topic()},
            events=state.events,
            clock=RealClock(),
            worker=state.worker,
            settling=timedelta(seconds=orders["settling_s"]),
        )
        print(state.engine.pid if state.engine else 0, flush=True)
        async with asyncio.TaskGroup() as group:
            group.create_task(courier.run(stop))
            group.create_task(announce(state, orders["events"], Path(orders["data"]) / "place"))


if __name__ == "__main__":
    try:
        asyncio.run(main(json.loads(sys.argv[1])))
    except BaseExceptionGroup as group:  # not `except*`: an exit would be wrapped into a group on some Pythons
        if group.subgroup(NotTheOwner) is None:
            raise
        sys.exit(3)
