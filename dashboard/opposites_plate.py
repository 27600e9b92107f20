"""The plate of opposites: two codes of the study side by side, never summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components import sentences
from dashboard.components.people import people_row
from dashboard.components.plate import evidence_button
from dashboard.components.shapes import marks, shape
from dashboard.controls import filter_labels
from dashboard.page import Display, Edition
from dashboard.style import Mark
from queries.cooccurrence import cooccurrence
from queries.disclosure import Gate
from queries.selection import Dimension, Level, Selection
from queries.themes import codebook, opposites, stage_change, theme_prevalence


@dataclass(frozen=True)
class Count:
    """A released count of people; `when` is the stage it is of, or "" for all that was read."""

    least: int | None
    most: int | None
    n: int | None
    says: str
    when: str = ""


@dataclass(frozen=True)
class Side:
    """One code of a pair: two counts where it is told as change, the earlier first, else one."""

    code: str
    name: str
    mark: Mark
    counts: tuple[Count, ...]

    @property
    def last(self) -> Count:
        """The count that a title may rest on."""
        return self.counts[-1]


Pair = tuple[Side, Side]


def opposites_plate(
    name: str,
    gate: Gate,
    selection: Selection,
    display: Display,
    *,
    edition: Edition,
    domains: Sequence[str],
    csv: str = "",
) -> Component | None:
    """The pairs of opposites with a code under `domains` (none: all), each code's people beside the other's.

    None where the study declares none, or no number of them is told. `csv` is the address of the numbers.
    """
    return None
