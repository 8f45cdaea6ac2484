"""`latitude requests export`: the audit trail, as people and spreadsheets read it."""

import csv
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.config import Settings
from bot.console import requests as requests_command
from bot.domain.outcomes import Outcome, Result
from bot.domain.people import Person, Rank
from bot.domain.request_forms import Entry
from bot.domain.request_trails import COLUMNS, harmless
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.request_trails import RequestTrails
from bot.services.requests import Requests
from bot.services.workspaces import Workspaces
from bot.store import outcomes
from bot.store.database import Database
from tests.stories.office import usual_plan

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil.example"),\n"quoted" 🙂 ' + "x" * 900
UNKIND = (
    HOSTILE,
    '"quoted", and then "quoted" once more',
    "two\nlines, and\r\nthree",
    "torn\rin two by a carriage return alone",
    "a separator\u2028and\x85another, \x0b\x0c and a\ttab",
    "+49 30 1234567 is what they call",
    "-5 % is what they offer",
    "@everybody, they compare us",
    "🙂" * 1000,
    "';DROP TABLE requests;--",
    "מימין לשמאל \u202e abc",
)
ENTRY = Entry("price", "12", customer="Acme", deal="$40k", reason=HOSTILE, said="Please")


@pytest.fixture
def asked(database):
    """A request that was countered and accepted, one granted alone, and one that lapsed."""
    return tell(database)


def tell(database, words=HOSTILE):
    clock = [NOW]
    here = Workspaces(database, lambda: NOW).resolve(None)
    Plans(database, lambda: NOW).apply(here, usual_plan(), by="test")
    dana = Person(here, "UDANA", "Dana Okafor", Rank.DIRECTOR, None, None, "UTC", date(2025, 1, 6))
    maya = replace(dana, id="UMAYA", name="@Maya", rank=Rank.MANAGER, manager="UDANA")
    rita = replace(maya, id="URITA", name="Rita Alvarez", rank=Rank.REP, manager="UMAYA", level="L1")
    People(database, lambda: NOW).enroll([dana, maya, rita], by="test")
    desk = Requests(database, lambda: clock[0])
    first = desk.ask(here, "URITA", receipt="1", entry=replace(ENTRY, reason=words)).id
    desk.counter(here, "UMAYA", first, receipt="2", amount="8", reason=words, conditions="-1 year")
    desk.accept(here, "URITA", first, receipt="3")
    desk.ask(here, "URITA", receipt="4", entry=replace(ENTRY, amount="2", customer="+Orbit"))
    desk.ask(here, "URITA", receipt="5", entry=replace(ENTRY, customer="Brandt"))
    clock[0] = NOW + timedelta(hours=5)
    desk.chase()
    clock[0] = NOW + timedelta(days=9)
    desk.chase()
    return here


def test_what_was_said_and_what_came_of_it_stands_beside_each_request(database, asked):
    requests = {
        each["number"]: str(each["request"]) for each in RequestTrails(database, lambda: NOW).rows(asked)
    }
    first, second, _ = requests.values()
    later = NOW + timedelta(days=9)
    won = Outcome(Result.WON, Decimal(7), got=False)
    with database.writing() as connection:
        outcomes.tell(connection, asked, first, 1, Outcome(Result.OPEN), by="URITA", now=later)
        outcomes.tell(connection, asked, first, 2, won, by="URITA", now=later)
        outcomes.tell(connection, asked, second, 1, Outcome(Result.LOST), by="URITA", now=later)
        outcomes.audit(connection, asked, second, later)
    rows = {each["number"]: each for each in RequestTrails(database, lambda: NOW).rows(asked)}
    beside = ("said", "give_get", "outcome", "given", "got", "audit", "audit_note")
    assert COLUMNS[-len(beside) :] == beside
    assert [[rows[number][each] for each in beside] for number in (1, 2, 3)] == [
        ["Please", "", "won", "7", "no", "", ""],
        ["Please", "", "lost", None, None, "open", ""],
        ["Please", "", "", None, None, "", ""],
    ]
    with database.writing() as connection:
        outcomes.settle_audit(
            connection, asked, second, approves=False, note="=Too soon", by="UMAYA", now=later
        )
    rows = {each["number"]: each for each in RequestTrails(database, lambda: NOW).rows(asked)}
    assert (rows[2]["audit"], rows[2]["audit_note"]) == ("would not have approved", "=Too soon")
    assert harmless("audit_note", "=Too soon") == "'=Too soon"


def test_what_was_to_be_seen_stands_beside_each_decision(database, asked):
    rows = list(RequestTrails(database, lambda: NOW).rows(asked))
    seen = {(each["number"], each["move"]): each["shown"] for each in rows if each["shown"]}
    assert seen == {(1, "counter"): "limit 6, deals to 50000, cost 4800.00"}


