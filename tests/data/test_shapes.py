"""Codings in tables of other shapes, each with its code, its interview and its place."""

from collections import Counter
from pathlib import Path

import pytest

from data.faults import StudyError
from data.settings import Source
from data.sources.headings import Mapped
from data.sources.incoming import Incoming
from data.sources.knowing import knowing
from data.sources.mapping import mapped
from data.sources.parts import Known, Parts
from data.sources.placing import NO_TRANSCRIPT, Excerpts
from data.sources.tabular import read as read_table

WORDS = "We met twice. The board said no. Nobody paid, and then we left."
CODES = {"T1": "Trust", "T2": "Trust, but verify", "M": "Money", "O1": "Other", "O2": "Other"}
KNOWN = Known(
    names={"codes": CODES, "interviews": {"i1": "", "i2": ""}, "coders": {"a": "Anna Example"}},
    transcripts={"i1": WORDS},
    parents={"O1": "T1", "O2": "M"},
)
FIRST = {"coder": "a", "round": "1", "status": "independent", "polarity": "affirm"}
COLUMNS = {"interview": "Who", "text": "Quote", "code": "Codes"}


def read(tmp_path: Path, lines: str, known: Known = KNOWN, made: Excerpts | None = None, **source: object) -> Mapped:
    (tmp_path / "t.csv").write_text(lines, encoding="utf-8")
    asked = {"file": "t.csv", "table": "codings", "constants": FIRST, **source}
    found = mapped(tmp_path / "t.csv", Source.model_validate(asked), known, made)
    check_account(found)
    return found


def check_account(found: Mapped) -> None:
    """Every kind that was counted was taken or left out."""
    taken = {"codings": found.cells.height} | found.taken_besides
    for kind, count in found.in_file.items():
        assert count == taken.get(kind, 0) + sum(entry.count for entry in found.left_out if entry.kind == kind), kind


def passages(found: Mapped, transcripts: dict[str, str] | None = None) -> list[tuple[str, str, str]]:
    texts = {**(KNOWN.transcripts if transcripts is None else transcripts), **found.transcripts}
    rows = found.cells.select("interview", "code", "start", "end").iter_rows()
    return [(interview, code, texts[interview][int(start) : int(end)]) for interview, code, start, end in rows]


def left(found: Mapped, kind: str = "codings") -> list[tuple[str, str, str]]:
    return [(entry.place, entry.what, entry.reason) for entry in found.left_out if entry.kind == kind]


def test_one_code_a_row_by_key_or_by_name(tmp_path: Path) -> None:
    text = "Who,Quote,Codes\ni1,We met twice.,M\nI1,Nobody paid,Trust\ni1,The board said no.,Money: Other\n"
    found = read(tmp_path, text, columns=COLUMNS)
    assert passages(found) == [
        ("i1", "M", "We met twice."),
        ("i1", "T1", "Nobody paid"),
        ("i1", "O2", "The board said no."),
    ]
    assert found.text_matches == 3
    assert "2 codes are matched by name" in found.assumed


def test_a_name_of_several_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"row 2: code: “Other” is the name of several codes: O1, O2\. Give the key"):
        read(tmp_path, "Who,Quote,Codes\ni1,We met twice.,Other\n", columns=COLUMNS)


def test_several_codes_in_a_cell_are_told_apart_by_the_codebook(tmp_path: Path) -> None:
    text = 'Who;Quote;Codes\ni1;We met twice.;"Trust, but verify, Money, T1"\ni1;Nobody paid;\n'
    found = read(tmp_path, text, columns=COLUMNS, several=",")
    assert [code for _, code, _ in passages(found)] == ["T2", "M", "T1"]
    assert (found.in_file, found.taken_besides) == ({"codings": 3, "rows": 2}, {"rows": 1})
    assert left(found, "rows") == [("t.csv, row 3", "rows", "no code stands in them")]


def test_what_cannot_be_told_apart_is_listed_and_not_split(tmp_path: Path) -> None:
    text = 'Who;Quote;Codes\ni1;a;"Trust, but verfy"\ni1;b;"Money, Mony, T1"\ni1;c;"Mony, T1"\ni1;d;"Money, Other"\n'
    with pytest.raises(StudyError) as caught:
        read(tmp_path, text, columns=COLUMNS, several=",")
    assert [(fault.row, fault.value, fault.nearest) for fault in caught.value.faults] == [
        (2, "but verfy", "Trust, but verify"), (3, "Mony", "Money"), (5, "Money, Other", ""),
    ]  # fmt: skip
    assert "begins no code of the study's codebook" in str(caught.value)
    assert "can be read as codes in more than one way" in str(caught.value)


