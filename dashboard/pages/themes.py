"""Leadership, or Themes where a study names no leadership: how many people voice each code, group by group."""

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.components import sentences
from dashboard.components.count_table import count_table
from dashboard.components.layout import empty_state, entry
from dashboard.components.plate import chart_with_rows, plate
from dashboard.figures import dot_plot
from dashboard.page import Display, Edition, Page
from queries.database import Database
from queries.selection import FIELDS, Dimension, Selection
from queries.study import filter_choices
from queries.themes import codebook, domains_shown, theme_prevalence

MOST_BESIDE = {"wide": dot_plot.MOST_GROUPS, "medium": 2, "narrow": 1}
"""Groups whose panels stand beside one another; more are put under one another."""

LITTLE_ROOM = 280
"""Pixels for panels on a page of medium width, or beside the open evidence."""

NOT_RECORDED = {
    Dimension.NETWORK: ("No networks are recorded", "networks.csv names them; the column network of respondents.csv "
                        "says who belongs to which."),
    Dimension.ORGANISATION: ("No organisations are recorded", "organisations.csv names them; the column organisation "
                             "of respondents.csv says who belongs to which."),
    Dimension.SECTOR_GROUP: ("No sector groups are recorded", "They come from the column sector_group of "
                             "organisations.csv, through each respondent's organisation."),
    Dimension.ROLE_GROUP: ("No role groups are recorded", "They come from the column role_group of respondents.csv."),
}  # fmt: skip
"""Why there is nothing to split by, and what would fill it. Every interview has a stage."""


def leadership_or_themes(database: Database) -> Page:
    """The page for this release: its leadership domains when the study names them, else all its domains."""
    domains = tuple(domains_shown(database, "leadership")["code"])
    if domains:
        return Page("/leadership", "Leadership", "Who leads a network, and how?", domains, view)
    return Page("/themes", "Themes", "What did people speak of?", (), view)


def view(page: Page, database: Database, edition: Edition, selection: Selection, display: Display) -> Component:
    """The dot plot of people voicing each code, its table, and what both rest on."""
    whole = _ranked(theme_prevalence(database, _whole(selection), domains=page.domains))
    if whole.is_empty() or not edition.study.codings:
        return _nothing(database, edition, selection)
    frame = _in_order_of(theme_prevalence(database, selection, domains=page.domains), whole)
    people = edition.study.people(2)
    labels = {
        dimension: dict(filter_choices(database, selection.filters, dimension).select("value", "label").iter_rows())
        for dimension in FIELDS
    }
    groups = frame.select("value", "n").unique(maintain_order=True)
    if groups["value"].to_list() == [""]:
        return empty_state(*NOT_RECORDED[selection.dimension])
    finding = sentences.finding(frame, selection.dimension, selection.level, people)
    n = int(whole["n"][0])
    measured = sentences.measure(
        edition.study,
        edition.release,
        level=selection.level,
        n=n,
        filters=selection.filters,
        dimension=selection.dimension,
        labels=labels,
    )
    body = plate(
        finding,
        measured,
        _chart(frame, display, finding, people),
        count_table(frame, f"{finding}. {measured}", people),
        note=sentences.note(selection.dimension, groups["n"].to_list(), n, people),
        csv=_csv(page, selection),
        show_table=display.show_table,
    )
    lede = sentences.summary(whole, selection.level, people)
    return html.Div([html.P(lede, className="cp-lede", id="lede"), entry(_margin(page, n, people), [body])])


def _whole(selection: Selection) -> Selection:
    return Selection(filters=selection.filters, level=selection.level)


def _ranked(whole: pl.DataFrame) -> pl.DataFrame:
    """Themes in the order of the codebook; in each, the codes by people, then by name."""
    theme = pl.col("heading_code").rle_id()
    return whole.with_columns(theme=theme).sort(
        "theme", "respondents", "name", descending=[False, True, False], maintain_order=True
    )


def _in_order_of(frame: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of the unsplit chart, so that a split moves no row; no two groups or codes look alike."""
    place = whole.select("code").with_row_index("place")
    ordered = frame.join(place, on="code").sort("place", maintain_order=True).drop("place")
    return ordered.with_columns(_told_apart("label", by="value"), _told_apart("name", by="code"))


def _told_apart(name: str, *, by: str) -> pl.Expr:
    """The column `name`, with the key in brackets where two keys have the same name."""
    alike = pl.col(by).n_unique().over(name) > 1
    return pl.when(alike).then(pl.format("{} ({})", name, by)).otherwise(pl.col(name)).alias(name)


def _chart(frame: pl.DataFrame, display: Display, finding: str, people: str) -> Component | None:
    """The chart, or None where there are more groups than one can draw."""
    groups = frame["label"].unique(maintain_order=True).to_list()
    if len(groups) > dot_plot.MOST_GROUPS:
        return None
    stacked = display.width == "narrow" or len(groups) > MOST_BESIDE[display.width]
    rows = dot_plot.arrange(frame, stacked=stacked)
    step, at = dot_plot.step(stacked=stacked), dot_plot.top(stacked=stacked, groups=groups)
    lines = 1 + len(groups) if stacked and len(groups) > 1 else 1
    spoken = {code: _spoken(cells, people) for (code,), cells in frame.group_by(["code"], maintain_order=True)}
    buttons = [
        (row.code, spoken[row.code], at + place * step, step * lines)
        for place, row in enumerate(rows)
        if row.kind == "code"
    ]
    room = dot_plot.ROOM if display.width == "wide" else LITTLE_ROOM
    figure = dot_plot.dot_plot(frame, stacked=stacked, room=room, theme=display.theme)
    description = f"{finding}. Dot plot of {len(buttons)} rows; each row is a button that says its numbers."
    return chart_with_rows(figure, description, buttons)


def _spoken(cells: pl.DataFrame, people: str) -> str:
    """A row as it is read out: "Clinical leadership: 9 of 12 leaders. Open the evidence"."""
    counts = [
        f"{count} of {n} {people if cells.height == 1 else label}"
        for count, n, label in cells.select("respondents", "n", "label").iter_rows()
    ]
    return f"{cells['name'][0]}: {', '.join(counts)}. Open the evidence"


def _csv(page: Page, selection: Selection) -> str:
    query = query_string(Selection(selection.filters, selection.dimension, selection.level))
    domains = f"domain={','.join(page.domains)}" if page.domains else ""
    return "/theme-prevalence.csv" + (f"{query}&{domains}" if query and domains else query or f"?{domains}".rstrip("?"))


def _margin(page: Page, n: int, people: str) -> list[Component]:
    return [
        html.Span(page.name, className="cp-head"),
        html.Span(f" {', '.join(page.domains)}", className="cp-key"),
        html.Div(
            [
                html.P(f"Small dots mark every possible whole number of {people}, 0 to {n}."),
                html.P("Who did not voice a code did not thereby disagree with it."),
                html.P("Choose a row to read the words behind it."),
            ],
            className="cp-note cp-asides",
        ),
    ]


def _nothing(database: Database, edition: Edition, selection: Selection) -> Component:
    level = selection.level.value
    if level not in codebook(database)["level"]:
        return empty_state(f"The codebook has no {level}s", f"codes.csv gives them as rows of the level {level}.")
    if not edition.study.interviews_read:
        return empty_state(
            "No interview has been read to its end yet",
            "A person counts once a coder has finished their interview; assignments.csv says so, as finished.",
        )
    if not edition.study.codings:
        return empty_state("No one has coded anything yet", "Codings come from codings.csv, or from a file you import.")
    return empty_state("No one is left by these filters", "Reset the filters, or choose other values.")
