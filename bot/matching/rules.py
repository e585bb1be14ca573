"""Reads the rule files, the only YAML of this room, into a Rulebook; a compiled copy in a folder saves the time."""

from __future__ import annotations

import gc
import hashlib
import pickle
import re
import sys
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.errors import BadFile
from bot.matching.actors import gazetteer_of
from bot.matching.compiling import (
    BadRule,
    add_rules,
    add_status,
    close,
    lexicon_of,
    line_of,
    role_groups,
    without_rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.matching.actors import Gazetteer
    from bot.matching.lexicon import Lexicon

_FORMAT: Final = 2  # of the cache; raise it when what is cached changes its shape
_OWN_NAMES: Final = frozenset({"language", "status"})  # files of a language that are no kind


@dataclass(frozen=True, slots=True, repr=False)
class Rulebook:
    """All that matching knows, by language."""

    lexicons: Mapping[str, Lexicon] = field(repr=False)  # written out it would take hundreds of megabytes

    def __repr__(self) -> str:
        """Languages and the number of rules of each."""
        return (
            "Rulebook("
            + ", ".join(f"{name}: {len(lexicon.rules)} rules" for name, lexicon in self.lexicons.items())
            + ")"
        )


class _Marked(dict[str, Any]):
    """A mapping that knows its line (1-based)."""

    line: int = 0


class _Loader(yaml.CSafeLoader):
    """The C loader; mappings keep their line."""


def _mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Iterator[_Marked]:
    found = _Marked()
    found.line = node.start_mark.line + 1
    yield found
    found.update({str(key): value for key, value in loader.construct_mapping(node, deep=True).items()})


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
# "on", "off" and "no" are words here (the last a country); only true and false are truth values.
_BOOL: Final = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOL]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def load_rules(
    overrides: Path | None = None, cache: Path | None = None, *, languages: frozenset[str] = frozenset()
) -> Rulebook:
    """All rules of the house, changed by `overrides` (a file or a folder); `cache` is a folder for a compiled copy.

    `languages` restricts what is loaded; empty: all. Raises BadFile with file and line.
    """
    files = {path: path.read_bytes() for path in _files(languages)}
    gc.disable()  # many small objects are made and none becomes garbage
    try:
        rulebook = _compiled(files) if cache is None else _cached(files, cache)
        for path in _override_files(overrides):
            _add_own(path, rulebook)
        if overrides is not None:
            for lexicon in rulebook.lexicons.values():
                close(lexicon)
    finally:
        gc.enable()
    return rulebook


def _files(languages: frozenset[str]) -> list[Path]:
    root = Path(str(resources.files("bot.matching").joinpath("data")))
    return [path for path in sorted(root.rglob("*.yaml")) if not languages or _is_of(path, languages)]


def _is_of(path: Path, languages: frozenset[str]) -> bool:
    language = path.stem if path.parent.name == "actors" else path.parent.name
    return language in languages or path.stem == "roles"


def _override_files(overrides: Path | None) -> list[Path]:
    if overrides is None:
        return []
    if not overrides.exists():
        raise BadFile(str(overrides), 0, "there is no such file or folder")
    return sorted(overrides.rglob("*.yaml")) if overrides.is_dir() else [overrides]


def _parsed(path: Path, body: bytes) -> Any:
    try:
        return yaml.load(body, Loader=_Loader) or _Marked()  # noqa: S506  (derived from the safe loader)
    except yaml.MarkedYAMLError as mistake:
        line = mistake.problem_mark.line + 1 if mistake.problem_mark else 0
        raise BadFile(str(path), line, mistake.problem or "no valid YAML") from mistake
    except yaml.YAMLError as mistake:
        raise BadFile(str(path), 0, str(mistake)) from mistake


