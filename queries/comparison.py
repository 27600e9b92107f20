"""Place-based against issue-based networks: indicators, one at a time, and never averaged into one score."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from statistics import fmean, stdev
from typing import Any

import polars as pl

from queries.disclosure import Gate
from queries.network_rulings import NO_VALUE
from queries.query import Query
from queries.statistics import Sample, case_against_group, hedges_g

INDICATOR_PERIODS = Query("indicator_periods", {"period": pl.String, "period_start": pl.Date, "period_end": pl.Date})
INDICATOR_COMPARISON = Query(
    "indicator_comparison",
    {
        "indicator": pl.String,
        "dimension": pl.String,
        "name": pl.String,
        "definition": pl.String,
        "unit": pl.String,
        "minimum": pl.Float64,
        "maximum": pl.Float64,
        "direction": pl.String,
        "source_type": pl.String,
        "code": pl.String,
        "claim_basis": pl.String,
        "stated_contrast": pl.String,
        "network": pl.String,
        "network_name": pl.String,
        "network_type": pl.String,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "missing_reason": pl.String,
        "studied": pl.String,
        "base": pl.String,
        "respondents": pl.Int64,
        "interviewed": pl.Int64,
    },
)

DEPENDS = "Cannot be told from what is released"
"""Said of a rank that the released ranges leave open."""

ALONE = "No comparator data"

PLACED: dict[str, Any] = {
    "indicator": pl.String, "dimension": pl.String, "name": pl.String, "definition": pl.String, "unit": pl.String,
    "direction": pl.String, "source_type": pl.String, "code": pl.String, "claim_basis": pl.String,
    "stated_contrast": pl.String, "network": pl.String, "network_name": pl.String, "value": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "n": pl.Int64, "says": pl.String,
}  # fmt: skip
"""Columns of a summary that are the place-based network's own."""

BESIDE: dict[str, Any] = {
    "issue_n": pl.Int64, "issue_missing": pl.Int64, "issue_median": pl.Float64, "issue_lower": pl.Float64,
    "issue_upper": pl.Float64, "rank": pl.Int64, "rank_lowest": pl.Int64, "of": pl.Int64, "rank_says": pl.String,
}  # fmt: skip

TESTED: dict[str, Any] = dict.fromkeys(
    ("z_cc", "z_low", "z_high", "permutation", "hedges_g", "hedges_low", "hedges_high"), pl.Float64
)
"""Columns of a summary that only analysts get."""

ENDS = {"km": ("furthest", "closest"), "years": ("longest", "shortest"), "persons": ("largest", "smallest")}
"""For units whose values are not high and low: what the highest is called, and the lowest."""

Observed = Mapping[str, Any]


def periods(gate: Gate) -> pl.DataFrame:
    """Periods in which networks were observed, the latest first: `period` to ask by, `period_start`, `period_end`."""
    return gate.run(INDICATOR_PERIODS)


def networks_observed(gate: Gate, period: str | None = None) -> pl.DataFrame:
    """Every network on every indicator in one period, or the latest; without rows for a period nobody observed.

    One row per indicator of networks and network, with the indicator's `name`, `dimension`, `definition`, `unit`,
    `minimum` and `maximum` (what is possible, where recorded), `direction` (which way is better), `source_type`,
    `code`, `claim_basis` and `stated_contrast`. The `value`, in that unit, lies from `low` to `high`; it is null where
    they differ or nothing is told. For counts of people it is a share of `n`, and `says` puts it into words, as it does
    why there is no value; `says` is null where the value is enough.

    Analysts get besides: `numerator`, `denominator` and `missing_reason` as recorded; `studied`, whether the whole of
    this study's people, a part of them or none belong to the network; and for the whole, in the latest period, the
    count that leaders are told of: `respondents` of `interviewed`, on the `base` of the code.
    """
    return gate.run(INDICATOR_COMPARISON, period=period)


def comparison(gate: Gate, period: str | None = None) -> pl.DataFrame:
    """Each place-based network beside the issue-based ones, in one period or the latest, indicator by indicator.

    One row per indicator and place-based network: the columns of networks_observed for it; `issue_n` issue-based
    networks with data and `issue_missing` without; their `issue_median` and quartiles `issue_lower`, `issue_upper`,
    where all their values are exact; the network's `rank` among the `of` networks with data, 1 the highest, ties
    sharing the better one, and `rank_lowest`, the same with 1 the lowest; and in `rank_says` the rank in words, counted
    from the end that is nearer. Where values are given as ranges, a rank stands only if all that they allow have it.

    Analysts get besides: `z_cc` with `z_low` and `z_high`, the network in standard deviations of the issue-based ones;
    `permutation`, the exact p-value; and with two or more on both sides `hedges_g` with `hedges_low` and `hedges_high`.
    """
    extra = TESTED if gate.terms.is_restricted else {}
    observed = networks_observed(gate, period).iter_rows(named=True)
    rows = [
        row
        for _, group in groupby(observed, key=itemgetter("indicator"))
        for row in _summaries(list(group), bool(extra))
    ]
    return pl.DataFrame(rows, schema=PLACED | BESIDE | extra)


