"""What Slack demands of blocks.

Source: Block Kit reference (docs.slack.dev/reference/block-kit): the limits stand on each block's, element's and
composition object's page. The total of about 13,000 characters is in no page; it was measured and confirmed by the
maintainers in slackapi/bolt-js#2509 and #2867 (13,297 for a lone markdown block), and holds for chat.postMessage and
chat.update alone. Lengths are counted in characters; the pages do not say in which unit.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.peers.slack.errors import SlackError, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_MESSAGE_BLOCKS = 50
MAX_VIEW_BLOCKS = 100
MAX_TOTAL = 13_000

Found = list[str]
Node = dict[str, Any]


def _at(path: str) -> str:
    return f"[json-pointer:{path}]"


def _length(value: Any, longest: int, path: str, *, least: int = 1) -> Found:
    if not isinstance(value, str):
        return [f"must be a string {_at(path)}"]
    if len(value) > longest:
        return [f"must be less than {longest + 1} characters {_at(path)}"]
    if len(value) < least:
        return [f"must be more than {least - 1} characters {_at(path)}"]
    return []


def _optional(node: Node, limits: dict[str, int], path: str) -> Found:
    """Errors of string fields that may be absent, with their greatest lengths."""
    return [
        error
        for name, longest in limits.items()
        if node.get(name) is not None
        for error in _length(node[name], longest, f"{path}/{name}", least=0)
    ]


def _items(node: Node, name: str, most: int, path: str) -> tuple[list[Any], Found]:
    items = node.get(name)
    if not isinstance(items, list):
        return [], [f"missing required field: {name} {_at(path)}"]
    if len(items) > most:
        return items, [f"no more than {most} items allowed {_at(f'{path}/{name}')}"]
    if not items:
        return items, [f"no fewer than 1 items allowed {_at(f'{path}/{name}')}"]
    return items, []


def _text(node: Node, name: str, longest: int, path: str, *, plain: bool = False, required: bool = True) -> Found:
    """Errors of a text object (composition objects, "Text object")."""
    text = node.get(name)
    where = f"{path}/{name}"
    if text is None:
        return [f"missing required field: {name} {_at(path)}"] if required else []
    if not isinstance(text, dict):
        return [f"must be an object {_at(where)}"]
    kinds = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if text.get("type") not in kinds:
        return [f"must be a valid enum value {_at(f'{where}/type')}"]
    if "emoji" in text and text["type"] == "mrkdwn":
        return [f"invalid additional property: emoji {_at(where)}"]
    return _length(text.get("text"), longest, f"{where}/text")


# --- elements -------------------------------------------------------------------------------------------------------


def _confirm(node: Node, path: str) -> Found:
    confirm = node.get("confirm")
    if confirm is None:
        return []
    where = f"{path}/confirm"
    return [
        *_text(confirm, "title", 100, where, plain=True),
        *_text(confirm, "text", 300, where),
        *_text(confirm, "confirm", 30, where, plain=True, required=False),
        *_text(confirm, "deny", 30, where, plain=True, required=False),
    ]


def _button(node: Node, path: str) -> Found:
    style = node.get("style")
    wrong_style = style is not None and style not in {"primary", "danger"}
    return [
        *_text(node, "text", 75, path, plain=True),
        *_optional(node, {"action_id": 255, "url": 3000, "value": 2000, "accessibility_label": 75}, path),
        *([f"must be a valid enum value {_at(f'{path}/style')}"] if wrong_style else []),
        *_confirm(node, path),
    ]


def _options(node: Node, most: int, path: str, longest_value: int = 150) -> Found:
    options, found = _items(node, "options", most, path)
    for index, option in enumerate(options):
        where = f"{path}/options/{index}"
        found += _text(option, "text", 75, where)
        found += _length(option.get("value"), longest_value, f"{where}/value")
        found += _text(option, "description", 75, where, required=False)
    values = [option.get("value") for option in options]
    if len(set(values)) != len(values):
        found.append(f"option values must be unique {_at(f'{path}/options')}")
    return found


def _select(node: Node, path: str) -> Found:
    found = [*_text(node, "placeholder", 150, path, plain=True, required=False), *_confirm(node, path)]
    if "option_groups" in node:
        groups, errors = _items(node, "option_groups", 100, path)
        found += errors
        for index, group in enumerate(groups):
            where = f"{path}/option_groups/{index}"
            found += _text(group, "label", 75, where, plain=True) + _options(group, 100, where)
        return found
    return found + _options(node, 100, path)


def _choice(most: int) -> Callable[[Node, str], Found]:
    def check(node: Node, path: str) -> Found:
        return _options(node, most, path) + _confirm(node, path)

    return check


def _picker(node: Node, path: str) -> Found:
    return _text(node, "placeholder", 150, path, plain=True, required=False) + _confirm(node, path)


def _image(node: Node, path: str) -> Found:
    found = _length(node.get("alt_text"), 2000, f"{path}/alt_text")
    if node.get("image_url") is None and node.get("slack_file") is None:
        return [*found, f"missing required field: image_url {_at(path)}"]
    return found + _optional(node, {"image_url": 3000}, path)


def _text_input(node: Node, path: str) -> Found:
    return [
        *_text(node, "placeholder", 150, path, plain=True, required=False),
        *_optional(node, {"initial_value": 3000}, path),
    ]


ELEMENTS: dict[str, Callable[[Node, str], Found]] = {
    "button": _button,
    "static_select": _select,
    "multi_static_select": _select,
    "overflow": _choice(5),
    "checkboxes": _choice(10),
    "radio_buttons": _choice(10),
    "image": _image,
    "plain_text_input": _text_input,
    **dict.fromkeys(
        (
            "users_select",
            "multi_users_select",
            "conversations_select",
            "multi_conversations_select",
            "channels_select",
            "multi_channels_select",
            "external_select",
            "multi_external_select",
            "datepicker",
            "timepicker",
            "datetimepicker",
            "number_input",
            "url_text_input",
            "email_text_input",
            "rich_text_input",
            "file_input",
        ),
        _picker,
    ),
}
_INPUT_ONLY = {
    "plain_text_input",
    "number_input",
    "url_text_input",
    "email_text_input",
    "rich_text_input",
    "file_input",
}


def _element(node: Any, path: str) -> Found:
    if not isinstance(node, dict) or node.get("type") not in ELEMENTS:
        kind = node.get("type") if isinstance(node, dict) else node
        return [f"unsupported type: {kind} {_at(f'{path}/type')}"]
    found = ELEMENTS[node["type"]](node, path)
    return found + (_optional(node, {"action_id": 255}, path) if node["type"] != "button" else [])


def _elements(elements: list[Any], path: str) -> Found:
    found = [e for i, element in enumerate(elements) for e in _element(element, f"{path}/elements/{i}")]
    ids = Counter(e.get("action_id") for e in elements if isinstance(e, dict) and e.get("action_id"))
    return found + [f"`action_id` `{i}` already exists {_at(f'{path}/elements')}" for i, n in ids.items() if n > 1]


# --- blocks ---------------------------------------------------------------------------------------------------------


def _section(node: Node, path: str) -> Found:
    if node.get("text") is None and not node.get("fields"):
        return [f"missing required field: text {_at(path)}"]
    found = _text(node, "text", 3000, path, required=False)
    if node.get("fields") is not None:
        fields, errors = _items(node, "fields", 10, path)
        found += errors
        for index, text in enumerate(fields):
            found += _text({"field": text}, "field", 2000, f"{path}/fields/{index}")
    if node.get("accessory") is not None:
        found += _element(node["accessory"], f"{path}/accessory")
    return found


def _actions(node: Node, path: str) -> Found:
    elements, found = _items(node, "elements", 25, path)
    wrong = [e for e in elements if isinstance(e, dict) and e.get("type") in _INPUT_ONLY | {"image"}]
    return found + _elements(elements, path) + [f"unsupported type: {e['type']} {_at(path)}" for e in wrong]


def _context(node: Node, path: str) -> Found:
    elements, found = _items(node, "elements", 10, path)
    for index, element in enumerate(elements):
        where = f"{path}/elements/{index}"
        if isinstance(element, dict) and element.get("type") == "image":
            found += _image(element, where)
        else:
            found += _text({"element": element}, "element", 3000, where)
    return found


def _header(node: Node, path: str) -> Found:
    return _text(node, "text", 150, path, plain=True)


def _image_block(node: Node, path: str) -> Found:
    return _image(node, path) + _text(node, "title", 2000, path, plain=True, required=False)


def _input(node: Node, path: str) -> Found:
    return [
        *_text(node, "label", 2000, path, plain=True),
        *_text(node, "hint", 2000, path, plain=True, required=False),
        *_element(node.get("element"), f"{path}/element"),
    ]


def _markdown(node: Node, path: str) -> Found:
    return _length(node.get("text"), 12_000, f"{path}/text")


def _anything(_node: Node, _path: str) -> Found:
    return []


BLOCKS: dict[str, Callable[[Node, str], Found]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "header": _header,
    "image": _image_block,
    "input": _input,
    "markdown": _markdown,
    "divider": _anything,
    **dict.fromkeys(("rich_text", "video", "file", "table", "context_actions", "call"), _anything),
}


def faults_of(blocks: list[Any], most: int, path: str = "/blocks") -> Found:
    """All that is wrong with a list of blocks, each with its JSON pointer."""
    found: Found = []
    if len(blocks) > most:
        found.append(f"no more than {most} items allowed {_at(path)}")
    for index, block in enumerate(blocks):
        where = f"{path}/{index}"
        if not isinstance(block, dict) or block.get("type") not in BLOCKS:
            kind = block.get("type") if isinstance(block, dict) else block
            found.append(f"unsupported type: {kind} {_at(f'{where}/type')}")
            continue
        found += BLOCKS[block["type"]](block, where) + _optional(block, {"block_id": 255}, where)
    ids = Counter(b.get("block_id") for b in blocks if isinstance(b, dict) and b.get("block_id"))
    return found + [f"block_id `{i}` already exists {_at(path)}" for i, n in ids.items() if n > 1]


def total_length(blocks: list[Any]) -> int:
    """The length that msg_blocks_too_long is about: of the blocks as compact JSON, in characters."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def checked_blocks(blocks: Any, *, most: int = MAX_MESSAGE_BLOCKS, total: bool = True) -> list[Node]:
    """The blocks as they are stored: with a block_id each. Raises invalid_blocks or msg_blocks_too_long."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if found := faults_of(blocks, most):
        raise invalid("invalid_blocks", found)
    if total and total_length(blocks) > MAX_TOTAL:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def with_ids(blocks: list[Node]) -> list[Node]:
    """The blocks with the ids that Slack gives where the app gave none."""
    return [{"block_id": f"b{index}"} | _named(block, index) for index, block in enumerate(blocks)]


def _named(block: Node, index: int) -> Node:
    if block["type"] != "actions":
        return block
    named = [{"action_id": f"a{index}-{i}"} | element for i, element in enumerate(block["elements"])]
    return block | {"elements": named}


def checked_view(view: Any) -> Node:
    """A view as it is stored. Raises invalid_arguments. Source: "Views" (surfaces/modals, reference/views)."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        raise invalid("invalid_arguments", ["failed to match all allowed schemas [json-pointer:/view]"])
    found = _optional(view, {"private_metadata": 3000, "callback_id": 255, "external_id": 255}, "/view")
    if view["type"] == "modal":
        found += _text(view, "title", 24, "/view", plain=True)
        found += _text(view, "submit", 24, "/view", plain=True, required=False)
        found += _text(view, "close", 24, "/view", plain=True, required=False)
        if (
            any(isinstance(b, dict) and b.get("type") == "input" for b in view.get("blocks", []))
            and "submit" not in view
        ):
            found.append("`submit` is required when an `input` block is within blocks [json-pointer:/view]")
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        found.append("missing required field: blocks [json-pointer:/view]")
    else:
        found += faults_of(blocks, MAX_VIEW_BLOCKS, "/view/blocks")
    if found:
        raise invalid("invalid_arguments", found)
    return view | {"blocks": with_ids(view["blocks"])}
