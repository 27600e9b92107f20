from dataclasses import replace
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.strip_rows import HEAD, Mark, Reading, Strip, laid_out
from dashboard.figures.strips import strips

ALONE = Strip(
    key="reach",
    name="Care sectors covered",
    unit="share, records",
    ticks=("0%", "50%", "100%"),
    places=(Mark(0.75, 0.75, "Northmere"),),
    issue=(Mark(0.25, 0.25), Mark(0.25, 0.25), Mark(0.5, 0.5)),
    middle=(0.25, 0.38),
    median=0.25,
    readings=(Reading("Northmere", "75%", "highest of 4 with data"),),
    missing="1 network: no data",
)
RANGED = replace(ALONE, key="voiced", places=(Mark(0.8, 1.0, "Northmere"),), issue=(Mark(0, 0.2), Mark(0.1, 0.1)))
SILENT = replace(
    ALONE, key="silent", places=(), readings=(Reading("Northmere", "No value to show", ""),), middle=None, median=None
)
SEVERAL = replace(
    ALONE,
    places=(Mark(0.3, 0.3, "Eastvale"), Mark(0.31, 0.31, "Northmere"), Mark(0.9, 0.9, "Southport")),
    readings=tuple(Reading(name, "7", "2nd highest of 6 with data") for name in ("Eastvale", "Northmere", "Southport")),
)


def drawn(*rows: Strip, stacked: bool = False) -> go.Figure:
    return strips(laid_out(rows, stacked=stacked, room=400), stacked=stacked)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    return next(one for one in figure.data if one.name == name)


def texts(figure: go.Figure) -> str:
    return " ".join(one.text for one in figure.layout.annotations)


def test_each_network_has_one_mark_where_it_stands() -> None:
    figure = drawn(ALONE)
    assert list(trace(figure, "place-based").x) == [0.75]
    assert list(trace(figure, "issue-based").x) == [0.25, 0.25, 0.5]
    middle = trace(figure, "middle half")
    assert (list(middle.base), list(middle.x)) == ([0.25], [pytest.approx(0.13)])
    assert list(trace(figure, "medians").x)[:2] == [0.25, 0.25]
    assert not [one for one in figure.data if one.name == "ranges"]


def test_equal_values_stand_above_one_another_and_the_diamond_on_the_line() -> None:
    row = laid_out([replace(ALONE, issue=(*ALONE.issue, Mark(0.75, 0.75)))], stacked=False, room=400)[0]
    assert (row.places, row.issue) == ((0,), (0, 1, 0, 1))
    ys = trace(strips([row], stacked=False), "issue-based").y
    assert ys[0] == row.at
    assert ys[1] < row.at  # further up the page


def test_a_heap_of_many_keeps_low() -> None:
    row = laid_out([replace(ALONE, issue=(Mark(0.25, 0.25),) * 20)], stacked=False, room=400)[0]
    assert sorted(row.issue) == list(range(20))
    assert row.height < 110


def test_a_range_is_a_hatched_band_and_no_point() -> None:
    figure = drawn(RANGED)
    assert list(trace(figure, "place-based").x) == []
    assert list(trace(figure, "issue-based").x) == [0.1]
    bands = trace(figure, "ranges")
    spans = [(round(base + 0.006, 3), round(long - 0.012, 3)) for base, long in zip(bands.base, bands.x, strict=True)]
    assert spans == [(0.8, 0.2), (0, 0.2)]
    assert bands.marker.pattern.shape == "/"
    assert bands.width[0] > bands.width[1]
    assert bands.y[0] > bands.y[1]  # the place-based on the line, the issue-based above it


def test_what_is_not_told_has_no_mark_and_no_rank() -> None:
    figure = drawn(SILENT)
    assert list(trace(figure, "place-based").x) == []
    assert list(trace(figure, "middle half").x) == list(trace(figure, "medians").x) == []
    assert "No value to show" in texts(figure)
    assert "<b>" not in texts(figure)
    assert "highest" not in texts(figure)


@pytest.mark.parametrize("stacked", [False, True])
def test_a_row_says_name_value_rank_and_what_is_missing(stacked: bool) -> None:
    figure = drawn(ALONE, RANGED, stacked=stacked)
    for text in ("Care sectors covered", "<b>75%</b>", "highest of 4 with data", "1 network: no data"):
        assert text in texts(figure)
    assert list(trace(figure, "ticks").text) == ["0%", "50%", "100%"] * 2
    assert list(trace(figure, "names").text) == []


@pytest.mark.parametrize("stacked", [False, True])
def test_several_places_are_named_over_their_marks_without_running_into_one_another(stacked: bool) -> None:
    row = laid_out([SEVERAL], stacked=stacked, room=400)[0]
    assert row.labels == (0, 1, 0)
    names = trace(strips([row], stacked=stacked), "names")
    assert list(names.text) == ["Eastvale", "Northmere", "Southport"]
    assert names.y[1] < names.y[0] < row.at
    said = texts(strips([row], stacked=stacked)).replace("<br>", " ")
    for name in names.text:
        assert f"{name} 7, 2nd highest" in said


def test_names_are_no_markup() -> None:
    figure = drawn(replace(ALONE, name="Care <b>& more", readings=(Reading("N", "<1%", "highest"),)))
    assert "Care &lt;b&gt;&amp; more" in texts(figure)
    assert "&lt;1%" in texts(figure)


def test_long_ticks_keep_inside_and_short_ones_stand_under_the_end() -> None:
    assert trace(drawn(ALONE), "ticks").textposition == ("bottom center",) * 3
    long = trace(drawn(replace(ALONE, ticks=("0", "500,000", "1,000,000"))), "ticks").textposition
    assert long == ("bottom center", "bottom center", "bottom left")
    assert trace(drawn(ALONE, stacked=True), "ticks").textposition[0] == "bottom right"


def test_many_rows_are_few_traces() -> None:
    figure = drawn(*[replace(RANGED, key=str(number)) for number in range(21)])
    assert len(figure.data) <= 9
    assert len(figure.layout.annotations) <= 3 * 21


shares = st.floats(0, 1)
marks = st.one_of(
    shares.map(lambda at: Mark(at, at)), st.tuples(shares, shares).map(lambda ends: Mark(min(ends), max(ends)))
)


@given(st.lists(st.lists(marks, max_size=12), min_size=1, max_size=4), st.booleans())
def test_rows_follow_one_another_and_no_two_marks_share_a_place(issue: list[list[Mark]], stacked: bool) -> None:
    rows = laid_out([replace(ALONE, issue=tuple(one)) for one in issue], stacked=stacked, room=300)
    assert rows[0].top == HEAD
    for row, following in pairwise(rows):
        assert following.top == row.top + row.height
    for row in rows:
        assert row.top <= row.at - row.over
        assert row.at < row.top + row.height
        assert row.height >= 44
        seen = [(level, mark.low) for level, mark in zip(row.issue, row.strip.issue, strict=True)]
        assert len(set(seen)) == len(seen)
