"""Trust on trial or live: how people stand, in words, and where it leads or would have led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import ButtonElement, ConfirmObject

from bot.domain.deliveries import Message
from bot.domain.ladder import Proposal
from bot.domain.ledger import Dim
from bot.domain.trust_explained import whole
from bot.views.blocks import Json, actions, context, header, modal, plain, section
from bot.views.text import clip, escape, listed, long_day, plural

if TYPE_CHECKING:
    from bot.domain.shadows import Report, Stretch, Trial
    from bot.domain.trust import Reading

TURN_LIVE = "shadow.turn_live"

_MOST_SHOWN = 40
_MOST_STRETCHES = 4
_LONGEST = 2900
_ENOUGH = 3.0
"""Evidence from which a dimension is worth a word."""

_NAMES = {Dim.R: "reliability", Dim.A: "activity", Dim.J: "judgement"}
_BANDS = ((85.0, "very strong"), (75.0, "strong"), (60.0, "fair"), (45.0, "undecided"), (0.0, "weak"))
_FOLLOWS = (
    "Managers get a card for each step up or back that the evidence carries, and decide it with a reason.",
    "Reps hear of it in private, and of a warning before anything is lost.",
    "Nobody's level changes by itself. What holds on the next working day is proposed then.",
)
_FILE = 'Write `mode = "live"` under `[trust]` in plan.toml too: the next `latitude plan apply` goes by that.'


def card(report: Report) -> Message:
    """How each person stands, and where it leads or would have led."""
    shown = report.people[:_MOST_SHOWN]
    blocks = [
        header("Trust is live" if report.live else "Trust is on trial"),
        section(state(report)),
        *(section(clip(_person(each, report), _LONGEST)) for each in shown),
    ]
    if len(report.people) > len(shown):
        more = len(report.people) - len(shown)
        blocks.append(context(f"…and {more} more: `latitude trust shadow` lists everybody."))
    if report.may_turn:
        blocks.append(section("\n".join(["*Once it is live*", *(f"•  {each}" for each in _FOLLOWS)])))
        blocks.append(actions(_turn()))
    admins = "" if report.live else ", and admins until it is live"
    blocks.append(context(f"Only they and the managers above them see this{admins}. Nobody is ranked."))
    title = "Trust is live" if report.live else "Trust is on trial: nothing follows from it yet"
    return Message(text=title, blocks=tuple(blocks))


def turned() -> Json:
    """What who has turned it live reads."""
    lines = ["*From now on*", *(f"•  {each}" for each in _FOLLOWS)]
    return modal("Trust is live", [section("\n".join(lines)), context(_FILE)], callback="notice", close="OK")


def line(*, live: bool) -> Json:
    """Everybody's Home: whether anything follows from trust."""
    if live:
        return context(
            "Trust is live: a step up or back is proposed from what happened; a manager decides it."
        )
    return context("Trust is on trial: it is worked out, and nothing is proposed from it yet.")


def state(report: Report) -> str:
    """Whether it is live or on trial, since when, and for how many there was anything."""
    since = "so far" if report.since is None else f"since {long_day(report.since)}"
    people = (
        plural(len(report.people), "person") if len(report.people) == 1 else f"{len(report.people)} people"
    )
    if report.live:
        return (
            f"Live {since}: steps are proposed, and a manager decides each of them. "
            f"The evidence called for something for {report.news} of {people}."
        )
    return (
        "On trial: trust is worked out for everybody, and nothing follows from it. "
        f"It would have led to something for {report.news} of {people} {since}."
    )


def stands(reading: Reading) -> str:
    """A score in words: `trust 72 · reliability strong, activity fair, judgement too early to say`."""
    said = [
        f"{_NAMES[dim]} {_band(score) if reading.sums[dim].n >= _ENOUGH else 'too early to say'}"
        for dim, score in reading.dims.items()
    ]
    provisional = ", provisional" if reading.provisional else ""
    return f"trust {whole(reading.total)}{provisional} · {', '.join(said)}"


def sentence(stretch: Stretch, report: Report) -> str:
    """What the evidence called for, when, and how long that held."""
    would = "was" if report.live else "would have been"
    match stretch.proposal.what:
        case Proposal.PROMOTE:
            what = f"A step up to {_level(stretch, report)} {would} proposed"
        case Proposal.DEMOTE:
            what = f"A step back to {_level(stretch, report)} {would} proposed over {_dims(stretch)}"
        case _:
            what = f"A warning about {_dims(stretch)} {would} given"
    days = plural(stretch.days, "working day")
    score = f"trust {whole(stretch.began)}"
    score += f" to {whole(stretch.ended)}" if whole(stretch.began) != whole(stretch.ended) else ""
    if stretch.holds:
        return f"{what} on {long_day(stretch.first)}; it has held for {days} ({score})."
    if stretch.days == 1:
        return f"{what} on {long_day(stretch.first)}, for that day alone ({score})."
    return f"{what} on {long_day(stretch.first)}; it held for {days}, to {long_day(stretch.last)} ({score})."


def nothing(report: Report) -> str:
    """What stands where the evidence called for nothing."""
    return "Nothing was proposed." if report.live else "Nothing would have been proposed."


def _person(trial: Trial, report: Report) -> str:
    name = f"*{escape(trial.person.name)}*  ·  {escape(trial.level)}"
    if trial.end is None:
        return f"{name}\nNo day is counted yet."
    said = [escape(sentence(each, report)) for each in trial.stretches[-_MOST_STRETCHES:]]
    lines = [f"•  {each}" for each in said] or [nothing(report)]
    stood = stands(trial.end.reading)
    return "\n".join([name, f"{stood[0].upper()}{stood[1:]}", *lines])


def _turn() -> ButtonElement:
    return ButtonElement(
        text=plain("Turn live"),
        action_id=TURN_LIVE,
        style="primary",
        confirm=ConfirmObject(
            title="Turn trust live?",
            text="From now on steps are proposed from what people did. A manager decides each one.",
            confirm="Turn live",
            deny="Not yet",
        ),
    )


def _level(stretch: Stretch, report: Report) -> str:
    rung = stretch.to_level
    return report.levels[rung] if 0 <= rung < len(report.levels) else f"rung {rung}"


def _dims(stretch: Stretch) -> str:
    return listed([_NAMES[each] for each in stretch.proposal.dims])


def _band(score: float) -> str:
    return next(word for least, word in _BANDS if score >= least)
