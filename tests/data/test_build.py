import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.build import SCHEMA, BuildError, build, release_id
from data.release import ReleaseError, describe_release, releases_in
from data.study import Study, load_study
from data.tables import ORDERED, TABLES, references
from queries.database import Database
from tests.studies import copy_of_northmere


def test_a_release_holds_every_row_of_the_study(northmere: Study, database: Database) -> None:
    with database.cursor.cursor() as release:
        for name, table in northmere.tables.items():
            stored = release.table(name).pl().select(table.columns)
            key = list(TABLES[name].primary_key())
            texts = [
                pl.col(column).cast(pl.String) for column, kind in table.schema.items() if isinstance(kind, pl.Enum)
            ]
            expected = table.with_columns(texts)
            found = stored.with_columns(pl.col(column.meta.output_name()).cast(pl.String) for column in texts)
            assert found.sort(key).rows() == expected.sort(key).rows(), name
        assert dict(release.table("transcripts").fetchall()) == dict(northmere.transcripts)


def test_every_table_view_and_column_says_what_it_means(database: Database) -> None:
    with database.cursor.cursor() as release:
        silent = release.sql(
            "select table_name from duckdb_tables() where comment is null"
            " union all select view_name from duckdb_views() where not internal and comment is null"
            " union all select table_name || '.' || column_name from duckdb_columns() where comment is null"
            " and table_name in (select table_name from duckdb_tables())"
        ).fetchall()
    assert silent == []


def test_the_schema_and_the_declared_tables_are_in_step() -> None:
    kinds = {"String": "VARCHAR", "Int64": "BIGINT", "Float64": "DOUBLE", "Boolean": "BOOLEAN", "Date": "DATE"}
    with duckdb.connect() as fresh:
        fresh.execute(SCHEMA)
        for name, schema in TABLES.items():
            stored = {row[0]: (row[1], row[2]) for row in fresh.sql(f"describe {name}").fetchall()}
            if name in ORDERED:
                assert stored.pop("position") == ("INTEGER", "NO")
            assert list(stored) == schema.column_names()
            for column, declared in schema.columns().items():
                kind, nullable = stored[column]
                if isinstance(declared.dtype, pl.Enum):
                    values = ", ".join(f"'{value}'" for value in declared.dtype.categories)
                    assert kind == f"ENUM({values})", (name, column)
                else:
                    assert kind == kinds.get(str(declared.dtype), "TIMESTAMP"), (name, column)
                assert nullable == ("YES" if declared.nullable else "NO"), (name, column)
            constraints = fresh.sql(
                "select constraint_type, constraint_column_names, referenced_table from duckdb_constraints()"
                f" where table_name = '{name}'"
            ).fetchall()
            may_be_empty = any(schema.columns()[column].nullable for column in schema.primary_key())
            keys = [
                columns for kind, columns, _ in constraints if kind == ("UNIQUE" if may_be_empty else "PRIMARY KEY")
            ]
            assert keys == [list(schema.primary_key())], name
            linked = {columns[0]: target for kind, columns, target in constraints if kind == "FOREIGN KEY"}
            assert linked == references(name), name


def test_the_id_is_the_content_s_and_not_the_day_s_or_the_order_s(northmere: Study) -> None:
    shuffled = {
        name: table if name in ORDERED else table.sample(fraction=1, shuffle=True, seed=3)
        for name, table in northmere.tables.items()
    }
    assert release_id(replace(northmere, tables=shuffled)) == release_id(northmere)


@pytest.mark.parametrize("table", ["codings", "respondents", "observations"])
def test_one_row_less_is_another_release(northmere: Study, table: str) -> None:
    less = {**northmere.tables, table: northmere.tables[table].head(-1)}
    assert release_id(replace(northmere, tables=less)) != release_id(northmere)


def test_a_word_or_a_setting_changed_is_another_release(northmere: Study) -> None:
    words = {**northmere.transcripts, "L01-S1": northmere.transcripts["L01-S1"] + " "}
    assert release_id(replace(northmere, transcripts=words)) != release_id(northmere)
    counting = northmere.settings.counting.model_copy(update={"present": "any"})
    changed = northmere.settings.model_copy(update={"counting": counting})
    assert release_id(replace(northmere, settings=changed)) != release_id(northmere)


def test_building_again_keeps_what_is_there(northmere: Study, tmp_path: Path) -> None:
    first = build(northmere, tmp_path)
    stamp = first.path.stat().st_mtime_ns
    second = build(northmere, tmp_path)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.release == first.release
    assert second.path.stat().st_mtime_ns == stamp
    assert [entry.number for entry in releases_in(tmp_path)] == [1]


def test_releases_are_numbered_in_order_for_each_study(northmere: Study, tmp_path: Path) -> None:
    build(northmere, tmp_path)
    words = {**northmere.transcripts, "L01-S1": northmere.transcripts["L01-S1"] + " "}
    second = build(replace(northmere, transcripts=words), tmp_path)
    about = northmere.settings.study.model_copy(update={"id": "other"})
    other = build(replace(northmere, settings=northmere.settings.model_copy(update={"study": about})), tmp_path)
    assert (second.release.number, other.release.number) == (2, 1)
    assert str(second.release).startswith("release 2, ")
    assert describe_release(second.path) == second.release


