"""How powers, levels, approvers and the budget must agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.domain.plan_defaults import APPROVERS, LEVELS, POWERS
from bot.domain.plan_faults import Fault, bare, keys_in, place_of, short, sound, tables, unknown_key
from bot.domain.plan_kinds import plain
from bot.domain.plan_parts import Authority, Budget, Cadence, Level, Power

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.plan_kinds import Limit
    from bot.domain.plan_parts import Limited

_HUNDRED = 100
_RESERVED = Level.own_keys() | Authority.own_keys() | Budget.own_keys() | {"limits"}


def unknown_limits(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Keys in levels, approvers and the budget that are no powers."""
    with_powers = {"powers": _whole(document)["powers"]} | dict(document)
    ranks = _rank_limits(with_powers).values()
    for limits in (*_level_limits(with_powers), *ranks, *_budget_limits(with_powers)):
        yield from limits.unknown()


def ladder_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything in which powers, levels, approvers and the budget do not agree.

    Where a plan names no powers, levels or approvers, the usual ones count.
    """
    whole = _whole(document)
    yield from _powers(document)
    yield from _unless_absent(document, "levels", "[[levels]] for each rung", _levels(whole))
    yield from _unless_absent(
        document, "approvers", "[approvers.manager] and the same for directors", _approvers(whole)
    )
    yield from _budget(whole)


def _whole(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with the usual powers, levels and approvers where it has none."""
    usual = {
        "powers": [each.model_dump(mode="json") for each in POWERS],
        "levels": [each.model_dump(mode="json") for each in LEVELS],
        "approvers": APPROVERS.model_dump(mode="json", exclude_none=True),
    }
    return usual | dict(document)


def _unless_absent(
    document: Mapping[str, Any], name: str, wanted: str, faults: Iterator[Fault]
) -> Iterator[Fault]:
    """The faults; but one alone where the usual ones, which nobody wrote, do not fit."""
    if name in document:
        yield from faults
    elif any(True for _ in faults):
        yield Fault(name, "", "it is missing, and the usual ones do not fit your powers", f"Add {wanted}.")


def _powers(document: Mapping[str, Any]) -> Iterator[Fault]:
    for at, table in tables(document, "powers"):
        if table.get("key") in _RESERVED:
            place = place_of(document, "powers", at, "key")
            yield Fault(
                place, short(table["key"]), "this word has a meaning of its own in a level", "Choose another."
            )
        power = sound(Power, table)
        if power is None:
            continue
        place = place_of(document, "powers", at, "full_size")
        if power.is_yes_or_no and power.full_size is not None:
            yield Fault(place, short(plain(power.full_size)), "a yes or no has no size", "Leave it out.")
        if not power.is_yes_or_no and "full_size" not in table:
            right = "Add what counts as a great deal, for example full_size = 8."
            yield Fault(place, "", "it is missing", right)


@dataclass(frozen=True)
class _Limits:
    """One table of limits, as it was written."""

    place: str
    table: Mapping[str, Any]
    kind: type[Limited]
    powers: Mapping[str, Power | None]

    def unknown(self) -> Iterator[Fault]:
        """Keys that are no powers."""
        own = self.kind.own_keys()
        for key, value in self.table.items():
            if key not in own and key not in self.powers:
                yield unknown_key(self.at(key), key, value, [*self.powers, *sorted(own)])

    def unsuitable(self) -> Iterator[Fault]:
        """Amounts that do not suit their power."""
        for key, power in self.powers.items():
            value = self.table.get(key)
            if power is not None and isinstance(value, bool | int | float | Decimal):
                yield from self._unsuitable(power, value)

    def missing(self, whose: str) -> Iterator[Fault]:
        """Powers without a limit."""
        for key, power in self.powers.items():
            if key not in self.table:
                nothing = f"{key} = {'false' if power is not None and power.is_yes_or_no else '0'}"
                right = f"Say what {whose} may do of it; for nothing, {nothing}."
                yield Fault(self.at(key), "", "it is missing", right)

    def at(self, key: str) -> str:
        """The place of `key`."""
        return f"{self.place}.{bare(key)}"

    def _unsuitable(self, power: Power, value: float | Decimal) -> Iterator[Fault]:
        place, shown = self.at(power.key), short(value)
        if power.is_yes_or_no and not isinstance(value, bool):
            yield Fault(place, shown, "this power is a yes or no", "Write true or false.")
        elif not power.is_yes_or_no and isinstance(value, bool):
            yield Fault(place, shown, f"this power is counted in {power.unit}", "Write a number.")
        elif power.unit == "%" and value > _HUNDRED:
            yield Fault(place, shown, "this is more than everything", "Write at most 100.")


