import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.importing import import_files
from data.settings import Source
from data.sources import qualcoder, rqda, taguette
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.study import load_study
from tests.data.tool_databases import made, reasons, sound, words
from tests.studies import NORTHMERE

SCHEMA = """
create table project (databaseversion text, date text, memo text);
create table source (name text, id integer, file text, memo text, owner text, date text, status integer);
create table freecode (name text, memo text, id integer, status integer);
create table codecat (name text, catid integer, memo text, status integer);
create table treecode (cid integer, catid integer, memo text, status integer);
create table coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, memo text);
create table coding2 (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text, date text, memo text);
create table cases (name text, memo text, id integer, status integer);
create table caselinkage (caseid integer, fid integer, selfirst real, selend real, status integer, memo text);
create table attributes (name text, status integer, memo text);
create table caseAttr (variable text, value text, caseID integer, status integer);
create table fileAttr (variable text, value text, fileID integer, status integer);
create table journal (name text, journal text, date text, owner text, status integer);
create table annotation (fid integer, position integer, annotation text, owner text, date text, status integer);
create table filecat (name text, catid integer, status integer);
create table treefile (fid integer, catid integer, status integer);
create table image (name text, id integer, status integer);
create table imageCoding (cid integer, iid integer, status integer);
insert into project values ('0.2.2', 'Tue Mar 25 09:41:44 2014', 'NA');
"""
OLD = """
create table project (encoding text, date text);
create table source (name text, id integer, file text, memo text, owner text, status integer);
create table freecode (name text, memo text, id integer, status integer);
create table codecat (name text, catid integer, status integer);
create table treecode (cid integer, catid integer, status integer);
create table coding (cid integer, fid integer, seltext text, selfirst real, selend real, status integer, owner text);
create table caseAttr (variable text, value text, caseID integer);
"""
TEXT = "We met twice. The board said no."
WHEN = "Tue Mar 25 09:41:44 2014"
SIMPLE = {"source": [("one", 1, TEXT, "", "ann", WHEN, 1)], "freecode": [("mood", "", 1, 1)]}


def read(path: Path, known: Known | None = None) -> Parts:
    file = Incoming(path)
    assert rqda.recognises(file)
    return rqda.read(file, known or Known())


def coded(
    start: float, end: float, said: str | None, owner: str = "ann", *, status: int = 1, of: tuple[int, int] = (1, 1)
) -> tuple:
    return (*of, said, start, end, status, owner, WHEN, None)


@pytest.fixture
def openness(realdata: Path) -> Path:
    return realdata / "rqda_igo_openness"


def test_of_1039_real_codings_16_are_deleted(openness: Path, tmp_path: Path) -> None:
    report = import_files([openness / "OPCW.rqda"], tmp_path / "study")
    assert report["in_file"] == {"transcripts": 16, "codes": 8, "coders": 1, "codings": 1039}
    assert report["taken"]["codings"] == 1023
    assert [(entry["kind"], entry["count"], entry["reason"]) for entry in report["left_out"]] == [
        ("codings", 16, "deleted in RQDA")
    ]
    assert (report["unaccounted"], report["text_matches"], report["offsets"]["score"]) == ({}, 1022, 0.999)
    assert load_study(tmp_path / "study").tables["codings"].height == 1023


def test_real_codings_are_the_words_in_the_file(openness: Path) -> None:
    for name, count in (("OPCW.rqda", 1023), ("OPCW-CSP-DG.rqda", 21)):
        parts = sound(read(openness / name))
        with closing(sqlite3.connect(f"file:{openness / name}?mode=ro&immutable=1", uri=True)) as database:
            theirs = database.execute(
                "select s.name, c.name, seltext from coding join source s on s.id = fid join freecode c on c.id = cid"
                " where coding.status = 1"
            ).fetchall()
        names = dict(parts.tables["codes"].select("code", "name").rows())
        ours = [(who, names[code], " ".join(said.split())) for who, code, said in words(parts)]
        assert sorted(ours) == sorted((who, code, " ".join(said.split())) for who, code, said in theirs)
        assert len(ours) == count
    assert parts.tool == "RQDA (database 0.2.2)"


