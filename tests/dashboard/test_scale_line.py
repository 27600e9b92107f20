from itertools import combinations

import plotly.graph_objects as go
import pytest

from dashboard.figures.bodies import text_width
from dashboard.figures.scale_line import SIDE, SIZE, Scale, scale_line
from dashboard.style import COLOURS


def trace(figure: go.Figure, name: str) -> go.Scatter:
    [found] = [each for each in figure.data if each.name == name]
    return found


def scale(value: float = 0.43, **more: object) -> Scale:
    return Scale(value, f"{value:.2f}", -1, 1, "all within", "all across", **more)


def test_the_mark_stands_at_the_value_and_the_value_is_printed_over_it() -> None:
    figure = scale_line(scale())
    assert trace(figure, "value").x == (0.43,)
    assert figure.layout.annotations[-1].text == "<b>0.43</b>"
    assert figure.layout.annotations[-1].x == 0.43
    assert (trace(figure, "line").x, figure.layout.xaxis.range) == ((-1, 1), (-1, 1))


def test_ends_and_references_are_named_where_they_stand() -> None:
    figure = scale_line(scale(references=((0.5, "chance"),)))
    words = {note.text: note.x for note in figure.layout.annotations[:-1]}
    assert words == {"all within": -1, "all across": 1, "chance": 0.5}
    assert set(trace(figure, "ticks").x) == {-1, 0.5, 1}


def test_what_the_figure_could_be_is_a_thick_part_of_the_line() -> None:
    figure = scale_line(scale(possible=(0.33, 1.0)))
    assert trace(figure, "possible").x == (0.33, 1.0)
    assert trace(figure, "possible").line.width > trace(figure, "line").line.width
    assert not [each for each in scale_line(scale()).data if each.name == "possible"]


@pytest.mark.parametrize("kind", ["place", "issue"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_mark_is_that_of_the_kind_of_network(kind: str, theme: str) -> None:
    mark = trace(scale_line(scale(), kind=kind, theme=theme), "value").marker
    assert mark.symbol == {"place": "diamond", "issue": "circle-open"}[kind]
    assert mark.color == COLOURS[theme][kind]


@pytest.mark.parametrize("room", [220, 280, 420])
@pytest.mark.parametrize("reference", [-1, -0.9, -0.4, 0, 0.5, 0.8, 0.97, 1])
def test_words_under_the_line_never_meet_and_never_leave_the_drawing(reference: float, room: int) -> None:
    figure = scale_line(scale(references=((reference, "chance"), (0.4, "2014"))), room=room)
    boxes = []
    for note in figure.layout.annotations[:-1]:
        at, wide = (note.x + 1) / 2 * (room - 2 * SIDE) + SIDE, text_width(note.text, SIZE)
        left = at - {"left": 0, "right": wide, "center": wide / 2}[note.xanchor]
        boxes.append((left, left + wide, note.yshift))
        assert left >= 0
        assert left + wide <= room
        assert -note.yshift + SIZE <= figure.layout.height - figure.layout.margin.t + 4
    assert not [
        pair for pair in combinations(boxes, 2)
        if pair[0][2] == pair[1][2] and pair[0][0] < pair[1][1] and pair[1][0] < pair[0][1]
    ]  # fmt: skip
