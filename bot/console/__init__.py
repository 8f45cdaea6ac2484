"""The command line's rooms, one per noun: read the arguments, ask a desk, print."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot import config
from bot.store import migrate as migrations
from bot.store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JsonFlag = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
WorkspaceName = Annotated[
    str | None,
    typer.Option(
        "--workspace",
        help='Which Slack team; needed only where the database holds several. An empty one gets "local".',
    ),
]

out = Console(soft_wrap=True)


class NotReady(Exception):  # noqa: N818 - it is shown to people, as a sentence
    """Something has to be done first, or was asked for wrongly; the sentence says what."""


@contextmanager
def open_database() -> Iterator[Database]:
    """The database of the settings, with its tables; closed at the end.

    Raises:
        NotReady: when it belongs to another version.
    """
    database = Database(config.read().database_url)
    try:
        prepare(database)
        yield database
    finally:
        database.close()


def prepare(database: Database) -> None:
    """An empty database gets its tables; one of another version is left for `latitude migrate`."""
    if migrations.is_empty(database):
        migrations.upgrade(database)
    if not migrations.is_current(database):
        raise NotReady("The database belongs to another version: run `latitude migrate` first.")


def read_text(file: Path) -> str:
    """What is written in a file; raises NotReady where that cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise NotReady(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise NotReady(f"{file} is not text in UTF-8.") from None


def complain(text: str) -> None:
    """Say on standard error what is wrong."""
    sys.stderr.write(text + "\n")
