"""The rules, read once a session by each worker; builders of entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.matching import Rulebook, load_rules
from bot.model import Entry, EntryId, FeedId, Language, OutletId


@pytest.fixture(scope="session")
def rules() -> Rulebook:
    """All rules of the house."""
    return load_rules()


@pytest.fixture(scope="session")
def an_entry() -> Callable[..., Entry]:
    """Builds an entry: title, summary, language."""

    def build(title: str, summary: str = "", language: str = "en") -> Entry:
        seen = datetime(2026, 1, 1, tzinfo=UTC)
        return Entry(EntryId("x"), FeedId("a/b"), OutletId("a"), title, summary, Language(language), "", None, seen)

    return build
