"""Exports of other tools, recognised by their headings."""

from pathlib import Path

import pytest

from data.faults import StudyError
from data.sources.incoming import Incoming
from data.sources.knowing import knowing
from data.sources.parts import Known, Parts
from data.sources.tabular import read as read_table
from tests.workbooks import row, write_xlsx

NAMES = {"codes": {"T1": "Trust", "M": "Money, and time"}, "coders": {"a": "Anna"}}
KNOWN = Known(names=NAMES, transcripts={"i1": "We met twice. The board said no."})


def read(path: Path, known: Known = KNOWN) -> Parts:
    parts = read_table(Incoming(path), known)
    assert parts.unaccounted == {}
    return parts


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")
    return tmp_path / "export.csv"


ATLAS = "ID;Document;Quotation Content;Codes;Created by;Reference;Density\n"


def test_quotations_of_atlas_ti_with_a_code_a_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        ATLAS + '1:1;i1.docx;We met twice.;"Trust\nMoney, and time";Anna;¶ 1;2\n1:2;i1.docx;The board;;Ben;¶ 1;0\n',
    )
    parts = read(path)
    assert parts.tables["codings"].select("interview", "start", "end", "code", "coder", "round", "status").rows() == [
        ("i1", "0", "13", "T1", "a", "1", "independent"), ("i1", "0", "13", "M", "a", "1", "independent"),
    ]  # fmt: skip
    assert parts.in_file == {"codings": 2, "rows": 2}
    reasons = {entry.what: entry.reason for entry in parts.left_out if entry.kind == "columns"}
    assert reasons["Reference"] == "ATLAS.ti counts lines or paragraphs there, and the words are looked for instead"
    assert reasons["Density"] == "the study has no place for it"
    assert not any("who coded" in said for said in parts.assumed)


def test_a_workbook_of_quotations_too(tmp_path: Path) -> None:
    head = ("Number", "Document", "Text Content", "Codes", "Number of Codes")
    path = write_xlsx(
        tmp_path / "q.xlsx", row(1, *head) + row(2, "1:1", "i1", "We met twice.", "Money, and time, Trust", "2")
    )
    assert read(path).tables["codings"]["code"].to_list() == ["M", "T1"]


def test_a_count_of_codes_that_differs_is_refused(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Number;Document;Text Content;Codes;Number of Codes\n1:1;i1;We met twice.;Trust;2\n1:2;i1;The board;Trust;many\n",
    )
    with pytest.raises(
        StudyError, match="row 2: Number of Codes: “2” codes stand in this row by the tool's own count, and 1 were read"
    ):
        read(path)


def test_the_one_coder_of_the_study_is_taken_and_said(tmp_path: Path) -> None:
    text = "id,document,tag,content\n1,i1.odt,Trust,We met twice.\n2,i1.odt,,The board\n"
    parts = read(written(tmp_path, text))
    assert parts.tables["codings"]["coder"].to_list() == ["a"]
    assert "the export does not say who coded; their coder is “a”" in parts.assumed
    assert [entry.reason for entry in parts.left_out if entry.kind == "codings"] == ["no code stands in the row"]
    other = read(
        written(tmp_path, text), Known(names={**NAMES, "coders": {"a": "", "b": ""}}, transcripts=KNOWN.transcripts)
    )
    assert other.tables["codings"]["coder"].to_list() == ["unknown"]


def test_a_codebook_of_atlas_ti_is_a_tree_where_the_theme_is_a_code(tmp_path: Path) -> None:
    text = "Code;Comment;Code Group 1\nTrust;why;Themes\nTrust: Openness: full;;\nRatio 1: 2;;\nTrust;again;\n;x;\nTrust: ;;\n"
    parts = read(written(tmp_path, text))
    assert parts.tables["codes"].select("code", "parent", "level", "name", "definition").rows() == [
        ("Trust", None, "theme", "Trust", "why"), ("Openness- full", "Trust", "code", "Openness: full", None),
        ("Ratio 1- 2", None, "code", "Ratio 1: 2", None), ("Trust-2", None, "code", "Trust:", None),
    ]  # fmt: skip
    assert [(entry.place, entry.reason) for entry in parts.left_out if entry.kind == "codes"] == [
        ("export.csv, row 5", "the code stands in the codebook already"), ("export.csv, row 6", "the row names no code"),
    ]  # fmt: skip
    assert [(entry.what, entry.reason) for entry in parts.left_out if entry.kind == "columns"] == [
        ("Code Group 1", "groups of codes are left out: a code has one place in the codebook")
    ]


