"""The plate of strips: measures each on an axis of its own, as a chart whose rows open the measure, and a table."""

from collections.abc import Sequence

import polars as pl
from dash.development.base_component import Component

from dashboard.components import sentences
from dashboard.components.comparison_tables import measures_table
from dashboard.components.indicators import Measure, Told, axis, missing, said, short_names, tick, unit_label
from dashboard.components.plate import chart_with_rows, plate
from dashboard.figures.strip_rows import Laid, Mark, Reading, Strip, laid_out
from dashboard.figures.strips import strips
from dashboard.page import Display

ROOM = {"wide": 400, "medium": 490, "narrow": 290}
"""Pixels that a strip has at the least, for each width of the page."""


def strips_plate(
    name: str,
    measures: Sequence[Measure],
    places: Sequence[str],
    display: Display,
    *,
    title: str,
    measure: str,
    csv: str,
    is_restricted: bool,
) -> Component:
    """The plate for measures in the order to be shown, of the place-based networks named `places`."""
    stacked, names = display.width != "wide", short_names(places)
    strip = [_strip(one, names, is_restricted=is_restricted) for one in measures]
    rows = laid_out(strip, stacked=stacked, room=ROOM[display.width])
    description = f"{title}. Strip plot of {len(rows)} rows; each row is a button that says its numbers."
    chart = chart_with_rows(
        strips(rows, stacked=stacked, theme=display.theme),
        description,
        [(row.strip.key, _spoken(row), row.top, row.height) for row in rows],
        kind="indicator",
    )
    table = measures_table(measures, f"{title}. {measure}", is_restricted=is_restricted)
    return plate(name, title, measure, chart, table, note=_words(measures), csv=csv)


def _strip(measure: Measure, names: dict[str, str], *, is_restricted: bool) -> Strip:
    """A measure on its own axis."""
    unit = measure.about["unit"]
    start, end = axis(measure)
    row = measure.places[0]

    def at(number: float) -> float:
        return (number - start) / (end - start)

    def mark(told: Told, label: str = "") -> Mark:
        return Mark(at(told["low"]), at(told["high"]), label)

    return Strip(
        key=measure.about["indicator"],
        name=measure.about["name"],
        unit=unit_label(measure.about),
        ticks=(tick(unit, start), tick(unit, (start + end) / 2), tick(unit, end)),
        places=tuple(mark(one, names[one["network_name"]]) for one in measure.places if one["low"] is not None),
        issue=tuple(sorted((mark(one) for one in measure.known), key=lambda one: (one.low, one.high))),
        middle=None if row["issue_lower"] is None else (at(row["issue_lower"]), at(row["issue_upper"])),
        median=None if row["issue_median"] is None else at(row["issue_median"]),
        readings=tuple(
            Reading(names[one["network_name"]], said(one, unit), "" if one["low"] is None else one["rank_says"])
            for one in measure.places
        ),
        missing=missing(measure, is_restricted=is_restricted),
    )


def _spoken(row: Laid) -> str:
    """A row as it is read out: "Reach: Northmere 75%, highest of 10 with data; all 9 have data. Open the measure"."""
    told = [f"{one.network} {one.value}{f', {one.rank}' if one.rank else ''}" for one in row.strip.readings]
    return f"{row.strip.name}: {'; '.join(part for part in (*told, row.strip.missing) if part)}. Open the measure"


def _words(members: Sequence[Measure]) -> str:
    """What the words of counts mean, where they are told in words."""
    counts = [
        {
            "says": row["says"],
            "least": round(row["low"] * row["n"]),
            "most": round(row["high"] * row["n"]),
            "n": row["n"],
        }
        for measure in members
        for row in measure.places
        if row["n"] is not None and row["low"] is not None
    ]
    schema = {"says": pl.String, "least": pl.Int64, "most": pl.Int64, "n": pl.Int64}
    return sentences.legend(pl.DataFrame(counts, schema=schema))
