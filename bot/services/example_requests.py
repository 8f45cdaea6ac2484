"""What the example team has asked for: decided in the past weeks, and waiting on the demo's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.domain.calendar import local_day, moment
from bot.domain.outcomes import Result
from bot.domain.request_forms import Entry
from bot.services.outcomes import Outcomes
from bot.services.requests import Requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from bot.store.database import Database


@dataclass(frozen=True)
class Told:
    """A request of the past, and how it went.

    Attributes:
        weeks: How long ago.
        who: Who asked.
        entry: What for.
        verdict: What the approver did: `approve`, `decline`, the amount they offered instead, or "" where
            nobody had to.
        words: Why.
        given: What was really given of it; "" where the deal was lost.
        days: How many days the answer took beyond the first hours.
    """

    weeks: int
    who: str
    entry: Entry
    verdict: str
    words: str = ""
    given: str = ""
    days: int = 0


APPROVERS = {"Rita Alvarez": "Maya Lindqvist", "Oskar Nowak": "Tomas Weber", "Lena Fischer": "Tomas Weber"}


def _price(amount: str, customer: str, deal: str, said: str, reason: str) -> Entry:
    return Entry("price", amount, customer=customer, deal=deal, said=said, reason=reason)


PAST: tuple[Told, ...] = (
    Told(
        7,
        "Rita Alvarez",
        _price("8", "Brandt", "$22k", "Ten or never", "They sign this quarter"),
        "approve",
        given="7",
    ),
    Told(
        2,
        "Oskar Nowak",
        _price("15", "Kestrel", "$60k", "Match Orbis", "Orbis asks a good deal less"),
        "9",
        "Nine keeps us above cost; show them the migration",
        given="9",
    ),
    Told(
        5,
        "Rita Alvarez",
        _price("9", "Halden", "$31k", "Meet us halfway", "They take the three-year term"),
        "approve",
        given="9",
    ),
    Told(
        1,
        "Lena Fischer",
        _price("20", "Aldous", "$90k", "Twenty, or we go to Orbis", "A name others look up to"),
        "decline",
        "They have no other offer yet; ask for theirs first",
    ),
    Told(
        4,
        "Rita Alvarez",
        _price("8", "Teal & Co", "$18k", "Round it down", "They pay the year in advance"),
        "approve",
        given="8",
    ),
    Told(
        4,
        "Rita Alvarez",
        _price("5", "Marlow", "$12k", "Show us a gesture", "They sign the same day"),
        "",
        given="5",
    ),
    Told(
        3,
        "Rita Alvarez",
        _price("9", "Vesper", "$27k", "Nine, please", "A reference for the north"),
        "approve",
        given="8",
    ),
    *(
        Told(
            weeks,
            "Oskar Nowak",
            _price(size, customer, deal, said, "A competitor is at the table already"),
            "approve",
            given=size,
            days=2,
        )
        for weeks, size, customer, deal, said in (
            (6, "8", "Linden Works", "$34k", "Eight, and we stop looking around"),
            (4, "9", "Nordkai", "$28k", "Orbis offers us nine"),
            (3, "8", "Feld & Sohn", "$41k", "Our board wants to see eight"),
            (1, "9", "Hansa Trade", "$37k", "Nine would settle it"),
            (1, "8", "Ostsee Line", "$45k", "Eight and I sign on Friday"),
        )
    ),
)

ESCALATED = Entry(
    "credit",
    "900",
    customer="Harbor Freightlines",
    deal="$48k",
    reason="Two days of outage in their busiest week",
    said="We lost two days of bookings. Make it right or we look around.",
    give_get="They stay for the full term",
)
COUNTERED = Entry(
    "terms",
    "60 days",
    customer="Orbit Labs",
    deal="$26k",
    reason="Their budget opens in February",
    said="We can sign today if we pay in February.",
    give_get="A signature this week",
)
PENDING = Entry(
    "price",
    "12",
    customer="Acme Robotics",
    deal="$40k",
    reason="They compare us with Orbis, who came down ten percent on Friday",
    said="Twelve percent and I sign before Thanksgiving.",
    give_get="A two-year term and a case study",
)
OFFER = ("45 days", "Signed this week", "Sixty is beyond what finance lets me do; 45 I can defend")
"""What Maya offers Rita: how much, on which condition, and why."""


@dataclass
class _Past:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        """Where it stands."""
        return self.at


def tell(database: Database, workspace: str, ids: Mapping[str, str], now: datetime, zone: ZoneInfo) -> None:
    """Let the requests of the past weeks be asked, decided, and told of."""
    past = _Past(now)
    desk, outcomes = Requests(database, past.now), Outcomes(database, past.now)
    today = local_day(now, zone)
    for number, each in enumerate(sorted(PAST, key=lambda told: -told.weeks)):
        tuesday = today - timedelta(days=today.weekday() - 1, weeks=each.weeks)
        past.at = moment(tuesday, time(10 + number % 4), zone)
        who = ids[each.who]
        request = desk.ask(workspace, who, receipt=f"past:request:{number}", entry=each.entry).id
        past.at += timedelta(days=each.days, hours=1, minutes=7 * (number % 8))
        _decide(desk, workspace, ids[APPROVERS[each.who]], who, request, each)
        if each.verdict != "decline":
            past.at += timedelta(days=8)
            result = Result.WON if each.given else Result.LOST
            receipt = f"past:outcome:{number}"
            outcomes.tell(workspace, who, request, receipt=receipt, result=result, given=each.given)


def offer(desk: Requests, workspace: str, manager: str, request: str) -> None:
    """Maya's answer to what Rita asks on the demo's day."""
    amount, conditions, reason = OFFER
    desk.counter(
        workspace,
        manager,
        request,
        receipt="demo:countered",
        amount=amount,
        reason=reason,
        conditions=conditions,
    )


def _decide(desk: Requests, workspace: str, approver: str, who: str, request: str, told: Told) -> None:
    receipt = f"past:decided:{request}"
    match told.verdict:
        case "":
            return
        case "approve":
            desk.approve(workspace, approver, request, receipt=receipt)
        case "decline":
            desk.decline(workspace, approver, request, receipt=receipt, reason=told.words)
        case offer:
            desk.counter(workspace, approver, request, receipt=receipt, amount=offer, reason=told.words)
            desk.accept(workspace, who, request, receipt=f"{receipt}:accepted")
