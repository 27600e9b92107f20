"""A first mapping of a table: right where it is certain, and behind a # where it is not."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from data.faults import StudyError
from data.known import known_of
from data.settings import Settings, Source, read_settings
from data.sources.incoming import Incoming
from data.sources.parts import Known
from data.sources.suggestion import suggested
from data.sources.tabular import read
from tests.studies import NORTHMERE
from tests.workbooks import row, write_xlsx

ABOUT = '[study]\nid = "a"\ntitle = "A"\ndesign = "single_case"\ndata_status = "synthetic"\nstages = { S1 = "One" }\n\n'
TABLES = sorted(NORTHMERE.glob("*.csv"))


@cache
def northmere_known() -> Known:
    return known_of(NORTHMERE, read_settings(NORTHMERE))


def sources_in(text: str) -> tuple[Source, ...]:
    """What is suggested without a #, as settings take it."""
    return Settings.model_validate(tomllib.loads(ABOUT + text)).sources


def suggestion(path: Path, content: str | None = None, known: Known | None = None) -> str:
    if content is not None:
        path.write_text(content, encoding="utf-8")
    return suggested(Incoming(path), known or Known())


def columns(source: Source) -> dict[str, str]:
    return dict(source.columns)


RENAMED = st.sampled_from(
    [str.upper, str.capitalize, str.title, lambda name: name.replace("_", " "), lambda name: name.replace("_", "-").title()]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    table=st.sampled_from(TABLES),
    rename=st.lists(RENAMED, min_size=1, max_size=2),
    is_known=st.booleans(),
    separator=st.sampled_from([",", ";"]),
)
def test_northmere_s_tables_come_back_under_other_headings(
    tmp_path: Path, table: Path, rename: Sequence[object], is_known: bool, separator: str
) -> None:
    there = pl.read_csv(table, infer_schema=False)
    ours = there.columns

    def renamed(name: str) -> str:
        for change in rename:
            name = change(name)
        return name

    path = tmp_path / "data.csv"
    there.rename({name: f" {renamed(name)} " for name in ours}).write_csv(path, separator=separator)
    [source] = sources_in(suggestion(path, known=northmere_known() if is_known else Known()))
    assert source.table == table.stem
    assert columns(source) == {name: renamed(name) for name in ours}
    found = read(Incoming(path), Known(transcripts=northmere_known().transcripts, sources=(source,))).tables[
        source.table
    ]
    kept = [name for name in ours if name not in ("interview", "coder")]
    assert found.select(kept).equals(there.select(kept))


def test_the_usual_words_for_our_columns_are_known(tmp_path: Path) -> None:
    text = suggestion(
        tmp_path / "coding.csv", "Participant ID;Theme;Quotation;Coded by;Memo\nR1;Trust;We met twice.;Anna;x\n"
    )
    assert "# Left over: “Participant ID”, “Memo”" in text
    [source] = sources_in(text)
    assert source.table == "codings"
    assert columns(source) == {"code": "Theme", "text": "Quotation", "coder": "Coded by"}
    assert source.constants == {"round": "1", "status": "independent", "polarity": "affirm"}
    assert source.text == "excerpts"
    assert '# interview = "…"  # needed, and under no heading' in text


KNOWN = Known(
    names={
        "codes": {"T1": "Trust, or not", "M": "Money"}, "interviews": {"i1": "", "i2": ""}, "coders": {"a": "Anna"},
        "organisations": {"o1": "Alpha Trust", "o2": "Beta Trust"}, "networks": {"n": "The network"},
        "indicators": {"beds": "Beds per head", "staff": "Staff"},
    },
    transcripts={"i1": "We met twice."},
)  # fmt: skip


def test_values_of_the_study_tell_what_headings_do_not(tmp_path: Path) -> None:
    text = suggestion(tmp_path / "x.csv", "P,Label X,Words\ni1,Money,We met\ni2,T1,Nobody\n", KNOWN)
    assert 'interview = "P"  # 2 of 2 values are interviews of the study' in text
    [source] = sources_in(text)
    assert columns(source) == {"interview": "P", "code": "Label X"}
    assert '# coder = "a"  # needed: who coded is not told by the file' in text
    assert '# text = "excerpts"' in text


