"""The part of the desk that reads the archive: latest, search, one event, the trend of a pair, a backtest."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.desk.following import EXAMPLES, Following
from bot.desk.grammar import topic_from
from bot.desk.values import Backtest, Found, Latest, Point, Trend
from bot.desk.wishes import MOST, find_topic, split_count
from bot.errors import BadRequest
from bot.events import ladder
from bot.model import Status, Topic, TopicId
from bot.taxonomy import severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.desk.values import Asker, Names
    from bot.model import Chat, Country, Event, EventId

TREND_DAYS: Final = (7, 30, 90)
LONGEST_BACKTEST: Final = 366
_PAGE: Final = 50  # events read at once while a topic's are looked for
_MOST_PAGES: Final = 40
_MOST_PAGES_SEARCHED: Final = 400  # 20,000 events: a year of a busy desk, read in about a second
_GROWS_FOR: Final = timedelta(
    days=30
)  # an event changes no more so long after it happened: 14 days open, 14 correctable
_POINTS: Final = 60  # of a trend's line: more than a phone's screen shows apart


class Reading(Following):
    """Answers from the archive."""

    async def latest(self, asker: Asker, words: str = "") -> Latest:
        """The newest events; `words` are "", "az-ru", "10" or "az-ru 10"."""
        name, count = split_count(words)
        topic = await self.choice(asker, name) if name else None
        await self._must_be_admitted(asker)
        found, _ = await self._newest(count, _any if topic is None else self._follower(topic.topic))
        return Latest(topic, tuple(found))

    async def sample(self, asker: Asker, span: timedelta = timedelta(days=1)) -> Latest:
        """What the chat would have been sent of late by its topics and settings, newest first: a taste at the start."""
        await self._must_be_admitted(asker)
        chat = await self.chat(asker)
        is_heard = await self._ear_of(chat)
        since = self._ports.clock.now() - span

        def wanted(event: Event) -> bool:
            return bool(event.rung and chat.topics) and is_heard(event)

        found, _ = await self._newest(MOST, wanted, since)
        return Latest(None, tuple(found))

    async def _ear_of(self, chat: Chat) -> Callable[[Event], bool]:
        """What the chat hears by its topics and its least severity; everything, if it follows nothing."""
        every = {**self._house.topics, **await self._ports.topics.own()}
        topics = [every[id_] for id_ in chat.topics if id_ in every]

        def is_heard(event: Event) -> bool:
            is_followed = not chat.topics or any(self._house.follows(topic, event) for topic in topics)
            return is_followed and severity(event.kind) >= chat.settings.min_severity

        return is_heard

    async def search(self, asker: Asker, text: str, names: Names) -> Found:
        """Events that meet words, pair, kind and so on in the grammar of own topics.

        `since:2025-07-01` and `until:2025-07-21` (that day counts, in UTC) keep to what went on between them; they may
        stand alone.
        """
        await self._must_be_admitted(asker)
        words, since, until = _split_dates(text)
        if words or not (since or until):
            query = topic_from("", words, names, self.outlets, id_=TopicId("search"))
        else:
            query = Topic(TopicId("search"), ((self._house.language, ""),))
        follows = self._follower(query)

        def wanted(event: Event) -> bool:
            return (until is None or event.happened < until) and follows(event)

        before = until + _GROWS_FOR if until is not None else None
        found, more = await self._newest(MOST, wanted, since, before, pages=_MOST_PAGES_SEARCHED)
        return Found(query, tuple(found), more)

    async def event(self, asker: Asker, event: EventId) -> Event:
        """One event, for its sources and for why it rang."""
        await self._must_be_admitted(asker)
        found = await self._ports.events.get(event)
        if found is None:
            raise BadRequest("event-unknown")
        return found

    async def trend(self, asker: Asker, words: str, names: Names) -> Trend:
        """The ladder of a pair and its events by kind; `words` are "", "az-ru", "AZ RU 90", "30"."""
        await self._must_be_admitted(asker)
        words, days = _split_days(words)
        now = self._ports.clock.now()
        begin = now - timedelta(days=days)
        known = [e async for e in self._ports.events.between(begin - ladder.MEMORY, now) if _worth_listing(e)]
        pair = await self._pair_meant(asker, words, names) if words else await self._own_pair(asker, known)
        shown = [e for e in known if ladder.is_between(e, *pair) or ladder.is_between(e, *pair[::-1])]
        times = [begin + (now - begin) * n / (_POINTS - 1) for n in range(_POINTS)]
        there, back = ladder.timeline(*pair, shown, times), ladder.timeline(*pair[::-1], shown, times)
        kinds = Counter(e.kind for e in shown if e.happened >= begin and e.status is Status.REPORTED)
        points = tuple(Point(at, one, other) for at, one, other in zip(times, there, back, strict=True))
        return Trend(pair, days, points, tuple(kinds.most_common()))

    async def _pair_meant(self, asker: Asker, words: str, names: Names) -> tuple[Country, Country]:
        sides = [names.country_meant(side) for side in re.split(r"\s*[-–/,]\s*|\s+", words) if side]
        if len(sides) == 2 and sides[0] and sides[1] and sides[0] != sides[1]:  # noqa: PLR2004  (a pair)
            return sides[0], sides[1]
        topic = find_topic(words, await self._visible(asker))
        if not topic.pairs:
            raise BadRequest("trend-which", example="/trend az-ru 30")
        return topic.pairs[0]

    async def _own_pair(self, asker: Asker, known: list[Event]) -> tuple[Country, Country]:
        """The pair of the first topic that the chat follows, else that with the most events."""
        followed = (await self.chat(asker)).topics
        pairs = [t.pairs[0] for t in await self._visible(asker) if t.id in followed and t.pairs]
        if pairs:
            return pairs[0]
        busy = Counter(tuple(sorted((e.source, e.target))) for e in known if "XX" not in {e.source, e.target})
        if not busy:
            raise BadRequest("trend-which", example="/trend az-ru 30")
        one, other = busy.most_common(1)[0][0]
        return one, other

    async def backtest(self, asker: Asker, words: str, names: Names, days: int = 30) -> Backtest:
        """How often a topic, words in the grammar of own topics, or a rule's events rang over so many days."""
        await self._must_be_editor(asker)
        days = min(max(days, 1), LONGEST_BACKTEST)
        if re.fullmatch(r"[a-z]{2}/[\w-]+(/[\w.-]+)*", words):
            return await self._rule_tried(words, days)
        try:
            topic = await self._meant(asker, words)
        except BadRequest:
            topic = topic_from(words, words, names, self.outlets, id_=TopicId("backtest"))
        return await self._tried(topic, days)

    async def _rule_tried(self, rule: str, days: int) -> Backtest:
        def made(event: Event) -> bool:
            return any(r.match.rule == rule or r.match.rule.startswith(f"{rule}/") for r in event.reports)

        rang = [event for event in await self._rang(days) if made(event)]
        topic = Topic(TopicId("backtest"), ((self._house.language, rule),))
        return Backtest(topic, days, len(rang), tuple(rang[-EXAMPLES:][::-1]))

    async def _newest(
        self,
        count: int,
        wanted: Callable[[Event], bool],
        since: datetime | None = None,
        before: datetime | None = None,
        *,
        pages: int = _MOST_PAGES,
    ) -> tuple[list[Event], bool]:
        """Up to `count`, newest first, and whether the archive was not read to its end."""
        found: list[Event] = []
        for _ in range(pages):
            page = await self._ports.events.latest(_PAGE, before)
            recent = [e for e in page if since is None or e.changed >= since]
            found += [e for e in recent if _worth_listing(e) and wanted(e)]
            if len(found) > count or len(recent) < _PAGE:
                return found[:count], len(found) > count
            before = page[-1].changed
        return found[:count], True

    def _follower(self, topic: Topic) -> Callable[[Event], bool]:
        return lambda event: self._house.follows(topic, event)


