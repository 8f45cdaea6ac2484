"""What a person's weeks say in their ledger: one entry for each thing that counts, under a key of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.domain.calendar import days_between
from bot.domain.checkins import Kept, Mark
from bot.domain.counts import targets
from bot.domain.imports import NOTHING, days_of, number, unaccounted
from bot.domain.ledger import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.checkins import Checkin
    from bot.domain.counts import Target
    from bot.domain.imports import Imported, Number
    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan
    from bot.domain.schedules import Schedule
    from bot.domain.weeks import Review


@dataclass(frozen=True)
class Entry:
    """One row of the ledger.

    Attributes:
        key: Names what it comes from, among the person's own; a later entry under it corrects this one.
        person: Whose it is.
        day: Their local day. It counts on that day, or on the next one they work.
        kind: What sort of evidence.
        facts: Its fields, as the ledger's file form has them.
        plan_version: The plan it was measured under.
    """

    key: str
    person: str
    day: date
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    plan_version: int = 0


@dataclass(frozen=True)
class Week:
    """Everything that is known of one person's week.

    Attributes:
        person: Whose.
        schedule: When they work.
        first: Its first day.
        last: Its last day.
        said: The check-ins in it, by day.
        marks: The marks that were given afterwards, by day; they stand before a check-in's own.
        review: The manager's word on it.
        plans: The plan that each day is measured under, and its version; the first is in force.
        imported: What another system knows of them.
    """

    person: Person
    schedule: Schedule
    first: date
    last: date
    said: Mapping[date, Checkin]
    marks: Mapping[date, Mark]
    review: Review | None
    plans: Mapping[int, Plan]
    version: int
    imported: Imported = NOTHING

    def mark_of(self, day: date) -> Mark | None:
        """What a day counts as; None while that is open."""
        said = self.said.get(day)
        return self.marks.get(day, None if said is None else said.mark)

    @property
    def counted(self) -> Sequence[Checkin]:
        """The check-ins of days that were theirs to work, in order."""
        return [self.said[day] for day in sorted(self.said) if self.mark_of(day) is not Mark.EXCUSED]

    @property
    def worked(self) -> Sequence[date]:
        """The days that were theirs to work: as the schedule has it now, and whatever was accounted for."""
        accounted = {Mark.ON_TIME, Mark.LATE, Mark.MISSED}
        days = days_between(self.first, self.last)
        return [day for day in days if self.schedule.works(day) or self.mark_of(day) in accounted]

    def plan_of(self, said: Checkin) -> tuple[int, Plan]:
        """The plan that a check-in was made under; the one in force where that is not known."""
        version = said.plan_version if said.plan_version in self.plans else self.version
        return version, self.plans[version]

    def person_of(self, said: Checkin) -> Person:
        """The person as they made a check-in: in the role they had; in today's where that is not known."""
        return self.person if said.role is None else replace(self.person, role=said.role)

    def is_verified(self, said: Checkin) -> bool:
        """Whether the manager confirmed a check-in as it stands."""
        return self.review is not None and self.review.verifies(said.day, said.revision)

    def number(self, said: Checkin, activity: Activity) -> Number:
        """What an activity of a check-in counts as."""
        days = days_of(said, self.said, self.schedule)
        return number(said, activity, days, self.imported, confirmed=self.is_verified(said))

    def elsewhere(self, activity: Activity) -> int:
        """What another system knows of an activity on the days that no check-in accounts for.

        Days off the job do not exist; a call on a Saturday does.
        """
        if activity.source == "self":
            return 0
        days = unaccounted(days_between(self.first, self.last), self.said, self.schedule)
        days = [day for day in days if self.mark_of(day) is not Mark.EXCUSED]
        return self.imported.total(days, activity.key) or 0


_MARKED = {
    Mark.ON_TIME: Kind.CHECKIN_ON_TIME,
    Mark.LATE: Kind.CHECKIN_LATE,
    Mark.MISSED: Kind.CHECKIN_MISSED,
    Mark.EXCUSED: Kind.CHECKIN_EXCUSED,
}
_KEPT = {Kept.YES: Kind.COMMITMENT_KEPT, Kept.NO: Kind.COMMITMENT_MISSED}


def entries_of(week: Week) -> Iterator[Entry]:
    """What a week says: marks, commitments, and activity by day and by week."""
    for day in days_between(week.first, week.last):
        mark = week.mark_of(day)
        if mark is not None:
            key = f"checkin:{day.isoformat()}"
            yield Entry(key, week.person.id, day, _MARKED[mark].value, {}, week.version)
    for said in week.counted:
        yield from _commitment(week, said)
        yield from _day(week, said)
    yield from _whole_week(week)


def keys_of(week: Week) -> Iterator[str]:
    """Every key under which a week may ever have said something."""
    yield f"activity-week:{week.first.isoformat()}"
    for day in days_between(week.first, week.last):
        yield from (f"{what}:{day.isoformat()}" for what in ("checkin", "activity", "commitment"))


def _commitment(week: Week, said: Checkin) -> Iterator[Entry]:
    """What became of a commitment, on the day on which that was said."""
    kind = None if said.kept is None else _KEPT.get(said.kept)
    if kind is not None:
        key = f"commitment:{said.day.isoformat()}"
        facts = {} if said.kept_of is None else {"of": said.kept_of.isoformat()}
        yield Entry(key, week.person.id, said.day, kind.value, facts, week.plan_of(said)[0])


def _day(week: Week, said: Checkin) -> Iterator[Entry]:
    version, plan = week.plan_of(said)
    asked = targets(plan, week.person_of(said), said.day, "day", days=said.covered_days)
    if asked:
        key = f"activity:{said.day.isoformat()}"
        numbers = [week.number(said, each.activity) for each in asked]
        facts = _facts(asked, [each.count for each in numbers], [each.verified for each in numbers])
        yield Entry(key, week.person.id, said.day, Kind.ACTIVITY_DAY.value, facts, version)


def _whole_week(week: Week) -> Iterator[Entry]:
    """The weekly targets, on the last day that was worked, once that day is accounted for.

    They are asked in proportion to the days that were theirs to work.
    """
    worked = week.worked
    counted = week.counted
    if not worked or not counted or week.mark_of(worked[-1]) is None:
        return
    version, plan = week.plan_of(counted[-1])
    asked = targets(plan, week.person_of(counted[-1]), worked[-1], "week")
    if asked:
        share = min(1.0, len(worked) / len(week.schedule.days.weekdays))
        numbers = [[week.number(said, each.activity) for said in counted] for each in asked]
        done = [
            sum((one.count for one in ones), Decimal(week.elsewhere(each.activity)))
            for each, ones in zip(asked, numbers, strict=True)
        ]
        verified = [one.verified for ones in numbers for one in ones]
        key = f"activity-week:{week.first.isoformat()}"
        facts = _facts(asked, done, verified, share)
        yield Entry(key, week.person.id, worked[-1], Kind.ACTIVITY_WEEK.value, facts, version)


def _facts(
    asked: Sequence[Target], done: Sequence[Decimal], verified: Sequence[bool], share: float = 1.0
) -> dict[str, Any]:
    """A row about targets; it is verified if everything in it is."""
    metrics = [[float(made), float(each.amount) * share] for each, made in zip(asked, done, strict=True)]
    return {"metrics": metrics, "verified": all(verified)}
