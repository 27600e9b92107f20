import tempfile
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given, settings

from data.build import release_id
from data.export.cells import cells
from data.export.refi_qda import export_refi_qda
from data.faults import StudyError
from data.importing import import_files
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.refi_project import read, recognises
from data.sources.sidecar import completed_by, is_sidecar, sidecar_beside
from data.study import Study, load_study
from data.tables import TABLES
from tests.made_studies import studies, study_of_cells, tidied

MAPPED = ("networks", "organisations", "respondents", "interviews", "codes")


def read_again(study: Study, folder: Path, *, with_sidecar: bool) -> Parts:
    project = folder / "study.qdpx"
    export_refi_qda(study, project)
    file = Incoming(project)
    assert recognises(file)
    parts = read(file, Known())
    sidecar = sidecar_beside(project)
    assert sidecar
    if with_sidecar:
        completed_by(parts, sidecar, project)
    project.unlink()
    sidecar.unlink()
    return parts


def sorted_cells(rows: pl.DataFrame, by: Iterable[str]) -> list[tuple[object, ...]]:
    return rows.sort(list(by)).rows()


def assert_whole(study: Study, parts: Parts) -> None:
    """The parts are the study: every table, cell by cell, every transcript and every setting."""
    for name, rows in study.tables.items():
        key = TABLES[name].primary_key()
        found = parts.tables.get(name, pl.DataFrame(schema=dict.fromkeys(rows.columns, pl.String)))
        assert found.columns == rows.columns
        assert sorted_cells(found, key) == sorted_cells(cells(rows), key), name
    if "codes" in parts.tables:
        assert parts.tables["codes"]["code"].to_list() == study.tables["codes"]["code"].to_list()
    assert parts.transcripts == study.transcripts
    about = study.settings.study
    assert (parts.title, parts.note, parts.stages) == (about.title, about.note, about.stages)
    assert parts.settings == study.settings.model_dump(mode="json", exclude={"sources"})
    assert parts.unaccounted == {}
    assert parts.left_out == []
    assert parts.attributes == {}


def assert_what_the_standard_holds(study: Study, parts: Parts) -> None:
    for name in MAPPED:
        rows = study.tables[name]
        key = TABLES[name].primary_key()
        if rows.is_empty():
            assert parts.tables.get(name, rows).is_empty()
        else:
            assert sorted_cells(parts.tables[name], key) == sorted_cells(cells(rows), key), name
    coders = study.tables["coders"].select("coder", "name")
    assert sorted_cells(parts.tables["coders"].select("coder", "name"), ["coder"]) == sorted_cells(coders, ["coder"])
    place = ["interview", "start", "end", "code", "coder"]
    once = study.tables["codings"].sort("round").unique(place, keep="first")
    found = parts.tables["codings"].select(*place, "coded_at")
    assert sorted_cells(found, place) == sorted_cells(cells(once).select(*place, "coded_at"), place)
    assert parts.transcripts == study.transcripts
    assert parts.unaccounted == {}
    lost = sum(entry.count for entry in parts.left_out if entry.kind == "codings")
    assert lost == study.tables["codings"].height - once.height


def test_northmere_comes_back_whole_with_its_sidecar(northmere: Study, tmp_path: Path) -> None:
    assert_whole(northmere.without_withdrawn(), read_again(northmere, tmp_path, with_sidecar=True))


def test_northmere_comes_back_as_far_as_the_standard_goes_without(northmere: Study, tmp_path: Path) -> None:
    parts = read_again(northmere, tmp_path, with_sidecar=False)
    assert_what_the_standard_holds(northmere.without_withdrawn(), parts)
    assert parts.text_matches == parts.tables["codings"].height


@given(study=studies())
@settings(max_examples=25, deadline=None)
def test_any_study_comes_back_whole_with_its_sidecar(study: Study) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_whole(study, read_again(study, Path(folder), with_sidecar=True))


@given(study=studies().map(tidied))
@settings(max_examples=25, deadline=None)
def test_any_study_comes_back_as_far_as_the_standard_goes_without(study: Study) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_what_the_standard_holds(study, read_again(study, Path(folder), with_sidecar=False))


def made(text: str, **tables: list[dict[str, object]]) -> Study:
    """A study of one interview in which one coder marked something, and the tables given."""
    about = {
        "id": "made",
        "title": "Made",
        "design": "single_case",
        "data_status": "synthetic",
        "stages": {"S1": "One"},
    }
    cells: dict[str, list[dict[str, object]]] = {
        "respondents": [{"respondent": "r"}],
        "interviews": [{"interview": "i", "respondent": "r", "stage": "S1"}],
        "coders": [{"coder": "a", "name": "Ann", "role": "independent", "note": "a nurse"}],
        "codes": [code("c")],
        "codings": [mark(0, len(text))],
        "assignments": [{"interview": "i", "coder": "a", "finished": "true"}],
    }
    return study_of_cells({"study": about}, cells | tables, {"i": text})


