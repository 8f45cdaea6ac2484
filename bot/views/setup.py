"""What is wrong with a team's setup, as one sentence each: what it is, and how to mend it."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from bot.domain.setup import Kind
from bot.views.text import clip, escape, listed

if TYPE_CHECKING:
    from bot.domain.setup import Problem

_SHOWN = 3
_LONGEST_NAME = 80
_IMPORT = "`latitude people import`"

_SENTENCES: dict[Kind, str] = {
    Kind.NO_PLAN: (
        "There is no plan yet, so nobody is asked anything: fill in plan.toml, then `latitude plan apply`."
    ),
    Kind.UNREADABLE_PLAN: (
        "This version of Latitude cannot read the plan in force: put it in order with "
        "`latitude plan check`, then `latitude plan apply`."
    ),
    Kind.NO_ADMIN: f"Nobody is an admin, so nobody hears when something breaks: name one with {_IMPORT}.",
    Kind.NOBODY_COUNTS: (
        "Nobody on the team counts anything, so nobody is asked: give people a role that expects something, "
        f"with {_IMPORT}."
    ),
    Kind.NO_MANAGER: f"No manager for {{names}}, so nobody sees their days: name one with {_IMPORT}.",
    Kind.MANAGER_GONE: (
        "The manager of {names} is not on the team any more, so nobody sees their days: "
        f"name another with {_IMPORT}."
    ),
    Kind.UNKNOWN_ROLE: (
        "The plan has no role called {values}, so nothing is expected of {names}: "
        f"add it to the plan, or change theirs with {_IMPORT}."
    ),
    Kind.UNKNOWN_LEVEL: (
        "The plan has no level called {values}, so it gives {names} no authority: "
        f"add it to the plan, or change theirs with {_IMPORT}."
    ),
    Kind.UNKNOWN_ZONE: (
        "There is no time zone called {values}, so there is no telling when to ask {names}: "
        f"one that exists is Europe/Berlin. Change it with {_IMPORT}."
    ),
    Kind.UNKNOWN_COUNTRY: (
        "No holidays are known for {values}, where {names} would keep them: "
        f"write a country like US or US-CA, with {_IMPORT}."
    ),
    Kind.NOT_IN_SLACK: (
        "Slack has nobody with the e-mail address of {names} yet: invite them to Slack, or correct the "
        f"address with {_IMPORT}."
    ),
    Kind.NOTHING_VERIFIED: (
        "Nobody has confirmed a week of {names} for four weeks. Nothing is verified, so nobody can climb "
        "beyond L1: managers press *Looks right* on Friday's card."
    ),
    Kind.NOTHING_IMPORTED: (
        "No counts of {values} have come from your CRM for 7 working days, so they wait for managers like "
        "any other: look at what sends them, or try `latitude activities import`."
    ),
}


def line(problem: Problem) -> str:
    """The sentence as mrkdwn, harmless whatever people are called."""
    return _SENTENCES[problem.kind].format(names=_some(problem.names), values=_some(problem.values))


def plain(problem: Problem) -> str:
    """The sentence for a terminal, harmless likewise."""
    return unescape(line(problem)).replace("*Looks right*", "Looks right")


def _some(words: tuple[str, ...]) -> str:
    """The first few, and how many others there are."""
    shown = [clip(escape(_on_one_line(each)), _LONGEST_NAME) for each in words[:_SHOWN]]
    rest = len(words) - len(shown)
    return listed([*shown, "1 other" if rest == 1 else f"{rest} others"] if rest else shown)


def _on_one_line(typed: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in typed).split())
