"""Tables of ties: every tie with its weight and source, and the partners of every body."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.network_figures import Told, decimal

TieRow = tuple[str, str, str, str]
"""Two bodies, the weight as it is printed, and who says so."""


def tie_table(rows: Sequence[TieRow], caption: str, *, directed: bool) -> html.Table:
    """The ties as rows, strongest first."""
    heads = ("From", "To") if directed else ("Body", "Body")
    return _table(
        caption, [*heads, "Weight", "Source"],
        [[html.Th(start, scope="row"), html.Td(end), html.Td(weight, className="cp-num text-end"), html.Td(source)]
         for start, end, weight, source in rows],
        numbers={2},
    )  # fmt: skip


def partner_table(rows: Sequence[tuple[str, str, Sequence[str]]], caption: str) -> html.Table:
    """Bodies with their sector and their partners, those without any too."""
    return _table(
        caption, ["Body", "Sector", "Partners", "With whom"],
        [[html.Th(name, scope="row"), html.Td(sector), html.Td(str(len(others)), className="cp-num text-end"),
          html.Td(", ".join(others) or "–")]
         for name, sector, others in rows],
        numbers={2},
    )  # fmt: skip


def figure_table(rows: Sequence[tuple[str, Sequence[Told], Sequence[str]]], caption: str, absent: str) -> html.Table:
    """The figures of each relation: (what they are of, those told, the names of those that are not).

    `absent` stands where a figure is not told.
    """
    cells = []
    for about, figures, untold in rows:
        cells.append([html.Th(about, colSpan=3, scope="colgroup", className="cp-group")])
        cells += [
            [html.Th(figure.name, scope="row"), html.Td(decimal(figure.value), className="cp-num text-end"),
             html.Td(" ".join(part for part in (figure.sentence, figure.change) if part))]
            for figure in figures
        ]  # fmt: skip
        cells += [[html.Th(name, scope="row"), html.Td("–", className="text-end"), html.Td(absent)] for name in untold]
    return _table(caption, ["Figure", "Value", "What it says"], cells, numbers={1})


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Component]], *, numbers: set[int]) -> html.Table:
    head = [
        html.Th(name, scope="col", className="text-end" if place in numbers else "") for place, name in enumerate(heads)
    ]
    return html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(html.Tr(head)),
         html.Tbody([html.Tr(cells) for cells in rows])],
        className="table table-sm align-middle",
    )  # fmt: skip
