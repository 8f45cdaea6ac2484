"""The example team going on while time passes: everybody answers but who is played, and Robin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from random import Random
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day
from bot.domain.refusals import Refusal
from bot.services import example
from bot.services.desk import member, plan_in_force, schedule_for
from bot.services.example_history import SILENT, words_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.services.checkins import Checkins

PLAYED = "Rita Alvarez"
"""Who sits before the page."""

ANSWERS_AT = time(17)
"""When the others answer, where they are."""


@dataclass
class Colleagues:
    """Everybody whose check-ins nobody at the page types.

    Args:
        desk: The check-in desk.
        workspace: The demo's.
        ids: Their Slack ids, by name.
    """

    desk: Checkins
    workspace: str
    ids: Mapping[str, str]
    _answered: set[tuple[str, date]] = field(default_factory=set)

    def go_on(self, now: datetime) -> None:
        """Let each of them answer for today, once it is time where they are."""
        for each in example.TEAM:
            if each.role is not None and each.name not in {PLAYED, SILENT}:
                self._answer(self.ids[each.name], now)

    def _answer(self, who: str, now: datetime) -> None:
        with self.desk.database.reading() as connection:
            person = member(connection, self.workspace, who)
            _, plan = plan_in_force(connection, self.workspace)
            schedule = schedule_for(connection, plan, person, now)
        day = local_day(now, person.zone)
        if now.astimezone(person.zone).time() < ANSWERS_AT or (who, day) in self._answered:
            return
        self._answered.add((who, day))
        random = Random(f"{person.name}:{day}")  # noqa: S311 - the same story each time, not a secret
        words = words_for(plan, person, schedule, day, day, random)
        try:
            self.desk.submit(self.workspace, who, receipt=f"demo:{who}:{day}", day=day, words=words)
        except Refusal:
            return  # a day off, or one that the week's end accounts for
