"""Why somebody's trust is what it is: the line on Home, and everything behind it in a modal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.contests import Verdict
from bot.domain.explanations import MOST_AHEAD
from bot.domain.trust_explained import BEGINS_AT, WHOLE
from bot.views.blocks import Json, actions, button, context, divider, header, modal, section
from bot.views.histories import WHY
from bot.views.ledgers import DIMS, MINUS, NAMES, phrase, said_day, weighs
from bot.views.text import clip, escape, long_day, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.explanations import Ahead, Explanation, Line, Slip, Standing
    from bot.domain.trust_explained import Row

PAGE = "trust.page"
CONTEST = "trust.contest"
CHART = "trust.chart"

_LONGEST = 2900
_BAR = 10

_NOTHING_YET = "There is no score yet. It begins with the first working day that is over and accounted for."
_ON_TRIAL = "It is on trial: nothing follows from it yet, neither up nor down."
_PROVISIONAL = (
    "Provisional: judgement joins in once enough requests have been decided. "
    "Until then the score stops at 70."
)
_SLIPS = (
    "What goes wrong fills a meter, what goes right empties it. Activity only warns; "
    "a full meter of the other two proposes a step down."
)


def line(standing: Standing, whose: str) -> list[Json]:
    """The score on somebody's Home, with the way to everything behind it."""
    if standing.total is None:
        text = f"*Trust*  ·  no score yet  ·  {escape(standing.level)}"
    else:
        provisional = " (provisional)" if standing.provisional else ""
        text = f"*Trust {standing.total}*{provisional}  ·  {escape(standing.level)}"
    return [divider(), section(text, button("Why?", WHY, whose))]


def opened(shown: Explanation) -> Json:
    """Everything there is to say of somebody's trust, with a page of their ledger."""
    blocks = [header(clip(title(shown), 150)), *_trust(shown)]
    blocks += [divider(), *_ledger(shown), context(_seen_by(shown))]
    metadata = f"{shown.person.id}:{shown.page}"
    return modal("Why?", blocks, callback="notice", close="Close", metadata=metadata)


def title(shown: Explanation) -> str:
    """`Trust 71 · Supported`, with the name for anybody else."""
    whose = "" if shown.own else f"{shown.person.first_name} · "
    score = "no score yet" if shown.total is None else f"trust {shown.total}"
    text = f"{whose}{score} · {shown.level}"
    return text if whose else text[0].upper() + text[1:]


def page_of(metadata: str) -> tuple[str, int]:
    """Whose ledger a modal shows, and which page of it."""
    whose, _, page = metadata.partition(":")
    return whose, int(page) if page.isdecimal() else 0


def told(shown: Explanation) -> list[str]:
    """The same for a terminal, a line each."""
    lines = [f"{shown.person.name}: {title(shown)}"]
    if shown.day is None:
        return [*lines, _NOTHING_YET]
    lines.append(f"As of {long_day(shown.day)} {shown.day.year}.")
    lines += _cautions(shown)
    for name, said in (
        ("How it adds up", adds_up(shown)),
        ("What moved it in the week before", [moved(shown.moved)]),
        ("Slips", [slip(each) for each in shown.slips]),
        (f"Towards {shown.next_level}", [] if shown.ahead is None else missing(shown.ahead)),
        ("The ledger, the latest first", [row(each) for each in shown.lines]),
    ):
        lines += ["", name, *(f"  {each}" for each in said)] if said else []
    return lines


def adds_up(shown: Explanation, mark: str = "") -> list[str]:
    """The score as a sum: where everybody begins, each dimension with its rows, what holds it back.

    Names and figures stand between two of `mark`.
    """
    lines = [f"{mark}{BEGINS_AT}{mark}  where everybody begins"]
    dims = {} if shown.end is None else shown.end.reading.dims
    used = {each.dim for each in shown.rows}
    for dim, name in DIMS.items():
        if dim.value in used:
            lines.append(f"{mark}{name} {dims[dim]:.0f} of 100{mark}  {_points(shown.rows, dim.value)}")
    if WHOLE in used:
        lines.append(_points(shown.rows, WHOLE))
    return [*lines, f"{mark}{shown.total}{mark}  in all"]


def moved(rows: Sequence[Row]) -> str:
    """What changed within a week: `+3:  +2 check-ins on time, +1 weekly targets`."""
    if not rows:
        return "Nothing."
    total = sum(each.points for each in rows)
    return f"{_signed(total)}:  {', '.join(_point(each) for each in rows)}"


def slip(each: Slip) -> str:
    """`Reliability ■■□□□□□□□□ 1.4 of 6.5`."""
    filled = min(_BAR, round(_BAR * each.value / each.act))
    meter = "■" * filled + "□" * (_BAR - filled)
    warned = ", a warning" if each.value >= each.warn else ""
    return f"{meter}  {DIMS[each.dim]} {round(each.value, 1):g} of {each.act:g}{warned}"