def test_a_project_by_hand(tmp_path: Path) -> None:
    rows = {
        "source": [("Ann Lee", 1, TEXT, "late start", "ann", WHEN, 1), ("gone", 2, TEXT, "", "ann", WHEN, 0), ("hollow", 3, " ", "", "ann", WHEN, 1),
                   ("notes.txt", 4, TEXT, "NA", "ann", WHEN, 1)],
        "freecode": [("no", "a refusal", 1, 1), ("mood", "NA", 2, 1), ("old", "", 3, 0)],
        "codecat": [("Climate", "how it felt", 1, 1), ("Other", 2, "", 1), ("Lost", 3, "", 0)],
        "treecode": [(1, 1, "NA", 1), (1, 2, "", 1), (2, 3, "", 1), (2, 2, "both", 1), (2, 2, "", 0), (9, 1, "", 1)],
        "coding": [(1, 1, "The board said no.", 14.0, 32.0, 1, "ann", WHEN, "firm"), (2, 4, "met twice", 3, 12, 1, "bob", "", "NANA"),
                   (2, 1, "met twice", 3, 12, -1, "ann", WHEN, ""), (2, 1, "met", 3, 6, 0, "ann", WHEN, ""), (2, 1, "met", 3, 6, None, "ann", WHEN, ""),
                   (3, 1, "met", 3, 6, 1, "ann", WHEN, ""), (1, 2, "met", 3, 6, 1, "ann", WHEN, "")],
        "coding2": [(1, 1, "The board said no.", 14, 32, 1, "ann", WHEN, "")],
        "journal": [("Day one", "It rained.", WHEN, "ann", 1), ("Day two", "Gone.", WHEN, "ann", 0)],
        "annotation": [(1, 3, "who?", "bob", WHEN, 1)],
        "attributes": [("age", 1, "in years")],
        "filecat": [("first wave", 1, 1)], "treefile": [(1, 1, 1), (4, 1, 0)], "image": [("map", 1, 1)], "imageCoding": [(1, 1, 1)],
    }  # fmt: skip
    rows["codecat"][0] = ("Climate", 1, "how it felt", 1)
    parts = read(made(tmp_path / "Board.rqda", SCHEMA, rows=rows))
    assert parts.tables["codes"].select("code", "parent", "level", "name", "definition", "codable").rows() == [
        ("climate", None, "theme", "Climate", "how it felt", "false"),
        ("other", None, "theme", "Other", None, "false"),
        ("no", "climate", "code", "no", "a refusal", "true"),
        ("mood", "other", "code", "mood", None, "true"),
    ]  # fmt: skip
    codings = parts.tables["codings"].select("interview", "start", "end", "code", "coder", "round", "coded_at").rows()
    assert codings == [
        ("Ann Lee", "14", "32", "no", "ann", "1", "2014-03-25T09:41:44"),
        ("notes", "3", "12", "mood", "bob", "1", None),
        ("Ann Lee", "14", "32", "no", "ann", "2", "2014-03-25T09:41:44"),
    ]  # fmt: skip
    assert parts.identities["interviews"] == {"Ann Lee": "1", "notes": "4"}
    assert [(memo.kind, memo.about, memo.author, memo.text) for memo in parts.memos] == [
        ("file", "Ann Lee", "ann", "late start"),
        ("category link", "code mood in category Other", "", "both"),
        ("coding", "coding 1 in Ann Lee", "ann", "firm"),
        ("journal", "Day one", "ann", "It rained."),
        ("annotation", "Ann Lee, 3", "bob", "who?"),
        ("attribute", "age", "", "in years"),
    ]  # fmt: skip
    assert [(entry.kind, entry.count, entry.reason) for entry in parts.left_out] == [
        ("transcripts", 1, "deleted in RQDA"),
        ("transcripts", 1, "it is empty"),
        ("codes", 1, "deleted in RQDA"),
        ("codes", 1, "deleted in RQDA"),
        ("category links", 1, "deleted in RQDA"),
        ("category links", 1, "a code has one place in a codebook, and it has another already"),
        ("category links", 1, "its code or its category is not there"),
        ("category links", 1, "its code or its category is not there"),
        ("codings", 2, "deleted in RQDA"),
        ("codings", 1, "RQDA does not show them for their status"),
        ("codings", 1, "its code is not there"),
        ("codings", 1, "its file is not there, or has no text"),
        ("memos", 1, "deleted in RQDA"),
        ("file categories", 1, "a study has no place for groups of files"),
        ("file category links", 2, "a study has no place for groups of files"),
        ("pictures", 1, "a study holds words"),
        ("codings of pictures", 1, "they mark areas of pictures, and a study holds words"),
    ]
    assert parts.in_file == {
        "transcripts": 4, "codes": 6, "category links": 6, "codings": 8, "memos": 7, "coders": 2,
        "file categories": 1, "file category links": 2, "pictures": 1, "codings of pictures": 1,
    }  # fmt: skip
    assert (parts.title, parts.text_matches) == ("Board", 3)
    assert "the codings of RQDA's second table are taken as a second round of coding" in parts.assumed
    sound(parts)


