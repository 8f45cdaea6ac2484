"""A bystander: what somebody who watches a team knows, and works out from it once more, by other means.

Who may decide, who is asked, what is granted at once, and how long was waited: in plain loops, from what the
bystander has seen happen, never from the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.domain.people import Person, Rank
from bot.domain.request_moves import Status
from bot.domain.requests import Request, Seat

if TYPE_CHECKING:
    from decimal import Decimal

    from bot.domain.plan import Plan
    from bot.domain.plan_parts import Authority

GRAIN = timedelta(minutes=10)
"""Everything happens at a multiple of it, so that waiting can be counted in it."""

OPENS, CLOSES = 8, 19
SATURDAY = 5
LEADS = {Rank.MANAGER, Rank.DIRECTOR}


@dataclass
class Absent:
    id: str
    who: str
    first: date
    last: date


@dataclass
class StandingIn:
    who: str
    delegate: str
    first: date
    last: date
    at: datetime


@dataclass
class Bystander:
    """What was seen so far."""

    now: datetime
    people: dict[str, Person] = field(default_factory=dict)
    absences: list[Absent] = field(default_factory=list)
    delegations: list[StandingIn] = field(default_factory=list)
    plans: dict[int, Plan] = field(default_factory=dict)

    def today(self, who: str, at: datetime | None = None) -> date:
        return (at or self.now).astimezone(ZoneInfo(self.people[who].timezone)).date()

    def is_away(self, who: str, at: datetime | None = None) -> bool:
        day = self.today(who, at)
        return any(each.who == who and each.first <= day <= each.last for each in self.absences)

    def is_here(self, who: str) -> bool:
        person = self.people.get(who)
        return person is not None and person.active

    def chain(self, who: str) -> list[str]:
        """The managers above somebody, nearest first, who are on the team."""
        found, above = [], self.people[who].manager
        while above is not None and above != who and above not in found:
            found.append(above)
            above = self.people[above].manager
        return [each for each in found if self.people[each].active]

    def delegate_of(self, who: str) -> str | None:
        day = self.today(who)
        for each in reversed(self.delegations):
            if each.who == who and each.first <= day <= each.last:
                standing_in = self.people[each.delegate]
                return each.delegate if standing_in.active and standing_in.rank in LEADS else None
        return None

    def may_grant(self, who: str, request: Request, amount: Decimal) -> bool:
        """Whether the plan lets people of somebody's rank grant so much in this deal to this customer."""
        person, plan = self.people[who], self.plans[request.plan_version]
        if person.rank is Rank.REP:
            return False
        authority = granting(plan, person.rank)
        power = request.case.power
        total = amount if power == "support" else amount + request.together
        fits = authority.deal_max is None or request.case.deal_value <= authority.deal_max
        return fits and total <= authority.limits.get(power, 0)

    def may_decide(self, who: str, request: Request, amount: Decimal | None = None) -> bool:
        """Whether somebody may grant this, or so much of it, at this moment."""
        if not self.is_here(who) or who == request.requester or self.is_away(who):
            return False
        size = request.case.amount if amount is None else amount
        able = [each for each in self.chain(request.requester) if self.may_grant(each, request, size)]
        return who in able or any(self.delegate_of(each) == who for each in able)

    def asked(self, request: Request, above: int = 0, having: frozenset[str] = frozenset()) -> Seat | None:
        """Whom a request goes to at this moment, from so many places up the chain on; nobody `having` it."""
        for each in self.chain(request.requester)[above:]:
            if not self.may_grant(each, request, request.case.amount):
                continue
            delegate = self.delegate_of(each)
            others = {request.requester, *having}
            if delegate is not None and delegate not in others and not self.is_away(delegate):
                return Seat(delegate, self.now, each)
            if each not in others and not self.is_away(each):
                return Seat(each, self.now)
        return None

    def higher(self, request: Request) -> Seat | None:
        """Who is next, above everybody for whom a request has reached somebody."""
        chain = self.chain(request.requester)
        below = {each.instead_of or each.person for each in request.seats}
        places = [place for place, each in enumerate(chain) if each in below]
        having = below | {each.person for each in request.seats}
        above = self.asked(request, max(places, default=-1) + 1, frozenset(having))
        return above or self.asked(request, 0, frozenset(having))

    def is_own(self, request: Request, spent: Decimal) -> bool:
        """Whether its requester decides it alone, having used so much of the budget."""
        person, plan = self.people[request.requester], self.plans[request.plan_version]
        level = next(each for each in plan.levels if each.key == person.level)
        authority = level if person.rank is Rank.REP else granting(plan, person.rank)
        power, amount = request.case.power, request.case.amount
        total = amount if power == "support" else amount + request.together
        budget = plan.approvals.budget.limits.get(power)
        affordable = budget is None or amount + spent <= budget
        fits = authority.deal_max is None or request.case.deal_value <= authority.deal_max
        return affordable and fits and total <= authority.limits.get(power, 0)

    def waits_for(self, request: Request) -> str:
        """Who owes the next word."""
        owed = request.status is Status.COUNTERED or request.question is not None
        return request.requester if owed else request.seats[-1].person

    def is_overdue(self, request: Request, at: datetime | None = None) -> bool:
        """Whether it should have lapsed."""
        begun = request.offer.at if request.offer is not None else request.seats[0].since
        if request.status is Status.PENDING and request.question is not None:
            begun = request.question.asked_at
        after = self.plans[request.plan_version].approvals.expire_after
        working = after.days * timedelta(hours=CLOSES - OPENS) + (after - timedelta(days=after.days))
        return self.worked(self.waits_for(request), begun, request, at) >= working

    def worked(self, who: str, start: datetime, request: Request, at: datetime | None = None) -> timedelta:
        """For how long somebody has been at work since then, apart from while answers were owed."""
        pauses = [(each.asked_at, each.answered_at or each.asked_at) for each in request.questions]
        moment, total = start, timedelta()
        while moment < (at or self.now):
            if self.works(who, moment) and not any(begin <= moment < end for begin, end in pauses):
                total += GRAIN
            moment += GRAIN
        return total

    def works(self, who: str, at: datetime) -> bool:
        local = at.astimezone(ZoneInfo(self.people[who].timezone))
        open_ = OPENS <= local.hour < CLOSES and local.weekday() < SATURDAY
        return open_ and not self.is_away(who, at)


def granting(plan: Plan, rank: Rank) -> Authority:
    """What people of a rank may grant to others."""
    return plan.approvers.manager if rank is Rank.MANAGER else plan.approvers.director
