"""The tables of a study: columns, keys, ranges and row rules, declared once.

A column whose metadata names `refers_to` holds a key of that table. The words for people (what a table and a
column mean) stand in schema.sql as comments; a test keeps the two in step.
"""

import dataframely as dy
import polars as pl

ROLE_GROUPS = ("senior_clinical", "senior_managerial")
SECTOR_GROUPS = ("provider", "commissioner", "local_government_and_other")
STATUSES = ("independent", "reconciled", "adjudicated", "superseded")
POLARITIES = ("affirm", "counter")
CLAIM_BASES = ("empirical_case", "literature", "author_assertion", "measured_here")
UNITS = (
    "proportion", "proportion_of_respondents", "persons", "km", "years", "days", "likert_1_5", "scale_1_4",
    "ordinal_1_3", "index_m1_1", "count", "gbp",
)  # fmt: skip


def key(refers_to: str, *, primary_key: bool = False, nullable: bool = False) -> dy.String:
    """A column that holds a key of the table `refers_to`."""
    return dy.String(primary_key=primary_key, nullable=nullable, metadata={"refers_to": refers_to})


def text(*, nullable: bool = True) -> dy.String:
    """A column of free text."""
    return dy.String(nullable=nullable, min_length=None if nullable else 1)


def identifier() -> dy.String:
    """A table's own short key: safe in a file name, an address and a spreadsheet."""
    return dy.String(primary_key=True, regex=r"^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$")


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
    governance = dy.Enum(
        ("participant_governed", "lead_organisation", "administrative_organisation"), nullable=True
    )

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


class Respondents(dy.Schema):
    respondent = identifier()
    network = key("networks", nullable=True)
    organisation = key("organisations", nullable=True)
    role_level = dy.Enum(("executive_director", "director", "deputy", "clinical_lead", "other"), nullable=True)
    profession = text()
    role_group = dy.Enum(ROLE_GROUPS, nullable=True)
    tenure_years = text()
    quote_consent = dy.Enum(("Q0", "Q1", "Q2", "Q3", "Q4"), nullable=True)
    quote_scope = dy.Enum(("study_team", "network", "public"), nullable=True)
    withdrawn_on = dy.Date(nullable=True)


class EligiblePool(dy.Schema):
    network = key("networks", primary_key=True)
    role_group = dy.Enum(ROLE_GROUPS, primary_key=True)
    eligible = dy.Int64(min=0)
    invited = dy.Int64(min=0)
    declined = dy.Int64(min=0)
    no_reply = dy.Int64(min=0)

    @dy.rule()
    def invited_is_at_most_eligible(cls) -> pl.Expr:
        return pl.col("invited") <= pl.col("eligible")

    @dy.rule()
    def declined_and_no_reply_are_at_most_invited(cls) -> pl.Expr:
        return pl.col("declined") + pl.col("no_reply") <= pl.col("invited")


class Interviews(dy.Schema):
    interview = identifier()
    respondent = key("respondents")
    stage = key("stages")
    conducted_on = dy.Date(nullable=True)
    minutes = dy.Int64(nullable=True, min=0)
    mode = dy.Enum(("in_person", "phone", "video"), nullable=True)
    interviewer = text()
    guide_version = text()
    sequence = dy.Int64(nullable=True, min=1)

    @dy.rule()
    def respondent_is_interviewed_once_a_stage(cls) -> pl.Expr:
        return pl.struct("respondent", "stage").is_unique()

    @dy.rule()
    def sequence_is_unique(cls) -> pl.Expr:
        return pl.col("sequence").is_null() | pl.col("sequence").is_unique()


class Coders(dy.Schema):
    coder = identifier()
    name = text(nullable=False)
    role = dy.Enum(("independent", "adjudicator"))
    note = text()


class Reporting(dy.Schema):
    item = dy.String(primary_key=True)
    text = text(nullable=False)


class Codes(dy.Schema):
    code = identifier()
    parent = key("codes", nullable=True)
    level = dy.Enum(("domain", "theme", "code"))
    name = text(nullable=False)
    definition = text()
    framework = text()
    valence = dy.Enum(("barrier", "enabler", "neutral", "dual"), nullable=True)
    sensitive = dy.Bool()
    origin = dy.Enum(("deductive", "free_node"), nullable=True)
    codable = dy.Bool()


