"""Imports aiogram in a quarter of its time and a third of its memory, by building its models when they are first used.

aiogram 3.31 marks its models `defer_build`, and then builds every one of them at the end of aiogram/types/__init__.py
(measured: 2.9 s of CPU and 165 MB, against 0.7 s and 58 MB). While it is imported here, `model_rebuild` only notes the
names that the models refer to; afterwards pydantic builds a model at its first use and finds these names. Another
version is imported as it is: tests/handlers/telegram/test_quickstart.py guards the one that is pinned, and this file
may go when aiogram builds lazily by itself.
"""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Callable

TUNED_FOR: Final = "3.31."


def import_aiogram() -> bool:
    """Import aiogram, quickly if it is the version that this is tuned for; tells whether it was."""
    if "aiogram" in sys.modules or not metadata.version("aiogram").startswith(TUNED_FOR):
        import_module("aiogram")
        return False
    names: dict[str, Any] = {}
    rebuild = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = _noting(names)  # type: ignore[method-assign]
    try:
        import_module("aiogram")
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
    methods = import_module("aiogram.methods.base")
    for base in (import_module("aiogram.types.base").TelegramObject, methods.TelegramMethod, methods.Response):
        base.model_rebuild = _knowing(names, rebuild.__func__)
    return True


def _noting(names: dict[str, Any]) -> Any:
    def note(_cls: Any, /, *, _types_namespace: dict[str, Any] | None = None, **_options: Any) -> None:
        names.update(_types_namespace or {})

    return classmethod(note)


def _knowing(names: dict[str, Any], rebuild: Callable[..., bool | None]) -> Any:
    def build(cls: Any, /, *, force: bool = False, raise_errors: bool = True, **options: Any) -> bool | None:
        namespace = options.get("_types_namespace") or names
        return rebuild(cls, force=force, raise_errors=raise_errors, _types_namespace=namespace)

    return classmethod(build)
