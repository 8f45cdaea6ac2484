"""The timetable says "look now": it outlives a job that fails, and can tell when one fell silent."""

import threading

from bot.app import utc_now
from jobs.timetable import Tick, Timetable


def test_a_job_that_fails_is_logged_and_tried_again(capsys):
    done = threading.Event()
    tries = []

    def job():
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        done.set()

    timetable = Timetable([Tick("plan", 0.05, job)], utc_now)
    timetable.start()
    assert done.wait(5)
    timetable.stop()
    assert "job failed" in capsys.readouterr().out
    assert timetable.silent_for("plan") < 5


def test_a_job_never_runs_beside_itself():
    running, most = [], []

    def job():
        running.append(1)
        most.append(len(running))
        threading.Event().wait(0.1)
        running.pop()

    timetable = Timetable([Tick("send", 0.02, job)], utc_now)
    timetable.start()
    threading.Event().wait(0.5)
    timetable.stop()
    assert max(most) == 1


def test_silence_is_measured_from_the_last_success():
    def job():
        raise ZeroDivisionError

    timetable = Timetable([Tick("plan", 60, job)], utc_now)
    timetable.start()
    before = timetable.silent_for("plan")
    timetable.run(timetable.ticks[0])
    assert timetable.silent_for("plan") >= before
    timetable.stop()
    Timetable([], utc_now).stop()  # one that never started can be stopped


def test_a_job_that_is_woken_looks_at_once_and_once_more_if_it_was_at_work():
    looked, go_on = threading.Semaphore(0), threading.Event()

    def job():
        looked.release()
        assert go_on.wait(timeout=20)

    timetable = Timetable([Tick("send", 3600, job)], utc_now)
    timetable.wake("send")  # before it ticks: nothing to look at, and nothing breaks
    timetable.start()
    assert looked.acquire(timeout=20)
    timetable.wake("send")
    assert not looked.acquire(timeout=0.1), "it is still at work"
    go_on.set()
    assert looked.acquire(timeout=20)
    while looked.acquire(timeout=0.5):  # the clock may have called it as well: one look more does no harm
        pass
    timetable.wake("send")
    assert looked.acquire(timeout=20)
    timetable.stop()
    timetable.wake("send")
