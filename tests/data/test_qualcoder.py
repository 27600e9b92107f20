import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.importing import import_files
from data.sources import qualcoder, rqda, taguette
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.study import load_study
from tests.data.tool_databases import made, reasons, sound, words
from tests.studies import NORTHMERE

NEW = """
create table project (databaseversion text, date text, memo text, about text, codername text);
create table source (id integer primary key, name text unique, fulltext text, mediapath text, memo text, owner text, date text);
create table code_cat (catid integer primary key, name text unique, memo text, owner text, supercatid integer);
create table code_name (cid integer primary key, name text unique, memo text, catid integer, owner text, supercid integer);
create table code_text (ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,
    owner text, date text, memo text, important integer);
create table code_image (imid integer primary key, id integer, cid integer, memo text, owner text);
create table code_av (avid integer primary key, id integer, cid integer, memo text, owner text);
create table annotation (anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text, date text);
create table attribute_type (name text primary key, memo text, caseOrFile text);
create table attribute (attrid integer primary key, name text, attr_type text, value text, id integer);
create table cases (caseid integer primary key, name text unique, memo text);
create table case_text (id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, memo text);
create table journal (jid integer primary key, name text, jentry text, date text, owner text);
create table coder_names (name text unique not null, visibility integer not null default 1);
create table graph (grid integer primary key, name text);
create view code_text_visible as select * from code_text;
insert into project values ('v17', '2024-01-01 10:00:00', 'What it is for', 'QualCoder 4.0', 'ann');
"""
OLD = """
create table project (databaseversion text, date text, memo text, about text);
create table source (id integer primary key, name text, fulltext text, memo text, owner text, date text);
create table code_cat (catid integer primary key, name text, owner text, date text, memo text, supercatid integer);
create table code_name (cid integer primary key, name text, memo text, catid integer, owner text, date text, color text);
create table code_text (cid integer, fid integer, seltext text, pos0 integer, pos1 integer, owner text, date text, memo text);
insert into project values ('v1', '2019-01-01 10:00:00', '', 'QualCoder');
"""
TEXT = "We met twice. The board said no."
SPEAKERS = qualcoder.SPEAKERS
SIMPLE = {
    "source": [(1, "one.txt", TEXT, None, "", "ann", "")],
    "code_name": [(1, "mood", "", None, "ann", None)],
}  # fmt: skip


def project(folder: Path, rows: dict[str, list[tuple]], schema: str = NEW, *statements: str) -> Path:
    place = folder / "Board study.qda"
    place.mkdir(exist_ok=True)
    made(place / "data.qda", schema, *statements, rows=rows)
    return place


def read(path: Path) -> Parts:
    file = Incoming(path)
    assert qualcoder.recognises(file)
    return qualcoder.read(file, Known())


def coded(
    number: int, start: int, end: int, said: str | None, owner: str = "ann", *, fid: int = 1, cid: int = 1
) -> tuple:
    return (number, cid, fid, said, start, end, owner, "2024-02-03 04:05:06", "", None)


