"""The milestone desk: what people reached is noticed, and posted, shared or kept as they like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.allowances import level_name
from bot.domain.calendar import local_day
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.milestones import KEPT, MOST_A_DAY, Kind, Milestone, NoMilestone, Reached, State, in_turn
from bot.domain.schedules import quiet_until
from bot.services.desk import Desk, in_each, member, plan_in_force
from bot.services.milestone_signs import events, weeks_due, weeks_read
from bot.services.request_routes import away_now
from bot.store import deliveries, inbox, kudos, people, plans
from bot.store import milestones as store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.people import Person
    from bot.domain.plan import Plan

POST = "milestone"
ASK = "milestone-ask"
ASK_DRAWN = "milestone-ask-card"
PRIVATE = "milestone-private"

BATCH = 200
"""People whose weeks are read in one transaction."""

_USEFUL = timedelta(hours=8)
_ANSWERED_WITHIN = timedelta(days=14)
_AFTER_THE_NEWS = timedelta(hours=1)


class Milestones(Desk):
    """The milestone desk."""

    def notice(self) -> int:
        """Write down what was reached since the last look, and post what is to be; how many were posted.

        Repeatable, in every process.
        """
        with self.database.reading() as connection:
            found = dict(plans.in_force(connection))
        return in_each(found, lambda each: self._notice(each, found[each]), "milestones not noticed")

    def card(self, workspace: str, person: str, key: str) -> Reached | None:
        """What to show of a milestone; None where there is none, or its person has left."""
        with self.database.reading() as connection:
            milestone = store.find(connection, workspace, person, key)
            found = people.find(connection, workspace, person)
            if milestone is None or found is None or not found.active:
                return None
            _, plan = plan_in_force(connection, workspace)
            private = bool(kudos.prefer_private(connection, workspace, [person]))
            return Reached(milestone, found, plan.channels.wins, private, _holds(plan, found, milestone))

    def answer(self, workspace: str, user: str, key: str, *, receipt: str, share: bool) -> Reached:
        """Share a step up of one's own, or keep it to oneself.

        Raises:
            NoMilestone: for any other, and once that was said.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            found = store.find(connection, workspace, user, key)
            if found is None or (share and not _holds(plan, person, found)):
                raise NoMilestone
            if inbox.is_new(connection, workspace, receipt, now):
                after = State.WAITING if share else State.PRIVATE
                if found.state is not State.ASKING or not store.move(
                    connection, workspace, found, after, now
                ):
                    raise NoMilestone
                deliveries.plan(connection, [_asked_again(workspace, found, now)], now)
            standing = store.find(connection, workspace, user, key) or found
            return Reached(standing, person, plan.channels.wins)

    def _notice(self, workspace: str, plan: Plan) -> int:
        now = self.now()
        wanted = frozenset(map(Kind, plan.recognition.milestones))
        with self.database.reading() as connection:
            version, _ = plan_in_force(connection, workspace)
            happened = list(events(connection, workspace, plan, wanted, now))
            due = weeks_due(connection, workspace, plan, wanted, now)
        for start in range(0, len(due), BATCH):
            some = due[start : start + BATCH]
            with self.database.reading() as connection:
                reached = list(weeks_read(connection, plan, some, wanted, now))
            with self.database.writing() as connection:
                store.look_at(connection, workspace, [(each.id, week) for each, week in some])
                self._write(connection, workspace, version, reached, now)
        if happened:
            with self.database.writing() as connection:
                self._write(connection, workspace, version, happened, now)
        return self._post(workspace, plan, now)

    def _write(
        self,
        connection: Connection,
        workspace: str,
        version: int,
        found: Sequence[Milestone],
        now: datetime,
    ) -> None:
        """Write milestones down, and ask those who are to say whether theirs is shared."""
        private = kudos.prefer_private(connection, workspace, [each.person for each in found])
        settled = [_begun(each, version, private=each.person in private) for each in found]
        store.add(connection, workspace, settled)
        asked = [_asked(workspace, each, now) for each in settled if each.state is State.ASKING]
        deliveries.plan(connection, asked, now)

    def _post(self, workspace: str, plan: Plan, now: datetime) -> int:
        with self.database.reading() as connection:
            waiting = store.waiting(connection, workspace, now - KEPT)
            team = people.some(connection, workspace, sorted({each.person for each in waiting}))
        teams: dict[str, set[str]] = {}
        for each in team.values():
            teams.setdefault(_team_of(each), set()).add(each.id)
        return sum(self._post_of(workspace, plan, leader, teams[leader], now) for leader in sorted(teams))

    def _post_of(self, workspace: str, plan: Plan, leader: str, ids: set[str], now: datetime) -> int:
        """Post what waits of one team, as many as fit into its day; how many."""
        with self.database.writing() as connection:
            people.hold(connection, workspace, [leader])
            found = people.find(connection, workspace, leader)
            if found is None or quiet_until(now, plan.calendar.quiet, found.zone) is not None:
                return 0
            waiting = in_turn(store.waiting(connection, workspace, now - KEPT, ids))
            team = people.some(connection, workspace, sorted(ids))
            away = away_now(connection, team.values(), now)
            private = kudos.prefer_private(connection, workspace, team)
            today = local_day(now, found.zone)
            before = posted = store.posted_on(connection, workspace, leader, today)
            owed: list[Planned] = []
            for each in waiting:
                if each.person in away:
                    continue
                if not (team[each.person].active and _holds(plan, team[each.person], each)):
                    store.move(connection, workspace, each, State.PRIVATE, now)
                elif each.person in private:
                    store.move(connection, workspace, each, State.PRIVATE, now)
                    owed.append(_message(workspace, each, PRIVATE, now))
                elif posted < MOST_A_DAY:
                    posted += 1
                    store.move(connection, workspace, each, State.POSTED, now, team=leader, day=today)
                    owed.append(_message(workspace, each, POST, now, channel=plan.channels.wins))
                else:
                    store.move(connection, workspace, each, State.HELD, now, team=leader)
            deliveries.plan(connection, owed, now)
        return posted - before


