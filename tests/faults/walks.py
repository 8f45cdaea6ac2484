"""Random walks over the request desk: whoever presses whatever, whenever, and what must hold all the same.

`python -m tests.faults.walks --engine sqlite --walks 2000` walks for as long as one likes.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.domain.absences import Absence
from bot.domain.authority import Rule
from bot.domain.delegations import Delegation
from bot.domain.people import Person, Rank
from bot.domain.plan import Plan
from bot.domain.refusals import Refusal, Stranger
from bot.domain.request_forms import Entry
from bot.domain.request_moves import MOVES, Move, Status
from bot.domain.request_refusals import AlreadySettled, NobodyMayGrant
from bot.domain.requests import Case, Request
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.requests import Requests
from bot.store import absences, delegations, requests, workspaces
from bot.store.database import Database
from tests.faults.bystander import Absent, Bystander, StandingIn

STEPS = 25
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WRITTEN = ("requests", "request_seats", "request_decisions", "audit", "evidence", "deliveries", "inbox")
ZONES = {
    "rita": "America/New_York",
    "robin": "Asia/Tokyo",
    "maya": "America/New_York",
    "omar": "Europe/Berlin",
    "dana": "Pacific/Auckland",
    "vera": "UTC",
}
NAMES = tuple(ZONES)
RANKS = {"maya": Rank.MANAGER, "omar": Rank.MANAGER, "dana": Rank.DIRECTOR, "vera": Rank.DIRECTOR}
MANAGERS = {"rita": "maya", "robin": "omar", "maya": "dana", "omar": "dana"}
SIZES = {"price": (4, 8, 12, 15, 20, 30, 45), "terms": (10, 30, 60, 90), "support": (1,)}
HOURS = (timedelta(hours=4), timedelta(hours=2), timedelta(days=1))
REASON = "For a reason that holds"


@dataclass
class Report:
    """What happened on all walks together."""

    walks: int = 0
    steps: int = 0
    moved: int = 0
    refused: int = 0
    repeated: int = 0
    dead_ends: int = 0
    escalated: int = 0
    late: int = 0
    settled: Counter[str] = field(default_factory=Counter)


class Walk:
    """One team in a workspace of its own, a clock, and a bystander who watches."""

    def __init__(self, database: Database, seed: int) -> None:
        self.random = Random(seed)
        self.database = database
        self.seen = Bystander(MONDAY)
        self.workspace = f"W{seed}-{uuid4().hex[:8]}"
        self.desk = Requests(database, lambda: self.now)
        self.plans = Plans(database, lambda: self.now)
        self.asked: list[str] = []
        with database.writing() as connection:
            workspaces.add(connection, workspaces.Workspace(self.workspace, "walk"), self.now)
        self.apply(example.plan())
        self.enroll(*[
            Person(
                workspace=self.workspace,
                id=name,
                name=name,
                rank=RANKS.get(name, Rank.REP),
                role=None,
                manager=MANAGERS.get(name),
                timezone=ZONES[name],
                starts_on=date(2025, 1, 6),
                level="L1",
            )
            for name in NAMES
        ])  # fmt: skip

    @property
    def now(self) -> datetime:
        return self.seen.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.seen.now = moment

    def enroll(self, *team: Person) -> None:
        self.seen.people |= {person.id: person for person in team}
        People(self.database, lambda: self.now).enroll(team, by="test")

    def apply(self, plan: Plan) -> None:
        self.seen.plans[self.plans.apply(self.workspace, plan, by="test")] = plan

    def step(self, report: Report) -> None:
        """Something happens, or somebody tries something."""
        report.steps += 1
        happens = self.random.choice([
            *[self.ask] * 4,
            *[self.press] * 8,
            *[self.time_passes] * 3,
            self.nobody_looks,
            *[self.somebody_changes] * 5,
        ])  # fmt: skip
        happens(report)

    def ask(self, report: Report) -> None:
        """Somebody asks for something; granted, sent to whom it should be, or refused for good reason."""
        who = self.random.choice(("rita", "robin") * 4 + NAMES)
        power = self.random.choice(("price", "price", "terms", "support"))
        entry = Entry(
            power,
            str(self.random.choice(SIZES[power])),
            customer=self.random.choice(("Acme", " ACME ", "Orbit")),
            deal=str(self.random.choice((10_000, 60_000, 2_000_000))),
            reason=REASON,
            said="Please",
        )
        wanted = self.wanted(who, entry)
        spent, seat = self.spent_alone(wanted), self.seen.asked(wanted)
        is_own = self.seen.is_own(wanted, spent)
        before, receipt = self.written(), uuid4().hex
        try:
            made = self.desk.ask(self.workspace, who, receipt=receipt, entry=entry)
        except Stranger:
            assert not self.seen.is_here(who)
            assert self.written() == before
            return
        except NobodyMayGrant:
            report.dead_ends += 1
            assert not is_own
            assert seat is None
            assert self.written() == before
            return
        self.asked.append(made.id)
        assert self.seen.is_here(who)
        assert made.together == wanted.together
        assert made.is_own == is_own
        assert made.is_own == (made.status is Status.APPROVED)
        assert made.seats == (() if is_own else (seat,))
        after = self.written()
        assert self.desk.ask(self.workspace, who, receipt=receipt, entry=entry) == made
        assert self.written() == after

    def wanted(self, who: str, entry: Entry) -> Request:
        """The request that a form should make."""
        amount, deal = Decimal(entry.amount), Decimal(entry.deal)
        case = Case(entry.power, amount, entry.customer.strip(), None, deal, REASON, "Please")  # type: ignore[arg-type] # nothing here asks for the deal as it was typed
        level = self.seen.people[who].level
        return Request(
            id="",
            number=0,
            workspace=self.workspace,
            requester=who,
            case=case,
            rule=Rule.LIMIT,
            level=level,
            plan_version=max(self.seen.plans),
            asked_at=self.now,
            together=self.given(case),
        )

    def given(self, case: Case, since: datetime | None = None) -> Decimal:
        """How much of a power a customer was granted since then, or in the last 30 days."""
        same = [
            each
            for each in self.all()
            if each.case.customer.lower() == case.customer.lower() and each.case.power == case.power
        ]
        since = since or self.now - timedelta(days=30)
        granted = [
            each.granted or 0 for each in same if each.settled is not None and each.settled.at >= since
        ]
        return Decimal(sum(granted))

    def counted(self, request: Request) -> Request:
        """A request as it has to be decided now: with what its customer was granted while it waited."""
        if request.status.is_settled:
            return request
        return replace(request, together=max(request.together, self.given(request.case)))

    def press(self, report: Report) -> None:
        """Somebody does something with a request; exactly what they may do is done, once."""
        if not self.asked:
            return
        asked = self.all()
        waiting = [each for each in asked if not each.status.is_settled]
        request = self.counted(self.random.choice([*asked, *waiting * 4]))
        who, move = self.tries(request)
        allowed = self.may(who, request, move)  # asked before anything that is done now counts as given
        before, receipt = self.written(), uuid4().hex
        try:
            after = PRESSES[move].done(self, who, request, receipt)
        except Refusal as refusal:
            report.refused += 1
            if self.seen.is_here(who) and self.lapsed_by(request):
                self.seen_to_lapse(request, refusal, report)
                return
            assert self.written() == before, (move, who, "a refusal changed something")
            assert not allowed, (move, who, "refused what is allowed")
            self.said(refusal, who, request, move)
            return
        report.moved += 1
        assert allowed, (move, who, "allowed what is not")
        assert self.find(request.id) == after
        assert after.revision == request.revision + 1
        done = after.decisions[-1]
        assert (done.move, done.by, done.at) == (PRESSES[move].move, who, self.now)
        assert done.emergency == (move == "emergency")
        if self.random.random() < REPEATED:
            report.repeated += 1
            then = self.written()
            assert PRESSES[move].done(self, who, request, receipt) == after
            assert self.written() == then

    def tries(self, request: Request) -> tuple[str, str]:
        """Who tries what with it: what is allowed, what somebody close to it would like, or anything."""
        allowed = [(each, press) for each in NAMES for press in PRESSES if self.may(each, request, press)]
        kind = self.random.random()
        if allowed and kind < ALLOWED:
            return self.random.choice(allowed)
        if kind > ALLOWED + NEARLY:
            return self.random.choice((*NAMES, "stranger")), self.random.choice(tuple(PRESSES))
        chain = self.seen.chain(request.requester)
        seats = [each for seat in request.seats for each in (seat.person, seat.instead_of) if each]
        delegates = [each.delegate for each in self.seen.delegations if each.who in chain]
        close = [request.requester, *chain, *seats, *delegates * 2]
        return self.random.choice(close), self.random.choice(SENSIBLE)

    def said(self, refusal: Refusal, who: str, request: Request, move: str) -> None:
        """Who comes too late hears who was first."""
        if not self.seen.is_here(who):
            assert isinstance(refusal, Stranger)
        elif request.status.is_settled:
            assert isinstance(refusal, AlreadySettled)
            assert request.settled is not None
            assert refusal.by == (request.settled.by or "")

    def may(self, who: str, request: Request, move: str) -> bool:
        """Whether this is allowed, worked out once more from what was seen."""
        press = PRESSES[move]
        is_open = not request.status.is_settled and not self.lapsed_by(request)
        if not self.seen.is_here(who) or not is_open or not press.makes_sense:
            return False
        if not press.decides:
            fits = {
                Move.ACCEPT: request.status is Status.COUNTERED and self.holds(request),
                Move.ANSWER: request.status is Status.PENDING and request.question is not None,
                Move.WITHDRAW: True,
            }
            return who == request.requester and fits[press.move]
        if request.status is not Status.PENDING or (move == "ask back" and request.question is not None):
            return False
        if move == "counter" and request.case.power == "support":
            return False
        if move == "emergency":
            person = self.seen.people[who]
            return person.rank is Rank.DIRECTOR and who != request.requester and not self.seen.is_away(who)
        return self.seen.may_decide(who, request, less(request) if move == "counter" else None)

    def holds(self, request: Request) -> bool:
        """Whether an offer still is for who made it to grant, after all that was granted since."""
        offer = request.offer
        if offer is None or offer.amount is None or not self.given(request.case, offer.at):
            return True
        return self.seen.may_grant(offer.instead_of or offer.by or "", request, offer.amount)

    def lapsed_by(self, request: Request) -> bool:
        """Whether its time has run out, though nobody may have looked yet."""
        return not request.status.is_settled and self.seen.is_overdue(request)

    def seen_to_lapse(self, request: Request, refusal: Refusal, report: Report) -> None:
        """A press came too late for a request that nobody had looked at: it has lapsed, and nothing else."""
        after = self.find(request.id)
        report.late += 1
        assert isinstance(refusal, AlreadySettled)
        assert after.status is Status.EXPIRED
        assert after.decisions[:-1] == request.decisions
        assert (after.decisions[-1].by, after.decisions[-1].at) == (None, self.now)

    def nobody_looks(self, _: Report) -> None:
        """The clock moves on between two looks of the desk."""
        self.now += timedelta(minutes=self.random.choice((20, 300, 4 * 24 * 60)))

    def time_passes(self, report: Report) -> None:
        """The clock moves on and the desk looks: whatever is due is done, and nothing else."""
        before = self.all()
        self.now += timedelta(minutes=self.random.choice((20, 90, 300, 24 * 60, 4 * 24 * 60)))
        for _ in range(MOST_AT_ONCE):
            if not self.desk.chase():
                break
        else:
            raise AssertionError("the clock never comes to rest")
        for earlier, stored in zip(before, self.all(), strict=True):
            later = self.counted(stored)
            new = later.decisions[earlier.revision :]
            assert all(done.by is None and done.move in {Move.EXPIRE, Move.ESCALATE} for done in new)
            assert later.status in {earlier.status, Status.EXPIRED}
            owed = earlier.status is Status.PENDING and earlier.question is not None
            assert not owed or all(done.move is Move.EXPIRE for done in new)
            report.escalated += sum(done.move is Move.ESCALATE for done in new)
            self.reached(earlier, later)
            if later.status is Status.EXPIRED and new:
                assert self.seen.is_overdue(replace(later, status=earlier.status))
            elif not later.status.is_settled:
                assert not self.seen.is_overdue(later)
            if later.status is Status.PENDING and later.question is None:
                self.in_hand(later)
            if later.status is Status.PENDING and later.question is not None:
                self.asked_for_an_answer(later)

    def reached(self, earlier: Request, later: Request) -> None:
        """Whoever a request has reached since may decide it."""
        assert later.seats[: len(earlier.seats)] == earlier.seats
        for seat in later.seats[len(earlier.seats) :]:
            assert seat.since == self.now
            assert earlier.seat_of(seat.person) is None
            assert self.seen.may_decide(seat.person, later)
            assert seat.instead_of is None or self.seen.delegate_of(seat.instead_of) == seat.person

    def in_hand(self, request: Request) -> None:
        """A request that waits is with somebody who can decide it, if anybody can, and they know."""
        if self.seen.asked(request) is not None:
            assert any(self.seen.may_decide(seat.person, request) for seat in request.seats)
        approvals = self.seen.plans[request.plan_version].approvals
        waited = self.seen.worked(request.seats[-1].person, request.seats[-1].since, request)
        if waited >= approvals.escalate_after:
            assert self.seen.higher(request) is None
        if waited >= approvals.remind_after:
            assert f"request-reminder:{request.id}:{len(request.seats) - 1}" in self.planned()

    def asked_for_an_answer(self, request: Request) -> None:
        """Who owes an answer for long has been reminded of it."""
        assert request.question is not None
        remind_after = self.seen.plans[request.plan_version].approvals.remind_after
        if self.seen.worked(request.requester, request.question.asked_at, request) >= remind_after:
            number = len(request.questions) - 1
            assert f"request-reminder:{request.id}:answer:{number}" in self.planned()

    def somebody_changes(self, _: Report) -> None:
        """Somebody goes, comes, rises, falls, answers to another one, or the plan does."""
        change: Callable[[str], None] = self.random.choice((
            self.leave,
            self.leave,
            self.come_back,
            self.delegate,
            self.delegate,
            self.delegate,
            self.end_delegation,
            self.new_plan,
            self.rise_or_fall,
            self.rise_or_fall,
            self.leave_the_team,
            self.answer_to_another,
        ))  # fmt: skip
        waiting = [each.requester for each in self.all() if not each.status.is_settled]
        concerned = [who for each in waiting for who in (each, *self.seen.chain(each))]
        delegates = [each.delegate for each in self.seen.delegations if each.who in concerned]
        change(self.random.choice([*NAMES, *concerned, *delegates * 3]))

    def leave(self, who: str) -> None:
        first = self.seen.today(who) + timedelta(days=self.random.choice((0, 0, 0, 1)))
        last = first + timedelta(days=self.random.choice((0, 2, 9)))
        gone = Absent(uuid4().hex, who, first, last)
        with self.database.writing() as connection:
            entered = Absence(gone.id, who, first, last, who)
            absences.add(connection, self.workspace, entered, self.now)
        self.seen.absences.append(gone)

    def come_back(self, who: str) -> None:
        with self.database.writing() as connection:
            for gone in [each for each in self.seen.absences if each.who == who]:
                absences.cancel(connection, self.workspace, gone.id, who, self.now)
                self.seen.absences.remove(gone)

    def delegate(self, who: str) -> None:
        if who not in RANKS:
            who = self.seen.people[who].manager or "dana"
        if any(each.who == who and each.at == self.now for each in self.seen.delegations):
            self.end_delegation(who)
        others = ("omar", "vera", *RANKS)
        to = self.random.choice([each for each in others if each != who])
        first = self.seen.today(who) + timedelta(days=self.random.choice((0, 0, 1)))
        last = first + timedelta(days=self.random.choice((0, 3, 30)))
        begun = Delegation(uuid4().hex, who, to, first, last)
        with self.database.writing() as connection:
            delegations.add(connection, self.workspace, begun, who, self.now)
        self.seen.delegations.append(StandingIn(who, to, first, last, self.now))

    def end_delegation(self, who: str) -> None:
        with self.database.writing() as connection:
            delegations.end(connection, self.workspace, who, who, self.now)
        self.seen.delegations = [each for each in self.seen.delegations if each.who != who]

    def new_plan(self, _: str) -> None:
        plan = example.plan()
        budget = plan.approvals.budget
        approvers, limit = plan.approvers, Decimal(self.random.choice((26, 15, 9)))
        limits = {**approvers.manager.limits, "price": limit}
        manager = approvers.manager.model_copy(update={"limits": limits})
        changed = {
            "budget": budget.model_copy(update={"limits": {"price": Decimal(self.random.choice((60, 9)))}}),
            "escalate_after": self.random.choice(HOURS),
            "expire_after": self.random.choice((timedelta(days=3), timedelta(days=1, hours=5))),
        }
        self.apply(
            plan.model_copy(
                update={
                    "approvers": approvers.model_copy(update={"manager": manager}),
                    "approvals": plan.approvals.model_copy(update=changed),
                }
            )
        )

    def rise_or_fall(self, who: str) -> None:
        person = self.seen.people[who]
        if who in RANKS:
            self.enroll(replace(person, rank=self.random.choice([RANKS[who], *Rank])))
        else:
            self.enroll(replace(person, level=self.random.choice(("L0", "L1", "L2", "L3"))))

    def leave_the_team(self, who: str) -> None:
        person = self.seen.people[who]
        self.enroll(replace(person, active=not person.active))

    def answer_to_another(self, who: str) -> None:
        others = [MANAGERS.get(who), MANAGERS.get(who), None, *[each for each in RANKS if each != who]]
        self.enroll(replace(self.seen.people[who], manager=self.random.choice(others)))

    def spent_alone(self, wanted: Request) -> Decimal:
        """How much of a power somebody has granted by their own authority in this quarter."""
        quarter = quarter_of(self.seen.today(wanted.requester))
        return Decimal(
            sum(
                each.granted or 0
                for each in self.all()
                if each.requester == wanted.requester
                and each.rule is Rule.WITHIN
                and each.case.power == wanted.case.power
                and quarter_of(self.seen.today(wanted.requester, each.asked_at)) == quarter
            )
        )

    def all(self) -> list[Request]:
        with self.database.reading() as connection:
            return requests.everything(connection, self.workspace)

    def find(self, request: str) -> Request:
        with self.database.reading() as connection:
            found = requests.find(connection, self.workspace, request)
        assert found is not None
        return found

    def written(self) -> list[list[tuple[object, ...]]]:
        """Every row that a move writes."""
        tables = [SQLModel.metadata.tables[name] for name in WRITTEN]
        with self.database.reading() as connection:
            found = [
                connection.execute(select(table).where(table.c.workspace == self.workspace)).all()
                for table in tables
            ]
        return [sorted((tuple(row) for row in rows), key=repr) for rows in found]

    def planned(self) -> set[str]:
        """The keys of every message that is owed or was sent."""
        table = SQLModel.metadata.tables["deliveries"]
        with self.database.reading() as connection:
            return set(connection.scalars(select(table.c.key).where(table.c.workspace == self.workspace)))

    def explain(self, report: Report) -> None:
        """See that each request's moves alone, and its trail, explain where it stands."""
        audit, rows = (SQLModel.metadata.tables[name] for name in ("audit", "requests"))
        with self.database.reading() as connection:
            trail = connection.execute(select(audit).where(audit.c.workspace == self.workspace)).all()
            stored = connection.execute(select(rows).where(rows.c.workspace == self.workspace)).all()
        row_of = {row.id: row for row in stored}
        keys = self.planned()
        for request in self.all():
            status = Status.PENDING
            for number, done in enumerate(request.decisions):
                assert (status, done.move) in MOVES
                status = MOVES[status, done.move]
                is_last = number == len(request.decisions) - 1
                assert status.is_settled == (is_last and request.status.is_settled)
            assert status is request.status
            self.explain_amounts(request)
            row = row_of[request.id]
            assert (row.status, row.revision) == (status.value, len(request.decisions))
            assert (row.settled_at is not None) == status.is_settled
            assert (None if row.granted is None else Decimal(row.granted) / 100) == request.granted
            asked_alone = ["request asked"] if request.is_own else ["request asked", *whats(request)]
            about = [each for each in trail if each.subject == request.id]
            assert sorted(each.what for each in about) == sorted(asked_alone)
            assert all(each.plan_version == request.plan_version for each in about)
            for number in range(1, request.revision + 1 - request.is_own):
                assert {f"request:{request.id}:{number}:line", f"request:{request.id}:{number}"} <= keys
            report.settled[request.status.value] += 1

    def explain_amounts(self, request: Request) -> None:
        """See that what was granted is what the moves say, by whom it had to be."""
        if not request.status.is_granted:
            assert request.granted == (0 if request.status.is_settled else None)
            return
        settled = request.decisions[-1]
        offered = [each.amount for each in request.decisions if each.move is Move.COUNTER]
        assert request.granted == settled.amount
        assert request.granted == (offered[-1] if settled.move is Move.ACCEPT else request.case.amount)
        assert (settled.by == request.requester) == (settled.move is Move.ACCEPT or request.is_own)
        granting = [each for each in request.decisions if each.move in {Move.APPROVE, Move.COUNTER}]
        assert request.is_own or all(each.by != request.requester for each in granting)