def test_a_project_by_hand(tmp_path: Path) -> None:
    path = project(
        tmp_path,
        {
            "source": [(1, "Ann Lee.docx", TEXT, "/docs/Ann Lee.docx", "late start", "ann", "2024-01-02 03:04:05"),
                       (2, "chart.png", None, "/images/chart.png", "", "ann", ""), (3, "later.txt", "", None, "", "ann", "")],
            "code_cat": [(1, "Climate", "how it felt", "ann", None), (2, "Conflict", "", "ann", 1)],
            "code_name": [(1, "no", "a refusal", 2, "ann", None), (2, "firm no", "", None, "ann", 1), (3, "Climate", "", None, "bob", None)],
            "code_text": [coded(1, 14, 32, "The board said no."), coded(2, 3, 12, "met twice", "bob", cid=2), coded(3, 0, 2, None, "", cid=3)],
            "code_image": [(1, 2, 1, "a drawing", "cid")],
            "annotation": [(1, 1, 0, 2, "who?", "bob", "2024-01-05 00:00:00")],
            "journal": [(1, "Day one", "It rained.", "2024-01-04 08:00:00", "ann")],
            "attribute_type": [("age", "in years", "case")],
            "graph": [(1, "map"), (2, "map 2")],
        },
    )  # fmt: skip
    for place in (path, path / "data.qda"):
        parts = read(place)
        codes = parts.tables["codes"].select("code", "parent", "level", "name", "definition", "codable").rows()
        assert codes == [
            ("climate", None, "domain", "Climate", "how it felt", "false"),
            ("conflict", "climate", "domain", "Conflict", None, "false"),
            ("no", "conflict", "theme", "no", "a refusal", "true"),
            ("firm-no", "no", "code", "firm no", None, "true"),
            ("climate-2", None, "code", "Climate", None, "true"),
        ]  # fmt: skip
        assert parts.identities["codes"]["climate-2"] == "cid 3"
        assert parts.tables["coders"]["name"].to_list() == ["ann", "bob", "cid", "unknown"]
        assert parts.tables["codings"].select("interview", "start", "end", "code", "coder", "coded_at").rows() == [
            ("Ann Lee", "14", "32", "no", "ann", "2024-02-03T04:05:06"),
            ("Ann Lee", "3", "12", "firm-no", "bob", "2024-02-03T04:05:06"),
            ("Ann Lee", "0", "2", "climate-2", "unknown", "2024-02-03T04:05:06"),
        ]  # fmt: skip
        assert (parts.text_matches, parts.offsets["score"]) == (2, 1.0)
        assert (parts.title, parts.tool) == ("Board study", "QualCoder 4.0 (database v17)")
        assert [(memo.kind, memo.about, memo.author, memo.text) for memo in parts.memos] == [
            ("project", "Board study", "", "What it is for"),
            ("file", "Ann Lee.docx", "ann", "late start"),
            ("journal", "Day one", "ann", "It rained."),
            ("annotation", "Ann Lee.docx, 0 to 2", "bob", "who?"),
            ("attribute", "age", "", "in years"),
            ("coding", "codings of pictures, file 2", "cid", "a drawing"),
        ]  # fmt: skip
        assert parts.memos[1].written == "2024-01-02T03:04:05"
        assert parts.in_file == {
            "memos": 6, "files without text": 1, "transcripts": 2, "codes": 5, "coders": 4, "codings": 3,
            "codings of pictures": 1, "graphs": 2,
        }  # fmt: skip
        assert reasons(parts, "transcripts") == ["it is empty"]
        assert sum(entry.count for entry in parts.left_out) == 5
        sound(parts)


def test_it_comes_into_a_study_whole(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "code_text": [coded(1, 3, 12, "met twice")],
        "cases": [(1, "Lee", "")],
        "case_text": [(1, 1, 1, 0, len(TEXT), "")],
        "attribute": [(1, "profession", "case", "nurse", 1)],
    }
    report = import_files([project(tmp_path, rows)], tmp_path / "study")
    assert report["unaccounted"] == {}
    study = load_study(tmp_path / "study")
    assert study.tables["respondents"].select("respondent", "profession").rows() == [("Lee", "nurse")]
    assert study.tables["interviews"].select("interview", "respondent", "stage").rows() == [("one", "Lee", "S1")]
    assert study.tables["assignments"].select("interview", "coder", "finished").rows() == [("one", "ann", True)]


