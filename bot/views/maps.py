"""The map of a team: everybody's responsibility against their authority, drawn."""

from __future__ import annotations

import io
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.domain.balance import FRUSTRATED_FROM, MOST_TIMES, USUAL
from bot.domain.balances import side
from bot.views.labels import Box, place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from bot.domain.balance import Balance
    from bot.domain.balances import TeamBalance

_INCHES, _DPI = (7.2, 5.6), 150
_PLACE = (0.11, 0.125, 0.86, 0.84)
_SLOPE = math.degrees(math.atan2(_INCHES[1] * _PLACE[3], _INCHES[0] * _PLACE[2]))
"""Where the axes are, and how steep their diagonal is."""

_FONT = "DejaVu Sans"
_DOT = 7.0
"""The radius of a dot, in pixels."""

_ROOM, _LEAST_SPAN = 8, 50
_LARGE, _SMALL, _CROWD = 14.0, 8.5, 12
_LONGEST_NAME = 18
_MARGIN, _NEAR = 3, 2.5

_PAPER, _INK, _QUIET, _GRID, _BAND = "#ffffff", "#1f2937", "#6b7280", "#e5e7eb", "#e6eef7"
_LEAD = "#9ca3af"
_COLOURS = {"more": "#b45309", "even": "#334155", "less": "#2563eb"}


@dataclass(frozen=True)
class Layout:
    """A map, ready to be drawn.

    Attributes:
        figure: With everything on it.
        labels: Each label and where it stands, in pixels; None where there was no room for it.
    """

    figure: Figure
    labels: tuple[tuple[str, Box | None], ...]


def draw(team: TeamBalance) -> bytes:
    """The map of a team as a PNG."""
    found = io.BytesIO()
    lay_out(team).figure.savefig(found, format="png", dpi=_DPI, facecolor=_PAPER)
    return found.getvalue()


def lay_out(team: TeamBalance) -> Layout:
    """The map of a team, with a label beside every dot and none over another."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - loaded only where one draws
    from matplotlib.figure import Figure  # noqa: PLC0415 - likewise

    figure = Figure(figsize=_INCHES, dpi=_DPI, facecolor=_PAPER)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call] # as it ships
    axes = figure.add_axes(_PLACE)
    spots = [(each.balance.responsibility, each.balance.authority) for _, each in team.people]
    low, high = _range(spots)
    captions = _ground(axes, low, high)
    for (_, each), (x, y) in zip(team.people, spots, strict=True):
        axes.plot(x, y, "o", color=_COLOURS[side(each.balance)], markersize=_DOT * 2 * 72 / _DPI, zorder=3)
    return Layout(figure, tuple(_label(renderer, axes, team, captions)))


def names_on(team: TeamBalance) -> list[str]:
    """What each person is called on the map: the first name, with more of it where two share it."""
    people = [person for person, _ in team.people]
    shared = Counter(person.first_name for person in people)
    found = []
    for number, person in enumerate(people, start=1):
        name = person.first_name if shared[person.first_name] == 1 else " ".join(person.name.split())
        short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
        found.append(short if _is_drawable(short) else f"#{number}")
    return found


def _range(spots: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The part of both indexes that is shown: everybody and the usual, in whole tens."""
    values = [USUAL, *(each for spot in spots for each in spot)]
    low, high = (min(values) - _ROOM) // 10 * 10, -(-(max(values) + _ROOM) // 10) * 10
    while high - low < _LEAST_SPAN:
        low, high = low - 10, high + 10
    return low, high


