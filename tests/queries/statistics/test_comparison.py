from math import exp, pi, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special

from queries.statistics import Sample, case_against_group, crawford_howell, hedges_g

ISSUE_NETWORKS = [3.2, 3.0, 3.9, 2.6, 3.3, 3.1, 2.9, 3.7, 3.1]
SAMPLES = st.builds(Sample, st.floats(1, 5), st.floats(0.1, 2), st.integers(2, 9))
SCORES = st.decimals(1, 5, places=1).map(float)


def test_one_place_beside_nine_issues() -> None:
    found = case_against_group(4.1, ISSUE_NETWORKS)
    assert (found.rank, found.n, found.permutation) == (1, 10, 0.1)
    assert (found.median, found.lower, found.upper) == (3.1, 3.0, 3.3)
    assert (found.z_cc, found.low, found.high) == pytest.approx((2.268, 0.98, 3.52), abs=0.005)


def test_a_case_in_the_middle_is_nothing_special() -> None:
    found = case_against_group(3.2, ISSUE_NETWORKS)
    assert found.rank == 4
    assert found.permutation == 1
    assert found.low < 0 < found.high


def test_equally_far_values_are_equally_far_whatever_the_decimals() -> None:
    assert case_against_group(0.1, [0.3, 0.2]).permutation == 2 / 3
    assert case_against_group(0.3, [0.1, 0.2]).permutation == 2 / 3


def test_too_few_or_equal_others_leave_what_is_undefined_undefined() -> None:
    assert case_against_group(3, []) is None
    assert case_against_group(3, [2]) == (1, 2, 2, None, None, None, None, None, 1)
    assert case_against_group(3, [2, 2]) == (1, 3, 2, 2, 2, None, None, None, 1 / 3)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_was_not_measured_is_left_out_and_not_given(number: float) -> None:
    with pytest.raises(ValueError, match=r"value is (nan|inf), which is not a finite number: leave out"):
        case_against_group(number, [1, 2])
    with pytest.raises(ValueError, match=r"a value in others is (nan|inf)"):
        case_against_group(1, [1, number])


@settings(deadline=None)
@given(SCORES, st.lists(SCORES, min_size=1, max_size=9))
def test_a_case_stands_where_counting_puts_it(value: float, others: list[float]) -> None:
    found = case_against_group(value, others)
    assert found.rank == sorted([value, *others], reverse=True).index(value) + 1
    assert found.n == len(others) + 1
    assert 1 / found.n <= found.permutation <= 1
    if found.z_cc is not None:
        assert found.low < found.z_cc < found.high
        assert found.lower <= found.median <= found.upper


@pytest.mark.parametrize(
    ("others", "t", "p", "ends"),
    [((0, 1, 15), -1.936, 0.0733, (-2.88, -1.10)), ((0, 1, 20), -1.9518, 0.0659, (-2.76, -1.22))],
)
def test_crawford_and_howell_give_the_published_figures(others: tuple, t: float, p: float, ends: tuple) -> None:
    found = crawford_howell(-2, Sample(*others))
    assert (found.t, found.p, found.z_cc) == pytest.approx((t, p, -2), abs=0.0005)
    assert (found.low, found.high) == pytest.approx(ends, abs=0.005)
    assert found.below == pytest.approx(found.p / 2)


def chance_of_a_smaller_t(t: float, freedom: int, noncentrality: float) -> float:
    def given_noise(noise: float) -> float:
        reached = max(0.0, (noncentrality + noise) / t)
        return exp(-noise * noise / 2) / sqrt(2 * pi) * float(special.chdtrc(freedom, freedom * reached**2))

    bend = max(-9.0, min(9.0, -noncentrality))
    return integrate.quad(given_noise, -9, 9, points=[bend], limit=400)[0]


@pytest.mark.parametrize("z_cc", [0.5, 2.268, 20, 100, 101, 1e5])
@pytest.mark.parametrize("n", [3, 9, 15])
def test_the_interval_leaves_its_tails_as_it_should(z_cc: float, n: int) -> None:
    found = crawford_howell(z_cc, Sample(0, 1, n))
    t = z_cc * sqrt(n)
    assert chance_of_a_smaller_t(t, n - 1, found.low * sqrt(n)) == pytest.approx(0.975, abs=0.0005)
    assert chance_of_a_smaller_t(t, n - 1, found.high * sqrt(n)) == pytest.approx(0.025, abs=0.0005)


@pytest.mark.parametrize("z_cc", [0, 1.5, 1e15])
def test_a_case_below_mirrors_a_case_above(z_cc: float) -> None:
    above, below = crawford_howell(z_cc, Sample(0, 1, 9)), crawford_howell(-z_cc, Sample(0, 1, 9))
    assert (below.low, below.high, below.p) == pytest.approx((-above.high, -above.low, above.p), abs=1e-9)
    assert below.below == pytest.approx(1 - above.below)


def test_a_sample_without_spread_compares_nothing() -> None:
    assert crawford_howell(1, Sample(0, 1, 1)) is None
    assert crawford_howell(1, Sample(0, 0, 9)) is None
    assert hedges_g(Sample(1, 1, 1), Sample(1, 1, 5)) is None
    assert hedges_g(Sample(1, 1, 5), Sample(1, 1, 1)) is None
    assert hedges_g(Sample(1, 0, 5), Sample(2, 0, 5)) is None


def test_a_sample_that_cannot_have_been_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="sd is -1, and no standard deviation is negative"):
        crawford_howell(1, Sample(0, -1, 9))
    with pytest.raises(ValueError, match="mean is nan"):
        hedges_g(Sample(1, 1, 5), Sample(float("nan"), 1, 5))
    with pytest.raises(ValueError, match=r"n is 5\.0"):
        hedges_g(Sample(1, 1, 5.0), Sample(1, 1, 5))
    with pytest.raises(ValueError, match="value is inf"):
        crawford_howell(float("inf"), Sample(0, 1, 9))


def test_hedges_g_gives_the_published_figures() -> None:
    found = hedges_g(Sample(103, 5.5, 50), Sample(100, 4.5, 50))
    assert found[:4] == pytest.approx((0.5970, 0.0418, 0.5924, 0.0411), abs=0.00005)
    few = hedges_g(Sample(3.9, 0.4, 5), Sample(3.3, 0.5, 9))
    assert (few.g, few.low, few.high) == pytest.approx((1.20, 0.08, 2.31), abs=0.005)


@given(SAMPLES, SAMPLES)
def test_hedges_g_turns_with_its_samples(a: Sample, b: Sample) -> None:
    found, turned = hedges_g(a, b), hedges_g(b, a)
    assert (turned.g, turned.low, turned.high) == pytest.approx((-found.g, -found.high, -found.low))
    assert abs(found.g) <= abs(found.d)
    assert found.low < found.g < found.high
