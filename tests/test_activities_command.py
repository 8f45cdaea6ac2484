"""`latitude activities import`, the door for signed counts, and the folder that is watched."""

import json
import os
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.validate import validator

import httpx
import pytest

from bot.app import utc_now
from bot.domain.people import Person, Rank
from bot.domain.refusals import Busy
from bot.services.checkins import Checkins
from bot.services.imports import Imports
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.workspaces import Workspaces
from bot.store import imports
from handlers.activities import MOST_BYTES, SIGNATURE, TIMESTAMP, Activities, signed
from jobs.import_counts import DONE, REFUSED, TAKING, Folder
from tests.domain.test_import_rules import PLAN

SECRET = "sixteen characters and more"
HEADER = "source_id,person,activity,day,count\n"


def today():
    return utc_now().date()


@pytest.fixture
def desk(database):
    where = Workspaces(database, utc_now).resolve("local")
    Plans(database, lambda: utc_now() - timedelta(days=3)).apply(where, PLAN, by="test")
    rita = Person(
        where, "URITA", "Rita", Rank.REP, "ae", None, "UTC", date(2026, 1, 1), email="r@example.com"
    )
    People(database, utc_now).enroll([rita], by="test")
    return Imports(database, utc_now, checkins=Checkins(database, utc_now))


def totals(desk):
    with desk.database.reading() as connection:
        found = imports.between(connection, "local", ["URITA"], date(2020, 1, 1), date(2030, 1, 1))
    return {} if not found else {key: count for (_, key), count in found["URITA"].counts.items()}


class Quiet(WSGIRequestHandler):
    """A server that does not talk of its requests."""

    def log_message(self, *_):
        pass


