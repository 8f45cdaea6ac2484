"""Somebody new on screen: the card that offers them to the admins, the form, and the welcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    Option,
    StaticSelectElement,
    UserSelectElement,
)

from bot.domain.deliveries import Message
from bot.domain.newcomers import AddForm, Choices, NotALeader, Offer, Outcome, Welcome
from bot.domain.people import Rank
from bot.views.blocks import Json, actions, button, choice, context, modal, plain, section
from bot.views.refusals import SENTENCES
from bot.views.text import channel, clip, escape, hour, long_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.domain.people import Person

ADD = "newcomer.add"
DECLINE = "newcomer.decline"
SAVE = "newcomer.save"
RANK, ROLE, MANAGER, STARTS_ON = "rank", "role", "manager", "starts_on"

_LONGEST_OPTION = 75


def card(offer: Offer) -> Message:
    """Somebody is offered, or what became of the offer."""
    newcomer = offer.newcomer
    name, by = escape(newcomer.name), escape(offer.by) or "An admin"
    match newcomer.outcome:
        case Outcome.ADDED:
            return _line(f"{by} added {name} to Latitude.")
        case Outcome.DECLINED:
            return _line(f"{by} said not now about {name}.")
        case Outcome.OFFERED if newcomer.came_back:
            text = f"{name} is back in Slack and was on the team before. Add them to Latitude again?"
        case Outcome.OFFERED:
            text = f"{name} joined {channel(offer.channel)}. Add them to Latitude?"
    buttons = (button("Add", ADD, newcomer.id, primary=True), button("Not now", DECLINE, newcomer.id))
    return Message(text=text, blocks=(section(text), actions(*buttons)))


def form(asked: AddForm) -> Json:
    """The modal in which an admin says who somebody is."""
    filled = asked.filled
    ranks = [(each.value, each.value.title()) for each in Rank]
    blocks = [
        section(f"*{escape(asked.newcomer.name)}* · {escape(asked.newcomer.timezone)}"),
        choice(RANK, "Rank", ranks, filled.rank.value),
        _roles(asked),
        _manager(filled.manager),
        _starts_on(filled.starts_on),
        context("I say hello to them, and ask how the day went from then on."),
    ]
    return modal(
        "Add to the team",
        blocks,
        callback=SAVE,
        submit="Add",
        close="Cancel",
        metadata=asked.newcomer.id,
    )


def errors() -> dict[str, str]:
    """What is wrong with the manager who was chosen, under that field."""
    return {MANAGER: SENTENCES[NotALeader]}


def choices(typed: Mapping[str, str], starts_on: date) -> Choices:
    """What the admin chose."""
    return Choices(
        rank=Rank(typed.get(RANK) or Rank.REP),
        role=typed.get(ROLE) or None,
        manager=typed.get(MANAGER) or None,
        starts_on=starts_on,
    )


def added(person: Person) -> Json:
    """What the form turns into."""
    text = f"*{escape(person.name)} is on the team.* I'll say hello to them."
    return modal("Add to the team", [section(text)], callback="notice", close="Done")


def welcome(new: Welcome) -> Message:
    """The first thing somebody new hears from the bot."""
    by = escape(new.by) or "An admin"
    hello = f"Hello {escape(new.person.first_name)}! {by} added you to Latitude."
    if new.first_asked is None:
        return _line(f"{hello} My Home tab shows you how your team is doing.")
    at, day = hour(new.first_asked), long_day(new.first_asked.date())
    if new.weekly:
        return _line(f"{hello} Once a week I'll ask how it went, first on {day} at {at}.")
    return _line(f"{hello} On working days I'll ask at {at} how the day went, first on {day}.")


def _line(text: str) -> Message:
    return Message(text=text, blocks=(section(text),))


def _roles(asked: AddForm) -> Json:
    options = {key: Option(value=key, label=clip(name, _LONGEST_OPTION)) for key, name in asked.roles}
    element = StaticSelectElement(
        action_id="value",
        options=list(options.values()),
        initial_option=options.get(asked.filled.role or ""),
    )
    return InputBlock(block_id=ROLE, label=plain("Role"), element=element, optional=True).to_dict()


def _manager(chosen: str | None) -> Json:
    element = UserSelectElement(action_id="value", initial_user=chosen)
    return InputBlock(block_id=MANAGER, label=plain("Answers to"), element=element, optional=True).to_dict()


def _starts_on(day: date) -> Json:
    element = DatePickerElement(action_id="value", initial_date=day.isoformat())
    return InputBlock(block_id=STARTS_ON, label=plain("Starts on"), element=element).to_dict()
