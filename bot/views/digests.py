"""A team's day: on its manager's Home, in the manager's morning message, and in the team's channel."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.blockers import says_something
from bot.domain.deliveries import Message
from bot.domain.home import Why
from bot.views.blocks import Json, button, context, divider, header, modal, section
from bot.views.histories import LONGEST_LINE, LONGEST_SECTION, WEEKS, counts, resting
from bot.views.text import clip, escape, listed, long_day, plural, quote, weekday

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.blockers import Repeated
    from bot.domain.digests import Answer, Digest, TeamDay, Thread
    from bot.domain.home import Rest
    from bot.domain.people import Person

TEAM = "home.team"
MOST_QUOTES = 8
MOST_NAMES = 10
MOST_ROWS = 60
MOST_REPEATED = 5
_NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_ORDINALS = (
    "",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
)


def card(digest: Digest) -> Message:
    """Of each day since the last message: who has answered, their wins, and what is in their way."""
    blocks: list[Json] = [block for day in digest.days for block in _told(day)]
    blocks += comes_back(digest.repeated)
    blocks.append(context("Today, as it comes in, is on my Home tab."))
    text = " ".join(f"{weekday(day.day)} on your team: {_completion(day)}" for day in digest.days)
    return Message(text=clip(text, 300), blocks=tuple(blocks))


def thread(told: Thread) -> Message:
    """The post in the team's channel under which the answers of one day stand."""
    whose = f"{weekday(told.day)} on {escape(told.manager.first_name)}'s team"
    said = "1 answer" if len(told.answers) == 1 else f"{len(told.answers)} answers"
    return Message(text=clip(whose, 300), blocks=(section(clip(f"*{whose}*\n{said} in the thread.", 600)),))


def reply(answer: Answer) -> Message:
    """One person's answer in that thread: counts, wins and blockers, and nothing else."""
    name = escape(answer.person.name)
    done = counts(answer.measures)
    said = [clip(f"*{name}* · {done}" if done else f"*{name}*", 600)]
    if answer.checkin is not None:
        for title, words in (("Won", answer.checkin.wins), ("In the way", answer.checkin.blockers)):
            if says_something(words):
                said.append(quote(words, 600, by=title))
    return Message(
        text=clip(f"{name} checked in", 300), blocks=(section(clip("\n".join(said), LONGEST_SECTION)),)
    )


def team(
    day: TeamDay,
    title: str,
    repeated: Sequence[Repeated] = (),
    *,
    opens: bool = False,
    weeks: Mapping[str, str] = MappingProxyType({}),
) -> list[Json]:
    """A team's day: who has answered and with what, who has not, and who is not asked.

    With `opens`, each has a button for their weeks; `weeks` has a line on the week of some, by their ids.
    """
    rows = [
        *((each.person, _answer_line(each)) for each in (*day.answered, *day.owing)),
        *((person, _rest_line(person, rest)) for person, rest in day.resting),
    ]
    lines = [(person, clip(line, LONGEST_LINE)) for person, line in rows[:MOST_ROWS]]
    if opens:
        drawn = [
            section(
                clip(f"{line}\n{weeks.get(person.id, '')}".strip(), LONGEST_SECTION),
                button("Week", WEEKS, person.id),
            )
            for person, line in lines
        ]
    else:
        drawn = [
            section("\n".join(line for _, line in lines[start : start + 10]))
            for start in range(0, len(lines), 10)
        ]
    more = [context(f"…and {len(rows) - MOST_ROWS} more")] if len(rows) > MOST_ROWS else []
    in_the_way = _quotes(
        "In the way", [(each.person, each.checkin.blockers) for each in day.answered if each.checkin]
    )
    return [
        header(clip(title, 150)),
        context(f"{long_day(day.day)} · {_checked_in(day)}"),
        *([*comes_back(repeated), divider()] if repeated else []),
        *drawn,
        *more,
        *in_the_way,
    ]


def teams(days: Iterable[tuple[Person, TeamDay]]) -> list[Json]:
    """Of a manager of managers: a line for each team, with a button for the whole of it."""
    return [
        section(clip(_team_lines(manager, day), LONGEST_SECTION), button("Team", TEAM, manager.id))
        for manager, day in days
    ]


def opened(manager: Person, day: TeamDay) -> Json:
    """One team's day as a modal."""
    name = escape(manager.first_name)
    blocks = team(day, f"{manager.first_name}'s team today", opens=True)
    if not day.answers and not day.resting:
        blocks = [section(f"Nobody on {name}'s team checks in.")]
    return modal("Team today", blocks, callback="notice", close="Close")


