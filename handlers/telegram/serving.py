"""Commands about how a chat is served: mutes, settings, a test, export, forget, a channel."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final, TypeVar

from bot.desk import listed, number_meant, owners_meant, quiet_meant, span_meant
from bot.errors import BadRequest
from bot.model import EventId, Language, MuteOf, Ownership
from handlers.telegram import answers, panels
from handlers.telegram.reading import choose_event
from handlers.telegram.render import Button, File
from handlers.wording import LANGUAGES, Wording
from handlers.wording.mutes import muted_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import timedelta

    from handlers.telegram.house import Ask, House
    from handlers.telegram.render import TelegramText

    Setter = Callable[[House, Ask, str], Awaitable[object]]

_T = TypeVar("_T")
_MUTE_EXAMPLE: Final = "/mute talks 8h"
_CRIME: Final = frozenset({"crime", "преступления", "cinayət"})


# --- mutes


async def mute(house: House, ask: Ask) -> TelegramText:
    """An event (as a reply), a kind, a country or ordinary crime; for a time, if one is given."""
    await house.desk.settings(ask.asker)  # an outsider learns nothing, not even what would be a mistake
    name, span = _split_span(ask.args)
    if not name and ask.event is not None:
        found = await house.desk.mute_event(ask.asker, ask.event, span)
        return (
            _muted(house, ask, answers.short(found, ask.words), span) if span else answers.muted_event(found, ask.words)
        )
    if not name:
        return await choose_event(house, ask, "mute", ask.words.text("mute-how", example=_MUTE_EXAMPLE))
    of, value = _meant(name, ask)
    if span is not None:
        await house.desk.mute_for(ask.asker, of, value, span)
        return _muted(house, ask, muted_name(of, value, ask.words), span)
    return await _mute_for_good(house, ask, of, value)


def _split_span(args: str) -> tuple[str, timedelta | None]:
    """`talks 8h` as both parts; either may be missing."""
    name, _, last = args.rpartition(" ")
    span = span_meant(last)
    return (name.strip(), span) if span else (args.strip(), None)


def _meant(name: str, ask: Ask) -> tuple[MuteOf, str]:
    if name.casefold() in _CRIME:
        return MuteOf.CRIME, ""
    if (kind := ask.words.kind_meant(name)) is not None:
        return MuteOf.KIND, kind
    if (country := ask.words.country_meant(name)) is not None:
        return MuteOf.COUNTRY, country
    raise BadRequest("mute-how", example=_MUTE_EXAMPLE)


async def _mute_for_good(house: House, ask: Ask, of: MuteOf, value: str) -> TelegramText:
    words = ask.words
    if of is MuteOf.CRIME:
        await house.desk.set_mute_ordinary_crime(ask.asker, muted=True)
        return answers.plain(words.text("settings-crime-off"))
    kind, country = words.kind_meant(value), words.country_meant(value)
    if of is MuteOf.KIND and kind:
        await house.desk.mute(ask.asker, kind=kind)
        return answers.plain(words.text("muted-kind", kind=words.kind_name(kind)))
    await house.desk.mute(ask.asker, country=country)
    return answers.plain(words.text("muted-country", country=muted_name(of, value, words)))


def _muted(house: House, ask: Ask, what: str, span: timedelta) -> TelegramText:
    now = house.now()
    time = ask.words.clock(now + span, ask.chat.settings.time_zone, now)
    return answers.plain(ask.words.text("muted-until", what=what, time=time))


async def mute_event(house: House, ask: Ask) -> TelegramText:
    """The button under an alert."""
    return answers.muted_event(await house.desk.mute_event(ask.asker, EventId(ask.args)), ask.words)


async def mute_event_for(house: House, ask: Ask) -> TelegramText:
    """`8:<event>`: the button under the answer to that: for some hours only."""
    hours, _, event = ask.args.partition(":")
    span = span_meant(f"{hours}h")
    if span is None:
        raise BadRequest("mute-how", example=_MUTE_EXAMPLE)
    await house.desk.unmute(ask.asker, MuteOf.EVENT, event)
    found = await house.desk.mute_event(ask.asker, EventId(event), span)
    return _muted(house, ask, answers.short(found, ask.words), span)


async def mute_kind(house: House, ask: Ask) -> TelegramText:
    """The button under /why."""
    return await mute(house, replace(ask, event=None))


async def unmute(house: House, ask: Ask) -> TelegramText:
    """What is muted, as buttons; `all`, a kind, a country or `crime` is heard again; as a reply, that event."""
    await house.desk.settings(ask.asker)
    if ask.args.casefold() == "all":
        await house.desk.unmute(ask.asker)
        return answers.plain(ask.words.text("unmuted"))
    if ask.args or ask.event:
        of, value = _meant(ask.args, ask) if ask.args else (MuteOf.EVENT, str(ask.event))
        await house.desk.unmute(ask.asker, of, value)
        return answers.plain(ask.words.text("unmuted-one", what=muted_name(of, value, ask.words)))
    return panels.mutes(await house.desk.settings(ask.asker), house.now(), ask.words)


async def unmute_button(house: House, ask: Ask) -> TelegramText:
    """`kind:talks`, `event:...`, `all`: a tap in that list; the list again."""
    of, _, value = ask.args.partition(":")
    if of == "all":
        await house.desk.unmute(ask.asker)
    elif of in set(MuteOf):
        await house.desk.unmute(ask.asker, MuteOf(of), value)
    return panels.mutes(await house.desk.settings(ask.asker), house.now(), ask.words)


# --- settings


async def settings(house: House, ask: Ask) -> TelegramText:
    """The chat's settings; `zone Asia/Baku`, `language az`, `quiet 23:00-07:00` and so on change one."""
    await house.desk.settings(ask.asker)
    name, value = [*re.split(r"[:\s]", ask.args, maxsplit=1), ""][:2]
    if name:
        if name not in SETTERS:
            raise BadRequest("settings-unknown", name=name[:40], known=", ".join(SETTERS))
        await SETTERS[name](house, ask, value.strip())
    chat = await house.desk.settings(ask.asker)
    return panels.settings(chat, Wording(chat.settings.language))


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


