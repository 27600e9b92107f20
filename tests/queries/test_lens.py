from collections.abc import Sequence
from pathlib import Path

import pytest

from queries.database import Database
from queries.disclosure import WithheldError
from queries.lens import lens, lens_voices, through_lens
from queries.selection import Dimension, Filters, Selection
from queries.themes import theme_prevalence
from tests import oracle
from tests.gates import analyst, leader, presentation
from tests.studies import NORTHMERE, open_release, write_small

SEVEN = {f"i{number}": (f"r{number}", "S1" if number < 4 else "S2") for number in range(7)}
ITEMS = [
    ("frame", "X2", "Second", "T1.1"),
    ("frame", "X10", "Tenth", "T2"),
    ("frame", "X10", "Tenth", "T1.2"),
    ("frame", "X3", "Bare", ""),
    ("other", "nothing", "No number", "T1.1"),
]


def small(tmp_path: Path, items: Sequence[tuple[str, str, str, str]] = ITEMS, *, finished: bool = True) -> Database:
    """Code one is voiced by r0 to r3, code two by r3 and r4, code three (under theme two) by r4, r5 and r6."""
    voiced = {"T1.1": (0, 1, 2, 3), "T1.2": (3, 4), "T2.1": (4, 5, 6)}
    codings = [(f"i{number}", 0, 5, code, "a", "affirm") for code, numbers in voiced.items() for number in numbers]
    read = [(interview, "a") for interview in SEVEN] if finished else []
    package = write_small(tmp_path, codings=codings, interviews=SEVEN, finished=read)
    lines = ["lens,item,item_name,code", *(",".join(item) for item in items)]
    (package / "lens.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_release(package, tmp_path / "releases")


def test_items_are_in_the_order_of_their_numbers_and_stand_without_a_code(tmp_path: Path) -> None:
    database = small(tmp_path)
    assert lens(leader(database)).rows() == [
        ("frame", "X2", "Second", "T1.1", "code", "Code one", "total"),
        ("frame", "X3", "Bare", None, None, None, None),
        ("frame", "X10", "Tenth", "T1.2", "code", "Code two", "total"),
        ("frame", "X10", "Tenth", "T2", "theme", "Theme two", "total"),
        ("other", "nothing", "No number", "T1.1", "code", "Code one", "total"),
    ]
    database.close()


def test_each_code_has_its_own_number_at_its_own_level(tmp_path: Path) -> None:
    database = small(tmp_path)
    rows = through_lens(analyst(database), Selection(), "frame").select("item", "code", "says").rows()
    assert rows == [("X2", "T1.1", "4 of 7"), ("X3", None, None), ("X10", "T1.2", "2 of 7"), ("X10", "T2", "3 of 7")]
    assert set(through_lens(analyst(database), Selection())["lens"]) == {"frame", "other"}
    database.close()


def test_a_split_gives_every_item_a_row_for_each_group(tmp_path: Path) -> None:
    database = small(tmp_path)
    split = through_lens(analyst(database), Selection(dimension=Dimension.STAGE), "frame")
    assert split.select("item", "label", "says").rows() == [
        ("X2", "First round", "4 of 4"), ("X2", "Second round", "0 of 3"),
        ("X3", "First round", None), ("X3", "Second round", None),
        ("X10", "First round", "1 of 4"), ("X10", "Second round", "1 of 3"),
        ("X10", "First round", "0 of 4"), ("X10", "Second round", "3 of 3"),
    ]  # fmt: skip
    database.close()


def test_people_who_voice_any_code_of_an_item_are_counted_once(tmp_path: Path) -> None:
    database = small(tmp_path)
    voices = lens_voices(analyst(database), Selection()).rows()
    assert voices == [("frame", "X10", 4, 7), ("frame", "X2", 4, 7), ("other", "nothing", 4, 7)]  # r4 has both
    later = lens_voices(analyst(database), Selection(Filters(stages=("S2",)))).rows()
    assert later == [("frame", "X10", 3, 3), ("frame", "X2", 0, 3), ("other", "nothing", 0, 3)]
    database.close()


def test_where_nobody_is_read_the_items_stand_without_numbers(tmp_path: Path) -> None:
    database = small(tmp_path, finished=False)
    rows = through_lens(analyst(database), Selection(), "frame").select("item", "least", "says", "n", "label").rows()
    assert rows == [(item, None, None, None, None) for item in ("X2", "X3", "X10", "X10")]
    database.close()


def test_a_study_without_a_framework_has_no_items(tmp_path: Path) -> None:
    database = small(tmp_path, ())
    assert lens(analyst(database)).is_empty()
    assert through_lens(analyst(database), Selection()).is_empty()
    database.close()


def test_northmere_is_counted_through_the_ten_items_as_an_independent_count_has_it(database: Database) -> None:
    voices = oracle.voiced(NORTHMERE)
    found = through_lens(analyst(database), Selection(), "Baker and Denis")
    assert found["item"].unique(maintain_order=True).to_list() == [f"BD{number}" for number in range(1, 11)]
    counted = {(row["item"], row["code"] or ""): row["least"] for row in found.iter_rows(named=True)}
    listed = [(row["item"], row["code"]) for row in oracle.rows(NORTHMERE, "lens")]
    assert counted == {(item, code): len(oracle.people(voices[code])) if code else None for item, code in listed}
    anyone = {item: set() for item, code in listed if code}
    for item, code in listed:
        if code:
            anyone[item] |= oracle.people(voices[code])
    found = lens_voices(analyst(database), Selection())
    assert dict(found.select("item", "respondents").iter_rows()) == {item: len(who) for item, who in anyone.items()}


@pytest.mark.parametrize("gate", [leader, presentation])
def test_leaders_have_no_number_of_an_item_and_of_a_code_the_one_they_have_elsewhere(
    database: Database, gate: object
) -> None:
    theirs = through_lens(gate(database), Selection(), "Baker and Denis")
    elsewhere = dict(theme_prevalence(gate(database), Selection()).select("code", "says").iter_rows())
    coded = theirs.drop_nulls("code")
    assert coded["says"].to_list() == [elsewhere.get(code) for code in coded["code"]]
    assert set(coded.filter(base="change")["says"]) == {None}
    assert "respondents" not in theirs.columns
    with pytest.raises(WithheldError):
        lens_voices(gate(database), Selection())
