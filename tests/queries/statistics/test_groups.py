"""Pairs, small groups, many tests, and codes that meet."""

from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar

from queries.statistics import (
    adjust,
    boschloo_p,
    cooccurrence,
    detectable_difference,
    fisher_p,
    paired_change,
    smallest_fisher_p,
)

FEW = st.integers(0, 12)
BH_1995 = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1,
]


def test_a_dozen_people_can_have_an_interval_without_0_and_a_test_that_does_not_reject() -> None:
    found = paired_change(both=3, lost=1, gained=6, neither=2)
    assert found[:3] == pytest.approx((0.417, 0.022, 0.670), abs=0.0005)
    assert (found.p_exact, found.p_mid) == (0.125, 0.0703125)


@pytest.mark.parametrize(
    ("counts", "ends"),
    [
        ((59, 16, 6, 80), (-0.0621, -0.1186, -0.0046)),
        ((36, 2, 12, 0), (0.2, 0.0569, 0.3404)),
        ((20, 2, 12, 16), (0.2, 0.0562, 0.3292)),
        ((1, 0, 0, 1), (0, -0.5734, 0.5734)),
        ((12, 0, 0, 0), (0, -0.2425, 0.2425)),
    ],
)
def test_newcombe_for_pairs_gives_the_published_figures(counts: tuple, ends: tuple) -> None:
    assert paired_change(*counts)[:3] == pytest.approx(ends, abs=0.00006)


@pytest.mark.parametrize(
    ("changed", "p_value"), [(0, 1), (1, 1), (2, 0.5), (3, 0.25), (4, 0.125), (5, 0.0625), (6, 0.03125)]
)
def test_the_smallest_p_value_depends_on_how_many_changed(changed: int, p_value: float) -> None:
    assert paired_change(3, 0, changed, 4).p_exact == p_value


@settings(deadline=None)
@given(FEW, FEW, FEW, FEW)
def test_mcnemar_is_that_of_statsmodels(both: int, lost: int, gained: int, neither: int) -> None:
    if lost + gained:
        expected = mcnemar([[both, lost], [gained, neither]], exact=True).pvalue
        assert paired_change(both, lost, gained, neither).p_exact == pytest.approx(expected)


@given(FEW, FEW, FEW, FEW)
def test_a_change_lies_in_its_interval_and_turns_with_time(both: int, lost: int, gained: int, neither: int) -> None:
    found = paired_change(both, lost, gained, neither)
    if found is None:
        assert both + lost + gained + neither == 0
        return
    assert -1 - 1e-12 <= found.low <= found.difference + 1e-12
    assert found.difference - 1e-12 <= found.high <= 1 + 1e-12
    assert 0 < found.p_mid <= found.p_exact <= 1
    back = paired_change(both, gained, lost, neither)
    assert back[:3] == pytest.approx((-found.difference, -found.high, -found.low), abs=1e-12)
    assert back[3:] == found[3:]


def test_a_pair_count_must_be_a_count() -> None:
    with pytest.raises(ValueError, match="gained is -1"):
        paired_change(1, 1, -1, 1)


@pytest.mark.parametrize(
    ("table", "p_value"),
    [
        (((3, 1), (1, 3)), 0.485714),
        (((2, 10), (15, 3)), 0.00053672),
        (((0, 16), (15, 57)), 0.0628667),
        (((5, 1), (2, 4)), 0.2424),
        (((3, 2), (0, 7)), 0.0455),
    ],
)
def test_fisher_gives_the_published_figures(table: tuple, p_value: float) -> None:
    assert fisher_p(table) == pytest.approx(p_value, rel=0.001)


@settings(deadline=None)
@given(FEW, FEW, FEW, FEW)
def test_fisher_is_the_same_whichever_group_comes_first(a: int, b: int, c: int, d: int) -> None:
    one, other = fisher_p(((a, b), (c, d))), fisher_p(((c, d), (a, b)))
    assert (one is None) == (a + b == 0 or c + d == 0)
    assert one is other is None or one == pytest.approx(other)


