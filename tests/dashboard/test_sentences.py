import polars as pl
import pytest

from dashboard.components.sentences import filtered, finding, legend, note, says, summary, told_as_change
from queries.bands import Scheme, banded
from queries.selection import Dimension, Filters, Level


def rows(*cells: tuple[str, str, int, int]) -> pl.DataFrame:
    frame = pl.DataFrame(cells, schema=["label", "name", "count", "n"], orient="row")
    return banded(frame, Scheme.EXACT, 3, count="count")


@pytest.mark.parametrize(
    ("cells", "dimension", "title"),
    [
        ([("All", "Trust", 9, 12), ("All", "Money", 4, 12)], Dimension.WHOLE, "Trust is voiced most: 9 of 12 leaders"),
        ([("All", "Trust", 4, 12), ("All", "Money", 4, 12)], Dimension.WHOLE, "Trust and Money are voiced most: 4 of 12 leaders each"),
        ([("All", name, 4, 12) for name in "ABCD"], Dimension.WHOLE, "4 codes are voiced most: 4 of 12 leaders each"),
        ([("All", "Trust", 0, 12)], Dimension.WHOLE, "No one voiced any of these codes"),
        ([("Senior clinical", "Trust", 5, 6), ("Senior managerial", "Trust", 1, 6), ("Senior clinical", "Money", 3, 6), ("Senior managerial", "Money", 3, 6)],
         Dimension.ROLE_GROUP, "Trust: 5 of 6 senior clinical, 1 of 6 senior managerial"),
        ([("Autumn 2014", "Trust", 2, 11), ("Autumn 2015", "Trust", 8, 11)], Dimension.STAGE, "Trust: 2 of 11 in Autumn 2014, 8 of 11 in Autumn 2015"),
        ([("A", "Trust", 3, 6), ("B", "Trust", 3, 6)], Dimension.ORGANISATION, "No code parts the organisations"),
        ([("A", "Trust", 1, 3), ("B", "Trust", 1, 1), ("A", "Money", 1, 3), ("B", "Money", 0, 1)], Dimension.ORGANISATION,
         "Trust is heard in 2 of 2 organisations, more than any other"),
        ([("A", "Trust", 6, 6), ("B", "Trust", 3, 6), ("C", "Trust", 0, 6)], Dimension.ORGANISATION, "Trust: 6 of 6 in A, 0 of 6 in C"),
        ([("A", "Trust", 1, 1), ("B", "Trust", 0, 1), ("A", "Money", 0, 1), ("B", "Money", 1, 1)], Dimension.ORGANISATION,
         "Trust and Money are heard in 1 of 2 organisations"),
    ],
)  # fmt: skip
def test_the_title_says_what_the_chart_shows(cells: list[tuple], dimension: Dimension, title: str) -> None:
    assert finding(rows(*cells), dimension, Level.CODE, "leaders") == title


def test_a_small_group_beside_a_large_one_is_not_compared_with_it() -> None:
    frame = rows(("A", "Trust", 6, 6), ("B", "Trust", 0, 4), ("A", "Money", 1, 6), ("B", "Money", 1, 4))
    assert (
        finding(frame, Dimension.SECTOR_GROUP, Level.CODE, "leaders")
        == "Money is heard in 2 of 2 sector groups, more than any other"
    )


def test_the_summary_counts_rows_by_half_and_by_none() -> None:
    frame = rows(("All", "A", 6, 12), ("All", "B", 5, 12), ("All", "C", 0, 12))
    assert (
        summary(frame, Level.CODE, "leaders")
        == "Of 3 codes, 1 was voiced by at least half of the 12 leaders; 1 was voiced by no one."
    )
    assert (
        summary(frame.head(1), Level.CODE, "leaders") == "The one code was voiced by at least half of the 12 leaders."
    )
    assert summary(frame.tail(2), Level.THEME, "leaders").startswith("Of 2 themes, none was voiced by at least half")


def test_the_note_says_when_two_stages_are_not_the_same_people() -> None:
    assert note(Dimension.STAGE, [11, 11], 12, "leaders") == (
        "10 of the 12 leaders were interviewed at both stages and 2 at one only, so the two sides are not the same people."
    )
    assert note(Dimension.STAGE, [12, 12], 12, "leaders") == "The same 12 leaders were interviewed at both stages."
    assert note(Dimension.STAGE, [5, 5], 10, "leaders") == ""
    assert note(Dimension.ROLE_GROUP, [6, 6], 12, "leaders") == ""