@pytest.mark.parametrize(
    ("text", "marked"),
    [("Good 🙂 day to all 🙂 of you", "of you"), ("one\r\ntwo\r\nthree", "three"), ("\ufeffone two", "two"),
     ("\ufeffGood 🙂 day\r\nto all", "to all"), ("🙂🙂 yes", "🙂 yes")],
)  # fmt: skip
def test_what_is_marked_by_hand_is_counted_by_a_text_field(tmp_path: Path, text: str, marked: str) -> None:
    shown = text.removeprefix("\ufeff").replace("\r\n", "\n")
    start = len(shown[: shown.index(marked)].encode("utf-16-le")) // 2
    end = start + len(marked.encode("utf-16-le")) // 2
    by_program = text.index(marked)
    rows = SIMPLE | {
        "source": [(1, "one.txt", text, None, "", "ann", "")],
        "code_text": [
            coded(1, start, end, marked, "hand"),
            coded(2, by_program, by_program + len(marked), marked, "program"),
        ],
    }
    parts = sound(read(project(tmp_path, rows)))
    assert [said for *_, said in words(parts)] == [marked, marked]
    assert parts.transcripts["one"] == text.removeprefix("\ufeff")
    assert ("1 of them in" in str(parts.offsets["convention"])) == (start != by_program)


def test_lines_of_a_text_field_are_lines(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "source": [(1, "one.txt", "We met.\nTwice.", None, "", "ann", "")],
        "code_text": [coded(1, 0, 14, "We met.\u2029Twice.")],
    }
    assert read(project(tmp_path, rows)).text_matches == 1


def test_words_one_character_early_are_near_enough(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "source": [(1, "one.txt", "(We met twice, we did.)", None, "", "ann", "")],
        "code_text": [coded(1, 1, 7, "(We me"), coded(2, 2, 8, "We met", "cid"), coded(3, 1, 7, "(We met", "bob")],
    }
    parts = sound(read(project(tmp_path, rows)))
    assert words(parts) == [("one", "mood", "We met")] * 3
    assert (parts.text_matches, parts.offsets["score"]) == (0, 0.0)
    assert any("in 3 of the codings the words begin one character before" in line for line in parts.assumed)


def test_words_elsewhere_are_left_out_and_too_many_are_a_fault(tmp_path: Path) -> None:
    good = [coded(number, 3, 12, "met twice", f"coder {number}") for number in range(20)]
    bad = [
        coded(20, 3, 12, "met thrice"), coded(21, -1, 12, "met twice"), coded(22, 3, 2**62, "met twice"),
        coded(23, 12, 3, "met twice"), coded(24, 0, 32, "m"), coded(25, 3, 12, "met  twice"), coded(26, 3, 12, "met twice"),
    ]  # fmt: skip
    orphans = [coded(30, 3, 12, "met twice", fid=9), coded(31, 3, 12, "met twice", cid=9)]
    with pytest.raises(StudyError, match="the words of 22 of 27 match"):
        read(project(tmp_path / "", SIMPLE | {"code_text": [*good, *bad, *orphans]}))
    (tmp_path / "Board study.qda" / "data.qda").unlink()
    many = [coded(100 + number, 3, 12, "met twice", f"reader {number}") for number in range(30)]
    parts = sound(read(project(tmp_path, SIMPLE | {"code_text": [*good, *bad, *orphans, *many]})))
    assert reasons(parts, "codings") == [
        *["it is placed outside its file, or its words are not those at its place"] * 5,
        "the same passage is coded mood by ann twice",
        "its file is not there, or has no text",
        "its code is not there",
    ]
    assert (parts.in_file["codings"], parts.taken["codings"], parts.text_matches) == (59, 51, 52)


