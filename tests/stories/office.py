"""The office: a local Slack, the real bot over Socket Mode, a real database, a clock that is moved."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlmodel import col

from bot.app import Latitude, utc_now
from bot.config import Settings
from bot.domain.calendar import moment
from bot.domain.deliveries import State, epoch_ms
from bot.domain.delivery_policy import Policy
from bot.domain.people import Person as Member
from bot.domain.people import Rank
from bot.sandbox.client import text_of
from bot.sandbox.clock import A_QUARTER_OF_AN_HOUR, Clock
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.store.delivery_rows import in_state
from bot.store.delivery_tables import DeliveryRow
from handlers import door
from handlers.manifest import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import BoltResponse

    from bot.domain.plan import Plan
    from bot.sandbox.client import Person

MONDAY = date(2026, 11, 23)
EIGHT_IN_NEW_YORK = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
LONG_AGO = date(2025, 1, 6)
NEW_YORK = "America/New_York"
BRISK = Policy(channel_gap=0, rates={})
"""As careful as ever, without the pauses that Slack's limits ask for."""


def usual_plan(**approvals: object) -> Plan:
    """The example plan, with what chance would look at left alone, and these `[approvals]`."""
    plan = example.plan()
    changed = plan.approvals.model_copy(update={"audited": 0.0} | approvals)
    return plan.model_copy(update={"approvals": changed})


class Office:
    """People, the bot, and time."""

    def __init__(self, sandbox: Sandbox, clock: Clock, database_url: str) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.patience = timedelta()
        self.slack = sandbox.client()
        self.settings = Settings(
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_signing_secret=sandbox.signing_secret,
            slack_api_url=f"{sandbox.api_url}/",
            database_url=database_url,
        )
        self.bot = self.new_bot()
        self.workspace = self.bot.introduce()
        self.bot.plans.apply(self.workspace, usual_plan(), by="test")
        self.bot.socket.start()
        self.bot.beat()
        self._planned_at = self._beaten_at = clock.now()
        clock.subscribe(self._pass_by)

    def new_bot(self) -> Latitude:
        """One more process's worth of bot on the same database, not yet connected."""
        return Latitude(self.settings, now=self.clock.now, lease_now=self._lease_now, policy=BRISK)

    def restart(self) -> None:
        """The bot goes and comes back."""
        self.bot.stop()
        self.bot = self.new_bot()
        self.bot.introduce()
        self.bot.socket.start()

    def hire(
        self,
        name: str,
        *,
        rank: Rank = Rank.REP,
        role: str | None = "ae",
        manager: Person | None = None,
        timezone: str = NEW_YORK,
        admin: bool = False,
        starts_on: date = LONG_AGO,
        level: str = "L0",
        country: str | None = None,
        **profile: object,
    ) -> Person:
        """Somebody joins Slack and the team; they have worked here for long, unless told otherwise."""
        person = self.slack.add_person(name.split(maxsplit=1)[0].lower(), name, tz=timezone, **profile)
        member = Member(
            workspace=self.workspace,
            id=person.id,
            name=name,
            rank=rank,
            role=role if rank is Rank.REP else None,
            manager=None if manager is None else manager.id,
            timezone=timezone,
            starts_on=starts_on,
            level=level,
            admin=admin,
            country=country,
        )
        self.bot.people.enroll([member], by="test")
        return person

    def change(self, person: Person, **new: object) -> None:
        """What the bot knows of somebody changes."""
        with self.bot.database.reading() as connection:
            from bot.store import people

            member = people.find(connection, self.workspace, person.id)
        assert member is not None
        self.bot.people.enroll([replace(member, **new)], by="test")  # type: ignore[arg-type] # fields by name

    def apply(self, plan: Plan) -> None:
        """A new version of the plan."""
        self.bot.plans.apply(self.workspace, plan, by="test")

    def travel_to(self, day: date, hour: str, zone: str = NEW_YORK) -> None:
        """Let time pass until a local hour; what is due on the way happens on the way."""
        self.settle()
        self.slack.travel(to=moment(day, time.fromisoformat(hour), ZoneInfo(zone)).isoformat())
        self.settle()

    def _pass_by(self, now: datetime) -> None:
        """A quarter of an hour passes: what is due is sent, and where nothing is, next to nothing is done.

        Planning looks a day ahead, so it is rarer; so is the beat, of which an hour may not pass without.
        """
        if now - self._planned_at > timedelta(hours=6):
            self._planned_at = now
            self.bot.plan()
            self.bot.marks.close()
            self.bot.trust.close_days()
        if now - self._beaten_at > timedelta(minutes=20):
            self._beaten_at = now
            self.bot.beat()
        if self._is_anything_due(now):
            self.bot.outbox.tick()

    def _is_anything_due(self, now: datetime) -> bool:
        """Whether a message that waits is due by now; one look where a tick takes a dozen."""
        due = exists().where(in_state(State.PENDING), col(DeliveryRow.due_at) <= epoch_ms(now))
        with self.bot.database.reading() as connection:
            return bool(connection.scalar(select(due)))

    def jump(self, by: timedelta) -> None:
        """The clock on the wall moves and nobody looks meanwhile: an outage, or a clock set wrong."""
        self.clock._ahead += by.total_seconds()

    def settle(self) -> None:
        """Everything that is due now is planned and sent."""
        self.bot.catch_up()

    def wait_out(self, doubt: timedelta = timedelta(minutes=3)) -> None:
        """Let pass what the outbox waits for: leases, pauses, and the time in which Slack may still act."""
        self.patience += doubt
        self.settle()

    def _lease_now(self) -> datetime:
        return utc_now() + self.patience

    def forge(self, payload: dict[str, Any]) -> BoltResponse:
        """What the bot answers to a payload that no Slack client would send."""
        return door.take(self.bot.bolt, payload)

    def check_in(self, person: Person, leads: int | str = 5, demos: int | str = 1, **more: str) -> None:
        """Somebody opens the form with the command and sends it."""
        person.runs("/checkin")
        person.fills({"Self-generated leads": str(leads), "Presentations": str(demos), **more})
        outcome = person.submits()
        assert outcome.ok, outcome
        self.settle()

    def said_to(self, person: Person) -> list[str]:
        """What the bot has told somebody, as words, oldest first."""
        return [text_of(message) for message in person.dm() if message["user"] != person.id]

    def close(self) -> None:
        """Everybody goes home."""
        self.bot.stop()


@contextmanager
def open_office(
    database_url: str, start: datetime = EIGHT_IN_NEW_YORK, *, step: timedelta = A_QUARTER_OF_AN_HOUR
) -> Iterator[Office]:
    """An office that opens on a Monday at eight in New York; time passes in steps of `step`."""
    clock = Clock(start, zone=NEW_YORK, step=step)
    with Sandbox(manifest(), clock=clock, people=()) as sandbox:
        office = Office(sandbox, clock, database_url)
        try:
            yield office
        finally:
            office.close()
