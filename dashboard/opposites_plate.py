"""The plate of opposites: two codes of the study side by side, never summed."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
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
from queries.findings import Told
from queries.selection import Dimension, Level, Selection
from queries.themes import codebook, opposites, stage_change, theme_prevalence


@dataclass(frozen=True)
class Side:
    """One code of a pair: two counts where it is told as change, the earlier first, else one."""

    code: str
    name: str
    mark: Mark
    counts: tuple[Told, ...]


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
    pairs = pairs_told(gate, selection, domains)
    if not pairs:
        return None
    people, person = edition.study.people(2), edition.study.people(1)
    held = _held_together(gate, selection, pairs)
    note = f"One {person} can hold both sides of a pair, so the two are never added or netted."
    notes = [note, _note_of_change(pairs, people), sentences.legend(_frame(pairs))]
    tools = html.Div([html.Span(), html.A("Data (CSV)", href=csv, className="cp-csv")], className="cp-tools")
    return html.Figure(
        [
            html.Figcaption(
                [
                    html.H2(finding(pairs, people, person), className="cp-finding-title"),
                    html.P(_measure(gate, selection, edition, pairs), className="cp-measure"),
                ]
            ),
            html.Ul(
                [_pair(pair, held.get((pair[0].code, pair[1].code)), people) for pair in pairs],
                className="cp-opposites",
                role="list",
            ),
            html.P(" ".join(filter(None, notes)), className="cp-note mt-1 mb-0"),
            *([tools] if csv else []),
        ],
        className="cp-plate",
        id=f"plate-{name}",
    )


def pairs_told(gate: Gate, selection: Selection, domains: Sequence[str]) -> list[Pair]:
    """The declared pairs with a code under `domains` and a number for each side, in the order of the study."""
    declared = opposites(gate).rows()
    rows = {row["code"]: row for row in codebook(gate).iter_rows(named=True)}
    shown = [pair for pair in declared if not domains or any(rows[code]["domain"] in domains for code in pair)]
    codes = list(dict.fromkeys(code for pair in shown for code in pair))
    counts = _counts(gate, selection, codes) if codes else {}
    shapes = marks(gate)
    told = [(one, other) for one, other in shown if one in counts and other in counts]
    return [
        (
            Side(one, rows[one]["name"], _drawn(shapes, one, other), counts[one]),
            Side(other, rows[other]["name"], _drawn(shapes, other, one), counts[other]),
        )
        for one, other in told
    ]


def finding(pairs: Sequence[Pair], people: str, person: str) -> str:
    """The title: the pair whose numbers lie furthest apart for certain, by nothing but what is told of them."""
    last = [(one, other, one.counts[-1], other.counts[-1]) for one, other in pairs]
    alike = [row for row in last if row[2].least is not None and (row[2].n, row[2].when) == (row[3].n, row[3].when)]
    if all(count.least is None for _, _, *ends in last for count in ends):
        return f"These {people} are too few for any number to be shown"
    ways = [row for one, other, here, there in alike for row in ((one, other, here, there), (other, one, there, here))]
    certain = [(_apart(more, less), high, low, more, less) for high, low, more, less in ways if _apart(more, less) > 0]
    if certain:
        _, high, low, more, less = max(certain, key=lambda row: row[0])
        when = f" in {more.when}" if more.when else ""
        return f"{high.name} is voiced by more {people} than {low.name}: {more.says} against {less.says}{when}"
    for one, other, here, there in alike:
        if here.least == here.most == there.least == there.most:
            return f"As many {people} voice {one.name} as {other.name}: {here.says} each"
    if len(pairs) == 1:
        return f"{pairs[0][0].name} beside {pairs[0][1].name}: one {person} can hold both"
    return f"One {person} can hold both of two opposites"


def _apart(more: Told, less: Told) -> int:
    """People by which one count is certain to be above another; 0 or less where it is not."""
    return more.least - less.most if more.least is not None and less.most is not None else 0


def _drawn(shapes: Mapping[str, Mark], code: str, other: str) -> Mark:
    """The mark of one side: shapes tell a barrier from what it is set against, and nothing else."""
    return shapes[code] if "barrier" in (shapes[code], shapes[other]) else "leaders"


def _counts(gate: Gate, selection: Selection, codes: list[str]) -> dict[str, tuple[Told, ...]]:
    """The released counts of codes: on both ends where one is released as change, else in all."""
    asked, chosen = Selection(filters=selection.filters), pl.col("code").is_in(codes)
    totals = theme_prevalence(gate, asked, domains=codes).filter(chosen)
    change = stage_change(gate, asked, domains=codes).filter(chosen, base="change")
    return {row["code"]: (_count(row),) for row in totals.iter_rows(named=True)} | {
        row["code"]: (_count(row, "before_", row["first_label"]), _count(row, "after_", row["last_label"]))
        for row in change.iter_rows(named=True)
    }


def _count(row: dict[str, Any], end: str = "", when: str = "") -> Told:
    return Told(row[f"{end}least"], row[f"{end}most"], row["n"], row[f"{end}says"], when)


def _held_together(gate: Gate, selection: Selection, pairs: Sequence[Pair]) -> dict[tuple[str, str], dict[str, Any]]:
    """For analysts, who voices both of each pair and who neither, by the codes either way round; else nothing."""
    if not gate.terms.is_restricted:
        return {}
    codes = [side.code for pair in pairs for side in pair]
    found = {}
    for row in cooccurrence(gate, Selection(filters=selection.filters), domains=codes).iter_rows(named=True):
        found[row["first_code"], row["second_code"]] = row
        found[row["second_code"], row["first_code"]] = row
    return found


def _pair(pair: Pair, held: dict[str, Any] | None, people: str) -> html.Li:
    together = [_together(held, people, at_any=bool(pair[0].counts[0].when))] if held else []
    return html.Li([*(_side(side, people) for side in pair), *together], className="cp-pair")


def _side(side: Side, people: str) -> html.Div:
    button = evidence_button("code", side.code, children=side.name, className="cp-link")
    rows = [_row(count, people) for count in side.counts]
    name = html.P([*shape(side.mark), button], className="cp-side-name")
    return html.Div([name, *rows], className=f"cp-of-{side.mark}")


def _row(count: Told, people: str) -> html.P:
    """A count as people; the stage before it, where it is of one."""
    says = count.says if count.when else sentences.says(count.says, people)
    when = [html.Span(f"{count.when} ", className="cp-when")] if count.when else []
    return html.P([*when, people_row(count.least, count.most, count.n, says)], className="cp-side-count")


def _together(held: dict[str, Any], people: str, *, at_any: bool) -> html.Div:
    both, n = held["both"], held["n"]
    neither = n - held["first"] - held["second"] + both
    by_chance = (
        "" if held["near_chance"] is None else " About what chance alone would give." if held["near_chance"]
        else f" Chance alone would give about {held['expected']:.0f} with both."
    )  # fmt: skip
    return html.Div(
        [
            html.P("Both, at any stage" if at_any else "Both", className="cp-side-name"),
            html.P(people_row(both, both, n, f"{both} of {n} {people}"), className="cp-side-count"),
            html.P(f"Neither: {neither} of {n}.{by_chance}", className="cp-note mb-0"),
        ],
        className="cp-together",
    )


def _frame(pairs: Sequence[Pair]) -> pl.DataFrame:
    counts = [astuple(count) for pair in pairs for side in pair for count in side.counts]
    kinds = {"least": pl.Int64, "most": pl.Int64, "n": pl.Int64, "says": pl.String, "when": pl.String}
    return pl.DataFrame(counts, kinds, orient="row")


def _note_of_change(pairs: Sequence[Pair], people: str) -> str:
    """Which people a count beside a stage is of, where others are of everyone."""
    occasions = _frame(pairs)["when"]
    if (occasions == "").all() or (occasions != "").all():
        return ""
    return f"A number beside a stage is of the {people} interviewed at both stages."


def _measure(gate: Gate, selection: Selection, edition: Edition, pairs: Sequence[Pair]) -> str:
    """The line under the title; of change where all of the pairs are told as that."""
    counts, people = _frame(pairs), edition.study.people(2)
    totals = counts.filter(when="")
    if totals.is_empty():
        first, last = pairs[0][0].counts
        return " · ".join(
            [
                f"{people.capitalize()} who voiced each code, of those interviewed at both stages",
                *([f"n = {first.n}"] if first.n is not None else []),
                f"{first.when} and {last.when}",
                edition.release,
            ]
        )
    return sentences.measure(
        edition.study,
        edition.release,
        level=Level.CODE,
        n=totals["n"][0],
        filters=selection.filters,
        dimension=Dimension.WHOLE,
        labels=filter_labels(gate, selection),
    )
