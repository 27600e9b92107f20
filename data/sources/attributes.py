"""Attributes: what another tool knows of its cases, as columns of respondents where it fits."""

from collections.abc import Iterable, Mapping

import dataframely as dy
import polars as pl

from data.faults import Fault, StudyError, nearest
from data.settings import FILE
from data.sources.parts import Known, Parts
from data.tables import TABLES, references

TABLE = "respondents"
COLUMNS = TABLES[TABLE].columns()


def take_attributes(parts: Parts, known: Known) -> None:
    """Fill respondents from the parts' attributes: by study.toml where it maps them, else by exactly our own names.

    An attribute of ours by name is taken only if every value of it can stand; the others are left out with the reason.
    Raises StudyError where study.toml maps an attribute that is not there.
    """
    facts = parts.attributes
    variables = list(dict.fromkeys(variable for values in facts.values() for variable in values))
    source = next((each for each in known.sources if each.table == TABLE), None)
    mapped = {theirs: ours for ours, theirs in source.columns.items()} if source else {}
    _refuse_unknown(mapped, variables, parts)
    words = source.values if source else {}
    taken: dict[str, dict[str, str]] = {respondent: {} for respondent in facts}
    for variable in variables:
        cells = {respondent: values[variable] for respondent, values in facts.items() if variable in values}
        column = mapped.get(variable) or _ours(variable)
        given = {who: words.get(column, {}).get(value, value) for who, value in cells.items()} if column else {}
        reason = _reason(variable, column, given.values(), known, is_mapped=variable in mapped)
        if reason:
            parts.leave_out(f"attribute {variable}", "attributes", reason, what=variable, count=len(cells))
            continue
        parts.taken_besides["attributes"] = parts.taken_besides.get("attributes", 0) + len(cells)
        for respondent, value in given.items():
            taken[respondent][column] = value
    _fill(parts, taken)


def _refuse_unknown(mapped: Mapping[str, str], variables: list[str], parts: Parts) -> None:
    faults = [
        Fault(
            FILE,
            None,
            "source.columns",
            theirs,
            f"is no attribute of a case in {parts.tool}",
            nearest(theirs, variables),
        )
        for theirs in mapped
        if theirs not in variables
    ] + [
        Fault(FILE, None, "source.columns", ours, f"is not a column of {TABLE}", nearest(ours, COLUMNS))
        for ours in mapped.values()
        if ours not in COLUMNS
    ]
    if faults:
        raise StudyError(faults)


def _ours(variable: str) -> str:
    folded = "_".join(variable.strip().casefold().replace("-", " ").replace("_", " ").split())
    return folded if folded in COLUMNS and folded != "respondent" else ""


def _reason(variable: str, column: str, values: Iterable[str], known: Known, *, is_mapped: bool) -> str:
    """Why the attribute cannot be a column; "" where it can, or where a later check will say so with its place."""
    if not column:
        return f"no column of {TABLE} is called so; map it with a [[source]] of {FILE}"
    if is_mapped:
        return ""
    kind = COLUMNS[column]
    target = references(TABLE).get(column)
    if isinstance(kind, dy.Enum):
        allowed, what = set(kind.categories), f"one of {', '.join(kind.categories)}"
    elif target and known.keys(target):
        allowed, what = {*known.names[target], *known.names[target].values()}, f"among the study's {target}"
    elif target == "networks":
        return f"the study has no networks yet; import networks.csv first, or map it with a [[source]] of {FILE}"
    else:
        return ""
    strange = sorted({value for value in values if value not in allowed})
    if not strange:
        return ""
    return f"“{strange[0]}” is not {what}; say what is meant with values of a [[source]] in {FILE}"


def _fill(parts: Parts, taken: Mapping[str, Mapping[str, str]]) -> None:
    columns = list(dict.fromkeys(column for cells in taken.values() for column in cells))
    if not columns or TABLE not in parts.tables:
        return
    rows = parts.tables[TABLE]
    for column in columns:
        given = {who: cells[column] for who, cells in taken.items() if column in cells}
        filled = pl.col("respondent").replace_strict(given, default=None, return_dtype=pl.String)
        rows = rows.with_columns(pl.coalesce(column, filled).alias(column))
    parts.tables[TABLE] = rows
