"""Files of another shape under the study's names, as study.toml says."""

from pathlib import Path

import polars as pl
import pytest
from xlsxwriter import Workbook

from data.faults import StudyError
from data.settings import Source
from data.sources.headings import Mapped
from data.sources.mapping import mapped
from data.sources.parts import Known
from data.study import load_study
from tests.studies import write_small
from tests.workbooks import row, write_xlsx

NAMES = {"codes": {"T1": "Trust", "T2": "Trust, but verify"}, "interviews": {"i1": ""}, "coders": {"a": "Anna Example"}}
KNOWN = Known(names=NAMES, transcripts={"i1": "We met twice. The board said no."})
CODINGS = {"round": "1", "status": "independent", "polarity": "affirm"}


def read(tmp_path: Path, text: str, known: Known = KNOWN, **source: object) -> Mapped:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    return mapped(tmp_path / "t.csv", Source.model_validate({"file": "t.csv", **source}), known)


def reasons(found: Mapped, kind: str) -> list[tuple[str, str]]:
    return [(entry.what, entry.reason) for entry in found.left_out if entry.kind == kind]


def test_columns_constants_and_words_come_under_our_names(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Key,Name of it,Kind,Note\nc1 , Anna ,Reader,x\nc2,Ben,PANEL,n/a\n",
        table="coders",
        columns={"coder": "Key", "name": "Name of it", "role": "Kind", "note": "Note"},
        values={"role": {"reader": "independent", "Panel": "adjudicator"}},
        missing=["n/a"],
    )
    assert found.cells.drop("row").rows() == [("c1", "Anna", "independent", "x"), ("c2", "Ben", "adjudicator", None)]
    assert found.in_file == {"coders": 2}


def test_words_whose_case_tells_them_apart_keep_it(tmp_path: Path) -> None:
    found = read(
        tmp_path, "coder,name,role\na,A,x\nb,B,X\n", table="coders",
        columns={"coder": "coder", "name": "name", "role": "role"}, values={"role": {"x": "independent", "X": "adjudicator"}},
    )  # fmt: skip
    assert found.cells["role"].to_list() == ["independent", "adjudicator"]


def test_words_of_one_meaning_may_differ_in_case(tmp_path: Path) -> None:
    found = read(
        tmp_path, "coder,name,role\na,A,READER\n", table="coders",
        columns={"coder": "coder", "name": "name", "role": "role"},
        values={"role": {"reader": "independent", "Reader": "independent"}, "note": {"x": "y"}},
    )  # fmt: skip
    assert found.cells["role"].to_list() == ["independent"]


def test_a_literal_na_is_kept_unless_it_is_named(tmp_path: Path) -> None:
    asked = {"table": "organisations", "columns": {"organisation": "o", "name": "n"}}
    text = "o,n\nNA,North Alliance\nb,NA\n"
    assert read(tmp_path, text, **asked).cells.rows() == [(2, "NA", "North Alliance"), (3, "b", "NA")]
    assert read(tmp_path, text, **asked, missing=["NA"]).cells.rows() == [(2, None, "North Alliance"), (3, "b", None)]


def test_free_text_of_the_study_s_own_tables_stays_as_it_is_written(tmp_path: Path) -> None:
    found = read(tmp_path, 'item,text\n 1 ," a\n b "\n', table="reporting")
    assert found.cells.rows() == [(2, "1", " a\n b ")]


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["1,5", "0,25", "1.234,5"], ",", ["1.5", "0.25", "1234.5"]),
        (["1.5", "1,273", "2,665,001.5"], ".", ["1.5", "1273", "2665001.5"]),
        (["1,3%", "47,8 %", "100%"], ",", ["0.013", "0.478", "1"]),
    ],
)
def test_numbers_are_written_plainly(tmp_path: Path, cells: list[str], decimal: str, expected: list[str]) -> None:
    lines = "\n".join(f'o{number};"{cell}"' for number, cell in enumerate(cells))
    found = read(
        tmp_path, f"a;w\n{lines}\n", table="ties", columns={"from_organisation": "a", "weight": "w"}, decimal=decimal,
        constants={"network": "n", "to_organisation": "z", "relation": "r", "directed": "true", "year": "2015", "source": "survey"},
    )  # fmt: skip
    assert found.cells["weight"].to_list() == expected


def test_numbers_of_other_tables_are_written_plainly_and_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'n,name,p\nx,X,"1,250,000"\n',
        table="networks",
        columns={"network": "n", "name": "name", "population": "p"},
    )
    assert found.cells["population"].to_list() == ["1250000"]
    assert found.assumed == ["numbers in population are written plainly: “1,250,000” is 1250000"]


