import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures import dot_plot
from dashboard.figures.rows import arrange, height
from dashboard.style import COLOURS
from queries.bands import Scheme, banded


def frame(groups: dict[str, int], counts: dict[str, list[int]], heading: str | None = "Theme") -> pl.DataFrame:
    cells = [
        (label, heading, code, f"Code {code}", count, n)
        for code, values in counts.items()
        for (label, n), count in zip(groups.items(), values, strict=True)
    ]
    counted = pl.DataFrame(cells, schema=["label", "heading", "code", "name", "count", "n"], orient="row")
    return banded(counted, Scheme.EXACT, 3, count="count")


def dots(figure: go.Figure) -> list[tuple[float, float]]:
    [people] = [trace for trace in figure.data if trace.name == "people"]
    return list(zip(people.x, people.y, strict=True))


def texts(figure: go.Figure) -> list[str]:
    return [annotation.text for annotation in figure.layout.annotations]


def test_each_dot_stands_on_the_number_of_people() -> None:
    figure = dot_plot.dot_plot(frame({"All": 12}, {"a": [7], "b": [0]}))
    assert dots(figure) == [(7, 1), (0, 2)]  # row 0 is the heading
    assert texts(figure) == ["<b>Theme</b>", "Code a", "7 of 12", "Code b", "0 of 12"]


def test_the_axis_and_the_lattice_hold_every_whole_number_that_could_occur() -> None:
    figure = dot_plot.dot_plot(frame({"All": 12}, {"a": [7]}))
    assert list(figure.layout.xaxis.ticktext) == [str(number) for number in range(13)]
    assert sorted(figure.data[0].x) == list(range(13))


def test_groups_have_panels_of_their_own_with_one_person_the_same_width() -> None:
    figure = dot_plot.dot_plot(frame({"A": 5, "B": 7}, {"a": [2, 2]}))
    (first, _), (second, _) = dots(figure)
    ticks = dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))
    starts = [at for at, text in ticks.items() if text == "0"]
    assert (first - starts[0], second - starts[1]) == (pytest.approx(2), pytest.approx(2))
    assert starts[1] > 5
    assert {"2/5", "2/7"} < set(texts(figure))
    assert any("n = 7" in text for text in texts(figure))


def test_stacked_groups_stand_under_the_code_they_belong_to() -> None:
    cells = frame({"A": 5, "B": 7}, {"a": [2, 6]})
    rows = arrange(cells, stacked=True)
    assert [(row.kind, row.text) for row in rows] == [
        ("heading", "Theme"),
        ("code", "Code a"),
        ("group", "A"),
        ("group", "B"),
    ]
    figure = dot_plot.dot_plot(cells, stacked=True)
    assert dots(figure) == [(2, 2), (6, 3)]
    assert figure.layout.height == height(rows, stacked=True, groups=["A", "B"])


def test_codes_without_a_theme_have_no_heading() -> None:
    assert [row.kind for row in arrange(frame({"All": 3}, {"a": [1]}, heading=None), stacked=False)] == ["code"]


def test_a_large_study_has_a_readable_axis() -> None:
    figure = dot_plot.dot_plot(frame({"All": 1000}, {"a": [417]}))
    numbers = [int(text) for text in figure.layout.xaxis.ticktext]
    assert numbers[0] == 0
    assert numbers[-1] == 1000
    assert len(numbers) <= 15
    assert len(figure.data[0].x) <= 15


def test_names_are_words_and_never_markup() -> None:
    cells = frame({"All": 3}, {"a": [1]}).with_columns(name=pl.lit("<b>Pay & power</b>" + " very" * 30))
    text = texts(dot_plot.dot_plot(cells))[1]
    assert text.startswith("&lt;b&gt;Pay &amp; power&lt;/b&gt;")
    assert text.endswith("…")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_gives_the_colours(theme: str) -> None:
    figure = dot_plot.dot_plot(frame({"All": 3}, {"a": [1]}), theme=theme)
    assert figure.data[1].marker.color == COLOURS[theme]["ink"]


def sided(**more: list[object]) -> pl.DataFrame:
    """A barrier of 7, an enabler of 5 and a code of neither that 12 voice, each under a heading of its kind."""
    cells = frame({"All": 12}, {"a": [7], "b": [5], "c": [12]})
    kinds = ["barrier", "enabler", "leaders"]
    return cells.with_columns(
        heading=pl.Series(["Hinders", "Carries", "Neither"]), mark=pl.Series(kinds), heading_mark=pl.Series(kinds),
        **{name: pl.Series(values) for name, values in more.items()},
    )  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_barriers_and_enablers_are_triangles_that_point_down_and_up(theme: str) -> None:
    figure = dot_plot.dot_plot(sided(), theme=theme)
    [people] = [trace for trace in figure.data if trace.name == "people"]
    assert list(people.marker.symbol) == ["triangle-down", "triangle-up", "circle"]
    assert list(people.marker.color) == [COLOURS[theme][name] for name in ("barrier", "enabler", "ink")]
    assert people.marker.opacity == 1
    down, up, neither = [text for text in texts(figure) if text.endswith("</b>")]
    assert f'<span style="color:{COLOURS[theme]["barrier"]}">▼</span> <b>Hinders</b>' == down
    assert "▲" in up
    assert neither == "<b>Neither</b>"


def test_without_barriers_and_enablers_every_mark_is_the_one_dot() -> None:
    [people] = [trace for trace in dot_plot.dot_plot(frame({"All": 3}, {"a": [1]})).data if trace.name == "people"]
    assert people.marker.symbol == "circle"


