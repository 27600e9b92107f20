import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data.build import Built, build, release_id
from data.faults import StudyError
from data.reading import study_of
from data.release import ReleaseError
from data.settings import ReleasePolicy, Views
from data.study import Study, load_study
from data.tables import ORDERED, TABLES
from queries.database import Database
from tests.studies import NORTHMERE, copy_of_northmere


@pytest.fixture
def release(built: Built, tmp_path: Path) -> Path:
    folder = tmp_path / "releases"
    shutil.copytree(built.path.parent, folder)
    return folder / built.path.name


def test_a_package_is_read_as_it_is(northmere: Study) -> None:
    read = study_of(NORTHMERE)
    assert read.settings == northmere.settings
    assert all(read.tables[name].equals(rows) for name, rows in northmere.tables.items())


def test_a_release_gives_the_study_again_to_the_last_cell_and_type(northmere: Study, built: Built) -> None:
    kept, read = northmere.without_withdrawn(), study_of(built.path)
    for name, rows in kept.tables.items():
        expected = rows if name in ORDERED else rows.sort(TABLES[name].primary_key())
        assert read.tables[name].schema == expected.schema, name
        assert read.tables[name].equals(expected), name
    assert read.transcripts == kept.transcripts
    assert read.settings == kept.settings
    assert release_id(read) == built.release.release


def test_a_release_that_is_being_served_can_be_read(built: Built, database: Database) -> None:
    assert database.path == built.path
    assert study_of(built.path).settings.study.id == "northmere"


def test_settings_come_back_in_the_order_they_were_given(northmere: Study, tmp_path: Path) -> None:
    about = northmere.settings.study.model_copy(update={"stages": {"S3": "Later", "S1": "First", "S2": ""}, "note": ""})
    views = Views(leadership=("M", "L"), enablers=("M", "B"))
    policy = ReleasePolicy(leader_counts="words", window=4, partition="role_group", change=("M1", "L3"))
    settings = northmere.settings.model_copy(update={"study": about, "views": views, "release": policy})
    no_claims = {name: northmere.tables[name].clear() for name in ("findings", "evidence")}  # of stages as they were
    built = build(replace(northmere, settings=settings, tables={**northmere.tables, **no_claims}), tmp_path)
    assert study_of(built.path).settings == settings
    assert list(study_of(built.path).settings.study.stages) == ["S3", "S1", "S2"]


def test_a_release_holds_nothing_of_those_who_withdrew(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    people = package / "respondents.csv"
    lines = people.read_text().splitlines()
    lines[1] = f"{lines[1].rpartition(',')[0]},2015-12-01"
    people.write_text("\n".join(lines) + "\n")
    study = load_study(package)
    [gone] = study.withdrawn
    read = study_of(build(study, tmp_path / "releases").path)
    assert read.tables["respondents"].height == study.tables["respondents"].height - 1
    assert gone not in read.tables["respondents"]["respondent"]
    assert read.transcripts.keys() == study.transcripts.keys() - set(study.unsaid)


def _missing(path: Path) -> None:
    path.unlink()


def _not_indexed(path: Path) -> None:
    (path.parent / "index.json").unlink()


def _retired(path: Path) -> None:
    index = path.parent / "index.json"
    held = json.loads(index.read_text())
    held["releases"][0]["retired"] = True
    index.write_text(json.dumps(held))


def _marked(path: Path) -> None:
    path.with_suffix(".retired").touch()


def _damaged(path: Path) -> None:
    path.write_bytes(b"nothing of the kind" * 1000)


def _of_another_version(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("drop table evidence")


def _with_a_column_less(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("drop table evidence")
        connection.execute("create table evidence (finding varchar, kind varchar, reference varchar)")


def _with_a_word_of_another_version(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("drop table evidence")
        connection.execute("create table evidence (finding varchar, kind varchar, reference varchar, stance varchar)")
        connection.execute("insert into evidence values ('F1', 'code', 'L', 'doubts')")


def _without_a_study(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("delete from study")


def _with_settings_of_another_version(path: Path) -> None:
    with duckdb.connect(path) as connection:
        connection.execute("update study set safe_window = 1")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_missing, "does not exist. Name the folder of a study package"),
        (_not_indexed, "is not in the index"),
        (_retired, "is retired"),
        (_marked, "is retired"),
        (_damaged, "cannot be read as a release of this version"),
        (_of_another_version, "cannot be read as a release of this version"),
        (_with_a_column_less, "cannot be read as a release of this version"),
        (_with_a_word_of_another_version, "cannot be read as a release of this version"),
        (_without_a_study, "cannot be read as a release of this version"),
        (_with_settings_of_another_version, "cannot be read as a release of this version"),
    ],
)
def test_what_is_no_release_or_not_any_more_is_refused(release: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(release)
    with pytest.raises(ReleaseError, match=said) as caught:
        study_of(release)
    assert str(release) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_package_at_fault_is_told_as_ever(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"holds no study\.toml"):
        study_of(tmp_path)
