"""`latitude plan`: check the file, put it in force, write back what is in force."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot import config
from bot.app import utc_now
from bot.console import JsonFlag, NotReady, WorkspaceName, open_database, out
from bot.domain.plan import Plan, PlanError, read_plan_file, write_plan
from bot.services.plans import Plans
from bot.services.workspaces import Workspaces

plans = typer.Typer(
    name="plan",
    help="The accountability plan: check the file, apply it, show what is in force.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

PlanFile = Annotated[
    Path | None, typer.Argument(metavar="FILE", help="The plan; by default the one LATITUDE_PLAN names.")
]


@plans.command()
def check(file: PlanFile = None, *, as_json: JsonFlag = False) -> None:
    """Say whether the file is a plan, and everything that is wrong if it is not.

    Example: latitude plan check plan.toml
    """
    path = plan_path(file)
    try:
        plan = read_plan_at(path)
    except PlanError as error:
        if not as_json:
            raise
        _print({"ok": False, "faults": [vars(each) for each in error.faults]})
        raise typer.Exit(2) from error
    if as_json:
        _print({"ok": True, "faults": []})
    else:
        out.print(f"{path} is a plan: {_size(plan)}", markup=False, highlight=False)


@plans.command("apply")
def apply_plan(
    file: PlanFile = None,
    *,
    workspace: WorkspaceName = None,
    why: Annotated[str, typer.Option(help="The reason, for the audit trail.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Put the plan in force, if nothing is wrong with it.

    Example: latitude plan apply plan.toml --why "New quarter, new targets"
    """
    plan = read_plan_at(plan_path(file))
    with open_database() as database:
        desk = Plans(database, utc_now)
        where = Workspaces(database, utc_now).resolve(workspace)
        before = desk.version(where)
        version = desk.apply(where, plan, by="latitude plan apply", why=why)
    if as_json:
        _print({"workspace": where, "version": version, "changed": version != before})
    elif version == before:
        out.print(f"Nothing changed: version {version} is in force.", highlight=False)
    else:
        out.print(f"Version {version} is in force in workspace {where}.", markup=False, highlight=False)


@plans.command()
def show(
    *,
    workspace: WorkspaceName = None,
    version: Annotated[
        int | None, typer.Option(min=1, help="Which version; by default the one in force.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the plan in force, as a file that can be changed and applied again.

    Example: latitude plan show > plan.toml
    """
    with open_database() as database:
        desk = Plans(database, utc_now)
        where = Workspaces(database, utc_now).resolve(workspace)
        found = desk.current(where)
        plan = None if found is None else found[1]
        if version is not None:
            plan = desk.find(where, version)
    if found is None:
        raise NotReady(f"Workspace {where} has no plan yet: `latitude plan apply` gives it one.")
    if plan is None:
        raise NotReady(f"There is no version {version}: {found[0]} is in force.")
    if as_json:
        _print(plan.model_dump(mode="json"))
    else:
        typer.echo(write_plan(plan), nl=False)


def plan_path(file: Path | None) -> Path:
    """Where the plan is: `file`, or where the settings say."""
    return Path(config.read().latitude_plan) if file is None else file


def read_plan_at(path: Path) -> Plan:
    """The plan in a file; raises NotReady, or PlanError with every fault of it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise NotReady(f"There is no file {path}: `latitude init` writes one to start from.") from None
    except OSError as error:
        raise NotReady(f"{path} cannot be read: {error.strerror}.") from error
    return read_plan_file(content, str(path))


def _size(plan: Plan) -> str:
    counts = (
        (plan.activities, "activity", "activities"),
        (plan.roles, "role", "roles"),
        (plan.levels, "level", "levels"),
    )
    return ", ".join(f"{len(items)} {one if len(items) == 1 else many}" for items, one, many in counts)


def _print(answer: object) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