def test_a_number_of_the_other_kind_is_refused_with_its_remedy(tmp_path: Path) -> None:
    asked = {"table": "interviews", "columns": {"interview": "i", "minutes": "m"}}
    with pytest.raises(
        StudyError, match=r'row 2: minutes: “47,5” is no number with “\.” as the decimal mark; set decimal = ","'
    ):
        read(tmp_path, "i;m\ni1;47,5\n", **asked)
    with pytest.raises(
        StudyError, match=r'row 3: minutes: “NA” is no number; .* name it in study.toml: missing = \["NA"\]'
    ):
        read(tmp_path, "i;m\ni1;47\ni2;NA\n", **asked)
    assert read(tmp_path, "i;m\ni1;many\n", **asked).cells["minutes"].to_list() == ["many"]


def workbook(tmp_path: Path, value: str) -> Path:
    cells = f'<row r="2"><c r="A2" t="inlineStr"><is><t>n</t></is></c><c r="B2"><v>{value}</v></c></row>'
    return write_xlsx(tmp_path / "t.xlsx", row(1, "n", "p") + cells + row(3, "m", "1,5"))


def test_numbers_of_a_workbook_are_numbers_whatever_the_texts_beside_them(tmp_path: Path) -> None:
    source = Source(file="t.xlsx", table="indicators", columns={"indicator": "n", "minimum": "p"}, decimal=",")
    found = mapped(workbook(tmp_path, "1.234"), source, KNOWN)
    assert found.cells["minimum"].to_list() == ["1.234", "1.5"]


def test_a_text_that_may_be_such_a_number_is_refused(tmp_path: Path) -> None:
    cells = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'
    path = write_xlsx(tmp_path / "t.xlsx", row(1, "n", "p") + cells, shared="<si><t>n</t></si><si><t>1.234</t></si>")
    source = Source(file="t.xlsx", table="indicators", columns={"indicator": "n", "minimum": "p"}, decimal=",")
    with pytest.raises(StudyError, match=r"“1\.234” may be a number, or a text with a mark between thousands"):
        mapped(path, source, KNOWN)


def test_columns_are_named_by_their_place_where_headings_do_not_tell_them(tmp_path: Path) -> None:
    text = "id,,x,x,row\nc1,Anna,independent,y,1\n"
    columns = {"coder": "id", "name": "column B", "role": "column C"}
    found = read(tmp_path, text, table="coders", columns=columns)
    assert found.cells.drop("row").rows() == [("c1", "Anna", "independent")]
    assert [what for what, _ in reasons(found, "columns")] == ["x (column D)", "row (column E)"]
    assert read(tmp_path, text, table="coders", columns={"coder": "row"}).cells["coder"].to_list() == ["1"]
    with pytest.raises(
        StudyError, match="x: stands twice in the row of headings; say which is meant: column C or column D"
    ):
        read(tmp_path, text, table="coders", columns={"role": "x"})


def test_what_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        read(
            tmp_path, "Key,Nme\nc1,Anna\n", table="coders", columns={"coder": "Key", "name": "Name", "roll": "Key"},
            constants={"row": "1"}, values={"colour": {"a": "b"}},
        )  # fmt: skip
    assert [(fault.column, fault.value or fault.nearest) for fault in caught.value.faults] == [
        ("source.columns", "roll"), ("source.constants", "row"), ("source.values", "colour"), ("Name", "Nme"),
    ]  # fmt: skip


def test_long_lists_of_headings_are_cut(tmp_path: Path) -> None:
    text = ",".join(f"h{number}" for number in range(60)) + "\n1\n"
    with pytest.raises(StudyError, match=r"there are h0, .*, h39 …"):
        read(tmp_path, text, table="coders", columns={"coder": "missing"})


@pytest.mark.parametrize(
    ("more", "message"), [({"shape": "wide"}, "“wide” says of coders"), ({"several": ","}, "says of coders")]
)
def test_only_codings_observations_and_ties_have_other_shapes(
    tmp_path: Path, more: dict[str, str], message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        read(tmp_path, "coder\na\n", table="coders", columns={"coder": "coder"}, **more)


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"source\.table: “coding” is not a table of a study. Did you mean “codings”"):
        read(tmp_path, "a\n1\n", table="coding")


def test_names_become_the_keys_that_the_study_has_for_them(tmp_path: Path) -> None:
    known = Known(names={"organisations": {"o1": "Alpha Trust", "o2": "Beta Trust"}, "networks": {"n": "Network"}})
    found = read(
        tmp_path,
        "n,o\nNetwork,alpha trust\nn,Gamma\n",
        known,
        table="memberships",
        columns={"network": "n", "organisation": "o"},
    )
    assert found.cells.drop("row").rows() == [("n", "o1"), ("n", "Gamma")]
    assert found.assumed == [
        "1 networks of memberships are matched by their exact names",
        "1 organisations of memberships are matched by their exact names",
    ]


