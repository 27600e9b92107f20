"""Ties as findings speak of them: whether a reference names one figure of one relation."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from data.faults import nearest
from queries.tie_metrics import GRAMMAR, METRICS, TieMetric, tie_metric


@dataclass(frozen=True)
class TieSubjects:
    """The ties of a study and the survey of them."""

    ties: pl.DataFrame
    survey: pl.DataFrame

    def fault(self, reference: str) -> tuple[str, str] | None:
        """Why a reference names no figure, and the nearest relation or metric; None where it names one."""
        named = tie_metric(reference)
        if named is None:
            metric = reference.partition("@")[0].rpartition(".")[2]
            rule = f"is no metric of ties: write {GRAMMAR}, where metric is one of {', '.join(METRICS)}"
            return rule, nearest(metric, METRICS) if reference else ""
        of_relation = [row for row in self._rows if row["relation"] == named.relation]
        if not of_relation:
            known = sorted({row["relation"] for row in self._rows})
            return f"names {named.relation}, which is no relation in ties.csv", nearest(named.relation, known)
        if named.chosen(of_relation):
            return None
        return self._not_one(named, of_relation), ""

    def _not_one(self, named: TieMetric, rows: list[dict[str, Any]]) -> str:
        """Why what is named of a relation is not there, or there more than once."""
        networks = sorted({row["network"] for row in rows})
        own = [row for row in rows if named.network in ("", row["network"])]
        fitting = [row for row in own if named.has(row["is_directed"])]
        if not own:
            return f"names the network {named.network}, which has no such ties; they are of {', '.join(networks)}"
        if not fitting:
            kind = "undirected" if METRICS[named.metric].directed else "directed"
            return f"asks for a metric that {kind} ties do not have; choose another"
        if not named.network and len({row["network"] for row in fitting}) > 1:
            own_name = f"{named.relation}.{named.metric}@{networks[0]}"
            return f"is of {len(networks)} networks; name the one that is meant: {own_name}"
        if len({row["is_directed"] for row in fitting}) > 1:
            return "is of ties that are directed in some rows and undirected in others; call one of the two otherwise"
        years = ", ".join(str(year) for year in sorted({row["year"] for row in fitting}))
        return f"names {named.year}, when these ties were not looked at; they were in {years}"

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        """What structure() has a row for: each relation in every year that its network's ties were looked at."""
        relations = self.ties.select("network", "relation", is_directed="directed").drop_nulls().unique()
        years = pl.concat([table.select("network", "year") for table in (self.ties, self.survey)]).drop_nulls().unique()
        return relations.join(years, on="network").rows(named=True)
