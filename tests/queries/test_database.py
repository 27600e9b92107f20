import threading
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.build import Built
from queries.database import Database, DatabaseError
from queries.query import Query, QueryError


def test_nothing_can_be_written(database: Database) -> None:
    for statement in ("delete from codings", "create table t (x int)", "insert into stages values ('x', 'x', 9)"):
        with pytest.raises(duckdb.Error, match=r"(?i)read-only"):
            database.cursor.execute(statement)


def test_nothing_else_can_be_read(database: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for statement in (f"select * from read_csv('{secret}')", f"attach '{tmp_path}/other.duckdb'", "install httpfs"):
        with pytest.raises(duckdb.Error):
            database.cursor.execute(statement)
    with pytest.raises(duckdb.Error, match="locked"):
        database.cursor.execute("set enable_external_access = true")


def test_each_thread_has_its_own_cursor(database: Database) -> None:
    cursors: list[object] = [database.cursor]
    thread = threading.Thread(target=lambda: cursors.append(database.cursor))
    thread.start()
    thread.join()
    assert database.cursor is cursors[0]
    assert cursors[0] is not cursors[1]


def test_a_release_may_be_opened_twice(built: Built, database: Database) -> None:
    again = Database(built.path)
    assert again.cursor.sql("select count(*) from respondents").fetchall() == [(12,)]
    again.close()
    assert database.cursor.sql("select count(*) from respondents").fetchall() == [(12,)]


def test_a_file_that_is_no_release_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "broken.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(DatabaseError, match="commonplace build STUDY"):
        Database(path)


def test_a_query_whose_answer_has_other_columns_says_which(database: Database) -> None:
    query = Query("domains_shown", {"code": pl.Int64})
    with pytest.raises(
        QueryError, match=r"domains_shown\.sql.*\nExpected: code Int64\nFound:    code String, name String"
    ):
        query.ask(database, page="leadership")


def test_no_filter_is_lost_across_joins_even_with_every_optimizer(built: Built, tmp_path: Path) -> None:
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(built.path.read_bytes())
    filters = {
        "networks": None,
        "organisations": ["acute"],
        "sector_groups": ["commissioner"],
        "role_groups": None,
        "stages": None,
    }
    with duckdb.connect(copy, read_only=True) as plain:
        found = plain.sql("select count(*) from selected_interviews($filters)", params={"filters": filters}).fetchall()
    assert found == [(0,)]  # no commissioner is an acute hospital
