"""How the parts of a plan must agree, told of all that is sound although the rest is not."""

from __future__ import annotations

from datetime import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.domain.calendar import ONE_DAY, is_country
from bot.domain.countries import country_meant
from bot.domain.plan_faults import Fault, keys_in, place_of, short, sound, tables, unknown_name
from bot.domain.plan_kinds import hour_text, plain
from bot.domain.plan_ladder import ladder_faults
from bot.domain.plan_parts import Activity, Approvals, Calendar, Expectation, Role, Trust
from bot.domain.request_clock import working_time
from bot.domain.spans import write_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_ASKED = 40
"""Different activities of one role: a form in Slack has room for no more."""

MOST_RATES = 99
"""Currencies beside the plan's own: a menu in Slack has room for no more."""


def disagreements(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything in which the parts of `document` do not agree."""
    for name in ("values", "activities", "roles", "powers", "levels"):
        yield from _repeated_keys(document, name)
    yield from _calendar(document)
    for at, _ in tables(document, "roles"):
        yield from _role(document, at)
    if document.get("powers") == []:
        right = "Name at least one, or leave it out for the usual ones."
        yield Fault("powers", "[]", "there would be nothing to ask for", right)
    yield from ladder_faults(document)
    yield from _approvals(document)
    yield from _milestones(document)
    yield from _trust(document)


def _repeated_keys(document: Mapping[str, Any], name: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, table in tables(document, name):
        key = table.get("key")
        if isinstance(key, str) and key in seen:
            place = place_of(document, name, at, "key")
            yield Fault(place, short(key), f"another of the {name} has this key", "Give each its own.")
        if isinstance(key, str):
            seen.add(key)


def _repeated(items: Any) -> list[str]:
    texts = [each for each in items if isinstance(each, str)] if isinstance(items, list | tuple) else []
    return sorted({each for each in texts if texts.count(each) > 1})


def _calendar(document: Mapping[str, Any]) -> Iterator[Fault]:
    calendar = sound(Calendar, document.get("calendar"))
    if calendar is None:
        return
    for each in _repeated(calendar.working_days):
        yield Fault(
            "calendar.working_days",
            short(calendar.working_days),
            f"{each} stands there twice",
            "Keep one of the two.",
        )
    if calendar.holidays is not None and not is_country(calendar.holidays):
        meant = country_meant(calendar.holidays)
        right = (
            f'Did you mean "{meant}"?' if meant else 'Write a country as "US", or a part of one as "US-CA".'
        )
        place, shown = "calendar.holidays", short(calendar.holidays)
        yield Fault(place, shown, "the holidays of no such country are known", right)
    begins, ends = (hour_text(each) for each in calendar.quiet)
    for name in ("prompt_at", "cutoff", "review_at"):
        hour = getattr(calendar, name)
        if calendar.is_quiet(hour):
            why = f"this is in the quiet hours, from {begins} to {ends}"
            yield Fault(f"calendar.{name}", short(hour_text(hour)), why, "Choose an hour outside them.")


def _role(document: Mapping[str, Any], at: int) -> Iterator[Fault]:
    expectations = tables(document["roles"][at], "expect")
    activities = keys_in(document, "activities")
    asked: set[tuple[Any, Any]] = set()
    for number, table in expectations:
        name, per = table.get("activity"), table.get("per")
        place = place_of(document, "roles", at, "expect", number)
        if isinstance(name, str) and name not in activities:
            yield unknown_name(f"{place}.activity", name, "activity", activities)
        elif isinstance(name, str) and isinstance(per, str):
            if (name, per) in asked:
                yield Fault(
                    f"{place}.activity",
                    short(name),
                    f"it is expected per {per} twice",
                    "Keep one of the two.",
                )
            asked.add((name, per))
        yield from _fraction(document, f"{place}.target", table)
    if len({name for name, _ in asked}) > MOST_ASKED:
        right = f"A form in Slack has room for {MOST_ASKED} at most."
        yield Fault(
            place_of(document, "roles", at, "expect"), "", "there are too many different activities", right
        )
    role = sound(Role, document["roles"][at])
    if role is not None and any(later < earlier for earlier, later in pairwise(role.ramp)):
        right = "Each month asks for as much as the one before, or more."
        yield Fault(place_of(document, "roles", at, "ramp"), short(role.ramp), "the ramp goes down", right)


def _fraction(document: Mapping[str, Any], place: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    expected = sound(Expectation, table)
    if expected is None or not expected.target % 1:
        return
    for _, each in tables(document, "activities"):
        activity = sound(Activity, each)
        if activity is not None and activity.key == expected.activity and not activity.decimals:
            why = f"{activity.key} are counted in whole numbers"
            right = "Write a whole number, or give the activity decimals = true."
            yield Fault(place, short(plain(expected.target)), why, right)


def _approvals(document: Mapping[str, Any]) -> Iterator[Fault]:
    approvals = sound(Approvals, document.get("approvals", {}))
    if approvals is None:
        return
    if approvals.currency in approvals.rates:
        yield Fault(
            f"approvals.rates.{approvals.currency}",
            short(approvals.rates[approvals.currency]),
            "the limits are in this currency",
            "Leave it out.",
        )
    if len(approvals.rates) > MOST_RATES:
        right = f"A menu in Slack has room for {MOST_RATES} besides the one that the limits are in."
        yield Fault("approvals.rates", "", "there are too many currencies", right)
    yield from _sooner_and_later(document, approvals)


def _sooner_and_later(document: Mapping[str, Any], approvals: Approvals) -> Iterator[Fault]:
    """What does not come in its order, in working time as the quiet hours leave it."""
    calendar = sound(Calendar, document.get("calendar"))
    quiet = (time(0), time(0)) if calendar is None else calendar.quiet
    day = working_time(ONE_DAY, quiet)
    for sooner, later in pairwise(("remind_after", "escalate_after", "expire_after")):
        first, second = getattr(approvals, sooner), getattr(approvals, later)
        if working_time(second, quiet) <= working_time(first, quiet):
            why = f"{sooner} is {write_span(first)}, which is not sooner"
            if first < second:
                why += f", for a working day has {write_span(day)}"
            yield Fault(
                f"approvals.{later}", short(write_span(second)), why, f"Write more than {write_span(first)}."
            )


def _milestones(document: Mapping[str, Any]) -> Iterator[Fault]:
    recognition = document.get("recognition")
    given = recognition.get("milestones") if isinstance(recognition, dict) else None
    for each in _repeated(given):
        yield Fault(
            "recognition.milestones", short(given), f"{each} stands there twice", "Keep one of the two."
        )


def _trust(document: Mapping[str, Any]) -> Iterator[Fault]:
    trust = sound(Trust, document.get("trust", {}))
    for name in ("reliability", "activity", "judgement") if trust is not None else ():
        dimension = getattr(trust, name)
        if dimension.act <= dimension.warn:
            why = f"people are warned at {dimension.warn:g}, which is not before"
            yield Fault(
                f"trust.{name}.act", short(dimension.act), why, f"Write more than {dimension.warn:g}."
            )
