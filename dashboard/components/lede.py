"""The lede of the findings: how many there are, what the words of their numbers mean, what their figures stand for."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components.finding_card import KINDS, SHAPES
from dashboard.components.ground import GROUNDS
from dashboard.components.people import people_legend
from dashboard.components.sentences import span
from dashboard.components.words import listed, number
from queries.findings import Finding, Told


def findings_lede(shown: Sequence[Finding], every: int, kind: str, basis: str) -> Component:
    """The sentence and the legend above the findings shown, of `every` there are, by what is chosen ("" for all)."""
    counts = [told for finding in shown for told in finding.counts]
    lines = [*people_legend((told.least, told.most, told.n) for told in counts), *_shapes(shown)]
    open_ones = sum(finding.status != "published" for finding in shown)
    parts = (summary(len(shown), every, kind, basis), unpublished(open_ones), meanings(counts))
    lede = " ".join(part for part in parts if part)
    legend = [html.Div(lines, className="cp-legend cp-note")] if lines else []
    return html.Div(
        [html.Div(), html.Div([html.P(lede, className="cp-lede", id="lede"), *legend], className="cp-answer")],
        className="cp-row",
    )


def summary(shown: int, every: int, kind: str, basis: str) -> str:
    """How many findings are shown, of how many, and by what they were chosen, in one sentence."""
    if not kind and not basis:
        noun = "finding, with its" if every == 1 else "findings, each with its"
        return f"{number(every).capitalize()} {noun} ground and what speaks against it."
    by = [f"“{KINDS[kind]}”"] if kind else []
    by += [f"“{GROUNDS[basis].name}”"] if basis else []
    return f"{number(shown).capitalize()} of the {number(every)} findings: {' and '.join(by)}."


def unpublished(count: int) -> str:
    """How many of them are not published, in a sentence; "" for none."""
    if not count:
        return ""
    are, them = ("is", "it") if count == 1 else ("are", "them")
    return f"{number(count).capitalize()} {are} not published: analysts alone see {them}."


def meanings(counts: Sequence[Told]) -> str:
    """What the words of the counts mean, for each number of people asked: "“Some” means 3 to 9 of 12."; "" for none."""
    spans: dict[str, dict[str, None]] = {}
    for told in sorted(counts, key=lambda told: -(told.least or 0)):
        if told.least is None or told.most is None or told.n is None or told.says[0].isdigit():
            continue
        spans.setdefault(told.says.removesuffix(f" of {told.n}"), {})[span(told.least, told.most, told.n)] = None
    said = [f"“{word}” means {listed(list(meant))}" for word, meant in spans.items()]
    text = "; ".join(said)
    return f"“{text[1:2].upper()}{text[2:]}." if said else ""


def _shapes(shown: Sequence[Finding]) -> list[Component]:
    occurring = {finding.valence for finding in shown if finding.counts}
    return [
        html.Span(
            [html.Span(shape, className=f"cp-shape t-{name}", **{"aria-hidden": "true"}), html.Span(name)],
            className="cp-legend-line",
        )
        for name, (shape, _) in SHAPES.items()
        if name in occurring
    ]
