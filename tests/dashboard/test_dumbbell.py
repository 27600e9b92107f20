import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.dumbbell import dumbbell
from dashboard.figures.paired_rows import LANES, NARROW_ROOM, PLAIN, lines
from dashboard.figures.rows import ticks
from queries.bands import Scheme, banded


def change(
    *rows: tuple[str, int, int], n: int = 10, scheme: Scheme = Scheme.WINDOW, themes: dict[str, str] | None = None
) -> pl.DataFrame:
    """Rows of (name, before, after) of n people, as an audience is told them."""
    frame = pl.DataFrame(
        [
            ((themes or {}).get(name, "Theme"), name, f"Code {name}", before, after, n, n)
            for name, before, after in rows
        ],
        schema=["heading", "code", "name", "before", "after", "n", "of"],
        orient="row",
    )
    frame = banded(frame, scheme, 3, count="before", prefix="before_")
    frame = frame.with_columns(n="of")
    return banded(frame, scheme, 3, count="after", prefix="after_").with_columns(
        first_label=pl.lit("2014"), last_label=pl.lit("2015")
    )


def dots(figure: go.Figure, name: str) -> list[tuple[float, float]]:
    [trace] = [trace for trace in figure.data if trace.name == name]
    return list(zip(trace.x, trace.y, strict=True))


def bands(figure: go.Figure) -> list[tuple[int, int, float]]:
    """The least, the most and the height of each hatched band, rounded to people."""
    return [
        (round(base + 0.18), round(base + long - 0.18), y)
        for trace in figure.data
        if trace.name == "ranges"
        for base, long, y in zip(trace.base, trace.x, trace.y, strict=True)
    ]


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def moves(figure: go.Figure) -> list[tuple[float, float]]:
    [trace] = [trace for trace in figure.data if trace.name == "moves"]
    return list(zip(trace.x[::3], trace.x[1::3], strict=True))


def test_an_open_dot_and_a_filled_one_stand_on_their_numbers_and_are_joined() -> None:
    figure = dumbbell(change(("a", 4, 7)), stacked=True)
    [line] = lines(change(("a", 4, 7)), stacked=True)
    assert dots(figure, "first") == [(4, line.middle)]
    assert dots(figure, "last") == [(7, line.middle)]
    assert moves(figure) == [(4, 7)]
    assert texts(figure) == ["Code a", "4 → 7 of 10"]
    assert figure.data[0].name == "lattice"
    assert sorted(figure.data[0].x) == list(range(11))
    assert list(figure.layout.xaxis.ticktext) == [str(number) for number in range(11)]


def test_the_marks_of_the_two_occasions_differ_without_colour() -> None:
    figure = dumbbell(change(("a", 4, 7)))
    first, last = (next(trace for trace in figure.data if trace.name == name) for name in ("first", "last"))
    assert first.marker.color != last.marker.color  # paper in an ink ring, and ink
    assert first.marker.line.color == last.marker.color
    assert first.marker.line.width > 0


def test_a_fall_runs_from_the_open_dot_to_the_filled_one() -> None:
    figure = dumbbell(change(("a", 7, 4)))
    assert moves(figure) == [(7, 4)]
    assert "7 → 4 of 10" in texts(figure)


def test_one_that_did_not_move_is_a_filled_dot_in_an_open_ring() -> None:
    figure = dumbbell(change(("a", 5, 5)))
    first, last = (next(trace for trace in figure.data if trace.name == name) for name in ("first", "last"))
    assert list(first.x) == list(last.x) == [5]
    assert first.marker.size[0] > last.marker.size[0] + 2 * first.marker.line.width
    assert moves(figure) == []


def test_a_range_is_a_band_instead_of_a_dot_and_the_line_ends_where_it_begins() -> None:
    figure = dumbbell(change(("a", 1, 7), ("b", 5, 9)), stacked=True)
    one, other = lines(change(("a", 1, 7), ("b", 5, 9)), stacked=True)
    assert bands(figure) == [(0, 2, one.middle), (8, 10, other.middle)]
    assert dots(figure, "first") == [(5, other.middle)]
    assert dots(figure, "last") == [(7, one.middle)]
    assert moves(figure) == [(pytest.approx(2.18), 7), (5, pytest.approx(7.82))]
    assert texts(figure) == ["Code a", "2 or fewer → 7", "Code b", "5 → 8 or more"]
    assert "2 or fewer → 7 of 10" in texts(dumbbell(change(("a", 1, 7))))  # where there is room


