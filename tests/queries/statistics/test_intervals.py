from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from queries.statistics import (
    clustered_interval,
    design_effect,
    difference_interval,
    finite_pool_interval,
    leave_one_out_range,
    odds_ratio,
    proportion_interval,
)

METHODS = ("wilson", "jeffreys", "clopper_pearson")
SIZES = (2, 1, 1, 3, 1, 1, 2, 1)
SAID = (2, 0, 1, 3, 0, 0, 1, 0)
COUNTS = st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (7, 12, 0.3195, 0.8067),
        (0, 12, 0, 0.2425),
        (12, 12, 0.7575, 1),
        (1, 29, 0.0061, 0.1718),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_gives_the_published_figures(count: int, total: int, low: float, high: float) -> None:
    assert proportion_interval(count, total) == pytest.approx((low, high), abs=0.00006)


def test_jeffreys_and_clopper_pearson_give_the_published_figures() -> None:
    assert proportion_interval(13, 16, "jeffreys") == pytest.approx((0.5792, 0.9442), abs=0.00006)
    assert proportion_interval(7, 12, "clopper_pearson") == pytest.approx((0.2767, 0.8483), abs=0.00006)


@settings(deadline=None)
@given(COUNTS)
def test_wilson_is_that_of_scipy(counts: tuple[int, int]) -> None:
    assert proportion_interval(*counts) == pytest.approx(
        tuple(binomtest(*counts).proportion_ci(method="wilson")), abs=1e-12
    )


@settings(deadline=None)
@given(COUNTS, st.sampled_from(METHODS))
def test_an_interval_holds_its_estimate_and_lies_between_0_and_1(counts: tuple[int, int], method: str) -> None:
    count, total = counts
    low, high = proportion_interval(count, total, method)
    assert 0 <= low <= count / total <= high <= 1
    assert low < high
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == total)


@settings(deadline=None)
@given(COUNTS, st.sampled_from(METHODS))
def test_those_who_did_not_have_the_mirrored_interval(counts: tuple[int, int], method: str) -> None:
    count, total = counts
    low, high = proportion_interval(count, total, method)
    assert proportion_interval(total - count, total, method) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@settings(deadline=None)
@given(COUNTS)
def test_clopper_pearson_is_wider_than_jeffreys(counts: tuple[int, int]) -> None:
    jeffreys, exact = proportion_interval(*counts, "jeffreys"), proportion_interval(*counts, "clopper_pearson")
    assert exact.low <= jeffreys.low
    assert jeffreys.high <= exact.high


@pytest.mark.parametrize("method", METHODS)
def test_nobody_and_a_withheld_count_have_no_interval(method: str) -> None:
    assert proportion_interval(0, 0, method) is None
    assert proportion_interval(None, 12, method) is None


@pytest.mark.parametrize(
    ("count", "total", "message"),
    [
        (13, 12, "count is 13, more than total"),
        (-1, 12, "count is -1"),
        (7.0, 12, r"count is 7\.0"),
        (7, "12", "total is '12'"),
        (True, 12, "count is True"),
    ],
)
def test_what_is_no_count_is_refused(count: int, total: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        proportion_interval(count, total)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="'wald', which is not known here: choose one of wilson"):
        proportion_interval(1, 2, "wald")


@pytest.mark.parametrize(("pool", "ends"), [(30, (11, 24)), (14, (7, 9)), (12, (7, 7))])
def test_a_pool_that_is_not_endless_narrows_the_interval(pool: int, ends: tuple[int, int]) -> None:
    assert finite_pool_interval(7, 12, pool) == ends


@settings(deadline=None, max_examples=50)
@given(COUNTS, st.integers(0, 40))
def test_a_pool_interval_keeps_what_neither_test_rejects(counts: tuple[int, int], others: int) -> None:
    count, total = counts
    pool = total + others
    low, high = finite_pool_interval(count, total, pool)
    assert count <= low <= ceil(count / total * pool)
    assert floor(count / total * pool) <= high <= pool - (total - count)
    for people in range(pool + 1):
        up, down = hypergeom.sf(count - 1, pool, people, total), hypergeom.cdf(count, pool, people, total)
        assert (min(up, down) > 0.025) == (low <= people <= high)


def test_a_pool_interval_needs_people_and_a_pool_that_holds_them() -> None:
    assert finite_pool_interval(0, 0, 10) is None
    assert finite_pool_interval(None, 5, 10) is None
    with pytest.raises(ValueError, match="total is 12, more than pool, which is 11"):
        finite_pool_interval(7, 12, 11)
    with pytest.raises(ValueError, match="count is 6, more than total, which is 5"):
        finite_pool_interval(6, 5, 11)


