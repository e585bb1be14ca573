"""Commands about what a channel follows and how: topics, mutes, digests, settings, a test, invitations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.desk import listed, minute_meant, number_meant, owners_meant, quiet_meant, span_meant
from bot.desk.grammar import spelled
from bot.errors import BadRequest
from bot.model import EventId, Language, MuteOf, Ownership
from handlers.slack import answers, findings
from handlers.wording import LANGUAGES, Wording, clean
from handlers.wording.mutes import all_muted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.model import Topic
    from handlers.slack.house import Ask, House
    from handlers.slack.render import SlackText

    Setter = Callable[[House, Ask, str], Awaitable[object]]

_MUTE_EXAMPLE: Final = "/tocsin mute talks 8h"
_DIGEST_EXAMPLE: Final = "/tocsin digest az-ru 08:30"
_DAILY: Final = "09:00"
_OWN_EXAMPLE: Final = "/tocsin topic new Baku trials = Baku court +journalist kind:arrest severity>=3"


async def start(house: House, ask: Ask) -> SlackText:
    """First steps, or an invitation's code."""
    welcome = await house.desk.start(ask.asker, ask.args)
    if welcome.topic:
        return await _show(house, ask, welcome.topic.topic.id)
    if not welcome.admitted:
        return answers.welcome(welcome, ask.words)
    return answers.below(answers.welcome(welcome, ask.words), [await topics(house, ask)])


async def help_(house: House, ask: Ask) -> SlackText:  # noqa: ARG001  (every command has this shape)
    """All sub-commands."""
    return answers.help_text(ask.words)


async def topics(house: House, ask: Ask) -> SlackText:
    """All topics, each with a button."""
    return answers.topics(await house.desk.topics(ask.asker), ask.words)


async def topic(house: House, ask: Ask) -> SlackText:
    """A topic's latest; bare, all topics; `new`, `edit` and `remove` are about the channel's own."""
    verb, _, rest = ask.args.partition(" ")
    if verb in {"new", "edit"}:
        return await _draft(house, ask, rest.strip())
    if verb == "remove":
        return _removed(await house.desk.remove_topic(ask.asker, rest.strip()), ask)
    return await _show(house, ask, ask.args) if ask.args else await topics(house, ask)


async def _draft(house: House, ask: Ask, text: str) -> SlackText:
    """Try an own topic on the stored history; its name alone shows how it is spelled, to be changed and typed again."""
    if text and "=" not in text:
        mine = [t for t in await house.desk.own_topics(ask.asker) if t.names[0][1].casefold() == text.casefold()]
        text = _spelled(mine[0]) if mine else text
    if not text:
        raise BadRequest("own-form", example=_OWN_EXAMPLE)
    tried = await house.desk.draft(ask.asker, text, ask.words)
    return findings.preview(tried, ask.chat, house.desk.outlets, house.now(), ask.words)


async def own(house: House, ask: Ask) -> SlackText:
    """The button below a preview, which carries the topic: it is kept and followed."""
    kept = await house.desk.save_topic(ask.asker, ask.args, ask.words)
    saved = ask.words.text("own-saved", topic=clean(kept.names[0][1]))
    return answers.plain(f"{saved}\n{ask.words.text('own-share', link=f'/tocsin topic {kept.id}')}")


def _removed(gone: Topic, ask: Ask) -> SlackText:
    return answers.plain(ask.words.text("own-removed", topic=clean(gone.names[0][1]), spelled=_spelled(gone)))


def _spelled(topic: Topic) -> str:
    return f"{topic.names[0][1]} = {spelled(topic)}"


async def _show(house: House, ask: Ask, words: str) -> SlackText:
    choice = await house.desk.choice(ask.asker, words)
    found = await house.desk.latest(ask.asker, choice.topic.id)
    return answers.latest(found, ask.chat, house.desk.outlets, house.now(), ask.words)


async def subscribe(house: House, ask: Ask) -> SlackText:
    """Follow a topic in this channel; bare, a choice of them."""
    if not ask.args:
        return await topics(house, ask)
    followed = await house.desk.subscribe(ask.asker, ask.args)
    return answers.subscribed(followed, ask.words, in_channel=not ask.asker.private)


