"""The plate of ties: one relation in one year as a ring, a matrix or both, and as tables of ties and of partners."""

from dash import html
from dash.development.base_component import Component

from dashboard.components import network_words as words
from dashboard.components.network_figures import Row
from dashboard.components.plate import picture, plate
from dashboard.components.tie_tables import partner_table, tie_table
from dashboard.figures.bodies import number
from dashboard.figures.drawing import Drawing
from dashboard.figures.matrix import matrix
from dashboard.figures.ring import ring
from dashboard.page import Display

MOST_BESIDE = 10
"""Bodies whose ring and matrix stand beside one another on a wide page."""

ROOM = {"wide": 960, "medium": 700, "narrow": 344}
BESIDE = (500, 440)
"""Pixels that a ring and a matrix have at the least: alone, by the width of the page, and beside one another."""


def ties_plate(drawn: Drawing, row: Row, display: Display, *, measure: str, form: str, note: str) -> html.Figure:
    """The plate of what is drawn of a relation, whose figures are `row`, in the `form` both, ring or matrix."""
    finding = words.title(row)
    tables = html.Div(_tables(drawn, finding))
    return plate("ties", finding, measure, _charts(drawn, finding, form, display), tables, note=note, csv="/ties.csv")


def _charts(drawn: Drawing, finding: str, form: str, display: Display) -> Component:
    beside = form == "both" and display.width == "wide" and len(drawn.bodies) <= MOST_BESIDE
    rooms = BESIDE if beside else (ROOM[display.width], ROOM[display.width])
    directed, theme = drawn.directed, display.theme
    close = drawn.within_sectors() if display.width == "narrow" else drawn
    shown = []
    if form != "matrix":
        figure = ring(close.bodies, drawn.ties, drawn.strengths, directed=directed, room=rooms[0], theme=theme)
        shown.append((figure, "Ring", "of the bodies, grouped by sector, with a line for each tie"))
    if form != "ring":
        figure = matrix(drawn.bodies, drawn.ties, drawn.strengths, directed=directed, room=rooms[1], theme=theme)
        shown.append((figure, "Matrix", "of the bodies, with the weight of each tie in its cell"))
    boxes = [
        html.Div(
            html.Div(
                picture(figure, f"{finding}. {name} {what}; the table lists them all."),
                style={"minWidth": f"{figure.layout.meta}px"}
                | ({"width": f"{figure.layout.width}px"} if figure.layout.width else {}),
            ),
            className="cp-scroll",
            tabIndex=0,
            role="group",
            **{"aria-label": name},
        )
        for figure, name, what in shown
    ]
    return html.Div(boxes, className="cp-ties cp-side-by-side" if beside else "cp-ties")


def _tables(drawn: Drawing, finding: str) -> list[Component]:
    told = [
        (drawn.names[tie.start], drawn.names[tie.end], tie.weight, source.capitalize())
        for tie, source in zip(drawn.ties, drawn.sources, strict=True)
    ]
    told = sorted(told, key=lambda tie: (-(tie[2] or 0), *tie[:2]))
    ties = [(start, end, number(weight), source) for start, end, weight, source in told]
    partners: list[set[int]] = [set() for _ in drawn.bodies]
    for tie in drawn.ties:
        partners[tie.start].add(tie.end)
        partners[tie.end].add(tie.start)
    of_each = [
        (drawn.names[place], body.sector, [drawn.names[other] for other in sorted(partners[place])])
        for place, body in enumerate(drawn.bodies)
        if body.is_there
    ]
    return [
        tie_table(ties, f"Ties. {finding}", directed=drawn.directed),
        html.H3("The partners of each body", className="cp-above"),
        partner_table(of_each, f"Partners of each body. {finding}"),
    ]