def test_every_move_is_a_row_with_who_when_and_under_what(database, asked):
    rows = list(RequestTrails(database, lambda: NOW).rows(asked))
    assert [(each["number"], each["move"], each["status"]) for each in rows] == [
        (1, "request", "pending"),
        (1, "counter", "countered"),
        (1, "accept", "accepted"),
        (2, "request", "pending"),
        (2, "approve", "approved"),
        (3, "request", "pending"),
        (3, "escalate", "pending"),
        (3, "expire", "expired"),
    ]
    counter, own, risen, lapsed = rows[1], rows[4], rows[6], rows[7]
    assert (counter["by"], counter["amount"], counter["conditions"]) == ("UMAYA", "8", "-1 year")
    assert (own["rule"], own["by_name"], own["unit"]) == ("within", "Rita Alvarez", "%")
    assert (risen["by"], risen["text"]) == ("clock", "Dana Okafor")
    assert lapsed["at"] == "2026-12-02T14:00:00+00:00"


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_it_is_read_in_pages_and_nothing_is_lost_between_them(database, asked, page):
    desk = RequestTrails(database, lambda: NOW)
    assert list(desk.rows(asked, page=page)) == list(desk.rows(asked))


def test_it_is_a_table_that_no_spreadsheet_runs(latitude, tmp_path):
    empty = latitude("requests", "export")
    assert (empty[0], len(empty[1].splitlines())) == (0, 1)
    told(Settings().database_url)
    status, out, _ = latitude("requests", "export", "--csv")
    assert status == 0
    table = list(csv.DictReader(io.StringIO(out)))
    assert len(table) == 8
    assert table[1]["text"] == "'" + HOSTILE
    assert table[1]["conditions"] == "'-1 year"
    assert table[1]["by_name"] == "'@Maya"
    assert table[3]["customer"] == "'+Orbit"
    assert table[2]["emergency"] == ""


@pytest.mark.parametrize("words", UNKIND)
def test_whatever_people_type_comes_back_from_the_table_as_it_was(latitude, database_url, words):
    told(database_url, words)
    status, out, _ = latitude("requests", "export", DATABASE_URL=database_url)
    table = list(csv.reader(io.StringIO(out, newline="")))
    assert status == 0
    assert {len(row) for row in table} == {len(table[0])}
    assert len(table) == 9
    text, conditions = (table[0].index(each) for each in ("text", "conditions"))
    runs = words[0] in "=+-@\t\r"
    typed = words.strip()
    assert table[1][text] == table[2][text] == ("'" + typed if runs else typed)
    assert table[2][conditions] == "'-1 year"
    lines = latitude("requests", "export", "--json", DATABASE_URL=database_url)[1].split("\n")
    assert [json.loads(each)["text"] for each in lines[:2]] == [typed, typed]


def test_figures_are_figures_whatever_they_begin_with():
    assert harmless("amount", "-8") == "-8"
    assert harmless("number", 12) == "12"
    assert harmless("emergency", cell=True) == "yes"


@pytest.mark.parametrize(
    ("words", "moves"),
    [
        ((), "request counter accept request approve request escalate expire"),
        (("--since", "2026-11-24"), "expire"),
        (("--until", "2026-11-23"), "request counter accept request approve request escalate"),
        (("--since", "2026-12-02", "--until", "2026-12-02"), "expire"),
        (("--since", "2026-11-24", "--until", "2026-12-01"), ""),
    ],
)
def test_it_may_be_of_some_days_only(latitude, tmp_path, words, moves):
    latitude("migrate")
    told(Settings().database_url)
    status, out, _ = latitude("requests", "export", *words)
    assert status == 0
    assert [each["move"] for each in csv.DictReader(io.StringIO(out))] == moves.split()


def test_it_goes_into_a_file_whole_or_not_at_all_and_as_json(latitude, tmp_path):
    latitude("migrate")
    told(Settings().database_url)
    file = tmp_path / "trail.csv"
    assert "Wrote 8 moves" in latitude("requests", "export", str(file))[1]
    assert file.read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    (tmp_path / "link.csv").symlink_to(file)
    assert "Wrote 8 moves" in latitude("requests", "export", "--json", str(tmp_path / "link.csv"))[1]
    assert (tmp_path / "link.csv").is_symlink()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert lines[1]["text"] == HOSTILE
    before = file.read_bytes()
    there = sorted(tmp_path.iterdir())
    for words in (
        ("--csv", "--json"),
        (str(tmp_path / "no" / "such.csv"),),
        (str(tmp_path),),
        ("--since", "tomorrow", str(file)),
        ("--until", "2026-02-30", str(file)),
        ("--since", "2026-11-24", "--until", "2026-11-23", str(file)),
    ):
        status, _, err = latitude("requests", "export", *words)
        assert status == 2
        assert len(err.splitlines()) == 1
    assert file.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == there


def test_a_trail_that_breaks_off_leaves_the_file_as_it_was(latitude, tmp_path, monkeypatch):
    latitude("migrate")
    told(Settings().database_url)
    file = tmp_path / "trail.csv"
    file.write_text("the last one")
    there = sorted(tmp_path.iterdir())

    def breaks_off(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(requests_command, "_write", breaks_off)
    status, out, err = latitude("requests", "export", str(file))
    assert (status, out) == (2, "")
    assert err == f"{file} cannot be written: No space left on device.\n"
    assert file.read_text() == "the last one"
    assert sorted(tmp_path.iterdir()) == there


def test_a_pipe_is_written_to_and_stays_a_pipe(latitude, tmp_path):
    latitude("migrate")
    told(Settings().database_url)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        assert "Wrote 8 moves" in latitude("requests", "export", "--json", str(pipe))[1]
        assert len(read.result(timeout=10).splitlines()) == 8
    assert pipe.is_fifo()


def told(url, words=HOSTILE):
    """The same in a database that the command line reads."""
    database = Database(url)
    tell(database, words)
    database.close()
