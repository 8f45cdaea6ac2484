"""Trust over time as a picture, and the same in words."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from itertools import groupby, pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.domain.deliveries import Message, Picture
from bot.domain.trust_explained import whole
from bot.views.blocks import Json, context, modal, section
from bot.views.histories import short_day
from bot.views.text import clip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.explanations import Course

NAME = "Trust over time.png"
MOST_STEPS = 6

_SIZE, _DPI = (5.4, 3.3), 240
_INK, _SOFT, _PAPER, _LINE, _BAND = "#2b2f33", "#5f686f", "#fcfcfa", "#1f6f61", "#e6efec"
_LETTER = 0.0195
"""The share of the width that a letter of a level's name takes."""

_FEW = 15
_ONE_AT_A_TIME = Lock()
"""Drawing is not made for threads; the messages of several people are composed at once."""


def message(course: Sequence[Course]) -> Message:
    """The chart as a message; what it shows is also said."""
    shows = alt(course)
    dashed = " Dashed where it is provisional." if any(each.provisional for each in course) else ""
    blocks = (
        section("*Your trust over time*"),
        {"type": "image", "slack_file": {"id": NAME}, "alt_text": shows},
        context(f"{shows}{dashed}"),
    )
    return Message(
        text="Your trust over time", blocks=blocks, pictures=(Picture(NAME, shows, drawn(course)),)
    )


def on_its_way() -> Json:
    """After **Show chart**."""
    text = "It is in your messages with me, or will be in a moment."
    return modal("Chart", [section(text)], callback="notice", close="Close")


def none_yet() -> Json:
    """The same where there is nothing to draw."""
    return modal("Chart", [section("There is no score yet to draw.")], callback="notice", close="Close")


def alt(course: Sequence[Course]) -> str:
    """What the chart shows: `Trust from 52 on 5 Oct 2026 to 71 on 27 Nov 2026. …`."""
    first, last = course[0], course[-1]
    if first is last:
        return f"Trust {whole(last.total)} on {_dated(last.day)}, the first day."
    began = f"{whole(first.total)} on {_dated(first.day)}"
    said = [f"Trust from {began} to {whole(last.total)} on {_dated(last.day)}."]
    low, high = min(course, key=lambda each: each.total), max(course, key=lambda each: each.total)
    said.append(
        f"Lowest {whole(low.total)} on {_dated(low.day)}, highest {whole(high.total)} on {_dated(high.day)}."
    )
    steps = [(before, after) for before, after in pairwise(course) if before.rung != after.rung]
    said += [
        f"{'Up' if after.rung > before.rung else 'Back'} to {after.level} on {_dated(after.day)}."
        for before, after in steps[-MOST_STEPS:]
    ]
    if last.provisional:
        said.append("Still provisional.")
    return clip(" ".join(said), 1900)


def drawn(course: Sequence[Course]) -> bytes:
    """The chart as a PNG: the same course gives the same bytes."""
    with _ONE_AT_A_TIME:
        return _drawn(course)


def _drawn(course: Sequence[Course]) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load, seldom needed
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    figure = Figure(figsize=_SIZE, dpi=_DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.085, 0.15, 0.80, 0.78), facecolor=_PAPER)
    first, last = course[0].day, course[-1].day
    pad = max(timedelta(days=1), (last - first) / 40)
    axes.set_xlim(_number(first - pad), _number(last + pad))
    axes.set_ylim(0, 100)
    _levels(axes, course)
    _line(axes, course)
    _ticks(axes, first, last)
    stored = BytesIO()
    figure.savefig(stored, format="png", metadata={"Software": None})
    return stored.getvalue()


def _levels(axes: Any, course: Sequence[Course]) -> None:
    """A band for the time on each level, its name at the foot where that has room."""
    left, right = axes.get_xlim()
    spans = [list(group) for _, group in groupby(course, key=lambda each: each.rung)]
    begins = [left if number == 0 else _number(span[0].day) for number, span in enumerate(spans)]
    for number, span in enumerate(spans):
        x, until = begins[number], begins[number + 1] if number + 1 < len(spans) else right
        if span[0].rung % 2:
            axes.axvspan(x, until, color=_BAND, linewidth=0, zorder=0)
        if number:
            axes.axvline(x, color=_SOFT, linewidth=0.9, zorder=1)
        share = (until - x) / (right - left)
        if share > _LETTER * (len(span[0].level) + 0.5):
            axes.text(
                x + (right - left) * 0.012,
                3,
                span[0].level,
                color=_SOFT,
                fontsize=11,
                va="bottom",
                parse_math=False,
            )


def _line(axes: Any, course: Sequence[Course]) -> None:
    """The score, dashed while it is provisional, its last value beside it."""
    marker = "o" if len(course) <= _FEW else None
    start = 0
    for provisional, group in groupby(course, key=lambda each: each.provisional):
        points = list(group)
        end = start + len(points)
        shown = course[max(0, start - 1) : end]
        axes.plot(
            [_number(each.day) for each in shown],
            [each.total for each in shown],
            color=_LINE,
            linewidth=2.4,
            linestyle=(0, (2.2, 1.4)) if provisional else "-",
            marker=marker,
            markersize=4,
            solid_capstyle="round",
            zorder=3,
        )
        start = end
    last = course[-1]
    axes.plot([_number(last.day)], [last.total], "o", color=_LINE, markersize=6, zorder=4)
    axes.annotate(
        str(whole(last.total)),
        (_number(last.day), last.total),
        xytext=(9, 0),
        textcoords="offset points",
        color=_LINE,
        fontsize=15,
        fontweight="bold",
        va="center",
        annotation_clip=False,
    )


def _ticks(axes: Any, first: date, last: date) -> None:
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.spines["bottom"].set_color(_SOFT)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.grid(axis="y", color="#d9dddb", linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
    days = _marked(first, last)
    with_year = first.year != last.year
    names = [f"{each:%b} {each:%Y}" if with_year else short_day(each) for each in days]
    axes.set_xticks([_number(each) for each in days], names)
    axes.tick_params(colors=_INK, labelsize=11.5, length=0)
    axes.tick_params(axis="x", pad=7)


def _marked(first: date, last: date) -> list[date]:
    """Up to four days, spread evenly, the first and the last among them."""
    span = (last - first).days
    count = min(3, span)
    if count == 0:
        return [first]
    return [first + timedelta(days=round(span * number / count)) for number in range(count + 1)]


def _number(day: date) -> float:
    """A day on the axis."""
    return float(day.toordinal())


def _dated(day: date) -> str:
    return f"{short_day(day)} {day.year}"
