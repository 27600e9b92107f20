"""Tables that come from files of another shape, named and mapped in study.toml."""

from pathlib import Path

import polars as pl
import pytest

from data.faults import StudyError
from data.study import load_study
from tests.studies import write_small

TEXT = "We met twice. The board said no. We met twice, and then\nonce more. 🙂 Fin."
MAPPING = """
[[source]]
file = "coding.xlsx"
sheet = "Marks"
table = "codings"
columns = { interview = "Interview", code = "Theme", text = "Quote" }
constants = { coder = "a", round = "1", status = "independent", polarity = "affirm" }
"""


def package_with(tmp_path: Path, quotes: list[tuple[str, str, str]], mapping: str = MAPPING) -> Path:
    package = write_small(
        tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")], transcript=TEXT
    )
    (package / "codings.csv").unlink()
    toml = package / "study.toml"
    toml.write_text(toml.read_text() + mapping)
    pl.DataFrame(quotes, schema=["Interview", "Theme", "Quote"], orient="row").write_excel(
        package / "coding.xlsx", "Marks"
    )
    return package


def test_a_passage_without_offsets_is_found_where_its_words_stand_once(tmp_path: Path) -> None:
    study = load_study(
        package_with(tmp_path, [("i1", "T1.1", "The board said no."), ("i1", "T1.2", "and then once more. 🙂")])
    )
    spans = study.tables["codings"].select("code", "start", "end").rows()
    assert [(code, TEXT[start:end]) for code, start, end in spans] == [
        ("T1.1", "The board said no."), ("T1.2", "and then\nonce more. 🙂"),
    ]  # fmt: skip
    assert study.left_out == ()


def test_a_passage_that_stands_nowhere_or_twice_is_left_out_with_the_reason(tmp_path: Path) -> None:
    study = load_study(
        package_with(tmp_path, [("i1", "T1.1", "We met twice"), ("i1", "T1.1", "never said"), ("i1", "T1.2", "Fin.")])
    )
    assert study.tables["codings"].height == 1
    assert [(entry.place, entry.what, entry.reason) for entry in study.left_out] == [
        (
            "coding.xlsx, row 2",
            "We met twice",
            "these words occur 2 times in transcript i1, so their place is not certain",
        ),
        ("coding.xlsx, row 3", "never said", "these words do not occur in transcript i1"),
    ]


def test_words_beside_offsets_must_be_the_words_they_span(tmp_path: Path) -> None:
    package = write_small(
        tmp_path, codings=[], interviews={"i1": ("r1", "S1")}, finished=[("i1", "a")], transcript=TEXT
    )
    head = "interview,start,end,code,coder,round,status,polarity,text\n"
    right, wrong = (
        "i1,0,12,T1.1,a,1,independent,affirm,We met twice\n",
        "i1,1,13,T1.1,a,1,independent,affirm,We met twice\n",
    )
    (package / "codings.csv").write_text(head + right)
    assert load_study(package).tables["codings"].height == 1
    (package / "codings.csv").write_text(head + wrong)
    with pytest.raises(StudyError, match="row 2: text: “We met twice” are not the words at 1 to 13 of transcript i1"):
        load_study(package)
    (package / "codings.csv").write_text(head + "i1,x,13,T1.1,a,1,independent,affirm,We met twice\n")
    with pytest.raises(StudyError, match="start: “x” is not a whole number") as caught:
        load_study(package)
    assert len(caught.value.faults) == 1


def test_a_heading_the_mapping_names_must_be_there(tmp_path: Path) -> None:
    package = package_with(tmp_path, [("i1", "T1.1", "Fin.")], MAPPING.replace('"Quote"', '"Quotes"'))
    with pytest.raises(
        StudyError,
        match=r"coding\.xlsx, row 1: Quotes: is not a heading here, and study\.toml looks for text under it; there are Interview, Theme, Quote",
    ):
        load_study(package)


