"""The `latitude` command line."""

from __future__ import annotations

import json
import signal
import sys
import threading
import webbrowser
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import structlog
import typer
from aiohttp import ClientError
from alembic.util import CommandError
from rich.console import Console
from rich.panel import Panel
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError
from websockets.exceptions import WebSocketException

from bot import config
from bot.app import Latitude, configure_logging, utc_now
from bot.console import JsonFlag, NotReady, complain, prepare
from bot.console.authority import authority
from bot.console.balance import balance
from bot.console.doctor import doctor
from bot.console.limits import limit
from bot.console.nudges import nudges
from bot.console.paces import pace
from bot.console.people import people
from bot.console.plans import plans
from bot.console.preview import preview
from bot.console.requests import requests
from bot.console.trust import trust
from bot.domain.calendar import moment
from bot.domain.delivery_policy import Policy
from bot.domain.plan import PlanError
from bot.domain.refusals import Busy, Refusal, UnclearWorkspace
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.services import example, example_history, example_requests
from bot.services.checkins import Words
from bot.services.example_colleagues import Colleagues
from bot.store import migrate as migrations
from bot.store.database import Database
from bot.store.standby import alone
from bot.views.refusals import sentence
from handlers.manifest import manifest as slack_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Settings
    from bot.domain.request_forms import Entry
    from bot.sandbox.client import SandboxClient

CHOICES = 5
"""How many workspaces are named to choose from."""

SILENCE_SECONDS = 180
"""Without successful planning for this long, the process is replaced."""

cli = typer.Typer(
    name="latitude",
    help="A Slack bot with which a sales team runs on earned autonomy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (plans, people, authority, requests, trust, nudges):
    cli.add_typer(group)
for command in (preview, doctor, limit, balance, pace):
    cli.command(command.__name__)(command)
out = Console()
log = structlog.get_logger("latitude.cli")


@cli.command("demo")
def run_demo(
    port: Annotated[int, typer.Option(help="Where the page is served.", min=0, max=65535)] = 8700,
    *,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
) -> None:
    """Start a local Slack with a team in it, and the bot. Nothing else is needed.

    Example: latitude demo --port 8700 --no-browser
    """
    configure_logging("warning")
    stopping = _asked_to_stop()
    with open_demo(port) as (_, page):
        out.print(_welcome(page))
        if browser:
            webbrowser.open(page)
        stopping.wait()


@cli.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write the two files.")] = Path(),
) -> None:
    """Write `.env` and `plan.toml` to fill in. A file that is there already stays as it is.

    Example: latitude init
    """
    for name, text in ((".env", config.template()), ("plan.toml", example.first_plan_text())):
        path = folder / name
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            out.print(f"{path} is there already; I left it as it is.")
        else:
            if name == ".env":
                path.chmod(0o600)
            out.print(f"Wrote {path}.")
    out.print("Next: `latitude manifest` gives you the Slack app; put its two tokens into .env.")


