"""What all tests of channels share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.watch import heartbeats

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_heartbeat_outlives_its_test() -> Iterator[None]:
    """The channels beat on clocks that stand still; a later test of the health page must not find them late."""
    before = dict(heartbeats._due)
    yield
    heartbeats._due.clear()
    heartbeats._due.update(before)
