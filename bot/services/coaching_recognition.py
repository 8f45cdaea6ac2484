"""What is worth saying to somebody: good news, and thanks that nobody has given for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.blockers import says_something
from bot.domain.calendar import local_day
from bot.domain.coaching_reasons import MOST_NEWS, UNTHANKED_FOR, Reason, Why
from bot.domain.milestones import Kind, State
from bot.store import active_days, coaching, kudos, milestones, people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from bot.domain.kudos import Kudos
    from bot.domain.milestones import Milestone
    from bot.domain.people import Person

LEAST_KEPT = 3
"""Commitments kept within them that are worth a word."""

_LOOK_BACK = timedelta(days=70)
"""Twenty active days lie within this, but for long absences."""

_NEWS = timedelta(days=5)
_KNOWN = frozenset({Kind.LEVEL_UP})
"""What their managers did themselves."""


def worth_saying(
    connection: Connection, team: Sequence[Person], now: datetime
) -> Iterator[tuple[str, Reason]]:
    """Good news of the last days; and who was not thanked for long, with something true to thank them for."""
    workspace, ids = team[0].workspace, [each.id for each in team]
    reached = milestones.noticed(connection, workspace, ids, now - _LOOK_BACK)
    for who, theirs in for_managers(connection, workspace, reached).items():
        news = [each for each in theirs if each.noticed_at > now - _NEWS and each.kind not in _KNOWN]
        if news:
            yield who, Reason(Why.GOOD_NEWS, id=news[0].key, milestones=tuple(news[:MOST_NEWS]))
    since = _unthanked_since(connection, team, now)
    waiting = {
        who: day
        for who, day in since.items()
        if not any(each.state.is_public and each.day >= day for each in reached.get(who, ()))
    }
    for who, deeds in coaching.deeds(connection, workspace, waiting).items():
        wins = [(day, words) for day, words in deeds.wins if says_something(words)]
        day, words = wins[-1] if wins else (None, "")
        if wins or deeds.kept >= LEAST_KEPT:
            yield who, Reason(Why.UNTHANKED, words=words, count=deeds.kept, day=day)


def for_managers(
    connection: Connection, workspace: str, reached: Mapping[str, Sequence[Milestone]]
) -> dict[str, list[Milestone]]:
    """What of this a person's managers may read: what is posted, or waits to be.

    Nothing of which its person was told that only they see it, or is about to be.
    """
    waiting = {who for who, theirs in reached.items() if any(each.state is State.WAITING for each in theirs)}
    private = kudos.prefer_private(connection, workspace, waiting)
    return {
        who: [
            each
            for each in theirs
            if each.state.is_public or (each.state is State.WAITING and who not in private)
        ]
        for who, theirs in reached.items()
    }


def thanks_since(connection: Connection, person: Person, since: datetime) -> tuple[tuple[Kudos, str], ...]:
    """The kudos that somebody was given since then, the latest first, each with the giver's first name."""
    found = kudos.received(connection, person.workspace, [person.id], since).get(person.id, [])
    givers = people.some(connection, person.workspace, [each.giver for each in found])
    return tuple(
        (each, givers[each.giver].first_name if each.giver in givers else "Somebody") for each in found
    )


def _unthanked_since(connection: Connection, team: Sequence[Person], now: datetime) -> dict[str, date]:
    """The first of the last twenty active days of each who was not thanked in any of them."""
    workspace, ids = team[0].workspace, [each.id for each in team]
    zones = {each.id: each.zone for each in team}
    lived = active_days.since(connection, workspace, ids, now.date() - _LOOK_BACK)
    first = {who: days[-UNTHANKED_FOR] for who, days in lived.items() if len(days) >= UNTHANKED_FOR}
    thanked = kudos.received(connection, workspace, list(first), now - _LOOK_BACK) if first else {}
    return {
        who: day
        for who, day in first.items()
        if not any(local_day(each.given_at, zones[who]) >= day for each in thanked.get(who, ()))
    }
