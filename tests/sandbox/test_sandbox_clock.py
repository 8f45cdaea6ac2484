import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from websockets.sync.client import connect

from bot.sandbox.client import SandboxClient, SandboxError
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_the_clock_ticks_with_real_time() -> None:
    clock = Clock(MONDAY)
    time.sleep(0.05)
    assert timedelta(seconds=0.05) <= clock.now() - MONDAY < timedelta(seconds=1)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(datetime(2026, 11, 23))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("jump", "lands"),
    [
        ("+1h", "2026-11-23T15:00"),
        ("end-of-day", "2026-11-23T23:00"),
        ("next-morning", "2026-11-24T13:00"),
        ("next-week", "2026-11-30T13:00"),
    ],
)
def test_jumps_land_where_the_clock_bar_says(jump: str, lands: str) -> None:
    assert f"{Clock(MONDAY).moment(jump).astimezone(UTC):%Y-%m-%dT%H:%M}" == lands


def test_a_jump_over_a_change_of_summer_time_keeps_the_wall_clock() -> None:
    clock = Clock(datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    assert f"{clock.moment('next-morning').astimezone(UTC):%d %H:%M}" == "01 13:00"
    assert f"{Clock(datetime(2026, 11, 24, 1, tzinfo=UTC)).moment('end-of-day'):%d %H:%M}" == "24 18:00"


def test_a_long_travel_calls_the_subscribers_every_quarter_of_an_hour(start: Callable[..., Sandbox]) -> None:
    clock, seen, threads = Clock(MONDAY), [], set()

    def look(now: datetime) -> None:
        seen.append(now)
        threads.add(threading.current_thread().name)

    clock.subscribe(look)
    sandbox = start(clock=clock)
    sandbox.client().travel(advance=3 * 3600)
    steps = [round((now - MONDAY).total_seconds() / 900) for now in seen]
    assert steps == [*range(1, 13), 12]
    assert "sandbox" not in threads, "plain functions may block, so they run elsewhere"
    assert sandbox.clock.now() >= MONDAY + timedelta(hours=3)


def test_a_subscriber_may_call_the_sandbox(start: Callable[..., Sandbox]) -> None:
    clock, seen = Clock(MONDAY), []
    sandbox = start(clock=clock)
    clock.subscribe(lambda _now: seen.append(sandbox.client().workspace()["clock"]["travelling"]))
    sandbox.client().travel(jump="+1h")
    assert seen == [True, True, True, True, False]


def test_a_travel_says_where_it_goes(start: Callable[..., Sandbox]) -> None:
    clock, seen = Clock(MONDAY), []
    sandbox = start(clock=clock)
    assert sandbox.client().workspace()["clock"]["travelling_to"] is None
    clock.subscribe(lambda _now: seen.append(sandbox.client().workspace()["clock"]["travelling_to"]))
    sandbox.client().travel(to="2026-11-23T14:30:00Z")
    assert seen == ["2026-11-23T14:30:00+00:00"] * 2 + [None]


def test_the_length_of_a_step_can_be_chosen(start: Callable[..., Sandbox]) -> None:
    clock = Clock(MONDAY, step=timedelta(hours=1))
    seen: list[datetime] = []
    clock.subscribe(seen.append)
    start(clock=clock).client().travel(advance=2.5 * 3600)
    assert len(seen) == 4
    with pytest.raises(ValueError, match="some length"):
        Clock(MONDAY, step=timedelta(0))


def test_a_week_costs_little_and_pages_hear_of_it_ten_times_a_second(start: Callable[..., Sandbox]) -> None:
    clock = Clock(MONDAY)
    sandbox = start(clock=clock)
    ada = sandbox.client().person("ada")
    frames = 0
    with connect(f"{sandbox.url.replace('http', 'ws')}/sandbox/live?as={ada.id}") as line:
        began = time.perf_counter()
        sandbox.client().travel(jump="next-week")
        without = time.perf_counter() - began
        clock.subscribe(lambda _now: time.sleep(0.002))
        began = time.perf_counter()
        sandbox.client().travel(jump="next-week")
        took = time.perf_counter() - began
        with suppress(TimeoutError):
            while True:
                frames += "clock" in json.loads(line.recv(timeout=0.3))["changed"]
    assert without < 1
    assert 2 <= frames <= 10 * (took + without + 0.3) + 2


def test_the_clock_never_runs_backwards(client: SandboxClient) -> None:
    with pytest.raises(SandboxError, match="never runs backwards"):
        client.travel(to="2026-11-01T00:00:00+00:00")
    with pytest.raises(SandboxError, match="no jump called 'yesterday'"):
        client.travel(jump="yesterday")
    with pytest.raises(SandboxError, match="invalid_time"):
        client.travel()


def test_people_see_their_own_time(client: SandboxClient) -> None:
    client.travel(to="2026-11-23T14:30:00")
    local = {user["name"]: user["local_time"] for user in client.workspace()["users"]}
    assert (local["ada"], local["ben"]) == ("09:30", "14:30")
    client.change_person("ben", tz="Asia/Kolkata")
    assert {user["local_time"] for user in client.workspace()["users"] if user["name"] == "ben"} == {"20:00"}
    with pytest.raises(SandboxError, match="no time zone"):
        client.change_person("ben", tz="Mars/Olympus")
