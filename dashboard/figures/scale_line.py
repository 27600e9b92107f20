"""Scale line: one number as a mark on a line between two named ends, with what to hold it against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.bodies import text_width
from dashboard.style import COLOURS, Theme, template

SIDE, TOP, ROW = 12, 28, 17
"""Pixels at both sides, over the line and for each row of words under it."""
SIZE = 13
MARKS = {"place": ("diamond", 14), "issue": ("circle-open", 12)}
"""The mark of a network of each kind, and its size."""


@dataclass(frozen=True)
class Scale:
    """A number between two named ends; `says` is how it is printed.

    `possible` is the range it could have had, drawn as a thick part of the line; `references` are other values with
    what they are called.
    """

    value: float
    says: str
    low: float
    high: float
    low_name: str
    high_name: str
    possible: tuple[float, float] | None = None
    references: Sequence[tuple[float, str]] = ()


def scale_line(scale: Scale, *, kind: str = "place", room: float = 220, theme: Theme = "light") -> go.Figure:
    """The figure of a number of a network of a `kind` (place or issue), in at least `room` pixels."""
    colours = COLOURS[theme]
    words = _rows(scale, room)
    height = TOP + 12 + ROW * (1 + max(row for _, _, _, row in words))
    layout = {
        "template": template(theme),
        "height": height,
        "margin": {"l": SIDE, "r": SIDE, "t": TOP, "b": 0},
        "xaxis": {"visible": False, "range": [scale.low, scale.high]},
        "yaxis": {"visible": False, "range": [-(height - TOP), 0]},
        "annotations": [*(_word(*word, colours) for word in words), _value(scale, kind, colours)],
    }
    symbol, size = MARKS[kind]
    edge = {"width": 2 if kind == "issue" else 0, "color": colours[kind]}
    tick = {"symbol": "line-ns", "size": 16, "line": {"width": 1.5, "color": colours["ink_2"]}}
    ticks = [scale.low, scale.high, *(value for value, _ in scale.references)]
    traces = [
        *([_line(scale.possible, colours["lattice"], 8, "possible")] if scale.possible else []),
        _line([scale.low, scale.high], colours["line"], 1, "line"),
        _marks(ticks, tick, "ticks"),
        _marks([scale.value], {"symbol": symbol, "size": size, "color": colours[kind], "line": edge}, "value"),
    ]
    return go.Figure(traces, layout)


def _line(x: Sequence[float], colour: str, width: float, name: str) -> dict[str, Any]:
    return {"type": "scatter", "x": x, "y": [0] * len(x), "mode": "lines", "line": {"color": colour, "width": width},
            "cliponaxis": False, "name": name}  # fmt: skip


def _marks(x: Sequence[float], mark: dict[str, Any], name: str) -> dict[str, Any]:
    return {"type": "scatter", "x": x, "y": [0] * len(x), "mode": "markers", "marker": mark, "cliponaxis": False,
            "name": name}  # fmt: skip


def _rows(scale: Scale, room: float) -> list[tuple[str, float, str, int]]:
    """Each word under the line: its text, where it stands, its anchor, and the row in which it meets no other."""
    wide = room - 2 * SIDE
    ends = [(scale.low_name, scale.low, "left"), (scale.high_name, scale.high, "right")]
    middle = [(name, value, _anchor(name, value, scale, wide)) for value, name in scale.references]
    taken: list[tuple[float, float, int]] = []
    placed = []
    for text, value, anchor in [*ends, *middle]:
        at, long = (value - scale.low) / (scale.high - scale.low) * wide, text_width(text, SIZE)
        left = {"left": at, "right": at - long, "center": at - long / 2}[anchor]
        row = 0
        while any(there == row and left < end + 8 and start < left + long + 8 for start, end, there in taken):
            row += 1
        taken.append((left, left + long, row))
        placed.append((text, value, anchor, row))
    return placed


def _anchor(name: str, value: float, scale: Scale, wide: float) -> str:
    """Centred, unless it would leave the drawing."""
    at, half = (value - scale.low) / (scale.high - scale.low) * wide, text_width(name, SIZE) / 2
    return "left" if at < half else "right" if at > wide - half else "center"


def _word(text: str, value: float, anchor: str, row: int, colours: dict[str, str]) -> dict[str, Any]:
    shift = {"left": -2, "right": 2}.get(anchor, 0)
    return {
        "text": text, "x": value, "y": 0, "xanchor": anchor, "yanchor": "top", "xshift": shift,
        "yshift": -9 - ROW * row, "font": {"size": SIZE, "color": colours["ink_3"]},
    }  # fmt: skip


def _value(scale: Scale, kind: str, colours: dict[str, str]) -> dict[str, Any]:
    return {
        "text": f"<b>{scale.says}</b>", "x": scale.value, "y": 0, "yanchor": "bottom",
        "yshift": 7, "font": {"size": 14, "color": colours[kind]},
    }  # fmt: skip
