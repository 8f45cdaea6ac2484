"""The house keeps its shape: each promise about structure is checked by a machine."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest
from importlinter import cli
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.kwargs_injection.args import Args

import bot.domain
import handlers
from bot.domain.counts import Fault
from bot.domain.refusals import Refusal
from bot.views.refusals import FAULTS, SENTENCES

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    *("bot", "handlers", "jobs", "tests", "docs", ".env.example", "pyproject.toml", "README.md", "LICENSE"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Dockerfile", ".dockerignore", "compose.yaml"),
    *("manifest.json", ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml"),
    *(".ci", ".github", ".slack"),
}
OURS = {
    "caller",
    "receipt",
    "absences",
    "attestations",
    "audits",
    "authority",
    "balances",
    "checkins",
    "coaching",
    "coaching_requests",
    "contests",
    "delegations",
    "explanations",
    "homes",
    "kudos",
    "kudos_reports",
    "milestones",
    "imports",
    "newcomers",
    "nudges",
    "outcomes",
    "people",
    "prompts",
    "requests",
    "retrospects",
    "rosters",
    "shadows",
    "sheets",
    "steps",
    "typed_answers",
    "weeks",
}


def modules_in(package):
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(each.name)


def all_refusals(kind=Refusal):
    for each in kind.__subclasses__():
        yield each
        yield from all_refusals(each)


@pytest.fixture(scope="module")
def app():
    app = App(
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
        signing_secret="s",
        process_before_response=True,
    )
    handlers.register(app, {})
    return app


def test_imports_point_inwards(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    status = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_the_top_level_holds_only_what_tools_and_people_expect():
    if not (ROOT / ".git").exists():
        names = set()
    else:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        names = {path.split("/")[0] for path in listed.splitlines()}
    assert names <= TOP_LEVEL


def test_every_refusal_has_a_sentence():
    for module in modules_in(bot.domain):
        assert module
    assert set(all_refusals()) == set(SENTENCES)
    assert set(FAULTS) == set(Fault)
    assert all(each.endswith(".") for each in (*SENTENCES.values(), *FAULTS.values()))


def test_every_listeners_arguments_are_ones_bolt_can_fill(app):
    known = set(inspect.signature(Args.__init__).parameters) | OURS
    strangers = {
        f"{each.ack_function.__module__}.{each.ack_function.__name__}: {name}"
        for each in app._listeners
        for name in inspect.signature(each.ack_function).parameters
        if name not in known
    }
    assert not strangers


def ids_in_views():
    """Every action and callback id that a view draws: dotted words in its source."""
    return {
        node.value
        for path in (ROOT / "bot" / "views").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z]+\.[a-z_]+", node.value)
    }


def answering(app, body):
    """The listeners that Bolt would give this payload to."""
    response = BoltResponse(status=200)
    return {
        id(each)
        for each in app._listeners
        if each.matches(req=BoltRequest(mode="socket_mode", body=body), resp=response)
    }


def pressed(action):
    return {"type": "block_actions", "actions": [{"type": "button", "action_id": action, "block_id": "b"}]}


def submitted(callback):
    return {"type": "view_submission", "view": {"type": "modal", "callback_id": callback}}


def test_every_action_id_has_a_listener_and_every_listener_an_id(app):
    drawn = ids_in_views()
    answers = {each: answering(app, pressed(each)) | answering(app, submitted(each)) for each in drawn}
    assert not [each for each, listeners in answers.items() if not listeners]
    source = "\n".join(path.read_text() for path in (ROOT / "handlers").glob("*.py"))
    registered = len(re.findall(r"app\.(?:action|view)\(", source))
    assert len(set().union(*answers.values())) == registered
    assert not answering(app, pressed("nobody.drew_this"))


def test_the_manifests_commands_have_listeners(app):
    from handlers.manifest import COMMANDS, EVENTS, SHORTCUTS

    source = "\n".join(path.read_text() for path in (ROOT / "handlers").glob("*.py"))
    for command in COMMANDS:
        assert f'app.command("{command}")' in source
    assert set(re.findall(r'app\.command\("([^"]+)"\)', source)) == set(COMMANDS)
    assert set(re.findall(r'app\.shortcut\("([^"]+)"\)', source)) == set(SHORTCUTS)
    assert set(re.findall(r'app\.event\("([^"]+)"\)', source)) == {each.split(".")[0] for each in EVENTS}


def test_the_manifest_is_one_slack_would_take():
    from handlers.manifest import manifest

    described = manifest()
    assert len(described["display_information"]["name"]) <= 35
    assert len(described["display_information"]["description"]) <= 140
    for command in described["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert "url" not in command


def test_no_module_is_longer_than_a_room():
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("bot", "handlers", "jobs")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 350
    }
    assert not long