def comes_back(repeated: Sequence[Repeated]) -> list[Json]:
    """The blockers that come back, by name."""
    lines = [clip(came_back(each), LONGEST_LINE) for each in repeated[:MOST_REPEATED]]
    return [section("*Keeps coming back*\n" + "\n".join(lines))] if lines else []


def came_back(each: Repeated) -> str:
    """`Third day: Oskar — waiting for legal`, or `Three people: legal (Lena, Nia and Oskar)`."""
    words = clip(escape(" ".join(each.words.split())), 160)
    names = [escape(person.first_name) for person in each.people]
    if each.is_shared:
        some = names if len(names) <= MOST_NAMES else [*names[:MOST_NAMES], f"{len(names) - MOST_NAMES} more"]
        return f"*{_word(_NUMBERS, len(names), '')} people:* {words} ({', '.join(some)})"
    return f"*{_word(_ORDINALS, each.days, 'th')} day:* {listed(names)} — {words}"


def _word(words: tuple[str, ...], number: int, ending: str) -> str:
    return words[number] if number < len(words) else f"{number}{ending}"


def _told(day: TeamDay) -> list[Json]:
    """One day in the morning message."""
    blocks = [section(clip(f"*{weekday(day.day)} on your team*\n{_completion(day)}", LONGEST_SECTION))]
    said = [(each.person, each.checkin) for each in day.answered if each.checkin is not None]
    blocks += _quotes("Wins", [(person, account.wins) for person, account in said])
    blocks += _quotes("Blockers", [(person, account.blockers) for person, account in said])
    quiet = [
        (person, rest) for person, rest in day.resting if rest.why not in {Why.WEEKEND, Why.AT_THE_WEEKS_END}
    ]
    if quiet:
        words = [f"{escape(person.first_name)} {_briefly(rest)}" for person, rest in quiet]
        blocks.append(context(clip(f"Not asked: {_some(words)}", 600)))
    return blocks


def _briefly(rest: Rest) -> str:
    return f"({resting(rest)})"


def _completion(day: TeamDay) -> str:
    if not day.owing:
        return "Everyone checked in." if len(day.answers) > 1 else "Checked in, all of it."
    names = _some([escape(each.person.first_name) for each in day.owing])
    return f"{len(day.answered)} of {len(day.answers)} checked in. Not yet: {names}."


def _some(words: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    rest = len(words) - MOST_NAMES
    return listed([*words[:MOST_NAMES], f"{rest} more"] if rest > 0 else list(words))


def _checked_in(day: TeamDay) -> str:
    if not day.answers:
        return "nobody is asked today"
    return f"*{len(day.answered)} of {len(day.answers)}* checked in"


def _team_lines(manager: Person, day: TeamDay) -> str:
    lines = [f"*{escape(manager.name)}'s team today*", _checked_in(day)]
    if day.owing:
        lines.append(f"Not yet: {_some([escape(each.person.first_name) for each in day.owing])}")
    away = [escape(person.first_name) for person, rest in day.resting if rest.why is Why.AWAY]
    if away:
        lines.append(f"Away: {_some(away)}")
    blocked = sum(each.checkin is not None and says_something(each.checkin.blockers) for each in day.answered)
    if blocked:
        lines.append(f"{plural(blocked, 'blocker')} named")
    return "\n".join(lines)


def _quotes(title: str, said: Iterable[tuple[Person, str]]) -> list[Json]:
    quotes = [quote(words, 280, by=person.first_name) for person, words in said if says_something(words)]
    if not quotes:
        return []
    more = f"\n…and {len(quotes) - MOST_QUOTES} more" if len(quotes) > MOST_QUOTES else ""
    return [section(clip(f"*{title}*\n" + "\n".join(quotes[:MOST_QUOTES]) + more, LONGEST_SECTION))]


def _answer_line(answer: Answer) -> str:
    name = escape(answer.person.name)
    if answer.checkin is None:
        return f":white_circle:  {name} · not yet"
    return f":white_check_mark:  *{name}* · {counts(answer.measures) or 'checked in'}"


def _rest_line(person: Person, rest: Rest) -> str:
    sign = ":palm_tree:" if rest.why is Why.AWAY else ":black_small_square:"
    return f"{sign}  {escape(person.name)} · {resting(rest)}"
