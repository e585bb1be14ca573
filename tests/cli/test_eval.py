"""`tocsin eval`: figures of labelled items, whose texts may lie in another file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bot.cli import main

SUMMONS = {"type": "ambassador_summoned", "source": "NO", "target": "DK", "status": "reported"}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_hits_misses_and_false_rings_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gold.jsonl").write_text(
        lines(
            {"id": "a0", "lang": "en", "title": "Norway summons Danish ambassador", "events": [SUMMONS]},
            {"id": "a1", "lang": "en", "title": "Ferry season opens", "events": [SUMMONS]},
            {"id": "a2", "lang": "en", "title": "Norway expels two Danish diplomats", "events": []},
        )
    )

    code = main(["eval", "--json", "gold.jsonl"])

    figures = json.loads(capsys.readouterr().out)["en"]
    assert code == 0
    assert figures["n"] == 3
    assert figures["ring"] == [0.5, 0.5, 0.5]
    assert figures["direction"] == 1.0


def test_labels_without_a_text_find_it_by_their_id(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gold.jsonl").write_text(lines({"id": "a0", "lang": "en", "events": [SUMMONS]}))
    Path("items.jsonl.gz").write_bytes(
        gzip.compress(lines({"id": "a0", "title": "Norway summons Danish ambassador"}).encode())
    )

    code = main(["eval", "--json", "gold.jsonl", "--texts", "items.jsonl.gz"])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["en"]["event"] == [1.0, 1.0, 1.0]


def test_a_label_whose_text_is_nowhere_is_named_by_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gold.jsonl").write_text(lines({"id": "a0", "lang": "en", "events": []}))

    code = main(["eval", "gold.jsonl"])

    assert code == 2
    assert 'gold.jsonl:1: expected a "title" that is a string, here or in --texts' in capsys.readouterr().err


def test_a_half_is_told_by_the_id(capsys: pytest.CaptureFixture[str]) -> None:
    Path("gold.jsonl").write_text(
        lines(*({"id": f"{n:x}", "lang": "en", "title": "Ferry season opens", "events": []} for n in range(10, 15)))
    )

    main(["eval", "--json", "--half", "0", "gold.jsonl"])

    assert json.loads(capsys.readouterr().out)["en"]["n"] == 3
