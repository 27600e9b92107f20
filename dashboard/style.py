"""The look of figures: colours, the Plotly template of each theme, and the marks that carry meaning."""

from typing import Any, Literal

Theme = Literal["light", "dark"]

SANS = '"Source Sans 3", "Segoe UI", system-ui, sans-serif'

LIGHT = {
    "paper": "#fbf9f4", "leaf": "#f5f1e8", "ink": "#1b2530", "ink_2": "#4a5561", "ink_3": "#626c77",
    "hair": "#dfdacf", "line": "#8c8f92", "band": "#efe9da", "lattice": "#c4bdaf",
    "place": "#153e6b", "issue": "#bd4f14", "barrier": "#641040", "enabler": "#1c7d71",
}  # fmt: skip
DARK = {
    "paper": "#0f1620", "leaf": "#18212d", "ink": "#f3f0e8", "ink_2": "#c3cad1", "ink_3": "#9aa5b0",
    "hair": "#2b3744", "line": "#6e7a86", "band": "#1d2834", "lattice": "#3d4956",
    "place": "#a9d3f7", "issue": "#ee7b35", "barrier": "#f7bdda", "enabler": "#2ba48f",
}  # fmt: skip
COLOURS = {"light": LIGHT, "dark": DARK}

Mark = Literal["leaders", "barrier", "enabler"]
"""What a count of people is of: a barrier, an enabler, or neither."""

SHAPES: dict[Mark, str] = {"leaders": "circle", "barrier": "triangle-down", "enabler": "triangle-up"}
"""The shape of each mark in a figure; the shapes tell it without colour."""

GLYPHS: dict[Mark, str] = {"leaders": "", "barrier": "▼", "enabler": "▲"}
"""The same shape in a line of text."""


def leaders_mark(colours: dict[str, str], size: int = 13) -> dict[str, Any]:
    """The mark of people counted: a filled dot in ink."""
    return {"symbol": "circle", "size": size, "color": colours["ink"], "line": {"width": 0}}


def mark_colour(colours: dict[str, str], mark: Mark) -> str:
    """The colour of a mark: ink where it is neither of a barrier nor of an enabler."""
    return colours["ink" if mark == "leaders" else mark]


def withheld_mark(colours: dict[str, str]) -> dict[str, Any]:
    """The one look of what is not told exactly: a hatch in grey, never a colour."""
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"width": 1, "color": colours["line"]},
        "pattern": {
            "shape": "/", "size": 5, "solidity": 0.25, "fillmode": "replace",
            "fgcolor": colours["line"], "bgcolor": "rgba(0,0,0,0)",
        },
    }  # fmt: skip


def template(theme: Theme) -> dict[str, Any]:
    """The Plotly template of a theme: transparent ground, no chart junk, axes fit for whole numbers."""
    colours = COLOURS[theme]
    axis = {
        "showline": False, "zeroline": False, "showgrid": False, "ticks": "", "automargin": False, "fixedrange": True,
        "tickfont": {"size": 13, "color": colours["ink_3"]},
    }  # fmt: skip
    return {
        "layout": {
            "font": {"family": SANS, "size": 14, "color": colours["ink"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 0, "r": 0, "t": 22, "b": 4, "pad": 0},
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": False,
            "hovermode": False,
            "dragmode": False,
            "annotationdefaults": {"showarrow": False, "font": {"size": 14, "color": colours["ink"]}},
            "transition": {"duration": 0},
        },
    }
