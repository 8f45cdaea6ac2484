"""`latitude plan`: check, apply, show, without Slack."""

import json
import tomllib
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot import config
from bot.console import NotReady
from bot.console.plans import plans
from bot.domain.plan import Digest, Plan, PlanError, read_plan
from bot.domain.refusals import UnclearWorkspace
from bot.services import example
from bot.services.plans import Plans
from bot.services.workspaces import Workspaces
from bot.store import audit
from bot.store.database import Database


@pytest.fixture
def latitude(tmp_path, monkeypatch):
    """Run `latitude plan` in an empty folder with the example plan; what it printed, or its exception."""
    monkeypatch.chdir(tmp_path)
    for name in config.NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "plan.toml").write_text(example.plan_text())

    def run(*words, status=0):
        result = CliRunner().invoke(plans, words)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == status
        return result.stdout

    return run


def spoil(folder, before, after):
    (folder / "plan.toml").write_text(example.plan_text().replace(before, after))


def test_a_sound_file_is_a_plan(latitude, tmp_path, monkeypatch):
    said = "is a plan: 3 activities, 2 roles, 5 levels\n"
    assert latitude("check") == latitude("check", "plan.toml") == f"plan.toml {said}"
    (tmp_path / "plan.toml").rename(tmp_path / "ours.toml")
    monkeypatch.setenv("LATITUDE_PLAN", "ours.toml")
    assert latitude("check") == f"ours.toml {said}"
    assert json.loads(latitude("check", "--json")) == {"ok": True, "faults": []}


def test_every_fault_of_the_file_is_said(latitude, tmp_path):
    spoil(tmp_path, "prompt_at", "promt_at")
    with pytest.raises(PlanError) as refusal:
        latitude("check")
    assert str(refusal.value).splitlines() == [
        'calendar.prompt_at: it is missing. Add it, for example prompt_at = "16:30".',
        'calendar.promt_at = "16:30": there is no such key. Did you mean prompt_at?',
    ]
    answer = json.loads(latitude("check", "--json", status=2))
    assert answer["ok"] is False
    assert answer["faults"][1] == {
        "key": "calendar.promt_at",
        "value": '"16:30"',
        "why": "there is no such key",
        "right": "Did you mean prompt_at?",
    }


def test_a_file_that_is_not_there_is_one_line(latitude, tmp_path):
    with pytest.raises(NotReady, match=r"^There is no file ours\.toml: `latitude init` writes one"):
        latitude("check", "ours.toml")
    with pytest.raises(NotReady, match="cannot be read: Is a directory"):
        latitude("apply", str(tmp_path))


def test_a_plan_is_applied_once_and_shown_as_it_was_written(latitude, tmp_path):
    assert latitude("apply") == "Version 1 is in force in workspace local.\n"
    assert latitude("apply") == "Nothing changed: version 1 is in force.\n"
    spoil(tmp_path, "target = 5, per", "target = 7, per")
    applied = json.loads(latitude("apply", "plan.toml", "--why", "More leads", "--json"))
    assert applied == {"workspace": "local", "version": 2, "changed": True}
    shown = tomllib.loads(latitude("show"))
    assert read_plan(shown) == read_plan(json.loads(latitude("show", "--json")))
    assert shown["roles"][0]["expect"][0]["target"] == 7
    assert read_plan(tomllib.loads(latitude("show", "--version", "1"))) == example.plan()


def test_what_show_writes_changes_nothing_when_it_is_applied(latitude, tmp_path):
    latitude("apply")
    (tmp_path / "shown.toml").write_text(latitude("show"))
    assert latitude("apply", "shown.toml") == "Nothing changed: version 1 is in force.\n"


def test_a_faulty_plan_changes_nothing(latitude, tmp_path):
    spoil(tmp_path, "price = 11", "price = 1")
    with pytest.raises(PlanError, match=r"levels\.L2\.price = 1: L1, below it, has 6"):
        latitude("apply")
    with pytest.raises(NotReady, match="Workspace local has no plan yet"):
        latitude("show")


def test_a_version_or_workspace_that_is_not_there_is_one_line(latitude):
    latitude("apply", "--workspace", "T0NORTH")
    with pytest.raises(NotReady, match="There is no version 9: 1 is in force"):
        latitude("show", "--version", "9")
    with pytest.raises(UnclearWorkspace):
        latitude("show", "--workspace", "T0SOUTH")


def test_every_version_is_kept_with_what_changed_by_whom_and_why(databases):
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    database = Database(databases.new("sqlite"))
    desk = Plans(database, lambda: now)
    where = Workspaces(database, lambda: now).resolve(None)
    first = example.plan()
    second = first.model_copy(update={"digest": Digest(thread=True), "values": ()})
    for plan in (first, second, second):
        desk.apply(where, plan, by="Ann", why="Because")
    assert [(each.version, each.at, each.by) for each in desk.history(where)] == [
        (1, now, "Ann"),
        (2, now, "Ann"),
    ]
    assert desk.current(where) == (2, second)
    assert desk.find(where, 1) == first
    with database.reading() as connection:
        trail = [json.loads(each.details)["changed"] for each in audit.entries(connection, where)]
    assert sorted(trail, key=len) == [["values", "digest"], list(Plan.model_fields)]
    database.close()


@pytest.mark.parametrize("command", ["check", "apply", "show"])
def test_every_command_has_help_with_an_example(latitude, command):
    assert f"Example: latitude plan {command}" in latitude(command, "--help")
