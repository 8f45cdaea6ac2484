"""The contest desk: a rep disputes a row of their ledger, and a manager above them settles it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.domain.contests import (
    Contest,
    ContestedAlready,
    Disputed,
    NobodyToSettle,
    NoSuchRow,
    NothingToContest,
    SettledAlready,
    Verdict,
)
from bot.domain.deliveries import Method, Planned, Priority
from bot.domain.explanations import WEIGHTLESS, line_of
from bot.domain.home import NotForYou
from bot.domain.ledger import Kind
from bot.domain.ledger_files import event_of
from bot.domain.requests import require_reason
from bot.services.desk import Desk, member
from bot.services.request_routes import chain_of
from bot.services.step_trail import CLOCK, redraw
from bot.services.trust import fold_now
from bot.store import audit, contests, deliveries, evidence, inbox, people, plans, trust

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.explanations import Line
    from bot.domain.people import Person

CARD = "contest"
REDRAWN = "contest-card"
SETTLED = "contest-settled"

_USEFUL = timedelta(days=90)
"""How long a card is worth sending, such as to who is away: the row is frozen meanwhile."""


class Contests(Desk):
    """The contest desk."""

    def card(self, workspace: str, contest: str) -> Disputed | None:
        """What to show of a contest; None where there is none."""
        with self.database.reading() as connection:
            found = contests.find(connection, workspace, contest)
            return None if found is None else _disputed(connection, workspace, found)

    def row_of(self, workspace: str, user: str, key: str) -> Line:
        """The row of their own ledger that `user` is about to contest.

        Raises:
            NoSuchRow: where there is none.
            NothingToContest: for one that weighs nothing.
            ContestedAlready: for one that is contested, or was settled as it stands.
        """
        with self.database.reading() as connection:
            return _contestable(connection, member(connection, workspace, user), key)

    def contest(self, workspace: str, user: str, key: str, *, receipt: str, reason: str) -> None:
        """Freeze a row of one's own ledger at no weight until a manager has settled it.

        Raises:
            ReasonTooShort: for a reason that says nothing.
            NobodyToSettle: where nobody stands above `user`.
            NoSuchRow: as `row_of` does, which see for the others.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            line = _contestable(connection, person, key)
            require_reason(reason)
            managers = chain_of(connection, person)
            if not managers:
                raise NobodyToSettle
            number, revision = contests.next_after(connection, workspace, user, key)
            made = Contest(uuid4().hex, user, key, number, reason.strip(), now, managers[0].id, revision)
            contests.add(connection, workspace, made)
            trust.touch(connection, workspace, {user: line.entry.day}, now)
            fold_now(connection, workspace, user, now)
            _note(connection, workspace, made, by=user, what="row contested", why=made.reason, now=now)
            deliveries.plan(connection, [_asked(workspace, made, now)], now)
            redraw(connection, workspace, user, made.id, now)

    def pass_on(self) -> int:
        """Hand open contests to whoever leads their people now, and redraw those whose row was corrected.

        Repeatable, in every process; how many contests that concerned.
        """
        changed = 0
        with self.database.reading() as connection:
            waiting = [
                (workspace, contest)
                for workspace, _ in plans.in_force(connection)
                for contest, revision in contests.open_ones(connection, workspace)
                if _now_of(connection, workspace, contest, revision) != contest
            ]
        for workspace, contest in waiting:
            now = self.now()
            with self.database.writing() as connection:
                people.find(connection, workspace, contest.person, alone=True)
                for before, revision in contests.open_ones(connection, workspace, contest.id):
                    after = _now_of(connection, workspace, before, revision)
                    if after != before:
                        _pass_on(connection, workspace, before, after, now)
                        changed += 1
        return changed

    def open_for(self, workspace: str, user: str, contest: str) -> Disputed:
        """A contest that `user` is about to settle.

        Raises:
            NoSuchRow: where there is none.
            NotForYou: for anybody who is not above the person.
            SettledAlready: once somebody has settled it.
        """
        with self.database.reading() as connection:
            found = _theirs_to_settle(connection, member(connection, workspace, user), contest)
            shown = _disputed(connection, workspace, found)
            if shown is None:
                raise NoSuchRow
            return shown

    def settle(
        self, workspace: str, user: str, contest: str, *, receipt: str, verdict: Verdict, why: str
    ) -> None:
        """Let a contested row stand, or strike it out; the person reads why.

        Raises:
            ReasonTooShort: for a reason that says nothing.
            NoSuchRow: as `open_for` does, which see for the others.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            seen = contests.find(connection, workspace, contest)
            if seen is not None:
                people.find(connection, workspace, seen.person, alone=True)
            found = _theirs_to_settle(connection, by, contest)
            require_reason(why)
            if not contests.settle(
                connection, workspace, contest, verdict=verdict, why=why.strip(), by=user, now=now
            ):
                raise SettledAlready
            standing = evidence.standing(connection, workspace, found.person, found.key)
            if standing is not None:
                trust.touch(connection, workspace, {found.person: standing.day}, now)
                fold_now(connection, workspace, found.person, now)
            _note(connection, workspace, found, by=user, what=f"contest {verdict.value}", why=why, now=now)
            owed = [_drawn_again(workspace, found, "settled", now), _told(workspace, found, now)]
            deliveries.plan(connection, owed, now)
            redraw(connection, workspace, found.person, f"{found.id}:settled", now)


def _now_of(connection: Connection, workspace: str, contest: Contest, revision: int) -> Contest:
    """An open contest with whoever leads the person now; with nobody there, it stays where it is."""
    person = people.some(connection, workspace, [contest.person])[contest.person]
    nearest = next(iter(chain_of(connection, person)), None)
    return contest.now_with(contest.asked if nearest is None else nearest.id, revision)


def _pass_on(connection: Connection, workspace: str, before: Contest, after: Contest, now: datetime) -> None:
    contests.move(connection, workspace, after)
    if after.turn == before.turn:
        owed = [_drawn_again(workspace, after, f"row {after.revision}", now)]
    else:
        owed = [_drawn_again(workspace, before, "passed on", now), _asked(workspace, after, now)]
        _note(connection, workspace, after, by=CLOCK, what="contest passed on", why="", now=now)
    deliveries.plan(connection, owed, now)


def _key(contest: Contest) -> str:
    return f"{CARD}:{contest.id}:{contest.turn}"


def _contestable(connection: Connection, person: Person, key: str) -> Line:
    entry = evidence.standing(connection, person.workspace, person.id, key)
    if entry is None:
        raise NoSuchRow
    if Kind(entry.kind) in WEIGHTLESS:
        raise NothingToContest
    disputed = contests.of(connection, person.workspace, [person.id]).get(person.id, {})
    line = line_of(entry, event_of(1, entry), disputed.get(key))
    if not line.is_contestable:
        raise ContestedAlready
    return line


def _theirs_to_settle(connection: Connection, by: Person, contest: str) -> Contest:
    """The contest, where `by` stands above the person and it is open."""
    found = contests.find(connection, by.workspace, contest)
    person = None if found is None else people.find(connection, by.workspace, found.person)
    if found is None or person is None:
        raise NoSuchRow
    if by.id not in {each.id for each in chain_of(connection, person)}:
        raise NotForYou
    if not found.is_open:
        raise SettledAlready
    return found


def _disputed(connection: Connection, workspace: str, contest: Contest) -> Disputed | None:
    entry = evidence.standing(connection, workspace, contest.person, contest.key)
    team = people.some(connection, workspace, [contest.person, contest.asked, contest.by or ""])
    if contest.person not in team or entry is None:
        return None
    line = line_of(entry, event_of(1, entry), None)
    asked, by = (team[who].first_name if who in team else "" for who in (contest.asked, contest.by))
    return Disputed(contest, team[contest.person], line, asked, by)


def _note(
    connection: Connection, workspace: str, contest: Contest, *, by: str, what: str, why: str, now: datetime
) -> None:
    plan = plans.current(connection, workspace)
    audit.write(
        connection,
        workspace,
        entry=audit.entry_of(what, contest.id, str(contest.turn)),
        at=now,
        by=by,
        what=what,
        subject=contest.person,
        why=why.strip(),
        plan_version=None if plan is None else plan[0],
        details={"contest": contest.id, "row": contest.key},
    )


def _asked(workspace: str, contest: Contest, now: datetime) -> Planned:
    """The card to the manager whose turn it is."""
    return Planned(
        workspace=workspace,
        key=_key(contest),
        kind=CARD,
        to=contest.asked,
        person=contest.asked,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.PROMPT,
        about={"contest": contest.id, "turn": contest.turn},
    )


def _drawn_again(workspace: str, contest: Contest, why: str, now: datetime) -> Planned:
    """The same card, as it is now."""
    return Planned(
        workspace=workspace,
        key=f"{_key(contest)}:{why}",
        kind=REDRAWN,
        to=contest.asked,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.ANSWER,
        about={"contest": contest.id, "turn": contest.turn},
        method=Method.UPDATE,
        updates=_key(contest),
    )


def _told(workspace: str, contest: Contest, now: datetime) -> Planned:
    """What the person hears of it."""
    return Planned(
        workspace=workspace,
        key=f"{SETTLED}:{contest.id}",
        kind=SETTLED,
        to=contest.person,
        person=contest.person,
        due_at=now,
        useful_until=now + _USEFUL,
        priority=Priority.PROMPT,
        about={"contest": contest.id},
    )
