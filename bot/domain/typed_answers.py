"""Answers typed to the bot: which number belongs to which activity, and what was not understood.

Nothing is guessed: a name must be of one activity only, and a number must stand beside its name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.domain.counts import Fault, read_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from bot.domain.checkins import Account
    from bot.domain.plan import Activity

LONGEST_ANSWER = 4_000
"""Characters in a message that is read; a longer one is not read at all, lest a number be cut in two."""

SHORTEST_PREFIX = 4
"""Letters of a name that may stand for all of it."""

_EMOJI = re.compile(r"(?<!\S):[a-z0-9_+'-]+:(?!\S)")
_TOKEN = re.compile(r"(?P<number>(?:(?<![^\W_])[+-])?\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_]+)|(?P<end>[;,|\n&])")
_AND = "and"
_IDLE = frozenset({
    *("a", "also", "did", "done", "good", "got", "had", "have", "hello", "hey", "hi", "i", "just", "made"),
    *("morning", "my", "of", "only", "please", "so", "thanks", "the", "today", "was", "we", "were", "with"),
})  # fmt: skip
"""Words that say nothing about numbers."""

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class TypedAnswer:
    """One message somebody typed to the bot.

    Attributes:
        id: Opaque.
        person: Who typed it.
        day: The working day it was taken for; None if there was none.
        words: What was typed.
        saved: Whether a check-in came of it.
    """

    id: str
    person: str
    day: date | None
    words: str
    saved: bool


@dataclass(frozen=True)
class Unclear:
    """Words that could mean several activities, with the names of these."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a message says.

    Attributes:
        counts: The number typed for each activity, by key, as it was typed.
        repeated: The numbers of each activity that has different ones.
        named: The activities that were named, with a number or without.
        unknown: Words that mean no activity, each with the numbers beside it.
        unclear: Words that could mean several.
        numbers: Numbers beside no word.
        too_long: The message is longer than what is read.
    """

    counts: Mapping[str, str] = field(default_factory=dict)
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    numbers: tuple[str, ...] = ()
    too_long: bool = False

    @property
    def is_attempt(self) -> bool:
        """Whether it has a number or the name of an activity in it."""
        has_digit = any(character.isdigit() for words in self.unknown for character in words)
        return bool(self.named or self.unclear or self.numbers or self.too_long or has_digit)


@dataclass(frozen=True)
class Heard:
    """A reading beside what is asked: what can be saved, or why nothing can.

    Attributes:
        reading: What the message says.
        missing: Activities without a number.
        faults: Why a number cannot be taken, by activity.
    """

    reading: Reading
    missing: tuple[str, ...]
    faults: Mapping[str, Fault]

    @property
    def is_whole(self) -> bool:
        """Whether every activity has one number that can be taken."""
        return bool(self.reading.counts) and not (self.missing or self.faults or self.reading.repeated)


@dataclass(frozen=True)
class Reply:
    """What to answer to somebody.

    Attributes:
        asked: What they count.
        heard: What their message says.
        day: The working day it was taken for.
        account: The check-in that came of it; None if nothing was saved.
    """

    asked: tuple[Activity, ...]
    heard: Heard
    day: date
    account: Account | None


@dataclass(frozen=True)
class _Item:
    """A number, or words; words mean the activities of `keys`: none, one, or several."""

    text: str
    number: bool = False
    keys: frozenset[str] = frozenset()


def hear(text: str, asked: Sequence[Activity], before: Iterable[str] = ()) -> Heard:
    """What `text` says beside what is `asked`; the activities of `before` have a number already."""
    reading = read_answer(text, asked)
    kept = set(before)
    missing = tuple(each.key for each in asked if each.key not in {*reading.counts, *reading.repeated, *kept})
    verdicts = {
        each.key: read_count(reading.counts[each.key], decimals=each.decimals)
        for each in asked
        if each.key in reading.counts
    }
    faults = {key: verdict for key, verdict in verdicts.items() if isinstance(verdict, Fault)}
    return Heard(reading, missing, faults)


def read_answer(text: str, activities: Sequence[Activity]) -> Reading:
    """Which number belongs to which activity, in any order: `leads 6, demos 1`, `6 leads and 1 demo`.

    An activity is called by its key, its name, its unit, the first word of these or their beginning, in
    singular or plural, if that fits one activity only.
    """
    if len(text) > LONGEST_ANSWER:
        return Reading(too_long=True)
    found: dict[str, list[str]] = {}
    unknown: list[str] = []
    unclear: list[Unclear] = []
    numbers: list[str] = []
    names = {each.key: each.name for each in activities}
    for words, beside in _pairs(text, activities):
        if words is None:
            numbers += beside
        elif not words.keys:
            unknown.append(" ".join([words.text, *beside]))
        elif len(words.keys) > 1:
            fits = tuple(name for key, name in names.items() if key in words.keys)
            unclear.append(Unclear(" ".join([words.text, *beside]), fits))
        else:
            (key,) = words.keys
            found.setdefault(key, []).extend(beside)
    distinct = {key: tuple(dict.fromkeys(typed)) for key, typed in found.items()}
    return Reading(
        counts={key: typed[0] for key, typed in distinct.items() if len(typed) == 1},
        repeated={key: typed for key, typed in distinct.items() if len(typed) > 1},
        named=frozenset(found),
        unknown=tuple(dict.fromkeys(unknown)),
        unclear=tuple(unclear),
        numbers=tuple(numbers),
    )


def _pairs(text: str, activities: Sequence[Activity]) -> Iterator[tuple[_Item | None, list[str]]]:
    """Words with the numbers beside them: those that follow, or go before where a number comes first."""
    for clause in _clauses(text, activities):
        numbers: list[str] = []
        words: _Item | None = None
        if clause[0].number:
            for item in clause:
                if item.number:
                    numbers.append(item.text)
                else:
                    yield item, numbers
                    numbers = []
        else:
            for item in clause:
                if item.number:
                    numbers.append(item.text)
                else:
                    if words is not None:
                        yield words, numbers
                    words, numbers = item, []
            yield words, numbers
            numbers = []
        if numbers:
            yield None, numbers


def _clauses(text: str, activities: Sequence[Activity]) -> Iterator[list[_Item]]:
    """The message's numbers and words, clause by clause; idle words are left out."""
    clause: list[_Item] = []
    for item in _items(text, _Names(activities)):
        if item is not None:
            clause.append(item)
        elif clause:
            yield clause
            clause = []
    if clause:
        yield clause


