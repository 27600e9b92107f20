from fractions import Fraction
from itertools import pairwise, permutations
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.statistics import saturation, saturation_band

NEW_CODES = [18, 9, 6, 4, 4, 3, 1, 0, 1, 0, 0, 1]
CODE_SETS = st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=1, max_size=8)


@pytest.mark.parametrize(("run", "reading", "reached_at"), [(2, "6+2", 6), (3, "7+3", 7)])
def test_saturation_is_reached_where_the_paper_reads_it(run: int, reading: str, reached_at: int) -> None:
    found = saturation(NEW_CODES, 4, run)
    assert (found.base_codes, found.reading, found.reached_at) == (37, reading, reached_at)


def test_two_of_thirty_seven_is_above_5_per_cent() -> None:
    third = saturation(NEW_CODES, 4, 3).runs[2]
    assert third == (6, 9, 2, 2 / 37, False)
    assert saturation(NEW_CODES, 4, 3, Fraction(2, 37)).runs[2].reached


def test_exactly_the_threshold_is_reached() -> None:
    assert saturation([20, 1], 1, 1).reading == "1+1"
    assert saturation([10, 3], 1, 1, 0.3).reading == "1+1"
    assert saturation([10, 3], 1, 1, 0.29999).reading is None


def test_no_new_code_at_all_comes_later() -> None:
    assert saturation(NEW_CODES, 4, 2, 0).reading == "9+2"
    assert saturation(NEW_CODES, 4, 3, 0).reached_at is None


def test_too_few_interviews_have_no_run() -> None:
    assert saturation([18, 9, 6, 4, 4], 4, 2) == (37, (), None, None)
    assert saturation([], 4, 2) is None
    assert saturation([0, 0, 5], 2, 1) is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, -1], 1, 1), "a count in new_codes is -1"),
        (([1], 0, 1), "base is 0 interviews"),
        (([1], 1, 0), "run is 0 interviews"),
        (([1], 1.5, 1), "base is 1.5"),
        (([1], 1, 1, 5), "threshold is 5, which is not a share"),
    ],
)
def test_saturation_refuses_what_it_cannot_use(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        saturation(*arguments)


def test_the_band_comes_near_that_of_all_orders() -> None:
    sets = [{"a", "b", "c"}, {"a"}, {"d"}]
    points = saturation_band(sets, orders=4000, seed=1)
    orders = list(permutations(sets))
    assert [point.interviews for point in points] == [1, 2, 3]
    for point in points:
        sizes = [len(set().union(*order[: point.interviews])) for order in orders]
        assert point.median == median(sizes)
        assert min(sizes) == point.low
        assert max(sizes) == point.high


@settings(deadline=None)
@given(CODE_SETS, st.integers(0, 1000))
def test_a_band_rises_to_all_codes_and_repeats_with_its_seed(sets: list[set[str]], seed: int) -> None:
    points = saturation_band(sets, orders=20, seed=seed)
    assert points == saturation_band(sets, orders=20, seed=seed)
    everything = len(set().union(*sets))
    assert points[-1] == (len(sets), everything, everything, everything)
    for one, other in pairwise(points):
        assert one.low <= one.median <= one.high
        assert one.median <= other.median
        assert one.low <= other.low


def test_another_seed_draws_other_orders() -> None:
    sets = [{number, number * 7 % 11} for number in range(10)]
    assert saturation_band(sets, orders=5, seed=1) != saturation_band(sets, orders=5, seed=2)


def test_a_band_needs_interviews_and_orders() -> None:
    assert saturation_band([]) is None
    assert saturation_band([set(), set()]) == ((1, 0, 0, 0), (2, 0, 0, 0))
    with pytest.raises(ValueError, match="orders is 0, which draws nothing"):
        saturation_band([{"a"}], orders=0)
    with pytest.raises(ValueError, match="seed is -1"):
        saturation_band([{"a"}], seed=-1)
