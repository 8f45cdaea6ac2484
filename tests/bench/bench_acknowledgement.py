"""How long Slack waits for the acknowledgement of a submitted check-in.

Run: python -m tests.bench.bench_acknowledgement [--people 300] [--only sqlite]

Three processes: a local Slack, the bot, and whoever types. Everybody checks in and then changes it, first
one person after the other, then, with everything as new, eight at the same moment. The clock ticks as ever,
so that the bot plans and sends meanwhile. The figures are the local Slack's: from handing over the
envelope to its acknowledgement. Beside them is the same bot whose listener does nothing but acknowledge.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import statistics
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.app import Latitude, configure_logging
from bot.config import Settings
from bot.domain.people import Person as Member
from bot.domain.people import Rank
from bot.sandbox.client import Person, SandboxClient
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.views.checkins import BLOCKERS, COUNT, SUBMIT, WINS
from handlers.manifest import manifest
from tests.databases import ENGINES, Databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from slack_bolt import Ack, App

MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # a Monday, 11:00 in New York
ZONE = "America/New_York"
AT_ONCE = 8
WARM_UP = 2 * AT_ONCE
LAST_WORDS_SECONDS = 20.0
ROW = "{:<12}{:<9}{:<18}{:>8}{:>8}{:>8}{:>10}{:>8}"


class OnlyAcknowledging(Latitude):
    """The bot, but a submitted check-in is acknowledged and forgotten."""

    def _bolt(self) -> App:
        app = super()._bolt()
        app.view(SUBMIT)(_acknowledge)  # the first listener that matches is the one that runs
        return app


def _acknowledge(ack: Ack) -> None:
    ack()


BOTS: dict[str, type[Latitude]] = {"only acknowledge": OnlyAcknowledging, "check-in": Latitude}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=300, help="each submits twice; at least 16")
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    print(f"From envelope to acknowledgement in milliseconds, {2 * asked.people} submissions in each row.\n")
    print(ROW.format("database", "at once", "listener", "median", "p95", "p99", "/ median", "/ p99"))
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                for at_once in (1, AT_ONCE):
                    _compare(databases, engine, at_once, asked.people)
        finally:
            databases.stop()


def _compare(databases: Databases, engine: str, at_once: int, people: int) -> None:
    """Two rows: the listener that does nothing, and the one people wait for, with its ratios to the first."""
    base, real = (Spread.of(_measure(bot, databases.new(engine), at_once, people)) for bot in BOTS.values())
    for name, spread in zip(BOTS, (base, real), strict=True):
        figures = (spread.median, spread.p95, spread.p99, spread.median / base.median, spread.p99 / base.p99)
        print(ROW.format(engine, at_once, name, *(f"{each:.1f}" for each in figures)), flush=True)


@dataclass(frozen=True)
class Spread:
    """How a set of waits is spread, in milliseconds."""

    median: float
    p95: float
    p99: float

    @classmethod
    def of(cls, waits: list[float]) -> Spread:
        percentiles = statistics.quantiles(waits, n=100, method="inclusive")
        return cls(statistics.median(waits), percentiles[94], percentiles[98])


def _measure(kind: type[Latitude], database_url: str, at_once: int, people: int) -> list[float]:
    """How long each submission waited, everybody submitting twice."""
    with _process(_slack, people) as (url, tokens), _process(_bot, kind, url, tokens, database_url):
        client = SandboxClient(url)
        team = [client.person(_name(number)) for number in range(people)]
        lines = {person.id: person.app_channel() for person in team}

        def open_form(person: Person) -> str:
            person.runs("/checkin", channel=lines[person.id])
            return str((person.modal() or {})["id"])

        def submit(person: Person, view: str) -> None:
            person.acts("submit", view_id=view, values=_answers(person))

        with ThreadPoolExecutor(at_once) as browsers:

            def everybody(these: list[Person]) -> None:
                for start in range(0, len(these), at_once):
                    together = these[start : start + at_once]
                    forms = list(browsers.map(open_form, together))
                    list(browsers.map(submit, together, forms))

            everybody(team[:WARM_UP])
            warm = len(_waits(client))
            everybody(team)
            first = _waits(client)[warm:]
            seen = int(client.log()[-1]["n"])
            everybody(team)
        return first + _waits(client, seen)


def _waits(client: SandboxClient, since: int = 0) -> list[float]:
    """Each submission's milliseconds, from the local Slack's log."""
    entries = client.log("interactive", since=since)
    submissions = [each for each in entries if each["request"]["payload"]["type"] == "view_submission"]
    if lost := [each["error"] for each in submissions if not each["ok"]]:
        raise RuntimeError(f"{len(lost)} submissions were not acknowledged: {lost[0]}")
    return [float(each["ms"]) for each in submissions]


def _answers(person: Person) -> dict[str, dict[str, Any]]:
    counts = {f"{COUNT}leads": "8", f"{COUNT}calls": "11", f"{COUNT}demos": "1"}
    words = {WINS: f"{person.name} got two introductions from one referral.", BLOCKERS: ""}
    return {block: {"value": typed} for block, typed in (counts | words).items()}


@contextmanager
def _process(target: Callable[..., None], *args: Any) -> Iterator[Any]:
    """Another process that says when it is ready, and ends when we do."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *args), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join(LAST_WORDS_SECONDS)
        process.kill()


def _slack(pipe: Connection, people: int) -> None:
    crowd = [{"name": _name(number), "tz": ZONE} for number in range(people)]
    with Sandbox(manifest(), clock=Clock(MORNING, ZONE), people=crowd) as sandbox:
        pipe.send((sandbox.url, (sandbox.bot_token, sandbox.app_token)))
        _wait(pipe)


def _bot(
    pipe: Connection, kind: type[Latitude], url: str, tokens: tuple[str, str], database_url: str
) -> None:
    configure_logging("critical")
    logging.disable(logging.CRITICAL)
    settings = Settings(
        slack_bot_token=tokens[0],
        slack_app_token=tokens[1],
        slack_api_url=f"{url}/api/",
        database_url=database_url,
    )
    bot = kind(settings, now=Clock(MORNING).now)
    workspace = bot.introduce()
    bot.plans.apply(workspace, example.plan(), by="bench")
    bot.people.enroll(_team(workspace, SandboxClient(url)), by="bench")
    bot.start()
    try:
        pipe.send("ready")
        _wait(pipe)
    finally:
        bot.stop()


def _team(workspace: str, client: SandboxClient) -> list[Member]:
    """Everybody, all answering to the first."""
    ids = [user["id"] for user in client.workspace()["users"] if user["name"].startswith("rep-")]
    return [
        Member(
            workspace=workspace,
            id=each,
            name=each,
            rank=Rank.REP,
            role="sdr",
            manager=None if each == ids[0] else ids[0],
            timezone=ZONE,
            starts_on=MORNING.date(),
        )
        for each in ids
    ]


def _name(number: int) -> str:
    return f"rep-{number}"


def _wait(pipe: Connection) -> None:
    with suppress(EOFError):
        pipe.recv()


if __name__ == "__main__":
    main()