def test_a_cell_with_thousands_of_codes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="has more than 2,000 codes in a cell"):
        read(tmp_path, "Who;Quote;Codes\ni1;We met twice.;" + "T1," * 2001 + "\n", columns=COLUMNS, several=",")


def test_other_words_for_codes_are_followed(tmp_path: Path) -> None:
    words = {"code": {"Vertrauen, blind": "Trust", "Geld": "M"}}
    text = 'Who;Quote;Codes\ni1;We met twice.;"Geld, Vertrauen, blind"\n'
    assert [code for _, code, _ in passages(read(tmp_path, text, columns=COLUMNS, several=",", values=words))] == [
        "M",
        "T1",
    ]
    single = "Who;Quote;Codes\ni1;We met twice.;Geld\n"
    assert [code for _, code, _ in passages(read(tmp_path, single, columns=COLUMNS, values=words))] == ["M"]


def test_without_a_codebook_one_is_made_of_the_names(tmp_path: Path) -> None:
    known = Known(transcripts={"i1": WORDS})
    text = 'Who;Quote;Codes;Theme\ni1;We met twice.;"Trust; Money (lack of)";x\ni1;Nobody paid;Money (lack of);y\n'
    found = read(
        tmp_path,
        text.replace(';"Trust; Money (lack of)"', ';"Trust, Money (lack of)"'),
        known,
        columns=COLUMNS,
        several=",",
    )
    assert found.made["codes"].select("code", "parent", "level", "name", "sensitive", "codable").rows() == [
        ("Trust", None, "code", "Trust", "false", "true"),
        ("Money -lack of", None, "code", "Money (lack of)", "false", "true"),
    ]
    assert [code for _, code, _ in passages(found)] == ["Trust", "Money -lack of", "Money -lack of"]
    assert (
        "the study has no codebook: the 2 names of codes, split at every separator, are taken as one" in found.assumed
    )


def test_nothing_coded_makes_no_codebook(tmp_path: Path) -> None:
    found = read(tmp_path, "Who,Quote,Codes\ni1,We met twice.,\n", Known(transcripts={"i1": WORDS}), columns=COLUMNS)
    assert (found.made, found.in_file) == ({}, {"codings": 1})


def test_a_column_of_themes_makes_a_tree(tmp_path: Path) -> None:
    text = "Who;Quote;Codes;Theme\ni1;We met twice.;Other;Trust\ni1;Nobody paid;Other;Money\ni1;The board;Alone;\n"
    found = read(tmp_path, text, Known(transcripts={"i1": WORDS}), columns={**COLUMNS, "parent": "Theme"})
    assert found.made["codes"].select("code", "parent", "level", "name", "codable").rows() == [
        ("Trust", None, "theme", "Trust", "false"), ("Other", "Trust", "code", "Other", "true"),
        ("Money", None, "theme", "Money", "false"), ("Other-2", "Money", "code", "Other", "true"),
        ("Alone", None, "code", "Alone", "true"),
    ]  # fmt: skip
    assert [code for _, code, _ in passages(found)] == ["Other", "Other-2", "Alone"]
    assert "parent" not in found.cells.columns


def test_a_column_for_each_code(tmp_path: Path) -> None:
    text = (
        "Who,Quote,Code 1,Code 2,Code name\ni1,We met twice.,Money,T1,x\ni1,Nobody paid,,NA,y\ni1,The board,T2,T2,z\n"
    )
    asked = {"shape": "wide", "columns": {"interview": "Who", "text": "Quote"}, "missing": ["NA"]}
    found = read(tmp_path, text, **asked, spread={"Code 1": "", "Code 2": ""})
    assert [(code, words) for _, code, words in passages(found)] == [
        ("M", "We met twice."), ("T1", "We met twice."), ("T2", "The board"),
    ]  # fmt: skip
    assert (found.in_file, found.taken_besides) == ({"codings": 4, "rows": 3}, {"rows": 2})
    assert left(found) == [("t.csv, row 4", "T2", "the same passage is coded so already")]
    assert left(found, "columns") == [("t.csv", "Code name", "study.toml maps this column to nothing")]
    same = read(tmp_path, text, **asked, spread={"Code [0-9]*": ""})
    assert passages(same) == passages(found)
    with pytest.raises(StudyError, match=r"Kode \*: fits no heading here, and study.toml looks for codes under it"):
        read(tmp_path, text, **asked, spread={"Kode *": ""})
    with pytest.raises(StudyError, match="“code” of a wide table stands in spread, not in columns"):
        read(tmp_path, text, shape="wide", columns={**asked["columns"], "code": "Code name"}, spread={"Code 1": ""})