SETTERS: Final[dict[str, Setter]] = {
    "language": _language,
    "zone": lambda house, ask, value: house.desk.set_time_zone(ask.asker, value),
    "severity": lambda house, ask, value: house.desk.set_min_severity(ask.asker, number_meant(value)),
    "sound": lambda house, ask, value: house.desk.set_sound_from(ask.asker, number_meant(value)),
    "quiet": _quiet,
    "sources": _ownerships,
    "languages": _outlet_languages,
    "crime": lambda house, ask, value: house.desk.set_mute_ordinary_crime(ask.asker, muted=value == "1"),
    "edits": lambda house, ask, value: house.desk.set_edits(ask.asker, wanted=value == "1"),
}


async def outlets(house: House, ask: Ask) -> TelegramText:
    """Whose reports ring: a tap adds or takes away a language or an owner; the list again."""
    name, _, value = ask.args.partition(":")
    now = (await house.desk.settings(ask.asker)).settings
    if name == "languages":
        await house.desk.set_outlet_languages(ask.asker, _toggled(now.languages, Language(value)))
    elif name == "sources" and value in set(Ownership):
        await house.desk.set_ownerships(ask.asker, _toggled(now.ownerships, Ownership(value)))
    chat = await house.desk.settings(ask.asker)
    return panels.outlets(chat, house.desk.feed_languages, ask.words)


def _toggled(items: Sequence[_T], item: _T) -> list[_T]:
    return [i for i in items if i != item] if item in items else [*items, item]


# --- the rest


async def test(house: House, ask: Ask) -> TelegramText:
    """A test alert, sent the whole way."""
    await house.desk.test(ask.asker, ask.words.text("test-headline"), ask.words.text("test-sentence"))
    return answers.plain(ask.words.text("test-sent"))


async def export(house: House, ask: Ask) -> TelegramText:
    """All that is kept of the chat, as a file."""
    kept = await house.desk.export(ask.asker)
    content = json.dumps(asdict(kept), ensure_ascii=False, indent=2, default=str).encode()
    return answers.with_file(answers.plain(ask.words.text("export-caption")), File("tocsin-chat.json", content))


async def privacy(house: House, ask: Ask) -> TelegramText:  # noqa: ARG001  (every command has this shape)
    """What is kept, and for how long."""
    return answers.plain(ask.words.text("privacy-text"))


async def forget(house: House, ask: Ask) -> TelegramText:
    """Asks whether it is meant; the button deletes."""
    await house.desk.may_change(ask.asker)
    yes, no = Button(ask.words.text("forget-yes"), data="forget:"), cancel_button(ask)
    return answers.plain(ask.words.text("forget-sure"), [yes, no])


async def forget_now(house: House, ask: Ask) -> TelegramText:
    """All that is kept of the chat is deleted."""
    await house.desk.forget(ask.asker)
    return answers.plain(ask.words.text("forgotten"))


async def cancel(house: House, ask: Ask) -> TelegramText:  # noqa: ARG001
    """Nothing waits for an answer: what was asked is simply not done."""
    return answers.plain(ask.words.text("cancelled"))


def cancel_button(ask: Ask) -> Button:
    """The way out of a question."""
    return Button(ask.words.text("button-cancel"), data="cancel:")
