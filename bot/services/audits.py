"""The audit desk: some of what people decide alone is put before their manager afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.evidence import Entry
from bot.domain.home import NotForYou
from bot.domain.ledger import Kind
from bot.domain.outcomes import AuditedAlready, is_audited
from bot.domain.request_refusals import NoRequest
from bot.domain.requests import require_reason
from bot.services import request_messages
from bot.services.balances import audited_share
from bot.services.desk import Desk, in_each, member
from bot.services.request_cards import picture
from bot.services.request_evidence import sized
from bot.services.request_routes import chain_of, plan_of, today_of
from bot.store import audit, deliveries, evidence, inbox, outcomes, people, plans, requests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.deliveries import Planned
    from bot.domain.outcomes import Audit
    from bot.domain.people import Person
    from bot.domain.plan import Plan
    from bot.domain.request_cards import Picture
    from bot.domain.requests import Request


class Audits(Desk):
    """The audit desk."""

    def card(self, workspace: str, request: str) -> tuple[Picture, Audit, str] | None:
        """What to show of an audit: the request, what was said, and who said it; None where there is none."""
        with self.database.reading() as connection:
            asked = outcomes.audit_of(connection, workspace, request)
            found = requests.find(connection, workspace, request)
            if asked is None or found is None:
                return None
            by = None if asked.by is None else people.find(connection, workspace, asked.by)
            shown = picture(connection, found, self.now())
            return shown, asked, "" if by is None else by.first_name

    def open_for(self, workspace: str, user: str, request: str) -> Picture:
        """A use that `user` is about to say no to.

        Raises:
            NotForYou: for anybody who does not lead the requester.
            AuditedAlready: once somebody has said.
        """
        with self.database.reading() as connection:
            by = member(connection, workspace, user)
            found, _, asked = _audited(connection, by, request)
            if asked.approves is not None:
                raise AuditedAlready
            return picture(connection, found, self.now())

    def pass_on(self) -> int:
        """Ask whoever leads the requesters now what nobody has answered yet; how many were asked.

        Repeatable, in every process.
        """
        with self.database.reading() as connection:
            workspaces = [each for each, _ in plans.in_force(connection)]
        return in_each(workspaces, self._pass_on, "audits not passed on")

    def settle(
        self, workspace: str, user: str, request: str, *, receipt: str, approves: bool, note: str = ""
    ) -> None:
        """Say whether one would have approved what somebody decided alone; why not, if not.

        Raises:
            NotForYou: for anybody who does not lead the requester.
            AuditedAlready: once somebody has said.
            ReasonTooShort: for a no without a reason.
        """
        now = self.now()
        with self.database.writing() as connection:
            by = member(connection, workspace, user)
            found, requester, _ = _audited(connection, by, request)
            if not approves:
                require_reason(note)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            said = outcomes.settle_audit(
                connection, workspace, request, approves=approves, note=note.strip(), by=user, now=now
            )
            if not said:
                raise AuditedAlready
            _write(connection, found, requester, by, approves=approves, note=note.strip(), now=now)

    def _pass_on(self, workspace: str) -> int:
        now = self.now()
        with self.database.reading() as connection:
            waiting = outcomes.open_audits(connection, workspace)
            owed = [each for request in waiting for each in _anew(connection, workspace, request, now)]
            missing = deliveries.missing_keys(connection, workspace, [each.key for each in owed])
        owed = [each for each in owed if each.key in missing]
        if not owed:
            return 0
        with self.database.writing() as connection:
            return deliveries.plan(connection, owed, now)


def _anew(connection: Connection, workspace: str, request: str, now: datetime) -> Iterator[Planned]:
    """The question to whoever leads the requester of a request now."""
    found = requests.find(connection, workspace, request)
    requester = None if found is None else people.find(connection, workspace, found.requester)
    if found is not None and requester is not None and requester.active:
        for manager in chain_of(connection, requester)[:1]:
            yield request_messages.audit(found, manager.id, now)


def audit_owed(
    connection: Connection, plan: Plan, person: Person, request: Request, now: datetime
) -> Iterator[Planned]:
    """The question to the manager, where a use of one's own authority is one of those looked at."""
    managers = chain_of(connection, person)[:1]
    if not managers or not request.is_own or not request.status.is_granted:
        return
    secret = deliveries.secret_of(connection, request.workspace)
    if is_audited(secret, request.id, audited_share(connection, plan, person, now)):
        outcomes.audit(connection, request.workspace, request.id, now)
        yield request_messages.audit(request, managers[0].id, now)


def _audited(connection: Connection, by: Person, request: str) -> tuple[Request, Person, Audit]:
    """The request, its requester and its audit, where that is for `by` to answer."""
    found = requests.find(connection, by.workspace, request)
    asked = outcomes.audit_of(connection, by.workspace, request)
    requester = None if found is None else people.find(connection, by.workspace, found.requester)
    if found is None or asked is None or requester is None:
        raise NoRequest
    if by.id not in {each.id for each in chain_of(connection, requester)}:
        raise NotForYou
    return found, requester, asked


def _write(
    connection: Connection,
    found: Request,
    requester: Person,
    by: Person,
    *,
    approves: bool,
    note: str,
    now: datetime,
) -> None:
    kind = Kind.AUDIT_OK if approves else Kind.AUDIT_BAD
    entry = Entry(
        key=f"audit:{found.id}",
        person=requester.id,
        day=today_of(requester, now),
        kind=kind.value,
        facts=sized(plan_of(connection, found), found, found.case.amount),
    )
    evidence.add(connection, found.workspace, entry, now)
    audit.write(
        connection,
        found.workspace,
        entry=audit.entry_of("audit", found.id),
        at=now,
        by=by.id,
        what="audit answered",
        subject=found.id,
        why=note,
        plan_version=found.plan_version,
        details={"approves": approves},
    )
    keys = {
        request_messages.audit_key(found, each.id): each.id
        for each in people.active(connection, found.workspace)
    }
    asked = deliveries.posted(connection, found.workspace, list(keys), waiting=True)
    owed = [request_messages.audited(found, keys[each], now) for each in sorted(asked)]
    if not approves:
        owed.append(request_messages.audit_told(found, now))
    deliveries.plan(connection, owed, now)
