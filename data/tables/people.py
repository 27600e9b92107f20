"""People, and the interviews they gave."""

import dataframely as dy
import polars as pl

from data.tables.columns import ROLE_GROUPS, identifier, key, text

CONSENTS = ("Q0", "Q1", "Q2", "Q3", "Q4")
SCOPES = ("study_team", "network", "public")
"""How much of a person's words may be quoted, and to whom, from the least to the most."""


class Respondents(dy.Schema):
    respondent = identifier()
    network = key("networks", nullable=True)
    organisation = key("organisations", nullable=True)
    role_level = dy.Enum(("executive_director", "director", "deputy", "clinical_lead", "other"), nullable=True)
    profession = text()
    role_group = dy.Enum(ROLE_GROUPS, nullable=True)
    tenure_years = text()
    quote_consent = dy.Enum(CONSENTS, nullable=True)
    quote_scope = dy.Enum(SCOPES, nullable=True)
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


class MemberChecks(dy.Schema):
    respondent = key("respondents", primary_key=True)
    target = dy.Enum(("interview", "finding"), primary_key=True)
    target_id = dy.String(primary_key=True)
    sent_on = dy.Date(nullable=True)
    response = dy.Enum(("none", "agreed", "amended", "withdrew_part", "withdrew_all"))
    responded_on = dy.Date(nullable=True)
    note = text()
