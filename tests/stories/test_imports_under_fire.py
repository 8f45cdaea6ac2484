"""Counts come in any order, twice, cut short and from two sides at once: what is known is the same."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.domain.checkins import Checkin, Mark
from bot.domain.imports import ImportedCount
from bot.domain.people import Person, Rank
from bot.domain.tables import Row
from bot.services import imports as desks
from bot.services.checkins import Checkins
from bot.services.evidence import account
from bot.services.imports import Imports
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.workspaces import Workspaces
from bot.store import checkins, evidence, imports, plans
from bot.store.database import Database
from tests.databases import ENGINES
from tests.domain.test_import_rules import PLAN

NOW = datetime(2026, 11, 27, 18, tzinfo=UTC)  # a Friday
WEEK = [date(2026, 11, 23) + timedelta(days=at) for at in range(5)]
WHO = ("URITA", "UOSKAR", "UNIA")
COUNTS = {"leads": Decimal(5), "demos": Decimal(1)}


@pytest.fixture
def office():
    """Makes an office on a database: three reps who have checked in all week, and the desk."""
    made = []

    def make(url):
        made.append(_office(Database(url)))
        return made[-1]

    yield make
    for desk in made:
        desk.database.close()


def _office(database):
    where = Workspaces(database, lambda: NOW).resolve("local")
    Plans(database, lambda: NOW - timedelta(days=100)).apply(where, PLAN, by="test")
    rita = Person(where, WHO[0], "Rita", Rank.REP, "ae", None, "UTC", date(2026, 1, 1))
    team = [replace(rita, id=each, name=each) for each in WHO]
    People(database, lambda: NOW - timedelta(days=100)).enroll(team, by="test")
    with database.writing() as connection:
        for person in team:
            for day in WEEK:
                said = Checkin(day, COUNTS, "", "", NOW, Mark.ON_TIME, role="ae")
                checkins.save(connection, where, person.id, said, 1, NOW)
        found = plans.current(connection, where)
        account(connection, found[1], 1, [(person, WEEK[0]) for person in team], NOW)
    return Imports(database, lambda: NOW, checkins=Checkins(database, lambda: NOW))


def known(desk):
    """Everything that was written down: each count, each day, and what the ledger says."""
    with desk.database.reading() as connection:
        counts = connection.execute(
            text("SELECT source_id, person, activity, day, count FROM imported_counts ORDER BY source_id")
        ).all()
        days = imports.between(connection, "local", WHO, WEEK[0], WEEK[-1])
        ledger = {
            who: [(each.key, each.facts) for each in evidence.of_person(connection, "local", who)]
            for who in WHO
        }
    totals = {who: each.counts for who, each in days.items() if each.counts}
    return [tuple(map(str, each)) for each in counts], totals, ledger


def line(at, source, who, activity, day, count):
    cells = {"source_id": source, "person": who, "activity": activity, "day": day.isoformat()}
    return Row(at, cells | {"count": str(count)})


lines = st.lists(
    st.tuples(
        st.sampled_from([f"s{at}" for at in range(12)]),
        st.sampled_from(WHO),
        st.sampled_from(["leads", "demos"]),
        st.sampled_from(WEEK),
        st.sampled_from([0, 1, 4, 5, 10_000]),
    ),
    max_size=25,
)


@given(rows=lines, seed=st.integers(0, 1_000))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_lines_and_how_often_they_come_do_not_matter(databases, office, monkeypatch, rows, seed):
    """One file; the last line of each source id in another order, in small batches; all of it once more."""
    whole = [line(at, *each) for at, each in enumerate(rows, start=2)]
    at_once = office(databases.new("sqlite"))
    at_once.take("local", whole)

    standing = list({each.cells["source_id"]: each for each in whole}.values())
    random.Random(seed).shuffle(standing)
    one_by_one = office(databases.new("sqlite"))
    with monkeypatch.context() as patch:
        patch.setattr(desks, "BATCH", 2)
        one_by_one.take("local", standing)
    assert known(one_by_one) == known(at_once)

    again = at_once.take("local", standing)
    assert all(each.outcome.value == "unchanged" for each in again.verdicts)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_cut_short_between_two_batches_is_simply_sent_again(databases, engine, office, monkeypatch):
    desk, straight = office(databases.new(engine)), office(databases.new(engine))
    whole = [line(at, f"s{at}", WHO[at % 3], "leads", WEEK[at % 5], 3) for at in range(9)]
    monkeypatch.setattr(desks, "BATCH", 2)
    write = Imports._write
    written: list[int] = []

    def dies(self, *args):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(1)
        return write(self, *args)

    monkeypatch.setattr(Imports, "_write", dies)
    with pytest.raises(KeyboardInterrupt):
        desk.take("local", whole)
    assert len(known(desk)[0]) == 4
    monkeypatch.setattr(Imports, "_write", write)
    report = desk.take("local", whole)
    assert [each.outcome.value for each in report.verdicts].count("unchanged") == 4
    straight.take("local", whole)
    assert known(desk) == known(straight)


def test_two_files_at_once_leave_what_one_after_the_other_would(database_url, office):
    desk = office(database_url)
    start = Barrier(2)

    def takes(who):
        start.wait()
        for _ in range(3):
            desk.take("local", [line(at, f"s{at}", who, "leads", WEEK[at % 5], at + 1) for at in range(10)])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(takes, WHO[:2]))
    counts, days, _ = known(desk)
    totals: dict[str, dict[tuple[date, str], int]] = {}
    for _, who, activity, day, count in counts:
        theirs, key = totals.setdefault(who, {}), (date.fromisoformat(day), activity)
        theirs[key] = theirs.get(key, 0) + int(count)
    assert days == totals


def test_what_another_bot_has_written_meanwhile_is_not_written_again(database_url, office):
    """It was news when it was looked at; by the time the lock is had, it stands there already."""
    desk = office(database_url)
    batch = [[(1, ImportedCount("s1", WHO[0], "leads", WEEK[0], 3))]]
    for expected in ("added", "unchanged"):
        with desk.database.writing() as connection:
            (verdict,) = desk._write(connection, "local", batch)
        assert verdict.outcome.value == expected


def test_a_check_in_at_the_same_moment_is_not_lost(database_url, office):
    desk = office(database_url)
    start = Barrier(2)

    def imports_():
        start.wait()
        for at in range(8):
            desk.take("local", [line(1, f"s{at}", WHO[0], "leads", WEEK[4], 1)])

    def edits():
        from bot.services.checkins import Words

        start.wait()
        for at in range(8):
            words = Words({"leads": str(at), "demos": "1"})
            desk.checkins.submit("local", WHO[0], receipt=f"r{at}", day=WEEK[4], words=words)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(imports_), pool.submit(edits)]:
            done.result()
    _, days, ledger = known(desk)
    assert days[WHO[0]][WEEK[4], "leads"] == 8
    (facts,) = [facts for key, facts in ledger[WHO[0]] if key == f"activity:{WEEK[4]}"]
    assert facts == {"metrics": [[8.0, 5.0]], "verified": True}


def test_old_counts_are_evidence_and_the_oldest_bother_nobody(database_url, office):
    desk = office(database_url)
    long_ago, a_while_ago = NOW.date() - timedelta(days=77), NOW.date() - timedelta(days=28)
    with desk.database.writing() as connection:
        for day in (long_ago, a_while_ago):
            said = Checkin(day, COUNTS, "", "", NOW, Mark.ON_TIME, role="ae")
            checkins.save(connection, "local", WHO[0], said, 1, NOW)
    planned = []
    for at, day in enumerate((long_ago, a_while_ago)):
        desk.take("local", [line(1, f"s{at}", WHO[0], "leads", day, 3)])
        with desk.database.reading() as connection:
            planned.append(set(connection.execute(text("SELECT DISTINCT kind FROM deliveries")).scalars()))
    with desk.database.reading() as connection:
        ledger = {each.key: each.facts for each in evidence.of_person(connection, "local", WHO[0])}
    for day in (long_ago, a_while_ago):
        assert ledger[f"activity:{day}"] == {"metrics": [[3.0, 5.0]], "verified": True}
    assert planned == [set(), {"import-note"}]


def test_a_week_without_any_check_in_asks_and_changes_nothing(database_url, office):
    desk = office(database_url)
    before = known(desk)[2]
    desk.take("local", [line(1, "s1", WHO[0], "leads", NOW.date() - timedelta(days=8), 3)])
    assert known(desk)[2] == before
    assert desk.questions("local", WHO[0]) == ()
