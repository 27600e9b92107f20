"""What must hold of findings and their evidence: what they are of is there, and numbers come through the gate alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from data.claim_wording import caveat_faults, headline_faults
from data.expectations import GRAMMAR, expectation
from data.faults import Fault, nearest
from data.settings import Settings
from data.tie_subjects import TieSubjects
from queries.findings import PLACEHOLDERS

Tables = Mapping[str, pl.DataFrame]
Row = dict[str, Any]
Reason = tuple[str, str]
"""Why a subject or a reference is none, and the nearest one that is, or ""."""

STATISTICS = ("indicator", "tie_metric")


def broken_claims(settings: Settings, tables: Tables) -> Iterator[Fault]:
    """Every fault of findings and evidence that only shows beside the rest of the study."""
    claims = Claims(settings, tables)
    for row in tables["findings"].filter(pl.col("measure").is_not_null()).iter_rows(named=True):
        for column, value, (rule, near) in claims.of_finding(row):
            yield Fault(row["file"], row["row"], column, value, rule, near)
    for row in tables["evidence"].filter(pl.col("kind").is_not_null()).iter_rows(named=True):
        if row["reference"] is not None and (reason := claims.of_evidence(row)):
            yield Fault(row["file"], row["row"], "reference", row["reference"], *reason)
    bare = {*unsupported(tables)}
    for row in tables["findings"].filter(pl.col("finding").is_in([*bare])).iter_rows(named=True):
        rule = (
            "is published on nothing: give it a measure; or cite in evidence.csv an indicator, a metric of ties, or "
            "quotes of two people that support it"
        )
        yield Fault(row["file"], row["row"], "finding", row["finding"], rule)


def unsupported(tables: Tables) -> list[str]:
    """The published findings that rest on no statistic and on the words of fewer than two people."""
    published = tables["findings"].filter(pl.col("status") == "published", pl.col("measure") == "none")
    evidence = tables["evidence"].join(published.select("finding"), on="finding", how="semi")
    counted = evidence.filter(pl.col("kind").is_in(STATISTICS))["finding"]
    people = tables["interviews"].select("interview", "respondent")
    quoted = (
        evidence.filter(pl.col("kind") == "quote", pl.col("stance") == "supports")
        .with_columns(interview=pl.col("reference").str.split(":").list.first())
        .join(people, on="interview")
        .group_by("finding")
        .agg(pl.col("respondent").n_unique())
        .filter(pl.col("respondent") >= 2)["finding"]
    )
    return published.filter(~pl.col("finding").is_in([*counted, *quoted]))["finding"].drop_nulls().to_list()


@dataclass(frozen=True)
class Claims:
    """The parts of a study that findings speak of."""

    settings: Settings
    tables: Tables

    def of_finding(self, row: Row) -> Iterator[tuple[str, str, Reason]]:
        """The faults of a finding: the column, the value, and why."""
        measure, subject = row["measure"], row["subject"] or ""
        known = PLACEHOLDERS[measure]
        if reason := self._subject(measure, subject):
            yield "subject", subject, reason
        elif row["status"] == "published" and (rule := self._released(measure, subject)):
            yield "subject", subject, (rule, "")
        for value, rule in headline_faults(row["headline"] or "", known, self._asked):
            yield "headline", value, (rule, "")
        for value, rule in caveat_faults(row["caveat"] or "", self._asked):
            yield "caveat", value, (rule, "")
        if row["expects"] and (rule := _unreadable(row["expects"], measure)):
            yield "expects", row["expects"], (rule, "")

    def of_evidence(self, row: Row) -> Reason | None:
        """Why a reference leads nowhere; None where it leads somewhere."""
        reference = row["reference"]
        match row["kind"]:
            case "code":
                return _absent(reference, self._codes, "a code in codes.csv")
            case "indicator":
                return _absent(reference, self._indicators, "an indicator in indicators.csv")
            case "tie_metric":
                return self._ties.fault(reference)
            case "quote" if reference not in self._passages:
                rule = (
                    "is no passage of quotes.csv or codings.csv: write the interview, a colon, and the start and the "
                    "end that stand there, as in L01-S1:120-180"
                )
                return rule, nearest(reference, self._passages)
        return None

    def _subject(self, measure: str, subject: str) -> Reason | None:
        if measure == "none":
            is_there = not subject or subject in self._codes or subject in self._indicators
            rule = "is neither a code nor an indicator; a finding without a measure may also be of nothing"
            return None if is_there else (rule, nearest(subject, [*self._codes, *self._indicators]))
        if measure == "tie_metric":
            return self._ties.fault(subject)
        if measure == "indicator":
            return self._indicator(subject)
        return _absent(subject, self._codes, "a domain, theme or code in codes.csv")

    def _indicator(self, subject: str) -> Reason | None:
        indicator, named, network = subject.partition("@")
        places = self.tables["networks"].filter(pl.col("network_type") == "place_based")["network"].to_list()
        if reason := _absent(indicator, self._indicators, "an indicator in indicators.csv"):
            return reason
        if named and network not in places:
            return f"names {network}, which is not a place-based network in networks.csv", nearest(network, places)
        if not named and len(places) > 1:
            return f"is of {len(places)} place-based networks; name the one that is meant: {subject}@{places[0]}", ""
        return None

    def _released(self, measure: str, subject: str) -> str:
        """Why leaders would have no such number of a code; "" where they have it, or it is of no people."""
        if measure not in ("total", "change"):
            return ""
        base = self._base(subject)
        if base == "mixed":
            return (
                "stands above themes that leaders are told of as change and others as totals, so they have no number "
                "of it; let the finding be of a theme or a code, or set its status to draft"
            )
        if base == measure:
            return ""
        if base == "change":
            return (
                "is told to leaders as change between stages and in no other way; set the measure to change, or take "
                "its theme out of [release] change in study.toml"
            )
        return (
            "is told to leaders as a total and not as change; set the measure to total, or name its theme in "
            "[release] change in study.toml"
        )

    def _base(self, subject: str) -> str:
        """What leaders are told of a code, as released_base has it: total, change or mixed."""
        changing = {*self.settings.release.change}
        found, seen, open_ = set(), set(), [(subject, bool(changing & {*self._above(subject)}))]
        while open_:
            code, is_change = open_.pop()
            seen.add(code)
            below = [each for each in self._below.get(code, ()) if each not in seen]
            open_ += [(each, is_change or each in changing) for each in below]
            found |= set() if self._below.get(code) else {"change" if is_change else "total"}
        return next(iter(found)) if len(found) == 1 else "mixed"

    def _above(self, code: str | None) -> list[str]:
        """The code and all that it stands under."""
        found: list[str] = []
        while code is not None and code not in found:
            found.append(code)
            code = self._codes.get(code)
        return found

    @cached_property
    def _codes(self) -> dict[str, str | None]:
        """Every code, with what it stands under."""
        return dict(self.tables["codes"].drop_nulls("code").select("code", "parent").iter_rows())

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for code, parent in self._codes.items():
            if parent is not None:
                found.setdefault(parent, []).append(code)
        return found

    @cached_property
    def _indicators(self) -> list[str]:
        return self.tables["indicators"]["indicator"].drop_nulls().to_list()

    @cached_property
    def _ties(self) -> TieSubjects:
        return TieSubjects(self.tables["ties"], self.tables["tie_survey"])

    @cached_property
    def _passages(self) -> set[str]:
        """Every passage that can be cited, as it is."""
        places = [self.tables[name].select("interview", "start", "end").drop_nulls() for name in ("quotes", "codings")]
        said = pl.concat(places).unique().select(pl.format("{}:{}-{}", "interview", "start", "end"))
        return set(said.to_series())

    @cached_property
    def _asked(self) -> set[int]:
        """How many people were interviewed: at any stage, at each, and at the first and the last."""
        held = self.tables["interviews"].select("respondent", "stage").drop_nulls()
        stages = list(self.settings.study.stages)
        who = [{*held.filter(stage=stage)["respondent"]} for stage in stages]
        return {len(set().union(*who)), len(who[0] & who[-1]), *map(len, who)}


def _absent(key: str, known: Any, what: str) -> Reason | None:
    """Why a key is not among those `known`; None where it is."""
    if key in known:
        return None
    return (f"is not {what}" if key else f"must name {what}"), nearest(key, known)


def _unreadable(expects: str, measure: str) -> str:
    """Why an expectation cannot be held against the data; "" where it can."""
    try:
        comparisons = expectation(expects)
    except ValueError as error:
        return f"cannot be read: {error}; write {GRAMMAR}"
    strange = [name for each in comparisons for name in each.names if name not in PLACEHOLDERS[measure]]
    if not strange:
        return ""
    has = f"has {', '.join(PLACEHOLDERS[measure])}" if PLACEHOLDERS[measure] else "has no number; leave it empty"
    return f"speaks of {strange[0]}, and the measure {measure} {has}"
