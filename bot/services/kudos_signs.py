"""What managers hear of thanks: who has had none for long, and who only thank each other."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain import kudos_rings
from bot.domain.calendar import local_day, moment
from bot.domain.kudos_signs import quiet_since, worth_saying
from bot.domain.people import Rank
from bot.store import active_days, checkins, evidence, kudos, milestones

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.kudos_rings import Ring
    from bot.domain.kudos_signs import Worth
    from bot.domain.people import Person
    from bot.domain.plan import Plan

_LOOK_BACK = timedelta(days=90)
_PROMISED = timedelta(days=14)


def rings(connection: Connection, workspace: str, ids: Collection[str], since: datetime) -> tuple[Ring, ...]:
    """The rings that any of these people are in, by what was given since then, in two statements."""
    givers = {giver for giver, _ in kudos.pairs(connection, workspace, ids, since)}
    everyone = givers | set(ids)
    found = kudos_rings.rings(kudos.pairs(connection, workspace, everyone, since))
    return tuple(each for each in found if each.people & set(ids))


def unrecognised(
    connection: Connection, plan: Plan, team: Sequence[Person], now: datetime
) -> Mapping[str, tuple[Worth, ...]]:
    """The reps without thanks or a milestone in 20 active days, each with what is true and worth a word.

    Nobody of whom there is nothing to say. A few statements however many they are.
    """
    reps = {each.id: each for each in team if each.rank is Rank.REP and plan.expected_of(each.role)}
    if not reps:
        return {}
    workspace, ids = team[0].workspace, sorted(reps)
    lived = active_days.since(connection, workspace, ids, (now - _LOOK_BACK).date())
    first = {who: day for who, days in lived.items() if (day := quiet_since(days)) is not None}
    if not first:
        return {}
    begun = {who: moment(day, time(0), reps[who].zone) for who, day in first.items()}
    thanked = kudos.received(connection, workspace, first, min(begun.values()))
    reached = milestones.noticed(connection, workspace, first, min(begun.values()))
    waiting = {
        who: day
        for who, day in first.items()
        if not any(each.given_at >= begun[who] for each in thanked.get(who, ()))
        and not any(each.state.is_public and each.noticed_at >= begun[who] for each in reached.get(who, ()))
    }
    if not waiting:
        return {}
    earliest, today = min(waiting.values()), max(local_day(now, reps[who].zone) for who in waiting)
    entries = evidence.since(connection, workspace, waiting)
    said = checkins.between(connection, workspace, waiting, earliest - _PROMISED, today)
    found = {
        who: tuple(
            worth_saying(
                entries.get(who, ()), {each.day: each.commitment for each in said.get(who, ())}, waiting[who]
            )
        )
        for who in waiting
    }
    return {who: worth for who, worth in found.items() if worth}
