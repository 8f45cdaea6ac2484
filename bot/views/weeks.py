"""The manager's week card: everybody's numbers beside their usual range, and what was said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import MarkdownTextObject, Option, OverflowMenuElement, SectionBlock

from bot.domain.deliveries import Message
from bot.domain.weeks import Shown, Stand, Verdict
from bot.views import imports
from bot.views.blocks import Json, actions, button, context, divider, header, modal, plain, section
from bot.views.text import clip, escape, figure, hour, listed, long_day, plural, weekday

if TYPE_CHECKING:
    from bot.domain.weeks import NumbersChanged, PersonsWeek, TeamWeek, Total

LOOKS_RIGHT = "week.looks_right"
TALK_FIRST = "week.talk_first"
CHOOSE = "week.choose"
ALL = "week.all"

ROOMY = 12
"""With more people each has a menu in place of buttons."""

LONGEST_SECTION = 2900

_WORDS = {Verdict.LOOKS_RIGHT: "Looks right", Verdict.TALK_FIRST: "Talk first"}
_ACTIONS = {Verdict.LOOKS_RIGHT: LOOKS_RIGHT, Verdict.TALK_FIRST: TALK_FIRST}
_SAID = {
    Stand.AWAY: "on leave",
    Stand.NOTHING_ASKED: "nothing was asked this week",
    Stand.NOTHING_IN: "nothing is in yet",
    Stand.CONFIRMED: ":white_check_mark: looks right",
    Stand.TALK_FIRST: ":speech_balloon: talk first",
}


def card(team: TeamWeek) -> Message:
    """Everybody's week, with what can be said of it until it closes."""
    until = team.closes.astimezone(team.manager.zone)
    if team.now >= team.closes:
        line = "This week is closed: it stays as it is."
    elif team.open:
        line = f"Do these numbers look right to you? It is open until {long_day(until)}, {hour(until)}."
    else:
        line = f"Nothing waits for you here. You can change it until {long_day(until)}, {hour(until)}."
    blocks = [header(f"The week to {long_day(team.last)}"), section(line)]
    roomy = len(team.people) <= ROOMY
    for each in team.people:
        blocks += [*([divider()] if roomy else []), *_person(each, roomy=roomy, closed=team.is_closed(each))]
    if roomy:
        blocks.append(divider())
    if team.more:
        blocks.append(context(f"…and {team.more} more on Home. They move up as you settle these."))
    if len(team.open) > 1:
        shown = Shown(team.week, team.manager.id, team.fingerprint)
        blocks.append(actions(button("Looks right for all", ALL, shown.opaque, primary=True)))
    blocks.append(context("Numbers count in full once they are confirmed. Nobody is compared with anybody."))
    names = listed([escape(each.person.first_name) for each in team.open[:10]])
    more = f" and {len(team.open) - 10} more" if len(team.open) > 10 else ""  # noqa: PLR2004 - as many as one reads
    waiting = f"waiting for your word: {names}{more}." if team.open else "nothing waits for you."
    return Message(
        text=clip(f"Your team's week to {long_day(team.last)}: {waiting}", 300), blocks=tuple(blocks)
    )


def changed(refusal: NumbersChanged) -> Json:
    """The small modal that says why nothing was confirmed."""
    whose = f"{refusal.name}'s numbers" if refusal.name else "Some of the numbers"
    words = f"{escape(whose)} have just changed. Please look again."
    return modal("Look again", [section(words)], callback="notice", close="OK")


def verdict_of(opaque: str) -> tuple[Verdict, str]:
    """What was chosen in somebody's menu: the word, and the id of what was shown."""
    word, _, shown = opaque.partition("|")
    return (Verdict.TALK_FIRST if word == Verdict.TALK_FIRST else Verdict.LOOKS_RIGHT), shown


def _person(week: PersonsWeek, *, roomy: bool, closed: bool) -> list[Json]:
    text = clip(f"*{escape(week.person.name)}* · {_stand(week)}\n{_numbers(week)}".rstrip(), LONGEST_SECTION)
    choices = () if closed else week.choices
    shown = Shown(week.week, week.person.id, week.fingerprint).opaque
    if not choices:
        return [section(text)]
    if roomy:
        return [section(text), actions(*(button(_WORDS[each], _ACTIONS[each], shown) for each in choices))]
    menu = OverflowMenuElement(
        action_id=CHOOSE,
        options=[Option(value=f"{each.value}|{shown}", text=plain(_WORDS[each])) for each in choices],
    )
    return [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=menu).to_dict()]


def _numbers(week: PersonsWeek) -> str:
    return "\n".join((*map(_total, week.totals), *imports.for_manager(week.differing))) if week.said else ""


def _total(total: Total) -> str:
    return f"{escape(total.activity.name)} *{figure(total.done)}* · {_usual(total)}"


def _usual(total: Total) -> str:
    usual = total.usual
    if usual is None:
        return "no usual range yet"
    low, high = figure(usual.low), figure(usual.high)
    between = low if low == high else f"{low}–{high}"  # noqa: RUF001 - a range is written with an en dash
    if total.done < usual.low:
        return f"_below_ the usual {between}"
    return f"_above_ the usual {between}" if total.done > usual.high else f"usual {between}"


def _stand(week: PersonsWeek) -> str:
    match week.stand:
        case Stand.CAME_SINCE:
            words = f"{_in(week)} · *{listed([weekday(day) for day in week.since])} came in since*"
        case Stand.CONFIRMED | Stand.TALK_FIRST:
            words = f"{_SAID[week.stand]} · {_in(week)}"
        case Stand.OPEN:
            words = _in(week)
        case _:
            words = _SAID[week.stand]
    return words


def _in(week: PersonsWeek) -> str:
    if week.weekly:
        return "the week is in" if week.said else "the week is not in yet"
    if not week.asked:
        return f"{plural(len(week.said), 'day')} in"
    return f"{week.answered} of {plural(len(week.asked), 'day')} in"
