"""Ring: bodies in fixed places, a band for each sector, and ties as lines in at most three widths."""

from collections.abc import Sequence
from math import atan2, degrees, dist, radians, sin
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.bodies import Body, Strengths, Tie, text_width
from dashboard.figures.ring_plan import LARGEST_CIRCLE, SMALLEST_NUMBERED, Plan, at, plan
from dashboard.style import COLOURS, Theme, template

PULL = 0.55
"""How far the middle of a line is left from the middle of the ring, of the way to a straight line."""
APART = 0.1
"""How far the two directions of a pair are drawn apart, in parts of the straight line."""
POINTS = 20
SECTOR = 13
Point = tuple[float, float]

LOOKS = {1: ("middle",), 2: ("thin", "thick"), 3: ("thin", "middle", "thick")}
LINES = {"thin": (1.25, "line"), "middle": (3.25, "ink_3"), "thick": (6.5, "ink")}
"""Pixels and colour of a line."""


def ring(
    bodies: Sequence[Body],
    ties: Sequence[Tie],
    strengths: Strengths,
    *,
    directed: bool = False,
    room: float = 520,
    theme: Theme = "light",
) -> go.Figure:
    """The figure for bodies in their fixed order, clockwise from the top, and the ties between them.

    A body's place depends on `bodies` alone. A circle holds the number of its partners; where circles are too small
    for it, the label does. A directed tie ends in an arrowhead. Its width is at least `room` pixels; a crowded ring
    states a larger one as its layout's `meta`.
    """
    colours, partners = COLOURS[theme], partners_of(len(bodies), ties)
    layout = _with_numbers(bodies, partners, room)
    curves = [(strengths.of(tie.weight), _curve(tie, layout, directed=directed)) for tie in ties]
    traces = [_bands(layout, colours)]
    for rank, look in enumerate(LOOKS[strengths.number]):
        drawn = [curve for place, curve in curves if place == rank]
        if drawn:
            traces.append(_lines(drawn, look, layout, colours))
            traces += [_heads(drawn, look, layout, colours)] if directed else []
    look_of_page = {
        "template": template(theme),
        "height": round(layout.height),
        "meta": round(layout.width),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "annotations": [*_sector_names(layout, colours), *_labels(bodies, layout, colours)],
        "xaxis": {"visible": False, "range": [-layout.width / 2, layout.width / 2]},
        "yaxis": {"visible": False, "range": [-layout.height / 2, layout.height / 2], "scaleanchor": "x"},
    }
    return go.Figure([*traces, *_circles(bodies, partners, layout, colours)], look_of_page)


def partners_of(n: int, ties: Sequence[Tie]) -> list[int]:
    """How many others each of `n` bodies is tied to, in either direction."""
    found: list[set[int]] = [set() for _ in range(n)]
    for tie in ties:
        found[tie.start].add(tie.end)
        found[tie.end].add(tie.start)
    return [len(others) for others in found]


def _with_numbers(bodies: Sequence[Body], partners: Sequence[int], room: float) -> Plan:
    first = plan(bodies, room)
    if first.circle >= SMALLEST_NUMBERED:
        return first
    numbered = [
        Body(f"{count} · {body.label}" if body.is_there else body.label, body.sector, body.is_there)
        for body, count in zip(bodies, partners, strict=True)
    ]
    return plan(numbered, room)


def _bands(layout: Plan, colours: dict[str, str]) -> go.Scatter:
    """An arc behind the bodies of each sector."""
    inner = layout.radius - layout.circle / 2 - 8
    xs: list[float | None] = []
    ys: list[float | None] = []
    for _, start, end in layout.sectors:
        sweep = [start + (end - start) * part / 48 for part in range(49)]
        edge = [at(angle, layout.outer) for angle in sweep] + [at(angle, inner) for angle in reversed(sweep)]
        xs += [*(x for x, _ in edge), edge[0][0], None]
        ys += [*(y for _, y in edge), edge[0][1], None]
    return go.Scatter(
        x=xs, y=ys, mode="lines", fill="toself", fillcolor=colours["band"], line={"width": 0}, name="sectors"
    )