@contextmanager
def served(desk, secret=SECRET, now=utc_now):
    """The door behind a real server on this machine; its address."""
    door = Activities(desk, lambda: "local", secret, now)
    with make_server("127.0.0.1", 0, validator(door), handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/activities"
        finally:
            server.shutdown()
            thread.join()


def sends(url, body, *, secret=SECRET, at=None, **headers):
    """A signed request; what is answered."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = str(int((at or utc_now()).timestamp()))
    signature = {TIMESTAMP: timestamp, SIGNATURE: signed(secret, timestamp, content)}
    answer = httpx.post(url, content=content, headers=signature | headers)
    return answer.status_code, answer.json()


def event(**more):
    return {"source_id": "a", "person": "URITA", "activity": "leads", "day": str(today()), "count": 4} | more


def test_what_is_sent_is_on_disk_before_it_is_answered(desk):
    with served(desk) as url:
        status, report = sends(url, {"events": [event(), event(source_id=7, person="R@example.com")]})
        assert (status, report["added"], totals(desk)) == (200, 2, {"leads": 8})
        status, report = sends(url, {"events": [event(), event(count=0)]})
        assert (report["unchanged"], report["changed"], totals(desk)) == (1, 1, {"leads": 4})
        assert sends(url, {"events": []}) == (
            200,
            {"added": 0, "changed": 0, "unchanged": 0, "refused": 0, "rows": []},
        )


@pytest.mark.parametrize(
    ("strange", "why"),
    [
        (None, "It is not an object."),
        ([], "It is not an object."),
        ("a", "It is not an object."),
        (event(count=None), "count has to be a text or a whole number."),
        (event(count=1.5), "count has to be"),
        (event(count=True), "count has to be"),
        (event(count=-1), "a whole number from 0"),
        (event(count=10**40), "a whole number from 0"),
        (event(source_id=["a"]), "source_id has to be"),
        (event(source_id=""), "source_id: it is empty"),
        (event(source_id="\ud800"), "cannot be seen"),
        (event(source_id="a\x00"), "cannot be seen"),
        (event(person={}), "person has to be"),
        (event(activity="x" * 100_000), "no such activity"),
        (event(day=20261123), "write the date as"),
        (event(who="me"), 'There is no field "who"; there are source_id, person, activity, day, count.'),
        ({}, "source_id: it is empty"),
    ],
)
def test_one_bad_event_is_refused_and_the_others_are_taken(desk, strange, why):
    with served(desk) as url:
        status, report = sends(url, {"events": [strange, event(source_id="sound")]})
    assert (status, report["added"], report["refused"], totals(desk)) == (200, 1, 1, {"leads": 4})
    assert report["rows"][0]["line"] == 1
    assert why in report["rows"][0]["why"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "The body is not JSON."),
        (b"\xff\xfe\xff", "The body is not JSON."),
        (b"[" * 100_000, "The body is not JSON."),
        (b"9" * 5_000, "The body is not JSON."),
        (b"[]", 'The body has to be {"events"'),
        (b'{"events": {}}', 'The body has to be {"events"'),
        (b"null", 'The body has to be {"events"'),
    ],
)
def test_what_is_no_list_of_events_is_one_sentence(desk, body, why):
    with served(desk) as url:
        status, answer = sends(url, body)
    assert status == 400
    assert why in answer["error"]


def test_who_does_not_know_the_secret_is_kept_out(desk):
    body = {"events": [event()]}
    with served(desk) as url:
        assert sends(url, body, secret="another secret altogether")[0] == 401
        assert sends(url, body, at=utc_now() - timedelta(minutes=6))[0] == 401
        assert sends(url, body, at=utc_now() + timedelta(minutes=6))[0] == 401
        assert sends(url, body, at=utc_now() - timedelta(minutes=4))[0] == 200
        for headers in (
            {TIMESTAMP: ""},
            {TIMESTAMP: "-1"},
            {TIMESTAMP: "9" * 400},
            {SIGNATURE: ""},
            {SIGNATURE: "v0=é".encode()},
        ):
            assert sends(url, body, **headers)[0] == 401
        assert httpx.post(url, content=b"{}").status_code == 401
    with served(desk, secret="") as url:
        status, answer = sends(url, body, secret="")
        assert (status, answer["error"][:24]) == (401, "No counts are taken here")


def test_too_much_or_elsewhere_or_otherwise_is_refused(desk):
    with served(desk) as url:
        assert sends(url, b" " * (MOST_BYTES + 1))[0] == 413
        assert httpx.get(url).status_code == 405
        assert httpx.post(url.replace("/activities", "/other"), content=b"").status_code == 404


def test_a_body_that_ends_early_or_has_no_length_is_refused(desk):
    from io import BytesIO

    def answered(**environ):
        told = []

        def start(status, *_):
            told.append(status)
            return told.append

        door = Activities(desk, lambda: "local", SECRET, utc_now)
        usual = {"PATH_INFO": "/activities", "REQUEST_METHOD": "POST", "wsgi.input": BytesIO(b"{}")}
        (body,) = door(usual | environ, start)
        return told[0][:3], json.loads(body)["error"]

    assert answered(CONTENT_LENGTH="9") == ("400", "The body ended early.")
    assert answered() == ("400", "Content-Length is missing.")
    assert answered(CONTENT_LENGTH="9" * 4_000)[0] == "413"


def test_what_goes_wrong_here_is_said_and_can_be_sent_again(desk, monkeypatch, capsys):
    failures = iter([Busy(), ZeroDivisionError()])

    def fails(*_):
        raise next(failures)

    monkeypatch.setattr(Imports, "take", fails)
    with served(desk) as url:
        assert sends(url, {"events": [event()]})[0] == 503
        assert sends(url, {"events": [event()]})[0] == 500
    assert "counts not taken" in capsys.readouterr().out


def test_without_a_plan_nothing_can_be_taken(database):
    Workspaces(database, utc_now).resolve("local")
    with served(Imports(database, utc_now, checkins=Checkins(database, utc_now))) as url:
        assert sends(url, {"events": []})[0] == 400


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "counts").mkdir()
    return tmp_path / "counts"


def watched(desk, folder, now=utc_now):
    return Folder(str(folder), desk, lambda: "local", now)


def later():
    return utc_now() + timedelta(seconds=6)


def names(folder):
    return sorted(each.name.partition("-")[2] for each in folder.iterdir())


def test_files_are_taken_once_they_are_whole_and_put_where_they_belong(desk, folder):
    (folder / "good.csv").write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    (folder / "half.CSV").write_text(f"{HEADER}b,URITA,leads,{today()},4\nc,UGONE,leads,{today()},4\n")
    (folder / "bad.csv").write_bytes(b"\xff\xff")
    (folder / ".hidden.csv").write_text(HEADER)
    (folder / "part.csv.part").write_text(HEADER)
    (folder / "folder.csv").mkdir()
    (folder / "link.csv").symlink_to(folder / "good.csv")
    assert watched(desk, folder).take() == 0
    assert watched(desk, folder, later).take() == 3
    assert totals(desk) == {"leads": 8}
    assert names(folder / DONE) == ["good.csv"]
    assert names(folder / REFUSED) == ["bad.csv", "bad.csv.txt", "half.CSV", "half.CSV.txt"]
    told = {each.name.partition("-")[2]: each.read_text() for each in (folder / REFUSED).glob("*.txt")}
    assert "not text in UTF-8" in told["bad.csv.txt"]
    assert "line 3: c: refused: person" in told["half.CSV.txt"]
    assert "1 added, 0 changed, 0 unchanged, 1 refused" in told["half.CSV.txt"]
    assert list((folder / TAKING).iterdir()) == []
    assert watched(desk, folder, later).take() == 0


def test_a_file_of_the_same_name_does_not_replace_the_first(desk, folder):
    at = later()
    for count in (4, 5, 6):
        (folder / "counts.csv").write_text(f"{HEADER}a,URITA,leads,{today()},{count}\n")
        assert watched(desk, folder, lambda: at).take() == 1
    assert len(list((folder / DONE).iterdir())) == 3
    assert totals(desk) == {"leads": 6}


def test_a_file_that_a_bot_died_over_is_taken_again(desk, folder):
    (folder / TAKING).mkdir()
    cut_short = folder / TAKING / f"{utc_now() - timedelta(minutes=11):%Y%m%dT%H%M%S}-0a1b2c3d~counts.csv"
    cut_short.write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    at_work = folder / TAKING / f"{utc_now():%Y%m%dT%H%M%S}-0a1b2c3d~other.csv"
    at_work.write_text(f"{HEADER}b,URITA,leads,{today()},4\n")
    assert watched(desk, folder).take() == 1
    assert totals(desk) == {"leads": 4}
    assert names(folder / DONE) == ["counts.csv"]
    assert at_work.exists()


def test_two_bots_take_a_file_once(desk, folder, monkeypatch):
    (folder / "counts.csv").write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    first, second = watched(desk, folder, later), watched(desk, folder, later)
    for name in (TAKING, DONE, REFUSED):
        (folder / name).mkdir()
    waiting = list(second._waiting(folder))
    assert first.take() == 1
    assert second._claim(folder, *waiting[0]) is None
    taken = folder / TAKING / "20200101T000000-00000000~counts.csv"
    taken.write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    take = Imports.take

    def overtaken(self, *args):
        for each in (folder / TAKING).iterdir():
            each.unlink()
        return take(self, *args)

    monkeypatch.setattr(Imports, "take", overtaken)
    assert second.take() == 1
    assert totals(desk) == {"leads": 4}


def test_a_failure_with_one_file_keeps_no_other(desk, folder, monkeypatch, capsys):
    for name in "abc":
        (folder / f"{name}.csv").write_text(f"{HEADER}{name},URITA,leads,{today()},1\n")
    take = Imports.take

    def fails(self, where, rows):
        if rows[0].cell("source_id") == "b":
            raise Busy
        return take(self, where, rows)

    monkeypatch.setattr(Imports, "take", fails)
    assert watched(desk, folder, later).take() == 2
    assert "counts not taken" in capsys.readouterr().out
    monkeypatch.undo()
    assert watched(desk, folder, lambda: utc_now() + timedelta(minutes=11)).take() == 1
    assert totals(desk) == {"leads": 3}


def test_a_file_that_may_not_be_moved_is_left_and_said(desk, folder, monkeypatch, capsys):
    from pathlib import Path

    (folder / "a.csv").write_text(HEADER)

    def forbidden(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "rename", forbidden)
    assert watched(desk, folder, later).take() == 0
    assert "PermissionError" in capsys.readouterr().out
    assert (folder / "a.csv").exists()


def test_a_file_with_a_very_long_name_is_taken_under_as_much_of_it_as_fits(desk, folder):
    (folder / f"{'ä' * 125}.csv").write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    (folder / f"{'z' * 250}.csv").write_text(f"{HEADER}b,UGONE,leads,{today()},4\n")
    assert watched(desk, folder, later).take() == 2
    assert totals(desk) == {"leads": 4}
    assert names(folder / DONE) == [f"{'ä' * 98}.csv"]
    assert names(folder / REFUSED) == [f"{'z' * 196}.csv", f"{'z' * 196}.csv.txt"]


@pytest.mark.parametrize("what", ["rename", "write_text"])
def test_a_file_that_cannot_be_put_away_keeps_no_other(desk, folder, monkeypatch, capsys, what):
    from pathlib import Path

    (folder / "a.csv").write_text(f"{HEADER}a,UGONE,leads,{today()},4\n")
    (folder / "b.csv").write_text(f"{HEADER}b,URITA,leads,{today()},4\n")
    does = getattr(Path, what)

    def fails(self, *args, **options):
        if "a.csv" in self.name and (what == "write_text" or self.parent.name == TAKING):
            raise OSError
        return does(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, what, fails)
        assert watched(desk, folder, later).take() == 1
    assert "counts not taken" in capsys.readouterr().out
    assert totals(desk) == {"leads": 4}
    assert watched(desk, folder, lambda: utc_now() + timedelta(minutes=11)).take() == 1
    assert set(names(folder / REFUSED)) == {"a.csv", "a.csv.txt"}


def test_without_a_folder_there_is_nothing_to_do(desk, tmp_path):
    assert Folder("", desk, lambda: "local", utc_now).take() == 0
    assert watched(desk, tmp_path / "none").take() == 0


TEAM = f"slack_id,name,role,timezone,starts_on\nURITA,Rita,ae,UTC,{date(2026, 1, 5)}\n"


@pytest.fixture
def prepared(latitude, tmp_path):
    """A team and a plan, from the command line."""
    from bot.domain.plan import write_plan

    (tmp_path / "plan.toml").write_text(write_plan(PLAN))
    (tmp_path / "people.csv").write_text(TEAM)
    assert latitude("plan", "apply")[0] == 0
    assert latitude("people", "import", "people.csv")[0] == 0
    return tmp_path


def test_counts_come_from_a_file_line_by_line(latitude, prepared):
    (prepared / "calls.csv").write_text(f"{HEADER}a,URITA,leads,{today()},4\n[b],UGONE,leads,{today()},4\n")
    status, out, _ = latitude("activities", "import", "calls.csv", "--dry-run")
    assert (status, out.splitlines()[-1]) == (
        2,
        "1 added, 0 changed, 0 unchanged, 1 refused (nothing was written)",
    )
    status, out, _ = latitude("activities", "import", "calls.csv")
    assert status == 2
    assert "line 3: [b]: refused: person" in out
    assert "1 added, 0 changed, 0 unchanged, 1 refused" in out
    (prepared / "calls.csv").write_text(f"{HEADER}a,URITA,leads,{today()},4\n")
    status, out, _ = latitude("activities", "import", "calls.csv", "--json")
    assert (status, json.loads(out)) == (
        0,
        {"added": 0, "changed": 0, "unchanged": 1, "refused": 0, "rows": []},
    )


def test_what_is_no_such_file_is_one_line(latitude, prepared):
    (prepared / "bad.csv").write_text("who,what\n")
    for name in ("bad.csv", "none.csv"):
        status, _, err = latitude("activities", "import", name)
        assert (status, len(err.splitlines())) == (2, 1)


def test_the_doctor_looks_at_the_folder_and_the_secret(latitude, prepared, monkeypatch):
    told = latitude("doctor", LATITUDE_IMPORT_FOLDER="none")[1]
    assert "LATITUDE_IMPORT_FOLDER names no folder" in told
    assert "IMPORT_SECRET" not in told
    (prepared / "counts").mkdir()
    assert "Counts are taken from counts." in latitude("doctor", LATITUDE_IMPORT_FOLDER="counts")[1]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not read and write" in latitude("doctor", LATITUDE_IMPORT_FOLDER="counts")[1]
    assert "IMPORT_SECRET is too short" in latitude("doctor", LATITUDE_IMPORT_SECRET="short")[1]
    set_ = latitude("doctor", LATITUDE_IMPORT_SECRET="0123456789abcdef" * 4)[1]
    assert "LATITUDE_IMPORT_SECRET is set, but no address takes signed requests yet" in set_


def test_the_doctor_names_what_sends_nothing(desk):
    from bot.services.setup import Setup

    def said(days):
        at = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=days)
        found = Setup(desk.database, lambda: max(at, utc_now() + timedelta(days=days))).problems("local")
        return [each.values for each in found if each.kind.value == "nothing imported"]

    assert said(0) == []
    assert said(14) == [("Self-generated leads", "Presentations")]
    with served(desk) as url:
        sends(url, {"events": [event()]})
    assert said(30) == [("Self-generated leads", "Presentations")]
