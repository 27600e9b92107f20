"""The row of people: one small figure for each person asked, filled from the left for those counted."""

from dash import html

MOST_DRAWN = 24


def people_row(least: int | None, most: int | None, n: int | None, says: str) -> html.Span:
    """A released count as figures and in words: filled up to `least`, hatched up to `most`, open up to `n`.

    Words alone where there are too many to draw, or nothing is told. The order of the figures means nothing.
    """
    words = html.Span(says, className="cp-num")
    if least is None or most is None or n is None or n > MOST_DRAWN:
        return html.Span([words], className="cp-count")
    kinds = ["cp-person on"] * least + ["cp-person wh"] * (most - least) + ["cp-person"] * (n - most)
    figures = html.Span([html.Span(className=kind) for kind in kinds], className="cp-people", **{"aria-hidden": "true"})
    return html.Span([figures, words], className="cp-count")