def test_a_codebook_is_made_whole(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Theme,Code,What it means\nTrust,Keeping promises,a\nTrust,Openness,b\n,Money,c\n",
        Known(),
        table="codes",
        columns={"name": "Code", "parent": "Theme", "definition": "What it means"},
    )
    rows = found.cells.select("code", "parent", "level", "name", "definition", "sensitive", "codable").rows()
    assert rows == [
        ("Trust", None, "theme", "Trust", None, "false", "false"),
        ("Keeping promises", "Trust", "code", "Keeping promises", "a", "false", "true"),
        ("Openness", "Trust", "code", "Openness", "b", "false", "true"),
        ("Money", None, "code", "Money", "c", "false", "true"),
    ]
    assert found.in_file == {"codes": 4}
    assert found.assumed == [
        "the keys of codes are made from their names",
        "1 that stand above codes and are none of them become codes too: Trust",
        "the level of a code is told by what stands below it",
        "no code is sensitive",
    ]


def test_parents_of_codes_are_found_by_name_here_and_in_the_study(tmp_path: Path) -> None:
    known = Known(names={"codes": {"D": "Domain"}})
    found = read(tmp_path, "k,p\nT1,Domain\nT2,T1\n", known, table="codes", columns={"code": "k", "parent": "p"})
    assert found.cells.select("code", "parent", "name").rows() == [("T1", "D", "T1"), ("T2", "T1", "T2")]
    assert found.assumed[0] == "codes are called by their keys"


def test_a_theme_may_have_the_name_of_a_code_below_it(tmp_path: Path) -> None:
    text = "k,p\nTrust,Trust\nOpenness,Trust\ntype,Type\n"
    found = read(tmp_path, text, Known(), table="codes", columns={"name": "k", "parent": "p"})
    assert found.cells.select("code", "parent", "level", "name").rows() == [
        ("Trust-2", None, "theme", "Trust"), ("Type-2", None, "theme", "Type"), ("Trust", "Trust-2", "code", "Trust"),
        ("Openness", "Trust-2", "code", "Openness"), ("type", "Type-2", "code", "type"),
    ]  # fmt: skip


def test_codes_above_themselves_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="parent: “a” stands above itself"):
        read(tmp_path, "k,p\na,b\nb,c\nc,a\nd,b\n", Known(), table="codes", columns={"code": "k", "parent": "p"})


def test_levels_that_are_given_are_kept(tmp_path: Path) -> None:
    columns = {"code": "k", "parent": "p", "level": "l", "codable": "c"}
    found = read(tmp_path, "k,p,l,c\nT,Top,theme,\n", Known(), table="codes", columns=columns)
    assert found.cells.select("code", "level", "codable").rows() == [("Top", None, "false"), ("T", "theme", "true")]


def test_codes_without_a_name_or_a_key_are_left_to_the_checks(tmp_path: Path) -> None:
    found = read(tmp_path, "p\nx\n", Known(), table="codes", columns={"parent": "p"})
    assert found.cells.columns == ["row", "parent"]


MAPPING = """
[[source]]
file = "sheets.xlsx"
sheet = "Codings"
table = "codings"
columns = { interview = "Who", code = "Theme", text = "Words" }
constants = { coder = "a", round = "1", status = "independent", polarity = "affirm" }
text = "excerpts"

[[source]]
file = "sheets.xlsx"
sheet = "Codes"
table = "codes"
columns = { name = "Name" }
"""


