"""`tocsin feedback`: the labelled data that the desk leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.cli.feedback import KEPT_APART, NO_RULE, PUT_TOGETHER, is_about, label, spoken, table
from bot.model import EntryId, EventId, Note, NoteKind, RuleId
from tests.fakes import NOON, a_match, a_ref, a_report, an_alert, an_event

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import State
    from bot.store.engine import Engine

OTHER = an_event("event-2", reports=(a_report(2, match=replace(a_match(), rule=RuleId("ru/test"))),))
RULES = (RuleId("en/test"),)
ONE, TWO = EventId("event-1"), EventId("event-2")


def a_note(kind: NoteKind, number: int = 1, **fields: object) -> Note:
    return replace(Note(f"n{number}", kind, NOON + timedelta(minutes=number), "telegram:9", a_ref(9)), **fields)


SPOKEN = [
    # what was noted; the rules that it speaks for; against
    (a_note(NoteKind.FALSE_ALARM, event=ONE, rules=RULES), [], ["en/test"]),
    (a_note(NoteKind.MISSED, rules=RULES), ["en/test"], []),
    (a_note(NoteKind.MISSED), [NO_RULE], []),
    (a_note(NoteKind.MERGED, event=ONE, other=TWO, rules=RULES), ["en/test", "ru/test"], [KEPT_APART]),
    (a_note(NoteKind.SPLIT, event=ONE, entries=(EntryId("entry-2"),), rules=RULES), [], [PUT_TOGETHER]),
]


@pytest.mark.parametrize(("note", "for_", "against"), SPOKEN, ids=[row[0].kind for row in SPOKEN])
def test_what_a_label_speaks_for_and_against(note: Note, for_: list[str], against: list[str]) -> None:
    assert spoken(note, OTHER if note.other else None) == (for_, against)


@pytest.mark.parametrize(
    ("rule", "is_meant"), [("en/arrest/passive", True), ("en/arrest", True), ("en", True), ("en/arr", False)]
)
def test_a_rule_stands_for_those_under_it(rule: str, is_meant: bool) -> None:
    row = label(a_note(NoteKind.FALSE_ALARM, rules=(RuleId("en/arrest/passive"),)), {})

    assert is_about(row, rule) is is_meant


def test_what_a_person_typed_writes_one_line() -> None:
    shown = table([label(a_note(NoteKind.MISSED, text="a\x1b[2Jline\nforged"), {})])

    assert "\x1b" not in shown
    assert "    says     a [2Jline forged" in shown.splitlines()


def tocsin(engine: Engine, *words: str) -> subprocess.CompletedProcess[str]:
    """The command beside the bot that owns this engine."""
    data_dir: Path = engine._room.parent
    return subprocess.run(
        [sys.executable, "-m", "bot", "feedback", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, "TOCSIN_DATA_DIR": str(data_dir)},
    )


async def test_it_lists_who_said_what_and_when_oldest_first(state: State, engine: Engine) -> None:
    await state.events.commit(an_event(), an_alert())
    await state.events.commit(OTHER, None)
    for number, (note, _, _) in enumerate(SPOKEN):
        await state.daybook.add(replace(note, id=f"n{number}", at=NOON + timedelta(minutes=number), text="a drill"))
    await state.daybook.add(a_note(NoteKind.CLAIMED, 9, event=ONE))  # a deed, no label

    rows = [json.loads(line) for line in tocsin(engine, "--json").stdout.splitlines()]
    shown = tocsin(engine).stdout
    of_rule = tocsin(engine, "--json", "--rule", "ru/test").stdout.splitlines()
    later = tocsin(engine, "--json", "--since", "2025-07-03T12:03").stdout.splitlines()
    wrong = tocsin(engine, "--since", "soon")

    assert [row["label"] for row in rows] == ["false-alarm", "missed", "missed", "merged", "split"]
    assert rows[0] == {
        "id": "n0", "label": "false-alarm", "at": "2025-07-03T12:00:00+00:00", "by": "telegram:9", "chat": "telegram:9",
        "for": [], "against": ["en/test"], "event": "event-1",
        "about": "ambassador_summoned RU -> AZ: Envoy called in", "other": None, "about_other": "", "entries": [],
        "text": "a drill", "url": "",
    }  # fmt: skip
    assert "2025-07-03 12:00  false-alarm  by telegram:9 in telegram:9" in shown.splitlines()
    assert [line.split() for line in shown.splitlines()[-5:]] == [
        ["en/test", "2", "1"],
        [KEPT_APART, "0", "1"],
        [PUT_TOGETHER, "0", "1"],
        ["no", "rule", "1", "0"],
        ["ru/test", "1", "0"],
    ]
    assert [json.loads(line)["label"] for line in of_rule] == ["merged"]
    assert [json.loads(line)["label"] for line in later] == ["merged", "split"]
    assert (wrong.returncode, "is no date" in wrong.stderr) == (2, True)
