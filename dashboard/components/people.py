"""The row of people: one small figure for each person asked, filled from the left for those counted."""

from dash import html

MOST_DRAWN = 24


def people_row(count: int, n: int, noun: str) -> html.Span:
    """`count` of `n` people as figures and in words; words alone where there are too many to draw.

    The order of the figures means nothing.
    """
    figures = [html.Span(className="cp-person on" if place < count else "cp-person") for place in range(n)]
    drawn = [html.Span(figures, className="cp-people", **{"aria-hidden": "true"})] if n <= MOST_DRAWN else []
    return html.Span([*drawn, html.Span(f"{count} of {n} {noun}", className="cp-num")], className="cp-count")
