"""Tables as files are handed in: recognised, read, accounted for."""

import string
import tomllib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from data.faults import StudyError
from data.settings import Settings, Source
from data.sources.incoming import Incoming
from data.sources.parts import Known, Parts
from data.sources.suggestion import suggested
from data.sources.tabular import read, recognises
from data.tables import TABLES
from tests.studies import NORTHMERE
from tests.workbooks import ods_row, ods_table, row, write_ods, write_xlsx

KNOWN = Known(
    names={
        "codes": {"T1": "Trust", "M": "Money"},
        "interviews": {"i1": ""},
        "coders": {"a": "Anna"},
        "organisations": {"o": "Body"},
    },
    transcripts={"i1": "We met twice. The board said no."},
)


def file(path: Path, content: str | bytes) -> Incoming:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Incoming(path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a,b\n1,2\n", True),
        ("a;b\n1;2\n", True),
        ("sep=;\na;b\n1;2\n", True),
        ("respondent\nR1\n", True),
        ("interview,coder,finished\n", True),
        ("a,b\n1,2\n1,2,3\n1,2\n", True),
        ("name\tage\nZoë\t7\n".encode("utf-16"), True),
        ("name,age\nZoë,7\n".encode("cp1252"), True),
        ("a,b\n" + '1,"' + "x" * 6000 + '"\n', True),
        (b"PAR1 and so on", True),
        ("Well, I think so.\nYes.\nSo do I.\nAnd I.\n", False),
        ("one\ntwo\n", False),
        ("just, one line", False),
        (" \n", False),
        ("<a>,b\n1,2\n", False),
        ('{"a": 1,\n"b": 2}\n', False),
        (b"SQLite format 3\0,\n1,2\n", False),
        (b"%PDF-1.4,\n1,2\n", False),
        (b"a,b\n1,\0\x01\x02\x03\x04\x05\n", False),
        (b"PK\x03\x04 damaged", False),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600 + "Workbook".encode("utf-16-le"), True),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600 + "WordDocument".encode("utf-16-le"), False),
    ],
)
def test_tables_are_told_by_what_is_in_them(tmp_path: Path, content: str | bytes, expected: bool) -> None:
    assert recognises(file(tmp_path / "t.any", content)) is expected


def test_workbooks_are_told_from_other_archives(tmp_path: Path) -> None:
    assert recognises(Incoming(write_xlsx(tmp_path / "a", row(1, "a"))))
    assert recognises(Incoming(write_ods(tmp_path / "b", ods_table("A", ods_row("a")))))
    assert not recognises(Incoming(write_ods(tmp_path / "c", "", mimetype="text")))
    assert not recognises(Incoming(tmp_path))


def book(path: Path, **sheets: pl.DataFrame) -> Incoming:
    with Workbook(path) as written:
        for name, frame in sheets.items():
            frame.write_excel(written, name)
    return Incoming(path)


def test_every_sheet_with_the_headings_of_a_table_is_read(tmp_path: Path) -> None:
    parts = read(
        book(
            tmp_path / "all.xlsx",
            notes=pl.DataFrame({"a": ["x"]}),
            assignments=pl.DataFrame({"interview": ["i1"], "coder": ["b"], "finished": [True]}),
            coders=pl.DataFrame({"coder": ["b"], "name": ["Ben"], "role": ["independent"]}),
        ),
        KNOWN,
    )
    assert parts.taken == {"coders": 1, "assignments": 1, "sheets": 2}
    assert parts.unaccounted == {}
    assert [(entry.place, entry.reason) for entry in parts.left_out] == [
        ("sheet notes", "it is no table that is known, and no [[source]] in study.toml names it")
    ]


def test_hidden_sheets_are_told_and_not_read(tmp_path: Path) -> None:
    head = row(1, "coder", "name", "role")
    path = write_xlsx(
        tmp_path / "t.xlsx",
        head + row(2, "z", "Zed", "independent"),
        state="hidden",
        second=head + row(2, "b", "Ben", "independent"),
    )
    parts = read(Incoming(path), KNOWN)
    assert parts.tables["coders"]["coder"].to_list() == ["b"]
    assert [entry.reason for entry in parts.left_out] == ["it is hidden, and no [[source]] in study.toml names it"]
    source = Source(file="t.xlsx", sheet="First", table="coders")
    named = read(Incoming(path), Known(sources=(source,)))
    assert named.tables["coders"]["coder"].to_list() == ["z"]
    assert "sheet “First” is hidden in the workbook" in named.assumed


