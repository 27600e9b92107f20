"""Coders who agree: on units, on categories, on characters, and on where to cut."""

import csv
import warnings
from pathlib import Path

import krippendorff
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from queries.statistics import (
    agreement_2x2,
    agreement_table,
    character_agreement,
    krippendorff_alpha,
    pooled_agreement,
    unitizing_alpha,
)

FEW = st.integers(0, 12)
LENGTH = 40
SPANS = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 12)).map(lambda at: (at[0], min(at[0] + at[1], LENGTH))),
    max_size=5,
)
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
BERTHA_AND_BILL = [[(2, 8, "A"), (14, 6, "A")], [(4, 4, "A"), (15, 2, "A")]]


@pytest.mark.parametrize(
    ("counts", "percent", "kappa"),
    [
        ((20, 5, 10, 15), 0.70, 0.40),
        ((45, 15, 25, 15), 0.60, 0.1304),
        ((25, 35, 5, 35), 0.60, 0.2593),
        ((50, 75, 75, 800), 0.85, 0.3143),
        ((50, 150, 0, 800), 0.85, 0.3478),
        ((0, 1, 1, 10), 0.8333, -0.0909),
    ],
)
def test_kappa_is_the_published_one(counts: tuple, percent: float, kappa: float) -> None:
    found = agreement_2x2(*counts)
    assert (found.percent, found.kappa) == pytest.approx((percent, kappa), abs=0.00006)


def test_nearly_full_agreement_can_have_a_kappa_below_0() -> None:
    found = agreement_2x2(118, 5, 2, 0)
    assert (found.percent, found.kappa, found.ac1) == pytest.approx((0.944, -0.0234, 0.9408), abs=0.00006)
    assert found.prevalence == 0.972
    assert (found.positive, found.negative) == pytest.approx((243 / 250 - 0.0008, 0), abs=0.0001)


def test_a_dozen_respondents_give_a_wide_kappa() -> None:
    found = agreement_2x2(6, 1, 1, 4)
    assert (found.percent, found.kappa, found.alpha) == pytest.approx((0.8333, 0.6571, 0.6714), abs=0.00006)
    assert found.kappa_se == pytest.approx(0.221, abs=0.0005)


def test_a_code_that_neither_used_is_undefined_and_not_0() -> None:
    found = agreement_2x2(0, 0, 0, 12)
    assert (found.percent, found.kappa, found.kappa_se, found.alpha, found.positive) == (1, None, None, None, None)
    assert not found.one_sided
    assert agreement_2x2(12, 0, 0, 0)[5:8] == (None, None, None)
    assert agreement_2x2(12, 0, 0, 0).negative is None
    assert agreement_2x2(0, 0, 0, 0) is None


def test_a_code_that_one_coder_used_has_a_kappa_of_0_and_says_so() -> None:
    for counts in ((0, 5, 0, 7), (0, 0, 5, 7)):
        assert agreement_2x2(*counts).kappa == 0
        assert agreement_2x2(*counts).one_sided
    assert not agreement_2x2(1, 5, 0, 7).one_sided
    assert not agreement_2x2(0, 5, 1, 7).one_sided


@settings(deadline=None)
@given(FEW, FEW, FEW, FEW)
def test_agreement_is_that_of_the_libraries(both: int, only_a: int, only_b: int, neither: int) -> None:
    found = agreement_2x2(both, only_a, only_b, neither)
    if found is None or found.kappa is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels divides by 0 for a statistic that is not compared here
        theirs = cohens_kappa([[both, only_a], [only_b, neither]])
    assert found.kappa == pytest.approx(theirs.kappa, abs=1e-12)
    assert found.kappa_se**2 == pytest.approx(theirs.var_kappa, abs=1e-12)
    units = [[2, 0]] * both + [[1, 1]] * (only_a + only_b) + [[0, 2]] * neither
    alpha = krippendorff.alpha(value_counts=units, level_of_measurement="nominal")
    assert found.alpha == pytest.approx(float(alpha), abs=1e-12)


@given(FEW, FEW, FEW, FEW)
def test_agreement_does_not_mind_which_coder_comes_first(both: int, only_a: int, only_b: int, neither: int) -> None:
    one, other = agreement_2x2(both, only_a, only_b, neither), agreement_2x2(both, only_b, only_a, neither)
    if one is None:
        assert other is None
        return
    assert one[4:] == pytest.approx(other[4:])
    turned = agreement_2x2(neither, only_a, only_b, both)
    assert (turned.kappa, turned.alpha, turned.ac1) == pytest.approx((one.kappa, one.alpha, one.ac1))
    assert (turned.positive, turned.negative) == (one.negative, one.positive)


