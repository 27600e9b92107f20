"""Barriers and enablers: what hinders and what carries, side by side on one scale and never netted."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.address import query_string
from dashboard.change_plate import change_plate
from dashboard.components import sentences
from dashboard.components.layout import empty_state, entry
from dashboard.components.lens_rows import AS_CHANGE, finding_of_lens, lens_rows
from dashboard.components.nothing import NOT_RECORDED, nothing_counted
from dashboard.components.shapes import marks
from dashboard.components.side_margins import lens_margin, sides_margin
from dashboard.components.side_sentences import answer_of_sides, finding_of_sides
from dashboard.controls import filter_labels
from dashboard.counts_plate import counts_plate, in_order_of, ranked
from dashboard.opposites_plate import opposites_plate
from dashboard.page import Choice, Display, Edition, Page
from dashboard.style import Mark
from queries.disclosure import Gate
from queries.lens import lens, lens_voices, through_lens
from queries.selection import Level, Selection
from queries.themes import codebook, domains_shown, opposites, stage_change, theme_prevalence

LENS, OWN = "lens", "own"

SIDES: Mapping[Mark, tuple[str, str]] = {
    "barrier": ("barriers", "Barriers"),
    "enabler": ("enablers", "Motivators and enablers"),
}
"""For each side, the name under which a study gives it domains, and what stands over its rows."""


def barriers_and_enablers(gate: Gate) -> Page:
    """The page for this release, on the domains that the study gives to barriers and to enablers."""
    domains = tuple(domain for sides in _domains(gate).values() for domain in sides)
    return Page("/barriers", "Barriers", "What hinders, what carries?", domains, view, choices=lenses)


def lenses(gate: Gate) -> tuple[Choice, ...]:
    """The one choice of the page: the study's own themes, or the framework to read it through; none without one."""
    names = lens(gate)["lens"].unique(maintain_order=True)
    options = ((OWN, "The study’s own themes"), *((name, name) for name in names if name != OWN))
    return (Choice(LENS, "Through", options),) if len(options) > 1 else ()


def view(page: Page, gate: Gate, edition: Edition, selection: Selection, display: Display) -> Component:
    """Two panels of people voicing each code on one scale, or the items of a framework; opposites; and change."""
    chosen = selection.choice(LENS)
    if not page.domains and not chosen:
        return empty_state(
            "The study names no barriers and no enablers",
            "In study.toml, barriers and enablers under [views] name the domains of the codebook that belong here.",
        )
    shown = _Shown(page, gate, edition, selection, display)
    whole = ranked(shown.sides(shown.unsplit)) if page.domains else pl.DataFrame()
    own_change = shown.change(page.domains)
    if not edition.study.is_coded or (whole.is_empty() and own_change.is_empty() and not chosen):
        return nothing_counted(page.name, gate, edition, selection)
    frame = through_lens(gate, selection, chosen) if chosen else in_order_of(shown.sides(selection), whole)
    if not frame.is_empty() and frame["value"].unique().to_list() == [""]:
        return empty_state(*NOT_RECORDED[selection.dimension])
    change = shown.change(()).filter(pl.col("code").is_in(frame["code"].implode())) if chosen else own_change
    lede = shown.answer(whole, own_change) if page.domains else ""
    blocks: list[Component] = [html.P(lede, className="cp-lede", id="lede")] if lede else []
    if chosen:
        blocks.append(entry(lens_margin(chosen, gate, edition.study), [shown.lens(frame, change, chosen)]))
    elif whole.height:
        blocks.append(
            entry(sides_margin(page.domains, whole, gate, shown.people), [shown.totals(whole, frame, change)])
        )
    opposed = shown.opposites() if page.domains else None
    blocks += [entry([html.Span("Opposites", className="cp-head")], [opposed])] if opposed else []
    blocks += [entry([html.Span("Change", className="cp-head")], [shown.dumbbells(change)])] if change.height else []
    return html.Div(blocks)


def _domains(gate: Gate) -> dict[Mark, tuple[str, ...]]:
    """The domains of each side; one that is given to both is a barrier."""
    found: dict[Mark, tuple[str, ...]] = {}
    for mark, (name, _) in SIDES.items():
        codes = domains_shown(gate, name)["code"]
        found[mark] = tuple(code for code in codes if not any(code in others for others in found.values()))
    return found