def _any(_event: Event) -> bool:
    return True


def _worth_listing(event: Event) -> bool:
    return event.merged_into is None and event.status is not Status.PAST


def _split_days(words: str) -> tuple[str, int]:
    """`az-ru 30` as pair and days; the days are 7, 30 or 90, whichever is nearest."""
    *name, last = words.split() or [""]
    if last.isdecimal() and last.isascii():
        return " ".join(name), min(TREND_DAYS, key=lambda days: abs(days - int(last[:4])))
    return words.strip(), TREND_DAYS[1]


def _split_dates(text: str) -> tuple[str, datetime | None, datetime | None]:
    """The words without `since:2025-07-01` and `until:2025-07-21`, and those times (UTC); a day is meant as a whole."""
    bounds: dict[str, datetime] = {}
    for found in re.finditer(r"(?:^|\s)(since|until):(\S+)", text):
        bounds[found[1]] = _moment(found[2], whole_day=found[1] == "until")
    words = re.sub(r"(?:^|\s)(since|until):\S+", " ", text).strip()
    return words, bounds.get("since"), bounds.get("until")


def _moment(text: str, *, whole_day: bool) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest("date-unknown", word=text[:40]) from None
    is_day = len(text) <= len("2025-07-01")
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at + timedelta(days=1) if whole_day and is_day else at
