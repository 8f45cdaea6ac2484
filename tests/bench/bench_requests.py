"""How long after a click on **Approve** everybody sees the redrawn card.

Run: python -m tests.bench.bench_requests [--requests 100] [--only sqlite]

A local Slack and the bot in one process, over real Socket Mode, with the bot's own timetable ticking. A
manager presses; the clock stops when the card in the channel, and the requester's own, say so. The first
rows leave out the pauses that Slack's rate limits ask for, the second keep them. Beside them, in the same
run, is how long a message that is posted to the local Slack takes to be seen there.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import structlog

from bot.domain.delivery_policy import Policy
from bot.domain.people import Rank
from bot.domain.request_forms import Entry
from bot.sandbox.client import text_of
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from handlers.manifest import manifest
from tests.databases import ENGINES, Databases
from tests.stories import office as offices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.sandbox.client import Person

MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # a Monday, 11:00 in New York
ENTRY = Entry("price", "12", deal="$40k", reason="They compare us with Orbis", said="Twelve or we wait")
POLICIES = {"no pauses": offices.BRISK, "Slack's pace": Policy()}
SEEN_WITHIN = 20.0
ROW = "{:<12}{:<14}{:<22}{:>8}{:>8}{:>10}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=100, help="how many are approved in each row")
    parser.add_argument("--only", choices=ENGINES, help="one database instead of both")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(f"From the click to the redrawn card, in milliseconds; {asked.requests} requests in each row.\n")
    print(ROW.format("database", "pace", "seen", "median", "p99", "/ median"))
    with TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        try:
            for engine in [asked.only] if asked.only else ENGINES:
                for pace, policy in POLICIES.items():
                    _rows(engine, pace, _measure(databases.new(engine), policy, asked.requests))
        finally:
            databases.stop()


def _rows(engine: str, pace: str, waits: dict[str, list[float]]) -> None:
    base = statistics.median(waits["a posted message"])
    for what, spans in waits.items():
        middle, last = statistics.median(spans), statistics.quantiles(spans, n=100, method="inclusive")[98]
        figures = (f"{middle:.0f}", f"{last:.0f}", f"{middle / base:.1f}")
        print(ROW.format(engine, pace, what, *figures), flush=True)


def _measure(database_url: str, policy: Policy, count: int) -> dict[str, list[float]]:
    waits: dict[str, list[float]] = {"a posted message": [], "channel's card": [], "requester's card": []}
    with _office(database_url, policy) as office:
        maya = office.hire("Maya Lindqvist", rank=Rank.MANAGER)
        rita = office.hire("Rita Alvarez", manager=maya, level="L1")
        channel = office.slack.add_channel("approvals", (maya.id, rita.id))
        plain = office.slack.add_channel("plain", (maya.id, rita.id))
        for number in range(count):
            waits["a posted message"].append(_post(maya, plain, f"message {number}"))
            entry = replace(ENTRY, customer=f"Customer {number}")
            office.bot.requests.ask(office.workspace, rita.id, receipt=str(number), entry=entry)
            _wait(lambda entry=entry: entry.customer in _last(maya, channel))  # type: ignore[misc] # bound now
            _wait(lambda entry=entry: entry.customer in _last(rita, ""))  # type: ignore[misc] # bound now
            time.sleep(policy.channel_gap / 1000)
            started = time.perf_counter()
            maya.presses("Approve", where=channel)
            _wait(lambda: "approved it" in _last(maya, channel))
            waits["channel's card"].append((time.perf_counter() - started) * 1000)
            _wait(lambda entry=entry: _approved(rita, entry.customer))  # type: ignore[misc] # bound now
            waits["requester's card"].append((time.perf_counter() - started) * 1000)
            time.sleep(3 * policy.channel_gap / 1000)
    return waits


@contextmanager
def _office(database_url: str, policy: Policy) -> Iterator[offices.Office]:
    clock = Clock(MORNING, zone=offices.NEW_YORK)
    with Sandbox(manifest(), clock=clock, people=()) as sandbox:
        usual, offices.BRISK = offices.BRISK, policy
        office = offices.Office(sandbox, clock, database_url)
        offices.BRISK = usual
        office.bot.timetable.start()
        try:
            yield office
        finally:
            office.close()


def _post(who: Person, channel: str, text: str) -> float:
    started = time.perf_counter()
    who.types(channel, text)
    _wait(lambda: text in _last(who, channel))
    return (time.perf_counter() - started) * 1000


def _last(who: Person, channel: str) -> str:
    """What the last message of a channel, or of one's conversation with the bot, says."""
    shown = who.messages(channel, limit=1) if channel else who.dm()[-2:]
    return "\n".join(text_of(each) for each in shown)


def _approved(who: Person, customer: str) -> bool:
    cards = [text_of(each) for each in who.dm()[-3:]]
    return any(customer in each and "asks" in each and "approved it" in each for each in cards)


def _wait(seen: Callable[[], bool]) -> None:
    until = time.monotonic() + SEEN_WITHIN
    while not seen():
        if time.monotonic() > until:
            raise TimeoutError("Nobody saw it.")
        time.sleep(0.002)


if __name__ == "__main__":
    main()