def _sector_names(layout: Plan, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The name of each sector along the outer edge of its band, word by word, so that it bends with it."""
    radius = layout.outer - SECTOR * 0.66
    names = []
    for name, start, end in layout.sectors:
        words = _fitting(name, radius * radians(start - end) - 2)
        is_upright = sin(radians((start + end) / 2)) >= -0.02
        widths = [degrees(text_width(word + " ", SECTOR) / radius) for word in words]
        angle = (start + end) / 2 + (sum(widths) / 2 if is_upright else -sum(widths) / 2)
        for word, wide in zip(words, widths, strict=True):
            middle = angle - wide / 2 if is_upright else angle + wide / 2
            angle += -wide if is_upright else wide
            x, y = at(middle, radius)
            names.append(
                {"text": word, "x": x, "y": y, "textangle": 90 - middle if is_upright else -90 - middle,
                 "font": {"size": SECTOR, "color": colours["ink_2"]}}
            )  # fmt: skip
    return names


def _fitting(name: str, room: float) -> list[str]:
    """As many words of a name as fit into the room; none where not even the first does."""
    words = name.split()
    while words and text_width(" ".join(words), SECTOR) > room:
        words = words[:-1]
    return words if len(words) == len(name.split()) else [*words[:-1], f"{words[-1]}…"] if words else []


def _labels(bodies: Sequence[Body], layout: Plan, colours: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"text": "<br>".join(label.lines), "x": label.x, "y": label.y, "xanchor": label.side, "yanchor": "middle",
         "align": {"left": "left", "right": "right"}.get(label.side, "center"), "textangle": label.turn,
         "font": {"size": label.size, "color": colours["ink" if body.is_there else "ink_3"]}}
        for body, label in zip(bodies, layout.labels, strict=True)
    ]  # fmt: skip


def _curve(tie: Tie, layout: Plan, *, directed: bool) -> list[Point]:
    """A line from body to body, drawn towards the middle; the two directions of a pair bend apart."""
    (xa, ya), (xb, yb) = layout.point(tie.start), layout.point(tie.end)
    aside = APART if directed else 0.0
    x, y = PULL * (xa + xb) / 2 + aside * (yb - ya), PULL * (ya + yb) / 2 - aside * (xb - xa)
    steps = [part / POINTS for part in range(POINTS + 1)]
    return [
        ((1 - t) ** 2 * xa + 2 * t * (1 - t) * x + t * t * xb, (1 - t) ** 2 * ya + 2 * t * (1 - t) * y + t * t * yb)
        for t in steps
    ]


def _look(look: str, layout: Plan) -> tuple[float, str]:
    """Pixels and colour of a line; in a crowded ring all are thinner."""
    width, colour = LINES[look]
    return max(1.0, width * max(0.5, min(1.0, layout.circle / LARGEST_CIRCLE + 0.1))), colour


def _lines(curves: Sequence[list[Point]], look: str, layout: Plan, colours: dict[str, str]) -> go.Scatter:
    width, colour = _look(look, layout)
    xs = [x for curve in curves for x in (*(x for x, _ in curve), None)]
    ys = [y for curve in curves for y in (*(y for _, y in curve), None)]
    return go.Scatter(x=xs, y=ys, mode="lines", line={"width": width, "color": colours[colour]}, name=f"ties {look}")


def _heads(curves: Sequence[list[Point]], look: str, layout: Plan, colours: dict[str, str]) -> go.Scatter:
    """An arrowhead at the end of each line, just outside the circle it leads to."""
    width, colour = _look(look, layout)
    size = 7 + 1.4 * width
    clear = layout.circle / 2 + size / 2
    ends = []
    for curve in curves:
        last = max((place for place in range(POINTS) if dist(curve[place], curve[-1]) >= clear), default=0)
        (xa, ya), (xb, yb) = curve[last], curve[-1]
        away = dist((xa, ya), (xb, yb))
        part = (away - clear) / away if away > clear else 0.0
        ends.append((xa + (xb - xa) * part, ya + (yb - ya) * part, degrees(atan2(xb - xa, yb - ya))))
    return go.Scatter(
        x=[x for x, _, _ in ends],
        y=[y for _, y, _ in ends],
        mode="markers",
        marker={"symbol": "triangle-up", "size": size, "angle": [turn for _, _, turn in ends],
                "color": colours[colour], "line": {"width": 0}},
        name=f"heads {look}",
    )  # fmt: skip


def _circles(
    bodies: Sequence[Body], partners: Sequence[int], layout: Plan, colours: dict[str, str]
) -> list[go.Scatter]:
    """A circle for each body, with the number of its partners; a small ring for one that is not there that year."""
    is_numbered = layout.circle >= SMALLEST_NUMBERED
    there = [place for place, body in enumerate(bodies) if body.is_there]
    away = [place for place, body in enumerate(bodies) if not body.is_there]
    drawn = [("bodies", there, layout.circle, "ink", 2), ("away", away, layout.circle * 0.6, "line", 1)]
    return [
        go.Scatter(
            x=[layout.point(place)[0] for place in places],
            y=[layout.point(place)[1] for place in places],
            mode="markers+text" if is_numbered and name == "bodies" else "markers",
            text=[str(partners[place]) for place in places],
            textfont={"size": 16 if size > 30 else 13, "color": colours["ink"]},
            marker={"symbol": "circle", "size": size, "color": colours["paper"],
                    "line": {"color": colours[colour], "width": width if size > 14 else 1.5}},
            cliponaxis=False,
            name=name,
        )
        for name, places, size, colour, width in drawn
        if places
    ]  # fmt: skip
