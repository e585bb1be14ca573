"""What the operator set: TOCSIN_* variables and `.env`. The only reader of the environment.

An empty value counts as unset. A wrong value raises BadSettings with one sentence that names the variable and never
shows a secret.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import BadSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PREFIX = "TOCSIN_"
_TELEGRAM_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{10,}")
_SLACK_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,}")
_REDIS_URL = re.compile(r"(redis|rediss|unix)://")
_SHORTEST_SECRET = 4  # a shorter one would cut holes into every line
_ADMIN = re.compile(r"(telegram:\d+|slack:[UW][A-Z0-9]+)")


class Settings(BaseSettings):
    """All settings; a field `data_dir` is the variable TOCSIN_DATA_DIR."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api: str = "https://slack.com/api/"
    slack_channel: str | None = None
    slack_operators: str | None = None  # a channel that hears of dark feeds, dead letters and other troubles
    redis_url: SecretStr | None = None  # it may hold a password
    redis_unsafe: bool = False  # accept a server that can lose acknowledged writes
    data_dir: Path = Path("data")
    feeds: Path | None = None
    rules: Path | None = None
    admins: Annotated[frozenset[str], NoDecode] = frozenset()
    access: Literal["invite", "list", "open"] = "invite"
    contact: str | None = None
    allow_networks: Annotated[tuple[Network, ...], NoDecode] = ()
    language: Literal["en", "ru", "az"] = "en"
    rings_an_hour: Annotated[int, Field(ge=0)] = 12  # for a chat and topic; more come in one message; 0: no guard
    unclaimed_after: Annotated[int, Field(ge=0, le=1440)] = 0  # minutes; 0: what nobody claims rings no second time
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    health_port: Annotated[int, Field(ge=0, le=65535)] = 8787  # 0 switches the health page off
    public_url: str | None = None  # where hubs reach this bot (WebSub); None: feeds are polled alone
    callback_host: str = "127.0.0.1"  # where the callback server listens, behind the proxy that serves public_url
    callback_port: Annotated[int, Field(ge=1, le=65535)] = 8788

    @field_validator("telegram_token")
    @classmethod
    def _a_telegram_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("expected the token that @BotFather gave, such as 123456789:AA...")
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _a_slack_bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xoxb-"):
            raise ValueError("expected the Bot User OAuth Token, which begins with xoxb-")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _a_slack_app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("expected the App-Level Token, which begins with xapp-")
        return value

    @field_validator("telegram_api", "slack_api")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("expected a base address that begins with http:// or https://")
        return value

    @field_validator("public_url")
    @classmethod
    def _a_public_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("expected the address that hubs reach, such as https://tocsin.example/websub")
        return value.rstrip("/")

    @field_validator("slack_channel", "slack_operators")
    @classmethod
    def _a_slack_channel(cls, value: str | None) -> str | None:
        if value is not None and not _SLACK_CHANNEL.fullmatch(value):
            raise ValueError("expected a channel id such as C0123ABCD, at the bottom of its View channel details")
        return value

    @field_validator("redis_url")
    @classmethod
    def _a_redis_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _REDIS_URL.match(value.get_secret_value()):
            raise ValueError("expected redis://, rediss:// or unix://")
        if value and not _has_port(value.get_secret_value()):
            raise ValueError("the port is no number; in a password, write / as %2F, # as %23, ? as %3F and @ as %40")
        return value

    @field_validator("feeds", "rules")
    @classmethod
    def _an_existing_path(cls, value: Path | None) -> Path | None:
        if value and not value.exists():
            raise ValueError(f"there is no file or folder {str(value)!r}")
        return value

    @field_validator("admins", mode="before")
    @classmethod
    def _a_list_of_people(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        people = [name for name in re.split(r"[,\s]+", value) if name]
        if wrong := [name for name in people if not _ADMIN.fullmatch(name)]:
            raise ValueError(
                f"{wrong[0]!r} is no one: expected telegram:<number> or slack:<member id>, separated by commas"
            )
        return frozenset(people)

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _a_list_of_networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ipaddress.ip_network(piece) for piece in re.split(r"[,\s]+", value) if piece)

    @model_validator(mode="after")
    def _slack_needs_both_tokens(self) -> Self:
        if bool(self.slack_bot_token) != bool(self.slack_app_token):
            missing = "TOCSIN_SLACK_APP_TOKEN" if self.slack_bot_token else "TOCSIN_SLACK_BOT_TOKEN"
            raise ValueError(f"{missing}: Slack needs the bot token and the app token together")
        return self

    def secrets(self) -> list[str]:
        """What must never be shown: each secret, and the part of it that opens a door by itself."""
        held = (self.telegram_token, self.slack_bot_token, self.slack_app_token, self.redis_url)
        whole = [secret.get_secret_value() for secret in held if secret]
        password = (urlsplit(self.redis_url.get_secret_value()).password or "") if self.redis_url else ""
        token = self.telegram_token.get_secret_value().partition(":")[2] if self.telegram_token else ""
        return [*whole, *(p for p in (password, unquote(password), token) if len(p) >= _SHORTEST_SECRET)]

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that have a token; empty means the terminal alone."""
        have = (("telegram", self.telegram_token), ("slack", self.slack_bot_token))
        return tuple(name for name, token in have if token)


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. Raises BadSettings, one sentence a mistake."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise BadSettings("; ".join(_sentence(dict(problem)) for problem in error.errors())) from None


def _has_port(address: str) -> bool:
    """Whether what stands where a port may stand is one: a password with a slash is taken for a port."""
    try:
        urlsplit(address).port  # noqa: B018  (it raises)
    except ValueError:
        return False
    return True


def _sentence(problem: dict[str, object]) -> str:
    """`TOCSIN_ACCESS: input should be 'invite', 'list' or 'open'`; pydantic's prefix and the input are left out."""
    place = problem.get("loc")
    name = f"{_PREFIX}{str(place[0]).upper()}: " if isinstance(place, tuple) and place else ""
    text = str(problem.get("msg", "")).removeprefix("Value error, ")
    return name + text[:1].lower() * bool(name) + text[bool(name) :] if text[:2] != "TO" else text
