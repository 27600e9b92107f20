"""Ties as matrices and as edge lists."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.faults import StudyError
from data.settings import Source
from data.sources import ties
from data.sources.spreadsheet import read_grid
from data.sources.ties import edges_from, reshaped

NAME = "ties.csv"


def grid(headings: Sequence[str], *rows: Sequence[str | None]) -> pl.DataFrame:
    table = pl.DataFrame(list(rows), schema=dict.fromkeys(headings, pl.String), orient="row")
    return table.with_row_index("row", offset=2).cast({"row": pl.Int64})


def matrix(*rows: str) -> pl.DataFrame:
    """A matrix as people write it: cells with spaces between, a point for an empty one."""
    heading, *rest = [[None if cell == "." else cell for cell in row.split()] for row in rows]
    return grid([heading_ or "" for heading_ in heading], *rest)


def source(directed: str = "", **said: object) -> Source:
    constants = {"directed": directed} if directed else {}
    return Source.model_validate({"file": NAME, "table": "ties", "constants": constants, **said})


def pairs(found: pl.DataFrame) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in found.select("from_organisation", "to_organisation", "weight").iter_rows()]


SYMMETRIC = ("org a b c", "a 0 3 1", "b 3 2 0", "c 1 0 .")


def test_an_undirected_matrix_gives_each_tie_once_and_no_loop() -> None:
    found, [loop] = reshaped(matrix(*SYMMETRIC), source("false"), NAME)
    assert pairs(found) == [("a", "b", "3"), ("a", "c", "1")]
    assert found["row"].to_list() == [2, 2]
    assert (loop.place, loop.what, loop.kind) == ("ties.csv, row 3", "b", "ties")
    assert "joins an organisation to itself" in loop.reason


def test_a_directed_matrix_gives_both_ways() -> None:
    found, _ = reshaped(matrix("org a b", "a . 3", "b 0.5 ."), source("true"), NAME)
    assert pairs(found) == [("a", "b", "3"), ("b", "a", "0.5")]


@pytest.mark.parametrize("rows", [("org a b c", "a . 3 1", "b . . 2", "c . . ."), ("org a b c", "a . . .", "b 3 . .", "c 1 2 .")])  # fmt: skip
def test_one_half_of_an_undirected_matrix_may_be_empty(rows: Sequence[str]) -> None:
    found, left_out = reshaped(matrix(*rows), source("false"), NAME)
    assert sorted((*sorted(pair[:2]), pair[2]) for pair in pairs(found)) == [
        ("a", "b", "3"),
        ("a", "c", "1"),
        ("b", "c", "2"),
    ]
    assert left_out == []


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (("org a b c", "a 0 0 1", "b 0 0 2", "c 1 5 0"), r"row 3: ties: “b – c” is 2 one way and 5 the other"),
        (("org a b c", "a . 3 .", "b . . .", "c 2 . ."), "“a – b” is 3 one way and 0 the other"),
        (("org a b", "a . 3", "b 0 ."), "“a – b” is 3 one way and 0 the other"),
        (("org a b", "a 0 1", "a 1 0"), "“a” names row 2 too"),
        (("org a b", "a 0 1,5", "b 1,5 0"), '“1,5” has another decimal mark.*decimal = ","'),
    ],
)
def test_a_matrix_that_says_two_things_is_a_fault_that_names_them(rows: Sequence[str], rule: str) -> None:
    with pytest.raises(StudyError, match=rule):
        reshaped(matrix(*rows), source("false"), NAME)


def test_equal_weights_may_be_written_in_two_ways() -> None:
    found, _ = reshaped(matrix("org a b", "a . 1.0", "b 1 ."), source("false"), NAME)
    assert pairs(found) == [("a", "b", "1.0")]


def test_a_matrix_of_two_kinds_of_organisations_has_no_halves() -> None:
    found, _ = reshaped(matrix("org x y a", "a 1 2 0", "b 0 4 0"), source("false"), NAME)
    assert pairs(found) == [("a", "x", "1"), ("a", "y", "2"), ("b", "y", "4")]


def test_cells_that_are_no_numbers_and_rows_without_names_are_left_out() -> None:
    found, left_out = reshaped(matrix("org a b c", "a . x 2", ". 1 0 .", "c 2 . ."), source("false"), NAME)
    assert pairs(found) == [("a", "c", "2")]
    assert [(entry.place, entry.what, entry.reason) for entry in left_out] == [
        ("ties.csv, row 2, b", "x", "“x” is no number"),
        ("ties.csv, row 3, a", "1", "stands in a row without a name"),
    ]


def test_columns_that_are_mapped_are_no_organisations() -> None:
    table = matrix("year org a b", "2014 a . 1", "2014 b . .")
    said = source("true", columns={"year": "year", "from_organisation": "org"})
    found, _ = reshaped(table, said, NAME)
    assert found.rows(named=True) == [
        {"row": 2, "from_organisation": "a", "year": "2014", "to_organisation": "b", "weight": "1"}
    ]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (source(), 'must say constants = { directed = "true" }'),
        (source("maybe"), "“maybe” is a matrix"),
        (
            source("true", columns={"weight": "a"}),
            "weight.*is not one that a matrix can have: network, from_organisation",
        ),
        (source("true", columns={"year": "yeer"}), "looks for year under it"),
    ],
)
def test_a_mapping_that_does_not_fit_is_a_fault(said: Source, rule: str) -> None:
    with pytest.raises(StudyError, match=rule):
        reshaped(matrix(*SYMMETRIC), said, NAME)


def test_a_matrix_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ties, "MOST_CELLS", 8)
    with pytest.raises(StudyError, match="has 9 cells; the largest matrix read has 8"):
        reshaped(matrix(*SYMMETRIC), source("false"), NAME)


def edges(*rows: Sequence[str | None]) -> pl.DataFrame:
    return grid(["from_organisation", "to_organisation", "weight", "relation"], *rows)


def test_an_undirected_tie_written_both_ways_is_one() -> None:
    table = edges(("a", "b", "1,000", "x"), ("b", "a", "1000", "x"), ("b", "a", "1000", "y"), ("c", "c", "1", "x"))
    found, left_out = edges_from(table, source("false"), NAME)
    assert found.select("row", "weight").rows() == [(2, "1000"), (4, "1000")]
    assert [(entry.place, entry.what) for entry in left_out] == [
        ("ties.csv, row 3", "b – a"),
        ("ties.csv, row 5", "c – c"),
    ]
    assert left_out[0].reason == "repeats the tie in row 2"


def test_a_directed_tie_the_other_way_is_another() -> None:
    table = edges(("a", "b", "1", "x"), ("b", "a", "1", "x"), ("a", "b", "1", "x"))
    assert edges_from(table, source("true"), NAME)[0]["row"].to_list() == [2, 3]
    own = table.with_columns(directed=pl.lit("False"))
    assert edges_from(own, source(), NAME)[0]["row"].to_list() == [2]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([("a", "b", "1", "x"), ("b", "a", "2", "x")], "row 3: ties: “b – a” stands in row 2 too, with another weight"),
        ([("a", "b", "much", "x")], "“much” is no number"),
        ([("a", "b", "1,5", "x")], "another decimal mark"),
    ],
)
def test_an_edge_list_at_fault_is_refused(rows: list[tuple[str, ...]], rule: str) -> None:
    with pytest.raises(StudyError, match=rule):
        edges_from(edges(*rows), source("false"), NAME)
    with pytest.raises(StudyError):
        edges_from(edges(*rows), source("false"), NAME, place="edge")


def test_rows_without_an_organisation_are_left_to_the_checks() -> None:
    table = edges(("a", None, None, "x"), ("a", None, None, "x"), (None, None, "1", "x"))
    found, left_out = edges_from(table, source("false"), NAME)
    assert (found.height, left_out) == (3, [])


def named(path: Path, weight: str = "") -> pl.DataFrame:
    columns = {"from_name": "from_organisation", "to_name": "to_organisation"} | ({weight: "weight"} if weight else {})
    return read_grid(path).rename(columns)


@pytest.mark.parametrize(
    ("relation", "weight", "count", "density"),
    [("TCcnt", "contact", 175, 0.583), ("TCcoll", "collaborate", 161, 0.537), ("TCdiss", "", 103, 0.343)],
)
def test_the_densities_of_the_tobacco_control_network(
    realdata: Path, relation: str, weight: str, count: int, density: float
) -> None:
    folder = realdata / "net_usernetr"
    found, left_out = edges_from(named(folder / f"TCnetworks_{relation}_edges.csv", weight), source("false"), NAME)
    bodies = read_grid(folder / f"TCnetworks_{relation}_nodes.csv").height
    assert (bodies, found.height, left_out) == (25, count, [])
    assert round(found.height / (bodies * (bodies - 1) / 2), 3) == density


def test_the_same_network_as_a_matrix_gives_the_same_ties(realdata: Path) -> None:
    edge_list = named(realdata / "net_usernetr" / "TCnetworks_TCcnt_edges.csv", "contact")
    found, _ = edges_from(edge_list, source("false"), NAME)
    weights = {frozenset(pair[:2]): pair[2] for pair in pairs(found)}
    bodies = sorted({body for pair in weights for body in pair})
    cells = [[body, *(weights.get(frozenset((body, other)), "0") for other in bodies)] for body in bodies]
    again, left_out = reshaped(grid(["org", *bodies], *cells), source("false"), NAME)
    assert {frozenset(pair[:2]): pair[2] for pair in pairs(again)} == weights
    assert (again.height, left_out) == (175, [])


def test_distances_between_all_pairs_are_kept_once_and_without_loops(realdata: Path) -> None:
    found, left_out = edges_from(
        named(realdata / "net_usernetr" / "TCnetworks_TCdist_edges.csv", "distance"), source("false"), NAME
    )
    assert (found.height, len(left_out)) == (300, 325)
    assert sum("to itself" in entry.reason for entry in left_out) == 25


def test_trusts_and_local_authorities_have_424_weighted_ties(realdata: Path) -> None:
    table = read_grid(realdata / "nhs_trust_la_ties" / "trust_utla_mapping_public.csv")
    table = table.rename({"trust_code": "from_organisation", "geo_code": "to_organisation", "p_trust": "weight"})
    found, left_out = edges_from(table, source("true"), NAME)
    assert (found.height, left_out) == (424, [])
    assert found["weight"].cast(pl.Float64).is_between(0, 1).all()


SQUARES = st.integers(min_value=1, max_value=5).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 2), min_size=size, max_size=size), min_size=size, max_size=size)
)


@settings(deadline=None)
@given(SQUARES)
def test_a_matrix_made_symmetric_gives_each_pair_once(square: list[list[int]]) -> None:
    size = len(square)
    alike = [[square[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
    bodies = [f"o{number}" for number in range(size)]
    table = grid(["org", *bodies], *[[bodies[i], *map(str, row)] for i, row in enumerate(alike)])
    found, left_out = reshaped(table, source("false"), NAME)
    assert found.height == sum(alike[i][j] > 0 for i in range(size) for j in range(i))
    assert len(left_out) == sum(alike[i][i] > 0 for i in range(size))
    both, loops = reshaped(table, source("true"), NAME)
    assert both.height == 2 * found.height
    assert len(loops) == len(left_out)


CELLS = st.none() | st.sampled_from(["a", "b", "0", "1", "2.5", "-", " a "]) | st.text(max_size=3)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6), st.sampled_from(["true", "false"]))
def test_no_cells_are_more_than_a_study_error(rows: list[tuple[str | None, ...]], directed: str) -> None:
    try:
        found, left_out = reshaped(grid(["org", "a", "b"], *rows), source(directed), NAME)
    except StudyError:
        return
    assert found["from_organisation"].null_count() == found["weight"].null_count() == 0
    assert (found["from_organisation"] != found["to_organisation"]).all()
    assert all(entry.kind == "ties" for entry in left_out)


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6), st.sampled_from(["true", "false"]))
def test_every_edge_is_taken_or_left_out(rows: list[tuple[str | None, ...]], directed: str) -> None:
    try:
        found, left_out = edges_from(edges(*rows), source(directed), NAME)
    except StudyError:
        return
    assert found.height + len(left_out) == len(rows)
