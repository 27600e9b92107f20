"""The tables of a study: columns, keys, ranges and row rules, declared once.

A column whose metadata names `refers_to` holds a key of that table. The words for people (what a table and a
column mean) stand in schema.sql as comments; a test keeps the two in step.
"""

import dataframely as dy

from data.tables.coding import Assignments, Coders, Codes, Codings, Lens, Quotes, TopicCoverage
from data.tables.findings import Evidence, Findings, Reporting
from data.tables.networks import Indicators, Memberships, Networks, Observations, Organisations, Ties, TieSurvey
from data.tables.people import EligiblePool, Interviews, MemberChecks, Respondents

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

ORDERED = ("codes", "findings")
"""Tables whose rows have an order that means something, and a `position` in a release."""


def references(table: str) -> dict[str, str]:
    """The columns of `table` that hold another table's key, and which table that is."""
    columns = TABLES[table].columns().items()
    return {name: column.metadata["refers_to"] for name, column in columns if column.metadata}