def test_all_sources_of_a_file_are_applied_and_one_feeds_the_other(tmp_path: Path) -> None:
    sources = (
        Source(file="sheets/t.csv", table="codings", columns={"interview": "who", "code": "theme", "text": "words"}, constants={"coder": "a", "round": "1", "status": "independent", "polarity": "affirm"}),
        Source(file="t.csv", table="lens", columns={"code": "theme"}, constants={"lens": "l", "item": "1", "item_name": "One"}),
        Source(file="other.csv", table="coders"),
    )  # fmt: skip
    parts = read(
        file(tmp_path / "t.csv", "who,theme,words,memo\ni1,Trust,The board,x\n"),
        Known(KNOWN.names, KNOWN.transcripts, sources=sources),
    )
    assert parts.tables["codings"].select("code", "start", "end").rows() == [("T1", "14", "23")]
    assert parts.tables["lens"].rows() == [("l", "1", "One", "T1")]
    assert (parts.taken, parts.unaccounted) == ({"codings": 1, "lens": 1}, {})
    assert [entry.what for entry in parts.left_out] == ["memo"]


def test_two_sources_may_feed_one_table(tmp_path: Path) -> None:
    def source(heading: str) -> Source:
        return Source(
            file="t.csv", table="coders", columns={"coder": heading, "name": heading}, constants={"role": "independent"}
        )

    parts = read(file(tmp_path / "t.csv", "one,two\na,b\n"), Known(sources=(source("one"), source("two"))))
    assert parts.tables["coders"]["coder"].to_list() == ["a", "b"]
    assert parts.in_file == {"coders": 2}


def test_a_column_that_a_table_must_have_is_named_with_the_remedy(tmp_path: Path) -> None:
    source = Source(file="t.csv", table="coders", columns={"coder": "one"})
    with pytest.raises(
        StudyError, match=r"t\.csv: name: is missing from the headings; constants of its \[\[source\]\] can fill it"
    ):
        read(file(tmp_path / "t.csv", "one\na\n"), Known(sources=(source,)))


def test_a_table_of_no_known_kind_is_sent_to_a_suggestion(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read(file(tmp_path / "t.csv", "coder,colour\na,red\n"), KNOWN)
    assert "coders comes nearest (missing: name, role)" in str(caught.value)
    assert "commonplace import --suggest t.csv begins one" in str(caught.value)
    with pytest.raises(StudyError, match=r"headings of no table of a study\. Say"):
        read(file(tmp_path / "t.csv", "colour,form\nred,round\n"), KNOWN)


def test_a_workbook_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="has nothing on sheet First"):
        read(Incoming(write_xlsx(tmp_path / "t.xlsx", "")), KNOWN)


def test_a_table_without_rows_is_empty_and_accounted_for(tmp_path: Path) -> None:
    parts = read(file(tmp_path / "t.csv", "coder,name,role\n"), KNOWN)
    assert (parts.in_file, parts.taken, parts.unaccounted) == ({"coders": 0}, {"coders": 0}, {})
    assert read(file(tmp_path / "t.csv", "interview,code,coder,round,status,polarity,text\n"), KNOWN).in_file == {
        "codings": 0
    }


def test_words_are_found_in_the_transcript(tmp_path: Path) -> None:
    text = "interview,code,coder,round,status,polarity,text\ni1,T1,a,1,independent,affirm,We met twice.\ni1,T1,a,1,independent,affirm,We met twice.\n"
    parts = read(file(tmp_path / "marks.csv", text), KNOWN)
    assert (parts.in_file, parts.taken, parts.text_matches) == ({"codings": 2}, {"codings": 1}, 1)


@pytest.mark.parametrize("path", sorted(NORTHMERE.glob("*.csv")), ids=lambda path: path.stem)
def test_northmere_s_tables_come_back_cell_by_cell(path: Path) -> None:
    parts = read(
        Incoming(path),
        Known(transcripts={each.stem: each.read_text() for each in (NORTHMERE / "transcripts").iterdir()}),
    )
    there = pl.read_csv(path, infer_schema=False)
    given = parts.tables[path.stem]
    assert list(parts.tables) == [path.stem]
    assert given.select(there.columns).equals(there.select(there.columns))
    assert parts.unaccounted == {}