def code(key: str, **columns: object) -> dict[str, object]:
    return {"code": key, "level": "code", "name": key, "sensitive": "false", "codable": "true"} | columns


def mark(start: int, end: int, **columns: object) -> dict[str, object]:
    given: dict[str, object] = {"interview": "i", "start": start, "end": end, "code": "c", "coder": "a", "round": 1}
    return given | {"status": "independent", "polarity": "affirm"} | columns


@pytest.mark.parametrize(
    "text",
    [
        "😀 counts as one, e\u0301 as two and 👩‍👩‍👧 as five",
        "Windows\r\nand Mac\rand Unix\n\r\n",
        "\ufeffa mark before the text is of the text",
        "\ufeff\ufeff",
        "\x01\x0b\x0c\x1f\ufffe are not for XML, and files hold them",
        " \n\t ",
        "x",
    ],
)
@pytest.mark.parametrize("with_sidecar", [True, False])
def test_a_text_comes_back_to_the_last_character_and_its_passages_with_it(
    tmp_path: Path, text: str, *, with_sidecar: bool
) -> None:
    spans = [(start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    parts = read_again(made(text, codings=[mark(*span) for span in spans]), tmp_path, with_sidecar=with_sidecar)
    assert parts.transcripts == {"i": text}
    found = parts.tables["codings"].select(pl.col("start", "end").cast(pl.Int64)).rows()
    assert sorted(found) == spans
    assert parts.unaccounted == {}


def test_a_text_without_a_word_is_an_interview_all_the_same(tmp_path: Path) -> None:
    for with_sidecar in (True, False):
        parts = read_again(made("", codings=[], assignments=[]), tmp_path, with_sidecar=with_sidecar)
        assert parts.transcripts == {"i": ""}
        assert parts.tables["interviews"]["interview"].to_list() == ["i"]


def test_rounds_of_one_passage_come_back_with_the_sidecar_and_as_one_coding_without(tmp_path: Path) -> None:
    rounds = [
        mark(0, 4, round=1, status="superseded", coded_at="2014-09-25T09:35:00"),
        mark(0, 4, round=2, status="reconciled", polarity="counter"),
        mark(0, 4, round=7, status="adjudicated"),
    ]
    study = made("said", codings=rounds)
    whole = read_again(study, tmp_path, with_sidecar=True)
    columns = ["round", "status", "polarity", "coded_at"]
    assert whole.tables["codings"].select(columns).rows() == [
        ("1", "superseded", "affirm", "2014-09-25T09:35:00"),
        ("2", "reconciled", "counter", None),
        ("7", "adjudicated", "affirm", None),
    ]
    assert whole.left_out == []
    part = read_again(study, tmp_path, with_sidecar=False)
    assert part.tables["codings"].select(columns).rows() == [("1", "independent", "affirm", "2014-09-25T09:35:00")]
    assert (part.in_file["codings"], sum(entry.count for entry in part.left_out)) == (3, 2)


def test_a_mark_without_a_time_is_not_given_that_of_another(tmp_path: Path) -> None:
    times = [mark(0, 4, coded_at="2014-09-25T09:35:00"), mark(0, 4, coder="b")]
    coders: list[dict[str, object]] = [{"coder": key, "name": key, "role": "independent"} for key in "ab"]
    parts = read_again(made("said", codings=times, coders=coders), tmp_path, with_sidecar=False)
    assert dict(parts.tables["codings"].select("coder", "coded_at").iter_rows()) == {
        "a": "2014-09-25T09:35:00",
        "b": None,
    }


@pytest.mark.parametrize("with_sidecar", [True, False])
def test_a_codebook_of_a_hundred_levels_comes_back(tmp_path: Path, *, with_sidecar: bool) -> None:
    deep = [code(f"c{n}", parent=f"c{n - 1}" if n else None) for n in range(100)]
    parts = read_again(made("said", codes=deep, codings=[]), tmp_path, with_sidecar=with_sidecar)
    assert parts.tables["codes"].select("code", "parent").rows() == [(row["code"], row["parent"]) for row in deep]


def test_a_codebook_in_which_themes_stand_before_their_codes_keeps_its_order_by_the_sidecar(tmp_path: Path) -> None:
    codes = [code("T1"), code("T2"), code("T2.1", parent="T2"), code("T1.1", parent="T1")]
    study = made("said", codes=codes, codings=[])
    whole = read_again(study, tmp_path, with_sidecar=True)
    assert whole.tables["codes"]["code"].to_list() == ["T1", "T2", "T2.1", "T1.1"]
    part = read_again(study, tmp_path, with_sidecar=False)
    assert part.tables["codes"]["code"].to_list() == ["T1", "T1.1", "T2", "T2.1"]


@pytest.mark.parametrize(
    "definition",
    [
        "on one line",
        "on two\nlines",
        "ends in a line\n",
        "\n",
        "  has space around  ",
        "“quotes”, 'others' and \"these\"; &amp; <b>",
        "commonplace code: other",
        "ends as ours do\n\ncommonplace code: other\ncommonplace level: domain",
        "ends as ours do\ncommonplace valence: barrier",
        "with Windows\r\n\r\nline ends",
    ],
)
@pytest.mark.parametrize("with_sidecar", [True, False])
def test_a_definition_comes_back_whatever_it_says(tmp_path: Path, definition: str, *, with_sidecar: bool) -> None:
    codes = [code("c", definition=definition, framework="Weick 1995", origin="free_node", sensitive="true")]
    [found] = read_again(made("said", codes=codes), tmp_path, with_sidecar=with_sidecar).tables["codes"].to_dicts()
    assert found == cells(made("said", codes=codes).tables["codes"]).to_dicts()[0]


def test_what_xml_cannot_hold_comes_back_by_the_sidecar_alone(tmp_path: Path) -> None:
    study = made(
        "said",
        codes=[code("c", name="bell\x07", definition="\ufffe", framework="on two\nlines")],
        coders=[{"coder": "a", "name": "\x01", "role": "adjudicator"}],
        respondents=[{"respondent": "r", "profession": " nurse\x0b"}],
    )
    assert_whole(study, read_again(study, tmp_path, with_sidecar=True))
    part = read_again(study, tmp_path, with_sidecar=False)
    assert part.tables["codes"].select("code", "name", "framework").rows() == [("c", "bell\ufffd", None)]
    assert part.tables["respondents"]["profession"].to_list() == ["nurse\ufffd"]


def test_keys_that_a_reader_would_make_others_of_are_known_by_their_ids(tmp_path: Path) -> None:
    people: list[dict[str, object]] = [{"respondent": key} for key in ("strasse", "straße", "end ")]
    talks: list[dict[str, object]] = [
        {"interview": str(row["respondent"]), "respondent": row["respondent"], "stage": "S1"} for row in people
    ]
    study = made("said", respondents=people, interviews=talks, codings=[], assignments=[])
    spoken = {"strasse": "one", "straße": "two", "end ": "three"}
    study = Study(study.settings, study.tables, spoken)
    assert_whole(study, read_again(study, tmp_path, with_sidecar=True))


def import_again(study: Study, folder: Path) -> Study:
    export_refi_qda(study, folder / "study.qdpx")
    import_files([folder / "study.qdpx"], folder / "package")
    return load_study(folder / "package")


def assert_same(study: Study, found: Study) -> None:
    for name, rows in study.tables.items():
        key = TABLES[name].primary_key()
        assert found.tables[name].sort(key).equals(rows.sort(key)), name
    assert found.tables["codes"].equals(study.tables["codes"])
    assert found.transcripts == study.transcripts
    assert found.settings == study.settings


def test_northmere_exported_and_imported_is_the_same_study_and_the_same_release(
    northmere: Study, tmp_path: Path
) -> None:
    found = import_again(northmere, tmp_path)
    assert_same(northmere.without_withdrawn(), found)
    assert release_id(found) == release_id(northmere.without_withdrawn())


@given(study=studies())
@settings(max_examples=12, deadline=None)
def test_any_study_exported_and_imported_is_the_same_study(study: Study) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert_same(study, import_again(study, Path(folder)))


def test_without_the_sidecar_an_import_says_what_it_takes_as_so(northmere: Study, tmp_path: Path) -> None:
    export_refi_qda(northmere, tmp_path / "study.qdpx").unlink()
    report = import_files([tmp_path / "study.qdpx"], tmp_path / "package")
    assert any("taken as read" in line for line in report["assumed"])
    found = load_study(tmp_path / "package")
    assert found.tables["codings"].height == northmere.without_withdrawn().tables["codings"].height
    assert set(found.tables["codings"]["status"]) == {"independent"}
    assert found.settings.study == northmere.settings.study


def test_the_sidecar_named_beside_its_project_is_read_once(northmere: Study, tmp_path: Path) -> None:
    sidecar = export_refi_qda(northmere, tmp_path / "study.qdpx")
    report = import_files([sidecar, tmp_path / "study.qdpx"], tmp_path / "package")
    assert report["taken"]["ties"] == northmere.tables["ties"].height


def test_a_sidecar_is_known_by_its_content_and_found_by_the_name_of_its_project(tmp_path: Path) -> None:
    sidecar = export_refi_qda(made("said"), tmp_path / "a.b.qdpx")
    assert sidecar.name == "a.b.commonplace.zip"
    assert sidecar_beside(tmp_path / "a.b.qdpx") == sidecar
    assert sidecar_beside(tmp_path / "a.b.csv") is None
    assert sidecar_beside(tmp_path / "c.qdpx") is None
    (tmp_path / "plain.txt").write_text("plain")
    (tmp_path / "odd.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    known = {path: is_sidecar(tmp_path / path) for path in ("a.b.qdpx", "plain.txt", "odd.zip", "absent", ".")}
    assert is_sidecar(sidecar)
    assert not any(known.values())
    twice = tmp_path / "twice.zip"
    with ZipFile(twice, "w") as archive:
        archive.writestr("../sidecar.toml", "")
    assert not is_sidecar(twice)


def rewritten(sidecar: Path, **members: bytes | None) -> None:
    """The archive again with other content of some members, whose names have __ for the dot; None takes one away."""
    named = {name.replace("__", "."): content for name, content in members.items()}
    with ZipFile(sidecar) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(sidecar, "w") as archive:
        for name, content in (held | named).items():
            if content is not None:
                archive.writestr(name, content)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"guids__csv": None}, r"guids\.csv: is missing from the archive"),
        ({"sidecar__toml": None}, r"sidecar\.toml: is missing from the archive"),
        ({"sidecar__toml": b"format = "}, r"sidecar\.toml: is not valid TOML"),
        ({"sidecar__toml": b"\xff"}, r"sidecar\.toml: is not valid TOML"),
        ({"sidecar__toml": b"format = 2"}, r"written by another version of Commonplace\. Export the study again"),
        ({"sidecar__toml": b'format = 1\nproject = "0"'}, r"written with another project than study\.qdpx is now"),
        ({"study__toml": b"[study]"}, r"study\.toml: does not say what a study is: Field required"),
        ({"codings__csv": b"guid,interview\n"}, r"codings\.csv: has no column start"),
        ({"codings__csv": b""}, r"codings\.csv: cannot be read as a table"),
        ({"codings__csv": b"guid,interview\n1,2,3\n"}, r"codings\.csv: cannot be read as a table"),
        ({"codings__csv": b"guid,interview\n\xff,2\n"}, r"codings\.csv: cannot be read as a table"),
        ({"sidecar__toml": b"x = " + b"[" * 20_000}, r"sidecar\.toml: is not valid TOML"),
        ({"guids__csv": b"guid,table,key\n0,interviews,../../up\n"}, r"guids\.csv: holds “\.\./\.\./up”, which is not a key"),
        ({"guids__csv": b"guid,table\n"}, r"guids\.csv: has no column key"),
        ({"coders__csv": b"coder,name,role,note\na,A,independent,\nb,B,independent,\n"}, r"coders\.csv: has 2 rows, and"),
    ],
)  # fmt: skip
def test_a_sidecar_at_fault_is_refused_in_plain_words(tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    project = tmp_path / "study.qdpx"
    sidecar = export_refi_qda(made("said"), project)
    rewritten(sidecar, **members)
    parts = read(Incoming(project), Known())
    with pytest.raises(StudyError, match=said) as caught:
        completed_by(parts, sidecar, project)
    assert {fault.file for fault in caught.value.faults} == {"study.commonplace.zip"}


def test_a_sidecar_that_unpacks_to_too_much_in_all_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "study.qdpx"
    sidecar = export_refi_qda(made("said"), project)
    with ZipFile(sidecar) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist() if member.filename != "README.txt"}
    monkeypatch.setattr("data.sources.sidecar.LARGEST", max(sizes.values()) + 1)
    with pytest.raises(StudyError, match="unpacks to more than"):
        completed_by(read(Incoming(project), Known()), sidecar, project)


def test_a_sidecar_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    project = tmp_path / "study.qdpx"
    sidecar = export_refi_qda(made("said"), project)
    sidecar.write_bytes(b"nothing")
    with pytest.raises(StudyError, match=r"study\.commonplace\.zip: is damaged, or no zip archive"):
        completed_by(read(Incoming(project), Known()), sidecar, project)


def test_a_sidecar_beside_a_project_that_another_tool_has_saved_is_refused(tmp_path: Path) -> None:
    sidecar = export_refi_qda(made("said"), tmp_path / "study.qdpx")
    export_refi_qda(made("said", codes=[code("c", name="renamed")]), tmp_path / "other.qdpx")
    (tmp_path / "other.qdpx").replace(tmp_path / "study.qdpx")
    with pytest.raises(StudyError, match="Move it away to import the project alone"):
        import_files([tmp_path / "study.qdpx"], tmp_path / "package")
    assert not (tmp_path / "package").exists()
    rewritten(tmp_path / "study.qdpx", project__qde=None)
    with pytest.raises(StudyError, match="written with another project"):
        completed_by(Parts("a tool"), sidecar, tmp_path / "study.qdpx")
