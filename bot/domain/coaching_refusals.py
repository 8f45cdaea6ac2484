"""What the rules of coaching say no to."""

from __future__ import annotations

from bot.domain.refusals import Refusal


class NotYoursToCoach(Refusal):
    """The person who acted does not stand above the one whom it is about, or no longer does."""


class NoSuchNote(Refusal):
    """There is no such note, or not for who asks for it."""


class NothingWritten(Refusal):
    """Where words are needed there are none."""


class ActionMissing(Refusal):
    """A day was chosen, and nothing that is to be done by then."""


class DayIsOver(Refusal):
    """The day chosen for an action is over, or too far ahead."""


class SettledMeanwhile(Refusal):
    """The follow-up was settled already."""


class CoachedMeanwhile(Refusal):
    """Somebody has written another note since the form was opened; `by` says who."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class AskedAlready(Refusal):
    """They have asked for coaching, and that is still open."""


class NotAskedFor(Refusal):
    """There is no request of theirs that is open."""


class NobodyToAsk(Refusal):
    """Nobody stands above the person."""