def unconditional(said_a: int, n_a: int, said_b: int, n_b: int) -> float:
    """Boschloo's test straight from its definition: twice the smaller of the two sides, the worst case on a fine grid."""

    def tail(x: int, y: int, sign: int) -> float:
        said = x + y
        weights = {k: comb(n_a, k) * comb(n_b, said - k) for k in range(max(0, said - n_b), min(n_a, said) + 1)}
        return sum(weight for k, weight in weights.items() if sign * k >= sign * x) / comb(n_a + n_b, said)

    tables = [(x, y) for x in range(n_a + 1) for y in range(n_b + 1)]
    sides = []
    for sign in (1, -1):
        extreme = [(x, y) for x, y in tables if tail(x, y, sign) <= tail(said_a, said_b, sign) + 1e-12]
        sides.append(
            max(
                sum(comb(n_a, x) * comb(n_b, y) * p ** (x + y) * (1 - p) ** (n_a + n_b - x - y) for x, y in extreme)
                for p in (step / 1000 for step in range(1001))
            )
        )
    return min(1, 2 * min(sides))


@pytest.mark.parametrize("counts", [(5, 6, 2, 6), (3, 4, 1, 4), (3, 5, 0, 7)])
def test_boschloo_is_its_definition_with_rows_for_groups(counts: tuple[int, int, int, int]) -> None:
    said_a, n_a, said_b, n_b = counts
    found = boschloo_p(((said_a, n_a - said_a), (said_b, n_b - said_b)))
    assert found == pytest.approx(unconditional(*counts), abs=0.0005)


def test_boschloo_gives_the_published_figures() -> None:
    assert boschloo_p(((7, 8), (12, 3))) == pytest.approx(0.06822, abs=0.00005)
    assert boschloo_p(((5, 2), (1, 4))) == pytest.approx(0.1071, abs=0.00005)
    assert boschloo_p(((3, 1), (1, 3))) == pytest.approx(0.2890625, abs=0.00005)


def test_groups_that_all_say_the_same_do_not_differ() -> None:
    assert fisher_p(((3, 0), (4, 0))) == 1
    assert boschloo_p(((3, 0), (4, 0))) == 1


def test_an_empty_group_has_no_test() -> None:
    assert fisher_p(((0, 0), (4, 1))) is None
    assert boschloo_p(((4, 1), (0, 0))) is None
    assert smallest_fisher_p(0, 4) is None
    assert smallest_fisher_p(4, 0) is None
    assert detectable_difference(0, 4) is None
    assert detectable_difference(4, 0) is None


@pytest.mark.parametrize("table", [((1, 2),), ((1, 2, 3), (4, 5, 6)), ((1, 2), (3, 4), (5, 6))])
def test_a_table_of_another_shape_is_refused(table: tuple) -> None:
    with pytest.raises(ValueError, match="which is not two rows of two"):
        fisher_p(table)


def test_a_table_holds_counts() -> None:
    with pytest.raises(ValueError, match="did not in group b is -4"):
        fisher_p(((1, 2), (3, -4)))
    with pytest.raises(ValueError, match=r"n_b is 5\.0"):
        smallest_fisher_p(5, 5.0)
    assert detectable_difference(5, 5) == pytest.approx(0.8)
    with pytest.raises(ValueError, match=r"n_a is 5\.0"):
        detectable_difference(5.0, 5)


@pytest.mark.parametrize(("n_a", "n_b", "p_value"), [(1, 11, 0.083), (3, 3, 0.10), (4, 4, 0.029), (2, 10, 0.015)])
def test_the_smallest_p_value_of_two_small_groups(n_a: int, n_b: int, p_value: float) -> None:
    assert smallest_fisher_p(n_a, n_b) == pytest.approx(p_value, abs=0.0005)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 6), st.integers(1, 6))
def test_what_two_groups_could_show_is_what_their_tables_show(n_a: int, n_b: int) -> None:
    tables = {(x, y): fisher_p(((x, n_a - x), (y, n_b - y))) for x in range(n_a + 1) for y in range(n_b + 1)}
    assert smallest_fisher_p(n_a, n_b) == pytest.approx(min(tables.values()))
    reached = [abs(x / n_a - y / n_b) for (x, y), p_value in tables.items() if p_value < 0.05]
    assert detectable_difference(n_a, n_b) == (pytest.approx(min(reached)) if reached else None)


