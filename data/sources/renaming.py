"""Renaming: keys of one table under other names, everywhere they stand in the parts of a study."""

from collections.abc import Mapping

import polars as pl

from data.faults import Fault, StudyError
from data.sources.parts import Parts
from data.tables import TABLES, references


def rename(parts: Parts, table: str, mapping: Mapping[str, str]) -> None:
    """Give the keys of `table` the names that `mapping` has for them, in every column that refers to them.

    Raises StudyError where two transcripts would come under one name: the passages of one have no place in the other.
    """
    if not mapping:
        return
    if table == "interviews":
        _refuse_two_in_one(parts, mapping)
    for name in parts.tables:
        parts.tables[name] = with_keys_renamed(name, parts.tables[name], table, mapping)
    if table == "interviews":
        parts.transcripts = {mapping.get(key, key): text for key, text in parts.transcripts.items()}
    if table == "respondents":
        parts.attributes = {mapping.get(key, key): facts for key, facts in parts.attributes.items()}
    if table in parts.identities:
        parts.identities[table] = {mapping.get(key, key): own for key, own in parts.identities[table].items()}


def _refuse_two_in_one(parts: Parts, mapping: Mapping[str, str]) -> None:
    named: dict[str, str] = {}
    for key in parts.transcripts:
        other = named.setdefault(mapping.get(key, key), key)
        if other != key:
            rule = f"would be one interview with {other}, and each has a transcript of its own"
            raise StudyError([Fault(parts.tool, None, "interview", key, rule)])


def with_keys_renamed(name: str, rows: pl.DataFrame, table: str, mapping: Mapping[str, str]) -> pl.DataFrame:
    """The rows of the table `name` with the keys of `table` under other names."""
    given = dict(mapping)
    own = TABLES[table].primary_key()
    columns = [column for column, target in references(name).items() if target == table]
    if name == table and len(own) == 1:
        columns.append(own[0])
    rows = rows.with_columns(pl.col(column).replace(given) for column in columns if column in rows.columns)
    match name, table:
        case "findings", "codes" | "indicators":
            measures = ("total", "change", "none") if table == "codes" else ("indicator", "none")
            renamed = pl.when(pl.col("measure").is_in(measures)).then(pl.col("subject").replace(given))
            rows = rows.with_columns(renamed.otherwise("subject").alias("subject"))
        case "observations", "networks" | "organisations":
            kind = pl.col("subject_type") == table.removesuffix("s")
            rows = rows.with_columns(
                pl.when(kind).then(pl.col("subject").replace(given)).otherwise("subject").alias("subject")
            )
        case "member_checks", "interviews":
            kind = pl.col("target") == "interview"
            rows = rows.with_columns(
                pl.when(kind).then(pl.col("target_id").replace(given)).otherwise("target_id").alias("target_id")
            )
        case "evidence", "interviews":
            parted = pl.col("reference").str.splitn(":", 2)
            spoken = pl.concat_str(parted.struct[0].replace(given), parted.struct[1], separator=":")
            rows = rows.with_columns(
                pl.when(pl.col("kind") == "quote").then(spoken).otherwise("reference").alias("reference")
            )
        case "evidence", "codes" | "indicators":
            kind = pl.col("kind") == table.removesuffix("s")
            rows = rows.with_columns(
                pl.when(kind).then(pl.col("reference").replace(given)).otherwise("reference").alias("reference")
            )
    return rows
