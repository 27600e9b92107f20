from typing import Any

import pytest

from dashboard.components import network_words as words
from dashboard.components.network_figures import decimal, holds, is_across, pieces, told, untold

RECORD: dict[str, Any] = {
    "network": "n", "network_name": "The network", "network_type": "place_based", "relation": "joint_projects",
    "relation_name": "Joint projects", "year": 2015, "is_directed": False, "is_survey": False, "n": 8,
    "answered": None, "response": "From the record", "edges": 21, "reportable": 28, "density": 0.75,
    "density_low": 0.75, "density_high": 0.75, "returned": None, "one_way": None, "untied": None,
    "reciprocity_edges": None, "reciprocity_dyads": None, "degree_centralisation": 0.14, "in_centralisation": None,
    "out_centralisation": None, "betweenness_centralisation": 0.06, "external": 15, "internal": 6,
    "ei_index": 3 / 7, "ei_expected": 0.5, "ei_lowest": 1 / 3, "ei_highest": 1.0, "component_ratio": 0.0, "says": None,
}  # fmt: skip
SURVEY = RECORD | {
    "relation": "trust", "relation_name": "Trust", "is_directed": True, "is_survey": True, "answered": 7,
    "response": "7 of 8 bodies answered", "edges": 41, "reportable": 49, "density": 41 / 49, "density_low": 41 / 56,
    "density_high": 48 / 56, "returned": 15, "one_way": 5, "untied": 1, "reciprocity_edges": 30 / 35,
    "degree_centralisation": None, "in_centralisation": 0.55, "out_centralisation": 0.8,
}  # fmt: skip
WITHHELD = SURVEY | dict.fromkeys(
    ("edges", "reportable", "density", "density_low", "density_high", "returned", "one_way", "untied",
     "reciprocity_edges", "in_centralisation", "out_centralisation", "external", "internal", "ei_index",
     "ei_expected", "ei_lowest", "ei_highest", "component_ratio", "n", "answered")
) | {"response": words.NO_VALUE}  # fmt: skip


def sentence(name: str, row: dict[str, Any], earlier: dict[str, Any] | None = None) -> tuple[str, str]:
    [found] = [figure for figure in told(row, earlier) if figure.name.startswith(name)]
    return found.sentence, found.change


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (RECORD, "21 of 28 pairs of bodies are tied by joint projects"),
        (RECORD | {"edges": 1}, "1 of 28 pairs of bodies is tied by joint projects"),
        (RECORD | {"edges": 28}, "Every pair of bodies is tied by joint projects"),
        (RECORD | {"edges": 0}, "Joint projects: no tie is on record in 2015"),
        (RECORD | {"relation_name": "NHS contracts"}, "21 of 28 pairs of bodies are tied by NHS contracts"),
        (RECORD | {"is_directed": True}, "Joint projects: 21 of 28 possible ties are on record"),
        (RECORD | {"is_directed": True, "edges": 1}, "Joint projects: 1 of 28 possible ties is on record"),
        (SURVEY, "Trust: 41 of 49 possible ties were named"),
        (SURVEY | {"edges": 1}, "Trust: 1 of 49 possible ties was named"),
        (SURVEY | {"edges": 0}, "Trust: no tie was reported in 2015"),
        (WITHHELD, "Trust: no value to show"),
    ],
)
def test_a_title_says_how_many_of_the_possible_ties_there_are(row: dict[str, Any], title: str) -> None:
    assert words.title(row) == title


@pytest.mark.parametrize(
    ("row", "earlier", "title"),
    [
        (RECORD, RECORD | {"year": 2014, "edges": 16}, "More pairs are tied than in 2014: 21 of 28, against 16"),
        (RECORD, RECORD | {"year": 2014, "edges": 24}, "Fewer pairs are tied than in 2014: 21 of 28, against 24"),
        (RECORD, RECORD | {"year": 2014}, "As many pairs are tied as in 2014: 21 of 28"),
        (RECORD, RECORD | {"year": 2014, "n": 7, "reportable": 21}, "No one body holds it together"),
        (RECORD, None, "No one body holds it together"),
        (RECORD | {"degree_centralisation": 0.5}, None, "Some bodies hold more ties than others"),
        (RECORD | {"degree_centralisation": 0.9}, None, "Much hangs on one body"),
        (SURVEY, None, "30 of 35 ties between bodies are returned"),
        (SURVEY, SURVEY | {"year": 2014, "edges": 30},
         "More possible ties are there than in 2014: 41 of 49, against 30"),
        (WITHHELD, None, "Trust: no value to show"),
    ],
)  # fmt: skip
def test_the_title_of_the_whole_says_what_changed_or_who_holds_it(
    row: dict[str, Any], earlier: dict[str, Any] | None, title: str
) -> None:
    assert words.whole_title(row, earlier) == title


