"""People, organisations and networks as the cases of a REFI-QDA project, and their facts as its variables."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl
from lxml import etree

from data.export.refi_elements import Guids, add, element, holds_as_name, refer
from data.sources.refi_convention import COLUMN_TABLES, ENTITIES, ENTITY, PREFIX, column_variable
from data.tables import TABLES

Tables = Mapping[str, pl.DataFrame]


def variables(tables: Tables, guids: Guids) -> etree._Element:
    """A variable for each column of the tables that are cases or sources, and one that says of a case what it is."""
    found = element("Variables")
    if any(not tables[table].is_empty() for table in ENTITIES.values()):
        add(found, "Variable", guid=_entity(guids), name=f"{PREFIX}{ENTITY}", typeOfVariable="Text")
    for table in COLUMN_TABLES:
        for column in facts(table) if not tables[table].is_empty() else ():
            kind = _kind(TABLES[table].columns()[column].dtype)
            name = column_variable(table, column)
            add(found, "Variable", guid=_variable(guids, table, column), name=name, typeOfVariable=kind)
    return found


def cases(tables: Tables, guids: Guids) -> etree._Element:
    """A case for each respondent, organisation and network; the interviews are sources of the respondents."""
    found = element("Cases")
    spoken: dict[str, list[str]] = {}
    for respondent, interview in tables["interviews"].select("respondent", "interview").iter_rows():
        spoken.setdefault(respondent, []).append(interview)
    for kind, table in ENTITIES.items():
        for row in tables[table].iter_rows(named=True):
            key = row[kind]
            case = add(found, "Case", guid=guids.of(table, key), name=key)
            _add_value(case, _entity(guids), "Text", kind)
            add_values(case, table, row, guids)
            for interview in spoken.get(key, ()) if kind == "respondent" else ():
                refer(case, "SourceRef", guids.of("interviews", interview))
    return found


def add_values(parent: etree._Element, table: str, row: Mapping[str, object], guids: Guids) -> None:
    """Add the value of each column of a row to its case or source, where there is one."""
    for column in facts(table):
        value = row[column]
        if value is not None:
            _add_value(parent, _variable(guids, table, column), _kind(TABLES[table].columns()[column].dtype), value)


def facts(table: str) -> Sequence[str]:
    """The columns of a table that are variables: all but the key, which is the name."""
    return TABLES[table].column_names()[1:]


def is_held(rows: pl.DataFrame) -> bool:
    """Whether a project can hold every value of a table."""
    texts = rows.select(pl.col(pl.String))
    return all(holds_as_name(text) for column in texts.iter_columns() for text in column.drop_nulls())


def _kind(kind: pl.DataType) -> str:
    if kind == pl.Date:
        return "Date"
    return "Integer" if kind.is_integer() else "Text"


def _add_value(parent: etree._Element, variable: str, kind: str, value: object) -> None:
    held = add(parent, "VariableValue")
    refer(held, "VariableRef", variable)
    add(held, f"{kind}Value", value.isoformat() if isinstance(value, date) else str(value))


def _entity(guids: Guids) -> str:
    return guids.of("variables", ENTITY)


def _variable(guids: Guids, table: str, column: str) -> str:
    return guids.of("variables", table, column)


def named(tables: Tables) -> Iterator[tuple[str, str]]:
    """The table and the key of everything that has an id of its own and a key."""
    for table in ("coders", "codes", *COLUMN_TABLES):
        yield from ((table, key) for key in tables[table].to_series())