@pytest.mark.parametrize("name", ["interview", "code"])
def test_codings_need_an_interview_and_a_code(tmp_path: Path, name: str) -> None:
    columns = {ours: theirs for ours, theirs in COLUMNS.items() if ours != name}
    with pytest.raises(StudyError, match=f"{name}: is missing from the headings; constants of its"):
        read(tmp_path, "Who,Quote,Codes\ni1,We met twice.,M\n", columns=columns)


def test_rows_without_a_code_or_words_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, "Who,Quote,Codes\ni1,We met twice.,\ni1,,M\ni1,Nobody met,M\n", columns=COLUMNS)
    assert left(found) == [
        ("t.csv, row 2", "", "no code stands in the row"),
        ("t.csv, row 3", "M", "no words are given for it"),
        ("t.csv, row 4", "Nobody met", "these words do not occur in transcript i1"),
    ]
    assert found.cells.is_empty()


def test_offsets_are_taken_as_they_are_given(tmp_path: Path) -> None:
    found = read(
        tmp_path, "Who,a,b,Codes\ni1,0,6.0,M\n", columns={"interview": "Who", "start": "a", "end": "b", "code": "Codes"}
    )
    assert found.cells.select("start", "end").rows() == [("0", "6.0")]
    assert found.text_matches is None
    with pytest.raises(StudyError, match="“Nobody” are not the words at 0 to 6 of transcript i1"):
        columns = {"interview": "Who", "start": "a", "end": "b", "code": "Codes", "text": "Quote"}
        read(tmp_path, "Who,a,b,Codes,Quote\ni1,0,6,M,Nobody\n", columns=columns)


def test_excerpts_become_the_transcript_of_an_interview_that_has_none(tmp_path: Path) -> None:
    text = "Who,Quote,Codes\ni2,First words,M\ni3,Other,T1\ni2,,T1\ni2,Second words,\ni2,First words,T1\ni2, Second words ,T2\n"
    found = read(tmp_path, text, columns=COLUMNS, text="excerpts")
    assert found.transcripts == {"i2": "First words\n\nSecond words", "i3": "Other"}
    assert passages(found) == [
        ("i2", "M", "First words"), ("i3", "T1", "Other"), ("i2", "T1", "First words"), ("i2", "T2", "Second words"),
    ]  # fmt: skip
    assert any(
        said.startswith("2 interviews have no transcript: excerpts, in the order of the rows") for said in found.assumed
    )


def test_excerpts_of_an_interview_with_a_transcript_are_looked_for_in_it(tmp_path: Path) -> None:
    text = "Who,Quote,Codes\ni1,Nobody paid,M\ni1,never said,M\n"
    found = read(tmp_path, text, columns=COLUMNS, text="excerpts")
    assert (found.transcripts, passages(found)) == ({}, [("i1", "M", "Nobody paid")])
    assert left(found)[0][2] == "these words do not occur in transcript i1"


def test_reading_excerpts_again_gives_the_same_places(tmp_path: Path) -> None:
    text = "Who,Quote,Codes\ni2,Yes,M\ni2,Yes we can,T1\n"
    first = read(tmp_path, text, columns=COLUMNS, text="excerpts")
    again = read(
        tmp_path, text, Known(names=KNOWN.names, transcripts=first.transcripts), columns=COLUMNS, text="excerpts"
    )
    assert again.cells.equals(first.cells)
    longer = {"i2": first.transcripts["i2"] + "\n\nSomething more"}
    later = read(tmp_path, text, Known(names=KNOWN.names, transcripts=longer), columns=COLUMNS, text="excerpts")
    assert later.cells.equals(first.cells)


