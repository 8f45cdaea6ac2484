"""One process per SQLite file: the second waits as a standby until the first is gone."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POLL = 0.5
"""Seconds between two tries."""


@contextmanager
def alone(database: Path, wait: Callable[[float], bool], *, on_standby: Callable[[], None]) -> Iterator[bool]:
    """Hold the database file for this process alone; the lock goes when the process does, however it ends.

    Args:
        database: The SQLite file; the lock is a file beside it.
        wait: Waits so many seconds, and is true if the process is to stop (`Event.wait`).
        on_standby: Called once, if another process has the file.

    Yields whether the lock is held: False if the process was told to stop first.
    """
    with database.with_name(f"{database.name}.lock").open("a+b") as file:
        held = _take(file)
        if not held:
            on_standby()
        while not held and not wait(POLL):
            held = _take(file)
        yield held


def _take(file: IO[bytes]) -> bool:
    """Lock the file if nobody has; closing it, or the end of the process, lets go."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
