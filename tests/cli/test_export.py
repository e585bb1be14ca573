"""`tocsin export`: rows of the archive with the codes of two standards, and an Atom feed of the alerts."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from bot.cli.export import write
from bot.model import Event, Headline
from bot.taxonomy import KINDS, Kind
from tests.fakes import NOON, a_match, a_report, an_alert, an_event

if TYPE_CHECKING:
    from pathlib import Path

    from bot.store import State
    from bot.store.engine import Engine

ATOM = "{http://www.w3.org/2005/Atom}"
RETITLED = replace(a_report(2), headlines=(Headline("Envoy seen", NOON), Headline("Envoy «called in»", NOON)))
EVENT = an_event(reports=(a_report(1), RETITLED), persons=("Lorem Ipsum", "Dolor"), people=2, place="Baku")


def written(form: str, *events: Event, rows: str = "events") -> str:
    out = io.StringIO()
    write(events, form, rows, out)
    return out.getvalue()


def from_jsonl(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def from_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_has_its_codes_in_both_forms(kind: Kind) -> None:
    event, facts = replace(EVENT, kind=kind), KINDS[kind]

    (row,), (cells,) = from_jsonl(written("jsonl", event)), from_csv(written("csv", event))

    codes = (facts.cameo, facts.goldstein, facts.plover, facts.plover_score)
    assert (row["cameo"], row["goldstein"], row["plover"], row["plover_score"]) == codes
    assert facts.cameo.isdecimal()  # "0232": a leading zero must not be lost
    assert facts.plover.partition("/")[0].isupper()  # "COERCE/restrict": the event, then its mode
    assert (cells["cameo"], cells["plover"], float(cells["goldstein"])) == (facts.cameo, facts.plover, facts.goldstein)


def test_a_row_an_event() -> None:
    (row,) = from_jsonl(written("jsonl", EVENT))

    assert (row["event"], row["kind"], row["source"], row["target"]) == ("event-1", "ambassador_summoned", "RU", "AZ")
    assert (row["persons"], row["people"], row["place"]) == (["Lorem Ipsum", "Dolor"], 2, "Baku")
    assert (row["reports"], row["origins"]) == (2, 2)
    assert datetime.fromisoformat(str(row["happened"])) == NOON


def test_a_row_a_report_keeps_the_trail_of_headlines() -> None:
    rows = from_csv(written("csv", EVENT, rows="reports"))

    assert [(r["entry"], r["headline"], r["earlier_headlines"]) for r in rows] == [
        ("entry-1", "Envoy called in", ""),
        ("entry-2", "Envoy «called in»", "Envoy seen"),
    ]
    assert {r["rule"] for r in rows} == {"en/test"}


FORMULAS = ["=1+1", '=HYPERLINK("https://evil.test")', "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_from_outside_is_a_formula_of_a_spreadsheet(formula: str) -> None:
    report = replace(
        a_report(match=a_match(sentence=formula, said_by=formula)),
        headlines=(Headline(formula, NOON), Headline(formula, NOON)),
    )
    event = an_event(reports=(report,), place=formula, persons=(formula,))

    cells = [
        cell
        for rows in ("events", "reports")
        for row in from_csv(written("csv", event, rows=rows))
        for name, cell in row.items()
        if name in {"place", "persons", "headline", "earlier_headlines", "sentence", "said_by"}
    ]

    assert len(cells) == 6
    assert {cell[0] for cell in cells} == {"'"}


def test_a_number_below_zero_stays_a_number() -> None:
    (row,) = from_csv(written("csv", replace(EVENT, kind=Kind("arrest"))))

    assert float(row["goldstein"]) < 0


def test_lines_and_quotes_in_a_text_do_not_break_a_row() -> None:
    nasty = 'A "quoted", line\nand another; end'
    event = an_event(reports=(a_report(headline=nasty),), place=nasty)

    assert [r["headline"] for r in from_csv(written("csv", event, rows="reports"))] == [nasty]
    assert len(written("jsonl", event).splitlines()) == 1


def test_the_atom_feed_is_valid_and_holds_what_rang_newest_first() -> None:
    later = an_event("event-2", changed=NOON + timedelta(hours=1), reports=(a_report(headline="<b>&\x01 «й»"),))
    silent = an_event("event-3", rung=None)

    feed = ET.fromstring(written("atom", EVENT, silent, later))

    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed"
    assert [e.findtext(f"{ATOM}id") for e in entries] == [
        "tag:tocsin.invalid,2026:event-2",
        "tag:tocsin.invalid,2026:event-1",
    ]
    assert str(entries[0].findtext(f"{ATOM}title")).endswith("RU -> AZ: <b>& «й»")
    for one in (feed, *entries):  # RFC 4287, 4.1.1 and 4.1.2: each has exactly one of these, and a time with a zone
        assert [len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert datetime.fromisoformat(str(one.findtext(f"{ATOM}updated"))).tzinfo is not None
    assert all(e.findtext(f"{ATOM}author/{ATOM}name") for e in entries)
    assert [link.get("rel", "alternate") for link in feed.iter(f"{ATOM}link")] == ["alternate"] * 2


def test_an_empty_archive_is_an_empty_feed_and_no_rows() -> None:
    assert ET.fromstring(written("atom")).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"
    assert (written("jsonl"), written("csv")) == ("", "")


def tocsin(engine: Engine, *words: str) -> subprocess.CompletedProcess[str]:
    """The command beside the bot that owns this engine."""
    data_dir: Path = engine._room.parent
    return subprocess.run(
        [sys.executable, "-m", "bot", "export", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, "TOCSIN_DATA_DIR": str(data_dir)},
    )


async def test_the_archive_of_a_running_bot_is_written_between_two_dates(state: State, engine: Engine) -> None:
    for number in range(3):
        event = an_event(f"event-{number}", at=NOON + timedelta(days=number))
        await state.events.commit(event, an_alert(event))

    told = tocsin(engine, "--since", "2025-07-04", "--until", "2025-07-05")
    wrong = tocsin(engine, "--since", "soon")

    assert [row["event"] for row in from_jsonl(told.stdout)] == ["event-1"]
    assert (wrong.returncode, wrong.stdout, "is no date" in wrong.stderr) == (2, "", True)
