"""Findings: the claims of the evaluation, with their numbers as the audience may have them."""

from dataclasses import dataclass

import polars as pl

from queries.disclosure import Gate


@dataclass(frozen=True)
class Told:
    """A count of people as it is told: from `least` to `most` of `n` (all None where it is not), `says` in words.

    `when` is the stage it is of, or "" for any.
    """

    least: int | None
    most: int | None
    n: int | None
    says: str
    when: str = ""


@dataclass(frozen=True)
class Cited:
    """A piece of evidence: its `kind`, `reference` and `stance` as recorded, and the `name` of what it refers to.

    The name is a code's, an indicator's or a relation's; of a document it is the citation, and of a quote "".
    """

    kind: str
    reference: str
    stance: str
    name: str


@dataclass(frozen=True)
class Finding:
    """A claim as the audience reads it: its `headline` holds the numbers that they may have.

    `counts` of people are one for a total and two for a change, the earlier first; `figure` says an indicator or a
    metric of ties in words. What is not of the kind is empty.
    """

    finding: str
    headline: str
    kind: str
    measure: str
    subject: str
    subject_name: str
    heading: str
    valence: str
    claim_basis: str
    confidence: str
    status: str
    caveat: str
    counts: tuple[Told, ...]
    figure: str
    evidence: tuple[Cited, ...]


def findings(gate: Gate) -> list[Finding]:
    """The findings in the order of the study: for leaders and a conference those that are published."""
    return []


def finding_quotations(gate: Gate, finding: str) -> pl.DataFrame:
    """The cleared wordings that a finding cites, as the audience may read them."""
    return pl.DataFrame(schema={"stance": pl.String, "wording": pl.String, "attribution": pl.String})
