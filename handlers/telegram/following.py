"""Commands about topics: first steps, following, a chat's own topics, digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.desk import minute_meant
from bot.desk.grammar import spelled
from bot.errors import BadRequest
from bot.model import Language
from handlers.telegram import answers, findings, panels
from handlers.wording import LANGUAGES, Wording, clean

if TYPE_CHECKING:
    from bot.model import Topic
    from handlers.telegram.house import Ask, House
    from handlers.telegram.render import TelegramText

_MORNING: Final = 9 * 60
OWN_EXAMPLE: Final = "/topic new Baku trials = Baku court +journalist kind:arrest severity>=3"


async def start(house: House, ask: Ask) -> TelegramText:
    """First steps, an invitation, or a link to a topic."""
    welcome = await house.desk.start(ask.asker, ask.args)
    if welcome.topic:
        return await show(house, ask, welcome.topic.topic.id)
    if not welcome.admitted:
        return answers.welcome(welcome, ask.words)
    choices = await house.desk.topics(ask.asker)
    if welcome.first and ask.asker.private:
        return answers.above(answers.welcome(welcome, ask.words), panels.first_topics(choices, ask.words))
    return answers.above(answers.welcome(welcome, ask.words), answers.topics(choices, ask.words))


async def first(house: House, ask: Ask) -> TelegramText:
    """A tap of the first steps: which countries, how loud, which language; then a taste of the last day."""
    step, _, value = ask.args.partition(":")
    if step == "topic":
        await house.desk.subscribe(ask.asker, value)
        return panels.first_loud(ask.words)
    if step == "loud":
        await house.desk.set_min_severity(ask.asker, int(value) if value in {"1", "3", "4"} else 0)
        return panels.first_language(ask.words)
    if value not in LANGUAGES:
        raise BadRequest("language-unknown")
    await house.desk.set_language(ask.asker, Language(value))
    words = Wording(Language(value))
    sample = await house.desk.sample(ask.asker)
    if not sample.events:
        return answers.plain(words.text("first-nothing"))
    items = [answers.event_item(e, ask.chat, house.desk.outlets, house.now(), words) for e in sample.events]
    return answers.lines(words.text("first-done"), items, words)


async def topics(house: House, ask: Ask) -> TelegramText:
    """All topics, as buttons."""
    return answers.topics(await house.desk.topics(ask.asker), ask.words)


async def subscribe(house: House, ask: Ask) -> TelegramText:
    """Follow a topic; bare, a choice of them."""
    if not ask.args:
        return await topics(house, ask)
    return answers.subscribed(await house.desk.subscribe(ask.asker, ask.args), ask.words)


async def unsubscribe(house: House, ask: Ask) -> TelegramText:
    """Stop following; bare, a choice."""
    if not ask.args:
        return await topics(house, ask)
    return answers.unsubscribed(await house.desk.unsubscribe(ask.asker, ask.args), ask.words)


async def subscribe_in_list(house: House, ask: Ask) -> TelegramText:
    """A tap on a topic without a tick: the list again, with the tick."""
    await house.desk.subscribe(ask.asker, ask.args)
    return await topics(house, ask)


async def unsubscribe_in_list(house: House, ask: Ask) -> TelegramText:
    """A tap on a topic with a tick: the list again, without it."""
    await house.desk.unsubscribe(ask.asker, ask.args)
    return await topics(house, ask)


async def topic(house: House, ask: Ask) -> TelegramText:
    """A topic's latest; bare, all topics; `new`, `edit` and `remove` are about the chat's own."""
    verb, _, rest = ask.args.partition(" ")
    rest = rest.strip()
    if verb in {"new", "edit"}:
        return await _draft(house, ask, rest)
    if verb == "remove":
        return _removed(await house.desk.remove_topic(ask.asker, rest), ask)
    return await show(house, ask, ask.args) if ask.args else await topics(house, ask)


async def _draft(house: House, ask: Ask, text: str) -> TelegramText:
    """Try an own topic on the stored history; its name alone shows how it is spelled, to be changed and sent again."""
    if text and "=" not in text:
        mine = [t for t in await house.desk.own_topics(ask.asker) if t.names[0][1].casefold() == text.casefold()]
        text = f"{mine[0].names[0][1]} = {spelled(mine[0])}" if mine else text
    if not text:
        raise BadRequest("own-form", example=OWN_EXAMPLE)
    tried = await house.desk.draft(ask.asker, text, ask.words)
    return findings.preview(tried, ask.chat, house.desk.outlets, house.now(), ask.words)


def _removed(gone: Topic, ask: Ask) -> TelegramText:
    name = clean(gone.names[0][1])
    return answers.plain(ask.words.text("own-removed", topic=name, spelled=f"{name} = {spelled(gone)}"))


async def own(house: House, ask: Ask) -> TelegramText:
    """The button below a preview: what it shows is kept and followed."""
    kept = await house.desk.save_topic(ask.asker, ask.quoted, ask.words)
    return findings.saved(kept, house.link(house.desk.link_payload(kept)), ask.words)


async def show(house: House, ask: Ask, words: str) -> TelegramText:
    """A topic's latest, with a button to follow it."""
    choice = await house.desk.choice(ask.asker, words)
    found = await house.desk.latest(ask.asker, choice.topic.id)
    return answers.latest(found, ask.chat, house.desk.outlets, house.now(), ask.words)


async def digest(house: House, ask: Ask) -> TelegramText:
    """How each topic comes; `az-ru hourly`, `az-ru 08:30` and `az-ru instant` change one."""
    await house.desk.settings(ask.asker)
    if ask.args:
        name, _, how = ask.args.rpartition(" ")
        await _set_digest(house, ask, name.strip(), how)
    chat = await house.desk.settings(ask.asker)
    return panels.digests(chat, await house.desk.topics(ask.asker), ask.words)


async def digest_button(house: House, ask: Ask) -> TelegramText:
    """A tap on a topic in the list of digests."""
    how, _, name = ask.args.partition(":")
    await _set_digest(house, ask, name, "09:00" if how == "daily" else how)
    chat = await house.desk.settings(ask.asker)
    return panels.digests(chat, await house.desk.topics(ask.asker), ask.words)


async def _set_digest(house: House, ask: Ask, name: str, how: str) -> None:
    at = _MORNING if how == "daily" else minute_meant(how)
    if not name or (at is None and how not in {"hourly", "instant", "off"}):
        raise BadRequest("digest-how", example="/digest az-ru 08:30")
    await house.desk.set_digest(ask.asker, name, instant=how in {"instant", "off"}, at=at)
