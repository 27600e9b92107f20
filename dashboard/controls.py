"""The filter bar: native controls for what to show, each choice with the people it would leave.

A control that the audience may not use stands in the page, out of sight and with no choice in it.
"""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.address import NOT_RECORDED
from dashboard.page import MOST_CHOICES, Page
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
CHOICES = tuple(f"choice-{place}" for place in range(1, MOST_CHOICES + 1))
"""The ids of the controls of a page's own choices, in their order."""
SEPARATOR = ","
EVERYONE = "*"
"""The choice that lets everyone through."""


def control_id(dimension: Dimension) -> str:
    """The id of the control that filters on a dimension."""
    return f"filter-{dimension.value}"


def filter_bar(page: Page, gate: Gate, selection: Selection) -> Component:
    """One strip of labelled controls, set to the selection; those that are of no use on the page are hidden."""
    counts = page.counts_people
    free = gate.terms.is_restricted and counts
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
    choices = page.choices(gate)
    bar = html.Form(
        [
            *filters,
            _select(SPLIT, "Split by", splits, selection.dimension.value, is_hidden=not (offered and counts)),
            _select(LEVEL, "Count", levels, selection.level.value, is_hidden=not counts),
            *_own(page, gate, selection),
        ],
        className="cp-filters" if free else "cp-filters cp-few",
        hidden=not (counts or choices),
        **{"aria-label": "Filters"},
    )
    told = [html.P(why_no_more(gate), className="cp-note mt-2 mb-0")] if counts and why_no_more(gate) else []
    return html.Div([bar, *told])


def filter_labels(gate: Gate, selection: Selection) -> dict[Dimension, dict[str, str]]:
    """The name of each value that may be filtered on, by dimension; nothing for those who have no filters."""
    if not gate.terms.is_restricted:
        return {}
    return {
        dimension: dict(filter_choices(gate, selection.filters, dimension).select("value", "label").iter_rows())
        for dimension in FIELDS
    }


def why_no_more(gate: Gate) -> str:
    """Why there is no finer slice, in one sentence; "" for analysts, who have them all."""
    if gate.terms.is_restricted:
        return ""
    if gate.narrow(Selection(dimension=gate.terms.partition or Dimension.WHOLE)).dimension != Dimension.WHOLE:
        return ("This one split was agreed for the study; any further one would leave so few people in a group that "
                "what one of them said could be worked out.")  # fmt: skip
    return ("Everyone is counted together here, because with this few people any smaller group could give away what "
            "one of them said.")  # fmt: skip


def choices_of(page: Page, gate: Gate, values: Sequence[str | None]) -> tuple[tuple[str, str], ...]:
    """What the controls of a page's own choices stand at, as a Selection keeps it."""
    taken = zip(page.choices(gate), values, strict=False)
    return tuple(pair for choice, value in taken for pair in choice.taken(value))


def _own(page: Page, gate: Gate, selection: Selection) -> list[Component]:
    """A control for each of the page's own choices, and those it does not need out of sight."""
    choices = page.choices(gate)
    shown = [
        _select(name, choice.label, [{"label": label, "value": value} for value, label in choice.options],
                selection.choice(choice.name) or choice.options[0][0])
        for name, choice in zip(CHOICES, choices, strict=False)
    ]  # fmt: skip
    return shown + [_select(name, "Nothing to choose", [], "", is_hidden=True) for name in CHOICES[len(choices) :]]


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


def selection_of(values: dict[Dimension, str], dimension: str, level: str) -> Selection:
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
    )


def _select(name: str, label: str, choices: list[dict[str, str]], value: str, *, is_hidden: bool = False) -> Component:
    return html.Label([label, dbc.Select(id=name, options=choices, value=value)], hidden=is_hidden)
