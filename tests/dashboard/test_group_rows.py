import polars as pl
import pytest

from dashboard.components.group_rows import group_rows
from dashboard.components.group_sentences import answer, finding_of_groups, measure_of_groups, note_on_groups
from queries.bands import Scheme, banded
from queries.database import Database
from queries.study import overview
from tests.dashboard.test_dumbbell import change
from tests.dashboard.test_themes_page import words
from tests.gates import analyst


def groups(*rows: tuple[str, int | None], n: int = 12, scheme: Scheme = Scheme.WINDOW) -> pl.DataFrame:
    """Themes with their people; one of None is told as change alone."""
    told = [(name, name, count, n) for name, count in rows if count is not None]
    kinds = {"code": pl.String, "name": pl.String, "count": pl.Int64, "n": pl.Int64}
    frame = pl.DataFrame(told, schema=kinds, orient="row")
    elsewhere = pl.DataFrame({"code": [name for name, count in rows if count is None]}, schema={"code": pl.String})
    frame = banded(frame, scheme, 3, count="count")
    return pl.concat([frame, elsewhere.with_columns(name="code")], how="diagonal")


@pytest.mark.parametrize(
    ("rows", "scheme", "title"),
    [
        ([("A", 11), ("B", 10), ("C", None)], Scheme.WINDOW, "Nearly all raise A and B"),
        ([("A", 11), ("B", 9), ("C", 8)], Scheme.WINDOW, "Nearly all raise A; B and C follow"),
        ([("A", 11), ("B", 9)], Scheme.EXACT, "Nearly all raise A; B follows"),
        ([("A", 11), ("B", 9)], Scheme.WORDS, "Nearly all raise A; B follows"),
        ([("A", 8), ("B", 5), ("C", 1)], Scheme.WINDOW, "A: raised by 8 of 12 leaders; B and C follow"),
        ([("A", 8), ("B", 5)], Scheme.WORDS, "A and B: raised by some of 12 leaders"),
        ([("A", 1), ("B", 0)], Scheme.WINDOW, "A and B: raised by 2 or fewer of 12 leaders"),
        ([("A", 0), ("B", 0)], Scheme.EXACT, "No one raised any of these themes"),
        ([("A", None)], Scheme.WINDOW, "These leaders are too few for any number to be shown"),
        ([(name, 12) for name in "ABCD"], Scheme.WINDOW, "Nearly all raise 4 themes"),
        ([("A", 9), *((name, 4) for name in "BCDE")], Scheme.WINDOW, "A: raised by 9 of 12 leaders"),
    ],
)
def test_the_title_names_what_nearly_all_raise_or_most(
    rows: list[tuple[str, int | None]], scheme: Scheme, title: str
) -> None:
    assert finding_of_groups(groups(*rows, scheme=scheme), "leaders", 3) == title


def test_nearly_all_is_more_than_half_even_of_few() -> None:
    few = groups(("A", 1), ("B", 3), n=3, scheme=Scheme.EXACT)
    assert finding_of_groups(few, "leaders", 3) == "Nearly all raise B; A follows"
    assert finding_of_groups(few.head(1), "leaders", 3) == "A: raised by 1 of 3 leaders"


def test_words_are_explained_where_they_are_said() -> None:
    assert note_on_groups(groups(("A", 11)), 3) == "Nearly all: 10 or more of 12."
    assert note_on_groups(groups(("A", 8)), 3) == ""
    assert note_on_groups(groups(("A", None)), 3) == ""


@pytest.mark.parametrize(
    ("rows", "moves", "scheme", "said"),
    [
        ([("A", 11), ("B", None)], [("x", 1, 7), ("y", 4, 5)], Scheme.WINDOW,
         "Nearly all (10 or more of 12) spoke of A; from 2014 to 2015, Code x went from 2 or fewer to 7 of 10 interviewed twice."),
        ([("A", 8), ("B", 3)], [("x", 4, 4)], Scheme.WINDOW, "8 of 12 leaders spoke of A."),
        ([("A", 8), ("B", 3)], [("x", 4, 4)], Scheme.WORDS, "Some of 12 leaders spoke of A and B."),
        ([("A", None)], [("x", 7, 4)], Scheme.WINDOW, "From 2014 to 2015, Code x went from 7 to 4 of 10 interviewed twice."),
        ([("A", 1)], [], Scheme.WINDOW, ""),
    ],
)  # fmt: skip
def test_the_answer_says_what_most_spoke_of_and_what_moved_for_certain(
    rows: list[tuple[str, int | None]], moves: list[tuple[str, int, int]], scheme: Scheme, said: str
) -> None:
    moved = change(*moves, scheme=scheme) if moves else change(("x", 1, 1)).clear()
    assert answer(groups(*rows, scheme=scheme), moved, "leaders", 3) == said


def test_each_row_has_its_figures_and_its_number_or_says_where_it_is() -> None:
    table = group_rows(groups(("A", 11), ("B", 7), ("C", None)), "A caption", "leaders")
    rows = [words(row).split() for row in table.children[2].children]
    assert rows == [["A", "10", "or", "more"], ["B", "7", "of", "12"], ["C", "told", "as", "change,", "below"]]
    figures = [cell.children[1].children[0].children for cell in table.children[2].children[:2]]
    assert [[figure.className for figure in row].count("cp-person on") for row in figures] == [10, 7]
    assert [[figure.className for figure in row].count("cp-person wh") for row in figures] == [2, 0]


def test_the_measure_says_of_whom_and_when(database: Database) -> None:
    study = overview(analyst(database))
    assert measure_of_groups(study, "release 1", n=3, of="Council") == (
        "Leaders who voiced any code of the theme · of them Council · n = 3 · at any stage: Autumn 2014 and Autumn 2015 · "
        "release 1"
    )
    assert "n = " not in measure_of_groups(study, "release 1", n=None)
