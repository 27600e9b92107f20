"""The plate of change: the same people on two occasions, as dumbbells whose rows open the evidence, and as a table."""

from collections.abc import Sequence

import polars as pl
from dash.development.base_component import Component

from dashboard.components import change_sentences
from dashboard.components.change_table import change_table
from dashboard.components.plate import chart_with_rows, plate
from dashboard.figures.dumbbell import AXIS, dumbbell
from dashboard.figures.paired_rows import NARROW_ROOM, lines
from dashboard.page import Display, Edition
from queries.selection import Level

COLUMN_ROOM = 360
"""Pixels that a label and its value share in the lesser column of a wide page."""


def change_plate(
    name: str,
    change: pl.DataFrame,
    display: Display,
    *,
    edition: Edition,
    people: str,
    level: Level,
    csv: str,
    opposites: Sequence[tuple[str, str]] = (),
    of: str = "",
    in_column: bool = False,
) -> Component:
    """The plate for rows of stage_change, at least one, as an audience has them; it puts them in order itself.

    `people` are what they are called, `of` the filters in words. Both of a pair of `opposites` are pointed out.
    `in_column` where it stands beside something else on a wide page. Analysts' rows, which tell who came and who left,
    give them to the table.
    """
    with_moves = "gained" in change.columns
    rows = in_order(change)
    finding = change_sentences.finding_of_change(rows, level, people)
    measure = change_sentences.measure_of_change(edition.release, level=level, change=rows, people=people, of=of)
    return plate(
        name,
        finding,
        measure,
        _chart(rows, display, finding, in_column=in_column),
        change_table(rows, f"{finding}. {measure}", with_moves=with_moves),
        note=change_sentences.note_on_change(rows, opposites, is_only_number=not with_moves),
        csv=csv,
    )


def in_order(change: pl.DataFrame) -> pl.DataFrame:
    """Themes in the order of the codebook; in each, the codes by what is told of the last stage, then by name.

    No two codes look alike: those of one name have their key behind it.
    """
    alike = pl.col("code").n_unique().over("name") > 1
    named = change.with_columns(name=pl.when(alike).then(pl.format("{} ({})", "name", "code")).otherwise("name"))
    return (
        named.with_columns(theme=pl.col("heading_code").rle_id())
        .sort("theme", "after_least", "after_most", "name", descending=[False, True, True, False], nulls_last=True,
              maintain_order=True)
        .drop("theme")
    )  # fmt: skip


def _chart(rows: pl.DataFrame, display: Display, finding: str, *, in_column: bool) -> Component | None:
    """The chart, or None where nothing is told that could be drawn."""
    if change_sentences.told_rows(rows).is_empty():
        return None
    stacked = in_column or display.width == "narrow"
    room = COLUMN_ROOM if in_column and display.width == "wide" else NARROW_ROOM
    spoken = {row["code"]: _spoken(row) for row in rows.iter_rows(named=True)}
    buttons = [
        (line.code, spoken[line.code], AXIS + line.top, line.height)
        for line in lines(rows, stacked=stacked, room=room)
        if line.code
    ]
    figure = dumbbell(rows, stacked=stacked, room=room, theme=display.theme)
    description = (f"{finding}. Dumbbells of {len(buttons)} rows, from an open dot to a filled one; each row is a "
                   "button that says its numbers.")  # fmt: skip
    return chart_with_rows(figure, description, buttons)


def _spoken(row: dict[str, object]) -> str:
    """A row as it is read out: "Shared narrative: 3 of 10 Autumn 2014, 7 of 10 Autumn 2015. Open the evidence"."""
    ends = f"{row['before_says']} {row['first_label']}, {row['after_says']} {row['last_label']}"
    return f"{row['name']}: {ends}. Open the evidence"
