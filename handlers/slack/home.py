"""App Home: what a person follows in direct messages, the settings of those, the latest events, the ladder."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.errors import BadRequest, TocsinError
from bot.watch import log
from handlers.pictures import trend_picture
from handlers.slack import answers, findings, modals
from handlers.slack.house import Ask
from handlers.slack.refusals import SEND_ERRORS
from handlers.slack.render import Block, File, context, header, section
from handlers.wording import Wording, shorten

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.desk import Asker, Trend
    from handlers.slack.files import Files
    from handlers.slack.house import House
    from handlers.slack.render import SlackText

_log = log("slack")
_PICTURE_LASTS: Final = timedelta(hours=1)
_MOST_PICTURES: Final = 50
_EVENTS: Final = "5"
_ALT: Final = 1900  # of 2000
_READ_IN_SHEET: Final = frozenset(("why", "sources"))


class Home:
    """Publishes Home tabs. The ladder's picture is uploaded once an hour for each pair and language."""

    def __init__(self, client: AsyncWebClient, house: House, files: Files) -> None:
        self._client, self._house, self._files = client, house, files
        self._pictures: dict[tuple[object, ...], tuple[datetime, str]] = {}

    async def publish(self, user: str, asker: Asker) -> None:
        """Show the person their Home; without the picture if Slack does not take it yet."""
        chat = await self._house.desk.chat(asker)
        ask = Ask(asker, chat, Wording(chat.settings.language))
        try:
            blocks, ladder = await self._blocks(ask)
        except BadRequest:
            blocks, ladder = [section(ask.words.text("slack-home-outsider", command="/tocsin start"))], []
        except TocsinError:
            _log.exception("home failed")
            blocks, ladder = [section(ask.words.text("try-later"))], []
        if not await self._published(user, asker, [*blocks, *ladder]) and ladder:
            await self._published(user, asker, [*blocks, *ladder[:-1]])

    async def pressed(self, body: dict[str, Any], ask: Ask, verb: str, text: SlackText) -> None:
        """A button in Home: what is to read opens over it; else Home shows what became of it."""
        user = str(body["user"]["id"])
        if verb not in _READ_IN_SHEET and ask.asker.may_change:
            await self.publish(user, ask.asker)
            return
        view = modals.sheet(ask.words.text("slack-home-title"), text, ask.words)
        try:
            await self._client.views_open(trigger_id=str(body.get("trigger_id", "")), view=view)
        except SEND_ERRORS as error:
            _log.warning("a sheet did not open", trouble=type(error).__name__)

    async def _published(self, user: str, asker: Asker, blocks: list[Block]) -> bool:
        view = {"type": "home", "blocks": blocks[: modals.BLOCKS_LIMIT]}
        view["private_metadata"] = json.dumps({"channel": asker.chat.id})
        try:
            await self._client.views_publish(user_id=user, view=view)
        except SEND_ERRORS as error:
            _log.warning("home is not shown", trouble=type(error).__name__)
            return False
        return True

    async def _blocks(self, ask: Ask) -> tuple[list[Block], list[Block]]:
        """All but the ladder, and the ladder, its picture last."""
        house, words = self._house, ask.words
        topics = answers.topics(await house.desk.topics(ask.asker), words)
        chat = await house.desk.settings(ask.asker)
        newest = await house.desk.latest(ask.asker, _EVENTS)
        blocks = [
            header(words.text("slack-home-topics")),
            context(words.text("slack-home-hint", command="/tocsin")),
            *topics.blocks,
            *answers.settings(chat, words).blocks,
            header(words.text("slack-home-latest")),
        ]
        for event in newest.events:
            line, headline = answers.event_item(event, chat, house.desk.outlets, house.now(), words)
            blocks += [line | {"accessory": answers.why_button(event, words)}, headline]
        return blocks, await self._ladder(ask)

    async def _ladder(self, ask: Ask) -> list[Block]:
        try:
            trend = await self._house.desk.trend(ask.asker, "", ask.words)
        except BadRequest:
            return []  # nothing is followed and nothing has happened: there is no pair to show
        text = findings.trend(trend, ask.words)
        made: list[Block] = [header(ask.words.text("slack-home-ladder")), *text.blocks[1:]]
        picture = await self._picture(trend, ask)
        if picture:
            alt = shorten(findings.trend_alt(trend, ask.words), _ALT)
            made.append({"type": "image", "slack_file": {"id": picture}, "alt_text": alt})
        return made

    async def _picture(self, trend: Trend, ask: Ask) -> str:
        """The id of an uploaded picture; empty if Slack refused it."""
        now, zone = self._house.now(), ask.chat.settings.time_zone
        key = (trend.pair, trend.days, ask.words.language, zone)
        made = self._pictures.get(key)
        if made and now - made[0] < _PICTURE_LASTS:
            return made[1]
        picture = await asyncio.to_thread(trend_picture, trend, ask.words, zone)
        file = File("ladder.png", findings.trend_title(trend, ask.words), picture, findings.trend_alt(trend, ask.words))
        try:
            uploaded = await self._files.upload(file)
        except SEND_ERRORS as error:
            _log.warning("the ladder was refused", trouble=type(error).__name__)
            return ""
        while len(self._pictures) >= _MOST_PICTURES:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[key] = now, uploaded
        return uploaded
