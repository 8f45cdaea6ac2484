"""Settings: the only reader of the environment and of `.env`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

SLACK = "https://slack.com/api/"
LEAST_SECRET = 16
"""Characters in the secret of who sends counts."""

LEVELS = ("debug", "info", "warning", "error")


class BadSettings(Exception):  # noqa: N818 - it is shown to people, as a list of sentences
    """Some settings are missing or malformed; one sentence for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _setting(default: Any, comment: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"comment": comment})


@dataclass(frozen=True)
class Settings:
    """What the process was told. Secrets stay out of its `repr`."""

    slack_bot_token: str = _setting(
        "", "The bot's token, xoxb-…: on the Slack app's page under OAuth & Permissions.", secret=True
    )
    slack_app_token: str = _setting(
        "",
        "The app-level token, xapp-…, with the scope connections:write: under Basic Information.",
        secret=True,
    )
    slack_signing_secret: str = _setting(
        "", "Only when Slack calls you over HTTP: under Basic Information.", secret=True
    )
    slack_client_id: str = _setting("", "Only to serve many workspaces over HTTP: under Basic Information.")
    slack_client_secret: str = _setting("", "The same page has this one.", secret=True)
    slack_api_url: str = _setting(SLACK, "Slack, or any stand-in that speaks its protocol.")
    database_url: str = _setting(
        "sqlite:///latitude.sqlite3",
        "A file is enough for one machine; for several: postgresql+psycopg://user:password@host/name",
        secret=True,
    )
    latitude_plan: str = _setting("plan.toml", "Your plan: what is counted, and what is expected of whom.")
    latitude_import_folder: str = _setting(
        "", "A folder into which another system puts CSV files of counts, if one does."
    )
    latitude_import_secret: str = _setting(
        "",
        "What another system signs the counts with that it sends to /activities; at least 16 characters.",
        secret=True,
    )
    latitude_log: str = _setting("info", f"How much to log: {', '.join(LEVELS)}.")


NAMES: tuple[str, ...] = tuple(each.name.upper() for each in fields(Settings))
"""Every setting, as it is spelled in the environment."""


def read(
    environment: Mapping[str, str] | None = None,
    env_file: Path | None = Path(".env"),
    *,
    required: Collection[str] = (),
) -> Settings:
    """The settings from `environment` (the process's own by default) over those of `env_file`.

    Raises:
        BadSettings: naming every malformed setting, and every missing one of `required`, at once.
    """
    written = {} if env_file is None else dotenv_values(env_file)
    given = {name: value for name, value in written.items() if value is not None}
    given |= dict(os.environ if environment is None else environment)
    values = {name: given[name].strip() for name in NAMES if given.get(name, "").strip()}
    missing = [
        f"{name} is missing. {_HELP.get(name, '')}".rstrip() for name in required if name not in values
    ]
    malformed = [text for name, value in values.items() if (text := _CHECKS.get(name, _fine)(value))]
    if missing or malformed:
        raise BadSettings([*missing, *malformed])
    chosen = {name.lower(): value for name, value in values.items()}
    if "latitude_log" in chosen:
        chosen["latitude_log"] = chosen["latitude_log"].lower()
    if "slack_api_url" in chosen:
        chosen["slack_api_url"] = f"{chosen['slack_api_url'].rstrip('/')}/"
    return Settings(**chosen)


def template() -> str:
    """An `.env` file with every setting, what it is for, and its default."""
    lines = ["# Copy this file to .env and fill in the first two; the rest can stay as it is."]
    for each in fields(Settings):
        value = each.default
        lines += ["", f"# {each.metadata['comment']}", f"{each.name.upper()}={value}"]
    return "\n".join(lines) + "\n"


def _fine(_value: str) -> str:
    return ""


def _starts_with(name: str, prefix: str, other: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value.startswith(prefix):
            return ""
        swapped = f" It looks like the {other}; the two may be swapped." if value.startswith("x") else ""
        return f"{name} should start with {prefix}.{swapped}"

    return check


def _database(value: str) -> str:
    try:
        url = make_url(value)
    except ArgumentError:
        return "DATABASE_URL is not a database address, such as sqlite:///latitude.sqlite3."
    if url.get_backend_name() == "sqlite":
        in_memory = url.database in {None, "", ":memory:"}
        return "DATABASE_URL names no file: SQLite in memory would lose everything." if in_memory else ""
    if url.drivername == "postgresql+psycopg":
        return ""
    return "DATABASE_URL should begin with sqlite:/// or postgresql+psycopg://."


def _api(value: str) -> str:
    parts = urlsplit(value)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local)):
        return ""
    return "SLACK_API_URL should be an https:// address (http:// only on this machine)."


def _log(value: str) -> str:
    return "" if value.lower() in LEVELS else f"LATITUDE_LOG should be one of {', '.join(LEVELS)}."


def _secret(value: str) -> str:
    if len(value) >= LEAST_SECRET:
        return ""
    return f"LATITUDE_IMPORT_SECRET is too short to keep anybody out: take {LEAST_SECRET} characters or more."


_CHECKS: dict[str, Callable[[str], str]] = {
    "SLACK_BOT_TOKEN": _starts_with("SLACK_BOT_TOKEN", "xoxb-", "app-level token"),
    "SLACK_APP_TOKEN": _starts_with("SLACK_APP_TOKEN", "xapp-", "bot token"),
    "SLACK_API_URL": _api,
    "DATABASE_URL": _database,
    "LATITUDE_IMPORT_SECRET": _secret,
    "LATITUDE_LOG": _log,
}

_HELP: dict[str, str] = {
    "SLACK_BOT_TOKEN": "It is on the Slack app's page, under OAuth & Permissions, and starts with xoxb-.",
    "SLACK_APP_TOKEN": (
        "Make one on the Slack app's page, under Basic Information, App-Level Tokens, "
        "with the scope connections:write; it starts with xapp-."
    ),
}
