"""The filter bar: native controls for what to show, each choice with the people it would leave."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.address import NOT_RECORDED
from queries.database import Database
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


def filter_bar(database: Database, selection: Selection) -> Component:
    """One strip of labelled controls, set to the selection."""
    filters = [
        _select(control_id(dimension), NAMES[dimension], options(database, selection.filters, dimension),
                chosen(selection.filters, dimension))
        for dimension in FIELDS
    ]  # fmt: skip
    splits = [{"label": "No split", "value": Dimension.WHOLE.value}] + [
        {"label": NAMES[dimension], "value": dimension.value} for dimension in FIELDS
    ]
    levels = [{"label": f"{level.value.capitalize()}s", "value": level.value} for level in Level]
    return html.Form(
        [
            *filters,
            _select(SPLIT, "Split by", splits, selection.dimension.value),
            _select(LEVEL, "Count", levels, selection.level.value),
        ],
        className="cp-filters",
        **{"aria-label": "Filters"},
    )


def options(database: Database, filters: Filters, dimension: Dimension) -> list[dict[str, str]]:
    """The choices of one filter, each with the people it leaves; several values at once are a choice of their own."""
    choices = filter_choices(database, filters, dimension)
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


def _select(name: str, label: str, choices: list[dict[str, str]], value: str) -> Component:
    return html.Label([label, dbc.Select(id=name, options=choices, value=value)])