@pytest.mark.parametrize("table", [((1,),), ((1, 2), (3,)), ((1, 2, 3), (4, 5, 6))])
def test_a_table_that_is_not_square_is_refused(table: tuple) -> None:
    with pytest.raises(ValueError, match="which is not square"):
        agreement_table(table)


def test_a_table_holds_counts() -> None:
    with pytest.raises(ValueError, match="a count in table is -1"):
        agreement_table(((1, 2), (-1, 3)))
    with pytest.raises(ValueError, match=r"only_b is 1\.5"):
        agreement_2x2(1, 2, 1.5, 3)
    assert agreement_table(((0, 0), (0, 0))) is None


def read(path: Path) -> list[list[str]]:
    with path.open() as file:
        return list(csv.reader(file))[1:]


def test_three_categories_of_abstractors(realdata: Path) -> None:
    rows = read(realdata / "agreement_irrCAC" / "cont3x3abstractors.csv")
    found = agreement_table([[int(count) for count in row[1:]] for row in rows])
    assert (found.kappa, found.ac1, found.alpha) == pytest.approx((0.796, 0.849, 0.797), abs=0.0005)


def test_four_raters_with_ratings_missing(realdata: Path) -> None:
    rows = read(realdata / "agreement_irrCAC" / "cac.raw4raters.csv")
    ratings = [[row[rater] or None for row in rows] for rater in range(1, 5)]
    assert krippendorff_alpha(ratings) == pytest.approx(0.743, abs=0.0005)


def test_sources_are_pooled_and_not_averaged() -> None:
    short, long = agreement_2x2(50, 75, 75, 800), agreement_2x2(300, 100, 100, 2500)
    assert long.kappa == pytest.approx(0.7115, abs=0.00005)
    pooled = pooled_agreement([short, None, long])
    assert pooled.kappa == pytest.approx(0.6163, abs=0.00005)
    assert (short.kappa + long.kappa) / 2 == pytest.approx(0.5129, abs=0.00005)
    assert (short.kappa + 3 * long.kappa) / 4 == pytest.approx(0.6122, abs=0.00005)
    assert pooled == agreement_2x2(350, 175, 175, 3300)
    assert pooled_agreement([]) is None
    assert pooled_agreement([None]) is None


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_is_the_published_one_at_every_level(level: str, alpha: float) -> None:
    assert krippendorff_alpha(FOUR_CODERS, level) == pytest.approx(alpha, abs=0.0005)


def test_alpha_of_two_coders_is_the_published_one() -> None:
    first = [[int(rating) for rating in coder] for coder in ("0100000010", "1110010000")]
    assert krippendorff_alpha(first) == pytest.approx(0.0952, abs=0.00005)
    assert krippendorff_alpha(["aabbdccceDDa".replace("D", "d"), "babbbcccedDd".replace("D", "d")]) == pytest.approx(
        0.6920, abs=0.00005
    )


def test_alpha_without_pairs_or_without_difference_is_undefined() -> None:
    assert krippendorff_alpha([]) is None
    assert krippendorff_alpha([["a", None], [None, "b"]]) is None
    assert krippendorff_alpha([["a", "a", "b"], ["a", "a", None]]) is None
    assert krippendorff_alpha([[0, 0], [0, 0]], "ratio") is None


def test_alpha_refuses_what_it_cannot_use() -> None:
    with pytest.raises(ValueError, match="level is 'circular'"):
        krippendorff_alpha([[1, 2], [1, 2]], "circular")
    with pytest.raises(ValueError, match="rows of different lengths"):
        krippendorff_alpha([[1, 2], [1]])
    for rating in ("a", True, float("inf")):
        with pytest.raises(ValueError, match="which is not a number: use the nominal level"):
            krippendorff_alpha([[3, rating], [3, 2]], "ordinal")
    with pytest.raises(ValueError, match="holds nan, which is no rating"):
        krippendorff_alpha([[1, float("nan")], [1, 2]])
    with pytest.raises(ValueError, match="holds -1, and a ratio has no negative numbers"):
        krippendorff_alpha([[1, -1], [1, 2]], "ratio")
    assert krippendorff_alpha([[1, -1], [1, -1]], "interval") == 1


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from([None, 1, 2, 3]), min_size=3, max_size=3), min_size=1, max_size=8))
def test_alpha_does_not_mind_the_order_of_coders(units: list[list[int | None]]) -> None:
    coders = list(zip(*units, strict=True))
    assert krippendorff_alpha(coders) == pytest.approx(krippendorff_alpha(coders[::-1]))


def test_characters_of_two_marks() -> None:
    found = character_agreement(1000, [(0, 200)], [(100, 300)])
    assert found[:4] == (100, 100, 100, 700)
    assert (found.percent, found.kappa) == pytest.approx((0.80, 0.375))


