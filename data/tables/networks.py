"""Networks, their organisations, and what is measured of them."""

import dataframely as dy
import polars as pl

from data.tables.columns import CLAIM_BASES, identifier, key, text

SECTOR_GROUPS = ("provider", "commissioner", "local_government_and_other")
UNITS = (
    "proportion", "proportion_of_respondents", "persons", "km", "years", "days", "likert_1_5", "scale_1_4",
    "ordinal_1_3", "index_m1_1", "count", "gbp",
)  # fmt: skip


class Networks(dy.Schema):
    network = identifier()
    name = text(nullable=False)
    network_type = dy.Enum(("place_based", "issue_based"))
    issue_focus = text()
    place = text()
    place_level = dy.Enum(("city", "subregion", "region", "multi_region", "national"), nullable=True)
    population = dy.Int64(nullable=True, min=0)
    started_on = dy.Date(nullable=True)
    ended_on = dy.Date(nullable=True)
    governance = dy.Enum(("participant_governed", "lead_organisation", "administrative_organisation"), nullable=True)

    @dy.rule()
    def issue_focus_is_given_exactly_when_issue_based(cls) -> pl.Expr:
        return pl.col("issue_focus").is_not_null() == (pl.col("network_type") == "issue_based")

    @dy.rule()
    def ended_on_is_not_before_started_on(cls) -> pl.Expr:
        return pl.col("ended_on") >= pl.col("started_on")


class Organisations(dy.Schema):
    organisation = identifier()
    name = text(nullable=False)
    sector = text()
    sector_group = dy.Enum(SECTOR_GROUPS, nullable=True)
    helix = dy.Enum(("university", "industry", "government", "civil_society"), nullable=True)
    district = text()


class Memberships(dy.Schema):
    network = key("networks", primary_key=True)
    organisation = key("organisations", primary_key=True)
    role = dy.Enum(("host", "founder", "member", "affiliate"), nullable=True)
    joined_on = dy.Date(nullable=True)
    left_on = dy.Date(nullable=True)

    @dy.rule()
    def left_on_is_not_before_joined_on(cls) -> pl.Expr:
        return pl.col("left_on") >= pl.col("joined_on")


class Indicators(dy.Schema):
    indicator = identifier()
    dimension = text(nullable=False)
    name = text(nullable=False)
    definition = text()
    unit = dy.Enum(UNITS)
    minimum = dy.Float64(nullable=True)
    maximum = dy.Float64(nullable=True)
    direction = dy.Enum(("higher", "lower", "neutral"))
    source_type = dy.Enum(("coded_prevalence", "survey", "network_analysis", "administrative", "documentary_rating"))
    code = key("codes", nullable=True)
    claim_basis = dy.Enum(CLAIM_BASES, nullable=True)
    stated_contrast = dy.Enum(("place_higher", "issue_higher", "similar", "none"), nullable=True)

    @dy.rule()
    def code_is_given_exactly_for_coded_prevalence(cls) -> pl.Expr:
        return pl.col("code").is_not_null() == (pl.col("source_type") == "coded_prevalence")


class Observations(dy.Schema):
    indicator = key("indicators", primary_key=True)
    subject_type = dy.Enum(("network", "organisation"), primary_key=True)
    subject = dy.String(primary_key=True)
    period_start = dy.Date(primary_key=True)
    period_end = dy.Date(primary_key=True)
    value = dy.Float64(nullable=True)
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    missing_reason = dy.Enum(("not_collected", "too_few", "not_applicable"), nullable=True)

    @dy.rule()
    def value_or_missing_reason_is_given_and_never_both(cls) -> pl.Expr:
        return pl.col("value").is_null() != pl.col("missing_reason").is_null()

    @dy.rule()
    def period_end_is_not_before_period_start(cls) -> pl.Expr:
        return pl.col("period_end") >= pl.col("period_start")


class Ties(dy.Schema):
    network = key("networks", primary_key=True)
    from_organisation = key("organisations", primary_key=True)
    to_organisation = key("organisations", primary_key=True)
    relation = dy.String(primary_key=True)
    directed = dy.Bool()
    weight = dy.Float64(nullable=True, min=0)
    year = dy.Int64(primary_key=True)
    source = dy.Enum(("survey", "record"))

    @dy.rule()
    def tie_is_between_two_organisations(cls) -> pl.Expr:
        return pl.col("from_organisation") != pl.col("to_organisation")

    @dy.rule()
    def undirected_tie_stands_once(cls) -> pl.Expr:
        pair = pl.concat_list("from_organisation", "to_organisation").list.sort()
        once = pl.struct("network", pair.alias("pair"), "relation", "year").is_first_distinct()
        return pl.col("directed") | once


class TieSurvey(dy.Schema):
    network = key("networks", primary_key=True)
    organisation = key("organisations", primary_key=True)
    year = dy.Int64(primary_key=True)
    responded = dy.Bool()
