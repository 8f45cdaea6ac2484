"""`latitude authority`: try a plan before it is applied."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - typer reads it from the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.console import JsonFlag, NotReady, out
from bot.console.plans import plan_path, read_plan_at
from bot.domain.amounts import Flaw, Unreadable, read_money
from bot.domain.authority import YES, Outcome, Rule, Use, ruling, standing
from bot.domain.plan_faults import listed, short, unknown_name
from bot.domain.plan_kinds import plain
from bot.domain.request_forms import read_amount
from bot.views.amounts import amount, asked, money
from bot.views.refusals import amount_sentence

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.domain.authority import Ruling
    from bot.domain.plan import Level, Plan, Power

authority = typer.Typer(
    name="authority",
    help="Who decides what: try a plan before it is applied.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_EXAMPLES = {"%": "12.5", "days": "45", "months": "3", "money": "1,250.50 or 25k", "yes/no": "yes"}
"""How an amount of each unit may be written."""


@authority.command()
def check(
    plan_file: Annotated[
        Path | None,
        typer.Option("--plan", metavar="FILE", help="The plan; by default the one LATITUDE_PLAN names."),
    ] = None,
    level: Annotated[str, typer.Option(metavar="KEY", help="The level of who asks, such as L1.")] = "",
    power: Annotated[str, typer.Option(metavar="KEY", help="What they would do, such as price.")] = "",
    typed: Annotated[
        str, typer.Option("--amount", help="How much of it: 12.5 %, 45 days, $25k; or yes.")
    ] = "",
    deal: Annotated[str, typer.Option(help="What the deal is worth: 40000, $25k, 1.250,50 EUR.")] = "",
    *,
    as_json: JsonFlag = False,
) -> None:
    """Say who would decide a request under a plan, and why. Nothing is asked, and nothing is written.

    Nothing counts as given before: not in this quarter, and not to the same customer.

    Example: latitude authority check --plan plan.toml --level L1 --power price --amount 12 --deal 40000
    """
    plan = read_plan_at(plan_path(plan_file))
    rung, what = _level(plan, level), _power(plan, power)
    use = Use(what, _amount(plan, what, typed), _deal(plan, deal))
    verdict = ruling(plan, standing(plan, rung, what), use)
    if as_json:
        typer.echo(json.dumps(_as_json(what, verdict), indent=2))
    else:
        out.print(_said(plan, rung, use, verdict), markup=False, highlight=False)


def _level(plan: Plan, key: str) -> Level:
    found = plan.level(key)
    if found is None:
        raise NotReady(str(unknown_name("--level", key, "level", [each.key for each in plan.levels])))
    return found


def _power(plan: Plan, key: str) -> Power:
    found = plan.power(key)
    if found is None:
        raise NotReady(str(unknown_name("--power", key, "power", [each.key for each in plan.powers])))
    return found


def _amount(plan: Plan, power: Power, typed: str) -> Decimal:
    """What was typed, in the power's unit; raises NotReady for what is none."""
    if power.is_yes_or_no:
        if typed.strip().lower() == "yes":
            return YES
    else:
        try:
            return read_amount(plan, power, typed)
        except Unreadable as fault:
            if fault.flaw not in {Flaw.NOT_A_NUMBER, Flaw.NOT_WHOLE}:
                raise _refused("--amount", typed, fault, plan) from None
    raise NotReady(
        f"--amount = {short(typed)}: this is no amount of {power.key}. Write {_EXAMPLES[power.unit]}."
    )


def _deal(plan: Plan, typed: str) -> Decimal:
    """What the deal is worth in the plan's currency; raises NotReady for what is no money."""
    approvals = plan.approvals
    try:
        return approvals.value_in(read_money(typed, approvals.currency, approvals.currencies))
    except Unreadable as fault:
        raise _refused("--deal", typed, fault, plan) from None


def _refused(option: str, typed: str, fault: Unreadable, plan: Plan) -> NotReady:
    if fault.flaw in {Flaw.OTHER_CURRENCY, Flaw.WHICH_CURRENCY}:
        why = f"write it in a currency of the plan: {listed(plan.approvals.currencies)}."
    else:
        why = amount_sentence(fault)
    return NotReady(f"{option} = {short(typed)}: {why}")


def _as_json(power: Power, verdict: Ruling) -> dict[str, Any]:
    limit = verdict.own.limit
    return {
        "outcome": verdict.outcome.value,
        "rule": verdict.rule.value,
        "limit": bool(limit) if power.is_yes_or_no else plain(limit),
        "approver_rank": None if verdict.approver is None else verdict.approver.value,
    }


def _said(plan: Plan, level: Level, use: Use, verdict: Ruling) -> str:
    """Who decides, and why: `Price concession of 12 %: a manager decides. Supported covers up to 6 % …`."""
    what = asked(use.power, use.amount, plan.approvals.currency)
    return f"{what}: {_who(verdict)}. {_why(plan, level, use.power, verdict)}."


def _who(verdict: Ruling) -> str:
    match verdict.outcome:
        case Outcome.SELF:
            return "the rep decides alone"
        case Outcome.NOBODY:
            return "nobody may grant it"
        case Outcome.APPROVER:
            return f"a {verdict.approver} decides"


def _why(plan: Plan, level: Level, power: Power, verdict: Ruling) -> str:
    currency, own = plan.approvals.currency, verdict.own
    deals = f"in deals up to {money(level.deal_max, currency)}"
    match verdict.rule:
        case Rule.DEAL_MAX:
            return f"{level.name} decides alone only {deals}"
        case Rule.BUDGET if own.budget is not None:
            return f"The budget is {amount(power, own.budget, currency)} each {plan.approvals.budget.per}"
        case _ if not own.limit:
            return f"{level.name} covers none of it"
        case _ if power.is_yes_or_no:
            return f"{level.name} covers it {deals}"
        case _:
            return f"{level.name} covers up to {amount(power, own.limit, currency)} {deals}"