def test_a_package_may_be_read_from_one_workbook_at_every_build(tmp_path: Path) -> None:
    package = write_small(tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")])
    for path in (package / "codings.csv", package / "codes.csv", package / "transcripts" / "i1.txt"):
        path.unlink()
    (package / "study.toml").write_text((package / "study.toml").read_text() + MAPPING)
    with Workbook(package / "sheets.xlsx") as book:
        for name, frame in {
            "Codings": pl.DataFrame(
                {
                    "Who": ["i1", "i1"],
                    "Theme": ["Trust", "Money"],
                    "Words": ["We met.", "No funds."],
                    "Memo": ["x", "y"],
                }
            ),
            "Codes": pl.DataFrame({"Name": ["Trust", "Money"]}),
        }.items():
            frame.write_excel(book, name)
    study = load_study(package)
    assert study.tables["codings"].select("code", "start", "end").rows() == [("Trust", 0, 7), ("Money", 9, 18)]
    assert study.transcripts == {"i1": "We met.\n\nNo funds."}
    assert [(entry.place, entry.what) for entry in study.left_out] == [("sheets.xlsx", "Memo")]


def test_codes_are_made_of_codings_at_a_build_where_there_is_no_codebook(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")], transcript="We met. No funds."
    )
    (package / "codings.csv").unlink()
    (package / "codes.csv").unlink()
    (package / "marks.csv").write_text("Who;Theme;Words\ni1;Trust (lack of);We met.\ni1;Money;No funds.\n")
    source = (
        MAPPING.split("[[source]]")[1]
        .replace("sheets.xlsx", "marks.csv")
        .replace('sheet = "Codings"\n', "")
        .replace('text = "excerpts"\n', "")
    )
    (package / "study.toml").write_text((package / "study.toml").read_text() + f"\n[[source]]{source}")
    study = load_study(package)
    assert study.tables["codes"].select("code", "name").rows() == [
        ("Trust -lack of", "Trust (lack of)"),
        ("Money", "Money"),
    ]
    assert study.tables["codings"]["code"].to_list() == ["Trust -lack of", "Money"]


def test_two_sources_of_one_sheet_leave_behind_what_neither_maps(tmp_path: Path) -> None:
    package = write_small(tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")])
    (package / "organisations.csv").unlink()
    (package / "networks.csv").unlink()
    (package / "bodies.csv").write_text("net,netname,org,orgname,memo\nn,The network,o,Body o,x\n")
    both = """
[[source]]
file = "bodies.csv"
table = "networks"
columns = { network = "net", name = "netname" }
constants = { network_type = "place_based" }

[[source]]
file = "bodies.csv"
table = "organisations"
columns = { organisation = "org", name = "orgname" }
"""
    (package / "study.toml").write_text((package / "study.toml").read_text() + both)
    study = load_study(package)
    assert study.tables["organisations"]["name"].to_list() == ["Body o"]
    assert [entry.what for entry in study.left_out] == ["memo"]


def test_observations_and_ties_are_read_by_their_own_rules(tmp_path: Path) -> None:
    found = read(
        tmp_path, "org,when,Beds,Staff,Note\no1,2014,12,3.5,x\no1,2015,,4,y\n", table="observations", shape="wide",
        columns={"subject": "org", "period": "when"}, spread={"Beds": "beds", "Staff": "staff"}, constants={"subject_type": "organisation"},
    )  # fmt: skip
    assert found.in_file == {"observations": 4}
    assert found.cells.filter(pl.col("indicator") == "beds").select("value", "missing_reason", "period_end").rows() == [
        ("12", None, "2014-12-31"), (None, "not_collected", "2015-12-31"),
    ]  # fmt: skip
    assert reasons(found, "columns") == [("Note", "study.toml maps this column to nothing")]
    ties = read(
        tmp_path, "who,A,B\nA,0,2\nB,1,0\n", table="ties", shape="matrix",
        constants={"network": "n", "relation": "r", "directed": "true", "year": "2015", "source": "survey"},
    )  # fmt: skip
    assert ties.cells.select("from_organisation", "to_organisation", "weight").rows() == [
        ("A", "B", "2"),
        ("B", "A", "1"),
    ]


def test_long_observations_have_periods_and_reasons(tmp_path: Path) -> None:
    found = read(
        tmp_path, "i,s,p,v\nbeds,o1,2014/15,1\nbeds,o1,whenever,1\nbeds,o2,2014/15,\n", table="observations",
        columns={"indicator": "i", "subject": "s", "period": "p", "value": "v"}, constants={"subject_type": "organisation"},
    )  # fmt: skip
    assert found.cells.select("subject", "period_start", "value", "missing_reason").rows() == [
        ("o1", "2014-04-01", "1", None), ("o2", "2014-04-01", None, "not_collected"),
    ]  # fmt: skip
    assert found.in_file == {"observations": 3}


def test_numbers_of_a_workbook_in_wide_tables_and_matrices(tmp_path: Path) -> None:
    cells = (
        '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><v>0</v></c><c r="C2"><v>0.125</v></c></row>'
    )
    path = write_xlsx(tmp_path / "t.xlsx", row(1, "who", "A", "B") + cells)
    constants = {"network": "n", "relation": "r", "directed": "true", "year": "2015", "source": "survey"}
    ties = mapped(path, Source(file="t.xlsx", table="ties", shape="matrix", constants=constants, decimal=","), KNOWN)
    assert ties.cells["weight"].to_list() == ["0.125"]
    wide = Source(
        file="t.xlsx", table="observations", shape="wide", columns={"subject": "who"}, spread={"B": "b"}, decimal=",",
        constants={"subject_type": "organisation", "period_start": "2015-01-01", "period_end": "2015-12-31"},
    )  # fmt: skip
    assert mapped(path, wide, KNOWN).cells["value"].to_list() == ["0.125"]