def test_overlapping_marks_of_a_coder_count_once() -> None:
    assert character_agreement(100, [(0, 20), (10, 30), (12, 15), (30, 40)], [(5, 35)])[:4] == (30, 10, 0, 60)


@given(SPANS, SPANS)
def test_characters_are_counted_as_sets_are(marks_a: list, marks_b: list) -> None:
    a, b = ({place for mark in marks for place in range(*mark)} for marks in (marks_a, marks_b))
    expected = (len(a & b), len(a - b), len(b - a), LENGTH - len(a | b))
    assert character_agreement(LENGTH, marks_a, marks_b)[:4] == expected


@pytest.mark.parametrize("mark", [(5, 5), (6, 5), (95, 101)])
def test_a_mark_that_is_empty_or_outside_is_refused(mark: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"a mark from {mark[0]} to {mark[1]} is empty or outside 0 to 100"):
        character_agreement(100, [mark], [])


def test_an_empty_text_has_no_agreement() -> None:
    assert character_agreement(0, [], []) is None
    with pytest.raises(ValueError, match="length is -1"):
        character_agreement(-1, [], [])
    with pytest.raises(ValueError, match=r"the start of a mark is 0\.5"):
        character_agreement(10, [(0.5, 2)], [])


def test_unitizing_alpha_of_1995() -> None:
    found = unitizing_alpha(0, 24, BERTHA_AND_BILL)
    assert found.categories["A"].observed == 0.03125
    stretch = 50_000
    fine = [[(start * stretch, size * stretch, name) for start, size, name in coder] for coder in BERTHA_AND_BILL]
    observed, expected, alpha = unitizing_alpha(0, 24 * stretch, fine).overall
    assert (observed, expected, alpha) == pytest.approx((0.03125, 0.0699, 0.553), abs=0.0005)


def test_unitizing_alpha_of_2004() -> None:
    found = unitizing_alpha(
        150,
        300,
        [
            [(225, 70, "c"), (370, 30, "c"), (180, 60, "k"), (300, 50, "k")],
            [(220, 80, "c"), (355, 20, "c"), (400, 20, "c"), (180, 60, "k"), (300, 50, "k")],
        ],
    )
    assert found.categories["c"] == pytest.approx((0.0144, 0.0532, 0.7286), abs=0.00005)
    assert found.categories["k"] == pytest.approx((0, 0.0490, 1), abs=0.00005)
    assert found.overall.alpha == pytest.approx(0.859, abs=0.0005)


def test_overlapping_units_of_one_coder_are_one_and_touching_ones_two() -> None:
    whole, halves = [(10, 20, "c")], [(10, 10, "c"), (20, 10, "c")]
    assert unitizing_alpha(0, 100, [[(10, 15, "c"), (18, 12, "c")], whole]).overall.alpha == 1
    assert unitizing_alpha(0, 100, [halves, whole]).overall.observed == 2 * (100 + 100) / (2 * 100**2)


def test_a_unit_inside_a_gap_and_a_unit_that_leaves_it() -> None:
    alone = unitizing_alpha(0, 100, [[(10, 20, "c")], []])
    assert alone.overall.observed == 2 * 20**2 / (2 * 100**2)
    assert unitizing_alpha(0, 100, [[], [(10, 20, "c")]]).overall == alone.overall
    assert unitizing_alpha(0, 100, [[(0, 100, "c")], [(0, 100, "c")]]).overall.alpha == 1


def test_what_nobody_marked_has_no_unitizing_alpha() -> None:
    assert unitizing_alpha(0, 100, [[], []]) == ((0, 0, None), {})
    assert unitizing_alpha(0, 1, [[(0, 1, "c")], [(0, 1, "c")]]).overall.alpha is None


@given(st.lists(SPANS, min_size=2, max_size=3))
def test_unitizing_alpha_minds_neither_the_order_of_coders_nor_the_place_of_the_text(coders: list) -> None:
    marks = [[(start, end - start, "c") for start, end in spans] for spans in coders]
    found = unitizing_alpha(0, LENGTH, marks).overall
    assert unitizing_alpha(0, LENGTH, marks[::-1]).overall == pytest.approx(found)
    moved = [[(start + 7, size, name) for start, size, name in units] for units in marks]
    assert unitizing_alpha(7, LENGTH, moved).overall == pytest.approx(found)
    assert found.alpha is None or found.alpha <= 1


def test_unitizing_refuses_what_it_cannot_use() -> None:
    with pytest.raises(ValueError, match="length is 0, which leaves nothing to mark"):
        unitizing_alpha(0, 0, [[], []])
    with pytest.raises(ValueError, match="marks has 1 coders"):
        unitizing_alpha(0, 10, [[]])
    with pytest.raises(ValueError, match="a mark from 149 to 160 is empty or outside 150 to 450"):
        unitizing_alpha(150, 300, [[(149, 11, "c")], []])
