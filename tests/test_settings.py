"""Settings: what the operator writes, and the sentence they get when it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import read_settings
from tests.sentinels import SECRET


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("TOCSIN_")]:
        monkeypatch.delenv(name)


def test_nothing_set_means_the_terminal_alone() -> None:
    settings = read_settings(None)

    assert settings.platforms == ()
    assert settings.data_dir == Path("data")


def test_an_empty_value_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "")
    monkeypatch.setenv("TOCSIN_ACCESS", "")

    assert read_settings(None).platforms == ()


def test_the_env_file_is_read(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("TOCSIN_ADMINS=telegram:123, slack:U1\nTOCSIN_ALLOW_NETWORKS=10.0.0.0/8\n")

    settings = read_settings(env)

    assert settings.admins == {"telegram:123", "slack:U1"}
    assert [str(n) for n in settings.allow_networks] == ["10.0.0.0/8"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TELEGRAM_TOKEN", SECRET, "@BotFather"),
        ("SLACK_BOT_TOKEN", SECRET, "xoxb-"),
        ("SLACK_APP_TOKEN", SECRET, "xapp-"),
        ("REDIS_URL", f"http://:{SECRET}@host", "redis://"),
        ("TELEGRAM_API", "telegram.example", "http://"),
        ("ACCESS", "everyone", "'invite', 'list' or 'open'"),
        ("LANGUAGE", "xx", "'en', 'ru' or 'az'"),
        ("ADMINS", "telegram:bob", "telegram:<number>"),
        ("ALLOW_NETWORKS", "10.0.0.0/99", "10.0.0.0/99"),
        ("FEEDS", "/nowhere/feeds.yaml", "no file or folder"),
        ("HEALTH_PORT", "70000", "65535"),
        ("CALLBACK_PORT", "0", "1"),
        ("PUBLIC_URL", "tocsin.example/websub", "https://tocsin.example/websub"),
        ("PUBLIC_URL", "https://tocsin.example/?a=1", "https://tocsin.example/websub"),
        ("SLACK_OPERATORS", "#desk", "C0123ABCD"),
        ("SLACK_CHANNEL", "newsroom", "C0123ABCD"),
    ],
)
def test_a_wrong_value_names_its_variable_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"TOCSIN_{name}", value)

    with pytest.raises(BadSettings) as caught:
        read_settings(None)

    assert f"TOCSIN_{name}" in str(caught.value)
    assert expected in str(caught.value)
    assert SECRET not in str(caught.value)


def test_one_slack_token_without_the_other_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_SLACK_BOT_TOKEN", "xoxb-1")

    with pytest.raises(BadSettings, match="TOCSIN_SLACK_APP_TOKEN"):
        read_settings(None)
