"""The team's weeks as a picture, beside its own past, and the same in words."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.views.histories import short_day
from bot.views.text import clip, figure

if TYPE_CHECKING:
    from bot.domain.roundups import Number, Roundup

NAME = "The team's weeks.png"
MOST_DRAWN = 3

_INCHES, _DPI = (5.4, 2.1), 240
_INK, _SOFT, _PAPER, _NOW, _BEFORE = "#2b2f33", "#5f686f", "#fcfcfa", "#1f6f61", "#c3cdc9"
_LONGEST_TITLE = {1: 60, 2: 34, 3: 22}
_ONE_AT_A_TIME = Lock()
"""Drawing is not made for threads; the messages of several people are composed at once."""


def alt(roundup: Roundup) -> str:
    """What the picture shows: `Self-generated leads by week: 71, 80, 94 this week.`."""
    return clip(" ".join(_said(each) for each in roundup.numbers[:MOST_DRAWN]), 1900)


def _said(number: Number) -> str:
    before = ", ".join(figure(each) for each in number.before)
    return f"{number.activity.name} by week: {before}, and {figure(number.done)} this week."


def drawn(roundup: Roundup) -> bytes:
    """The picture as a PNG: the same week gives the same bytes."""
    with _ONE_AT_A_TIME:
        return _drawn(roundup)


def _drawn(roundup: Roundup) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - slow to load, seldom needed
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    figure_ = Figure(figsize=_INCHES, dpi=_DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure_)
    shown = roundup.numbers[:MOST_DRAWN]
    width = 0.94 / len(shown)
    for place, each in enumerate(shown):
        axes = figure_.add_axes((0.03 + place * width, 0.15, width * 0.9, 0.62), facecolor=_PAPER)
        _bars(axes, each, short_day(roundup.last), _LONGEST_TITLE[len(shown)])
    stored = BytesIO()
    figure_.savefig(stored, format="png", metadata={"Software": None})
    return stored.getvalue()


def _bars(axes: Any, number: Number, last: str, longest: int) -> None:
    """The weeks of one activity, this one in green with its figure over it."""
    heights = [*map(float, number.before), float(number.done)]
    places = range(len(heights))
    colours = [_BEFORE] * len(number.before) + [_NOW]
    axes.bar(places, heights, width=0.78, color=colours, linewidth=0)
    axes.set_ylim(0, max(*heights, 1.0) * 1.22)
    for place, height in zip(places, heights, strict=True):
        this = place == len(number.before)
        axes.text(
            place,
            height + max(*heights, 1.0) * 0.03,
            f"{height:g}",
            ha="center",
            va="bottom",
            fontsize=9 if this else 6.5,
            fontweight="bold" if this else "normal",
            color=_NOW if this else _SOFT,
        )
    axes.set_title(
        clip(number.activity.name, longest), fontsize=9, color=_INK, loc="left", pad=6, parse_math=False
    )
    axes.set_yticks([])
    axes.set_xticks([-0.4, len(number.before)], [f"{len(number.before)} weeks ago", last])
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.tick_params(colors=_SOFT, labelsize=7, length=0)
    for name in ("top", "right", "left"):
        axes.spines[name].set_visible(False)
    axes.spines["bottom"].set_color(_SOFT)
