"""The look for secrets in all output finds them; what the bot says of its troubles holds none."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import aiohttp.web
import pytest
import structlog

from bot import watch
from handlers.web.health import health_app
from tests.fakes import RealClock
from tests.peers.slack.peer import APP_TOKEN, BOT_TOKEN
from tests.peers.telegram.peer import TOKEN, TelegramPeer
from tests.sentinels import SENTINELS, leaked


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()
    watch._secrets.clear()


def test_the_stand_ins_tokens_are_looked_for() -> None:
    assert all(leaked([token]) for token in (TOKEN, BOT_TOKEN, APP_TOKEN))
    assert leaked(["nothing", "here"]) == ""


def test_a_test_that_lets_a_secret_out_fails(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import pytest_runtest_makereport\n")
    (tmp_path / "test_it.py").write_text(
        f"import logging\nS = 'x' + {SENTINELS[0]!r}\n"
        "def test_prints():\n    print(S)\n"
        "def test_logs():\n    logging.getLogger('x').warning(S)\n"
        "def test_raises():\n    raise ValueError(S)\n"
        "def test_is_silent():\n    assert S\n"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )

    assert "3 failed, 1 passed" in ran.stdout
    assert ran.stdout.count("a secret got out") >= 3


async def test_an_error_that_carries_the_token_is_logged_without_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watch.setup("debug", as_json=True)
    async with TelegramPeer() as peer:
        try:
            raise ConnectionError(f"cannot connect to {peer.url}/bot{peer.token}/getMe")
        except ConnectionError:
            watch.hide([peer.token])
            watch.log("telegram").exception("broke")
            logging.getLogger("aiohttp").exception("request to %s failed", peer.token)

    said = capsys.readouterr()
    assert "[secret]" in said.err
    assert leaked([said.out, said.err]) == ""


async def test_metrics_hold_counters_and_no_secret() -> None:
    watch.count("feeds.polls")
    runner = aiohttp.web.AppRunner(health_app(RealClock()), access_log=None)
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        async with aiohttp.ClientSession() as client, client.get(f"http://127.0.0.1:{port}/metrics") as answer:
            text = await answer.text()
    finally:
        await runner.cleanup()

    assert "tocsin_feeds_polls" in text
    assert leaked([text]) == ""