def test_what_a_dozen_leaders_in_two_groups_could_show() -> None:
    assert detectable_difference(5, 7) == pytest.approx(0.60)
    assert detectable_difference(6, 6) == pytest.approx(0.83, abs=0.005)
    assert detectable_difference(1, 11) is None


def test_adjusted_p_values_are_the_published_ones() -> None:
    hochberg, holm = adjust(BH_1995), adjust(BH_1995, "holm")
    assert hochberg[:5] == pytest.approx([0.0015, 0.0030, 0.0095, 0.03562, 0.0603], abs=0.00001)
    assert sum(p < 0.05 for p in hochberg) == 4
    assert sum(p < 0.05 for p in holm) == 3


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.sampled_from(["bh", "holm"]))
def test_adjusting_keeps_the_order_and_never_lowers(p_values: list[float], method: str) -> None:
    found = adjust(p_values, method)
    assert all(before <= after + 1e-12 and after <= 1 for before, after in zip(p_values, found, strict=True))
    ranked = [after for _, after in sorted(zip(p_values, found, strict=True))]
    assert all(one <= other + 1e-12 for one, other in pairwise(ranked))


def test_adjusting_refuses_what_it_cannot_use() -> None:
    assert adjust([]) == []
    with pytest.raises(ValueError, match=r"p_values holds 1\.5, which is not from 0 to 1"):
        adjust([0.5, 1.5])
    with pytest.raises(ValueError, match="p_values holds nan"):
        adjust([float("nan")])
    with pytest.raises(ValueError, match="method is 'bonferroni'"):
        adjust([0.5], "bonferroni")


def test_codes_that_look_linked_can_be_independent() -> None:
    found = cooccurrence(3, 4, 9, 12)
    assert (found.jaccard, found.lift, found.expected, found.phi) == (0.3, 1, 3, 0)
    linked = cooccurrence(5, 7, 6, 12)
    assert (linked.jaccard, linked.expected) == (0.625, 3.5)
    assert (linked.lift, linked.phi) == pytest.approx((1.429, 0.507), abs=0.0005)
    assert fisher_p(linked.table) == pytest.approx(0.242, abs=0.0005)
    assert cooccurrence(7, 9, 9, 12).lift == pytest.approx(1.04, abs=0.005)
    apart = cooccurrence(0, 4, 5, 12)
    assert (apart.jaccard, apart.lift) == (0, 0)
    assert (apart.phi, fisher_p(apart.table)) == pytest.approx((-0.598, 0.081), abs=0.0005)


def test_unused_codes_have_no_cooccurrence() -> None:
    found = cooccurrence(0, 0, 0, 12)
    assert found == (((0, 0), (0, 12)), None, None, None, 0, None)
    assert cooccurrence(0, 0, 3, 12).lift is None
    assert cooccurrence(0, 0, 3, 12).jaccard == 0
    assert cooccurrence(3, 12, 3, 12).phi is None
    assert cooccurrence(0, 0, 0, 0) is None


@given(FEW, FEW, FEW, FEW)
def test_cooccurrence_does_not_mind_which_code_comes_first(both: int, only_a: int, only_b: int, neither: int) -> None:
    total = both + only_a + only_b + neither
    one = cooccurrence(both, both + only_a, both + only_b, total)
    other = cooccurrence(both, both + only_b, both + only_a, total)
    if total == 0:
        assert one is other is None
        return
    assert one[1:] == other[1:]
    assert sum(map(sum, one.table)) == total
    assert one.phi is None or -1 - 1e-12 <= one.phi <= 1 + 1e-12


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ((5, 4, 6, 12), "both is 5, more than first"),
        ((5, 6, 4, 12), "both is 5, more than second"),
        ((1, 13, 1, 12), "first is 13, more than total"),
        ((1, 1, 13, 12), "second is 13"),
        ((1, 8, 8, 12), "first \\+ second - both is 15, more than total"),
        ((-1, 1, 1, 1), "both is -1"),
    ],
)
def test_counts_that_contradict_one_another_are_refused(counts: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cooccurrence(*counts)
