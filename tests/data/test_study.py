import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from data.faults import Fault, StudyError, nearest
from data.study import Study, load_study
from tests import oracle
from tests.studies import NORTHMERE, copy_of_northmere


def test_northmere_loads_without_a_change(northmere: Study) -> None:
    assert northmere.left_out == ()
    for name, table in northmere.tables.items():
        expected = len(oracle.rows(NORTHMERE, name)) if (NORTHMERE / f"{name}.csv").exists() else 0
        assert (name, table.height) == (name, expected)
    assert len(northmere.transcripts) == 22


def edit(file: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    def spoil(package: Path) -> None:
        path = package / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    return spoil


def append(file: str, line: str) -> Callable[[Path], None]:
    return lambda package: (package / file).write_text(
        (package / file).read_text(encoding="utf-8") + line + "\n", encoding="utf-8"
    )


def write(file: str, content: bytes) -> Callable[[Path], None]:
    return lambda package: (package / file).write_bytes(content)


def directory(file: str) -> Callable[[Path], None]:
    def spoil(package: Path) -> None:
        (package / file).unlink()
        (package / file).mkdir()

    return spoil


FAULTS: list[tuple[str, Callable[[Path], None], str]] = [
    ("missing column", edit("coders.csv", "coder,name,role", "coder,name,rolle"),
     "coders.csv: role: is missing from the headings. Did you mean “rolle”?"),
    ("misspelt column", edit("respondents.csv", "role_group", "role_grp"),
     "respondents.csv: role_grp: is not a column of this table. Did you mean “role_group”?"),
    ("unknown column", edit("coders.csv", "coder,name,role", "coder,name,role,colour"),
     "coders.csv: colour: is not a column of this table."),
    ("unknown organisation", edit("respondents.csv", "L04,northmere,community", "L04,northmere,comunity"),
     "respondents.csv, row 5: organisation: “comunity” is not in organisations.csv. Did you mean “community”?"),
    ("duplicate key", append("coders.csv", "coder_a,Again,independent"),
     "coders.csv, row 5: coder: “coder_a” stands in more than one row, and is the key of the table."),
    ("offset past the end", edit("codings.csv", "L10-S1,198,273,B2.3,coder_a", "L10-S1,198,99999,B2.3,coder_a"),
     "codings.csv, row 2: end: “99999” is past the end of transcript L10-S1, which has 4,883 characters."),
    ("reversed offsets", edit("codings.csv", "L10-S1,198,273,B2.3,coder_a", "L10-S1,273,198,B2.3,coder_a"),
     "codings.csv, row 2: start, end: “273, 198” breaks the rule: start is before end."),
    ("negative offset", edit("codings.csv", "L10-S1,198,273,B2.3,coder_a", "L10-S1,-1,273,B2.3,coder_a"),
     "codings.csv, row 2: start: “-1” is below 0."),
    ("ids alike but for case", append("organisations.csv", "Acute,Another,acute_trust,provider,government,Central"),
     "organisations.csv, row 10: organisation: “Acute” differs only in case from “acute”"),
    ("empty file", write("ties.csv", b""), "ties.csv: is empty; a table has at least a row of headings."),
    ("Latin-1", write("coders.csv", "coder,name,role\ncoder_a,Zoë,independent\n".encode("latin-1")),
     "coders.csv, row 2: is not UTF-8 text (byte 0xeb). Save it as CSV UTF-8"),
    ("zip named csv", write("ties.csv", b"PK\x03\x04" + b"\0" * 60), "ties.csv: cannot be read as a workbook"),
    ("a folder for a file", directory("ties.csv"), "ties.csv: is a folder, and a table is a file."),
    ("ragged row", append("coders.csv", "coder_c,C,independent,one,two"), "coders.csv, row 5: has 5 cells for 3 headings."),
    ("unclosed quote", append("coders.csv", 'coder_c,"C,independent'), "coders.csv: cannot be read as a table"),
    ("bad enum", edit("respondents.csv", "senior_clinical", "senior_clincal"),
     "role_group: “senior_clincal” is not one of senior_clinical, senior_managerial. Did you mean “senior_clinical”?"),
    ("bad number", edit("interviews.csv", "2014-09-11,68", "2014-09-11,an hour"), "interviews.csv, row 2: minutes: “an hour” is not a whole number."),
    ("bad date", edit("interviews.csv", "2014-09-11", "11/09/2014"), "conducted_on: “11/09/2014” is not a date written as 2014-09-25."),
    ("bad time", edit("codings.csv", "2014-09-25T09:35:00", "noon"), "coded_at: “noon” is not a time written as 2014-09-25T09:35:00."),
    ("bad truth", edit("assignments.csv", "L10-S1,coder_a,true", "L10-S1,coder_a,perhaps"), "finished: “perhaps” is not true or false."),
    ("bad value", edit("observations.csv", ",0.75,", ",three quarters,"), "value: “three quarters” is not a number."),
    ("empty cell", edit("interviews.csv", "L10-S1,L10,S1", "L10-S1,,S1"), "interviews.csv, row 2: respondent: must not be empty."),
    ("empty name", edit("coders.csv", "Coder A", ""), "coders.csv, row 2: name: must not be empty."),
    ("odd key", edit("coders.csv", "coder_a,Coder A", "../a,Coder A"), "coder: “../a” is not a short identifier"),
    ("value and reason", edit("observations.csv", "0.75,,,", "0.75,,,too_few"), "value or missing reason is given and never both"),
    ("issue focus", edit("networks.csv", "place_based,,Northmere", "place_based,stroke,Northmere"), "issue focus is given exactly when issue based"),
    ("loop", edit("ties.csv", "acute,community,joint_projects", "acute,acute,joint_projects"), "tie is between two organisations"),
    ("twice interviewed", edit("interviews.csv", "L03-S1,L03,S1", "L03-S1,L10,S1"), "respondent is interviewed once a stage"),
    ("cycle", edit("codes.csv", "L,,domain", "L,L1,domain"), "codes.csv, row 2: parent: “L” is above itself in the code tree."),
    ("heading coded", edit("codings.csv", "L10-S1,198,273,B2.3,coder_a", "L10-S1,198,273,B2,coder_a"),
     "code: “B2” is a heading of the codebook (codable is false), and a passage was coded with it."),
    ("no assignment", edit("assignments.csv", "L10-S1,coder_a,true\n", ""), "coder: “coder_a” coded L10-S1 without a row in assignments.csv"),
    ("stray transcript", write("transcripts/L01-S9.txt", b"words"), "transcripts/L01-S9.txt: has no row in interviews.csv."),
    ("no transcript", lambda package: (package / "transcripts/L01-S1.txt").unlink(), "interview: “L01-S1” has no transcript"),
    ("transcript not UTF-8", write("transcripts/L01-S1.txt", b"caf\xe9"), "transcripts/L01-S1.txt: is not UTF-8 text (byte 3)."),
    ("stray table", write("respondent.csv", b"a\n1\n"), "respondent.csv: is not read: tables are CSV files of their own name, or stand in a [[source]] of study.toml. Did you mean “respondents”?"),
    ("capital suffix", lambda package: (package / "ties.csv").rename(package / "ties.CSV"), "ties.CSV: is not read"),
    ("unmapped workbook", write("quotes.xlsx", b"PK"), "quotes.xlsx: is not read"),
    ("link to nowhere", lambda package: ((package / "quotes.csv").unlink(), (package / "quotes.csv").symlink_to("gone")),
     "quotes.csv: is a link to a file that does not exist."),
    ("a pipe", lambda package: ((package / "quotes.csv").unlink(), os.mkfifo(package / "quotes.csv")), "quotes.csv: is no file that can be read"),
    ("heading of ours", edit("respondents.csv", "withdrawn_on", "file"), "file: is a heading kept for where a row came from; rename it."),
    ("only headings", write("coders.csv", b"coder,nam,role\n"), "coders.csv: name: is missing from the headings. Did you mean “nam”?"),
    ("returns alone", write("coders.csv", b"coder,name,rolle\rcoder_a,A,independent\r"), "coders.csv: role: is missing from the headings"),
    ("blank first line", write("coders.csv", b"\ncoder,name,role\ncoder_a,A,indep\n"), "coders.csv, row 3: role: “indep” is not one of"),
    ("transcripts no folder", lambda package: (shutil.rmtree(package / "transcripts"), (package / "transcripts").write_text("x")),
     "transcripts: cannot be read as a folder: Not a directory."),
    ("a domain twice", edit("study.toml", '["L"]', '["L", "L"]'), "views.leadership: names a domain twice."),
    ("a theme twice", edit("study.toml", '["L3", "M1"]', '["L3", "L3"]'), "release.change: names a theme twice."),
    ("a split in numbers", edit("study.toml", 'partition = ""', 'partition = "role_group"'),
     'release: has a partition, which is told in words only: set leader_counts = "words", or leave it out.'),
    ("a split by what is none", edit("study.toml", 'partition = ""', 'partition = "sector"'),
     "release.partition: “sector” is not one of network, sector_group, role_group. Did you mean “sector_group”?"),
    ("too narrow a window", edit("study.toml", "window = 3 ", "window = 2 "), "release.window: “2” input should be greater than or equal to 3"),
    ("text alone", write("codings.csv", b"text\nwords\n"), "codings.csv: code: is missing from the headings"),
    ("unknown subject", edit("observations.csv", "scope_breadth,network,northmere", "scope_breadth,network,southmere"),
     "subject: “southmere” is not in networks.csv. Did you mean “northmere”?"),
    ("unknown stage", edit("interviews.csv", "L10-S1,L10,S1", "L10-S1,L10,S4"), "stage: “S4” is not in study.toml"),
    ("unknown setting", edit("study.toml", "present =", "presnt ="), "study.toml: counting.presnt: is not a setting. Did you mean “present”?"),
    ("unknown section", edit("study.toml", "[views]", "[view]"), "study.toml: view: is not a setting. Did you mean “views”?"),
    ("bad setting", edit("study.toml", '"single_case"', '"singlecase"'),
     "study.design: “singlecase” is not one of single_case, multi_case, comparative. Did you mean “single_case”?"),
    ("odd id", edit("study.toml", 'id = "northmere"', 'id = "North Mere"'), "study.id: “North Mere” is not an id: lower-case letters"),
    ("missing setting", edit("study.toml", 'id = "northmere"', ""), "study.toml: study.id: is missing."),
    ("small window", edit("study.toml", "window = 3", "window = 2"), "release.window: “2” input should be greater than or equal to 3."),
    ("unknown domain", edit("study.toml", '["L"]', '["Z"]'), "views.leadership: “Z” is not a domain in codes.csv."),
    ("unknown theme", edit("study.toml", '"M1"]', '"M9"]'), "release.change: “M9” is not a theme in codes.csv."),
    ("broken toml", edit("study.toml", "[study]", "[study"), "study.toml: is not valid TOML"),
    ("toml not UTF-8", write("study.toml", b"\xff\xfe"), "study.toml: is not UTF-8 text"),
    ("unknown source table", append("study.toml", '[[source]]\nfile = "x.csv"\ntable = "coding"'),
     "source.0.table: “coding” is not a table of a study. Did you mean “codings”?"),
    ("missing source", append("study.toml", '[[source]]\nfile = "x.csv"\ntable = "codings"'), "x.csv: stands in a [[source]] of study.toml and is neither in the package nor imported yet; put it there, or: commonplace import FILE --into "),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_names_its_place_its_reason_and_the_remedy(
    tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    package = copy_of_northmere(tmp_path)
    spoil(package)
    with pytest.raises(StudyError, match=re.escape(message)):
        load_study(package)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    edit("respondents.csv", "L04,northmere,community", "L04,northmere,comunity")(package)
    edit("interviews.csv", "2014-09-11,68", "2014-09-11,an hour")(package)
    append("coders.csv", "coder_a,Again,independent")(package)
    with pytest.raises(StudyError) as caught:
        load_study(package)
    assert {(fault.file, fault.column) for fault in caught.value.faults} == {
        ("respondents.csv", "organisation"), ("interviews.csv", "minutes"), ("coders.csv", "coder"),
    }  # fmt: skip


def test_a_folder_that_is_no_package_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="does not exist"):
        load_study(tmp_path / "nowhere")
    with pytest.raises(StudyError, match=r"holds no study\.toml"):
        load_study(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StudyError, match="is a file, and a study package is a folder"):
        load_study(tmp_path / "file")


def test_a_study_without_any_row_says_so(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(
        '[study]\nid = "a"\ntitle = "A"\ndesign = "single_case"\ndata_status = "synthetic"\nstages = {S1 = "One"}\n'
    )
    with pytest.raises(StudyError, match="no table of the study has a row"):
        load_study(tmp_path)


def test_nothing_is_left_of_a_respondent_who_withdrew(tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    edit("respondents.csv", "Q2,network,\nL02", "Q2,network,2016-03-01\nL02")(package)
    (package / "findings.csv").write_text(
        "finding,headline,kind,measure,subject,expects,claim_basis,confidence,status,caveat,contrary_searched\n"
        "F1,Trust grew,narrative,none,,,empirical_case,low,draft,,false\n"
    )
    (package / "evidence.csv").write_text(
        "finding,kind,reference,stance\nF1,quote,L01-S1:896-1072,supports\nF1,quote,L02-S1:3020-3140,supports\n"
    )
    study = load_study(package)
    assert study.withdrawn == ["L01"]
    kept = study.without_withdrawn()
    for name, table in kept.tables.items():
        assert "L01" not in table.write_csv().replace("-", ",").replace(":", ",").split(","), name
    assert not any(name.startswith("L01") for name in kept.transcripts)
    assert kept.tables["evidence"]["reference"].to_list() == ["L02-S1:3020-3140"]
    assert kept.tables["respondents"].height == 11


def test_the_nearest_value_forgives_case_and_letters() -> None:
    assert nearest("ACUTE", ["acute", "mental"]) == "acute"
    assert nearest("zzz", ["acute", "mental"]) == ""
    assert nearest("x", []) == ""
    assert nearest("T1.l", ["T1.1", "T1.2"]) == ""  # two are equally near


def test_a_long_value_is_cut_in_the_message() -> None:
    assert len(str(Fault("f.csv", 2, "text", "x" * 500, "is wrong"))) < 100
