"""`latitude requests export`: the audit trail, as people and spreadsheets read it."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.config import Settings
from bot.domain.people import Person, Rank
from bot.domain.request_forms import Entry
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.request_trails import RequestTrails
from bot.services.requests import Requests
from bot.services.workspaces import Workspaces
from bot.store.database import Database

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil.example"),\n"quoted" 🙂 ' + "x" * 900
ENTRY = Entry("price", "12", customer="Acme", deal="$40k", reason=HOSTILE, said="Please")


@pytest.fixture
def asked(database):
    """A request that was countered and accepted, one granted alone, and one that lapsed."""
    return tell(database)


def tell(database):
    clock = [NOW]
    here = Workspaces(database, lambda: NOW).resolve(None)
    Plans(database, lambda: NOW).apply(here, example.plan(), by="test")
    dana = Person(here, "UDANA", "Dana Okafor", Rank.DIRECTOR, None, None, "UTC", date(2025, 1, 6))
    maya = replace(dana, id="UMAYA", name="@Maya", rank=Rank.MANAGER, manager="UDANA")
    rita = replace(maya, id="URITA", name="Rita Alvarez", rank=Rank.REP, manager="UMAYA", level="L1")
    People(database, lambda: NOW).enroll([dana, maya, rita], by="test")
    desk = Requests(database, lambda: clock[0])
    first = desk.ask(here, "URITA", receipt="1", entry=ENTRY).id
    desk.counter(here, "UMAYA", first, receipt="2", amount="8", reason=HOSTILE, conditions="-1 year")
    desk.accept(here, "URITA", first, receipt="3")
    desk.ask(here, "URITA", receipt="4", entry=replace(ENTRY, amount="2", customer="+Orbit"))
    desk.ask(here, "URITA", receipt="5", entry=replace(ENTRY, customer="Brandt"))
    clock[0] = NOW + timedelta(hours=5)
    desk.chase()
    clock[0] = NOW + timedelta(days=9)
    desk.chase()
    return here


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
    assert list(desk.rows(asked, page)) == list(desk.rows(asked))


def test_it_is_a_table_that_no_spreadsheet_runs(latitude, tmp_path):
    empty = latitude("requests", "export")
    assert (empty[0], len(empty[1].splitlines())) == (0, 1)
    told(tmp_path)
    status, out, _ = latitude("requests", "export", "--csv")
    assert status == 0
    table = list(csv.DictReader(io.StringIO(out)))
    assert len(table) == 8
    assert table[1]["text"] == "'" + HOSTILE
    assert table[1]["conditions"] == "'-1 year"
    assert table[1]["by_name"] == "'@Maya"
    assert table[3]["customer"] == "'+Orbit"
    assert table[2]["emergency"] == ""


def test_it_goes_into_a_file_whole_or_not_at_all_and_as_json(latitude, tmp_path):
    latitude("migrate")
    told(tmp_path)
    file = tmp_path / "trail.csv"
    assert "Wrote 8 moves" in latitude("requests", "export", str(file))[1]
    assert file.read_bytes().startswith(b"\xef\xbb\xbfnumber,")
    status, out, _ = latitude("requests", "export", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[1]["text"] == HOSTILE
    for words in (("--csv", "--json"), (str(tmp_path / "no" / "such.csv"),)):
        status, _, err = latitude("requests", "export", *words)
        assert status == 2
        assert len(err.splitlines()) == 1
    assert sorted(each.name for each in tmp_path.glob("*.csv")) == ["trail.csv"]


def told(tmp_path):
    """The same in the database that the command line reads."""
    database = Database(Settings().database_url)
    tell(database)
    database.close()
