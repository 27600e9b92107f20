"""The plate of counts: one frame of people counted as a chart whose rows open the evidence, and as a table."""

import polars as pl
from dash.development.base_component import Component

from dashboard.components import sentences
from dashboard.components.count_table import count_table
from dashboard.components.plate import chart_with_rows, plate
from dashboard.figures import dot_plot
from dashboard.figures.rows import arrange, step, top
from dashboard.page import Display

MOST_BESIDE = {"wide": dot_plot.MOST_GROUPS, "medium": 2, "narrow": 1}
"""Groups whose panels stand beside one another; more are put under one another."""

LABEL_ABOVE = 8
"""Pixels by which a row begins above its lattice where its label stands there."""

LITTLE_ROOM = 280
"""Pixels for panels on a page of medium width, or beside the open evidence."""


def counts_plate(
    name: str,
    frame: pl.DataFrame,
    display: Display,
    *,
    finding: str,
    measure: str,
    people: str,
    note: str,
    csv: str,
    with_intervals: bool = False,
    draws_intervals: bool = False,
) -> Component:
    """The plate for rows of (label, heading, code, name, least, most, says, n) in the order to be shown.

    `with_intervals` adds to the table of an unsplit frame the interval from its columns `low` to `high`;
    `draws_intervals` draws it too. What else a frame may hold, `figures.rows.arrange` says.
    """
    return plate(
        name,
        finding,
        measure,
        _chart(frame, display, finding, people, draws_intervals=draws_intervals),
        count_table(frame, f"{finding}. {measure}", people, interval=_interval if with_intervals else None),
        note=" ".join(part for part in (note, sentences.legend(frame)) if part),
        csv=csv,
    )


def ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Themes in the order of the codebook; in each, the codes by what is told of them, then by name."""
    theme = pl.col("heading_code").rle_id()
    return frame.with_columns(theme=theme).sort(
        "theme", "least", "most", "name", descending=[False, True, True, False], nulls_last=True, maintain_order=True
    )


def in_order_of(frame: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of the unsplit chart, so that a split moves no row; no two groups or codes look alike."""
    place = whole.select("code").with_row_index("place")
    ordered = frame.join(place, on="code").sort("place", maintain_order=True).drop("place")
    return ordered.with_columns(_told_apart("label", by="value"), _told_apart("name", by="code"))


def _told_apart(name: str, *, by: str) -> pl.Expr:
    """The column `name`, with the key in brackets where two keys have the same name."""
    alike = pl.col(by).n_unique().over(name) > 1
    return pl.when(alike).then(pl.format("{} ({})", name, by)).otherwise(pl.col(name)).alias(name)


def _chart(
    frame: pl.DataFrame, display: Display, finding: str, people: str, *, draws_intervals: bool
) -> Component | None:
    """The chart, or None where there are more groups than one can draw."""
    groups = frame["label"].unique(maintain_order=True).to_list()
    if len(groups) > dot_plot.MOST_GROUPS:
        return None
    stacked = display.width == "narrow" or len(groups) > MOST_BESIDE[display.width]
    rows = arrange(frame, stacked=stacked)
    high, at = step(stacked=stacked), top(rows, stacked=stacked, groups=groups) - (LABEL_ABOVE if stacked else 0)
    lines = 1 + len(groups) if stacked and len(groups) > 1 else 1
    coded = frame.drop_nulls("code")
    spoken = {code: _spoken(cells, people) for (code,), cells in coded.group_by(["code"], maintain_order=True)}
    buttons = [
        (row.code, spoken[row.code], at + place * high, high * lines)
        for place, row in enumerate(rows)
        if row.kind == "code"
    ]
    room = dot_plot.ROOM if display.width == "wide" else LITTLE_ROOM
    figure = dot_plot.dot_plot(frame, stacked=stacked, room=room, theme=display.theme, with_intervals=draws_intervals)
    description = f"{finding}. Dot plot of {len(buttons)} rows; each row is a button that says its numbers."
    return chart_with_rows(figure, description, buttons)


def _interval(row: dict[str, object]) -> str:
    """The interval in per cent, for analysts: "32 to 81%"."""
    low, high = row["low"], row["high"]
    return (
        "–"
        if low is None or high is None
        else f"{float(str(low)):.0%} to {float(str(high)):.0%}".replace("% to", " to")
    )


def _spoken(cells: pl.DataFrame, people: str) -> str:
    """A row as it is read out: "Clinical leadership: 9 of 12 leaders. Open the evidence"."""
    groups = cells.unique("label", maintain_order=True)  # a code may stand under two headings
    counts = [
        f"{told} {people if groups.height == 1 else label}" if least is not None else told
        for told, least, label in groups.select("says", "least", "label").iter_rows()
    ]
    return f"{cells['name'][0]}: {', '.join(counts)}. Open the evidence"
