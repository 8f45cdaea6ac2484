"""The manager's morning message, what comes back in it, and the thread of answers."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.absences import Absence
from bot.domain.checkins import Mark
from bot.domain.deliveries import State
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.services import example
from bot.services.digests import Digests
from bot.store import absences, deliveries, marks, people
from tests.stories.office import MONDAY, open_office

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))
ONE_DAY = timedelta(days=1)
NEXT_MONDAY = MONDAY + timedelta(days=7)


@pytest.fixture
def quick(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


@pytest.fixture
def boss(quick):
    return quick.hire("Maya Lindqvist", rank=Rank.MANAGER)


@pytest.fixture
def rep(quick, boss):
    return quick.hire("Rita Alvarez", manager=boss)


def is_away(office, person, first, last):
    with office.bot.database.writing() as connection:
        away = Absence(f"A-{person.id}", person.id, first, last, person.id)
        absences.add(connection, office.workspace, away, office.clock.now())


def planned(office, first, last, kind="team-digest", desk=None):
    start, end = (datetime.combine(day, time(23), UTC) for day in (first - ONE_DAY, last))
    owed = (desk or office.bot.digests).digests(start, end)
    return [each.key for each in owed if each.kind == kind]


def with_thread(office):
    plan = example.plan()
    office.apply(plan.model_copy(update={"digest": plan.digest.model_copy(update={"thread": True})}))


def test_the_morning_tells_completion_wins_blockers_and_who_was_not_asked(office, maya, rita):
    tom = office.hire("Tom Berg", manager=maya)
    nia = office.hire("Nia Mensah", manager=maya)
    is_away(office, nia, MONDAY, FRIDAY)
    office.travel_to(MONDAY, "12:00")
    office.check_in(rita, Wins="Kestrel <signed>", Blockers="none")
    office.travel_to(TUESDAY, "10:01")
    (told,) = office.said_to(maya)
    assert "*Monday on your team*\n1 of 2 checked in. Not yet: Tom." in told
    assert "> *Rita*  Kestrel &lt;signed&gt;" in told
    assert "Not asked: Nia (away until Friday 27 November)" in told
    assert "Blockers" not in told
    assert [each for each in office.said_to(tom) if "on your team" in each] == []


def test_what_comes_back_is_named(office, maya, rita):
    for number, words in enumerate(("waiting for legal", "Legal review", "still waiting on legal")):
        office.travel_to(MONDAY + timedelta(days=number), "12:00")
        office.check_in(rita, Blockers=words)
    office.travel_to(THURSDAY, "10:01")
    assert "*Third day:* Rita — still waiting on legal" in office.said_to(maya)[-1]


def test_after_a_day_off_the_manager_hears_of_two_days(quick, boss, rep):
    is_away(quick, boss, TUESDAY, TUESDAY)
    quick.travel_to(MONDAY, "12:00")
    quick.check_in(rep, Wins="A Monday win")
    quick.travel_to(TUESDAY, "12:00")
    assert quick.said_to(boss) == []
    quick.travel_to(WEDNESDAY, "10:01")
    (told,) = quick.said_to(boss)
    assert "*Monday on your team*\nChecked in, all of it." in told
    assert "*Tuesday on your team*\n0 of 1 checked in. Not yet: Rita." in told


def test_nothing_is_planned_where_there_is_nothing_to_tell(quick, boss, rep):
    key = f"team-digest:{boss.id}:"
    assert planned(quick, MONDAY, NEXT_MONDAY) == [
        f"{key}{day.isoformat()}" for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, NEXT_MONDAY)
    ]
    is_away(quick, rep, MONDAY, WEDNESDAY)
    assert planned(quick, MONDAY, NEXT_MONDAY) == [f"{key}{day.isoformat()}" for day in (FRIDAY, NEXT_MONDAY)]


def test_who_slack_does_not_know_is_neither_written_to_nor_told_of(quick, boss, rep):
    quick.change(rep, manager=None)
    lena = quick.hire("Lena Fischer", manager=boss)
    with quick.bot.database.writing() as connection:
        people.rename(connection, quick.workspace, lena.id, "mail:lena")
    assert planned(quick, MONDAY, FRIDAY) == []
    everyone = Digests(quick.bot.database, quick.clock.now, people.active)
    assert len(planned(quick, MONDAY, FRIDAY, desk=everyone)) == 4
    with quick.bot.database.writing() as connection:
        people.rename(connection, quick.workspace, boss.id, "mail:maya")
    assert len(planned(quick, MONDAY, FRIDAY, desk=everyone)) == 4
    assert quick.bot.digests.digest(quick.workspace, "mail:maya", TUESDAY) is None


def test_there_is_no_thread_unless_the_plan_asks_for_one(quick, boss, rep):
    quick.check_in(rep)
    assert planned(quick, MONDAY, FRIDAY, "team-thread") == []
    assert quick.bot.digests.thread(quick.workspace, boss.id, MONDAY) is None


def test_the_teams_channel_sees_the_answers_in_a_thread(office, maya, rita):
    with_thread(office)
    tom = office.hire("Tom Berg", manager=maya)
    lou = office.hire("Lou Reyes", manager=maya)
    channel = office.slack.add_channel("sales-team", (maya.id, rita.id, tom.id))
    office.travel_to(MONDAY, "12:00")
    office.check_in(rita, leads=4, Wins="Kestrel <signed>", **{"One thing for tomorrow": "A private promise"})
    office.check_in(lou, Blockers="Waiting for legal")
    office.travel_to(TUESDAY, "10:01")
    office.settle()
    (root,) = rita.messages(channel)
    assert "Monday on Maya's team" in text_of(root)
    assert "2 answers in the thread." in text_of(root)
    replies = "\n".join(text_of(each) for each in rita.thread(root)[1:])
    assert "*Rita Alvarez* · 4 of 5 leads · 1 presentation\n> *Won*  Kestrel &lt;signed&gt;" in replies
    assert "> *In the way*  Waiting for legal" in replies
    assert "private promise" not in replies
    assert "on time" not in replies
    assert "Tom" not in replies + text_of(root)


def test_a_thread_nobody_answered_in_is_not_begun(quick, boss, rep):
    with_thread(quick)
    channel = quick.slack.add_channel("sales-team", (boss.id,))
    quick.travel_to(TUESDAY, "10:01")
    assert boss.messages(channel) == []
    with quick.bot.database.reading() as connection:
        assert deliveries.counts(connection, quick.workspace)[State.FAILED] == 0


def test_an_answer_of_somebody_who_left_stays_out_of_the_thread(quick, boss, rep):
    with_thread(quick)
    channel = quick.slack.add_channel("sales-team", (boss.id,))
    tom = quick.hire("Tom Berg", manager=boss)
    quick.check_in(rep)
    quick.check_in(tom)
    quick.bot.plan()
    quick.change(tom, active=False)
    quick.travel_to(TUESDAY, "10:01")
    (root,) = boss.messages(channel)
    assert [text_of(each) for each in boss.thread(root)[1:] if "Tom" in text_of(each)] == []
    assert "1 answer in the thread." in text_of(root)


def test_a_manager_who_left_is_told_nothing(quick, boss, rep):
    quick.change(boss, active=False)
    assert quick.bot.digests.digest(quick.workspace, boss.id, TUESDAY) is None
    assert quick.bot.digests.digest(quick.workspace, "U_NOBODY", TUESDAY) is None


def test_a_thread_that_the_plan_no_longer_asks_for_is_not_posted(quick, boss, rep):
    with_thread(quick)
    channel = quick.slack.add_channel("sales-team", (boss.id,))
    quick.check_in(rep)
    quick.bot.plan()
    quick.apply(example.plan())
    quick.travel_to(TUESDAY, "10:01")
    assert boss.messages(channel) == []


def test_what_was_excused_is_not_owed(quick, boss, rep):
    quick.hire("Tom Berg", manager=boss)
    quick.travel_to(TUESDAY, "09:00")
    with quick.bot.database.writing() as connection:
        marks.add(
            connection, quick.workspace, [(rep.id, MONDAY, Mark.EXCUSED)], "an outage", quick.clock.now()
        )
    quick.travel_to(TUESDAY, "10:01")
    (told,) = quick.said_to(boss)
    assert "0 of 1 checked in. Not yet: Tom." in told
    assert "Not asked: Rita (excused)" in told
