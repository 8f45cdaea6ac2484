"""`latitude doctor`: a sound installation, and each way in which one is not."""

import json
import sqlite3
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from bot import doctor, doctor_slack
from bot.app import utc_now
from bot.config import Settings
from bot.domain.people import Person, Rank
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.services.people import People
from bot.services.plans import Plans
from bot.services.workspaces import Workspaces
from bot.store import migrate
from bot.store.database import Database
from handlers.manifest import SCOPES, manifest


@contextmanager
def slack(without=()):
    """A local Slack whose app was installed with all scopes but these."""
    described = manifest()
    described["oauth_config"]["scopes"]["bot"] = sorted(SCOPES.keys() - set(without))
    with Sandbox(described, people=()) as sandbox:
        for channel in ("approvals", "wins", "sales-team"):
            sandbox.client().add_channel(channel, (), app=True)
        yield sandbox


@pytest.fixture
def sandbox():
    with slack() as made:
        yield made


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path / 'latitude.sqlite3'}")
    migrate.upgrade(made)
    yield made
    made.close()


@pytest.fixture
def team(database):
    """A workspace in which nothing is wrong."""
    workspace = Workspaces(database, utc_now).resolve("local")
    Plans(database, utc_now).apply(workspace, example.plan(), by="test")
    maya = Person("local", "UMAYA", "Maya", Rank.MANAGER, None, None, "UTC", date(2026, 1, 1), admin=True)
    rita = Person("local", "URITA", "Rita", Rank.REP, "ae", "UMAYA", "UTC", date(2026, 1, 1))
    People(database, utc_now).enroll([maya, rita], by="test")
    return workspace


@pytest.fixture
def examine(latitude):
    """What is found with these settings, and how the command ends."""

    def run(sandbox=None, *words, **settings):
        if sandbox is not None:
            found = {
                "SLACK_BOT_TOKEN": sandbox.bot_token,
                "SLACK_APP_TOKEN": sandbox.app_token,
                "SLACK_API_URL": sandbox.api_url,
            }
            settings = found | settings
        status, out, err = latitude("doctor", "--json", *words, **settings)
        assert err == ""
        return status, [(each["check"], each["status"], each["says"]) for each in json.loads(out)]

    return run


def of(check, found):
    return [(status, says) for name, status, says in found if name == check]


def statuses(found):
    return {name: status for name, status, _ in found}