def test_cases_are_people_where_texts_are_theirs_alone(tmp_path: Path) -> None:
    sources = [(number, name, TEXT, None, "", "ann", "") for number, name in enumerate(
        ("Lee first.txt", "Lee second.txt", "group.txt", "Kim.txt", "Dr. Roe", "none.txt"), 1)]  # fmt: skip
    whole = len(TEXT)
    rows = {
        "source": [*sources, (7, "Lee.mp3", None, "/audio/Lee.mp3", "", "ann", "")],
        "code_name": SIMPLE["code_name"],
        "cases": [(1, "Lee", "chairs the board"), (2, "Kim", ""), (3, "Roe", ""), (4, "nobody", ""), (5, "group", "")],
        "case_text": [
            (1, 1, 2, 0, whole, ""), (2, 1, 1, 0, whole - 1, "by phone"), (3, 1, 1, 3, 9, ""),  # two texts, one marked twice
            (4, 1, 3, 0, whole, ""), (5, 2, 3, 0, whole, ""),  # shared
            (6, 2, 4, 0, 12, ""),  # a part
            (7, 3, 5, None, None, ""), (8, 9, 6, 0, whole, ""), (9, 1, 7, 0, 0, ""), (10, 5, 6, 0, 5, ""), (11, 5, 99, 0, 5, ""),
        ],
        "attribute": [
            (1, "age", "case", "44", 1), (2, "age", "case", "", 2), (3, "age", "case", "51", 2), (4, "when", "file", "May", 1),
            (5, "when", "file", "June", 2), (6, "when", "file", "May", 3), (7, "age", "file", "44", 2), (8, "pages", "journal", "2", 1),
            (9, "", "case", "x", 1), (10, "when", "file", "May", 7),
        ],
    }  # fmt: skip
    parts = read(project(tmp_path, rows))
    assert parts.tables["interviews"].select("interview", "respondent", "stage").rows() == [
        ("Lee first", "Lee", "S1"), ("Lee second", "Lee", "S2"), ("Dr. Roe", "Roe", "S1"),
    ]  # fmt: skip
    assert parts.stages == {"S1": "Interview 1", "S2": "Interview 2"}
    assert parts.identities["respondents"] == {"Lee": "1", "Roe": "3"}
    assert parts.attributes == {"Lee": {"age": "44", "when": "May"}, "group": {"when": "May"}}
    assert [(entry.what, entry.reason) for entry in parts.left_out if entry.kind == "attributes"] == [
        ("age", "it is of a case that is no respondent here"),
        ("when", "it is given twice, and first as “May”"),
        ("age", "it is given twice"),
        ("pages", "it is of a journal that is no respondent here"),
        ("x", "it has no name"),
        ("when", "it is of a file that is no respondent here"),
    ]
    assert sorted(reasons(parts, "case links")) == [
        "2 cases share the text, so whose words are whose is not certain",
        "2 cases share the text, so whose words are whose is not certain",
        "its case is not in the project",
        "only a part of the text is the case's",
        "only a part of the text is the case's",
        "the case has the text already",
        "what it links has no text that was taken",
        "what it links has no text that was taken",
    ]
    assert [entry.what for entry in parts.left_out if entry.kind == "cases"] == ["Kim", "nobody", "group"]
    assert {memo.kind for memo in parts.memos} == {"project", "case", "case link"}
    assert any("3 texts are not the whole of one case's" in line for line in parts.assumed)
    parts = sound(parts)
    assert parts.tables["respondents"]["respondent"].to_list() == ["Lee", "Roe", "group", "Kim", "none"]


def test_a_case_does_not_become_the_respondent_of_a_text_that_has_its_name(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "source": [(1, "Lee.txt", TEXT, None, "", "ann", ""), (2, "talk.txt", TEXT, None, "", "ann", "")],
        "cases": [(1, "Lee", "")],
        "case_text": [(1, 1, 2, 0, len(TEXT), "")],
    }
    parts = sound(read(project(tmp_path, rows)))
    assert parts.tables["interviews"].select("interview", "respondent").rows() == [("talk", "Lee-2"), ("Lee", "Lee")]
    assert parts.stages == {"S1": "Interviews"}


