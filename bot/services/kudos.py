"""The kudos desk: thanks are given, taken back, and read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.authority import APPROVER_RANKS
from bot.domain.calendar import local_day
from bot.domain.evidence import Entry as Evidence
from bot.domain.kudos import Kudos, NoKudos, NoneLeft, NoValues, Shown, Status, Thanked
from bot.domain.kudos_forms import Entry, Form, check, mentions, read_command, use_or_lose, why_not
from bot.domain.ledger import Kind
from bot.domain.links import is_permalink, permalink
from bot.domain.people import Rank
from bot.services import kudos_messages as messages
from bot.services.checkins import home
from bot.services.desk import Desk, in_slack, member, plan_in_force
from bot.services.request_routes import chain_of
from bot.store import deliveries, evidence, inbox, people, workspaces
from bot.store import kudos as store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from bot.domain.kudos_forms import Fault
    from bot.domain.people import Person
    from bot.domain.plan import Plan

ON_HOME = 5
"""How many of what somebody was thanked for stand on their Home."""

OPENED = 40
"""How many in all of them."""

_A_MOMENT, _LONG = timedelta(seconds=1), timedelta(minutes=1)
"""How soon to look again whether a post is up, and how long its link is waited for."""


class KudosDesk(Desk):
    """The kudos desk."""

    def read(self, workspace: str, user: str, text: str) -> Entry:
        """What `user` typed behind `/kudos`."""
        with self.database.reading() as connection:
            member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            known = people.some(connection, workspace, mentions(text))
            return read_command(text, plan.values, {each.id: each.first_name for each in known.values()})

    def form(
        self, workspace: str, user: str, entry: Entry, faults: Mapping[str, Fault] | None = None
    ) -> Form:
        """What the form begins with: whoever cannot be thanked, or is one too many, is left out.

        Raises:
            NoValues: where the plan names none.
            NoneLeft: for who has thanked enough people today.
        """
        with self.database.reading() as connection:
            giver = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            if not plan.values:
                raise NoValues
            left = _left(connection, plan, giver, self.now())
            if not left:
                raise NoneLeft
            known = people.some(connection, workspace, entry.receivers)
            kept = tuple(each for each in entry.receivers if why_not(each, user, known) is None)
            shown = replace(entry, receivers=kept if len(kept) <= left else ())
            return Form(plan.values, left, plan.recognition.kudos_per_day, shown, faults or {})

    def give(self, workspace: str, user: str, *, receipt: str, entry: Entry) -> Shown:
        """Thank the people in `entry`: they are told, and it is posted, but for who prefers that not to be.

        Raises:
            BadKudos: naming all that is missing or wrong.
        """
        now = self.now()
        with self.database.writing() as connection:
            giver = member(connection, workspace, user, alone=True)
            version, plan = plan_in_force(connection, workspace)
            made = hashlib.sha256(f"{workspace}:{receipt}".encode()).hexdigest()[:32]
            if not inbox.is_new(connection, workspace, receipt, now):
                return _shown(connection, workspace, _found(connection, workspace, made), now)
            given = _kudos(connection, plan, giver, made, entry, now)
            store.add(connection, workspace, given, local_day(now, giver.zone), version)
            _account(connection, workspace, given, version, now)
            owed = [*messages.given(workspace, given, plan.channels.wins, now)]
            owed.append(home(workspace, user, now, messages.post_key(given.id), now))
            deliveries.plan(connection, owed, now)
            return _shown(connection, workspace, given, now)

    def take_back(self, workspace: str, user: str, kudos: str, *, receipt: str) -> None:
        """Take back what `user` gave within a day: the post goes, and what the receivers read.

        Raises:
            NoKudos: where that was done already.
            NotYours: for anybody but the giver.
            LongGiven: after a day.
        """
        now = self.now()
        with self.database.writing() as connection:
            member(connection, workspace, user)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            found = _found(connection, workspace, kudos)
            found.may_take_back(user, now)
            end(connection, workspace, found, Status.TAKEN_BACK, user, now)

    def card(self, workspace: str, kudos: str) -> Shown | None:
        """What to show of kudos; None where there are none."""
        with self.database.reading() as connection:
            found = store.find(connection, workspace, kudos)
            return None if found is None else _shown(connection, workspace, found, self.now())

    def posted_soon(self, workspace: str, kudos: str) -> datetime | None:
        """When to look again for a post that is on its way; None where it is there, or takes too long."""
        now = self.now()
        with self.database.reading() as connection:
            key, found = messages.post_key(kudos), store.find(connection, workspace, kudos)
            if found is None or now - found.given_at > _LONG:
                return None
            if deliveries.place_of(connection, workspace, key)[1]:
                return None
            waits = deliveries.posted(connection, workspace, [key], waiting=True)
        return now + _A_MOMENT if waits else None

    def thanked(self, workspace: str, user: str) -> Thanked:
        """What `user` was thanked for."""
        with self.database.reading() as connection:
            person = member(connection, workspace, user)
            _, plan = plan_in_force(connection, workspace)
            return own_thanks(connection, plan, person, self.now(), OPENED)

    def keep_private(self, workspace: str, user: str, kudos: str, *, receipt: str, private: bool) -> None:
        """Have nothing posted about `user` from now on, or again; the message it was asked on is redrawn."""
        now = self.now()
        with self.database.writing() as connection:
            person = member(connection, workspace, user)
            if not inbox.is_new(connection, workspace, receipt, now):
                return
            if private:
                store.keep_private(connection, workspace, person.id, now)
            else:
                store.post_again(connection, workspace, person.id)
            occasion = hashlib.sha256(receipt.encode()).hexdigest()[:16]
            owed = [*messages.told_again(connection, workspace, kudos, user, occasion, now)] if kudos else []
            deliveries.plan(connection, owed, now)


def own_thanks(
    connection: Connection, plan: Plan, person: Person, now: datetime, most: int = ON_HOME
) -> Thanked:
    """What `person` was thanked for, the latest first."""
    found = store.latest(connection, person.workspace, person.id, most)
    givers = people.some(connection, person.workspace, sorted({each.giver for each in found}))
    number = len(found)
    if number == most:
        number = store.count(connection, person.workspace, person.id)
    left = _left(connection, plan, person, now) if plan.values else 0
    return Thanked(tuple(found), {each.id: each.name for each in givers.values()}, number, left)


def end(connection: Connection, workspace: str, kudos: Kudos, status: Status, by: str, now: datetime) -> None:
    """Take kudos back, or remove them, from everywhere they are read; raises NoKudos if somebody has."""
    if not store.settle(connection, workspace, kudos.id, status, by, now):
        raise NoKudos
    keys = {each: [_key(kudos)] for each in sorted(kudos.receivers)}
    evidence.settle(connection, workspace, keys, [], now)
    occasion = status.value.replace(" ", "-")
    owed = [
        *messages.drawn_again(connection, workspace, kudos, occasion, now),
        *messages.judged(
            connection, workspace, kudos.id, judges(connection, workspace, kudos), occasion, now
        ),
    ]
    deliveries.plan(connection, owed, now)


def judges(connection: Connection, workspace: str, kudos: Kudos) -> list[str]:
    """Who looks at what was reported, never the giver: the admins, else the managers above the giver.

    Where there are none of these either, everybody who leads others; nobody where nobody else does.
    """
    others = [each for each in in_slack(connection, workspace) if each.id != kudos.giver]
    giver = people.find(connection, workspace, kudos.giver)
    return (
        [each.id for each in others if each.admin]
        or ([] if giver is None else [each.id for each in chain_of(connection, giver)])
        or [each.id for each in others if each.rank in APPROVER_RANKS]
    )


def shown(connection: Connection, workspace: str, kudos: str, now: datetime) -> Shown:
    """Kudos with the people in them; raises NoKudos where there are none."""
    return _shown(connection, workspace, _found(connection, workspace, kudos), now)


def _found(connection: Connection, workspace: str, kudos: str) -> Kudos:
    found = store.find(connection, workspace, kudos)
    if found is None:
        raise NoKudos
    return found


def _left(connection: Connection, plan: Plan, giver: Person, now: datetime) -> int:
    given = store.given_on(connection, giver.workspace, giver.id, local_day(now, giver.zone))
    return use_or_lose(plan.recognition.kudos_per_day, given)


def _kudos(
    connection: Connection, plan: Plan, giver: Person, made: str, entry: Entry, now: datetime
) -> Kudos:
    """What is given, if it can be."""
    receivers = tuple(dict.fromkeys(entry.receivers))
    known = people.some(connection, giver.workspace, receivers)
    values = {each.key: each for each in plan.values}
    left = _left(connection, plan, giver, now)
    wanted = replace(entry, receivers=receivers)
    check(wanted, giver.id, known, values, left, plan.recognition.kudos_per_day)
    value = values[entry.value]
    return Kudos(
        id=made,
        giver=giver.id,
        receivers=receivers,
        private=store.prefer_private(connection, giver.workspace, receivers),
        value=value.key,
        value_name=value.name,
        emoji=value.emoji,
        words=entry.words.strip(),
        link=entry.link if is_permalink(entry.link) else "",
        given_at=now,
    )


def _key(kudos: Kudos) -> str:
    return f"kudos:{kudos.id}"


def _account(connection: Connection, workspace: str, kudos: Kudos, plan_version: int, now: datetime) -> None:
    """Write in the ledger of each rep that they were thanked; it weighs nothing."""
    thanked = people.some(connection, workspace, kudos.receivers)
    reps = [thanked[each] for each in sorted(kudos.receivers) if thanked[each].rank is Rank.REP]
    entries = [
        Evidence(_key(kudos), each.id, local_day(now, each.zone), Kind.KUDOS.value, {}, plan_version)
        for each in reps
    ]
    evidence.settle(connection, workspace, {each.id: [_key(kudos)] for each in reps}, entries, now)


def _shown(connection: Connection, workspace: str, kudos: Kudos, now: datetime) -> Shown:
    reports, left_alone = store.reports(connection, workspace, kudos.id)
    _, plan = plan_in_force(connection, workspace)
    wanted = {kudos.giver, *kudos.receivers, kudos.settled_by or "", *(each.by for each in reports)}
    known = people.some(connection, workspace, sorted(wanted - {""}))
    channel, ts = deliveries.place_of(connection, workspace, messages.post_key(kudos.id))
    return Shown(
        kudos=kudos,
        people=known,
        left=_left(connection, plan, known[kudos.giver], now),
        channel=plan.channels.wins,
        link=permalink(workspaces.address_of(connection, workspace), channel, ts),
        reports=reports,
        left_alone=left_alone,
        prefers_private=store.prefer_private(connection, workspace, kudos.receivers),
    )
