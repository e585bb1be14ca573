"""The part of the desk that knows topics: the house's, a chat's own, and which of them a chat follows."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.desk.daybook import Daybook
from bot.desk.grammar import spelled, split_name, topic_from
from bot.desk.values import Backtest, TopicChoice, Welcome
from bot.desk.wishes import find_topic
from bot.errors import BadRequest
from bot.model import Topic, TopicId

if TYPE_CHECKING:
    from bot.desk.values import Asker, Names
    from bot.model import Event

OWN: Final = "own:"
MOST_OWN: Final = 50  # topics of one chat
PREVIEW_DAYS: Final = 30
EXAMPLES: Final = 5
_TOKEN_BYTES: Final = 8  # a link to an own topic is a key to it: not to be guessed


class Following(Daybook):
    """Topics, and who follows them."""

    async def start(self, asker: Asker, payload: str = "") -> Welcome:
        """The first step, perhaps by a link: `t_<topic>` leads to a topic, else it is an invitation."""
        if payload.startswith("t_"):
            choice = await self.shared(asker, payload.removeprefix("t_"))
            return Welcome(admitted=True, topic=choice)
        return await self.admit(asker, payload.removeprefix("i_"))

    async def topics(self, asker: Asker) -> list[TopicChoice]:
        """All topics that the chat can follow, the house's first."""
        await self._must_be_admitted(asker)
        followed = (await self.chat(asker)).topics
        return [TopicChoice(topic, topic.id in followed) for topic in await self._visible(asker)]

    async def choice(self, asker: Asker, words: str) -> TopicChoice:
        """The one topic that the words mean: its id, its name in any language, or a part of it."""
        await self._must_be_admitted(asker)
        topic = await self._meant(asker, words)
        return TopicChoice(topic, topic.id in (await self.chat(asker)).topics)

    async def shared(self, asker: Asker, payload: str) -> TopicChoice:
        """The topic that a link leads to; whoever has the link of an own topic may read and follow it."""
        return await self.choice(asker, payload.replace("own-", OWN, 1) if payload.startswith("own-") else payload)

    @staticmethod
    def link_payload(topic: Topic) -> str:
        """What a link to the topic carries: letters, digits, `_` and `-` alone."""
        return f"t_{topic.id.replace(OWN, 'own-', 1)}"

    async def subscribe(self, asker: Asker, words: str) -> Topic:
        """Tie the chat to a topic; durable when it returns, and harmless if it was tied already."""
        await self._may_change(asker)
        topic = await self._meant(asker, words)
        await self._follow(asker, topic)
        return topic

    async def unsubscribe(self, asker: Asker, words: str) -> Topic:
        """Untie the chat from a topic that it follows."""
        chat = await self._may_change(asker)
        topic = await self._meant(asker, words)
        if topic.id not in chat.topics:
            raise BadRequest("not-followed", topic=topic.name(chat.settings.language))
        digests = tuple(d for d in chat.settings.digests if d.topic != topic.id)
        settings = replace(chat.settings, digests=digests)
        topics = tuple(t for t in chat.topics if t != topic.id)
        await self._ports.chats.put(replace(chat, topics=topics, settings=settings))
        return topic

    async def _follow(self, asker: Asker, *topics: Topic) -> None:
        chat = await self.chat(asker)
        since = chat.since or self._ports.clock.now()
        fresh = tuple(topic.id for topic in topics if topic.id not in chat.topics)
        if fresh:
            await self._ports.chats.put(replace(chat, topics=(*chat.topics, *fresh), since=since, title=asker.title))
        await self._admit_chat(asker)

    async def _meant(self, asker: Asker, words: str) -> Topic:
        if words.startswith(OWN):  # by its id, which only its chat and those who have its link know
            own = (await self._ports.topics.own()).get(TopicId(words))
            if own is not None:
                return own
        return find_topic(words, await self._visible(asker))

    async def _visible(self, asker: Asker) -> list[Topic]:
        own = await self._ports.topics.own()
        followed = (await self.chat(asker)).topics
        mine = (t for t in own.values() if t.owner == asker.chat or t.id in followed)
        return [*self._house.topics.values(), *mine]

    # a chat's own topics

    async def own_topics(self, asker: Asker) -> list[Topic]:
        """Those that the chat made itself, by name."""
        await self._must_be_admitted(asker)
        own = await self._ports.topics.own()
        return sorted((t for t in own.values() if t.owner == asker.chat), key=lambda t: t.names[0][1].casefold())

    async def draft(self, asker: Asker, text: str, names: Names) -> Backtest:
        """`NAME = words` tried on the stored history; nothing is saved. Raises BadRequest with what is wrong in it."""
        await self._must_be_admitted(asker)
        topic = await self._spelt(asker, text, names)
        return await self._tried(topic, PREVIEW_DAYS)

    async def save_topic(self, asker: Asker, text: str, names: Names) -> Topic:
        """Keep `NAME = words` and follow it; an own topic of that name is replaced for all who follow it."""
        await self._may_change(asker)
        topic = await self._spelt(asker, text, names)
        if len(await self.own_topics(asker)) >= MOST_OWN and topic.id not in await self._ports.topics.own():
            raise BadRequest("own-many", most=MOST_OWN)
        await self._ports.topics.put(topic)
        await self._follow(asker, topic)
        return topic

    async def remove_topic(self, asker: Asker, words: str) -> Topic:
        """Forget an own topic of this chat; whoever followed it hears no more of it."""
        chat = await self._may_change(asker)
        topic = find_topic(words, await self.own_topics(asker))
        await self._ports.topics.remove(topic.id)
        await self._ports.chats.put(replace(chat, topics=tuple(t for t in chat.topics if t != topic.id)))
        return topic

    async def _spelt(self, asker: Asker, text: str, names: Names) -> Topic:
        name, words = split_name(text)
        mine = {topic.names[0][1].casefold(): topic.id for topic in await self.own_topics(asker)}
        id_ = mine.get(name.casefold()) or TopicId(OWN + secrets.token_hex(_TOKEN_BYTES))
        language = (await self.chat(asker)).settings.language
        return topic_from(name, words, names, self.outlets, id_=id_, owner=asker.chat, language=language)

    async def _tried(self, topic: Topic, days: int) -> Backtest:
        rang = [event for event in await self._rang(days) if self._house.follows(topic, event)]
        text = spelled(topic) if topic.owner else ""
        return Backtest(topic, days, len(rang), tuple(rang[-EXAMPLES:][::-1]), text)

    async def _rang(self, days: int) -> list[Event]:
        """Events that opened and rang within so many days, oldest change first."""
        now = self._ports.clock.now()
        since = now - timedelta(days=days)
        return [
            event
            async for event in self._ports.events.between(since, now)
            if event.rung and event.opened >= since and not event.false_alarm and event.merged_into is None
        ]