def test_who_speaks_is_no_coding(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "code_cat": [(1, "📌 Speakers", "", SPEAKERS, None), (2, "📌 More", "", SPEAKERS, None)],
        "code_name": [
            (1, "Lee", "", 1, SPEAKERS, None),
            (2, "Kim", "", 1, SPEAKERS, None),
            (3, "mood", "", 2, "ann", None),
        ],
        "code_text": [coded(1, 0, 13, "We met twice.", SPEAKERS), coded(2, 0, 2, "We", "ann", cid=2)],
        "coder_names": [(SPEAKERS, 1), ("bob", 0)],
    }
    parts = sound(read(project(tmp_path, rows)))
    assert parts.tables["codes"]["name"].to_list() == ["📌 Speakers", "📌 More", "Kim", "mood"]
    assert parts.tables["coders"]["name"].to_list() == ["ann", "bob"]
    assert [(entry.kind, entry.count) for entry in parts.left_out] == [("codes", 1), ("codings", 1)]
    assert "what coders hidden in QualCoder have marked is taken too: bob" in parts.assumed
    assert parts.in_file["codings"] == 2


def test_marks_of_importance_are_counted(tmp_path: Path) -> None:
    important = (*coded(1, 0, 2, "We")[:-1], 1)
    parts = read(project(tmp_path, SIMPLE | {"code_text": [important, coded(2, 3, 6, "met")]}))
    assert [(entry.kind, entry.count) for entry in parts.left_out] == [("marks of importance", 1)]


def test_an_early_version_is_read_by_the_columns_it_has(tmp_path: Path) -> None:
    rows = {
        "source": [(1, "one", TEXT, None, "ann", "")],
        "code_cat": [(1, "Climate", "ann", "", None, None)],
        "code_name": [(1, "mood", None, 1, "ann", "", "#fff")],
        "code_text": [(1, 1, "We met", 0, 6, "ann", "2019-03-04 05:06:07", "why")],
    }
    parts = sound(read(project(tmp_path, rows, OLD)))
    assert words(parts) == [("one", "mood", "We met")]
    assert parts.tool == "QualCoder (database v1)"
    assert parts.memos[0].about == "coding in one"
    made(tmp_path / "data.qda", OLD.replace("insert", "-- insert"))
    assert read(tmp_path / "data.qda").tool == "QualCoder (database of an unknown version)"


def test_circles_are_refused_and_orphans_stand_at_the_top(tmp_path: Path) -> None:
    parts = read(project(tmp_path, {"code_cat": [(1, "a", "", "", 9)], "code_name": [(1, "b", "", 8, "", 7)]}))
    assert parts.tables["codes"]["parent"].to_list() == [None, None]
    assert "2 codes whose category is not there stand at the top: a, b" in parts.assumed
    (tmp_path / "Board study.qda" / "data.qda").unlink()
    circle = [(1, "a", "", "", 3), (2, "b", "", "", 1), (3, "c", "", "", 2), (4, "d", "", "", 1)]
    with pytest.raises(StudyError, match="stands above itself: a, c, b"):
        read(project(tmp_path, {"code_cat": circle}))
    (tmp_path / "Board study.qda" / "data.qda").unlink()
    deep = [(number, f"level {number}", "", "", number - 1) for number in range(1, 2001)]
    assert sound(read(project(tmp_path, {"code_cat": deep}))).in_file["codes"] == 2000


def test_rows_without_an_id_of_their_own_are_told(tmp_path: Path) -> None:
    loose = NEW.replace("catid integer primary key", "catid").replace("cid integer primary key", "cid").replace(
        "(id integer primary key, name text unique, fulltext", "(id, name, fulltext").replace("caseid integer primary key", "caseid").replace("name text unique, memo", "name, memo")  # fmt: skip
    rows = {
        "source": [(None, "none", TEXT, None, "", "", ""), ("1", None, TEXT, None, "", "", ""), (1.0, "again", TEXT, None, "", "", "")],
        "code_cat": [(-3, "minus", "", "", None)],
        "code_name": [("x", "letters", "", None, "", None), (5, b"bytes", 7, None, "", None)],
        "cases": [(1.5, "half", "")],
    }  # fmt: skip
    parts = sound(read(project(tmp_path, rows, loose)))
    assert list(parts.transcripts) == ["file 1"]
    assert parts.tables["codes"].select("name", "definition").rows() == [("bytes", "7")]
    assert {entry.what for entry in parts.left_out} == {"none", "again", "minus", "letters", "half"}


