"""The row of people: one small figure for each person asked, filled from the left for those counted."""

from collections.abc import Iterable, Sequence

from dash import html
from dash.development.base_component import Component

MOST_DRAWN = 24

RAISED, WITHHELD, SILENT = "cp-person on", "cp-person wh", "cp-person"

MEANINGS = {
    RAISED: "raised it",
    SILENT: "did not raise it, which is not disagreement",
    WITHHELD: "not shown, to protect individuals",
}
"""What each figure stands for."""


def people_row(
    least: int | None, most: int | None, n: int | None, says: str, *, before: Sequence[Component] = ()
) -> html.Span:
    """A released count as figures and in words: filled up to `least`, hatched up to `most`, open up to `n`.

    Words alone where there are too many to draw, or nothing is told. The order of the figures means nothing.
    `before` stands before the words.
    """
    figures = people_figures(least, most, n)
    return html.Span([*figures, html.Span([*before, says], className="cp-num")], className="cp-count")


def people_figures(least: int | None, most: int | None, n: int | None) -> list[Component]:
    """The figures of a released count in a row, out of hearing of a screen reader; none where they are not drawn."""
    kinds = _kinds(least, most, n)
    drawn = [html.Span(className=kind) for kind in kinds]
    return [html.Span(drawn, className="cp-people", **{"aria-hidden": "true"})] if drawn else []


def people_legend(counts: Iterable[tuple[int | None, int | None, int | None]]) -> list[Component]:
    """A line for each kind of figure that the counts (least, most, n) are drawn with: the figure and its meaning."""
    drawn = {kind for least, most, n in counts for kind in _kinds(least, most, n)}
    return [
        html.Span([html.Span(className=kind, **{"aria-hidden": "true"}), html.Span(means)], className="cp-legend-line")
        for kind, means in MEANINGS.items()
        if kind in drawn
    ]


def _kinds(least: int | None, most: int | None, n: int | None) -> list[str]:
    if least is None or most is None or n is None or n > MOST_DRAWN:
        return []
    return [RAISED] * least + [WITHHELD] * (most - least) + [SILENT] * (n - most)