def _team_of(person: Person) -> str:
    """Whose team somebody is on; their own where nobody leads them."""
    return person.manager or person.id


def _begun(found: Milestone, version: int, *, private: bool) -> Milestone:
    """A milestone as it begins: a step up is only shared if its person says so."""
    state = State.WAITING
    if found.kind is Kind.LEVEL_UP:
        state = State.PRIVATE if private else State.ASKING
    return found.begun(state, version)


def _holds(plan: Plan, person: Person, milestone: Milestone) -> bool:
    """Whether it is still so: whoever stepped up may have stepped back since."""
    return milestone.facts.get("level", level_name(plan, person)) == level_name(plan, person)


def _asked(workspace: str, milestone: Milestone, now: datetime) -> Planned:
    """The question whether a step up is shared; the news itself stands alone for a while."""
    return replace(_message(workspace, milestone, ASK, now), due_at=now + _AFTER_THE_NEWS)


def _asked_again(workspace: str, milestone: Milestone, now: datetime) -> Planned:
    """The question drawn again, without its buttons."""
    asked = _message(workspace, milestone, ASK, now)
    return replace(
        asked,
        key=f"{ASK_DRAWN}:{milestone.person}:{milestone.key}",
        kind=ASK_DRAWN,
        priority=Priority.ANSWER,
        method=Method.UPDATE,
        updates=asked.key,
    )


def _message(workspace: str, milestone: Milestone, kind: str, now: datetime, *, channel: str = "") -> Planned:
    return Planned(
        workspace=workspace,
        key=f"{kind}:{milestone.person}:{milestone.key}",
        kind=kind,
        to=channel or milestone.person,
        person=None if channel else milestone.person,
        due_at=now,
        useful_until=now + (_USEFUL if channel else _ANSWERED_WITHIN),
        priority=Priority.DIGEST,
        about={"person": milestone.person, "milestone": milestone.key},
    )
