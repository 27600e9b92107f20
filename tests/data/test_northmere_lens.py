"""The ten themes of high-performing systems (Baker and Denis 2011), as the codebook of the demo study answers them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from data.difference.tables import table_changes
from data.faults import StudyError
from data.study import Study, load_study
from tests import oracle
from tests.studies import NORTHMERE, copy_of_northmere

THEMES = {
    "BD1": "core strategy",
    "BD2": "skills for improvement",
    "BD3": "primary-care teams",
    "BD4": "Engaging patients",
    "BD5": "Professional cultures",
    "BD6": "Integration",
    "BD7": "Information",
    "BD8": "test and scale",
    "BD9": "common goals",
    "BD10": "enabling environment",
}
"""What each of the ten is about, in words that its name must hold."""

FEW = {"BD1", "BD4", "BD6"}
"""The themes that one code alone answers."""

LENS = oracle.rows(NORTHMERE, "lens")
CODES = {row["code"]: row for row in oracle.rows(NORTHMERE, "codes")}


def codes_of(item: str) -> set[str]:
    return {row["code"] for row in LENS if row["item"] == item} - {""}


def test_each_of_the_ten_themes_is_there_under_one_name() -> None:
    assert {row["lens"] for row in LENS} == {"Baker and Denis"}
    names = {item: {row["item_name"] for row in LENS if row["item"] == item} for item in THEMES}
    assert {row["item"] for row in LENS} == set(THEMES)
    for item, about in THEMES.items():
        [name] = names[item]
        assert about in name


def test_a_theme_that_no_code_answers_stands_there_without_one() -> None:
    assert [row["code"] for row in LENS if row["item"] == "BD3"] == [""]
    assert not any("primary care" in f"{row['name']} {row['definition']}".lower() for row in CODES.values())


@pytest.mark.parametrize("item", sorted(THEMES.keys() - {"BD3"}))
def test_the_codes_of_a_theme_are_of_the_codebook_and_are_its_own(item: str) -> None:
    codes = codes_of(item)
    assert codes
    assert all(CODES[code]["codable"] == "true" for code in codes)
    assert not any(codes & codes_of(other) for other in THEMES if other != item)
    assert (len(codes) == 1) == (item in FEW)


def test_what_the_codebook_says_of_a_theme_the_lens_says_too() -> None:
    for code, row in CODES.items():
        for item in THEMES.keys() & set(row["framework"].replace(",", " ").replace(";", " ").split()):
            assert code in codes_of(item)


def test_no_theme_joins_opposites_or_people_of_two_bases() -> None:
    opposites = [{"L2.1", "L2.2"}, {"L3.1", "L3.2"}, {"M2.1", "B4.1"}, {"Q3.1", "B3.3"}]
    for item in THEMES:
        codes = codes_of(item)
        assert not any(pair <= codes for pair in opposites)
        assert len({CODES[code]["parent"] in {"L3", "M1"} for code in codes}) <= 1


def with_rows(*lines: str) -> Callable[[Path], None]:
    def add(package: Path) -> None:
        path = package / "lens.csv"
        path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")

    return add


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            with_rows("Baker and Denis,BD3,Robust primary-care teams at the centre,N3.1"),
            "item without a code stands alone",
        ),
        (with_rows("ours,1,Care,", "ours,1,Care,"), "stands in more than one row, and is the key of the table"),
        (with_rows("ours,1,Care,N3.1", "ours,1,Care,N3.1"), "stands in more than one row, and is the key of the table"),
        (with_rows("ours,1,Care,N9.9"), "“N9.9” is not in codes.csv"),
        (with_rows("ours,,Care,N3.1"), "item: must not be empty"),
    ],
)
def test_a_lens_at_fault_is_refused_in_words(spoil: Callable[[Path], None], said: str, tmp_path: Path) -> None:
    package = copy_of_northmere(tmp_path)
    spoil(package)
    with pytest.raises(StudyError) as refusal:
        load_study(package)
    assert all("lens.csv" in str(fault) for fault in refusal.value.faults)
    assert said in str(refusal.value)


def test_an_item_without_a_code_is_the_same_in_two_states_of_a_study(northmere: Study) -> None:
    lens = northmere.tables["lens"]
    renamed = lens.with_columns(item_name=pl.when(item="BD3").then(pl.lit("Surgeries")).otherwise("item_name"))
    [change] = table_changes(northmere, replace(northmere, tables=dict(northmere.tables) | {"lens": renamed}), {})
    assert (change.added, change.gone) == ((), ())
    [row] = change.changed
    assert (row.key, row.now("item_name")) == (("Baker and Denis", "BD3", ""), "Surgeries")