def test_cases_and_attributes_are_what_is_live(tmp_path: Path) -> None:
    rows = SIMPLE | {
        "source": [("first", 1, TEXT, "", "", WHEN, 1), ("second", 2, TEXT, "", "", WHEN, 1), ("both", 3, TEXT, "", "", WHEN, 1)],
        "cases": [("Lee", "chairs", 1, 1), ("Kim", "", 2, 1), ("Old", "", 3, 0)],
        "caselinkage": [(1, 1, 0, 32, 1, None), (1, 2, None, None, 1, "NA"), (1, 3, 0, 32, 1, ""), (2, 3, 0, 32, 1, ""), (2, 1, 0, 32, 0, ""),
                        (3, 2, 0, 32, 1, "")],
        "caseAttr": [("age", "44", 1, 1), ("age", "NA", 2, 1), ("age", "9", 1, 0), ("age", "51", 2, 1)],
        "fileAttr": [("when", "May", 1, 1), ("when", "June", 3, 1)],
    }  # fmt: skip
    parts = read(made(tmp_path / "a.rqda", SCHEMA, rows=rows))
    assert parts.tables["interviews"].select("interview", "respondent", "stage").rows() == [
        ("first", "Lee", "S1"), ("second", "Lee", "S2"),
    ]  # fmt: skip
    assert parts.attributes == {"Lee": {"age": "44", "when": "May"}, "both": {"when": "June"}}
    assert [(memo.kind, memo.text) for memo in parts.memos] == [("case", "chairs")]
    assert reasons(parts, "attributes") == ["deleted in RQDA", "it is of a case that is no respondent here"]
    assert (parts.in_file["cases"], parts.in_file["case links"], parts.in_file["attributes"]) == (3, 6, 5)
    assert sorted(reasons(parts, "case links")) == [
        "2 cases share the text, so whose words are whose is not certain",
        "2 cases share the text, so whose words are whose is not certain",
        "deleted in RQDA",
        "its case is not in the project",
    ]
    sound(parts)


def test_text_of_another_encoding_is_read_and_said(tmp_path: Path) -> None:
    path = made(tmp_path / "a.rqda", SCHEMA, rows=SIMPLE)
    with closing(sqlite3.connect(path)) as more:
        more.execute("update source set file = cast(? as text), name = 'Zoë'", ("“Café” was said.".encode("cp1252"),))
        more.execute(
            "insert into coding values (1, 1, cast(? as text), 1, 5, 1, 'ann', '', '')", ("Café".encode("cp1252"),)
        )
        more.commit()
    parts = sound(read(path))
    assert words(parts) == [("Zoë", "mood", "Café")]
    assert parts.transcripts["Zoë"] == "“Café” was said."
    assert any("2 values are not UTF-8 and are read as cp1252" in line for line in parts.assumed)
    with closing(sqlite3.connect(path)) as more:
        more.execute("update source set file = cast(x'8143616681' as text)")
        more.execute("update coding set seltext = cast(x'43616681' as text)")
        more.commit()
    assert read(path).transcripts["Zoë"] == "\x81Caf\x81"
    with closing(sqlite3.connect(path)) as more:
        more.execute("update source set file = cast(? as text)", ("Кафе было.".encode("cp1251"),))
        more.execute(
            "update coding set seltext = cast(? as text), selfirst = 0, selend = 4", ("Кафе".encode("cp1251"),)
        )
        more.commit()
    source = Source(file="a.rqda", table="respondents", encoding="cp1251")
    assert words(read(path, Known(sources=(source,)))) == [("Zoë", "mood", "Кафе")]
    with pytest.raises(StudyError, match="“cp1251x” is no encoding that is known"):
        read(path, Known(sources=(source.model_copy(update={"encoding": "cp1251x"}),)))


def test_words_one_character_early_are_near_enough_and_others_are_not(tmp_path: Path) -> None:
    good = [coded(3, 12, "met twice", f"coder {number}") for number in range(40)]
    early = [coded(14, 18, "he b", "e"), coded(15, 19, "The ", "f")]
    path = made(
        tmp_path / "a.rqda",
        SCHEMA,
        rows=SIMPLE | {"coding": [*good, *early, coded(3, 12, "wet twice"), coded(3, 99, "met", "g")]},
    )
    parts = sound(read(path))
    assert words(parts)[-3:] == [
        ("one", "mood", "met twice"),
        ("one", "mood", "met twice"),
        ("one", "mood", "met twice"),
    ]
    assert [said for *_, said in words(parts)][:1] == ["The "]
    assert reasons(parts, "codings") == ["it is placed outside its file, or its words are not those at its place"] * 3
    with closing(sqlite3.connect(path)) as more:
        more.execute("update coding set seltext = 'met thrice' where owner < 'coder 4'")
        more.commit()
    with pytest.raises(StudyError, match="does not place its passages as its tool does"):
        read(path)


