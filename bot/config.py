"""Settings from the environment and `.env`: every problem at once, in words, and no secret in any of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

PREFIX = "VENTANILLA_"
TELEGRAM_API = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
SLACK_API = "https://slack.com/api/"


class SettingsError(Exception):
    """The settings cannot be used. `problems` says each thing that is wrong and what to do."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Telegram(_Group):
    """The Telegram bot. Without a token, Telegram is off."""

    token: SecretStr | None = None
    base_url: str = TELEGRAM_API
    base_file_url: str = TELEGRAM_FILES
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    poll_timeout: Annotated[int, Field(ge=0, le=50)] = 30

    @field_validator("token")
    @classmethod
    def _from_botfather(cls, value: SecretStr | None) -> SecretStr | None:
        return _shaped(
            value,
            r"\d+:[A-Za-z0-9_-]+",
            "not a Telegram token (digits, a colon, letters); @BotFather gives it: /mybots",
        )

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Telegram:
        if self.mode == "webhook" and self.token is not None:
            missing = [name for name in ("webhook_url", "webhook_secret") if not _filled(getattr(self, name))]
            if missing:
                names = " and ".join(f"{PREFIX}TELEGRAM__{name.upper()}" for name in missing)
                raise ValueError(f"webhook mode needs {names} as well")
        return self


class Slack(_Group):
    """The Slack app. Without a bot token, Slack is off."""

    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    base_url: str = SLACK_API
    mode: Literal["socket", "http"] = "socket"
    triage_channel: str | None = None
    developers_channel: str | None = None
    administrators: tuple[str, ...] = ()

    @field_validator("administrators", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        return tuple(each.strip() for each in value.split(",") if each.strip()) if isinstance(value, str) else value

    @field_validator("bot_token")
    @classmethod
    def _of_a_bot(cls, value: SecretStr | None) -> SecretStr | None:
        return _shaped(
            value, r"xoxb-[!-~]+", "must begin with xoxb-: the app's “Bot User OAuth Token”, under OAuth & Permissions"
        )

    @field_validator("app_token")
    @classmethod
    def _of_an_app(cls, value: SecretStr | None) -> SecretStr | None:
        return _shaped(
            value, r"xapp-[!-~]+", "must begin with xapp-: the app's “App-Level Token”, under Basic Information"
        )

    @model_validator(mode="after")
    def _app_is_whole(self) -> Slack:
        if self.bot_token is None:
            return self
        needed: dict[str, object] = {"triage_channel": self.triage_channel}
        needed |= {"app_token": self.app_token} if self.mode == "socket" else {"signing_secret": self.signing_secret}
        missing = [f"{PREFIX}SLACK__{name.upper()}" for name, value in needed.items() if not _filled(value)]
        if missing:
            raise ValueError(f"{self.mode} mode needs {' and '.join(missing)} as well")
        return self


class Http(_Group):
    """Where the service listens, when a platform posts to it."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


class Settings(_Group):
    """Everything that an operator can set. `repr` hides tokens."""

    database_url: str | None = Field(default=None, repr=False)
    process: str = "saacg"
    language: Literal["es", "en"] | None = None
    timezone: str | None = None
    data_dir: Path = Path("data")
    secret_keys: Path | None = None
    log_level: Literal["debug", "info", "warning"] = "info"
    telegram: Telegram = Telegram()
    slack: Slack = Slack()
    http: Http = Http()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            near = difflib.get_close_matches(value, available_timezones(), n=1)
            raise ValueError(
                f"no such time zone{f'; did you mean {near[0]}?' if near else ''} Example: America/Mexico_City"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// (a file) or postgresql:// (a server)")
        return value

    @property
    def database(self) -> str:
        """The database's URL: the one that was set, else a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ventanilla.db'}"

    @property
    def key_file(self) -> Path:
        """The file with the master keys of secrets: the one that was set, else one in the data folder."""
        return self.secret_keys or self.data_dir / "secret.keys"

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone that overrides the process's own, when one was set."""
        return ZoneInfo(self.timezone) if self.timezone else None


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Reads the settings; the environment wins over the file. Raises SettingsError with every problem at once."""
    from_file = {name: value for name, value in dotenv_values(dotenv).items() if value is not None} if dotenv else {}
    given = {**from_file, **environment}
    known = names()
    mine = {name: value for name, value in given.items() if name.upper().startswith(PREFIX)}
    problems = [_unknown(name, known) for name in mine if name.upper() not in known and name.upper() not in NOT_OURS]
    tree: dict[str, object] = {}
    for name, value in mine.items():
        if name.upper() in known and value != "":
            _put(tree, name.upper().removeprefix(PREFIX).lower().split("__"), value)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        problems += [
            _problem(each["loc"], each["msg"]) for each in error.errors(include_input=False, include_url=False)
        ]
    if problems:
        raise SettingsError(tuple(problems))
    return settings


NOT_OURS = frozenset({"VENTANILLA_TEST_POSTGRES_URL"})
"""Names that the tests read, not the service."""


def exposed(dotenv: Path) -> str | None:
    """What to do when others on this machine can read the file's secrets; None when they cannot."""
    try:
        mode = dotenv.stat().st_mode & 0o777
    except OSError:
        return None
    if not mode & 0o077:
        return None
    return (
        f"{dotenv} holds tokens, and others on this machine can open it (mode {mode:o}). Close it: chmod 600 {dotenv}"
    )


def names() -> tuple[str, ...]:
    """Every name that can be set."""
    found: list[str] = []
    for name, field in Settings.model_fields.items():
        group = field.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            found += [f"{PREFIX}{name}__{inner}".upper() for inner in group.model_fields]
        else:
            found.append(f"{PREFIX}{name}".upper())
    return tuple(found)


def _put(tree: dict[str, object], path: list[str], value: str) -> None:
    *groups, last = path
    for group in groups:
        inner = tree.setdefault(group, {})
        if not isinstance(inner, dict):  # a group and a plain setting never share a name
            raise TypeError(group)
        tree = inner
    tree[last] = value


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.upper(), known, n=1)
    return f"{name}: there is no such setting{f'; did you mean {near[0]}?' if near else ''}"


def _problem(place: tuple[int | str, ...], words: str) -> str:
    name = PREFIX + "__".join(str(each) for each in place).upper()
    return f"{name}: {words.removeprefix('Value error, ')}"


def _shaped(value: SecretStr | None, pattern: str, words: str) -> SecretStr | None:
    """The secret. ValueError in these words, without the secret, when it is something else that was pasted."""
    if value is not None and not re.fullmatch(pattern, value.get_secret_value(), re.ASCII):
        raise ValueError(words)
    return value


def _filled(value: object) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
