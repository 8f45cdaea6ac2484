"""The README says what is so."""

import re
import tomllib
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import config
from handlers.manifest import COMMANDS, SCOPES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def commands():
    """The first word of every command: its own, or its group's."""
    single = command_line.cli.registered_commands
    groups = command_line.cli.registered_groups
    named = {each.name or (each.callback.__name__ if each.callback else "") for each in single}
    return named | {str(each.typer_instance.info.name) for each in groups if each.typer_instance}


def test_every_command_it_names_exists_and_every_command_is_named():
    named = set(re.findall(r"(?<!/)latitude ([a-z]+)", README))
    assert named == commands()


def test_every_scope_and_slash_command_is_explained():
    assert all(f"`{scope}`" in README for scope in SCOPES)
    assert all(f"`{command}`" in README for command in COMMANDS)


def test_every_setting_it_names_exists():
    named = set(re.findall(r"\b(?:SLACK|LATITUDE|DATABASE)_[A-Z_]+", README))
    assert named <= set(config.NAMES)


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_file_and_picture_it_points_to_is_there(document):
    text = (ROOT / document).read_text()
    links = re.findall(r"\]\((?!https?://)([^)#]+)", text)
    folders = re.findall(r"`((?:bot|handlers|jobs|tests|docs)(?:/[\w./]+)?)`", text)
    missing = [each for each in (*links, *folders) if not (ROOT / each).exists()]
    assert not missing


def test_the_example_of_the_local_slack_is_python_and_its_names_exist():
    from bot.sandbox.client import Person, SandboxClient

    (example,) = [
        each for each in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "Sandbox(" in each
    ]
    compile(example, "README.md", "exec")
    for method in re.findall(r"rita\.(\w+)\(", example):
        assert hasattr(Person, method)
    for method in re.findall(r"client\.(\w+)\(", example):
        assert hasattr(SandboxClient, method)


def test_the_house_is_the_one_that_stands():
    for place in re.findall(r"^\| `((?:bot|handlers|jobs)[\w/.]*)` \|", README, re.MULTILINE):
        assert (ROOT / place).exists(), place


def test_the_changelog_knows_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert "## Unreleased" in changelog or f"## {version}" in changelog
