"""What a text makes live: mentions, links, and what a reader sees.

Source: "Formatting message text" (docs.slack.dev/messaging/formatting-message-text): `&`, `<` and `>` are control
characters, escaped as `&amp;`, `&lt;`, `&gt;` and nothing else; `<!channel>`, `<@U1>`, `<#C1>`, `<!subteam^S1>`,
`<!date^..>` and `<https://...|label>` are live. In plain_text objects nothing is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_CONTROL = re.compile(r"<([^<>\n]+)>")
_BARE_URL = re.compile(r"(?<![|<\w])https?://[^\s<>|]+")


@dataclass(slots=True)
class Live:
    """The live parts of a text or of a whole message, in order."""

    mentions: list[str] = field(default_factory=list)  # "!channel", "@U1", "#C1", "!subteam^S1"
    links: list[tuple[str, str]] = field(default_factory=list)  # (address, label as a reader sees it)
    plain: str = ""  # what a reader sees

    def add(self, other: Live) -> None:
        """Append what another part has."""
        self.mentions += other.mentions
        self.links += other.links
        self.plain = "\n".join(piece for piece in (self.plain, other.plain) if piece)

    @property
    def addresses(self) -> list[str]:
        """Where the links lead."""
        return [address for address, _label in self.links]


def unescaped(text: str) -> str:
    """As a reader sees it: only three references are known, `&quot;` stays as it is."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read_mrkdwn(text: str) -> Live:
    """The live parts of a mrkdwn text."""
    live = Live()
    pieces: list[str] = []
    end = 0
    for found in _CONTROL.finditer(text):
        pieces.append(_bare(text[end : found.start()], live))
        pieces.append(_control(found[1], live))
        end = found.end()
    pieces.append(_bare(text[end:], live))
    live.plain = "".join(pieces)
    return live


def _bare(text: str, live: Live) -> str:
    """Slack links addresses that stand in the open."""
    live.links += [(unescaped(url.rstrip(".,;:!?)")), unescaped(url)) for url in _BARE_URL.findall(text)]
    return unescaped(text)


def _control(inner: str, live: Live) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return unescaped(label)
    if target[:1] in {"@", "#", "!"}:
        live.mentions.append(target)
        return unescaped(label) or target
    if re.match(r"(?:https?://|mailto:|tel:|slack:)", target):
        live.links.append((unescaped(target), unescaped(label) or unescaped(target)))
        return unescaped(label) or unescaped(target)
    return f"<{unescaped(inner)}>"  # no control sequence: shown as it is


def read_text_object(text: dict[str, Any]) -> Live:
    """The live parts of a text object."""
    if text.get("type") == "mrkdwn":
        return read_mrkdwn(text.get("text", ""))
    return Live(plain=text.get("text", ""))


def read_blocks(node: Any) -> Live:
    """The live parts of blocks, walked in order; rich text elements included."""
    live = Live()
    if isinstance(node, list):
        for child in node:
            live.add(read_blocks(child))
    elif isinstance(node, dict):
        live.add(_read_node(node))
    return live


def _read_node(node: dict[str, Any]) -> Live:
    kind = node.get("type")
    if kind in {"mrkdwn", "plain_text"}:
        return read_text_object(node)
    if kind == "user":
        return Live(mentions=[f"@{node.get('user_id')}"])
    if kind == "broadcast":
        return Live(mentions=[f"!{node.get('range')}"])
    if kind == "link":
        return Live(links=[(node.get("url", ""), node.get("text") or node.get("url", ""))], plain=node.get("text", ""))
    live = Live(plain=node["text"]) if isinstance(node.get("text"), str) else Live()
    if isinstance(node.get("url"), str) and kind == "button":
        live.links.append((node["url"], node.get("text", {}).get("text", "")))
    for value in node.values():
        live.add(read_blocks(value))
    return live
