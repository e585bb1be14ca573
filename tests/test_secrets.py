"""Each secret of the settings, looked for in all that the command line and the running bot put out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.store.binary import find_binary
from tests.fakes import wait_until
from tests.sentinels import SECRET

TOKEN = f"123456789:{SECRET}"
TOKENS = {
    "TOCSIN_TELEGRAM_TOKEN": TOKEN,
    "TOCSIN_SLACK_BOT_TOKEN": f"xoxb-{SECRET}",
    "TOCSIN_SLACK_APP_TOKEN": f"xapp-{SECRET}",
}
NOBODY = {"TOCSIN_REDIS_URL": f"redis://:{SECRET}@127.0.0.1:1/0"}
FEEDS = """
outlets:
  example:
    name: The Example
    country: "NO"
    ownership: independent
    basis: invented
    domains: [example.test]
    feeds:
      - {id: example/en, url: "http://127.0.0.1:1/rss", language: en, checked: never}
topics:
  all: {names: {en: Everything}}
"""


def tocsin(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder, env=environment(**variables), capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip


def environment(**variables: str) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    return {**ours, "PYTHONPATH": str(Path(__file__).parents[1]), **variables}


COMMANDS = [
    # what is wrong; the command; its settings; the exit code
    ("no server", ["check"], {**TOKENS, **NOBODY}, 1),
    ("no server", ["run"], {**TOKENS, **NOBODY}, 1),
    ("no server", ["deadletters"], {**TOKENS, **NOBODY}, 1),
    ("no bot", ["health"], {**TOKENS, **NOBODY, "TOCSIN_HEALTH_PORT": "1"}, 1),
    ("a slash in the password", ["check"], {"TOCSIN_REDIS_URL": f"redis://:{SECRET}/x@host:6379"}, 2),
    ("no such scheme", ["check"], {"TOCSIN_REDIS_URL": f"http://:{SECRET}@host"}, 2),
    ("a token that is none", ["check"], {"TOCSIN_TELEGRAM_TOKEN": f"bot {SECRET}"}, 2),
    ("tokens that are none", ["run"], {"TOCSIN_SLACK_BOT_TOKEN": SECRET, "TOCSIN_SLACK_APP_TOKEN": SECRET}, 2),
    ("half of Slack", ["run"], {"TOCSIN_SLACK_BOT_TOKEN": f"xoxb-{SECRET}"}, 2),
]


@pytest.mark.parametrize(("wrong", "words", "variables", "code"), COMMANDS)
def test_a_command_that_fails_says_no_secret(
    tmp_path: Path, wrong: str, words: list[str], variables: dict[str, str], code: int
) -> None:
    done = tocsin(tmp_path, *words, **variables)

    assert done.returncode == code, wrong
    assert done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


CRASHES = {
    "main": "raise RuntimeError(url)",
    "thread": "import threading; t = threading.Thread(target=int, args=[url]); t.start(); t.join()",
    "group": "raise ExceptionGroup('loops', [OSError(url), ValueError(url[20:])])",
    "cause": "try:\n    int(url)\nexcept ValueError as e:\n    raise RuntimeError('it broke') from e",
    "loop": "import asyncio\nasync def f(): asyncio.create_task(g()); await asyncio.sleep(0.01)\n"
    "async def g(): raise OSError(url)\nasyncio.run(f()); import gc; gc.collect()",
    "finalizer": "class F:\n    def __del__(self): raise OSError(url)\nF()",
}


@pytest.mark.parametrize("where", CRASHES)
def test_the_last_words_of_a_crash_hold_no_secret(tmp_path: Path, where: str) -> None:
    begin = (
        "from bot import watch\nfrom bot.cli.begin import settings_of\nwatch.setup('debug')\n"
        "token = settings_of(None).telegram_token.get_secret_value()\nurl = f'https://api.example/bot{token}/getMe'\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", begin + CRASHES[where]],
        cwd=tmp_path, env=environment(**TOKENS), capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip

    assert "[secret]" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_the_parts_of_a_secret_are_secrets_too() -> None:
    settings = Settings(
        _env_file=None, telegram_token="123456:abcdefghijk", redis_url="redis://me:pass%2Fword@host:6379/0"
    )

    assert {"abcdefghijk", "pass%2Fword", "pass/word"} < set(settings.secrets())


def a_free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


@pytest.fixture
def guarded_server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server that asks for the password; its address without one."""
    port = str(a_free_port())
    options = ("--port", port, "--bind", "127.0.0.1", "--requirepass", SECRET, "--appendonly", "yes", "--save", "")
    process = subprocess.Popen(
        [find_binary().path, *options, "--dir", tmp_path, "--appendfsync", "always"], stdout=subprocess.DEVNULL
    )
    try:
        yield f"127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def page(port: int, name: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{name}", timeout=4) as answer:
            text: str = answer.read().decode()
            return text
    except OSError:
        return ""


async def test_a_wrong_password_is_not_repeated(
    tmp_path: Path, guarded_server: tuple[str, subprocess.Popen[bytes]]
) -> None:
    address, _ = guarded_server

    done = tocsin(tmp_path, "check", TOCSIN_REDIS_URL=f"redis://:not-{SECRET}@{address}/0")

    assert done.returncode == 1
    assert SECRET not in done.stdout + done.stderr


async def test_a_bot_at_work_shows_no_secret_in_its_log_its_health_or_its_metrics(
    tmp_path: Path, guarded_server: tuple[str, subprocess.Popen[bytes]]
) -> None:
    address, server = guarded_server
    feeds, health = tmp_path / "feeds.yaml", a_free_port()
    feeds.write_text(FEEDS)
    log = tmp_path / "log"
    variables = {
        "TOCSIN_REDIS_URL": f"redis://:{SECRET}@{address}/0",
        "TOCSIN_FEEDS": str(feeds),
        "TOCSIN_LOG_LEVEL": "debug",
        "TOCSIN_HEALTH_PORT": str(health),
    }
    with log.open("wb") as out:
        bot = subprocess.Popen(  # noqa: ASYNC220  (it returns at once)
            [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment(**variables), stdout=out, stderr=out
        )
    try:
        await wait_until(lambda: page(health, "health") or bot.poll() is not None, 30)
        pages = page(health, "health") + page(health, "metrics")
        server.kill()
        await wait_until(lambda: "state away" in log.read_text() or bot.poll() is not None, 40)
        bot.send_signal(signal.SIGTERM)
        code = bot.wait(15)  # a server that is away does not hold up the end
    finally:
        bot.kill()
        bot.wait()

    assert code == 0
    assert pages
    assert "state away" in log.read_text()
    assert SECRET not in pages + log.read_text()
