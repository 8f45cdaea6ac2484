"""Blockers: what is in somebody's way, and which of them come back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bot.domain.people import Person
    from bot.domain.schedules import Schedule

DAYS = 10
"""Within how many of their working days one person's blocker is repeated."""

DAYS_OF_SEVERAL = 5
"""Within how many working days several people share one."""

OFTEN = 3
"""On how many days, or by how many people, a blocker is repeated."""

LOOK_BACK = timedelta(days=21)
"""Ten working days lie within this, but for long absences."""

_LONGEST_WORDS = 12
_NO = r"(?:no|none|nope|nil|nothing|nowt|zero|not? any(?:thing)?|n/?a|na|all (?:good|clear|fine|well))"
_THING = r"(?:blockers?|blocks?|issues?|problems?|obstacles?|impediments?|real|major|big|new|really|special)"
_WHEN = r"(?:today|yet|so far|right now|now|at the moment|this week|at all|to report|for me|thanks?|here)"
_NOTHING = re.compile(rf"[\W_]*(?:{_NO}(?:\W+{_THING})*(?:\W+{_WHEN})*)?[\W_]*", re.IGNORECASE)
_PARTS = re.compile(r"[\n;•]+|[.!?](?:\s+|$)")
_WORD = re.compile(r"[^\W_]+")
_FILLERS = frozenset(
    """
    a about after again all also am an and answer answers any approval are as at awaiting be because been
    before behind block blocked blocker blockers blocking by can cannot check contact could day days delay
    delayed department dept did do does done down due expecting feedback for friday from get gets getting
    give go going got had has have he hear heard held her here him his hold holding how i in info
    information input into is issue issues it its just keep last late me monday month more much must my need
    needed needs next no not now of off ok okay on one our out over pending people please problem problems
    really replies reply respond response review reviewing saturday sign signature signoff since slow so
    some somebody someone still stuck sunday take takes taking team than that the their them then there
    these they thing things this thursday till to today tomorrow too tuesday until up us very wait waited
    waiting waits was we wednesday week weeks were what when which who why will with without won work would
    yesterday yet you your
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


@dataclass(frozen=True)
class Said:
    """A person named a blocker on a day, so many of their working days `ago`."""

    person: Person
    day: date
    ago: int
    words: str


@dataclass(frozen=True)
class Repeated:
    """One blocker that comes back.

    Attributes:
        words: As it was said last.
        people: Who said it, by name.
        days: On how many days one of them did, at most.
        last: When it was said last.
    """

    words: str
    people: tuple[Person, ...]
    days: int
    last: date

    @property
    def is_shared(self) -> bool:
        """Whether it is in the way of several."""
        return len(self.people) >= OFTEN


def says_something(typed: str) -> bool:
    """Whether there is more to this than "none" or "-"."""
    return _NOTHING.fullmatch(typed) is None


def parts(typed: str) -> list[str]:
    """Each blocker of an answer that names several: one a line or a sentence."""
    split = (" ".join(each.split()) for each in _PARTS.split(typed))
    return [each for each in split if says_something(each)]


def said_in(
    person: Person, schedule: Schedule, today: date, answers: Iterable[tuple[date, str]]
) -> list[Said]:
    """The blockers among `answers` of one person, each a day and what was typed."""
    typed = {day: words for day, words in answers if says_something(words)}
    if not typed:
        return []
    ago = {day: number for number, day in enumerate(_working_days(schedule, today))}
    return [
        Said(person, day, ago[day], part) for day in sorted(typed.keys() & ago) for part in parts(typed[day])
    ]


def repeated(said: Sequence[Said], *, since: date) -> tuple[Repeated, ...]:
    """The blockers that come back, and were said again on `since` or later; shared ones first.

    Each is counted once, in the largest group of similar wordings that it belongs to.
    """
    left = [each for each in said if _telling(each.words)]
    similar = _similar(list(dict.fromkeys(_telling(each.words) for each in left)))
    found: list[Repeated] = []
    while left:
        groups = (
            [each for each in left if _telling(each.words) in similar[wording]]
            for wording in dict.fromkeys(_telling(each.words) for each in left)
        )
        group = max(groups, key=_weight)
        if _weight(group) < OFTEN:
            break
        found.append(_repeated(group))
        left = [each for each in left if each not in group]
    fresh = (each for each in found if each.last >= since)
    return tuple(sorted(fresh, key=lambda each: (not each.is_shared, -each.days, each.people[0].name)))


def alike(one: str, other: str) -> bool:
    """Whether two wordings mean the same blocker: most words of the shorter one are in the longer one.

    Words that every blocker has ("waiting for") do not count, nor do typing mistakes.
    """
    return _are_alike(_telling(one), _telling(other))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    found = sum(word in many or any(_is_misspelt(word, each) for each in many) for word in few)
    return found > 0 and 3 * found >= 2 * len(few) and 4 * found >= len(many)


def _similar(wordings: Sequence[frozenset[str]]) -> dict[frozenset[str], set[frozenset[str]]]:
    """Of each wording, those that mean the same; only those with a word in common are compared."""
    having: dict[str, list[frozenset[str]]] = {}
    for wording in wordings:
        for word in wording:
            having.setdefault(word, []).append(wording)
    by_letter: dict[str, list[str]] = {}
    for word in having:
        by_letter.setdefault(word[0], []).append(word)
    near = {
        word: [each for each in by_letter[word[0]] if each == word or _is_misspelt(word, each)]
        for word in having
    }
    return {
        wording: {
            other
            for word in wording
            for each in near[word]
            for other in having[each]
            if _are_alike(wording, other)
        }
        for wording in wordings
    }


def _working_days(schedule: Schedule, today: date) -> list[date]:
    """The last ten working days up to `today`, the latest first."""
    days = [today] if schedule.works(today) else []
    earlier: date | None = today
    while len(days) < DAYS and earlier is not None:
        earlier = schedule.days.last_before(earlier)
        if earlier is None or earlier < schedule.first_day:
            break
        days.append(earlier)
    return days


def _days_of(group: Iterable[Said]) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for each in group:
        days.setdefault(each.person.id, set()).add(each.day)
    return days


def _sharing(group: Iterable[Said]) -> set[str]:
    return {each.person.id for each in group if each.ago < DAYS_OF_SEVERAL}


def _weight(group: list[Said]) -> int:
    """The most days of one person, or how many people share it."""
    return max(*(len(days) for days in _days_of(group).values()), len(_sharing(group)))


def _repeated(group: Sequence[Said]) -> Repeated:
    days, whose = _days_of(group), _sharing(group)
    if len(whose) < OFTEN:
        whose = {person for person, when in days.items() if len(when) >= OFTEN}
    mine = [each for each in group if each.person.id in whose]
    latest = max(mine, key=lambda each: (each.day, -len(each.words)))
    people = {each.person.id: each.person for each in mine}
    return Repeated(
        words=latest.words,
        people=tuple(sorted(people.values(), key=lambda each: (each.name, each.id))),
        days=max(len(days[person]) for person in whose),
        last=latest.day,
    )


@lru_cache(maxsize=4096)
def _telling(words: str) -> frozenset[str]:
    """The words that tell this blocker from others; all of them if there are none."""
    every = [each.casefold() for each in _WORD.findall(words)]
    telling = [each for each in every if each not in _FILLERS and (len(each) > 1 or each.isdigit())]
    return frozenset((telling or every)[:_LONGEST_WORDS])


@lru_cache(maxsize=16384)
def _is_misspelt(one: str, other: str) -> bool:
    """Whether one word is the other with a typing mistake or two; figures are never mistaken."""
    shorter, longer = sorted((len(one), len(other)))
    if one[0] != other[0] or longer - shorter > 2 or one.isdigit() or other.isdigit():  # noqa: PLR2004 - letters
        return False
    mistakes = 2 if longer >= 9 else 1 if longer >= 5 else 0  # noqa: PLR2004 - letters
    return OSA.distance(one, other, score_cutoff=mistakes) <= mistakes
