"""Take the CSV files of counts that another system puts into a folder, one after the other.

A file is taken by renaming it, so that of two bots one gets it; the new name says when. What was cut short
still lies there and is taken again later: counts that were written down before change nothing.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import structlog

from bot.domain.import_rows import read_counts_file
from bot.domain.tables import TableError
from bot.views.imports import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from bot.services.imports import Imports

log = structlog.get_logger("latitude.jobs")

QUIET_FOR = timedelta(seconds=5)
"""So long nobody has written to a file that is whole."""

GIVEN_UP = timedelta(minutes=10)
"""So long after it was taken, a file that still lies there was cut short."""

TAKING, DONE, REFUSED = "taking", "done", "refused"
_PART = "~"
_STAMP = len("20261123T161500")
_LONGEST = 200
"""Bytes of a name that are kept: with the time and what else is put around it, a file may have 255."""


@dataclass(frozen=True)
class Folder:
    """The folder that is watched.

    Args:
        path: Where it is; "" for none.
        imports: The desk that takes counts.
        workspace: Whose people they are about.
        now: The clock on the wall, which files go by.
    """

    path: str
    imports: Imports
    workspace: Callable[[], str]
    now: Callable[[], datetime]

    def take(self) -> int:
        """Take every file that is whole; how many. What goes wrong with one keeps no other."""
        folder = Path(self.path)
        if not self.path or not folder.is_dir():
            return 0
        for name in (TAKING, DONE, REFUSED):
            (folder / name).mkdir(exist_ok=True)
        taken = 0
        for file, name in self._waiting(folder):
            claimed = self._claim(folder, file, name)
            if claimed is not None:
                taken += self._import(folder, claimed, name)
        return taken

    def _waiting(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """What is to be taken, in the order of names, with the name it came under."""
        for file in sorted(folder.iterdir()):
            is_ours = file.suffix.lower() == ".csv" and not file.name.startswith((".", _PART))
            if is_ours and self._is_whole(file):
                yield file, _short(file.name)
        for file in sorted((folder / TAKING).iterdir()):
            taken_at, _, name = file.name.partition(_PART)
            if taken_at[:_STAMP] <= _stamp(self.now() - GIVEN_UP):
                yield file, name

    def _is_whole(self, file: Path) -> bool:
        """Whether it is a file to which nobody has written for a while."""
        try:
            found = file.lstat()
        except OSError:  # somebody else has taken it
            return False
        return S_ISREG(found.st_mode) and found.st_mtime <= (self.now() - QUIET_FOR).timestamp()

    def _claim(self, folder: Path, file: Path, name: str) -> Path | None:
        """The file where nobody else takes it; None where somebody else was first."""
        taken_at = f"{_stamp(self.now())}-{secrets.token_hex(4)}"
        claimed = folder / TAKING / f"{taken_at}{_PART}{name}"
        try:
            file.rename(claimed)
        except OSError as error:
            if file.exists():
                log.warning("counts not taken", file=name, why=type(error).__name__)
            return None
        return claimed

    def _import(self, folder: Path, file: Path, name: str) -> int:
        """One file: into the database, then to where it belongs. How many that were."""
        try:
            refused, told = self._taken(file)
            self._put(folder / (REFUSED if refused else DONE), file, name, told if refused else [])
        except Exception:
            log.exception("counts not taken", file=name)
            return 0
        log.info("counts taken", file=name, what=told[-1])
        return 1

    def _taken(self, file: Path) -> tuple[bool, list[str]]:
        """Whether anything of a file was refused, and what there is to say of it."""
        try:
            report = self.imports.take(self.workspace(), read_counts_file(file.read_bytes()))
        except TableError as error:
            return True, [str(error)]
        return bool(report.refused), list(lines(report))

    def _put(self, folder: Path, file: Path, name: str, told: list[str]) -> None:
        """The file to its place, under its time, with what is to be mended beside it."""
        stamp = _stamp(self.now())
        place = folder / f"{stamp}-{name}"
        number = 1
        while place.exists():
            number += 1
            place = folder / f"{stamp}-{number}-{name}"
        if told:
            text = "\n".join(told) + "\n"
            place.with_name(f"{place.name}.txt").write_text(text, encoding="utf-8", errors="replace")
        with suppress(FileNotFoundError):  # somebody took it for one that was cut short, and was first
            file.rename(place)


def _stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def _short(name: str) -> str:
    """A file's name, or as much of it as there is room for."""
    whole = os.fsencode(name)
    if len(whole) <= _LONGEST:
        return name
    return whole[: _LONGEST - len(".csv")].decode("utf-8", "ignore") + ".csv"
