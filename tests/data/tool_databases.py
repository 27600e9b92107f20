"""Databases of other tools made for tests, and what must hold of whatever is read from one."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from data.sources.attributes import take_attributes
from data.sources.completion import completed
from data.sources.parts import Known, Parts

KEY = re.compile(r"[^\W_][\w. -]{0,79}")


def made(path: Path, schema: str, *statements: str, rows: dict[str, list[tuple]] | None = None) -> Path:
    """A database with the schema, the statements carried out and the rows put in."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma synchronous = off")
        database.executescript(schema)
        for statement in statements:
            database.execute(statement)
        for table, values in (rows or {}).items():
            for row in values:
                database.execute(f"insert into {table} values ({', '.join('?' * len(row))})", row)
        database.commit()
    return path


def sound(parts: Parts) -> Parts:
    """The parts as the study takes them, with everything in them accounted for and referring to what is there."""
    completed(parts, Known())
    take_attributes(parts, Known())
    assert parts.unaccounted == {}
    keys = {}
    for table, column in (
        ("codes", "code"),
        ("coders", "coder"),
        ("interviews", "interview"),
        ("respondents", "respondent"),
    ):
        found = parts.tables[table][column].to_list() if table in parts.tables else []
        assert all(KEY.fullmatch(key) for key in found)
        assert len({key.casefold() for key in found}) == len(found)
        keys[table] = set(found)
    assert keys["interviews"] == set(parts.transcripts)
    assert {parent for parent in parts.tables["codes"]["parent"] if parent} <= keys["codes"]
    assert parts.tables["codes"]["name"].null_count() == 0
    for row in parts.tables["codings"].rows(named=True):
        assert 0 <= int(row["start"]) < int(row["end"]) <= len(parts.transcripts[row["interview"]])
        assert (row["code"] in keys["codes"], row["coder"] in keys["coders"]) == (True, True)
    people = parts.tables["interviews"] if keys["interviews"] else None
    if people is not None:
        assert set(people["respondent"]) <= keys["respondents"]
        assert people.select("respondent", "stage").is_unique().all()
        assert set(people["stage"]) <= (set(parts.stages) or {"S1"})
    assert parts.title
    return parts


def words(parts: Parts) -> list[tuple[str, str, str]]:
    """Interview, code and words of each coding, in order."""
    rows = parts.tables["codings"].select("interview", "code", "start", "end").rows()
    return sorted((who, code, parts.transcripts[who][int(start) : int(end)]) for who, code, start, end in rows)


def reasons(parts: Parts, kind: str) -> list[str]:
    """Why things of a kind were left out."""
    return [entry.reason for entry in parts.left_out if entry.kind == kind]