def test_two_ranges_have_a_lattice_each_the_first_occasion_above_and_their_dots_before_it() -> None:
    told = change(("a", 1, 9), ("b", 8, 10), stacked_words := ("c", 4, 5))
    figure = dumbbell(told, stacked=True)
    apart, alike, plain = lines(told, stacked=True)
    assert [line.has_lanes for line in (apart, alike, plain)] == [True, True, False]
    (least, most, high), (next_least, next_most, low) = bands(figure)[:2]
    assert (least, most, next_least, next_most) == (0, 2, 8, 10)
    assert high < apart.middle < low
    assert [band[:2] for band in bands(figure)[2:]] == [(8, 10), (8, 10)]
    keys = {name: [(x, y) for x, y in dots(figure, name) if x < 0] for name in ("first", "last")}
    assert [y for _, y in keys["first"]] == [bands(figure)[0][2], bands(figure)[2][2]]
    assert [y for _, y in keys["last"]] == [bands(figure)[1][2], bands(figure)[3][2]]
    assert figure.layout.xaxis.range[0] <= min(x for x, _ in keys["first"])
    assert len(moves(figure)) == 2  # none between two ranges that are the same
    assert alike.height - plain.height == LANES - PLAIN
    assert stacked_words[0] == plain.code


def test_in_words_every_end_is_a_band() -> None:
    figure = dumbbell(change(("a", 1, 7), ("b", 4, 5), scheme=Scheme.WORDS))
    assert [band[:2] for band in bands(figure)] == [(0, 2), (3, 7), (3, 7), (3, 7)]
    assert {"few → some of 10", "some → some of 10"} < set(texts(figure))
    assert not [x for name in ("first", "last") for x, _ in dots(figure, name) if x >= 0]


def test_what_is_not_shown_has_a_label_and_no_mark() -> None:
    told = change(("a", 1, 3), n=4)
    figure = dumbbell(told)
    assert texts(figure) == ["Code a", "Not shown for this group"]
    assert [len(trace.x) for trace in figure.data] == [0, 0, 0, 0]
    assert figure.layout.xaxis.ticktext == ()


def test_headings_stand_where_there_are_several_themes() -> None:
    told = change(("a", 4, 7), ("b", 4, 5), ("c", 3, 4), themes={"c": "Other <i>"})
    found = lines(told, stacked=False)
    assert [(line.text, line.code) for line in found] == [
        ("Theme", ""), ("Code a", "a"), ("Code b", "b"), ("Other &lt;i&gt;", ""), ("Code c", "c"),
    ]  # fmt: skip
    assert "<b>Theme</b>" in texts(dumbbell(told))
    assert [line.code for line in lines(told.head(2), stacked=False)] == ["a", "b"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=8), st.booleans())
def test_rows_follow_one_another_and_fill_the_figure(counts: list[tuple[int, int]], stacked: bool) -> None:
    told = change(*[(str(place), *ends) for place, ends in enumerate(counts)], n=12)
    found = lines(told, stacked=stacked)
    assert [line.top for line in found] == [sum(line.height for line in found[:place]) for place in range(len(found))]
    assert all(line.top < line.middle < line.top + line.height for line in found)
    figure = dumbbell(told, stacked=stacked)
    assert figure.layout.yaxis.range == (sum(line.height for line in found), 0)
    marked = sum(x >= 0 for name in ("first", "last") for x, _ in dots(figure, name)) + len(bands(figure))
    assert marked == 2 * len(counts)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2), st.integers(0, 2), st.integers(10, 12), st.integers(10, 12))
def test_nothing_drawn_depends_on_what_a_range_hides(few: int, fewer: int, many: int, more: int) -> None:
    one = dumbbell(change(("a", few, many), ("b", many, 5), n=12), stacked=True)
    other = dumbbell(change(("a", fewer, more), ("b", more, 5), n=12), stacked=True)
    assert one.to_json() == other.to_json()


def test_a_long_name_takes_a_second_line_and_never_runs_into_its_value() -> None:
    long = change(("a", 1, 7)).with_columns(name=pl.lit("A name that is far too long for one line of a phone, by far"))
    [line] = lines(long, stacked=True)
    assert line.text.count("<br>") == 1
    assert line.text.endswith("…")
    widest = max(map(len, line.text.split("<br>")))
    assert (widest + len(line.value)) * 6.6 < NARROW_ROOM
    [short] = lines(change(("a", 1, 7)), stacked=True)
    assert line.height - short.height == 18


def test_an_axis_prints_both_ends_and_no_more_than_fit() -> None:
    assert ticks(0) == [0]
    assert ticks(12) == list(range(13))
    for n in (15, 40, 99, 1000):
        assert ticks(n)[0] == 0
        assert ticks(n)[-1] == n
        assert len(ticks(n)) <= 15