@dataclass(frozen=True)
class Press:
    """Something that can be tried with a request; what makes no sense is refused to everybody."""

    move: Move
    done: Callable[[Walk, str, Request, str], Request]
    decides: bool = True
    makes_sense: bool = True


def deciding(name: str, **more: str) -> Callable[[Walk, str, Request, str], Request]:
    """A move of the desk, with these words."""

    def done(walk: Walk, who: str, request: Request, receipt: str) -> Request:
        made: Request = getattr(walk.desk, name)(walk.workspace, who, request.id, receipt=receipt, **more)
        return made

    return done


def countering(
    size: Callable[[Request], Decimal], **more: str
) -> Callable[[Walk, str, Request, str], Request]:
    """A counter of a size that depends on what was asked."""

    def done(walk: Walk, who: str, request: Request, receipt: str) -> Request:
        words = {"reason": REASON} | more
        amount = str(size(request))
        return walk.desk.counter(walk.workspace, who, request.id, receipt=receipt, amount=amount, **words)

    return done


def less(request: Request) -> Decimal:
    return request.case.amount - 1


def whats(request: Request) -> list[str]:
    return [f"request {each.move.value}" for each in request.decisions]


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


PRESSES = {
    "approve": Press(Move.APPROVE, deciding("approve")),
    "emergency": Press(Move.APPROVE, deciding("approve", emergency=REASON)),
    "emergency without a reason": Press(
        Move.APPROVE, deciding("approve", emergency="now!"), makes_sense=False
    ),
    "counter": Press(Move.COUNTER, countering(less)),
    "counter on a condition": Press(
        Move.COUNTER, countering(lambda request: request.case.amount, conditions="Two years")
    ),
    "counter the same": Press(Move.COUNTER, countering(lambda it: it.case.amount), makes_sense=False),
    "counter more": Press(Move.COUNTER, countering(lambda it: it.case.amount + 1), makes_sense=False),
    "counter nothing": Press(Move.COUNTER, countering(lambda it: it.case.amount * 0), makes_sense=False),
    "counter without a reason": Press(Move.COUNTER, countering(less, reason="no"), makes_sense=False),
    "decline": Press(Move.DECLINE, deciding("decline", reason=REASON)),
    "decline without a reason": Press(Move.DECLINE, deciding("decline", reason=" no "), makes_sense=False),
    "ask back": Press(Move.ASK, deciding("ask_back", question="Who else is bidding?")),
    "ask nothing": Press(Move.ASK, deciding("ask_back", question="?"), makes_sense=False),
    "answer": Press(Move.ANSWER, deciding("answer", text="Orbit is"), decides=False),
    "answer nothing": Press(Move.ANSWER, deciding("answer", text=" "), decides=False, makes_sense=False),
    "accept": Press(Move.ACCEPT, deciding("accept"), decides=False),
    "withdraw": Press(Move.WITHDRAW, deciding("withdraw"), decides=False),
}
SENSIBLE = tuple(name for name, press in PRESSES.items() if press.makes_sense)
ALLOWED, NEARLY = 0.4, 0.4
REPEATED = 0.3
MOST_AT_ONCE = 60
IN_ONE_DATABASE = 25
"""Walks by hand: the clock looks through every workspace, so that many of them in one database cost more."""


def walk_all(database: Database, walks: int, first: int = 0, report: Report | None = None) -> Report:
    """Walk with each of so many seeds; added to a report, if there is one already."""
    report = report or Report()
    for seed in range(first, first + walks):
        walk = Walk(database, seed)
        for _ in range(3):
            walk.ask(report)
        for _ in range(STEPS):
            walk.step(report)
        walk.explain(report)
        report.walks += 1
    return report


def main() -> None:
    """Walk by hand, for longer than the suite does."""
    from tests.databases import Databases

    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--walks", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1000)
    chosen = parser.parse_args()
    last = chosen.first + chosen.walks
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        report = Report()
        for first in range(chosen.first, last, IN_ONE_DATABASE):
            database = Database(databases.new(chosen.engine))
            walk_all(database, min(IN_ONE_DATABASE, last - first), first, report)
            database.close()
            print(report, flush=True)
        databases.stop()


if __name__ == "__main__":
    main()
