"""Leadership, or Themes where a study names no leadership: how many people voice each code, group by group."""

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.change_plate import change_plate, in_order
from dashboard.components import group_sentences, sentences
from dashboard.components.group_rows import group_rows
from dashboard.components.layout import empty_state, entry
from dashboard.components.nothing import NOT_RECORDED, nothing_counted
from dashboard.components.plate import plate
from dashboard.controls import filter_labels
from dashboard.counts_plate import counts_plate, in_order_of, ranked
from dashboard.opposites_plate import opposites_plate
from dashboard.page import Display, Edition, Page
from queries.disclosure import Gate
from queries.selection import Dimension, Level, Selection
from queries.themes import codebook, domains_shown, opposites, stage_change, theme_prevalence

MOST_THEMES = 12
"""Themes that are set side by side as rows of people."""


def leadership_or_themes(gate: Gate) -> Page:
    """The page for this release: its leadership domains when the study names them, else all its domains."""
    domains = tuple(domains_shown(gate, "leadership")["code"])
    if domains:
        return Page("/leadership", "Leadership", "Who leads a network, and how?", domains, view)
    return Page("/themes", "Themes", "What did people speak of?", (), view)


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """The dot plot of people voicing each code, its table, and what both rest on.

    Beside it, where there is room, the page's themes as rows of people, and the codes released as change on the people
    interviewed twice: leaders have no other number of these. Below, the opposites of the study, side by side.
    """
    whole = ranked(theme_prevalence(gate, _whole(selection), domains=page.domains))
    change = in_order(stage_change(gate, selection, domains=page.domains).filter(base="change"))
    if not edition.study.is_coded or (whole.is_empty() and change.is_empty()):
        return nothing_counted(page.name, gate, edition, selection)
    is_split = selection.dimension != Dimension.WHOLE
    parts = theme_prevalence(gate, selection, domains=page.domains) if is_split else whole
    frame = in_order_of(parts, whole)
    if not frame.is_empty() and frame["value"].unique().to_list() == [""]:
        return empty_state(*NOT_RECORDED[selection.dimension])
    shown = _Shown(page, gate, edition, selection, display, whole, frame, change, _groups(page, gate, selection))
    lede = shown.answer()
    blocks: list[Component] = [html.P(lede, className="cp-lede", id="lede")] if lede else []
    beside = {"Themes": shown.rows_of_people(), "Change": shown.dumbbells()}
    plates = {head: block for head, block in beside.items() if block}
    if shown.has_columns and whole.height and plates:
        columns = html.Div([shown.totals(), html.Div(list(plates.values()))], className="cp-columns")
        blocks.append(entry(shown.margin(), [columns]))
    else:
        blocks += [entry(shown.margin(), [shown.totals()])] if whole.height else []
        blocks += [entry(_head(head), [block]) for head, block in plates.items()]
    opposed = opposites_plate("opposites", gate, selection, display, edition=edition, domains=page.domains)
    blocks += [entry(_head("Opposites"), [opposed])] if opposed else []
    return html.Div(blocks)


