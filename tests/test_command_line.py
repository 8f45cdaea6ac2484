"""The `latitude` command line, as people type it: real processes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import config
from bot.app import utc_now
from bot.domain.plan import Mode, read_plan_file
from bot.domain.refusals import NoPlan
from bot.sandbox.client import SandboxClient
from bot.sandbox.server import Sandbox
from bot.services import example
from bot.services.workspaces import Workspaces
from bot.store.database import Database
from bot.views.refusals import sentence
from handlers.manifest import manifest

LATITUDE = [sys.executable, "-m", "bot"]
ROOT = Path(__file__).parent.parent


@pytest.fixture
def process(tmp_path):
    """Start the command as a process of its own, in an empty folder."""
    started = []

    def start(*words, **settings):
        clean = {key: value for key, value in os.environ.items() if key not in config.NAMES}
        process = subprocess.Popen(
            [*LATITUDE, *words],
            cwd=tmp_path,
            env=clean | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()


def test_init_writes_two_files_and_never_overwrites(latitude, tmp_path):
    status, out, _ = latitude("init")
    assert status == 0
    assert "Wrote .env" in out
    assert (tmp_path / ".env").read_text() == config.template()
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    first = read_plan_file((tmp_path / "plan.toml").read_bytes(), "plan.toml")
    assert first.trust.mode is Mode.SHADOW, "trust is looked at before anything follows from it"
    (tmp_path / "plan.toml").write_text("mine")
    status, out, _ = latitude("init")
    assert status == 0
    assert "there already" in out
    assert (tmp_path / "plan.toml").read_text() == "mine"


def test_run_names_every_missing_setting_at_once(latitude):
    status, out, err = latitude("run")
    assert (status, out) == (2, "")
    assert [line.split()[0] for line in err.splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_a_malformed_setting_is_one_sentence(latitude):
    status, _, err = latitude("migrate", DATABASE_URL="mysql://here")
    assert status == 2
    assert err == "DATABASE_URL should begin with sqlite:/// or postgresql+psycopg://.\n"


def test_migrate_says_what_it_did(latitude, tmp_path):
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    status, out, _ = latitude("migrate", DATABASE_URL=url)
    assert (status, "from empty to" in out) == (0, True)
    status, out, _ = latitude("migrate", "--json", DATABASE_URL=url)
    assert status == 0
    assert json.loads(out)["before"] == json.loads(out)["after"]


def test_a_database_that_is_not_there_is_a_failure_in_one_line(latitude):
    status, out, err = latitude("migrate", DATABASE_URL="postgresql+psycopg://u:p@127.0.0.1:1/none")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "u:p" not in err


def test_a_plan_that_is_not_toml_is_one_sentence_with_its_line(latitude, tmp_path, sandbox_with_rita):
    sandbox, _ = sandbox_with_rita
    (tmp_path / "plan.toml").write_text("[vision]\nstatement = half")
    status, _, err = latitude(
        "run",
        SLACK_BOT_TOKEN=sandbox.bot_token,
        SLACK_APP_TOKEN=sandbox.app_token,
        SLACK_API_URL=sandbox.api_url,
        DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}",
    )
    assert status == 2
    assert "plan.toml: this is not TOML" in err.splitlines()[-1]
    assert "line 2" in err


def test_a_database_of_a_newer_version_is_a_failure_in_one_line(latitude, tmp_path):
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    latitude("migrate", DATABASE_URL=url)
    database = Database(url)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    status, _, err = latitude("migrate", DATABASE_URL=url)
    assert status == 1
    assert "newer version of Latitude" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        (" ", "A workspace's name has 1 to 32 characters."),
        ("x" * 33, "A workspace's name has 1 to 32 characters."),
    ],
)
def test_a_workspace_needs_a_name(latitude, name, complaint):
    status, _, err = latitude("preview", "--workspace", name)
    assert (status, err) == (2, f"{complaint}\n")


def test_of_many_workspaces_a_few_are_named(latitude, tmp_path):
    latitude("migrate")
    database = Database(f"sqlite:///{tmp_path / 'latitude.sqlite3'}")
    for number in range(1, 8):
        Workspaces(database, utc_now).adopt(f"T{number}", "Team")
    database.close()
    status, _, err = latitude("preview")
    assert status == 2
    assert err == "Which workspace? This database holds T1, T2, T3, T4, T5, …: name one with --workspace.\n"


def test_what_the_rules_refuse_is_a_sentence(latitude, monkeypatch):
    def refuse():
        raise NoPlan

    monkeypatch.setattr(command_line, "cli", refuse)
    status, _, err = latitude()
    assert (status, err) == (2, f"{sentence(NoPlan())}\n")


def test_the_manifest_is_json(latitude):
    status, out, _ = latitude("manifest")
    assert status == 0
    assert json.loads(out)["display_information"]["name"] == "Latitude"


COMMANDS = (
    *("demo", "init", "run", "migrate", "manifest", "preview", "doctor"),
    *("plan check", "plan apply", "plan show", "people import", "people export", "people list"),
    *("authority check", "limit", "requests export", "trust replay", "balance"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(latitude, command):
    status, out, _ = latitude(*command.split(), "--help")
    assert status == 0
    assert f"Example: latitude {command}" in out


def test_the_demo_opens_and_leaves_nothing_behind(process, tmp_path):
    demo = process("demo", "--port", "0", "--no-browser", TMPDIR=str(tmp_path))
    address = ""
    for line in demo.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            address = found.group(0)
        if "Ctrl-C" in line:
            break
    workspace = SandboxClient(address).workspace()
    assert workspace["app"]["online"]
    assert {each.name for each in example.TEAM} <= {user["real_name"] for user in workspace["users"]}
    demo.send_signal(signal.SIGINT)
    _, complaints = demo.communicate(timeout=10)
    assert (demo.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_run_answers_slack_and_ends_in_order(process, tmp_path, sandbox_with_rita):
    sandbox, rita = sandbox_with_rita
    running = process(
        "run",
        SLACK_BOT_TOKEN=sandbox.bot_token,
        SLACK_APP_TOKEN=sandbox.app_token,
        SLACK_API_URL=sandbox.api_url,
        DATABASE_URL=f"sqlite:///{tmp_path / 'latitude.sqlite3'}",
    )
    until = time.monotonic() + 20
    while not sandbox.client().workspace()["app"]["online"]:
        assert time.monotonic() < until
        time.sleep(0.1)
    rita.runs("/checkin")
    assert "aren't on this team" in str(rita.whispers)
    started = time.monotonic()
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=10)
    assert running.returncode == 0, err
    assert time.monotonic() - started < 10
    lines = [json.loads(line) for line in err.splitlines()]
    assert {"introduced", "started", "envelope", "stopped"} <= {line["event"] for line in lines}
    secrets = (sandbox.bot_token, sandbox.app_token, "/response/")
    assert not any(secret in err for secret in secrets)


@pytest.fixture
def sandbox_with_rita():
    with Sandbox(manifest(), people=()) as sandbox:
        yield sandbox, sandbox.client().add_person("rita", "Rita Alvarez")
