"""What becomes of each line of a roster, judged against everybody known and every other line."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.people import Person, Rank, unmatched
from bot.domain.roster_rows import Terms, described, faults_of_cells, faults_of_identity, said
from bot.domain.rosters import cells_of, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.plan import Plan
    from bot.domain.tables import Row

_CIRCLE_SHOWN = 6


class Outcome(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What becomes of one line.

    Attributes:
        line: Where it stands in the file.
        id: Who is meant, as far as the line says.
        name: Likewise.
        outcome: What becomes of it.
        person: The person as the line describes them; None if it is refused.
        changes: Each column that changes, with the old and the new cell; of a change only.
        why: What has to be mended; of a refusal only.
        renames: The id they had before Slack told theirs, if this line tells it.
    """

    line: int
    id: str
    name: str
    outcome: Outcome
    person: Person | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    why: str = ""
    renames: str | None = None


@dataclass(frozen=True)
class _Draft:
    """A line that is sound by itself, before chains of managers are looked at."""

    row: Row
    person: Person
    before: Person | None


def judge(
    workspace: str, rows: Sequence[Row], known: Iterable[Person], plan: Plan | None, today: date
) -> list[Verdict]:
    """One verdict for each row, in order.

    `known` is everybody of the workspace, also those who left. Roles and levels are compared with the
    plan only where there is one.
    """
    everybody = list(known)
    identities = _Identities(rows, everybody)
    terms = Terms(workspace, plan, today)
    now_known = {each.id: each for each in identities.renamed(everybody)}
    drafts: dict[str, _Draft] = {}
    refused: dict[int, str] = {}
    for row in rows:
        person = identities.of_line.get(row.line)
        before = None if person is None else now_known.get(person)
        faults = identities.faults(row) or list(faults_of_cells(row, before, terms))
        manager, fault = identities.manager(row)
        faults += [fault] if fault else []
        if person is None or faults:
            refused[row.line] = " ".join(faults)
        else:
            drafts[person] = _Draft(row, described(row, person, manager, before, terms), before)
    refused |= _Chains(drafts, now_known).refusals()
    names = references([*everybody, *now_known.values(), *(each.person for each in drafts.values())])
    return [_verdict(row, refused, identities, drafts, names) for row in rows]


def _verdict(
    row: Row,
    refused: Mapping[int, str],
    identities: _Identities,
    drafts: Mapping[str, _Draft],
    names: Mapping[str, str],
) -> Verdict:
    person = identities.of_line.get(row.line, row.cell("slack_id"))
    if row.line in refused:
        return Verdict(row.line, person, row.cell("name"), Outcome.REFUSED, why=refused[row.line])
    draft, renames = drafts[person], identities.old_ids.get(person)
    after = identities.settled(draft.person, refused)
    if draft.before is None:
        return Verdict(row.line, person, after.name, Outcome.ADDED, after)
    changes = _changes(identities.settled(draft.before, refused), after, names, renames)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Verdict(row.line, person, after.name, outcome, after, changes, renames=renames)


def _changes(
    before: Person, after: Person, names: Mapping[str, str], renames: str | None
) -> dict[str, tuple[str, str]]:
    old, new = cells_of(before, names), cells_of(after, names)
    old |= {"slack_id": "" if renames else old["slack_id"], "on the team": "yes" if before.active else "no"}
    new |= {"on the team": "yes"}
    return {column: (old[column], new[column]) for column in new if old[column] != new[column]}


class _Identities:
    """Who is meant: by which line, and by which name of a manager."""

    def __init__(self, rows: Sequence[Row], known: Sequence[Person]) -> None:
        ranked = sorted(known, key=lambda each: each.active)  # of two with one address, the active counts
        self._mail = {each.email.lower(): each for each in ranked if each.email}
        self._known = {each.id: each for each in known}
        self._names: dict[str, str] = {mail: each.id for mail, each in self._mail.items()}
        self._names |= {each: each for each in self._known}
        self._first: dict[str, int] = {}
        self._line_of: dict[str, int] = {}
        self._repeated: dict[int, tuple[str, int]] = {}
        self._unsound: dict[int, list[str]] = {}
        self.of_line: dict[int, str] = {}
        self.old_ids: dict[str, str] = {}
        for row in rows:
            self._enter(row)

    def _enter(self, row: Row) -> None:
        slack_id, mail = row.cell("slack_id"), row.cell("email").lower()
        if faults := [row.fault] if row.fault else list(faults_of_identity(row)):
            self._unsound[row.line] = faults
            return
        by_mail = self._mail.get(mail)
        person = slack_id or (by_mail.id if by_mail else unmatched(mail))
        for column, text in (("slack_id", slack_id), ("email", mail), ("email", person)):
            if text in self._first:
                self._repeated.setdefault(row.line, (column, self._first[text]))
        for text in filter(None, (slack_id, mail, person)):
            self._first.setdefault(text, row.line)
        if row.line in self._repeated:
            return
        self.of_line[row.line] = person
        self._line_of[person] = row.line
        self._names |= {text: person for text in (slack_id, mail) if text}
        if slack_id and slack_id not in self._known and by_mail is not None and not by_mail.in_slack:
            self.old_ids[slack_id] = by_mail.id

    def renamed(self, known: Iterable[Person]) -> Iterable[Person]:
        """Everybody known, under the ids that the file tells."""
        new = {old: slack_id for slack_id, old in self.old_ids.items()}
        for each in known:
            manager = None if each.manager is None else new.get(each.manager, each.manager)
            yield replace(each, id=new.get(each.id, each.id), manager=manager)

    def settled(self, person: Person, refused: Mapping[int, str]) -> Person:
        """The person, whose manager keeps the old id where the line that tells the new one is refused."""
        manager = person.manager or ""
        told = manager in self.old_ids and self._line_of[manager] in refused
        return replace(person, manager=self.old_ids[manager]) if told else person

    def faults(self, row: Row) -> list[str]:
        """Why a line does not say clearly who is meant."""
        if row.line in self._unsound:
            return self._unsound[row.line]
        if row.line in self._repeated:
            column, line = self._repeated[row.line]
            return [
                said(column, row.cell(column) or row.cell("email"), f"line {line} is about the same person")
            ]
        mail = row.cell("email")
        holder = self._mail.get(mail.lower())
        person = self.of_line[row.line]
        if holder and holder.active and holder.id not in {person, self.old_ids.get(person)}:
            return [said("email", mail, f"it belongs to {holder.name} already")]
        return []

    def manager(self, row: Row) -> tuple[str | None, str]:
        """The id of the manager whom a line names, or what is wrong with the name."""
        name = row.cell("manager")
        found = self._names.get(name) or self._names.get(name.lower())
        if not name or found:
            return found, ""
        right = "nobody on the team or in this file is called so; write a Slack id or an e-mail address"
        return None, said("manager", name, right)


