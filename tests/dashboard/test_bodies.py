import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures.bodies import (
    Body,
    lines_of,
    number,
    sectors_of,
    short_names,
    shortened,
    strengths,
    text_width,
)


@pytest.mark.parametrize(
    ("weights", "names"),
    [
        ([1, 2, 5, 7], ["1 or 2", "3 to 5", "6 or more"]),
        ([1, 3], ["1", "2", "3"]),
        ([2, 3], ["2", "3"]),
        ([4, 4], ["tied"]),
        ([None], ["tied"]),
        ([1, 12], ["1 to 4", "5 to 8", "9 or more"]),
        ([0.0, 0.9], ["0 to under 0.3", "0.3 to under 0.6", "0.6 or more"]),
        ([1000, 4000], ["1000 to 2000", "2001 to 3000", "3001 or more"]),
    ],
)
def test_the_classes_of_strength_say_what_they_hold(weights: list[float | None], names: list[str]) -> None:
    assert strengths(weights).names() == names


@given(st.lists(st.integers(1, 40) | st.floats(0, 5), min_size=1, max_size=20))
def test_every_weight_has_one_class_and_a_stronger_one_never_a_weaker(weights: list[float]) -> None:
    classes = strengths(weights)
    found = [classes.of(weight) for weight in sorted(weights)]
    assert found == sorted(found)
    assert len(classes.names()) == classes.number
    assert set(found) <= set(range(classes.number))
    assert found[0] == 0
    assert found[-1] == classes.number - 1


def test_a_tie_without_a_weight_counts_among_the_weakest() -> None:
    assert strengths([1, 5, 7]).of(None) == 0
    assert [number(None), number(7.0), number(0.25), number(1234.0)] == ["•", "7", "0.25", "1234"]


def test_names_lose_what_all_of_them_share_and_what_is_left_dangling() -> None:
    names = ["Northmere Hospitals", "University of Northmere", "The Northmere Trust"]
    assert short_names(names) == ["Hospitals", "University", "Trust"]
    assert short_names(["Alone"]) == ["Alone"]
    assert short_names(["A B", "A"]) == ["A B", "A"]  # nothing would be left
    assert short_names(["A of B", "A B"]) == ["A of B", "A B"]


def test_a_text_is_cut_to_its_room_and_never_to_nothing() -> None:
    assert shortened("Hospitals", 200, 14) == "Hospitals"
    cut = shortened("Commissioning Group", 60, 14)
    assert cut.endswith("…")
    assert text_width(cut, 14) <= 60
    assert shortened("Wide", 1, 14) == "W…"


def test_lines_break_between_words_and_keep_to_their_number() -> None:
    assert lines_of("North Commissioning Group", 110, 14) == ["North", "Commissioning", "Group"]
    many = lines_of("one two three four five six", 30, 14, most=2)
    assert len(many) == 2
    assert many[-1].endswith("…")


def test_sectors_are_runs_of_bodies() -> None:
    bodies = [Body("a", "x"), Body("b", "x"), Body("c", "y")]
    assert sectors_of(bodies) == [("x", 0, 2), ("y", 2, 3)]