@cli.command()
def run() -> None:
    """Run the bot over Socket Mode until it is asked to stop.

    Example: latitude run
    """
    settings = config.read(required=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"))
    configure_logging(settings.latitude_log)
    stopping = _asked_to_stop()
    database = Database(settings.database_url)
    with _turn(database, stopping) as ours:
        if ours:
            prepare(database)
            _run(settings, stopping)
    database.close()


@cli.command()
def migrate(*, as_json: JsonFlag = False) -> None:
    """Bring the database to the schema this version knows.

    Example: latitude migrate
    """
    database = Database(config.read().database_url)
    before, after = migrations.upgrade(database)
    database.close()
    if as_json:
        out.print_json(data={"before": before, "after": after})
    elif before == after:
        out.print(f"The database is up to date ({after}).")
    else:
        out.print(f"The database went from {before or 'empty'} to {after}.")


@cli.command()
def manifest() -> None:
    """Print the Slack app, to paste at api.slack.com/apps under "From a manifest".

    Example: latitude manifest > manifest.json
    """
    sys.stdout.write(json.dumps(slack_manifest(), indent=2) + "\n")


def main() -> None:
    """Run the command line: errors are one line each; 2 for bad input, 1 for a failure."""
    configure_logging("critical")  # a command says in its own words what is wrong, and prints nothing else
    try:
        cli()
    except (config.BadSettings, PlanError, NotReady) as error:
        complain(str(error))
        sys.exit(2)
    except UnclearWorkspace as error:
        complain(_which(error))
        sys.exit(2)
    except Silent as error:
        complain(str(error))
        sys.exit(1)
    except SlackApiError as error:
        complain(f"Slack refused: {error.response.get('error', 'no reason given')}.")
        sys.exit(1)
    except CommandError as error:
        complain(f"The database belongs to a newer version of Latitude: {error}")
        sys.exit(1)
    except Busy:
        complain("The database is busy with something else; please try again.")
        sys.exit(1)
    except Refusal as error:
        complain(sentence(error))
        sys.exit(2)
    except (OSError, SQLAlchemyError, ClientError, WebSocketException) as error:
        complain(f"{type(error).__name__}: {(str(error).splitlines() or ['no reason given'])[0]}")
        sys.exit(1)


def _which(error: UnclearWorkspace) -> str:
    """Which workspaces there are to choose from."""
    if not error.known:
        return "A workspace's name has 1 to 32 characters."
    shown, more = error.known[:CHOICES], ", …" if len(error.known) > CHOICES else ""
    return f"Which workspace? This database holds {', '.join(shown)}{more}: name one with --workspace."


class Silent(Exception):  # noqa: N818 - it is shown to people, as a sentence
    """The process no longer does its work and should be replaced."""


def _turn(database: Database, stopping: threading.Event) -> AbstractContextManager[bool]:
    """Our turn: an SQLite file serves one process while others stand by; PostgreSQL serves many."""
    if not database.is_sqlite:
        return nullcontext(enter_result=True)
    return alone(Path(str(database.url.database)), stopping.wait, on_standby=lambda: log.warning("standby"))


def _run(settings: Settings, stopping: threading.Event) -> None:
    bot = Latitude(settings)
    try:
        bot.introduce()
        bot.adopt_plan(Path(settings.latitude_plan))
        bot.start()
        while not stopping.wait(1):
            if bot.timetable.silent_for("plan") > SILENCE_SECONDS:
                log.error("planning fell silent", seconds=SILENCE_SECONDS)
                raise Silent("Nothing could be planned for three minutes; see the log.")
    finally:
        bot.stop()


@contextmanager
def open_demo(port: int) -> Iterator[tuple[Sandbox, str]]:
    """The local Slack with the example team and the bot in it, and the address of its page."""
    clock = Clock(example.morning(utc_now()), zone="America/New_York")
    people = [
        {
            "name": each.name.split()[0].lower(),
            "real_name": each.name,
            "title": each.title,
            "tz": example.zone_of(each, clock.now().date()),
        }
        for each in example.TEAM
    ]
    with (
        TemporaryDirectory(prefix="latitude-demo-") as folder,
        Sandbox(slack_manifest(), clock=clock, people=people, team="Northwind", port=port) as sandbox,
        _demo_bot(sandbox, clock, Path(folder)) as bot,
    ):
        clock.subscribe(lambda _now: _pass_by(bot))
        _demo_day(sandbox.client(), bot, clock)
        ids = {user["real_name"]: user["id"] for user in sandbox.client().workspace()["users"]}
        clock.subscribe(Colleagues(bot.checkins, bot.kudos, bot.workspace, ids).go_on)
        yield sandbox, f"{sandbox.url}/?as={sandbox.client().person('rita').id}"


@contextmanager
def _demo_bot(sandbox: Sandbox, clock: Clock, folder: Path) -> Iterator[Latitude]:
    """The bot in the sandbox, with the example team and its past, on a database of its own."""
    settings = config.Settings(
        slack_bot_token=sandbox.bot_token,
        slack_app_token=sandbox.app_token,
        slack_api_url=f"{sandbox.api_url}/",
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
    )
    unhurried = Policy(channel_gap=0, rates={})  # hours pass in a second here, and nobody is flooded
    bot = Latitude(settings, now=clock.now, policy=unhurried)
    migrations.upgrade(bot.database)
    workspace = bot.introduce()
    ids = {user["real_name"]: user["id"] for user in sandbox.client().workspace()["users"]}
    for channel in ("approvals", "wins", "sales-team"):
        sandbox.client().add_channel(channel, tuple(ids.values()))
    example_history.tell(bot.database, workspace, ids, clock.now())
    bot.outbox.expire()  # what the past would have said is of no more use
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()


def _pass_by(bot: Latitude) -> None:
    """What the clock calls for at each step of a travel."""
    bot.requests.chase()
    bot.catch_up()


def _demo_day(client: SandboxClient, bot: Latitude, clock: Clock) -> None:
    """Let the team's day pass until the first prompt in New York, with a few who answered already.

    On the way Robin asks and Maya lets it wait, Rita asks and is offered less, and asks once more.
    """

    def until(hour: time) -> None:
        client.travel(to=moment(clock.now().date(), hour, ZoneInfo(clock.zone)).isoformat())

    def asks(name: str, entry: Entry) -> str:
        who = client.person(name).id
        return bot.requests.ask(bot.workspace, who, receipt=f"demo:{entry.customer}", entry=entry).id

    until(time(9))
    asks("Robin Lee", example_requests.ESCALATED)
    until(time(14))
    countered = asks("Rita Alvarez", example_requests.COUNTERED)
    example_requests.offer(bot.requests, bot.workspace, client.person("Maya Lindqvist").id, countered)
    until(time(16))
    asks("Rita Alvarez", example_requests.PENDING)
    until(time(16, 30))
    for name, counts, wins, blockers in example.ANSWERS:
        bot.checkins.submit(
            bot.workspace,
            client.person(name).id,
            receipt=f"demo:{name}",
            day=clock.now().date(),
            words=Words(counts=counts, wins=wins, blockers=blockers),
        )
    bot.catch_up()


def _welcome(page: str) -> Panel:
    """Where to look, and three things to try."""
    return Panel(
        f"[bold]{page}[/bold]\n\n"
        "You are Rita, an account executive. Four things to try:\n"
        "  1. Open Latitude under Apps and press [bold]Check in[/bold]: it remembers what you promised.\n"
        "     [bold]Why?[/bold] on Home says what you are trusted with, row by row.\n"
        "  2. Maya offers you 45 days for Orbit: [bold]Accept[/bold] it, then become Maya and decide what\n"
        "     waits in #approvals. Her Home tab shows who is in, who is away, and what each may decide.\n"
        "  3. Press [bold]Next morning[/bold], then [bold]+1 hour[/bold] twice: at ten Maya hears.\n"
        "  4. Become Tomas: Nia has earned a step up. [bold]Next week[/bold], then [bold]End of day[/bold],\n"
        "     and he hears of Oskar, who has to ask too often, and Maya of Robin, who fell silent.\n\n"
        "Ctrl-C stops it and leaves nothing behind.",
        title="Latitude",
        expand=False,
    )


def _asked_to_stop() -> threading.Event:
    """An event that SIGTERM or Ctrl-C sets."""
    event = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: event.set())
    return event


if __name__ == "__main__":
    main()
