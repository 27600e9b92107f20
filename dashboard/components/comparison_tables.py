"""Tables of the comparison: the measures with their figures, and each claim beside what the data show."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.ground import GROUNDS, ground_line
from dashboard.components.indicators import Measure, Told, missing, said, short_names, span, value
from dashboard.components.plate import evidence_button
from dashboard.components.standings import beyond, claim, comparative, verdict

BY_GROUND = ("measured_here", "empirical_case", "literature", "author_assertion")
"""The grounds of claims, the firmest first."""

LABELS = ("The data", "As claimed?", "Against it")
"""What stands beside the cells of a claim where there is no room for a head over them."""

OF_PEOPLE = ("coded_prevalence", "survey")
"""Sources that are people's answers."""


def measures_table(measures: Sequence[Measure], caption: str, *, is_restricted: bool) -> html.Table:
    """A row for each measure and place-based network, with the middle of the issue-based ones.

    Analysts get besides how far it lies from their mean, in their standard deviations.
    """
    names = short_names([row["network_name"] for row in measures[0].places])
    several = len(names) > 1
    heads = [
        "Measure",
        *(["Network"] if several else []),
        next(iter(names.values())) if not several else "Value",
        "Rank",
    ]
    heads += ["Issue-based: median", "Middle half", "No data" if is_restricted else "No value"]
    heads += ["Standard deviations from their mean (95% interval)"] if is_restricted else []
    body = [
        html.Tr(
            [
                html.Th(_button(measure, measure.about["name"]), scope="row"),
                *([html.Td(names[row["network_name"]])] if several else []),
                html.Td(said(row, measure.about["unit"]), className="cp-num" if row["low"] is not None else "cp-none"),
                *(html.Td(text, className="text-nowrap") for text in _cells(measure, row)),
                *([html.Td(_distance(row), className="text-nowrap")] if is_restricted else []),
            ]
        )
        for measure in measures
        for row in measure.places
    ]
    head = html.Tr([html.Th(name, scope="col") for name in heads])
    return html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(head), html.Tbody(body)],
        className="table table-sm align-middle",
    )


def claims_table(measures: Sequence[Measure], caption: str, *, is_restricted: bool) -> html.Table:
    """A section for each ground of claims, the firmest first: the claim, what the data show, what speaks against."""
    heads = ("What is claimed", "What the data show", "Is it as claimed?", "What speaks against it, or is missing")
    parts: list[Component] = []
    for ground in (*BY_GROUND, None):
        found = [measure for measure in measures if measure.about["claim_basis"] == ground]
        if found:
            rows = [_claim(measure, is_restricted=is_restricted) for measure in found]
            parts.append(html.Tbody([_section(ground), *rows]))
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in heads]))
    return html.Table([html.Caption(caption, className="visually-hidden"), head, *parts], className="table cp-claims")


def _section(ground: str | None) -> html.Tr:
    """The heading of the claims of one ground."""
    words: list[Component | str] = ["The ground of these claims is not recorded."]
    if ground is not None:
        words = [ground_line(ground), html.Span(GROUNDS[ground].means, className="cp-note")]
    return html.Tr(html.Th(words, colSpan=4, scope="rowgroup", className="cp-group"))


def _claim(measure: Measure, *, is_restricted: bool) -> html.Tr:
    names = short_names([row["network_name"] for row in measure.places])
    several = len(names) > 1
    shown = [
        html.Div(f"{names[row['network_name']]}: {_shown(measure, row)}" if several else _shown(measure, row))
        for row in measure.places
    ]
    verdicts = [html.Div(_capital(verdict(measure, row))) for row in measure.places]
    against = [text for row in measure.places for text in _against(measure, row, names if several else {})]
    lacking = missing(measure, is_restricted=is_restricted) if len(measure.known) < len(measure.issue) else ""
    alone = "people of one place only" if not several and measure.about["source_type"] in OF_PEOPLE else ""
    speaks = "; ".join(part for part in (*against, lacking, alone) if part)
    cells = (shown, verdicts, _capital(speaks) or "None found")
    return html.Tr(
        [
            html.Th(_button(measure, claim(measure)), scope="row", className="cp-serif"),
            *(html.Td(cell, **{"data-label": label}) for cell, label in zip(cells, LABELS, strict=True)),
        ]
    )


def _shown(measure: Measure, row: Told) -> str:
    """The value and the rank, or why there is neither."""
    told = said(row, measure.about["unit"])
    return _capital(told if row["low"] is None else f"{told}, {row['rank_says'][:1].lower()}{row['rank_says'][1:]}")


def _against(measure: Measure, row: Told, names: dict[str, str]) -> list[str]:
    """How many issue-based networks lie further the claimed way; of likeness, on which side of their middle half."""
    if row["low"] is None:
        return []
    who = f"{names[row['network_name']]}: " if names else ""
    if measure.contrast == "similar":
        if verdict(measure, row) != "not as claimed":
            return []
        side = "above" if row["low"] > row["issue_upper"] else "below"
        return [f"{who}{side} the middle half of the others"]
    is_more = measure.contrast == "place_higher"
    found = beyond(measure, row)
    counts = ((found.above if is_more else found.below, comparative(measure, is_more=is_more)), (found.equal, "equal"))
    of = f"of {len(measure.known)} issue networks"
    return [f"{who}{count} {of} {'is' if count == 1 else 'are'} {word}" for count, word in counts if count]


def _cells(measure: Measure, row: Told) -> tuple[str, ...]:
    unit = measure.about["unit"]
    lower, upper = row["issue_lower"], row["issue_upper"]
    return (
        row["rank_says"] if row["low"] is not None else "–",
        "–" if row["issue_median"] is None else value(unit, row["issue_median"]),
        "–" if lower is None else span(unit, lower, upper),
        f"{row['issue_missing']} of {len(measure.issue)} networks",
    )


def _distance(row: Told) -> str:
    """How far a network lies from the mean of the issue-based ones, for analysts: "2.27 (0.98 to 3.52)"."""
    if row["z_cc"] is None:
        return "–"
    return f"{row['z_cc']:.2f} ({row['z_low']:.2f} to {row['z_high']:.2f})".replace("-", "−")


def _button(measure: Measure, text: str) -> html.Button:
    return evidence_button("indicator", measure.about["indicator"], children=text, className="cp-link")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