class _Chains:
    """Everybody's manager as it would be, and the lines that make it impossible."""

    def __init__(self, drafts: Mapping[str, _Draft], known: Mapping[str, Person]) -> None:
        self._standing = dict(drafts)
        self._known = known
        self._naming: dict[str, list[str]] = {}
        self._reports: dict[str, list[str]] = {}
        self._refused: dict[int, str] = {}
        for person, draft in drafts.items():
            self._naming.setdefault(draft.person.manager or "", []).append(person)
        for each in known.values():
            if each.active:
                self._reports.setdefault(each.manager or "", []).append(each.id)

    def refusals(self) -> dict[int, str]:
        """The refused lines, each with its reason."""
        waiting = deque(self._standing)
        while waiting:
            while waiting:
                person = waiting.popleft()
                if person in self._standing and (why := self._wrong(self._standing[person])):
                    waiting.extend(self._refuse(person, why))
            for circle in self._circles():
                shown = [*circle[:_CIRCLE_SHOWN], *(["…"] if len(circle) > _CIRCLE_SHOWN else [])]
                chain = " → ".join([self._name(each) for each in (*shown, circle[0])])
                for person in [each for each in circle if each in self._standing]:
                    why = f"{chain} is a circle; one of them needs a manager outside of it"
                    waiting.extend(self._refuse(person, self._about_manager(person, why)))
        return self._refused

    def _refuse(self, person: str, why: str) -> list[str]:
        """Take a line out; whose lines have to be looked at again."""
        draft = self._standing.pop(person)
        self._refused[draft.row.line] = why
        again = list(self._naming.get(person, ()))
        if draft.before is not None and draft.before.manager is not None:
            again.append(draft.before.manager)
        return again

    def _wrong(self, draft: _Draft) -> str:
        person, before = draft.person, draft.before
        if before is not None and before.rank is not Rank.REP and person.rank is Rank.REP:
            left = sum(self._manager_of(each) == person.id for each in self._reports.get(person.id, ()))
            if left:
                right = f"people still answer to them ({left}); give those another manager first"
                return said("rank", draft.row.cell("rank"), right)
        kept = before is not None and before.manager == person.manager
        right = "" if kept or person.manager is None else self._cannot_lead(person.manager, person.id)
        return self._about_manager(person.id, right) if right else ""

    def _cannot_lead(self, manager: str, person: str) -> str:
        """Why `manager` cannot be the manager of `person`; empty if nothing is in the way."""
        if manager == person:
            return "nobody is their own manager; leave it empty at the top"
        found = self._of(manager)
        if found is None:
            return "the line about them is refused; mend that one first"
        if not found.active:
            return "they are no longer on the team; name somebody who is"
        if found.rank is Rank.REP:
            return f"{found.name} is a rep, and reps lead nobody; name a manager or director"
        return ""

    def _about_manager(self, person: str, right: str) -> str:
        row = self._standing[person].row
        return said("manager", row.cell("manager"), right)

    def _of(self, person: str) -> Person | None:
        draft = self._standing.get(person)
        return self._known.get(person) if draft is None else draft.person

    def _manager_of(self, person: str) -> str | None:
        found = self._of(person)
        return None if found is None else found.manager

    def _name(self, person: str) -> str:
        found = self._of(person)
        return person if found is None else found.name

    def _circles(self) -> list[list[str]]:
        """Every circle of managers that a standing line is part of."""
        seen: set[str] = set()
        circles = []
        for start in self._standing:
            path: dict[str, None] = {}
            at: str | None = start
            while at is not None and at not in seen:
                seen.add(at)
                path[at] = None
                at = self._manager_of(at)
            if at in path:
                walked = list(path)
                circles.append(walked[walked.index(at) :])
        return [circle for circle in circles if any(each in self._standing for each in circle)]
