"""Log lines: no secret in them, and no headline that forges one."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from bot import watch

NOW = datetime(2031, 3, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()
    watch._secrets.clear()


def test_a_line_is_one_event_and_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    watch.setup("info", as_json=True)

    watch.log("feeds").info("polled", feed="x/en", entries=3)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["room"], line["feed"], line["entries"]) == ("polled", "feeds", "x/en", 3)


def test_a_headline_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    watch.setup("info", as_json=False)

    watch.log("feeds").info("entry", title="ok\n2031-01-01 [error] all is lost\x1b[31m\u2028")

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_secret_is_cut_out_of_fields_and_of_what_libraries_log(capsys: pytest.CaptureFixture[str]) -> None:
    watch.setup("info", as_json=True)
    watch.hide(["sentinel-token"])

    watch.log("telegram").warning("refused", error=ValueError("https://host/botsentinel-token/getMe"))
    try:
        raise OSError("cannot reach /botsentinel-token/")
    except OSError:
        logging.getLogger("aiohttp").exception("request %s failed", "sentinel-token")

    said = capsys.readouterr().err
    assert "[secret]" in said
    assert "sentinel-token" not in said


def test_a_loop_that_does_not_beat_in_time_is_late() -> None:
    hearts = watch.Heartbeats()
    hearts.beat("poller", NOW, within=timedelta(minutes=1))
    hearts.beat("courier", NOW, within=timedelta(hours=1))

    assert hearts.late(NOW + timedelta(minutes=2)) == ["poller"]


def test_lines_go_where_stderr_leads_when_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug once: a command's log held on to a stderr that was closed later, and every line after it raised."""
    first, later = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    watch.setup("info", as_json=True)
    monkeypatch.setattr("sys.stderr", later)
    first.close()

    watch.log("feeds").info("polled")
    logging.getLogger("aiohttp").warning("slow")

    assert ["polled" in line or "slow" in line for line in later.getvalue().splitlines()] == [True, True]
