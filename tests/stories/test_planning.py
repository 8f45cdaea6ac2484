"""Planning goes on for everybody else, and costs little where nothing is new."""

from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlmodel import col
from structlog.testing import capture_logs

from bot.sandbox.client import text_of
from bot.services.planners import planners
from bot.store import deliveries
from bot.store.people import PersonRow
from jobs.plan_messages import AHEAD, BEHIND

HALF_PAST_FOUR = timedelta(hours=8, minutes=31)
"""Since the office opened, at eight."""

NEXT_MORNING = timedelta(hours=17, minutes=35)


@pytest.fixture
def sam(office, maya):
    """Somebody whose time zone is on file, and was taken out of the world's list of zones."""
    person = office.hire("Sam Whitfield", manager=maya)
    with office.bot.database.writing() as connection:
        row = update(PersonRow).where(col(PersonRow.id) == person.id)
        connection.execute(row.values(timezone="Mars/Base"))
    return person


def pass_by(office, time):
    """Time passes, and the bot plans and sends."""
    office.jump(time)
    office.bot.plan()
    while office.bot.outbox.tick().total():
        pass


def test_a_time_zone_that_is_no_more_stops_nobody_elses_day(office, maya, rita, sam):
    with capture_logs() as logged:
        pass_by(office, HALF_PAST_FOUR)
    assert len(office.said_to(rita)) == 1
    assert office.said_to(sam) == []
    assert [(each["event"], each["person"]) for each in logged if "zone" in each["event"]] == [
        ("unknown time zone", sam.id)
    ]


def test_a_manager_is_told_of_the_others_where_a_time_zone_is_no_more(office, maya, rita, sam):
    pass_by(office, HALF_PAST_FOUR)
    pass_by(office, NEXT_MORNING)
    (digest,) = maya.dm()
    assert "0 of 1 checked in. Not yet: Rita." in text_of(digest)


def test_what_is_planned_already_is_no_news(office, rita):
    now, database = office.clock.now(), office.bot.database
    owed = [each for plan in planners(database, office.clock.now) for each in plan(now - BEHIND, now + AHEAD)]
    with database.reading() as connection:
        assert deliveries.news(connection, owed) == owed
    office.bot.plan()
    with database.reading() as connection:
        assert deliveries.news(connection, owed) == []


def test_planning_again_asks_as_few_questions_as_there_are_things_to_know(office, maya, rita):
    office.bot.plan()
    asked: list[str] = []
    event.listen(
        office.bot.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    assert office.bot.plan() == 0
    assert sum("FROM people" in each for each in asked) == 1
    assert sum("FROM deliveries" in each for each in asked) <= 2
    assert not any(each.startswith(("INSERT", "UPDATE", "DELETE")) for each in asked)