@pytest.mark.parametrize(
    "table", ["source", "code_name", "code_text", "cases", "case_text", "attribute", "journal", "annotation"]
)
def test_odd_values_are_taken_or_told(tmp_path: Path, table: str) -> None:
    columns = {
        "source": 7,
        "code_name": 6,
        "code_text": 10,
        "cases": 3,
        "case_text": 6,
        "attribute": 5,
        "journal": 5,
        "annotation": 7,
    }
    odd = [
        None,
        "",
        "text",
        b"\0\x01",
        "a\0b",
        2**63 - 1,
        -1,
        0,
        1,
        1e300,
        float("inf"),
        0.5,
        "9" * 5000,
        " \n",
        "🙂" * 300,
    ]
    loose = (
        NEW.replace("integer primary key", "").replace(" unique", "").replace("not null", "").replace("primary key", "")
    )
    rows = SIMPLE | {
        "code_text": [coded(1, 0, 2, "We")],
        "cases": [(1, "Lee", "")],
        "case_text": [(1, 1, 1, 0, 99, "")],
    }
    for shift in range(0, len(odd), 2):
        strange = [
            tuple(odd[(shift + place * step) % len(odd)] for place in range(columns[table])) for step in (0, 1, 2)
        ]
        path = made(tmp_path / f"{shift}.qda", loose, rows={**rows, table: [*rows.get(table, []), *strange]})
        try:
            sound(read(path))
        except StudyError as error:
            assert "match" in str(error) or "UTF-8" in str(error)


@pytest.mark.parametrize(
    ("statement", "said"),
    [("update source set fulltext = cast(x'ff41' as text)", "column fulltext of table source: is not UTF-8 text"),
     ("drop table source; create table source (id integer, name text, fulltext text as (zeroblob(100000000)))", "table source: is computed"),
     ("drop table journal; create virtual table journal using fts3(name, jentry)", "table journal: is computed"),
     ("drop table source; create table source (id integer primary key, fulltext text) without rowid", "no such column: rowid")],
)  # fmt: skip
def test_what_no_tool_writes_is_refused(tmp_path: Path, statement: str, said: str) -> None:
    path = made(tmp_path / "data.qda", NEW, rows=SIMPLE)
    with closing(sqlite3.connect(path)) as more:
        more.executescript(statement)
        more.commit()
    with pytest.raises(StudyError, match=said):
        read(path)


def test_more_text_than_a_file_may_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.sources.sqlite_values.LARGEST", 30)
    with pytest.raises(StudyError, match="the most that is read"):
        read(project(tmp_path, SIMPLE))


def test_views_are_no_tables(tmp_path: Path) -> None:
    path = made(tmp_path / "data.qda", NEW, rows=SIMPLE | {"journal": [(1, "day", "It rained.", "", "")]})
    endless = "with recursive n(x) as (select 1 union all select x + 1 from n) select x as jid, 'a' as jentry from n"
    with closing(sqlite3.connect(path)) as more:
        more.executescript(f"drop table journal; create view journal as {endless}")
    began = time.monotonic()
    assert [memo.kind for memo in read(path).memos] == ["project"]
    assert time.monotonic() - began < 2
    with closing(sqlite3.connect(path)) as more:
        more.executescript("drop table code_text; create view code_text as select 1 as cid")
    assert not qualcoder.recognises(Incoming(path))