def test_words_are_ours_where_they_only_are_written_otherwise(tmp_path: Path) -> None:
    content = "Respondent,Role group,Role level\nR1,Senior Clinical,Director\nR2,senior managerial,Boss\nR3,Senior Clinical,Chief\nR4,x,Big man\nR5,y,Headman\n"
    text = suggestion(tmp_path / "people.csv", content)
    [source] = sources_in(text)
    assert source.table == "respondents"
    assert source.values["role_group"] == {
        "Senior Clinical": "senior_clinical",
        "senior managerial": "senior_managerial",
    }
    assert '# x = "…"  # say which it is: senior_clinical, senior_managerial' in text
    shown = [word for word in ("Boss", "Chief", "Big man", "Headman") if word in text]
    assert len(shown) <= 3


def test_no_more_than_three_words_of_a_column_are_shown(tmp_path: Path) -> None:
    words = ["Boss of all", "Chief clerk", "Headman", "Top dog"]
    ours = ["Director", "deputy", "Clinical lead", "other", "executive director"]
    content = "Respondent,Role level\n" + "".join(
        f"Jane Roe {number},{word}\n" for number, word in enumerate([*words, *ours])
    )
    text = suggestion(tmp_path / "people.csv", content)
    assert sum(word in text for word in words) == 3
    assert "# 1 more words of the file need one of ours" in text
    assert "Jane Roe" not in text


def test_yes_and_no_are_true_and_false(tmp_path: Path) -> None:
    [source] = sources_in(suggestion(tmp_path / "a.csv", "Interview,Coder,Finished\ni1,a,Yes\ni2,a,no\ni3,a,true\n"))
    assert source.values == {"finished": {"Yes": "true", "no": "false"}}


def test_decimal_commas_and_words_for_nothing_are_seen(tmp_path: Path) -> None:
    content = "From;To;Weight;Network;Relation;Directed;Year;Source\no1;o2;1,5;n;r;true;2015;survey\no2;o1;NA;n;r;true;2015;survey\n"
    text = suggestion(tmp_path / "ties.csv", content)
    [source] = sources_in(text)
    assert (source.table, source.decimal, source.missing) == ("ties", ",", ("NA",))
    assert "“NA” in 1 cells" in text


def test_a_column_of_numbers_that_holds_words_is_not_taken_for_one(tmp_path: Path) -> None:
    [source] = sources_in(
        suggestion(tmp_path / "i.csv", "Interview,Respondent,Stage,Minutes\ni1,r1,S1,long\ni2,r2,S1,short\n")
    )
    assert columns(source) == {"interview": "Interview", "respondent": "Respondent", "stage": "Stage"}


def test_several_codes_in_a_cell_are_seen(tmp_path: Path) -> None:
    head = "Interview,Codes,Quote\n"
    text = suggestion(tmp_path / "a.csv", head + 'i1,"Trust, or not, Money",We met\ni1,Money,twice\n', KNOWN)
    assert sources_in(text)[0].several == ","
    assert "100% of these can be told apart by the study's codebook" in text
    semicolons = suggestion(tmp_path / "a.csv", head + "i1,Trust; Money,We met\ni1,Money,twice\n")
    assert sources_in(semicolons)[0].several == ";"
    commas = suggestion(tmp_path / "a.csv", head + 'i1,"Trust, Money",We met\ni1,Money,twice\n')
    assert sources_in(commas)[0].several == ""
    assert '# several = ","' in commas
    strange = suggestion(tmp_path / "a.csv", head + 'i1,"Hope; glory",We met\ni1,Money,twice\n', KNOWN)
    assert sources_in(strange)[0].several == ""


def test_numbered_columns_of_codes_are_seen(tmp_path: Path) -> None:
    content = "Interview,Quote,Code 1,Code 2,Code note\ni1,We met,Money,T1,x\ni2,twice,Money,,y\n"
    for known in (Known(), KNOWN):
        [source] = sources_in(suggestion(tmp_path / "a.csv", content, known))
        assert (source.shape, source.spread) == ("wide", {"Code [0-9]*": ""})
        assert columns(source)["interview"] == "Interview"
    other = suggestion(tmp_path / "a.csv", "Interview,Quote,Factor 1,Factor 2\ni1,We met,Mood,Weather\n")
    assert '# "Factor*" = ""' in other
    assert sources_in(other)[0].spread == {}


