"""Bots that are killed in the middle of prompting: real processes, real time, both engines."""

import datetime as dt
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.people import Rank
from bot.sandbox.client import Person
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.services import example
from handlers.manifest import manifest
from tests.stories.office import Office

ROOT = Path(__file__).parent.parent.parent
PROCESSES = {"sqlite": 1, "postgresql": 3}
KILLS = {"sqlite": 3, "postgresql": 3}
REPS = 40


class Fleet:
    """Processes of the bot on one database."""

    def __init__(self, office: Office) -> None:
        settings = office.settings
        self._environment = os.environ | {
            "SLACK_BOT_TOKEN": settings.slack_bot_token,
            "SLACK_APP_TOKEN": settings.slack_app_token,
            "SLACK_API_URL": settings.slack_api_url,
            "DATABASE_URL": settings.database_url,
            "PYTHONPATH": str(ROOT),
        }
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        """One more process; returns when it is at work."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.process"],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"

    def kill(self, process: subprocess.Popen[str]) -> None:
        """As a power failure would."""
        process.kill()
        process.communicate()
        self.running.remove(process)

    def end(self) -> None:
        """Kill them all."""
        for process in list(self.running):
            self.kill(process)


def where_it_is_two(now: datetime) -> str:
    """A zone where it is between two and three in the afternoon, whatever the hour here."""
    return f"Etc/GMT{now.hour - 14:+d}"  # these zones count westward


@pytest.mark.storm
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_everyone_is_asked_once_although_bots_are_killed_as_they_ask(databases, engine):
    chance = random.Random(engine)
    now = datetime.now(UTC)
    zone = where_it_is_two(now)
    with Sandbox(manifest(), clock=Clock(now - timedelta(hours=2), zone="UTC"), people=()) as sandbox:
        office = Office(sandbox, sandbox.clock, databases.new(engine))
        calendar = example.plan().calendar.model_copy(
            update={
                "working_days": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
                "holidays": None,
                "prompt_at": dt.time(13, 45),
            }
        )
        office.apply(example.plan().model_copy(update={"calendar": calendar}))
        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER, timezone=zone)
        reps = [office.hire(f"Rep{number} Ortiz", manager=maya, timezone=zone) for number in range(REPS)]
        office.bot.stop()
        sandbox.clock._ahead += 2 * 3600  # the wall clock, which the processes go by: all prompts are due
        office.slack.faults({"method": "chat.postMessage", "fault": "delay", "seconds": 0.05, "count": None})
        fleet = Fleet(office)
        office.slack.faults(
            {"method": "chat.postMessage", "fault": "drop_after", "probability": 0.1, "count": 5}
        )
        try:
            _storm(fleet, PROCESSES[engine], KILLS[engine], chance)
            _wait_until_all_are_asked(office, reps)
        finally:
            fleet.end()
        assert [len(office.said_to(rep)) for rep in reps] == [1] * REPS


def _storm(fleet: Fleet, processes: int, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        while len(fleet.running) < processes:
            fleet.start()
        time.sleep(chance.uniform(0.05, 0.6))
        fleet.kill(chance.choice(fleet.running))
    fleet.start()


def _wait_until_all_are_asked(office: Office, reps: list[Person]) -> None:
    until = time.monotonic() + 40
    while any(not office.said_to(rep) for rep in reps) and time.monotonic() < until:
        time.sleep(0.25)
    time.sleep(6)  # longer than doubt and audit last: whatever would come twice has come
