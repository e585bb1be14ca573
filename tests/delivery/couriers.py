"""A courier over a real state, whose one topic follows everything."""

from __future__ import annotations

from typing import Any

from bot.delivery.courier import Courier
from bot.model import TopicId
from bot.ports import Clock, Sender
from bot.store import State
from tests.fakes import a_topic


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