def test_two_sources_feed_one_table(tmp_path: Path) -> None:
    second = MAPPING.replace("coding.xlsx", "more.csv").replace('sheet = "Marks"\n', "")
    package = package_with(tmp_path, [("i1", "T1.1", "Fin.")], MAPPING + second)
    (package / "more.csv").write_text("Interview;Theme;Quote\ni1;T2.1;The board said no.\n")
    assert load_study(package).tables["codings"]["code"].to_list() == ["T1.1", "T2.1"]


def test_without_a_mapping_the_study_s_own_headings_are_taken(tmp_path: Path) -> None:
    package = package_with(
        tmp_path, [("i1", "T1.1", "Fin.")], '\n[[source]]\nfile = "sources/c.parquet"\ntable = "codings"\n'
    )
    (package / "coding.xlsx").unlink()
    (package / "sources").mkdir()
    pl.DataFrame({
        "interview": ["i1"], "start": [0], "end": [2], "code": ["T1.1"], "coder": ["a"], "round": [1],
        "status": ["independent"], "polarity": ["affirm"],
    }).write_parquet(package / "sources" / "c.parquet")  # fmt: skip
    assert load_study(package).tables["codings"].select("start", "end").rows() == [(0, 2)]


def test_no_column_is_lost_without_a_word(tmp_path: Path) -> None:
    package = package_with(tmp_path, [("i1", "T1.1", "Fin.")])
    pl.DataFrame({"Interview": ["i1"], "Theme": ["T1.1"], "Quote": ["Fin."], "Memo": ["x"]}).write_excel(
        package / "coding.xlsx", "Marks"
    )
    assert [(entry.place, entry.what) for entry in load_study(package).left_out] == [("coding.xlsx", "Memo")]
    toml = package / "study.toml"
    toml.write_text(
        toml.read_text().replace(next(line for line in MAPPING.splitlines() if line.startswith("columns")), "")
    )
    with pytest.raises(StudyError, match=r"source\.columns: “Memo” is not a column of codings"):
        load_study(package)


def test_a_constant_for_no_column_is_refused(tmp_path: Path) -> None:
    package = package_with(tmp_path, [("i1", "T1.1", "Fin.")], MAPPING.replace('coder = "a"', 'coder = "a", row = "1"'))
    with pytest.raises(StudyError, match=r"source\.constants: “row” is not a column of codings"):
        load_study(package)


def test_plain_quotation_marks_find_typographic_ones(tmp_path: Path) -> None:
    words = "She said “no”, then – it’s late – left."
    package = package_with(tmp_path, [("i1", "T1.1", 'said "no", then - it\'s late')])
    (package / "transcripts" / "i1.txt").write_text(words, encoding="utf-8")
    [(start, end)] = load_study(package).tables["codings"].select("start", "end").rows()
    assert words[start:end] == "said “no”, then – it’s late"


def test_a_table_of_the_package_may_be_read_by_a_source(tmp_path: Path) -> None:
    more = '\n[[source]]\nfile = "coders.csv"\ntable = "coders"\nencoding = "latin-1"\n'
    package = package_with(tmp_path, [("i1", "T1.1", "Fin.")], MAPPING + more)
    (package / "coders.csv").write_bytes("coder,name,role\na,Zoë,independent\n".encode("latin-1"))
    assert load_study(package).tables["coders"]["name"].to_list() == ["Zoë"]


def test_a_file_beside_the_one_that_is_read_is_not_taken_for_it(tmp_path: Path) -> None:
    package = package_with(
        tmp_path, [("i1", "T1.1", "Fin.")], MAPPING.replace('"coding.xlsx"', '"sources/coding.xlsx"')
    )
    (package / "sources").mkdir()
    (package / "sources" / "coding.xlsx").write_bytes((package / "coding.xlsx").read_bytes())
    with pytest.raises(StudyError, match=r"coding\.xlsx: is not read"):
        load_study(package)
