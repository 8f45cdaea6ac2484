"""The outbox at its edges: a restored backup, two clocks, a standby, a real socket, a busy shutdown."""

import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy.exc import OperationalError

from bot.delivery.clock import DatabaseClock, steady
from bot.delivery.gateway import Gateway, Place, slack_client
from bot.delivery.outbox import Outbox
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Message, Method, State
from bot.domain.delivery_outcomes import Doubtful, NotSent
from bot.store import deliveries
from bot.store.database import Database
from bot.store.standby import alone
from tests.delivery.rig import KINDS, POLICY, Rig
from tests.faults.world import START


@pytest.fixture
def rig(database):
    return Rig(database)


def test_after_a_restore_what_was_sent_meanwhile_is_found_not_sent_again(rig):
    rig.plan("first", to="U9")
    rig.tick()
    backup_at = rig.now()
    rig.plan("p1")
    rig.until_idle(10)
    with rig.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM deliveries WHERE key = 'p1'")
        connection.exec_driver_sql("DELETE FROM lanes")
        deliveries.after_restore(connection, backup_at, rig.now())
        owed = [rig.owes("p1", due_at=backup_at)]
        deliveries.plan(connection, owed, rig.now())
    assert rig.state("p1") is State.UNCERTAIN
    rig.until_idle(200)
    assert rig.texts == ["hello first", "hello p1"]
    assert rig.state("p1") is State.SENT


def test_after_a_restore_what_had_not_been_sent_is_sent_once_the_doubt_settles(rig):
    rig.plan("p1")
    rig.plan("p2", to="U2")
    with rig.database.writing() as connection:
        assert deliveries.after_restore(connection, rig.now(), rig.now()) == 2
    rig.until_idle(100)
    assert rig.texts == []
    rig.until_idle(60)
    assert sorted(rig.texts) == ["hello p1", "hello p2"]


def test_two_planners_at_once_write_each_row_once(rig, monkeypatch):
    monkeypatch.setattr(deliveries, "missing_keys", lambda _connection, _workspace, keys: set(keys))
    assert rig.plan("p1", "p2") == 2
    assert rig.plan("p1", "p2", "p3") == 1
    rig.until_idle(10)
    assert sorted(rig.texts) == ["hello p1", "hello p2", "hello p3"]


def test_figures_say_what_waits_and_what_is_wrong(rig):
    rig.plan("p1")
    rig.plan("p2", to="U2")
    rig.slack.script = ["error:is_archived", "drop_before"]
    rig.tick()
    rig.plan("p3", to="U3")
    rig.world.sleep(1_000)
    figures = rig.health()
    assert (figures.pending, figures.uncertain, figures.failed) == (1, 1, 1)
    assert figures.overdue_seconds == 1
    assert figures.uncertain_seconds > 0
    with rig.database.reading() as connection:
        counted = deliveries.counts(connection, "T1")
        assert counted[State.FAILED] == 1
        assert sum(deliveries.counts(connection, "T2").values()) == 0


def test_a_locked_database_loses_no_outcome(rig):
    rig.plan("p1")
    writing = rig.database.writing
    locked = OperationalError("UPDATE", {}, Exception("database is locked"))

    def compose(_claim):
        rig.database.writing = _raiser(locked)
        return Message("hello")

    rig.say = compose
    rig.tick()
    assert rig.state("p1") is State.SENDING
    rig.database.writing = writing
    rig.after(1)
    assert rig.state("p1") is State.SENT
    assert rig.texts == ["hello"]


def test_planning_reports_a_locked_database_and_blames_no_row(rig):
    owed = [rig.owes("p1")]
    rig.database.writing = _raiser(OperationalError("INSERT", {}, Exception("database is locked")))
    with pytest.raises(OperationalError):
        plan_in_halves(rig.database, owed, rig.now())


def test_what_is_in_hand_is_finished_before_the_process_ends(database):
    rig = Rig(database)
    rig.plan("p1")
    rig.plan("p2", to="U2")
    begun, go_on = Event(), Event()

    def compose(_claim):
        begun.set()
        go_on.wait(5)
        return Message("hello")

    rig.say = compose
    outbox = rig.another(executor=None, workers=1)
    sending = Thread(target=outbox.send)
    sending.start()
    assert begun.wait(5)
    assert not outbox.drain(0.05)
    go_on.set()
    sending.join(5)
    assert outbox.drain(1)
    with database.reading() as connection:
        states = deliveries.counts(connection)
    assert (states[State.SENT], states[State.PENDING], states[State.SENDING]) == (1, 1, 0)


def test_the_databases_clock_is_followed(database):
    skewed = DatabaseClock(database, lambda: START)
    if database.is_sqlite:
        assert skewed() == START
        return
    with database.reading() as connection:
        there = connection.exec_driver_sql("SELECT clock_timestamp()").scalar()
    assert abs(skewed() - there) < timedelta(seconds=2)
    assert steady() > 0


def test_a_second_process_waits_until_the_first_is_gone(tmp_path):
    file = tmp_path / "latitude.sqlite3"
    code = (
        "import sys, time, pathlib; from bot.store.standby import alone\n"
        "with alone(pathlib.Path(sys.argv[1]), lambda s: False, on_standby=lambda: None) as held:\n"
        "    print(held, flush=True); time.sleep(60)"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, str(file)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == b"True\n"
        waited = []
        with alone(file, lambda _seconds: True, on_standby=lambda: waited.append(1)) as held:
            assert not held
        assert waited == [1]

        def wait(_seconds):
            first.kill()
            first.wait()
            return False

        with alone(file, wait, on_standby=lambda: None) as held:
            assert held
    finally:
        first.kill()
        first.wait()
        if first.stdout is not None:
            first.stdout.close()


def test_a_dropped_connection_is_doubtful_and_the_request_is_made_once():
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = []

        def drop():
            server.settimeout(1)
            while True:
                try:
                    line, _ = server.accept()
                except TimeoutError:
                    return
                asked.append(line.recv(65_536))
                line.close()

        dropping = Thread(target=drop)
        dropping.start()
        answer = _post(f"http://127.0.0.1:{server.getsockname()[1]}/")
        dropping.join()
    assert answer in {Doubtful("RemoteDisconnected"), Doubtful("ConnectionResetError")}
    assert len(asked) == 1


def test_an_address_where_nobody_listens_proves_that_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
    assert _post(url) == NotSent("unreachable")


def test_two_ticks_of_one_process_do_not_overlap(database):
    rig = Rig(database)
    rig.plan("p1")
    inner = []

    def compose(_claim):
        inner.append(rig.outbox.send())
        return Message("hello")

    rig.say = compose
    rig.tick()
    assert inner == [{}]
    assert rig.texts == ["hello"]


def test_pool_and_defaults_suit_a_plain_app(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/plain.sqlite3")
    outbox = Outbox(database, _never_asked, _never_asked, kinds=KINDS, now=lambda: START)
    started = time.monotonic()
    assert outbox.drain(1)
    assert time.monotonic() - started < 1
    database.close()


def _post(url):
    client = slack_client("xoxb-1", url, POLICY)
    gateway = Gateway(lambda _workspace: client, POLICY, lambda _workspace, _limited: None)
    return gateway.deliver(client, Method.POST, Place("C1", "id"), Message("hello"))


def _raiser(error):
    def writing():
        raise error

    return writing


def _never_asked(*_):
    raise AssertionError
