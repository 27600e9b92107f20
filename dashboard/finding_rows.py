"""The findings that are chosen, for the page and for its file."""

import polars as pl

from queries.disclosure import Gate
from queries.findings import Finding, findings
from queries.selection import Selection

KIND, BASIS = "kind", "basis"
"""The choices of the page of findings, as an address names them."""

TOLD = {"least": pl.Int64, "most": pl.Int64, "says": pl.String}
STANCES = ("supports", "contradicts", "qualifies")
ROW = {
    **dict.fromkeys(
        ("finding", "headline", "kind", "measure", "subject", "subject_name", "heading", "valence", "claim_basis",
         "confidence", "status", "caveat", "figure"),
        pl.String(),
    ),
    **{f"{end}{name}": dtype() for end in ("", "before_", "after_") for name, dtype in TOLD.items()},
    "n": pl.Int64(),
    **dict.fromkeys(STANCES, pl.List(pl.String)),
}  # fmt: skip


def chosen(gate: Gate, selection: Selection) -> list[tuple[int, Finding]]:
    """The findings that the selection lets through, each with its place among all that the audience has."""
    kind, basis = selection.choice(KIND), selection.choice(BASIS)
    return [
        (place, finding)
        for place, finding in enumerate(findings(gate), 1)
        if kind in ("", finding.kind) and basis in ("", finding.claim_basis)
    ]


def finding_rows(gate: Gate, selection: Selection) -> pl.DataFrame:
    """The chosen findings, a row each, in the order of the study.

    Of people counted they hold what is told: `least`, `most` and `says` of a total, the same `before_` and `after_` a
    change, and `n`. `supports`, `contradicts` and `qualifies` list what is cited by name.
    """
    return pl.DataFrame([_row(finding) for _, finding in chosen(gate, selection)], ROW)


def _row(finding: Finding) -> dict[str, object]:
    ends = ("",) if len(finding.counts) == 1 else ("before_", "after_")
    told = {
        f"{end}{name}": getattr(count, name) for end, count in zip(ends, finding.counts, strict=False) for name in TOLD
    }
    cited = {
        stance: [each.name for each in finding.evidence if each.stance == stance and each.name] for stance in STANCES
    }
    n = finding.counts[0].n if finding.counts else None
    return {name: getattr(finding, name, None) for name in ROW} | told | cited | {"n": n}