def test_groups_under_one_another_keep_the_mark_of_their_code() -> None:
    cells = frame({"A": 5, "B": 7}, {"a": [2, 6]}).with_columns(mark=pl.lit("enabler"))
    [people] = [trace for trace in dot_plot.dot_plot(cells, stacked=True).data if trace.name == "people"]
    assert list(people.marker.symbol) == ["triangle-up", "triangle-up"]


@pytest.mark.parametrize("stacked", [True, False])
def test_an_interval_is_a_bar_in_people_and_only_where_it_is_asked_for(*, stacked: bool) -> None:
    cells = sided(low=[0.25, None, 0.75], high=[0.75, None, 1.0])
    assert [trace for trace in dot_plot.dot_plot(cells, stacked=stacked).data if trace.name == "intervals"] == []
    figure = dot_plot.dot_plot(cells, stacked=stacked, with_intervals=True)
    [spans] = [trace for trace in figure.data if trace.name == "intervals"]
    assert list(zip(spans.base, spans.x, spans.y, strict=True)) == [(3, 6, 1), (9, 3, 5)]
    assert list(spans.marker.color) == [COLOURS["light"]["barrier"], COLOURS["light"]["ink"]]


def test_where_no_count_has_an_interval_there_is_no_bar() -> None:
    figure = dot_plot.dot_plot(frame({"All": 3}, {"a": [1]}), with_intervals=True)
    assert [trace.name for trace in figure.data if trace.name] == ["people"]


def test_a_row_without_a_code_is_a_note_with_neither_lattice_nor_mark() -> None:
    cells = frame({"All": 12}, {"a": [7], "b": [5]}).with_columns(
        code=pl.Series(["a", None]),
        name=pl.Series(["Code a", "Nothing belongs here"]),
        least=pl.Series([7, None]),
        n=pl.Series([12, None]),
    )
    assert [row.kind for row in arrange(cells, stacked=False)] == ["heading", "code", "note"]
    figure = dot_plot.dot_plot(cells)
    assert dots(figure) == [(7, 1)]
    assert set(figure.data[0].y) == {1}
    assert texts(figure) == ["<b>Theme</b>", "Code a", "7 of 12", "Nothing belongs here"]


def test_a_heading_has_the_width_of_the_chart_and_no_more() -> None:
    long = frame({"All": 3}, {"a": [1]}, heading=" ".join(["heading"] * 12))
    assert texts(dot_plot.dot_plot(long))[0].count("<br>") == 0
    [little, *_] = dot_plot.dot_plot(long, room=280).layout.annotations
    assert little.text.count("<br>") == 1
    assert little.yshift == 0  # as far from the row above as from the one below
    [narrow, *_] = dot_plot.dot_plot(long, stacked=True).layout.annotations
    assert narrow.text.count("<br>") == 2
    assert narrow.yshift > 0  # off the label below it


def test_above_its_lattice_a_label_takes_what_its_value_leaves_of_the_smallest_phone() -> None:
    long = frame({"All": 12}, {"a": [7]}).with_columns(
        name=pl.lit("The name of a code that is long, and then goes on and on")
    )
    [_, label, value] = dot_plot.dot_plot(long, stacked=True).layout.annotations
    assert label.text == "The name of a code that is long, and<br>then goes on and on"
    assert label.yshift > value.yshift  # both of its lines are off the lattice


def test_groups_too_long_for_their_line_lose_what_they_share_and_then_their_end() -> None:
    bodies = ["South Northmere Commissioning Group", "Northmere Hospitals"]
    assert "South Commissioning Group" in texts(
        dot_plot.dot_plot(frame(dict.fromkeys(bodies, 12), {"a": [7, 3]}), stacked=True)
    )
    assert "Hospitals" in texts(dot_plot.dot_plot(frame(dict.fromkeys(bodies, 12), {"a": [7, 3]}), stacked=True))
    stages = {"Autumn 2014": 12, "Autumn 2015": 12}
    assert {*stages} <= {*texts(dot_plot.dot_plot(frame(stages, {"a": [7, 3]}), stacked=True))}
    endless = {"A body whose name goes on and on and on": 12, "Another": 12}
    assert "A body whose name goes on and…" in texts(dot_plot.dot_plot(frame(endless, {"a": [7, 3]}), stacked=True))


def test_a_label_that_comes_first_stands_off_the_axis() -> None:
    cells = frame({"All": 12}, {"a": [7]})
    headed, bare = (
        dot_plot.dot_plot(rows, stacked=True) for rows in (cells, cells.with_columns(heading=pl.lit(None, pl.String)))
    )
    assert headed.layout.yaxis.range[1] == -0.5 > bare.layout.yaxis.range[1]
    assert bare.layout.height > headed.layout.height - 44  # a row less, and the room above it
    long = dot_plot.dot_plot(cells.with_columns(heading=pl.lit(" ".join(["heading"] * 12))), stacked=True)
    assert long.layout.yaxis.range[1] == bare.layout.yaxis.range[1]


def test_a_note_on_a_phone_stands_nearer_to_its_heading_than_to_the_next() -> None:
    cells = frame({"All": 12}, {"a": [7], "b": [5]}).with_columns(
        code=pl.Series(["a", None]),
        name=pl.Series(["Code a", "No code of this study belongs here, which is not the same"]),
    )
    note = dot_plot.dot_plot(cells, stacked=True).layout.annotations[-1]
    assert note.text.count("<br>") == 1
    assert note.yshift > 0
