import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.audience import Audience, Terms
from queries.bands import NOT_SHOWN, Scheme, banded, scheme_for

sizes = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def band(count: int, n: int, scheme: Scheme, window: int = 3) -> tuple[int | None, int | None, str]:
    frame = banded(pl.DataFrame({"c": [count], "n": [n]}), scheme, window, count="c")
    assert "c" not in frame.columns
    least, most, says = frame.select("least", "most", "says").row(0)
    return least, most, says


@pytest.mark.parametrize(
    ("count", "scheme", "expected"),
    [
        (0, Scheme.WINDOW, (0, 2, "2 or fewer of 12")),
        (2, Scheme.WINDOW, (0, 2, "2 or fewer of 12")),
        (3, Scheme.WINDOW, (3, 3, "3 of 12")),
        (9, Scheme.WINDOW, (9, 9, "9 of 12")),
        (10, Scheme.WINDOW, (10, 12, "10 or more of 12")),
        (12, Scheme.WINDOW, (10, 12, "10 or more of 12")),
        (2, Scheme.WORDS, (0, 2, "few of 12")),
        (3, Scheme.WORDS, (3, 9, "some of 12")),
        (11, Scheme.WORDS, (10, 12, "nearly all of 12")),
        (5, Scheme.SHARES, (0, 5, "a minority of 12")),
        (6, Scheme.SHARES, (6, 6, "half of 12")),
        (7, Scheme.SHARES, (7, 12, "a majority of 12")),
        (12, Scheme.EXACT, (12, 12, "12 of 12")),
    ],
)  # fmt: skip
def test_what_is_told_of_twelve(count: int, scheme: Scheme, expected: tuple[int, int, str]) -> None:
    assert band(count, 12, scheme) == expected


@given(sizes, st.sampled_from(Scheme), st.integers(3, 6))
def test_a_band_holds_its_count_and_words_coarsen_what_the_window_tells(
    size: tuple[int, int], scheme: Scheme, window: int
) -> None:
    count, n = size
    least, most, says = band(count, n, scheme, window)
    if says == NOT_SHOWN:
        assert (least, most) == (None, None)
        assert n < 2 * window or n < 5
        return
    assert least is not None
    assert most is not None
    assert 0 <= least <= count <= most <= n
    if scheme == Scheme.WORDS:
        inner_least, inner_most, _ = band(count, n, Scheme.WINDOW, window)
        assert inner_least is not None
        assert inner_most is not None
        assert least <= inner_least <= inner_most <= most


@given(st.integers(0, 4), st.sampled_from([Scheme.WINDOW, Scheme.WORDS, Scheme.SHARES]))
def test_a_group_of_fewer_than_five_is_not_shown_and_does_not_say_how_few(n: int, scheme: Scheme) -> None:
    frame = banded(pl.DataFrame({"c": list(range(n + 1)), "n": [n] * (n + 1)}), scheme, 3, count="c")
    assert set(frame.rows()) == {(None, None, None, NOT_SHOWN)}


def test_leaders_are_told_in_one_way_and_a_conference_never_more() -> None:
    def scheme(audience: Audience, counts: str, *, is_split: bool = False) -> Scheme:
        return scheme_for(Terms(audience, counts, 3, None), is_split=is_split)

    assert scheme(Audience.LEADER, "window") == Scheme.WINDOW
    assert scheme(Audience.PRESENTATION, "window") == Scheme.WORDS
    assert scheme(Audience.LEADER, "words") == scheme(Audience.PRESENTATION, "words") == Scheme.WORDS
    assert scheme(Audience.LEADER, "words", is_split=True) == Scheme.SHARES
    assert {
        scheme(Audience.ANALYST, counts, is_split=split) for counts in ("window", "words") for split in (True, False)
    } == {Scheme.EXACT}
