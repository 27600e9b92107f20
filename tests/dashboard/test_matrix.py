import plotly.graph_objects as go
import pytest

from dashboard.figures.bodies import Body, Tie, strengths
from dashboard.figures.matrix import SMALLEST_CELL, matrix
from dashboard.style import COLOURS

BODIES = [Body("North", "Commissioner"), Body("South", "Commissioner"), Body("Hospitals", "Provider"), Body("Gone", "Provider", is_there=False)]  # fmt: skip
TIES = [Tie(0, 1, 2), Tie(0, 2, 7), Tie(1, 2, 4)]


def trace(figure: go.Figure, name: str) -> go.Scatter:
    [found] = [each for each in figure.data if each.name == name]
    return found


def printed(figure: go.Figure) -> dict[tuple[int, int], str]:
    """The number in each cell, by row and column."""
    return {
        (row, column): text.replace("<b>", "").replace("</b>", "")
        for each in figure.data
        if each.name in ("numbers", "strong numbers")
        for row, column, text in zip(each.y, each.x, each.text, strict=True)
    }


def test_an_undirected_tie_stands_on_both_sides_of_the_diagonal() -> None:
    found = printed(matrix(BODIES, TIES, strengths([1, 7])))
    assert found == {(0, 1): "2", (1, 0): "2", (0, 2): "7", (2, 0): "7", (1, 2): "4", (2, 1): "4"}


def test_a_directed_tie_stands_in_the_row_of_the_body_it_comes_from() -> None:
    figure = matrix(BODIES, [Tie(0, 1, 2), Tie(2, 0, 3)], strengths([1, 3]), directed=True)
    assert printed(figure) == {(0, 1): "2", (2, 0): "3"}
    assert [note.text for note in figure.layout.annotations] == ["from ↓   to →"]
    assert not matrix(BODIES, TIES, strengths([1, 7])).layout.annotations


def test_a_cell_is_shaded_by_its_class_and_the_number_stays_legible() -> None:
    figure = matrix(BODIES, TIES, strengths([1, 7]))
    ground = trace(figure, "cells")
    assert [ground.z[0][1], ground.z[1][2], ground.z[0][2]] == [1, 2, 3]
    assert [ground.z[place][place] for place in range(4)] == [0] * 4
    assert ground.z[0][3] is None
    shades = [colour for _, colour in ground.colorscale]
    assert shades[0] == COLOURS["light"]["band"]
    assert shades[-1] == COLOURS["light"]["ink"]
    assert trace(figure, "strong numbers").textfont.color == COLOURS["light"]["paper"]
    assert set(trace(figure, "strong numbers").text) == {"<b>7</b>"}


def test_rows_and_columns_name_the_bodies_in_the_order_of_the_ring() -> None:
    figure = matrix(BODIES, TIES, strengths([1, 7]))
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert [text.split(">")[1].split("<")[0] for text in axis.ticktext] == ["North", "South", "Hospitals", "Gone"]
        assert COLOURS["light"]["ink_3"] in axis.ticktext[3]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first row on top


def test_a_rule_parts_the_sectors() -> None:
    rules = trace(matrix(BODIES, TIES, strengths([1, 7])), "sectors")
    assert {x for x, then in zip(rules.x, rules.x[1:], strict=False) if x == then} == {-0.5, 1.5, 3.5}


@pytest.mark.parametrize(("n", "room"), [(8, 344), (8, 440), (16, 700), (30, 960), (60, 960)])
def test_cells_shrink_to_the_room_but_never_to_where_a_number_would_not_fit(n: int, room: int) -> None:
    bodies = [Body(f"Commissioning Group {place}", "P") for place in range(n)]
    figure = matrix(bodies, [], strengths([]), room=room)
    cell = (figure.layout.width - figure.layout.margin.l - 2) / n
    assert round(cell) >= SMALLEST_CELL
    assert figure.layout.meta == figure.layout.width
    assert figure.layout.width <= room or round(cell) == SMALLEST_CELL
    assert abs(figure.layout.height - figure.layout.width) <= 1


def test_ties_without_weights_are_marked_and_those_of_one_class_are_not_on_ink() -> None:
    figure = matrix(BODIES, [Tie(0, 1, None)], strengths([None]))
    assert printed(figure) == {(0, 1): "•", (1, 0): "•"}
    assert COLOURS["light"]["ink"] not in [colour for _, colour in trace(figure, "cells").colorscale]


def test_a_matrix_without_ties_has_no_numbers() -> None:
    assert printed(matrix(BODIES, [], strengths([]))) == {}
