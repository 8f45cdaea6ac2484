"""Random walks over the request desk: whoever presses whatever, whenever, and what must hold all the same.

`python -m tests.faults.walks --engine sqlite --walks 2000` walks for as long as one likes.
"""

import argparse
import tempfile
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
from bot.domain.refusals import Refusal
from bot.domain.request_forms import Entry
from bot.domain.request_moves import MOVES, Move, Status
from bot.domain.requests import Request
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.requests import Requests
from bot.store import absences, delegations, requests, workspaces
from bot.store.database import Database

STEPS = 25
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WRITTEN = ("requests", "request_seats", "request_decisions", "audit", "evidence", "deliveries")
NAMES = ("rita", "robin", "maya", "omar", "dana", "vera")
RANKS = {"maya": Rank.MANAGER, "omar": Rank.MANAGER, "dana": Rank.DIRECTOR, "vera": Rank.DIRECTOR}
OTHER_LIMITS = (Decimal(26), Decimal(15), Decimal(9))


@dataclass
class Report:
    """What happened on all walks together."""

    steps: int = 0
    moved: int = 0
    refused: int = 0
    settled: dict[str, int] = field(default_factory=dict)


class Walk:
    """One team in a workspace of its own, a clock, and what the walker itself knows of both."""

    def __init__(self, database: Database, seed: int) -> None:
        self.random = Random(seed)
        self.database = database
        self.now = MONDAY
        self.workspace = f"W{seed}-{uuid4().hex[:8]}"
        self.desk = Requests(database, lambda: self.now)
        self.plans = Plans(database, lambda: self.now)
        self.people: dict[str, Person] = {}
        self.away: dict[str, str] = {}
        self.standing_in: dict[str, str] = {}
        self.asked: list[str] = []
        with database.writing() as connection:
            workspaces.add(connection, workspaces.Workspace(self.workspace, "walk"), self.now)
        self.versions = {self.plans.apply(self.workspace, example.plan(), by="test"): example.plan()}
        for name in reversed(NAMES):
            manager = {"rita": "maya", "robin": "omar", "maya": "dana", "omar": "dana"}.get(name)
            rank = RANKS.get(name, Rank.REP)
            self.enroll(
                Person(self.workspace, name, name, rank, None, manager, "UTC", date(2025, 1, 6), level="L1")
            )

    def enroll(self, person: Person) -> None:
        self.people[person.id] = person
        People(self.database, lambda: self.now).enroll([person], by="test")

    @property
    def today(self) -> date:
        return self.now.date()

    def step(self, report: Report) -> None:
        """Something happens, or somebody tries something."""
        report.steps += 1
        happens = self.random.choice([self.ask, *[self.press] * 9, self.time_passes, self.somebody_changes])
        happens(report)

    def ask(self, _: Report) -> None:
        who = self.random.choice(NAMES[:4])
        amount = self.random.choice((3, 5, 8, 12, 20, 30, 45))
        deal = self.random.choice((10_000, 60_000, 2_000_000))
        customer = self.random.choice(("Acme", "Orbit", "Brandt"))
        entry = Entry(
            "price", str(amount), customer=customer, deal=str(deal), reason="For a reason", said="Please"
        )
        together, spent = self.granted_to(customer), self.spent_alone(who)
        before = self.written()
        try:
            made = self.desk.ask(self.workspace, who, receipt=uuid4().hex, entry=entry)
        except Refusal:
            assert self.written() == before
            return
        self.asked.append(made.id)
        person, plan = self.people[who], self.versions[max(self.versions)]
        own = plan.level(person.level) if person.rank is Rank.REP else limits(plan, person.rank)
        within = amount + together <= own.limits["price"] and (own.deal_max is None or deal <= own.deal_max)
        assert made.is_own == (within and amount + spent <= 60)
        assert made.is_own == (made.status is Status.APPROVED)

    def press(self, report: Report) -> None:
        if not self.asked:
            return
        waiting = [each.id for each in self.all() if not each.status.is_settled]
        request = self.find(self.random.choice([*self.asked, *waiting * 4]))
        concerned = [request.requester, *self.chain(request.requester)]
        who = self.random.choice((*NAMES, "stranger", *concerned * 3))
        fitting = FITTING[request.status] if self.random.random() < LIKELY else ()
        move = self.random.choice(fitting or tuple(PRESSES))
        before = self.written()
        try:
            after = PRESSES[move](self, who, request)
        except Refusal:
            report.refused += 1
            assert self.written() == before, (move, who, "a refusal changed something")
            assert not self.may(who, request, move), (move, who, "refused what is allowed")
            return
        report.moved += 1
        assert self.may(who, request, move), (move, who, "allowed what is not")
        assert self.find(request.id) == after
        assert after.revision == request.revision + 1

    def time_passes(self, _: Report) -> None:
        before = {each: self.find(each) for each in self.asked}
        self.now += timedelta(minutes=self.random.choice((20, 90, 300, 24 * 60, 4 * 24 * 60)))
        self.away = {who: absence for who, absence in self.away.items() if self.is_away(who)}
        self.desk.chase()
        for each, earlier in before.items():
            later = self.find(each)
            assert later.status in {earlier.status, Status.EXPIRED}
            assert all(done.by is None for done in later.decisions[earlier.revision :])

    def somebody_changes(self, _: Report) -> None:
        change = self.random.choice(
            (self.leave, self.come_back, self.delegate, self.end_delegation, self.new_plan, self.rise_or_fall)
        )
        change(self.random.choice(NAMES))

    def leave(self, who: str) -> None:
        if who not in self.away:
            gone = Absence(uuid4().hex, who, self.today, self.today + timedelta(days=2), who)
            with self.database.writing() as connection:
                absences.add(connection, self.workspace, gone, self.now)
            self.away[who] = gone.id

    def come_back(self, who: str) -> None:
        if who in self.away:
            with self.database.writing() as connection:
                absences.cancel(connection, self.workspace, self.away.pop(who), who, self.now)

    def delegate(self, who: str) -> None:
        if who in RANKS and who not in self.standing_in:
            to = self.random.choice([each for each in RANKS if each != who])
            begun = Delegation(uuid4().hex, who, to, self.today, self.today + timedelta(days=400))
            with self.database.writing() as connection:
                delegations.add(connection, self.workspace, begun, who, self.now)
            self.standing_in[who] = to

    def end_delegation(self, who: str) -> None:
        if self.standing_in.pop(who, None):
            with self.database.writing() as connection:
                delegations.end(connection, self.workspace, who, who, self.now)

    def new_plan(self, _: str) -> None:
        plan = example.plan()
        manager = plan.approvers.manager
        limit = self.random.choice(OTHER_LIMITS)
        changed = manager.model_copy(update={"limits": {**manager.limits, "price": limit}})
        approvers = plan.approvers.model_copy(update={"manager": changed})
        plan = plan.model_copy(update={"approvers": approvers})
        self.versions[self.plans.apply(self.workspace, plan, by="test")] = plan

    def rise_or_fall(self, who: str) -> None:
        person = self.people[who]
        if who in {"maya", "omar"}:
            rank = Rank.REP if person.rank is Rank.MANAGER else Rank.MANAGER
            change = self.random.choice(({"rank": rank}, {"active": not person.active}))
            self.enroll(replace(person, **change))
        elif who in {"rita", "robin"}:
            self.enroll(replace(person, manager=self.random.choice(("maya", "omar", "dana"))))

    def may(self, who: str, request: Request, move: str) -> bool:
        """Whether this is allowed, worked out once more from what the walker knows."""
        person = self.people.get(who)
        if person is None or not person.active or request.status.is_settled:
            return False
        if move in {"accept", "withdraw", "answer"}:
            fits = {
                "accept": request.status is Status.COUNTERED,
                "answer": request.status is Status.PENDING and request.question is not None,
                "withdraw": True,
            }
            return who == request.requester and fits[move]
        if request.status is not Status.PENDING or who == request.requester or self.is_away(who):
            return False
        if move == "ask back" and request.question is not None:
            return False
        if move == "emergency":
            return person.rank is Rank.DIRECTOR
        amount = request.case.amount - 1 if move == "counter" else request.case.amount
        able = [each for each in self.chain(request.requester) if self.may_grant(each, request, amount)]
        return who in able or any(self.standing_in.get(each) == who for each in able)

    def may_grant(self, who: str, request: Request, amount: Decimal) -> bool:
        person, plan = self.people[who], self.versions[request.plan_version]
        if person.rank is Rank.REP:
            return False
        limit = limits(plan, person.rank)
        enough = amount + request.together <= limit.limits["price"]
        return enough and (limit.deal_max is None or request.case.deal_value <= limit.deal_max)

    def chain(self, who: str) -> list[str]:
        found, above = [], self.people[who].manager
        while above is not None and above != who and above not in found:
            found.append(above)
            above = self.people[above].manager
        return [each for each in found if self.people[each].active]

    def is_away(self, who: str) -> bool:
        with self.database.reading() as connection:
            days = absences.of(connection, self.workspace, [who], self.today).get(who, [])
        return any(each.first <= self.today <= each.last for each in days)

    def granted_to(self, customer: str) -> Decimal:
        since = self.now - timedelta(days=30)
        theirs = [each for each in self.all() if each.case.customer == customer]
        return total([each for each in theirs if settled_since(each, since)])

    def spent_alone(self, who: str) -> Decimal:
        own = [each for each in self.all() if each.requester == who and each.rule is Rule.WITHIN]
        return total(own)

    def all(self) -> list[Request]:
        return [self.find(each) for each in self.asked]

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

    def explain(self, report: Report) -> None:
        """See that each request's moves alone, and its trail, explain where it stands."""
        audit = SQLModel.metadata.tables["audit"]
        with self.database.reading() as connection:
            trail = connection.execute(select(audit).where(audit.c.workspace == self.workspace)).all()
        for request in self.all():
            status = Status.PENDING
            for number, done in enumerate(request.decisions):
                assert (status, done.move) in MOVES
                status = MOVES[status, done.move]
                assert status.is_settled == (
                    number == len(request.decisions) - 1 and request.status.is_settled
                )
            assert status is request.status
            amounts = [each.amount for each in request.decisions if each.amount is not None]
            if request.status.is_granted:
                assert request.granted == amounts[-1]
                settled = request.decisions[-1]
                own = settled.move is Move.ACCEPT or request.is_own
                assert (settled.by == request.requester) == own
            written = [each for each in trail if each.subject == request.id]
            assert len(written) == request.revision + (not request.is_own)
            name = request.status.value
            report.settled[name] = report.settled.get(name, 0) + 1


