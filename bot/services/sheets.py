"""The sheet desk: one person's page for the next talk, read in one transaction."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, local_day, moment
from bot.domain.checkins import open_promise
from bot.domain.coaching import Told
from bot.domain.explanations import moved, rows_of
from bot.domain.histories import A_WEEK
from bot.domain.sheets import MOST, Asking, Sheet, began, promises_of, typed_since
from bot.services.blockers import repeated_in
from bot.services.coaching_recognition import for_managers, thanks_since
from bot.services.desk import Desk, member, plan_in_force, seen_by
from bot.services.drops import dropping
from bot.services.homes import past_of
from bot.services.paces import forecasts
from bot.services.request_routes import chain_of
from bot.services.team_balances import RECENT
from bot.store import balances, coaching, milestones, outcomes, people, requests, retrospects, trust

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.coaching import Note
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.trust_explained import Row

_LAST_TALKS = 5


class Sheets(Desk):
    """The sheet desk."""

    def of(self, workspace: str, viewer: str, whose: str) -> Sheet:
        """The page of `whose`, the same for themselves and the managers above them.

        Raises:
            NotForYou: for anybody else.
        """
        now = self.now()
        with self.database.reading() as connection:
            person = seen_by(connection, member(connection, workspace, viewer), whose)
            _, plan = plan_in_force(connection, workspace)
            return _sheet(connection, plan, person, now)


def _sheet(connection: Connection, plan: Plan, person: Person, now: datetime) -> Sheet:
    workspace, today = person.workspace, local_day(now, person.zone)
    notes = coaching.notes_of(connection, workspace, person.id, _LAST_TALKS)
    since = began([local_day(each.at, person.zone) for each in notes], today)
    past, _, reviews = past_of(connection, plan, person, today, 1 + (today - since) // A_WEEK)
    this_week, _ = past.schedule.days.week_of(today)
    firsts = [this_week - number * A_WEEK for number in range(1, 2 + (this_week - since) // A_WEEK)]
    said = past.said
    reading = balances.latest(connection, workspace, [person.id], now.date() - RECENT).get(person.id)
    chain, began_at = chain_of(connection, person), moment(since, time(0), person.zone)
    repeated = repeated_in(connection, [person], {person.id: past.schedule}, today, since)
    noticed = milestones.noticed(connection, workspace, [person.id], began_at)
    reached = for_managers(connection, workspace, noticed).get(person.id, [])
    thanks = thanks_since(connection, person, began_at)
    likely = forecasts(connection, plan, [person], now).get(person.id, ())
    return Sheet(
        person=person,
        manager=chain[0] if chain else None,
        since=since,
        last=_last_talk(connection, person, notes),
        asked=coaching.asking(connection, workspace, [person.id]).get(person.id),
        agreed=tuple(coaching.agreed(connection, workspace, [person.id])),
        week=past.progress(today),
        weeks=tuple(
            past.line(first, reviews.get((person.id, first)))
            for first in firsts
            if first + A_WEEK > past.schedule.first_day
        ),
        promises=promises_of(said, since, open_promise(today + ONE_DAY, said.values())),
        requests=_requests(connection, plan, person, began_at),
        moved=_moved(connection, plan, person, since),
        reading=reading,
        repeated=repeated,
        blockers=typed_since(((day, each.blockers) for day, each in said.items()), since, but=repeated),
        wins=typed_since(((day, each.wins) for day, each in said.items()), since),
        answers=tuple(retrospects.since(connection, workspace, person.id, since - A_WEEK)),
        thanked=tuple(each for each in thanks if person.id not in each[0].private)[:MOST],
        reached=tuple(reached[:MOST]),
        out_of_reach=tuple(each for each in likely if each.is_beyond_rescue),
        drops=dropping(connection, plan, [person], now).get(person.id, ()),
        currency=plan.approvals.currency,
    )


def _last_talk(connection: Connection, person: Person, notes: Sequence[Note]) -> Told | None:
    if not notes:
        return None
    by = people.find(connection, person.workspace, notes[0].by)
    return None if by is None else Told(notes[0], person, by)


def _requests(connection: Connection, plan: Plan, person: Person, since: datetime) -> tuple[Asking, ...]:
    found = requests.of_people(connection, person.workspace, [person.id], since)[::-1][:MOST]
    told = outcomes.told(connection, person.workspace, [each.id for each in found])
    return tuple(
        Asking(each, plan.power(each.case.power), told[each.id][-1] if each.id in told else None)
        for each in found
    )


def _moved(connection: Connection, plan: Plan, person: Person, since: date) -> tuple[Row, ...]:
    now = trust.latest(connection, person.workspace, [person.id], plan.trust).get(person.id)
    if now is None:
        return ()
    before = trust.before(connection, person.workspace, person.id, since, plan.trust)
    return moved(rows_of(now.end), () if before is None else rows_of(before.end))
