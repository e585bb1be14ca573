"""Couriers over a real state, whose one topic follows everything, and what their tests do with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.delivery.courier import Courier
from bot.model import Action, Alert, Event, TopicId
from bot.ports import Clock, Sender
from bot.store import State
from tests.fakes import a_topic, an_alert


def a_courier(state: State, sender: Sender, clock: Clock, **more: Any) -> Courier:
    """It paces as the bot does; `more` are further arguments of Courier."""
    given = {"worker": state.worker, "pacer": state.pacer, **more}
    return Courier(
        sender=sender,
        outbox=state.outbox,
        chats=state.chats,
        topics=state.topics,
        house_topics={TopicId("all"): a_topic()},
        events=state.events,
        clock=clock,
        **given,
    )


def a_trusting_courier(state: State, sender: Sender, clock: Clock, **more: Any) -> Courier:
    """It trusts its past from the start, and paces alone."""
    return a_courier(state, sender, clock, **{"pacer": None, "settling": timedelta(0), **more})


async def deliver(courier: Courier) -> None:
    """Let the courier do all that it can do now."""
    while await courier.step():
        pass


async def announce(state: State, event: Event, action: Action = Action.RING, **fields: Any) -> Alert:
    """The pipeline's last act."""
    alert = an_alert(event, action=action, **fields)
    await state.events.commit(event, alert)
    return alert