async def unsubscribe(house: House, ask: Ask) -> SlackText:
    """Stop following; bare, a choice."""
    if not ask.args:
        return await topics(house, ask)
    return answers.unsubscribed(await house.desk.unsubscribe(ask.asker, ask.args), ask.words)


# --- mutes and digests


async def mute(house: House, ask: Ask) -> SlackText:
    """A kind, a country or ordinary crime; for a time, if one is given (`talks 8h`); bare, a choice of events."""
    if not ask.args:
        question = ask.words.text("slack-mute-how", example=_MUTE_EXAMPLE)
        found = await house.desk.latest(ask.asker)
        return answers.pick(found.events, "mute", ask.words.text("slack-mute-event"), ask.words, question)
    name, span = _split_span(ask.args)
    of, value, what = _meant(name, ask.words)
    if span is not None:
        await house.desk.mute_for(ask.asker, of, value, span)
        now = house.now()
        time = ask.words.clock(now + span, ask.chat.settings.time_zone, now)
        return answers.plain(ask.words.text("muted-until", what=what, time=time))
    return answers.plain(await _muted_for_good(house, ask, of, name, what))


async def _muted_for_good(house: House, ask: Ask, of: MuteOf, name: str, what: str) -> str:
    if of is MuteOf.CRIME:
        await house.desk.set_mute_ordinary_crime(ask.asker, muted=True)
        return ask.words.text("settings-crime-off")
    if of is MuteOf.KIND:
        await house.desk.mute(ask.asker, kind=ask.words.kind_meant(name))
        return ask.words.text("muted-kind", kind=what)
    await house.desk.mute(ask.asker, country=ask.words.country_meant(name))
    return ask.words.text("muted-country", country=what)


def _split_span(args: str) -> tuple[str, timedelta | None]:
    """`talks 8h` as both parts."""
    name, _, last = args.rpartition(" ")
    span = span_meant(last) if name else None
    return (name.strip(), span) if span else (args.strip(), None)


def _meant(name: str, words: Wording) -> tuple[MuteOf, str, str]:
    """What is to be muted: its sort, its id, its name. Raises BadRequest."""
    if name.casefold() in {"crime", words.text("mute-crime").casefold()}:
        return MuteOf.CRIME, "", words.text("mute-crime")
    if kind := words.kind_meant(name):
        return MuteOf.KIND, kind, words.kind_name(kind)
    if name and (country := words.country_meant(name)):
        return MuteOf.COUNTRY, country, words.country(country)
    raise BadRequest("slack-mute-how", example=_MUTE_EXAMPLE)


async def mute_event(house: House, ask: Ask) -> SlackText:
    """The button under an alert: no more of this event here."""
    return answers.muted_event(await house.desk.mute_event(ask.asker, EventId(ask.args)), ask.words)


async def mute_event_for(house: House, ask: Ask) -> SlackText:
    """`8:<event>`: the button under the answer to that: for some hours only."""
    hours, _, name = ask.args.partition(":")
    if hours not in {str(offered) for offered in answers.MUTED_HOURS}:
        raise BadRequest("slack-mute-how", example=_MUTE_EXAMPLE)
    span = timedelta(hours=int(hours))
    event = await house.desk.event(ask.asker, EventId(name))
    await house.desk.unmute(ask.asker, MuteOf.EVENT, name)
    await house.desk.mute_for(ask.asker, MuteOf.EVENT, name, span)
    now = house.now()
    time = ask.words.clock(now + span, ask.chat.settings.time_zone, now)
    return answers.plain(ask.words.text("muted-until", what=answers.short(event, ask.words), time=time))


async def unmute(house: House, ask: Ask) -> SlackText:
    """A kind, a country or ordinary crime is heard again; `all`: everything; bare, what is muted here."""
    if not ask.args:
        return answers.plain("\n".join(_mutes(house, ask)))
    if ask.args.casefold() == "all":
        await house.desk.unmute(ask.asker)
        return answers.plain(ask.words.text("unmuted"))
    of, value, what = _meant(ask.args, ask.words)
    await house.desk.unmute(ask.asker, of, value)
    return answers.plain(ask.words.text("unmuted-one", what=what))


