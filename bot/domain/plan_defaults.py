"""The powers, the ladder and the approvers of a plan that names none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain.plan_parts import Approvers, Authority, Cadence, Level, Power

if TYPE_CHECKING:
    from collections.abc import Mapping

POWERS = (
    Power(key="price", name="Price concession", unit="%", full_size=Decimal(8)),
    Power(key="terms", name="Payment terms", unit="days", full_size=Decimal(30)),
    Power(key="credit", name="Service credit", unit="money", full_size=Decimal(1000)),
    Power(key="support", name="Priority support", unit="yes/no"),
)


def _limits(price: int, terms: int, credit: int, *, support: bool) -> Mapping[str, Decimal | bool]:
    amounts = {"price": Decimal(price), "terms": Decimal(terms), "credit": Decimal(credit)}
    return amounts | {"support": support}


def _level(
    key: str, name: str, limits: Mapping[str, Decimal | bool], deal_max: int, checkin: Cadence = Cadence.DAILY
) -> Level:
    return Level(key=key, name=name, limits=limits, deal_max=Decimal(deal_max), checkin=checkin)


LEVELS = (
    _level("L0", "Guided", _limits(0, 0, 0, support=False), 25_000),
    _level("L1", "Supported", _limits(6, 15, 250, support=False), 50_000),
    _level("L2", "Trusted", _limits(11, 30, 1000, support=True), 100_000),
    _level("L3", "Independent", _limits(16, 45, 2500, support=True), 250_000, Cadence.WEEKLY),
    _level("L4", "Principal", _limits(21, 60, 5000, support=True), 500_000, Cadence.WEEKLY),
)

APPROVERS = Approvers(
    manager=Authority(limits=_limits(26, 60, 10_000, support=True), deal_max=Decimal(1_000_000)),
    director=Authority(limits=_limits(41, 90, 50_000, support=True)),
)