@dataclass(frozen=True)
class _Shown:
    """What a view shows, and of what: the rows of everyone, of the split, of change, and of the page's themes."""

    page: Page
    gate: Gate
    edition: Edition
    selection: Selection
    display: Display
    whole: pl.DataFrame
    frame: pl.DataFrame
    change: pl.DataFrame
    groups: pl.DataFrame

    @property
    def n(self) -> int | None:
        """How many people the counts are of; None where they are too few to say."""
        return self.whole["n"][0] if self.whole.height else None

    @property
    def people(self) -> str:
        """What they are called."""
        return self.edition.study.people(self.n or 2)

    @cached_property
    def labels(self) -> dict[Dimension, dict[str, str]]:
        """The names of what may be filtered on."""
        return filter_labels(self.gate, self.selection)

    @property
    def filters(self) -> str:
        """The filters in words."""
        return sentences.filtered(self.selection.filters, self.labels)

    @property
    def has_columns(self) -> bool:
        """Whether something stands beside the dot plot; where people are split it needs the width of the page."""
        return self.display.width == "wide" and self.selection.dimension == Dimension.WHOLE

    def answer(self) -> str:
        """The page's lede."""
        window = self.gate.terms.window
        said = group_sentences.answer(self.groups, self.change, self.people, window) if self.groups.height else ""
        return said or (sentences.summary(self.whole, self.selection.level, self.people) if self.whole.height else "")

    def totals(self) -> Component:
        """The dot plot of all the page's codes."""
        study, selection = self.edition.study, self.selection
        dimension, level = selection.dimension, selection.level
        sizes = self.frame.group_by("value", maintain_order=True).agg(pl.col("n").max().fill_null(0))["n"].to_list()
        elsewhere = not self.gate.terms.is_restricted and self.change.height
        notes = [
            sentences.note(dimension, sizes, self.n, self.people),
            sentences.told_as_change(self.change.height, level, beside=self.has_columns) if elsewhere else "",
        ]
        measure = sentences.measure(
            study, self.edition.release, level=level, n=self.n, filters=selection.filters, dimension=dimension,
            labels=self.labels,
        )  # fmt: skip
        return counts_plate(
            "totals",
            self.frame,
            self.display,
            finding=sentences.finding(self.frame, dimension, level, self.people),
            measure=measure,
            people=self.people,
            note=" ".join(filter(None, notes)),
            csv=self._csv("/theme-prevalence.csv", selection),
            with_intervals=self.gate.terms.is_restricted,
        )

    def rows_of_people(self) -> Component | None:
        """The page's themes side by side, where they are few and are not in the dot plot already."""
        if self.groups.is_empty() or self.selection.level == Level.THEME:
            return None
        window = self.gate.terms.window
        finding = group_sentences.finding_of_groups(self.groups, self.people, window)
        measure = group_sentences.measure_of_groups(self.edition.study, self.edition.release, n=self.n, of=self.filters)
        by_theme = replace(self.selection, level=Level.THEME, dimension=Dimension.WHOLE)
        table = group_rows(self.groups, f"{finding}. {measure}", self.people)
        notes = [group_sentences.note_on_groups(self.groups, window), "The order of the figures means nothing."]
        csv = self._csv("/theme-prevalence.csv", by_theme)
        return plate("groups", finding, measure, None, table, note=" ".join(filter(None, notes)), csv=csv)

    def dumbbells(self) -> Component | None:
        """The codes released as change, on the people interviewed twice."""
        if self.change.is_empty():
            return None
        return change_plate(
            "change",
            self.change,
            self.display,
            edition=self.edition,
            people=self.edition.study.people(self.change["n"][0] or 2),
            level=self.selection.level,
            csv=self._csv("/stage-change.csv", self.selection),
            opposites=opposites(self.gate).rows(),
            of=self.filters,
            in_column=self.has_columns and self.whole.height > 0,
        )

    def margin(self) -> list[Component]:
        """How the dot plot is read, and what of it could be taken wrongly."""
        asides = [
            html.P(
                f"Small dots mark every possible whole number of {self.people}, 0 to {self.n}.", className="cp-beside"
            )
            if self.n
            else None,
            *_hatch(self.whole),
            html.P("Who did not voice a code did not thereby disagree with it."),
            html.P("Choose a row to read the words behind it."),
        ]
        return [
            html.Span(self.page.name, className="cp-head"),
            html.Span(f" {', '.join(self.page.domains)}", className="cp-key"),
            html.Div(asides, className="cp-note cp-asides"),
        ]

    def _csv(self, path: str, selection: Selection) -> str:
        query = query_string(Selection(selection.filters, selection.dimension, selection.level))
        domains = f"domain={','.join(self.page.domains)}" if self.page.domains else ""
        return path + (f"{query}&{domains}" if query and domains else query or f"?{domains}".rstrip("?"))


def _head(text: str) -> list[Component]:
    return [html.Span(text, className="cp-head")]


def _whole(selection: Selection) -> Selection:
    return Selection(filters=selection.filters, level=selection.level)


def _groups(page: Page, gate: Gate, selection: Selection) -> pl.DataFrame:
    """The themes of a page that is of some domains, in the order of the codebook; unsaid those told as change alone."""
    by_theme = Selection(selection.filters, level=Level.THEME)
    columns = ["code", "name", "least", "most", "n", "says"]
    told = theme_prevalence(gate, by_theme, domains=page.domains).select(columns)
    if not page.domains:
        return told.clear()
    elsewhere = stage_change(gate, by_theme, domains=page.domains).filter(~pl.col("code").is_in(told["code"].implode()))
    themes = codebook(gate).select("code").with_row_index("place")
    both = pl.concat([told, elsewhere.select("code", "name")], how="diagonal")
    groups = both.join(themes, on="code").sort("place").select(columns)
    return groups if groups.height <= MOST_THEMES else groups.clear()


def _hatch(frame: pl.DataFrame) -> list[Component]:
    """What a hatched band is, where there is one."""
    if frame.filter(pl.col("least") < pl.col("most")).is_empty():
        return []
    return [html.P([html.Span(className="cp-withheld"), html.Br(), "Told as a range, to protect individuals."])]