def _known(document: Mapping[str, Any]) -> dict[str, Power | None]:
    """Every power by its key; None for one that is not sound."""
    found = {each["key"]: sound(Power, each) for _, each in tables(document, "powers") if "key" in each}
    return {key: found[key] for key in dict.fromkeys(keys_in(document, "powers")) if key not in _RESERVED}


def _levels(document: Mapping[str, Any]) -> Iterator[Fault]:
    rungs: list[tuple[_Limits, Level]] = []
    for limits in _level_limits(document):
        yield from limits.unknown()
        yield from limits.unsuitable()
        yield from limits.missing("people of this level")
        if (level := sound(Level, limits.table)) is not None:
            rungs.append((limits, level))
    for (_, lower), (limits, upper) in pairwise(rungs):
        yield from _narrower(limits, lower.key, lower, upper)
        if lower.checkin is Cadence.WEEKLY and upper.checkin is Cadence.DAILY:
            why = f'{lower.key}, the level below, has "{lower.checkin}"'
            right = 'Going up, check-ins only become rarer: write "weekly".'
            yield Fault(limits.at("checkin"), short(upper.checkin), why, right)


def _narrower(
    limits: _Limits, lower: str, below: Level | Authority, above: Level | Authority
) -> Iterator[Fault]:
    """Where `above` may do less than `below`."""
    pairs = [
        (key, value, above.limits.get(key)) for key, value in below.limits.items() if key in limits.powers
    ]
    for key, less, more in [*pairs, ("deal_max", below.deal_max, above.deal_max)]:
        if less is None or more is None or isinstance(less, bool) != isinstance(more, bool):
            continue
        if more < less:
            why = f"{lower}, below it, has {_shown(less)}"
            right = f"Going up, authority only grows: write {_at_least(less)}, or change {lower}."
            yield Fault(limits.at(key), _shown(more), why, right)


def _shown(limit: Limit) -> str:
    return short(limit if isinstance(limit, bool) else plain(limit))


def _at_least(limit: Limit) -> str:
    return "true" if isinstance(limit, bool) else f"at least {_shown(limit)}"


def _approvers(document: Mapping[str, Any]) -> Iterator[Fault]:
    ranks = _rank_limits(document)
    for rank, limits in ranks.items():
        yield from limits.unknown()
        yield from limits.unsuitable()
        yield from limits.missing(f"a {rank}")
    sure = [(each, found) for each in ranks.values() if (found := sound(Authority, each.table)) is not None]
    for (_, manager), (limits, director) in pairwise(sure):
        yield from _narrower(limits, "manager", manager, director)
        if manager.deal_max is None and director.deal_max is not None:
            place, shown = limits.at("deal_max"), _shown(director.deal_max)
            yield Fault(place, shown, "a manager has none, and so may grant in any deal", "Leave it out.")


def _budget(document: Mapping[str, Any]) -> Iterator[Fault]:
    for limits in _budget_limits(document):
        for key, value in limits.table.items():
            power = limits.powers.get(key)
            if power is not None and power.is_yes_or_no:
                yield Fault(limits.at(key), short(value), "a yes or no has no budget", "Leave it out.")
            elif power is not None and isinstance(value, bool):
                yield Fault(limits.at(key), short(value), "a budget is an amount", "Write a number.")


def _level_limits(document: Mapping[str, Any]) -> list[_Limits]:
    powers = _known(document)
    return [
        _Limits(place_of(document, "levels", at), table, Level, powers)
        for at, table in tables(document, "levels")
    ]


def _rank_limits(document: Mapping[str, Any]) -> dict[str, _Limits]:
    powers = _known(document)
    approvers = _table(document, "approvers")
    return {
        rank: _Limits(f"approvers.{rank}", approvers[rank], Authority, powers)
        for rank in ("manager", "director")
        if isinstance(approvers.get(rank), dict)
    }


def _budget_limits(document: Mapping[str, Any]) -> list[_Limits]:
    table = _table(_table(document, "approvals"), "budget")
    return [_Limits("approvals.budget", table, Budget, _known(document))]


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = document.get(name)
    return table if isinstance(table, dict) else {}
