import random
from collections import Counter
from itertools import combinations, pairwise
from math import atan2, cos, degrees, dist, hypot, pi, radians, sin

import plotly.graph_objects as go
import pytest

from dashboard.figures.bodies import Body, Tie, strengths, text_width
from dashboard.figures.ring import partners_of, ring
from dashboard.figures.ring_plan import LINE, at, plan
from dashboard.style import COLOURS

SECTORS = ("Commissioner", "Local government and other", "Provider")
ROOMS = (344, 500, 700, 960)
SIZES = (1, 2, 3, 8, 12, 16, 30, 60)
Point = tuple[float, float]


def made_bodies(n: int, *, seed: int = 1, away: frozenset[int] = frozenset()) -> list[Body]:
    """Bodies with names as long as they come."""
    chance = random.Random(seed)  # noqa: S311
    words = ["Northern", "Upper", "Commissioning", "Community", "Health", "Hospitals", "Council", "Trust", "of", "St"]
    names = [" ".join(chance.sample(words, chance.randint(1, 5))) + f" {place}" for place in range(n)]
    sectors = sorted(chance.choice(SECTORS) for _ in range(n))
    return [
        Body(name, sector, place not in away) for place, (name, sector) in enumerate(zip(names, sectors, strict=True))
    ]


def made_ties(n: int, *, directed: bool = False, seed: int = 2) -> list[Tie]:
    chance = random.Random(seed)  # noqa: S311
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b and (directed or a < b)]
    return [Tie(a, b, chance.randint(1, 7)) for a, b in pairs if chance.random() < 3 / n]


def drawn(n: int, *, room: float = 500, directed: bool = False) -> go.Figure:
    ties = made_ties(n, directed=directed)
    classes = strengths([tie.weight for tie in ties])
    return ring(made_bodies(n), ties, classes, directed=directed, room=room)


def trace(figure: go.Figure, name: str) -> go.Scatter:
    [found] = [each for each in figure.data if each.name == name]
    return found


def labels(figure: go.Figure, n: int) -> list[go.layout.Annotation]:
    """The labels of bodies; the names of sectors come before them."""
    return list(figure.layout.annotations)[-n:]


def corners(label: go.layout.Annotation) -> list[Point]:
    """The rectangle that a label fills, worked out from the figure alone."""
    lines = label.text.split("<br>")
    wide, high = max(text_width(line, label.font.size) for line in lines), LINE * len(lines)
    left = {"left": 0.0, "right": -wide, "center": -wide / 2}[label.xanchor]
    turn = -radians(label.textangle or 0)
    shape = [(left, -high / 2), (left + wide, -high / 2), (left + wide, high / 2), (left, high / 2)]
    return [(label.x + x * cos(turn) - y * sin(turn), label.y + x * sin(turn) + y * cos(turn)) for x, y in shape]


def meet(one: list[Point], other: list[Point]) -> bool:
    """Whether two rectangles overlap by more than a pixel: no line parts them."""
    for shape in (one, other):
        for (xa, ya), (xb, yb) in zip(shape, shape[1:] + shape[:1], strict=True):
            along = hypot(xb - xa, yb - ya)
            axis = ((yb - ya) / along, (xa - xb) / along)
            spans = [[x * axis[0] + y * axis[1] for x, y in each] for each in (one, other)]
            if max(spans[0]) <= min(spans[1]) + 1 or max(spans[1]) <= min(spans[0]) + 1:
                return False
    return True


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("n", SIZES)
def test_no_label_meets_another_or_leaves_the_drawing(n: int, room: int) -> None:
    figure = drawn(n, room=room)
    found = labels(figure, n)
    shapes = [_letters(corners(label), label.font.size) if label.textangle else corners(label) for label in found]
    assert not [(one, other) for one, other in combinations(shapes, 2) if meet(one, other)]
    wide, high = figure.layout.meta / 2 + 2, figure.layout.height / 2 + 2
    assert all(abs(x) <= wide and abs(y) <= high for shape in shapes for x, y in shape)


