"""A hint on screen: the task, the gap, the days left, one suggestion; and whether hints help, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.nudge_effects import ABOUT, NO_MATTER
from bot.domain.nudges import Answer
from bot.views.blocks import Json, actions, button, context, modal, section
from bot.views.text import escape, figure, one_line, plural

if TYPE_CHECKING:
    from bot.domain.nudge_effects import Effect
    from bot.domain.nudges import Card, Report

USEFUL = "nudge.useful"
LATER = "nudge.later"
STOP = "nudge.stop"
ON = "nudge.on"
OFF = "nudge.off"

_SAID = {
    Answer.USEFUL: "You found this useful.",
    Answer.NOT_NOW: "Not now, then. There's no more about it this week.",
    Answer.STOP: "No more of these. `/latitude settings` brings them back.",
}
_PRIVATE = "Only you see this."


def card(shown: Card) -> Message:
    """One hint; once it is answered, what was said of it in place of the buttons."""
    nudge, activity = shown.nudge, shown.activity
    gap = plural(nudge.target - nudge.done, escape(activity.unit))
    line = f"{escape(activity.name)}: {figure(nudge.done)} of {figure(nudge.target)} so far this week"
    blocks = [
        section(f"*{line}.*\n{_left(shown, gap)}"),
        section(f"*One idea.* {one_line(nudge.suggestion)}"),
    ]
    if nudge.answer is None:
        blocks.append(
            actions(
                button("Useful", USEFUL, nudge.id),
                button("Not now", LATER, nudge.id),
                button("Stop these", STOP, nudge.id),
            )
        )
    blocks.append(context(_PRIVATE if nudge.answer is None else _SAID[nudge.answer]))
    return Message(text=line, blocks=tuple(blocks))


def _left(shown: Card, gap: str) -> str:
    """What is missing and how many days there are, today among them."""
    nudge = shown.nudge
    if nudge.days_left == 1:
        return f"{gap} to go, and today is the last day."
    return f"{gap} to go, with {plural(nudge.days_left, 'day')} left, today included."


def settings(*, on: bool) -> list[Json]:
    """Whether somebody is sent hints, and the button that changes it."""
    if on:
        return [actions(button("Stop hints", OFF))]
    return [actions(button("Send hints again", ON))]


def turned(*, on: bool) -> Json:
    """What is so from now on."""
    text = "You'll get a hint now and then again." if on else "No more hints from now on."
    again = "" if on else " `/latitude settings` brings them back."
    return modal("Hints", [section(text + again)], callback="notice", close="Done")


def report(found: Report) -> Message:
    """Whether hints help, for an admin."""
    text = verdict(found.effect)
    return Message(text=text, blocks=(section(f"*Do hints help?*\n{text}"), context(said(found), METHOD)))


METHOD = (
    "Of the moments at which a hint would be right, three in ten are left alone, chosen by lot. "
    "What is compared is how much of the rest of the week gets done."
)


def verdict(effect: Effect) -> str:
    """What is known of the effect, in a sentence; that it is too early, where it is."""
    if not effect.is_known or effect.size is None:
        if effect.moments < ABOUT:
            return f"Not enough data yet ({effect.moments} of about {ABOUT})."
        return f"Not enough data yet: {effect.moments} moments do not tell."
    span = f"95 % interval {_percent(effect.low)} to {_percent(effect.high)} %"
    seen = f"{plural(effect.moments, 'moment')}, {effect.people} people; {span}"
    if effect.low >= -NO_MATTER and effect.high <= NO_MATTER:
        return f"Hints make no difference that matters ({seen})."
    more = f"{abs(round(effect.size * 100))} %"
    if effect.low > 0:
        return f"Hints help: after one, {more} more of the rest of the week gets done ({seen})."
    return (
        f"Hints do harm: after one, {more} less of the rest of the week gets done ({seen}). "
        "`nudges_per_week = 0` in the plan turns them off."
    )


def said(found: Report) -> str:
    """How many hints were sent, and what people said of them."""
    words = {Answer.USEFUL: "useful", Answer.NOT_NOW: "not now", Answer.STOP: "stop these"}
    told = ", ".join(f"{word} {found.said.get(answer, 0)}" for answer, word in words.items())
    sent, held = found.effect.sent, found.effect.moments - found.effect.sent
    return f"{plural(sent, 'hint')} sent in weeks that are over, {held} held back. Answers: {told}."


def _percent(share: float) -> str:
    return f"{round(share * 100):+d}".replace("-", "\u2212")