@dataclass(frozen=True)
class _Shown:
    """What a view is of, and each of its blocks."""

    page: Page
    gate: Gate
    edition: Edition
    selection: Selection
    display: Display

    @property
    def people(self) -> str:
        """What they are called."""
        return self.edition.study.people(2)

    @property
    def unsplit(self) -> Selection:
        """The same people, counted together."""
        return Selection(filters=self.selection.filters, level=self.selection.level)

    @property
    def tells_apart(self) -> bool:
        """Whether codes that are released as change have no other number here."""
        return not self.gate.terms.is_restricted

    def sides(self, selection: Selection) -> pl.DataFrame:
        """The counts of both sides, barriers first."""
        frames = [
            theme_prevalence(self.gate, selection, domains=domains).with_columns(
                heading_code=pl.lit(mark), heading=pl.lit(SIDES[mark][1]), heading_mark=pl.lit(mark), mark=pl.lit(mark)
            )
            for mark, domains in _domains(self.gate).items()
            if domains
        ]
        return pl.concat(frames)

    def change(self, domains: tuple[str, ...]) -> pl.DataFrame:
        """The codes under `domains` that are released as change."""
        return stage_change(self.gate, self.selection, domains=domains).filter(base="change")

    def answer(self, whole: pl.DataFrame, change: pl.DataFrame) -> str:
        """The page's lede."""
        level, more = self.selection.level, change.height if self.tells_apart else 0
        if level == Level.DOMAIN:
            return sentences.summary(whole, level, self.people)
        return answer_of_sides(whole, self.people, more=more, level=level)

    def totals(self, whole: pl.DataFrame, frame: pl.DataFrame, change: pl.DataFrame) -> Component:
        """The two panels."""
        dimension, level = self.selection.dimension, self.selection.level
        n = whole["n"][0]
        groups = frame.group_by("value", maintain_order=True).agg(pl.col("n").max().fill_null(0))["n"].to_list()
        told_below = sentences.told_as_change(change.height, level) if change.height and self.tells_apart else ""
        has_sides = frame["value"].n_unique() == 1 and level != Level.DOMAIN
        mixed = codebook(self.gate).filter(pl.col("code").is_in(self.page.domains), base="mixed")["name"]
        untold = [f"{name} has no number as a whole." for name in mixed if self.tells_apart and level == Level.DOMAIN]
        return counts_plate(
            "sides",
            frame,
            self.display,
            finding=finding_of_sides(whole, self.people)
            if has_sides
            else sentences.finding(frame, dimension, level, self.people),
            measure=self._measure(level, n),
            people=self.people,
            note=" ".join(filter(None, [sentences.note(dimension, groups, n, self.people), told_below, *untold])),
            csv=self._csv("/theme-prevalence.csv"),
            with_intervals=self.gate.terms.is_restricted,
            draws_intervals=self.gate.terms.is_restricted,
        )

    def lens(self, frame: pl.DataFrame, change: pl.DataFrame, chosen: str) -> Component:
        """The items of a framework, the study's codes under each."""
        whole = through_lens(self.gate, self.unsplit, chosen)
        is_full = self.gate.terms.is_restricted
        voices = lens_voices(self.gate, self.selection).filter(lens=chosen) if is_full else None
        rows = lens_rows(frame, whole, marks(self.gate), voices)
        is_told_below = rows.filter(says=AS_CHANGE).height > 0
        counted = whole["n"].drop_nulls()
        return counts_plate(
            "lens",
            rows,
            self.display,
            finding=finding_of_lens(whole, change, self.people),
            measure=self._measure(Level.CODE, counted[0] if counted.len() else None),
            people=self.people,
            note=f"“{AS_CHANGE.capitalize()}”: told only as change between stages, below." if is_told_below else "",
            csv=f"/lens.csv{query_string(self.selection.without_evidence)}",
            with_intervals=is_full,
            draws_intervals=is_full,
        )

    def opposites(self) -> Component | None:
        """The opposites with a code on either side."""
        csv = self._csv("/theme-prevalence.csv")
        return opposites_plate(
            "opposites", self.gate, self.selection, self.display,
            edition=self.edition, domains=self.page.domains, csv=csv,
        )  # fmt: skip

    def dumbbells(self, change: pl.DataFrame) -> Component:
        """The codes that are released as change, on the people interviewed twice."""
        return change_plate(
            "change",
            change,
            self.display,
            edition=self.edition,
            people=self.people,
            level=self.selection.level,
            csv=self._csv("/stage-change.csv"),
            opposites=opposites(self.gate).rows(),
            of=sentences.filtered(self.selection.filters, filter_labels(self.gate, self.selection)),
        )

    def _measure(self, level: Level, n: int | None) -> str:
        return sentences.measure(
            self.edition.study, self.edition.release, level=level, n=n,
            filters=self.selection.filters, dimension=self.selection.dimension,
            labels=filter_labels(self.gate, self.selection),
        )  # fmt: skip

    def _csv(self, path: str) -> str:
        query = query_string(Selection(self.selection.filters, self.selection.dimension, self.selection.level))
        return f"{path}{query}{'&' if query else '?'}domain={','.join(self.page.domains)}"