def test_an_early_version_is_read_by_the_tables_and_columns_it_has(tmp_path: Path) -> None:
    rows = {
        "source": [("one", 1, TEXT, "", "ann", 1)],
        "freecode": [("mood", "", 1, 1)],
        "coding": [(1, 1, "met", 3, 6, 1, "ann")],
        "caseAttr": [("age", "44", 1)],
    }
    parts = sound(read(made(tmp_path / "a.rqda", OLD, rows=rows)))
    assert words(parts) == [("one", "mood", "met")]
    assert parts.tool == "RQDA (database of an unknown version)"
    assert reasons(parts, "attributes") == ["it is of a case that is no respondent here"]
    with closing(sqlite3.connect(tmp_path / "a.rqda")) as more:
        more.executescript(
            "drop table coding; create table coding (cid integer, fid integer); insert into coding values (1, 1)"
        )
    with pytest.raises(StudyError, match="the words of 0 of 1 match"):
        read(tmp_path / "a.rqda")


def test_an_empty_project_is_an_empty_study(tmp_path: Path) -> None:
    parts = sound(read(made(tmp_path / "a.rqda", SCHEMA)))
    assert (parts.in_file["codings"], parts.offsets["score"], parts.text_matches) == (0, None, 0)


@pytest.mark.parametrize(
    "table", ["source", "freecode", "codecat", "treecode", "coding", "cases", "caselinkage", "caseAttr", "journal"]
)
def test_odd_values_are_taken_or_told(tmp_path: Path, table: str) -> None:
    columns = {
        "source": 7,
        "freecode": 4,
        "codecat": 4,
        "treecode": 4,
        "coding": 9,
        "cases": 4,
        "caselinkage": 6,
        "caseAttr": 4,
        "journal": 5,
    }
    odd = [
        None,
        "",
        "text",
        b"\0\xff",
        "a\0b",
        2**63 - 1,
        -1,
        0,
        1,
        1e300,
        float("inf"),
        0.5,
        "1",
        " \n",
        WHEN,
        "Foo Jan 99 99:99:99 2014",
    ]
    for shift in range(len(odd)):
        strange = [
            tuple(odd[(shift + place * step) % len(odd)] for place in range(columns[table] - 1)) for step in (0, 1, 2)
        ]
        status = {
            "source": 6,
            "freecode": 3,
            "codecat": 3,
            "treecode": 3,
            "coding": 5,
            "cases": 3,
            "caselinkage": 4,
            "caseAttr": 3,
            "journal": 4,
        }[table]
        rows = SIMPLE | {
            "coding": [coded(0, 2, "We")],
            "cases": [("Lee", "", 1, 1)],
            "caselinkage": [(1, 1, 0, 99, 1, "")],
        }
        live = [(*row[:status], 1, *row[status:]) for row in strange]
        path = made(tmp_path / f"{shift}.rqda", SCHEMA, rows={**rows, table: [*rows.get(table, []), *live]})
        try:
            sound(read(path))
        except StudyError as error:
            assert "match" in str(error)


def test_a_damaged_project_is_refused(openness: Path, tmp_path: Path) -> None:
    content = (openness / "OPCW.rqda").read_bytes()
    for size in (200, 5_000, len(content) // 3, len(content) - 5_000):
        (tmp_path / "cut.rqda").write_bytes(content[:size])
        with pytest.raises(StudyError):
            import_files([tmp_path / "cut.rqda"], tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_other_files_are_not_taken_for_one(tmp_path: Path) -> None:
    assert not rqda.recognises(Incoming(NORTHMERE))
    assert not rqda.recognises(Incoming(NORTHMERE / "codes.csv"))
    file = Incoming(made(tmp_path / "a.rqda", SCHEMA))
    assert (qualcoder.recognises(file), taguette.recognises(file)) == (False, False)
    assert not rqda.recognises(Incoming(made(tmp_path / "b.rqda", "create table source (id integer)")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_any_project_reads_back_its_words(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab .é\u0301🙂\n\u00a0"), max_size=30)) + "x"
    rows, wanted, deleted = [], set(), 0
    for _ in range(data.draw(st.integers(0, 8))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        owner, status = data.draw(st.sampled_from(["ann", "bob"])), data.draw(st.sampled_from([1, 1, 0, -1]))
        rows.append(coded(float(start), float(end), text[start:end], owner, status=status))
        deleted += status != 1
        wanted |= {(start, end, owner)} if status == 1 else set()
    path = tmp_path / "a.rqda"
    path.unlink(missing_ok=True)
    parts = sound(read(made(path, SCHEMA, rows=SIMPLE | {"source": [("one", 1, text, "", "", "", 1)], "coding": rows})))
    found = parts.tables["codings"].select("start", "end", "coder").rows()
    assert {(int(start), int(end), coder) for start, end, coder in found} == wanted
    assert sum(entry.count for entry in parts.left_out if "deleted" in entry.reason) == deleted