def test_a_database_that_is_damaged_or_written_to_is_refused(tmp_path: Path) -> None:
    path = made(
        tmp_path / "data.qda",
        NEW,
        rows={"source": [(n, f"{n}.txt", TEXT * 500, None, "", "", "") for n in range(1, 9)]},
    )
    content = path.read_bytes()
    for size in (100, 4096, len(content) // 2, len(content) - 100):
        (tmp_path / "cut.qda").write_bytes(content[:size])
        with pytest.raises(StudyError):
            file = Incoming(tmp_path / "cut.qda")
            assert qualcoder.recognises(file)
            qualcoder.read(file, Known())
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("begin exclusive")
        with pytest.raises(StudyError, match="is open in another program"):
            qualcoder.recognises(Incoming(path))


def test_other_files_and_folders_are_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "empty.qda").mkdir()
    (tmp_path / "hollow.qda").mkdir()
    (tmp_path / "hollow.qda" / "data.qda").touch()
    (tmp_path / "text.qda").mkdir()
    (tmp_path / "text.qda" / "data.qda").write_text("no database")
    (tmp_path / "long.qda").mkdir()
    (tmp_path / "long.qda" / "data.qda").symlink_to("x" * 300)
    for name in ("empty.qda", "hollow.qda", "text.qda", "long.qda"):
        assert not qualcoder.recognises(Incoming(tmp_path / name))
    assert not qualcoder.recognises(Incoming(NORTHMERE))
    assert not qualcoder.recognises(Incoming(NORTHMERE / "codes.csv"))
    file = Incoming(made(tmp_path / "data.qda", NEW))
    assert (rqda.recognises(file), taguette.recognises(file)) == (False, False)


def test_many_codings_of_a_long_text_take_no_long_time(tmp_path: Path) -> None:
    text = "word 🙂 " * 40_000
    wide = [coded(number, 0, 200_000 + number, "w", cid=number % 9) for number in range(500)]
    near = [
        coded(9_000 + number, number, number + 4, text[number : number + 4], f"c{number}") for number in range(5_000)
    ]
    path = project(tmp_path, SIMPLE | {"source": [(1, "one.txt", text, None, "", "", "")], "code_text": [*wide, *near]})
    began = time.monotonic()
    assert read(path).in_file["codings"] == 5_500
    assert time.monotonic() - began < 5


LETTERS = st.text(st.sampled_from("ab z.é\u0301🙂\n\r\u2029\u00a0"), max_size=30).map(lambda text: text + "x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_any_project_reads_back_its_words(tmp_path: Path, data: st.DataObject) -> None:
    texts = data.draw(st.lists(LETTERS | LETTERS.map(lambda text: "\ufeff" + text), min_size=1, max_size=3))
    wanted, rows = set(), []
    for number in range(data.draw(st.integers(0, 8))):
        of = data.draw(st.integers(0, len(texts) - 1))
        text = texts[of]
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(
            st.integers(start + 1, len(text)).filter(lambda end, start=start, text=text: text[start:end] != "\ufeff")
        )
        code, coder = data.draw(st.integers(1, 2)), data.draw(st.sampled_from(["ann", "bob"]))
        said = text[start:end].replace("\n", "\u2029")
        rows.append(coded(number + 1, start, end, said, coder, fid=of + 1, cid=code))
        shift = text.startswith("\ufeff")
        wanted.add((f"f{of}", max(start - shift, 0), end - shift, f"c{code}", coder))
    path = tmp_path / "data.qda"
    path.unlink(missing_ok=True)
    made(path, NEW, rows={
        "source": [(number, f"f{number - 1}.txt", text, None, "", "", "") for number, text in enumerate(texts, 1)],
        "code_name": [(1, "c1", "", None, "", None), (2, "c2", "", None, "", None)],
        "code_text": rows,
    })  # fmt: skip
    parts = sound(read(path))
    found = parts.tables["codings"].select("interview", "start", "end", "code", "coder").rows()
    assert {(who, int(start), int(end), code, coder) for who, start, end, code, coder in found} == wanted
