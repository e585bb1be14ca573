"""Reads the rule files, the only YAML of this room, into a Rulebook; a compiled copy in the cache directory saves the time."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.errors import BadFile
from bot.matching.actors import gazetteer_of
from bot.matching.lexicon import BadRule, Lexicon, add_rules, add_status, lexicon_of, line_of, role_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.matching.actors import Gazetteer

_FORMAT: Final = 1  # of the cache; raise it when what is cached changes its shape
_OWN_NAMES: Final = frozenset({"language", "status"})  # files of a language that are no kind


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that matching knows, by language."""

    lexicons: Mapping[str, Lexicon]


class _Marked(dict[str, Any]):
    """A mapping that knows its line (1-based)."""

    line: int = 0


class _Loader(yaml.CSafeLoader):
    """The C loader; mappings keep their line."""


def _mapping(loader: yaml.CSafeLoader, node: yaml.MappingNode) -> Iterator[_Marked]:
    found = _Marked()
    found.line = node.start_mark.line + 1
    yield found
    found.update(loader.construct_mapping(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
# "on", "off" and "no" are words here (the last a country); only true and false are truth values.
_BOOL: Final = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOL]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def load_rules(overrides: Path | None = None, cache: Path | None = None, *, languages: frozenset[str] = frozenset()) -> Rulebook:
    """All rules of the house, changed by `overrides` (a file or a folder of files); `cache` is a folder for a compiled copy.

    `languages` restricts what is loaded; empty: all. Raises BadFile with file and line.
    """
    files = {path: path.read_bytes() for path in _files(languages)}
    own = {path: path.read_bytes() for path in _override_files(overrides)}
    documents = _cached(files, cache)
    return _rulebook(documents, {str(path): _parsed(path, body) for path, body in own.items()})


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


def _cached(files: Mapping[Path, bytes], cache: Path | None) -> dict[str, Any]:
    """The documents by path, actor files as gazetteers; from the cache if it holds the same files."""
    if cache is None:
        return _documents(files)
    digest = hashlib.blake2b(str(_FORMAT).encode(), digest_size=12)
    for path, body in files.items():
        digest.update(str(path).encode() + b"\0" + body)
    place = cache / f"rules-{digest.hexdigest()}.json"
    try:
        found: dict[str, Any] = json.loads(place.read_bytes())
    except (OSError, ValueError):
        found = _documents(files)
        _keep(place, found)
    return found


def _keep(place: Path, documents: dict[str, Any]) -> None:
    """Write the copy beside its name first, so that no half file is ever read; a full disk only costs the time again."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        for old in place.parent.glob("rules-*.json"):
            old.unlink()
        draft = place.with_suffix(".draft")
        draft.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
        draft.replace(place)
    except OSError:
        return


def _documents(files: Mapping[Path, bytes]) -> dict[str, Any]:
    return {str(p): _gazetteer(p, body) if p.parent.name == "actors" else _parsed(p, body) for p, body in files.items()}


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


def _rulebook(documents: Mapping[str, Any], overrides: Mapping[str, Any]) -> Rulebook:
    by_place = {(Path(p).parent.name, Path(p).stem): (p, document) for p, document in documents.items()}
    groups = role_groups(by_place["data", "roles"][1])
    off = frozenset(str(name) for document in overrides.values() for name in document.get("off", ()))
    lexicons = {}
    for language in sorted({folder for folder, stem in by_place if stem == "language"}):
        lexicons[language] = _lexicon(language, by_place, groups, off)
    for path, document in overrides.items():
        _add_own(path, document, lexicons, by_place, groups)
    return Rulebook(lexicons)


def _lexicon(language: str, by_place: Mapping[tuple[str, str], Any], groups: Mapping[str, frozenset[str]], off: frozenset[str]) -> Lexicon:
    path, raw = by_place[language, "language"]
    cues, status = by_place.get((language, "status"), ("", {}))
    _, gazetteer = by_place.get(("actors", language), ("", {}))
    lexicon = _telling(path, lambda: lexicon_of(language, raw, gazetteer))
    _telling(cues, lambda: add_status(lexicon, status, raw.get("words", {}), groups))
    for (folder, stem), (file, document) in sorted(by_place.items()):
        if folder == language and stem not in _OWN_NAMES:
            _telling(file, lambda s=stem, d=document: add_rules(lexicon, s, d, raw.get("words", {}), groups, off))
    return lexicon


def _add_own(
    path: str, document: Any, lexicons: Mapping[str, Lexicon], by_place: Mapping[tuple[str, str], Any], groups: Mapping[str, frozenset[str]]
) -> None:
    """Rules that the operator adds: `add: {"en/arrest": {words: ..., rules: [...]}}`."""
    unknown = set(document) - {"off", "add"}
    if unknown:
        raise BadFile(path, line_of(document), f"unknown field {sorted(unknown)[0]!r}; known: add, off")
    for place, raw in (document.get("add") or {}).items():
        language, _, kind = str(place).partition("/")
        if language not in lexicons:
            raise BadFile(path, line_of(raw), f"{place!r}: expected language/kind, with one of {', '.join(lexicons)}")
        lists = by_place[language, "language"][1].get("words", {})
        _telling(path, lambda la=language, k=kind, r=raw, li=lists: add_rules(lexicons[la], k, r, li, groups, frozenset()))


def _telling(path: str, make: Any) -> Any:
    try:
        return make()
    except BadRule as mistake:
        raise BadFile(path, mistake.line, str(mistake)) from mistake
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        raise BadFile(path, 0, f"{type(mistake).__name__}: {mistake}") from mistake