def _letters(shape: list[Point], size: float) -> list[Point]:
    """The rectangle of a line, as high as its letters: what may stand as close as labels that point outwards do."""
    ends = [((shape[a][0] + shape[b][0]) / 2, (shape[a][1] + shape[b][1]) / 2) for a, b in ((0, 3), (1, 2))]
    part = size / LINE
    return [
        (mx + (x - mx) * part, my + (y - my) * part)
        for (x, y), (mx, my) in zip(shape, (ends[0], ends[1], ends[1], ends[0]), strict=True)
    ]


@pytest.mark.parametrize("n", [8, 12, 16, 30, 60])
def test_a_ring_fits_its_room_unless_it_is_crowded(n: int) -> None:
    assert drawn(n, room=700).layout.meta == 700
    assert (drawn(n, room=344).layout.meta == 344) == (n <= 30)


def test_labels_lie_level_for_few_bodies_and_point_outwards_for_many() -> None:
    few, many = (labels(drawn(n, room=700), n) for n in (6, 30))
    assert {label.textangle for label in few} == {0}
    assert len({round(label.textangle) for label in many}) > 20


def test_places_depend_on_the_bodies_alone() -> None:
    bodies = made_bodies(8)
    figures = [ring(bodies, made_ties(8, seed=seed), strengths([1, 7])) for seed in (1, 2)]
    figures.append(ring([Body(body.label, body.sector) for body in bodies], [], strengths([]), directed=True))
    points = [list(zip(trace(figure, "bodies").x, trace(figure, "bodies").y, strict=True)) for figure in figures]
    assert points[0] == points[1] == points[2]


def test_bodies_run_clockwise_and_each_stands_on_the_band_of_its_sector() -> None:
    bodies = made_bodies(16)
    found = plan(bodies, 700)
    assert list(found.angles) == sorted(found.angles, reverse=True)
    bands = {name: (start, end) for name, start, end in found.sectors}
    assert [name for name, _, _ in found.sectors] == sorted({body.sector for body in bodies})
    for body, angle in zip(bodies, found.angles, strict=True):
        start, end = bands[body.sector]
        assert end < angle < start
    edges = sorted((start, end) for _, start, end in found.sectors)
    assert all(one[0] < other[1] for one, other in pairwise(edges))  # a gap between bands
    assert len({round(hypot(*found.point(place)), 6) for place in range(16)}) == 1


def test_each_sector_is_named_along_its_band() -> None:
    figure = drawn(16, room=700)
    words = [annotation.text for annotation in figure.layout.annotations[:-16]]
    assert words == ["Commissioner", "Local", "government", "and", "other", "Provider"]
    upside_down = [label for label in figure.layout.annotations[:-16] if cos(radians(label.textangle)) < -0.35]
    assert not upside_down


def test_a_sector_whose_band_is_short_is_cut_or_not_named() -> None:
    narrow = [Body(str(place), "Local government and other" if place == 0 else "P") for place in range(40)]
    words = [annotation.text for annotation in ring(narrow, [], strengths([]), room=344).layout.annotations[:-40]]
    assert words == ["P"]
    two = [Body(str(place), "Local government and other" if place < 3 else "P") for place in range(24)]
    assert any("…" in each.text for each in ring(two, [], strengths([]), room=344).layout.annotations[:-24])


def test_a_circle_holds_the_number_of_partners() -> None:
    ties = made_ties(8)
    figure = ring(made_bodies(8), ties, strengths([tie.weight for tie in ties]))
    counted = Counter(end for tie in ties for end in (tie.start, tie.end))
    assert list(trace(figure, "bodies").text) == [str(counted[place]) for place in range(8)]
    both_ways = [Tie(0, 1, 1), Tie(1, 0, 1)]
    assert partners_of(3, both_ways) == [1, 1, 0]