def test_a_matrix_of_ties_and_one_of_codings_are_seen(tmp_path: Path) -> None:
    [ties] = sources_in(suggestion(tmp_path / "a.csv", "who,A,B,C\nA,0,1,2\nB,1,0,\nC,2,,0\n", KNOWN))
    assert (ties.table, ties.shape, columns(ties)) == ("ties", "matrix", {"from_organisation": "who"})
    text = suggestion(tmp_path / "a.csv", "who,x,y\nMoney,0,1\nT1,1,1\n", KNOWN)
    [codings] = sources_in(text)
    assert (codings.table, codings.shape, columns(codings)) == ("codings", "matrix", {"code": "who"})
    unsure = suggestion(tmp_path / "a.csv", ",x,y\nMood,0,1\nWeather,1,1\n")
    assert sources_in(unsure) == ()
    assert "maybe a matrix of codings" in unsure
    assert '# shape = "matrix"' in unsure


def test_indicators_across_are_seen(tmp_path: Path) -> None:
    text = suggestion(
        tmp_path / "a.csv", "Trust,Month,Staff,Beds a head,Note\nAlpha Trust,2014-04,3,1.5,x\no2,2014-05,4,2,y\n", KNOWN
    )
    [source] = sources_in(text)
    assert (source.table, source.shape, source.spread) == ("observations", "wide", {"Staff": "staff"})
    assert columns(source) == {"subject": "Trust", "period": "Month"}
    assert source.constants == {"subject_type": "organisation"}
    assert '# "Beds a head" = "beds"  # say which indicator it is' in text
    without = suggestion(tmp_path / "a.csv", "Trust,Staff,Beds a head\nAlpha Trust,3,1.5\no2,4,2\n", KNOWN)
    assert '# period_start = "…"' in without
    single = suggestion(tmp_path / "a.csv", "Trust,Staff\nAlpha Trust,3\no2,4\n", KNOWN)
    assert "wide" not in single
    stranger = suggestion(
        tmp_path / "a.csv", "org_code,period,attendances,breaches\nRF4,2017-03-01,3,1\nRF5,2017-04-01,4,2\n"
    )
    assert sources_in(stranger)[0].shape == "wide"
    assert '# subject_type = "organisation"' in stranger


def test_a_key_and_a_name_side_by_side_are_told_apart(tmp_path: Path) -> None:
    [source] = sources_in(suggestion(tmp_path / "x.csv", "code_ID,code,theme\nC1,Access,Security\nC2,Audit,Security\n"))
    assert (source.table, columns(source)) == ("codes", {"code": "code_ID", "name": "code", "parent": "theme"})


def test_every_sheet_has_its_own_source(tmp_path: Path) -> None:
    with Workbook(tmp_path / "t.xlsx") as book:
        pl.DataFrame({"Coder": ["a"], "Name": ["A"], "Role": ["independent"]}).write_excel(book, "People")
        pl.DataFrame({"Interview": ["i1"], "Coder": ["a"], "Finished": [True]}).write_excel(book, "Read")
        pl.DataFrame({"colour": ["red"]}).write_excel(book, "Notes")
        book.add_worksheet("Empty")
        book.add_worksheet("Secret").hide()
    text = suggestion(tmp_path / "t.xlsx")
    assert [(source.sheet, source.table) for source in sources_in(text)] == [
        ("People", "coders"),
        ("Read", "assignments"),
    ]
    assert "# t.xlsx, sheet “Notes”: no table of a study is like this one. Its headings are: colour." in text
    assert "# Sheet “Empty”: has nothing on sheet Empty." in text
    assert "# Sheet “Secret” is hidden and was not looked at." in text


def test_a_second_table_below_a_blank_row_is_pointed_at(tmp_path: Path) -> None:
    rows = row(1, "coder", "name", "role") + row(2, "a", "Anna", "independent") + row(5, "code", "name")
    assert "Rows are blank before row 5" in suggestion(write_xlsx(tmp_path / "t.xlsx", rows))