CELLS = st.sampled_from(
    ["", "i1", "T1", "Trust", "Trust, Money", "We met twice.", "1", "0", "1,5", "47%", "NA", "x", "true", "2014-09-25", "#REF!", "\"", "a\nb", "😀", "i1;i2", "=1+1", "1 : Trust", "A : i1", "é" * 30]
)  # fmt: skip
HEADINGS = st.one_of(
    st.sampled_from(
        [
            *sorted({name for schema in TABLES.values() for name in schema.column_names()}),
            *("text", "Code 1", "Code 2", "Quotation Content", "Document", "Codes", "Reference", "id", "document", "tag"),
            *("content", "A : i1", "", "row", "file", "Number of Codes", "Comment", "Code Group 1", "Code"),
        ]
    ),
    st.text(string.printable, max_size=8),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Delimited text with headings of ours and of tools, and cells that make trouble."""
    separator = draw(st.sampled_from([",", ";", "\t"]))
    table = draw(st.sampled_from([None, *TABLES]))
    headings = TABLES[table].column_names() if table else draw(st.lists(HEADINGS, min_size=1, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, min_size=len(headings), max_size=len(headings)), max_size=5))

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in f'{separator}"\r\n') else text

    return (
        draw(st.sampled_from(["\n", "\r\n"])).join(separator.join(map(cell, line)) for line in [headings, *rows]) + "\n"
    )


SOURCES = st.builds(
    Source,
    file=st.just("t.csv"),
    table=st.sampled_from([*TABLES]),
    columns=st.dictionaries(st.sampled_from(["interview", "code", "text", "start", "end", "coder", "parent", "name", "value", "subject", "period", "from_organisation", "weight", "minutes"]), HEADINGS, max_size=4),
    constants=st.dictionaries(st.sampled_from(["coder", "round", "status", "polarity", "interview", "directed"]), CELLS, max_size=3),
    values=st.dictionaries(st.sampled_from(["code", "interview"]), st.dictionaries(CELLS, CELLS, max_size=2), max_size=1),
    shape=st.sampled_from(["long", "wide", "matrix"]),
    several=st.sampled_from(["", ",", "\n"]),
    spread=st.dictionaries(HEADINGS, st.sampled_from(["", "x"]), max_size=2),
    text=st.sampled_from(["transcripts", "excerpts"]),
    missing=st.sampled_from([(), ("NA",)]),
    decimal=st.sampled_from([".", ","]),
    range=st.sampled_from(["", "A1:C3", "B2:B2"]),
)  # fmt: skip


def is_sound(parts: Parts) -> bool:
    """Whether everything is accounted for and every coding lies within its transcript."""
    texts = {**KNOWN.transcripts, **parts.transcripts}
    codings = parts.tables.get("codings")
    given = [] if codings is None else codings.drop_nulls("interview").select("interview", "start", "end").rows()
    placed = [(texts[i], start, end) for i, start, end in given if i in texts and parts.text_matches is not None]
    return parts.unaccounted == {} and all(
        0 <= int(start) < int(end) <= len(text) for text, start, end in placed if start
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=tables(), sources=st.lists(SOURCES, max_size=2))
def test_whatever_a_table_holds_it_is_refused_in_words_or_soundly_read(
    tmp_path: Path, text: str, sources: list[Source]
) -> None:
    incoming = file(tmp_path / "t.csv", text)
    recognises(incoming)
    for known in (Known(), KNOWN, Known(KNOWN.names, KNOWN.transcripts, sources=tuple(sources))):
        try:
            assert is_sound(read(incoming, known))
        except StudyError as error:
            assert error.faults


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.one_of(
        tables().map(str.encode), st.binary(max_size=200), st.binary(max_size=60).map(lambda rest: b"PK\x03\x04" + rest)
    )
)
def test_whatever_a_file_holds_a_suggestion_is_refused_in_words_or_can_stand_in_study_toml(
    tmp_path: Path, content: bytes
) -> None:
    if not content:
        return
    incoming = file(tmp_path / "t.csv", content)
    for known in (Known(), KNOWN):
        try:
            text = suggested(incoming, known)
        except StudyError as error:
            assert error.faults
        else:
            assert accepted(text)


def accepted(text: str) -> Settings:
    """The settings of a small study with the suggestion at their end."""
    about = (
        '[study]\nid = "a"\ntitle = "A"\ndesign = "single_case"\ndata_status = "synthetic"\nstages = { S1 = "One" }\n\n'
    )
    return Settings.model_validate(tomllib.loads(about + text))
