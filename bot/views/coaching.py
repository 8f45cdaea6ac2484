"""Coaching on screen: who could use a manager, the form for a talk, and what each of the two reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import DatePickerElement, InputBlock

from bot.domain.checkins import LONGEST_TEXT
from bot.domain.coaching_reasons import Why
from bot.domain.deliveries import Message
from bot.views import coaching_reasons
from bot.views.blocks import (
    Json,
    actions,
    button,
    context,
    divider,
    header,
    modal,
    paragraph,
    paragraphs,
    plain,
    section,
    words,
)
from bot.views.rhythms import said_rhythm, said_team
from bot.views.text import clip, escape, listed, long_day, one_line, quote, weekday

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain.coaching import Concern, Form, HomeCoaching, Note, OwnCoaching, Queue, Request, Told

COACH = "coaching.coach"
SENT = "coaching.sent"
SNOOZE = "coaching.snooze"
DONE = "coaching.done"
READ = "coaching.read"
ASK = "coaching.ask"
ASKED = "coaching.asked"
WITHDRAW = "coaching.withdraw"
SHEET = "sheet.open"
"""One person's page for the next talk; drawn in `sheets`."""

NOTE, ACTION, DUE, WORDS = "note", "action", "due", "words"

_LONGEST = 2900
_MOST_AGREED = 5
_NOBODY = "Nobody waits for you just now."
_SEEN_BY = "Only the two of you and the managers above see this."


def card(queue: Queue) -> Message:
    """A morning's message; drawn again, whoever is still in it."""
    title = "Who could use you"
    names = listed([escape(each.person.first_name) for each in queue.concerns])
    text = f"{title} today: {names}" if queue.concerns else f"{title}: {_NOBODY}"
    return Message(text=clip(text, 300), blocks=(section(f"*{title}*"), *_concerns(queue)))


def of_manager(home: HomeCoaching | None) -> list[Json]:
    """The queue on a manager's Home, whom they have spoken with, and what is agreed."""
    queue = None if home is None else home.queue
    if queue is None:
        return []
    said = said_rhythm(queue.rhythm)
    return [
        header("Who could use you"),
        *([context(said)] if said else []),
        *_concerns(queue),
        *still_open([(note, f"{escape(person.first_name)}: ") for person, note in queue.waiting]),
        divider(),
    ]


def still_open(notes: Sequence[tuple[Note, str]], *, settles: bool = True) -> list[Json]:
    """What is agreed and not settled, each beside its button where who reads it `settles` it."""
    if not notes:
        return []
    blocks = [section("*Agreed, and open*")]
    for note, whose in notes[:_MOST_AGREED]:
        done = button("Done", DONE, note.id) if settles else None
        blocks.append(section(clip(f"•  {whose}{agreed(note)}", _LONGEST), done))
    more = len(notes) - _MOST_AGREED
    return [*blocks, context(f"…and {more} more")] if more > 0 else blocks


def of_director(home: HomeCoaching | None) -> list[Json]:
    """How each manager keeps up with their team."""
    lines = [] if home is None else [said_team(each) for each in home.teams]
    return [section(clip("\n".join(["*Coaching*", *lines]), _LONGEST))] if lines else []


def of_rep(home: HomeCoaching | None, whose: str) -> list[Json]:
    """What somebody asked and agreed, and the two buttons."""
    own = None if home is None else home.own
    if own is None:
        return []
    blocks = []
    if own.asked is not None and own.asked_on is not None:
        text = f"*You asked for a talk on {weekday(own.asked_on)}.* {_when(own)}"
        blocks += [
            section(text, button("Withdraw", WITHDRAW, own.asked.id)),
            *paragraphs(quote(own.asked.words)),
        ]
    if own.actions:
        lines = [f"•  {_action(each)}" for each in own.actions[:_MOST_AGREED]]
        blocks.append(section(clip("\n".join(["*You agreed*", *lines]), _LONGEST)))
    ask = [] if own.asked is not None else [button("Ask for coaching", ASK)]
    return [divider(), *blocks, actions(*ask, button("1:1 page", SHEET, whose))]


def form(asked: Form, note: str = "", action: str = "", by: str = "") -> Json:
    """What a manager writes after a talk; `by` says who has written another note meanwhile."""
    person = asked.person
    name = escape(person.first_name)
    blocks = []
    if by:
        blocks.append(section(f"{escape(by)} has just written a note too. Send yours if it still holds."))
    blocks += _why(asked.concern, asked.today) if asked.concern else [section(f"*{escape(person.name)}*")]
    if asked.open:
        lines = [f"•  {agreed(each)}" for each in asked.open[:_MOST_AGREED]]
        blocks.append(section(clip("\n".join(["*Agreed before*", *lines]), _LONGEST)))
    blocks += [
        words(NOTE, "What you talked about", longest=LONGEST_TEXT, value=note),
        paragraph(
            ACTION,
            "What you agreed",
            placeholder="One thing, and who does it",
            longest=LONGEST_TEXT,
            value=action,
        ),
        _day()
        if asked.is_listed
        else context(f"This stands on {name}'s 1:1 page until you press Done there."),
        *([context("What is due counts as done when you save.")] if asked.settles else []),
        context(f"{name} reads this, and so can everybody who leads them. Nobody else."),
    ]
    metadata = f"{person.id}:{asked.seen}"
    return modal("Coached", blocks, callback=SENT, submit="Save", close="Cancel", metadata=metadata)


