"""The filter bar: native controls for what to show, each choice with the people it would leave.

A control that the audience may not use stands in the page, out of sight and with no choice in it.
"""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.address import NOT_RECORDED
from queries.disclosure import Gate
from queries.selection import FIELDS, Dimension, Filters, Level, Selection
from queries.study import filter_choices

NAMES = {
    Dimension.NETWORK: "Network",
    Dimension.ORGANISATION: "Organisation",
    Dimension.SECTOR_GROUP: "Sector group",
    Dimension.ROLE_GROUP: "Role group",
    Dimension.STAGE: "Stage",
}
SPLIT, LEVEL = "split", "level"
SEPARATOR = ","
EVERYONE = "*"
"""The choice that lets everyone through."""


def control_id(dimension: Dimension) -> str:
    """The id of the control that filters on a dimension."""
    return f"filter-{dimension.value}"


def filter_bar(gate: Gate, selection: Selection, *, is_used: bool = True) -> Component:
    """One strip of labelled controls, set to the selection; those that are of no use here are hidden."""
    free = gate.terms.is_restricted
    filters = [
        _select(control_id(dimension), NAMES[dimension], options(gate, selection.filters, dimension),
                chosen(selection.filters, dimension), is_hidden=not free)
        for dimension in FIELDS
    ]  # fmt: skip
    offered = [dimension for dimension in FIELDS if gate.narrow(Selection(dimension=dimension)).dimension == dimension]
    splits = [{"label": "No split", "value": Dimension.WHOLE.value}] + [
        {"label": NAMES[dimension], "value": dimension.value} for dimension in offered
    ]
    levels = [{"label": f"{level.value.capitalize()}s", "value": level.value} for level in Level]
    return html.Form(
        [
            *filters,
            _select(SPLIT, "Split by", splits, selection.dimension.value, is_hidden=not offered),
            _select(LEVEL, "Count", levels, selection.level.value),
        ],
        className="cp-filters" if free else "cp-filters cp-few",
        hidden=not is_used,
        **{"aria-label": "Filters"},
    )


def options(gate: Gate, filters: Filters, dimension: Dimension) -> list[dict[str, str]]:
    """The choices of one filter, each with the people it leaves; several values at once are a choice of their own."""
    if not gate.terms.is_restricted:
        return [{"label": "All", "value": EVERYONE}]
    choices = filter_choices(gate, filters, dimension)
    if choices["value"].to_list() == [""]:
        return [{"label": "None recorded", "value": EVERYONE}]
    listed = [
        {"label": f"{label} ({count})", "value": value or NOT_RECORDED} for value, label, count in choices.iter_rows()
    ]
    values = filters.values(dimension)
    several = [{"label": f"{len(values)} chosen", "value": chosen(filters, dimension)}] if len(values) > 1 else []
    return [{"label": "All", "value": EVERYONE}, *several, *listed]


def chosen(filters: Filters, dimension: Dimension) -> str:
    """The value of the control that stands for what the filters let through."""
    values = filters.values(dimension)
    return SEPARATOR.join(value or NOT_RECORDED for value in values) if values else EVERYONE


def selection_of(values: dict[Dimension, str], dimension: str, level: str, code: str = "") -> Selection:
    """The selection that the controls stand at; what no control offers is taken for the default."""
    filters = Filters()
    for name, value in values.items():
        if value and value != EVERYONE:
            parts = value.split(SEPARATOR)
            filters = filters.with_values(name, tuple("" if part == NOT_RECORDED else part for part in parts))
    return Selection(
        filters,
        Dimension(dimension) if dimension in list(Dimension) else Dimension.WHOLE,
        Level(level) if level in list(Level) else Level.CODE,
        code,
    )


def _select(name: str, label: str, choices: list[dict[str, str]], value: str, *, is_hidden: bool = False) -> Component:
    return html.Label([label, dbc.Select(id=name, options=choices, value=value)], hidden=is_hidden)