def test_the_filters_are_said_in_words() -> None:
    labels = {
        Dimension.ORGANISATION: {"a": "Hospitals", "b": "Council"},
        Dimension.ROLE_GROUP: {"c": "Senior clinical"},
    }
    chosen = Filters(organisations=("a", "b"), role_groups=("c",), stages=("S1",))
    assert filtered(chosen, labels) == "Hospitals or Council; Senior clinical"


def banded_rows(scheme: Scheme, *cells: tuple[str, str, int, int]) -> pl.DataFrame:
    frame = pl.DataFrame(cells, schema=["label", "name", "count", "n"], orient="row")
    return banded(frame, scheme, 3, count="count")


@pytest.mark.parametrize(
    ("scheme", "cells", "title", "answer"),
    [
        (Scheme.WINDOW, [("All", "Trust", 11, 12), ("All", "Money", 4, 12)],
         "Trust is voiced most: 10 or more of 12 leaders", "Of 2 codes, 1 was voiced by at least half of the 12 leaders."),
        (Scheme.WINDOW, [("All", "Trust", 11, 12), ("All", "Money", 12, 12)],
         "Trust and Money are each voiced by 10 or more of 12 leaders", "Each of the 2 codes was voiced by at least half of the 12 leaders."),
        (Scheme.WINDOW, [("All", "Trust", 0, 12), ("All", "Money", 2, 12)],
         "Trust and Money are each voiced by 2 or fewer of 12 leaders", "Of 2 codes, none was voiced by at least half of the 12 leaders."),
        (Scheme.WORDS, [("All", name, count, 12) for name, count in zip("ABCDE", (11, 3, 9, 5, 0), strict=True)],
         "A is voiced most: nearly all of 12 leaders", "1 code was voiced by nearly all of the 12 leaders, 3 by some and 1 by few."),
        (Scheme.WORDS, [("All", name, 5, 12) for name in "ABCD"],
         "4 codes are each voiced by some of 12 leaders", "4 codes were voiced by some of the 12 leaders."),
        (Scheme.WINDOW, [("All", "Trust", 1, 4)], "These leaders are too few for any number to be shown", ""),
    ],
)  # fmt: skip
def test_of_bands_no_more_is_said_than_they_tell(scheme: Scheme, cells: list[tuple], title: str, answer: str) -> None:
    frame = banded_rows(scheme, *cells)
    assert finding(frame, Dimension.WHOLE, Level.CODE, "leaders") == title
    assert summary(frame, Level.CODE, "leaders") == answer


def test_change_and_splits_are_said_in_the_words_they_are_told_in() -> None:
    change = banded_rows(
        Scheme.WINDOW,
        ("2014", "Trust", 1, 10),
        ("2015", "Trust", 7, 10),
        ("2014", "Money", 4, 10),
        ("2015", "Money", 4, 10),
    )
    assert finding(change, Dimension.STAGE, Level.CODE, "leaders") == "Trust: 2 or fewer of 10 in 2014, 7 of 10 in 2015"
    split = banded_rows(Scheme.SHARES, ("Senior clinical", "Trust", 5, 6), ("Senior managerial", "Trust", 1, 6))
    assert (
        finding(split, Dimension.ROLE_GROUP, Level.CODE, "leaders")
        == "Trust: a majority of 6 senior clinical, a minority of 6 senior managerial"
    )


def test_the_legend_gives_words_their_numbers() -> None:
    words = banded_rows(Scheme.WORDS, ("All", "A", 11, 12), ("All", "B", 4, 12), ("All", "C", 1, 12))
    assert legend(words) == "Nearly all: 10 or more of 12. Some: 3 to 9 of 12. Few: 2 or fewer of 12."
    assert legend(banded_rows(Scheme.WINDOW, ("All", "A", 11, 12))) == ""


def test_what_is_told_elsewhere_or_not_at_all_is_said_so() -> None:
    assert told_as_change(1, Level.THEME) == "1 more theme is told only as change between stages, below."
    assert told_as_change(4, Level.CODE) == "4 more codes are told only as change between stages, below."
    assert says("7 of 12", "leaders") == "7 of 12 leaders"
    assert says("Not shown for this group", "leaders") == "Not shown for this group"
