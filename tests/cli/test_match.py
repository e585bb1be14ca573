"""`tocsin match --jsonl`: one answer a line, in order, whatever the line holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main

KEYS = {"type", "source", "target", "status", "sentence", "rule"}


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answers(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_item_is_answered_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text(
        '{"id": "1", "title": "Norway summons Danish ambassador", "lang": "en"}\n'
        "\n"
        '{"id": "2", "title": "Ferry season opens", "summary": null, "lang": null, "source": null, "date": "soon"}\n'
        '{"id": 3, "title": ""}\n'
    )

    code = main(["match", "--jsonl", str(items)])

    first, second, third = answers(capsys)
    assert code == 0
    assert first["id"] == "1"
    assert [(e["type"], e["source"], e["target"], e["status"]) for e in first["events"]] == [
        ("ambassador_summoned", "NO", "DK", "reported")
    ]
    assert set(first["events"][0]) == KEYS
    assert second == {"id": "2", "events": []}
    assert third == {"id": 3, "events": []}


def test_a_broken_line_is_named_and_the_rest_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": "1", "title": "Ferry season opens"}\n{"id": "2", \n{"id": "3", "title": "Quiet day"}\n')

    code = main(["match", "--jsonl", str(items)])

    said = capsys.readouterr()
    assert code == 2
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["1", "3"]
    assert "items.jsonl:2: expected a JSON object" in said.err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[1, 2]", "expected a JSON object"),
        ('{"title": "no id"}', '"id"'),
        ('{"id": "1", "title": 7}', '"title"'),
    ],
)
def test_a_line_of_another_shape_says_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, expected: str
) -> None:
    items = tmp_path / "items.jsonl"
    items.write_text(line + "\n")

    assert main(["match", "--jsonl", str(items)]) == 2
    assert expected in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "--jsonl", "nowhere.jsonl"]) == 2
    assert "nowhere.jsonl: cannot be read" in capsys.readouterr().err
