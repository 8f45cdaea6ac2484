"""How managers keep up with their people, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.plan import Cadence
from bot.views.text import escape, listed

if TYPE_CHECKING:
    from bot.domain.coaching_rhythms import Rhythm, TeamsRhythm

_MOST_NAMES = 10
_UNTIL = {Cadence.WEEKLY: "this week", Cadence.DAILY: "today"}
_SPAN = {Cadence.WEEKLY: "this week", Cadence.DAILY: "as often as planned"}


def said_rhythm(rhythm: Rhythm) -> str:
    """`You spoke with 4 of 6 this week; Ben and Ada are due.`; nothing of nobody."""
    if not rhythm.total:
        return ""
    names = [escape(each.first_name) for each in rhythm.due]
    rest = len(names) - _MOST_NAMES
    due = listed([*names[:_MOST_NAMES], f"{rest} more"] if rest > 0 else names)
    if not rhythm.spoken:
        return f"Still to speak with {_UNTIL[rhythm.span]}: {due}."
    line = f"You spoke with {_of(rhythm)}"
    return f"{line}; {due} {'is' if len(names) == 1 else 'are'} due." if names else f"{line}."


def said_team(team: TeamsRhythm) -> str:
    """`Maya: spoke with 4 of 6 this week  ·  2 actions open, 1 of them due`."""
    spoke = f"spoke with {_of(team.rhythm)}" if team.rhythm.total else "nobody to speak with this week"
    due = f", {team.overdue} of them due" if team.overdue else ""
    actions = f"{team.open or 'no'} {'action' if team.open == 1 else 'actions'} open{due}"
    return f"{escape(team.manager.first_name)}: {spoke}  ·  {actions}"


def _of(rhythm: Rhythm) -> str:
    span = _SPAN[rhythm.span]
    total = rhythm.total
    if not rhythm.due:
        return f"{'all ' if total > 1 else ''}{total} {span}"
    return f"{len(rhythm.spoken)} of {total} {span}"