def test_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("Coder,Name,Role\nz,Zoë,independent\n".encode("cp1252"))
    [source] = sources_in(suggestion(tmp_path / "t.csv"))
    assert source.encoding == "cp1252"


def test_an_export_that_is_known_needs_no_mapping(tmp_path: Path) -> None:
    text = suggestion(tmp_path / "t.csv", "id,document,tag,content\n1,i1,Trust,x\n")
    assert text == "# t.csv: Taguette (export of highlights). It is read without a mapping: import it as it is.\n"


def test_a_close_second_is_named(tmp_path: Path) -> None:
    text = suggestion(tmp_path / "x.csv", "name\nAnna\n")
    assert "It may as well be" in text


def test_what_is_no_table_has_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is no table, so there is nothing to map"):
        suggestion(tmp_path / "t.txt", "Well, I think so.\nYes.\nNo.\n")
    with pytest.raises(StudyError, match="has nothing on sheet First"):
        suggestion(write_xlsx(tmp_path / "t.xlsx", ""))
    with pytest.raises(StudyError, match="NUL"):
        (tmp_path / "n.csv").write_bytes(b"a,b\n1,2\n" * 2000 + b"\0")
        suggestion(tmp_path / "n.csv")


def test_headings_and_cells_that_mean_harm_stay_text(tmp_path: Path) -> None:
    content = 'coder,name,role,"x\n[study]\nid = ""evil""",\x7f"\n\\a,A,"x"" = 1\n[evil]",1,2\n'
    text = suggestion(tmp_path / "t.csv", content)
    [source] = sources_in(text)
    assert source.table == "coders"
    assert all(line.startswith("#") or "evil" not in line for line in text.splitlines())


def test_very_many_columns_are_not_all_looked_at(tmp_path: Path) -> None:
    content = (
        ",".join(["coder", "name", "role", *(f"x{number}" for number in range(400))])
        + "\na,A,independent"
        + "," * 400
        + "\n"
    )
    assert "# Only the first 200 of its 403 columns were looked at." in suggestion(tmp_path / "t.csv", content)


def test_real_tables_have_a_suggestion_that_settings_accept(realdata: Path) -> None:
    found = {}
    for path in sorted(each for each in realdata.rglob("*") if each.suffix in (".csv", ".xlsx")):
        found[path.name] = sources_in(suggested(Incoming(path), Known()))
    assert columns(found["codes.csv"][0]) == {"code": "code_ID", "name": "code", "parent": "theme_ID"}
    assert found["ae_attendances.csv"][0].shape == "wide"
    assert columns(found["TCnetworks_TCcnt_edges.csv"][0]) == {"from_organisation": "from", "to_organisation": "to"}
    assert len(found) > 60


def test_a_sheet_of_names_and_posts_is_one_of_people(tmp_path: Path) -> None:
    text = (
        "Full name;Trust;Type of post;Years in post\nA Smith;City Hospital;Clinician;4-9\nB Jones;Council;Manager;1-3\n"
    )
    known = Known(names={"respondents": {"A Smith": "", "Ben Jones": ""}})
    for each in (known, Known()):
        said = suggestion(tmp_path / "staff.csv", text, each)
        [source] = sources_in(said)
        assert source.table == "respondents"
        assert columns(source) == {
            "respondent": "Full name",
            "organisation": "Trust",
            "tenure_years": "Years in post",
        }
        assert '# role_group = "Type of post"' in said
        assert '# Clinician = "…"  # say which it is: senior_clinical, senior_managerial' in said


def test_names_the_study_has_as_keys_tell_which_table_it_is(tmp_path: Path) -> None:
    known = Known(names={"coders": {"A Smith": "", "B Jones": ""}, "organisations": {"City": ""}})
    said = suggestion(tmp_path / "x.csv", "who;note\nA Smith;x\nB Jones;y\n", known)
    assert sources_in(said)[0].table == "coders"
    assert columns(sources_in(said)[0]) == {"coder": "who", "note": "note"}
