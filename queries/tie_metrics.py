"""Metrics of ties by name: which figure of which relation a finding speaks of, and how it is said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from queries.wording import percent, plain


@dataclass(frozen=True)
class Metric:
    """A figure of structure(): its name, and how it is said after its value; shares are said in per cent.

    `directed` where only directed ties have it, or only undirected ones; None where either do.
    """

    name: str
    says: str
    is_share: bool = False
    directed: bool | None = None


ROUND_ONE = "on a scale from 0 (all bodies alike) to 1 (all round one)"

METRICS: Mapping[str, Metric] = {
    "density": Metric("Density", "of the ties that could be", is_share=True),
    "reciprocity_edges": Metric("Reciprocity", "of ties are returned", is_share=True, directed=True),
    "reciprocity_dyads": Metric("Reciprocity of pairs", "of tied pairs are so both ways", is_share=True, directed=True),
    "degree_centralisation": Metric("Centralisation", ROUND_ONE, directed=False),
    "in_centralisation": Metric("Centralisation of ties received", ROUND_ONE, directed=True),
    "out_centralisation": Metric("Centralisation of ties given", ROUND_ONE, directed=True),
    "betweenness_centralisation": Metric("Centralisation of go-betweens", ROUND_ONE),
    "ei_index": Metric("Ties across sectors", "on a scale from −1 (all within sector groups) to 1 (all across them)"),
    "component_ratio": Metric("Fragmentation", "on a scale from 0 (in one piece) to 1 (no ties)"),
}

GRAMMAR = "relation.metric, relation.metric.year, and @network after it where several networks have the relation"

_REFERENCE = re.compile(
    rf"(?P<relation>.+)\.(?P<metric>{'|'.join(METRICS)})(\.(?P<year>\d{{1,4}}))?(@(?P<network>.+))?", re.DOTALL
)


@dataclass(frozen=True)
class TieMetric:
    """A figure of one relation, in a year or in the latest (None), of a network or of the only one ("")."""

    relation: str
    metric: str
    year: int | None = None
    network: str = ""

    @property
    def relation_name(self) -> str:
        """The relation as people read it, as in_words of the database has it."""
        words = self.relation.replace("_", " ")
        return words[:1].upper() + words[1:]

    def chosen(self, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The one row of structure() that is meant; None where there is none, or more than one."""
        of_relation = [
            row
            for row in rows
            if row["relation"] == self.relation
            and self.network in ("", row["network"])
            and self.has(row["is_directed"])
        ]
        if len({(row["network"], row["is_directed"]) for row in of_relation}) != 1:
            return None
        year = max(row["year"] for row in of_relation) if self.year is None else self.year
        return next((row for row in of_relation if row["year"] == year), None)

    def has(self, is_directed: bool) -> bool:
        """Whether ties of this kind have the metric."""
        return METRICS[self.metric].directed in (None, is_directed)


def tie_metric(reference: str) -> TieMetric | None:
    """The metric that a subject or a reference names, written as GRAMMAR says; None where it is not."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    year = found["year"]
    return TieMetric(found["relation"], found["metric"], int(year) if year else None, found["network"] or "")


def said(metric: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """The value alone, and the figure in words, of a row of structure() that has one.

    Density is said with its counts: "21 of the 28 ties that could be (75%), 2015".
    """
    about = METRICS[metric]
    value = percent(row[metric]) if about.is_share else plain(row[metric])
    if metric == "density":
        return value, f"{row['edges']} of the {row['reportable']} ties that could be ({value}), {row['year']}"
    return value, f"{value} {about.says}, {row['year']}"
