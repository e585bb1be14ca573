"""A chat's own topic as people write it, and back. Pure.

words, "a phrase"      any of them is in a headline or a sentence that matched
+must, +"a phrase"     this is there, too
!not, !"a phrase"      this is not
kind:arrest,raid       one of these kinds
from:RU  to:AZ         who acts, and on whom; `from:"United States"`
country:AZ             either of them
pair:AZ-RU             between these two, in either direction
source:oc-media        this outlet is among those that report it
severity>=3            and from this severity on
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bot.desk.values import ENGLISH
from bot.errors import BadRequest
from bot.model import Topic
from bot.taxonomy import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.desk.values import Names
    from bot.model import ChatRef, Country, Language, Outlet, OutletId, TopicId
    from bot.taxonomy import Kind

LONGEST_NAME: Final = 60
MOST_WORDS: Final = 60
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„«»‟", '"'))
_TOKEN: Final = re.compile(
    r"""(?P<sign>[+!]?)(?:
        (?P<name>[^\W\d_]+)\s*(?P<op>:|>=|≥)\s*(?P<value>"[^"]*"|[^\s"]+)
        | "(?P<phrase>[^"]*)"
        | (?P<word>[^\s"]+)
    )\s*""",
    re.VERBOSE,
)
_FIELDS: Final = {
    "kind": "kinds", "from": "sources", "to": "targets", "country": "countries", "pair": "pairs", "source": "outlets",
    "severity": "min_severity",
}  # fmt: skip
_SIGNS: Final = {"": "words", "+": "must", "!": "must_not"}
_MOST_SEVERE: Final = 5


@dataclass(slots=True)
class _Reading:
    """Where the tokens of one text are collected."""

    names: Names
    outlets: Mapping[OutletId, Outlet]
    fields: dict[str, list[Any]] = field(default_factory=dict)

    def take(self, sign: str, name: str | None, value: str) -> None:
        """Take one token."""
        if name is None:
            self._add(_SIGNS[sign], [value])
        elif sign:
            raise BadRequest("grammar-sign", sign=sign, field=name)
        else:
            self._add(_FIELDS[name], [self._meant(name, v) for v in value.split(",") if v.strip()])

    def _add(self, where: str, values: list[Any]) -> None:
        kept = self.fields.setdefault(where, [])
        kept += [value for value in values if value not in kept]

    def _meant(self, name: str, value: str) -> Any:
        value = value.strip()
        readers: dict[str, Callable[[str], Any]] = {
            "kind": self._kind,
            "pair": self._pair,
            "source": self._outlet,
            "severity": _severity,
        }
        return readers.get(name, self._country)(value)

    def _kind(self, value: str) -> Kind:
        kind = self.names.kind_meant(value)
        if kind is None:
            raise BadRequest("grammar-kind", word=value[:40], near=_nearest(value, KINDS))
        return kind

    def _country(self, value: str) -> Country:
        country = self.names.country_meant(value)
        if country is None:
            raise BadRequest("grammar-country", word=value[:40])
        return country

    def _pair(self, value: str) -> tuple[Country, Country]:
        sides = [self._country(side) for side in re.split(r"\s*[-/]\s*", value)]
        if len(set(sides)) != 2:  # noqa: PLR2004  (a pair)
            raise BadRequest("grammar-pair", word=value[:40])
        return sides[0], sides[1]

    def _outlet(self, value: str) -> OutletId:
        wanted = value.casefold()
        for outlet in self.outlets.values():
            if wanted in {outlet.id, outlet.name.casefold(), *(a.casefold() for a in outlet.aliases)}:
                return outlet.id
        raise BadRequest("grammar-outlet", word=value[:40], near=_nearest(wanted, self.outlets))


def _severity(value: str) -> int:
    if not (value.isdecimal() and value.isascii() and 1 <= int(value[:3]) <= _MOST_SEVERE):
        raise BadRequest("severity-unknown")
    return int(value)


def _nearest(word: str, words: Iterable[str]) -> str:
    """The word that is meant, perhaps; else an example."""
    words = list(words)
    return (difflib.get_close_matches(word.casefold(), words, n=1, cutoff=0.4) or words or [""])[0]


def split_name(text: str) -> tuple[str, str]:
    """`NAME = words` as both parts. Raises BadRequest if one is missing or the name is too long."""
    name, sign, words = text.partition("=")
    name = " ".join(name.split())
    if not (sign and name and words.strip()):
        raise BadRequest("own-form", example="Baku trials = Baku court +journalist kind:arrest severity>=3")
    if len(name) > LONGEST_NAME:
        raise BadRequest("own-name-long", most=LONGEST_NAME)
    return name, words.strip()


def topic_from(
    name: str,
    text: str,
    names: Names,
    outlets: Mapping[OutletId, Outlet],
    *,
    id_: TopicId,
    owner: ChatRef | None = None,
    language: Language = ENGLISH,
) -> Topic:
    """The topic that the text spells. Raises BadRequest with what is wrong and, where one can tell, what is near."""
    reading = _Reading(names, outlets)
    for sign, field_, value in tokens(text):
        reading.take(sign, field_, value)
    found = reading.fields
    severity = found.pop("min_severity", [1])[-1]
    if sum(map(len, found.values())) > MOST_WORDS:
        raise BadRequest("grammar-long", most=MOST_WORDS)
    wishes: dict[str, Any] = {where: tuple(values) for where, values in found.items()}
    if not wishes and severity == 1:
        raise BadRequest("grammar-empty")
    return Topic(id_, ((language, name),), min_severity=severity, owner=owner, **wishes)


def tokens(text: str) -> list[tuple[str, str | None, str]]:
    """(sign, field or None, value) of each token. Raises BadRequest for an open quote or an unknown field."""
    text = text.translate(_QUOTES).strip()
    if text.count('"') % 2:
        raise BadRequest("grammar-quote")
    found, at = [], 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.end() == at:
            raise BadRequest("grammar-word", word=text[at : at + 20])
        at = token.end()
        found.append(_token(token))
    return [t for t in found if t[2]]


def _token(token: re.Match[str]) -> tuple[str, str | None, str]:
    sign = token["sign"]
    if token["name"] is None:
        return sign, None, " ".join((token["phrase"] or token["word"] or "").split())
    name = token["name"].casefold()
    if name not in _FIELDS:
        raise BadRequest("grammar-field", word=name[:40], near=_nearest(name, _FIELDS))
    if (name == "severity") == (token["op"] == ":"):
        raise BadRequest("grammar-field", word=token[0].strip()[:40], near="severity>=3")
    return sign, name, token["value"].strip('"')


def spelled(topic: Topic) -> str:
    """The topic in its grammar: read again, it gives the same topic."""
    parts = [_quoted(w) for w in topic.words]
    parts += [f"+{_quoted(w)}" for w in topic.must] + [f"!{_quoted(w)}" for w in topic.must_not]
    parts += [f"pair:{one}-{other}" for one, other in topic.pairs]
    for name in ("kind", "from", "to", "country", "source"):
        values = getattr(topic, _FIELDS[name])
        parts += [f"{name}:{','.join(values)}"] if values else []
    parts += [f"severity>={topic.min_severity}"] if topic.min_severity > 1 else []
    return " ".join(parts)


def _quoted(word: str) -> str:
    plain = re.fullmatch(r"[^\s\":+!≥>][^\s\":≥>]*", word)
    return word if plain else f'"{word}"'
