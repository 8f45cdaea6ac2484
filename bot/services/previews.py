"""The preview desk: what would be sent to whom and when, without sending any of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.deliveries import Method, Priority
from bot.domain.refusals import Stranger
from bot.domain.schedules import quiet_until
from bot.services.desk import Desk
from bot.services.planners import planners
from bot.store import people, plans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.domain.deliveries import Planned
    from bot.domain.people import Person

_STRIDE = timedelta(days=7)
"""How much is planned at once: enough to be quick, and little enough to hold for ten thousand people."""

_AROUND = timedelta(days=2)
"""How far the clocks of the world, and quiet hours, carry a message from its date in UTC."""

_MOMENT = timedelta(microseconds=1)
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that would be sent.

    Attributes:
        at: When, on the clock of the person it goes to; in UTC for a channel.
        person: The Slack id of who gets it; None for a channel.
        name: What colleagues call them; for a channel, its name.
        kind: What sort of message it is.
        key: The obligation it meets.
    """

    at: datetime
    person: str | None
    name: str
    kind: str
    key: str


class Previews(Desk):
    """The preview desk."""

    def foresee(
        self, workspace: str, first: date, last: date, person: str | None = None
    ) -> Iterator[Foreseen]:
        """What would be sent from `first` to `last`, on the dates of whoever gets it, in order of time.

        Everybody counts as known since they started, and those whom Slack does not know yet as if it
        did. Nothing is read before the first is asked for.

        Args:
            workspace: Which Slack team.
            first: The first local date.
            last: The last one, included.
            person: Only what goes to this person.

        Raises:
            Stranger: when `person` is not on the team.
            PlanError: when the plan in force cannot be read.
        """
        team, quiet = self._read(workspace)
        if person is not None and person not in team:
            raise Stranger
        known = list(team.values())
        owing = planners(
            self.database, self.now, lambda _connection, where: known if where == workspace else []
        )
        began = datetime.combine(first, time(), UTC) - _AROUND
        ends = datetime.combine(last, time(), UTC) + _AROUND
        waiting: list[Foreseen] = []
        while began < ends:
            until = min(began + _STRIDE, ends)
            planned = (each for planner in owing for each in planner(began, until - _MOMENT))
            waiting += _sent(planned, team, quiet)
            ready = [each for each in waiting if each.at < until]
            waiting = [each for each in waiting if each.at >= until]
            for each in sorted(ready, key=_in_order):
                if first <= each.at.date() <= last and person in {None, each.person}:
                    yield each
            began = until

    def _read(self, workspace: str) -> tuple[dict[str, Person], tuple[time, time]]:
        """Everybody on the team by id, as if known since they started; and the quiet hours."""
        with self.database.reading() as connection:
            found = plans.current(connection, workspace)
            team = people.active(connection, workspace)
        quiet = (time(), time()) if found is None else found[1].calendar.quiet
        return {each.id: replace(each, added_at=None) for each in team}, quiet


def _sent(
    planned: Iterable[Planned], team: Mapping[str, Person], quiet: tuple[time, time]
) -> Iterator[Foreseen]:
    """What becomes of what is planned: only answers come in quiet hours, and nothing stale."""
    for each in planned:
        if each.method is not Method.POST:
            continue
        someone = team.get(each.person) if each.person is not None else None
        zone = _UTC if someone is None else someone.zone
        hushed = someone is not None and each.priority is not Priority.ANSWER
        at = (quiet_until(each.due_at, quiet, zone) if hushed else None) or each.due_at
        if at < each.useful_until:
            name = each.to if someone is None else someone.name
            yield Foreseen(at.astimezone(zone), each.person, name, each.kind, each.key)


def _in_order(foreseen: Foreseen) -> tuple[float, str, str]:
    return foreseen.at.timestamp(), foreseen.person or "", foreseen.key
