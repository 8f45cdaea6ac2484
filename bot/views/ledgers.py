"""Rows of the ledger, and what they add up to, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ledger import Dim, Kind
from bot.domain.trust_explained import ATTESTATIONS, HELD_BACK, PROVISIONAL, UNVERIFIED
from bot.views.histories import short_day

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.evidence import Entry
    from bot.domain.explanations import Line

DIMS = {Dim.R: "Reliability", Dim.A: "Activity", Dim.J: "Judgement"}
"""The three dimensions, as people read them."""

NAMES = {
    "checkin_on_time": "check-ins on time",
    "checkin_late": "late check-ins",
    "checkin_missed": "missed check-ins",
    "commitment_kept": "commitments kept",
    "commitment_missed": "commitments not kept",
    "activity_day": "daily targets",
    "activity_week": "weekly targets",
    "request_decided": "requests, by how much was granted",
    "concession_honoured": "giving no more than was granted",
    "audit_ok": "own decisions a manager agrees with",
    "audit_bad": "own decisions a manager disagrees with",
    "breach": "giving more than was granted",
    ATTESTATIONS: "the manager's monthly word",
    UNVERIFIED: "numbers not confirmed yet",
    PROVISIONAL: "kept at 70 until there is judgement to go by",
    HELD_BACK: "held back by the weakest of the three",
}
"""What adds up to a score, as people read it."""

_PHRASES = {
    Kind.CHECKIN_ON_TIME: "Checked in on time",
    Kind.CHECKIN_LATE: "Checked in late",
    Kind.CHECKIN_MISSED: "No check-in",
    Kind.COMMITMENT_KEPT: "Kept a commitment",
    Kind.COMMITMENT_MISSED: "Did not get to a commitment",
    Kind.CONCESSION_HONOURED: "Gave no more than was granted",
    Kind.AUDIT_OK: "Decided alone, and a manager agrees",
    Kind.AUDIT_BAD: "Decided alone, and a manager disagrees",
    Kind.BREACH: "Gave more than was granted",
    Kind.KUDOS: "Thanked by a colleague",
    Kind.DEAL_WON: "Deal won",
    Kind.DEAL_LOST: "Deal lost",
    Kind.CHECKIN_EXCUSED: "Excused",
    Kind.NOTE: "Taken back by a correction",
}
_TARGETS = {Kind.ACTIVITY_DAY: "The day's targets", Kind.ACTIVITY_WEEK: "The week's targets"}
_LEAST = 0.005
MINUS = "\u2212"


def phrase(entry: Entry) -> str:
    """What a row says: `Checked in on time`, `The day's targets: 4 of 5`."""
    kind, facts = Kind(entry.kind), entry.facts
    if kind in _PHRASES:
        return _PHRASES[kind]
    if kind in _TARGETS:
        done = ", ".join(f"{made:g} of {target:g}" for made, target in facts["metrics"])
        known = "confirmed" if facts.get("verified", True) else "not confirmed yet"
        return f"{_TARGETS[kind]}: {done} ({known})"
    if kind is Kind.REQUEST_DECIDED:
        return f"Asked for {facts['requested']:g}, was granted {facts['granted']:g}"
    if kind is Kind.ATTEST:
        return f"The manager's word on {DIMS[Dim(facts['dim'])].lower()}: {facts['score']:g} of 5"
    return "A step up" if facts["what"] == "promote" else "A step down"


def weighs(line: Line) -> str:
    """What a row adds: `+1 reliability`, `+0.2 activity`, `counts for nothing`."""
    if line.contest is not None and line.contest.freezes:
        return "weighs nothing" if not line.contest.is_open else "weighs nothing for now"
    if Kind(line.entry.kind) is Kind.ATTEST:
        return "counts a little, at most a fifth of everything else"
    if not line.weights:
        return "weighs nothing"
    return ", ".join(
        " ".join(
            f"{sign}{_figure(size)}"
            for sign, size in (("+", each.w * each.x), (MINUS, each.w * (1 - each.x)))
            if size >= _LEAST
        )
        + f" {DIMS[each.dim].lower()}"
        for each in line.weights
    )


def said_day(day: date) -> str:
    """`Mon 23 Nov`."""
    return f"{day:%a} {short_day(day)}"


def _figure(size: float) -> str:
    return f"{size:.2f}".rstrip("0").rstrip(".")
