"""HTML into text and entities, as strict as the Bot API.

Sources: Bot API, "Formatting options", "HTML style" (tags, attributes, the four named references, nesting) and
"MessageEntity" (offsets and lengths in UTF-16 code units). The error sentences are those that the server gives
(tdlib, MessageEntity.cpp). "Limits": https://limits.tginfo.me (100 entities, the rest is dropped in silence).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.peers.telegram.errors import bad

Entity = dict[str, Any]

MAX_ENTITIES = 100
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>[a-zA-Z]+));?")
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[0-9A-Za-z.-]*")
_SPACE = re.compile(r"\s*")


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of every limit and offset of the Bot API."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16
    begin: int  # index in the output
    expandable: bool = False


class _Html:
    """One pass over the markup; `read` gives the text and its entities in order of their ends."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.at = 0
        self.out: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.markup):
            char = self.markup[self.at]
            if char == "<":
                self._tag()
            elif char == "&":
                self._put(self._reference())
            else:
                self.at += 1
                self._put(char)
        if self.open:
            raise self._refusal(f"Can't find end tag corresponding to start tag {self.open[-1].tag}")
        return "".join(self.out), self.entities

    def _refusal(self, sentence: str) -> Exception:
        return bad(f"can't parse entities: {sentence}")

    def _byte(self, at: int) -> int:
        return len(self.markup[:at].encode())

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.units += utf16_length(piece)

    def _reference(self) -> str:
        found = _REFERENCE.match(self.markup, self.at)
        decoded = _decoded(found) if found else None
        if found is None or decoded is None:  # not a reference that the platform knows: it stays as written
            self.at += 1
            return "&"
        self.at = found.end()
        return decoded

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.markup, self.at)
        piece = found.group() if found else ""
        self.at += len(piece)
        return piece

    def _peek(self) -> str:
        return self.markup[self.at] if self.at < len(self.markup) else ""

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == "/":
            self.at += 1
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _start_tag(self, begin: int) -> None:
        where = f"at byte offset {self._byte(begin)}"
        tag = self._skip(_TAG_NAME).lower()
        if not self._peek():
            raise self._refusal(f"Unclosed start tag {where}")
        if tag not in _TYPES:
            raise self._refusal(f'Unsupported start tag "{tag}" {where}')
        found = _Open(tag, "", self.units, len(self.out))
        while self._peek() != ">":
            self._skip(_SPACE)
            if self._peek() == ">":
                break
            self._attribute(found, where)
        self.at += 1
        if tag == "span" and found.argument != "spoiler":
            raise self._refusal(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(found)

    def _attribute(self, found: _Open, where: str) -> None:
        name = self._skip(_ATTRIBUTE_NAME)
        if not name:
            raise self._refusal(f'Empty attribute name in the tag "{found.tag}" {where}')
        self._skip(_SPACE)
        if self._peek() != "=":
            if found.tag == "blockquote" and name == "expandable":  # the one attribute without a value
                found.expandable = True
                return
            raise self._refusal(f'Expected equal sign in declaration of an attribute of the tag "{found.tag}" {where}')
        self.at += 1
        self._skip(_SPACE)
        value = self._value(found.tag, where)
        _take(found, name, value)

    def _value(self, tag: str, where: str) -> str:
        quote = self._peek()
        if not quote:
            raise self._refusal(f'Unclosed start tag "{tag}" {where}')
        if quote not in {'"', "'"}:
            begin = self.at
            token = self._skip(_TOKEN).lower()
            if self._peek() and not self._peek().isspace() and self._peek() != ">":
                raise self._refusal(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            value = token
        else:
            self.at += 1
            value = self._quoted(quote)
        if not self._peek():
            raise self._refusal(f"Unclosed start tag {where}")
        return value

    def _quoted(self, quote: str) -> str:
        value: list[str] = []
        while self._peek() and self._peek() != quote:
            if self._peek() == "&":
                value.append(self._reference())
            else:
                value.append(self._peek())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        where = f"at byte offset {self._byte(begin)}"
        if not self.open:
            raise self._refusal(f"Unexpected end tag {where}")
        tag = self._skip(_TAG_NAME).lower()
        self._skip(_SPACE)
        if self._peek() != ">":
            raise self._refusal(f"Unclosed end tag {where}")
        self.at += 1
        expected = self.open[-1].tag
        if tag and tag != expected:  # "</>" closes whatever is open
            raise self._refusal(f'Unmatched end tag {where}, expected "</{expected}>", found "</{tag}>"')
        opened = self.open.pop()
        if self.units > opened.offset:  # an empty pair of tags leaves no entity
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": self.units - opened.offset}
        if opened.tag == "a" and not self._link(entity, opened):
            return
        if opened.tag == "tg-emoji":
            if not opened.argument.isdigit():
                raise self._refusal("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = opened.argument
        if opened.tag == "tg-time":
            if not opened.argument.isdigit():
                raise self._refusal("Invalid date specified")
            entity["unix_time"] = int(opened.argument)
        if opened.expandable:
            entity["type"] = "expandable_blockquote"
        if opened.tag in {"pre", "code"} and self._merged_pre(entity, opened):
            return
        self.entities.append(entity)

    def _link(self, entity: Entity, opened: _Open) -> bool:
        url = opened.argument or "".join(self.out[opened.begin :])
        if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
            entity |= {"type": "text_mention", "user": {"id": int(user[1]), "is_bot": False, "first_name": ""}}
            return True
        checked = checked_url(url)
        if checked is not None:
            entity["url"] = checked
        return checked is not None  # a link that leads nowhere is dropped, its text stays

    def _merged_pre(self, entity: Entity, opened: _Open) -> bool:
        """`<pre><code class="language-x">` is one entity with a language."""
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        if opened.tag == "code":
            entity["_language"] = opened.argument
            return False
        if same and last is not None and last["type"] == "code" and last.get("_language"):
            last["type"] = "pre"
            last["language"] = last.pop("_language")
            return True
        return False


def _take(found: _Open, name: str, value: str) -> None:
    """What the platform reads of an attribute; others are ignored."""
    if (found.tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix")}:
        found.argument = value
    elif (found.tag, name) == ("code", "class") and value.startswith("language-"):
        found.argument = value.removeprefix("language-")
    elif (found.tag, name) == ("span", "class") and value.startswith("tg-"):
        found.argument = value.removeprefix("tg-")
    elif (found.tag, name) == ("blockquote", "expandable"):
        found.expandable = True


def _decoded(found: re.Match[str]) -> str | None:
    if found["name"] is not None:
        return _NAMED.get(found["name"])
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    written = found.group().removesuffix(";")
    if code == 0 or code >= 0x10FFFF or len(written) >= 10:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise bad(
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)


def checked_url(url: str) -> str | None:
    """The link as the platform keeps it, or None if it is none.

    Source: tdlib, LinkManager: known schemes, a dot in the host.
    """
    url = url.strip()
    if re.match(r"(?:tg|ton|mailto|tel):", url, re.IGNORECASE):
        return url
    found = re.fullmatch(r"(?:(https?)://)?([^/?#\s]+)([/?#]\S*)?", url, re.IGNORECASE)
    if found is None:
        return None
    host = found[2].rsplit("@", 1)[-1].split(":")[0]
    if "." not in host.strip(".") and host != "localhost":
        return None
    scheme = (found[1] or "http").lower()
    return f"{scheme}://{found[2].lower()}{found[3] or '/'}"


_PLAIN = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w))"
    r"|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<hashtag>(?<![\w#])#(?=\w*[^\W\d])\w{1,256}(?![\w#]))"
)


def found_in_text(text: str) -> list[Entity]:
    """Entities that the platform finds by itself: commands, mentions, addresses with a scheme, hashtags."""
    return [
        {
            "type": found.lastgroup,
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group()),
        }
        for found in _PLAIN.finditer(text)
    ]


def _overlaps(one: Entity, others: list[Entity]) -> bool:
    closed = {"code", "pre", "text_link", "text_mention"}
    return any(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
        for other in others
        if other["type"] in closed
    )


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends, the entities moved along."""
    stripped = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(stripped)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return stripped, kept


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """The text after entities and its entities, sorted. Raises ApiError 400 "can't parse entities: ..."."""
    return _finished(*_Html(markup).read())


def parse_plain(text: str, entities: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Text without a parse mode, with the entities that the caller gave."""
    return _finished(text, [dict(entity) for entity in entities or []])


def _finished(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    for entity in entities:
        entity.pop("_language", None)
    text, entities = _trimmed(text, entities)
    entities += [entity for entity in found_in_text(text) if not _overlaps(entity, entities)]
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return text, entities[:MAX_ENTITIES]
