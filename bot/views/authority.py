"""What people may decide alone, in plain sentences: on Home, after a command, and for who leads them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.people import Rank
from bot.views.amounts import amount, money
from bot.views.blocks import Json, button, context, divider, header, modal, section
from bot.views.steps import HAND
from bot.views.text import clip, escape, figure, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.allowances import Advice, Allowance, Allowances
    from bot.domain.approvers import Answering
    from bot.domain.people import Person

TEAM = "authority.team"
_LONGEST = 2900
_MOST_SHOWN = 45
BUNCHED = "Many of the concessions lie just under the limit; worth a talk about how they are set."
_RULES = "These are the plan's rules; they are the same for everyone on a level."


def own(mine: Allowances) -> list[Json]:
    """What somebody may decide, on their Home."""
    return [divider(), _mine(mine)]


def answer(shown: Sequence[Allowances]) -> Message:
    """The same after the command, with everybody on one's team."""
    mine, team = shown[0], shown[1:]
    return Message(text="What you decide alone", blocks=(_mine(mine), *_team(team), context(_RULES)))


def opened(shown: Sequence[Allowances]) -> Json:
    """What a manager's reports may decide, as a modal."""
    blocks = [header("What your team decides alone"), *_team(shown[1:], movable=True), context(_RULES)]
    return modal("Authority", blocks, callback="notice", close="Close")


def left(allowance: Allowance, currency: str, per: str) -> str:
    """`38 of 60 points left this quarter`; nothing where nothing is summed up, or nothing is allowed."""
    own_ = allowance.own
    if own_.left is None or own_.budget is None or not own_.limit:
        return ""
    if allowance.power.unit == "%":
        return f"{figure(own_.left)} of {plural(own_.budget, 'point')} left this {per}"
    whole = amount(allowance.power, own_.budget, currency)
    return f"{amount(allowance.power, own_.left, currency)} of {whole} left this {per}"


def covers(allowance: Allowance, currency: str, whole: str = "yours to decide") -> str:
    """`up to 6 % in deals to $50,000`; `whole` of what has no amount."""
    power, own_ = allowance.power, allowance.own
    deals = "" if own_.deal_max is None else f" in deals to {money(own_.deal_max, currency)}"
    if power.is_yes_or_no:
        return f"{whole}{deals}"
    return f"up to {amount(power, own_.limit, currency)}{deals}"


def answers(shown: Sequence[tuple[Person, Answering]], reader: Person) -> list[Json]:
    """How a manager, and each manager below them, answered requests of late."""
    lines = [
        f"{'You' if person.id == reader.id else escape(person.first_name)}: {_answered(each)}"
        for person, each in shown[:_MOST_SHOWN]
    ]
    if not lines:
        return []
    title = "*Requests, in the last 90 days*"
    return [section(clip("\n".join([title, *lines]), _LONGEST))]


def _answered(each: Answering) -> str:
    """Such as `first word after 1.5 working hours (median) · 8 of 10 approved unchanged · 1 waiting now`."""
    hours = None if each.took is None else Decimal(round(each.took.total_seconds() / 360)) / 10
    took = "no answer yet" if hours is None else f"first word after {_hours(hours)} (median)"
    unchanged = f"{each.unchanged} of {each.decided} approved unchanged" if each.decided else ""
    waiting = f"*{each.waiting} waiting now*" if each.waiting else "none waiting"
    return "  ·  ".join(part for part in (took, unchanged, waiting) if part)


def _hours(hours: Decimal) -> str:
    return "minutes" if not hours else plural(hours, "working hour")


def _team(shown: Sequence[Allowances], *, movable: bool = False) -> list[Json]:
    """Each of them; where a button can stand beside a rep, the one to move them by hand."""
    rows = [
        section(
            clip(f"*{escape(each.person.name)}*  ·  {_who(each)}\n{_lines(each, _advised(each))}", _LONGEST),
            button("Move by hand", HAND, each.person.id)
            if movable and each.person.rank is Rank.REP
            else None,
        )
        for each in shown[:_MOST_SHOWN]
    ]
    more = len(shown) - len(rows)
    return [*([divider()] if rows else []), *rows, *([context(f"…and {more} more")] if more > 0 else [])]


def _mine(mine: Allowances) -> Json:
    return section(clip(f"*What you decide alone*  ·  {_who(mine)}\n{_lines(mine)}", _LONGEST))


def _who(shown: Allowances) -> str:
    """Such as `Supported, in deals to $50,000`."""
    most = shown.allowances[0].own.deal_max if shown.allowances else None
    deals = "" if most is None else f", in deals to {money(most, shown.currency)}"
    return f"{escape(shown.level)}{deals}"


def _lines(shown: Allowances, more: Sequence[str] = ()) -> str:
    return "\n".join([*(f"•  {_line(each, shown)}" for each in shown.allowances), *more])


def _line(each: Allowance, shown: Allowances) -> str:
    name = escape(each.power.name)
    rest = _onward(each, shown.currency)
    if not each.own.limit:
        return f"{name}: {rest}"
    own_ = (
        "yours" if each.power.is_yes_or_no else f"up to {amount(each.power, each.own.limit, shown.currency)}"
    )
    said = [f"{name}: *{own_}*", left(each, shown.currency, shown.per), rest]
    return "  ·  ".join(part for part in said if part)


def _onward(each: Allowance, currency: str) -> str:
    """Such as `then Maya up to 26 %, Dana up to 41 %`."""
    if not each.onward:
        return "" if each.own.limit else "nobody may grant it"
    names = [
        escape(one.person.first_name)
        if each.power.is_yes_or_no
        else f"{escape(one.person.first_name)} up to {amount(each.power, one.limit, currency)}"
        for one in each.onward
    ]
    return f"{'then' if each.own.limit else 'ask'} {', '.join(names)}"


def _advised(shown: Allowances) -> list[str]:
    lines = [f":bulb:  {_advice(each, shown.currency)}" for each in shown.advice]
    return [*lines, f":speech_balloon:  {BUNCHED}"] if shown.bunched else lines


def _advice(each: Advice, currency: str) -> str:
    """What somebody's decisions would carry, and on which evidence."""
    reaching = amount(each.power, each.reaching, currency)
    stood = f"{each.stood} of {plural(each.decided, 'decision')} up to {reaching} stood unchanged"
    power = escape(each.power.name)
    capped = ", as high as one step goes" if each.is_capped else ""
    return f"{power}: the evidence carries {amount(each.power, each.limit, currency)}{capped} ({stood})"
