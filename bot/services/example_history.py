"""Eight weeks in the life of the example team, told through the desks from a fixed seed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day, moment
from bot.domain.checkins import Kept, Mark
from bot.domain.counts import targets
from bot.domain.weeks import Review, Verdict
from bot.services import example, example_coaching, example_requests
from bot.services.absences import Absences
from bot.services.checkins import Checkins, Words, activities_asked
from bot.services.desk import plan_in_force, schedule_for
from bot.services.nudges import is_sent
from bot.services.people import People
from bot.services.plans import Plans
from bot.store import checkins, deliveries, marks, weeks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.store.database import Database

SEED = 20
LATE, MISSED, PROMISES, KEEPS = 0.07, 0.02, 0.5, 0.92
"""How often a check-in is late or missed, names a commitment, and a commitment is kept."""

STRENGTH = {
    "Rita Alvarez": 1.1,
    "Sam Whitfield": 1.15,
    "Robin Lee": 1.15,
    "Lena Fischer": 1.1,
    "Oskar Nowak": 1.1,
    "Nia Mensah": 1.2,
}
"""What each rep tends to do, as a share of what is expected."""

STEADY = "Nia Mensah"
"""Who has answered in time every day since she came, and is about to rise."""

SILENT, SILENT_DAYS = "Robin Lee", (-3, -2)
"""Who left these of the last days unanswered, as places from the end, and leaves the next ones too."""

WINS = (
    "A referral from Brandt GmbH.",
    "Second meeting with the buying committee agreed.",
    "Kestrel signed at list price.",
    "The demo ran without a single slide.",
    "Got through to the finance director.",
    "A lost customer wants to talk again.",
)
BLOCKERS = (
    "Legal has the contract since last week.",
    "No answer from the champion at Orbis.",
    "The price list still has the old bundles.",
    "Two no-shows in a row.",
)
COMMITMENTS = (
    "Call the five accounts I have been putting off.",
    "Send Kestrel the business case before noon.",
    "Book two presentations for next week.",
    "Ask Brandt for an introduction to their sister company.",
    "Prepare the pilot review with real numbers.",
)
STUCK = "Waiting for the security questionnaire."
"""What is in Oskar's way these days."""

PROMISED = "Send Kestrel the business case before noon."
"""What Rita said she would do today."""


@dataclass
class _Past:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        """Where it stands."""
        return self.at


def tell(database: Database, workspace: str, ids: Mapping[str, str], now: datetime) -> None:
    """Put the example plan and team in force eight weeks before `now`, and let those weeks pass."""
    random = Random(SEED)  # noqa: S311 - the same story each time, not a secret
    director = next(each for each in example.TEAM if each.admin)
    zone = next(each for each in example.people(workspace, ids, now.date()) if each.admin).zone
    today = local_day(now, zone)
    began = today - timedelta(days=today.weekday(), weeks=example.WEEKS)
    past = _Past(moment(began, time(7), zone))
    team = example.people(workspace, ids, today)
    with database.writing() as connection:
        deliveries.begin(connection, workspace, _lucky(team, today))
    Plans(database, past.now).apply(workspace, example.plan(), by=ids[director.name], why="Our first plan")
    People(database, past.now).enroll(
        [each for each in team if each.starts_on <= began], by=ids[director.name]
    )
    for each in team:
        if each.starts_on > began:
            past.at = moment(each.starts_on, time(7), each.zone)
            People(database, past.now).enroll([each], by=ids[director.name], why="Joined the team")
    for person in team:
        if person.role is not None:
            _tell_of(database, past, person, began, today, now, random)
    example_requests.tell(database, workspace, ids, now, zone)
    example_coaching.tell(database, workspace, ids, now, zone)
    _go_on_leave(database, workspace, ids, today, now)


def _lucky(team: Iterable[Person], today: date) -> str:
    """A secret by which nobody misses the hint that would be right for them in the week of `today`."""
    week, plan = today - timedelta(days=today.weekday()), example.plan()
    hints = [
        (person.id, each.activity, week)
        for person in team
        for each in plan.expected_of(person.role)
        if person.name != SILENT
    ]
    tried = (f"{number:064x}" for number in count(SEED))
    return next(each for each in tried if all(is_sent(bytes.fromhex(each), *hint) for hint in hints))


