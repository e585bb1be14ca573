"""No key lives for ever unless it says so, and none is of an unknown form."""

from __future__ import annotations

import re
from pathlib import Path

from bot.store import keys
from bot.store.connect import Server
from tests.conftest import wrong_keys


async def test_a_key_without_a_lifetime_is_found(server: Server) -> None:
    await server.ask("SET", key := "tocsin:{archive}:event:1", "x")

    found = await wrong_keys(server)
    await server.ask("DEL", key)

    assert found == {key: "without a lifetime"}


async def test_a_key_of_no_known_form_is_found(server: Server) -> None:
    await server.ask("SET", "tocsin:stray", "x", "PX", 1000)

    found = await wrong_keys(server)
    await server.ask("DEL", "tocsin:stray")

    assert found == {"tocsin:stray": "of no form in bot/store/keys.py"}


async def test_a_permanent_key_is_let_through(server: Server) -> None:
    await server.ask("SET", "tocsin:{archive}:fence", "1")

    assert await wrong_keys(server) == {}


def test_what_changes_in_one_step_shares_a_slot() -> None:
    """Of a cluster: the text in the first braces decides."""
    together = [
        (keys.EVENT.of("e"), keys.BY_CHANGE.of(), keys.BY_PAIR.of("AZ-RU"), keys.OUTBOX.of(3), keys.FENCE.of()),
        (keys.RECEIPTS.of("e"), keys.MARKS.of("e")),
        (keys.LATER.of("telegram"), keys.LATER_BODIES.of("telegram"), keys.ALERT.of("telegram", "e", 1)),
        (keys.PACE.of("slack", "all"), keys.PAUSE.of("slack", "chat:C1")),
    ]

    slots = [{re.search(r"{(.+?)}", key)[1] for key in group} for group in together]

    assert all(len(slot) == 1 for slot in slots)


def test_no_key_is_written_out_elsewhere_in_the_store() -> None:
    files = [path for path in Path(keys.__file__).parent.glob("*.py") if path.name != "keys.py"]

    assert [path.name for path in files if re.search(r"[\"']tocsin:", path.read_text(encoding="utf-8"))] == []