@pytest.mark.usefixtures("team")
def test_a_sound_installation(examine, sandbox, latitude, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    status, found = examine(sandbox)
    assert status == 0
    assert {each for _, each, _ in found} == {"ok"}
    assert list(statuses(found)) == [
        *("settings", "database", "sqlite", "plan", "setup", "slack", "scopes", "slack clock"),
        *("app token", "one app", "channels"),
    ]
    status, out, _ = latitude("doctor")
    assert (status, len(out.splitlines())) == (0, len(found))
    assert "ok       plan: Version 1 is in force in workspace local." in out.splitlines()


@pytest.mark.usefixtures("team")
def test_an_old_sqlite_is_a_warning_and_no_problem(examine, sandbox, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    status, found = examine(sandbox)
    assert status == 0
    assert of("sqlite", found)[0][0] == "warning"
    assert "3.51.3" in of("sqlite", found)[0][1]


def test_without_anything_it_says_what_to_begin_with(examine, latitude, tmp_path):
    status, found = examine()
    assert status == 1
    assert [says.split()[0] for _, says in of("settings", found)] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert of("database", found) == [
        ("ok", "The database can be reached, and is empty: the first command fills it.")
    ]
    assert of("setup", found)[0][0] == "problem"
    assert "latitude plan apply" in of("setup", found)[0][1]
    assert {each for name, each in statuses(found).items() if name in doctor_slack.CHECKS} == {"skipped"}
    database = Database(f"sqlite:///{tmp_path / 'latitude.sqlite3'}")
    assert migrate.is_empty(database), "a doctor changes nothing"
    database.close()
    latitude("migrate")
    assert statuses(examine()[1])["setup"] == "problem"


def test_tokens_that_are_swapped(examine, sandbox):
    status, found = examine(sandbox, SLACK_BOT_TOKEN=sandbox.app_token, SLACK_APP_TOKEN=sandbox.bot_token)
    assert status == 1
    assert [says for _, says in of("settings", found)] == [
        "SLACK_BOT_TOKEN should start with xoxb-. It looks like the app-level token; the two may be swapped.",
        "SLACK_APP_TOKEN should start with xapp-. It looks like the bot token; the two may be swapped.",
    ]
    assert statuses(found) == {"settings": "problem", "database": "skipped", "slack": "skipped"}


def test_a_database_that_cannot_be_reached(examine):
    status, found = examine(DATABASE_URL="postgresql+psycopg://u:secret@127.0.0.1:1/none")
    assert status == 1
    ((state, says),) = of("database", found)
    assert state == "problem"
    assert "DATABASE_URL" in says
    assert "secret" not in says
    assert statuses(found)["plan"] == statuses(found)["setup"] == "skipped"


def test_a_stale_schema(examine, database):
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    status, found = examine()
    assert status == 1
    assert "latitude migrate" in of("database", found)[0][1]
    assert statuses(found)["setup"] == "skipped"


def test_what_is_wrong_with_the_team_and_the_plan(examine, database, team):
    People(database, utc_now).enroll(
        [Person(team, "UOMAR", "Omar", Rank.REP, "ae", None, "UTC", date(2026, 1, 1))], by="test"
    )
    _, found = examine()
    assert of("setup", found) == [
        (
            "problem",
            "No manager for Omar, so nobody sees their days: name one with `latitude people import`.",
        )
    ]
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE plans SET document = '{}'")
    _, found = examine()
    assert "cannot read the plan" in of("setup", found)[0][1]
    assert of("plan", found) == []


def test_several_workspaces(examine, database, latitude):
    for each in ("T1", "T2"):
        Workspaces(database, utc_now).adopt(each, each)
    status, out, err = latitude("doctor", "--json")
    assert (status, out) == (2, "")
    assert err == "Which workspace? This database holds T1, T2: name one with --workspace.\n"
    assert examine(None, "--workspace", "T2")[0] == 1


def test_slack_that_is_not_there_is_one_line(examine):
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://127.0.0.1:1/",
    }
    status, found = examine(**tokens)
    assert status == 1
    mine = [each for each in found if each[0] in doctor_slack.CHECKS]
    assert [each[1] for each in mine] == ["problem", *["skipped"] * 5]
    assert mine[0][2].startswith("Slack cannot be reached (")
    assert mine[0][2].endswith("look at the network and SLACK_API_URL.")


@pytest.mark.parametrize(
    "fault", [{"fault": "garbage"}, {"fault": "status", "status": 503}, {"fault": "drop_before"}]
)
def test_slack_that_answers_nonsense_is_one_line(examine, sandbox, fault):
    sandbox.client().faults({"method": "auth.test", "count": 5, **fault})
    status, found = examine(sandbox)
    assert status == 1
    assert len(of("slack", found)) == 1
    assert statuses(found)["channels"] == "skipped"


@pytest.mark.parametrize(
    ("error", "mended"),
    [
        ("invalid_auth", "copy the token once more"),
        ("account_inactive", "install it again"),
        ("something_new", "look at the app on its page"),
    ],
)
def test_a_token_that_slack_does_not_take(examine, sandbox, error, mended):
    sandbox.client().faults({"method": "auth.test", "fault": "error", "error": error, "count": 1})
    _, found = examine(sandbox)
    ((state, says),) = of("slack", found)
    assert state == "problem"
    assert f"({error})" in says
    assert mended in says


@pytest.mark.usefixtures("team")
def test_scopes_that_were_not_granted():
    with slack(without=("im:history", "commands")) as sandbox:
        settings = Settings(
            slack_bot_token=sandbox.bot_token,
            slack_app_token=sandbox.app_token,
            slack_api_url=f"{sandbox.api_url}/",
        )
        found = list(doctor_slack.examine_slack(settings, utc_now, example.plan()))
    (scopes,) = [each for each in found if each.check == "scopes"]
    assert scopes.status == "problem"
    assert "lacks commands (to offer " in scopes.says
    assert ", im:history (to " in scopes.says
    assert "chat:write" not in scopes.says
    assert scopes.says.endswith("reinstall the app from `latitude manifest`.")


@pytest.mark.usefixtures("team")
def test_an_app_token_that_slack_does_not_take(examine, sandbox):
    sandbox.client().faults({"method": "apps.connections.open", "fault": "error", "error": "invalid_auth"})
    status, found = examine(sandbox)
    assert status == 1
    assert of("app token", found)[0][0] == "problem"
    _, found = examine(sandbox, SLACK_APP_TOKEN=" ")
    assert of("app token", found) == [("skipped", "SLACK_APP_TOKEN has to be there first.")]


@pytest.mark.usefixtures("team")
def test_tokens_of_two_apps(examine, sandbox):
    other = "-".join([*sandbox.app_token.split("-")[:2], "AOTHER", "1", "x"])
    _, found = examine(sandbox, SLACK_APP_TOKEN=other)
    ((state, says),) = of("one app", found)
    assert state == "problem"
    assert "AOTHER" in says
    _, found = examine(sandbox, SLACK_APP_TOKEN="xapp-unusual")
    assert of("one app", found)[0][0] == "skipped"
    sandbox.client().faults({"method": "bots.info", "fault": "error", "error": "missing_scope", "count": 1})
    _, found = examine(sandbox, SLACK_APP_TOKEN=sandbox.app_token)
    assert of("one app", found)[0][0] == "skipped"


@pytest.mark.usefixtures("team")
def test_channels_the_bot_is_not_in(examine, database):
    described = manifest()
    with Sandbox(described, people=()) as sandbox:
        for number in range(230):
            sandbox.client().add_channel(f"room-{number}", (), app=number % 2 == 0)
        sandbox.client().add_channel("sales-team", (), app=False)
        sandbox.client().add_channel("wins", (), app=True, is_private=True)
        status, found = examine(sandbox)
        assert status == 0, "nothing is posted in channels yet"
        later = "Nothing is posted there yet."
        invisible = (
            "There is no channel #approvals that the bot can see: make it, or change channels.approvals"
        )
        assert of("channels", found) == [
            ("warning", f"{invisible} in the plan; in a private one, write `/invite @latitude`. {later}"),
            ("ok", "The bot is in #wins."),
            ("warning", f"The bot is not in #sales-team: write `/invite @latitude` there. {later}"),
        ]
        plan = example.plan()
        threads = plan.model_copy(update={"digest": plan.digest.model_copy(update={"thread": True})})
        Plans(database, utc_now).apply("local", threads, by="test")
        status, found = examine(sandbox)
        assert status == 1
        assert [state for state, _ in of("channels", found)] == ["warning", "ok", "problem"]
        sandbox.client().faults({"method": "conversations.list", "fault": "drop_before", "count": 1})
        ((state, says),) = of("channels", examine(sandbox)[1])
        assert (state, "Slack cannot be reached" in says) == ("problem", True)


@pytest.mark.parametrize(
    ("ahead", "status", "words"),
    [
        (0, "ok", "agrees with"),
        (-25, "ok", "agrees with"),
        (90, "problem", "90 seconds ahead of Slack's"),
        (-90, "problem", "90 seconds behind Slack's"),
    ],
)
def test_a_clock_that_is_off(sandbox, ahead, status, words):
    settings = Settings(slack_bot_token=sandbox.bot_token, slack_api_url=f"{sandbox.api_url}/")
    off = timedelta(seconds=ahead)
    found = {
        each.check: each
        for each in doctor_slack.examine_slack(settings, lambda: utc_now() + off, example.plan())
    }
    assert found["slack clock"].status == status
    says = found["slack clock"].says.replace("89", "90").replace("91", "90")
    assert words in says


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_what_slack_does_not_say_is_skipped(monkeypatch, headers):
    answer = SimpleNamespace(headers=headers)
    monkeypatch.setattr(doctor_slack, "WebClient", lambda *_, **__: answer)
    told = {"user": "latitude", "team": "Acme", "bot_id": "B1"}
    answer.auth_test = lambda: type("Answer", (dict,), {"headers": headers})(told)
    found = list(doctor_slack.examine_slack(Settings(slack_bot_token="xoxb-1"), utc_now, None))
    assert [each.status for each in found] == ["ok", *["skipped"] * 5]


def test_a_date_without_a_zone_is_slacks():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    naive = format_datetime(now.replace(tzinfo=None))
    assert doctor_slack._clock({"date": naive}, now).status == "ok"


def test_the_databases_clock(databases):
    settings = Settings(database_url=databases.new("postgresql"))
    found = {each.check: each for each in doctor.examine_database(settings, utc_now, None).findings}
    assert found["database clock"].status == "ok"
    late = doctor.examine_database(settings, lambda: utc_now() - timedelta(minutes=5), None).findings
    clock = next(each for each in late if each.check == "database clock")
    assert (clock.status, "behind the database's" in clock.says) == ("problem", True)