def _items(text: str, names: _Names) -> Iterator[_Item | None]:
    """Every number, and the longest phrases that name something; None where a clause ends."""
    normal = unicodedata.normalize("NFC", _EMOJI.sub(" ", text))
    tokens = list(_TOKEN.finditer(normal))
    folded = [_fold(each[0]) for each in tokens]
    at = 0
    while at < len(tokens):
        length, keys = names.longest(folded, at)
        if length:
            yield _Item(normal[tokens[at].start() : tokens[at + length - 1].end()], keys=keys)
        elif tokens[at]["number"]:
            yield _Item(tokens[at][0], number=True)
        elif tokens[at]["end"] or folded[at] == _AND:
            yield None
        elif folded[at] not in _IDLE:
            yield _Item(tokens[at][0])
        at += length or 1


class _Names:
    """What activities are called."""

    def __init__(self, activities: Sequence[Activity]) -> None:
        self._own: dict[Phrase, set[str]] = {}
        self._units: dict[Phrase, set[str]] = {}
        self._by_letter: dict[str, list[tuple[Phrase, str]]] = {}
        self._longest = 0
        for each in activities:
            for name in (each.key, each.name):
                self._own.setdefault(_phrase(name), set()).add(each.key)
            self._units.setdefault(_phrase(each.unit), set()).add(each.key)
            for phrase in filter(None, map(_phrase, (each.key, each.name, each.unit))):
                self._by_letter.setdefault(phrase[0][0], []).append((phrase, each.key))
                self._longest = max(self._longest, len(phrase))

    def longest(self, folded: Sequence[str], at: int) -> tuple[int, frozenset[str]]:
        """How many tokens from `at` name something, and which activities; 0 and none if they do not."""
        for length in range(min(self._longest, len(folded) - at), 0, -1):
            typed = folded[at : at + length]
            phrase = tuple(map(_singular, typed))
            keys = self._own.get(phrase) or self._units.get(phrase) or self._beginning(phrase, typed[-1])
            if keys:
                return length, frozenset(keys)
        return 0, frozenset()

    def _beginning(self, phrase: Phrase, last: str) -> set[str]:
        """Whose names begin with `phrase`, the `last` word of which may be cut short."""
        if not phrase[0].isalpha() or last in _IDLE:
            return set()
        cut = last.isalpha() and sum(map(len, phrase[:-1])) + len(last) >= SHORTEST_PREFIX
        return {
            key
            for name, key in self._by_letter.get(phrase[0][0], ())
            if name[: len(phrase)] == phrase or (cut and _is_cut(name[: len(phrase)], phrase, last))
        }


def _is_cut(name: Phrase, phrase: Phrase, last: str) -> bool:
    return len(name) == len(phrase) and name[:-1] == phrase[:-1] and name[-1].startswith(last)


def _phrase(name: str) -> Phrase:
    tokens = _TOKEN.finditer(unicodedata.normalize("NFC", name))
    return tuple(_singular(_fold(each[0])) for each in tokens)


def _fold(token: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", token.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" is no "ty"
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word  # noqa: PLR2004 - "is"
