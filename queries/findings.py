"""Findings: the claims of the evaluation, with their numbers as the audience may have them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from queries.disclosure import ANALYSTS_ALONE, Gate, WithheldError
from queries.finding_numbers import PLACEHOLDERS, Numbers, Told, numbers
from queries.passages import CONTEXT, PASSAGES
from queries.query import Query
from queries.tie_metrics import METRICS, tie_metric

__all__ = [
    "PLACEHOLDER", "PLACEHOLDERS", "Cited", "Finding", "Told",
    "cited_quotations", "finding_passages", "finding_quotations", "findings", "untold",
]  # fmt: skip

FINDINGS = Query(
    "findings",
    {
        "finding": pl.String,
        "headline": pl.String,
        "kind": pl.String,
        "measure": pl.String,
        "subject": pl.String,
        "level": pl.String,
        "subject_name": pl.String,
        "heading": pl.String,
        "valence": pl.String,
        "claim_basis": pl.String,
        "confidence": pl.String,
        "status": pl.String,
        "caveat": pl.String,
        "expects": pl.String,
        "contrary_searched": pl.Boolean,
    },
)
FINDING_EVIDENCE = Query(
    "finding_evidence",
    dict.fromkeys(("finding", "status", "kind", "reference", "stance", "name"), pl.String),
)
FINDING_QUOTATIONS = Query(
    "finding_quotations",
    dict.fromkeys(("finding", "status", "stance", "wording", "respondent", "quote_consent", "quote_scope"), pl.String)
    | {"sensitive": pl.Boolean},
)
FINDING_PASSAGES = Query("finding_passages", {"stance": pl.String} | dict(PASSAGES.columns))

PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""Where the gate fills a number into a headline."""

UNKNOWN = "(no number)"
"""What analysts read in place of a number that cannot be worked out."""


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
    metric of ties in words. What is not of the kind is empty. `expects` and the exact `numbers` it speaks of, by name,
    are for analysts alone.
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
    contrary_searched: bool = False
    expects: str = ""
    numbers: tuple[tuple[str, float], ...] = ()


def findings(gate: Gate) -> list[Finding]:
    """The findings in the order of the study: for leaders and a conference those that are published.

    They get none whose number they may not have: no count of people, no figure, or no word for a placeholder.
    """
    return list(_told(gate))


def finding_quotations(gate: Gate, finding: str) -> pl.DataFrame:
    """The cleared wordings that a finding cites, as the audience may read them; none for a finding they do not have.

    One row per `wording` with its `stance` (supports, qualifies or contradicts): at most two of one person, of people
    that the finding's subject is told of, with an `attribution`. Analysts get all that are cleared, with the
    `respondent`, the consent, and whether a `sensitive` code was marked there.
    """
    said = gate.run(FINDING_QUOTATIONS)
    keys = [told.finding for told in _told(gate) if told.finding == finding]
    return said.filter(pl.col("finding").is_in(keys)).drop("finding", "status", strict=False)


def cited_quotations(gate: Gate) -> dict[str, pl.DataFrame]:
    """What finding_quotations gives, for every finding that cites any, at the cost of one."""
    said = {key: rows for (key,), rows in gate.run(FINDING_QUOTATIONS).group_by(["finding"], maintain_order=True)}
    return {
        told.finding: said[told.finding].drop("finding", "status", strict=False)
        for told in _told(gate)
        if told.finding in said
    }


def finding_passages(gate: Gate, finding: str) -> pl.DataFrame:
    """For analysts: the passages that a finding cites, as passages() gives those of a code, each with its `stance`.

    `marks` are of every code that touches the passage, cut to it. `counted` is whether the person counts as voicing the
    finding's subject there; it is true where the subject is no code. Raises WithheldError for everyone else.
    """
    return gate.run(FINDING_PASSAGES, finding=finding, context=CONTEXT)


def untold(gate: Gate, reader: Gate) -> list[str]:
    """For analysts: the keys of published findings that `reader`, of the same release, does not get.

    Raises WithheldError unless `gate` is an analyst's.
    """
    if not gate.terms.is_restricted:
        raise WithheldError(ANALYSTS_ALONE)
    published = [finding.finding for finding in findings(gate) if finding.status == "published"]
    told = {finding.finding for finding in _told(reader)}
    return [key for key in published if key not in told]


_known: WeakKeyDictionary[Gate, list[Finding]] = WeakKeyDictionary()


def _told(gate: Gate) -> list[Finding]:
    """What the audience gets.

    A release never changes, so it is put together once; whether it may be opened at all is asked of the gate each time.
    """
    rows = gate.run(FINDINGS)
    if gate not in _known:
        _known[gate] = _put_together(gate, rows)
    return _known[gate]


def _put_together(gate: Gate, rows: pl.DataFrame) -> list[Finding]:
    evidence: dict[str, list[Cited]] = {}
    for key, *cited in gate.run(FINDING_EVIDENCE).select("finding", *Cited.__match_args__).iter_rows():
        evidence.setdefault(key, []).append(_named(Cited(*cited)))
    known = numbers(gate, rows.select("measure", "subject", "level").iter_rows())
    told: list[Finding] = []
    for row in rows.iter_rows(named=True):
        its = known.get((row["measure"], row["subject"]), Numbers())
        asked = PLACEHOLDER.findall(row["headline"])
        is_told = (row["measure"] == "none" or its.words) and all(name in its.words for name in asked)
        if is_told or gate.terms.is_restricted:
            told.append(_finding(row, its, tuple(evidence.get(row["finding"], ()))))
    return told


def _finding(row: Mapping[str, Any], its: Numbers, evidence: tuple[Cited, ...]) -> Finding:
    headline = PLACEHOLDER.sub(lambda found: its.words.get(found[1], UNKNOWN), row["headline"])
    return Finding(
        headline=headline[:1].upper() + headline[1:],
        **{
            part: row[part]
            for part in ("finding", "kind", "measure", "valence", "claim_basis", "confidence", "status", "caveat")
        },
        **_subject(row),
        counts=its.counts,
        figure=its.figure,
        evidence=evidence,
        contrary_searched=row["contrary_searched"],
        expects=row["expects"],
        numbers=tuple(its.exact.items()),
    )


def _subject(row: Mapping[str, Any]) -> dict[str, str]:
    """What a finding is of, and what that stands under; of an indicator without the network."""
    ties = tie_metric(row["subject"]) if row["measure"] == "tie_metric" else None
    if ties:
        return {"subject": row["subject"], "subject_name": METRICS[ties.metric].name, "heading": ties.relation_name}
    subject = row["subject"] if row["level"] else row["subject"].partition("@")[0]
    return {"subject": subject, "subject_name": row["subject_name"], "heading": row["heading"]}


def _named(cited: Cited) -> Cited:
    ties = tie_metric(cited.reference) if cited.kind == "tie_metric" else None
    return Cited(cited.kind, cited.reference, cited.stance, ties.relation_name) if ties else cited
