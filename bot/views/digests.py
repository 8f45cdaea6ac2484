"""The manager's morning line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.views.blocks import Json, context, section
from bot.views.text import clip, escape, listed, quote, weekday

if TYPE_CHECKING:
    from bot.domain.digests import Digest

MOST_QUOTES = 8


def card(digest: Digest) -> Message:
    """Who has answered for the last working day, their wins and what is in their way."""
    team = digest.team
    line = _line(digest)
    blocks: list[Json] = [section(f"*{weekday(team.day)} on your team*\n{line}")]
    for title, said in (
        ("Wins", [(each.person, each.checkin.wins) for each in team.answered if each.checkin]),
        ("Blockers", [(each.person, each.checkin.blockers) for each in team.answered if each.checkin]),
    ):
        quotes = [quote(text, 280, by=person.name) for person, text in said if text]
        if quotes:
            more = f"\n…and {len(quotes) - MOST_QUOTES} more" if len(quotes) > MOST_QUOTES else ""
            blocks.append(section(clip(f"*{title}*\n" + "\n".join(quotes[:MOST_QUOTES]) + more, 2900)))
    blocks.append(context("Today, as it comes in, is on my Home tab."))
    return Message(text=clip(f"{weekday(team.day)} on your team: {line}", 300), blocks=tuple(blocks))


def _line(digest: Digest) -> str:
    team = digest.team
    if not team.owing:
        return "Everyone checked in." if len(team.answers) > 1 else "Checked in, all of it."
    names = listed([escape(each.person.first_name) for each in team.owing[:10]])
    more = f" and {len(team.owing) - 10} more" if len(team.owing) > 10 else ""  # noqa: PLR2004 - as many as one reads
    return f"{len(team.answered)} of {len(team.answers)} checked in. Not yet: {names}{more}."
