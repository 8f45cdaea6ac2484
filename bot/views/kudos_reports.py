"""Reports of kudos: the form, and what an admin reads of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.kudos import Status
from bot.views.blocks import Json, actions, button, context, modal, paragraph, section, sure
from bot.views.text import escape, figure, listed, quote

if TYPE_CHECKING:
    from bot.domain.kudos import Shown

SENT = "kudos.reported"
REMOVE = "kudos.remove"
LEAVE = "kudos.leave"
WHY = "why"
LONGEST_WHY = 500
MOST_REPORTS = 10

_LONGEST_QUOTE = 1000


def form(shown: Shown, reader: str) -> Json:
    """What is wrong with it, if somebody likes to say; nobody else who is thanked privately is named."""
    kudos = shown.kudos
    named = [escape(shown.name(each)) for each in kudos.named]
    you = ["you"] if reader in kudos.private else []
    blocks = [
        section(_said(shown, [*named, *you])),
        paragraph(
            WHY, "What is wrong with it", placeholder="Only if you like", longest=LONGEST_WHY, value=""
        ),
        context("Only those who look after it read this. It stays until one of them has looked at it."),
    ]
    return modal("Report", blocks, callback=SENT, submit="Report", close="Cancel", metadata=shown.kudos.id)


def reported() -> Json:
    """After it is sent."""
    text = "Those who look after it have it, privately. Thank you for saying so."
    return modal("Reported", [section(text)], callback="notice", close="Close")


def card(shown: Shown) -> Message:
    """What admins read: the words, who reported them of late and why; the buttons while they stand."""
    kudos = shown.kudos
    blocks = [section(f"*Somebody reported kudos*\n{_what(shown)}")]
    earlier = len(shown.reports) - MOST_REPORTS
    if earlier > 0:
        blocks.append(context(f"The latest {MOST_REPORTS} reports, and {figure(earlier)} more before them:"))
    for each in shown.reports[-MOST_REPORTS:]:
        by = f"*{escape(shown.name(each.by))}* reported it"
        blocks.append(section(f"{by}:\n{quote(each.why)}" if each.why else f"{by}, without a reason."))
    if kudos.status is Status.REMOVED:
        by = "Somebody" if kudos.settled_by is None else escape(shown.first_name(kudos.settled_by))
        blocks.append(context(f"{by} removed it, and {escape(shown.first_name(kudos.giver))} was told."))
    elif kudos.status is Status.TAKEN_BACK:
        blocks.append(context(f"{escape(shown.first_name(kudos.giver))} took it back."))
    elif shown.left_alone:
        blocks.append(context("It was looked at, and stays."))
    else:
        confirm = sure(
            "Remove it?", "Nobody will read it any more, and the giver is told.", "Remove", "Cancel"
        )
        remove = button("Remove", REMOVE, kudos.id, confirm=confirm)
        blocks.append(actions(remove, button("Leave it", LEAVE, kudos.id)))
    return Message(text="Somebody reported kudos", blocks=tuple(blocks))


def removed(shown: Shown) -> Message:
    """What the giver hears when an admin has removed them."""
    text = f"*An admin took down what you wrote*\n{_what(shown)}\nIf you'd like to know why, please ask one."
    return Message(text="An admin took down kudos of yours", blocks=(section(text),))


def _what(shown: Shown) -> str:
    return _said(shown, [escape(shown.name(each)) for each in shown.kudos.receivers])


def _said(shown: Shown, thanked: list[str]) -> str:
    giver = escape(shown.name(shown.kudos.giver))
    return f"{giver} thanks {listed(thanked)}\n{quote(shown.kudos.words, _LONGEST_QUOTE)}"