def _tell_of(
    database: Database,
    past: _Past,
    person: Person,
    began: date,
    today: date,
    now: datetime,
    random: Random,
) -> None:
    """One rep's check-ins up to yesterday, and the manager's word on each finished week."""
    desk = Checkins(database, past.now)
    with database.writing() as connection:
        version, plan = plan_in_force(connection, person.workspace)
        past.at = now
        schedule = schedule_for(connection, plan, person, now, timedelta(weeks=example.WEEKS + 1))
        days = [
            day for day in days_between(max(began, person.starts_on), today - ONE_DAY) if schedule.takes(day)
        ]
        for day in days:
            fate = _fate(person, days, day, random)
            if fate < MISSED and day != days[-1]:
                closed = schedule.window(day).closes
                marks.add(connection, person.workspace, [(person.id, day, Mark.MISSED)], "unanswered", closed)
                continue
            past.at = _answered_at(schedule, day, fate, now, random)
            words = words_for(plan, person, schedule, day, today, random)
            desk.take(
                connection, plan, version, person, receipt=f"past:{person.id}:{day}", day=day, words=words
            )
        _confirm_weeks(connection, person, schedule, began, today)


def _fate(person: Person, days: list[date], day: date, random: Random) -> float:
    """How a day went: below MISSED unanswered, a little above late, else in time."""
    fate = random.random()
    if person.name == STEADY:
        return 1.0
    if person.name == SILENT:
        return 0.0 if days.index(day) - len(days) in SILENT_DAYS else 1.0
    return fate


def _answered_at(schedule: Schedule, day: date, fate: float, now: datetime, random: Random) -> datetime:
    hours = schedule.window(day)
    if MISSED <= fate < MISSED + LATE:
        at = hours.cutoff + timedelta(minutes=random.randint(5, 90))
    else:
        at = schedule.prompt_at(day) + timedelta(minutes=random.randint(2, 70))
    return min(at, now)


def words_for(
    plan: Plan, person: Person, schedule: Schedule, day: date, today: date, random: Random
) -> Words:
    """What somebody of the example team says of a day."""
    covered = len(schedule.covers(day))
    expected = {
        each.activity.key: float(each.amount)
        for each in (
            *targets(plan, person, day, "week"),
            *targets(plan, person, day, "day", days=covered),
        )
    }
    daily = {each.activity.key for each in targets(plan, person, day, "day")}
    counts = {
        activity.key: str(
            _poisson(
                STRENGTH[person.name]
                * expected[activity.key]
                * (1 if activity.key in daily else covered / len(plan.calendar.weekdays)),
                random,
            )
        )
        for activity in activities_asked(plan, person)
    }
    last = schedule.days.last_before(today) == day
    recent = day >= today - timedelta(days=5)
    stuck = STUCK if recent and person.name == "Oskar Nowak" else ""
    promised = PROMISED if last and person.name == "Rita Alvarez" else ""
    return Words(
        counts=counts,
        wins=random.choice(WINS) if random.random() < PROMISES else "",
        blockers=stuck or (random.choice(BLOCKERS) if random.random() < PROMISES / 4 else ""),
        commitment=promised or (random.choice(COMMITMENTS) if random.random() < PROMISES else ""),
        kept=Kept.YES if random.random() < KEEPS or person.name == STEADY else Kept.NO,
    )


def _poisson(mean: float, random: Random) -> int:
    """A count around `mean`, by Knuth's product of uniform draws."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def _confirm_weeks(
    connection: Connection, person: Person, schedule: Schedule, began: date, today: date
) -> None:
    """The manager says of every finished week that it looks right."""
    this_week, _ = schedule.days.week_of(today)
    said = checkins.between(connection, person.workspace, [person.id], began, this_week - ONE_DAY)
    by_week: dict[date, dict[date, int]] = {}
    for each in said.get(person.id, []):
        by_week.setdefault(schedule.days.week_of(each.day)[0], {})[each.day] = each.revision
    for week, seen in by_week.items():
        review = Review(person.id, week, 1, Verdict.LOOKS_RIGHT, seen, person.manager or person.id)
        friday = moment(week + timedelta(days=4), time(17, 5), schedule.zone)
        weeks.add(connection, person.workspace, review, friday)


def _go_on_leave(
    database: Database, workspace: str, ids: Mapping[str, str], today: date, now: datetime
) -> None:
    """One of them is away all this week."""
    monday = today - timedelta(days=today.weekday())
    Absences(database, lambda: now).enter(
        workspace,
        ids[example.ON_LEAVE],
        receipt="past:leave",
        person=ids[example.ON_LEAVE],
        first=monday,
        last=monday + timedelta(days=4),
    )