def _ground(axes: Axes, low: float, high: float) -> list[Text]:
    """Everything but the people: the band, the axes, and what the places mean."""
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    ends = (low, high)
    axes.fill_between(
        ends,
        [each - FRUSTRATED_FROM for each in ends],
        [each + FRUSTRATED_FROM for each in ends],
        color=_BAND,
        linewidth=0,
        zorder=0,
    )
    axes.plot(ends, ends, color="#b8c7d9", linewidth=1, zorder=1)
    axes.grid(color=_GRID, linewidth=0.6, zorder=0)
    axes.set_axisbelow(True)
    ticks = [each for each in range(int(low), int(high) + 1, 10) if 0 <= each <= MOST_TIMES * USUAL]
    axes.set_xticks(ticks)
    axes.set_yticks(ticks)
    axes.tick_params(colors=_QUIET, labelsize=11, length=0, pad=6)
    for edge in axes.spines.values():
        edge.set_visible(False)
    words: dict[str, Any] = {"fontfamily": _FONT, "color": _INK, "fontsize": 14}
    axes.set_xlabel("Responsibility", **words)
    axes.set_ylabel("Authority", **words)
    quiet: dict[str, Any] = {
        "fontfamily": _FONT,
        "color": _QUIET,
        "fontsize": 12,
        "transform": axes.transAxes,
    }
    turned = quiet | {"rotation_mode": "anchor"}
    return [
        axes.text(0.985, 0.015, "carries more than they may decide", ha="right", va="bottom", **quiet),
        axes.text(0.015, 0.985, "may decide more than they carry", ha="left", va="top", **quiet),
        axes.text(0.955, 0.965, "in balance", ha="right", va="bottom", rotation=_SLOPE, **turned),
    ]


def _label(
    renderer: RendererAgg, axes: Axes, team: TeamBalance, captions: Sequence[Text]
) -> list[tuple[str, Box | None]]:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 - loaded only where one draws
    from matplotlib.transforms import IdentityTransform  # noqa: PLC0415 - likewise

    names, pixels = names_on(team), IdentityTransform()
    size = _LARGE if len(names) <= _CROWD else max(_SMALL, _LARGE * _CROWD / len(names))
    style: dict[str, Any] = {
        "fontfamily": _FONT,
        "fontsize": size,
        "ha": "center",
        "va": "center",
        "transform": pixels,
    }
    drawn = [
        axes.text(0, 0, name, color=_COLOURS[side(each.balance)], parse_math=False, **style)
        for name, (_, each) in zip(names, team.people, strict=True)
    ]
    points = [_pixel(axes, each.balance) for _, each in team.people]
    extents = [each.get_window_extent(renderer) for each in drawn]
    boxes = place(
        points,
        [(each.width + _MARGIN, each.height + _MARGIN) for each in extents],
        Box(*axes.get_window_extent(renderer).extents),
        dot=_DOT,
        taken=[Box(*each.get_window_extent(renderer).extents) for each in captions],
    )
    for text, box, point in zip(drawn, boxes, points, strict=True):
        if box is None:
            text.remove()
            continue
        text.set_position(box.middle)
        text.set_path_effects([withStroke(linewidth=2.5, foreground=_PAPER)])
        _lead(axes, box, point)
    return list(zip(names, boxes, strict=True))


def _pixel(axes: Axes, balance: Balance) -> tuple[float, float]:
    x, y = axes.transData.transform((balance.responsibility, balance.authority))
    return float(x), float(y)


def _lead(axes: Axes, box: Box, point: tuple[float, float]) -> None:
    """A thin line from a dot to its label, where that is not right beside it."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - loaded only where one draws
    from matplotlib.transforms import IdentityTransform  # noqa: PLC0415 - likewise

    near = box.nearest(point)
    if math.dist(point, near) > _NEAR * _DOT:
        ends = ((point[0], near[0]), (point[1], near[1]))
        axes.add_artist(Line2D(*ends, color=_LEAD, linewidth=0.8, transform=IdentityTransform(), zorder=2))


@cache
def _glyphs() -> frozenset[int]:
    """Everything that the font can draw."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 - likewise

    return frozenset(get_font(findfont(FontProperties(family=_FONT))).get_charmap())


def _is_drawable(name: str) -> bool:
    return all(ord(each) in _glyphs() for each in name)
