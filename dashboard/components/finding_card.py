"""The card of a finding: the claim and who voices it, their words, and what speaks against it, side by side."""

from collections.abc import Sequence

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components.ground import apparatus
from dashboard.components.people import people_figures, people_row
from dashboard.components.plate import evidence_button
from dashboard.components.quoted import attributed, quotation
from dashboard.components.sentences import says
from queries.bands import NOT_SHOWN
from queries.findings import Finding, Told

KINDS = {
    "prevalence": "What people said",
    "contrast": "Beside other networks",
    "change": "Change",
    "structure": "How the network is tied",
    "narrative": "Account",
}
"""What each kind of finding is called."""

SHAPES = {"barrier": ("▼", "barrier"), "enabler": ("▲", "enabler")}
"""For each valence that has one, its shape and the name of its colour."""

JOINING = {
    "a", "all", "an", "any", "as", "at", "because", "both", "each", "even", "every", "few", "for", "from", "he",
    "her", "his", "how", "if", "in", "it", "its", "less", "many", "more", "most", "nobody", "none", "not",
    "nothing", "of", "on", "one", "only", "other", "others", "our", "over", "she", "six", "so", "some", "such",
    "that", "the", "their", "there", "these", "they", "this", "those", "three", "to", "two", "under", "until",
    "we", "what", "when", "where", "whether", "which", "while", "who", "with", "within", "without",
}  # fmt: skip
"""Words that lose their capital when a sentence begins before them; any other might be a name."""


def finding_card(number: int, finding: Finding, quotations: pl.DataFrame | None, people: str) -> html.Article:
    """The row of a finding, of which everything opens the evidence; `quotations` are the wordings it cites, if any."""
    headline = evidence_button("finding", finding.finding, children=finding.headline, className="cp-claim-button")
    return html.Article(
        [
            html.Div(_margin(number, finding), className="cp-mhead cp-entry"),
            html.Div(
                html.Div(
                    [
                        html.Div([html.H2(headline), *voiced(finding, people)], className="cp-claim-part"),
                        html.Div(_words(finding, quotations)),
                        html.Div(
                            [
                                *against(finding),
                                apparatus(finding.claim_basis, finding.confidence, finding.status),
                            ]
                        ),
                    ],
                    className="cp-threefold",
                ),
                className="cp-entry",
            ),
        ],
        className="cp-row cp-finding cp-card",
    )


def voiced(finding: Finding, people: str) -> list[Component]:
    """Who voices it, as figures and in words, at both stages for a change; or the figure it rests on, in words."""
    counts, shape = finding.counts, _shape(finding)
    found: list[Component] = []
    if len(counts) == 1:
        [told] = counts
        said = _opened(says(told.says, people))
        found.append(people_row(told.least, told.most, told.n, said, before=shape))
    elif counts:
        words = html.Span([*shape, changed(counts[0], counts[1], people)], className="cp-num")
        found.append(html.Span([*_stages(counts), words], className="cp-count cp-both"))
    if finding.figure:
        mark = html.Span("◆ ", className="cp-shape t-place", **{"aria-hidden": "true"})
        found.append(html.P([mark, finding.figure], className="cp-figure"))
    colour = SHAPES.get(finding.valence, ("", "plain"))[1]
    return [html.Div(found, className=f"cp-voiced as-{colour}")] if found else []


def changed(before: Told, after: Told, people: str) -> str:
    """Two counts of the same people as a phrase: "4, then 7 of 10 leaders interviewed twice"."""
    if NOT_SHOWN in (before.says, after.says):
        return NOT_SHOWN
    if before.says == after.says:
        return _opened(f"{says(after.says, people)} at both stages")
    first = before.says.removesuffix(f" of {before.n}")
    return _opened(f"{first}, then {says(after.says, people)} interviewed twice")


def against(finding: Finding) -> list[Component]:
    """What speaks against it, as a sentence that goes on after "But"."""
    if not finding.caveat:
        return []
    said = finding.caveat.removeprefix("But ")
    if said.split(maxsplit=1)[0].lower() in JOINING:
        said = said[0].lower() + said[1:]
    return [html.P([html.B("But"), f" {said}"], className="cp-counter")]


def head(finding: Finding) -> tuple[str, str]:
    """Where it belongs: a heading of the codebook, or its kind; and the key of the code, or ""."""
    is_of_people = finding.measure in ("total", "change")
    return finding.heading or KINDS[finding.kind], finding.subject if is_of_people else ""


def _opened(said: str) -> str:
    """As it opens a line: "Some of 12 leaders"."""
    return said[:1].upper() + said[1:]


def _margin(number: int, finding: Finding) -> list[Component | str]:
    name, key = head(finding)
    return [
        html.Span(str(number), className="cp-folio"),
        html.Span(name, className="cp-head"),
        *([" ", html.Span(key, className="cp-key")] if key else []),
    ]


def _shape(finding: Finding) -> list[Component]:
    if finding.valence not in SHAPES:
        return []
    shape, name = SHAPES[finding.valence]
    return [
        html.Span(f"{shape} ", className=f"cp-shape t-{name}", **{"aria-hidden": "true"}),
        html.Span(f"{name.capitalize()}: ", className="visually-hidden"),
    ]


def _stages(counts: Sequence[Told]) -> list[Component]:
    """A row of figures for each stage, its name before it; none where they are not drawn."""
    rows = [(told.when, people_figures(told.least, told.most, told.n)) for told in counts]
    if not all(figures for _, figures in rows):
        return []
    cells = [cell for when, figures in rows for cell in (html.Span(when, className="cp-note"), *figures)]
    return [html.Span(cells, className="cp-stages", **{"aria-hidden": "true"})]


def _words(finding: Finding, quotations: pl.DataFrame | None) -> list[Component]:
    """The first cleared wording for it, or what it rests on; and a way to the rest."""
    more = evidence_button(
        "finding",
        finding.finding,
        children="More evidence",
        className="cp-more",
        **{"aria-label": f"More evidence: {finding.headline}"},
    )
    if quotations is not None:
        said = attributed(quotations).filter(stance="supports").select("wording", "attribution")
        if said.height:
            return [quotation(*said.row(0), html.Span([" · ", more], className="cp-onward"))]
    supporting = dict.fromkeys(cited.name for cited in finding.evidence if cited.name and cited.stance == "supports")
    rests_on = "; ".join(supporting) or finding.subject_name
    named = [f"Rests on {rests_on}. "] if rests_on else []
    return [html.P([*named, more], className="cp-rests")]
