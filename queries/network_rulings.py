"""Rulings on networks: how indicators and ties are narrowed before leaders, or a conference, may have them.

Each takes the full answer and the terms and returns what is released, or for analysts the full answer in the same
words. A value that is missing, hidden or of too few reads the same, so that the reason tells nothing.
"""

import polars as pl

from queries.audience import SMALLEST_GROUP, Terms
from queries.bands import banded, scheme_for
from queries.tie_figures import figures

NO_VALUE = "No value to show"
"""Said to leaders of every value and figure that is not there, whatever the reason."""

ABOUT = (
    "indicator", "dimension", "name", "definition", "unit", "minimum", "maximum", "direction", "source_type", "code",
    "claim_basis", "stated_contrast", "network", "network_name", "network_type",
)  # fmt: skip

COUNTS_PEOPLE = (
    (pl.col("source_type") == "coded_prevalence")
    | (pl.col("unit") == "proportion_of_respondents")
    | ((pl.col("source_type") == "survey") & (pl.col("unit") == "proportion"))
)
"""Indicators whose value is a count of people over a number of people."""

AT_AN_END = pl.col("source_type").is_in(["survey", "network_analysis"]) & (
    (pl.col("value") <= pl.col("minimum")).fill_null(value=False)
    | (pl.col("value") >= pl.col("maximum")).fill_null(value=False)
)
"""Values that tell what every single person or body answered, as a mean of 5 does on a scale from 1 to 5."""

NEAR_AN_END = (pl.col("source_type") == "survey") & (
    pl.min_horizontal(pl.col("value") - pl.col("minimum"), pl.col("maximum") - pl.col("value")) * pl.col("denominator")
    < pl.lit(SMALLEST_GROUP)
).fill_null(value=False)
"""Means of a known number of people whose answers together are fewer than five steps from an end of the scale."""

OF_OWN_TIES = (pl.col("source_type") == "network_analysis") & (pl.col("studied") != "none")
"""Figures of the studied network's ties, which are told with the ties or not at all."""

OF_PEOPLE = (pl.col("source_type") == "survey") & (
    (pl.col("unit") == "persons") | ((pl.col("unit") == "count") & (pl.col("numerator") == pl.col("value")))
).fill_null(value=False)
"""Numbers of people who gave an answer, which no share says otherwise."""

OF_TOO_FEW = (pl.col("source_type") == "survey") & (pl.col("denominator") < SMALLEST_GROUP).fill_null(value=False)


