"""The forms that Slack opens over a channel: pure. `private_metadata` carries what the form is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from handlers.slack.render import Block, SlackText, section
from handlers.wording import clean, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.desk import TopicChoice
    from handlers.wording import Wording

View = dict[str, Any]

TITLE_LIMIT: Final = 24
OPTION_LIMIT: Final = 75
OPTION_VALUE_LIMIT: Final = 150
LABEL_LIMIT: Final = 150
METADATA_LIMIT: Final = 3000
BLOCKS_LIMIT: Final = 100
_MOST_OPTIONS: Final = 100
_LONGEST_REASON: Final = 1000
_LONGEST_LINK: Final = 2000


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": shorten(text, limit) or "…", "emoji": False}


def modal(title: str, blocks: Sequence[Block], words: Wording, **more: object) -> View:
    """A form or, without `submit`, a sheet to read."""
    view = {"type": "modal", "title": _plain(title, TITLE_LIMIT), "blocks": list(blocks)[:BLOCKS_LIMIT]}
    return view | {"close": _plain(words.text("slack-cancel"), TITLE_LIMIT)} | more


def sheet(title: str, text: SlackText, words: Wording) -> View:
    """An answer to read, where there is no channel to answer in."""
    return modal(title, text.blocks, words)


def _form(callback: str, about: dict[str, str], go: str) -> dict[str, object]:
    kept = json.dumps(about)
    return {"callback_id": callback, "private_metadata": kept, "submit": _plain(go, TITLE_LIMIT)}


def about(view: View) -> dict[str, str]:
    """What a form is about; empty if that cannot be read."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def given(view: View, name: str) -> str:
    """What was filled in: a text, a choice, a conversation."""
    element = view.get("state", {}).get("values", {}).get(name, {}).get(name) or {}
    chosen = element.get("selected_option") or {}
    return str(element.get("value") or element.get("selected_conversation") or chosen.get("value") or "").strip()


def chosen(view: View, name: str) -> list[str]:
    """What was chosen where several can be."""
    element = view.get("state", {}).get("values", {}).get(name, {}).get(name) or {}
    return [str(option.get("value", "")) for option in element.get("selected_options") or ()]


def _input(name: str, label: str, element: Block, hint: str = "", *, optional: bool = False) -> Block:
    block = {"type": "input", "block_id": name, "label": _plain(label, LABEL_LIMIT), "optional": optional}
    return block | {"element": element | {"action_id": name}} | ({"hint": _plain(hint, LABEL_LIMIT)} if hint else {})


def false_alarm(event: str, channel: str, what: str, words: Wording) -> View:
    """Why it is none."""
    element = {"type": "plain_text_input", "multiline": True, "min_length": 3, "max_length": _LONGEST_REASON}
    asked = _input("why", words.text("slack-false-why"), element, words.text("slack-false-hint"))
    form = _form("falsealarm", {"event": event, "channel": channel}, words.text("slack-false-send"))
    return modal(words.text("slack-false-title"), [section(what), asked], words, **form)


def published(event: str, channel: str, what: str, words: Wording) -> View:
    """Where it was published."""
    element = {"type": "plain_text_input", "max_length": _LONGEST_LINK}
    asked = _input("link", words.text("slack-publish-link"), element)
    form = _form("publish", {"event": event, "channel": channel}, words.text("slack-save"))
    return modal(words.text("slack-publish-title"), [section(what), asked], words, **form)


def merge(event: str, channel: str, choices: Sequence[tuple[str, str]], what: str, words: Wording) -> View:
    """Which other event it is one with; `choices` are ids and what is said of each, at least one."""
    element = {"type": "static_select", "options": _options(choices)}
    asked = [_input("other", words.text("slack-merge-other"), element), _reason(words)]
    form = _form("merge", {"event": event, "channel": channel}, words.text("slack-merge-send"))
    return modal(words.text("slack-merge-title"), [section(what), *asked], words, **form)


def split(event: str, channel: str, choices: Sequence[tuple[str, str]], what: str, words: Wording) -> View:
    """Which of its reports are of another event."""
    element = {"type": "multi_static_select", "options": _options(choices)}
    asked = [_input("entries", words.text("slack-split-entries"), element), _reason(words)]
    form = _form("split", {"event": event, "channel": channel}, words.text("slack-split-send"))
    return modal(words.text("slack-split-title"), [section(what), *asked], words, **form)


def _reason(words: Wording) -> Block:
    element = {"type": "plain_text_input", "max_length": _LONGEST_REASON}
    return _input("why", words.text("slack-correct-why"), element, optional=True)


def _options(choices: Sequence[tuple[str, str]]) -> list[Block]:
    """What can be chosen, as many as a menu takes."""
    made = [
        {"text": _plain(clean(text), OPTION_LIMIT), "value": value}
        for value, text in choices
        if len(value) <= OPTION_VALUE_LIMIT
    ]
    return made[:_MOST_OPTIONS]


def subscribe(choices: Sequence[TopicChoice], words: Wording) -> View:
    """Which channel shall follow what; `choices` is not empty."""
    options = _options([(choice.topic.id, choice.topic.name(words.language)) for choice in choices])
    where = {"type": "conversations_select", "default_to_current_conversation": True}
    which = {"type": "static_select", "options": options}
    blocks = [
        _input("channel", words.text("slack-pick-channel"), where),
        _input("topic", words.text("slack-pick-topic"), which),
    ]
    return modal(words.text("slack-pick-title"), blocks, words, **_form("subscribe", {}, words.text("slack-pick-go")))
