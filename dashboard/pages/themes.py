"""Leadership, or Themes where a study names no leadership: how many people voice each code, group by group."""

from collections.abc import Mapping

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.components import sentences
from dashboard.components.layout import empty_state, entry
from dashboard.counts_plate import counts_plate, in_order_of, ranked
from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import FIELDS, Dimension, Selection
from queries.study import filter_choices
from queries.themes import codebook, domains_shown, stage_change, theme_prevalence

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


def leadership_or_themes(gate: Gate) -> Page:
    """The page for this release: its leadership domains when the study names them, else all its domains."""
    domains = tuple(domains_shown(gate, "leadership")["code"])
    if domains:
        return Page("/leadership", "Leadership", "Who leads a network, and how?", domains, view)
    return Page("/themes", "Themes", "What did people speak of?", (), view)


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The dot plot of people voicing each code, its table, and what both rest on.

    Leaders get besides, on the same people, the codes that are released as change and have no other number.
    """
    study, people = edition.study, edition.study.people(2)
    whole = ranked(theme_prevalence(gate, _whole(selection), domains=page.domains))
    change = stage_change(gate, selection, domains=page.domains).filter(not gate.terms.is_restricted)
    if not study.is_coded or (whole.is_empty() and change.is_empty()):
        return _nothing(page, gate, edition, selection)
    frame = in_order_of(theme_prevalence(gate, selection, domains=page.domains), whole)
    if not frame.is_empty() and frame["value"].unique().to_list() == [""]:
        return empty_state(*NOT_RECORDED[selection.dimension])
    lede = sentences.summary(whole, selection.level, people) if whole.height else ""
    blocks = [html.P(lede, className="cp-lede", id="lede")] if lede else []
    if whole.height:
        told_below = sentences.told_as_change(change.height, selection.level) if change.height else ""
        body = _totals(
            page, gate, edition, selection=selection, display=display, whole=whole, frame=frame, more=told_below
        )
        blocks.append(entry(_margin(page, whole, people), [body]))
    if change.height:
        blocks.append(entry(_change_margin(people), [_change(page, edition, selection, display, change)]))
    return html.Div(blocks)


def _whole(selection: Selection) -> Selection:
    return Selection(filters=selection.filters, level=selection.level)


def _totals(
    page: Page,
    gate: Gate,
    edition: Edition,
    *,
    selection: Selection,
    display: Display,
    whole: pl.DataFrame,
    frame: pl.DataFrame,
    more: str,
) -> Component:
    people, dimension = edition.study.people(2), selection.dimension
    n = _n(whole)
    measure = sentences.measure(
        edition.study,
        edition.release,
        level=selection.level,
        n=n,
        filters=selection.filters,
        dimension=dimension,
        labels=_labels(gate, selection),
    )
    groups = frame.group_by("value", maintain_order=True).agg(pl.col("n").max().fill_null(0))["n"].to_list()
    return counts_plate(
        "totals",
        frame,
        display,
        finding=sentences.finding(frame, dimension, selection.level, people),
        measure=measure,
        people=people,
        note=" ".join(part for part in (sentences.note(dimension, groups, n, people), more) if part),
        csv=_csv("/theme-prevalence.csv", page, selection),
        with_intervals=gate.terms.is_restricted,
    )


def _change(page: Page, edition: Edition, selection: Selection, display: Display, change: pl.DataFrame) -> Component:
    people = edition.study.people(2)
    ends = [
        change.select(
            "heading_code", "heading", "code", "name", "n", value=pl.lit(stage), label=f"{stage}_label",
            least=f"{end}_least", most=f"{end}_most", says=f"{end}_says",
        )
        for stage, end in (("first", "before"), ("last", "after"))
    ]  # fmt: skip
    frame = in_order_of(pl.concat(ends), ranked(ends[-1]))
    return counts_plate(
        "change",
        frame,
        display,
        finding=sentences.finding(frame, Dimension.STAGE, selection.level, people),
        measure=sentences.measure_of_change(edition.release, level=selection.level, change=change, people=people),
        people=people,
        note="",
        csv=_csv("/stage-change.csv", page, selection),
    )


def _n(whole: pl.DataFrame) -> int | None:
    """How many people the counts are of; None where they are too few to say."""
    n: int | None = whole["n"][0]
    return n


def _labels(gate: Gate, selection: Selection) -> Mapping[Dimension, Mapping[str, str]]:
    if not gate.terms.is_restricted:
        return {}
    return {
        dimension: dict(filter_choices(gate, selection.filters, dimension).select("value", "label").iter_rows())
        for dimension in FIELDS
    }


def _csv(path: str, page: Page, selection: Selection) -> str:
    query = query_string(Selection(selection.filters, selection.dimension, selection.level))
    domains = f"domain={','.join(page.domains)}" if page.domains else ""
    return path + (f"{query}&{domains}" if query and domains else query or f"?{domains}".rstrip("?"))


def _margin(page: Page, whole: pl.DataFrame, people: str) -> list[Component]:
    n = _n(whole)
    asides = [
        html.P(f"Small dots mark every possible whole number of {people}, 0 to {n}.", className="cp-beside")
        if n
        else None,
        *_hatch(whole),
        html.P("Who did not voice a code did not thereby disagree with it."),
        html.P("Choose a row to read the words behind it."),
    ]
    return [
        html.Span(page.name, className="cp-head"),
        html.Span(f" {', '.join(page.domains)}", className="cp-key"),
        html.Div(asides, className="cp-note cp-asides"),
    ]


def _hatch(frame: pl.DataFrame) -> list[Component]:
    """What a hatched band is, where there is one."""
    if frame.filter(pl.col("least") < pl.col("most")).is_empty():
        return []
    return [html.P([html.Span(className="cp-withheld"), html.Br(), "Told as a range, to protect individuals."])]


def _change_margin(people: str) -> list[Component]:
    return [
        html.Span("Change", className="cp-head"),
        html.Div(
            [
                html.P(f"The same {people} at both stages. These codes have no other number: with one on everyone "
                       "interviewed as well, a person could be told apart."),
            ],
            className="cp-note cp-asides",
        ),
    ]  # fmt: skip


def _nothing(page: Page, gate: Gate, edition: Edition, selection: Selection) -> Component:
    level = selection.level.value
    levels = codebook(gate).filter(level=level)
    if levels.is_empty():
        return empty_state(f"The codebook has no {level}s", f"codes.csv gives them as rows of the level {level}.")
    if not edition.study.respondents_read:
        return empty_state(
            "No interview has been read to its end yet",
            "A person counts once a coder has finished their interview; assignments.csv says so, as finished.",
        )
    if not edition.study.is_coded:
        return empty_state("No one has coded anything yet", "Codings come from codings.csv, or from a file you import.")
    if not gate.terms.is_restricted:
        return empty_state(
            f"{page.name} has no number as a whole",
            "Some of it is counted on everyone interviewed and some on those interviewed twice, and the two are never "
            "added. Count codes or themes instead.",
        )
    return empty_state("No one is left by these filters", "Choose other values in the filters above, or All.")
