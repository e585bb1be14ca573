"""A YAML file read with its line numbers: every mistake can name the place and what was expected there.

Scalars are taken as written, so that the country NO stays Norway and is no boolean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from bot.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spot:
    """One node of the file and where it stands."""

    file: str
    node: yaml.Node

    def wrong(self, expected: str) -> BadFile:
        """The error to raise for this place."""
        return BadFile(self.file, self.node.start_mark.line + 1, expected)

    def text(self, what: str) -> str:
        """A scalar that is not empty, without outer white space; `what` names it in the error."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong(f"expected {what}, got {_kind(self.node)}")
        return str(self.node.value).strip()

    def number(self, what: str, low: int, high: int) -> int:
        """A whole number from low to high."""
        written = self.text(what)
        if not written.isascii() or not written.isdigit() or not low <= int(written) <= high:
            raise self.wrong(f"expected {what} from {low} to {high}, got {written!r}")
        return int(written)

    def items(self, what: str) -> list[Spot]:
        """The members of a list, in order."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong(f"expected a list of {what}, got {_kind(self.node)}")
        return [Spot(self.file, child) for child in self.node.value]

    def texts(self, what: str) -> tuple[str, ...]:
        """The members of a list of scalars, each given once."""
        found: dict[str, None] = {}
        for spot in self.items(what):
            word = spot.text(what)
            if word in found:
                raise spot.wrong(f"expected each of {what} once, got {word!r} again")
            found[word] = None
        return tuple(found)

    def members(self, what: str) -> dict[str, tuple[Spot, Spot]]:
        """The members of a mapping with free keys: key -> (the key's place, the value's place)."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(f"expected a mapping of {what}, got {_kind(self.node)}")
        found: dict[str, tuple[Spot, Spot]] = {}
        for key_node, value_node in self.node.value:
            key_spot = Spot(self.file, key_node)
            key = key_spot.text(f"a key of {what}")
            if key in found:
                raise key_spot.wrong(f"expected {key!r} once, but it stands above already")
            found[key] = (key_spot, Spot(self.file, value_node))
        return found

    def fields(self, what: str, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Spot]:
        """The members of a mapping with known keys; a key that is unknown or missing is a mistake."""
        members = self.members(what)
        known = [*required, *optional]
        for key, (key_spot, _) in members.items():
            if key not in known:
                raise key_spot.wrong(f"unknown key {key!r} in {what}; expected one of {', '.join(known)}")
        for key in required:
            if key not in members:
                raise self.wrong(f"expected {key!r} in {what}")
        return {key: spot for key, (_, spot) in members.items()}


def read_marked(path: Path) -> Spot:
    """The file's root node; raises BadFile if it is missing, empty or no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise BadFile(str(path), 0, f"expected a readable file: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(str(path), 0, "expected UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadFile(str(path), line, f"expected YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise BadFile(str(path), 0, f"expected YAML: {error}") from error
    if root is None:
        raise BadFile(str(path), 0, "expected a mapping, but the file is empty")
    return Spot(str(path), root)


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return repr(node.value) if node.value.strip() else "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"
