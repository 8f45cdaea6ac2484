"""What is wrong with a team's setup, as a table: who is on it, and what is said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.checkins import Checkin, Mark
from bot.domain.people import Person, Rank, unmatched
from bot.domain.setup import Kind, Problem, problems_of
from bot.domain.weeks import Review, Verdict
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.setup import Setup
from bot.services.workspaces import Workspaces
from bot.store import checkins, weeks
from bot.views import setup as views

PLAN = example.plan()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MAYA = Person(
    workspace="T1",
    id="UMAYA",
    name="Maya",
    rank=Rank.MANAGER,
    role=None,
    manager=None,
    timezone="Europe/Berlin",
    starts_on=date(2026, 1, 1),
    admin=True,
)
RITA = replace(MAYA, id="URITA", name="Rita", rank=Rank.REP, role="ae", manager="UMAYA", admin=False)


def rita(**changes):
    return [MAYA, replace(RITA, **changes)]


@pytest.mark.parametrize(
    ("team", "expected"),
    [
        ([MAYA, RITA], []),
        ([], [Problem(Kind.NO_ADMIN), Problem(Kind.NOBODY_COUNTS)]),
        ([MAYA], [Problem(Kind.NOBODY_COUNTS)]),
        ([replace(MAYA, admin=False), RITA], [Problem(Kind.NO_ADMIN)]),
        (rita(manager=None), [Problem(Kind.NO_MANAGER, ("Rita",))]),
        (rita(manager="UGONE"), [Problem(Kind.MANAGER_GONE, ("Rita",))]),
        (
            rita(role="bdr"),
            [Problem(Kind.NOBODY_COUNTS), Problem(Kind.UNKNOWN_ROLE, ("Rita",), ("bdr",))],
        ),
        (rita(role=None), [Problem(Kind.NOBODY_COUNTS)]),
        (rita(level="L9"), [Problem(Kind.UNKNOWN_LEVEL, ("Rita",), ("L9",))]),
        ([replace(MAYA, level="L9"), RITA], []),
        (rita(timezone="Mars/Base"), [Problem(Kind.UNKNOWN_ZONE, ("Rita",), ("Mars/Base",))]),
        (rita(country="Atlantis"), [Problem(Kind.UNKNOWN_COUNTRY, ("Rita",), ("Atlantis",))]),
        (rita(country="US-CA"), []),
        (rita(id=unmatched("rita@example.com")), [Problem(Kind.NOT_IN_SLACK, ("Rita",))]),
    ],
)
def test_a_team_under_the_example_plan(team, expected):
    assert list(problems_of(team, PLAN, ())) == expected


def test_without_a_plan_only_people_are_spoken_of():
    assert problems_of(rita(role="bdr", manager=None), None, ()) == (Problem(Kind.NO_MANAGER, ("Rita",)),)


def test_weeks_nobody_looked_at_are_named_unless_the_numbers_are_imported():
    assert problems_of([MAYA, RITA], PLAN, {"URITA"}) == (Problem(Kind.NOTHING_VERIFIED, ("Rita",)),)
    imported = tuple(each.model_copy(update={"source": "import"}) for each in PLAN.activities)
    assert problems_of([MAYA, RITA], PLAN.model_copy(update={"activities": imported}), {"URITA"}) == ()


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_has_a_sentence_that_says_how_to_mend_it(kind):
    said = views.line(Problem(kind, ("Rita", "<!channel>", "Ana\x1b[2J\nB", "D", "E"), ("bdr & <x>",)))
    assert said.endswith(".")
    assert "<" not in said
    assert said.isprintable()
    assert "*" not in views.plain(Problem(kind))


def test_a_few_names_and_how_many_others():
    def said(*names):
        return views.plain(Problem(Kind.NO_MANAGER, names)).split(",")[0]

    assert said("Ana") == "No manager for Ana"
    assert said("Ana", "Ben") == "No manager for Ana and Ben"
    four = views.plain(Problem(Kind.NO_MANAGER, ("Ana", "B <b>", "C", "D")))
    assert four.startswith("No manager for Ana, B <b>, C and 1 other, so")
    assert "C and 2 others" in views.line(Problem(Kind.NO_MANAGER, ("A", "B", "C", "D", "E")))


@pytest.fixture
def desk(database):
    workspace = Workspaces(database, lambda: NOW).resolve("T1")
    Plans(database, lambda: NOW - timedelta(days=90)).apply(workspace, PLAN, by="test")
    return Setup(database, lambda: NOW)


def enroll(desk, *team, days_ago=90):
    People(desk.database, lambda: NOW - timedelta(days=days_ago)).enroll(team, by="test")


def answer(desk, day):
    checkin = Checkin(day=day, counts={}, wins="", blockers="", submitted_at=NOW, mark=Mark.ON_TIME)
    with desk.database.writing() as connection:
        checkins.save(connection, RITA.workspace, RITA.id, checkin, 1, NOW)


def review(desk, week, verdict, revision=1):
    said = Review("URITA", week, revision, verdict, {}, "UMAYA")
    with desk.database.writing() as connection:
        weeks.add(connection, "T1", said, NOW)


def test_a_sound_workspace_has_no_problems(desk):
    enroll(desk, MAYA, RITA)
    assert desk.problems("T1") == ()


def test_no_plan_and_one_that_cannot_be_read(desk):
    enroll(desk, MAYA, RITA)
    with desk.database.writing() as connection:
        connection.execute(sa.text("UPDATE plans SET document = '{}'"))
    assert desk.problems("T1") == (Problem(Kind.UNREADABLE_PLAN),)
    with desk.database.writing() as connection:
        connection.execute(sa.text("DELETE FROM plans"))
    assert desk.problems("T1") == (Problem(Kind.NO_PLAN),)


def test_four_weeks_without_a_confirmed_one(desk):
    enroll(desk, MAYA, RITA)
    answer(desk, date(2026, 11, 19))
    assert desk.problems("T1") == (), "that week may still be confirmed"
    answer(desk, date(2026, 10, 28))
    unseen = (Problem(Kind.NOTHING_VERIFIED, ("Rita",)),)
    assert desk.problems("T1") == unseen
    review(desk, date(2026, 10, 19), Verdict.LOOKS_RIGHT)
    review(desk, date(2026, 11, 2), Verdict.TALK_FIRST)
    assert desk.problems("T1") == unseen
    review(desk, date(2026, 11, 9), Verdict.LOOKS_RIGHT)
    assert desk.problems("T1") == ()


@pytest.mark.parametrize(
    ("days_ago", "starts_on"), [(20, date(2026, 1, 1)), (90, date(2026, 11, 2))], ids=["known", "started"]
)
def test_newcomers_weeks_are_given_time(desk, days_ago, starts_on):
    enroll(desk, MAYA, replace(RITA, starts_on=starts_on), days_ago=days_ago)
    answer(desk, date(2026, 11, 4))
    assert desk.problems("T1") == ()
