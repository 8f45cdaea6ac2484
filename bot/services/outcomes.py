"""The outcome desk: what became of the deals for which something was granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import outcomes as rules
from bot.domain.evidence import Entry
from bot.domain.ledger import Kind
from bot.domain.outcomes import MOST_ASKED, AskedOutcome, NotGranted, Outcome, Result, ToldAlready
from bot.domain.request_forms import read_given
from bot.domain.request_refusals import NoRequest, NotTheirs
from bot.services import request_messages
from bot.services.desk import Desk, member, schedule_for
from bot.services.request_cards import picture
from bot.services.request_evidence import sized
from bot.services.request_routes import chain_of, plan_of, today_of, use_of
from bot.store import audit, deliveries, evidence, inbox, outcomes, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.domain.people import Person
    from bot.domain.plan import Plan


class Outcomes(Desk):
    """The outcome desk."""

    def card(self, workspace: str, request: str) -> AskedOutcome | None:
        """What to show of a granted request's outcome; None where there is no such request."""
        with self.database.reading() as connection:
            return _asked(connection, workspace, request, self.now())

    def open_for(self, workspace: str, user: str, request: str) -> AskedOutcome:
        """A deal that `user` is about to call won; raises what `tell` raises."""
        with self.database.reading() as connection:
            member(connection, workspace, user)
            return _waiting(connection, workspace, user, request, self.now())

    def tell(
        self,
        workspace: str,
        user: str,
        request: str,
        *,
        receipt: str,
        result: Result,
        given: str = "",
        got: bool | None = None,
    ) -> AskedOutcome:
        """Write down what became of a deal; `given` as it was typed, for one that is won.

        Raises:
            NotTheirs: for anybody but the requester.
            NotGranted: where nothing was granted.
            ToldAlready: once it is won or lost.
            Unreadable: for an amount that is none.
        """
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user, alone=True)
            if not inbox.is_new(connection, workspace, receipt, now):
                return _known(_asked(connection, workspace, request, now))
            asked = _waiting(connection, workspace, user, request, now)
            found = asked.picture.request
            if result is Result.OPEN and not _is_asked_again(connection, asked):
                return asked
            plan = plan_of(connection, found)
            size = read_given(plan, use_of(plan, found).power, given) if result is Result.WON else None
            told = Outcome(result, size, got if asked.promised else None)
            revision = len(asked.told) + 1
            outcomes.tell(connection, workspace, request, revision, told, by=user, now=now)
            after = _known(_asked(connection, workspace, request, now))
            _write(connection, plan, person, after, now)
            deliveries.plan(connection, list(_owed(connection, plan, person, after, now)), now)
            return after


def _asked(connection: Connection, workspace: str, request: str, now: datetime) -> AskedOutcome | None:
    found = requests.find(connection, workspace, request)
    if found is None:
        return None
    told = outcomes.told(connection, workspace, [request]).get(request, [])
    return AskedOutcome(picture(connection, found, now), tuple(told))


def _known(asked: AskedOutcome | None) -> AskedOutcome:
    if asked is None:
        raise NoRequest
    return asked


def _waiting(connection: Connection, workspace: str, user: str, request: str, now: datetime) -> AskedOutcome:
    asked = _known(_asked(connection, workspace, request, now))
    if asked.picture.request.requester != user:
        raise NotTheirs
    if not asked.picture.request.status.is_granted:
        raise NotGranted
    if asked.is_settled:
        raise ToldAlready
    return asked


def _is_asked_again(connection: Connection, asked: AskedOutcome) -> bool:
    """Whether nothing was said yet, or the question was put once more since it was called open."""
    number, found = asked.times_open, asked.picture.request
    key = request_messages.outcome_key(found.id, number)
    return not number or bool(deliveries.posted(connection, found.workspace, [key]))


def _write(connection: Connection, plan: Plan, person: Person, asked: AskedOutcome, now: datetime) -> None:
    """The evidence of what was said, and its trail."""
    found, told = asked.picture.request, asked.told[-1]
    for kind in rules.evidence(told, asked.allowed):
        sizes = {} if told.given is None else sized(plan, found, told.given)
        entry = Entry(
            key=f"outcome:{found.id}:{kind.value}",
            person=person.id,
            day=today_of(person, now),
            kind=kind.value,
            facts={} if kind in {Kind.DEAL_WON, Kind.DEAL_LOST} else sizes,
        )
        evidence.add(connection, found.workspace, entry, now)
    audit.write(
        connection,
        found.workspace,
        entry=audit.entry_of("outcome", found.id, str(len(asked.told))),
        at=now,
        by=person.id,
        what="outcome told",
        subject=found.id,
        plan_version=found.plan_version,
        details={
            "result": told.result.value,
            "given": None if told.given is None else str(told.given),
            "got": told.got,
        },
    )


def _owed(
    connection: Connection, plan: Plan, person: Person, asked: AskedOutcome, now: datetime
) -> Iterator[Planned]:
    """The questions drawn again, the next one if it is still open, and a word to the manager on a breach."""
    found, revision = asked.picture.request, len(asked.told)
    number = asked.times_open
    yield from request_messages.outcome_told(found, min(revision, MOST_ASKED), revision, now)
    yield from request_messages.drawn_again(found, plan, now, f"outcome-{revision}")
    if not asked.is_settled and number < MOST_ASKED:
        schedule = schedule_for(connection, plan, person, now)
        yield request_messages.outcome_asked(found, number, rules.ask_at(now, None, schedule))
    if asked.is_breach:
        yield from (request_messages.breach(found, each.id, now) for each in chain_of(connection, person)[:1])