def test_the_answer_says_only_what_is_told() -> None:
    assert words.answer(RECORD) == (
        "Going by joint projects, in 2015 all 8 bodies hang together, ties cross sector lines about as often as chance "
        "would, and no one body holds them together."
    )
    assert "the bodies fall into 3 pieces" in words.answer(RECORD | {"component_ratio": 2 / 7})
    only = SURVEY | {"component_ratio": None, "ei_index": None}
    assert words.answer(only) == "Going by trust, in 2015 41 of 49 possible ties were named."
    assert words.answer(WITHHELD) == ""


def test_ties_across_sectors_are_held_against_chance() -> None:
    assert is_across(RECORD) == "about as often as chance would"  # 15 against 15.75
    assert is_across(RECORD | {"external": 20, "internal": 1}) == "more often than chance would"
    assert is_across(RECORD | {"external": 9, "internal": 12}) == "less often than chance would"
    assert is_across(WITHHELD) == ""


def test_density_is_said_in_ties_and_in_what_silence_leaves_open() -> None:
    assert sentence("Density", RECORD) == ("21 of the 28 possible pairs are tied.", "")
    assert sentence("Density", RECORD | {"edges": 1})[0] == "1 of the 28 possible pairs is tied."
    assert sentence("Density", RECORD | {"is_directed": True})[0] == "21 of the 28 possible ties are on record."
    assert sentence("Density", SURVEY)[0] == (
        "41 of the 49 possible ties are named. One body did not answer: its ties could put it anywhere from 0.73 to "
        "0.86."
    )
    assert "2 bodies did not answer: their" in sentence("Density", SURVEY | {"answered": 6})[0]
    [density] = [figure for figure in told(SURVEY) if figure.name == "Density"]
    assert density.possible == (41 / 56, 48 / 56)
    [unasked] = [figure for figure in told(SURVEY | {"density_high": None}) if figure.name == "Density"]
    assert (unasked.possible, unasked.sentence) == (None, "41 of the 49 possible ties are named.")


def test_change_is_told_in_numbers_and_never_between_networks_of_two_sizes() -> None:
    before = RECORD | {"year": 2014, "density": 0.571, "density_low": 0.571, "density_high": 0.571}
    assert sentence("Density", RECORD, before)[1] == "0.57 in 2014, 0.75 in 2015."
    assert sentence("Density", RECORD, RECORD | {"year": 2014})[1] == "0.75 in 2014 too."
    smaller = before | {"n": 7}
    assert sentence("Density", RECORD, smaller)[1] == "Not set beside 2014, when the network had 7 bodies."
    assert sentence("Centralisation", RECORD, smaller)[1] == "0.14 in 2014 too."
    assert sentence("Density", RECORD, WITHHELD | {"year": 2014})[1] == ""


def test_a_change_that_missing_answers_could_undo_says_so() -> None:
    whole = SURVEY | {"year": 2014, "density": 41 / 56, "density_high": 41 / 56}
    assert sentence("Density", SURVEY, whole)[1] == (
        "0.73 in 2014, 0.84 in 2015, a difference that missing answers could undo."
    )
    far = whole | {"density": 0.2, "density_low": 0.2, "density_high": 0.2}
    assert sentence("Density", SURVEY, far)[1] == "0.20 in 2014, 0.84 in 2015."
    unknown = whole | {"density_high": None}
    assert sentence("Density", SURVEY, unknown)[1] == "0.73 in 2014, 0.84 in 2015."


def test_reciprocity_says_that_it_counts_ties() -> None:
    assert sentence("Reciprocity", SURVEY)[0] == (
        "30 of 35 ties among the 7 bodies that answered are returned: 15 pairs are tied both ways, 5 pairs are one way."
    )
    all_heard = SURVEY | {"answered": 8, "returned": 1, "one_way": 1}
    assert sentence("Reciprocity", all_heard)[0] == (
        "2 of 3 ties are returned: 1 pair is tied both ways, 1 pair is one way."
    )


def test_centralisation_lies_between_a_ring_and_a_star() -> None:
    assert sentence("Centralisation", RECORD)[0] == "Nearer a ring than a star: no one body holds it together."
    received, given = (f"Centralisation of ties {way}" for way in ("received", "given"))
    assert sentence(received, SURVEY)[0] == "Between a ring and a star: ties lead to some bodies more than others."
    assert sentence(given, SURVEY)[0] == "Nearer a star than a ring: ties come from one body above all."
    [figure] = [each for each in told(RECORD) if each.name == "Centralisation"]
    assert (figure.low, figure.high) == ((0, "ring"), (1, "star"))
    assert holds(None) == ""


def test_the_e_i_index_stands_beside_chance_and_what_can_be() -> None:
    [figure] = [each for each in told(RECORD) if each.name.startswith("Across")]
    assert figure.sentence == (
        "15 of 21 tied pairs cross a sector line; chance would give about 16. With so many ties it must lie between "
        "0.33 and 1.00."
    )
    assert figure.references == ((0.5, "chance"),)
    assert figure.possible == (1 / 3, 1.0)
    free = RECORD | {"external": 1, "internal": 3, "ei_lowest": -1, "ei_highest": 1}
    [found] = [each for each in told(free) if each.name.startswith("Across")]
    assert found.sentence == "1 of 4 tied pairs crosses a sector line; chance would give 3."
    assert found.possible is None


