"""Lines of counts from another system: each read, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.counts import MOST, Fault, read_count
from bot.domain.imports import ImportedCount
from bot.domain.plan_faults import listed, nearest
from bot.domain.roster_rows import iso_day, said
from bot.domain.roster_verdicts import Outcome
from bot.domain.tables import Row, read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.domain.people import Person
    from bot.domain.plan import Activity, Plan

COLUMNS = ("source_id", "person", "activity", "day", "count")
LONGEST_SOURCE = 128
"""Characters in what the other system calls a count."""

MOST_MEANT = 100
"""Strange names of activities for which the one that was meant is looked for: that takes a while."""

OLDEST = timedelta(days=365)
"""How far back a count may lie."""


Group = list[tuple[int, ImportedCount]]
"""The lines of one source id, in their order: where each stands, and what it says."""


@dataclass(frozen=True)
class CountVerdict:
    """What becomes of one line.

    Attributes:
        line: Where it stands, from 1.
        source_id: What the other system calls it, as far as the line says.
        outcome: What becomes of it.
        why: What has to be mended; of a refusal only.
    """

    line: int
    source_id: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Report:
    """What became of a file, or of what was sent: a verdict for each line, in order."""

    verdicts: tuple[CountVerdict, ...]

    def count(self, outcome: Outcome) -> int:
        """How many lines had this outcome."""
        return sum(each.outcome is outcome for each in self.verdicts)

    @property
    def refused(self) -> tuple[CountVerdict, ...]:
        """The lines that were refused."""
        return tuple(each for each in self.verdicts if each.outcome is Outcome.REFUSED)


def read_counts_file(content: bytes) -> list[Row]:
    """The rows of a CSV file of counts, blank lines left out.

    Raises:
        TableError: when it is not such a file, or its first line does not name the columns.
    """
    return read_table(content, COLUMNS, ",".join(COLUMNS), _lacks)


def _lacks(names: Collection[str]) -> str:
    missing = [each for each in COLUMNS[:-1] if each not in names]
    if not missing:
        return ""
    return f"The file has no column called {listed(missing)}. Its columns are {listed(COLUMNS)}."


class Terms:
    """What a line is measured by: who is on the team, what the plan takes from elsewhere, and which days.

    Args:
        team: Everybody active.
        plan: In force.
        since: When the workspace's first plan came into force.
        now: What is later than today is refused, wherever somebody is.
    """

    def __init__(self, team: Iterable[Person], plan: Plan, since: datetime, now: datetime) -> None:
        self.people = {each.id: each for each in team}
        self._by_mail = {each.email.lower(): each for each in self.people.values() if each.email}
        self._activities = {each.name.casefold(): each for each in plan.activities}
        self._activities |= {each.key.casefold(): each for each in plan.activities}
        self._since = since
        self._now = now
        self._days: dict[str, tuple[date, date]] = {}
        self._strange: dict[str, str] = {}

    def read(self, row: Row) -> ImportedCount | str:
        """The count that a line tells of; or why it cannot be taken."""
        source = row.cell("source_id")
        fault = row.fault or _fault_of_source(source)
        person = self._person(row.cell("person"))
        activity = self._activity(row.cell("activity"))
        day = self._day(row.cell("day"), person)
        count = _count(row.cell("count"))
        if not (
            fault
            or isinstance(person, str)
            or isinstance(activity, str)
            or isinstance(day, str)
            or isinstance(count, str)
        ):
            return ImportedCount(source, person.id, activity.key, day, count)
        found = (fault,) if row.fault else (fault, person, activity, day, count)
        return " ".join(each for each in found if isinstance(each, str) and each)

    def _person(self, typed: str) -> Person | str:
        found = self.people.get(typed) or self._by_mail.get(typed.lower())
        return found or said("person", typed, "nobody on the team has this Slack id or e-mail address")

    def _activity(self, typed: str) -> Activity | str:
        found = self._activities.get(typed.casefold())
        if found is None:
            return said("activity", typed, "the plan has no such activity") + self._meant(typed.casefold())
        if found.source == "self":
            return said("activity", typed, 'people count it themselves; the plan says source = "self"')
        return found

    def _meant(self, typed: str) -> str:
        """Which activity was probably meant; looked for once for each strange name, and not for very many."""
        if typed not in self._strange and len(self._strange) < MOST_MEANT:
            near = nearest(typed[:LONGEST_SOURCE], self._activities)
            self._strange[typed] = "" if near is None else f" Did you mean {self._activities[near].key}?"
        return self._strange.get(typed, "")

    def _day(self, typed: str, person: Person | str) -> date | str:
        day = iso_day(typed)
        if day is None:
            return said("day", typed, "write the date as 2026-09-01")
        if isinstance(person, str):
            return day
        first, last = self._span(person)
        if day > last:
            return said("day", typed, "it has not begun yet where they are")
        if day < first:
            return said("day", typed, f"counts are taken from {first.isoformat()} on")
        return day

    def _span(self, person: Person) -> tuple[date, date]:
        """The first and the last day of which somebody's counts are taken."""
        if person.timezone not in self._days:
            today = local_day(self._now, person.zone)
            self._days[person.timezone] = (max(local_day(self._since, person.zone), today - OLDEST), today)
        return self._days[person.timezone]


def _fault_of_source(source: str) -> str:
    if not source:
        return "source_id: it is empty; it is what the other system calls this count."
    if len(source) > LONGEST_SOURCE:
        return said("source_id", source, f"write at most {LONGEST_SOURCE} characters")
    return "" if source.isprintable() else said("source_id", source, "it holds what cannot be seen")


def _count(typed: str) -> int | str:
    count = read_count(typed or "1")
    if isinstance(count, Fault):
        return said("count", typed, f"write a whole number from 0 to {MOST:,}")
    return int(count)


def in_groups(rows: Iterable[Row], terms: Terms) -> tuple[list[CountVerdict], list[Group]]:
    """The lines that are refused; and the others, those of one source id together and in their order.

    The groups are sorted by person and day, so that what belongs together is written together.
    """
    refused: list[CountVerdict] = []
    groups: dict[str, Group] = {}
    for row in rows:
        found = terms.read(row)
        if isinstance(found, str):
            refused.append(CountVerdict(row.line, row.cell("source_id"), Outcome.REFUSED, found))
        else:
            groups.setdefault(found.source_id, []).append((row.line, found))
    ordered = sorted(groups.values(), key=lambda each: (each[-1][1].person, each[-1][1].day))
    return refused, ordered


def judge_groups(
    groups: Iterable[Group], known: Mapping[str, ImportedCount]
) -> tuple[list[CountVerdict], list[ImportedCount]]:
    """A verdict for each line of these groups, and the counts that stand from now on where others stood.

    Args:
        groups: The lines of each source id, in their order.
        known: What stood under these source ids.
    """
    verdicts: list[CountVerdict] = []
    news: list[ImportedCount] = []
    for group in groups:
        before = stood = known.get(group[0][1].source_id)
        for line, count in group:
            verdicts.append(CountVerdict(line, count.source_id, _outcome(before, count)))
            before = count
        if before is not None and before != stood:
            news.append(before)
    return verdicts, news


def _outcome(before: ImportedCount | None, after: ImportedCount) -> Outcome:
    if before is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if before == after else Outcome.CHANGED