def _day() -> Json:
    return InputBlock(
        block_id=DUE,
        label=plain("Look at it again on"),
        element=DatePickerElement(action_id="value"),
        optional=True,
    ).to_dict()


def told(shown: Told) -> Message:
    """The note, to whom it is about; once they have read it, without the button."""
    note, by = shown.note, escape(shown.by.first_name)
    title = f"{by} wrote down what you talked about"
    action = [] if not note.action else [f"*You agreed*{_by(note.due)}", quote(note.action, LONGEST_TEXT)]
    settled = "  Settled." if note.settled_at is not None else ""
    end = (
        [actions(button("Got it", READ, note.id)), context(_SEEN_BY)]
        if note.read_at is None
        else [context(f"You've read it.{settled}  {_SEEN_BY}")]
    )
    return Message(
        text=clip(title, 300),
        blocks=(*paragraphs(f"*{title}*", quote(note.words, LONGEST_TEXT), *action), *end),
    )


def asking(own: OwnCoaching) -> Json:
    """What somebody would like to talk about."""
    name = escape(own.manager.first_name)
    blocks = [
        words(
            WORDS,
            "What would you like to talk about?",
            longest=LONGEST_TEXT,
            hint="A sentence is enough.",
        ),
        context(f"{_when(own)} Only {name} and the managers above read it."),
    ]
    return modal("Ask for coaching", blocks, callback=ASKED, submit="Ask", close="Cancel")


def asked_for(own: OwnCoaching) -> Json:
    """What that modal turns into."""
    text = f"Asked. {_when(own)} You can take it back on my Home tab."
    return modal("Ask for coaching", [section(text)], callback="notice", close="Done")


def request(shown: Request) -> Message:
    """What somebody asks, to their manager; once it is closed, what became of it."""
    name = escape(shown.person.first_name)
    title = f"{name} would like to talk with you"
    blocks = paragraphs(f"*{title}*", quote(shown.asked.words, LONGEST_TEXT))
    if shown.asked.is_open:
        blocks.append(actions(button("Coached", COACH, shown.person.id)))
    else:
        blocks.append(context("Taken back." if shown.asked.withdrawn else "You have talked about it."))
    return Message(text=clip(title, 300), blocks=tuple(blocks))


def person_and_note(metadata: str) -> tuple[str, str]:
    """Whom a form is about, and the last note that was seen when it was opened."""
    whose, _, seen = metadata.partition(":")
    return whose, seen


def _concerns(queue: Queue) -> list[Json]:
    blocks = []
    for each in queue.concerns:
        blocks += [*_why(each, queue.today), actions(*_buttons(each))]
    if not queue.concerns:
        blocks.append(section(_NOBODY))
    if queue.more:
        blocks.append(context(f"…and {queue.more} more, once these have had their turn."))
    return blocks


def _why(concern: Concern, today: date) -> list[Json]:
    """Why now, on what evidence, what else there is, and the question."""
    first, due = concern.first, concern.due
    others = [each for each in concern.reasons[1:] if each.why is not Why.FOLLOW_UP]
    name = f"*{escape(concern.person.name)}*"
    lines = [f"{name}  ·  {coaching_reasons.said(first, today)}"]
    if first.words:
        lines.append(quote(first.words, 400))
    if others:
        lines.append(f"Also: {', '.join(dict.fromkeys(coaching_reasons.briefly(each) for each in others))}.")
    if due is not None and due is not first:
        lines += [f"And {coaching_reasons.said(due, today)}:", quote(due.words, 400)]
    lines.append(f"Ask: _{concern.question}_")
    return [section(clip("\n".join(lines), _LONGEST))]


def _buttons(concern: Concern) -> list[ButtonElement]:
    person = concern.person.id
    buttons = [button("Coached", COACH, person, primary=True)]
    if concern.due is not None:
        buttons.append(button("Done", DONE, concern.due.id))
    elif concern.first.why is not Why.ASKED:
        buttons.append(button("Snooze a week", SNOOZE, person))
    return [*buttons, button("1:1 page", SHEET, person)]


def agreed(note: Note) -> str:
    """What was agreed, by when, and whether it was read: `Send the case · by Friday 4 December · read`."""
    read = "read" if note.read_at is not None else "not read yet"
    return f"{_action(note)}  ·  {read}"


def _action(note: Note) -> str:
    return f"{clip(one_line(note.action), 200)}{_by(note.due)}"


def _by(due: date | None) -> str:
    return "" if due is None else f"  ·  by {long_day(due)}"


def _when(own: OwnCoaching) -> str:
    """Who reads it, and when they are back."""
    name = escape(own.manager.first_name)
    if own.back is None:
        return f"It stands first on {name}'s list." if own.is_listed else f"{name} reads it."
    return f"{name} is away, back on {long_day(own.back)}, and reads it then."
