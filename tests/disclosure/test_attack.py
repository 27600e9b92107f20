"""What a reader could be certain of: the auditor itself, against figures worked out elsewhere and by brute force."""

from itertools import combinations, product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import attack
from queries.attack import Statement, TooManyError, certain, certain_by_counts, certain_by_truths, differencing
from queries.bands import Scheme, banded
from tests import oracle
from tests.studies import NORTHMERE

EVERYONE = frozenset(range(12))


def told(people: frozenset[int], scheme: Scheme, window: int = 3) -> Statement:
    """What the product tells of a group."""
    n = len(people)
    frame = banded(pl.DataFrame({"c": range(n + 1), "n": [n] * (n + 1)}), scheme, window, count="c")
    bands = list(frame.select("least", "most").iter_rows())
    return Statement(people, tuple(bands.index(band) for band in bands))


def raw(people: frozenset[int], telling: object = lambda count, n: count) -> Statement:
    assert callable(telling)
    return Statement(people, tuple(telling(count, len(people)) for count in range(len(people) + 1)))


def first(count: int) -> tuple[frozenset[int], frozenset[int]]:
    return frozenset(range(count)), EVERYONE - frozenset(range(count))


def starred(count: int, _n: int) -> int:
    return 99 if count in (1, 2) else count


def side(count: int, n: int) -> int:
    return (count * 2 > n) - (count * 2 < n) + 1


@pytest.mark.parametrize(
    ("statements", "outsider", "insider"),
    [
        ([raw(EVERYONE)], 2, 4),
        ([raw(EVERYONE, starred)], 2, 3),
        ([told(EVERYONE, Scheme.WINDOW, 2)], 0, 2),
        ([told(EVERYONE, Scheme.WINDOW)], 0, 0),
        ([raw(group) for group in (EVERYONE, *first(5))], 24, 40),
        ([raw(group, starred) for group in (EVERYONE, *first(5))], 22, 36),
        ([raw(EVERYONE), *(told(group, Scheme.SHARES) for group in first(6))], 10, 20),
        ([told(EVERYONE, Scheme.WORDS), *(told(group, Scheme.SHARES) for group in first(6))], 0, 0),
        ([told(EVERYONE, Scheme.WORDS), *(told(group, Scheme.SHARES) for group in first(5))], 0, 0),
        ([told(EVERYONE, Scheme.WINDOW), told(EVERYONE - {6}, Scheme.WINDOW)], 14, 14),
    ],
)  # fmt: skip
def test_the_schemes_leak_as_often_as_was_worked_out_for_them(
    statements: list[Statement], outsider: int, insider: int
) -> None:
    assert certain_by_truths(statements, 12) == certain_by_counts(statements, 12) == outsider
    assert certain_by_truths(statements, 12, knowing=1) == certain_by_counts(statements, 12, knowing=1) == insider


@pytest.mark.parametrize("parts", [(4, 8), (3, 9), (4, 4, 4)])
def test_groups_of_fewer_than_five_leak_even_in_words(parts: tuple[int, ...]) -> None:
    starts = [sum(parts[:place]) for place in range(len(parts))]
    groups = [frozenset(range(start, start + size)) for start, size in zip(starts, parts, strict=True)]
    statements = [told(EVERYONE, Scheme.WORDS), *(raw(group, side) for group in groups)]
    assert certain(statements, 12) + certain(statements, 12, knowing=1) > 0


@pytest.mark.parametrize("n", range(5, 13))
def test_a_window_is_safe_against_as_many_insiders_as_it_is_wide_less_two(n: int) -> None:
    for window in range(2, (n + 1) // 2 + 1):
        counts = pl.DataFrame({"c": range(n + 1), "n": [n] * (n + 1)})
        said = banded(counts, Scheme.WINDOW, window, count="c")
        if said["least"].null_count():
            continue
        bands = list(said.select("least", "most").iter_rows())
        statement = Statement(frozenset(range(n)), tuple(bands.index(band) for band in bands))
        for insiders in range(3):
            assert (certain([statement], n, knowing=insiders) == 0) == (window >= insiders + 2), (window, insiders)


def brute(statements: list[Statement], people: int, knowing: int) -> int:
    """The same by definition, in plain Python."""
    truths = list(product((False, True), repeat=people))

    def answer(truth: tuple[bool, ...]) -> tuple[int, ...]:
        return tuple(s.told[sum(truth[person] for person in s.people)] for s in statements)

    leaking = set()
    for insiders in combinations(range(people), knowing):
        left: dict[tuple[object, ...], list[tuple[bool, ...]]] = {}
        for truth in truths:
            left.setdefault((answer(truth), *(truth[i] for i in insiders)), []).append(truth)
        for (found, *_), alike in left.items():
            for person in set(range(people)) - set(insiders):
                if len({truth[person] for truth in alike}) == 1:
                    leaking.add(found)
    return len(leaking)


@st.composite
def anything_told(draw: st.DrawFn) -> tuple[list[Statement], int]:
    people = draw(st.integers(2, 6))
    groups = draw(st.lists(st.frozensets(st.integers(0, people - 1), min_size=1), min_size=1, max_size=3))
    statements = [
        Statement(group, tuple(draw(st.lists(st.integers(0, 2), min_size=len(group) + 1, max_size=len(group) + 1))))
        for group in groups
    ]
    return statements, people


@settings(deadline=None, max_examples=40)
@given(anything_told(), st.integers(0, 2))
def test_both_ways_of_trying_agree_with_the_definition(given_: tuple[list[Statement], int], knowing: int) -> None:
    statements, people = given_
    expected = brute(statements, people, knowing) if knowing < people else 0
    assert certain_by_truths(statements, people, knowing=knowing) == expected
    assert certain_by_counts(statements, people, knowing=knowing) == expected


def test_more_than_sixteen_people_are_tried_by_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    many = frozenset(range(40))
    assert certain([told(many, Scheme.WINDOW)], 40, knowing=1) == 0
    assert certain([told(many, Scheme.WINDOW), told(many - {3}, Scheme.WINDOW)], 40) > 0
    monkeypatch.setattr(attack, "MOST_COUNTS", 10)
    with pytest.raises(TooManyError, match="41 combinations of counts are more than can be tried"):
        certain([told(many, Scheme.WINDOW)], 40)


def test_one_number_less_another_is_found() -> None:
    assert differencing([EVERYONE, EVERYONE - {6}], 12, 2) == [(6,)]
    assert differencing([EVERYONE, EVERYONE - {6, 7}], 12, 2) == [(6, 7)]
    assert differencing([EVERYONE, *first(6)], 12, 2) == []
    assert differencing([], 12, 2) == []


def test_slices_by_organisation_single_out_five_leaders_of_northmere() -> None:
    people = oracle.rows(NORTHMERE, "respondents")
    by_body: dict[str, set[int]] = {}
    for place, person in enumerate(people):
        by_body.setdefault(person["organisation"], set()).add(place)
    found = differencing([EVERYONE, *map(frozenset, by_body.values())], 12, 1)
    assert [people[place]["respondent"] for (place,) in found] == ["L04", "L05", "L08", "L09", "L12"]


def test_seven_in_all_with_five_of_five_providers_leaves_21_truths_that_agree_on_the_five() -> None:
    truths = [t for t in product((0, 1), repeat=12) if sum(t) == 7 and sum(t[:5]) == 5]
    assert len(truths) == 21
    assert [all(t[person] for t in truths) for person in range(12)] == [True] * 5 + [False] * 7
