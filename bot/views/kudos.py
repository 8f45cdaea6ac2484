"""Kudos: the form, the post, what a receiver reads, and what stands on Home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.kudos import Status
from bot.domain.kudos_forms import LEAST_WORDS, LONGEST_WORDS, Entry, Lack, Why
from bot.views.blocks import (
    Json,
    actions,
    button,
    chooser,
    context,
    divider,
    modal,
    overflow,
    people_chooser,
    section,
    sure,
    words,
)
from bot.views.text import channel, clip, escape, figure, listed, long_day, one_line, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_sdk.models.blocks import ButtonElement

    from bot.domain.kudos import Kudos, Shown, Thanked
    from bot.domain.kudos_forms import Fault, Form
    from bot.domain.kudos_rings import NamedRing

OPEN = "kudos.open"
SENT = "kudos.sent"
MENU = "kudos.menu"
TAKE_BACK = "kudos.take_back"
KEEP_PRIVATE = "kudos.keep_private"
POST_AGAIN = "kudos.post_again"
ALL = "kudos.all"

REPORT_LINE, TAKE_BACK_LINE = "report", "take-back"
RECEIVERS, VALUE, WORDS = "receivers", "value", "words"

_LONGEST_QUOTE = 1200
_ON_HOME = 160
_LONGEST_LINE = 75


def form(shown: Form) -> Json:
    """Whom, for which value, and what they did; over it what was missing or wrong so far."""
    entry = shown.entry
    wrong = [sentence(each) for each in shown.faults.values()]
    least = f"What did they do, and what came of it? At least {LEAST_WORDS} characters."
    blocks = [
        *([section("\n".join(wrong))] if wrong else []),
        people_chooser(RECEIVERS, "Whom", entry.receivers, most=shown.left),
        chooser(
            VALUE,
            "For",
            [(each.key, clip(f":{each.emoji}: {each.name}", _LONGEST_LINE)) for each in shown.values],
            entry.value,
        ),
        words(WORDS, "What for", longest=LONGEST_WORDS, value=entry.words[:LONGEST_WORDS], hint=least),
        context(_limit(shown.left, shown.most)),
    ]
    return modal(
        "Give kudos", blocks, callback=SENT, submit="Give kudos", close="Cancel", metadata=entry.link
    )


def entry_of(chosen: Sequence[str], typed: Mapping[str, str], link: str) -> Entry:
    """What stands in the form."""
    return Entry(tuple(chosen), typed.get(VALUE, ""), typed.get(WORDS, ""), link)


def errors(faults: Mapping[str, Fault]) -> dict[str, str]:
    """What is wrong, by input."""
    return {part: sentence(fault) for part, fault in faults.items()}


def sentence(fault: Fault) -> str:
    """What is wrong with one part."""
    match fault.lack:
        case Lack.NOBODY:
            return "Please choose whom you thank."
        case Lack.TOO_MANY:
            asked = f"That's {figure(fault.chosen)} people. You can thank {figure(fault.most)} a day"
            return f"{asked}, and today {figure(fault.left)} more."
        case Lack.NOT_THEM:
            return " ".join(_not_them(fault))
        case Lack.NO_VALUE:
            return "Please choose which of the team's values it shows."
        case Lack.TOO_SHORT:
            return f"Please say what they did, in at least {LEAST_WORDS} characters."
        case Lack.TOO_LONG:
            return "That is too long. Please keep to the essence."


def _not_them(fault: Fault) -> list[str]:
    """Each who cannot be thanked, and why; of those without a name, once for all."""
    said = []
    for who, why in fault.them.items():
        name = one_line(fault.names.get(who, "")) or "Somebody you chose"
        match why:
            case Why.YOURSELF:
                said.append("Kudos are for others: please take yourself out.")
            case Why.GONE:
                said.append(f"{name} has left the team.")
            case Why.NOT_HERE:
                said.append(f"{name} isn't on the team in Latitude, so it can't reach them.")
    return list(dict.fromkeys(said))


def given(shown: Shown) -> Message:
    """What the giver reads at once."""
    blocks = (section(_given(shown)), context(_use(shown)), actions(_take_back(shown)))
    return Message(text="Thank you, it's on its way", blocks=blocks)


def given_modal(shown: Shown) -> Json:
    """The same in place of the form."""
    return modal("Kudos given", list(given(shown).blocks), callback="notice", close="Close")


def took_back() -> Json:
    """After **Take back**."""
    text = "It's taken back: the post says so, and nobody reads the words any more."
    return modal("Taken back", [section(text)], callback="notice", close="Close")


def _given(shown: Shown) -> str:
    kudos = shown.kudos
    who = listed([escape(shown.first_name(each)) for each in kudos.receivers])
    if not kudos.named:
        return f"*{who}* will read it privately."
    where = f"It's posted in {channel(shown.channel)}"
    if not kudos.private:
        return f"{where}, and {who} will be told."
    return f"{where}, and reaches {who} privately too. Not everybody likes to be named in a post."


def _use(shown: Shown) -> str:
    can = f"You can thank {figure(shown.left)} more today." if shown.left else "That was the last for today."
    return f"{can} You can take this one back within a day."


def _take_back(shown: Shown) -> ButtonElement:
    confirm = sure("Take it back?", "Nobody will read it any more.", "Take back", "Leave it")
    return button("Take back", TAKE_BACK, shown.kudos.id, confirm=confirm)


def post(shown: Shown) -> Message:
    """The post: who thanks whom, for which value, and the words; or that it is gone."""
    kudos = shown.kudos
    if not kudos.stands:
        return _gone(shown)
    giver = escape(shown.name(kudos.giver))
    named = listed([escape(shown.name(each)) for each in kudos.named])
    head = f":{kudos.emoji}: *{giver} thanks {named}* · {escape(kudos.value_name)}"
    menu = overflow(
        MENU,
        [
            (f"{REPORT_LINE}:{kudos.id}", "Report"),
            (f"{TAKE_BACK_LINE}:{kudos.id}", "Take back"),
        ],
    )
    blocks = [
        section(f"{head}\n{quote(kudos.words, _LONGEST_QUOTE)}", menu),
        *([context(f"About <{kudos.link}|this message>")] if kudos.link else []),
    ]
    text = f"{giver} thanks {named}: {escape(one_line_of(kudos.words))}"
    return Message(text=clip(text, 300), blocks=tuple(blocks))


def one_line_of(typed: str) -> str:
    """What somebody typed, on one line."""
    return " ".join(typed.split())


def told(shown: Shown, person: str) -> Message:
    """What a receiver reads, with the link to the post."""
    kudos = shown.kudos
    if not kudos.stands:
        return _gone(shown)
    giver = escape(shown.first_name(kudos.giver))
    head = f":{kudos.emoji}: *{giver} thanks you* · {escape(kudos.value_name)}"
    about = [f"About <{kudos.link}|this message>"] if kudos.link else []
    if person in kudos.private:
        about.append("Only you see this")
    elif shown.link:
        about.append(f"<{shown.link}|The post> in {channel(shown.channel)}")
    menu = overflow(MENU, [(f"{REPORT_LINE}:{kudos.id}", "Report")])
    blocks = [
        section(f"{head}\n{quote(kudos.words, _LONGEST_QUOTE)}", menu),
        *([context("  ·  ".join(about))] if about else []),
        actions(_preference(kudos.id, private=person in shown.prefers_private)),
    ]
    text = f"{giver} thanks you: {escape(one_line_of(kudos.words))}"
    return Message(text=clip(text, 300), blocks=tuple(blocks))


def _gone(shown: Shown) -> Message:
    removed = shown.kudos.status is Status.REMOVED
    text = "This one was taken down." if removed else "This one was taken back."
    return Message(text=text, blocks=(context(text),))


def _preference(kudos: str, *, private: bool) -> ButtonElement:
    if private:
        return button("Post mine again", POST_AGAIN, kudos)
    return button("Keep mine private", KEEP_PRIVATE, kudos)


def preferred(*, private: bool) -> Json:
    """After **Keep mine private**, and after **Post mine again**."""
    text = (
        "From now on, thanks and milestones reach you privately, and you are not named in a post. "
        "What was posted before stays. `/latitude settings` changes it back."
        if private
        else "From now on you are named again when somebody thanks you, or you reach a milestone."
    )
    return modal("Your preference", [section(text)], callback="notice", close="Close")


def setting(wins: str, *, private: bool) -> list[Json]:
    """The line in the settings, with the button that changes it."""
    how = "only you read them" if private else f"posted in {channel(wins)}"
    return [section(f"*Thanks and milestones* · {how}", _preference("", private=private))]


def on_home(thanked: Thanked | None) -> list[list[Json]]:
    """The part of Home with what somebody was thanked for, and the button to thank others."""
    return [] if thanked is None else [_on_home(thanked)]


def _on_home(thanked: Thanked) -> list[Json]:
    buttons = [button("Give kudos", OPEN)]
    if not thanked.count:
        can = (
            f"You can thank {figure(thanked.left)} people today."
            if thanked.left
            else "Tomorrow you can again."
        )
        return [section(f"*Seen something good?* Say so. {can}", buttons[0])]
    if thanked.count > len(thanked.latest):
        buttons.append(button(f"All {figure(thanked.count)}", ALL))
    lines = [_line(each, thanked, _ON_HOME) for each in thanked.latest]
    return [section("\n".join(["*What people thanked you for*", *lines])), actions(*buttons)]


def rings(found: Sequence[NamedRing]) -> list[Json]:
    """What a manager reads of thanks that only go round."""
    return [context(f"{_going_round(each)} Thanks never count for trust; a word may help.") for each in found]


def _going_round(ring: NamedRing) -> str:
    names = listed([escape(name) for name in ring.names])
    times = f"{names} thanked each other {figure(ring.within)} times in four weeks"
    return f"{times}, and hardly anybody else thanked them."


def everything(thanked: Thanked) -> Json:
    """The same in full."""
    blocks: list[Json] = []
    for each in thanked.latest:
        giver = escape(thanked.givers.get(each.giver, "Somebody"))
        head = f":{each.emoji}: *{giver}* · {escape(each.value_name)}"
        blocks.append(section(f"{head}\n{quote(each.words, _LONGEST_QUOTE)}"))
        blocks.append(context(long_day(each.given_at.date())))
    more = thanked.count - len(thanked.latest)
    if more > 0:
        blocks += [divider(), context(f"…and {figure(more)} earlier.")]
    return modal("Thanks you were given", blocks, callback="notice", close="Close")


def _line(kudos: Kudos, thanked: Thanked, longest: int) -> str:
    giver = thanked.givers.get(kudos.giver, "Somebody")
    return thanks(kudos, giver, longest)


def thanks(kudos: Kudos, giver: str, longest: int) -> str:
    """Somebody's thanks in a line, for whom they are about."""
    return f":{kudos.emoji}: *{escape(giver)}* · {escape(clip(one_line_of(kudos.words), longest))}"


def _limit(left: int, most: int) -> str:
    return f"You can thank {figure(most)} people a day; {figure(left)} left today."
