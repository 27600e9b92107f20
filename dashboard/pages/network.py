"""Network: how the bodies of a network are tied, drawn and in figures of the whole."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components import network_words as words
from dashboard.components.layout import empty_state, entry
from dashboard.components.network_figures import Row, Told, decimal, told, untold
from dashboard.components.plate import picture, plate
from dashboard.components.relations import Relation, relations
from dashboard.components.tie_tables import figure_table
from dashboard.figures.drawing import drawing
from dashboard.figures.ring import LOOKS
from dashboard.figures.scale_line import Scale, scale_line
from dashboard.page import Choice, Display, Edition, Page
from dashboard.ties_plate import ties_plate
from queries.disclosure import Gate
from queries.selection import Selection
from queries.structure import bodies

FORMS = (("both", "Ring and matrix"), ("ring", "Ring"), ("matrix", "Matrix"))

NOT_TOLD = {True: "Not defined for these ties", False: words.NO_VALUE}
"""What stands for a figure that is not there: to analysts, who have all there are, and to everyone else."""


def choices(gate: Gate) -> tuple[Choice, ...]:
    """How ties are drawn, and which, of what year; a choice of one thing is none."""
    found = relations(gate)
    drawable = [relation for relation in found if relation.can_be_drawn]
    years = sorted({year for relation in found for year in relation.rows}, reverse=True)
    offered = (
        Choice("form", "Show", FORMS if drawable else ()),
        Choice("relation", "Relation", tuple((relation.key, relation.name) for relation in drawable)),
        Choice("year", "Year", tuple((str(year), str(year)) for year in years)),
    )
    return tuple(choice for choice in offered if len(choice.options) > 1)


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The ring and the matrix of the ties, and the figures of the whole network, relation by relation."""
    found = relations(gate)
    if not found:
        return empty_state(
            "No ties between bodies are recorded",
            "ties.csv holds them, one a row: two bodies, the relation, the year, and whether the survey or the record "
            "says so. organisations.csv names the bodies.",
        )
    drawable = [relation for relation in found if relation.can_be_drawn]
    asked = [relation for relation in drawable if relation.key == selection.choice("relation")]
    shown = next(iter([*asked, *drawable, *found]))
    ordered = [shown, *(relation for relation in found if relation is not shown)]
    lede = words.answer(shown.at(selection.choice("year"))[0])
    return html.Div(
        [
            *([html.P(lede, className="cp-lede", id="lede")] if lede else []),
            _drawn(gate, edition, shown, selection, display) if drawable else _not_drawn(),
            _whole(gate, edition, ordered, selection, display),
            *_others(gate, edition, ordered[1:], selection, display),
        ]
    )


def _measure(gate: Gate, edition: Edition, relation: Relation, row: Row) -> str:
    return words.measure(row, edition.release, is_restricted=gate.terms.is_restricted, network=relation.network)


def _not_drawn() -> Component:
    return entry(
        [html.Span("Single ties", className="cp-head")],
        [html.H2("Who named whom stays with those who asked"), html.P(words.CONFIDENCES, className="cp-measure")],
    )


def _drawn(gate: Gate, edition: Edition, relation: Relation, selection: Selection, display: Display) -> Component:
    """The entry of the drawing, and how it is read."""
    row, _ = relation.at(selection.choice("year"))
    everyone = bodies(gate).filter(network=row["network"])
    drawn = drawing(everyone, relation.ties, year=row["year"], directed=row["is_directed"], is_survey=row["is_survey"])
    count = sum(body.is_there for body in drawn.bodies)
    body = ties_plate(
        drawn,
        row,
        display,
        measure=_measure(gate, edition, relation, row),
        form=selection.choice("form") or FORMS[0][0],
        note=words.notes(row, left_out=drawn.left_out, silent=drawn.silent, hidden=(row["n"] or 0) - count),
    )
    reading = words.how_to_read(
        drawn.strengths.names(),
        LOOKS[drawn.strengths.number],
        directed=drawn.directed,
        relation=row["relation_name"],
        strong=words.strongest(
            [(drawn.bodies[tie.start].label, drawn.bodies[tie.end].label, tie.weight) for tie in drawn.ties],
            None if row["is_survey"] or not drawn.strengths.cuts else drawn.strengths.cuts[-1],
            directed=drawn.directed,
        ),
    )
    margin = [
        html.Span("Who is tied to whom" if row["is_directed"] else "Who works with whom", className="cp-head"),
        html.Span(f" {count} {'body' if count == 1 else 'bodies'}", className="cp-key"),
        html.Div(reading, className="cp-note cp-asides"),
    ]
    return entry(margin, [body])