def exact_indicators(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The whole answer, with `low` and `high` equal to the value and `says` in words, as leaders have them."""
    is_count = COUNTS_PEOPLE & pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    whole = [pl.col(part).round().cast(pl.Int64) for part in ("numerator", "denominator")]
    return frame.with_columns(
        low="value",
        high="value",
        n=pl.when(is_count).then(whole[1]),
        says=pl.when(pl.col("value").is_null())
        .then(pl.col("missing_reason").str.replace_all("_", " "))
        .when(is_count)
        .then(pl.format("{} of {}", *whole)),
    )


def indicators(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Every network on every indicator: counts of people as bands, other values as they are or not at all.

    A network of which everyone interviewed is counted on the base that leaders are told of, in the latest period, and
    never by what was recorded; one to which some of them belong, or may belong, has no count. The others are counted by
    their recorded numerator and denominator, or not at all.
    """
    scheme = scheme_for(terms, is_split=False)
    recorded = pl.col("studied") == "none"
    counted = pl.col("source_type") == "coded_prevalence"
    is_whole = (
        (pl.col("numerator") == pl.col("numerator").floor())
        & (pl.col("denominator") == pl.col("denominator").floor())
        & pl.col("numerator").is_between(0, pl.col("denominator"))
    )
    count, n = (
        pl.when(recorded & is_whole & pl.col("value").is_not_null())
        .then(pl.col(stored).cast(pl.Int64, strict=False))
        .when(counted & (pl.col("studied") == "whole"))
        .then(pl.col(own))
        for stored, own in (("numerator", "respondents"), ("denominator", "interviewed"))
    )
    told = banded(frame.with_columns(count=count, n=n), scheme, terms.window, count="count")
    is_told = ~(AT_AN_END | NEAR_AN_END | OF_TOO_FEW | OF_PEOPLE | OF_OWN_TIES | (pl.col("unit") == "gbp"))
    given = pl.when(is_told).then(pl.col("value"))
    low, high = (
        pl.when(COUNTS_PEOPLE).then(pl.col(end) / pl.col("n")).otherwise(given).alias(name)
        for end, name in (("least", "low"), ("most", "high"))
    )
    return (
        told.with_columns(low, high, n=pl.when(COUNTS_PEOPLE).then(pl.col("n")))
        .with_columns(
            value=pl.when(pl.col("low") == pl.col("high")).then(pl.col("low")),
            says=pl.when(pl.col("low").is_null()).then(pl.lit(NO_VALUE)).when(COUNTS_PEOPLE).then(pl.col("says")),
        )
        .select(*ABOUT, "value", "low", "high", "n", "says")
    )


DENSITY = ("edges", "reportable", "density", "density_low", "density_high")
PAIRS = ("returned", "one_way", "untied", "reciprocity_edges", "reciprocity_dyads")
CENTRES = ("in_centralisation", "out_centralisation")
SECTORS = ("external", "internal", "ei_index", "ei_expected", "ei_lowest", "ei_highest")
OF_THE_RECORD = ("degree_centralisation", "betweenness_centralisation", "component_ratio")


def exact_structure(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The whole answer with the figures of each relation."""
    return figures(frame, with_positions=True)


def structure(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """Whole-network figures; of survey ties only those from which no body's answers can be worked out.

    Where bodies are known by being named and no other way, not even how many they are is told. A body knows its own
    n - 1 answers, so density is told only where at least n ties are there and n are not, and five bodies answered.
    Reciprocity also needs every body to have answered, and as many returned, one-way and untied pairs as the window
    asks of people. Centralisation also needs that no body is named by all others or names all; and the
    E-I index, that tied and untied pairs number as many as the window within sector groups, and across them. Of the
    record all figures are told, and the bodies as well: members only, and without who answered the survey.
    """
    body = pl.element().struct
    is_listed = pl.col("bodies").list.eval(body.field("is_member") | body.field("answered").is_not_null()).list.any()
    whole = figures(frame, with_positions=False).with_columns(is_listed=is_listed)
    is_record, window = ~pl.col("is_survey"), terms.window
    is_large = pl.col("is_listed") & (pl.col("n") >= SMALLEST_GROUP)
    most_known = pl.max_horizontal("n", pl.lit(window))
    is_dense = (
        (pl.col("answered") >= SMALLEST_GROUP)
        & (pl.col("edges") >= most_known)
        & (pl.col("reportable") - pl.col("edges") >= most_known)
    ).fill_null(value=False)
    is_paired = is_dense & (
        (pl.col("answered") == pl.col("n"))
        & pl.col("is_directed")
        & (pl.min_horizontal("returned", "one_way", "untied") >= window)
    ).fill_null(value=False)
    is_centred = is_paired & ~pl.col("is_one_with_all")
    absent = [pl.col(f"{where}_pairs") - pl.col(where) for where in ("internal", "external")]
    is_mixed = is_centred & (pl.min_horizontal("internal", "external", *absent) >= window).fill_null(value=False)
    told = {DENSITY: is_dense, PAIRS: is_paired, CENTRES: is_centred, SECTORS: is_mixed, OF_THE_RECORD: pl.lit(False),
            ("n", "answered"): is_large}  # fmt: skip
    kept = [pl.when(is_record | rule).then(name).alias(name) for names, rule in told.items() for name in names]
    named = pl.struct(body.field(field) for field in ("organisation", "name", "sector_group"))
    members = pl.col("bodies").list.eval(named.filter(body.field("is_member")))
    has_figures = pl.when(is_record).then(pl.col("edges") > 0).otherwise(is_dense)
    return whole.with_columns(bodies=pl.when(is_record).then(members)).select(
        "network", "network_name", "network_type", "relation", "relation_name", "year", "is_directed", "is_survey",
        *kept,
        pl.when(is_record | is_large).then("response").otherwise(pl.lit(NO_VALUE)).alias("response"),
        pl.when(~has_figures).then(pl.lit(NO_VALUE)).alias("says"),
        "bodies",
    )  # fmt: skip


def ties_of_record(frame: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The ties of relations that are wholly from the record."""
    return frame.filter(~pl.col("is_survey"))