def test_excerpts_of_two_sheets_make_one_transcript(tmp_path: Path) -> None:
    made = Excerpts()
    read(tmp_path, "Who,Quote,Codes\ni2,Yes,M\n", made=made, columns=COLUMNS, text="excerpts")
    second = read(tmp_path, "Who,Quote,Codes\ni2,No,M\ni2,Yes,T1\n", made=made, columns=COLUMNS, text="excerpts")
    assert second.transcripts == {"i2": "Yes\n\nNo"}
    assert passages(second) == [("i2", "M", "No"), ("i2", "T1", "Yes")]


def test_codes_without_passages_are_of_the_interview_as_a_whole(tmp_path: Path) -> None:
    text = "Who,Codes\ni1,M\ni2,T1\n"
    columns = {"interview": "Who", "code": "Codes"}
    found = read(tmp_path, text, columns=columns)
    assert passages(found) == [("i1", "M", WORDS)]
    assert left(found) == [
        ("t.csv, row 3", "T1", "no passage is given for it, and its interview has no transcript to be coded as a whole")
    ]
    made = read(tmp_path, text, columns=columns, text="excerpts")
    assert passages(made) == [("i1", "M", WORDS), ("i2", "T1", NO_TRANSCRIPT)]
    assert made.assumed[-1] == "1 interview has no transcript, and one that says so is made"


def test_interviews_and_coders_get_keys_from_their_names(tmp_path: Path) -> None:
    known = Known(
        names={"codes": CODES, "interviews": {"P1": "", "x": "Mrs. X"}, "coders": {"a": "Anna Example"}},
        transcripts={"P2_b": WORDS},
    )
    text = "Who,Quote,Codes,By\nP1.docx,one,M,Anna Example\nP2_b.odt,Nobody paid,M,Zoë/Z\nMRS. X,two,M,ben\nP3 (a).txt,x,M,Ben\nP4,y,M,a\n"
    found = read(
        tmp_path,
        text,
        known,
        columns={**COLUMNS, "coder": "By"},
        constants={"round": "1"},
        text="excerpts",
    )
    assert found.cells["interview"].to_list() == ["P1", "P2_b", "x", "P3 -a", "P4"]
    assert found.cells["coder"].to_list() == ["a", "Zoë-Z", "ben", "Ben-2", "a"]
    assert [said for said in found.assumed if "unlike" in said] == [
        "4 interviews have keys unlike the file's name for it: “MRS. X” is x",
        "3 coders have keys unlike the file's name for it: “Anna Example” is a",
    ]


MATRIX = ",A : i1,B : i2,Total\n1 : Money,2,0,2\n2 : Trust,x,1,2\n3 : T2,,n/k,\n,1,,1\nTotal,3,1,4\n"


def test_a_matrix_says_which_interviews_were_coded_how(tmp_path: Path) -> None:
    found = read(tmp_path, MATRIX, shape="matrix", text="excerpts")
    assert passages(found) == [("i1", "M", WORDS), ("i1", "T1", WORDS), ("i2", "T1", NO_TRANSCRIPT)]
    assert Counter((what, reason) for _, what, reason in left(found)) == {
        ("Money", "it is a total, and no coding"): 1, ("Trust", "it is a total, and no coding"): 1,
        ("Total", "it is a total, and no coding"): 3, ("T2", "“n/k” is no count"): 1,
        ("", "its row or its column has no name"): 2,
    }  # fmt: skip
    assert found.in_file == {"codings": 11, "references": 19}
    [references] = left(found, "references")
    assert references[2] == "how often an interview was coded is not kept: it was coded so, or not"


def test_a_matrix_may_have_interviews_in_its_rows(tmp_path: Path) -> None:
    text = "Document,Money,Trust,Memo\ni1,1,0,x\n"
    found = read(tmp_path, text, shape="matrix", columns={"interview": "Document"}, spread={"Money": "", "Trust": ""})
    assert passages(found) == [("i1", "M", WORDS)]
    assert left(found, "columns") == [("t.csv", "Memo", "study.toml maps this column to nothing")]
    with pytest.raises(StudyError, match="of a matrix names one column"):
        read(tmp_path, text, shape="matrix", columns={"coder": "Document"})


