"""The trust desk: it folds everybody's days as they close, and again from where the ledger was corrected."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import ONE_DAY, days_between, local_day, moment
from bot.domain.ladder import Day, Proposal, Proposed, Standing, grounded, live_through
from bot.domain.ledger_files import event_of
from bot.domain.people import Rank
from bot.domain.schedules import schedule_of
from bot.domain.trust import State, read
from bot.services.desk import Desk, in_each
from bot.services.evidence import account, rung_of
from bot.services.marks import LOOK_BACK
from bot.store import absences, active_days, checkins, contests, evidence, marks, people, plans, trust

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.evidence import Entry
    from bot.domain.ledger import Event
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.schedules import Schedule
    from bot.store.trust import DatedDay, Head

BATCH = 250
"""People per transaction, so that a whole company holds no lock for long."""

ALLOWANCE = timedelta(minutes=15)
"""How long after a day closed its mark may take."""

_SINCE = timedelta(days=400)


class Trust(Desk):
    """The trust desk."""

    def close_days(self) -> int:
        """Fold every day that has closed, in every workspace; how many days that were."""
        with self.database.reading() as connection:
            workspaces = [each for each, _ in plans.in_force(connection)]
        return in_each(workspaces, self._close, "days not closed")

    def latest(self, workspace: str, person: str) -> DatedDay | None:
        """Somebody's trust at the end of the last day that is folded."""
        with self.database.reading() as connection:
            found = plans.current(connection, workspace)
            if found is None:
                return None
            return trust.latest(connection, workspace, [person], found[1].trust).get(person)

    def _close(self, workspace: str) -> int:
        now = self.now()
        with self.database.reading() as connection:
            fresh = trust.not_begun(connection, workspace)
        for start in range(0, len(fresh), BATCH):
            with self.database.writing() as connection:
                begin(connection, workspace, fresh[start : start + BATCH], now)
        days = 0
        while True:
            with self.database.writing() as connection:
                heads = trust.due(connection, workspace, now, BATCH)
                if not heads:
                    return days
                days += fold_days(connection, workspace, heads, now)


def begin(connection: Connection, workspace: str, reps: Sequence[str], now: datetime) -> None:
    """Begin the trust of reps who have none yet, with what is known of them already."""
    found = plans.current(connection, workspace)
    if found is None:
        return
    version, plan = found
    people.hold(connection, workspace, reps)
    fresh = list(people.some(connection, workspace, reps).values())
    trust.begin(connection, workspace, {each.id: rung_of(plan, each.level) for each in fresh}, now)
    until = {each.id: local_day(now, each.zone) for each in fresh}
    days = [
        (each, day)
        for each in fresh
        for day in (*days_between(each.first_day, until[each.id])[::7], until[each.id])
    ]
    account(connection, plan, version, days, now)


def fold_now(connection: Connection, workspace: str, person: str, now: datetime) -> None:
    """Fold one person's days at once, where somebody waits to see what a correction comes to."""
    found = trust.head(connection, workspace, person)
    if found is not None:
        fold_days(connection, workspace, [found], now)


def fold_days(connection: Connection, workspace: str, heads: Sequence[Head], now: datetime) -> int:
    """Fold these people's days as far as they have closed; how many days that were."""
    book = _Book.read(connection, workspace, heads, now)
    lived = {each.person: list(book.live(each)) for each in heads}
    trust.drop(connection, workspace, {each.person: each.stale_from for each in heads if each.stale_from})
    trust.add(connection, workspace, [(who, day) for who, days in lived.items() for day in days])
    active_days.add(connection, workspace, [(who, each.day) for who, days in lived.items() for each in days])
    ends = {}
    for each in heads:
        days = lived[each.person]
        last = days[-1] if days else book.before.get(each.person)
        ends[each.person] = (None if last is None else last.day, book.due_after(each, last))
    trust.folded(connection, workspace, ends)
    return sum(len(each) for each in lived.values())


@dataclass(frozen=True)
class _Versions:
    """Which plan was in force when."""

    plans: Mapping[int, Plan]
    since: Sequence[tuple[datetime, int]]

    @classmethod
    def read(cls, connection: Connection, workspace: str) -> _Versions:
        applied = plans.history(connection, workspace)
        known = plans.readable(connection, workspace, [each.version for each in applied])
        return cls(known, [(each.at, each.version) for each in applied if each.version in known])

    def on(self, at: datetime) -> int:
        """The version in force at a moment; the first one before that."""
        place = bisect_right(self.since, at, key=lambda each: each[0])
        return self.since[max(0, place - 1)][1]