def limits(plan, rank):
    return {Rank.MANAGER: plan.approvers.manager, Rank.DIRECTOR: plan.approvers.director}[rank]


def total(granted: list[Request]) -> Decimal:
    return Decimal(sum(each.granted or 0 for each in granted))


def settled_since(request: Request, since: datetime) -> bool:
    return request.settled is not None and request.settled.at >= since


PRESSES = {
    "approve": lambda walk, who, it: walk.desk.approve(walk.workspace, who, it.id, receipt=uuid4().hex),
    "emergency": lambda walk, who, it: walk.desk.approve(
        walk.workspace, who, it.id, receipt=uuid4().hex, emergency="It cannot wait until tomorrow"
    ),
    "counter": lambda walk, who, it: walk.desk.counter(
        walk.workspace,
        who,
        it.id,
        receipt=uuid4().hex,
        amount=str(it.case.amount - 1),
        reason="One less is what I can defend",
    ),
    "decline": lambda walk, who, it: walk.desk.decline(
        walk.workspace, who, it.id, receipt=uuid4().hex, reason="Not for this customer"
    ),
    "ask back": lambda walk, who, it: walk.desk.ask_back(
        walk.workspace, who, it.id, receipt=uuid4().hex, question="Who else is bidding?"
    ),
    "answer": lambda walk, who, it: walk.desk.answer(
        walk.workspace, who, it.id, receipt=uuid4().hex, text="Orbis is"
    ),
    "accept": lambda walk, who, it: walk.desk.accept(walk.workspace, who, it.id, receipt=uuid4().hex),
    "withdraw": lambda walk, who, it: walk.desk.withdraw(walk.workspace, who, it.id, receipt=uuid4().hex),
}


FITTING = {
    Status.PENDING: ("approve", "counter", "decline", "ask back", "answer", "withdraw", "emergency"),
    Status.COUNTERED: ("accept", "withdraw"),
}
FITTING |= {each: () for each in Status if each.is_settled}
LIKELY = 0.6


def walk_all(database: Database, walks: int, first: int = 0) -> Report:
    """Walk with each of so many seeds."""
    report = Report()
    for seed in range(first, first + walks):
        walk = Walk(database, seed)
        for _ in range(3):
            walk.ask(report)
        for _ in range(STEPS):
            walk.step(report)
        walk.explain(report)
    return report


def main() -> None:
    """Walk by hand, for longer than the suite does."""
    from tests.databases import Databases

    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--walks", type=int, default=2000)
    parser.add_argument("--first", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        database = Database(databases.new(chosen.engine))
        print(walk_all(database, chosen.walks, chosen.first))
        database.close()
        databases.stop()


if __name__ == "__main__":
    main()