@pytest.mark.parametrize(
    ("counts", "ends"),
    [
        ((5, 6, 2, 6), (0.5, -0.0403, 0.7732)),
        ((56, 70, 48, 80), (0.2, 0.0524, 0.3339)),
        ((0, 10, 0, 10), (0, -0.2775, 0.2775)),
        ((10, 10, 0, 10), (1, 0.6075, 1)),
    ],
)
def test_newcombe_gives_the_published_figures(counts: tuple, ends: tuple) -> None:
    assert difference_interval(*counts) == pytest.approx(ends, abs=0.00006)


@given(COUNTS, COUNTS)
def test_a_difference_lies_in_its_interval_and_turns_with_its_groups(a: tuple[int, int], b: tuple[int, int]) -> None:
    difference, low, high = difference_interval(*a, *b)
    assert difference == a[0] / a[1] - b[0] / b[1]
    assert -1 - 1e-12 <= low < difference + 1e-12
    assert difference - 1e-12 < high <= 1 + 1e-12
    assert difference_interval(*b, *a) == pytest.approx((-difference, -high, -low), abs=1e-12)


def test_an_empty_group_has_no_difference() -> None:
    assert difference_interval(0, 0, 1, 2) is None
    assert difference_interval(1, 2, 0, 0) is None
    assert odds_ratio(0, 0, 1, 2) is None
    assert odds_ratio(1, 2, 0, 0) is None
    with pytest.raises(ValueError, match="count_b is 3, more than total_b"):
        difference_interval(1, 2, 3, 2)
    with pytest.raises(ValueError, match="count_a is 3, more than total_a"):
        odds_ratio(3, 2, 1, 2)


def test_an_odds_ratio_has_a_half_in_every_cell() -> None:
    ratio, low, high = odds_ratio(5, 6, 2, 6)
    assert (ratio, low) == pytest.approx((6.6, 0.61), abs=0.005)
    assert high == pytest.approx(71.1, abs=0.05)
    turned = odds_ratio(2, 6, 5, 6)
    assert turned == pytest.approx((1 / ratio, 1 / high, 1 / low))


def test_one_organisation_can_carry_a_share() -> None:
    assert leave_one_out_range(SAID, SIZES) == (4 / 9, 7 / 11)


def test_an_organisation_without_people_changes_no_range() -> None:
    assert leave_one_out_range((*SAID, 0), (*SIZES, 0)) == leave_one_out_range(SAID, SIZES)
    assert leave_one_out_range((1, 0), (2, 0)) is None
    assert leave_one_out_range((), ()) is None


@given(st.lists(COUNTS, min_size=2, max_size=8))
def test_a_share_lies_in_its_leave_one_out_range(bodies: list[tuple[int, int]]) -> None:
    counts, totals = zip(*bodies, strict=True)
    low, high = leave_one_out_range(counts, totals)
    assert low - 1e-12 <= sum(counts) / sum(totals) <= high + 1e-12


def test_lists_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="counts has 1 values and totals has 2"):
        leave_one_out_range((1,), (1, 2))
    with pytest.raises(ValueError, match="counts is 2, more than totals"):
        leave_one_out_range((2, 0), (1, 2))


def test_likeness_within_organisations_widens_the_interval() -> None:
    assert design_effect(SIZES, 1) == pytest.approx(1.8333, abs=0.00005)
    assert design_effect(SIZES, 0.3) == pytest.approx(1.25)
    assert sum(SIZES) / design_effect(SIZES, 0.3) == pytest.approx(9.6)
    assert clustered_interval(7, SIZES, 0.3) == pytest.approx((0.295, 0.824), abs=0.0005)
    assert clustered_interval(7, SIZES, 0) == pytest.approx(proportion_interval(7, 12))


def test_nobody_has_no_design_effect() -> None:
    assert design_effect((), 0.3) is None
    assert clustered_interval(0, (0, 0), 0.3) is None


def test_a_design_effect_refuses_what_it_cannot_use() -> None:
    with pytest.raises(ValueError, match=r"rho is 1\.5, which is not from 0 to 1"):
        design_effect(SIZES, 1.5)
    with pytest.raises(ValueError, match="a size in sizes is -1"):
        design_effect((2, -1), 0.3)
    with pytest.raises(ValueError, match="count is 13, more than the sum of sizes"):
        clustered_interval(13, SIZES, 0.3)
