"""Whatever Home, the morning message and the opened weeks show fits what Slack takes, and is harmless."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.absences import Absence
from bot.domain.blockers import Repeated
from bot.domain.checkins import LONGEST_TEXT, Checkin, Commitment, Kept, Mark
from bot.domain.counts import Measure
from bot.domain.digests import Answer, Digest, TeamDay, Thread
from bot.domain.histories import DayLine, OpenDay, OpenedWeek, PersonsWeeks, Progress, WeekLine
from bot.domain.home import Home, OwnDay, OwnSettings, Rest, Why
from bot.domain.people import Person, Rank
from bot.domain.plan import Cadence
from bot.domain.setup import Kind, Problem
from bot.sandbox.client import text_of
from bot.views import digests, histories, home
from bot.views import help as helping
from tests.views.checks import check_message, check_view, marked

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 21, 37, tzinfo=UTC)

typed = st.one_of(
    st.sampled_from(
        ["", "none", "<!channel>", "<http://x|y>", "*b*", "🎉" * 200, "<" * LONGEST_TEXT, "\n" * 99]
    ),
    st.text(max_size=400),
)
names = st.one_of(st.sampled_from(["Rita Alvarez", "<!here>", "<" * 80]), st.text(min_size=1, max_size=80))
short = st.text(min_size=1, max_size=60)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
counts = st.integers(0, 10_000).map(Decimal)
measures = st.lists(
    st.builds(
        Measure,
        activity=short,
        name=short,
        unit=short,
        done=counts,
        target=counts,
        per=st.sampled_from(["day", "week"]),
    ),
    max_size=12,
).map(tuple)
people = st.builds(
    Person,
    workspace=st.just("T1"),
    id=st.just("U1"),
    name=names,
    rank=st.sampled_from(Rank),
    role=st.just("ae"),
    manager=st.none(),
    timezone=st.just("Europe/Berlin"),
    starts_on=st.just(DAY),
    level=short,
    admin=st.booleans(),
)
accounts = st.builds(
    Checkin,
    day=days,
    counts=st.just({}),
    wins=typed,
    blockers=typed,
    submitted_at=st.just(NOW),
    mark=st.sampled_from(Mark),
    commitment=st.text(max_size=300),
    kept=st.one_of(st.none(), st.sampled_from(Kept)),
)
rests = st.builds(Rest, why=st.sampled_from(Why), name=short, until=days)
answers = st.builds(Answer, person=people, checkin=st.one_of(st.none(), accounts), measures=measures)
team_days = st.builds(
    TeamDay,
    day=days,
    answers=st.lists(answers, max_size=8).map(tuple),
    resting=st.lists(st.tuples(people, rests), max_size=4).map(tuple),
)
repeats = st.lists(
    st.builds(
        Repeated,
        words=st.text(min_size=1, max_size=3000),
        people=st.lists(people, min_size=1, max_size=12).map(tuple),
        days=st.integers(1, 12),
        last=days,
    ),
    max_size=8,
).map(tuple)
lines = st.builds(
    WeekLine,
    first=days,
    measures=measures,
    answered=st.integers(0, 5),
    asked=st.integers(0, 5),
    late=st.integers(0, 5),
    verified=st.booleans(),
)
problems = st.lists(
    st.builds(Problem, kind=st.sampled_from(Kind), names=st.tuples(names), values=st.tuples(short)),
    max_size=14,
).map(tuple)
progresses = measures.flatmap(
    lambda these: st.tuples(
        *(st.builds(Progress, st.just(each), st.one_of(st.none(), counts)) for each in these)
    )
)
own_days = st.builds(
    OwnDay,
    day=days,
    asked=st.one_of(st.none(), days),
    checkin=st.one_of(st.none(), accounts),
    rest=st.one_of(st.none(), rests),
    prompt_at=st.one_of(st.none(), st.just(NOW)),
    today=measures,
    week=progresses,
    weekly=st.booleans(),
    owed=st.lists(st.builds(OpenDay, days, st.sampled_from([None, Mark.LATE, Mark.MISSED])), max_size=8).map(
        tuple
    ),
    promise=st.one_of(st.none(), st.builds(Commitment, days, st.text(min_size=1, max_size=300))),
    absences=st.lists(
        st.builds(Absence, short, st.just("U1"), days, st.just(date(2027, 1, 1)), st.just("U1")), max_size=12
    ).map(tuple),
    history=st.lists(lines, max_size=8).map(tuple),
)
homes = st.builds(
    Home,
    person=people,
    manager=st.one_of(st.none(), people),
    own=st.one_of(st.none(), own_days),
    team=st.one_of(st.none(), team_days),
    teams=st.lists(st.tuples(people, team_days), max_size=4).map(tuple),
    repeated=repeats,
    setup=problems,
    has_plan=st.booleans(),
    weeks=st.dictionaries(st.just("U1"), progresses, max_size=1),
)


@settings(deadline=None, max_examples=60)
@given(homes)
def test_any_home_fits_and_so_do_the_short_answers(seen):
    check_view(home.draw(seen))
    for answer in (helping.card, helping.status, helping.team):
        check_message(answer(seen))


@settings(deadline=None, max_examples=40)
@given(people, st.lists(team_days, min_size=1, max_size=3).map(tuple), repeats)
def test_any_morning_message_fits(manager, told, repeated):
    check_message(digests.card(Digest(manager, told, repeated)))


@settings(deadline=None, max_examples=40)
@given(people, st.lists(answers, min_size=1, max_size=5).map(tuple))
def test_any_thread_fits_and_keeps_commitments_and_marks_to_itself(manager, said):
    check_message(digests.thread(Thread(manager, DAY, said)))
    for answer in said:
        check_message(digests.reply(answer))


@settings(deadline=None, max_examples=40)
@given(
    people,
    st.lists(
        st.builds(
            OpenedWeek,
            lines,
            st.lists(
                st.builds(
                    DayLine,
                    day=days,
                    checkin=st.one_of(st.none(), accounts),
                    measures=measures,
                    mark=st.one_of(st.none(), st.sampled_from(Mark)),
                    rest=st.one_of(st.none(), rests),
                ),
                max_size=7,
            ).map(tuple),
        ),
        max_size=4,
    ).map(tuple),
    team_days,
)
def test_any_opened_weeks_and_team_fit(person, weeks, team):
    check_view(histories.opened(PersonsWeeks(person, weeks)))
    check_view(digests.opened(person, team))


def someone(number=1, rank=Rank.REP, **more):
    role = "ae" if rank is Rank.REP else None
    return Person("T1", f"U{number}", f"Rep{number} Ortiz", rank, role, None, "UTC", DAY, **more)


def busy(number):
    said = Checkin(DAY, {}, "A win " * 100, "In the way " * 100, NOW, Mark.ON_TIME)
    leads = Measure("leads", "Leads", "lead", Decimal(4), Decimal(5), "day")
    return Answer(someone(number), said if number % 3 else None, (leads,))


def test_a_team_of_forty_fits_on_home_with_a_button_for_each():
    repeated = tuple(Repeated(f"blocker {n}", (someone(n),), 3, DAY) for n in range(10))
    team = TeamDay(DAY, tuple(busy(number) for number in range(40)))
    drawn = home.draw(Home(someone(rank=Rank.MANAGER), None, None, team, repeated=repeated))
    check_view(drawn)
    assert len(drawn["blocks"]) < 60
    assert json.dumps(drawn).count(f'"{histories.WEEKS}"') == 40


def test_a_director_of_twelve_managers_sees_every_team():
    days_ = tuple(
        (someone(n, Rank.MANAGER), TeamDay(DAY, tuple(busy(each) for each in range(40)))) for n in range(12)
    )
    drawn = home.draw(Home(someone(99, Rank.DIRECTOR), None, None, None, days_))
    check_view(drawn)
    assert json.dumps(drawn).count(f'"{digests.TEAM}"') == 12
    assert "There is more than fits here" not in text_of(drawn)


def test_what_does_not_fit_is_cut_and_said():
    team = TeamDay(DAY, tuple(busy(number) for number in range(70)))
    assert "…and 10 more" in text_of(home.draw(Home(someone(), None, None, team)))
    managers = tuple((someone(n, Rank.MANAGER), TeamDay(DAY, ())) for n in range(120))
    drawn = home.draw(Home(someone(), None, None, None, managers))
    check_view(drawn)
    assert "There is more than fits here" in text_of(drawn)


def test_no_hour_at_which_somebody_checked_in_is_ever_drawn():
    said = Checkin(DAY, {}, "A win", "", NOW, Mark.LATE, commitment="Call", kept=Kept.NO)
    line = WeekLine(DAY, (), 1, 5, 1, verified=False)
    shown: list[Any] = [
        histories.opened(PersonsWeeks(someone(), (OpenedWeek(line, (DayLine(DAY, said, (), Mark.LATE),)),))),
        home.draw(Home(someone(), None, None, TeamDay(DAY, (Answer(someone(), said),)))),
        digests.card(Digest(someone(), (TeamDay(DAY, (Answer(someone(), said),)),))).blocks,
        digests.reply(Answer(someone(), said)).blocks,
    ]
    assert not re.search(
        r"\d\d?[:.]\d\d|\b21\b|\b37\b", " ".join(text for each in shown for text in marked(each))
    )
    assert "late" in text_of(shown[0])
    assert "Did not get to" in text_of(shown[0])


OWN = OwnDay(DAY, DAY, None, None, None, (), ())


def own(**changes):
    return text_of(home.draw(Home(someone(), None, replace(OWN, **changes), None)))


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (Rest(Why.AWAY, until=DAY + timedelta(days=4)), "You're away until Friday 27 November."),
        (Rest(Why.HOLIDAY, "Thanksgiving Day"), "Thanksgiving Day."),
        (Rest(Why.DAY_OFF), "The team has the day off."),
        (Rest(Why.WEEKEND), "Not a working day for you."),
        (Rest(Why.NOT_STARTED, until=DAY + timedelta(days=7)), "You start on Monday 30 November."),
        (Rest(Why.AT_THE_WEEKS_END, until=DAY + timedelta(days=4)), "You account for your week on Friday"),
    ],
)
def test_home_says_why_there_is_nothing_to_do(rest, said):
    assert said in own(asked=None, rest=rest)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (Rest(Why.AWAY, until=DAY), "away until Monday 23 November"),
        (Rest(Why.HOLIDAY, "Thanksgiving Day"), "public holiday, Thanksgiving Day"),
        (Rest(Why.NOT_STARTED, until=DAY), "starts on Monday 23 November"),
        (Rest(Why.AT_THE_WEEKS_END, until=DAY), "accounts for the week on Monday 23 November"),
        (Rest(Why.NOT_IN_SLACK), "not in Slack yet"),
        (Rest(Why.EXCUSED), "excused"),
    ],
)
def test_a_manager_reads_why_somebody_is_not_asked(rest, said):
    assert histories.resting(rest) == said


def leads(done, target, per="day"):
    return Measure("leads", "Leads", "lead", Decimal(done), Decimal(target), per)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(leads(14, 25), Decimal(15)), "*14 of 25 leads* · 1 to catch up"),
        (Progress(leads(15, 25), Decimal(15)), "*15 of 25 leads* · on track"),
        (Progress(leads(25, 25), Decimal(15)), "*25 of 25 leads* · done"),
        (Progress(leads(2, 3, "week")), "*2 of 3 leads*"),
    ],
)
def test_the_week_says_how_it_stands(progress, said):
    assert said in own(week=(progress,))


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (None, "It takes a few seconds."),
        (Mark.LATE, "It counts as late."),
        (Mark.MISSED, "It is marked missed; the numbers still count."),
    ],
)
def test_an_open_day_says_what_it_counts_as(mark, said):
    assert f"*Monday is still open.* {said}" in own(owed=(OpenDay(DAY, mark),))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            WeekLine(DAY, (leads(22, 25), leads(4, 3, "week")), 5, 5, 1, verified=False),
            " · 22 of 25 leads · 4 of 3 leads · 5 of 5 days, one late",
        ),
        (WeekLine(DAY, (), 3, 5, 2, verified=True), " ✓ · 3 of 5 days, 2 late"),
        (WeekLine(DAY, (), 0, 0, 0, verified=False), " · off"),
    ],
)
def test_a_week_is_a_line(line, said):
    assert histories.line_of(line).replace("\u00a0", " ") == said


def test_a_day_nobody_answered_is_open_or_missed_or_at_rest():
    assert histories._day(DayLine(DAY, None, (), None)) == "*Monday* · not yet"
    assert histories._day(DayLine(DAY, None, (), Mark.MISSED)) == "*Monday* · missed"
    rested = DayLine(DAY, None, (), None, Rest(Why.DAY_OFF))
    assert histories._day(rested) == "*Monday* · day off"


def test_repeated_blockers_are_named():
    one = Repeated("waiting for the security questionnaire", (someone(1),), 3, DAY)
    three = Repeated("legal review", (someone(1), someone(2), someone(3)), 1, DAY)
    (drawn,) = digests.comes_back([one, three])
    assert "*Third day:* Rep1 — waiting for the security questionnaire" in drawn["text"]["text"]
    assert "*Three people:* legal review (Rep1, Rep2, Rep3)" in drawn["text"]["text"]
    crowd = Repeated("legal", tuple(someone(n) for n in range(12)), 11, DAY)
    (drawn,) = digests.comes_back([crowd, Repeated("legal", (someone(),), 11, DAY)])
    assert "*12 people:* legal (" in drawn["text"]["text"]
    assert "2 more)" in drawn["text"]["text"]
    assert "*11th day:*" in drawn["text"]["text"]


def test_a_team_nobody_is_asked_in_says_so():
    assert "Nobody on Rep1's team checks in." in text_of(digests.opened(someone(), TeamDay(DAY, ())))
    resting = TeamDay(DAY, (), ((someone(2), Rest(Why.AWAY, until=DAY)),))
    assert "nobody is asked today" in text_of(home.draw(Home(someone(), None, None, resting)))
    assert "Away: Rep2" in text_of(home.draw(Home(someone(), None, None, None, ((someone(), resting),))))


@pytest.mark.parametrize("admin", [True, False])
def test_a_workspace_without_a_plan_is_told_what_to_do(admin):
    seen = Home(someone(admin=admin), None, None, None, has_plan=False)
    assert ("latitude plan apply" in text_of(home.draw(seen))) is admin
    assert "What you can do here" in text_of({"blocks": helping.team(seen).blocks})


def test_settings_say_when_somebody_is_asked_and_when_not():
    hours: dict[str, Any] = {"weekdays": frozenset(range(5)), "prompt_at": time(16, 30), "cutoff": time(10)}
    mine = OwnSettings(
        someone(),
        someone(2),
        "Guided",
        Cadence.WEEKLY,
        counted=True,
        country="US",
        quiet=(time(19), time(8)),
        **hours,
    )
    shown = text_of({"blocks": helping.settings(mine).blocks})
    assert "on the last working day of the week at 16:30" in shown
    assert "Monday, Tuesday, Wednesday, Thursday and Friday, without the public holidays of US" in shown
    assert "Rep2 Ortiz" in shown
    assert "from 19:00 to 08:00" in shown
    bare = OwnSettings(
        someone(),
        None,
        "Guided",
        Cadence.DAILY,
        counted=False,
        country=None,
        quiet=(time(0), time(0)),
        **hours,
    )
    check_message(helping.settings(bare))
    assert "I ask" not in text_of({"blocks": helping.settings(bare).blocks})