def test_a_withdrawn_respondent_is_in_no_release(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    path = package / "respondents.csv"
    path.write_text(path.read_text().replace("Q2,network,\nL02", "Q2,network,2016-03-01\nL02"))
    built = build(load_study(package), tmp_path / "releases")
    assert built.taken["respondents"] == 11
    assert b"studying the agenda" not in built.path.read_bytes()
    with duckdb.connect(built.path, read_only=True) as release:
        assert release.sql("select count(*) from interviews where respondent = 'L01'").fetchall() == [(0,)]


KILLED = """
import sys, time
from pathlib import Path
import data.build
from data.study import load_study
step = int(sys.argv[3])
seen = []
def progress(name):
    seen.append(name)
    if len(seen) == step:
        print("here", flush=True)
        time.sleep(60)
data.build.build(load_study(Path(sys.argv[1])), Path(sys.argv[2]), progress=progress)
"""


@pytest.mark.parametrize("step", [1, 3, 18, 29])
def test_a_build_that_is_killed_leaves_the_last_release(tmp_path: Path, northmere: Study, step: int) -> None:
    releases = tmp_path / "releases"
    before = build(northmere, releases)
    package = copy_of_northmere(tmp_path)
    transcript = package / "transcripts" / "L01-S1.txt"
    transcript.write_bytes(transcript.read_bytes() + b" ")
    process = subprocess.Popen([sys.executable, "-c", KILLED, package, releases, str(step)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert releases_in(releases) == [before.release]
    with duckdb.connect(before.path, read_only=True) as release:
        assert release.sql("select count(*) from respondents").fetchall() == [(12,)]
    after = build(load_study(package), releases)
    assert after.release.number == 2
    assert sorted(path.name for path in releases.iterdir() if path.suffix == ".duckdb") == sorted(
        [before.path.name, after.path.name]
    )


def test_two_builds_at_once_both_land(tmp_path: Path) -> None:
    packages = [copy_of_northmere(tmp_path / name) for name in "ab"]
    transcript = packages[1] / "transcripts" / "L01-S1.txt"
    transcript.write_bytes(transcript.read_bytes() + b" ")
    script = "import sys; from pathlib import Path; from data.build import build; from data.study import load_study; build(load_study(Path(sys.argv[1])), Path(sys.argv[2]))"
    running = [subprocess.Popen([sys.executable, "-c", script, package, tmp_path / "releases"]) for package in packages]
    assert [process.wait(60) for process in running] == [0, 0]
    assert sorted(entry.number for entry in releases_in(tmp_path / "releases")) == [1, 2]


def test_a_full_disk_is_told_and_leaves_nothing_half_written(northmere: Study, mounted: Callable[[str], Path]) -> None:
    small_disk = mounted("1m")
    with pytest.raises(BuildError, match=r"No release was written to .* What was there is untouched"):
        build(northmere, small_disk / "releases")
    assert [path.name for path in (small_disk / "releases").iterdir() if path.name != ".lock"] == []


def test_a_read_only_target_is_told(northmere: Study, mounted: Callable[[str], Path]) -> None:
    small_disk = mounted("1m")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(BuildError, match="Read-only file system"):
        build(northmere, small_disk / "releases")


def test_a_file_in_place_of_the_folder_of_releases_is_told(northmere: Study, tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("x")
    with pytest.raises(BuildError, match="File exists"):
        build(northmere, tmp_path / "releases")


def test_a_release_that_is_not_there_or_not_in_the_index_is_told(northmere: Study, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="commonplace build STUDY"):
        describe_release(tmp_path / "none.duckdb")
    built = build(northmere, tmp_path)
    stray = Path(shutil.copy(built.path, tmp_path / "stray.duckdb"))
    with pytest.raises(ReleaseError, match="is not in the index beside it"):
        describe_release(stray)
    (tmp_path / "index.json").write_text("{}")
    with pytest.raises(ReleaseError, match=r"index\.json cannot be read"):
        releases_in(tmp_path)


def test_a_file_left_by_a_crash_between_the_two_steps_joins_the_index(northmere: Study, tmp_path: Path) -> None:
    built = build(northmere, tmp_path)
    (tmp_path / "index.json").write_text(json.dumps({"releases": []}))
    again = build(northmere, tmp_path)
    assert again.is_new
    assert again.path == built.path
    assert releases_in(tmp_path) == [again.release]


def test_a_file_that_went_missing_is_built_again(northmere: Study, tmp_path: Path) -> None:
    built = build(northmere, tmp_path)
    built.path.unlink()
    assert build(northmere, tmp_path).is_new
    assert built.path.exists()


def test_a_damaged_release_is_built_again(northmere: Study, tmp_path: Path) -> None:
    built = build(northmere, tmp_path)
    built.path.write_bytes(built.path.read_bytes()[:5000])
    again = build(northmere, tmp_path)
    assert again.is_new
    assert again.release == built.release
    with duckdb.connect(again.path, read_only=True) as release:
        assert release.sql("select count(*) from respondents").fetchall() == [(12,)]


def test_what_a_killed_build_left_is_taken_away_by_the_next(northmere: Study, tmp_path: Path) -> None:
    (tmp_path / ".building-0123.duckdb").write_bytes(b"x")
    (tmp_path / ".building-0123.duckdb.wal").write_bytes(b"x")
    (tmp_path / ".building-0123.duckdb.spill").mkdir()
    build(northmere, tmp_path)
    assert list(tmp_path.glob(".building*")) == []
