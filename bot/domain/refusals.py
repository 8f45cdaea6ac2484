"""Refusals: what the rules say no to. Each is a type; its sentence lives in `bot.views.refusals`."""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer people read, not an error in the program
    """The rules say no, and nothing was changed."""


class Stranger(Refusal):
    """The person who acted is not on the team, or no longer is."""


class NoPlan(Refusal):
    """The workspace has no plan yet, so there is nothing to check in for."""


class NothingExpected(Refusal):
    """Nothing is counted for this person: a manager, or a role without expectations."""


class NotAWorkingDay(Refusal):
    """The day asked for is not one this person works."""


class TooEarly(Refusal):
    """The day asked for has not begun where the person is."""


class TooLate(Refusal):
    """The day asked for can no longer be filled in or changed."""


class CannotSnooze(Refusal):
    """Nobody is asked again so late in a day, or a third time."""


class UnknownZone(Refusal):
    """There is no time zone of that name."""


class Busy(Refusal):
    """The database could not take the change in time; asking again is safe."""


class UnclearWorkspace(Refusal):
    """A command did not say which workspace it means, or named one that does not exist."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(", ".join(known))
        self.known = known