class Lens(dy.Schema):
    lens = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    item_name = text(nullable=False)
    code = dy.String(primary_key=True, metadata={"refers_to": "codes"})


class Codings(dy.Schema):
    interview = key("interviews", primary_key=True)
    start = dy.Int64(primary_key=True, min=0)
    end = dy.Int64(primary_key=True, min=1)
    code = key("codes", primary_key=True)
    coder = key("coders", primary_key=True)
    round = dy.Int64(primary_key=True, min=1)
    status = dy.Enum(STATUSES)
    polarity = dy.Enum(POLARITIES)
    coded_at = dy.Datetime(nullable=True)

    @dy.rule()
    def start_is_before_end(cls) -> pl.Expr:
        return pl.col("start") < pl.col("end")


class Assignments(dy.Schema):
    interview = key("interviews", primary_key=True)
    coder = key("coders", primary_key=True)
    finished = dy.Bool()


class TopicCoverage(dy.Schema):
    interview = key("interviews", primary_key=True)
    topic = key("codes", primary_key=True)
    asked = dy.Bool()


class Quotes(dy.Schema):
    interview = key("interviews", primary_key=True)
    start = dy.Int64(primary_key=True, min=0)
    end = dy.Int64(primary_key=True, min=1)
    approval = dy.Enum(("approved", "pending", "refused"))
    redacted_text = text()

    @dy.rule()
    def start_is_before_end(cls) -> pl.Expr:
        return pl.col("start") < pl.col("end")


class MemberChecks(dy.Schema):
    respondent = key("respondents", primary_key=True)
    target = dy.Enum(("interview", "finding"), primary_key=True)
    target_id = dy.String(primary_key=True)
    sent_on = dy.Date(nullable=True)
    response = dy.Enum(("none", "agreed", "amended", "withdrew_part", "withdrew_all"))
    responded_on = dy.Date(nullable=True)
    note = text()


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


class Findings(dy.Schema):
    finding = identifier()
    headline = text(nullable=False)
    kind = dy.Enum(("prevalence", "contrast", "change", "structure", "narrative"))
    measure = dy.Enum(("total", "change", "indicator", "tie_metric", "none"))
    subject = text()
    expects = text()
    claim_basis = dy.Enum(CLAIM_BASES)
    confidence = dy.Enum(("high", "moderate", "low"))
    status = dy.Enum(("draft", "checked", "published", "retracted"))
    caveat = text()
    contrary_searched = dy.Bool()

    @dy.rule()
    def published_only_with_a_caveat_and_contrary_evidence_searched(cls) -> pl.Expr:
        return (pl.col("status") != "published") | (pl.col("caveat").is_not_null() & pl.col("contrary_searched"))


class Evidence(dy.Schema):
    finding = key("findings", primary_key=True)
    kind = dy.Enum(("code", "quote", "indicator", "tie_metric", "document"), primary_key=True)
    reference = dy.String(primary_key=True)
    stance = dy.Enum(("supports", "contradicts", "qualifies"))


TABLES: dict[str, type[dy.Schema]] = {
    "networks": Networks,
    "organisations": Organisations,
    "memberships": Memberships,
    "respondents": Respondents,
    "eligible_pool": EligiblePool,
    "interviews": Interviews,
    "coders": Coders,
    "reporting": Reporting,
    "codes": Codes,
    "lens": Lens,
    "codings": Codings,
    "assignments": Assignments,
    "topic_coverage": TopicCoverage,
    "quotes": Quotes,
    "member_checks": MemberChecks,
    "indicators": Indicators,
    "observations": Observations,
    "ties": Ties,
    "tie_survey": TieSurvey,
    "findings": Findings,
    "evidence": Evidence,
}

def references(table: str) -> dict[str, str]:
    """The columns of `table` that hold another table's key, and which table that is."""
    columns = TABLES[table].columns().items()
    return {name: column.metadata["refers_to"] for name, column in columns if column.metadata}