def _mutes(house: House, ask: Ask) -> list[str]:
    """Lines that say what is muted in the channel."""
    names = [name for name, _, _ in all_muted(ask.chat.settings, house.now(), ask.words)]
    return (
        [ask.words.text("slack-mutes"), *(f"• {name}" for name in names)] if names else [ask.words.text("mutes-none")]
    )


async def digest(house: House, ask: Ask) -> SlackText:
    """`az-ru hourly`, `az-ru 08:30`, `az-ru instant`; bare, how each topic comes."""
    if ask.args:
        name, _, how = ask.args.rpartition(" ")
        at = minute_meant(_DAILY if how == "daily" else how)
        if not name or (at is None and how not in {"hourly", "instant", "off"}):
            raise BadRequest("digest-how", example=_DIGEST_EXAMPLE)
        await house.desk.set_digest(ask.asker, name.strip(), instant=how in {"instant", "off"}, at=at)
    chat = await house.desk.settings(ask.asker)
    followed = [choice.topic for choice in await house.desk.topics(ask.asker) if choice.followed]
    return answers.digests(chat, followed, _DIGEST_EXAMPLE, ask.words)


# --- settings


async def settings(house: House, ask: Ask) -> SlackText:
    """The channel's settings; `zone Asia/Baku`, `language az`, `quiet 23:00-07:00` and so on change one."""
    name, _, value = ask.args.partition(" ")
    if name:
        if name not in SETTERS:
            raise BadRequest("settings-unknown", name=name[:40], known=", ".join(SETTERS))
        await SETTERS[name](house, ask, value.strip())
    chat = await house.desk.settings(ask.asker)
    return answers.settings(chat, Wording(chat.settings.language))


async def language(house: House, ask: Ask) -> SlackText:
    """The button: speak another language in this channel."""
    await _language(house, ask, ask.args)
    chat = await house.desk.settings(ask.asker)
    return answers.settings(chat, Wording(chat.settings.language))


async def _language(house: House, ask: Ask, value: str) -> None:
    if value not in LANGUAGES:
        raise BadRequest("language-unknown")
    await house.desk.set_language(ask.asker, Language(value))


async def _quiet(house: House, ask: Ask, value: str) -> None:
    await house.desk.set_quiet(ask.asker, *quiet_meant(value))


async def _ownerships(house: House, ask: Ask, value: str) -> None:
    names = {ask.words.ownership(owner).casefold(): owner for owner in Ownership}
    await house.desk.set_ownerships(ask.asker, owners_meant(value, names))


async def _outlet_languages(house: House, ask: Ask, value: str) -> None:
    await house.desk.set_outlet_languages(ask.asker, [Language(code) for code in listed(value)])


_YES: Final = frozenset(("on", "1", "yes"))
SETTERS: Final[dict[str, Setter]] = {
    "language": _language,
    "zone": lambda house, ask, value: house.desk.set_time_zone(ask.asker, value),
    "severity": lambda house, ask, value: house.desk.set_min_severity(ask.asker, number_meant(value)),
    "quiet": _quiet,
    "sources": _ownerships,
    "languages": _outlet_languages,
    "crime": lambda house, ask, value: house.desk.set_mute_ordinary_crime(ask.asker, muted=value not in _YES),
    "edits": lambda house, ask, value: house.desk.set_edits(ask.asker, wanted=value in _YES),
}


# --- the rest


async def test(house: House, ask: Ask) -> SlackText:
    """A test alert, sent the whole way."""
    await house.desk.test(ask.asker, ask.words.text("test-headline"), ask.words.text("test-sentence"))
    return answers.plain(ask.words.text("test-sent"))


async def invite(house: House, ask: Ask) -> SlackText:
    """A one-time code; `admin` makes an administrator. The answer is seen by the asker alone."""
    code = await house.desk.invite(ask.asker, ask.args or "member")
    return answers.plain(f"{clean(ask.words.text('invitation'))}\n/tocsin start {code}")
