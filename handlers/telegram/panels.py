"""What a chat has set, as texts with buttons: settings, outlets, mutes, digests, first steps. Pure."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.model import Ownership
from handlers.telegram.answers import lines, plain
from handlers.telegram.render import Button, TelegramText, esc
from handlers.wording import LANGUAGES, Wording, clean, shorten
from handlers.wording.mutes import all_muted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.desk import TopicChoice
    from bot.model import Chat, ChatSettings, Digest, Language, Topic

_SEVERITIES: Final = range(1, 6)
_NONE: Final = 6  # above every severity
_MORNING: Final = 9 * 60
_MOST_BUTTONS: Final = 20
_CALL_SIGN: Final = "/settings"


def time_of(minute: int) -> str:
    """540 -> 09:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def settings(chat: Chat, words: Wording) -> TelegramText:
    """The chat's settings, with a button for each that a tap can change."""
    now = chat.settings
    crime = ("settings-crime-on", "settings-crime-off")
    edits = ("settings-edits-off", "settings-edits-on")
    items = [
        words.text("settings-language", language=words.text("language-name")),
        words.text("settings-zone", zone=now.time_zone, command=f"{_CALL_SIGN} zone"),
        words.text("settings-severity", severity=now.min_severity),
        _sound(now, words),
        _quiet(now, words),
        words.text("settings-outlet-languages", languages=", ".join(now.languages) or words.text("settings-all")),
        words.text("settings-owners", owners=_owners(now.ownerships, words) or words.text("settings-all")),
        words.text(crime[now.mute_ordinary_crime]),
        words.text(edits[now.edits]),
    ]
    return lines(
        words.text("settings-title"),
        [esc(item) for item in items],
        words,
        [Button(Wording(language).text("language-name"), data=f"set:language:{language}") for language in LANGUAGES],
        _levels("≥", "severity", now.min_severity, _SEVERITIES),
        _levels("🔔 ≥", "sound", now.sound_from, _SEVERITIES) + _levels("🔕", "sound", now.sound_from, [_NONE]),
        [_quiet_button(now, words), Button(words.text("settings-more"), data="outlets:")],
        [Button(words.text(crime[not now.mute_ordinary_crime]), data=f"set:crime:{int(not now.mute_ordinary_crime)}")],
        [Button(words.text(edits[not now.edits]), data=f"set:edits:{int(not now.edits)}")],
    )


def _levels(sign: str, name: str, now: int, levels: Iterable[int]) -> list[Button]:
    return [
        Button(
            f"{'• ' if level == now else ''}{sign}{f' {level}' if level < _NONE else ''}", data=f"set:{name}:{level}"
        )
        for level in levels
    ]


def _sound(now: ChatSettings, words: Wording) -> str:
    if now.sound_from >= _NONE:
        return words.text("settings-soundless")
    return words.text("settings-sound", severity=now.sound_from)


def _quiet(now: ChatSettings, words: Wording) -> str:
    if now.quiet is None:
        return words.text("settings-quiet-off", command=f"{_CALL_SIGN} quiet 23:00-07:00")
    slots = {"start": time_of(now.quiet.start), "end": time_of(now.quiet.end)}
    if now.quiet.breaks >= _NONE:
        return words.text("settings-quiet-all", **slots)
    return words.text("settings-quiet", breaks=now.quiet.breaks, **slots)


def _quiet_button(now: ChatSettings, words: Wording) -> Button:
    if now.quiet is None:
        return Button(words.text("settings-quiet-night"), data="set:quiet:23:00-07:00")
    return Button(words.text("settings-quiet-end"), data="set:quiet:off")


def _owners(ownerships: Iterable[Ownership], words: Wording) -> str:
    return ", ".join(words.ownership(ownership) for ownership in ownerships)


def outlets(chat: Chat, languages: Sequence[Language], words: Wording) -> TelegramText:
    """Whose reports ring here: outlets' languages and owners, a tick each."""
    now = chat.settings
    langs = [Button(_ticked(code, code in now.languages), data=f"outlets:languages:{code}") for code in languages]
    owners = [
        [Button(_ticked(words.ownership(o), o in now.ownerships), data=f"outlets:sources:{o}")] for o in Ownership
    ]
    pages = [langs[start : start + 6] for start in range(0, min(len(langs), 24), 6)]
    return plain(words.text("outlets-title"), *pages, *owners, [Button(words.text("settings-back"), data="set:")])


def _ticked(label: str, ticked: bool) -> str:
    return f"{'✅' if ticked else '▫️'} {label}"


def mutes(chat: Chat, now: datetime, words: Wording) -> TelegramText:
    """What is muted here; a tap lets it be heard again."""
    muted = islice(all_muted(chat.settings, now, words), _MOST_BUTTONS)
    rows = [[Button(shorten(label, 60), data=f"unmute:{of}:{value}")] for label, of, value in muted]
    if not rows:
        return plain(words.text("mutes-none"))
    return plain(words.text("mutes-title"), *rows, [Button(words.text("unmute-all"), data="unmute:all")])


def digests(chat: Chat, choices: Sequence[TopicChoice], words: Wording) -> TelegramText:
    """How each topic comes: at once, each hour, daily."""
    followed = [choice.topic for choice in choices if choice.followed][:_MOST_BUTTONS]
    if not followed:
        return plain(words.text("digest-none"))
    set_ = {digest.topic: digest for digest in chat.settings.digests}
    rows = [_digest_row(topic, set_.get(topic.id), words) for topic in followed]
    items = [esc(words.text("digest-set", topic=_name(t, words), when=when(set_.get(t.id), words))) for t in followed]
    how = esc(words.text("digest-how", example="/digest az-ru 08:30"))
    return lines(words.text("digest-title"), [*items, how], words, *rows)


def _digest_row(topic: Topic, now: Digest | None, words: Wording) -> list[Button]:
    name = shorten(_name(topic, words), 30)
    following = "hourly" if now is None else "daily" if now.at is None else "instant"
    label = {
        "hourly": words.text("digest-hourly"),
        "daily": words.text("digest-daily", time=time_of(_MORNING)),
        "instant": words.text("digest-instant"),
    }[following]
    return [Button(f"{name} → {label}", data=f"dig:{following}:{topic.id}")]


def when(digest: Digest | None, words: Wording) -> str:
    """How a topic comes, in words."""
    if digest is None:
        return words.text("digest-instant")
    if digest.at is None:
        return words.text("digest-hourly")
    return words.text("digest-daily", time=time_of(digest.at))


def first_topics(choices: Sequence[TopicChoice], words: Wording) -> TelegramText:
    """The first tap: a topic."""
    rows = [[Button(shorten(_name(c.topic, words), 60), data=f"first:topic:{c.topic.id}")] for c in choices[:30]]
    return plain(words.text("first-topics"), *rows)


def first_loud(words: Wording) -> TelegramText:
    """The second tap: the least severity."""
    row = [[Button(words.text(f"first-loud-{level}"), data=f"first:loud:{level}")] for level in (1, 3, 4)]
    return plain(words.text("first-loud"), *row)


def first_language(words: Wording) -> TelegramText:
    """The third tap: the language, each in its own name."""
    row = [Button(Wording(language).text("language-name"), data=f"first:language:{language}") for language in LANGUAGES]
    return plain(words.text("first-language"), row)


def _name(topic: Topic, words: Wording) -> str:
    return clean(topic.name(words.language))
