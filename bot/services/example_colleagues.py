"""The example team going on while time passes: everybody answers but who is played, and Robin."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import time
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.kudos_forms import Entry
from bot.domain.refusals import Refusal
from bot.services import example
from bot.services.desk import plan_in_force, schedule_for
from bot.services.example_history import SILENT, words_for
from bot.store import people

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.services.checkins import Checkins
    from bot.services.kudos import KudosDesk

PLAYED = "Rita Alvarez"
"""Who sits before the page."""

ANSWERS_AT = time(17)
"""When the others answer, where they are."""

THANKS_AT = time(11)
EXAMPLE_ZONE = "America/New_York"

THANKS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "Maya Lindqvist",
        ("Rita Alvarez",),
        "candour",
        "Told us that the Orbit renewal was at risk while there was still time to do something.",
    ),
    (
        "Oskar Nowak",
        ("Lena Fischer",),
        "own-it",
        "Sat with me through the security questionnaire until every answer was in.",
    ),
    (
        "Tomas Weber",
        ("Nia Mensah", "Oskar Nowak"),
        "own-it",
        "Ran the Lyon demo together when my train stood still, and booked the next step.",
    ),
    (
        "Robin Lee",
        ("Rita Alvarez",),
        "own-it",
        "Took my two callbacks at the end of a long day, and passed on every detail.",
    ),
)
"""Who thanks whom for what, one a day: giver, receivers, value and words."""


@dataclass
class Colleagues:
    """Everybody whose check-ins nobody at the page types.

    Args:
        desk: The check-in desk.
        kudos: The kudos desk.
        workspace: The demo's.
        ids: Their Slack ids, by name.
    """

    desk: Checkins
    kudos: KudosDesk
    workspace: str
    ids: Mapping[str, str]
    _thanked: dict[date, int] = field(default_factory=dict)
    _answered: set[tuple[str, date]] = field(default_factory=set)

    def go_on(self, now: datetime) -> None:
        """Let each answer for today once it is time where they are, and one of them thank another."""
        self._thank(now)
        for member in example.TEAM:
            if member.role is not None and member.name not in {PLAYED, SILENT}:
                self._answer(self.ids[member.name], now)

    def _thank(self, now: datetime) -> None:
        """One of `THANKS` a day, in their order, as long as there are any."""
        here = now.astimezone(ZoneInfo(EXAMPLE_ZONE))
        number = len(self._thanked)
        if number == len(THANKS) or here.time() < THANKS_AT or here.date() in self._thanked:
            return
        giver, receivers, value, words = THANKS[number]
        entry = Entry(tuple(self.ids[each] for each in receivers), value, words)
        with suppress(Refusal):
            self.kudos.give(self.workspace, self.ids[giver], receipt=f"demo:thanks:{number}", entry=entry)
        self._thanked[here.date()] = number

    def _answer(self, who: str, now: datetime) -> None:
        with self.desk.database.reading() as connection:
            person = people.find(connection, self.workspace, who)
            _, plan = plan_in_force(connection, self.workspace)
            if person is None:
                return
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