def _summaries(networks: Sequence[Observed], is_restricted: bool) -> list[dict[str, Any]]:
    """A row for each place-based network on one indicator."""
    place, issue = ([row for row in networks if row["network_type"] == kind] for kind in ("place_based", "issue_based"))
    rows = []
    for network in place:
        row = {name: network[name] for name in PLACED} | _beside(network, networks, issue)
        rows.append(row | (_tested(network["value"], _values(place), _values(issue)) if is_restricted else {}))
    return rows


def _beside(network: Observed, networks: Sequence[Observed], issue: Sequence[Observed]) -> dict[str, Any]:
    known = [row for row in issue if row["low"] is not None]
    values = _values(known)
    middle = case_against_group(values[0], values) if values and len(values) == len(known) else None
    return {
        "issue_n": len(known),
        "issue_missing": len(issue) - len(known),
        "issue_median": middle and middle.median,
        "issue_lower": middle and middle.lower,
        "issue_upper": middle and middle.upper,
    } | _rank(network, [row for row in networks if row["low"] is not None])


def _rank(network: Observed, known: Sequence[Observed]) -> dict[str, Any]:
    """The rank from both ends, each if all values that the ranges allow give the same one."""
    ranked = {"rank": None, "rank_lowest": None, "of": len(known)}
    if network["low"] is None:
        return ranked | {"rank_says": NO_VALUE}
    others = [row for row in known if row is not network]
    if not others:
        return ranked | {"rank_says": ALONE}
    higher = sum(row["low"] > network["high"] for row in others)
    if higher != sum(row["high"] > network["low"] for row in others):
        return ranked | {"rank_says": DEPENDS}
    lower = sum(row["high"] < network["low"] for row in others)
    is_lower_known = lower == sum(row["low"] < network["high"] for row in others)
    ranked |= {"rank": 1 + higher, "rank_lowest": 1 + lower if is_lower_known else None}
    ends = {network["low"], network["high"]}
    is_tied = any({row["low"], row["high"]} == ends for row in others) and len(ends) == 1
    return ranked | {"rank_says": _in_words(network, ranked, is_tied, higher + lower < len(others))}


def _in_words(network: Observed, ranked: Mapping[str, Any], is_tied: bool, may_be_tied: bool) -> str:
    """The rank in words: "closest of 9 with data", "joint 2nd highest of 8 with data"."""
    rank, lowest, of = ranked["rank"], ranked["rank_lowest"], ranked["of"]
    if rank == lowest == 1:
        return f"the same in all {of} with data"
    is_from_below = lowest is not None and (lowest < rank or (lowest == rank and network["direction"] == "lower"))
    end = _ends(network["unit"], network["direction"])[is_from_below]
    place = f"{_ordinal(lowest if is_from_below else rank)}{end}"
    if may_be_tied and not is_tied:
        return f"{place} or joint {place} of {of} with data"
    return f"{'joint ' if is_tied else ''}{place} of {of} with data"


def _ends(unit: str, direction: str) -> tuple[str, str]:
    """What the highest value of a unit is called, and the lowest; days are fast or slow where fewer are better."""
    if unit == "days":
        return ("slowest", "fastest") if direction == "lower" else ("longest", "shortest")
    return ENDS.get(unit, ("highest", "lowest"))


def _ordinal(rank: int) -> str:
    """What stands before the name of the end: "2nd ", and nothing for the first."""
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} " if rank > 1 else ""


def _tested(value: float | None, place: list[float], issue: list[float]) -> dict[str, float | None]:
    """For analysts, whose values are all exact."""
    case = None if value is None else case_against_group(value, issue)
    both = hedges_g(_sample(place), _sample(issue)) if min(len(place), len(issue)) > 1 else None
    return {
        "z_cc": case and case.z_cc,
        "z_low": case and case.low,
        "z_high": case and case.high,
        "permutation": case and case.permutation,
        "hedges_g": both and both.g,
        "hedges_low": both and both.low,
        "hedges_high": both and both.high,
    }


def _values(networks: Sequence[Observed]) -> list[float]:
    return [row["value"] for row in networks if row["value"] is not None]


def _sample(values: list[float]) -> Sample:
    return Sample(fmean(values), stdev(values), len(values))