def _whole(
    gate: Gate, edition: Edition, ordered: Sequence[Relation], selection: Selection, display: Display
) -> Component:
    """The figures of the first relation, and a table of those of all."""
    year = selection.choice("year")
    row, earlier = ordered[0].at(year)
    finding = words.whole_title(row, earlier)
    figures = [(relation.name, *relation.at(year)) for relation in ordered]
    rows = [(f"{name}, {now['year']}", told(now, before), untold(now)) for name, now, before in figures]
    body = plate(
        "whole",
        finding,
        _measure(gate, edition, ordered[0], row),
        html.Div([_scales(_blocks(row, earlier, display)), _absent(gate, row)]),
        figure_table(rows, f"Figures of the whole network. {finding}", NOT_TOLD[gate.terms.is_restricted]),
        csv="/tie-structure.csv",
        has_image=False,
    )
    asides = [
        html.P("Density falls as a network grows: never set it beside that of a network of another size."),
        html.P("The thick part of a line is what the figure could be.", className="cp-beside"),
    ]
    return entry([*_about(row, "The whole network"), html.Div(asides, className="cp-note cp-asides")], [body])


def _others(
    gate: Gate, edition: Edition, others: Sequence[Relation], selection: Selection, display: Display
) -> list[Component]:
    """The figures of the other relations: an entry each, or one for all where of each but one figure is told."""
    pairs = [(relation, *relation.at(selection.choice("year"))) for relation in others]
    finding = words.most_named([row for _, row, _ in pairs])
    if finding and all(len(told(row)) <= 1 for _, row, _ in pairs):
        blocks = [
            block for relation, row, earlier in pairs for block in _blocks(row, earlier, display, head=relation.name)
        ]
        measure = words.measure({**pairs[0][1], "relation_name": "Each relation"}, edition.release, is_restricted=False)
        body = [html.H2(finding), html.P(measure, className="cp-measure"), _scales(blocks), _absent(gate, pairs[0][1])]
        return [entry(_about(pairs[0][1], "Told in confidence"), body)]
    return [
        entry(
            _about(row, row["relation_name"]),
            [
                html.H2(words.title(row)),
                html.P(_measure(gate, edition, relation, row), className="cp-measure"),
                _scales(_blocks(row, earlier, display)),
                _absent(gate, row),
            ],
        )
        for relation, row, earlier in pairs
    ]


def _about(row: Row, head: str) -> list[Component]:
    mark, colour = ("◆", "t-place") if row["network_type"] == "place_based" else ("○", "t-issue")
    shape = html.Span(mark, className=f"cp-shape {colour}", **{"aria-hidden": "true"})
    return [
        html.Span(head, className="cp-head"),
        html.P([shape, f" {row['network_name']}"], className="cp-note mt-1 mb-0"),
    ]


def _blocks(row: Row, earlier: Row | None, display: Display, *, head: str = "") -> list[Component]:
    """Each figure that is told with its sentence, its line and what changed; under its own name or a `head`."""
    kind = "place" if row["network_type"] == "place_based" else "issue"
    return [
        html.Div(
            [
                html.H3(f"{head}: {words.lower(figure.name)}" if head else figure.name),
                html.P(figure.sentence, className="cp-small"),
                _line(figure, kind, display),
                html.P(figure.change, className="cp-note"),
            ]
        )
        for figure in told(row, earlier)
    ]


def _scales(blocks: Sequence[Component]) -> Component:
    return html.Div(blocks, className="cp-scales cp-by-four" if len(blocks) == 4 else "cp-scales")


def _absent(gate: Gate, row: Row) -> Component:
    """The names of the figures that are not told."""
    missing = ", ".join(words.lower(name) for name in untold(row))
    said = [html.Span(className="cp-withheld"), f" {NOT_TOLD[gate.terms.is_restricted]}: {missing}."]
    return html.P(said if missing else [], className="cp-small mt-2 mb-0")


def _line(figure: Told, kind: str, display: Display) -> Component:
    (low, low_name), (high, high_name) = figure.low, figure.high
    scale = Scale(
        figure.value, decimal(figure.value), low, high, low_name, high_name, figure.possible, figure.references
    )
    ends = f"{low_name}, {decimal(low)}, to {high_name}, {decimal(high)}"
    held = "".join(f"; {name} would give {decimal(value)}" for value, name in figure.references)
    said = f"{figure.name}: {decimal(figure.value)} on a line from {ends}{held}."
    return picture(scale_line(scale, kind=kind, theme=display.theme), said)


page = Page("/network", "Network", "How do the bodies hold together?", (), view, counts_people=False, choices=choices)
