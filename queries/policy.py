"""Policy: who may see what. Read by people on the page "Who sees what", and carried out by the gate."""

from collections.abc import Mapping
from dataclasses import dataclass

from queries import finding_rulings, network_rulings, rulings
from queries.audience import Terms
from queries.rulings import Ruling


@dataclass(frozen=True)
class Row:
    """A row of the policy: what it covers, what each audience gets, in words, and how the answers are narrowed.

    `queries` are the questions it decides on. `ruling` makes of their answers what leaders and the presentation screen
    get; None where analysts alone get any. `full` makes what analysts get.
    """

    about: str
    leader: str
    presentation: str
    analyst: str
    queries: tuple[str, ...] = ()
    ruling: Ruling | None = None
    full: Ruling = rulings.as_it_is


POLICY = (
    Row(
        "What the study is",
        "Title, stages, networks and how many people were interviewed",
        "The same",
        "Also the coders, the codings and the organisations counted",
        ("overview",),
        rulings.overview,
    ),
    Row(
        "The codebook: names and definitions",
        "All of it",
        "All of it",
        "All of it",
        ("codebook", "domains_shown", "opposites", "lens", "release_terms"),
        rulings.as_it_is,
    ),
    Row(
        "How many people voice a code or theme",
        "The number where it is at least three people from none and from all (more if the study says so); else a "
        "range, such as “2 or fewer”. Or, if the study says so, words: few, some, nearly all, with one declared split "
        "told as minority, half or majority",
        "Few, some, nearly all",
        "Exact, with intervals, the readings of each coder, organisations, and who was asked",
        ("theme_prevalence",),
        rulings.totals,
        rulings.exact_totals,
    ),
    Row(
        "Change between the first stage and the last",
        "For the themes released so, the two numbers on the people interviewed twice, by the same rule; these themes "
        "have no other number",
        "The same in words",
        "For every code, with those who came to it and those who left it",
        ("stage_change",),
        rulings.changes,
        rulings.exact_changes,
    ),
    Row(
        "Quotations",
        "Cleared wording only, by consent, put down to “Senior leader”; at most two of one person; of sensitive codes "
        "only what may be made public",
        "Of these, what may be made public",
        "Every passage, with its place",
        ("quotations",),
        rulings.quotations,
    ),
    Row(
        "Findings: what the evaluation claims",
        "Those that are published and whose numbers may be told, each number as told elsewhere here; nothing says "
        "whether there are others",
        "The same, people in words",
        "All, also drafts and those taken back, with what each expects of the numbers",
        ("findings",),
        finding_rulings.claims,
    ),
    Row(
        "What a finding rests on, and what speaks against it",
        "The codes, indicators, ties and documents it cites",
        "The same",
        "Also the places of quotations",
        ("finding_evidence",),
        finding_rulings.evidence,
    ),
    Row(
        "Quotations that a finding cites",
        "Those of people its numbers are about, by the rule for quotations: at most two of one person for a finding, "
        "and none that its speaker wants kept out of it",
        "Of these, what may be made public",
        "Every cleared one, with who spoke; and every passage, with its place",
        ("finding_quotations",),
        finding_rulings.quotations,
    ),
    Row(
        "Transcripts, coders’ marks and filters",
        "None",
        "None",
        "All; each look is logged",
        ("passages", "finding_passages", "filter_choices"),
    ),
    Row(
        "When networks were observed",
        "The periods",
        "The same",
        "The same",
        ("indicator_periods",),
        rulings.as_it_is,
    ),
    Row(
        "Indicators: this network beside the others",
        "Every indicator of networks. Where it counts people, the number told elsewhere here, by the same rule, also "
        "for the other networks; the place among the networks only if every number left open gives the same one. No "
        "survey score at the very end of its scale or of fewer than five, no number of people from a survey, no sums "
        "of money, and never why a value is missing",
        "The same, people in words",
        "All as recorded, with why a value is missing, and how unusual the network is",
        ("indicator_comparison",),
        network_rulings.indicators,
        network_rulings.exact_indicators,
    ),
    Row(
        "How the bodies of a network are tied",
        "Figures of the whole network, and how many bodies answered, never which. Of what bodies told in confidence "
        "only figures from which no body’s answer can be worked out; none for fewer than five bodies",
        "The same",
        "All figures, the core of the network, and who did not answer",
        ("tie_structure",),
        network_rulings.structure,
        network_rulings.exact_structure,
    ),
    Row(
        "Single ties between bodies",
        "Those on record, such as joint projects; never what a body said of another",
        "The same",
        "All",
        ("tie_edges",),
        network_rulings.ties_of_record,
    ),
    Row(
        "How coders agree, what is said together, when nothing new came up, who was asked, one body left out",
        "None",
        "None",
        "All",
    ),
    Row(
        "Files",
        "What the page shows, stamped on every row with the release and whom it is for",
        "The same",
        "The whole answer, stamped as restricted",
    ),
    Row(
        "A new release",
        "Only if nobody can be told apart by holding it beside those before it",
        "The same",
        "Always; one that shows what somebody has since taken back is closed to all",
    ),
)

ANALYSTS_ONLY = Row("Everything else", "None", "None", "All; each look is logged")

ROWS: Mapping[str, Row] = {query: row for row in POLICY for query in row.queries}
"""The row that decides on each question; a question without one is for analysts only."""


def promise(terms: Terms) -> str:
    """What leaders are promised, in one sentence."""
    told = (
        f"exactly when it is at least {terms.window} people from none and from all, and as a range otherwise"
        if terms.counts == "window"
        else "in words: few, some or nearly all"
    )
    return (
        f"Leaders are told a number {told}, so that nobody who reads it, and nobody who is one of them and knows their "
        "own answer, can be certain what any other person said."
    )
