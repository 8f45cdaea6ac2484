"""What is misconfigured, and how to mend it: each check gives a finding, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import config
from bot.domain.plan import PlanError
from bot.domain.refusals import Busy
from bot.domain.setup import Kind, Problem
from bot.services.plans import Plans
from bot.services.setup import Setup
from bot.services.workspaces import Workspaces
from bot.store import migrate as migrations
from bot.store.database import Database
from bot.views import setup as views

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.config import Settings
    from bot.domain.plan import Plan

CLOCKS_APART = timedelta(seconds=30)
"""How far two clocks may be apart before hours are wrong on screen."""

TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
SOUND_SQLITE = (3, 51, 3)
"""Before this, a checkpoint and a write at the same instant could damage a database in WAL mode."""


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        check: What was looked at.
        status: How it ended.
        says: One sentence; for what is not right, with the way to mend it.
    """

    check: str
    status: Status
    says: str


def ok(check: str, says: str) -> Finding:
    """All is well."""
    return Finding(check, Status.OK, says)


def warning(check: str, says: str) -> Finding:
    """It works, and could be better."""
    return Finding(check, Status.WARNING, says)


def problem(check: str, says: str) -> Finding:
    """Something does not work until it is mended."""
    return Finding(check, Status.PROBLEM, says)


def skipped(check: str, says: str) -> Finding:
    """It could not be looked at; that is nobody's fault here."""
    return Finding(check, Status.SKIPPED, says)


def first_line(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {(str(error).splitlines() or ['no reason given'])[0]}"


def read_settings() -> tuple[Settings | None, list[Finding]]:
    """The settings as far as they are sound, and what is wrong with them.

    None where one is malformed, so that nothing can be built on them.
    """
    try:
        return config.read(required=TOKENS), [ok("settings", "Every setting is there and well formed.")]
    except config.BadSettings as error:
        found = [problem("settings", sentence) for sentence in error.sentences]
    try:
        return config.read(), found
    except config.BadSettings:
        return None, found


def examine_imports(settings: Settings) -> Iterator[Finding]:
    """Where counts come in: the folder, where there is to be one, and a door that has no address."""
    if settings.latitude_import_secret:
        says = "LATITUDE_IMPORT_SECRET is set, but no address takes signed requests yet: use the folder."
        yield warning("counts", says)
    if not settings.latitude_import_folder:
        return
    folder = Path(settings.latitude_import_folder)
    if not folder.is_dir():
        yield problem("counts", f"LATITUDE_IMPORT_FOLDER names no folder: make {folder}, or mend it.")
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem("counts", f"The bot may not read and write in {folder}: give it the right to.")
    else:
        yield ok("counts", f"Counts are taken from {folder}.")


@dataclass(frozen=True)
class Examined:
    """What was learnt of the database: what is wrong, and the plan in force if there is one."""

    findings: tuple[Finding, ...]
    plan: Plan | None = None


def examine_database(settings: Settings, now: Callable[[], datetime], workspace: str | None) -> Examined:
    """The database, its schema and what is in it.

    Raises:
        UnclearWorkspace: when it holds several and none of them is named by `workspace`.
    """
    database = Database(settings.database_url)
    try:
        return _examine(database, now, workspace)
    except (SQLAlchemyError, OSError, Busy) as error:
        says = (
            f"The database cannot be used ({first_line(error)}): look at DATABASE_URL, and whether it runs."
        )
        return Examined((problem("database", says), *_unread()))
    finally:
        database.close()


def _examine(database: Database, now: Callable[[], datetime], workspace: str | None) -> Examined:
    around = tuple(_around(database, now))
    if not migrations.is_empty(database) and not migrations.is_current(database):
        says = "The database belongs to another version of Latitude: run `latitude migrate`."
        return Examined((problem("database", says), *around, *_unread()))
    where = None if migrations.is_empty(database) else Workspaces(database, now).find(workspace)
    if where is None:
        empty = ok("database", "The database can be reached, and is empty: the first command fills it.")
        return Examined((empty, *around, problem("setup", views.plain(Problem(Kind.NO_PLAN)))))
    findings, plan = _setup(database, now, where)
    reached = ok("database", "The database can be reached, and its schema is current.")
    return Examined((reached, *around, *findings), plan)


def _around(database: Database, now: Callable[[], datetime]) -> Iterator[Finding]:
    """What the database runs on: SQLite's version, or the clock of PostgreSQL's host."""
    if database.is_sqlite:
        version = sqlite3.sqlite_version
        if sqlite3.sqlite_version_info < SOUND_SQLITE:
            yield warning(
                "sqlite",
                f"SQLite {version} has a rare fault by which two writers at once can damage the file: "
                "take a Python with SQLite 3.51.3 or newer, and keep backups.",
            )
        else:
            yield ok("sqlite", f"SQLite {version} is sound.")
        return
    with database.engine.connect() as connection:
        asked = now()
        there = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        here = asked + (now() - asked) / 2
    yield clocks("database clock", "the database's", here - there)


def clocks(check: str, whose: str, ahead: timedelta) -> Finding:
    """Whether this machine's clock, `ahead` of another one, can be trusted."""
    if abs(ahead) <= CLOCKS_APART:
        return ok(check, f"This machine's clock agrees with {whose}.")
    off = f"{abs(round(ahead.total_seconds()))} seconds {'ahead of' if ahead > timedelta() else 'behind'}"
    return problem(check, f"This machine's clock is {off} {whose}: let it be set over the network (NTP).")


def _setup(
    database: Database, now: Callable[[], datetime], workspace: str
) -> tuple[list[Finding], Plan | None]:
    """The plan in force, and what is wrong with the team under it."""
    try:
        found = Plans(database, now).current(workspace)
    except PlanError:
        found = None
    wrong = [problem("setup", views.plain(each)) for each in Setup(database, now).problems(workspace)]
    if found is None:
        return wrong, None
    in_force = ok("plan", f"Version {found[0]} is in force in workspace {workspace}.")
    return [in_force, *(wrong or [ok("setup", "The team and the plan agree.")])], found[1]


def _unread() -> Iterator[Finding]:
    for check in ("plan", "setup"):
        yield skipped(check, "The database has to be in order first.")