def test_a_matrix_makes_a_codebook_of_all_it_names(tmp_path: Path) -> None:
    found = read(tmp_path, ",i1\nMoney,0\nTrust,1\nTotal,1\n", Known(transcripts={"i1": WORDS}), shape="matrix")
    assert found.made["codes"]["name"].to_list() == ["Money", "Trust"]
    assert [code for _, code, _ in passages(found)] == ["Trust"]
    other = read(
        tmp_path,
        "who,Money,Trust\ni1,0,1\n",
        Known(transcripts={"i1": WORDS}),
        shape="matrix",
        columns={"interview": "who"},
    )
    assert other.made["codes"]["name"].to_list() == ["Money", "Trust"]


def test_a_matrix_that_counts_nothing_gives_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, "c,i1\nMoney,0\n", shape="matrix")
    assert (found.in_file, found.cells.height) == ({"codings": 0}, 0)


def real(path: Path, known: Known = KNOWN) -> Parts:
    parts = read_table(Incoming(path), known)
    assert parts.unaccounted == {}
    return parts


def test_statements_coded_by_hand_are_reproduced(realdata: Path) -> None:
    source = Source(
        file="interview-data.xlsx", sheet="Data", table="codings", shape="wide", text="excerpts",
        columns={"interview": "P", "text": "ID"}, spread={"Quality Factor [0-9]*": ""},
        constants=FIRST,
    )  # fmt: skip
    codes = Source(
        file="interview-data.xlsx", sheet="Codes Quality Factors", table="codes",
        columns={"name": "Quality Factor", "parent": "Type", "definition": "Definition"},
    )  # fmt: skip
    path = realdata / "coded_rqi_overlap" / "interview-data.xlsx"
    parts = real(path, Known(sources=(source, codes)))
    assert sum(text.count("\n\n") + 1 for text in parts.transcripts.values()) == 108
    assert len(parts.transcripts) == 8
    assert parts.in_file["rows"] == 108
    assert (parts.in_file["codings"], parts.taken["codings"], parts.text_matches) == (89, 89, 89)
    assert Counter(parts.tables["codings"]["code"])["orientation"] == 17
    assert [entry.what for entry in parts.left_out if entry.kind == "codings"] == []
    assert (parts.in_file["sheets"], parts.taken["sheets"]) == (9, 2)


def test_quotations_with_commas_inside_the_names_of_their_codes(realdata: Path) -> None:
    folder = realdata / "atlasti_edgeai_exports"
    codebook = real(folder / "20250914_codebook_full.csv", Known())
    assert Counter(codebook.tables["codes"]["level"]) == {"code": 447, "theme": 18}
    listed = real(folder / "20250914_code_list_frequencies.csv", Known())
    assert (
        listed.tables["codes"]
        .select("code", "parent", "name")
        .sort("code")
        .equals(codebook.tables["codes"].select("code", "parent", "name").sort("code"))
    )
    parts = real(folder / "20250914_quotation_export.csv", knowing(Known(), codebook.tables))
    assert parts.tool == "ATLAS.ti (export of quotations), table (CSV)"
    assert parts.in_file == {"rows": 394, "codings": 1465}
    assert (parts.taken["rows"], parts.taken["codings"], parts.text_matches) == (394, 1464, 1464)
    assert [entry.what for entry in parts.left_out if entry.kind == "codings"] == [
        '"Check the publishing and receiving messages via MQTTBox."'
    ]
    [text] = parts.transcripts.values()
    assert text.count("\n\n") + 1 == 394
    with pytest.raises(
        StudyError,
        match=r"codes stand in this row by the tool's own count, and 5 were read\. Import the tool's codebook first",
    ):
        read_table(Incoming(folder / "20250914_quotation_export.csv"), Known())


def test_matrices_of_interviews(realdata: Path) -> None:
    codings, references, interviews = 0, 0, []
    for path in sorted((realdata / "coded_novelqualcodes_matrices").glob("Int*.xlsx")):
        parts = real(path, Known())
        interviews += parts.transcripts
        assert list(parts.transcripts.values()) == [NO_TRANSCRIPT]
        codings += parts.taken["codings"]
        references += parts.in_file["references"]
    assert (codings, references) == (52, 65)
    assert (len(interviews), interviews[0], interviews[4]) == (15, "Int01_ID731", "Int11_ID33")


def test_a_matrix_that_says_nothing_of_interviews_is_no_known_one(realdata: Path) -> None:
    with pytest.raises(StudyError, match="has the headings of no table of a study"):
        real(realdata / "coded_novelqualcodes_matrices" / "refinements.xlsx", Known())