def missing(ahead: Ahead) -> list[str]:
    """What the next step up takes, in things to do."""
    if ahead.is_there:
        return ["All the evidence is there."]
    todo = (
        (ahead.checkins, "more check-in on time", "more check-ins on time"),
        (
            ahead.weeks,
            "more week with every target hit and confirmed",
            "more weeks with every target hit and confirmed",
        ),
        (
            ahead.calls,
            "more good call: a full-size request, approved as asked",
            "more good calls: full-size requests, approved as asked",
        ),
    )
    said = [f"about {_about(count)} {one if count == 1 else many}" for count, one, many in todo if count]
    if ahead.days:
        said.append(f"{ahead.days} more working {'day' if ahead.days == 1 else 'days'} on this level")
    return said


def row(each: Line) -> str:
    """One row of the ledger in one line."""
    return f"{said_day(each.entry.day)}  ·  {phrase(each.entry)}  ·  {weighs(each)}"


def _cautions(shown: Explanation) -> list[str]:
    """What keeps the figures from meaning all they say."""
    trial = [_ON_TRIAL] if shown.on_trial else []
    return [*trial, _PROVISIONAL] if shown.end is not None and shown.end.reading.provisional else trial


def _trust(shown: Explanation) -> list[Json]:
    if shown.end is None or shown.day is None:
        return [section(_NOTHING_YET)]
    blocks = [
        section(
            " ".join([f"As of {long_day(shown.day)}.", *_cautions(shown)]),
            button("Show chart", CHART) if shown.own else None,
        ),
        _part("How it adds up", adds_up(shown, "*")),
        _part("What moved it this week", [moved(shown.moved)]),
        _part("Slips", [slip(each) for each in shown.slips]),
        context(_SLIPS),
    ]
    if shown.ahead is not None:
        todo = [f"•  {each}" for each in missing(shown.ahead)]
        blocks.append(_part(f"Towards {escape(shown.next_level)}", todo))
    return blocks


def _part(name: str, lines: Iterable[str]) -> Json:
    return section(clip("\n".join([f"*{name}*", *lines]), _LONGEST))


def _ledger(shown: Explanation) -> list[Json]:
    """A page of rows, each with its button where it can be contested."""
    if not shown.lines:
        return [section("*Every row*\nNothing is in the ledger yet.")]
    turns = []
    if shown.page > 0:
        turns.append(button("Newer", f"{PAGE}.newer", f"{shown.person.id}:{shown.page - 1}"))
    if shown.has_older:
        turns.append(button("Older", f"{PAGE}.older", f"{shown.person.id}:{shown.page + 1}"))
    return [
        section("*Every row, the latest first*"),
        *(_row(each, shown) for each in shown.lines),
        *([actions(*turns)] if turns else []),
    ]


def _row(each: Line, shown: Explanation) -> Json:
    can = shown.own and shown.manager is not None and each.is_contestable
    text = f"*{said_day(each.entry.day)}*  {phrase(each.entry)}\n{weighs(each)}"
    if each.contest is not None:
        text += f"\n{_dispute(each, shown)}"
    press = button("Contest", CONTEST, each.entry.key) if can else None
    return section(clip(text, _LONGEST), press)


def _dispute(each: Line, shown: Explanation) -> str:
    contest = each.contest
    if contest is None:
        return ""
    said = [quote(contest.reason, 300, by="You" if shown.own else shown.person.first_name)]
    if contest.verdict is None:
        by = "a manager" if shown.manager is None else escape(shown.manager.first_name)
        return "\n".join([f":hourglass_flowing_sand:  Contested; {by} settles it.", *said])
    ruling = "It stands." if contest.verdict is Verdict.STANDS else "Struck out."
    return "\n".join([f"{ruling}", *said, quote(contest.why, 300, by="The manager")])


def _seen_by(shown: Explanation) -> str:
    if not shown.own:
        return "They see the same, and can contest a row. Nobody but the managers above them does."
    if shown.manager is None:
        return "Only you see this."
    return f"Only you, {escape(shown.manager.first_name)} and the managers above see this."


def _points(rows: Iterable[Row], dim: str) -> str:
    return ", ".join(_point(each) for each in rows if each.dim == dim)


def _point(each: Row) -> str:
    return f"{_signed(each.points)} {NAMES[each.name]}"


def _signed(points: int) -> str:
    return f"+{points}" if points >= 0 else f"{MINUS}{-points}"


def _about(count: int) -> str:
    return str(count) if count <= MOST_AHEAD else f"{MOST_AHEAD} or"
