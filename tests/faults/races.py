"""Races over the request desk: eight presses at once through two replicas, and what must hold whoever wins.

`python -m tests.faults.races --engine sqlite --races 200` races for as long as one likes.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from time import sleep
from uuid import uuid4

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.domain.refusals import Busy, Refusal
from bot.domain.request_forms import Entry
from bot.domain.request_moves import MOVES, Status
from bot.domain.request_refusals import AlreadySettled
from bot.domain.requests import Request
from bot.services.requests import Requests
from bot.store import audit
from bot.store.database import Database
from tests.faults.walks import Walk

RACERS = 8
HESITATION = 0.03
"""Seconds within which people press; the clock looks through every request first, and would always lose."""

BUDGET = 60
NAMES = {"rita": "rita", "maya": "maya", "dana": "dana"}
REASON = "Not for this customer"


@dataclass
class Report:
    """What happened in all races together."""

    races: int = 0
    won: int = 0
    lost: int = 0
    settled: Counter[str] = field(default_factory=Counter)


class Track:
    """A team, two replicas of the desk on one database, and the moves that people make at once."""

    def __init__(self, database: Database, replica: Database, seed: int) -> None:
        self.walk = Walk(database, seed)
        self.random = self.walk.random
        self.desks = (self.walk.desk, Requests(replica, lambda: self.walk.now))
        self.report = Report()

    def asked(self, desk: Requests, amount: int, customer: str, receipt: str) -> Request:
        entry = Entry("price", str(amount), customer=customer, deal="10k", reason="For a reason", said="Well")
        return desk.ask(self.walk.workspace, "rita", receipt=receipt, entry=entry)

    def at_once(self, presses: Sequence[Callable[[Requests], object]]) -> list[object]:
        """What came of each press, all of them begun at the same moment, on both replicas in turn."""
        gate = Barrier(len(presses))

        def press(place: int) -> object:
            gate.wait()
            try:
                return presses[place](self.desks[place % 2])
            except Refusal as refusal:
                return refusal

        with ThreadPoolExecutor(len(presses)) as threads:
            return list(threads.map(press, range(len(presses))))

    def race(self, prepare: Callable[[Request], None], moves: Sequence[tuple[str, str]]) -> None:
        """Eight of these moves at once on one new request, and what must hold afterwards."""
        request = self.asked(self.desks[0], 12, uuid4().hex, uuid4().hex)
        prepare(request)
        before = self.walk.find(request.id)
        chosen = [self.random.choice(moves) for _ in range(RACERS)]
        told = self.at_once([self.press(who, move, request.id) for who, move in chosen])
        after = self.walk.find(request.id)
        made = [each for each in told if isinstance(each, Request)]
        refused = [each for each in told if isinstance(each, Refusal)]
        assert len(made) + len(refused) + told.count(None) == RACERS
        by_people = [each for each in after.decisions[before.revision :] if each.by is not None]
        assert sorted(each.revision for each in made) == [
            number
            for number, done in enumerate(after.decisions, start=1)
            if number > before.revision and done.by is not None
        ]
        pressed = Counter((each.decisions[-1].by, each.decisions[-1].move) for each in made)
        assert pressed == Counter((each.by, each.move) for each in by_people)
        for late in refused:
            assert not isinstance(late, Busy)
            if isinstance(late, AlreadySettled):
                assert late.request == after
                assert after.settled is not None
                assert late.by == NAMES.get(after.settled.by or "", "")
        self.explained(after)
        self.report.races += 1
        self.report.won += len(made)
        self.report.lost += len(refused)
        self.report.settled[after.status.value] += 1

    def press(self, who: str, move: str, request: str) -> Callable[[Requests], object]:
        pause = self.random.uniform(0, HESITATION)

        def pressed(desk: Requests) -> object:
            if move == "chase":
                desk.chase()
                return None
            sleep(pause)
            more: dict[str, str] = {
                "counter": {"amount": "8", "reason": REASON},
                "decline": {"reason": REASON},
                "ask_back": {"question": "Who else is bidding?"},
                "answer": {"text": "Orbit is"},
            }.get(move, {})
            return getattr(desk, move)(self.walk.workspace, who, request, receipt=uuid4().hex, **more)

        return pressed

    def explained(self, request: Request) -> None:
        """See that moves follow each other, and that each has its line, its trail and its redrawn cards."""
        status = Status.PENDING
        for done in request.decisions:
            status = MOVES[status, done.move]
        assert status is request.status
        with self.walk.database.reading() as connection:
            trail = [
                each.id
                for each in audit.entries(connection, self.walk.workspace)
                if each.subject == request.id
            ]
            planned = SQLModel.metadata.tables["deliveries"]
            keys = set(
                connection.scalars(
                    select(planned.c.key).where(
                        planned.c.workspace == self.walk.workspace, planned.c.key.contains(request.id)
                    )
                )
            )
        revisions = range(request.revision + 1)
        assert sorted(trail) == sorted(audit.entry_of(request.id, str(each)) for each in revisions)
        for number in range(1, request.revision + 1):
            assert {
                f"request:{request.id}:{number}:line",
                f"request:{request.id}:{number}",
                f"request-mine:{request.id}:{number}",
                f"request-asked:{request.id}:0:{number}",
            } <= keys

    def deciding(self) -> None:
        """Everybody decides, asks or takes back a request that waits."""
        moves = [
            *[
                (who, move)
                for who in ("maya", "dana")
                for move in ("approve", "decline", "counter", "ask_back")
            ],
            *[("rita", "withdraw"), ("rita", "answer"), ("", "chase")],
        ]
        self.race(lambda _: None, moves)

    def accepting(self) -> None:
        """A counter is accepted and taken back, while others still decide."""

        def offer(request: Request) -> None:
            self.press("maya", "counter", request.id)(self.desks[1])

        moves = [("rita", "accept"), ("rita", "withdraw"), ("maya", "decline"), ("dana", "approve")]
        self.race(offer, moves)

    def lapsing(self) -> None:
        """It lapses as people decide it after all."""

        def wait(_: Request) -> None:
            self.walk.now += timedelta(days=7)

        self.race(wait, [("", "chase"), ("maya", "approve"), ("dana", "decline"), ("rita", "withdraw")])

    def deciding_side_by_side(self) -> None:
        """Two requests for one customer, each within a manager's limit and both together beyond it."""
        customer = uuid4().hex
        both = [self.asked(self.desks[0], 15, customer, uuid4().hex).id for _ in range(2)]
        self.at_once([self.press("maya", "approve", both[turn // 2 % 2]) for turn in range(RACERS)])
        statuses = sorted(self.walk.find(each).status for each in both)
        assert statuses == [Status.APPROVED, Status.PENDING]

    def accepting_side_by_side(self) -> None:
        """Two offers to one customer, each within a manager's limit and both together beyond it."""
        customer = uuid4().hex
        both = [self.asked(self.desks[0], 15, customer, uuid4().hex).id for _ in range(2)]
        for each in both:
            offer = {"amount": "14", "reason": REASON, "receipt": uuid4().hex}
            self.desks[0].counter(self.walk.workspace, "maya", each, **offer)
        self.at_once([self.press("rita", "accept", both[turn // 2 % 2]) for turn in range(RACERS)])
        statuses = sorted(self.walk.find(each).status for each in both)
        assert statuses == [Status.ACCEPTED, Status.COUNTERED]

    def asking(self) -> None:
        """One form sent eight times is one request; many forms together keep to limit and budget."""
        customer, receipt = uuid4().hex, uuid4().hex
        same = self.at_once([lambda desk: self.asked(desk, 5, customer, receipt)] * RACERS)
        assert len({each.id for each in same if isinstance(each, Request)}) == 1
        assert not [each for each in same if isinstance(each, Refusal)]
        one = [lambda desk: self.asked(desk, 4, f"{customer} one", uuid4().hex)] * RACERS
        many = [lambda desk: self.asked(desk, 5, uuid4().hex, uuid4().hex)] * RACERS
        made = [each for each in [*self.at_once(one), *self.at_once(many)] if isinstance(each, Request)]
        assert len({each.number for each in made}) == len(made) == 2 * RACERS
        assert sum(each.is_own for each in made if each.case.customer == f"{customer} one") <= 1
        with self.walk.database.reading() as connection:
            requests = SQLModel.metadata.tables["requests"]
            alone = connection.scalars(
                select(requests.c.granted).where(
                    requests.c.workspace == self.walk.workspace, requests.c.rule == "within"
                )
            )
            assert Decimal(sum(alone)) / 100 <= BUDGET


def race_all(database: Database, replica: Database, races: int, seed: int = 0) -> Report:
    """So many races of each kind."""
    track = Track(database, replica, seed)
    for _ in range(races):
        track.deciding()
        track.accepting()
        track.lapsing()
        track.deciding_side_by_side()
        track.accepting_side_by_side()
    track.asking()
    return track.report


def main() -> None:
    """Race by hand, for longer than the suite does."""
    from tests.databases import Databases

    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--races", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.new(chosen.engine)
        database, replica = Database(url), Database(url)
        print(race_all(database, replica, chosen.races, chosen.seed))
        database.close()
        replica.close()
        databases.stop()


if __name__ == "__main__":
    main()