@dataclass(frozen=True)
class _Book:
    """What folding some people's days needs to know.

    Attributes:
        now: When.
        team: By id.
        versions: The plans.
        away: Absences, by person.
        before: The last day that stays as it is, by person.
        lived: The days after it that are to be lived again, by person; whatever has become of them since.
        entries: The ledger after that day, by person.
        frozen: The keys that weigh nothing, by person.
        done: The days with a check-in or a mark.
        schedules: By person and version of the plan; filled as they are needed.
    """

    now: datetime
    team: Mapping[str, Person]
    versions: _Versions
    away: Mapping[str, Sequence[tuple[date, date]]]
    before: Mapping[str, DatedDay]
    lived: Mapping[str, Sequence[date]]
    entries: Mapping[str, Sequence[Entry]]
    frozen: Mapping[str, Collection[str]]
    done: Collection[tuple[str, date]]
    schedules: dict[tuple[str, int], Schedule]

    @classmethod
    def read(cls, connection: Connection, workspace: str, heads: Sequence[Head], now: datetime) -> _Book:
        """Everything in a few statements, and one more for each person whose ledger was corrected."""
        ids = [each.person for each in heads]
        versions = _Versions.read(connection, workspace)
        parameters = versions.plans[versions.on(now)].trust
        fresh = [each.person for each in heads if each.stale_from is None]
        before = trust.latest(connection, workspace, fresh, parameters)
        for each in heads:
            if each.stale_from is not None:
                found = trust.before(connection, workspace, each.person, each.stale_from, parameters)
                if found is not None:
                    before[each.person] = found
        team = people.some(connection, workspace, ids)
        after = {who: each.day + ONE_DAY for who, each in before.items()}
        earliest = min(after.get(who) or each.first_day for who, each in team.items())
        disputed = contests.of(connection, workspace, ids)
        said = checkins.between(connection, workspace, ids, earliest, now.date() + ONE_DAY)
        given = marks.between(connection, workspace, ids, earliest, now.date() + ONE_DAY)
        return cls(
            now=now,
            team=team,
            versions=versions,
            away={
                who: [(each.first, each.last) for each in theirs]
                for who, theirs in absences.of(connection, workspace, ids, earliest - _SINCE).items()
            },
            before=before,
            lived={
                each.person: active_days.between(
                    connection, workspace, each.person, after.get(each.person, date.min), each.folded_to
                )
                for each in heads
                if each.stale_from is not None and each.folded_to is not None
            },
            entries=evidence.since(connection, workspace, {**dict.fromkeys(ids, date.min), **after}),
            frozen={
                who: {key for key, each in theirs.items() if each.freezes} for who, theirs in disputed.items()
            },
            done={(who, each.day) for who, theirs in said.items() for each in theirs} | set(given),
            schedules={},
        )

    def live(self, head: Head) -> Iterator[DatedDay]:
        """The days after the last that stays, as far as they have closed."""
        who = head.person
        last = self.before.get(who)
        end = self._beginning(head.began_level) if last is None else last.end
        waiting = sorted(self.entries.get(who, ()), key=lambda each: each.day)
        place = 0
        for day in self._days(head):
            plan = self.versions.plans[self._version(who, day)]
            events: list[Event] = []
            while place < len(waiting) and waiting[place].day <= day:
                entry = waiting[place]
                events.append(event_of(end.aday + 1, entry, contested=entry.key in self.frozen.get(who, ())))
                place += 1
            end = live_through(end, plan.trust, end.aday + 1, events, len(plan.levels) - 1)
            end = replace(end, proposal=grounded(end, plan.trust))
            yield trust.DatedDay(day, end)

    def due_after(self, head: Head, last: DatedDay | None) -> datetime | None:
        """When to look at somebody again; None for who has left."""
        who = head.person
        person = self.team[who]
        if not person.active or person.rank is not Rank.REP:
            return None
        schedule = self._schedule(who, self.versions.on(self.now))
        following = schedule.days.next_after(self._first(head, None if last is None else last.day) - ONE_DAY)
        if following is None:
            return self.now + timedelta(days=30)
        over = moment(following + ONE_DAY, time(0), person.zone)
        if over > self.now:
            return over
        return max(schedule.window(following).closes, self.now) + ALLOWANCE

    def _days(self, head: Head) -> Iterator[date]:
        """The days that were lived before and are lived again; then what the schedule says."""
        who = head.person
        person = self.team[who]
        yield from self.lived.get(who, ())
        if not person.active or person.rank is not Rank.REP:
            return
        first = self._first(head, head.folded_to)
        for day in days_between(first, local_day(self.now, person.zone) - ONE_DAY):
            schedule = self._schedule(who, self._version(who, day))
            if schedule.works(day):
                if not self._is_settled(who, day, schedule):
                    return
                yield day

    def _first(self, head: Head, after: date | None) -> date:
        """The first day after `after` that they live, if they work on it."""
        first = max(self.team[head.person].first_day, head.resumes_on or date.min)
        return first if after is None else max(first, after + ONE_DAY)

    def _is_settled(self, who: str, day: date, schedule: Schedule) -> bool:
        """Whether a day that is over has its check-in, or a mark, or is asked for neither."""
        if (who, day) in self.done or not schedule.asks(day):
            return True
        return schedule.window(day).closes + LOOK_BACK <= self.now

    def _version(self, who: str, day: date) -> int:
        return self.versions.on(moment(day + ONE_DAY, time(0), self.team[who].zone))

    def _schedule(self, who: str, version: int) -> Schedule:
        if (who, version) not in self.schedules:
            person, plan = self.team[who], self.versions.plans[version]
            self.schedules[who, version] = schedule_of(person, plan, self.away.get(who, ()))
        return self.schedules[who, version]

    def _beginning(self, level: int) -> Day:
        reading = read(State(), self.versions.plans[self.versions.on(self.now)].trust, 0)
        return Day(0, State(), Standing(level), reading, Proposed(Proposal.NONE))