def test_pieces_are_counted_from_the_ratio() -> None:
    assert pieces(RECORD) == 1
    assert pieces(RECORD | {"component_ratio": 1.0}) == 8
    assert pieces(WITHHELD) is None
    assert sentence("Pieces", RECORD)[0] == "All 8 bodies are joined, directly or through others."
    apart = sentence("Pieces", RECORD | {"component_ratio": 2 / 7})[0]
    assert apart == "The 8 bodies fall into 3 pieces with no tie between them."


def test_what_is_not_told_is_named_by_the_kind_of_relation() -> None:
    assert (told(WITHHELD), untold(RECORD), untold(SURVEY)) == ([], [], [])
    assert untold(WITHHELD) == [
        "Density", "Reciprocity", "Centralisation of ties received", "Centralisation of ties given",
        "Across sectors (E-I index)", "Pieces (component ratio)",
    ]  # fmt: skip
    assert untold(RECORD | {"ei_index": None}) == ["Across sectors (E-I index)"]
    assert "Reciprocity" not in untold(WITHHELD | {"is_directed": False})


@pytest.mark.parametrize(
    ("value", "said"), [(0.625, "0.63"), (-0.077, "−0.08"), (-0.001, "0.00"), (0.0, "0.00"), (1.0, "1.00")]
)
def test_figures_have_two_decimals_rounded_as_readers_round(value: float, said: str) -> None:
    assert decimal(value) == said


def test_the_relation_named_most_is_named_only_among_the_same_bodies() -> None:
    less = SURVEY | {"relation_name": "Sets direction", "density": 0.4}
    assert words.most_named([less, SURVEY]) == "In the survey trust is named most: 41 of 49 possible ties"
    assert words.most_named([less, SURVEY | {"n": 9}]) == ""
    assert words.most_named([SURVEY]) == ""
    assert words.most_named([SURVEY, SURVEY]) == ""
    assert words.most_named([WITHHELD, SURVEY]) == ""


def test_the_strongest_ties_are_named_while_they_are_few() -> None:
    ties: list[tuple[str, str, float | None]] = [("A", "B", 7), ("A", "C", 6), ("B", "C", 1), ("A", "D", None)]
    assert words.strongest(ties, 6, directed=False) == (
        "Strongest: A and B (7). The 2 ties of 6 or more hold 13 of the 14 in all."
    )
    assert words.strongest(ties, None, directed=True) == "Strongest: A to B (7)."
    assert words.strongest([("A", "B", 2), ("A", "C", 2)], 2, directed=False) == ""
    assert words.strongest([("A", "B", None)], None, directed=False) == ""
    many: list[tuple[str, str, float | None]] = [("A", "B", 3), ("A", "C", 3), ("B", "C", 3), ("A", "D", 1)]
    assert words.strongest(many, None, directed=False) == ""
    assert words.strongest([("A", "B", 0.5), ("A", "C", 1.5)], 1, directed=False) == "Strongest: A and C (1.5)."


def test_the_measure_line_says_source_bodies_and_year() -> None:
    assert words.measure(RECORD, "release 1", is_restricted=True, network="Harbour") == (
        "Joint projects, from the record, not from ratings · Harbour · n = 8 bodies · 2015 · release 1"
    )
    assert words.measure(SURVEY, "release 1", is_restricted=False) == (
        "Trust, as each body named it in the survey · n = 8 bodies · 7 of 8 bodies answered · 2015 · release 1"
    )
    assert words.measure(SURVEY, "release 1", is_restricted=True).endswith("· restricted to analysts")
    assert words.measure(WITHHELD | {"is_directed": False}, "release 1", is_restricted=False) == (
        "Trust, as bodies named it in the survey · 2015 · release 1"
    )
    assert "n = 1 body ·" in words.measure(RECORD | {"n": 1}, "release 1", is_restricted=False)


def test_notes_say_what_the_drawing_leaves_out() -> None:
    def note(row: dict[str, Any], left_out: int = 0, silent: tuple[str, ...] = (), hidden: int = 0) -> str:
        return words.notes(row, left_out=left_out, silent=silent, hidden=hidden)

    assert note(RECORD) == ""
    assert note(SURVEY, silent=("A",)) == "A did not answer; only what others named is drawn of it."
    assert note(SURVEY, silent=("A", "B", "C")) == "A, B and C did not answer."
    assert note(SURVEY, left_out=1).startswith("1 tie is not drawn: outside the network, or the word of a body")
    assert note(SURVEY, left_out=2).startswith("2 ties are not drawn")
    assert note(RECORD, left_out=1) == "1 tie leads outside the network and is not drawn."
    assert note(RECORD, left_out=2) == "2 ties lead outside the network and are not drawn."
    assert note(RECORD, hidden=1) == "1 more body counts in the figures and is not drawn: only members are."
    assert note(RECORD, hidden=2) == "2 more bodies count in the figures and are not drawn: only members are."