def test_highlights_of_taguette_make_the_codebook_that_its_database_has(tmp_path: Path) -> None:
    text = "id,document,tag,content\n1,i1.odt,Trust.Full openness,We met twice.\n2,i1.odt,Trust,The board\n"
    parts = read(written(tmp_path, text), Known())
    assert parts.tables["codes"].select("code", "parent", "name", "codable").rows() == [
        ("trust", None, "Trust", "true"), ("trust.full-openness", "trust", "Full openness", "true"),
    ]  # fmt: skip
    assert parts.tables["codings"]["code"].to_list() == ["trust.full-openness", "trust"]


def test_a_codebook_of_taguette_has_the_keys_of_its_database(tmp_path: Path) -> None:
    text = "tag,description,number of highlights\nTrust.Full openness,a,3\nOther..,,1\n"
    parts = read(written(tmp_path, text))
    assert parts.tables["codes"].select("code", "parent", "name", "codable", "definition").rows() == [
        ("trust", None, "Trust", "false", None), ("trust.full-openness", "trust", "Full openness", "true", "a"),
        ("other", None, "Other..", "true", None),
    ]  # fmt: skip


def test_taguette_s_own_exports_reconcile_with_its_database(realdata: Path) -> None:
    folder = realdata / "taguette_serdif"
    codebook = read(folder / "codebook_20220303_8.csv", Known())
    assert (codebook.tool, codebook.taken) == ("Taguette (export of the codebook), table (CSV)", {"codes": 22})
    known = knowing(Known(), codebook.tables)
    highlights = read(folder / "all_tags_20220303.csv", known)
    assert highlights.in_file == {"codings": 1930}
    assert set(highlights.tables["codings"]["code"]) <= set(codebook.tables["codes"]["code"])
    assert len(highlights.transcripts) == 17
    assert {entry.reason for entry in highlights.left_out if entry.kind == "codings"} == {
        "the same passage is coded so already"
    }


QUALCODER = '"File","Coder","Coded","Id","Codename","Coded_Memo","Category","Category","FileVar_age"\n'


def test_a_report_of_qualcoder_has_words_and_coders(tmp_path: Path) -> None:
    lines = '"i1","Anna","We met twice.","ctid:1","Trust","","Inner","Outer","40"\n"i1","Ben","image","imid:3","Trust","","Inner","Outer","40"\n'
    parts = read(written(tmp_path, QUALCODER + lines))
    assert parts.tool == "QualCoder (report of codings), table (CSV)"
    assert parts.tables["codings"].select("interview", "code", "coder", "start").rows() == [("i1", "T1", "a", "0")]
    assert parts.in_file == {"codings": 2}
    [picture] = [entry for entry in parts.left_out if entry.kind == "codings"]
    assert (picture.place, picture.reason) == ("export.csv, row 3", "it is on a picture or a recording, not on words")
    fresh = read(written(tmp_path, QUALCODER + lines), Known())
    assert fresh.tables["codes"].select("code", "parent").rows() == [("inner", None), ("trust", "inner")]


def test_a_report_of_qualcoder_by_cases_is_placed_in_its_files(tmp_path: Path) -> None:
    text = '"Case","Filename","Coder","Coded","Id","Codename","Coded_Memo"\n"Mrs X","i1","Anna","We met twice.","ctid:1","Trust",""\n'
    assert read(written(tmp_path, text)).tables["codings"]["interview"].to_list() == ["i1"]


def test_a_matrix_of_nvivo_is_read_without_a_mapping(tmp_path: Path) -> None:
    parts = read(written(tmp_path, ",A : i1\n1 : Trust,3\n2 : T1,0\n"))
    assert parts.tool == "NVivo (matrix of codes and interviews), table (CSV)"
    assert parts.tables["codings"].select("interview", "start", "end", "code").rows() == [("i1", "0", "32", "T1")]


@pytest.mark.parametrize(
    "text",
    [
        "Document,Quotation Content,Codes\ni1,x,Trust\n",
        "code,comment\nT,x\n",
        "id,document,tag,content,more\n1,i1,Trust,x,y\n",
        "File,Coder,Coded,Id\ni1,Anna,x,ctid:1\n",
        ",A : i1\nTrust,3\n",
    ],
)
def test_headings_that_are_only_like_an_export_s_are_not_taken_for_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError, match="has the headings of no table of a study"):
        read(written(tmp_path, text))
