"""One person's page for the next talk: short lines under plain headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.balances import side
from bot.domain.checkins import LONGEST_TEXT
from bot.domain.outcomes import Result
from bot.domain.request_moves import Status
from bot.views import amounts
from bot.views.authority import BUNCHED
from bot.views.balances import SIDES
from bot.views.blocks import Json, actions, button, context, divider, header, modal, paragraphs
from bot.views.coaching import COACH, still_open
from bot.views.coaching_reasons import dropped, out_of_reach
from bot.views.digests import came_back
from bot.views.explanations import moved
from bot.views.histories import line_of, short_day
from bot.views.kudos import thanks
from bot.views.milestones import said
from bot.views.text import bar, clip, escape, long_day, one_line, quote, tally, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from bot.domain.sheets import Asking, Promises, Sheet

_QUOTE = 300
_HELD_BACK = "The limit looks too small for the work: most requests were approved as they were."
_STANDS = {
    Status.PENDING: "still open",
    Status.COUNTERED: "a counter is open",
    Status.APPROVED: "approved",
    Status.DECLINED: "declined",
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "lapsed without an answer",
}
_BECAME = {Result.WON: "deal won", Result.LOST: "deal lost", Result.OPEN: "deal still open"}


def opened(sheet: Sheet, *, coaches: bool) -> Json:
    """The page as a modal; who `coaches` them finds the button to write the talk down."""
    name = escape(sheet.person.first_name)
    blocks = [header(clip(f"{sheet.person.first_name}, one to one", 150)), context(_since(sheet))]
    blocks += [block for part in _parts(sheet, coaches=coaches) if part for block in (divider(), *part)]
    blocks.append(divider())
    if coaches:
        blocks.append(actions(button("Coached", COACH, sheet.person.id, primary=True)))
    if sheet.manager is None:
        blocks.append(context(f"Only {name} sees this page."))
    else:
        manager = escape(sheet.manager.first_name)
        blocks.append(context(f"{name}, {manager} and the managers above see this very page; nobody else."))
    return modal("1:1 page", blocks, callback="notice", close="Close", metadata=sheet.person.id)


def _parts(sheet: Sheet, *, coaches: bool) -> Iterator[list[Json]]:
    if sheet.asked is not None:
        asked_on = weekday(sheet.asked.at.astimezone(sheet.person.zone).date())
        yield _part(f"Asked for a talk on {asked_on}", [quote(sheet.asked.words)])
    yield still_open([(each, "") for each in sheet.agreed], settles=coaches)
    yield _part("The last talk", list(_last(sheet)))
    lost = [f"•  Out of reach this week: {out_of_reach(each)}" for each in sheet.out_of_reach]
    yield _part("This week", [*_week(sheet), *lost])
    yield _part("The weeks before", [f"*{short_day(each.first)}*{line_of(each)}" for each in sheet.weeks])
    yield _part("Less than usual", [f"•  {dropped(each)}" for each in sheet.drops])
    yield _part("Commitments", list(_promises(sheet.promises)))
    yield _part("Requests", [f"•  {_request(each, sheet.currency)}" for each in sheet.requests])
    yield _part("What moved trust", [moved(sheet.moved)] if sheet.moved else [])
    yield _part("Balance", _balance(sheet))
    authority = ((sheet.held_back, _HELD_BACK), (sheet.bunched, BUNCHED))
    yield _part("Authority", [line for holds, line in authority if holds])
    yield _part("In the way", list(_in_the_way(sheet)))
    yield _part(
        "What they would do differently",
        [quote(each.words, _QUOTE, by=f"Week of {short_day(each.week)}") for each in sheet.answers],
    )
    yield _part("Worth recognising", list(_recognised(sheet)))


def _part(title: str, lines: list[str]) -> list[Json]:
    """A heading with its lines, in as many blocks as they take; nothing without any."""
    return paragraphs(f"*{title}*", *lines) if lines else []


def _since(sheet: Sheet) -> str:
    none = "" if sheet.last is not None else " There is no talk written down yet."
    return f"Since {long_day(sheet.since)}.{none}"


def _last(sheet: Sheet) -> Iterator[str]:
    if sheet.last is None:
        return
    note = sheet.last.note
    day = long_day(note.at.astimezone(sheet.person.zone).date())
    read = "read" if note.read_at is not None else "not read yet"
    yield f"{day}, with {escape(sheet.last.by.first_name)}  ·  {read}"
    yield quote(note.words, LONGEST_TEXT)


def _week(sheet: Sheet) -> list[str]:
    return [f"{bar(each.measure)}  {tally(each.measure)}" for each in sheet.week]


def _promises(promises: Promises) -> Iterator[str]:
    counted = [
        (promises.kept, "kept"),
        (promises.missed, "not kept"),
        (promises.moot, "no longer sensible"),
    ]
    told = [f"{count} {what}" for count, what in counted if count]
    if told:
        yield ", ".join(told)
    for words in promises.words:
        yield quote(words, _QUOTE, by="Not kept")
    if promises.open is not None:
        yield quote(promises.open.words, _QUOTE, by=f"Open since {weekday(promises.open.made_on)}")


def _request(asking: Asking, currency: str) -> str:
    """`#12 Price concession of 12 % for Acme  ·  approved  ·  deal won`."""
    request, power = asking.request, asking.power
    what = request.case.power if power is None else amounts.asked(power, request.case.amount, currency)
    lines = [f"#{request.number} {escape(what)} for {clip(one_line(request.case.customer), 80)}"]
    if request.status is Status.ACCEPTED and power is not None and request.granted is not None:
        lines.append(f"a counter accepted: {amounts.amount(power, request.granted, currency)}")
    else:
        lines.append("decided alone" if request.is_own else _STANDS.get(request.status, "a counter accepted"))
    if asking.told is not None:
        lines.append(_BECAME[asking.told.result])
    return "  ·  ".join(lines)


def _recognised(sheet: Sheet) -> Iterator[str]:
    for milestone in sheet.reached:
        yield f"•  {said(milestone)}"
    for given, giver in sheet.thanked:
        yield f"•  {thanks(given, giver, _QUOTE)}"
    yield from _quotes(sheet.wins)


def _balance(sheet: Sheet) -> list[str]:
    """How what they carry compares with what they may decide: `In balance in the week of 16 Nov.`."""
    reading = sheet.reading
    if reading is None:
        return []
    return [f"{SIDES[side(reading.balance)]} in the week of {short_day(reading.week)}."]


def _in_the_way(sheet: Sheet) -> Iterator[str]:
    for each in sheet.repeated:
        yield came_back(each)
    yield from _quotes(sheet.blockers)


def _quotes(typed: Iterable[tuple[date, str]]) -> list[str]:
    return [quote(words, _QUOTE, by=short_day(day)) for day, words in typed]
