"""The wiring: the one module that knows every other, and the owner of the clock."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

import handlers
from bot import messages
from bot.delivery.clock import DatabaseClock
from bot.delivery.gateway import slack_client
from bot.delivery.outbox import Outbox
from bot.delivery.planner import plan_in_halves
from bot.domain.deliveries import Later, Priority
from bot.domain.delivery_policy import Policy
from bot.domain.plan import read_plan_file
from bot.services.absences import Absences
from bot.services.alerts import Alerts
from bot.services.attestations import Attestations
from bot.services.audits import Audits
from bot.services.authority import Authority
from bot.services.balances import Balances
from bot.services.checkins import Checkins
from bot.services.coaching import Coaching
from bot.services.coaching_requests import CoachingRequests
from bot.services.contests import Contests
from bot.services.delegations import Delegations
from bot.services.desk import Desk
from bot.services.digests import Digests
from bot.services.explanations import Explanations
from bot.services.homes import Homes
from bot.services.imports import Imports
from bot.services.kudos import KudosDesk
from bot.services.kudos_reports import KudosReports
from bot.services.marks import Marks
from bot.services.milestones import Milestones
from bot.services.newcomers import Newcomers
from bot.services.nudges import Nudges
from bot.services.outages import Outages
from bot.services.outcomes import Outcomes
from bot.services.paces import Paces
from bot.services.people import People
from bot.services.planners import planners
from bot.services.plans import Plans
from bot.services.prompts import Prompts
from bot.services.quiet import Quiet
from bot.services.receipts import Receipts
from bot.services.requests import Requests
from bot.services.retrospects import Retrospects
from bot.services.rosters import Rosters
from bot.services.roundups import Roundups
from bot.services.shadows import Shadows
from bot.services.sheets import Sheets
from bot.services.steps import Steps
from bot.services.trust import Trust
from bot.services.typed_answers import TypedAnswers
from bot.services.weeks import Weeks
from bot.services.workspaces import Workspaces
from bot.store import deliveries
from bot.store.database import Database
from handlers.activities import Activities
from handlers.people import SLACK, look_up
from handlers.socket_mode import SocketMode
from jobs.import_counts import Folder
from jobs.plan_messages import plan_messages
from jobs.tidy_inbox import tidy_inbox
from jobs.timetable import Tick, Timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.config import Settings
    from bot.domain.deliveries import Claimed, Planned

log = structlog.get_logger("latitude.app")

INTERACTIVE_SECONDS = 2
"""How long a person waits for a view: Slack's trigger lives three seconds."""

DRAIN_SECONDS = 4
"""How long messages in hand may take at the end; the rest is looked for by whoever comes next."""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


