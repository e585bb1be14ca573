"""Who works on an event, as its message shows it: a line above the buttons, and the buttons that fit. Pure.

The line's block_id tells which claim is shown, so that a message can be compared without reading its text.
"""

from __future__ import annotations

from hashlib import blake2s
from typing import TYPE_CHECKING, Final

from bot.model import Work
from handlers.slack.render import Block, SlackText, button, esc, linked, rich
from handlers.wording import clean, shorten, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.model import Claim, EventId
    from handlers.wording import Wording

MARK: Final = "work:"
_NAME: Final = 80
_OF_WORK: Final = frozenset(("claim", "release", "publish", "drop"))
_KEYS: Final = {Work.WORKING: "slack-working", Work.PUBLISHED: "slack-published", Work.DROPPED: "slack-dropped"}
_TAKEN: Final = {
    Work.WORKING: "slack-taken",
    Work.PUBLISHED: "slack-taken-published",
    Work.DROPPED: "slack-taken-dropped",
}


def name_of(claim: Claim) -> str:
    """The person, as plain text."""
    return shorten(clean(claim.name), _NAME) or "…"


def line(claim: Claim, zone: str, now: datetime, words: Wording) -> str:
    """How far who is with it."""
    return words.text(_KEYS[claim.work], name=name_of(claim), time=words.clock(claim.until, zone, now))


def taken(claim: Claim, zone: str, now: datetime, words: Wording) -> str:
    """What the second one is told."""
    return words.text(_TAKEN[claim.work], name=name_of(claim), time=words.clock(claim.until, zone, now))


def mark(claim: Claim | None) -> str:
    """The block_id of a claim's line; empty for no claim."""
    if claim is None:
        return ""
    what = f"{claim.by}\n{claim.at.isoformat()}\n{claim.work}\n{claim.url}"
    return MARK + blake2s(what.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def shown(blocks: Iterable[Block]) -> str:
    """The mark of the claim that these blocks show; empty for none."""
    return next((str(b["block_id"]) for b in blocks if str(b.get("block_id", "")).startswith(MARK)), "")


def buttons(claim: Claim | None, event: EventId, words: Wording) -> list[Block]:
    """What can be done with it now; a published or dropped event can be taken up again."""
    keys = ("release", "publish", "drop") if claim and claim.work is Work.WORKING else ("claim",)
    return [button(words.text(f"slack-{key}"), key, event) for key in keys]


def with_work(
    blocks: Sequence[Block], claim: Claim | None, event: EventId, zone: str, now: datetime, words: Wording
) -> list[Block]:
    """The blocks of an alert with this claim's line and buttons in place of those that they have."""
    made: list[Block] = []
    for block in blocks:
        if str(block.get("block_id", "")).startswith(MARK):
            continue
        elements = block.get("elements", [])
        if block.get("type") != "actions" or not any(e.get("action_id") == "why" for e in elements):
            made.append(block)
            continue
        if claim is not None:
            made.append(_said(claim, line(claim, zone, now, words)) | {"block_id": mark(claim)})
        kept = [e for e in elements if e.get("action_id") not in _OF_WORK]
        place = 1 if kept and kept[0].get("action_id") == "open" else 0
        made.append(block | {"elements": [*kept[:place], *buttons(claim, event, words), *kept[place:]]})
    return made


def _said(claim: Claim, text: str) -> Block:
    elements = [linked(text, "")]
    if url := web_address(claim.url):
        elements += [linked(" ", ""), linked(shorten(url, 200), url)]
    return rich({"type": "rich_text_section", "elements": elements})


def told(claim: Claim | None, lapsed: Claim | None, zone: str, now: datetime, words: Wording) -> SlackText:
    """The line for the thread: the claim, or that nobody is at it any more (`lapsed`: whose time is over)."""
    if claim is not None:
        text = line(claim, zone, now, words)
        return SlackText(esc(text), (_said(claim, text),))
    text = words.text("slack-let-go", name=name_of(lapsed)) if lapsed else words.text("slack-free")
    return SlackText(esc(text), (rich({"type": "rich_text_section", "elements": [linked(text, "")]}),))
