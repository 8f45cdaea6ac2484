"""App Home through the days: a rep's, a manager's, a director's, an admin's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, event, update

from bot.domain.absences import Absence
from bot.domain.checkins import Checkin, Mark
from bot.domain.home import NotForYou
from bot.domain.people import Rank
from bot.domain.weeks import Review, Verdict
from bot.sandbox.client import text_of
from bot.store import absences, checkins, marks, weeks
from bot.store.people import PersonRow
from bot.store.plans import PlanRow
from bot.views.histories import WEEKS
from tests.stories.office import MONDAY, open_office

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=n) for n in range(1, 5))


def said(office, person, day, leads=5, demos=1, mark=Mark.ON_TIME, **more):
    account = Checkin(
        day=day,
        counts={"leads": Decimal(leads), "demos": Decimal(demos)},
        wins=more.pop("wins", ""),
        blockers=more.pop("blockers", ""),
        submitted_at=office.clock.now(),
        mark=mark,
        **more,
    )
    with office.bot.database.writing() as connection:
        checkins.save(connection, office.workspace, person.id, account, 1, office.clock.now())


def everybody_has_been_here_for_long(office):
    long_ago = office.clock.now() - timedelta(days=200)
    with office.bot.database.writing() as connection:
        connection.execute(update(PersonRow).values(added_at=long_ago))


def is_away(office, person, first, last):
    with office.bot.database.writing() as connection:
        away = Absence(f"A-{person.id}", person.id, first, last, person.id)
        absences.add(connection, office.workspace, away, office.clock.now())


def home_of(person):
    person.opens_home()
    return words_of(person.home())


def words_of(shown):
    return text_of(shown).replace("\u00a0", " ")


@pytest.fixture
def quick(databases):
    with open_office(databases.new("sqlite")) as made:
        yield made


@pytest.fixture
def dana(quick):
    return quick.hire("Dana Okafor", rank=Rank.DIRECTOR, admin=True)


@pytest.fixture
def boss(quick, dana):
    return quick.hire("Maya Lindqvist", rank=Rank.MANAGER, manager=dana)


@pytest.fixture
def rep(quick, boss):
    return quick.hire("Rita Alvarez", manager=boss)


def test_a_reps_home_tells_the_week_the_promise_and_the_weeks_before(office, maya, rita):
    everybody_has_been_here_for_long(office)
    last_monday = MONDAY - timedelta(days=7)
    for number in range(5):
        late = Mark.LATE if number == 4 else Mark.ON_TIME
        said(office, rita, last_monday + timedelta(days=number), 4, mark=late)
    seen = {last_monday + timedelta(days=number): 1 for number in range(5)}
    with office.bot.database.writing() as connection:
        review = Review(rita.id, last_monday, 1, Verdict.LOOKS_RIGHT, seen, maya.id)
        weeks.add(connection, office.workspace, review, office.clock.now())
    office.travel_to(TUESDAY, "12:00")
    office.check_in(rita, leads=6, demos=2, **{"One thing for tomorrow": "Call <Brandt> back"})
    shown = home_of(rita)
    assert "You're checked in for today." in shown
    assert "6 of 5 leads · 2 presentations" in shown
    assert "*6 of 25 leads* · a stretch · 7 a day would do it" in shown
    assert "*2 of 3 presentations* · on course · 1 more would do it" in shown
    assert "On Tuesday you said" in shown
    assert "Call &lt;Brandt&gt; back" in shown
    assert "*Monday is still open.* It counts as late." in shown
    assert "*16 Nov* ✓ · 20 of 25 leads · 5 of 3 presentations · 5 of 5 days, one late" in shown
    assert "Only you, Maya and the managers above see your check-ins." in shown
    rita.presses("Check in for Monday", where="home")
    assert "Monday 23 November" in text_of(rita.modal())


def test_a_rep_who_is_away_reads_until_when_and_can_come_back(office, rita):
    is_away(office, rita, MONDAY, WEDNESDAY)
    shown = home_of(rita)
    assert "You're away until Wednesday 25 November." in shown
    assert "Check in" not in shown.replace("check-ins", "")
    assert "catch up" not in shown
    assert shown.index("Away from Monday 23 to Wednesday 25 November") < shown.index("This week")
    rita.presses("I'm back", where="home")
    assert "You haven't checked in for today yet." in home_of(rita)


def test_a_holiday_is_called_by_its_name(quick, boss):
    rita = quick.hire("Rita Alvarez", manager=boss, country="US")
    sam = quick.hire("Sam Berg", manager=boss)
    quick.travel_to(THURSDAY, "12:00")
    assert "*Thanksgiving Day.* Not a working day for you." in home_of(rita)
    assert "You haven't checked in for today yet.* I'll ask at 16:30." in home_of(sam)
    team = home_of(boss)
    assert "Rita Alvarez · public holiday, Thanksgiving Day" in team
    assert "*0 of 1* checked in" in team


def test_somebody_trusted_accounts_for_the_week_at_its_end_and_may_do_so_before(quick, boss):
    lena = quick.hire("Lena Fischer", manager=boss, level="L3")
    quick.travel_to(TUESDAY, "12:00")
    assert "You account for your week on Friday; I'll ask at 16:30." in home_of(lena)
    assert "Lena Fischer · accounts for the week on Friday 27 November" in home_of(boss)
    quick.travel_to(FRIDAY, "12:00")
    assert "You haven't checked in for this week yet." in home_of(lena)
    quick.check_in(lena, leads=26, demos=4)
    assert "You're checked in for this week." in home_of(lena)
    assert "*26 of 25 leads* · done" in home_of(lena)


def test_a_manager_sees_who_answered_who_owes_who_is_away_and_what_comes_back(office, maya, rita):
    tom = office.hire("Tom Berg", manager=maya)
    nia = office.hire("Nia Mensah", manager=maya)
    everybody_has_been_here_for_long(office)
    is_away(office, nia, MONDAY, FRIDAY)
    for ago in (3, 4):
        said(office, rita, MONDAY - timedelta(days=ago), blockers="waiting for the <legal> team")
    said(office, tom, MONDAY - timedelta(days=3), blockers="none")
    office.check_in(rita, leads=4, Blockers="Still waiting for legal")
    shown = home_of(maya)
    assert "*1 of 2* checked in" in shown
    assert "*Rita Alvarez* · 4 of 5 leads · 1 presentation" in shown
    assert "Tom Berg · not yet" in shown
    assert "Nia Mensah · away until Friday 27 November" in shown
    assert "*Third day:* Rita — Still waiting for legal" in shown


def test_a_manager_opens_somebodys_weeks_day_by_day(office, maya, rita):
    everybody_has_been_here_for_long(office)
    said(
        office, rita, MONDAY - timedelta(days=4), 3, wins="Kestrel <signed>", blockers="none", mark=Mark.LATE
    )
    with office.bot.database.writing() as connection:
        missed = [(rita.id, MONDAY - timedelta(days=3), Mark.MISSED)]
        marks.add(connection, office.workspace, missed, "unanswered", office.clock.now())
    office.travel_to(MONDAY, "12:00")
    office.check_in(rita, leads=4, **{"One thing for tomorrow": "Call Brandt"})
    home_of(maya)
    maya.presses("Week", where="home")
    shown = words_of(maya.modal())
    assert "Rita Alvarez" in shown
    assert "*Week of 16 Nov* · 3 of 10 leads · 1 of 1 presentation · 1 of 2 days, one late" in shown
    assert "*Wednesday* · excused" in shown  # nobody was asked then
    assert "*Thursday* · 3 of 5 leads · 1 presentation · late\n> *Won*  Kestrel &lt;signed&gt;" in shown
    assert "*Friday* · missed" in shown
    assert "*Monday* · 4 of 5 leads · 1 presentation · on time" in shown
    assert "> *Next*  Call Brandt" in shown
    assert "In the way" not in shown


def pressed(office, person, whose, action=WEEKS):
    return office.forge({
        "type": "block_actions",
        "team": {"id": office.workspace},
        "user": {"id": person.id, "team_id": office.workspace},
        "trigger_id": "1.2.3",
        "view": {"type": "home"},
        "actions": [{"action_id": action, "block_id": "b", "value": whose, "action_ts": str(hash(whose))}],
    })  # fmt: skip


def test_only_the_person_and_the_managers_above_see_the_weeks(quick, dana, boss, rep):
    tom = quick.hire("Tom Berg", manager=boss)
    tomas = quick.hire("Tomas Weber", rank=Rank.MANAGER, manager=dana)
    homes = quick.bot.homes
    for viewer in (rep, boss, dana):
        assert homes.weeks_of(quick.workspace, viewer.id, rep.id).person.id == rep.id
    for viewer, whose in ((tom, rep.id), (tomas, rep.id), (boss, "U_NOBODY"), (boss, dana.id)):
        with pytest.raises(NotForYou):
            homes.weeks_of(quick.workspace, viewer.id, whose)
    assert pressed(quick, tom, rep.id).status == 200


def test_managers_of_each_other_are_no_endless_chain(quick, boss, rep):
    quick.change(boss, manager=rep.id)
    lou = quick.hire("Lou Reyes")
    with pytest.raises(NotForYou):
        quick.bot.homes.weeks_of(quick.workspace, lou.id, rep.id)


def test_a_director_opens_a_team_and_from_there_somebodys_weeks(quick, dana, boss, rep):
    quick.check_in(rep, leads=4, Blockers="Waiting for legal")
    shown = home_of(dana)
    assert "*Maya Lindqvist's team today*\n*1 of 1* checked in" in shown
    assert "1 blocker named" in shown
    dana.presses("Team", where="home")
    assert "*Rita Alvarez* · 4 of 5 leads" in text_of(dana.modal())
    dana.presses("Week", where="modal")
    assert "*Monday* · 4 of 5 leads" in text_of(dana.modal())


def test_an_admin_reads_what_is_in_the_way_and_nobody_else_does(quick, dana, boss, rep):
    quick.hire("Solo Artist")
    assert "No manager for Solo Artist" in home_of(dana)
    assert "Setup" not in home_of(boss)


def test_without_a_plan_the_admin_reads_what_to_do_and_the_others_are_asked_to_wait(quick, dana, rep):
    with quick.bot.database.writing() as connection:
        connection.execute(delete(PlanRow))
    assert "latitude plan apply" in home_of(dana)
    assert "still being written" in home_of(rep)
    rep.runs("/latitude", "settings")
    assert "no plan yet" in " ".join(text_of(each) for each in rep.whispers)


@pytest.mark.parametrize(
    ("name", "word", "said_"),
    [
        ("rep", "status", "You haven't checked in for today yet."),
        ("rep", "settings", "America/New_York"),
        ("rep", "help", "/away"),
        ("rep", "leads 6", "`leads 6, demos 1`"),
        ("rep", "team", "What you can do here"),
        ("boss", "status", "Rita Alvarez · not yet"),
        ("boss", "team", "Rita Alvarez · not yet"),
        ("boss", "", "I tell you who has checked in"),
        ("boss", "settings", "Dana Okafor"),
        ("dana", "team", "Maya Lindqvist's team today"),
        ("dana", "help", "latitude people import"),
    ],
)
def test_the_command_answers_in_short(request, quick, rep, name, word, said_):
    person = request.getfixturevalue(name)
    person.runs("/latitude", word)
    assert said_ in " ".join(text_of(each) for each in person.whispers)


@pytest.fixture
def statements(quick):
    seen = []

    def note(_connection, _cursor, statement, *_):
        if not statement.upper().startswith(("BEGIN", "PRAGMA", "SET")):
            seen.append(statement)

    engine = quick.bot.homes.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_home_is_read_in_a_few_statements_whatever_the_size_of_the_team(quick, boss, rep, statements):
    quick.bot.homes.of(quick.workspace, rep.id)
    assert len(statements) <= 20
    statements.clear()
    quick.bot.homes.of(quick.workspace, boss.id)
    few = len(statements)
    assert few <= 34
    for number in range(12):
        quick.hire(f"Rep{number} Ortiz", manager=boss)
    statements.clear()
    quick.bot.homes.of(quick.workspace, boss.id)
    assert len(statements) == few


def test_a_directors_home_is_too_however_many_managers_there_are(quick, dana, boss, rep, statements):
    quick.bot.homes.of(quick.workspace, dana.id)
    few = len(statements)
    for number in range(6):
        manager = quick.hire(f"Manager{number} Ortiz", rank=Rank.MANAGER, manager=dana)
        quick.hire(f"Rep{number} Ortiz", manager=manager)
    statements.clear()
    quick.bot.homes.of(quick.workspace, dana.id)
    assert len(statements) == few


def test_a_plan_this_version_cannot_read_is_the_admins_first_problem(quick, dana, rep):
    with quick.bot.database.writing() as connection:
        connection.execute(update(PlanRow).values(document='{"from": "tomorrow"}'))
    assert "latitude plan apply" in home_of(dana)
    assert "no plan yet" not in home_of(dana)
    assert "still being written" in home_of(rep)


def test_a_manager_sees_each_reps_week_so_far(quick, boss, rep):
    said(quick, rep, MONDAY, 4, 1)
    quick.travel_to(TUESDAY, "12:00")
    assert "This week: 4 of 25 leads  ·  1 of 3 presentations" in home_of(boss)
