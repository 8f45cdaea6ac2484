import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from bot.domain.refusals import Busy
from bot.store import inbox, workspaces
from bot.store.database import HASTE, Database
from bot.store.workspaces import Workspace

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)


def test_a_transaction_that_fails_leaves_nothing(database):
    def add_and_fail():
        with database.writing() as connection:
            workspaces.add(connection, Workspace("T1", "Acme"), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    with database.reading() as connection:
        assert workspaces.all_of_them(connection) == []


def test_moments_come_back_aware_and_in_utc(database):
    with database.writing() as connection:
        workspaces.add(connection, Workspace("T1", "Acme"), NOW)
        east = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
        assert inbox.is_new(connection, "T1", "event:1", east)
    with database.reading() as connection:
        (kept,) = connection.execute(select(col(inbox.InboxRow.received_at))).scalars()
    assert kept == NOW
    assert kept.utcoffset() == timedelta(0)


def test_a_naive_moment_is_refused(database):
    with pytest.raises(Exception, match=r"naive|timezone|time zone"), database.writing() as connection:
        inbox.is_new(connection, "T1", "event:1", NOW.replace(tzinfo=None))


def test_sqlite_in_memory_is_refused():
    with pytest.raises(ValueError, match="give a file"):
        Database("sqlite://")


def test_a_hasty_writer_gives_up_before_slack_does(database):
    other = Database(database.url)
    held, done = threading.Event(), threading.Event()

    def hold():
        with other.writing() as connection:
            connection.execute(text("UPDATE workspaces SET name = 'held'"))
            connection.execute(text("DELETE FROM inbox"))
            if not other.is_sqlite:
                connection.execute(text("LOCK TABLE workspaces IN EXCLUSIVE MODE"))
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    started = time.monotonic()
    try:
        with pytest.raises(Busy), database.hasty().writing() as connection:
            workspaces.add(connection, Workspace("T1", "Acme"), NOW)
    finally:
        done.set()
        holder.join()
        other.close()
    assert time.monotonic() - started < HASTE + 1
    with database.writing() as connection:
        workspaces.add(connection, Workspace("T1", "Acme"), NOW)


def test_writers_in_one_process_queue_and_do_not_wait_for_ever(databases):
    database = Database(databases.new("sqlite"))
    hasty = database.hasty()
    with database.writing(), pytest.raises(Busy), hasty.writing():
        pass
    database.close()


def test_the_engines_are_as_careful_as_promised(database):
    with database.reading() as connection:
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        else:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "30s"