def test_where_circles_are_too_small_labels_hold_the_numbers() -> None:
    figure = drawn(60, room=700)
    assert "text" not in trace(figure, "bodies").mode
    counted = partners_of(60, made_ties(60))
    assert [label.text.split(" · ")[0] for label in labels(figure, 60)] == [str(count) for count in counted]


def test_a_body_that_is_not_there_keeps_its_place_and_has_no_number() -> None:
    bodies = made_bodies(8, away=frozenset({3}))
    figure = ring(bodies, [Tie(0, 1, 1)], strengths([1]))
    away, whole = trace(figure, "away"), plan(bodies, 520)
    assert (away.x[0], away.y[0]) == whole.point(3)
    assert away.mode == "markers"
    assert len(trace(figure, "bodies").x) == 7
    assert labels(figure, 8)[3].font.color == COLOURS["light"]["ink_3"]


def test_lines_have_a_width_for_each_class_and_join_the_bodies_they_tie() -> None:
    ties = [Tie(0, 1, 1), Tie(2, 5, 4), Tie(3, 7, 7)]
    figure = ring(made_bodies(8), ties, strengths([1, 7]))
    points = plan(made_bodies(8), 520)
    widths = []
    for name, tie in zip(("ties thin", "ties middle", "ties thick"), ties, strict=True):
        line = trace(figure, name)
        assert (line.x[0], line.y[0]) == pytest.approx(points.point(tie.start))
        assert (line.x[-2], line.y[-2]) == pytest.approx(points.point(tie.end))
        assert line.x[-1] is None
        widths.append(line.line.width)
    assert widths == sorted(set(widths))


@pytest.mark.parametrize("n", [8, 60])
def test_traces_are_few_whatever_the_number_of_ties(n: int) -> None:
    assert len(drawn(n).data) <= 6
    assert len(drawn(n, directed=True).data) <= 9


def test_lines_bend_towards_the_middle() -> None:
    figure = ring(made_bodies(8), [Tie(0, 1, 1)], strengths([1]))
    line, points = trace(figure, "ties middle"), plan(made_bodies(8), 520)
    middle = (line.x[10], line.y[10])
    straight = [(a + b) / 2 for a, b in zip(points.point(0), points.point(1), strict=True)]
    assert hypot(*middle) < hypot(*straight)


def test_directed_ties_end_in_arrowheads_that_point_to_the_body_named() -> None:
    ties = [Tie(0, 4, 1), Tie(4, 0, 1)]
    figure = ring(made_bodies(8), ties, strengths([1]), directed=True)
    heads, points = trace(figure, "heads middle"), plan(made_bodies(8), 520)
    for place, tie in enumerate(ties):
        (x, y), (to_x, to_y) = (heads.x[place], heads.y[place]), points.point(tie.end)
        assert dist((x, y), (to_x, to_y)) < dist((x, y), points.point(tie.start))
        assert dist((x, y), (to_x, to_y)) > points.circle / 2
        towards = degrees(atan2(to_x - x, to_y - y))
        assert abs((towards - heads.marker.angle[place] + 180) % 360 - 180) < 3
    lines = trace(figure, "ties middle")
    there, back = (lines.x[10], lines.y[10]), (lines.x[32], lines.y[32])
    assert dist(there, back) > 8  # the two directions are drawn apart


def test_the_theme_changes_colours_and_nothing_else() -> None:
    light, dark = (ring(made_bodies(8), made_ties(8), strengths([1, 2]), theme=theme) for theme in ("light", "dark"))
    assert trace(dark, "ties thick").line.color == COLOURS["dark"]["ink"]
    assert trace(light, "ties thick").x == trace(dark, "ties thick").x


def test_a_point_of_the_ring_is_where_its_angle_says() -> None:
    assert at(90, 10) == pytest.approx((0, 10))
    assert at(degrees(pi), 2) == pytest.approx((-2, 0))
