"""`/latitude`: what a person can do here, and nothing they cannot; and short answers about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.deliveries import Message
from bot.domain.people import Rank
from bot.domain.plan import Cadence
from bot.views import digests, kudos, nudges
from bot.views.blocks import context, section
from bot.views.home import glance
from bot.views.text import clip, escape, listed

if TYPE_CHECKING:
    from bot.domain.home import Home, OwnSettings

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONGEST = 2900
_MOST_TEAMS = 50
_FOR_AN_ADMIN = (
    "*Home tab* · what keeps the setup from working, and how to mend it",
    "`/latitude trust` · everybody's trust; and trust on trial, or live",
    "`/latitude nudges` · whether the hints that people get help them",
    "`latitude plan apply` and `latitude people import`, where Latitude runs · the plan and the team",
)


def card(home: Home) -> Message:
    """What this person can do."""
    title = "What you can do here"
    sections = [f"*{title}*\n" + "\n".join(_for_everybody(home))]
    if home.team is not None or home.teams:
        sections.append("*For your team*\n" + "\n".join(_for_a_manager(home)))
    if home.person.admin:
        sections.append("*As an admin*\n" + "\n".join(_FOR_AN_ADMIN))
    return Message(
        text="What you can do with Latitude",
        blocks=(
            *(section(clip(each, _LONGEST)) for each in sections),
            context("`/latitude` shows this again."),
        ),
    )


def status(home: Home) -> Message:
    """Somebody's own day and week; for who has none, their team's day."""
    if home.own is None:
        return team(home)
    lines = glance(home, home.own)
    return Message(text="Your day", blocks=(section(clip("\n".join(lines), _LONGEST)),))


def team(home: Home) -> Message:
    """The team today; for who leads nobody, what they can do."""
    if home.team is not None:
        return Message(
            text="Your team today", blocks=tuple(digests.team(home.team, "Your team today", home.repeated))
        )
    if home.teams:
        return Message(text="Your managers' teams", blocks=tuple(digests.teams(home.teams))[:_MOST_TEAMS])
    return card(home)


def settings(own: OwnSettings) -> Message:
    """When this person works and is asked, and who sees it."""
    manager = "nobody yet" if own.manager is None else escape(own.manager.name)
    worked = listed([_WEEKDAYS[each] for each in sorted(own.weekdays)])
    holidays = "" if own.country is None else f", without the public holidays of {escape(own.country)}"
    lines = [
        f"*Time zone* · {escape(own.person.timezone)}",
        f"*Working days* · {worked}{holidays}",
        *_asked(own),
        f"*Level* · {escape(own.level)}",
        f"*Manager* · {manager}",
        *_quiet(own),
        *_hints(own),
    ]
    changed = "Your admin can change these; the time zone follows Slack."
    own_choice = kudos.setting(own.wins, private=own.private) if own.wins else []
    hints = [] if own.nudges is None else nudges.settings(on=own.nudges)
    shown = section(clip("\n".join(lines), _LONGEST))
    return Message(text="Your settings", blocks=(shown, *hints, context(changed), *own_choice))


def _for_everybody(home: Home) -> list[str]:
    lines = []
    if home.own is not None:
        keys = [each.measure.activity for each in home.own.week[:2]]
        typed = ", ".join(f"{key} {number}" for key, number in zip(keys, (6, 1), strict=False))
        lines.append("`/checkin` · say how your day went, or mend what you said")
        if typed:
            lines.append(f"`{escape(typed)}` as a message to me · the same, without the form")
        lines.append("`/latitude status` · your day and week at a glance")
    lines.append("`/away today` or `/away 12-16 Aug` · say when you're away")
    if home.thanked is not None:
        lines.append("`/kudos @name` · thank somebody for something they did")
    lines.append("`/latitude authority` · what you decide alone, and who decides the rest")
    if home.person.rank is Rank.REP:
        lines.append("`/latitude level` · your level, and how you came to it")
    if home.person.manager is not None:
        lines.append("`/latitude 1on1` · the page that you and your manager talk from")
    lines.append("`/latitude settings` · when I ask you, and when I keep quiet")
    lines.append(
        "*Home tab* · your day, week and history" if home.own is not None else "*Home tab* · your team's day"
    )
    return lines


def _for_a_manager(home: Home) -> list[str]:
    if home.team is None:
        return [
            "`/latitude team` · your managers' teams today",
            "*Home tab* · each of them, person by person",
        ]
    return [
        "`/latitude team` · who has checked in today",
        "`/latitude trust` · how your people's trust stands, and where it leads",
        "`/latitude 1on1 @name` · one page for your next talk; they see the same",
        "*Home tab* · who could use you and why, and each person's weeks, day by day",
        "*Every morning* · I tell you who has checked in, and what is in their way",
        "*At the end of the week* · you look over everyone's numbers and confirm them",
        "`/latitude delegate @name until Friday` · let somebody decide requests for you",
        "`/away @name 12-16 Aug` · say that somebody on your team is away",
    ]


def _asked(own: OwnSettings) -> list[str]:
    if not own.counted:
        return []
    how = "every working day" if own.cadence is Cadence.DAILY else "on the last working day of the week"
    return [
        f"*I ask* · {how} at {own.prompt_at:%H:%M}",
        f"*On time until* · {own.cutoff:%H:%M} on the next working day",
    ]


def _hints(own: OwnSettings) -> list[str]:
    if own.nudges is None:
        return []
    return [f"*Hints* · {'now and then, in the morning, to you alone' if own.nudges else 'none'}"]


def _quiet(own: OwnSettings) -> list[str]:
    start, end = own.quiet
    return [] if start == end else [f"*I keep quiet* · from {start:%H:%M} to {end:%H:%M}"]