def _cached(files: Mapping[Path, bytes], cache: Path) -> Rulebook:
    """The rulebook of these files, from the cache if it holds the very same."""
    digest = hashlib.blake2b(f"{_FORMAT} {sys.version_info[:2]}".encode(), digest_size=12)
    for path, body in [*files.items(), *((p, p.read_bytes()) for p in sorted(Path(__file__).parent.glob("*.py")))]:
        digest.update(str(path).encode() + b"\0" + body)
    place = cache / f"rules-{digest.hexdigest()}.compiled"
    try:
        found = pickle.loads(place.read_bytes())  # noqa: S301  (written by _keep into the bot's own data directory)
    except (OSError, pickle.PickleError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        found = None
    if isinstance(found, Rulebook):
        return found
    compiled = _compiled(files)
    _keep(place, compiled)
    return compiled


def _keep(place: Path, rulebook: Rulebook) -> None:
    """Write the copy beside its name first, so that no half file is read; a full disk only costs the time again."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        for old in place.parent.glob("rules-*.compiled"):
            old.unlink()
        draft = place.with_suffix(".draft")
        draft.write_bytes(pickle.dumps(rulebook, protocol=5))
        draft.replace(place)
    except OSError:
        return


def _gazetteer(path: Path, body: bytes) -> Gazetteer:
    """An actor file, read line by line: its format is flat, and ten times faster so than as YAML."""
    groups = []
    for number, line in enumerate(body.decode().splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(": ")
        if not colon or len(key.split(" ")) != 3:  # noqa: PLR2004  (country, class, cases)
            raise BadFile(str(path), number, "expected COUNTRY CLASS CASES: form, form")
        groups.append((key, value.strip().strip('"')))
    try:
        return gazetteer_of(groups)
    except ValueError as mistake:
        raise BadFile(str(path), 0, str(mistake)) from mistake


def _compiled(files: Mapping[Path, bytes]) -> Rulebook:
    by_place = {(path.parent.name, path.stem): (path, body) for path, body in files.items()}
    groups = role_groups(_parsed(*by_place["data", "roles"]))
    languages = sorted({folder for folder, stem in by_place if stem == "language"})
    return Rulebook({language: _lexicon(language, by_place, groups) for language in languages})


def _lexicon(
    language: str, by_place: Mapping[tuple[str, str], tuple[Path, bytes]], groups: Mapping[str, frozenset[str]]
) -> Lexicon:
    gazetteer = _gazetteer(*by_place["actors", language]) if ("actors", language) in by_place else {}
    path, body = by_place[language, "language"]
    lexicon: Lexicon = _telling(path, lambda: lexicon_of(language, _parsed(path, body), gazetteer, groups))
    if (language, "status") in by_place:
        path, body = by_place[language, "status"]
        _telling(path, lambda: add_status(lexicon, _parsed(path, body)))
    words: dict[str, Mapping[str, Any]] = {}
    for (folder, stem), (file, text) in sorted(by_place.items()):
        if folder == language and stem not in _OWN_NAMES:
            kind, document = kind_of(stem), _parsed(file, text)
            _telling(file, partial(add_rules, lexicon, kind, document, words.get(kind, {})))
            words.setdefault(kind, document.get("words") or {})
    close(lexicon)
    return lexicon


def kind_of(stem: str) -> str:
    """The kind that a rule file is about: `raid.yaml` and its further parts, `raid-offices.yaml`."""
    return stem.partition("-")[0]


def _add_own(path: Path, rulebook: Rulebook) -> None:
    """What the operator changes: `off: [rule ids]`, `add: {"en/arrest": {words: ..., rules: [...]}}`."""
    document = _parsed(path, path.read_bytes())
    unknown = set(document) - {"off", "add"}
    if unknown:
        raise BadFile(str(path), line_of(document), f"unknown field {min(unknown)!r}; known: add, off")
    for lexicon in rulebook.lexicons.values():
        without_rules(lexicon, frozenset(map(str, document.get("off") or ())))
    for place, raw in (document.get("add") or {}).items():
        language, _, kind = str(place).partition("/")
        if language not in rulebook.lexicons:
            raise BadFile(
                str(path),
                line_of(raw),
                f"{place!r}: expected language/kind, with one of {', '.join(rulebook.lexicons)}",
            )
        _telling(path, partial(add_rules, rulebook.lexicons[language], kind, raw))


def _telling(path: Path, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except BadRule as mistake:
        raise BadFile(str(path), mistake.line, str(mistake)) from mistake
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        raise BadFile(str(path), 0, f"{type(mistake).__name__}: {mistake}") from mistake