class Latitude:
    """The bot, wired and ready to start.

    Args:
        settings: With the two tokens, Slack's address and the database.
        now: The clock; every day and hour the bot thinks of comes from it.
        lease_now: The clock of leases and waits; the database's unless given.
        policy: How patient the outbox is.
    """

    def __init__(  # noqa: PLR0915 - every desk there is is made here
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime] = utc_now,
        lease_now: Callable[[], datetime] | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.settings = settings
        self._policy = policy or Policy()
        self.now = now
        self.database = Database(settings.database_url)
        hasty = self.database.hasty()
        self.people = People(self.database, now)
        self.rosters = Rosters(self.database, now)
        self.newcomers = Newcomers(hasty, now)
        self.plans = Plans(self.database, now)
        self.workspaces = Workspaces(self.database, now)
        self.checkins = Checkins(hasty, now)
        self.absences = Absences(hasty, now)
        self.prompts = Prompts(hasty, now)
        self.marks = Marks(self.database, now)
        self.outages = Outages(self.database, now)
        self.quiet = Quiet(self.database, now)
        self.homes = Homes(hasty, now)
        self.digests = Digests(self.database, now)
        self.alerts = Alerts(self.database, now)
        self.typed_answers = TypedAnswers(hasty, now, checkins=self.checkins)
        self.imports = Imports(hasty, now, checkins=self.checkins)
        self.weeks = Weeks(hasty, now)
        self.requests = Requests(hasty, now)
        self.authority = Authority(hasty, now)
        self.delegations = Delegations(hasty, now)
        self.outcomes = Outcomes(hasty, now)
        self.attestations = Attestations(hasty, now)
        self.audits = Audits(hasty, now)
        self.retrospects = Retrospects(hasty, now)
        self.shadows = Shadows(hasty, now)
        self.sheets = Sheets(hasty, now)
        self.trust = Trust(self.database, now)
        self.steps = Steps(hasty, now)
        self.explanations = Explanations(hasty, now)
        self.coaching = Coaching(hasty, now)
        self.coaching_requests = CoachingRequests(hasty, now)
        self.contests = Contests(hasty, now)
        self.balances = Balances(hasty, now)
        self.kudos = KudosDesk(hasty, now)
        self.kudos_reports = KudosReports(hasty, now)
        self.milestones = Milestones(self.database, now)
        self.roundups = Roundups(self.database, now)
        self.paces = Paces(self.database, now)
        self.nudges = Nudges(hasty, now)
        self.receipts = Receipts(self.database, now)
        self.workspace = ""
        self._authorized: AuthorizeResult | None = None
        self.bolt = self._bolt()
        desks = {name: desk for name, desk in vars(self).items() if isinstance(desk, Desk)}
        handlers.register(self.bolt, desks)
        self.socket = SocketMode(
            self.bolt,
            app_token=settings.slack_app_token,
            api_url=settings.slack_api_url,
            answered=lambda: self.timetable.wake("send"),
        )
        counts, ours = Imports(self.database, now, checkins=self.checkins), lambda: self.workspace
        self.activities = Activities(counts, ours, settings.latitude_import_secret, utc_now)
        self.folder = Folder(settings.latitude_import_folder, counts, ours, utc_now)
        compose = messages.composers(self)
        self.outbox = Outbox(
            self.database,
            lambda claimed: self._quiet(claimed) or compose[claimed.kind](claimed),
            self._client_for,
            kinds=frozenset(compose),
            mine=lambda: frozenset({self.workspace}),
            now=now,
            lease_now=lease_now or DatabaseClock(self.database, utc_now),
            policy=self._policy,
            on_failed=self.alerts.undelivered,
        )
        self.timetable = Timetable([
            Tick("plan", 60.0, self.plan),
            Tick("beat", 60.0, self.beat),
            Tick("close", 600.0, self.marks.close),
            Tick("fold", 60.0, self.trust.close_days),
            Tick("propose", 60.0, self.steps.propose),
            Tick("warn", 600.0, self.steps.warn),
            Tick("pass on", 60.0, self.contests.pass_on),
            Tick("pass audits on", 600.0, self.audits.pass_on),
            Tick("balance", 600.0, self.balances.read_weeks),
            Tick("notice", 600.0, self.milestones.notice),
            Tick("pace", 600.0, self.paces.close_weeks),
            Tick("nudge", 300.0, self.nudges.nudge),
            Tick("end nudges", 600.0, self.nudges.end_weeks),
            Tick("chase", 60.0, self.requests.chase),
            Tick("send", 0.5, self.outbox.send),
            Tick("recover", 1.0, self.outbox.recover),
            Tick("expire", 10.0, self.outbox.expire),
            Tick("audit", 30.0, self.outbox.audit),
            Tick("counts", 10.0, self.folder.take),
            Tick("tidy", 3600.0, lambda: tidy_inbox(self.receipts)),
        ], utc_now)  # fmt: skip

    def introduce(self) -> str:
        """Ask Slack who we are and make the workspace known; its id."""
        answer = self._client_for(self.workspace).auth_test()
        self._authorized = AuthorizeResult.from_auth_test_response(
            auth_test_response=answer, bot_token=self.settings.slack_bot_token
        )
        self.workspace = str(answer["team_id"])
        self.workspaces.adopt(self.workspace, str(answer["team"]), str(answer.get("url", "")))
        log.info("introduced", workspace=self.workspace)
        self._match_by_email()
        return self.workspace

    def adopt_plan(self, file: Path) -> int | None:
        """Put the plan in `file` in force if the workspace has none; its version, or None without a file."""
        if self.plans.version(self.workspace) is not None or not file.exists():
            return self.plans.version(self.workspace)
        plan = read_plan_file(file.read_bytes(), file.name)
        return self.plans.apply(self.workspace, plan, by="latitude run", why=f"first plan, from {file.name}")

    def _match_by_email(self) -> None:
        """Ask Slack for the ids of people known by e-mail only; who is not found is asked for next time."""
        waiting = self.rosters.waiting(self.workspace)
        if waiting:
            found, _ = look_up(self._client_for(self.workspace), waiting)
            self.rosters.match(self.workspace, found, by=SLACK)

    def start(self) -> None:
        """Connect to Slack and let the clock tick. The workspace must be introduced."""
        self.socket.start()
        self.timetable.start()
        log.info("started", workspace=self.workspace)

    def stop(self) -> None:
        """Stop taking, finish what is in hand, close."""
        self.outbox.stop()
        self.socket.stop()
        self.timetable.stop()
        self.outbox.drain(DRAIN_SECONDS)
        self.database.close()
        log.info("stopped", workspace=self.workspace)

    def plan(self) -> int:
        """Write down every message that is owed around now; how many were new."""
        now = self.now()
        owing = planners(self.database, self.now)
        return plan_messages(owing, lambda owed: self._write_down(owed, now), now)

    def _write_down(self, owed: Sequence[Planned], now: datetime) -> int:
        with self.database.reading() as connection:
            news = deliveries.news(connection, owed)
        return plan_in_halves(self.database, news, now).written

    def beat(self) -> None:
        """Say that the bot is at work; after an outage the admins are told."""
        outage = self.outages.beat(self.workspace) if self.socket.is_connected else None
        if outage is not None:
            log.warning("outage", began=outage.began_at.isoformat(), seconds=outage.lasted.total_seconds())

    def catch_up(self) -> None:
        """Plan, mark and send everything that is due now, and return when it is done."""
        self.beat()
        self.plan()
        self.marks.close()
        self.trust.close_days()
        self.steps.propose()
        self.steps.warn()
        self.contests.pass_on()
        self.audits.pass_on()
        self.balances.read_weeks()
        self.milestones.notice()
        self.paces.close_weeks()
        self.nudges.end_weeks()
        self.nudges.nudge()
        while self.outbox.tick().total():
            pass

    def _quiet(self, claimed: Claimed) -> Later | None:
        """Nothing but answers to one's own clicks in the quiet hours."""
        if claimed.priority is Priority.ANSWER or claimed.person is None:
            return None
        until = self.quiet.until(claimed.workspace, claimed.person)
        return None if until is None else Later(until)

    def _bolt(self) -> App:
        def authorize() -> AuthorizeResult:
            if self._authorized is None:
                raise RuntimeError("introduce() comes first")
            return self._authorized

        client = WebClient(
            base_url=self.settings.slack_api_url, timeout=INTERACTIVE_SECONDS, retry_handlers=[]
        )
        return App(
            client=client,
            authorize=authorize,
            process_before_response=True,
            signing_secret=self.settings.slack_signing_secret or "unused in Socket Mode",
        )

    def _client_for(self, _workspace: str) -> WebClient:
        return slack_client(self.settings.slack_bot_token, self.settings.slack_api_url, self._policy)


def configure_logging(level: str) -> None:
    """One line of JSON per event on standard error, from `level` up; the libraries' lines among them."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    least = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[handler], force=True)
    logging.getLogger("latitude").setLevel(least)
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # it warns whenever a tick finds the last one at work
